//! Whole scenes in motion. Start at `vehicles`; `common` has the synthetic city and what is watched in it.

mod common;
mod people_and_fixtures;
mod scenes;
mod vehicles;
