//! From SINR to CQI, MCS, block error rate and transport block size.
//!
//! [`OuterLoop`] holds the error rate at its target where reports are wrong, [`harq`] sends lost blocks again, [`TruncatedShannon`] needs no tables.
//!
//! Start at [`LinkAdaptation::new`], made once per cell; then [`LinkAdaptation::cqi`], [`LinkAdaptation::mcs`],
//! [`LinkAdaptation::bler`] and [`transport_block_bits`].
//!
//! **Accuracy.** The tables and block sizes are those of TS 38.214. The SINR each row needs is not standardised:
//! the values for 10 % block errors are those of a finite-block-length model with 1 dB implementation loss, for a block of 52 PRB,
//! 12 symbols and one layer (handoverlab 2.8.0, MIT). Blocks of 10 PRB need up to 0.5 dB more. Rows that model does not list, 256QAM and the
//! lowest code rates, keep the distance to Shannon's limit of the nearest row it does; that is assumed.
//! The slope of the block error curve is assumed. The same 10 % target serves all three tables, although
//! TS 38.214 cl. 5.2.2.1 reports CQI of table 5.2.2.1-4 for 0.00001. SINR is flat over the carrier and perfectly known.

pub mod harq;
mod outer_loop;
mod shannon;
mod tables;
mod tbs;

pub use outer_loop::{OuterLoop, OuterLoopConfig};
pub use shannon::{TruncatedShannon, effective_sinr_db, exponential_effective_sinr_db, shannon};
pub use tables::{McsRow, McsTable};
pub use tbs::{data_res_per_prb, transport_block_bits};

use twin_units::{Db, math};

/// Block error rate that link adaptation aims at (TS 38.214 cl. 5.2.2.1).
pub const TARGET_BLER: f64 = 0.1;

/// Steepness of the block error curve, 1/dB: 0.5 dB takes it from 10 % to 1 %. Assumed.
const BLER_SLOPE_PER_DB: f64 = 4.8;

/// SINR for 10 % block errors of each row of MCS table 5.1.3.1-1, dB (handoverlab 2.8.0, 52 PRB).
#[rustfmt::skip]
static SINR_10_PERCENT_DB: [f64; 29] = [
    -6.251, -5.043, -3.997, -2.713, -1.695, -0.465, 0.487, 1.488, 2.437, 3.262,
    3.536, 4.060, 5.052, 5.993, 7.052, 7.945, 8.543,
    8.954, 9.735, 10.739, 11.478, 12.448, 13.424, 14.405, 15.657, 16.429, 17.501, 18.712, 19.382,
];

/// The same for CQI 1 of table 5.2.2.1-2: QPSK, code rate 78/1024.
const CQI_1_SINR_10_PERCENT_DB: f64 = -8.092;

/// SINR at which Shannon's limit is `row`'s spectral efficiency, dB.
fn shannon_sinr_db(row: McsRow) -> f64 {
    Db::from_linear(math::powf(2.0, row.spectral_efficiency()) - 1.0).0
}

/// SINR at which a block of this row has 10 % errors, dB; see the module's **Accuracy**.
pub fn sinr_at_target_bler_db(row: McsRow) -> f64 {
    let listed = McsTable::Qam64.mcs_rows();
    let lowest = McsTable::Qam64.cqi_rows()[0];
    if let Some(index) = listed.iter().position(|&other| other == row) {
        return SINR_10_PERCENT_DB[index];
    }
    if row == lowest {
        return CQI_1_SINR_10_PERCENT_DB;
    }
    let (nearest, nearest_db) = if row.modulation_order > 6 {
        (listed[listed.len() - 1], SINR_10_PERCENT_DB[SINR_10_PERCENT_DB.len() - 1])
    } else {
        (lowest, CQI_1_SINR_10_PERCENT_DB)
    };
    shannon_sinr_db(row) + nearest_db - shannon_sinr_db(nearest)
}

/// Link adaptation of one cell.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkAdaptation {
    table: McsTable,
    /// By MCS index.
    mcs_sinr_db: Vec<f64>,
    /// By CQI − 1.
    cqi_sinr_db: [f64; 15],
    /// By CQI − 1.
    mcs_of_cqi: [u8; 15],
}

impl LinkAdaptation {
    /// Prepares the thresholds of a pair of tables.
    pub fn new(table: McsTable) -> Self {
        let highest_mcs_within = |cqi_row: McsRow| {
            let limit = cqi_row.spectral_efficiency() + 1e-9;
            table.mcs_rows().iter().rposition(|row| row.spectral_efficiency() <= limit).unwrap_or(0) as u8
        };
        Self {
            table,
            mcs_sinr_db: table.mcs_rows().iter().map(|&row| sinr_at_target_bler_db(row)).collect(),
            cqi_sinr_db: table.cqi_rows().map(sinr_at_target_bler_db),
            mcs_of_cqi: table.cqi_rows().map(highest_mcs_within),
        }
    }

    /// The tables in use.
    pub fn table(&self) -> McsTable {
        self.table
    }

    /// The highest CQI, 1..=15, whose row has at most 10 % block errors at this SINR; 0 (out of range) when none has.
    ///
    /// Source: TS 38.214 cl. 5.2.2.1.
    pub fn cqi(&self, sinr_db: f64) -> u8 {
        self.cqi_sinr_db.iter().rposition(|&needed_db| sinr_db >= needed_db).map_or(0, |index| index as u8 + 1)
    }

    /// The highest MCS that is no more efficient than a CQI; `None` at CQI 0.
    ///
    /// At CQI 1 of [`McsTable::Qam64`] and [`McsTable::Qam256`] even MCS 0 is more efficient, and is used. Choosing so is ours; no standard says how.
    pub fn mcs(&self, cqi: u8) -> Option<u8> {
        let index = usize::from(cqi).checked_sub(1)?;
        self.mcs_of_cqi.get(index).copied()
    }

    /// The highest MCS that needs no more SINR than a CQI's MCS and an offset of the outer loop, dB; the lowest when none does, `None` at CQI 0.
    ///
    /// Between two CQIs there are MCS that no CQI names: the outer loop finds them.
    pub fn mcs_with_offset(&self, cqi: u8, offset_db: f64) -> Option<u8> {
        self.mcs_with_offset_near(cqi, offset_db, 0)
    }

    /// The same, faster when it is the `near` one, as it mostly is after one block.
    pub(crate) fn mcs_with_offset_near(&self, cqi: u8, offset_db: f64, near: u8) -> Option<u8> {
        let needed_db = self.mcs_sinr_db[usize::from(self.mcs(cqi)?)] + offset_db;
        let index = usize::from(near);
        if self.mcs_sinr_db.get(index).is_some_and(|&sinr_db| sinr_db <= needed_db)
            && self.mcs_sinr_db.get(index + 1).is_none_or(|&sinr_db| sinr_db > needed_db)
        {
            return Some(near);
        }
        Some(self.mcs_sinr_db.iter().rposition(|&sinr_db| sinr_db <= needed_db).map_or(0, |mcs| mcs as u8))
    }

    /// Offsets beyond which [`LinkAdaptation::mcs_with_offset`] stays at the lowest or at the highest MCS, dB; both 0 at CQI 0.
    pub fn useful_offsets_db(&self, cqi: u8) -> (f64, f64) {
        let (first, last) = (self.mcs_sinr_db[0], self.mcs_sinr_db[self.mcs_sinr_db.len() - 1]);
        self.mcs(cqi).map_or((0.0, 0.0), |mcs| {
            let needed_db = self.mcs_sinr_db[usize::from(mcs)];
            (first - needed_db, last - needed_db)
        })
    }

    /// Modulation and code rate of an MCS; of the highest one beyond the table.
    pub fn mcs_row(&self, mcs: u8) -> McsRow {
        let rows = self.table.mcs_rows();
        rows[usize::from(mcs).min(rows.len() - 1)]
    }

    /// Block error rate of an MCS at a SINR, 0..=1: a logistic curve through 10 % at the SINR the MCS needs.
    pub fn bler(&self, mcs: u8, sinr_db: f64) -> f64 {
        let needed_db = self.mcs_sinr_db[usize::from(mcs).min(self.mcs_sinr_db.len() - 1)];
        let odds_of_success = (1.0 - TARGET_BLER) / TARGET_BLER;
        1.0 / (1.0 + odds_of_success * math::exp(BLER_SLOPE_PER_DB * (sinr_db - needed_db).clamp(-60.0, 60.0)))
    }
}

#[cfg(test)]
mod tests;
