//! Text to [`Scene`], or every fault of the text.

use crate::fault::one_line;
use crate::positions::{Positions, byte_at, path_at};
use crate::validate::Checker;
use crate::{Fault, Scene, validate};

/// Largest file read, bytes (64 MiB); Helsinki's centre needs half a megabyte, San Francisco's with its terrain as meshes twelve.
pub const LARGEST_FILE_BYTES: usize = 64 << 20;

/// Reads and checks a scene. RON stops at the first fault of syntax or type, which is then the only one; otherwise all faults of content
/// are reported together, in the order of the schema.
pub fn parse(text: &str) -> Result<Scene, Vec<Fault>> {
    if text.len() > LARGEST_FILE_BYTES {
        return Err(vec![Fault {
            path: String::new(),
            line: 1,
            column: 1,
            message: format!("the file has {} bytes", text.len()),
            remedy: format!("keep it below {LARGEST_FILE_BYTES} bytes, e.g. by importing a smaller part"),
        }]);
    }
    let scene: Scene = ron::from_str(text).map_err(|fault| vec![syntax_fault(text, &fault)])?;
    let mut checker = Checker::default();
    validate::scene(&scene, &mut checker);
    if checker.faults.is_empty() {
        return Ok(scene);
    }
    let positions = Positions::of(text, checker.faults.iter().map(|found| found.path.as_str()));
    let place = |found: validate::Found| {
        let (line, column) = positions.line_column(&found.path);
        Fault { path: found.path, line, column, message: found.message, remedy: found.remedy }
    };
    Err(checker.faults.into_iter().map(place).collect())
}

fn syntax_fault(text: &str, fault: &ron::error::SpannedError) -> Fault {
    let (line, column) = (fault.span.start.line, fault.span.start.col);
    Fault {
        path: path_at(text, byte_at(text, line, column)),
        line,
        column,
        message: one_line(&fault.code.to_string()),
        remedy: "see scenes/street_corner.ron for an example of every field".into(),
    }
}
