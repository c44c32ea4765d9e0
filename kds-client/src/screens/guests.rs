//! The guests' board: two columns and enormous numbers. A screen paired as a board is sent
//! three fields an order; anybody else's view holds the same and more.

use std::collections::BTreeMap;

use client_kit::platform::time;
use client_kit::text::kitchen::{Word, say};
use client_kit::{Connection, LastKnown, LinkBadge, LinkView, News, session, use_connection};
use dioxus::prelude::*;
use shared::board::Board;
use shared::ids::OrderId;
use shared::lean;
use shared::order::Status;
use shared::sync::Seq;
use shared::view::{BoardEvent, BoardOrder, BoardSnapshot};

type Orders = BTreeMap<OrderId, BoardOrder>;

#[component]
pub fn Guests() -> Element {
    let guest = session::current().is_some_and(|s| s.role == "board");
    if guest {
        rsx! { OwnView {} }
    } else {
        rsx! { KitchenView {} }
    }
}

#[component]
fn OwnView() -> Element {
    let mut orders = use_signal(Orders::new);
    let connection = use_connection("board", None, move |news: News<BoardSnapshot, BoardEvent>| match news {
        News::Replace { snapshot, .. } => orders.set(lean::map(snapshot.orders.into_iter().map(|o| (o.id, o)))),
        News::Apply { events, .. } if !events.is_empty() => {
            let mut orders = orders.write();
            for event in events {
                match event.data.status.is_cooking() {
                    true => orders.insert(event.data.id, event.data),
                    false => orders.remove(&event.data.id),
                };
            }
        }
        _ => {}
    });
    use_last_known(orders, connection);
    rsx! { Columns { orders, link: connection.link() } }
}

#[component]
fn KitchenView() -> Element {
    let mut orders = use_signal(Orders::new);
    let mut board = use_hook(|| CopyValue::new(None::<Board>));
    let connection: Connection = use_connection("board", None, move |news: News| {
        match news {
            News::Replace { snapshot, .. } => board.set(Some(Board::from_snapshot(*snapshot))),
            News::Apply { events, .. } if !events.is_empty() => {
                if let Some(board) = board.write().as_mut() {
                    for event in &events {
                        board.apply(event);
                    }
                }
            }
            _ => return,
        }
        if let Some(board) = board.peek().as_ref() {
            let now: Orders = lean::map(board.orders().filter_map(BoardOrder::of).map(|o| (o.id, o)));
            if *orders.peek() != now {
                orders.set(now);
            }
        }
    });
    use_last_known(orders, connection);
    rsx! { Columns { orders, link: connection.link() } }
}

/// Shows what was there last until the server has been heard, and keeps what is there now.
fn use_last_known<S, E>(mut orders: Signal<Orders>, connection: Connection<S, E>)
where
    S: for<'a> serde::Deserialize<'a> + 'static,
    E: for<'a> serde::Deserialize<'a> + Seq + 'static,
{
    use_hook(move || {
        spawn(async move {
            let mut last = LastKnown::new("board", &session::location());
            if let Some((at, kept)) = last.read::<Vec<BoardOrder>>() {
                connection.shows_last_known(at);
                orders.set(lean::map(kept.into_iter().map(|o| (o.id, o))));
            }
            let mut shown = Orders::new();
            loop {
                time::sleep(1_000).await;
                if *orders.peek() != shown {
                    shown.clone_from(&orders.peek());
                    last.changed();
                }
                if !connection.link().peek().stale {
                    last.keep(|| Some(shown.values().copied().collect::<Vec<_>>()));
                }
            }
        });
    });
}

#[component]
fn Columns(orders: Signal<Orders>, link: Signal<LinkView>) -> Element {
    let stale = use_memo(move || link.read().stale);
    let orders = orders.read();
    let column = |ready: bool| {
        let mut numbers: Vec<u32> = orders.values().filter(|o| (o.status == Status::Ready) == ready).map(|o| o.number).collect();
        lean::sort_by_key(&mut numbers, |number| *number);
        numbers
    };
    rsx! {
        div { class: if stale() { "guests stale" } else { "guests" },
            h1 { {say(Word::Preparing)} }
            h1 { class: "right", {say(Word::NowReady)} }
            div { class: "col work",
                for number in column(false) {
                    span { key: "{number}", "{number}" }
                }
            }
            div { class: "col now right work",
                for number in column(true) {
                    span { key: "{number}", "{number}" }
                }
            }
            div { class: "foot", LinkBadge { link } }
        }
    }
}
