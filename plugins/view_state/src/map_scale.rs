//! How values of the coverage map become colours and text: one scale per quantity, the same in the scene, in legends and in exported pictures.

use crate::format::{MISSING, db, dbm, duration};
use crate::palette::{Rgb, cell_color, mechanism_color, sequential, verdict_mark};
use coverage_map::{Kind, MapQuantity};
use twin_radio::Mechanism;
use twin_sim::event::SlaVerdict;
use twin_units::math::{exp10, log10};

/// A colour scale; values beyond its ends take the end colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapScale {
    /// Value of the first colour, in the map's unit.
    pub low: f64,
    /// Value of the last colour.
    pub high: f64,
    /// Unit in which people read it.
    pub unit: &'static str,
    /// The unit in which people read it, in the map's.
    pub unit_size: f64,
    /// Whether equal steps are equal factors; the ends are then powers of ten of the unit.
    pub logarithmic: bool,
}

impl MapScale {
    /// Scale of a quantity; `None` for categories and for yes and no.
    ///
    /// Ranges are assumed, to span what is common outdoors.
    pub fn of(quantity: MapQuantity) -> Option<Self> {
        let degree = std::f64::consts::PI / 180.0;
        let (low, high, unit, unit_size) = match quantity {
            MapQuantity::Sinr => (-10.0, 30.0, "dB", 1.0),
            MapQuantity::SsRsrp => (-130.0, -60.0, "dBm", 1.0),
            MapQuantity::Rss => (-100.0, -20.0, "dBm", 1.0),
            MapQuantity::PathGain => (-150.0, -70.0, "dB", 1.0),
            MapQuantity::Margin => (0.0, 24.0, "dB", 1.0),
            MapQuantity::DelaySpread => (1e-9, 1e-6, "ns", 1e-9),
            MapQuantity::AzimuthSpread => (0.0, 80.0 * degree, "°", degree),
            _ => return None,
        };
        Some(Self { low, high, unit, unit_size, logarithmic: quantity == MapQuantity::DelaySpread })
    }

    /// Place of a value on the scale, 0..=1.
    pub fn share(&self, value: f64) -> f64 {
        if self.logarithmic {
            return (log10(value.max(self.low) / self.low) / log10(self.high / self.low)).clamp(0.0, 1.0);
        }
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// Ticks: place on the scale, and the number in the unit people read.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let steps = if self.logarithmic { log10(self.high / self.low).round().max(1.0) } else { 4.0 };
        let tick = |idx: usize| {
            let share = idx as f64 / steps;
            let value = match self.logarithmic {
                true => self.low * exp10(log10(self.high / self.low) * share),
                false => self.low + (self.high - self.low) * share,
            };
            let number = value / self.unit_size;
            let sign = if number < -0.5 { "−" } else { "" };
            // Where values cannot be lower, the first tick is no end.
            let edge = match share {
                0.0 if self.low != 0.0 => "≤ ",
                1.0 => "≥ ",
                _ => "",
            };
            (share, format!("{edge}{sign}{:.0}", number.abs()))
        };
        (0..=steps as usize).map(tick).collect()
    }
}

/// Colour of a value of the map.
pub fn map_color(quantity: MapQuantity, value: f64) -> Rgb {
    let index = value.max(0.0) as usize;
    match (quantity, quantity.kind()) {
        (MapQuantity::Mechanism, _) => Mechanism::ALL.get(index).map_or(NOT_SEEN, |found| mechanism_color(*found)),
        (MapQuantity::LineOfSight, _) if value < 0.5 => NOT_SEEN,
        (MapQuantity::LineOfSight, _) => mechanism_color(Mechanism::LineOfSight),
        (_, Kind::YesNo) => verdict_mark(if value < 0.5 { SlaVerdict::Breached } else { SlaVerdict::Met }).0,
        (_, Kind::Category) => cell_color(index),
        (_, Kind::Scale) => sequential(MapScale::of(quantity).map_or(0.0, |scale| scale.share(value))),
    }
}

/// Grey-blue of places out of sight; far darker than the colour of line of sight.
const NOT_SEEN: Rgb = Rgb(0x6B, 0x78, 0x8C);

/// A value of the map with its unit; cells by number only.
pub fn map_value(quantity: MapQuantity, value: f64) -> String {
    if !value.is_finite() {
        return MISSING.into();
    }
    match quantity {
        MapQuantity::Sinr | MapQuantity::PathGain | MapQuantity::Margin => db(value),
        MapQuantity::SsRsrp | MapQuantity::Rss => dbm(value),
        MapQuantity::DelaySpread => duration(value),
        MapQuantity::AzimuthSpread => format!("{:.1}°", value.to_degrees()),
        MapQuantity::ServingCell => format!("cell {}", value as usize + 1),
        MapQuantity::BestBeam => format!("beam {}", value as usize),
        MapQuantity::Mechanism => {
            Mechanism::ALL.get(value as usize).map_or(MISSING, |mechanism| mechanism.label()).into()
        }
        MapQuantity::LineOfSight => if value < 0.5 { "out of sight" } else { "in sight" }.into(),
        MapQuantity::Service(_) => if value < 0.5 { "■ not met" } else { "● met" }.into(),
    }
}

/// Name of a quantity, with the slice's name for service maps.
pub fn map_title<'a>(quantity: MapQuantity, slice_name: impl Fn(usize) -> Option<&'a str>) -> String {
    match quantity {
        MapQuantity::Service(slice) => {
            format!("Service: {}", slice_name(usize::from(slice)).unwrap_or("unknown slice"))
        }
        _ => quantity.label().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scale_has_ends_and_every_value_a_colour_and_text() {
        for quantity in MapQuantity::all(2) {
            assert_eq!(MapScale::of(quantity).is_some(), quantity.kind() == Kind::Scale, "{quantity}");
            if let Some(scale) = MapScale::of(quantity) {
                assert_eq!([scale.share(-1e9), scale.share(1e9)], [0.0, 1.0]);
                assert_eq!(map_color(quantity, scale.high), sequential(1.0));
                assert_eq!(scale.ticks().last().map(|(share, _)| *share), Some(1.0));
            }
            assert!(!map_value(quantity, 1.0).is_empty());
            assert_eq!(map_value(quantity, f64::NAN), MISSING);
        }
    }

    #[test]
    fn values_are_read_in_the_units_people_use() {
        assert_eq!(map_value(MapQuantity::DelaySpread, 83e-9), "83.0 ns");
        assert_eq!(map_value(MapQuantity::AzimuthSpread, 0.5), "28.6°");
        assert_eq!(map_value(MapQuantity::Mechanism, 3.0), "diffraction");
        let texts = |quantity| {
            let ticks = MapScale::of(quantity).expect("a scale").ticks();
            ticks.into_iter().map(|(_, text)| text).collect::<Vec<_>>()
        };
        assert_eq!(texts(MapQuantity::DelaySpread), ["≤ 1", "10", "100", "≥ 1000"]);
        assert_eq!(texts(MapQuantity::Margin), ["0", "6", "12", "18", "≥ 24"]);
        assert_eq!(texts(MapQuantity::Sinr), ["≤ −10", "0", "10", "20", "≥ 30"]);
        let middle = MapScale::of(MapQuantity::DelaySpread).expect("a scale").share(31.6e-9);
        assert!((middle - 0.5).abs() < 1e-3, "{middle}");
    }

    #[test]
    fn yes_and_no_differ_in_lightness_too() {
        let lightness = |Rgb(r, g, b): Rgb| 0.2126 * f64::from(r) + 0.7152 * f64::from(g) + 0.0722 * f64::from(b);
        let [no, yes] = [0.0, 1.0].map(|value| lightness(map_color(MapQuantity::LineOfSight, value)));
        assert!(yes - no > 60.0, "{yes} {no}");
    }
}
