//! The till and the back office: launch only.

fn main() {}
