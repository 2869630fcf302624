//! The best phases of all elements for one receiver, exactly, also with few levels.
//!
//! At the optimum, with `θ` the phase of the whole sum, every element has the level that turns its term nearest to `θ`: any other
//! choice would make the sum shorter along `θ`. So all candidates are met by turning `θ` once around; each element then changes its
//! level a few times, at angles that can be sorted beforehand. This is the divide-and-sort method of R. Xiong et al., "Optimal
//! Discrete Beamforming of RIS-Aided Wireless Communications: An Inner Product Maximization Approach", WCNC 2024
//! (arXiv 2211.04167); cost `N L log(N L)` for `N` elements and `L` levels.

use super::PhaseControl;
use num_complex::Complex64;
use std::f64::consts::TAU;
use twin_units::math;

/// The best setting of all elements.
#[derive(Clone, Debug, PartialEq)]
pub struct ElementOptimum {
    /// Phase of each element, rad, 0..2π.
    pub phases_rad: Vec<f64>,
    /// `other + Σ a_n e^(jφ_n)` with these phases.
    pub amplitude: Complex64,
}

/// The phases with the largest `|other + Σ a_n e^(jφ_n)|`: the global optimum for the levels of a phase control.
///
/// `terms` are the `a_n`, what each element adds at phase 0; see [`RisPanel::element_terms`](super::RisPanel::element_terms).
pub fn element_optimum(terms: &[Complex64], other: Complex64, control: PhaseControl) -> ElementOptimum {
    let phases_rad: Vec<f64> = match control.levels() {
        None => {
            let along = if other == Complex64::ZERO { 0.0 } else { phase(other) };
            terms.iter().map(|term| control.nearest(along - phase(*term))).collect()
        }
        Some(levels) => {
            best_levels(terms, other, levels).into_iter().map(|level| level as f64 * TAU / levels as f64).collect()
        }
    };
    let sum: Complex64 = terms.iter().zip(&phases_rad).map(|(term, &phase)| term * math::phasor(phase)).sum();
    ElementOptimum { phases_rad, amplitude: other + sum }
}

/// Level of each element, `0..levels`.
fn best_levels(terms: &[Complex64], other: Complex64, levels: usize) -> Vec<usize> {
    let step = TAU / levels as f64;
    let phasors: Vec<Complex64> = (0..levels).map(|level| math::phasor(level as f64 * step)).collect();
    // Without other paths the pattern of optima repeats with each step of a level.
    let rounds = if other == Complex64::ZERO { 1 } else { levels };
    let mut current = Vec::with_capacity(terms.len());
    let mut changes = Vec::with_capacity(terms.len() * rounds);
    let mut sum = other;
    for (index, &term) in terms.iter().enumerate() {
        let turned = phase(term) / step;
        let level = (-turned + 0.5).floor();
        let first = level.rem_euclid(levels as f64) as usize % levels;
        sum += term * phasors[first];
        current.push(first);
        for round in 0..rounds {
            changes.push((turned + level + 0.5 + round as f64, index));
        }
    }
    changes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let start = current.clone();
    let (mut best, mut best_after) = (sum.norm_sqr(), 0);
    for (after, &(_, index)) in changes.iter().enumerate() {
        let next = (current[index] + 1) % levels;
        sum += terms[index] * (phasors[next] - phasors[current[index]]);
        current[index] = next;
        if sum.norm_sqr() > best {
            (best, best_after) = (sum.norm_sqr(), after + 1);
        }
    }
    let mut levels_at_best = start;
    for &(_, index) in &changes[..best_after] {
        levels_at_best[index] = (levels_at_best[index] + 1) % levels;
    }
    levels_at_best
}

fn phase(value: Complex64) -> f64 {
    math::atan2(value.im, value.re)
}
