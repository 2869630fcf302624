//! The file formats, one module per version, apart from the twin's own types so that those stay free to change.

pub mod state;
pub mod v1;
