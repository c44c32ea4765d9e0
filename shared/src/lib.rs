//! The order machine, the board and the wire protocol, once, for the server and the screens.
//!
//! The rule of this crate: no input or output, no clock, no randomness. Time and fresh ids are
//! passed in, so that the same code runs on the server, in the browser and in a simulation.
//!
//! | file | purpose |
//! |---|---|
//! | `ids`, `time`, `money` | a type for each id; instants passed in; minor units |
//! | `order` | what an order is, what may be asked of it, what has happened to it |
//! | `board` | a location's board as a fold of events: the server's snapshot and the screen's picture |
//! | `menu` | what can be ordered, and how a wish becomes priced, routed items |
//! | `menu_file` | a whole menu as a manager sends it, judged field by field |
//! | `alert` | what somebody has to look at |
//! | `stock` | what is in the house, as a fold of events |
//! | `points` | customers and their points, as a fold of events |
//! | `fire_plan` | when each station should start, so that what belongs together is ready together |
//! | `critical_path` | what an order was waiting for, minute by minute |
//! | `replay` | a day as the screens showed it, folded once and looked at by the minute |
//! | `prep_times` | how long a dish takes at its station, by what it took last |
//! | `quote` | how long an order would take if it were sent now |
//! | `settings` | what a manager changes of a location while it runs |
//! | `location` | the file that describes a location at first start |
//! | `view` | who sees which part of an event |
//! | `protocol` | the frames of the live connection |
//! | `lean` | JSON and sorting in less code, for the pages |
//! | `strict` | what clients send is read strictly, what servers send leniently |
//! | `sync`, `outbox` | a client's connection and its unsent commands as pure machines |

pub mod alert;
pub mod board;
pub mod critical_path;
pub mod fire_plan;
pub mod ids;
pub mod lean;
pub mod location;
pub mod menu;
pub mod menu_file;
pub mod money;
pub mod order;
pub mod outbox;
pub mod points;
pub mod prep_times;
pub mod protocol;
pub mod quote;
pub mod replay;
pub mod settings;
pub mod stock;
mod strict;
pub mod sync;
pub mod time;
pub mod view;
