//! The server from outside: its processes, its API and its live connection.

mod availability;
mod fields;
mod harness;
mod live;
mod loyalty;
mod machine;
mod nodes;
mod placing;
mod restart;
mod roles;
mod slow;
mod tables;
