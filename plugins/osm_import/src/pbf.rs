//! Reads the PBF encoding (OSM PBF format, wiki.openstreetmap.org/wiki/PBF_Format) with the `osmpbf` crate.

use std::panic::{AssertUnwindSafe, catch_unwind};

use osmpbf::{Element, ElementReader, RelMemberType};

use crate::ImportError;
use crate::osm::{Member, OsmData, OsmRelation, OsmWay, Tags};

/// Whether the bytes start like a PBF file: a big-endian header length below 64 KiB, then field 1 `"OSMHeader"`.
pub(crate) fn looks_like_pbf(bytes: &[u8]) -> bool {
    bytes.len() > 15 && bytes[0] == 0 && bytes[1] == 0 && bytes[4..].starts_with(b"\x0a\x09OSMHeader")
}

/// Reads all elements.
///
/// The decoder unwraps some enumerations of its input, so a crafted file can make it panic; where panics unwind, that becomes an error.
pub(crate) fn read(bytes: &[u8]) -> Result<OsmData, ImportError> {
    match catch_unwind(AssertUnwindSafe(|| decode(bytes))) {
        Ok(result) => result,
        Err(_) => Err(ImportError::Pbf("an element holds a value the format does not know".into())),
    }
}

fn decode(bytes: &[u8]) -> Result<OsmData, ImportError> {
    let mut data = OsmData::default();
    ElementReader::new(bytes)
        .for_each(|element| match element {
            Element::Node(node) => data.add_node(node.id(), node.lat(), node.lon()),
            Element::DenseNode(node) => data.add_node(node.id(), node.lat(), node.lon()),
            Element::Way(way) => {
                data.ways.insert(way.id(), OsmWay { nodes: way.refs().collect(), tags: owned(way.tags()) });
            }
            Element::Relation(relation) => {
                let members = relation
                    .members()
                    .filter(|m| m.member_type == RelMemberType::Way)
                    .map(|m| Member { way: m.member_id, inner: m.role().is_ok_and(|role| role == "inner") })
                    .collect();
                data.relations.insert(relation.id(), OsmRelation { members, tags: owned(relation.tags()) });
            }
        })
        .map_err(|e| ImportError::Pbf(e.to_string()))?;
    Ok(data)
}

fn owned<'a>(tags: impl Iterator<Item = (&'a str, &'a str)>) -> Tags {
    tags.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}
