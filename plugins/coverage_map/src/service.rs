//! Whether a slice's SLA could be met at a point of the map.
//!
//! # Accuracy
//! The receiver is taken to be the only one of its slice in its cell: it has the slice's guaranteed PRBs (rRMPolicyMinRatio; where that is 0,
//! rRMPolicyMaxRatio) in every downlink slot, no packet waits for another, and one layer is sent. Interference is that of the map's SINR: the present load of the other cells.
//! A real slice shares the PRBs among its UEs and may borrow more, so this is neither the worst nor the best case.

use twin_ran::link_adaptation::transport_block_bits;
use twin_ran::scheduler::CellConfig;
use twin_scene::schema::Traffic;
use twin_sim::plan::{Carrier, Plan, Slice};

/// Share of the PRBs a lone receiver of a slice is taken to have, percent: the guaranteed one, or the most it may have where none is guaranteed.
pub fn share_percent(slice: &Slice) -> u8 {
    if slice.ratios.min > 0 { slice.ratios.min } else { slice.ratios.max }
}

/// Most HARQ rounds tried for a packet.
const MOST_ROUNDS: i32 = 16;

/// What a slice's SLA asks of a lone receiver.
///
/// It is met where, with the slice's guaranteed share of the PRBs,
/// the rate after block errors is at least the SLA's least rate, and one packet of the slice (one file for FTP), sent again until the SLA's
/// reliability is reached, is through within the SLA's latency.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceRule {
    cell: CellConfig,
    /// PRBs in a slot.
    n_prb: u32,
    min_rate_bps: f64,
    max_latency_s: f64,
    reliability: f64,
    packet_bits: f64,
}

impl ServiceRule {
    /// The rules of all slices of a plan, in its order.
    pub fn of_plan(plan: &Plan) -> Vec<Self> {
        plan.slices.iter().map(|slice| Self::new(&plan.carrier, slice)).collect()
    }

    /// The rule of one slice on a carrier.
    pub fn new(carrier: &Carrier, slice: &Slice) -> Self {
        let cell = CellConfig {
            n_prb: carrier.n_prb,
            numerology: (carrier.slots_per_frame() / 10).trailing_zeros() as u8,
            dl_share: carrier.dl_share,
            ..CellConfig::default()
        };
        let packet_bytes = match slice.traffic {
            Traffic::Ftp { file_kb, .. } => file_kb * 1e3,
            Traffic::Periodic { packet_bytes, .. } | Traffic::Sporadic { packet_bytes, .. } => f64::from(packet_bytes),
        };
        Self {
            // Rounded down, as the scheduler's quotas are.
            n_prb: carrier.n_prb * u32::from(share_percent(slice)) / 100,
            cell,
            min_rate_bps: slice.sla.min_rate_mbps * 1e6,
            max_latency_s: slice.sla.max_latency_ms * 1e-3,
            reliability: (slice.sla.reliability_percent / 100.0).clamp(0.0, 1.0 - 1e-9),
            packet_bits: 8.0 * packet_bytes,
        }
    }

    /// Bits of a slot and the block error rate at a SINR; `None` out of range of the link adaptation.
    fn block(&self, sinr_db: f64) -> Option<(f64, f64)> {
        let mcs = self.cell.link.mcs(self.cell.link.cqi(sinr_db))?;
        let n_re = self.cell.data_res_per_prb() * self.n_prb;
        let bits = transport_block_bits(self.cell.link.mcs_row(mcs), n_re, self.cell.layers);
        (bits > 0).then(|| (f64::from(bits), self.cell.link.bler(mcs, sinr_db)))
    }

    /// Rate a lone receiver gets at a SINR, bit/s, after block errors.
    pub fn rate_bps(&self, sinr_db: f64) -> f64 {
        self.block(sinr_db).map_or(0.0, |(bits, bler)| bits * (1.0 - bler) * self.cell.dl_share / self.cell.slot_s())
    }

    /// Time in which a packet is through with the SLA's reliability, s: one slot to wait, its slots, and a round trip for every further round.
    pub fn latency_s(&self, sinr_db: f64) -> Option<f64> {
        let (bits, bler) = self.block(sinr_db)?;
        let blocks = (self.packet_bits / bits).ceil().max(1.0);
        let arrives_in = |rounds: &i32| twin_units::math::powf(1.0 - bler.powi(*rounds), blocks) >= self.reliability;
        let rounds = (1..=MOST_ROUNDS).find(arrives_in)?;
        let slots = 1.0 + blocks / self.cell.dl_share + f64::from(rounds - 1) * self.cell.harq.rtt_slots as f64;
        Some(slots * self.cell.slot_s())
    }

    /// Whether the SLA could be met at a SINR; never where it is NaN.
    pub fn is_met(&self, sinr_db: f64) -> bool {
        self.rate_bps(sinr_db) >= self.min_rate_bps.max(f64::MIN_POSITIVE)
            && self.latency_s(sinr_db).is_some_and(|latency_s| latency_s <= self.max_latency_s)
    }

    /// Least SINR at which the SLA is met, dB, to 0.1 dB; `None` if no SINR suffices.
    pub fn needed_sinr_db(&self) -> Option<f64> {
        (-150..=500).map(|tenths| f64::from(tenths) / 10.0).find(|sinr_db| self.is_met(*sinr_db))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin_scene::schema::Sla;
    use twin_sim::plan::Ratios;
    use twin_units::{Db, Hertz};

    fn rule(min_ratio: u8, min_rate_mbps: f64, max_latency_ms: f64, reliability_percent: f64) -> ServiceRule {
        let carrier = Carrier {
            frequency: Hertz::from_ghz(3.5),
            bandwidth: Hertz(100e6),
            scs: Hertz(30e3),
            n_prb: 273,
            ue_noise_figure: Db(7.0),
            dl_share: 0.75,
        };
        let slice = Slice {
            name: "URLLC".into(),
            sst: 2,
            ratios: Ratios { dedicated: 0, min: min_ratio, max: 100 },
            traffic: Traffic::Periodic { period_ms: 10.0, packet_bytes: 1200 },
            sla: Sla { min_rate_mbps, max_latency_ms, reliability_percent },
        };
        ServiceRule::new(&carrier, &slice)
    }

    #[test]
    fn the_rate_is_that_of_the_guaranteed_prbs() {
        let rule = rule(50, 0.0, 20.0, 99.0);
        // Far above all thresholds: 256QAM, rate 948/1024, 132 resource elements in each of 136 PRBs, 2000 slots/s, 75 % of them downlink.
        // Block sizes are in steps of up to 2 %.
        let unrounded = 8.0 * 948.0 / 1024.0 * 132.0 * 136.0 * 2000.0 * 0.75;
        assert!((rule.rate_bps(50.0) / unrounded - 1.0).abs() < 0.02, "{}", rule.rate_bps(50.0));
        assert_eq!(rule.rate_bps(-30.0), 0.0);
        assert_eq!(rule.rate_bps(f64::NAN), 0.0);
    }

    #[test]
    fn a_packet_needs_its_slots_and_rounds() {
        let rule = rule(50, 0.0, 20.0, 99.9);
        // One block, no errors: a slot to wait and 1/0.75 slots, 0.5 ms each.
        assert!((rule.latency_s(50.0).expect("in range") - (1.0 + 1.0 / 0.75) * 0.5e-3).abs() < 1e-9);
        // At a threshold 10 % of blocks are lost: three rounds of 8 slots for 99.9 %.
        let at_threshold = rule.latency_s(19.5).expect("in range");
        assert!(at_threshold > rule.latency_s(50.0).expect("in range"));
        assert_eq!(rule.latency_s(-30.0), None);
    }

    #[test]
    fn an_sla_is_met_from_a_sinr_on_and_never_without_prbs() {
        let easy = rule(50, 10.0, 20.0, 99.9);
        let hard = rule(50, 300.0, 20.0, 99.9);
        let needed_db = easy.needed_sinr_db().expect("10 Mbit/s are possible");
        assert!((-9.0..0.0).contains(&needed_db), "{needed_db}");
        assert_eq!(hard.needed_sinr_db(), None);
        assert!(easy.is_met(needed_db) && !easy.is_met(needed_db - 0.2) && !easy.is_met(f64::NAN));
        assert!(rule(0, 300.0, 20.0, 99.9).needed_sinr_db().is_some(), "without a guarantee the whole carrier counts");
        assert_eq!(rule(50, 0.0, 0.4, 99.9).needed_sinr_db(), None, "no packet is through within a slot");
    }
}
