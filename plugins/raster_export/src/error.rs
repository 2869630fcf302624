//! Why a raster was not written.

/// A raster that cannot be written, or a writer that fails.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// No cells, or more than a file should hold.
    #[error("a raster needs 1 to {max} cells, found {nx} x {ny}")]
    Size {
        /// Cells eastward.
        nx: usize,
        /// Cells northward.
        ny: usize,
        /// Most cells allowed.
        max: usize,
    },
    /// Fewer or more values than cells.
    #[error("{nx} x {ny} cells need {} values, found {found}", nx * ny)]
    Count {
        /// Cells eastward.
        nx: usize,
        /// Cells northward.
        ny: usize,
        /// Values.
        found: usize,
    },
    /// A value that is neither a number nor NaN.
    #[error("values must be NaN or within the range of 32-bit floats, found {value} in column {column}, row {row}")]
    Value {
        /// The value.
        value: f64,
        /// Column, eastward from 0.
        column: usize,
        /// Row, northward from 0.
        row: usize,
    },
    /// A corner, cell or origin that is no place on Earth.
    #[error("{name} must be {expected}, found {value}")]
    Place {
        /// What it is.
        name: &'static str,
        /// What it should be.
        expected: &'static str,
        /// What it is.
        value: f64,
    },
    /// A colour range without extent.
    #[error("the colour range must rise from a finite number to a finite number, found {low} to {high}")]
    Range {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// A picture too large to draw.
    #[error("a picture of {width} x {height} pixels is too large")]
    Pixels {
        /// Columns.
        width: usize,
        /// Rows.
        height: usize,
    },
    /// The PNG encoder failed.
    #[error("could not write PNG: {0}")]
    Png(#[from] png::EncodingError),
    /// The CSV writer failed.
    #[error("could not write CSV: {0}")]
    Csv(#[from] csv::Error),
    /// The TIFF encoder failed.
    #[error("could not write TIFF: {0}")]
    Tiff(#[from] tiff::TiffError),
    /// The writer failed.
    #[error("could not write: {0}")]
    Io(#[from] std::io::Error),
}
