//! Two checks become one: everything of the other order comes to this one.

use client_kit::text::till::{Word as W, say as t};
use dioxus::prelude::*;
use serde_json::json;
use shared::ids::OrderId;
use shared::order::Bill;

use crate::actions;
use crate::components::panel::Frame;
use crate::store::{Sheet, Till};
use crate::view;

#[component]
pub fn MergeSheet(id: OrderId) -> Element {
    let mut till: Till = use_context();
    let mut other = use_signal(|| None::<OrderId>);
    let found = use_memo(move || {
        let board = till.board.read();
        let (board, order) = (board.as_ref()?, board.as_ref()?.order(id)?);
        let others =
            board.orders().filter(|o| o.id != id && o.status.is_cooking() && !o.bill.as_ref().is_some_and(Bill::has_payments));
        Some((order.clone(), others.map(|o| (o.id, o.number, view::place(o))).collect::<Vec<_>>()))
    });
    let Some((order, others)) = found() else { return rsx! {} };
    let chosen = others.iter().find(|(id, ..)| Some(*id) == other()).map(|(_, number, _)| *number);
    rsx! {
        Frame {
            title: "{t(W::Merge)} · {order.number} · {view::place(&order)}",
            on_close: move |()| till.sheet.set(Sheet::None),
            footer: rsx! {
                button {
                    class: "btn main",
                    "data-merge": "true",
                    disabled: chosen.is_none(),
                    onclick: { let order = order.clone(); move |_| {
                        if let Some(other) = *other.peek() {
                            actions::on_order(till, &order, t(W::Merge), "merge", &json!({ "order_id": other }));
                        }
                    } },
                    if let Some(number) = chosen {
                        "{t(W::Merge)}: {number} → {order.number}"
                    } else {
                        {t(W::Merge)}
                    }
                }
            },
            p { class: "hint", {t(W::MergeHint)} }
            if others.is_empty() {
                p { class: "none", {t(W::NoOther)} }
            }
            div { class: "choices",
                for (id , number , place) in others {
                    button {
                        key: "{id}",
                        class: if other() == Some(id) { "btn choice on" } else { "btn choice" },
                        "aria-pressed": other() == Some(id),
                        "data-other": "{number}",
                        onclick: move |_| other.set(Some(id)),
                        span { "{number}" }
                        span { class: "p", "{place}" }
                    }
                }
            }
        }
    }
}
