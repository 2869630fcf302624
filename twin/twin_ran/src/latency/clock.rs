//! Running totals of a UE's waiting: a packet takes a reading when it arrives and another when it is sent.

use super::NS_PER_S;

/// A time in whole nanoseconds, rounded; 0 for negative and undefined times.
pub(crate) fn nanoseconds(seconds: f64) -> u64 {
    (seconds * NS_PER_S + 0.5) as u64
}

/// Time waited, by reason, ns. Readings of a clock wrap; their differences do not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Waits {
    pub(crate) alignment_ns: u64,
    pub(crate) load_ns: u64,
    pub(crate) radio_ns: u64,
    pub(crate) harq_ns: u64,
    pub(crate) handover_ns: u64,
}

impl Waits {
    /// What was waited from an earlier reading to this one.
    pub(crate) fn since(self, earlier: Self) -> Self {
        Self {
            alignment_ns: self.alignment_ns.wrapping_sub(earlier.alignment_ns),
            load_ns: self.load_ns.wrapping_sub(earlier.load_ns),
            radio_ns: self.radio_ns.wrapping_sub(earlier.radio_ns),
            harq_ns: self.harq_ns.wrapping_sub(earlier.harq_ns),
            handover_ns: self.handover_ns.wrapping_sub(earlier.handover_ns),
        }
    }

    /// Sum of all reasons, ns.
    pub(crate) fn total_ns(self) -> u64 {
        self.alignment_ns + self.load_ns + self.radio_ns + self.harq_ns + self.handover_ns
    }
}

/// Why a UE's bits waited during a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    /// It got some of the PRBs it needed: what it got was too slow, what it did not get is load.
    Granted { n_prb: u32, of_prb: u32 },
    /// Others got the PRBs.
    Load,
    /// Its rate is too low, or nothing.
    Radio,
    /// Lost blocks go first.
    Harq,
}

/// The clock of one UE.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WaitClock {
    waits: Waits,
    /// Everything before this is in `waits`.
    until_ns: u64,
    /// End of the last frame a cell served it in.
    served_until_ns: u64,
    /// The last time without a cell, from and until.
    gap_ns: (u64, u64),
}

impl WaitClock {
    /// The reading.
    pub(crate) fn waits(&self) -> Waits {
        self.waits
    }

    /// A cell serves it in a frame; the time since the last such frame was without a cell.
    pub(crate) fn serve_frame(&mut self, start_ns: u64, end_ns: u64) {
        if self.served_until_ns < start_ns {
            self.be_without_cell(self.served_until_ns, start_ns);
        }
        self.served_until_ns = end_ns;
    }

    /// End of the last frame a cell served it in, ns.
    pub(crate) fn served_until_ns(&self) -> u64 {
        self.served_until_ns
    }

    /// It has no cell in a while.
    pub(crate) fn be_without_cell(&mut self, from_ns: u64, until_ns: u64) {
        if from_ns >= until_ns {
            return;
        }
        // A gap that is not counted yet, or touches this one, is one with it.
        let touches = from_ns <= self.gap_ns.1 && until_ns >= self.gap_ns.0;
        self.gap_ns = if touches || self.gap_ns.1 > self.until_ns {
            (self.gap_ns.0.min(from_ns), self.gap_ns.1.max(until_ns))
        } else {
            (from_ns, until_ns)
        };
    }

    /// Whether it has no cell at a time.
    pub(crate) fn is_without_cell(&self, now_ns: u64) -> bool {
        self.gap_ns.0 <= now_ns && now_ns < self.gap_ns.1
    }

    /// Whether it has, or will have, no cell after a time.
    pub(crate) fn has_gap_after(&self, now_ns: u64) -> bool {
        self.gap_ns.1 > now_ns
    }

    /// Time without a cell within `from_ns..until_ns`, ns.
    fn gap_within_ns(&self, from_ns: u64, until_ns: u64) -> u64 {
        self.gap_ns.1.min(until_ns).saturating_sub(self.gap_ns.0.max(from_ns))
    }

    /// Counts the time until a slot begins: without a cell, or waiting for a slot of this direction.
    pub(crate) fn skip_to(&mut self, now_ns: u64) {
        if self.until_ns < now_ns {
            let without_cell_ns = self.gap_within_ns(self.until_ns, now_ns);
            self.waits.handover_ns = self.waits.handover_ns.wrapping_add(without_cell_ns);
            let aligned_ns = now_ns - self.until_ns - without_cell_ns;
            self.waits.alignment_ns = self.waits.alignment_ns.wrapping_add(aligned_ns);
            self.until_ns = now_ns;
        }
    }

    /// Counts the time until `end_ns`, which was waited in a slot for a reason.
    pub(crate) fn wait(&mut self, end_ns: u64, reason: Wait) {
        let slot_ns = end_ns.saturating_sub(self.until_ns);
        let waits = &mut self.waits;
        match reason {
            Wait::Granted { n_prb, of_prb } => {
                let radio_ns = slot_ns * u64::from(n_prb.min(of_prb)) / u64::from(of_prb.max(1));
                waits.radio_ns = waits.radio_ns.wrapping_add(radio_ns);
                waits.load_ns = waits.load_ns.wrapping_add(slot_ns - radio_ns);
            }
            Wait::Load => waits.load_ns = waits.load_ns.wrapping_add(slot_ns),
            Wait::Radio => waits.radio_ns = waits.radio_ns.wrapping_add(slot_ns),
            Wait::Harq => waits.harq_ns = waits.harq_ns.wrapping_add(slot_ns),
        }
        self.until_ns += slot_ns;
    }

    /// Counts the time until `now_ns`, in which it waited `load_ns` for PRBs and the rest for slots of this direction.
    pub(crate) fn wait_within(&mut self, now_ns: u64, load_ns: u64) {
        let waits = &mut self.waits;
        waits.load_ns = waits.load_ns.wrapping_add(load_ns);
        waits.alignment_ns = waits.alignment_ns.wrapping_add(now_ns.saturating_sub(self.until_ns + load_ns));
        self.until_ns = self.until_ns.max(now_ns);
    }

    /// What the clock would have read when a packet arrived that became visible now.
    pub(crate) fn reading_at_arrival(&self, arrival_ns: u64, now_ns: u64) -> Waits {
        let without_cell_ns = self.gap_within_ns(arrival_ns, now_ns);
        let aligned_ns = now_ns.saturating_sub(arrival_ns) - without_cell_ns;
        self.waits.since(Waits { alignment_ns: aligned_ns, handover_ns: without_cell_ns, ..Waits::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_nanosecond_has_one_reason() {
        let mut clock = WaitClock::default();
        clock.serve_frame(0, 100);
        clock.skip_to(10);
        clock.wait(20, Wait::Load);
        clock.wait(30, Wait::Granted { n_prb: 1, of_prb: 3 });
        clock.skip_to(100);
        assert_eq!(clock.waits(), Waits { alignment_ns: 80, load_ns: 17, radio_ns: 3, ..Waits::default() });
        // Frames 100..200 without a cell, then an interruption that ends within a frame.
        clock.serve_frame(200, 300);
        clock.be_without_cell(190, 230);
        assert!(clock.is_without_cell(200) && clock.is_without_cell(229) && !clock.is_without_cell(230));
        clock.skip_to(235);
        clock.wait(250, Wait::Harq);
        assert_eq!((clock.waits().handover_ns, clock.waits().alignment_ns, clock.waits().harq_ns), (130, 85, 15));
        assert_eq!(clock.waits().total_ns(), 250);
        // A later gap starts anew.
        clock.be_without_cell(260, 270);
        assert!(!clock.is_without_cell(240));
        clock.be_without_cell(5, 5);
        assert!(clock.is_without_cell(265));
    }

    #[test]
    fn a_reading_at_arrival_is_undone_by_the_next() {
        let mut clock = WaitClock::default();
        clock.be_without_cell(40, 60);
        clock.skip_to(100);
        let reading = clock.reading_at_arrival(50, 100);
        assert_eq!(
            clock.waits().since(reading),
            Waits { alignment_ns: 40, handover_ns: 10, ..Waits::default() },
            "50..60 without a cell, 60..100 until the slot"
        );
    }

    #[test]
    fn seconds_are_rounded() {
        assert_eq!(nanoseconds(0.001), 1_000_000);
        assert_eq!(nanoseconds(1.4e-9), 1);
        assert_eq!((nanoseconds(-1.0), nanoseconds(f64::NAN)), (0, 0));
    }
}
