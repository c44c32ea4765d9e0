//! An order goes to another table.

use client_kit::text::till::{self as text, Word as W, say as t};
use dioxus::prelude::*;
use serde_json::json;
use shared::ids::OrderId;

use crate::actions;
use crate::components::panel::Frame;
use crate::components::table_pad::TablePad;
use crate::store::{Sheet, Till};
use crate::view;

#[component]
pub fn TransferSheet(id: OrderId) -> Element {
    let mut till: Till = use_context();
    let mut table = use_signal(String::new);
    let order = use_memo(move || till.board.read().as_ref().and_then(|board| board.order(id).cloned()));
    let Some(order) = order() else { return rsx! {} };
    rsx! {
        Frame {
            title: "{t(W::Transfer)} · {order.number} · {view::place(&order)}",
            on_close: move |()| till.sheet.set(Sheet::None),
            footer: rsx! {
                button {
                    class: "btn main",
                    "data-move": "true",
                    disabled: table.read().trim().is_empty(),
                    onclick: { let order = order.clone(); move |_| actions::on_order(till, &order, t(W::Transfer), "transfer", &json!({ "table": table.peek().trim() })) },
                    {text::move_to(table.read().trim())}
                }
            },
            div { class: "group",
                TablePad { title: t(W::AnotherTable), table: table(), on_name: move |name| table.set(name) }
            }
        }
    }
}
