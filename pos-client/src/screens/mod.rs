//! One page a file: what stands where. No rules, no network.

pub mod orders;
pub mod till;
