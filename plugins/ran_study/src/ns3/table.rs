//! The comparison, for people.

use super::Study;
use std::fmt;

impl Study {
    /// The rows as comma-separated values.
    pub fn csv(&self) -> String {
        let mut text = String::from(
            "a3_offset_db,ttt_ms,attempts_per_ue_min,unnecessary_per_ue_min,failures_per_ue_min,mean_serving_sinr_db,\
             ns3_attempts_per_ue_min,ns3_unnecessary_per_ue_min,ns3_failures_per_ue_min,ns3_mean_serving_sinr_db\n",
        );
        for row in &self.rows {
            let theirs = &row.reference;
            text += &format!(
                "{},{},{:.6},{:.6},{:.6},{:.4},{},{},{},{}\n",
                theirs.a3_offset_db,
                theirs.ttt_ms,
                row.attempts,
                row.unnecessary,
                row.failures,
                row.mean_sinr_db,
                theirs.attempts,
                theirs.unnecessary,
                theirs.failures,
                theirs.mean_sinr_db
            );
        }
        text
    }
}

impl fmt::Display for Study {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Event A3 on the urban grid, {} seeds; per UE and minute, ours / ns-3", self.n_seeds)?;
        writeln!(
            f,
            "{:>6} {:>8}  {:>17}  {:>17}  {:>17}  {:>15}",
            "A3 dB", "TTT ms", "attempts", "unnecessary", "failures", "SINR dB"
        )?;
        for row in &self.rows {
            let theirs = &row.reference;
            writeln!(
                f,
                "{:>6} {:>8}  {:>8.2} / {:>6.2}  {:>8.2} / {:>6.2}  {:>8.3} / {:>6.3}  {:>6.1} / {:>6.1}",
                theirs.a3_offset_db,
                theirs.ttt_ms,
                row.attempts,
                theirs.attempts,
                row.unnecessary,
                theirs.unnecessary,
                row.failures,
                theirs.failures,
                row.mean_sinr_db,
                theirs.mean_sinr_db
            )?;
        }
        writeln!(
            f,
            "median ratio   attempts {:.3}, unnecessary {:.3}   (limits 0.8 to 1.25)",
            self.attempts_ratio(),
            self.unnecessary_ratio()
        )?;
        writeln!(
            f,
            "Spearman       attempts {:.3}, unnecessary {:.3}   (limit 0.9)",
            self.attempts_spearman(),
            self.unnecessary_spearman()
        )?;
        for (ttt_ms, ours, theirs) in self.failures_by_ttt() {
            writeln!(f, "failures at {ttt_ms:>4} ms   {ours:.3} / {theirs:.3}")?;
        }
        let sinr: Vec<String> = self.sinr_by_condition_db.iter().map(|sinr| format!("{sinr:.1}")).collect();
        write!(
            f,
            "mean SINR at 200 m 16, 30 m/s and 400 m 16, 30 m/s: {} dB (ns-3 8.0, 7.5, 15.4, 15.1)",
            sinr.join(", ")
        )
    }
}
