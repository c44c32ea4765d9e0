//! Something comes off a bill: how much, and why.

use client_kit::text::till::{self as text, Word as W, say as t};
use dioxus::prelude::*;
use serde_json::{Value, json};
use shared::ids::OrderId;
use shared::menu::NOTE_MAX;

use crate::actions;
use crate::components::panel::Frame;
use crate::components::stepper::Pad;
use crate::money;
use crate::store::{Sheet, Till};
use crate::view;
use crate::words::{Word, say};

const PERCENTS: [i64; 5] = [5, 10, 20, 50, 100];

#[derive(Clone, Copy, PartialEq)]
enum Off {
    Amount(i64),
    Percent(i64),
}

impl Off {
    fn body(self, reason: &str) -> Value {
        match self {
            Off::Amount(amount) => json!({ "amount": amount, "reason": reason }),
            Off::Percent(percent) => json!({ "percent": percent, "reason": reason }),
        }
    }

    fn words(self) -> String {
        match self {
            Off::Amount(amount) => format!("−{}", money::short(amount)),
            Off::Percent(percent) => format!("−{percent} %"),
        }
    }
}

#[component]
pub fn DiscountSheet(id: OrderId) -> Element {
    let mut till: Till = use_context();
    let mut off = use_signal(|| Off::Amount(0));
    let mut reason = use_signal(String::new);
    let order = use_memo(move || till.board.read().as_ref().and_then(|board| board.order(id).cloned()));
    let Some(order) = order() else { return rsx! {} };
    let amount = if let Off::Amount(amount) = off() { amount } else { 0 };
    let most = order.bill.as_ref().map_or(0, |bill| bill.subtotal - bill.discount);
    let ready = off() != Off::Amount(0) && !reason.read().trim().is_empty();
    rsx! {
        Frame {
            title: "{t(W::Discount)} · {order.number} · {view::place(&order)}",
            on_close: move |()| till.sheet.set(Sheet::None),
            footer: rsx! {
                button {
                    class: "btn main",
                    "data-discount": "true",
                    disabled: !ready,
                    onclick: { let order = order.clone(); move |_| actions::on_order(till, &order, t(W::Discount), "discount", &off.peek().body(reason.peek().trim())) },
                    "{t(W::Discount)} {off().words()}"
                    if off() != Off::Amount(0) && !ready {
                        " · {say(Word::Reason)}"
                    }
                }
            },
            div { class: "cash",
                div { class: "group",
                    h3 { {t(W::AmountOff)} span { class: "entry", {off().words()} } }
                    Pad {
                        name: t(W::AmountOff),
                        extra: "00",
                        on_key: move |key: String| {
                            let mut next = amount;
                            for digit in key.bytes() {
                                next = next * 10 + i64::from(digit - b'0');
                            }
                            if next <= most {
                                off.set(Off::Amount(next));
                            }
                        },
                        on_back: move |()| off.set(Off::Amount(amount / 10)),
                    }
                    div { class: "notes", role: "group",
                        for percent in PERCENTS {
                            {
                                let on = off() == Off::Percent(percent);
                                rsx! {
                                    button { key: "{percent}", class: if on { "btn on" } else { "btn" }, "aria-pressed": on, "data-percent": "{percent}", onclick: move |_| off.set(Off::Percent(percent)), "{percent} %" }
                                }
                            }
                        }
                    }
                }
                div { class: "group", role: "group", "aria-label": say(Word::Reason),
                    h3 { {say(Word::Reason)} }
                    div { class: "choices",
                        for why in text::discount_reasons() {
                            {
                                let on = *reason.read() == *why;
                                rsx! {
                                    button { key: "{why}", class: if on { "btn choice on" } else { "btn choice" }, "aria-pressed": on, onclick: move |_| reason.set((*why).to_owned()), "{why}" }
                                }
                            }
                        }
                    }
                    label { class: "field",
                        {say(Word::OwnReason)}
                        input { r#type: "text", autocomplete: "off", maxlength: "{NOTE_MAX}", value: "{reason}", oninput: move |event| reason.set(event.value()) }
                    }
                }
            }
        }
    }
}
