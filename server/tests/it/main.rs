//! The server from outside: its processes, its API and its live connection.

mod availability;
mod fields;
mod harness;
mod inventory;
mod live;
mod machine;
mod menu;
mod nodes;
mod placing;
mod restart;
mod roles;
mod slow;
