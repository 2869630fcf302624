//! The rules of PRB ratios (TS 28.541 cl. 4.3.36): dedicated ≤ min ≤ max for a slice, and all mins together at most 100 %.

use twin_sim::plan::Ratios;

/// One of the three ratios.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ratio {
    /// rRMPolicyDedicatedRatio.
    Dedicated,
    /// rRMPolicyMinRatio.
    Min,
    /// rRMPolicyMaxRatio.
    Max,
}

/// The ratios of a slice after one was set to `percent`: the others give way, and the wish itself is cut where other slices' mins stand.
pub fn set_ratio(all: &[Ratios], slice: usize, which: Ratio, percent: u8) -> Option<Ratios> {
    let now = *all.get(slice)?;
    let others: u32 =
        all.iter().enumerate().filter(|(idx, _)| *idx != slice).map(|(_, ratios)| u32::from(ratios.min)).sum();
    let most_min = 100u32.saturating_sub(others) as u8;
    let percent = percent.min(100);
    Some(match which {
        Ratio::Dedicated => {
            let dedicated = percent.min(most_min);
            let min = now.min.max(dedicated);
            Ratios { dedicated, min, max: now.max.max(min) }
        }
        Ratio::Min => {
            let min = percent.min(most_min);
            Ratios { dedicated: now.dedicated.min(min), min, max: now.max.max(min) }
        }
        Ratio::Max => {
            let min = now.min.min(percent);
            Ratios { dedicated: now.dedicated.min(min), min, max: percent }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Ratios; 2] = [Ratios { dedicated: 10, min: 30, max: 80 }, Ratios { dedicated: 20, min: 40, max: 100 }];

    #[track_caller]
    fn check(which: Ratio, percent: u8, expected: [u8; 3]) {
        let ratios = set_ratio(&ALL, 0, which, percent).expect("slice 0 exists");
        assert_eq!([ratios.dedicated, ratios.min, ratios.max], expected);
    }

    #[test]
    fn the_others_give_way() {
        check(Ratio::Dedicated, 45, [45, 45, 80]);
        check(Ratio::Min, 5, [5, 5, 80]);
        check(Ratio::Max, 20, [10, 20, 20]);
    }

    #[test]
    fn mins_never_exceed_the_carrier() {
        check(Ratio::Min, 100, [10, 60, 80]);
        check(Ratio::Dedicated, 100, [60, 60, 80]);
    }

    #[test]
    fn an_unknown_slice_has_no_ratios() {
        assert_eq!(set_ratio(&ALL, 2, Ratio::Min, 10), None);
    }
}
