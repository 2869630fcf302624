//! The rows of a PLY file, one number after the other.

use super::EXPORT_AGAIN;
use super::header::{Element, Encoding, Header, Kind, Scalar};
use crate::error::{excerpt, fault};
use crate::{ImportError, Place};

/// A place in the rows.
pub(super) struct Body<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
    encoding: Encoding,
    file: &'a str,
}

impl<'a> Body<'a> {
    /// The first row.
    pub(super) fn new(bytes: &'a [u8], header: &Header, file: &'a str) -> Self {
        Self { bytes, at: header.body, line: header.lines + 1, encoding: header.encoding, file }
    }

    /// The file's name.
    pub(super) fn file(&self) -> &'a str {
        self.file
    }

    fn place(&self) -> Place {
        match self.encoding {
            Encoding::Text => Place::Line(self.line),
            Encoding::LittleEndian | Encoding::BigEndian => Place::Byte(self.at),
        }
    }

    /// A fault here.
    pub(super) fn fault(&self, message: impl Into<String>, remedy: impl Into<String>) -> ImportError {
        fault(self.file, self.place(), message, remedy)
    }

    /// Refuses an element that cannot fit into what is left of the file, before room is made for it.
    pub(super) fn expect_room_for(&self, element: &Element) -> Result<(), ImportError> {
        let size = |kind: Kind| match (self.encoding, kind) {
            (Encoding::Text, _) => 2, // a digit and a blank
            (_, Kind::Scalar(scalar) | Kind::List(scalar, _)) => scalar.bytes(),
        };
        let row: usize = element.properties.iter().map(|property| size(property.kind)).sum();
        // The very last blank of a text may be missing.
        let least = row.saturating_mul(element.count).saturating_sub(usize::from(self.encoding == Encoding::Text));
        let left = self.bytes.len() - self.at;
        if least > left {
            let message = format!(
                "{} rows of {:?} are declared, but only {left} bytes are left for them",
                element.count,
                excerpt(&element.name)
            );
            return Err(self.fault(message, format!("the file is cut off: {EXPORT_AGAIN}")));
        }
        Ok(())
    }

    /// The next number.
    pub(super) fn scalar(&mut self, scalar: Scalar, element: &Element, row: usize) -> Result<f64, ImportError> {
        let little = match self.encoding {
            Encoding::Text => return self.word(element, row),
            Encoding::LittleEndian => true,
            Encoding::BigEndian => false,
        };
        let size = scalar.bytes();
        let Some(bytes) = self.bytes.get(self.at..self.at + size) else { return Err(self.ended(element, row)) };
        self.at += size;
        let mut low_first = [0_u8; 8];
        low_first[..size].copy_from_slice(bytes);
        if !little {
            low_first[..size].reverse();
        }
        let [a, b, c, d, ..] = low_first;
        Ok(match scalar {
            Scalar::I8 => f64::from(i8::from_le_bytes([a])),
            Scalar::U8 => f64::from(a),
            Scalar::I16 => f64::from(i16::from_le_bytes([a, b])),
            Scalar::U16 => f64::from(u16::from_le_bytes([a, b])),
            Scalar::I32 => f64::from(i32::from_le_bytes([a, b, c, d])),
            Scalar::U32 => f64::from(u32::from_le_bytes([a, b, c, d])),
            Scalar::F32 => f64::from(f32::from_le_bytes([a, b, c, d])),
            Scalar::F64 => f64::from_le_bytes(low_first),
        })
    }

    /// The next number of a text.
    fn word(&mut self, element: &Element, row: usize) -> Result<f64, ImportError> {
        while let Some(blank) = self.bytes.get(self.at).filter(|b| b.is_ascii_whitespace()) {
            self.line += usize::from(*blank == b'\n');
            self.at += 1;
        }
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
        if length == 0 {
            return Err(self.ended(element, row));
        }
        let word = &rest[..length];
        let value = std::str::from_utf8(word).ok().and_then(|word| word.parse().ok());
        self.at += length;
        value.ok_or_else(|| {
            let word = String::from_utf8_lossy(&word[..length.min(200)]);
            let message = format!("{:?} in row {row} of {:?} is no number", excerpt(&word), excerpt(&element.name));
            self.fault(message, EXPORT_AGAIN)
        })
    }

    /// The length of the list that begins here.
    pub(super) fn list_length(&mut self, length: Scalar, element: &Element, row: usize) -> Result<usize, ImportError> {
        let value = self.scalar(length, element, row)?;
        let whole = value as u32; // saturates; NaN gives 0
        if f64::from(whole) != value {
            let message = format!("row {row} of {:?} has a list of length {value}", excerpt(&element.name));
            return Err(self.fault(message, EXPORT_AGAIN));
        }
        Ok(whole as usize)
    }

    /// Passes over a list.
    pub(super) fn skip_list(
        &mut self,
        length: Scalar,
        item: Scalar,
        element: &Element,
        row: usize,
    ) -> Result<(), ImportError> {
        let n = self.list_length(length, element, row)?;
        if self.encoding == Encoding::Text {
            return (0..n).try_for_each(|_| self.word(element, row).map(drop));
        }
        let end = n.saturating_mul(item.bytes()).saturating_add(self.at);
        if end > self.bytes.len() {
            return Err(self.ended(element, row));
        }
        self.at = end;
        Ok(())
    }

    /// Passes over a row.
    pub(super) fn skip_row(&mut self, element: &Element, row: usize) -> Result<(), ImportError> {
        for property in &element.properties {
            match property.kind {
                Kind::Scalar(scalar) => drop(self.scalar(scalar, element, row)?),
                Kind::List(length, item) => self.skip_list(length, item, element, row)?,
            }
        }
        Ok(())
    }

    fn ended(&self, element: &Element, row: usize) -> ImportError {
        let message =
            format!("the file ends in row {row} of the {} rows of {:?}", element.count, excerpt(&element.name));
        self.fault(message, format!("it is cut off: {EXPORT_AGAIN}"))
    }
}
