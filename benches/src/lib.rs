//! What the criterion benches share: the orders they run on.
