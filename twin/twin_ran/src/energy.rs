//! Electrical power of sites: the linear model of EARTH, and the load states with sleep of TR 38.864.
//!
//! Start at [`EarthModel::power_w`] for watts from radiated power, at [`LoadStates::relative_power`] for states relative to deep sleep,
//! and at [`Energy`] for kWh and J/bit over time.
//!
//! **Accuracy.** EARTH's constants are of equipment of 2010. TR 38.864 gives relative powers: watts need a scale, [`LoadStates::scaled_to`].

use crate::RanError;

/// Power drawn by a site: `N_TRX (P0 + Δp P_out)` while it sends, `N_TRX P_sleep` asleep.
///
/// Source: G. Auer et al., "How much energy is needed to run a wireless network?", IEEE Wireless Communications 18(5), 2011, eq. (1) and table 2.
/// Valid from 0 to the greatest radiated power of an antenna.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EarthModel {
    /// Transceiver chains.
    pub n_trx: u32,
    /// Greatest radiated power of a chain, W.
    pub most_radiated_w: f64,
    /// Power of a chain at no radiated power, W.
    pub base_w: f64,
    /// Slope Δp.
    pub slope: f64,
    /// Power of a chain asleep, W.
    pub sleep_w: f64,
}

impl EarthModel {
    /// Macro site.
    pub const MACRO: Self = Self { n_trx: 6, most_radiated_w: 20.0, base_w: 130.0, slope: 4.7, sleep_w: 75.0 };
    /// Macro site with remote radio heads.
    pub const REMOTE_RADIO_HEAD: Self =
        Self { n_trx: 6, most_radiated_w: 20.0, base_w: 84.0, slope: 2.8, sleep_w: 56.0 };
    /// Micro site.
    pub const MICRO: Self = Self { n_trx: 2, most_radiated_w: 6.3, base_w: 56.0, slope: 2.6, sleep_w: 39.0 };
    /// Pico site.
    pub const PICO: Self = Self { n_trx: 2, most_radiated_w: 0.13, base_w: 6.8, slope: 4.0, sleep_w: 4.3 };
    /// Femto site.
    pub const FEMTO: Self = Self { n_trx: 2, most_radiated_w: 0.05, base_w: 4.8, slope: 8.0, sleep_w: 2.9 };

    /// Power drawn at a load, W: the share of its greatest radiated power that a chain sends on average.
    ///
    /// # Errors
    /// [`RanError::OutOfRange`] for a load outside 0..=1.
    pub fn power_w(&self, load: f64) -> Result<f64, RanError> {
        if !(0.0..=1.0).contains(&load) {
            return Err(RanError::OutOfRange { name: "load", value: load, low: 0.0, high: 1.0 });
        }
        Ok(f64::from(self.n_trx) * (self.base_w + self.slope * load * self.most_radiated_w))
    }

    /// Power drawn asleep, W.
    pub fn sleeping_w(&self) -> f64 {
        f64::from(self.n_trx) * self.sleep_w
    }
}

/// What a base station does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LoadState {
    /// Nearly everything is off.
    DeepSleep,
    /// Most is off.
    LightSleep,
    /// Power amplifiers are off between symbols.
    MicroSleep,
    /// Receives.
    ActiveUplink,
    /// Sends.
    ActiveDownlink,
}

/// Power of each state, and what it costs to fall asleep and wake, relative to deep sleep.
///
/// Source: TR 38.864 V18.1.0 cl. 5.1, reference power model of set 1 (FR1, 100 MHz, 64 chains, 55 dBm). The figures were written down from memory of the report, which
/// was not at hand: compare them with it before a claim rests on them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LoadStates {
    deep: f64,
    light: f64,
    micro: f64,
    uplink: f64,
    downlink: f64,
    /// Total time and energy (relative power × ms) to fall into deep sleep and wake.
    deep_transition: (f64, f64),
    /// The same of light sleep.
    light_transition: (f64, f64),
    /// Share of the active downlink power that does not depend on the load.
    static_share: f64,
}

impl LoadStates {
    /// Category 1: fast transitions.
    pub const CATEGORY_1: Self = Self {
        deep: 1.0,
        light: 25.0,
        micro: 55.0,
        uplink: 110.0,
        downlink: 280.0,
        deep_transition: (0.05, 1000.0),
        light_transition: (0.006, 90.0),
        static_share: 55.0 / 280.0,
    };
    /// Category 2: slow transitions.
    pub const CATEGORY_2: Self = Self {
        deep: 1.0,
        light: 2.1,
        micro: 5.5,
        uplink: 6.5,
        downlink: 32.0,
        deep_transition: (10.0, 17_000.0),
        light_transition: (0.64, 1088.0),
        static_share: 5.5 / 32.0,
    };

    /// Power of a state relative to deep sleep. An active downlink scales with `load`, 0..=1, above the power of micro sleep; other states ignore it.
    ///
    /// The report scales with bandwidth, chains and radiated power apart; here one load stands for all, which is ours.
    pub fn relative_power(&self, state: LoadState, load: f64) -> f64 {
        match state {
            LoadState::DeepSleep => self.deep,
            LoadState::LightSleep => self.light,
            LoadState::MicroSleep => self.micro,
            LoadState::ActiveUplink => self.uplink,
            LoadState::ActiveDownlink => {
                let fixed = self.static_share * self.downlink;
                fixed + (self.downlink - fixed) * load.clamp(0.0, 1.0)
            }
        }
    }

    /// Time to fall into a state and wake again, s.
    pub fn transition_s(&self, state: LoadState) -> f64 {
        match state {
            LoadState::DeepSleep => self.deep_transition.0,
            LoadState::LightSleep => self.light_transition.0,
            _ => 0.0,
        }
    }

    /// Energy of an idle while spent in a state, transition included, relative power × s; `None` when the while is shorter than the transition.
    pub fn idle_energy(&self, state: LoadState, idle_s: f64) -> Option<f64> {
        let (transition_s, energy_ms) = match state {
            LoadState::DeepSleep => self.deep_transition,
            LoadState::LightSleep => self.light_transition,
            _ => (0.0, 0.0),
        };
        (idle_s >= transition_s).then(|| energy_ms / 1e3 + self.relative_power(state, 0.0) * (idle_s - transition_s))
    }

    /// The sleep that costs least over an idle while, s; the lighter of equals.
    pub fn best_sleep(&self, idle_s: f64) -> LoadState {
        let mut best = (LoadState::MicroSleep, self.micro * idle_s.max(0.0));
        for state in [LoadState::LightSleep, LoadState::DeepSleep] {
            if let Some(energy) = self.idle_energy(state, idle_s).filter(|&energy| energy < best.1) {
                best = (state, energy);
            }
        }
        best.0
    }

    /// Watts per unit of relative power for a site that draws `active_w` with a full downlink.
    pub fn scaled_to(&self, active_w: f64) -> f64 {
        active_w / self.downlink
    }
}

/// Energy drawn and bits delivered over time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Energy {
    joules: f64,
    bits: f64,
}

impl Energy {
    /// Adds a while at a power, W, s, and the bits delivered in it.
    pub fn add(&mut self, power_w: f64, seconds: f64, bits: f64) {
        self.joules += power_w * seconds;
        self.bits += bits;
    }

    /// Adds another's energy and bits.
    pub fn merge(&mut self, other: Self) {
        self.joules += other.joules;
        self.bits += other.bits;
    }

    /// Energy, J.
    pub fn joules(self) -> f64 {
        self.joules
    }

    /// Bits delivered.
    pub fn bits(self) -> f64 {
        self.bits
    }

    /// Energy, kWh: 3.6 MJ each.
    pub fn kilowatt_hours(self) -> f64 {
        self.joules / 3.6e6
    }

    /// Energy per bit delivered, J/bit; `None` when none was. (Its inverse is the energy efficiency of TS 28.554 cl. 6.7.1 for data volume.)
    pub fn joules_per_bit(self) -> Option<f64> {
        (self.bits > 0.0).then(|| self.joules / self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sums of the paper's figure of a macro site: 780 W without load, 1344 W at full load, 450 W asleep.
    #[test]
    fn auer_2011_table_2() {
        for (model, none, full, asleep) in [
            (EarthModel::MACRO, 780.0, 1344.0, 450.0),
            (EarthModel::REMOTE_RADIO_HEAD, 504.0, 840.0, 336.0),
            (EarthModel::MICRO, 112.0, 144.76, 78.0),
            (EarthModel::PICO, 13.6, 14.64, 8.6),
            (EarthModel::FEMTO, 9.6, 10.4, 5.8),
        ] {
            assert!((model.power_w(0.0).expect("in range") - none).abs() < 1e-9);
            assert!((model.power_w(1.0).expect("in range") - full).abs() < 1e-9);
            let half = model.power_w(0.5).expect("in range");
            assert!((half - 0.5 * (none + full)).abs() < 1e-9, "linear in the load");
            assert!((model.sleeping_w() - asleep).abs() < 1e-9);
        }
        assert!(EarthModel::MACRO.power_w(1.1).is_err() && EarthModel::MACRO.power_w(f64::NAN).is_err());
    }

    #[test]
    fn longer_idle_sleeps_deeper() {
        for states in [LoadStates::CATEGORY_1, LoadStates::CATEGORY_2] {
            let order = |state| match state {
                LoadState::MicroSleep => 0,
                LoadState::LightSleep => 1,
                _ => 2,
            };
            let depths: Vec<u8> = (0..200).map(|n| order(states.best_sleep(0.001 * 1.07f64.powi(n)))).collect();
            assert!(depths.is_sorted() && depths[0] == 0 && depths[199] == 2, "{depths:?}");
            for idle_s in [0.001, 0.1, 2.0, 60.0] {
                let best = states.idle_energy(states.best_sleep(idle_s), idle_s).expect("it fits");
                for state in [LoadState::DeepSleep, LoadState::LightSleep, LoadState::MicroSleep] {
                    assert!(states.idle_energy(state, idle_s).is_none_or(|energy| energy >= best));
                }
            }
            assert_eq!(states.idle_energy(LoadState::DeepSleep, 0.0), None, "there is no time to fall asleep");
        }
    }

    #[test]
    fn states_scale_to_watts() {
        let states = LoadStates::CATEGORY_1;
        let scale = states.scaled_to(1120.0);
        assert_eq!(scale * states.relative_power(LoadState::ActiveDownlink, 1.0), 1120.0);
        assert_eq!(scale * states.relative_power(LoadState::DeepSleep, 1.0), 4.0);
        assert_eq!(states.relative_power(LoadState::ActiveDownlink, 0.0), 55.0);
        assert!((states.relative_power(LoadState::ActiveDownlink, 0.5) - 167.5).abs() < 1e-12);
        // Category 1 gains from light sleep once 55 t > 90 ms + 25 (t − 6 ms): nothing is lost at exactly 6 ms already.
        assert_eq!(states.best_sleep(0.0059), LoadState::MicroSleep);
        assert_eq!(states.best_sleep(0.0061), LoadState::LightSleep);
    }

    #[test]
    fn joules_kilowatt_hours_and_bits() {
        let mut energy = Energy::default();
        assert_eq!(energy.joules_per_bit(), None);
        energy.add(1000.0, 3600.0, 0.0);
        energy.add(500.0, 7200.0, 3.6e12);
        assert_eq!((energy.joules(), energy.kilowatt_hours()), (7.2e6, 2.0));
        assert_eq!(energy.joules_per_bit(), Some(2e-6));
    }
}
