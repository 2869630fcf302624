//! What a panel is set to and what it is worth at its target, for inspectors and tables.

use crate::RadioEngine;
use crate::plan::Ris;
use glam::DVec3;
use num_complex::Complex64;
use twin_antenna::control;
use twin_units::math;

/// A panel as set, and its size in wavelengths' terms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RisFacts {
    /// Phases of the elements, rad, 0..2π, `[row][column]` row-major, top row first, columns from left to right as seen from in front.
    /// Empty while the panel is off or its site does not reach it.
    pub phases_rad: Vec<f64>,
    /// Wavelength of the carrier, m.
    pub wavelength_m: f64,
    /// Width and height, m.
    pub size_m: [f64; 2],
    /// Distance within which the panel must focus instead of steer, m: `2 D²/λ`.
    pub fraunhofer_m: f64,
    /// Length of the strongest way from the site, m; `None` when there is none.
    pub source_m: Option<f64>,
    /// What it does for its target; `None` for a mirror.
    pub target: Option<TargetFacts>,
}

/// What a panel does for its target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TargetFacts {
    /// From the panel's centre, m.
    pub distance_m: f64,
    /// Gains there; `None` when the panel is not lit or the target is behind it.
    pub gain: Option<TargetGain>,
}

/// Power over that of one element of the panel (the mean of all), dB.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TargetGain {
    /// `N²`: all elements in step and equally strong, dB.
    pub ideal_db: f64,
    /// With the phases as set, dB.
    pub set_db: f64,
    /// Lost to phases that are not in step, against free choice of each, dB; with a focus it is the quantisation alone.
    pub phase_loss_db: f64,
}

/// Facts of a panel of the plan. `target` is the point it is steered for, m.
pub fn ris_facts(engine: &RadioEngine, ris: &Ris, target: Option<DVec3>) -> RisFacts {
    let panel = engine.panel(ris);
    let wavelength_m = engine.frequency().wavelength_m();
    let setting = engine.ris_setting(ris.id.0 as usize);
    let gain_at = |target: DVec3| {
        let (config, source) = setting?;
        let terms = panel.element_terms(source, target, wavelength_m)?;
        gain_of(&terms, config.phases_rad())
    };
    RisFacts {
        phases_rad: setting.map_or_else(Vec::new, |(config, _)| config.phases_rad().to_vec()),
        wavelength_m,
        size_m: [panel.width_m(), panel.height_m()],
        fraunhofer_m: control::fraunhofer_distance_m(&panel, wavelength_m),
        source_m: setting.map(|(_, source)| source.distance(ris.position)),
        target: target.map(|target| TargetFacts { distance_m: target.distance(ris.position), gain: gain_at(target) }),
    }
}

/// Gains of elements' terms with phases; `None` where nothing arrives.
fn gain_of(terms: &[Complex64], phases_rad: &[f64]) -> Option<TargetGain> {
    let n = terms.len() as f64;
    let mean_power = terms.iter().map(Complex64::norm_sqr).sum::<f64>() / n;
    let set: Complex64 = terms.iter().zip(phases_rad).map(|(term, phase)| term * math::phasor(*phase)).sum();
    let in_step: f64 = terms.iter().map(|term| term.norm()).sum();
    let db = |power: f64| 10.0 * math::log10(power.max(1e-30));
    (mean_power > 0.0).then(|| TargetGain {
        ideal_db: db(n * n),
        set_db: db(set.norm_sqr() / mean_power),
        phase_loss_db: (db(in_step * in_step) - db(set.norm_sqr())).max(0.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_in_step_give_n_squared() {
        let terms = vec![Complex64::new(0.0, 2.0); 100];
        let gain = gain_of(&terms, &[0.7; 100]).expect("there is power");
        assert!((gain.ideal_db - 40.0).abs() < 1e-9 && (gain.set_db - 40.0).abs() < 1e-9);
        assert!(gain.phase_loss_db < 1e-9);
    }

    #[test]
    fn half_of_them_turned_leave_nothing_and_no_power_no_gain() {
        let terms = vec![Complex64::new(1.0, 0.0); 2];
        let gain = gain_of(&terms, &[0.0, std::f64::consts::PI]).expect("there is power");
        assert!(gain.phase_loss_db > 100.0);
        assert_eq!(gain_of(&[Complex64::ZERO; 4], &[0.0; 4]), None);
    }
}
