//! The twin end to end, without a renderer.

mod determinism;
mod editing;
mod map;
mod mobility;
mod scenes;
mod support;
