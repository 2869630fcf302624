//! Antenna patterns of the Planet format.

use glam::DVec3;
use twin_antenna::parse_msi;

use crate::seed::{Kind, Outcome, Seed};

const WORDS: &[&str] = &[
    "HORIZONTAL 360\n",
    "HORIZONTAL 36\n",
    "VERTICAL 3600\n",
    "VERTICAL 0\n",
    "GAIN 17.5 dBi\n",
    "GAIN 1e308 dBd\n",
    "GAIN nan\n",
    "TILT ELECTRICAL 6\n",
    "TILT MECHANICAL -90\n",
    "FREQUENCY 1710-1880\n",
    "FREQUENCY 1e-320 GHz\n",
    "COMMENT\n",
    "360 0\n",
    "-360 -200\n",
    "12,5;0,3\n",
    "\t",
    ";",
    "!",
    "//",
    "\u{b0}",
];

pub(super) const ANTENNA: Kind = Kind { name: "antenna", seeds, words: WORDS, protobuf: false, judge };

fn seeds() -> Vec<Seed> {
    let plain = "NAME Panel\nMAKE Nobody\nFREQUENCY 3500\nGAIN 17.5 dBi\nTILT ELECTRICAL 6\nPOLARIZATION +45\n";
    let other = "\u{feff}Panel 65\r\n! a comment\r\nGAIN: 15,35\r\nFREQUENCY=3.4-3.6 GHz\r\nELECTRICAL_TILT 2°\r\n";
    let coarse = |separator: &str| {
        format!("{other}{}{}", cut("VERTICAL", 36, separator, "\r\n"), cut("HORIZONTAL", 72, separator, "\r\n"))
    };
    vec![
        Seed::alone(
            "a.msi",
            format!("{plain}{}{}", cut("HORIZONTAL", 360, " ", "\n"), cut("VERTICAL", 360, " ", "\n")),
        ),
        Seed::alone("a.msi", coarse("\t")),
        Seed::alone("a.msi", coarse(";").replace('.', ",")),
    ]
}

/// A cut that loses 30 dB to the back.
fn cut(keyword: &str, n: usize, separator: &str, end: &str) -> String {
    let line = |i: usize| {
        let angle_deg = 360.0 * i as f64 / n as f64;
        let loss_db = 15.0 - 15.0 * angle_deg.to_radians().cos();
        format!("{angle_deg:.1}{separator}{loss_db:.2}{end}")
    };
    format!("{keyword} {n}{end}{}", (0..n).map(line).collect::<String>())
}

fn judge(file: &Seed, _deep: bool) -> Outcome {
    match parse_msi(&String::from_utf8_lossy(&file.bytes)) {
        Ok(pattern) => {
            let directions = [DVec3::X, -DVec3::X, DVec3::Z, -DVec3::Z, DVec3::ONE, DVec3::new(-1.0, 1e-9, -0.3)];
            let odd = directions
                .into_iter()
                .map(|d| (d, pattern.gain_local(d)))
                .find(|(_, gain)| !(0.0..1e13).contains(gain));
            Outcome::read(odd.map(|(direction, gain)| format!("a gain of {gain} towards {direction}")))
        }
        Err(fault) => Outcome::refused(&fault.to_string()),
    }
}
