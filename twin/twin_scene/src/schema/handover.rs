//! How UEs change cells.

use serde::{Deserialize, Serialize};

/// A mobility procedure with its settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum HandoverProcedure {
    /// Event A3, report, command (TS 38.300 cl. 9.2.3.2).
    #[default]
    Baseline,
    /// The same, the source kept until the target is joined (TS 38.300 cl. 9.2.3.2.1).
    Daps,
    /// Cells prepared ahead, the UE decides (TS 38.300 cl. 9.2.3.4).
    Conditional(ConditionalHandover),
    /// Cells prepared ahead, the network switches on L1 measurements (TS 38.300 cl. 9.2.3.5).
    Ltm(L1Mobility),
    /// Cells prepared ahead, the UE switches on L1 measurements.
    ConditionalLtm(L1Mobility),
}

/// Which neighbours the network prepares; left to the network by the standard.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Preparation {
    /// A neighbour better than the serving cell by more than this is prepared, dB; −15..=15 in steps of 0.5.
    pub offset_db: f64,
    /// How long it must be, ms: a legal time to trigger.
    pub time_to_trigger_ms: f64,
    /// Most cells prepared at once, 1..=8 (TS 38.331 `maxNrofCondCells-r16`).
    pub max_cells: u32,
    /// A prepared cell is released when it falls this far below the offset, dB.
    pub release_hysteresis_db: f64,
}

impl Default for Preparation {
    /// Assumed: no standard gives values.
    fn default() -> Self {
        Self { offset_db: -2.0, time_to_trigger_ms: 0.0, max_cells: 4, release_hysteresis_db: 3.0 }
    }
}

/// Conditional handover.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConditionalHandover {
    /// What is prepared.
    pub preparation: Preparation,
    /// A prepared cell better than the serving cell by more than this is executed (condEventA3), dB of filtered RSRP.
    pub execution_offset_db: f64,
    /// How long it must be, ms: a legal time to trigger.
    pub execution_ttt_ms: f64,
}

impl Default for ConditionalHandover {
    /// Assumed: no standard gives values.
    fn default() -> Self {
        Self { preparation: Preparation::default(), execution_offset_db: 2.0, execution_ttt_ms: 80.0 }
    }
}

/// L1/L2-triggered mobility.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct L1Mobility {
    /// What is prepared.
    pub preparation: Preparation,
    /// A prepared cell better than the serving cell by more than this is switched to, dB of unfiltered L1 RSRP.
    pub switch_offset_db: f64,
    /// How long it must be, ms: a legal time to trigger.
    pub switch_ttt_ms: f64,
    /// Decision to the cell switch command at the UE, ms; not used when the UE decides.
    pub command_delay_ms: f64,
}

impl Default for L1Mobility {
    /// Assumed: no standard gives values.
    fn default() -> Self {
        Self { preparation: Preparation::default(), switch_offset_db: 2.0, switch_ttt_ms: 40.0, command_delay_ms: 10.0 }
    }
}

impl HandoverProcedure {
    /// Name for people.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Baseline => "Baseline",
            Self::Daps => "DAPS",
            Self::Conditional(_) => "Conditional (CHO)",
            Self::Ltm(_) => "LTM",
            Self::ConditionalLtm(_) => "Conditional LTM",
        }
    }

    /// What is prepared, by procedures that prepare.
    pub fn preparation(&self) -> Option<&Preparation> {
        match self {
            Self::Baseline | Self::Daps => None,
            Self::Conditional(cho) => Some(&cho.preparation),
            Self::Ltm(ltm) | Self::ConditionalLtm(ltm) => Some(&ltm.preparation),
        }
    }
}
