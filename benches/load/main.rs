//! The load generator: open-loop orders against Passline and its peers. One run, one JSON line.
fn main() {}
