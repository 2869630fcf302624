//! Ray geometry and propagation: surfaces, materials, and the path solver.
//!
//! Start at [`GeometryBuilder`], make an [`Illumination`] for each fixed source, then call [`solve`] for each link.
//!
//! | Step | Module | What it does |
//! |---|---|---|
//! | surfaces | `geometry`, `surface`, `outline` | planar polygons with f64 planes and ITU-R P.2040 materials |
//! | occlusion | `bvh` | f32 boxes find candidates, the f64 planes decide |
//! | candidates | `solver::candidates` | rays from a source find which surface sequences can reach which part of the map |
//! | image method | `solver::image_method` | exact reflection points in f64, every leg tested for occlusion |
//! | field | `solver::field` | slab reflection with full polarisation, spreading |
//! | diffraction | `solver::diffraction` | one over-rooftop path when the direct one is blocked |
//!
//! # Accuracy
//! - Reflections are specular and geometric-optical, at most [`MAX_ORDER`] of them; nothing passes through a surface and nothing scatters.
//! - Candidates are sampled: a path whose reflecting patch no ray met is missed. [`SolverSettings::candidate_rays`] buys completeness.
//!   In a made-up city of 625 buildings the default of 20,000 rays finds 90 % of the reflected paths that 400,000 rays find, with 98.7 % of
//!   their power; what is missed is mostly distant double reflections. The ground is exempt: every sequence is tried with and without it.
//! - Diffraction is one scalar multiple-knife-edge path per link after the Bullington construction of ITU-R P.526-15 §4.5.1 on a flat
//!   earth (city scale). It keeps polarisation, knows no corners of streets, and takes every wall to reach down to the ground.
//!   A free direct path loses nothing to edges it passes closely, so the level steps by at least 12 dB where the direct path is lost.
//! - A material asked outside the bands of its table uses the formula of the nearest band; [`Material::is_valid_at`] tells.

mod blockage;
mod bvh;
mod geometry;
mod materials;
mod outline;
mod path;
mod solver;
mod surface;
mod utd;
mod wedges;

pub use blockage::{Bodies, Body};
pub use geometry::{Geometry, GeometryBuilder, GeometryError, Hit, Wave};
pub use materials::{
    Band, Edition, Material, Reflection, Transmission, half_space_reflection, slab_reflection, slab_transmission,
};
pub use path::{Interaction, Mechanism, Path};
pub use solver::diffraction::{bullington_loss_db, knife_edge_loss_db};
pub use solver::{Illumination, MAX_ORDER, Mechanisms, SolverSettings, solve};
pub use surface::Surface;
