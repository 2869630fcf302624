//! What a map can show.

use std::fmt;

/// A quantity of the map. Where nothing arrives, and inside solids, there is no value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MapQuantity {
    /// SINR on the best server's best beam with the present load of the other cells, dB.
    #[default]
    Sinr,
    /// SS-RSRP of the best server's best beam, dBm (TS 38.215 cl. 5.1.1).
    SsRsrp,
    /// Total received power, dBm: all cells at once, each with its whole carrier on its strongest beam.
    Rss,
    /// Path gain of the best site, dB: sum of |E|² over its paths, antennas isotropic.
    PathGain,
    /// Which cell is best.
    ServingCell,
    /// Which beam of the best cell is best.
    BestBeam,
    /// SS-RSRP of the best cell over that of the second, dB.
    Margin,
    /// Whether the best server's site is in line of sight, 1 or 0.
    LineOfSight,
    /// Root-mean-square delay spread from the serving site, s.
    DelaySpread,
    /// Root-mean-square spread of the azimuth of arrival from the serving site, rad.
    AzimuthSpread,
    /// Mechanism that brings most power from the serving site, as its index in [`twin_radio::Mechanism::ALL`].
    Mechanism,
    /// Whether the SLA of a slice, by its index in the plan, could be met, 1 or 0; see [`crate::ServiceRule`].
    Service(u8),
}

/// What kind of values a quantity has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Numbers on a scale.
    Scale,
    /// One of several.
    Category,
    /// 1 or 0.
    YesNo,
}

impl MapQuantity {
    /// All that do not depend on the slices, in menu order.
    pub const RADIO: [Self; 11] = [
        Self::Sinr,
        Self::SsRsrp,
        Self::Rss,
        Self::PathGain,
        Self::ServingCell,
        Self::BestBeam,
        Self::Margin,
        Self::LineOfSight,
        Self::DelaySpread,
        Self::AzimuthSpread,
        Self::Mechanism,
    ];

    /// All for a plan with that many slices, in menu order; at most 32 slices have a map.
    pub fn all(n_slices: usize) -> impl Iterator<Item = Self> {
        Self::RADIO.into_iter().chain((0..n_slices.min(32) as u8).map(Self::Service))
    }

    /// The next in the order of [`Self::all`], the first after the last.
    pub fn next(self, n_slices: usize) -> Self {
        Self::all(n_slices).skip_while(|quantity| *quantity != self).nth(1).unwrap_or_default()
    }

    /// Name for menus and legends; a service map is also named after its slice by the caller.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sinr => "SINR",
            Self::SsRsrp => "SS-RSRP",
            Self::Rss => "RSS",
            Self::PathGain => "Path gain",
            Self::ServingCell => "Serving cell",
            Self::BestBeam => "Best beam",
            Self::Margin => "Margin to second server",
            Self::LineOfSight => "Line of sight",
            Self::DelaySpread => "Delay spread",
            Self::AzimuthSpread => "Azimuth spread",
            Self::Mechanism => "Dominant mechanism",
            Self::Service(_) => "Service",
        }
    }

    /// Name for command lines and file names.
    pub fn key(self) -> String {
        match self {
            Self::Sinr => "sinr".into(),
            Self::SsRsrp => "rsrp".into(),
            Self::Rss => "rss".into(),
            Self::PathGain => "path_gain".into(),
            Self::ServingCell => "cell".into(),
            Self::BestBeam => "beam".into(),
            Self::Margin => "margin".into(),
            Self::LineOfSight => "los".into(),
            Self::DelaySpread => "delay_spread".into(),
            Self::AzimuthSpread => "azimuth_spread".into(),
            Self::Mechanism => "mechanism".into(),
            Self::Service(slice) => format!("service{}", u32::from(slice) + 1),
        }
    }

    /// The quantity of a [`Self::key`]: `service1` is the first slice's.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::all(32).find(|quantity| quantity.key() == key)
    }

    /// Unit of the values; empty for categories.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Sinr | Self::PathGain | Self::Margin => "dB",
            Self::SsRsrp | Self::Rss => "dBm",
            Self::DelaySpread => "s",
            Self::AzimuthSpread => "rad",
            _ => "",
        }
    }

    /// Kind of its values.
    pub fn kind(self) -> Kind {
        match self {
            Self::ServingCell | Self::BestBeam | Self::Mechanism => Kind::Category,
            Self::LineOfSight | Self::Service(_) => Kind::YesNo,
            _ => Kind::Scale,
        }
    }
}

impl fmt::Display for MapQuantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quantity_has_its_own_key_and_a_next_one() {
        let all: Vec<_> = MapQuantity::all(3).collect();
        assert_eq!(all.len(), 14);
        for (at, quantity) in all.iter().enumerate() {
            assert_eq!(MapQuantity::from_key(&quantity.key()), Some(*quantity));
            assert_eq!(quantity.next(3), all[(at + 1) % all.len()]);
        }
        assert_eq!(MapQuantity::from_key("service3"), Some(MapQuantity::Service(2)));
        assert_eq!(MapQuantity::from_key("colour"), None);
    }
}
