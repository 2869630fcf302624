//! What an OpenStreetMap file says, free of its encoding: nodes, ways and relations by id.

use std::collections::BTreeMap;

use crate::ImportError;

/// Most memory that elements may take, bytes, roughly; the densest 5 km by 5 km of a city take a fifth.
const MOST_BYTES: usize = 800_000_000;
/// Rough memory of an element, of a tag without its text, and of a way's node or a relation's member, bytes.
const NODE_BYTES: usize = 40;
const ELEMENT_BYTES: usize = 120;
const TAG_BYTES: usize = 130;
const MEMBER_BYTES: usize = 16;

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
    /// Rough memory of all that was added, bytes; what is replaced counts, too.
    bytes: usize,
}

impl OsmData {
    /// Adds a node, unless its coordinates are no place on Earth.
    pub(crate) fn add_node(&mut self, id: i64, latitude_deg: f64, longitude_deg: f64) {
        if latitude_deg.abs() <= 90.0 && longitude_deg.abs() <= 180.0 {
            self.bytes = self.bytes.saturating_add(NODE_BYTES);
            self.nodes.insert(id, (latitude_deg, longitude_deg));
        }
    }

    /// Adds a way, whose tags were counted.
    pub(crate) fn add_way(&mut self, id: i64, way: OsmWay) {
        self.bytes = self.bytes.saturating_add(ELEMENT_BYTES + MEMBER_BYTES * way.nodes.len());
        self.ways.insert(id, way);
    }

    /// Adds a relation, whose tags were counted.
    pub(crate) fn add_relation(&mut self, id: i64, relation: OsmRelation) {
        self.bytes = self.bytes.saturating_add(ELEMENT_BYTES + MEMBER_BYTES * relation.members.len());
        self.relations.insert(id, relation);
    }

    /// Counts a tag that is about to be copied.
    pub(crate) fn count_tag(&mut self, key: &str, value: &str) {
        self.bytes = self.bytes.saturating_add(TAG_BYTES + key.len() + value.len());
    }

    /// An error when the elements are more than a scene can need: encodings share strings and pack thousandfold, so that a small file can be
    /// more than the memory holds.
    pub(crate) fn check_size(&self) -> Result<(), ImportError> {
        if self.bytes > MOST_BYTES { Err(ImportError::TooManyElements(MOST_BYTES / 1_000_000)) } else { Ok(()) }
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
