//! Whole frames: shares, losses, delays, determinism.

use super::*;
use crate::link_adaptation::harq::HarqConfig;
use crate::link_adaptation::{LinkAdaptation, McsTable, OuterLoopConfig};
use crate::scheduler::proportional_fair::assert_grants_well_formed;
use crate::slicing::SlicePolicy;
use crate::traffic::{Packet, TrafficModel, TrafficSource};
use twin_units::hash::StateHash;
use twin_units::{SNssai, UeId};

fn snssai(sst: u8) -> SNssai {
    SNssai { sst, sd: None }
}

fn one_slice() -> SlicePolicies {
    SlicePolicies::new(vec![SlicePolicy::unrestricted(snssai(1))]).expect("an unrestricted slice is valid")
}

/// A UE with more to receive than any test delivers.
fn full_buffer(ue: u32, slice: usize, sinr_db: f64) -> UeDownlink {
    let mut downlink = UeDownlink::new(slice, 9, UeId(ue), u64::MAX);
    downlink.sinr_db = sinr_db;
    downlink.queue.push(Packet { arrival_s: 0.0, bytes: u32::MAX });
    downlink
}

/// Runs frames and returns the sums per UE; checks the grants of each frame's last slot.
fn run(cell: &CellConfig, slices: &SlicePolicies, ues: &mut [UeDownlink], n_frames: u64) -> (Vec<UeFrame>, CellFrame) {
    let mut sums = vec![UeFrame::default(); ues.len()];
    let mut frame = CellFrame::default();
    for tick in 0..n_frames {
        let mut served: Vec<&mut UeDownlink> = ues.iter_mut().collect();
        schedule_frame(cell, slices, Tick(tick), &mut served, &mut frame);
        assert_grants_well_formed(&frame.grants, cell.n_prb);
        assert!(frame.prb_share <= 1.0);
        for (sum, ue) in sums.iter_mut().zip(&frame.ues) {
            sum.delivered_bits += ue.delivered_bits;
            sum.prb_slots += ue.prb_slots;
            sum.blocks += ue.blocks;
            sum.block_errors += ue.block_errors;
            sum.repetitions += ue.repetitions;
            sum.repetition_errors += ue.repetition_errors;
            sum.harq_failures += ue.harq_failures;
        }
    }
    (sums, frame)
}

#[test]
fn full_buffers_share_time_equally_and_rate_follows_sinr() {
    // Without an outer loop the MCS, and with it the expected rate, is fixed.
    let cell = CellConfig { dl_share: 1.0, outer_loop: None, ..CellConfig::default() };
    let mut ues = [full_buffer(0, 0, 30.0), full_buffer(1, 0, 8.2)];
    let (sums, frame) = run(&cell, &one_slice(), &mut ues, 500);
    let shares: Vec<f64> = sums.iter().map(|sum| f64::from(sum.prb_slots) / (273.0 * 10_000.0)).collect();
    assert!(shares.iter().all(|share| (share - 0.5).abs() < 0.01), "{shares:?}");
    for (sum, ue) in sums.iter().zip(&frame.ues) {
        let row = cell.link.mcs_row(ue.mcs.expect("in range"));
        let bits = transport_block_bits(row, cell.data_res_per_prb() * 273, 1);
        let expected = f64::from(sum.blocks) * f64::from(bits) * (1.0 - ue.bler);
        assert!((sum.delivered_bits as f64 / expected - 1.0).abs() < 0.01);
    }
    assert_eq!(sums[0].block_errors, 0, "30 dB is far above the highest MCS");
}

#[test]
fn blocks_fail_as_often_as_the_curve_says() {
    let cell = CellConfig {
        link: LinkAdaptation::new(McsTable::Qam64),
        dl_share: 1.0,
        outer_loop: None,
        ..CellConfig::default()
    };
    let mut ues = [full_buffer(0, 0, 5.994)];
    let (sums, frame) = run(&cell, &one_slice(), &mut ues, 500);
    assert_eq!((frame.ues[0].cqi, frame.ues[0].mcs), (8, Some(13)));
    let sum = sums[0];
    let first_bler = f64::from(sum.block_errors - sum.repetition_errors) / f64::from(sum.blocks - sum.repetitions);
    assert!((frame.ues[0].bler - 0.1).abs() < 0.001);
    assert!((first_bler - frame.ues[0].bler).abs() < 0.01, "{first_bler}");
    assert_eq!((sum.repetition_errors, sum.harq_failures), (0, 0), "two copies are 3 dB better");
}

#[test]
fn the_outer_loop_holds_its_target_over_the_sinr_range_with_harq() {
    for (table, highest_db) in [(McsTable::Qam64, 18), (McsTable::Qam256, 24)] {
        let cell = CellConfig { n_prb: 52, dl_share: 1.0, link: LinkAdaptation::new(table), ..CellConfig::default() };
        for target_bler in [None, Some(0.02)] {
            let sinrs_db: Vec<i32> = (-6..=highest_db).collect();
            for (index, &sinr_db) in sinrs_db.iter().enumerate() {
                let mut ues = [full_buffer(index as u32, 0, f64::from(sinr_db) + 0.3)];
                ues[0].target_bler = target_bler;
                let (sums, _) = run(&cell, &one_slice(), &mut ues, 1000);
                let (first, again) = (sums[0].blocks - sums[0].repetitions, sums[0].repetitions);
                let bler = f64::from(sums[0].block_errors - sums[0].repetition_errors) / f64::from(first);
                let target = target_bler.unwrap_or(0.1);
                assert!((bler / target - 1.0).abs() < 0.2, "{table:?} at {sinr_db} dB: {bler} instead of {target}");
                assert!(again > 0 && f64::from(sums[0].repetition_errors) < 0.2 * f64::from(again), "{sinr_db} dB");
            }
        }
    }
}

#[test]
fn the_outer_loop_mends_reports_and_never_locks_a_ue_out() {
    // Near the end of the range: lost blocks lower the offset, but in range of CQI 1 there is always MCS 0.
    let cell = CellConfig { dl_share: 1.0, link: LinkAdaptation::new(McsTable::Qam64), ..CellConfig::default() };
    let mut ues = [full_buffer(0, 0, -8.0)];
    let (sums, frame) = run(&cell, &one_slice(), &mut ues, 200);
    assert_eq!((frame.ues[0].cqi, frame.ues[0].mcs), (1, Some(0)));
    assert!(sums[0].blocks == 4000 && sums[0].delivered_bits > 1_000_000, "{:?}", sums[0]);
    assert!(ues[0].outer_loop_offset_db().abs() < 1.0, "{}", ues[0].outer_loop_offset_db());
    // With perfect reports it gives as much as it takes: more between two CQIs, less where it tries a step too far in one of ten blocks.
    let rate = |outer_loop, sinr_db| {
        let cell = CellConfig { outer_loop, ..cell.clone() };
        run(&cell, &one_slice(), &mut [full_buffer(0, 0, sinr_db)], 300).0[0].delivered_bits as f64
    };
    let gains: Vec<f64> = (0..40)
        .map(|step| f64::from(step) * 0.5 - 2.0)
        .map(|sinr_db| rate(Some(OuterLoopConfig::default()), sinr_db) / rate(None, sinr_db))
        .collect();
    assert!(gains.iter().all(|&gain| gain > 0.85), "{gains:?}");
    assert!((gains.iter().sum::<f64>() / gains.len() as f64 - 1.0).abs() < 0.03, "{gains:?}");
}

/// A cell without combining worth the name: MCS 0 at -8 dB, lost in 99.8 % of cases alone.
fn weak_cell(most_transmissions: u32, rlc_delay_slots: u64) -> CellConfig {
    CellConfig {
        dl_share: 1.0,
        harq: HarqConfig { rtt_slots: 8, most_transmissions, rlc_delay_slots },
        link: LinkAdaptation::new(McsTable::Qam64),
        ..CellConfig::default()
    }
}

/// A UE at -8 dB with one packet of 10 bytes that arrived at time 0.
fn weak_ue() -> UeDownlink {
    let mut ue = UeDownlink::new(0, 2, UeId(0), 1_000_000);
    ue.sinr_db = -8.0;
    ue.queue.push(Packet { arrival_s: 0.0, bytes: 10 });
    ue
}

#[test]
fn a_lost_block_waits_for_its_round_trip_and_combines() {
    let mut ues = [weak_ue()];
    let (sums, frame) = run(&weak_cell(4, 40), &one_slice(), &mut ues, 1);
    // -8 dB, then -5 dB with two copies: enough for MCS 0, which needs -6.3 dB.
    assert_eq!((sums[0].blocks, sums[0].block_errors, sums[0].repetitions, sums[0].delivered_bits), (2, 1, 1, 80));
    let budget = frame.deliveries[0].budget;
    assert_eq!((budget.air_ns, budget.harq_ns, budget.total_ns()), (500_000, 4_000_000, 4_500_000));
    assert_eq!(ues[0].queue.n_waiting(), 0);
}

#[test]
fn what_harq_gives_up_rlc_sends_again() {
    let mut ues = [weak_ue()];
    let cell = weak_cell(1, 8);
    let (sums, _) = run(&cell, &one_slice(), &mut ues, 4);
    assert_eq!((sums[0].blocks, sums[0].repetitions, sums[0].harq_failures), (10, 0, 10), "80 slots, one try each 8");
    assert_eq!(sums[0].delivered_bits, 0);
    ues[0].sinr_db = 20.0;
    let mut frame = CellFrame::default();
    schedule_frame(&cell, &one_slice(), Tick(4), &mut ues.iter_mut().collect::<Vec<_>>(), &mut frame);
    assert_eq!((frame.ues[0].delivered_bits, ues[0].queue.n_waiting()), (80, 0));
    let budget = frame.deliveries[0].budget;
    assert_eq!((budget.air_ns, budget.harq_ns), (500_000, 40_000_000), "all later tries are repetition");
}

#[test]
fn a_handover_frees_lost_blocks_and_keeps_the_queue() {
    let cell = CellConfig { harq: HarqConfig { rtt_slots: 1000, ..HarqConfig::default() }, ..weak_cell(4, 40) };
    let mut ues = [weak_ue()];
    let (sums, _) = run(&cell, &one_slice(), &mut ues, 1);
    assert_eq!((sums[0].blocks, sums[0].block_errors), (1, 1));
    ues[0].sinr_db = 20.0;
    let mut frame = CellFrame::default();
    let mut step = |ues: &mut [UeDownlink; 1], tick| {
        schedule_frame(&cell, &one_slice(), Tick(tick), &mut ues.iter_mut().collect::<Vec<_>>(), &mut frame);
        (frame.ues[0], frame.deliveries.first().map(|delivery| delivery.budget))
    };
    assert_eq!(step(&mut ues, 1).0.blocks, 0, "the lost block still waits");
    ues[0].leave_cell();
    // Ticks 2 to 4 without a cell.
    let (sum, budget) = step(&mut ues, 5);
    assert_eq!(sum.delivered_bits, 80);
    let budget = budget.expect("the packet is delivered");
    assert_eq!((budget.harq_ns, budget.handover_ns, budget.air_ns), (20_000_000, 30_000_000, 500_000));
    assert_eq!(budget.total_ns(), 50_500_000);
    ues[0].queue.push(Packet { arrival_s: 0.0, bytes: 10 });
    ues[0].sinr_db = -8.0;
    step(&mut ues, 6);
    ues[0].queue.clear();
    ues[0].queue.push(Packet { arrival_s: 0.0, bytes: 20 });
    ues[0].sinr_db = 20.0;
    assert_eq!(step(&mut ues, 7).0.delivered_bits, 160, "a cleared queue has nothing to repeat");
}

#[test]
fn a_packet_is_not_sent_before_it_arrives() {
    let cell = CellConfig { dl_share: 1.0, ..CellConfig::default() };
    let mut ue = UeDownlink::new(0, 1, UeId(0), 1_000_000);
    ue.sinr_db = 30.0;
    ue.queue.push(Packet { arrival_s: 0.0042, bytes: 100 });
    let mut frame = CellFrame::default();
    schedule_frame(&cell, &one_slice(), Tick(0), &mut [&mut ue], &mut frame);
    assert_eq!(frame.deliveries.len(), 1);
    assert!((frame.deliveries[0].delay_s - 0.0008).abs() < 1e-12, "slot 9 is 4.5 to 5.0 ms");
    assert_eq!(frame.ues[0].blocks, 1, "a small packet fits one block");
}

#[test]
fn a_guaranteed_slice_keeps_its_share_under_load() {
    let slices = SlicePolicies::new(vec![
        SlicePolicy { min_ratio: 30, ..SlicePolicy::unrestricted(snssai(1)) },
        SlicePolicy { max_ratio: 40, ..SlicePolicy::unrestricted(snssai(2)) },
    ])
    .expect("valid ratios");
    let cell = CellConfig { n_prb: 100, dl_share: 1.0, ..CellConfig::default() };
    let mut ues = [full_buffer(0, 0, 10.0), full_buffer(1, 1, 25.0), full_buffer(2, 1, 25.0), full_buffer(3, 9, 25.0)];
    let (sums, frame) = run(&cell, &slices, &mut ues, 10);
    assert!((frame.slices[0].prb_share - 0.6).abs() < 0.061, "30 guaranteed, 35 shared, at most: {:?}", frame.slices);
    assert!(frame.slices[1].prb_share <= 0.4);
    assert!((frame.prb_share - 1.0).abs() < 1e-12);
    assert_eq!(sums[3], UeFrame::default(), "a slice the cell does not have is not served");
}

#[test]
fn out_of_range_and_empty_cells_are_idle() {
    let cell = CellConfig::default();
    let (sums, frame) = run(&cell, &one_slice(), &mut [full_buffer(0, 0, -60.0)], 5);
    assert_eq!((sums[0], frame.prb_share), (UeFrame::default(), 0.0));
    let (_, frame) = run(&cell, &one_slice(), &mut [], 1);
    assert_eq!((frame.ues.len(), frame.prb_share), (0, 0.0));
}

#[test]
fn two_runs_give_the_same_bits() {
    let once = || {
        let cell = CellConfig::default();
        let mut ues: Vec<UeDownlink> = (0..10).map(|ue| UeDownlink::new(0, 4, UeId(ue), 10_000_000)).collect();
        let model = TrafficModel::ftp_with_load(5e6, 20_000);
        let mut sources: Vec<TrafficSource> =
            (0..10).map(|ue| TrafficSource::new(model, 4, UeId(ue)).expect("a valid model")).collect();
        let mut frame = CellFrame::default();
        let mut hash = StateHash::default();
        let (mut delivered, mut arrived) = (0, 0);
        for tick in 0..200 {
            for (index, (ue, source)) in ues.iter_mut().zip(&mut sources).enumerate() {
                ue.sinr_db = index as f64 * 2.5 + (tick % 7) as f64;
                source.arrivals_until(Tick(tick + 1).seconds(), &mut ue.queue);
            }
            schedule_frame(&cell, &one_slice(), Tick(tick), &mut ues.iter_mut().collect::<Vec<_>>(), &mut frame);
            delivered += frame.ues.iter().map(|ue| ue.delivered_bits).sum::<u64>();
            arrived += frame.deliveries.len();
            ues.iter().for_each(|ue| ue.hash_into(&mut hash));
        }
        assert!(arrived > 100 && delivered > 10_000_000, "{arrived} packets, {delivered} bits");
        hash.value()
    };
    assert_eq!(once(), once());
}

/// Budgets of every packet delivered in some frames, with the UE's index.
fn budgets(cell: &CellConfig, ues: &mut [UeDownlink], n_frames: u64) -> Vec<(usize, LatencyBudget)> {
    let (mut frame, mut found) = (CellFrame::default(), Vec::new());
    for tick in 0..n_frames {
        schedule_frame(cell, &one_slice(), Tick(tick), &mut ues.iter_mut().collect::<Vec<_>>(), &mut frame);
        found.extend(frame.deliveries.iter().map(|delivery| (delivery.ue_idx, delivery.budget)));
    }
    found
}

#[test]
fn every_budget_sums_to_its_delay() {
    // Load, low rates, losses, slots of the other direction and interruptions at once.
    let cell = CellConfig { n_prb: 51, ..CellConfig::default() };
    let slot_ns = 500_000;
    let mut ues: Vec<UeDownlink> = (0..12).map(|ue| UeDownlink::new(0, 4, UeId(ue), 10_000_000)).collect();
    let model = TrafficModel::ftp_with_load(2e6, 3_000);
    let mut sources: Vec<TrafficSource> =
        (0..12).map(|ue| TrafficSource::new(model, 4, UeId(ue)).expect("a valid model")).collect();
    let (mut frame, mut sum, mut n) = (CellFrame::default(), LatencyBudget::default(), 0);
    for tick in 0..400u64 {
        for (index, (ue, source)) in ues.iter_mut().zip(&mut sources).enumerate() {
            ue.sinr_db = index as f64 * 2.5 - 8.0 + (tick % 7) as f64;
            source.arrivals_until(Tick(tick + 1).seconds(), &mut ue.queue);
        }
        if tick % 40 == 20 {
            ues[3].leave_cell();
            ues[4].interrupted(Tick(tick).seconds() + 0.0021, Tick(tick).seconds() + 0.0333);
        }
        let is_away = |index: usize| index == 3 && tick % 40 > 20 && tick % 40 < 23;
        let mut served: Vec<&mut UeDownlink> =
            ues.iter_mut().enumerate().filter(|(index, _)| !is_away(*index)).map(|(_, ue)| ue).collect();
        schedule_frame(&cell, &one_slice(), Tick(tick), &mut served, &mut frame);
        for delivery in &frame.deliveries {
            let budget = delivery.budget;
            let end_ns = budget.total_ns() + (delivery.arrival_s * 1e9 + 0.5) as u64;
            assert_eq!(end_ns % slot_ns, 0, "arrival and delay end with a slot: {budget:?}");
            assert!((tick * 10_000_000..=(tick + 1) * 10_000_000).contains(&end_ns));
            assert_eq!(budget.air_ns, slot_ns, "{budget:?}");
            // An interruption within a frame begins and ends within slots, maybe between two transmissions of a block.
            let repeated_ns = if budget.handover_ns == 0 { budget.harq_ns } else { 0 };
            assert_eq!(repeated_ns % slot_ns, 0, "whole slots are repeated: {budget:?}");
            assert_eq!(delivery.delay_s, budget.total_s());
            sum = LatencyBudget {
                alignment_ns: sum.alignment_ns + budget.alignment_ns,
                load_ns: sum.load_ns + budget.load_ns,
                radio_ns: sum.radio_ns + budget.radio_ns,
                harq_ns: sum.harq_ns + budget.harq_ns,
                handover_ns: sum.handover_ns + budget.handover_ns,
                ..sum
            };
            n += 1;
        }
    }
    assert!(n > 2000, "{n} packets");
    let seen = [sum.alignment_ns, sum.load_ns, sum.radio_ns, sum.harq_ns, sum.handover_ns];
    assert!(seen.iter().all(|&part_ns| part_ns > 1_000_000), "{seen:?}");
}

#[test]
fn a_lone_packet_waits_for_its_slot_only() {
    let cell = CellConfig { dl_share: 0.5, ..CellConfig::default() };
    let mut ue = UeDownlink::new(0, 1, UeId(0), 1_000_000);
    ue.sinr_db = 30.0;
    // Odd slots are downlink; 0.6 ms is within slot 1, so it is slot 3: 1.5 to 2.0 ms.
    ue.queue.push(Packet { arrival_s: 0.0006, bytes: 100 });
    let found = budgets(&cell, &mut [ue], 1);
    assert_eq!(found[0].1, LatencyBudget { alignment_ns: 900_000, air_ns: 500_000, ..LatencyBudget::default() });
}

#[test]
fn low_rate_is_radio_and_other_traffic_is_load() {
    let cell = CellConfig { dl_share: 1.0, ..CellConfig::default() };
    let large = |ue: u32| {
        let mut downlink = UeDownlink::new(0, 1, UeId(ue), u64::MAX);
        downlink.sinr_db = 30.0;
        downlink.queue.push(Packet { arrival_s: 0.0, bytes: 500_000 });
        downlink
    };
    let alone = budgets(&cell, &mut [large(0)], 10);
    let slots = alone[0].1.total_ns() / 500_000;
    assert!(slots > 10, "{slots} slots");
    assert_eq!(
        alone[0].1,
        LatencyBudget { radio_ns: (slots - 1) * 500_000, air_ns: 500_000, ..LatencyBudget::default() }
    );
    let both = budgets(&cell, &mut [large(0), large(1)], 10);
    for (ue_idx, budget) in both {
        assert!(budget.load_ns.abs_diff(slots * 500_000) < 1_500_000, "UE {ue_idx} waits half of the time: {budget:?}");
        assert!(
            budget.radio_ns.abs_diff((slots - 1) * 500_000) < 500_000,
            "UE {ue_idx} sends as often as alone: {budget:?}"
        );
        assert_eq!((budget.harq_ns, budget.handover_ns, budget.alignment_ns), (0, 0, 0));
    }
    // Out of range of every MCS for two frames.
    let mut far = large(0);
    far.queue.clear();
    far.queue.push(Packet { arrival_s: 0.0, bytes: 100 });
    far.sinr_db = -30.0;
    let mut ues = [far];
    assert_eq!(budgets(&cell, &mut ues, 2), []);
    ues[0].sinr_db = 30.0;
    let mut frame = CellFrame::default();
    schedule_frame(&cell, &one_slice(), Tick(2), &mut ues.iter_mut().collect::<Vec<_>>(), &mut frame);
    let expected = LatencyBudget { radio_ns: 20_000_000, air_ns: 500_000, ..LatencyBudget::default() };
    assert_eq!(frame.deliveries[0].budget, expected);
}

#[test]
fn an_interruption_within_a_frame_is_handover() {
    let cell = CellConfig { dl_share: 1.0, ..CellConfig::default() };
    let mut ue = UeDownlink::new(0, 1, UeId(0), 1_000_000);
    ue.sinr_db = 30.0;
    ue.queue.push(Packet { arrival_s: 0.0022, bytes: 100 });
    ue.queue.push(Packet { arrival_s: 0.0041, bytes: 100 });
    ue.interrupted(0.0021, 0.0043);
    let found = budgets(&cell, &mut [ue], 1);
    let expect = |alignment_ns, handover_ns| LatencyBudget {
        alignment_ns,
        handover_ns,
        air_ns: 500_000,
        ..LatencyBudget::default()
    };
    assert_eq!(found, [(0, expect(200_000, 2_100_000)), (0, expect(200_000, 200_000))], "both in the slot at 4.5 ms");
}
