//! Reads the PBF encoding (wiki.openstreetmap.org/wiki/PBF_Format): frames here, blocks of elements in `block`, Protocol Buffers in `wire`.
//!
//! Written by hand because files come from strangers: a decoder that first makes an object of every message takes gigabytes for
//! a file of some kilobytes, as an empty message is two bytes and packs a thousandfold. Here, what is inflated is bounded by the file's size,
//! what is kept by [`OsmData`], and nothing panics, which a browser could not catch.

mod block;
mod wire;

use std::io::Read;

use flate2::read::ZlibDecoder;

use crate::ImportError;
use crate::osm::OsmData;
use wire::{Fields, Wire};

/// Largest header of a blob, and largest blob, bytes: limits of the format.
const MOST_HEADER: usize = 64 << 10;
const MOST_BLOCK: usize = 32 << 20;
/// A file may inflate to this many times its size and [`ANYWAY`]; extracts inflate to three to ten times.
const MOST_INFLATION: usize = 32;
/// What any file may inflate to, bytes.
const ANYWAY: usize = 1 << 20;

/// Whether the bytes start like a PBF file: a big-endian header length below 64 KiB, then field 1 `"OSMHeader"`.
pub(crate) fn looks_like_pbf(bytes: &[u8]) -> bool {
    bytes.len() > 15 && bytes[0] == 0 && bytes[1] == 0 && bytes[4..].starts_with(b"\x0a\x09OSMHeader")
}

/// What stops the reading of a file.
#[derive(Debug)]
enum Fault {
    /// The bytes are not as the format has them.
    Damaged(&'static str),
    /// The elements are more than a scene can need.
    TooMuch(ImportError),
}

impl From<&'static str> for Fault {
    fn from(what: &'static str) -> Self {
        Self::Damaged(what)
    }
}

/// Reads all elements.
pub(crate) fn read(bytes: &[u8]) -> Result<OsmData, ImportError> {
    let mut data = OsmData::default();
    let mut blobs = Blobs { rest: bytes, inflatable: ANYWAY + MOST_INFLATION * bytes.len() };
    match blobs.read(&mut data) {
        Ok(()) => Ok(data),
        Err(Fault::Damaged(what)) => Err(ImportError::Pbf(what.into())),
        Err(Fault::TooMuch(fault)) => Err(fault),
    }
}

/// The blobs of a file.
struct Blobs<'a> {
    rest: &'a [u8],
    /// What may still be inflated, bytes.
    inflatable: usize,
}

impl<'a> Blobs<'a> {
    fn read(&mut self, data: &mut OsmData) -> Result<(), Fault> {
        while !self.rest.is_empty() {
            let length = self.take(4)?.try_into().map_or(usize::MAX, |word| u32::from_be_bytes(word) as usize);
            if length > MOST_HEADER {
                return Err("the header of a block is longer than 64 KiB".into());
            }
            let (mut kind, mut size) = (&[][..], 0);
            for field in Fields(self.take(length)?) {
                match field? {
                    (1, Wire::Bytes(name)) => kind = name,
                    (3, Wire::Number(number)) => size = number,
                    _ => {}
                }
            }
            let blob = self.take(usize::try_from(size).unwrap_or(usize::MAX))?;
            // The header's block says nothing that is needed; blocks of other types are for other programs.
            if kind == b"OSMData" {
                self.blob(blob, data)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, size: usize) -> Result<&'a [u8], Fault> {
        let (part, rest) = self.rest.split_at_checked(size).ok_or("it ends in the middle of a block")?;
        self.rest = rest;
        Ok(part)
    }

    fn blob(&mut self, blob: &[u8], data: &mut OsmData) -> Result<(), Fault> {
        let (mut raw_size, mut zlib) = (None, None);
        for field in Fields(blob) {
            match field? {
                (1, Wire::Bytes(raw)) if raw.len() > MOST_BLOCK => return Err("a block is larger than 32 MiB".into()),
                (1, Wire::Bytes(raw)) => return block::read(raw, data),
                (2, Wire::Number(size)) => raw_size = usize::try_from(size).ok(),
                (3, Wire::Bytes(bytes)) => zlib = Some(bytes),
                (4..=7, Wire::Bytes(_)) => return Err("a block is compressed in another way than zlib".into()),
                _ => {}
            }
        }
        let zlib = zlib.ok_or("a block is empty")?;
        block::read(&self.inflated(zlib, raw_size.unwrap_or(MOST_BLOCK))?, data)
    }

    /// Inflates a block that says how large it will be.
    fn inflated(&mut self, zlib: &[u8], claimed: usize) -> Result<Vec<u8>, Fault> {
        let most = claimed.min(MOST_BLOCK).min(self.inflatable);
        let mut block = Vec::new();
        let read = ZlibDecoder::new(zlib).take(most as u64 + 1).read_to_end(&mut block);
        read.ok().ok_or("a compressed block is broken")?;
        if block.len() > self.inflatable {
            return Err("its blocks inflate to more than 32 times the file's size".into());
        }
        if block.len() > most {
            return Err("a block is larger than it says, or than 32 MiB".into());
        }
        self.inflatable -= block.len();
        Ok(block)
    }
}
