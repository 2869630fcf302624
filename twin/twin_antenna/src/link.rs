//! From the power of a cell to levels per resource element.

use twin_units::{Db, Dbm, Watts};

/// Subcarriers in a physical resource block (TS 38.211 V17 cl. 4.4.4.1).
pub const SUBCARRIERS_PER_PRB: u32 = 12;

/// Transmit power of one resource element of a cell whose power is spread evenly over `n_prb` blocks; 0 W for no blocks.
pub fn power_per_resource_element(cell_power: Dbm, n_prb: u32) -> Watts {
    if n_prb == 0 {
        return Watts(0.0);
    }
    cell_power.watts() * (1.0 / f64::from(SUBCARRIERS_PER_PRB * n_prb))
}

/// SS-RSRP: linear average power of the resource elements that carry SSS (TS 38.215 V17 cl. 5.1.1), for a channel flat over them.
///
/// `gain` is the linear power gain of the link with both antennas.
pub fn ss_rsrp(cell_power: Dbm, n_prb: u32, gain: f64) -> Dbm {
    (power_per_resource_element(cell_power, n_prb) * gain).dbm()
}

/// SS-SINR: wanted power over noise plus interference of the same resource elements (TS 38.215 V17 cl. 5.1.5).
pub fn sinr(wanted: Watts, interference: Watts, noise: Watts) -> Db {
    Db::from_linear(wanted.0 / (interference + noise).0)
}
