//! Writes OpenStreetMap's PBF (wiki.openstreetmap.org/wiki/PBF_Format) of the plain XML of the fixture, and wraps blocks into files.

use crate::wire::{Field, bytes, encode, message, packed, varint, zigzag};
use flate2::{Compression, write::ZlibEncoder};
use std::io::Write as _;

/// How a block is put into a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// As it is.
    Raw,
    /// Compressed.
    Zlib,
}

/// A file of a header and blocks of data.
pub fn file<'a>(blocks: impl IntoIterator<Item = &'a [u8]>, packing: Packing) -> Vec<u8> {
    let header = encode(&[bytes(4, *b"OsmSchema-V0.6"), bytes(4, *b"DenseNodes"), bytes(16, *b"fuzz_tests")]);
    let mut out = blob("OSMHeader", &header, packing);
    for block in blocks {
        out.extend(blob("OSMData", block, packing));
    }
    out
}

/// A blob with its header.
pub fn blob(kind: &str, block: &[u8], packing: Packing) -> Vec<u8> {
    let blob = match packing {
        Packing::Raw => vec![bytes(1, block)],
        Packing::Zlib => vec![varint(2, block.len() as u64), bytes(3, zlib(block))],
    };
    framed(kind, &encode(&blob))
}

/// An encoded blob behind its header.
pub fn framed(kind: &str, blob: &[u8]) -> Vec<u8> {
    let header = encode(&[bytes(1, kind), varint(3, blob.len() as u64)]);
    let mut out = (header.len() as u32).to_be_bytes().to_vec();
    out.extend(header);
    out.extend(blob);
    out
}

/// Bytes compressed as zlib has it.
///
/// # Panics
/// Never: memory takes all.
pub fn zlib(block: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(block).and_then(|()| encoder.finish()).expect("memory takes all")
}

/// A block of all elements of an XML file that has one element a line, as the fixture has: every other node dense, the rest plain.
pub fn block(xml: &str) -> Vec<u8> {
    let mut writer = Writer { strings: vec![String::new()], ..Writer::default() };
    xml.lines().for_each(|line| writer.line(line.trim()));
    let strings = writer.strings.iter().map(|text| bytes(1, text.as_str())).collect();
    let (dense, plain): (Vec<_>, Vec<_>) = writer.nodes.into_iter().partition(|node| node.0 % 2 == 0);
    let plain = plain
        .into_iter()
        .map(|(id, lat, lon)| message(1, vec![varint(1, zigzag(id)), varint(8, zigzag(lat)), varint(9, zigzag(lon))]));
    let column = |number, of: fn(&(i64, i64, i64)) -> i64| packed(number, deltas(dense.iter().map(of)));
    let no_tags = packed(10, dense.iter().map(|_| 0));
    let dense = message(2, vec![column(1, |n| n.0), column(8, |n| n.1), column(9, |n| n.2), no_tags]);
    encode(&[
        message(1, strings),
        message(2, vec![dense]),
        message(2, plain.collect()),
        message(2, writer.ways),
        message(2, writer.relations),
        varint(17, 100),
    ])
}

/// Numbers as zigzag changes from one to the next.
fn deltas(values: impl IntoIterator<Item = i64>) -> Vec<u64> {
    let mut last = 0;
    values.into_iter().map(|value| zigzag(value - std::mem::replace(&mut last, value))).collect()
}

#[derive(Default)]
struct Writer {
    strings: Vec<String>,
    /// Id, latitude and longitude in units of 1e-7 degrees.
    nodes: Vec<(i64, i64, i64)>,
    ways: Vec<Field>,
    relations: Vec<Field>,
    id: u64,
    /// Indices of keys and values, way references, members as role, way.
    tags: Vec<(u64, u64)>,
    refs: Vec<i64>,
    members: Vec<(u64, i64)>,
}

impl Writer {
    fn line(&mut self, line: &str) {
        let text = |name: &str| attribute(line, name).unwrap_or_default();
        let number = |name: &str| text(name).parse::<i64>().unwrap_or_default();
        let degrees = |name: &str| (text(name).parse::<f64>().unwrap_or_default() * 1e7).round() as i64;
        match line.split([' ', '>']).next().unwrap_or_default() {
            "<node" => self.nodes.push((number("id"), degrees("lat"), degrees("lon"))),
            "<way" | "<relation" => {
                self.id = number("id") as u64;
                (self.tags, self.refs, self.members) = Default::default();
            }
            "<nd" => self.refs.push(number("ref")),
            "<member" => {
                let role = self.string(text("role"));
                self.members.push((role, number("ref")));
            }
            "<tag" => {
                let tag = (self.string(text("k")), self.string(text("v")));
                self.tags.push(tag);
            }
            "</way" => {
                let fields = [packed(8, deltas(self.refs.iter().copied()))];
                self.ways.push(message(3, self.element(fields)));
            }
            "</relation" => {
                let roles = packed(8, self.members.iter().map(|m| m.0));
                let ids = packed(9, deltas(self.members.iter().map(|m| m.1)));
                let all_ways = packed(10, self.members.iter().map(|_| 1));
                self.relations.push(message(4, self.element([roles, ids, all_ways])));
            }
            _ => {}
        }
    }

    fn element(&self, fields: impl IntoIterator<Item = Field>) -> Vec<Field> {
        let keys = packed(2, self.tags.iter().map(|tag| tag.0));
        let values = packed(3, self.tags.iter().map(|tag| tag.1));
        [varint(1, self.id), keys, values].into_iter().chain(fields).collect()
    }

    fn string(&mut self, text: &str) -> u64 {
        let text = text.replace("&amp;", "&");
        let known = self.strings.iter().position(|known| *known == text);
        known.unwrap_or_else(|| {
            self.strings.push(text);
            self.strings.len() - 1
        }) as u64
    }
}

fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}
