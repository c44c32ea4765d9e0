//! The open orders: the list on the left, one order or what is done to it on the right.

use client_kit::text::till_quick::as_of;
use dioxus::prelude::*;
use shared::ids::{CommandId, OrderId};

use crate::components::card::CardSheet;
use crate::components::cash_sheet::CashSheet;
use crate::components::discount_sheet::DiscountSheet;
use crate::components::merge_sheet::MergeSheet;
use crate::components::more_sheet::MoreSheet;
use crate::components::order_row::{OrderRow, UnsentRow};
use crate::components::order_sheet::OrderSheet;
use crate::components::reason_sheet::ReasonSheet;
use crate::components::split_sheet::SplitSheet;
use crate::components::thumb::Thumb;
use crate::components::transfer_sheet::TransferSheet;
use crate::components::unsent_sheet::UnsentSheet;
use crate::money;
use crate::store::{Filter, Picked, Sheet, Till};
use crate::view;
use crate::words::{Word, say};

#[component]
pub fn OrdersScreen() -> Element {
    let till: Till = use_context();
    let (picked, sheet) = (*till.picked.read(), till.sheet.read().clone());
    let class = if picked == Picked::None { "orders" } else { "orders at-one" };
    rsx! {
        main { class,
            div { class: "rail",
                Filters {}
                List {}
            }
            match (picked, sheet) {
                (Picked::None, _) => rsx! {
                    div { class: "pick", {say(Word::PickOrder)} }
                },
                (Picked::Unsent(command), _) => rsx! {
                    UnsentSheet { key: "{command}", command }
                },
                (Picked::Order(id), Sheet::None) => rsx! {
                    OrderSheet { key: "{id}", id }
                },
                (Picked::Order(id), Sheet::Cash) => rsx! {
                    CashSheet { key: "{id}", id }
                },
                (Picked::Order(id), Sheet::Card) => rsx! {
                    CardSheet { key: "{id}", id }
                },
                (Picked::Order(id), Sheet::More) => rsx! {
                    MoreSheet { key: "{id}", id }
                },
                (Picked::Order(id), Sheet::Transfer) => rsx! {
                    TransferSheet { key: "{id}", id }
                },
                (Picked::Order(id), Sheet::Split) => rsx! {
                    SplitSheet { key: "{id}", id }
                },
                (Picked::Order(id), Sheet::Merge) => rsx! {
                    MergeSheet { key: "{id}", id }
                },
                (Picked::Order(id), Sheet::Discount) => rsx! {
                    DiscountSheet { key: "{id}", id }
                },
                (Picked::Order(id), Sheet::Cancel) => rsx! {
                    ReasonSheet { key: "{id}", id, item: None }
                },
                (Picked::Order(id), Sheet::Void(item)) => rsx! {
                    ReasonSheet { key: "{item}", id, item }
                },
            }
            Thumb {}
        }
    }
}

#[component]
fn Filters() -> Element {
    let mut till: Till = use_context();
    let counts = use_memo(move || {
        let board = till.board.read();
        [Filter::All, Filter::Ready, Filter::Held].map(|f| board.as_ref().map_or(0, |board| view::listed(board, f).len()))
    });
    let [all, ready, held] = counts();
    let chosen = *till.filter.read();
    let filters = [
        (Filter::All, Word::All, Some(all)),
        (Filter::Ready, Word::Ready, Some(ready)),
        (Filter::Held, Word::HeldState, Some(held)),
        (Filter::Closed, Word::Closed, None),
    ];
    rsx! {
        div { class: "filters", role: "group",
            for (filter , word , count) in filters {
                button {
                    key: "{word:?}",
                    class: if filter == chosen { "btn on" } else { "btn" },
                    "aria-pressed": filter == chosen,
                    onclick: move |_| till.filter.set(filter),
                    {say(word)}
                    if let Some(count) = count {
                        " {count}"
                    }
                }
            }
        }
    }
}

#[component]
fn List() -> Element {
    let till: Till = use_context();
    let unsent = use_memo(move || till.sending.list.read().iter().map(|call| call.key).collect::<Vec<CommandId>>());
    let orders = use_memo(move || {
        let filter = *till.filter.read();
        till.board.read().as_ref().map(|board| view::listed(board, filter))
    });
    let (unsent, orders): (Vec<CommandId>, Option<Vec<OrderId>>) = (unsent(), orders());
    let empty = match *till.filter.read() {
        Filter::All => Word::NoOrders,
        Filter::Ready => Word::NoReady,
        Filter::Held => Word::NoHeld,
        Filter::Closed => Word::NoClosed,
    };
    // Without a live link nobody may say that there is nothing.
    let live = till.reads_live();
    let heard = till.connection.read().as_ref().map(|c| c.link().read().heard);
    rsx! {
        div { class: "list",
            if let (false, Some(heard), Some(_)) = (live, heard, &orders) {
                p { class: "asof", {as_of(&money::clock(heard))} }
            }
            for command in unsent {
                UnsentRow { key: "{command}", command }
            }
            match orders {
                Some(orders) if !orders.is_empty() => rsx! {
                    for id in orders {
                        OrderRow { key: "{id}", id }
                    }
                },
                Some(_) if live => rsx! {
                    p { class: "none", {say(empty)} }
                },
                _ => rsx! {
                    p { class: "none", {say(Word::WaitingForServer)} }
                },
            }
        }
    }
}
