//! The twin end to end, without a renderer.

mod determinism;
mod editing;
mod scenes;
mod support;
