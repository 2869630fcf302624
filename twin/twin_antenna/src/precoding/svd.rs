//! Singular values and vectors of small complex matrices, by one-sided Jacobi rotations.
//!
//! M. R. Hestenes, "Inversion of matrices by biorthogonalization and related results", J. SIAM 6(1), 1958: pairs of columns are
//! turned until all are orthogonal; their lengths are then the singular values. Small values come out with full relative accuracy.
//! Cost per sweep `rows · columns²`; meant for up to some 100 columns.

use super::ComplexMatrix;
use num_complex::Complex64;

/// Sweeps after which the columns are taken as they are; six to ten are common.
const MAX_SWEEPS: usize = 60;
/// Columns whose cosine is below this count as orthogonal.
const TOLERANCE: f64 = 1e-15;

/// `A = U Σ V^H`, thin: as many values as the smaller side of `A`.
#[derive(Clone, Debug, PartialEq)]
pub struct Svd {
    /// Singular values, largest first.
    pub values: Vec<f64>,
    /// `U`: of a channel the receiver's weights, one column per value; a column of zeros where the value is 0.
    pub left: ComplexMatrix,
    /// `V`: of a channel the precoders, one column of unit norm per value; for a wide `A`, zeros where the value is 0.
    pub right: ComplexMatrix,
}

impl Svd {
    /// The decomposition of a matrix with finite entries.
    pub fn new(matrix: &ComplexMatrix) -> Self {
        if matrix.columns() > matrix.rows() {
            let Self { values, left, right } = Self::new(&matrix.adjoint());
            return Self { values, left: right, right: left };
        }
        let n = matrix.columns();
        let mut columns: Vec<Vec<Complex64>> = (0..n).map(|column| matrix.column(column)).collect();
        let unit = |index: usize| (0..n).map(|row| Complex64::from(if row == index { 1.0 } else { 0.0 })).collect();
        let mut turns: Vec<Vec<Complex64>> = (0..n).map(unit).collect();
        for _ in 0..MAX_SWEEPS {
            let mut turned = false;
            for second in 1..n {
                for first in 0..second {
                    if let Some(rotation) = Rotation::between(&columns[first], &columns[second]) {
                        rotation.apply(&mut columns, first, second);
                        rotation.apply(&mut turns, first, second);
                        turned = true;
                    }
                }
            }
            if !turned {
                break;
            }
        }
        let lengths: Vec<f64> = columns.iter().map(|column| power(column).sqrt()).collect();
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&a, &b| lengths[b].total_cmp(&lengths[a]));
        let scale = |column: usize| if lengths[column] > 0.0 { 1.0 / lengths[column] } else { 0.0 };
        let left =
            ComplexMatrix::from_fn(matrix.rows(), n, |row, value| columns[order[value]][row] * scale(order[value]));
        let right = ComplexMatrix::from_fn(n, n, |row, value| turns[order[value]][row]);
        Self { values: order.iter().map(|&column| lengths[column]).collect(), left, right }
    }
}

/// A rotation of two columns that makes them orthogonal.
struct Rotation {
    cosine: f64,
    /// Sine times the phase between the columns.
    sine: Complex64,
}

impl Rotation {
    /// `None` for columns that are orthogonal already.
    fn between(first: &[Complex64], second: &[Complex64]) -> Option<Self> {
        let product: Complex64 = first.iter().zip(second).map(|(a, b)| a.conj() * b).sum();
        let (alpha, beta, gamma) = (power(first), power(second), product.norm_sqr().sqrt());
        if gamma <= TOLERANCE * (alpha * beta).sqrt() {
            return None;
        }
        let zeta = (beta - alpha) / (2.0 * gamma);
        let tangent = zeta.signum() / (zeta.abs() + (1.0 + zeta * zeta).sqrt());
        let cosine = 1.0 / (1.0 + tangent * tangent).sqrt();
        Some(Self { cosine, sine: product / gamma * (cosine * tangent) })
    }

    fn apply(&self, columns: &mut [Vec<Complex64>], first: usize, second: usize) {
        let (head, tail) = columns.split_at_mut(second);
        for (a, b) in head[first].iter_mut().zip(&mut tail[0]) {
            let (old_a, old_b) = (*a, *b);
            *a = old_a * self.cosine - old_b * self.sine.conj();
            *b = old_a * self.sine + old_b * self.cosine;
        }
    }
}

fn power(column: &[Complex64]) -> f64 {
    column.iter().map(Complex64::norm_sqr).sum()
}
