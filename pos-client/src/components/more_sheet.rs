//! What is done with an order more seldom.

use client_kit::text::till::{Word as W, say as t};
use dioxus::prelude::*;
use shared::ids::OrderId;
use shared::order::Bill;

use crate::actions;
use crate::components::panel::Frame;
use crate::store::{Sheet, Till};
use crate::view;
use crate::words::{Word, say};

#[component]
pub fn MoreSheet(id: OrderId) -> Element {
    let mut till: Till = use_context();
    let order = use_memo(move || till.board.read().as_ref().and_then(|board| board.order(id).cloned()));
    let Some(order) = order() else { return rsx! {} };
    let cooking = order.status.is_cooking();
    let may_cancel = actions::may_cancel(&order);
    let paid = order.bill.as_ref().is_some_and(Bill::has_payments);
    let acts = [
        ("Transfer", Sheet::Transfer, W::Transfer, !order.status.is_over()),
        ("Split", Sheet::Split, W::Split, cooking),
        ("Merge", Sheet::Merge, W::Merge, cooking && !paid),
        ("Discount", Sheet::Discount, W::Discount, !order.status.is_over() && !paid),
    ];
    rsx! {
        Frame {
            title: "{t(W::More)} · {order.number} · {view::place(&order)}",
            on_close: move |()| till.sheet.set(Sheet::None),
            footer: rsx! {},
            div { class: "mores",
                for (name , sheet , word , may) in acts {
                    button { key: "{name}", class: "btn big", "data-sheet": name, disabled: !may, onclick: move |_| till.sheet.set(sheet.clone()), {t(word)} "…" }
                }
                button { class: "btn big grave", "data-cancel": "true", disabled: !may_cancel, onclick: move |_| till.sheet.set(Sheet::Cancel),
                    if may_cancel {
                        {say(Word::CancelOrder)} "…"
                    } else {
                        "{say(Word::CancelOrder)}: {say(Word::AskManager)}"
                    }
                }
            }
        }
    }
}
