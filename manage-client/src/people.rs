//! People: who may sign in, as what, at which stations.

use client_kit::doing::use_doing;
use client_kit::load::use_pages;
use client_kit::text::manage::{self as words, Word, say};
use dioxus::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use crate::form::{Field, Filled, Form, Kind};
use crate::frame::{Room, SideHead, Sure};
use crate::live::Topic;
use crate::store::Office;
use crate::table::{Row, Table, text};

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Person {
    id: String,
    name: String,
    role: String,
    #[serde(default)]
    stations: Vec<String>,
}

const ROLES: [&str; 4] = ["pos", "kitchen", "expo", "manager"];

/// A choice of roles, for people and for screens.
pub fn roles(roles: &[&str]) -> Kind {
    Kind::One(roles.iter().map(|role| ((*role).to_owned(), words::role(role).to_owned())).collect())
}

/// `Oven, Bar`; where none is named, all.
pub fn at(office: Office, role: &str, chosen: &[String]) -> String {
    if role != "kitchen" {
        return String::new();
    }
    let all = office.stations();
    let names = all.iter().filter(|(id, _)| chosen.contains(id)).map(|(_, name)| name.clone());
    if chosen.is_empty() { say(Word::AllStations).to_owned() } else { names.collect::<Vec<_>>().join(", ") }
}

#[derive(Clone, Debug, PartialEq)]
enum Side {
    None,
    New,
    One(Person),
}

#[component]
pub fn People() -> Element {
    let office: Office = use_context();
    let mut side = use_signal(|| Side::None);
    let list = use_pages::<Person>(move || {
        office.stamps.of(Topic::Access);
        "/people".to_owned()
    });
    let done = use_callback(move |()| {
        side.set(Side::None);
        list.again();
    });
    let at_side = side();
    let beside = match at_side.clone() {
        Side::None => None,
        Side::New => Some(rsx! {
            SideHead { title: say(Word::NewPerson), on_close: move |()| side.set(Side::None) }
            div { class: "sidebody", Edit { key: "new", on_done: done } }
        }),
        Side::One(person) => Some(rsx! {
            SideHead { title: "{person.name}", more: words::role(&person.role), on_close: move |()| side.set(Side::None) }
            div { class: "sidebody", Edit { key: "{person.id}", person: Some(person), on_done: done } }
        }),
    };
    rsx! {
        Room {
            title: Word::People,
            tools: rsx! {
                button { class: "btn", "data-new": "true", onclick: move |_| side.set(Side::New), {say(Word::NewPerson)} "…" }
            },
            side: beside,
            {list.show(|list| {
                let rows = list.iter().map(|person| Row {
                    key: person.id.clone(),
                    cells: vec![
                        text(&person.name),
                        text(words::role(&person.role)),
                        text(at(office, &person.role, &person.stations)),
                    ],
                });
                let people = list.to_vec();
                rsx! {
                    Table {
                        name: "people",
                        heads: vec![(say(Word::Name), false), (say(Word::Role), false), (say(Word::Stations), false)],
                        rows: rows.collect::<Vec<_>>(),
                        picked: if let Side::One(person) = &at_side { Some(person.id.clone()) } else { None },
                        on_pick: move |id: String| {
                            if let Some(person) = people.iter().find(|person| person.id == id) {
                                side.set(Side::One(person.clone()));
                            }
                        },
                    }
                }
            })}
        }
    }
}

#[component]
fn Edit(#[props(default)] person: Option<Person>, on_done: Callback<()>) -> Element {
    let office: Office = use_context();
    let (doing, removing) = (use_doing(), use_doing());
    let id = person.as_ref().map(|person| person.id.clone());
    let old =
        person.clone().unwrap_or_else(|| Person { id: String::new(), name: String::new(), role: "pos".into(), stations: vec![] });
    let pin = Field::new("pin", Word::Pin, Kind::Pin);
    let fields = vec![
        Field::new("name", Word::Name, Kind::Text).with(old.name),
        Field::new("role", Word::Role, roles(&ROLES)).with(old.role),
        Field::new("stations", Word::Stations, Kind::Many(office.stations()))
            .with(old.stations.join(","))
            .hint(Word::StationsHint),
        pin.hint(if id.is_some() { Word::PinKept } else { Word::PinHint }),
    ];
    let gone = id.clone();
    rsx! {
        Form {
            name: "person",
            fields,
            submit: if id.is_some() { Word::Save } else { Word::Add },
            doing,
            on_submit: move |filled: Filled| {
                let mut body = filled.json();
                if filled.get("role") != "kitchen" {
                    body.insert("stations".into(), Value::Array(vec![]));
                }
                let (method, path) = match &id {
                    Some(id) => ("PATCH", format!("/people/{id}")),
                    None => ("POST", "/people".to_owned()),
                };
                doing.go(method, path, Some(Value::Object(body).to_string()), move |_| on_done.call(()));
            },
        }
        if let Some(id) = gone {
            if let Some(words) = removing.words(&[]) {
                p { class: "why", role: "alert", "{words}" }
            }
            Sure {
                label: Word::RemovePerson,
                sure: Word::RemoveSure,
                busy: removing.busy(),
                on_sure: move |()| removing.go("DELETE", format!("/people/{id}"), None, move |_| on_done.call(())),
            }
            p { class: "hint", {say(Word::RemoveHint)} }
        }
    }
}
