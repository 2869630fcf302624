//! A linear pass over an MCAP file that trusts nothing: every length is checked against the bytes that are there.
//!
//! Written by hand because it must open cut files, borrow from the input, and bear hostile bytes; it needs five kinds of records only.
//! Record layouts: MCAP format specification, section "Records".

use crate::RecordingError;
use std::collections::BTreeMap;
use std::ops::Range;

const MAGIC: &[u8] = b"\x89MCAP0\r\n";
const CHANNEL: u8 = 0x04;
const MESSAGE: u8 = 0x05;
const CHUNK: u8 = 0x06;
const ATTACHMENT: u8 = 0x09;
const METADATA: u8 = 0x0c;
const DATA_END: u8 = 0x0f;

/// A record of interest.
pub(crate) enum Found<'a> {
    /// A named map of text.
    Metadata { name: &'a str, map: BTreeMap<String, String> },
    /// A named file.
    Attachment { name: &'a str, data: &'a [u8] },
    /// A channel's id and topic.
    Channel { id: u16, topic: &'a str },
    /// A message's channel and where its data lies in the whole input.
    Message { channel: u16, data: Range<usize> },
}

/// How the pass ended.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct End {
    /// Whether the end of the data was reached.
    pub(crate) whole: bool,
    /// Chunks left out because their checksum or layout is wrong.
    pub(crate) damaged_chunks: usize,
}

/// Reports every readable record of `bytes` to `take`, in file order.
pub(crate) fn scan<'a>(bytes: &'a [u8], take: &mut impl FnMut(Found<'a>)) -> Result<End, RecordingError> {
    if !bytes.starts_with(MAGIC) {
        return Err(RecordingError::NotMcap);
    }
    let mut end = End::default();
    let mut cursor = Cursor { bytes, at: MAGIC.len(), limit: bytes.len() };
    while let Some((opcode, mut body)) = cursor.record() {
        match opcode {
            DATA_END => {
                end.whole = true;
                break;
            }
            CHUNK => match chunk(&mut body)? {
                Some(mut records) => {
                    while let Some((opcode, mut body)) = records.record() {
                        if let Some(found) = plain(opcode, &mut body) {
                            take(found);
                        }
                    }
                }
                None => end.damaged_chunks += 1,
            },
            _ => {
                if let Some(found) = plain(opcode, &mut body) {
                    take(found);
                }
            }
        }
    }
    Ok(end)
}

/// The records inside a chunk; `None` when it is damaged.
fn chunk<'a>(body: &mut Cursor<'a>) -> Result<Option<Cursor<'a>>, RecordingError> {
    let mut read = || {
        body.u64()?;
        body.u64()?;
        let size = body.u64()?;
        let crc = body.u32()?;
        let compression = body.text()?;
        let compressed_size = body.u64()?;
        Some((size, crc, compression, body.take(usize::try_from(compressed_size).ok()?)?))
    };
    let Some((size, crc, compression, records)) = read() else { return Ok(None) };
    if !compression.is_empty() {
        let known = matches!(compression, "zstd" | "lz4");
        return if known { Err(RecordingError::Compressed(compression.into())) } else { Ok(None) };
    }
    let data = records.rest();
    let sound = data.len() as u64 == size && (crc == 0 || crc == crc32(data));
    Ok(sound.then_some(records))
}

fn plain<'a>(opcode: u8, body: &mut Cursor<'a>) -> Option<Found<'a>> {
    match opcode {
        METADATA => {
            let name = body.text()?;
            let n_bytes = body.u32()? as usize;
            let mut pairs = body.take(n_bytes)?;
            let mut map = BTreeMap::new();
            while !pairs.rest().is_empty() {
                let key = pairs.text()?;
                map.insert(key.to_owned(), pairs.text()?.to_owned());
            }
            Some(Found::Metadata { name, map })
        }
        ATTACHMENT => {
            let start = body.at;
            body.u64()?;
            body.u64()?;
            let name = body.text()?;
            body.text()?;
            let n_bytes = usize::try_from(body.u64()?).ok()?;
            let data = body.take(n_bytes)?.rest();
            let covered = &body.bytes[start..body.at];
            let crc = body.u32()?;
            (crc == 0 || crc == crc32(covered)).then_some(Found::Attachment { name, data })
        }
        CHANNEL => {
            let id = body.u16()?;
            body.u16()?;
            Some(Found::Channel { id, topic: body.text()? })
        }
        MESSAGE => {
            let channel = body.u16()?;
            body.u32()?;
            body.u64()?;
            body.u64()?;
            Some(Found::Message { channel, data: body.at..body.limit })
        }
        _ => None,
    }
}

/// A window on the whole input that never reads beyond its limit.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    limit: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..self.limit]
    }

    /// The next `n` bytes as a window of their own.
    fn take(&mut self, n: usize) -> Option<Self> {
        let limit = self.at.checked_add(n).filter(|end| *end <= self.limit)?;
        let part = Self { bytes: self.bytes, at: self.at, limit };
        self.at = limit;
        Some(part)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.rest().try_into().ok()
    }

    fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn text(&mut self) -> Option<&'a str> {
        let n = self.u32()? as usize;
        std::str::from_utf8(self.take(n)?.rest()).ok()
    }

    /// Opcode and body of the next complete record.
    fn record(&mut self) -> Option<(u8, Self)> {
        let [opcode] = self.array()?;
        let n = usize::try_from(self.u64()?).ok()?;
        Some((opcode, self.take(n)?))
    }
}

/// CRC-32 of ISO 3309, as MCAP uses.
fn crc32(data: &[u8]) -> u32 {
    const TABLE: [u32; 256] = table();
    !data.iter().fold(!0, |crc, byte| (crc >> 8) ^ TABLE[((crc ^ u32::from(*byte)) & 0xff) as usize])
}

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut idx = 0;
    while idx < 256 {
        let mut crc = idx as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
            bit += 1;
        }
        table[idx] = crc;
        idx += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::crc32;

    #[test]
    fn crc_of_the_check_string() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926, "check value of CRC-32/ISO-HDLC");
    }
}
