//! Taking cash: what is to pay, what was given, what goes back.

use dioxus::prelude::*;
use shared::ids::OrderId;

use crate::actions;
use crate::components::panel::Frame;
use crate::components::stepper::Pad;
use crate::money;
use crate::store::{Sheet, Till};
use crate::view;
use crate::words::{self, Word, say};

/// More digits than anybody hands over.
const GIVEN_MAX: i64 = 1_000_000_000;

#[component]
pub fn CashSheet(id: OrderId) -> Element {
    let mut till: Till = use_context();
    let mut given = use_signal(|| 0i64);
    let order = use_memo(move || till.board.read().as_ref().and_then(|board| board.order(id).cloned()));
    let Some(order) = order() else { return rsx! {} };
    let total = view::owed(&order);
    // Nothing entered means the exact sum.
    let tendered = if given() == 0 { total } else { given() };
    let enough = tendered >= total;
    let back = if enough { money::short(tendered - total) } else { say(Word::NotEnough).to_owned() };
    rsx! {
        Frame {
            title: "{say(Word::Cash)} · {order.number} · {view::place(&order)}",
            on_close: move |()| till.sheet.set(Sheet::None),
            footer: rsx! {
                button {
                    class: "btn main",
                    "data-take": "true",
                    disabled: !enough || view::is_paid(&order),
                    onclick: { let order = order.clone(); move |_| actions::take_cash(till, &order, tendered) },
                    {words::take_cash(&money::short(total))}
                }
            },
            div { class: "cash",
                Pad {
                    name: say(Word::Given),
                    extra: "00",
                    on_key: move |key: String| {
                        let mut next = given();
                        for digit in key.bytes() {
                            next = next * 10 + i64::from(digit - b'0');
                        }
                        if next < GIVEN_MAX {
                            given.set(next);
                        }
                    },
                    on_back: move |()| given.set(given() / 10),
                }
                div {
                    dl {
                        dt { {say(Word::ToPay)} }
                        dd { {money::short(total)} }
                        dt { {say(Word::Given)} }
                        dd { {money::short(tendered)} }
                        dt { {say(Word::ChangeBack)} }
                        dd { class: "change", "data-change": "true", "{back}" }
                    }
                    div { class: "notes", role: "group", "aria-label": say(Word::Given),
                        button { class: "btn", onclick: move |_| given.set(0), {say(Word::Exact)} }
                        for note in money::likely_notes(total, money::unit()) {
                            button { key: "{note}", class: "btn", onclick: move |_| given.set(note), {money::short(note)} }
                        }
                    }
                }
            }
        }
    }
}
