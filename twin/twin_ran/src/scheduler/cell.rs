//! What the scheduler knows of a cell.

use super::{MiniSlot, SYMBOLS_PER_SLOT, SchedulerRule};
use crate::RanError;
use crate::link_adaptation::harq::HarqConfig;
use crate::link_adaptation::{LinkAdaptation, McsTable, OuterLoopConfig, data_res_per_prb};
use twin_units::TICK_S;

/// Downlink resources and rules of one cell.
#[derive(Clone, Debug, PartialEq)]
pub struct CellConfig {
    /// PRBs of the carrier, 1..=275 (TS 38.331 maxNrofPhysicalResourceBlocks).
    pub n_prb: u32,
    /// Numerology µ, 0..=6: subcarrier spacing 15·2^µ kHz (TS 38.211 cl. 4.2).
    pub numerology: u8,
    /// Share of slots used for downlink, 0..=1; spread evenly.
    pub dl_share: f64,
    /// Layers of every transmission, 1..=8.
    pub layers: u8,
    /// OFDM symbols for data in a slot, 1..=14.
    pub data_symbols: u32,
    /// Resource elements for DMRS in a PRB and slot.
    pub dmrs_res: u32,
    /// xOverhead, resource elements in a PRB and slot: 0, 6, 12 or 18 (TS 38.214 cl. 5.1.3.2).
    pub overhead_res: u32,
    /// Length of the blocks of UEs flagged with [`super::UeDownlink::uses_mini_slots`]; without one they are served by slots.
    pub mini_slot: Option<MiniSlot>,
    /// Who goes first inside a slice.
    pub scheduler: SchedulerRule,
    /// Averaging window of proportional fair, slots; at least 1.
    pub pf_window_slots: f64,
    /// Repetition of lost blocks.
    pub harq: HarqConfig,
    /// Outer loop of link adaptation; without one the SINR is taken as it is.
    pub outer_loop: Option<OuterLoopConfig>,
    /// SINR to MCS and block errors.
    pub link: LinkAdaptation,
}

impl Default for CellConfig {
    /// 100 MHz at 30 kHz (273 PRB, TS 38.104 table 5.3.2-1), three of four slots downlink, one layer, two symbols of control. The window is assumed.
    fn default() -> Self {
        Self {
            n_prb: 273,
            numerology: 1,
            dl_share: 0.75,
            layers: 1,
            data_symbols: 12,
            dmrs_res: 12,
            overhead_res: 0,
            mini_slot: None,
            scheduler: SchedulerRule::default(),
            pf_window_slots: 1000.0,
            harq: HarqConfig::default(),
            outer_loop: Some(OuterLoopConfig::default()),
            link: LinkAdaptation::new(McsTable::Qam256),
        }
    }
}

impl CellConfig {
    /// Slots in a frame: 10·2^µ (TS 38.211 cl. 4.3.2).
    pub fn slots_per_frame(&self) -> u64 {
        10 << self.numerology.min(6)
    }

    /// Length of a slot, s.
    pub fn slot_s(&self) -> f64 {
        TICK_S / self.slots_per_frame() as f64
    }

    /// Length of a slot, ns; whole for every numerology.
    pub(crate) fn slot_ns(&self) -> u64 {
        1_000_000 >> self.numerology.min(6)
    }

    /// Whether a slot, counted from the start of the run, is downlink: the share is met exactly over time.
    pub fn is_downlink(&self, slot: u64) -> bool {
        let whole = |slots: u64| (slots as f64 * self.dl_share + 1e-9) as u64;
        whole(slot + 1) > whole(slot)
    }

    /// Resource elements for data in a PRB and slot.
    pub fn data_res_per_prb(&self) -> u32 {
        data_res_per_prb(self.data_symbols, self.dmrs_res, self.overhead_res)
    }

    /// The same in a mini-slot of this cell: it has its own DMRS, in one symbol at most, and its share of xOverhead, rounded up.
    pub fn data_res_per_prb_of_mini_slot(&self, mini_slot: MiniSlot) -> u32 {
        let overhead_res = (self.overhead_res * mini_slot.symbols()).div_ceil(SYMBOLS_PER_SLOT);
        data_res_per_prb(mini_slot.symbols(), self.dmrs_res.min(12), overhead_res)
    }

    /// Checks every value.
    ///
    /// # Errors
    /// [`RanError::OutOfRange`].
    pub fn validate(&self) -> Result<(), RanError> {
        for (name, value, low, high) in [
            ("n_prb", f64::from(self.n_prb), 1.0, 275.0),
            ("numerology", f64::from(self.numerology), 0.0, 6.0),
            ("dl_share", self.dl_share, 0.0, 1.0),
            ("layers", f64::from(self.layers), 1.0, 8.0),
            ("data_symbols", f64::from(self.data_symbols), 1.0, 14.0),
            ("pf_window_slots", self.pf_window_slots, 1.0, 1e6),
        ] {
            if !(low..=high).contains(&value) {
                return Err(RanError::OutOfRange { name, value, low, high });
            }
        }
        self.harq.validate()?;
        self.outer_loop.map_or(Ok(()), |outer_loop| outer_loop.validate())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_downlink_share_is_met() {
        for (dl_share, expected) in [(0.0, 0), (0.75, 15), (0.7, 14), (1.0, 20)] {
            let cell = CellConfig { dl_share, ..CellConfig::default() };
            assert_eq!((0..20).filter(|&slot| cell.is_downlink(slot)).count(), expected, "{dl_share}");
        }
    }

    #[test]
    fn faults_are_sentences() {
        let cell = CellConfig { n_prb: 300, ..CellConfig::default() };
        assert_eq!(cell.validate().expect_err("too many").to_string(), "n_prb must be in 1..=275, found 300");
        assert!(CellConfig { dl_share: f64::NAN, ..CellConfig::default() }.validate().is_err());
        assert_eq!(CellConfig::default().validate(), Ok(()));
    }
}
