//! Time per frame of a cell with 10 UEs, 20 downlink slots and three slices, then of 21 cells with 1,000 UEs together:
//! `cargo run --release -p twin_ran --example frame_speed`.

#![expect(clippy::disallowed_methods, reason = "a stopwatch beside the twin, not in it")]

use std::time::Instant;
use twin_ran::scheduler::{CellConfig, CellFrame, UeDownlink, schedule_frame};
use twin_ran::slicing::{SlicePolicies, SlicePolicy};
use twin_ran::traffic::{TrafficModel, TrafficSource};
use twin_units::{SNssai, Tick, UeId};

/// Frames timed together; a batch that is not interrupted shows the true cost on a busy machine.
const BATCH: u64 = 50;

fn main() {
    one_cell();
    city();
}

/// 1,000 UEs in 21 cells, SINR from -3 to 25 dB.
fn city() {
    let cell = CellConfig::default();
    let slice = |sst: u8, min_ratio| SlicePolicy {
        snssai: SNssai { sst, sd: None },
        max_ratio: 100,
        min_ratio,
        dedicated_ratio: 0,
    };
    let slices = SlicePolicies::new(vec![slice(1, 40), slice(2, 20), slice(3, 5)]).expect("the ratios are valid");
    for (name, mean_bps) in [("city, 1 Mbit/s per UE", 1e6), ("city, overload", 30e6)] {
        let model = TrafficModel::ftp_with_load(mean_bps, 12_500);
        let mut ues: Vec<UeDownlink> =
            (0..1000).map(|ue| UeDownlink::new(ue as usize % 3, 1, UeId(ue), 10_000_000)).collect();
        let mut sources: Vec<TrafficSource> =
            (0..1000).map(|ue| TrafficSource::new(model, 1, UeId(ue)).expect("a valid model")).collect();
        let mut frame = CellFrame::default();
        let (mut delivered, mut frames_us) = (0, Vec::new());
        let n_frames = 300;
        for tick in 0..n_frames {
            for (index, (ue, source)) in ues.iter_mut().zip(&mut sources).enumerate() {
                ue.sinr_db = -3.0 + 28.0 * (index % 97) as f64 / 96.0;
                source.arrivals_until(Tick(tick + 1).seconds(), &mut ue.queue);
            }
            let mut cells: Vec<Vec<&mut UeDownlink>> = (0..21).map(|_| Vec::new()).collect();
            for (index, ue) in ues.iter_mut().enumerate() {
                cells[index % 21].push(ue);
            }
            let start = Instant::now();
            for served in &mut cells {
                schedule_frame(&cell, &slices, Tick(tick), served, &mut frame);
                delivered += frame.ues.iter().map(|ue| ue.delivered_bits).sum::<u64>();
            }
            frames_us.push(start.elapsed().as_secs_f64() * 1e6);
        }
        frames_us.sort_by(f64::total_cmp);
        let mbps = delivered as f64 / (n_frames as f64 * 0.01) / 1e6;
        println!(
            "{name}: median {:.0} µs per frame of 21 cells (fastest {:.0}), {mbps:.0} Mbit/s",
            frames_us[frames_us.len() / 2],
            frames_us[0]
        );
    }
}

/// One cell with ten UEs.
fn one_cell() {
    let cell = CellConfig { dl_share: 1.0, ..CellConfig::default() };
    let slice = |sst: u8, max_ratio, min_ratio, dedicated_ratio| SlicePolicy {
        snssai: SNssai { sst, sd: None },
        max_ratio,
        min_ratio,
        dedicated_ratio,
    };
    let slices = SlicePolicies::new(vec![slice(1, 100, 40, 0), slice(2, 100, 20, 10), slice(3, 50, 5, 0)])
        .expect("the ratios are valid");
    for (name, mean_bps) in [("idle", 0.0), ("20 Mbit/s per UE", 20e6), ("overload", 400e6)] {
        let model = TrafficModel::ftp_with_load(mean_bps, 50_000);
        let mut ues: Vec<UeDownlink> =
            (0..10).map(|ue| UeDownlink::new(ue as usize % 3, 1, UeId(ue), 50_000_000)).collect();
        let mut sources: Vec<TrafficSource> =
            (0..10).map(|ue| TrafficSource::new(model, 1, UeId(ue)).expect("a valid model")).collect();
        let mut frame = CellFrame::default();
        let n_frames = 5000;
        let (mut delivered, mut load) = (0, 0.0);
        let mut batches_us = Vec::new();
        let mut start = Instant::now();
        for tick in 0..n_frames {
            for (index, (ue, source)) in ues.iter_mut().zip(&mut sources).enumerate() {
                ue.sinr_db = 3.0 + 2.0 * index as f64;
                source.arrivals_until(Tick(tick + 1).seconds(), &mut ue.queue);
            }
            let mut served: Vec<&mut UeDownlink> = ues.iter_mut().collect();
            schedule_frame(&cell, &slices, Tick(tick), &mut served, &mut frame);
            delivered += frame.ues.iter().map(|ue| ue.delivered_bits).sum::<u64>();
            load += frame.prb_share;
            if tick % BATCH == BATCH - 1 {
                batches_us.push(start.elapsed().as_secs_f64() * 1e6 / BATCH as f64);
                start = Instant::now();
            }
        }
        batches_us.sort_by(f64::total_cmp);
        let (fastest_us, median_us) = (batches_us[0], batches_us[batches_us.len() / 2]);
        let mbps = delivered as f64 / (n_frames as f64 * 0.01) / 1e6;
        println!(
            "{name}: median {median_us:.1} µs per frame (fastest {fastest_us:.1}), load {:.2}, {mbps:.0} Mbit/s",
            load / n_frames as f64
        );
    }
}
