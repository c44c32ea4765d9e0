//! The server from outside: its processes, its API and its live connection.

mod alerts;
mod availability;
mod consumers;
mod crash;
mod devices;
mod fields;
mod harness;
mod inventory;
mod live;
mod loyalty;
mod machine;
mod menu;
mod nodes;
mod payments;
mod people;
mod placing;
mod prep_times;
mod receipts;
mod reports;
mod restart;
mod roles;
mod routes;
mod screens;
mod slow;
mod tables;
mod webhooks;
