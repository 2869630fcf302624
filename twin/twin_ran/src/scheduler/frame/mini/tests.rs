//! Mini-slots: when packets are there, and that nobody else's PRBs are taken.

use crate::latency::LatencyBudget;
use crate::scheduler::frame::{CellFrame, schedule_frame};
use crate::scheduler::{CellConfig, MiniSlot, UeDownlink};
use crate::slicing::{SlicePolicies, SlicePolicy};
use crate::traffic::Packet;
use twin_units::{SNssai, Tick, UeId};

fn slices(dedicated_ratio: u8) -> SlicePolicies {
    let unrestricted = |sst| SlicePolicy::unrestricted(SNssai { sst, sd: None });
    let urgent = SlicePolicy { min_ratio: dedicated_ratio, dedicated_ratio, ..unrestricted(2) };
    SlicePolicies::new(vec![unrestricted(1), urgent]).expect("valid ratios")
}

fn cell(mini_slot: MiniSlot) -> CellConfig {
    CellConfig { dl_share: 1.0, mini_slot: Some(mini_slot), ..CellConfig::default() }
}

/// A UE of the urgent slice at 20 dB with packets of 32 bytes.
fn urgent(arrivals_s: &[f64]) -> UeDownlink {
    let mut ue = UeDownlink::new(1, 3, UeId(0), 1_000_000);
    ue.sinr_db = 20.0;
    ue.uses_mini_slots = true;
    ue.target_bler = Some(1e-5);
    for &arrival_s in arrivals_s {
        ue.queue.push(Packet { arrival_s, bytes: 32 });
    }
    ue
}

/// A UE of the other slice that wants everything.
fn greedy() -> UeDownlink {
    let mut ue = UeDownlink::new(0, 3, UeId(1), u64::MAX);
    ue.sinr_db = 20.0;
    ue.queue.push(Packet { arrival_s: 0.0, bytes: u32::MAX });
    ue
}

fn budgets(cell: &CellConfig, slices: &SlicePolicies, ues: &mut [UeDownlink]) -> (Vec<LatencyBudget>, CellFrame) {
    let mut frame = CellFrame::default();
    schedule_frame(cell, slices, Tick(0), &mut ues.iter_mut().collect::<Vec<_>>(), &mut frame);
    (frame.deliveries.iter().map(|delivery| delivery.budget).collect(), frame)
}

#[test]
fn a_packet_is_there_at_the_end_of_its_mini_slot() {
    // 30 kHz: a symbol is 35.714 µs. Slot 1 begins at 500 µs, its 2-symbol mini-slots at symbol 2, 4, ... 12; the first is granted at 500 µs.
    let ns = |symbols: f64| (symbols * 500_000.0 / 14.0 + 0.5) as u64;
    for (arrival_us, mini_slot, start_symbol) in [
        (510.0, MiniSlot::Two, 4.0),
        (660.0, MiniSlot::Two, 6.0),
        (660.0, MiniSlot::Four, 6.0),
        (510.0, MiniSlot::Seven, 7.0),
    ] {
        let (found, frame) = budgets(&cell(mini_slot), &slices(0), &mut [urgent(&[arrival_us / 1e6])]);
        // Seven symbols fit once beside two of control: the next begins at symbol 2 of slot 2.
        let start_ns = if mini_slot == MiniSlot::Seven { 1_000_000 + ns(2.0) } else { 500_000 + ns(start_symbol) };
        let end_ns = start_ns + ns(f64::from(mini_slot.symbols()));
        assert!(
            found[0].total_ns().abs_diff(end_ns - arrival_us as u64 * 1000) <= 1,
            "{arrival_us} µs, {mini_slot:?}: {found:?}"
        );
        assert!(found[0].air_ns.abs_diff(ns(f64::from(mini_slot.symbols()))) <= 1);
        assert_eq!(found[0].alignment_ns + found[0].air_ns, found[0].total_ns());
        assert_eq!((frame.ues[0].blocks, frame.ues[0].prb_symbols), (1, frame.ues[0].prb_slots * mini_slot.symbols()));
    }
}

#[test]
fn mini_slots_are_faster_than_slots_and_flags_decide() {
    let arrivals_s: Vec<f64> = (0..90).map(|index| f64::from(index) * 1.07e-4).collect();
    let mean_ns = |mini_slot, uses_mini_slots| {
        let mut ue = urgent(&arrivals_s);
        ue.uses_mini_slots = uses_mini_slots;
        let cell = CellConfig { mini_slot, ..cell(MiniSlot::Two) };
        let (found, _) = budgets(&cell, &slices(0), &mut [ue]);
        found.iter().map(|budget| budget.total_ns()).sum::<u64>() / found.len() as u64
    };
    let slots_ns = mean_ns(None, true);
    assert!((700_000..800_000).contains(&slots_ns), "half a slot and a slot: {slots_ns} ns");
    assert_eq!(mean_ns(Some(MiniSlot::Two), false), slots_ns);
    let minis_ns = mean_ns(Some(MiniSlot::Two), true);
    assert!((107_000..140_000).contains(&minis_ns), "three symbols, and two of control in a slot: {minis_ns} ns");
}

#[test]
fn blocks_of_slots_are_not_interrupted_but_dedicated_prbs_are_there() {
    let arrivals_s: Vec<f64> = (0..90).map(|index| f64::from(index) * 1.07e-4 + 1e-5).collect();
    let run = |dedicated_ratio| {
        let slices = slices(dedicated_ratio);
        let (found, frame) = budgets(&cell(MiniSlot::Two), &slices, &mut [urgent(&arrivals_s), greedy()]);
        assert!(frame.prb_share <= 1.0 && frame.slices.iter().map(|slice| slice.prb_share).sum::<f64>() <= 1.0 + 1e-12);
        let longest_ns = found.iter().map(LatencyBudget::total_ns).max().expect("packets are delivered");
        (longest_ns, found.iter().map(|budget| budget.load_ns).sum::<u64>(), found.len())
    };
    // The greedy UE takes what is free at the start of a slot; packets of later mini-slots wait for the next one.
    let (longest_ns, load_ns, _) = run(0);
    assert!(longest_ns > 400_000 && load_ns > 0, "{longest_ns} {load_ns}");
    let (longest_ns, load_ns, n) = run(20);
    assert!(longest_ns < 300_000 && load_ns == 0 && n >= 88, "{longest_ns} {load_ns} {n}");
}

#[test]
fn a_large_packet_takes_several_mini_slots() {
    let mut ue = urgent(&[]);
    ue.queue.push(Packet { arrival_s: 0.0, bytes: 20_000 });
    let (found, frame) = budgets(&cell(MiniSlot::Two), &slices(0), &mut [ue]);
    let symbol_ns = 500_000.0 / 14.0;
    assert!(frame.ues[0].blocks > 6, "{:?}", frame.ues[0]);
    let slots = (frame.ues[0].blocks - 1) / 6;
    // Two symbols of control in each slot are alignment, the rest is radio.
    assert!((found[0].alignment_ns as f64 - f64::from(slots + 1) * 2.0 * symbol_ns).abs() < 10.0, "{found:?}");
    assert!(
        (found[0].radio_ns as f64 - f64::from(frame.ues[0].blocks - 1) * 2.0 * symbol_ns).abs() < 20.0,
        "{found:?}"
    );
    assert_eq!(found[0].load_ns, 0);
}
