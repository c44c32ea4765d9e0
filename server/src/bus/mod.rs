//! Stop 6 of the line: news from node to node. The bus is a hint, the store is the truth.
//!
//! Rules for every bus:
//!
//! - `publish` never blocks and never waits for the network. What waits is bounded in number and
//!   bytes; past that the oldest goes. Losing every message costs time, never an order.
//! - What one node publishes for a location arrives elsewhere in that order, or not at all.
//! - A node may hear its own messages, and any message twice: `seq` makes both harmless.
//! - `Up` says that messages may have been missed before it: whoever hears it looks into the log.
//!   `Down` says that none may come: look into the log by the clock until `Up`.
//! - A bus that breaks, hangs or restarts heals by itself.

#[cfg(test)]
mod contract;
pub mod letters;
mod local;
mod queue;
mod redis;

use std::sync::Arc;

use shared::ids::LocationId;

pub use local::Exchange;
pub use queue::Inbox;
pub use redis::RedisBus;

/// What a subscriber hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BusMessage {
    /// An `events` frame of the live connection, in the manager's view: JSON text.
    Frame { location: LocationId, text: Arc<str> },
    /// Messages arrive from here on; some before may have been lost.
    Up,
    /// Messages may not arrive.
    Down,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BusState {
    Up,
    /// Screens on this node learn from the log what other nodes commit: `degraded`.
    Down,
}

pub trait Bus: Send + Sync + 'static {
    /// Tells the other nodes. Returns at once; the frame may be lost.
    fn publish(&self, location: &LocationId, text: String);

    /// Wants to hear of this location. Asking again is harmless.
    fn follow(&self, location: &LocationId);

    /// What arrives from here on; first of all the state as it is.
    fn subscribe(&self) -> Inbox;

    fn state(&self) -> BusState;
}

/// The pub/sub channel of a location. The braces keep all that is a location's on one node of a
/// Redis Cluster.
pub fn channel(location: &LocationId) -> String {
    format!("passline:{{{location}}}:events")
}
