//! One open order in the list, and one that could not be sent yet.

use client_kit::platform::time;
use client_kit::text;
use dioxus::prelude::*;
use shared::ids::{CommandId, OrderId};
use shared::order::Status;

use crate::actions;
use crate::sending::Kind;
use crate::store::{Picked, Sheet, Till};
use crate::view;
use crate::words::{self, Word, say};

#[component]
pub fn OrderRow(id: OrderId) -> Element {
    let till: Till = use_context();
    let row = use_memo(move || {
        let board = till.board.read();
        let board = board.as_ref()?;
        Some(view::row(board.order(id)?, board))
    });
    let on = use_memo(move || *till.picked.read() == Picked::Order(id));
    let Some(row) = row() else { return rsx! {} };
    let ready = row.status == Status::Ready;
    rsx! {
        button {
            class: if ready { "order ready" } else { "order" },
            "data-order": "{row.number}",
            "aria-current": on(),
            onclick: move |_| actions::show_order(till, id),
            span { class: "num", "{row.number}" }
            span { class: "who", "{row.place}" }
            Age { id }
            span { class: "how",
                if row.rush {
                    span { class: "rush", {say(Word::Rush)} }
                }
                span { class: if ready { "state ready" } else { "state" },
                    if ready {
                        i { class: "sign tick" }
                    }
                    {view::status_word(row.status)}
                }
                if row.paid {
                    span { {say(Word::Paid)} }
                }
                span { "{row.how}" }
                if row.seen && !ready {
                    span { i { class: "sign tick" } {say(Word::OnScreen)} }
                }
            }
        }
    }
}

/// How long ago it was sent; a component of its own, because it moves every second.
#[component]
pub fn Age(id: OrderId) -> Element {
    let till: Till = use_context();
    let age = use_memo(move || {
        let board = till.board.read();
        let board = board.as_ref()?;
        let row = view::row(board.order(id)?, board);
        let seconds = row.until.unwrap_or(*till.now.read()).millis_since(row.since) / 1000;
        Some((text::duration(seconds), view::age_level(seconds, board.location.thresholds.of(row.channel), row.status)))
    });
    let Some((words, level)) = age() else {
        return rsx! {};
    };
    let class = ["age", "age warn", "age late"][usize::from(level.min(2))];
    rsx! {
        span { class,
            "{words}"
            for k in 0..level {
                i { key: "{k}", class: "sign up" }
            }
        }
    }
}

#[component]
pub fn UnsentRow(command: CommandId) -> Element {
    let mut till: Till = use_context();
    let call = till.sending.list.read().iter().find(|call| call.key == command).cloned();
    let Some(call) = call else { return rsx! {} };
    let seconds = {
        till.now.read();
        time::now().millis_since(call.at) / 1000
    };
    let on = *till.picked.read() == Picked::Unsent(command);
    let count = call.cart.as_ref().map(|cart| words::items(cart.count()));
    let refused = call.refused.is_some();
    rsx! {
        button {
            class: "order unsent",
            "data-unsent": "true",
            "aria-current": on,
            onclick: move |_| {
                till.sheet.set(Sheet::None);
                till.picked.set(Picked::Unsent(command));
            },
            span { class: "num", i { class: if refused { "sign cross" } else { "mk" } } }
            span { class: "who", "{call.about}" }
            span { class: "age", {text::duration(seconds)} }
            span { class: "how",
                span { class: "state", {say(if refused { Word::RefusedMark } else { Word::NotSentYet })} }
                if call.kind != Kind::Other && let Some(count) = count {
                    span { "{count}" }
                }
            }
        }
    }
}
