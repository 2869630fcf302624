//! OpenStreetMap in both encodings.

use osm_import::{ImportOptions, import};

use super::scene::reads_back;
use crate::pbf::{self, Packing};
use crate::seed::{Kind, Outcome, Seed, repository_file};
use crate::wire::{encode, message, packed, zigzag};

const XML_WORDS: &[&str] = &[
    "<nd ref=\"1\"/>",
    "<nd ref=\"-9223372036854775808\"/>",
    "<tag k=\"building\" v=\"yes\"/>",
    "<tag k=\"height\" v=\"1e308\"/>",
    "<tag k=\"height\" v=\"-5\"/>",
    "<tag k=\"min_height\" v=\"99\"/>",
    "<tag k=\"building:levels\" v=\"1000000\"/>",
    "<tag k=\"building:part\" v=\"yes\"/>",
    "<tag k=\"roof:height\" v=\"50\"/>",
    "<tag k=\"highway\" v=\"residential\"/>",
    "<tag k=\"lanes\" v=\"0\"/>",
    "<tag k=\"width\" v=\"NaN\"/>",
    "<tag k=\"oneway\" v=\"-1\"/>",
    "<tag k=\"natural\" v=\"coastline\"/>",
    "<tag k=\"natural\" v=\"water\"/>",
    "<tag k=\"type\" v=\"multipolygon\"/>",
    "<tag k=\"name\" v=\"&quot;&#10;\\\"/>",
    "<member type=\"way\" ref=\"10\" role=\"inner\"/>",
    "<node id=\"1\" lat=\"90\" lon=\"180\"/>",
    "<node id=\"2\" lat=\"60.17\" lon=\"24.94\"/>",
    "</way><way id=\"11\">",
    "</osm>",
];
const PBF_WORDS: &[&str] = &[
    "OSMData",
    "OSMHeader",
    "HistoricalInformation",
    "building",
    "coastline",
    "multipolygon",
    "\u{1}\u{0}",
    "\u{12}\u{0}",
    "\u{1a}\u{0}",
    "\u{22}\u{0}",
];

pub(super) const XML: Kind = Kind { name: "osm_xml", seeds: xml, words: XML_WORDS, protobuf: false, judge };
pub(super) const PBF: Kind = Kind { name: "osm_pbf", seeds: pbf, words: PBF_WORDS, protobuf: true, judge };

/// An invented block of houses.
fn block() -> Vec<u8> {
    repository_file("plugins/osm_import/tests/fixtures/block.osm")
}

fn xml() -> Vec<Seed> {
    vec![Seed::alone("a.osm", block())]
}

/// Whole files, whose frames are damaged, and blocks, which are damaged before they are packed.
fn pbf() -> Vec<Seed> {
    let block = pbf::block(&String::from_utf8_lossy(&block()));
    // Nodes whose ids overflow when they are added up.
    let ids = [i64::MAX, i64::MAX, i64::MIN, 7].map(zigzag);
    let at = |degrees_1e7: i64| [degrees_1e7, 0, 0, 0].map(zigzag);
    let nodes = message(2, vec![packed(1, ids), packed(8, at(601_700_000)), packed(9, at(249_400_000))]);
    let wild = encode(&[message(1, vec![]), message(2, vec![nodes])]);
    let blob = |packing| Seed::alone("a.osm.pbf", pbf::file([&block[..]], packing));
    let inner = |name| Seed { others: vec![("more", wild.clone())], ..Seed::alone(name, block.clone()) };
    vec![blob(Packing::Raw), blob(Packing::Zlib), inner("raw"), inner("zlib")]
}

fn judge(file: &Seed, _deep: bool) -> Outcome {
    let blocks = || std::iter::once(&file.bytes[..]).chain(file.others.iter().map(|other| &other.1[..]));
    let result = match file.name {
        "raw" => import(&pbf::file(blocks(), Packing::Raw), &ImportOptions::default()),
        "zlib" => import(&pbf::file(blocks(), Packing::Zlib), &ImportOptions::default()),
        _ => import(&file.bytes, &ImportOptions::default()),
    };
    match result {
        Ok(imported) => {
            let odd = imported.notes.iter().find(|note| note.is_empty() || note.chars().any(char::is_control));
            Outcome::read(odd.cloned().or_else(|| reads_back(&imported.scene)))
        }
        Err(fault) => Outcome::refused(&fault.to_string()),
    }
}
