//! Voiding an item or cancelling an order: how much of it, and why.

use dioxus::prelude::*;
use shared::ids::{ItemId, OrderId};
use shared::menu::NOTE_MAX;

use crate::actions;
use crate::components::panel::Frame;
use crate::components::stepper::Stepper;
use crate::store::{Sheet, Till};
use crate::view;
use crate::words::{self, Word, say};

/// `item` none: the whole order.
#[component]
pub fn ReasonSheet(id: OrderId, item: Option<ItemId>) -> Element {
    let mut till: Till = use_context();
    let order = use_memo(move || till.board.read().as_ref().and_then(|board| board.order(id).cloned()));
    let mut reason = use_signal(String::new);
    let all = use_hook(|| order.peek().as_ref().and_then(|o| item.and_then(|i| o.item(i).map(|i| i.quantity))).unwrap_or(1));
    let mut quantity = use_signal(|| all);
    let Some(order) = order() else { return rsx! {} };
    let what = match item.and_then(|item| order.item(item)) {
        Some(item) => format!("{} {} · {}", say(Word::VoidAct), item.name, order.number),
        None => format!("{} {} · {}", say(Word::CancelOrder), order.number, view::place(&order)),
    };
    let ready = !reason.read().trim().is_empty();
    rsx! {
        Frame {
            title: "{what}",
            on_close: move |()| till.sheet.set(Sheet::None),
            footer: rsx! {
                button { class: "btn big", onclick: move |_| till.sheet.set(Sheet::None), {say(Word::Close)} }
                button {
                    class: "btn main",
                    "data-reasoned": "true",
                    disabled: !ready,
                    onclick: move |_| {
                        let reason = reason.peek().trim().to_owned();
                        match item {
                            Some(item) => actions::void(till, &order, item, *quantity.peek(), &reason),
                            None => actions::cancel(till, &order, &reason),
                        }
                    },
                    {say(if item.is_some() { Word::VoidAct } else { Word::CancelOrder })}
                }
            },
            if item.is_some() && all > 1 {
                Stepper {
                    label: "{quantity}",
                    name: "{quantity}",
                    can_less: quantity() > 1,
                    can_more: quantity() < all,
                    on_step: move |step: i32| quantity.set(quantity().saturating_add_signed(step).clamp(1, all)),
                }
            }
            div { class: "group", role: "group", "aria-label": say(Word::Reason),
                h3 { {say(Word::Reason)} }
                div { class: "choices",
                    for why in words::reasons(item.is_none()) {
                        button {
                            key: "{why}",
                            class: if *reason.read() == *why { "btn choice on" } else { "btn choice" },
                            "aria-pressed": *reason.read() == *why,
                            onclick: move |_| reason.set((*why).to_owned()),
                            "{why}"
                        }
                    }
                }
            }
            label { class: "field",
                {say(Word::OwnReason)}
                input {
                    r#type: "text",
                    autocomplete: "off",
                    maxlength: "{NOTE_MAX}",
                    value: "{reason}",
                    oninput: move |event| reason.set(event.value()),
                }
            }
        }
    }
}
