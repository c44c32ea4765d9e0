//! What the check would add to the kitchen's work, before it is sent.

use client_kit::text::till as words;
use client_kit::text::till_quick::{Word as Quick, say as q};
use dioxus::prelude::*;
use shared::ids::StationId;

use crate::quote::{Known, use_quote};
use crate::store::Till;
use crate::view;

#[component]
pub fn QuoteLine() -> Element {
    let quote = use_quote();
    match quote() {
        Some(Known::Quote(quote)) => rsx! {
            Minutes { minutes: quote.minutes, station: quote.station }
        },
        Some(Known::NoLink) => rsx! {
            p { class: "quote", "data-quote": "unknown", {q(Quick::NoQuote)} }
        },
        // Its place is kept, so that nothing moves when it comes.
        Some(Known::Not) | None => rsx! {
            p { class: "quote" }
        },
    }
}

/// A check that has just been begun has none: this may come late.
#[component]
fn Minutes(minutes: u64, station: Option<StationId>) -> Element {
    let till: Till = use_context();
    let board = till.board.read();
    let station = board.as_ref().map(|board| view::station_name(board, station.as_ref())).unwrap_or_default();
    rsx! {
        p { class: "quote", "data-quote": "{minutes}", {words::quote(minutes, &station)} }
    }
}
