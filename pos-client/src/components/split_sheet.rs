//! A check is divided: what goes to the second one.

use std::collections::BTreeMap;

use client_kit::text::till::{self as text, Word as W, say as t};
use dioxus::prelude::*;
use serde_json::json;
use shared::ids::{ItemId, OrderId};

use crate::actions;
use crate::components::panel::Frame;
use crate::components::stepper::Stepper;
use crate::store::{Sheet, Till};
use crate::view;
use crate::words;

#[component]
pub fn SplitSheet(id: OrderId) -> Element {
    let mut till: Till = use_context();
    let mut going = use_signal(BTreeMap::<ItemId, u32>::new);
    let order = use_memo(move || till.board.read().as_ref().and_then(|board| board.order(id).cloned()));
    let Some(order) = order() else { return rsx! {} };
    let lines: Vec<_> = order.items.iter().filter(|item| !item.is_voided()).cloned().collect();
    let all: u32 = lines.iter().map(|item| item.quantity).sum();
    let count: u32 = going.read().values().sum();
    let send = {
        let order = order.clone();
        move |_| {
            let items: Vec<_> =
                going.peek().iter().map(|(item, quantity)| json!({ "item_id": item, "quantity": quantity })).collect();
            actions::on_order(till, &order, t(W::Split), "split", &json!({ "items": items }));
        }
    };
    rsx! {
        Frame {
            title: "{t(W::Split)} · {order.number} · {view::place(&order)}",
            on_close: move |()| till.sheet.set(Sheet::None),
            footer: rsx! {
                button { class: "btn main", "data-split": "true", disabled: count == 0 || count >= all, onclick: send,
                    "{t(W::SplitNow)} · {text::split_items(count)}"
                }
            },
            p { class: "hint", {t(W::SplitHint)} }
            ul {
                for item in lines {
                    {
                        let (at, most) = (going.read().get(&item.id).copied().unwrap_or(0), item.quantity);
                        let id = item.id;
                        rsx! {
                            li { key: "{item.id}", class: "item splitting", "data-item": "{item.name}",
                                span { class: "q", "{item.quantity}" }
                                span { class: "m", "{item.name}"
                                    if item.seat.is_some() {
                                        span { class: "seat", {words::at_seat(item.seat)} }
                                    }
                                }
                                Stepper {
                                    label: "{at}",
                                    name: "{item.name}",
                                    can_less: at > 0,
                                    can_more: at < most,
                                    on_step: move |step: i32| {
                                        let next = at.saturating_add_signed(step).min(most);
                                        if next == 0 {
                                            going.write().remove(&id);
                                        } else {
                                            going.write().insert(id, next);
                                        }
                                    },
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
