//! What came of a trace, for people.

use super::{Outcome, names};
use std::fmt;

impl fmt::Display for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (vector, replay) = (self.vector, &self.replay);
        let seconds = vector.trace.sinr_db.first().map_or(0, Vec::len) as f64 * twin_units::TICK_S;
        writeln!(
            f,
            "{}: {}, {} cells, {seconds} s, starts in cell {}",
            vector.id,
            names::procedure(&vector.config.procedure),
            vector.cell_ids.len(),
            self.id(replay.initial_cell)
        )?;
        for event in &replay.events {
            writeln!(f, "{}", self.line(event))?;
        }
        for row in &replay.outcomes {
            let what = if row.is_attempt { "attempt" } else { "failure" };
            write!(
                f,
                "  {what} at {:.3} s, cell {} → {}: {}",
                row.attempt_s,
                self.id(row.source),
                self.id(row.target),
                names::outcome(row.outcome)
            )?;
            if let Some(cause) = row.cause {
                write!(f, ", {}", cause.explanation())?;
            }
            if row.dwell_s > 0.0 {
                write!(f, "; stayed {:.3} s, mean gain {:.2} dB", row.dwell_s, row.mean_gain_db)?;
            }
            writeln!(f)?;
        }
        let counts = &replay.counts;
        write!(
            f,
            "  {} reports, {} attempts, {} executions, {} handovers of which {} ping-pongs, {} failures",
            counts.reports, counts.attempts, counts.executions, counts.handovers, counts.ping_pongs, counts.failures
        )
    }
}
