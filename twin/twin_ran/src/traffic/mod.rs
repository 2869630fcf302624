//! Packets that arrive for a UE, and the queue they wait in.
//!
//! Start at [`TrafficSource::arrivals_until`] once per tick, with the end of the tick; the scheduler serves the [`PacketQueue`].

mod queue;
mod source;

pub use queue::{Packet, PacketQueue};
pub use source::{TrafficModel, TrafficSource, VideoModel};
