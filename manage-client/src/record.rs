//! The record: who did what from which device, newest first, with what to look for.

use client_kit::load::{List, gate, use_load, use_pages};
use client_kit::platform::time;
use client_kit::text::manage::{self as words, Word, say};
use client_kit::text::manage_record as record;
use dioxus::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use shared::ids::OrderId;
use shared::time::Timestamp;

use crate::frame::{Room, SideHead, when};
use crate::store::Office;
use crate::table::{Cell, Row, Table, number, text};

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Entry {
    seq: u64,
    at: Timestamp,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    order_id: Option<OrderId>,
    /// What they are called.
    #[serde(default)]
    person: Option<String>,
    #[serde(default)]
    device: Option<String>,
    /// Of what is no order's.
    #[serde(default)]
    data: Option<Value>,
}

/// A person or a device, to look for.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Named {
    id: String,
    name: String,
}

/// What is looked for; empty: everything.
#[derive(Clone, Debug, PartialEq, Default)]
struct Wanted {
    person: String,
    device: String,
    kind: String,
    /// A day.
    since: String,
}

impl Wanted {
    fn path(&self) -> String {
        let since = time::start_of_day(&self.since).map(|at| at.to_string()).unwrap_or_default();
        let asked = [("person", &self.person), ("device", &self.device), ("type", &self.kind), ("since", &since)];
        let asked = asked.iter().filter(|(_, value)| !value.is_empty());
        asked.fold("/audit?limit=50".to_owned(), |path, (name, value)| format!("{path}&{name}={value}"))
    }
}

#[component]
pub fn Record() -> Element {
    let office: Office = use_context();
    let wanted = use_signal(Wanted::default);
    let mut picked = use_signal(|| None::<u64>);
    let pages = use_pages::<Entry>(move || wanted.read().path());
    let one = picked().and_then(|seq| pages.items().into_iter().find(|entry| entry.seq == seq));
    let side = one.map(|entry| {
        rsx! {
            One { key: "{entry.seq}", entry, on_close: move |()| picked.set(None) }
        }
    });
    rsx! {
        Room {
            title: Word::Record,
            tools: rsx! {
                button { class: "btn", "data-again": "true", onclick: move |_| pages.again(), {say(Word::ReadAgain)} }
            },
            side,
            Filters { wanted }
            {pages.show(|entries| {
                let rows = entries.iter().map(|entry| Row {
                    key: entry.seq.to_string(),
                    cells: vec![
                        Cell::Two(record::did(&entry.kind).to_owned(), entry.data.as_ref().map(|data| summary(&entry.kind, data)).unwrap_or_default()),
                        text(entry.person.clone().unwrap_or_default()),
                        text(entry.device.clone().unwrap_or_default()),
                        number(office.number_of(entry.order_id)),
                        text(when(entry.at)),
                    ],
                });
                rsx! {
                    Table {
                        name: "record",
                        heads: vec![(say(Word::What), false), (say(Word::Who), false), (say(Word::FromWhere), false), (say(Word::Order), true), (say(Word::When), false)],
                        rows: rows.collect::<Vec<_>>(),
                        empty: Word::NothingFound,
                        picked: picked().map(|seq| seq.to_string()),
                        on_pick: move |id: String| picked.set(id.parse().ok()),
                    }
                }
            })}
        }
    }
}

/// What to look for. Names come from the lists of people and devices.
#[component]
fn Filters(wanted: Signal<Wanted>) -> Element {
    let people = use_load::<List<Named>>(|| Some("/people".to_owned()));
    let devices = use_load::<List<Named>>(|| Some("/devices?limit=500".to_owned()));
    let names = |list: Option<List<Named>>| {
        list.into_iter().flat_map(|list| list.items).map(|named| (named.id, named.name)).collect::<Vec<_>>()
    };
    let kinds = record::kinds().iter().map(|(kind, word)| ((*kind).to_owned(), (*word).to_owned())).collect::<Vec<_>>();
    let now = wanted();
    rsx! {
        div { class: "filters", role: "group", "aria-label": say(Word::LookFor),
            Choose { name: "person", label: Word::Who, all: Word::Everybody, value: now.person, choices: names(people.get()), on_value: move |value| wanted.write().person = value }
            Choose { name: "device", label: Word::FromWhere, all: Word::AnyDevice, value: now.device, choices: names(devices.get()), on_value: move |value| wanted.write().device = value }
            Choose { name: "type", label: Word::What, all: Word::Everything, value: now.kind, choices: kinds, on_value: move |value| wanted.write().kind = value }
            label { class: "field",
                {say(Word::Since)}
                input { r#type: "date", name: "since", value: "{now.since}", onchange: move |event| wanted.write().since = event.value() }
            }
        }
    }
}

#[component]
fn Choose(
    name: &'static str,
    label: Word,
    all: Word,
    value: String,
    choices: Vec<(String, String)>,
    on_value: EventHandler<String>,
) -> Element {
    rsx! {
        label { class: "field",
            {say(label)}
            select { name, onchange: move |event| on_value.call(event.value()),
                option { value: "", selected: value.is_empty(), {say(all)} }
                for (id , word) in choices {
                    option { key: "{id}", value: "{id}", selected: id == value, "{word}" }
                }
            }
        }
    }
}

/// One line of the record: what else is known of it. An order's whole history stands with it.
#[component]
fn One(entry: Entry, on_close: EventHandler<()>) -> Element {
    let who = [entry.person.clone(), entry.device.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    rsx! {
        SideHead { title: record::did(&entry.kind), more: format!("{} · {who}", when(entry.at)), on_close }
        div { class: "sidebody",
            match (entry.order_id, &entry.data) {
                (Some(id), _) => rsx! {
                    OrderHistory { key: "{id}", id, here: entry.seq }
                },
                (None, Some(data)) => rsx! {
                    dl { class: "facts",
                        for (name , value) in facts(data) {
                            div { key: "{name}", dt { {record::fact(&name)} } dd { "{value}" } }
                        }
                    }
                },
                (None, None) => rsx! {},
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct History {
    events: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Step {
    seq: u64,
    at: Timestamp,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Numbered {
    number: u32,
    #[serde(default)]
    table: Option<String>,
}

#[component]
fn OrderHistory(id: OrderId, here: u64) -> Element {
    let order = use_load::<Numbered>(move || Some(format!("/orders/{id}")));
    let history = use_load::<History>(move || Some(format!("/orders/{id}/history")));
    rsx! {
        {gate(order, |order| {
            let table = order.table.clone().map(|table| format!(" · {} {table}", say(Word::Table))).unwrap_or_default();
            rsx! {
                h3 { class: "sub", "data-order": "{order.number}", {say(Word::Order)} " {order.number}{table}" }
            }
        })}
        {gate(history, |history| {
            let rows = history.events.iter().map(|step| Row {
                key: step.seq.to_string(),
                cells: vec![text(record::did(&step.kind)), text(when(step.at))],
            });
            rsx! {
                Table {
                    name: "history",
                    heads: vec![(say(Word::What), false), (say(Word::When), false)],
                    rows: rows.collect::<Vec<_>>(),
                    picked: here.to_string(),
                }
            }
        })}
    }
}

/// In a row, below what was done: the one thing that somebody would ask next.
fn summary(kind: &str, data: &Value) -> String {
    let at = |name: &str| data.get(name).map(plain).unwrap_or_default();
    match kind {
        "access.changed" => [at("name"), record::access(&at("what")).to_owned()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        "access.revoked" => at("name"),
        "menu.availability" => {
            let on = data.get("available").and_then(Value::as_bool).unwrap_or_default();
            format!("{} · {}", at("menu_item_id"), say(if on { Word::On } else { Word::Off }))
        }
        "inventory.adjusted" => format!("{} · {}", at("ingredient"), words::cause(&at("cause"))),
        "payments.resolved" => at("how"),
        _ => ["name", "text", "kind"].iter().map(|name| at(name)).find(|text| !text.is_empty()).unwrap_or_default(),
    }
}

fn facts(data: &Value) -> Vec<(String, String)> {
    let all = data.as_object().into_iter().flatten();
    all.filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.clone(), plain(value))).collect()
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(yes) => say(if *yes { Word::Yes } else { Word::No }).to_owned(),
        Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_looked_for_is_asked_for() {
        assert_eq!(Wanted { kind: "menu".into(), ..Wanted::default() }.path(), "/audit?limit=50&type=menu");
    }

    #[test]
    fn a_row_says_whom_or_what_it_is_about() {
        let told = |kind, data| summary(kind, &data);
        assert_eq!(told("access.changed", serde_json::json!({ "what": "pin", "name": "Nadia" })), "Nadia · new PIN");
        assert_eq!(told("menu.availability", serde_json::json!({ "menu_item_id": "cola", "available": false })), "cola · off");
        assert_eq!(facts(&serde_json::json!({ "a": null, "b": ["x", 1] })), vec![("b".to_owned(), "x, 1".to_owned())]);
    }
}
