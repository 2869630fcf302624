//! Handover settings of a scene as the RAN crate takes them.

use twin_ran::handover::{
    ConditionalConfig, LtmConfig, MobilityConfig, OutcomeConfig, PreparationConfig, Procedure, RlmConfig,
};
use twin_scene::schema::{HandoverProcedure, L1Mobility, MobilitySettings, Preparation};

/// A scene's mobility settings as the RAN crate takes them.
pub(crate) fn mobility_config(settings: &MobilitySettings) -> MobilityConfig {
    let defaults = MobilityConfig::default();
    MobilityConfig {
        procedure: procedure(&settings.procedure),
        l1_period_s: settings.l1_period_ms * 1e-3,
        l3_k: settings.filter_k,
        a3_offset_db: settings.a3_offset_db,
        hysteresis_db: settings.hysteresis_db,
        ttt_s: settings.time_to_trigger_ms * 1e-3,
        preparation_s: settings.preparation_ms * 1e-3,
        execution_s: settings.execution_ms * 1e-3,
        t304_s: Some(settings.t304_ms * 1e-3),
        reestablishment_s: settings.reestablishment_ms * 1e-3,
        rlm: RlmConfig {
            qout_db: settings.qout_db,
            qin_db: settings.qin_db,
            n310: settings.n310,
            n311: settings.n311,
            t310_s: settings.t310_ms * 1e-3,
            ..defaults.rlm
        },
        outcome: OutcomeConfig { ping_pong_s: settings.ping_pong_ms * 1e-3, ..defaults.outcome },
        ..defaults
    }
}

fn procedure(wanted: &HandoverProcedure) -> Procedure {
    match wanted {
        HandoverProcedure::Baseline => Procedure::Baseline,
        HandoverProcedure::Daps => Procedure::Daps,
        HandoverProcedure::Conditional(cho) => Procedure::Conditional(ConditionalConfig {
            preparation: preparation(&cho.preparation),
            execution_offset_db: cho.execution_offset_db,
            execution_ttt_s: cho.execution_ttt_ms * 1e-3,
        }),
        HandoverProcedure::Ltm(ltm) => Procedure::Ltm(l1_mobility(ltm)),
        HandoverProcedure::ConditionalLtm(ltm) => Procedure::ConditionalLtm(l1_mobility(ltm)),
    }
}

fn l1_mobility(ltm: &L1Mobility) -> LtmConfig {
    LtmConfig {
        preparation: preparation(&ltm.preparation),
        switch_offset_db: ltm.switch_offset_db,
        switch_ttt_s: ltm.switch_ttt_ms * 1e-3,
        command_delay_s: ltm.command_delay_ms * 1e-3,
    }
}

fn preparation(wanted: &Preparation) -> PreparationConfig {
    PreparationConfig {
        offset_db: wanted.offset_db,
        ttt_s: wanted.time_to_trigger_ms * 1e-3,
        n_max: wanted.max_cells,
        release_hysteresis_db: wanted.release_hysteresis_db,
    }
}
