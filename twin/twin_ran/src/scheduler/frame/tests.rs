//! Whole frames: shares, losses, delays, determinism.

use super::*;
use crate::link_adaptation::{LinkAdaptation, McsTable};
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
        }
    }
    (sums, frame)
}

#[test]
fn full_buffers_share_time_equally_and_rate_follows_sinr() {
    let cell = CellConfig { dl_share: 1.0, ..CellConfig::default() };
    let mut ues = [full_buffer(0, 0, 30.0), full_buffer(1, 0, 8.2)];
    let (sums, frame) = run(&cell, &one_slice(), &mut ues, 500);
    let shares: Vec<f64> = sums.iter().map(|sum| f64::from(sum.prb_slots) / (273.0 * 10_000.0)).collect();
    assert!(shares.iter().all(|share| (share - 0.5).abs() < 0.01), "{shares:?}");
    for (sum, ue) in sums.iter().zip(&frame.ues) {
        let bits = block_bits(&cell, cell.link.mcs_row(ue.mcs.expect("in range")), 273);
        let expected = f64::from(sum.blocks) * f64::from(bits) * (1.0 - ue.bler);
        assert!((sum.delivered_bits as f64 / expected - 1.0).abs() < 0.01);
    }
    assert_eq!(sums[0].block_errors, 0, "30 dB is far above the highest MCS");
}

#[test]
fn blocks_fail_as_often_as_the_curve_says() {
    let cell = CellConfig { link: LinkAdaptation::new(McsTable::Qam64), dl_share: 1.0, ..CellConfig::default() };
    let mut ues = [full_buffer(0, 0, 5.994)];
    let (sums, frame) = run(&cell, &one_slice(), &mut ues, 500);
    assert_eq!((frame.ues[0].cqi, frame.ues[0].mcs), (8, Some(13)));
    let ratio = f64::from(sums[0].block_errors) / f64::from(sums[0].blocks);
    assert!((frame.ues[0].bler - 0.1).abs() < 0.001);
    assert!((ratio - frame.ues[0].bler).abs() < 0.01, "{ratio}");
}

#[test]
fn a_lost_block_waits_for_its_round_trip() {
    // CQI 1 with MCS 0: 99.8 % of blocks fail, with this seed all ten.
    let cell = CellConfig {
        dl_share: 1.0,
        harq_rtt_slots: 8,
        link: LinkAdaptation::new(McsTable::Qam64),
        ..CellConfig::default()
    };
    let mut ue = UeDownlink::new(0, 2, UeId(0), 1_000_000);
    ue.sinr_db = -8.0;
    ue.queue.push(Packet { arrival_s: 0.0, bytes: 10 });
    let mut ues = [ue];
    let (sums, _) = run(&cell, &one_slice(), &mut ues, 4);
    assert_eq!(sums[0].blocks, 10, "80 slots, one try each 8");
    assert_eq!((sums[0].block_errors, sums[0].delivered_bits), (10, 0));
    ues[0].sinr_db = 20.0;
    let mut frame = CellFrame::default();
    schedule_frame(&cell, &one_slice(), Tick(4), &mut ues.iter_mut().collect::<Vec<_>>(), &mut frame);
    assert_eq!(frame.ues[0].delivered_bits, 80);
    assert_eq!(ues[0].queue.n_waiting(), 0);
}

#[test]
fn a_handover_frees_lost_blocks_and_keeps_the_queue() {
    let cell = CellConfig { harq_rtt_slots: 1000, link: LinkAdaptation::new(McsTable::Qam64), ..CellConfig::default() };
    let mut ue = UeDownlink::new(0, 2, UeId(0), 1_000_000);
    ue.sinr_db = -8.0;
    ue.queue.push(Packet { arrival_s: 0.0, bytes: 10 });
    let mut ues = [ue];
    let (sums, _) = run(&cell, &one_slice(), &mut ues, 1);
    assert_eq!((sums[0].blocks, sums[0].block_errors), (1, 1));
    ues[0].sinr_db = 20.0;
    let (sums, _) = run(&cell, &one_slice(), &mut ues, 1);
    assert_eq!(sums[0].blocks, 0, "the lost block still waits");
    ues[0].leave_cell();
    let (sums, frame) = run(&cell, &one_slice(), &mut ues, 1);
    assert_eq!((sums[0].delivered_bits, frame.deliveries.len()), (80, 1));
    ues[0].queue.push(Packet { arrival_s: 0.0, bytes: 10 });
    ues[0].sinr_db = -8.0;
    run(&cell, &one_slice(), &mut ues, 1);
    ues[0].queue.clear();
    let (sums, _) = run(&cell, &one_slice(), &mut ues, 1);
    assert_eq!(sums[0].blocks, 0, "a cleared queue has nothing to send");
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
