//! Random services, and what is tampered with.
