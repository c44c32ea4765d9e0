//! Which screens show the order: proof that the kitchen has it, ticket by ticket.

use client_kit::text::till::{Word as W, say as t};
use dioxus::prelude::*;
use shared::ids::OrderId;

use crate::money;
use crate::store::Till;
use crate::view;

#[derive(Clone, PartialEq)]
struct Seen {
    station: String,
    at: Option<String>,
    due: bool,
}

#[component]
pub fn ScreensRow(id: OrderId) -> Element {
    let till: Till = use_context();
    let tickets = use_memo(move || {
        let board = till.board.read();
        let (board, order) = (board.as_ref()?, board.as_ref()?.order(id)?);
        let now = *till.now.read();
        let seen = order.tickets.iter().map(|ticket| Seen {
            station: match &ticket.station {
                Some(station) => view::station_name(board, Some(station)),
                None => t(W::WithoutStation).to_owned(),
            },
            at: ticket.shown_at.map(money::clock),
            due: ticket.due_at.is_some_and(|due| due <= now),
        });
        Some(seen.filter(|seen| seen.due || seen.at.is_some()).collect::<Vec<_>>())
    });
    let tickets = tickets().unwrap_or_default();
    if tickets.is_empty() {
        return rsx! {};
    }
    rsx! {
        ul { class: "screens", "aria-label": t(W::Screens),
            for (k , seen) in tickets.into_iter().enumerate() {
                li { key: "{k}", "data-shown": seen.at.is_some(),
                    if let Some(at) = &seen.at {
                        i { class: "sign tick" }
                        "{seen.station}: {t(W::OnScreen)} {at}"
                    } else {
                        i { class: "sign up" }
                        b { "{seen.station}: {t(W::NotOnScreen)}" }
                    }
                }
            }
        }
    }
}
