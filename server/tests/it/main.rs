//! The server from outside: its processes, its API and its live connection.

mod harness;
mod availability;
mod fields;
mod placing;
mod live;
mod machine;
mod restart;
mod roles;
mod slow;
mod nodes;
