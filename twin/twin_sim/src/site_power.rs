//! What a cell draws from the mains: EARTH's linear model, and the same cell with the sleep states of TR 38.864.

use crate::plan::Cell;
use twin_ran::energy::{EarthModel, LoadState, LoadStates};
use twin_units::TICK_S;

/// Transceiver chains of a cell: EARTH's sites have two per sector.
const CHAINS_PER_CELL: u32 = 2;

/// Power model of a cell: EARTH's constants for its class, with the cell's own radiated power.
///
/// The class follows from the radiated power, as EARTH's table 2 names none by use: from 40 dBm macro, from 30 dBm micro, from 15 dBm pico, else femto.
/// A macro cell above 46 dBm (2 × 20 W) is beyond what EARTH's line was fitted to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellPower {
    earth: EarthModel,
    states: LoadStates,
}

impl CellPower {
    /// Of a cell.
    pub fn of(cell: &Cell) -> Self {
        let class = match cell.power.0 {
            dbm if dbm >= 40.0 => EarthModel::MACRO,
            dbm if dbm >= 30.0 => EarthModel::MICRO,
            dbm if dbm >= 15.0 => EarthModel::PICO,
            _ => EarthModel::FEMTO,
        };
        let most_radiated_w = cell.power.watts().0 / f64::from(CHAINS_PER_CELL);
        let earth = EarthModel { n_trx: CHAINS_PER_CELL, most_radiated_w, ..class };
        Self { earth, states: LoadStates::CATEGORY_1 }
    }

    /// Power at a load, always awake, W; `load` is the share of PRBs in use, 0..=1.
    pub fn awake_w(&self, load: f64) -> f64 {
        self.earth.power_w(load.clamp(0.0, 1.0)).unwrap_or(f64::NAN)
    }

    /// Power over a tick of a cell that sleeps when it can, W: scaled so that full load costs what EARTH says.
    ///
    /// A tick without data is one idle while: the SSB burst of each 20 ms wakes the cell, so that no while is much longer and deep sleep is not reached.
    pub fn sleepy_w(&self, load: f64) -> f64 {
        let load = load.clamp(0.0, 1.0);
        let relative = if load > 0.0 {
            self.states.relative_power(LoadState::ActiveDownlink, load)
        } else {
            let state = self.states.best_sleep(TICK_S);
            self.states.idle_energy(state, TICK_S).map_or(f64::NAN, |energy| energy / TICK_S)
        };
        relative * self.states.scaled_to(self.awake_w(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin_units::{CellId, Dbm, GnbId, Pci};

    fn cell(power_dbm: f64) -> Cell {
        let array = twin_scene::schema::Array { rows: 8, columns: 8, beams_azimuth: 8, beams_elevation: 2 };
        Cell {
            id: CellId(0),
            site: GnbId(0),
            pci: Pci(1),
            name: "a".into(),
            azimuth_deg: 0.0,
            downtilt_deg: 0.0,
            power: Dbm(power_dbm),
            array,
            pattern: None,
        }
    }

    #[test]
    fn a_macro_cell_draws_a_third_of_earths_site() {
        // 3 × 2 chains of 20 W make 780 W idle and 1344 W at full load (Auer 2011, table 2).
        let power = CellPower::of(&cell(10.0 * 40_000f64.log10()));
        assert!((power.awake_w(0.0) - 260.0).abs() < 1e-9);
        assert!((power.awake_w(1.0) - 448.0).abs() < 1e-9);
    }

    #[test]
    fn sleep_saves_when_idle_and_nothing_at_full_load() {
        for dbm in [46.0, 35.0, 24.0, 5.0] {
            let power = CellPower::of(&cell(dbm));
            assert!((power.sleepy_w(1.0) - power.awake_w(1.0)).abs() < 1e-9);
            assert!(
                power.sleepy_w(0.0) < power.sleepy_w(0.01) && power.sleepy_w(0.0) < 0.5 * power.awake_w(0.0),
                "{dbm}"
            );
        }
    }
}
