//! Small dense complex matrices.

use num_complex::Complex64;

/// A complex matrix, row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct ComplexMatrix {
    rows: usize,
    columns: usize,
    data: Vec<Complex64>,
}

impl ComplexMatrix {
    /// A matrix of zeros.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self { rows, columns, data: vec![Complex64::ZERO; rows * columns] }
    }

    /// A matrix of the values of a function of row and column.
    pub fn from_fn(rows: usize, columns: usize, value: impl Fn(usize, usize) -> Complex64) -> Self {
        let data = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        Self { rows, columns, data: data.map(|(row, column)| value(row, column)).collect() }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The entry of a row and a column; both must be within the matrix.
    pub fn at(&self, row: usize, column: usize) -> Complex64 {
        self.data[row * self.columns + column]
    }

    /// The entry of a row and a column, to change it; both must be within the matrix.
    pub fn at_mut(&mut self, row: usize, column: usize) -> &mut Complex64 {
        &mut self.data[row * self.columns + column]
    }

    /// Entries of a column, from the top.
    pub fn column(&self, column: usize) -> Vec<Complex64> {
        (0..self.rows).map(|row| self.at(row, column)).collect()
    }

    /// Conjugate transpose.
    pub fn adjoint(&self) -> Self {
        Self::from_fn(self.columns, self.rows, |row, column| self.at(column, row).conj())
    }

    /// Sum of the squared magnitudes of all entries.
    pub fn power(&self) -> f64 {
        self.data.iter().map(Complex64::norm_sqr).sum()
    }
}
