//! What the check would add to the kitchen's work, before it is sent.

use client_kit::text::till as words;
use dioxus::prelude::*;

use crate::quote::use_quote;
use crate::store::Till;
use crate::view;

#[component]
pub fn QuoteLine() -> Element {
    let till: Till = use_context();
    let quote = use_quote();
    let Some(Some(quote)) = quote() else {
        // Its place is kept, so that nothing moves when it comes.
        return rsx! {
            p { class: "quote" }
        };
    };
    let station = till.board.read().as_ref().map(|board| view::station_name(board, quote.station.as_ref())).unwrap_or_default();
    rsx! {
        p { class: "quote", "data-quote": "{quote.minutes}", {words::quote(quote.minutes, &station)} }
    }
}
