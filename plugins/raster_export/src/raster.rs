//! The map to export.

use crate::ExportError;

/// Most cells of a raster: 64 Mi, half a gigabyte of values.
const MAX_CELLS: usize = 1 << 26;

/// Values on a regular grid of square cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    /// Cells eastward.
    pub nx: usize,
    /// Cells northward.
    pub ny: usize,
    /// South-west corner of the first cell, m east and north of the scene's origin.
    pub min: [f64; 2],
    /// Edge of a cell, m.
    pub cell_m: f64,
    /// `[ny][nx]`, row-major, row 0 southernmost; NaN where there is nothing.
    pub values: Vec<f64>,
    /// What the values are, as `"SS-RSRP"`.
    pub quantity: String,
    /// Their unit, as `"dBm"`; empty for none.
    pub unit: String,
    /// Latitude and longitude of the scene's origin in degrees, WGS 84; `None` for a place of nobody's map.
    pub origin: Option<(f64, f64)>,
    /// Whether it is walls side by side, rightwards and upwards, instead of a piece of a map.
    pub is_facade: bool,
}

impl Raster {
    /// Whether it can be written: as many values as cells, and numbers that make sense.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(&self) -> Result<(), ExportError> {
        let Self { nx, ny, .. } = *self;
        let cells = nx.checked_mul(ny).filter(|cells| (1..=MAX_CELLS).contains(cells));
        let cells = cells.ok_or(ExportError::Size { nx, ny, max: MAX_CELLS })?;
        if cells != self.values.len() {
            return Err(ExportError::Count { nx, ny, found: self.values.len() });
        }
        let place = |name, expected, value: f64, ok: bool| {
            if ok { Ok(()) } else { Err(ExportError::Place { name, expected, value }) }
        };
        place("cell edge (m)", "positive and finite", self.cell_m, self.cell_m.is_finite() && self.cell_m > 0.0)?;
        for (name, value) in [("west edge (m)", self.min[0]), ("south edge (m)", self.min[1])] {
            place(name, "finite", value, value.is_finite())?;
        }
        if let Some((latitude, longitude)) = self.origin {
            place("latitude of the origin (°)", "in -90..=90", latitude, latitude.abs() <= 90.0)?;
            place("longitude of the origin (°)", "in -180..=180", longitude, longitude.abs() <= 180.0)?;
        }
        let too_large = |value: &f64| value.abs() > f64::from(f32::MAX);
        match self.values.iter().position(too_large) {
            Some(at) => Err(ExportError::Value { value: self.values[at], column: at % nx, row: at / nx }),
            None => Ok(()),
        }
    }

    /// Centre of a cell, m.
    pub fn center(&self, column: usize, row: usize) -> [f64; 2] {
        let at = |min: f64, index: usize| min + (index as f64 + 0.5) * self.cell_m;
        [at(self.min[0], column), at(self.min[1], row)]
    }

    /// Rows from the north down, as pictures have them.
    pub(crate) fn rows_from_north(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.nx).rev()
    }

    /// Quantity with its unit, as `"SS-RSRP (dBm)"`.
    pub(crate) fn heading(&self) -> String {
        if self.unit.is_empty() { self.quantity.clone() } else { format!("{} ({})", self.quantity, self.unit) }
    }

    /// Least and greatest value; `None` where all is empty.
    pub(crate) fn extent(&self) -> Option<[f64; 2]> {
        self.values.iter().filter(|value| !value.is_nan()).fold(None, |extent, &value| {
            let [low, high] = extent.unwrap_or([value, value]);
            Some([low.min(value), high.max(value)])
        })
    }
}
