//! Starts the kitchen screens.

fn main() {}
