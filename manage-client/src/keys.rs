//! Keys: API keys for programs of others, shown once and ended by hand; and the key that the server
//! signs everybody's sign-in with, which can be changed.

use client_kit::doing::use_doing;
use client_kit::load::use_pages;
use client_kit::platform::time;
use client_kit::text::manage::{self as words, Word, say};
use dioxus::prelude::*;
use serde::Deserialize;
use serde_json::json;
use shared::time::Timestamp;

use crate::devices::{Device, Ended, INTEGRATION, state};
use crate::form::{Field, Filled, Form, Kind};
use crate::frame::{Room, SideHead, Sure, when};
use crate::live::Topic;
use crate::store::Office;
use crate::table::{Row, Table, text};

/// What making one answers: the token is told this once.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Made {
    name: String,
    token: String,
    expires_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Rotated {
    kid: String,
    rotated_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq)]
enum Side {
    None,
    New,
    Made(Made),
    One(Device),
    Signing,
}

#[component]
pub fn Keys() -> Element {
    let office: Office = use_context();
    let making = use_doing();
    let mut side = use_signal(|| Side::None);
    let ended = use_signal(|| false);
    let pages = use_pages::<Device>(move || {
        office.stamps.of(Topic::Access);
        "/devices?limit=500".to_owned()
    });
    let close = move |()| side.set(Side::None);
    let at = side();
    let beside = match at.clone() {
        Side::None => None,
        Side::New => Some(rsx! {
            SideHead { title: say(Word::NewKey), on_close: close }
            div { class: "sidebody",
                p { class: "hint", {say(Word::KeyHint)} }
                Form {
                    name: "key",
                    fields: vec![Field::new("name", Word::Name, Kind::Text).hint(Word::KeyNameHint)],
                    submit: Word::MakeKey,
                    doing: making,
                    on_submit: move |filled: Filled| {
                        let body = json!({ "name": filled.get("name"), "role": INTEGRATION }).to_string();
                        making.go("POST", "/devices".to_owned(), Some(body), move |answer| {
                            match serde_json::from_str::<Made>(&answer) {
                                Ok(made) => side.set(Side::Made(made)),
                                Err(_) => making.refuse(&client_kit::api::Failure::Unreadable.words()),
                            }
                            pages.again();
                        });
                    },
                }
            }
        }),
        Side::Made(made) => Some(rsx! {
            SideHead { title: made.name, more: words::good_until(&time::day(made.expires_at)), on_close: close }
            div { class: "sidebody",
                p { class: "secret", {say(Word::Key)} " " code { "data-secret": "true", "{made.token}" } }
                p { class: "hint", {say(Word::KeyOnceHint)} }
            }
        }),
        Side::One(key) => Some(rsx! {
            One { key: "{key.id}", device: key, on_close: close, on_gone: move |()| { side.set(Side::None); pages.again(); } }
        }),
        Side::Signing => Some(rsx! {
            Signing { on_close: close }
        }),
    };
    rsx! {
        Room {
            title: Word::Keys,
            tools: rsx! {
                Ended { ended }
                button { class: "btn", "data-signing": "true", onclick: move |_| side.set(Side::Signing), {say(Word::SigningKey)} "…" }
                button { class: "btn", "data-new": "true", onclick: move |_| side.set(Side::New), {say(Word::NewKey)} "…" }
            },
            side: beside,
            {pages.show_while(move |all| ended() || all.last().is_none_or(|last| !last.revoked), |devices| {
                let keys: Vec<Device> = devices.iter().filter(|d| d.role == INTEGRATION && (ended() || !d.revoked)).cloned().collect();
                let rows = keys.iter().map(|key| Row {
                    key: key.id.clone(),
                    cells: vec![text(&key.name), state(key), text(key.last_seen.map(when).unwrap_or_default())],
                });
                rsx! {
                    Table {
                        name: "keys",
                        heads: vec![(say(Word::Name), false), (say(Word::State), false), (say(Word::LastSeen), false)],
                        rows: rows.collect::<Vec<_>>(),
                        empty: Word::NoKey,
                        picked: if let Side::One(key) = &at { Some(key.id.clone()) } else { None },
                        on_pick: move |id: String| {
                            if let Some(key) = keys.iter().find(|key| key.id == id) {
                                side.set(Side::One(key.clone()));
                            }
                        },
                    }
                }
            })}
        }
    }
}

#[component]
fn One(device: Device, on_close: EventHandler<()>, on_gone: EventHandler<()>) -> Element {
    let ending = use_doing();
    rsx! {
        SideHead { title: "{device.name}", more: words::role(&device.role), on_close }
        div { class: "sidebody",
            p { class: "hint", {say(Word::KeyHint)} }
            if let Some(words) = ending.words(&[]) {
                p { class: "why", role: "alert", "{words}" }
            }
            if !device.revoked {
                Sure {
                    label: Word::EndKey,
                    question: Word::EndKeyQuestion,
                    sure: Word::RevokeSure,
                    busy: ending.busy(),
                    on_sure: {
                        let id = device.id.clone();
                        move |()| ending.go("DELETE", format!("/devices/{id}"), None, move |_| on_gone.call(()))
                    },
                }
            }
        }
    }
}

/// What the server signs sign-ins with; a new one, and what that means.
#[component]
fn Signing(on_close: EventHandler<()>) -> Element {
    let doing = use_doing();
    let mut done = use_signal(|| None::<Rotated>);
    rsx! {
        SideHead { title: say(Word::SigningKey), on_close }
        div { class: "sidebody",
            p { {say(Word::SigningWhat)} }
            p { {say(Word::SigningWhen)} }
            p { class: "hint", {say(Word::SigningNot)} }
            if let Some(words) = doing.words(&[]) {
                p { class: "why", role: "alert", "{words}" }
            }
            if let Some(rotated) = done() {
                p { class: "state", role: "status", "data-rotated": "{rotated.kid}", i { class: "sign tick" } {words::signs_since(&when(rotated.rotated_at))} }
            }
            Sure {
                label: Word::Rotate,
                question: Word::RotateQuestion,
                sure: Word::RotateSure,
                busy: doing.busy(),
                on_sure: move |()| doing.go("POST", "/auth/keys/rotate".to_owned(), None, move |answer| done.set(serde_json::from_str(&answer).ok())),
            }
        }
    }
}
