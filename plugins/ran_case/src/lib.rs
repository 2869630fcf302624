//! The rules of the radio access network on their own: recorded handover traces, slicing examples.
//!
//! What `beamscape handover` and `beamscape slices` do, as functions: bytes in, results or one sentence about what is wrong with the bytes out.
//! Start at [`handover::Vector::parse`] and [`slices::Examples::parse`].

mod fault;
pub mod handover;
mod json;
pub mod slices;

pub use fault::Fault;
