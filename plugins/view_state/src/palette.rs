//! Colours: everything coloured is data, and every scale is safe for colour-blind eyes. Views take colours from here, never from literals.

use bevy_ecs::prelude::*;
use twin_radio::Mechanism;
use twin_sim::event::{HandoverOutcome, SlaVerdict};

/// An sRGB colour, 0..=255.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    const fn hex(value: u32) -> Self {
        Self((value >> 16) as u8, (value >> 8) as u8, value as u8)
    }

    /// Components in 0..=1, sRGB.
    pub fn srgb(self) -> [f32; 3] {
        [f32::from(self.0) / 255.0, f32::from(self.1) / 255.0, f32::from(self.2) / 255.0]
    }
}

/// Light or dark, and the colours of the quiet world.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Clay model in daylight.
    #[default]
    Light,
    /// Clay model at night.
    Dark,
}

impl Theme {
    fn pick(self, light: u32, dark: u32) -> Rgb {
        Rgb::hex(if self == Self::Light { light } else { dark })
    }
    /// Ground.
    pub fn ground(self) -> Rgb {
        self.pick(0xECEAE4, 0x1E2126)
    }
    /// Roads.
    pub fn road(self) -> Rgb {
        self.pick(0xD8D4CB, 0x272B31)
    }
    /// Footways.
    pub fn footway(self) -> Rgb {
        self.pick(0xE3DFD6, 0x23272C)
    }
    /// Water.
    pub fn water(self) -> Rgb {
        self.pick(0xC9D6DE, 0x1B2A35)
    }
    /// Parks.
    pub fn park(self) -> Rgb {
        self.pick(0xDDE3D2, 0x232B24)
    }
    /// Buildings.
    pub fn building(self) -> Rgb {
        self.pick(0xF4F2EE, 0x3A3F47)
    }
    /// Machines, racks and other blocks.
    pub fn block(self) -> Rgb {
        self.pick(0xDCD9D2, 0x454B54)
    }
    /// Sky at the horizon.
    pub fn sky(self) -> Rgb {
        self.pick(0xE9EEF1, 0x15181C)
    }
    /// Text and lines.
    pub fn ink(self) -> Rgb {
        self.pick(0x23272E, 0xE4E6E9)
    }
    /// Secondary text.
    pub fn faint_ink(self) -> Rgb {
        self.pick(0x6B7078, 0x9AA0A8)
    }
    /// Panels.
    pub fn panel(self) -> Rgb {
        self.pick(0xFAF9F7, 0x24282E)
    }
    /// Separators.
    pub fn separator(self) -> Rgb {
        self.pick(0xDEDBD4, 0x363B43)
    }
    /// The one accent: selection, beams, the active control.
    pub fn accent(self) -> Rgb {
        self.pick(0x2F6FDE, 0x6EA2FF)
    }
}

/// Okabe–Ito categorical colours, without black.
pub const OKABE_ITO: [Rgb; 7] = [
    Rgb::hex(0x0072B2),
    Rgb::hex(0xD55E00),
    Rgb::hex(0x009E73),
    Rgb::hex(0xE69F00),
    Rgb::hex(0x56B4E9),
    Rgb::hex(0xCC79A7),
    Rgb::hex(0xF0E442),
];

/// Colour of a slice by its place.
pub fn slice_color(slice: usize) -> Rgb {
    OKABE_ITO[slice % OKABE_ITO.len()]
}

/// Colour of a cell by its number: the category colours, lighter on each further round.
pub fn cell_color(cell: usize) -> Rgb {
    let Rgb(r, g, b) = OKABE_ITO[cell % OKABE_ITO.len()];
    let round = (cell / OKABE_ITO.len()).min(3) as u16;
    let lighten = |c: u8| (u16::from(c) + (255 - u16::from(c)) * round / 5) as u8;
    Rgb(lighten(r), lighten(g), lighten(b))
}

/// Colour of a propagation mechanism.
pub fn mechanism_color(mechanism: Mechanism) -> Rgb {
    Rgb::hex(match mechanism {
        Mechanism::LineOfSight => 0xF2C14E,
        Mechanism::Reflection => 0x4C9BE8,
        Mechanism::Transmission => 0x9A7FD1,
        Mechanism::Diffraction => 0x3FB68B,
        Mechanism::Ris => 0xE05A9C,
        Mechanism::Scattering => 0x9AA3AD,
    })
}

/// Colour and shape of an SLA verdict; never colour alone.
pub fn verdict_mark(verdict: SlaVerdict) -> (Rgb, &'static str, &'static str) {
    match verdict {
        SlaVerdict::Met => (Rgb::hex(0x009E73), "●", "met"),
        SlaVerdict::AtRisk => (Rgb::hex(0xE69F00), "▲", "at risk"),
        SlaVerdict::Breached => (Rgb::hex(0xD55E00), "■", "breached"),
        SlaVerdict::Unknown => (Rgb::hex(0x9AA3AD), "○", "no data yet"),
    }
}

/// Colour, glyph and name of a judged handover attempt. Each shape is its own; colours are of Okabe and Ito.
pub fn outcome_mark(outcome: HandoverOutcome) -> (Rgb, &'static str, &'static str) {
    let (color, glyph) = match outcome {
        HandoverOutcome::Useful => (Rgb::hex(0x009E73), "●"),
        HandoverOutcome::Unnecessary => (Rgb::hex(0x0072B2), "○"),
        HandoverOutcome::TooEarly => (Rgb::hex(0xE69F00), "△"),
        HandoverOutcome::WrongCell => (Rgb::hex(0xCC79A7), "◇"),
        HandoverOutcome::TooLate => (Rgb::hex(0xD55E00), "✖"),
        HandoverOutcome::Coverage => (Rgb::hex(0x6B7280), "□"),
        HandoverOutcome::Censored => (Rgb::hex(0x9AA3AD), "·"),
    };
    (color, glyph, outcome.name())
}

/// Colour of a value on the sequential scale (viridis), `t` in 0..=1, clamped.
pub fn sequential(t: f64) -> Rgb {
    let color = colorous::VIRIDIS.eval_continuous(t.clamp(0.0, 1.0));
    Rgb(color.r, color.g, color.b)
}

/// Corners of the cyclic scale, evenly spread over one turn: `twilight` (B. Abelson, O. Bertrand, in Matplotlib since 3.0, CC0).
const TWILIGHT: [Rgb; 10] = [
    Rgb::hex(0xE2D9E2),
    Rgb::hex(0x9EBBC9),
    Rgb::hex(0x6785BE),
    Rgb::hex(0x5E43A5),
    Rgb::hex(0x421257),
    Rgb::hex(0x471340),
    Rgb::hex(0x8E2C50),
    Rgb::hex(0xBA6657),
    Rgb::hex(0xCEAC94),
    Rgb::hex(0xE2D9E2),
];

/// Colour of a value that comes round, such as a phase, in turns; any number of turns is allowed.
///
/// Lightness tells how far a phase is from 0 and is darkest near half a turn; blue and red sides tell one half from the other, also to
/// colour-blind eyes.
pub fn cyclic(turns: f64) -> Rgb {
    let turns = if turns.is_finite() { turns.rem_euclid(1.0) } else { 0.0 };
    let along = turns * (TWILIGHT.len() - 1) as f64;
    let first = (along as usize).min(TWILIGHT.len() - 2);
    let share = along - first as f64;
    let (Rgb(r0, g0, b0), Rgb(r1, g1, b1)) = (TWILIGHT[first], TWILIGHT[first + 1]);
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
    Rgb(mix(r0, r1), mix(g0, g1), mix(b0, b1))
}

/// Colour of a label beside an agent.
pub fn agent_label_color(theme: Theme) -> Rgb {
    theme.ink()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cyclic_scale_closes_and_is_darkest_near_half_a_turn() {
        assert_eq!(cyclic(0.0), cyclic(1.0));
        assert_eq!(cyclic(-0.25), cyclic(0.75));
        assert_ne!(cyclic(0.25), cyclic(0.75));
        assert_eq!(cyclic(f64::NAN), cyclic(0.0));
        // Luma of ITU-R BT.709.
        let luma = |step: i32| {
            let [r, g, b] = cyclic(f64::from(step) / 360.0).srgb();
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let darkest = (0..360).min_by(|a, b| luma(*a).total_cmp(&luma(*b))).expect("there are steps");
        let lightest = (0..360).max_by(|a, b| luma(*a).total_cmp(&luma(*b))).expect("there are steps");
        // The corners are 40° apart, so the extremes are true to half of that.
        assert!((160..=200).contains(&darkest), "{darkest}");
        assert!(lightest <= 20 || lightest >= 340, "{lightest}");
    }

    #[test]
    fn mechanisms_have_colours_of_their_own() {
        let mut colors: Vec<_> =
            Mechanism::ALL.map(|mechanism| mechanism_color(mechanism).srgb().map(f32::to_bits)).to_vec();
        colors.sort_unstable();
        colors.dedup();
        assert_eq!(colors.len(), Mechanism::ALL.len());
    }
}
