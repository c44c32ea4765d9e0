//! The server from outside: its processes, its API and its live connection.

mod availability;
mod fields;
mod harness;
mod live;
mod machine;
mod nodes;
mod payments;
mod placing;
mod restart;
mod roles;
mod slow;
