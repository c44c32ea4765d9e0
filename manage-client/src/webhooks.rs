//! Webhooks: where alerts are sent, and what became of each delivery.

use client_kit::doing::use_doing;
use client_kit::load::use_pages;
use client_kit::text::manage::{self as words, Word, say};
use dioxus::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use shared::time::Timestamp;

use crate::form::{Field, Filled, Form, Kind};
use crate::frame::{Room, SideHead, Sure, when};
use crate::live::Topic;
use crate::store::Office;
use crate::table::{Cell, Row, Table, Tone, number, text};

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Webhook {
    id: String,
    url: String,
    #[serde(default)]
    events: Vec<String>,
    #[serde(default)]
    secret: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Delivery {
    id: String,
    #[serde(default, rename = "type")]
    kind: String,
    /// `waiting` or `set_aside`; what is delivered is gone.
    status: String,
    attempts: u32,
    #[serde(default)]
    last: Option<Attempt>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Attempt {
    at: Timestamp,
    error: String,
}

#[derive(Clone, Debug, PartialEq)]
enum Side {
    None,
    New,
    /// With the secret, which the server tells once.
    One(Webhook),
}

#[component]
pub fn Webhooks() -> Element {
    let mut side = use_signal(|| Side::None);
    let making = use_doing();
    let list = use_pages::<Webhook>(|| "/webhooks".to_owned());
    let at = side();
    let close = move |()| side.set(Side::None);
    let beside = match at.clone() {
        Side::None => None,
        Side::New => Some(rsx! {
            SideHead { title: say(Word::NewWebhook), on_close: close }
            div { class: "sidebody",
                Form {
                    name: "webhook",
                    fields: vec![
                        Field::new("url", Word::Address, Kind::Url).with("https://").hint(Word::WebhookHint),
                        Field::new("events", Word::SentWhat, Kind::Many(events())).with("alert.raised"),
                    ],
                    submit: Word::Add,
                    doing: making,
                    on_submit: move |filled: Filled| {
                        making.go("POST", "/webhooks".to_owned(), Some(Value::Object(filled.json()).to_string()), move |answer| {
                            list.again();
                            side.set(serde_json::from_str(&answer).map_or(Side::None, Side::One));
                        });
                    },
                }
            }
        }),
        Side::One(one) => Some(rsx! {
            One {
                key: "{one.id}",
                one,
                on_close: close,
                on_gone: move |()| {
                    side.set(Side::None);
                    list.again();
                },
            }
        }),
    };
    rsx! {
        Room {
            title: Word::Webhooks,
            tools: rsx! {
                button { class: "btn", "data-new": "true", onclick: move |_| side.set(Side::New), {say(Word::NewWebhook)} "…" }
            },
            side: beside,
            {list.show(|list| {
                let rows = list.iter().map(|hook| Row {
                    key: hook.id.clone(),
                    cells: vec![text(&hook.url), text(hook.events.iter().map(|kind| words::event(kind)).collect::<Vec<_>>().join(", "))],
                });
                let hooks = list.to_vec();
                rsx! {
                    Table {
                        name: "webhooks",
                        heads: vec![(say(Word::Address), false), (say(Word::SentWhat), false)],
                        rows: rows.collect::<Vec<_>>(),
                        empty: Word::NoWebhook,
                        picked: if let Side::One(one) = &at { Some(one.id.clone()) } else { None },
                        on_pick: move |id: String| {
                            if let Some(hook) = hooks.iter().find(|hook| hook.id == id) {
                                side.set(Side::One(hook.clone()));
                            }
                        },
                    }
                }
            })}
        }
    }
}

#[component]
fn One(one: Webhook, on_close: EventHandler<()>, on_gone: EventHandler<()>) -> Element {
    let office: Office = use_context();
    let doing = use_doing();
    let id = one.id.clone();
    let deliveries = use_pages::<Delivery>(move || {
        office.stamps.of(Topic::Alerts);
        format!("/webhooks/{id}/deliveries?limit=50")
    });
    let (hook, gone) = (one.id.clone(), one.id.clone());
    rsx! {
        SideHead { title: say(Word::Webhook), more: one.url.clone(), on_close }
        div { class: "sidebody",
            if let Some(secret) = &one.secret {
                p { class: "secret", {say(Word::Secret)} " " code { "data-secret": "true", "{secret}" } }
                p { class: "hint", {say(Word::SecretHint)} }
            }
            if let Some(words) = doing.words(&[]) {
                p { class: "why", role: "alert", "{words}" }
            }
            h3 { class: "sub", {say(Word::Deliveries)} }
            {deliveries.show(|list| {
                let rows = list.iter().map(|delivery| Row {
                    key: delivery.id.clone(),
                    cells: vec![
                        Cell::Two(delivery.kind.clone(), delivery.last.as_ref().map(|l| format!("{} · {}", when(l.at), l.error)).unwrap_or_default()),
                        Cell::Mark(tone(&delivery.status), words::delivery(&delivery.status).to_owned()),
                        number(delivery.attempts),
                        Cell::Key(say(Word::TryAgain)),
                    ],
                });
                rsx! {
                    Table {
                        name: "deliveries",
                        heads: vec![(say(Word::What), false), (say(Word::State), false), (say(Word::Attempts), true), ("", false)],
                        rows: rows.collect::<Vec<_>>(),
                        empty: Word::NoDelivery,
                        on_act: move |(id, _): (String, usize)| {
                            doing.go("POST", format!("/webhooks/{hook}/deliveries/{id}/retry"), None, move |_| deliveries.again());
                        },
                    }
                }
            })}
            Sure {
                label: Word::Delete,
                sure: Word::DeleteSure,
                busy: doing.busy(),
                on_sure: move |()| doing.go("DELETE", format!("/webhooks/{gone}"), None, move |_| on_gone.call(())),
            }
        }
    }
}

/// What is asked for most; the API knows every type by its name.
fn events() -> Vec<(String, String)> {
    const KINDS: [&str; 6] = ["alert.raised", "order.placed", "order.ready", "order.completed", "inventory.low", "*"];
    KINDS.iter().map(|kind| ((*kind).to_owned(), words::event(kind).to_owned())).collect()
}

fn tone(state: &str) -> Tone {
    match state {
        "set_aside" => Tone::Bad,
        _ => Tone::Warn,
    }
}
