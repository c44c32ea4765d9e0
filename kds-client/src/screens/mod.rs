//! One screen a file: no rules, no network.

pub mod choose;
pub mod expo;
pub mod guests;
pub mod station;
