//! Mobility procedures in the live loop: outcomes, counts that agree, changes while it runs, refusal of what cannot be signalled.

use crate::support::Twin;
use twin_scene::schema::{ConditionalHandover, HandoverProcedure, L1Mobility, MobilitySettings};
use twin_sim::command::TwinCommand;
use twin_sim::event::{EventKind, EventLog, HandoverOutcome};
use twin_sim::plan::Plan;
use twin_sim::summary::summarise;
use twin_sim::totals::RunTotals;

fn with(procedure: HandoverProcedure) -> TwinCommand {
    TwinCommand::SetMobility(MobilitySettings { procedure, ..MobilitySettings::default() })
}

fn procedures() -> [HandoverProcedure; 5] {
    let (cho, ltm) = (ConditionalHandover::default(), L1Mobility::default());
    [
        HandoverProcedure::Baseline,
        HandoverProcedure::Daps,
        HandoverProcedure::Conditional(cho),
        HandoverProcedure::Ltm(ltm),
        HandoverProcedure::ConditionalLtm(ltm),
    ]
}

#[test]
fn every_procedure_hands_over_and_is_judged_and_all_counts_agree() {
    for procedure in procedures() {
        let mut twin = Twin::new("helsinki", 1);
        twin.send(with(procedure)).run(1000);
        let summary = summarise(twin.0.world_mut());
        let count = |key: &str| summary.mobility.counts[key];
        let name = procedure.name();
        assert!(count("completed_count") > 10, "{name}: {:?}", summary.mobility.counts);
        let of_cells = |of: fn(&twin_sim::sections::CellSection) -> u32| summary.per_cell.iter().map(of).sum::<u32>();
        assert_eq!(of_cells(|cell| cell.handovers_in_count), count("completed_count"), "{name}");
        assert_eq!(of_cells(|cell| cell.handovers_out_count), count("completed_count"), "{name}");
        assert_eq!(of_cells(|cell| cell.radio_link_failures_count), count("radio_link_failures_count"), "{name}");
        let of_ues = summary.per_ue.iter().map(|ue| ue.handovers_count).sum::<u32>();
        assert_eq!(of_ues, count("completed_count"), "{name}");
        let judged: u32 = HandoverOutcome::ALL.iter().map(|outcome| count(&format!("{}_count", outcome.key()))).sum();
        assert!(judged >= count("attempts_count") && count("attempts_count") >= count("completed_count"), "{name}");
        let log = twin.resource::<EventLog>();
        let told = log.events.iter().filter(|event| matches!(event.kind, EventKind::HandoverJudged { .. })).count();
        assert!(told > 0 && told <= judged as usize, "{name}: {told} of {judged} told, the rest is open at the end");
    }
}

#[test]
fn a_summary_changes_nothing() {
    let mut twin = Twin::new("factory", 1);
    twin.run(300);
    let before = twin.hash();
    let (first, second) = (summarise(twin.0.world_mut()), summarise(twin.0.world_mut()));
    assert_eq!(first, second);
    assert_eq!(twin.hash(), before);
}

#[test]
fn procedures_change_while_it_runs() {
    let mut twin = Twin::new("helsinki", 2);
    for round in 0..3 {
        for procedure in procedures() {
            twin.send(with(procedure)).run(37 + round);
        }
    }
    assert_eq!(twin.resource::<RunTotals>().ticks, 3 * 5 * 37 + 5 * 3);
}

#[test]
fn what_cannot_be_signalled_is_refused() {
    let mut twin = Twin::new("factory", 1);
    let before = twin.resource::<Plan>().mobility;
    twin.send(TwinCommand::SetMobility(MobilitySettings { time_to_trigger_ms: 90.0, ..before })).run(1);
    assert_eq!(twin.resource::<Plan>().mobility, before);
    let cho = ConditionalHandover { execution_ttt_ms: 90.0, ..ConditionalHandover::default() };
    twin.send(with(HandoverProcedure::Conditional(cho))).run(1);
    assert_eq!(twin.resource::<Plan>().mobility, before);
    let fault = twin_scene::mobility_fault(&MobilitySettings { time_to_trigger_ms: 90.0, ..before }).expect("refused");
    assert!(fault.contains("mobility.time_to_trigger_ms: 90 ms cannot be signalled"), "{fault}");
    assert!(fault.contains("use 0, 40, 64, 80, 100"), "{fault}");
}

#[test]
fn energy_adds_up() {
    let mut twin = Twin::new("factory", 1);
    twin.run(500);
    let summary = summarise(twin.0.world_mut());
    let cells: f64 = summary.per_cell.iter().map(|cell| cell.energy.energy_kwh).sum();
    assert!((cells - summary.energy.energy_kwh).abs() < 1e-12 && cells > 0.0);
    assert!(summary.energy.energy_with_sleep_kwh < cells);
    let bits: f64 = summary.per_cell.iter().map(|cell| cell.served_rate_bps).sum::<f64>() * summary.seconds;
    let per_bit = summary.energy.energy_per_bit_j.expect("bits were delivered");
    assert!((per_bit * bits / (cells * 3.6e6) - 1.0).abs() < 1e-9);
    let slices: f64 = summary.per_slice.iter().map(|slice| slice.served_rate_bps).sum::<f64>() * summary.seconds;
    assert!((slices / bits - 1.0).abs() < 1e-9, "slices and cells served the same bits");
}

#[test]
fn delays_are_the_sum_of_their_parts_and_late_packets_have_causes() {
    let mut twin = Twin::new("helsinki", 1);
    twin.run(600);
    let summary = summarise(twin.0.world_mut());
    for slice in &summary.per_slice {
        let mean: f64 = summary
            .kpis
            .iter()
            .find(|row| row.key == "dl.delay_mean_s" && row.slice.as_deref() == Some(&slice.name))
            .and_then(|row| row.value)
            .expect("packets were delivered");
        let parts: f64 = slice.delay_parts_mean.values().sum();
        // The histogram has three significant digits.
        assert!((parts / mean - 1.0).abs() < 2e-3, "{}: {parts} {mean}", slice.name);
        let late: f64 = slice.late_causes.values().sum();
        assert!(slice.late_causes.is_empty() || (late - 1.0).abs() < 1e-9);
    }
    assert!(summary.per_slice.iter().any(|slice| !slice.late_causes.is_empty()), "the scene has contention");
}
