//! The JSON of a glTF file and the bytes that a GLB brings along.

use serde_json::Value;

use crate::error::fault;
use crate::limits::{MOST_FILE_BYTES, refuse};
use crate::ply::EXPORT_AGAIN;
use crate::{ImportError, Place, paths};

/// Most bytes of JSON, 32 MiB: in memory it grows up to sixteenfold.
const MOST_JSON_BYTES: usize = 32 << 20;

/// What a file holds.
pub(super) struct Container<'a> {
    pub(super) json: Value,
    /// The binary chunk.
    pub(super) binary: Option<&'a [u8]>,
}

/// Opens a GLB, told by its first four bytes, or a JSON file.
pub(super) fn open<'a>(bytes: &'a [u8], file: &str) -> Result<Container<'a>, ImportError> {
    refuse(file, &Place::Whole, "bytes", bytes.len() as u64, MOST_FILE_BYTES)?;
    if !bytes.starts_with(b"glTF") {
        return Ok(Container { json: json(bytes, 0, file)?, binary: None });
    }
    let broken = |byte: usize, message: &str| Err(fault(file, Place::Byte(byte), message, EXPORT_AGAIN));
    match word(bytes, 4) {
        Some(2) => {}
        Some(version) => return broken(4, &format!("this is version {version} of GLB; version 2 is read")),
        None => return broken(bytes.len(), "the file is cut off"),
    }
    let (mut text, mut binary) = (None, None);
    let mut at = 12;
    while at < bytes.len() {
        let (Some(length), Some(kind)) = (word(bytes, at), word(bytes, at + 4)) else {
            return broken(at, "the file is cut off within the head of a chunk");
        };
        let end = (length as usize).saturating_add(at + 8);
        let Some(chunk) = bytes.get(at + 8..end) else {
            return broken(
                at,
                &format!("a chunk of {length} bytes begins here, but only {} are left", bytes.len() - at - 8),
            );
        };
        match &kind.to_le_bytes() {
            b"JSON" if text.is_none() => text = Some((chunk, at + 8)),
            b"BIN\0" if binary.is_none() => binary = Some(chunk),
            _ => {}
        }
        at = end;
    }
    let Some((text, start)) = text else { return broken(12, "there is no chunk of JSON") };
    Ok(Container { json: json(text, start, file)?, binary })
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

/// Parses JSON that begins at a byte of the file.
fn json(bytes: &[u8], start: usize, file: &str) -> Result<Value, ImportError> {
    refuse(file, &Place::Byte(start), "bytes of JSON", bytes.len() as u64, MOST_JSON_BYTES)?;
    let text = paths::text(bytes, file)?;
    serde_json::from_str(text).map_err(|wrong| {
        let place = if start == 0 { Place::Line(wrong.line().max(1)) } else { Place::Byte(start) };
        fault(file, place, format!("the JSON is broken ({wrong})"), EXPORT_AGAIN)
    })
}
