//! The systems of a tick, one file per set, in the order they run.

pub(crate) mod input;
pub(crate) mod kpi;
pub(crate) mod levels;
pub(crate) mod links;
pub(crate) mod mind;
pub(crate) mod mobility;
pub(crate) mod ran;
pub(crate) mod ris;
pub(crate) mod scheduling;
