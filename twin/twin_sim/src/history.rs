//! The last seconds of every UE's radio, and what surrounded each mobility event: for people who ask why. Never part of the state.
//!
//! Hosts that show it insert [`LinkHistory`]; without the resource nothing is kept. Some 5 kB a UE.

use crate::components::NO_SIGNAL_DBM;
use bevy_ecs::prelude::*;
use std::collections::VecDeque;
use twin_ran::handover::MobilityEvent;
use twin_units::{CellId, TICKS_PER_SECOND, Tick, UeId};

/// Strongest cells kept of each moment.
const N_CELLS: usize = 4;
/// Time kept before and after an event, ticks.
const AROUND_TICKS: u64 = TICKS_PER_SECOND;
/// Episodes kept: about as many as the event log has events with one, at some 4 kB each.
pub const MOST_EPISODES: usize = 2_500;
/// Filtered levels below this are those of cells that are not heard, dBm: a filter comes near [`NO_SIGNAL_DBM`], never to it.
const SILENCE_DBM: f64 = NO_SIGNAL_DBM + 1.0;
/// Steps kept of a UE; an episode of two seconds has some ten.
const MOST_STEPS: usize = 64;

/// What a UE measured at an L1 instant.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// When.
    pub tick: Tick,
    /// Serving cell; `None` while re-establishing.
    pub serving: Option<CellId>,
    /// Data SINR, dB.
    pub sinr_db: f32,
    /// L3-filtered SS-RSRP of the strongest cells, dBm, the serving one among them; in the order of cells, unused places `None`.
    pub rsrp_dbm: [Option<(CellId, f32)>; N_CELLS],
}

/// Two seconds around an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Episode {
    /// Whose.
    pub ue: UeId,
    /// The event's tick.
    pub at: Tick,
    /// Samples, oldest first.
    pub samples: Vec<Sample>,
    /// Steps of procedures and messages, oldest first.
    pub steps: Vec<MobilityEvent>,
}

#[derive(Clone, Debug, Default)]
struct UeHistory {
    samples: VecDeque<Sample>,
    steps: VecDeque<MobilityEvent>,
}

/// The last two seconds of every UE, and the episodes around the last events.
#[derive(Resource, Clone, Debug, Default)]
pub struct LinkHistory {
    ues: Vec<UeHistory>,
    waiting: VecDeque<(UeId, Tick)>,
    episodes: VecDeque<Episode>,
}

impl LinkHistory {
    /// Keeps the steps of a UE in a tick.
    pub(crate) fn steps(&mut self, ue: UeId, events: &[MobilityEvent]) {
        let steps = &mut self.of(ue).steps;
        for event in events {
            if steps.len() == MOST_STEPS {
                steps.pop_front();
            }
            steps.push_back(*event);
        }
    }

    /// Keeps a sample of a UE; `levels_dbm` are of all cells.
    pub(crate) fn sample(
        &mut self,
        ue: UeId,
        tick: Tick,
        serving: Option<CellId>,
        sinr_db: f64,
        levels_dbm: &[f64],
        scratch: &mut Vec<usize>,
    ) {
        let is_serving = |cell: usize| serving.is_some_and(|serving| serving.0 as usize == cell);
        scratch.clear();
        scratch.extend((0..levels_dbm.len()).filter(|&cell| levels_dbm[cell] > SILENCE_DBM));
        let rank = |a: &usize, b: &usize| {
            is_serving(*b).cmp(&is_serving(*a)).then(levels_dbm[*b].total_cmp(&levels_dbm[*a])).then(a.cmp(b))
        };
        if scratch.len() > N_CELLS {
            scratch.select_nth_unstable_by(N_CELLS - 1, rank);
            scratch.truncate(N_CELLS);
        }
        scratch.sort_unstable();
        let mut rsrp_dbm = [None; N_CELLS];
        for (place, &cell) in rsrp_dbm.iter_mut().zip(scratch.iter()) {
            *place = Some((CellId(cell as u32), levels_dbm[cell] as f32));
        }
        let samples = &mut self.of(ue).samples;
        samples.push_back(Sample { tick, serving, sinr_db: sinr_db as f32, rsrp_dbm });
        while samples.front().is_some_and(|oldest| oldest.tick.0 + 2 * AROUND_TICKS < tick.0) {
            samples.pop_front();
        }
    }

    /// An event after which the surroundings are kept.
    pub(crate) fn mark(&mut self, ue: UeId, tick: Tick) {
        if self.waiting.back() != Some(&(ue, tick)) {
            self.waiting.push_back((ue, tick));
        }
    }

    /// Makes the episodes whose time has passed.
    pub(crate) fn settle(&mut self, now: Tick) {
        while let Some(&(ue, at)) = self.waiting.front().filter(|(_, at)| at.0 + AROUND_TICKS <= now.0) {
            self.waiting.pop_front();
            let history = self.of(ue);
            let from_s = Tick(at.0.saturating_sub(AROUND_TICKS)).seconds();
            let episode = Episode {
                ue,
                at,
                samples: history.samples.iter().copied().collect(),
                steps: history.steps.iter().filter(|step| step.time_s >= from_s).copied().collect(),
            };
            if self.episodes.len() == MOST_EPISODES {
                self.episodes.pop_front();
            }
            self.episodes.push_back(episode);
        }
    }

    /// The episode around a UE's event; `None` when it is not over yet, or long ago.
    pub fn episode(&self, ue: UeId, at: Tick) -> Option<&Episode> {
        self.episodes.iter().rev().find(|episode| episode.ue == ue && episode.at == at)
    }

    /// Whether the second after the event is not over yet.
    pub fn is_waiting(&self, ue: UeId, at: Tick) -> bool {
        self.waiting.contains(&(ue, at))
    }

    /// The last two seconds of a UE, oldest first.
    pub fn recent(&self, ue: UeId) -> impl Iterator<Item = &Sample> {
        self.ues.get(ue.0 as usize).into_iter().flat_map(|history| &history.samples)
    }

    /// Forgets all: another run begins.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    fn of(&mut self, ue: UeId) -> &mut UeHistory {
        let idx = ue.0 as usize;
        if self.ues.len() <= idx {
            self.ues.resize_with(idx + 1, UeHistory::default);
        }
        &mut self.ues[idx]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_episode_holds_a_second_before_and_after_with_the_strongest_cells() {
        let mut history = LinkHistory::default();
        let (ue, mut scratch) = (UeId(3), Vec::new());
        let levels = [-90.0, -80.0, -160.0, -120.0, -70.0, -85.0];
        for tick in (0..500).step_by(4) {
            if tick == 300 {
                history.mark(ue, Tick(tick));
            }
            history.sample(ue, Tick(tick), Some(CellId(3)), 5.0, &levels, &mut scratch);
            history.settle(Tick(tick));
            let is_there = history.episode(ue, Tick(300)).is_some();
            assert_eq!(is_there, tick >= 400, "{tick}");
            assert_eq!(history.is_waiting(ue, Tick(300)), (300..400).contains(&tick));
        }
        let episode = history.episode(ue, Tick(300)).expect("it is over");
        assert_eq!((episode.samples[0].tick, episode.samples[50].tick), (Tick(200), Tick(400)));
        let cells: Vec<u32> = episode.samples[0].rsrp_dbm.iter().flatten().map(|(cell, _)| cell.0).collect();
        assert_eq!(cells, [1, 3, 4, 5], "the serving cell and the three strongest others");
    }
}
