//! ns-3's rates, as shipped (see `data/README.md`).

/// A setting of Event A3 and what ns-3 gave for it, averaged over the four conditions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reference {
    /// A3 margin, dB.
    pub a3_offset_db: f64,
    /// Time to trigger, ms.
    pub ttt_ms: u32,
    /// Attempts per UE and minute.
    pub attempts: f64,
    /// Unnecessary handovers per UE and minute.
    pub unnecessary: f64,
    /// Failures per UE and minute.
    pub failures: f64,
    /// Mean serving SINR, dB, every neighbour on the air.
    pub mean_sinr_db: f64,
}

/// The 24 settings of part A.
pub fn reference_settings() -> Vec<Reference> {
    let text = include_str!("../../data/ns3_part_a_settings.csv");
    text.lines().skip(1).filter_map(row).collect()
}

fn row(line: &str) -> Option<Reference> {
    let fields: Vec<f64> = line.split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
    let &[a3_offset_db, ttt_ms, _, attempts, unnecessary, failures, mean_sinr_db] = &fields[..] else { return None };
    Some(Reference { a3_offset_db, ttt_ms: ttt_ms as u32, attempts, unnecessary, failures, mean_sinr_db })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_settings_are_there() {
        let settings = reference_settings();
        assert_eq!(settings.len(), 24);
        assert_eq!((settings[0].a3_offset_db, settings[0].ttt_ms, settings[0].attempts), (1.0, 100, 15.85));
        assert_eq!((settings[23].a3_offset_db, settings[23].ttt_ms), (6.0, 1000));
    }
}
