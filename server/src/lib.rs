//! The server, in the order of the line: an order goes forward only.
//!
//! ```text
//! till / screen -> 1 http/ or live/inbound -> 2 orders (the location's writer)
//!                     -> [ lock -> 3 shared::order::decide -> 4 store.commit ]
//! screens       <- 8 live/outbound <- 7 hub <- 6 bus <- 5 relay <- committed
//! ```
//!
//! Imports run one way, and a check holds them to it (`cargo xtask tidy`):
//! `app → {http, live, relay, consumers, jobs} → {orders, catchup, hub} → {log, store, bus} → shared`.

pub mod app;
pub mod audit;
pub mod auth;
pub mod bus;
pub mod catchup;
pub mod clock;
pub mod config;
pub mod consumers;
pub mod crash;
pub mod http;
pub mod hub;
pub mod jobs;
pub mod learned;
pub mod listen;
pub mod live;
pub mod location_file;
pub mod log;
pub mod metrics;
pub mod orders;
pub mod problem;
pub mod relay;
pub mod router;
pub mod rush;
pub mod screens;
pub mod state;
pub mod store;
pub mod stripe;
pub mod tls;
