//! The MCS and CQI tables of TS 38.214.

/// Modulation and code rate of one table row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct McsRow {
    /// Modulation order: bits per symbol, 2 (QPSK) to 8 (256QAM).
    pub modulation_order: u8,
    /// Target code rate times 1024.
    pub code_rate_x1024: f64,
}

impl McsRow {
    /// Information bits per resource element and layer.
    pub fn spectral_efficiency(self) -> f64 {
        f64::from(self.modulation_order) * self.code_rate_x1024 / 1024.0
    }

    /// `"QPSK"` to `"256QAM"`.
    pub fn modulation(self) -> &'static str {
        match self.modulation_order {
            2 => "QPSK",
            4 => "16QAM",
            6 => "64QAM",
            _ => "256QAM",
        }
    }
}

/// The pair of MCS and CQI tables in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum McsTable {
    /// Up to 64QAM: tables 5.1.3.1-1 and 5.2.2.1-2.
    Qam64,
    /// Up to 256QAM: tables 5.1.3.1-2 and 5.2.2.1-3.
    #[default]
    Qam256,
    /// Low spectral efficiency: tables 5.1.3.1-3 and 5.2.2.1-4.
    Qam64LowSe,
}

impl McsTable {
    /// Rows by MCS index, without the reserved ones (TS 38.214 tables 5.1.3.1-1 to -3).
    pub fn mcs_rows(self) -> &'static [McsRow] {
        match self {
            Self::Qam64 => &MCS_1,
            Self::Qam256 => &MCS_2,
            Self::Qam64LowSe => &MCS_3,
        }
    }

    /// Rows of CQI 1 to 15; CQI 0 is out of range (TS 38.214 tables 5.2.2.1-2 to -4).
    pub fn cqi_rows(self) -> &'static [McsRow; 15] {
        match self {
            Self::Qam64 => &CQI_1,
            Self::Qam256 => &CQI_2,
            Self::Qam64LowSe => &CQI_3,
        }
    }
}

const fn row(modulation_order: u8, code_rate_x1024: f64) -> McsRow {
    McsRow { modulation_order, code_rate_x1024 }
}

/// TS 38.214 table 5.1.3.1-1.
static MCS_1: [McsRow; 29] = [
    row(2, 120.0),
    row(2, 157.0),
    row(2, 193.0),
    row(2, 251.0),
    row(2, 308.0),
    row(2, 379.0),
    row(2, 449.0),
    row(2, 526.0),
    row(2, 602.0),
    row(2, 679.0),
    row(4, 340.0),
    row(4, 378.0),
    row(4, 434.0),
    row(4, 490.0),
    row(4, 553.0),
    row(4, 616.0),
    row(4, 658.0),
    row(6, 438.0),
    row(6, 466.0),
    row(6, 517.0),
    row(6, 567.0),
    row(6, 616.0),
    row(6, 666.0),
    row(6, 719.0),
    row(6, 772.0),
    row(6, 822.0),
    row(6, 873.0),
    row(6, 910.0),
    row(6, 948.0),
];
/// TS 38.214 table 5.1.3.1-2.
static MCS_2: [McsRow; 28] = [
    row(2, 120.0),
    row(2, 193.0),
    row(2, 308.0),
    row(2, 449.0),
    row(2, 602.0),
    row(4, 378.0),
    row(4, 434.0),
    row(4, 490.0),
    row(4, 553.0),
    row(4, 616.0),
    row(4, 658.0),
    row(6, 466.0),
    row(6, 517.0),
    row(6, 567.0),
    row(6, 616.0),
    row(6, 666.0),
    row(6, 719.0),
    row(6, 772.0),
    row(6, 822.0),
    row(6, 873.0),
    row(8, 682.5),
    row(8, 711.0),
    row(8, 754.0),
    row(8, 797.0),
    row(8, 841.0),
    row(8, 885.0),
    row(8, 916.5),
    row(8, 948.0),
];
/// TS 38.214 table 5.1.3.1-3.
static MCS_3: [McsRow; 29] = [
    row(2, 30.0),
    row(2, 40.0),
    row(2, 50.0),
    row(2, 64.0),
    row(2, 78.0),
    row(2, 99.0),
    row(2, 120.0),
    row(2, 157.0),
    row(2, 193.0),
    row(2, 251.0),
    row(2, 308.0),
    row(2, 379.0),
    row(2, 449.0),
    row(2, 526.0),
    row(2, 602.0),
    row(4, 340.0),
    row(4, 378.0),
    row(4, 434.0),
    row(4, 490.0),
    row(4, 553.0),
    row(4, 616.0),
    row(6, 438.0),
    row(6, 466.0),
    row(6, 517.0),
    row(6, 567.0),
    row(6, 616.0),
    row(6, 666.0),
    row(6, 719.0),
    row(6, 772.0),
];
/// TS 38.214 table 5.2.2.1-2.
static CQI_1: [McsRow; 15] = [
    row(2, 78.0),
    row(2, 120.0),
    row(2, 193.0),
    row(2, 308.0),
    row(2, 449.0),
    row(2, 602.0),
    row(4, 378.0),
    row(4, 490.0),
    row(4, 616.0),
    row(6, 466.0),
    row(6, 567.0),
    row(6, 666.0),
    row(6, 772.0),
    row(6, 873.0),
    row(6, 948.0),
];
/// TS 38.214 table 5.2.2.1-3.
static CQI_2: [McsRow; 15] = [
    row(2, 78.0),
    row(2, 193.0),
    row(2, 449.0),
    row(4, 378.0),
    row(4, 490.0),
    row(4, 616.0),
    row(6, 466.0),
    row(6, 567.0),
    row(6, 666.0),
    row(6, 772.0),
    row(6, 873.0),
    row(8, 711.0),
    row(8, 797.0),
    row(8, 885.0),
    row(8, 948.0),
];
/// TS 38.214 table 5.2.2.1-4.
static CQI_3: [McsRow; 15] = [
    row(2, 30.0),
    row(2, 50.0),
    row(2, 78.0),
    row(2, 120.0),
    row(2, 193.0),
    row(2, 308.0),
    row(2, 449.0),
    row(2, 602.0),
    row(4, 378.0),
    row(4, 490.0),
    row(4, 616.0),
    row(6, 466.0),
    row(6, 567.0),
    row(6, 666.0),
    row(6, 772.0),
];
