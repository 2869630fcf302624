//! The link budget of one path, or of one link of the statistical channel: every gain and loss from the transmitter to SS-RSRP, with its source and whether that source covers the case.

use crate::RadioEngine;
use crate::components::DrawnLink;
use crate::statistical::Statistical;
use glam::DVec3;
use twin_antenna::Pattern;
use twin_radio::{Interaction, Mechanism, Path};
use twin_units::math;

/// One line of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct BudgetTerm {
    /// What it is.
    pub name: String,
    /// Level in dBm for the first line, gain in dB (losses negative) for all others.
    pub value_db: f64,
    /// Document, edition and clause.
    pub source: &'static str,
    /// Whether the source covers the case; if not, `note` says why.
    pub valid: bool,
    /// A remark; empty when there is none.
    pub note: String,
}

/// The table of a path to a receiver, in the order of the signal's way; the values add up to the path's share of SS-RSRP, dBm.
///
/// `own` is the agent at the receiver, whose body does not block.
pub fn budget(
    engine: &RadioEngine,
    cell: usize,
    beam: usize,
    path: &Path,
    receiver: DVec3,
    own: Option<u32>,
) -> Vec<BudgetTerm> {
    let term = |name: &str, value_db: f64, source: &'static str| BudgetTerm {
        name: name.to_owned(),
        value_db,
        source,
        valid: true,
        note: String::new(),
    };
    let source = engine.site_position(engine.site_of(cell));
    let power = engine.power_per_re(cell).dbm().0;
    let antenna = db(engine.antenna(cell).gain(beam, path.departure));
    let wavelengths = path.length_m / engine.frequency().wavelength_m();
    let free_space = -20.0 * math::log10(4.0 * std::f64::consts::PI * wavelengths);
    let bodies = -engine.body_loss_db(path, source, receiver, own);
    let air = engine.air().terms(path.length_m);
    let air_db: f64 = air.iter().map(|term| -term.loss.0).sum();
    let wood = engine.surroundings().wood_term(path, source, receiver);
    let indoors = engine.indoors(engine.site_of(cell), receiver);
    let entry = indoors.and_then(|indoors| Some((indoors, engine.surroundings().entry_term(&indoors, path)?)));
    let wood_db = wood.map_or(0.0, |(term, _)| -term.loss.0);
    let entry_db = entry.map_or(0.0, |(_, (term, _))| -term.loss.0);
    let interactions = db(path.power_gain_v()) - free_space - bodies - air_db - wood_db - entry_db;

    let mut table = vec![
        term("transmit power per resource element", power, "plan; 12 subcarriers a PRB, TS 38.211 V17 cl. 4.4.4.1"),
        antenna_line(engine, cell, beam, antenna),
        term(&format!("free space over {:.1} m", path.length_m), free_space, "ITU-R P.525-4 eq. (4)"),
    ];
    if path.mechanism != Mechanism::LineOfSight {
        let (name, source) = name_of(path);
        let mut line = term(&name, interactions, source);
        let outside = engine.materials_outside_bands(path);
        if !outside.is_empty() {
            line.valid = false;
            line.note = format!("outside the bands of ITU-R P.2040: {}", outside.join(", "));
        }
        table.push(line);
    }
    table.extend(air.into_iter().map(|air| of_air(air.name.to_lowercase(), air, air.note.to_owned())));
    if let Some((wood, depth_m)) = wood {
        let name = if depth_m > 0.0 { format!("woodland, {depth_m:.1} m inside") } else { "woodland".into() };
        table.push(of_air(name, wood, wood.note.to_owned()));
    }
    if let Some((indoors, (entry, probability))) = entry {
        let note = format!(
            "{}; not exceeded in {:.0} % of places; traced to the façade, then {:.1} m straight on",
            entry.note,
            100.0 * probability,
            indoors.inside_m
        );
        table.push(of_air("building entry".into(), entry, note));
    }
    table.push(term("bodies in the way", bodies, "TR 38.901 V17 cl. 7.6.4.2, model B"));
    table.push(term("receive antenna", 0.0, "isotropic, both polarisations added"));
    table
}

/// The table of a link of the statistical channel, in the order of the signal's way; the values add up to the SS-RSRP of the beam, dBm.
pub fn drawn_budget(
    engine: &RadioEngine,
    cell: usize,
    beam: usize,
    drawn: &DrawnLink,
    receiver: DVec3,
) -> Vec<BudgetTerm> {
    let term = |name: String, value_db: f64, source: &'static str| BudgetTerm {
        name,
        value_db,
        source,
        valid: true,
        note: String::new(),
    };
    let site = engine.site_position(engine.site_of(cell));
    let direction = (receiver - site).try_normalize().unwrap_or(DVec3::NEG_Z);
    let sight = if drawn.has_line_of_sight { "with" } else { "without" };
    let mut path_loss = term(
        format!("path loss {sight} line of sight over {:.1} m", drawn.distance_m),
        -drawn.path_loss_db,
        "TR 38.901 V18.0.0 table 7.4.1-1, UMi street canyon",
    );
    path_loss.note = Statistical::caution(site, receiver).to_owned();
    path_loss.valid = path_loss.note.is_empty();
    let mut table = vec![
        term(
            "transmit power per resource element".into(),
            engine.power_per_re(cell).dbm().0,
            "plan; 12 subcarriers a PRB, TS 38.211 V17 cl. 4.4.4.1",
        ),
        antenna_line(engine, cell, beam, db(engine.antenna(cell).gain(beam, direction))),
        path_loss,
        term("shadowing".into(), -drawn.shadowing_db, "TR 38.901 V18.0.0 cl. 7.4.4"),
    ];
    if drawn.car_loss_db != 0.0 {
        table.push(term("into the car".into(), -drawn.car_loss_db, "TR 38.901 V18.0.0 cl. 7.4.3.2"));
    }
    let air = engine.air().terms(drawn.distance_m);
    table.extend(air.into_iter().map(|air| of_air(air.name.to_lowercase(), air, air.note.to_owned())));
    table.push(term("receive antenna".into(), 0.0, "isotropic"));
    table
}

/// The gain of the transmitting antenna towards the path.
fn antenna_line(engine: &RadioEngine, cell: usize, beam: usize, value_db: f64) -> BudgetTerm {
    let codebook = &engine.antenna(cell).codebook;
    let name = format!("antenna, beam {beam}");
    let Pattern::Imported(pattern) = codebook.pattern() else {
        let source = "TR 38.901 V17 table 7.3-1 and array factor";
        return BudgetTerm { name, value_db, source, valid: true, note: String::new() };
    };
    let source = "pattern file, cuts joined by horizontal projection (WinProp user guide, eq. 1)";
    let measured = pattern.frequency().map(|measured| measured.ghz());
    // A pattern holds for the band of its antenna. How far that reaches no format says; 10 % is assumed.
    let carrier = engine.frequency().ghz();
    let valid = measured.is_none_or(|measured| (carrier / measured - 1.0).abs() <= 0.1);
    let mut note = pattern.name().to_owned();
    match measured {
        Some(measured) if !valid => note += &format!("; measured at {measured} GHz, the carrier is at {carrier} GHz"),
        None => note += "; the file states no frequency",
        Some(_) => {}
    }
    BudgetTerm { name, value_db, source, valid, note }
}

/// A loss of the air crate as a line of the table.
fn of_air(name: String, loss: twin_air::Term, note: String) -> BudgetTerm {
    BudgetTerm { name, value_db: -loss.loss.0, source: loss.source, valid: loss.valid, note }
}

/// What stands between free space and the path: name and source.
fn name_of(path: &Path) -> (String, &'static str) {
    let count = |kind| path.interactions.iter().filter(|known| **known == kind).count();
    let parts: Vec<String> = [
        (Interaction::Specular, "reflection"),
        (Interaction::Transmission, "wall passed"),
        (Interaction::Diffraction, "edge"),
        (Interaction::Ris, "RIS"),
        (Interaction::Scattering, "rough wall"),
    ]
    .into_iter()
    .filter_map(|(kind, name)| match count(kind) {
        0 => None,
        1 => Some(format!("1 {name}")),
        n if name == "wall passed" => Some(format!("{n} walls passed")),
        n => Some(format!("{n} {name}s")),
    })
    .collect();
    let source = match path.mechanism {
        Mechanism::LineOfSight => "",
        Mechanism::Reflection | Mechanism::Transmission => "ITU-R P.2040-4 eqs. (37), (43), (44)",
        Mechanism::Diffraction => "UTD (Kouyoumjian and Pathak 1974) or ITU-R P.526-15 §4.5.1",
        Mechanism::Ris => "element sum, Tang et al. 2021 eq. (3)",
        Mechanism::Scattering => "directive model, Degli-Esposti et al. 2007",
    };
    (parts.join(", "), source)
}

fn db(gain: f64) -> f64 {
    10.0 * math::log10(gain.max(1e-40))
}

#[cfg(test)]
mod tests;
