//! The kitchen screens: `/kds` stations, `/expo` the pass, `/board` the guests' board.
//!
//! | module | purpose |
//! |---|---|
//! | `route` | which screen this is |
//! | `model` | what is drawn: cards and lines, plain data |
//! | `project`, `pending` | an order, with the taps that are on their way, as cards |
//! | `glass`, `rail` | what fits where; what keeps its place and what may move |
//! | `history`, `affected` | the last tickets, for recall; the tickets that a dish is on |
//! | `counts` | what is to be made, all tickets together |
//! | `kitchen` | the board, the taps on their way, the cards: plain code, tested without a browser |
//! | `store` | the kitchen and the signals that the screens read |
//! | `receipts` | tells the server what has been seen |
//! | `actions`, `pass_actions`, `drag`, `keys` | what a tap means; what the pass does; an order moved by a finger; the same with keys |
//! | `look`, `chime` | how this device shows, and what it sounds like |
//! | `screens`, `components` | drawing, from ids and plain props |

mod actions;
mod affected;
mod app;
mod chime;
mod components;
mod counts;
mod drag;
mod glass;
mod history;
mod keys;
mod kitchen;
mod look;
mod model;
mod pass_actions;
mod pending;
mod project;
mod rail;
mod receipts;
mod route;
mod screens;
mod store;

fn main() {
    client_kit::text::speak();
    client_kit::theme::apply_distance();
    look::Look::stored().apply();
    dioxus::launch(app::App);
}
