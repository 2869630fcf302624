//! Numbers as people read them: three significant digits, SI prefix, unit always, a real minus sign, a dash for what is missing.

/// Shown where there is no value.
pub const MISSING: &str = "–";

/// Three significant digits with a true minus sign, without unit.
fn digits(value: f64) -> String {
    let magnitude = value.abs();
    let text = if magnitude >= 99.95 {
        format!("{magnitude:.0}")
    } else if magnitude >= 9.995 {
        format!("{magnitude:.1}")
    } else {
        format!("{magnitude:.2}")
    };
    if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { format!("−{text}") } else { text }
}

/// A value with an SI prefix and unit, e.g. `si(12.4e6, "bit/s")` is `"12.4 Mbit/s"`.
pub fn si(value: f64, unit: &str) -> String {
    if !value.is_finite() {
        return MISSING.into();
    }
    const PREFIXES: [(f64, &str); 8] =
        [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n")];
    let magnitude = value.abs();
    if magnitude == 0.0 {
        return format!("0 {unit}");
    }
    let (scale, prefix) = PREFIXES.into_iter().find(|(scale, _)| magnitude >= scale * 0.9995).unwrap_or((1e-9, "n"));
    format!("{} {prefix}{unit}", digits(value / scale))
}

/// A data rate.
pub fn rate(bits_per_s: f64) -> String {
    si(bits_per_s, "bit/s")
}

/// A duration.
pub fn duration(seconds: f64) -> String {
    si(seconds, "s")
}

/// A ratio in dB, one decimal.
pub fn db(value: f64) -> String {
    decibels(value, "dB")
}

/// A level in dBm, one decimal.
pub fn dbm(value: f64) -> String {
    decibels(value, "dBm")
}

fn decibels(value: f64, unit: &str) -> String {
    if !value.is_finite() || value <= twin_sim::components::NO_SIGNAL_DBM {
        return MISSING.into();
    }
    let sign = if value < -0.05 { "−" } else { "" };
    format!("{sign}{:.1} {unit}", value.abs())
}

/// A share of 0..=1 as percent.
pub fn percent(share: f64) -> String {
    if share.is_finite() { format!("{} %", digits(share * 100.0)) } else { MISSING.into() }
}

/// A whole-number percentage.
pub fn ratio_percent(percent: u8) -> String {
    format!("{percent} %")
}

/// A length in metres.
pub fn metres(value: f64) -> String {
    if value.is_finite() { format!("{} m", digits(value)) } else { MISSING.into() }
}

/// Simulated time as `hh:mm:ss.cc`.
pub fn sim_time(seconds: f64) -> String {
    let centis = (seconds * 100.0 + 0.5) as u64;
    format!("{:02}:{:02}:{:02}.{:02}", centis / 360_000, centis / 6_000 % 60, centis / 100 % 60, centis % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(actual: String, expected: &str) {
        assert_eq!(actual, expected);
    }

    #[test]
    fn numbers_carry_prefix_unit_and_sign() {
        check(rate(12_440_000.0), "12.4 Mbit/s");
        check(duration(0.0031), "3.10 ms");
        check(dbm(-87.24), "−87.2 dBm");
        check(db(f64::NAN), "–");
        check(percent(0.214), "21.4 %");
        check(si(-0.0, "W"), "0 W");
        check(sim_time(83.4), "00:01:23.40");
    }
}
