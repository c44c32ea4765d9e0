//! The back office, for now: what is not there yet, said plainly, and what is open.

use dioxus::prelude::*;

use crate::store::{Filter, Till};
use crate::view;
use crate::words::{Word, say};

#[component]
pub fn ManageScreen() -> Element {
    let till: Till = use_context();
    let rows = use_memo(move || {
        let board = till.board.read();
        let board = board.as_ref()?;
        let rows = view::listed(board, Filter::All).into_iter().filter_map(|id| board.order(id));
        Some(rows.map(|order| view::row(order, board)).collect::<Vec<_>>())
    });
    rsx! {
        main { class: "manage",
            p { class: "title", {say(Word::Manage)} }
            p { {say(Word::ManageLater)} }
            h2 { {say(Word::ManageList)} }
            match rows() {
                None => rsx! {
                    p { {say(Word::WaitingForServer)} }
                },
                Some(rows) if rows.is_empty() => rsx! {
                    p { {say(Word::NoOrders)} }
                },
                Some(rows) => rsx! {
                    ul {
                        for row in rows {
                            li { key: "{row.number}", class: "order",
                                span { class: "num", "{row.number}" }
                                span { class: "who", "{row.place}" }
                                span { class: "state", {view::status_word(row.status)} }
                                span { class: "how", "{row.how}" }
                            }
                        }
                    }
                },
            }
            a { class: "btn", href: "/pos", {say(Word::ToTill)} }
        }
    }
}
