//! Rules of antenna patterns; what is in their files is for whoever reads them.

use super::Checker;
use crate::schema::{PatternSource, Scene, Sector, SectorPattern};

/// Most patterns of a scene.
const MOST: usize = 100;
/// Longest name of a file, bytes.
const LONGEST_NAME: usize = 200;
/// Longest text of a pattern, bytes.
const LONGEST_TEXT: usize = 1 << 20;

pub(super) fn check(scene: &Scene, to: &mut Checker) {
    to.count("antenna_patterns", scene.antenna_patterns.len(), 0, MOST);
    for (i, pattern) in scene.antenna_patterns.iter().enumerate() {
        let path = format!("antenna_patterns[{i}]");
        to.name(format!("{path}.name"), &pattern.name);
        if scene.antenna_patterns[..i].iter().any(|earlier| earlier.name == pattern.name) {
            let message = format!("{:?} is described twice", pattern.name);
            to.fault(format!("{path}.name"), message, "give each pattern its own name");
        }
        match &pattern.source {
            PatternSource::File(file) if is_beside(file) => {}
            PatternSource::File(file) => to.fault(
                format!("{path}.source"),
                format!("{file:?} is no file beside the scene"),
                "put the file into the scene's folder and give its name, e.g. File(\"panel.msi\")",
            ),
            PatternSource::Text(text) if text.len() <= LONGEST_TEXT => {}
            PatternSource::Text(text) => to.fault(
                format!("{path}.source"),
                format!("the text has {} bytes", text.len()),
                format!("a pattern has at most {LONGEST_TEXT}"),
            ),
        }
    }
}

/// A sector's pattern must be described, and one for the whole sector leaves nothing to an array.
pub(super) fn sector(path: &str, sector: &Sector, scene: &Scene, to: &mut Checker) {
    let Some(pattern) = &sector.pattern else { return };
    if !scene.antenna_patterns.iter().any(|known| known.name == pattern.name()) {
        let message = format!("there is no pattern {:?}", pattern.name());
        to.fault(format!("{path}.pattern"), message, "describe it under antenna_patterns, or leave the field out");
    }
    let array = sector.array;
    let single = [array.rows, array.columns, array.beams_azimuth, array.beams_elevation] == [1; 4];
    if matches!(pattern, SectorPattern::Sector(_)) && !single {
        to.fault(
            format!("{path}.pattern"),
            "a pattern of the whole sector holds the gain of its array already",
            "use array: (rows: 1, columns: 1, beams_azimuth: 1, beams_elevation: 1), or Element(…) for the pattern of each element",
        );
    }
}

/// A relative name without a way out of the folder, the same on all systems.
fn is_beside(file: &str) -> bool {
    let sound = |part: &str| !part.is_empty() && part != "." && part != "..";
    file.len() <= LONGEST_NAME
        && !file.contains(['\\', ':'])
        && !file.chars().any(char::is_control)
        && file.split('/').all(sound)
}
