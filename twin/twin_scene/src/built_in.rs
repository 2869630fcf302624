//! The scenes that ship inside every build, so that they open from any folder and in a browser.

/// A scene that ships with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// Name for the command line and links.
    pub id: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// The file's text.
    pub text: &'static str,
}

/// All built-in scenes; the first opens at the start.
pub const SCENES: &[BuiltIn] = &[
    BuiltIn {
        id: "helsinki",
        title: "Helsinki city centre",
        text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenes/helsinki.ron")),
    },
    BuiltIn {
        id: "factory",
        title: "Factory hall",
        text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenes/factory.ron")),
    },
];

/// The scene with an id.
pub fn by_id(id: &str) -> Option<&'static BuiltIn> {
    SCENES.iter().find(|scene| scene.id == id)
}
