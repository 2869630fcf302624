//! Reads the XML encoding (wiki.openstreetmap.org/wiki/OSM_XML).

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::ImportError;
use crate::osm::{Member, OsmData, OsmRelation, OsmWay, Tags};

/// The element whose children are being read.
enum Open {
    None,
    Way(i64, OsmWay),
    Relation(i64, OsmRelation),
}

/// Reads all elements.
pub(crate) fn read(text: &str) -> Result<OsmData, ImportError> {
    let mut reader = Reader::from_str(text);
    let mut data = OsmData::default();
    let mut open = Open::None;
    let mut depth = 0_u32;
    loop {
        let event = reader.read_event();
        let fault = |message: String| {
            let position = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(text.len());
            let line = text.as_bytes()[..position].iter().filter(|&&b| b == b'\n').count() + 1;
            ImportError::Xml { line, message: one_line(&message) }
        };
        match event.map_err(|e| fault(e.to_string()))? {
            Event::Start(element) => {
                depth += 1;
                start(&element, &mut open, &mut data).map_err(fault)?;
                data.check_size()?;
            }
            Event::Empty(element) => {
                start(&element, &mut open, &mut data).map_err(fault)?;
                close(element.name().0, &mut open, &mut data);
                data.check_size()?;
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                close(element.name().0, &mut open, &mut data);
            }
            Event::Eof if depth > 0 => return Err(fault("the file ends in the middle of an element".into())),
            Event::Eof => return Ok(data),
            _ => {}
        }
    }
}

fn start(element: &BytesStart<'_>, open: &mut Open, data: &mut OsmData) -> Result<(), String> {
    match element.name().0 {
        "node" => {
            // Deleted nodes have no coordinates.
            if let (Some(lat), Some(lon)) = (attribute(element, "lat")?, attribute(element, "lon")?) {
                data.add_node(number(element, "id")?, parse(&lat, "lat")?, parse(&lon, "lon")?);
            }
        }
        "way" => *open = Open::Way(number(element, "id")?, OsmWay::default()),
        "relation" => *open = Open::Relation(number(element, "id")?, OsmRelation::default()),
        "nd" => {
            if let Open::Way(_, way) = open {
                way.nodes.push(number(element, "ref")?);
            }
        }
        "member" => {
            if let (Open::Relation(_, relation), Some("way")) = (&mut *open, attribute(element, "type")?.as_deref()) {
                let inner = attribute(element, "role")?.as_deref() == Some("inner");
                relation.members.push(Member { way: number(element, "ref")?, inner });
            }
        }
        "tag" => {
            let tags: &mut Tags = match open {
                Open::None => return Ok(()),
                Open::Way(_, way) => &mut way.tags,
                Open::Relation(_, relation) => &mut relation.tags,
            };
            if let (Some(key), Some(value)) = (attribute(element, "k")?, attribute(element, "v")?) {
                data.count_tag(&key, &value);
                tags.insert(key, value);
            }
        }
        _ => {}
    }
    Ok(())
}

fn close(name: &str, open: &mut Open, data: &mut OsmData) {
    if name != "way" && name != "relation" {
        return;
    }
    match std::mem::replace(open, Open::None) {
        Open::Way(id, way) => data.add_way(id, way),
        Open::Relation(id, relation) => data.add_relation(id, relation),
        Open::None => {}
    }
}

/// Longest message about a fault, characters.
const MOST_CHARACTERS: usize = 160;

/// A message that quotes the file, as one line for people: without line breaks and control characters, and not endless.
fn one_line(message: &str) -> String {
    let plain = message.replace(char::is_control, " ");
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    match plain.char_indices().nth(MOST_CHARACTERS) {
        Some((cut, _)) => format!("{} …", &plain[..cut]),
        None => plain,
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, String> {
    match element.try_get_attribute(name).map_err(|e| e.to_string())? {
        Some(found) => {
            let value = found.normalized_value(XmlVersion::Implicit1_0).map_err(|e| e.to_string())?;
            Ok(Some(value.into_owned()))
        }
        None => Ok(None),
    }
}

fn number(element: &BytesStart<'_>, name: &str) -> Result<i64, String> {
    match attribute(element, name)? {
        Some(text) => parse(&text, name),
        None => Err(format!("<{}> has no attribute {name}", element.name().0)),
    }
}

fn parse<T: std::str::FromStr>(text: &str, name: &str) -> Result<T, String> {
    text.parse().ok().ok_or_else(|| format!("{name}=\"{text}\" is not a number"))
}
