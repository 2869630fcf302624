//! The schema's words.

use twin_ran::handover::{FailureCause, MobilityEventKind, Outcome, Procedure, T310Stop};

pub(super) fn procedure(procedure: &Procedure) -> &'static str {
    match procedure {
        Procedure::Baseline => "ho",
        Procedure::Daps => "daps",
        Procedure::Conditional(_) => "cho",
        Procedure::Ltm(_) => "ltm",
        Procedure::ConditionalLtm(_) => "cltm",
    }
}

pub(super) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Useful => "useful",
        Outcome::Unnecessary => "unnecessary",
        Outcome::TooEarly => "too_early",
        Outcome::WrongCell => "wrong_cell",
        Outcome::TooLate => "too_late",
        Outcome::Coverage => "coverage",
        Outcome::Censored => "censored",
    }
}

pub(super) fn cause(cause: FailureCause) -> &'static str {
    match cause {
        FailureCause::CommandLost => "command_lost",
        FailureCause::RlfInPreparation => "rlf_in_preparation",
        FailureCause::RlfAfterHandover => "rlf_after_handover",
        FailureCause::RlfWithoutHandover => "rlf_without_handover",
        FailureCause::CoverageRlf => "coverage_rlf",
        FailureCause::ExecutionFailure => "execution_failure",
        FailureCause::DapsFallback => "daps_fallback",
    }
}

pub(super) fn t310_stop(reason: T310Stop) -> &'static str {
    match reason {
        T310Stop::InSync => "n311",
        T310Stop::Command => "command",
        T310Stop::Joined => "attach",
        T310Stop::Failure => "failure",
    }
}

pub(super) fn event(kind: MobilityEventKind) -> &'static str {
    match kind {
        MobilityEventKind::A3Entered => "a3_enter",
        MobilityEventKind::A3Left => "a3_leave",
        MobilityEventKind::Reported => "report",
        MobilityEventKind::ExecutionStarted => "exec_start",
        MobilityEventKind::HandoverCompleted { .. } => "ho_complete",
        MobilityEventKind::T310Started => "t310_start",
        MobilityEventKind::T310Stopped(_) => "t310_stop",
        MobilityEventKind::T310Expired => "t310_expiry",
        MobilityEventKind::Failed(_) => "failure",
        MobilityEventKind::Reestablished => "reestablished",
        MobilityEventKind::Prepared => "prepare",
        MobilityEventKind::Configured => "config",
        MobilityEventKind::ConfigurationLost => "config_lost",
        MobilityEventKind::Released => "release",
        MobilityEventKind::ConditionEntered => "cond_enter",
        MobilityEventKind::ConditionLeft => "cond_leave",
        MobilityEventKind::SwitchCommanded => "switch_command",
        MobilityEventKind::FellBack => "fallback",
        MobilityEventKind::SourceLinkFailed => "source_rlf",
        MobilityEventKind::RecoveryFailed => "recovery_failed",
    }
}
