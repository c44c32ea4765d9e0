//! An order goes to another table.

use client_kit::text::till::{self as text, Word as W, say as t};
use dioxus::prelude::*;
use serde_json::json;
use shared::ids::OrderId;

use crate::actions;
use crate::components::panel::Frame;
use crate::components::stepper::Pad;
use crate::components::whom_panel::TABLE_MAX;
use crate::store::{Sheet, Till};
use crate::view;
use crate::words::{Word, say};

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
                    disabled: table.read().is_empty(),
                    onclick: { let order = order.clone(); move |_| actions::on_order(till, &order, t(W::Transfer), "transfer", &json!({ "table": *table.peek() })) },
                    {text::move_to(&table.read())}
                }
            },
            div { class: "group",
                h3 { {t(W::AnotherTable)} span { class: "entry", if table.read().is_empty() { {say(Word::NoTable)} } else { "{table}" } } }
                Pad {
                    name: say(Word::Table),
                    extra: "Bar",
                    on_key: move |key: String| {
                        if table.peek().len() + key.len() <= TABLE_MAX {
                            table.write().push_str(&key);
                        }
                    },
                    on_back: move |()| {
                        table.write().pop();
                    },
                }
            }
        }
    }
}
