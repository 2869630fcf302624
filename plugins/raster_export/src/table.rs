//! CSV.

use crate::{ExportError, Raster};
use std::io::Write;

/// Writes `x_m`, `y_m` and the value of every cell's centre, south-west cell first, eastward, then northward.
///
/// The third column is headed by quantity and unit, as `SS-RSRP (dBm)`.
/// A cell without a value has an empty field, so that a table always holds the whole grid.
/// Numbers are the shortest that read back to the same `f64`.
///
/// # Errors
/// [`ExportError`] if the raster is not sound or the writer fails.
pub fn write_csv(raster: &Raster, out: &mut impl Write) -> Result<(), ExportError> {
    raster.check()?;
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["x_m", "y_m", &raster.heading()])?;
    for (row, values) in raster.values.chunks_exact(raster.nx).enumerate() {
        for (column, value) in values.iter().enumerate() {
            let [x, y] = raster.center(column, row);
            let value = if value.is_nan() { String::new() } else { value.to_string() };
            table.write_record([x.to_string(), y.to_string(), value])?;
        }
    }
    table.flush()?;
    Ok(())
}
