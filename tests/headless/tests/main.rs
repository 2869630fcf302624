//! The twin end to end, without a renderer.

mod determinism;
mod editing;
mod map;
mod scenes;
mod support;
