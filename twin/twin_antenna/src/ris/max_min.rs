//! Phases that raise the worst of several users.
//!
//! Method, without gradients and in a fixed order:
//! 1. For given weights `w_k` and phases `θ_k` of the users' sums, each element takes the phase that adds most to
//!    `Σ_k w_k Re(e^(−jθ_k) h_k)`; then `θ_k` follows its sum `h_k` (an alternating maximisation: it never falls for fixed weights),
//!    and weights move to the users with little. The setting with the best worst user of [`ROUNDS`] rounds is kept, and compared
//!    with the settings that are best for one user alone.
//! 2. Element after element, row by row, every phase is tried, and kept where the worst user gains; [`SWEEPS`] times over.
//!
//! Step 2 never makes the worst user worse, so the result is at least as good as every setting tried in step 1.
//! It is a local optimum; how far from the global one at most, [`MaxMin::bound`] tells.

use super::optimum::element_optimum;
use super::{RisConfig, RisPanel};
use crate::precoding::{ComplexMatrix, Svd};
use glam::DVec3;
use num_complex::Complex64;
use std::f64::consts::TAU;
use twin_units::math;

/// Rounds of step 1.
const ROUNDS: usize = 60;
/// Sweeps of step 2.
const SWEEPS: usize = 3;
/// Phases tried in step 2 with continuous control.
const TRIED_PHASES: usize = 16;

/// Someone a surface is to serve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RisUser {
    /// Antenna, world, m.
    pub position: DVec3,
    /// Sum of all other paths from the source, isotropic antennas, carrier phase included; 0 for none.
    pub other: Complex64,
}

/// A setting for several users.
#[derive(Clone, Debug, PartialEq)]
pub struct MaxMin {
    /// The phases.
    pub config: RisConfig,
    /// Power gain of the worst user, other paths included, linear.
    pub worst_gain: f64,
    /// No setting of any phases gives the worst user more, linear.
    pub bound: f64,
}

/// Raises the power gain of the worst user; users that the panel does not face are left out.
///
/// Equal users far apart in angle get some `π/4` of `1/K` of what each could have alone (the amplitudes of `K` beams add up in
/// power, and only their phase can be set). Cost `N K` times some 60, plus `N K L` per sweep for `L` levels.
/// `None` when the source or all users are not on the working side.
pub fn max_min(panel: &RisPanel, source: DVec3, users: &[RisUser], wavelength_m: f64) -> Option<MaxMin> {
    let reached = users.iter().filter_map(|user| {
        let terms = panel.element_terms(source, user.position, wavelength_m)?;
        Some(Link { terms, other: user.other })
    });
    let links: Vec<Link> = reached.collect();
    if links.is_empty() || panel.elements() == 0 {
        return None;
    }
    let choices = Choices::new(panel);
    let mut setting = start(&links, &choices, panel);
    for _ in 0..SWEEPS {
        if !sweep(&links, &choices, &mut setting) {
            break;
        }
    }
    let config = RisConfig::from_phases(panel, setting.iter().map(|phasor| math::atan2(phasor.im, phasor.re)));
    let settled: Vec<Complex64> = config.phasors().collect();
    Some(MaxMin { worst_gain: worst(&sums(&links, &settled)), bound: bound(&links), config })
}

/// What elements add at a user at phase 0, and what comes without them.
struct Link {
    terms: Vec<Complex64>,
    other: Complex64,
}

/// The phases that can be tried.
struct Choices {
    phasors: Vec<Complex64>,
    is_continuous: bool,
}

impl Choices {
    fn new(panel: &RisPanel) -> Self {
        let levels = panel.phase.levels();
        let n = levels.unwrap_or(TRIED_PHASES);
        let phasors = (0..n).map(|level| math::phasor(TAU * level as f64 / n as f64)).collect();
        Self { phasors, is_continuous: levels.is_none() }
    }

    /// The phasor that turns a value nearest to the positive real axis.
    fn against(&self, value: Complex64) -> Complex64 {
        if self.is_continuous {
            let length = length(value);
            return if length > 0.0 { value.conj() / length } else { Complex64::ONE };
        }
        let real = |phasor: &Complex64| phasor.re * value.re - phasor.im * value.im;
        let best = self.phasors.iter().reduce(|best, next| if real(next) > real(best) { next } else { best });
        best.copied().unwrap_or(Complex64::ONE)
    }
}

fn sums(links: &[Link], setting: &[Complex64]) -> Vec<Complex64> {
    let sum = |link: &Link| {
        link.other + link.terms.iter().zip(setting).map(|(term, phasor)| term * phasor).sum::<Complex64>()
    };
    links.iter().map(sum).collect()
}

fn worst(sums: &[Complex64]) -> f64 {
    sums.iter().map(Complex64::norm_sqr).fold(f64::INFINITY, f64::min)
}

/// Step 1.
fn start(links: &[Link], choices: &Choices, panel: &RisPanel) -> Vec<Complex64> {
    let alone = links.iter().map(|link| {
        let phases_rad = element_optimum(&link.terms, link.other, panel.phase).phases_rad;
        phases_rad.into_iter().map(math::phasor).collect::<Vec<_>>()
    });
    let judged = alone.map(|setting| (worst(&sums(links, &setting)), setting));
    let better = |best: (f64, Vec<Complex64>), next: (f64, Vec<Complex64>)| if next.0 > best.0 { next } else { best };
    let mut best = judged.reduce(better).unwrap_or_default();
    let strength = |link: &Link| link.terms.iter().map(|term| length(*term)).sum::<f64>().max(f64::MIN_POSITIVE);
    let mut weights: Vec<f64> = links.iter().map(|link| 1.0 / strength(link)).collect();
    let mut phases = vec![Complex64::ONE; links.len()];
    let mut setting = vec![Complex64::ONE; panel.elements()];
    for round in 0..ROUNDS {
        let scales: Vec<Complex64> =
            weights.iter().zip(&phases).map(|(&weight, phase)| phase.conj() * weight).collect();
        for (index, phasor) in setting.iter_mut().enumerate() {
            let wanted = links.iter().zip(&scales).map(|(link, scale)| link.terms[index] * scale).sum();
            *phasor = choices.against(wanted);
        }
        let reached = sums(links, &setting);
        let gain = worst(&reached);
        if gain > best.0 {
            best = (gain, setting.clone());
        }
        let mean = reached.iter().map(|sum| length(*sum)).sum::<f64>() / reached.len() as f64;
        // Steps get smaller, so that the weights settle.
        let power = 1.0 / (1.0 + 0.1 * round as f64);
        for ((weight, phase), sum) in weights.iter_mut().zip(&mut phases).zip(&reached) {
            let length = length(*sum);
            if length > 0.0 {
                *phase = sum / length;
            }
            let lack = if length > 0.0 { (mean / length).clamp(0.25, 4.0) } else { 4.0 };
            *weight *= math::powf(lack, power);
        }
        let total: f64 = weights.iter().zip(links).map(|(weight, link)| weight * strength(link)).sum();
        weights.iter_mut().for_each(|weight| *weight /= total);
    }
    best.1
}

/// Step 2, once over the panel; whether anything changed.
fn sweep(links: &[Link], choices: &Choices, setting: &mut [Complex64]) -> bool {
    let mut reached = sums(links, setting);
    let mut best = worst(&reached);
    let mut has_changed = false;
    for (index, phasor) in setting.iter_mut().enumerate() {
        let old = *phasor;
        let mut chosen = old;
        for &choice in &choices.phasors {
            let change = choice - old;
            let gain = links.iter().zip(&reached).map(|(link, sum)| (sum + link.terms[index] * change).norm_sqr());
            let gain = gain.fold(f64::INFINITY, f64::min);
            if gain > best * (1.0 + 1e-12) {
                (best, chosen) = (gain, choice);
            }
        }
        if chosen != old {
            *phasor = chosen;
            has_changed = true;
            for (link, sum) in links.iter().zip(&mut reached) {
                *sum += link.terms[index] * (chosen - old);
            }
        }
    }
    has_changed
}

/// An upper bound of the worst user's gain.
///
/// With weights `p_k` that add up to 1, `min |h_k|² ≤ Σ p_k |h_k|²`, and that is at most `n λ_max(√P G √P)`, where `G` is the Gram
/// matrix of the users' terms (other paths are one more term) and `n` the number of terms, all of unit modulus. Taken are the
/// weights that make the users alike. Nor is anyone above what is best for it alone, `(|other| + Σ|a_n|)²`.
fn bound(links: &[Link]) -> f64 {
    let alone = |link: &Link| {
        let sum = length(link.other) + link.terms.iter().map(|term| length(*term)).sum::<f64>();
        sum * sum
    };
    let alone = links.iter().map(alone).fold(f64::INFINITY, f64::min);
    let product = |a: &Link, b: &Link| {
        let terms = a.terms.iter().zip(&b.terms).map(|(a, b)| a * b.conj()).sum::<Complex64>();
        terms + a.other * b.other.conj()
    };
    let powers: Vec<f64> = links.iter().map(|link| product(link, link).re).collect();
    if powers.iter().any(|power| *power <= 0.0) {
        return alone;
    }
    let total: f64 = powers.iter().map(|power| 1.0 / power).sum();
    let root = |k: usize| (1.0 / (powers[k] * total)).sqrt();
    let gram = ComplexMatrix::from_fn(links.len(), links.len(), |row, column| {
        product(&links[row], &links[column]) * (root(row) * root(column))
    });
    let is_alone = links.iter().all(|link| link.other == Complex64::ZERO);
    let n = links[0].terms.len() + usize::from(!is_alone);
    let largest = Svd::new(&gram).values.first().copied().unwrap_or_default();
    alone.min(n as f64 * largest)
}

/// Magnitude, by operations that are exact everywhere.
fn length(value: Complex64) -> f64 {
    value.norm_sqr().sqrt()
}
