//! What an OpenStreetMap file says, free of its encoding: nodes, ways and relations by id.

use std::collections::BTreeMap;

/// Tags of an element, `key → value`.
pub(crate) type Tags = BTreeMap<String, String>;

/// A way: an ordered list of nodes.
#[derive(Debug, Default)]
pub(crate) struct OsmWay {
    /// Node ids in order; closed when the first equals the last.
    pub(crate) nodes: Vec<i64>,
    /// Tags.
    pub(crate) tags: Tags,
}

/// A member way of a relation.
#[derive(Debug)]
pub(crate) struct Member {
    /// Id of the way.
    pub(crate) way: i64,
    /// Whether its role is `inner`; any other role counts as outer.
    pub(crate) inner: bool,
}

/// A relation; only its way members matter here.
#[derive(Debug, Default)]
pub(crate) struct OsmRelation {
    /// Way members in order.
    pub(crate) members: Vec<Member>,
    /// Tags.
    pub(crate) tags: Tags,
}

/// All elements of a file.
#[derive(Debug, Default)]
pub(crate) struct OsmData {
    /// Node positions: WGS 84 latitude and longitude, degrees.
    pub(crate) nodes: BTreeMap<i64, (f64, f64)>,
    /// Ways.
    pub(crate) ways: BTreeMap<i64, OsmWay>,
    /// Relations.
    pub(crate) relations: BTreeMap<i64, OsmRelation>,
}

impl OsmData {
    /// Adds a node, unless its coordinates are no place on Earth.
    pub(crate) fn add_node(&mut self, id: i64, latitude_deg: f64, longitude_deg: f64) {
        if latitude_deg.abs() <= 90.0 && longitude_deg.abs() <= 180.0 {
            self.nodes.insert(id, (latitude_deg, longitude_deg));
        }
    }
}

/// Value of a tag, or `""`.
pub(crate) fn tag<'a>(tags: &'a Tags, key: &str) -> &'a str {
    tags.get(key).map_or("", String::as_str)
}

/// A number at the start of a tag's value, e.g. `12.5` of `12.5 m`; `None` for other units or no number.
pub(crate) fn number(tags: &Tags, key: &str) -> Option<f64> {
    let text = tag(tags, key).trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let value: f64 = digits.parse().ok()?;
    match unit.trim() {
        "" | "m" | "km/h" => Some(value),
        _ => None,
    }
}
