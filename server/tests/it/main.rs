//! The server from outside: its processes, its API and its live connection.

mod alerts;
mod availability;
mod consumers;
mod fields;
mod harness;
mod live;
mod machine;
mod nodes;
mod placing;
mod receipts;
mod reports;
mod restart;
mod roles;
mod slow;
mod webhooks;
