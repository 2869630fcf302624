//! A grid of A3 settings over conditions and seeds, every setting on the same radio samples: rates, 95 % intervals, paired differences.
//!
//! The scenario and its rules are those of [`crate::ns3`]. Work is cut into [`Unit`]s, one seed of one condition each; a host keeps what is done
//! and asks for the rest, so that a sweep goes on where it stopped. [`Summary::of`] does not depend on the order units were run in.

use crate::ns3;
use crate::run::{Tally, run_ue};
use crate::statistics::{half_width_95, mean};
use crate::world::Condition;
use rayon::prelude::*;
use twin_ran::handover::MobilityConfig;
use twin_ran::measurement::legal::EventOffset;

/// Most settings and units of a sweep.
const MOST: usize = 100_000;

/// What is wrong with a sweep.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SweepError {
    /// A list without a value.
    #[error("{0} needs at least one value")]
    Empty(&'static str),
    /// A value twice.
    #[error("{name} has {value} twice")]
    Twice {
        /// The list.
        name: &'static str,
        /// The value.
        value: f64,
    },
    /// A value outside its range.
    #[error("{name} must be within {low} and {high}, found {value}")]
    OutOfRange {
        /// The list.
        name: &'static str,
        /// The value.
        value: f64,
        /// Least value.
        low: f64,
        /// Greatest value.
        high: f64,
    },
    /// An offset that cannot be signalled.
    #[error(transparent)]
    Illegal(#[from] twin_ran::RanError),
    /// Too much.
    #[error("{0} runs are too many: at most {MOST}")]
    TooMany(usize),
}

/// A setting of Event A3.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// Margin, dB.
    pub a3_offset_db: f64,
    /// Time to trigger, ms. Any whole number: the study this follows uses times that TS 38.331 does not have.
    pub ttt_ms: u32,
}

/// A sweep, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    settings: Vec<Setting>,
    conditions: Vec<Condition>,
    n_seeds: u32,
}

/// One seed of one condition: all settings of it are run together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// Where and how fast.
    pub condition: Condition,
    /// The seed, from 1.
    pub seed: u64,
}

fn check(name: &'static str, values: &[f64], low: f64, high: f64) -> Result<(), SweepError> {
    if values.is_empty() {
        return Err(SweepError::Empty(name));
    }
    for (index, &value) in values.iter().enumerate() {
        if !(low..=high).contains(&value) {
            return Err(SweepError::OutOfRange { name, value, low, high });
        }
        if values[..index].contains(&value) {
            return Err(SweepError::Twice { name, value });
        }
    }
    Ok(())
}

impl Sweep {
    /// All pairs of offsets (dB) and times to trigger (ms), at all pairs of site distances (m) and speeds (m/s), with seeds 1 to `n_seeds`.
    ///
    /// # Errors
    /// [`SweepError`].
    pub fn new(
        offsets_db: &[f64],
        ttts_ms: &[u32],
        site_distances_m: &[f64],
        speeds_m_per_s: &[f64],
        n_seeds: u32,
    ) -> Result<Self, SweepError> {
        check("--offsets", offsets_db, -15.0, 15.0)?;
        check("--ttt-ms", &ttts_ms.iter().map(|&ms| f64::from(ms)).collect::<Vec<_>>(), 0.0, 5120.0)?;
        check("--site-distances-m", site_distances_m, 50.0, 433.0)?;
        check("--speeds-mps", speeds_m_per_s, 0.1, 100.0)?;
        check("--seeds", &[f64::from(n_seeds)], 1.0, 10_000.0)?;
        let mut settings = Vec::new();
        for &offset_db in offsets_db {
            let a3_offset_db = EventOffset::from_db(offset_db)?.db();
            settings.extend(ttts_ms.iter().map(|&ttt_ms| Setting { a3_offset_db, ttt_ms }));
        }
        let mut conditions = Vec::new();
        for &site_distance_m in site_distances_m {
            conditions.extend(speeds_m_per_s.iter().map(|&speed_m_per_s| Condition { site_distance_m, speed_m_per_s }));
        }
        let n_runs = settings.len().saturating_mul(conditions.len()).saturating_mul(n_seeds as usize);
        if n_runs > MOST {
            return Err(SweepError::TooMany(n_runs));
        }
        Ok(Self { settings, conditions, n_seeds })
    }

    /// The settings, in order.
    pub fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// All units of work, in order.
    pub fn units(&self) -> Vec<Unit> {
        let seeds = |&condition: &Condition| (1..=u64::from(self.n_seeds)).map(move |seed| Unit { condition, seed });
        self.conditions.iter().flat_map(seeds).collect()
    }

    /// Runs a unit on the threads of the current pool: one tally for each setting.
    pub fn run(&self, unit: &Unit) -> Vec<Tally> {
        let of_ues: Vec<Vec<Tally>> = (0..ns3::N_UES)
            .into_par_iter()
            .map(|ue| {
                let config = |setting: &Setting| ns3::config(setting.a3_offset_db, setting.ttt_ms, unit.seed, ue);
                let configs: Vec<MobilityConfig> = self.settings.iter().map(config).collect();
                run_ue(&unit.condition, &configs, unit.seed, ue, ns3::SPAN, ns3::LOAD)
            })
            .collect();
        let mut sums = vec![Tally::default(); self.settings.len()];
        for of_ue in &of_ues {
            sums.iter_mut().zip(of_ue).for_each(|(sum, tally)| sum.add(tally));
        }
        sums
    }
}

/// A rate over the seeds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// Mean.
    pub mean: f64,
    /// Half the width of its 95 % interval; `None` with one seed.
    pub half_width: Option<f64>,
}

impl Estimate {
    fn of(values: &[f64]) -> Self {
        Self { mean: mean(values), half_width: half_width_95(values) }
    }
}

/// Quantities of a sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    /// Handover attempts.
    Attempts,
    /// Unnecessary handovers.
    Unnecessary,
    /// Ping-pongs.
    PingPongs,
    /// Failures.
    Failures,
}

impl Rate {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Attempts, Self::Unnecessary, Self::PingPongs, Self::Failures];

    /// Name in tables and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Attempts => "attempts",
            Self::Unnecessary => "unnecessary",
            Self::PingPongs => "ping_pongs",
            Self::Failures => "failures",
        }
    }

    /// Per UE and minute.
    pub fn of(self, tally: &Tally) -> f64 {
        tally.per_ue_minute(match self {
            Self::Attempts => tally.attempts,
            Self::Unnecessary => tally.unnecessary,
            Self::PingPongs => tally.ping_pongs,
            Self::Failures => tally.failures,
        })
    }
}

/// A setting under a condition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Where and how fast.
    pub condition: Condition,
    /// The setting.
    pub setting: Setting,
    /// Rates per UE and minute, in the order of [`Rate::ALL`].
    pub rates: [Estimate; 4],
    /// The same less those of the first setting, seed by seed: what the setting changes, with what the seeds share taken out.
    pub against_first: [Estimate; 4],
}

/// A finished sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Conditions, then settings, in their order.
    pub rows: Vec<Row>,
}

impl Summary {
    /// From the tallies of all units: `tallies[unit][setting]` in the order of [`Sweep::units`] and [`Sweep::settings`]. Missing ones are left out.
    pub fn of(sweep: &Sweep, tallies: &[Vec<Tally>]) -> Self {
        let mut rows = Vec::new();
        for (condition, of_seeds) in sweep.conditions.iter().zip(tallies.chunks(sweep.n_seeds as usize)) {
            for (index, setting) in sweep.settings.iter().enumerate() {
                let pairs: Vec<(&Tally, &Tally)> = of_seeds
                    .iter()
                    .filter_map(|of_settings| Some((of_settings.get(index)?, of_settings.first()?)))
                    .collect();
                let estimate = |value: &dyn Fn(&Tally, &Tally) -> f64| {
                    Estimate::of(&pairs.iter().map(|(tally, first)| value(tally, first)).collect::<Vec<_>>())
                };
                rows.push(Row {
                    condition: *condition,
                    setting: *setting,
                    rates: Rate::ALL.map(|rate| estimate(&|tally, _| rate.of(tally))),
                    against_first: Rate::ALL.map(|rate| estimate(&|tally, first| rate.of(tally) - rate.of(first))),
                });
            }
        }
        Self { rows }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Sweep {
        Sweep::new(&[2.0, 6.0], &[100], &[400.0], &[30.0], 2).expect("valid")
    }

    #[test]
    fn settings_are_paired_and_threads_do_not_matter() {
        let sweep = small();
        let units = sweep.units();
        assert_eq!((units.len(), sweep.settings().len()), (2, 2));
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| units.iter().map(|unit| sweep.run(unit)).collect::<Vec<_>>())
        };
        let tallies = with(1);
        assert_eq!(tallies, with(3));
        let summary = Summary::of(&sweep, &tallies);
        let [first, second] = &summary.rows[..] else { panic!("two rows") };
        assert_eq!(first.against_first[0], Estimate { mean: 0.0, half_width: Some(0.0) });
        assert!(second.rates[0].mean < first.rates[0].mean, "a larger margin means fewer attempts");
        assert!((second.against_first[0].mean - (second.rates[0].mean - first.rates[0].mean)).abs() < 1e-9);
    }

    #[test]
    fn bad_sweeps_are_sentences() {
        let refused = |offsets: &[f64], ttts: &[u32], speeds: &[f64], seeds| {
            Sweep::new(offsets, ttts, &[200.0], speeds, seeds).expect_err("refused").to_string()
        };
        assert_eq!(refused(&[], &[100], &[16.0], 1), "--offsets needs at least one value");
        assert_eq!(refused(&[1.0], &[100, 100], &[16.0], 1), "--ttt-ms has 100 twice");
        assert_eq!(refused(&[1.0], &[100], &[f64::NAN], 1), "--speeds-mps must be within 0.1 and 100, found NaN");
        assert_eq!(refused(&[1.0], &[100], &[16.0], 0), "--seeds must be within 1 and 10000, found 0");
        assert!(refused(&[1.2], &[100], &[16.0], 1).starts_with("offset must be one of -15, -14.5"));
        let many: Vec<u32> = (0..1000).collect();
        assert!(refused(&[1.0], &many, &[16.0], 10_000).contains("too many"));
    }
}
