//! Customers: found by phone, made, with their points and how they came to them.

use client_kit::doing::use_doing;
use client_kit::load::{gate, use_load, use_pages};
use client_kit::text::manage::{self as words, Word, say};
use dioxus::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use shared::ids::{CustomerId, OrderId};
use shared::time::Timestamp;

use crate::form::{Field, Filled, Form, Kind};
use crate::frame::{Room, SideHead, when};
use crate::live::Topic;
use crate::store::Office;
use crate::table::{Row, Table, number, text};
use client_kit::member::Member;

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Line {
    at: Timestamp,
    points: i64,
    cause: String,
    #[serde(default)]
    order_id: Option<OrderId>,
    #[serde(default)]
    balance: Option<i64>,
}

#[derive(Clone, Debug, PartialEq)]
enum Side {
    None,
    New,
    One(CustomerId),
}

#[component]
pub fn Customers() -> Element {
    let office: Office = use_context();
    let (finding, making) = (use_doing(), use_doing());
    let mut phone = use_signal(|| None::<String>);
    let mut side = use_signal(|| Side::None);
    let found = use_pages::<Member>(move || {
        office.stamps.of(Topic::Points);
        // Making one changes what is found.
        side.read();
        match phone() {
            Some(phone) => format!("/customers?limit=50&phone={}", client_kit::api::encoded(&phone)),
            None => "/customers?limit=50".to_owned(),
        }
    });
    let at = side();
    let beside = match at.clone() {
        Side::None => None,
        Side::One(id) => Some(rsx! {
            One { key: "{id}", id, on_close: move |()| side.set(Side::None) }
        }),
        Side::New => Some(rsx! {
            SideHead { title: say(Word::NewCustomer), on_close: move |()| side.set(Side::None) }
            div { class: "sidebody",
                Form {
                    name: "customer",
                    fields: vec![
                        Field::new("name", Word::Name, Kind::Text),
                        Field::new("phone", Word::Phone, Kind::Phone).with(phone.peek().clone().unwrap_or_default()),
                    ],
                    submit: Word::Add,
                    doing: making,
                    on_submit: move |filled: Filled| {
                        making.go("POST", "/customers".to_owned(), Some(Value::Object(filled.json()).to_string()), move |answer| {
                            if let Ok(made) = serde_json::from_str::<Member>(&answer) {
                                side.set(Side::One(made.id));
                            }
                        });
                    },
                }
            }
        }),
    };
    rsx! {
        Room {
            title: Word::Customers,
            tools: rsx! {
                button { class: "btn", "data-new": "true", onclick: move |_| side.set(Side::New), {say(Word::NewCustomer)} "…" }
            },
            side: beside,
            Form {
                name: "find",
                fields: vec![Field::new("phone", Word::Phone, Kind::Phone)],
                submit: Word::Find,
                doing: finding,
                on_submit: move |filled: Filled| phone.set(Some(filled.get("phone").to_owned()).filter(|p| !p.is_empty())),
            }
            {found.show(|found| {
                let rows = found.iter().map(|customer| Row {
                    key: customer.id.to_string(),
                    cells: vec![
                        text(&customer.name),
                        text(customer.phone.clone().unwrap_or_default()),
                        number(words::amount(customer.points, "")),
                    ],
                });
                rsx! {
                    Table {
                        name: "customers",
                        heads: vec![(say(Word::Name), false), (say(Word::Phone), false), (say(Word::Points), true)],
                        rows: rows.collect::<Vec<_>>(),
                        empty: if phone.read().is_some() { Word::NoCustomer } else { Word::NoCustomers },
                        picked: if let Side::One(id) = at { Some(id.to_string()) } else { None },
                        on_pick: move |id: String| {
                            if let Ok(id) = id.parse() {
                                side.set(Side::One(id));
                            }
                        },
                    }
                }
            })}
        }
    }
}

#[component]
fn One(id: CustomerId, on_close: EventHandler<()>) -> Element {
    let office: Office = use_context();
    let customer = use_load::<Member>(move || {
        office.stamps.of(Topic::Points);
        Some(format!("/customers/{id}"))
    });
    let ledger = use_pages::<Line>(move || {
        office.stamps.of(Topic::Points);
        format!("/customers/{id}/ledger?limit=50")
    });
    rsx! {
        {gate(customer, |customer| rsx! {
            SideHead { title: "{customer.name}", more: customer.phone.clone().unwrap_or_default(), on_close }
            p { class: "figure", "data-points": "{customer.points}", {words::points(customer.points)} }
        })}
        div { class: "sidebody",
            h3 { class: "sub", {say(Word::Ledger)} }
            {ledger.show(|lines| {
                let rows = lines.iter().enumerate().map(|(k, line)| Row {
                    key: k.to_string(),
                    cells: vec![
                        text(words::cause(&line.cause)),
                        number(words::signed(line.points)),
                        number(line.balance.map(|points| words::amount(points, "")).unwrap_or_default()),
                        number(office.number_of(line.order_id)),
                        text(when(line.at)),
                    ],
                });
                rsx! {
                    Table {
                        name: "points",
                        heads: vec![(say(Word::Cause), false), (say(Word::Points), true), (say(Word::Balance), true), (say(Word::Order), true), (say(Word::When), false)],
                        rows: rows.collect::<Vec<_>>(),
                    }
                }
            })}
        }
    }
}
