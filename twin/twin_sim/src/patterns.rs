//! Antenna patterns of a scene: files beside it become text within it, text becomes patterns.
//!
//! The twin opens no file, so there are two steps. A host that has files calls [`embed`] on the text it read; what comes out stands by itself
//! and is what is loaded, recorded and replayed. [`TwinLoader::parse`](crate::load::TwinLoader::parse) refuses a scene that still names files.
//!
//! # Gain
//! Between the two cuts of a file the gain is that of horizontal projection, see [`ImportedPattern`]. An electrical tilt is in the vertical cut
//! already and is not applied again: planning sets hold one file for each tilt. The sector's `downtilt_deg` turns the whole pattern on top.

use std::collections::BTreeMap;
use std::sync::Arc;
use twin_antenna::{ImportedPattern, MAX_BYTES, parse_msi};
use twin_scene::schema::{PatternSource, SectorPattern};
use twin_scene::{Fault, Scene};
use twin_units::hash::StateHash;

/// The pattern of a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct CellPattern {
    /// Name in the scene.
    pub name: String,
    /// Whether it is that of the whole sector; else that of each element of the array.
    pub is_whole_sector: bool,
    /// The pattern.
    pub pattern: Arc<ImportedPattern>,
    /// Equal for equal gains, so that what is drawn of them can be kept.
    pub fingerprint: u64,
}

/// Puts the texts of all files that a scene's patterns name into the scene; `None` when it names none.
///
/// `read` gives the bytes of a file beside the scene, or says why not. Files are often Latin-1: what is no UTF-8 is read as that.
///
/// # Errors
/// The faults of the scene, or those of the files, each placed where the scene names the file.
pub fn embed(text: &str, read: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>) -> Result<Option<String>, Vec<Fault>> {
    // Most scenes name no file and need not be parsed twice.
    if !text.contains("antenna_patterns") {
        return Ok(None);
    }
    let mut scene = twin_scene::parse(text)?;
    let mut faults = Vec::new();
    let mut found_any = false;
    for (i, pattern) in scene.antenna_patterns.iter_mut().enumerate() {
        let PatternSource::File(file) = &pattern.source else { continue };
        found_any = true;
        match contents(file, read) {
            Ok(contents) => pattern.source = PatternSource::Text(contents),
            Err((message, remedy)) => faults.push(Fault::at(text, &path_of(i), message, remedy)),
        }
    }
    match (faults.is_empty(), found_any) {
        (false, _) => Err(faults),
        (true, true) => Ok(Some(twin_scene::to_ron(&scene))),
        (true, false) => Ok(None),
    }
}

/// The text of a pattern file that can be read as one; else message and remedy.
fn contents(
    file: &str,
    read: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
) -> Result<String, (String, &'static str)> {
    let bytes = read(file).map_err(|error| {
        (format!("the pattern file {file:?} cannot be read: {error}"), "put it beside the scene, or correct the name")
    })?;
    if bytes.len() > MAX_BYTES {
        let message = format!("{file:?} has {} bytes, more than the {MAX_BYTES} of a pattern", bytes.len());
        return Err((message, "name a .msi or .pln file"));
    }
    let text =
        String::from_utf8(bytes).unwrap_or_else(|latin_1| latin_1.into_bytes().into_iter().map(char::from).collect());
    match parse_msi(&text) {
        Ok(_) => Ok(text),
        Err(error) => Err((format!("{file}: {error}"), "mend the file, or name another")),
    }
}

/// What is wrong with the patterns of a scene that is about to be loaded, placed in its text.
pub fn faults(text: &str, scene: &Scene) -> Vec<Fault> {
    let fault = |(i, pattern): (usize, &twin_scene::schema::AntennaPattern)| {
        let (message, remedy) = match &pattern.source {
            PatternSource::Text(pattern) => {
                (parse_msi(pattern).err()?.to_string(), "mend the text; its lines count from its first quotation mark")
            }
            PatternSource::File(file) => (
                format!("the file {file:?} cannot be reached from here"),
                "open the scene from its folder, or write the file's text here: Text(\"…\")",
            ),
        };
        Some(Fault::at(text, &path_of(i), message, remedy))
    };
    scene.antenna_patterns.iter().enumerate().filter_map(fault).collect()
}

fn path_of(index: usize) -> String {
    format!("antenna_patterns[{index}].source")
}

/// The patterns of a scene by name; the first that cannot be used ends it, with its name and why.
///
/// # Errors
/// Name and reason.
pub fn by_name(scene: &Scene) -> Result<BTreeMap<String, Arc<ImportedPattern>>, (String, String)> {
    let one = |pattern: &twin_scene::schema::AntennaPattern| {
        let parsed = match &pattern.source {
            PatternSource::Text(text) => parse_msi(text).map_err(|error| error.to_string()),
            PatternSource::File(file) => Err(format!("the file {file:?} was not read")),
        };
        match parsed {
            Ok(parsed) => Ok((pattern.name.clone(), Arc::new(parsed))),
            Err(error) => Err((pattern.name.clone(), error)),
        }
    };
    scene.antenna_patterns.iter().map(one).collect()
}

impl CellPattern {
    /// The pattern a sector names; `None` when it names none or one that is not there.
    pub(crate) fn of(sector: Option<&SectorPattern>, known: &BTreeMap<String, Arc<ImportedPattern>>) -> Option<Self> {
        let sector = sector?;
        let pattern = Arc::clone(known.get(sector.name())?);
        let mut hash = StateHash::default();
        hash.word(pattern.gain_dbi().0.to_bits());
        for cut in [pattern.horizontal(), pattern.vertical()] {
            hash.word(cut.points().len() as u64);
            cut.points().iter().for_each(|(angle, loss)| {
                hash.word(angle.to_bits());
                hash.word(loss.to_bits());
            });
        }
        Some(Self {
            name: sector.name().to_owned(),
            is_whole_sector: matches!(sector, SectorPattern::Sector(_)),
            pattern,
            fingerprint: hash.value(),
        })
    }
}

/// One sentence on a pattern for people: gain, half-power beamwidths, where it peaks.
pub fn describe(pattern: &ImportedPattern) -> String {
    let width = |cut: &twin_antenna::Cut| {
        cut.half_power_width_deg().map_or_else(|| "no half-power beamwidth".to_owned(), |width| format!("{width:.1}°"))
    };
    let below = pattern.vertical().peak_deg();
    let below = if below > 180.0 { below - 360.0 } else { below };
    let measured =
        pattern.frequency().map_or_else(String::new, |frequency| format!(" at {} MHz", frequency.ghz() * 1e3));
    format!(
        "{:.2} dBi{measured}, half-power beamwidths {} horizontal and {} vertical, peak {below}° below the horizon",
        pattern.gain_dbi().0,
        width(pattern.horizontal()),
        width(pattern.vertical()),
    )
}

#[cfg(test)]
mod tests;
