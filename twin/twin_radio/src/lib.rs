//! Ray geometry and propagation: surfaces, materials, and the path solver.
//!
//! Start at [`GeometryBuilder`], make an [`Illumination`] for each fixed source, then call [`solve`] for each link.
//!
//! | Step | Module | What it does |
//! |---|---|---|
//! | surfaces | `geometry`, `surface`, `outline` | planar polygons with f64 planes and ITU-R P.2040 materials |
//! | occlusion | `bvh` | four f32 boxes at a time find candidates, the f64 planes decide |
//! | edges | `wedges`, `geometry::edges` | where two surfaces leave more than half the space around their common edge to the air |
//! | candidates | `solver::candidates`, `solver::beams` | which sequences of surfaces to try: sampled by rays, or all by beam tracing |
//! | image method | `solver::image_method` | exact reflection points in f64, every leg tested for what it passes |
//! | field | `solver::field` | slab reflection and transmission with full polarisation, spreading |
//! | diffraction | `utd`, `solver::edges` | one edge a path, reflected before and after |
//! | rooftops | `solver::diffraction` | one over-rooftop path when all else is blocked |
//! | movers | `blockage`, `solver::mirrors` | moving bodies as screens and mirrors |
//!
//! # Accuracy
//! - Reflections are specular and geometric-optical, at most [`MAX_ORDER`] of them; surfaces have no thickness in the geometry.
//! - Rough surfaces scatter once (`solver/scattering.rs`).
//! - [`Illumination::exhaustive`] tries every sequence of surfaces. [`Illumination::new`] samples them: a path whose reflecting patch no ray met is missed. [`SolverSettings::candidate_rays`] buys completeness.
//!   In a made-up city of 625 buildings the default of 20,000 rays finds 90 % of the reflected paths that 400,000 rays find, with 98.7 % of
//!   their power; what is missed is mostly distant double reflections. The ground is exempt: every sequence is tried with and without it.
//! - Where no path over a single edge is found either, one scalar multiple-knife-edge path is made after the Bullington construction of ITU-R P.526-15 §4.5.1 on a flat
//!   earth (city scale). It keeps polarisation, knows no corners of streets, and takes every wall to reach down to the ground.
//! - Live links ([`SolverSettings::all_edges`] off) add paths over edges only where the direct path is blocked: the level steps there.
//! - A material asked outside the bands of its table uses the formula of the nearest band; [`Material::is_valid_at`] tells.

mod blockage;
mod bvh;
mod geometry;
mod materials;
mod outline;
mod path;
mod prism;
mod solver;
mod surface;
mod utd;
mod wedges;

pub use blockage::{Bodies, Body};
pub use geometry::{Geometry, GeometryBuilder, GeometryError, Hit, Wave};
pub use materials::{
    Band, Edition, Material, Reflection, Scattering, Transmission, half_space_reflection, slab_reflection,
    slab_transmission,
};
pub use path::{Interaction, Mechanism, Path};
pub use prism::{Prism, length_inside, merge_spans};
pub use solver::diffraction::{bullington_loss_db, knife_edge_loss_db};
pub use solver::{Illumination, MAX_ORDER, Mechanisms, SolverSettings, mirrored_paths, solve};
pub use surface::Surface;
