//! Time per frame of a cell with 10 UEs, 20 downlink slots and three slices: `cargo run --release -p twin_ran --example frame_speed`.

#![expect(clippy::disallowed_methods, reason = "a stopwatch beside the twin, not in it")]

use std::time::Instant;
use twin_ran::scheduler::{CellConfig, CellFrame, UeDownlink, schedule_frame};
use twin_ran::slicing::{SlicePolicies, SlicePolicy};
use twin_ran::traffic::{TrafficModel, TrafficSource};
use twin_units::{SNssai, Tick, UeId};

/// Frames timed together; a batch that is not interrupted shows the true cost on a busy machine.
const BATCH: u64 = 50;

fn main() {
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
