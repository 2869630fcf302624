//! The ways a UE can change cells, and their settings.

use crate::RanError;

/// Most cells prepared at once (TS 38.331 `maxNrofCondCells-r16` and `maxNrofLTM-Configs-r18`: 8).
pub const MOST_PREPARED_CELLS: u32 = 8;

/// How a UE changes cells.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Procedure {
    /// Event A3, report, command (TS 38.300 cl. 9.2.3.2).
    #[default]
    Baseline,
    /// The same with the source kept until the target is joined (dual active protocol stack, TS 38.300 cl. 9.2.3.2.1).
    Daps,
    /// Cells prepared ahead; the UE executes when a prepared cell's condition on filtered RSRP holds (TS 38.300 cl. 9.2.3.4).
    Conditional(ConditionalConfig),
    /// Cells prepared ahead; the network switches on unfiltered L1 RSRP by a MAC control element (TS 38.300 cl. 9.2.3.5).
    Ltm(LtmConfig),
    /// As [`Procedure::Ltm`], but the UE itself executes when the switch condition holds.
    ConditionalLtm(LtmConfig),
}

/// Which neighbours the network prepares. How is left to the network; no standard says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PreparationConfig {
    /// A neighbour better than the serving cell by more than this is reported and prepared, dB of filtered RSRP.
    pub offset_db: f64,
    /// How long it must be, s.
    pub ttt_s: f64,
    /// Most cells prepared at once, 1..=8.
    pub n_max: u32,
    /// A prepared cell is released when it falls this far below the offset, dB.
    pub release_hysteresis_db: f64,
}

/// Conditional handover.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConditionalConfig {
    /// What is prepared.
    pub preparation: PreparationConfig,
    /// A prepared cell better than the serving cell by more than this, dB of filtered RSRP, is executed (condEventA3).
    pub execution_offset_db: f64,
    /// How long it must be, s.
    pub execution_ttt_s: f64,
}

/// L1/L2-triggered mobility.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LtmConfig {
    /// What is prepared.
    pub preparation: PreparationConfig,
    /// A prepared cell better than the serving cell by more than this, dB of unfiltered L1 RSRP, is switched to.
    pub switch_offset_db: f64,
    /// How long it must be, s, at L1 instants.
    pub switch_ttt_s: f64,
    /// Decision to the cell switch command at the UE, s; not used by [`Procedure::ConditionalLtm`].
    pub command_delay_s: f64,
}

impl Procedure {
    /// What is prepared, by the procedures that prepare.
    pub fn preparation(&self) -> Option<&PreparationConfig> {
        match self {
            Self::Baseline | Self::Daps => None,
            Self::Conditional(conditional) => Some(&conditional.preparation),
            Self::Ltm(ltm) | Self::ConditionalLtm(ltm) => Some(&ltm.preparation),
        }
    }

    /// Checks every value.
    ///
    /// # Errors
    /// [`RanError::NotFinite`], [`RanError::Negative`] or [`RanError::OutOfRange`].
    pub fn validate(&self) -> Result<(), RanError> {
        let Some(preparation) = self.preparation() else { return Ok(()) };
        let (offset, (ttt_name, ttt_s), delay_s) = match self {
            Self::Baseline | Self::Daps => return Ok(()),
            Self::Conditional(conditional) => (
                ("execution_offset_db", conditional.execution_offset_db),
                ("execution_ttt_s", conditional.execution_ttt_s),
                0.0,
            ),
            Self::Ltm(ltm) | Self::ConditionalLtm(ltm) => {
                (("switch_offset_db", ltm.switch_offset_db), ("switch_ttt_s", ltm.switch_ttt_s), ltm.command_delay_s)
            }
        };
        for (name, value) in [("preparation_offset_db", preparation.offset_db), offset] {
            if !value.is_finite() {
                return Err(RanError::NotFinite { name, value });
            }
        }
        for (name, value) in [
            ("preparation_ttt_s", preparation.ttt_s),
            ("release_hysteresis_db", preparation.release_hysteresis_db),
            (ttt_name, ttt_s),
            ("command_delay_s", delay_s),
        ] {
            if !value.is_finite() {
                return Err(RanError::NotFinite { name, value });
            }
            if value < 0.0 {
                return Err(RanError::Negative { name, value });
            }
        }
        if !(1..=MOST_PREPARED_CELLS).contains(&preparation.n_max) {
            let (value, high) = (f64::from(preparation.n_max), f64::from(MOST_PREPARED_CELLS));
            return Err(RanError::OutOfRange { name: "n_max", value, low: 1.0, high });
        }
        Ok(())
    }
}
