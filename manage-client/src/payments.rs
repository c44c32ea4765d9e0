//! Failed payments: what was tried in vain; tried again, or settled in another way.

use client_kit::doing::use_doing;
use client_kit::load::use_pages;
use client_kit::text::manage::{Word, say};
use client_kit::text::till::card_reason;
use dioxus::prelude::*;
use serde::Deserialize;
use shared::time::Timestamp;

use crate::frame::{Room, SideHead, Sure, when};
use crate::live::Topic;
use crate::store::Office;
use crate::table::{Cell, Row, Table, number, text};
use client_kit::money;

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Dead {
    id: String,
    /// `payment` or `refund`.
    #[serde(default)]
    kind: String,
    number: u32,
    amount: i64,
    attempts: u32,
    reason: String,
    /// `failed`, or `unknown`: nobody knows yet whether the money moved.
    #[serde(default)]
    outcome: String,
    at: Timestamp,
}

#[component]
pub fn Payments() -> Element {
    let office: Office = use_context();
    let doing = use_doing();
    let mut picked = use_signal(|| None::<String>);
    let list = use_pages::<Dead>(move || {
        office.stamps.of(Topic::Payments);
        "/payments/failed?limit=50".to_owned()
    });
    let one = picked().and_then(|id| list.items().into_iter().find(|dead| dead.id == id));
    let side = one.map(|one| {
        let title = format!("{} {}", say(Word::Order), one.number);
        let (again, settled) = (one.id.clone(), one.id.clone());
        rsx! {
            SideHead { title, more: money::short(one.amount), on_close: move |()| picked.set(None) }
            div { class: "sidebody",
                p { class: "why", {card_reason(&one.reason)} }
                p { class: "hint", "{one.reason}" }
                if one.outcome == "unknown" {
                    p { class: "hint", {say(Word::OutcomeUnknown)} }
                }
                if let Some(words) = doing.words(&[]) {
                    p { class: "why", role: "alert", "{words}" }
                }
                div { class: "keys",
                    button {
                        class: "btn main",
                        "data-retry": "true",
                        disabled: doing.busy(),
                        onclick: move |_| {
                            doing.go("POST", format!("/payments/failed/{again}/retry"), None, move |_| list.again());
                        },
                        {say(Word::TryAgain)}
                    }
                    Sure {
                        label: Word::Resolve,
                        sure: Word::ResolveSure,
                        busy: doing.busy(),
                        on_sure: move |()| {
                            doing.go("POST", format!("/payments/failed/{settled}/resolve"), None, move |_| {
                                picked.set(None);
                                list.again();
                            });
                        },
                    }
                }
                p { class: "hint", {say(Word::ResolveHint)} }
            }
        }
    });
    rsx! {
        Room { title: Word::FailedPayments, side,
            {list.show(|list| {
                let rows = list.iter().map(|dead| Row {
                    key: dead.id.clone(),
                    cells: vec![
                        Cell::Two(dead.number.to_string(), if dead.kind == "refund" { say(Word::Refund).to_owned() } else { String::new() }),
                        number(money::short(dead.amount)),
                        number(dead.attempts),
                        Cell::Two(card_reason(&dead.reason).to_owned(), dead.reason.clone()),
                        text(when(dead.at)),
                    ],
                });
                rsx! {
                    Table {
                        name: "payments",
                        heads: vec![
                            (say(Word::Order), false),
                            (say(Word::Amount), true),
                            (say(Word::Attempts), true),
                            (say(Word::Why), false),
                            (say(Word::When), false),
                        ],
                        rows: rows.collect::<Vec<_>>(),
                        empty: Word::NoFailed,
                        picked: picked(),
                        on_pick: move |id| picked.set(Some(id)),
                    }
                }
            })}
        }
    }
}
