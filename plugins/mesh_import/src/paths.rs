//! Names of files: the relative path asked of the caller, and names for objects.

use crate::error::{excerpt, fault};
use crate::limits::{MOST_FILE_BYTES, refuse};
use crate::{ImportError, Place, Read};

/// The file's text, without a byte order mark.
pub(crate) fn text<'a>(bytes: &'a [u8], file: &str) -> Result<&'a str, ImportError> {
    let text = std::str::from_utf8(bytes).map_err(|wrong| {
        fault(
            file,
            Place::Byte(wrong.valid_up_to()),
            "this is not UTF-8 text",
            "save it as UTF-8 or check that it is the right file",
        )
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// A file's name without folders and ending.
pub(crate) fn stem(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// A file's name without folders, and without the given ending (in small letters) if it has it.
pub(crate) fn stem_of<'a>(path: &'a str, ending: &str) -> &'a str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((stem, found)) if !stem.is_empty() && found.eq_ignore_ascii_case(ending) => stem,
        _ => name,
    }
}

/// Reads a file that `file` refers to at `place`.
pub(crate) fn read(
    path: &str,
    file: &str,
    place: &Place,
    read: &mut Read<'_>,
) -> Result<(String, Vec<u8>), ImportError> {
    let relative = relative(path).ok_or_else(|| {
        fault(
            file,
            place.clone(),
            format!("{:?} does not lie beside the scene", excerpt(path)),
            "put the file below the scene's folder and refer to it by a relative path",
        )
    })?;
    let bytes = read(&relative).map_err(|reason| ImportError::Missing {
        file: file.to_owned(),
        place: place.clone(),
        path: excerpt(path),
        reason,
    })?;
    refuse(&relative, &Place::Whole, "bytes", bytes.len() as u64, MOST_FILE_BYTES)?;
    Ok((relative, bytes))
}

/// The path with `/` between its parts and without `.` and `..`; `None` if it is absolute, empty, or climbs out of the scene's folder.
pub(crate) fn relative(path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    if path.starts_with('/') || path.contains(':') || path.contains('\0') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_beside_the_scene() {
        for (path, expected) in [
            ("meshes/a.ply", Some("meshes/a.ply")),
            ("./meshes\\a.ply", Some("meshes/a.ply")),
            ("x/../a.ply", Some("a.ply")),
            ("../a.ply", None),
            ("/etc/passwd", None),
            ("C:\\a.ply", None),
            ("", None),
        ] {
            assert_eq!(relative(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn stems_have_neither_folder_nor_ending() {
        for (path, expected) in [("a/b.c.ply", "b.c"), ("b", "b"), (".ply", ".ply"), ("x\\y.obj", "y")] {
            assert_eq!(stem(path), expected);
        }
    }
}
