//! A planar array at half-wavelength spacing and its phasors towards a direction.
//!
//! Element (row, column) sits at `y′ = (column − (columns − 1)/2) λ/2`, `z′ = ((rows − 1)/2 − row) λ/2`: row 0 is at the top,
//! column 0 at the right seen along boresight, and the phase reference is the centre.
//! The phase is `2π r̂·d/λ` (TR 38.901 V17 eq. 7.5-22), a sum of a row part and a column part, so the response is their product.

use glam::DVec3;
use num_complex::Complex64;
use std::f64::consts::PI;
use twin_units::math;

/// Rows × columns of elements, half a wavelength apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanarArray {
    rows: usize,
    columns: usize,
}

impl PlanarArray {
    /// An array of at least one row and one column.
    pub fn new(rows: usize, columns: usize) -> Self {
        Self { rows: rows.max(1), columns: columns.max(1) }
    }

    /// Elements on top of each other.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Elements side by side.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// All elements.
    pub fn elements(&self) -> usize {
        self.rows * self.columns
    }

    /// Phasors of the columns towards a local unit direction, `[column]`.
    pub fn column_phasors(&self, direction: DVec3) -> Vec<Complex64> {
        ramp(PI * direction.y, self.columns)
    }

    /// Phasors of the rows towards a local unit direction, `[row]`, top row first.
    pub fn row_phasors(&self, direction: DVec3) -> Vec<Complex64> {
        ramp(-PI * direction.z, self.rows)
    }

    /// Phasors of all elements towards a local unit direction, `[row][column]`, row-major.
    pub fn response(&self, direction: DVec3) -> Vec<Complex64> {
        let columns = self.column_phasors(direction);
        let rows = self.row_phasors(direction);
        rows.iter().flat_map(|row| columns.iter().map(move |column| row * column)).collect()
    }
}

/// `n` unit phasors with a constant phase step, rad, centred on phase 0; two sines, then one product each.
fn ramp(step_rad: f64, n: usize) -> Vec<Complex64> {
    let step = math::phasor(step_rad);
    let first = math::phasor(-step_rad * (n as f64 - 1.0) / 2.0);
    std::iter::successors(Some(first), |phasor| Some(phasor * step)).take(n).collect()
}
