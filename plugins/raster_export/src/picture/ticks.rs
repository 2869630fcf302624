//! Round numbers along a range.

/// A tick of the legend.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    pub(super) value: f64,
    pub(super) label: String,
}

/// At most about `wanted` ticks (taken as at least two) at multiples of 1, 2 or 5 times a power of ten within the range; none without a range.
pub(super) fn ticks(range: Option<[f64; 2]>, wanted: usize) -> Vec<Tick> {
    let Some([low, high]) = range else { return Vec::new() };
    let step = round_step((high - low) / wanted.max(2) as f64);
    let (first, last) = ((low / step - 1e-9).ceil(), (high / step + 1e-9).floor());
    let count = (last - first).clamp(0.0, 100.0) as usize;
    (0..=count)
        .map(|index| (first + index as f64) * step)
        .map(|value| Tick { value, label: label(value, step) })
        .collect()
}

/// A tick at every power of ten within a range above 0.
pub(super) fn decades(range: Option<[f64; 2]>) -> Vec<Tick> {
    let Some([low, high]) = range.filter(|[low, _]| *low > 0.0) else { return Vec::new() };
    let (first, last) = ((low.log10() - 1e-9).ceil() as i32, (high.log10() + 1e-9).floor() as i32);
    (first..=last)
        .take(100)
        .map(|power| 10f64.powi(power))
        .map(|value| Tick { value, label: label(value, value) })
        .collect()
}

/// The least of 1, 2 or 5 times a power of ten that is not below `least`.
fn round_step(least: f64) -> f64 {
    let mut power = 1.0;
    while power > least && power > 1e-300 {
        power /= 10.0;
    }
    while power * 10.0 <= least {
        power *= 10.0;
    }
    [1.0, 2.0, 5.0].into_iter().map(|factor| factor * power).find(|step| *step >= least).unwrap_or(10.0 * power)
}

/// A number with as many decimals as the step between ticks asks for; powers of ten where that would be long.
pub(super) fn label(value: f64, step: f64) -> String {
    let value = if value.abs() < 0.5 * step { 0.0 } else { value };
    let decimals = (0..=6).find(|decimals| step >= 0.999 * 0.1_f64.powi(*decimals));
    match decimals {
        Some(decimals) if value.abs() < 1e7 => format!("{value:.*}", decimals as usize),
        _ => format!("{value:.2e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(range: [f64; 2], wanted: usize, expected: &[&str]) {
        let found: Vec<String> = ticks(Some(range), wanted).into_iter().map(|tick| tick.label).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn ticks_are_round_and_within_the_range() {
        check([-120.0, -60.0], 6, &["-120", "-110", "-100", "-90", "-80", "-70", "-60"]);
        check([-7.3, 31.9], 4, &["0", "10", "20", "30"]);
        check([0.0, 1.0], 5, &["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        check([-0.05, 0.05], 5, &["-0.04", "-0.02", "0.00", "0.02", "0.04"]);
        check([0.0, 3e9], 3, &["0", "1.00e9", "2.00e9", "3.00e9"]);
        check([0.0, 2e-8], 2, &["0.00e0", "1.00e-8", "2.00e-8"]);
    }

    #[test]
    fn a_logarithmic_range_has_a_tick_a_decade() {
        let labels: Vec<String> = decades(Some([1.0, 1000.0])).into_iter().map(|tick| tick.label).collect();
        assert_eq!(labels, ["1", "10", "100", "1000"]);
        assert!(decades(Some([0.0, 1.0])).is_empty() && decades(None).is_empty());
    }

    #[test]
    fn odd_ranges_end() {
        assert!(ticks(None, 5).is_empty());
        for range in [[-1e38, 1e38], [0.0, 5e-324], [1e30, 1.000_000_000_001e30], [5.0, 5.0]] {
            assert!(ticks(Some(range), 5).len() <= 101);
        }
    }
}
