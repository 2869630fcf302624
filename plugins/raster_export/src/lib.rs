//! A map raster as a file: picture, table, array or georeferenced image; bytes out, no files touched.
//!
//! Start at [`Raster`] and [`to_bytes`].
//!
//! | Format | Holds | Values | Rows run |
//! |---|---|---|---|
//! | PNG | a picture with title, legend and ticks; or the bare map, for overlays | colours | north to south |
//! | CSV | one line per cell: `x_m`, `y_m` of its centre, value; empty where there is none | decimal, exact | south to north |
//! | NumPy `.npy` 1.0 |  `[ny][nx]`, little-endian `f64` | exact, NaN for none | south to north, as [`Raster::values`] |
//! | GeoTIFF | one band, `f32`, deflated; nodata NaN, quantity and unit as GDAL metadata | rounded to `f32` | north to south |
//!
//! The same raster gives the same bytes: no dates, no random order, one zlib (that of the lock file).

mod error;
mod format;
mod geotiff;
mod npy;
mod picture;
mod raster;
mod table;

pub use error::ExportError;
pub use format::Format;
pub use geotiff::write_geotiff;
pub use npy::write_npy;
pub use picture::{Class, Picture, write_png};
pub use raster::Raster;
pub use table::write_csv;

use std::io::Write;

/// Writes a raster in a format; a PNG as [`Picture::default`] has it.
///
/// # Errors
/// [`ExportError`] if the raster is not sound or the writer fails.
pub fn write(raster: &Raster, format: Format, out: &mut impl Write) -> Result<(), ExportError> {
    match format {
        Format::Png => write_png(raster, &Picture::default(), out),
        Format::Csv => write_csv(raster, out),
        Format::Npy => write_npy(raster, out),
        Format::GeoTiff => write_geotiff(raster, out),
    }
}

/// The bytes of a file, as [`write()`] makes them.
///
/// # Errors
/// As [`write()`].
pub fn to_bytes(raster: &Raster, format: Format) -> Result<Vec<u8>, ExportError> {
    let mut bytes = Vec::new();
    write(raster, format, &mut bytes)?;
    Ok(bytes)
}
