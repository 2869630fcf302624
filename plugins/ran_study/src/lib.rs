//! Handover studies over many UEs and settings on the statistical channel: no scene, no rays, all cores, the same numbers with any number of threads.
//!
//! [`ns3::study`] repeats the scenario of a published ns-3 study and sets our rates beside its rows; [`sweep::Sweep`] puts any grid of settings on it.
//! A [`world::Condition`] is a street grid with sites and a speed; [`radio::Radio`] is what one UE hears on it; [`run::run_ue`] puts
//! many settings through the rules of `twin_ran` on the same radio samples. [`hexagon::hexagon`] is a scene of up to 10,000 UEs, to time the twin.

pub mod heat_map;
pub mod hexagon;
pub mod ns3;
pub mod radio;
pub mod run;
pub mod statistics;
pub mod streets;
pub mod sweep;
pub mod world;
