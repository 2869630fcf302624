//! The head of a PLY file: encoding, elements, properties.

use super::EXPORT_AGAIN;
use crate::error::{excerpt, fault};
use crate::{ImportError, Place};

/// Longest head, bytes; usual ones have 300.
const LONGEST: usize = 64 << 10;
/// Most properties of an element; usual ones have a dozen.
const MOST_PROPERTIES: usize = 256;

/// How numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Text,
    LittleEndian,
    BigEndian,
}

/// A type of number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    F32,
    F64,
}

impl Scalar {
    fn by_name(name: &str) -> Option<Self> {
        Some(match name {
            "char" | "int8" => Self::I8,
            "uchar" | "uint8" => Self::U8,
            "short" | "int16" => Self::I16,
            "ushort" | "uint16" => Self::U16,
            "int" | "int32" => Self::I32,
            "uint" | "uint32" => Self::U32,
            "float" | "float32" => Self::F32,
            "double" | "float64" => Self::F64,
            _ => return None,
        })
    }

    /// Size in a binary file.
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }
}

/// A number, or a list of numbers after its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Scalar(Scalar),
    List(Scalar, Scalar),
}

/// A property of an element.
#[derive(Debug)]
pub(super) struct Property {
    pub(super) name: String,
    pub(super) kind: Kind,
}

/// A table of the file: `count` rows of `properties`.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) count: usize,
    pub(super) properties: Vec<Property>,
    pub(super) line: usize,
}

/// What the file declares.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) encoding: Encoding,
    pub(super) elements: Vec<Element>,
    /// Byte at which the rows begin.
    pub(super) body: usize,
    /// Lines of the head.
    pub(super) lines: usize,
}

/// Reads the head.
pub(super) fn read(bytes: &[u8], file: &str) -> Result<Header, ImportError> {
    let mut encoding = None;
    let mut elements: Vec<Element> = Vec::new();
    let (mut at, mut line) = (0, 0);
    loop {
        line += 1;
        let broken = |message: String, remedy: &str| Err(fault(file, Place::Line(line), message, remedy));
        let rest = &bytes[at..bytes.len().min(LONGEST)];
        let Some(length) = rest.iter().position(|&b| b == b'\n') else {
            if line == 1 && !bytes.starts_with(b"ply") {
                return broken(
                    "this is no PLY file: it does not begin with \"ply\"".into(),
                    "check that it is the right file",
                );
            }
            return broken("the head has no line \"end_header\"".into(), EXPORT_AGAIN);
        };
        let text = String::from_utf8_lossy(&rest[..length]);
        at += length + 1;
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        match words.as_slice() {
            ["ply"] if line == 1 => {}
            _ if line == 1 => {
                return broken(
                    "this is no PLY file: it does not begin with \"ply\"".into(),
                    "check that it is the right file",
                );
            }
            [] | ["comment" | "obj_info", ..] => {}
            ["format", "ascii", _version] => encoding = Some(Encoding::Text),
            ["format", "binary_little_endian", _version] => encoding = Some(Encoding::LittleEndian),
            ["format", "binary_big_endian", _version] => encoding = Some(Encoding::BigEndian),
            ["element", name, count] => {
                let Some(count) = count.parse().ok().filter(|&n: &usize| u32::try_from(n).is_ok()) else {
                    return broken(format!("{:?} is no number of rows", excerpt(count)), EXPORT_AGAIN);
                };
                if elements.iter().any(|element| element.name == *name) {
                    return broken(format!("the element {:?} is declared twice", excerpt(name)), EXPORT_AGAIN);
                }
                elements.push(Element { name: (*name).to_owned(), count, properties: Vec::new(), line });
            }
            ["property", kind @ .., name] => {
                let kind = match kind {
                    [scalar] => Scalar::by_name(scalar).map(Kind::Scalar),
                    ["list", length, item] => {
                        Scalar::by_name(length).zip(Scalar::by_name(item)).map(|(l, i)| Kind::List(l, i))
                    }
                    _ => None,
                };
                let (Some(kind), Some(element)) = (kind, elements.last_mut()) else {
                    return broken(
                        format!("\"{}\" is no property of an element", excerpt(text.trim_end())),
                        EXPORT_AGAIN,
                    );
                };
                if element.properties.len() >= MOST_PROPERTIES {
                    return broken(
                        format!("the element has more than {MOST_PROPERTIES} properties"),
                        "export it with positions only",
                    );
                }
                element.properties.push(Property { name: (*name).to_owned(), kind });
            }
            ["end_header"] => break,
            _ => return broken(format!("\"{}\" is no line of a PLY head", excerpt(text.trim_end())), EXPORT_AGAIN),
        }
    }
    let Some(encoding) = encoding else {
        let message = "the head names no format";
        return Err(fault(file, Place::Line(line), message, "add \"format ascii 1.0\" or export it again"));
    };
    Ok(Header { encoding, elements, body: at, lines: line })
}
