//! NumPy's array format.

use crate::{ExportError, Raster};
use std::io::Write;

/// Bytes before the header's text: magic, version, length.
const PREFIX: usize = 10;
/// The text ends on a multiple of this.
const ALIGNMENT: usize = 64;

/// Writes an array of shape `[ny][nx]`, C order, little-endian `f64`, row 0 southernmost, NaN where there is nothing.
///
/// Source: NumPy enhancement proposal 1, format version 1.0.
/// It has no room for edges and unit: hand over the CSV or the GeoTIFF where these matter.
///
/// # Errors
/// [`ExportError`] if the raster is not sound or the writer fails.
pub fn write_npy(raster: &Raster, out: &mut impl Write) -> Result<(), ExportError> {
    raster.check()?;
    let mut header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, {}), }}", raster.ny, raster.nx);
    let length = (PREFIX + header.len() + 1).next_multiple_of(ALIGNMENT) - PREFIX;
    header.extend(std::iter::repeat_n(' ', length - 1 - header.len()));
    header.push('\n');
    out.write_all(b"\x93NUMPY\x01\x00")?;
    // Two numbers of at most eight digits: the header is 118 bytes.
    out.write_all(&u16::try_from(header.len()).expect("a short header").to_le_bytes())?;
    out.write_all(header.as_bytes())?;
    for row in raster.values.chunks_exact(raster.nx) {
        let bytes: Vec<u8> = row.iter().flat_map(|value| value.to_le_bytes()).collect();
        out.write_all(&bytes)?;
    }
    Ok(())
}
