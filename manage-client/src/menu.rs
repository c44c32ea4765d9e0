//! The menu: what is on, how many are left, and the whole of it in and out as a file.

use client_kit::doing::use_doing;
use client_kit::platform::files;
use client_kit::text::allergens;
use client_kit::text::common;
use client_kit::text::manage::{self as words, Word, say};
use dioxus::prelude::*;
use serde_json::json;
use shared::menu::CardItem;

use crate::form::{Field, Filled, Form, Kind};
use crate::frame::{Room, SideHead};
use crate::menu_import::Import;
use crate::store::Office;
use crate::table::{Cell, Row, Table, number, text};
use client_kit::money;

#[derive(Clone, Debug, PartialEq)]
enum Side {
    None,
    Dish(String),
    Import,
}

#[component]
pub fn Menu() -> Element {
    let office: Office = use_context();
    let doing = use_doing();
    let mut side = use_signal(|| Side::None);
    let save = move |format: &'static str, kind: &'static str| {
        doing.go("GET", format!("/menu/export?format={format}"), None, move |text| {
            files::save(&format!("menu.{format}"), kind, &text)
        });
    };
    let at = side();
    let found = move |id: &str| {
        let menu = office.menu.read();
        let dishes = menu.iter().flat_map(|menu| &menu.categories).flat_map(|c| &c.items);
        dishes.into_iter().find(|dish| dish.id.as_str() == id).cloned()
    };
    let beside = match &at {
        Side::None => None,
        Side::Import => Some(rsx! {
            Import { on_close: move |()| side.set(Side::None) }
        }),
        Side::Dish(id) => found(id).map(|dish| {
            rsx! {
                Dish { key: "{dish.id}", dish, on_close: move |()| side.set(Side::None) }
            }
        }),
    };
    let switch = move |(id, _): (String, usize)| {
        let Some(dish) = found(&id) else { return };
        // The live connection brings the answer to every till, to this page too.
        let body = json!({ "available": !dish.available }).to_string();
        doing.go("PUT", format!("/menu/items/{id}/availability"), Some(body), |_| {});
    };
    rsx! {
        Room {
            title: Word::Menu,
            tools: rsx! {
                button { class: "btn", "data-import": "true", onclick: move |_| side.set(Side::Import), {say(Word::Import)} "…" }
                button { class: "btn", onclick: move |_| save("json", "application/json"), {say(Word::ExportJson)} }
                button { class: "btn", onclick: move |_| save("csv", "text/csv"), {say(Word::ExportCsv)} }
            },
            side: beside,
            if let Some(words) = doing.words(&[]) {
                p { class: "why", role: "alert", "{words}" }
            }
            match office.menu.read().as_ref() {
                None => rsx! {
                    p { class: "none", {common::say(common::Word::Loading)} }
                },
                Some(menu) => {
                    let dishes = menu.categories.iter().flat_map(|c| c.items.iter().map(|dish| (c.name.clone(), dish)));
                    let rows = dishes.map(|(category, dish)| Row {
                        key: dish.id.to_string(),
                        cells: vec![
                            text(&dish.name),
                            text(category),
                            number(money::short(dish.price)),
                            Cell::Switch(dish.available),
                            text(state(dish)),
                        ],
                    });
                    rsx! {
                        Table {
                            name: "menu",
                            heads: vec![
                                (say(Word::Dish), false),
                                (say(Word::Category), false),
                                (say(Word::Price), true),
                                (say(Word::OnSale), false),
                                (say(Word::Left), false),
                            ],
                            rows: rows.collect::<Vec<_>>(),
                            picked: if let Side::Dish(id) = at { Some(id) } else { None },
                            on_pick: move |id| side.set(Side::Dish(id)),
                            on_act: switch,
                        }
                    }
                }
            }
        }
    }
}

/// `3 left`, or why it is off.
fn state(dish: &CardItem) -> String {
    match (dish.available, dish.remaining, &dish.why) {
        (true, Some(left), _) => words::left(left),
        (false, _, Some(why)) => why.clone(),
        _ => String::new(),
    }
}

#[component]
fn Dish(dish: CardItem, on_close: EventHandler<()>) -> Element {
    let doing = use_doing();
    let id = dish.id.clone();
    let put = {
        let id = id.clone();
        move |body: String| doing.go("PUT", format!("/menu/items/{id}/availability"), Some(body), |_| {})
    };
    let (all, some) = (put.clone(), put.clone());
    rsx! {
        SideHead { title: "{dish.name}", more: money::short(dish.price), on_close }
        div { class: "sidebody",
            p { class: "state", {say(if dish.available { Word::IsOn } else { Word::IsOff })} " " {state(&dish)} }
            Form {
                name: "left",
                fields: vec![
                    Field::new("remaining", Word::HowManyLeft, Kind::Number)
                        .with(dish.remaining.map(|left| left.to_string()).unwrap_or_default())
                        .hint(Word::LeftHint),
                ],
                submit: Word::Save,
                doing,
                on_submit: move |filled: Filled| match filled.number("remaining") {
                    Some(left) => some(json!({ "available": left > 0, "remaining": left }).to_string()),
                    None if filled.get("remaining").is_empty() => all(json!({ "available": true }).to_string()),
                    None => doing.refuse(say(Word::WantsNumber)),
                },
            }
            if !dish.allergens.is_empty() {
                p { {say(Word::Contains)} " " {allergens::listed(&dish.allergens)} }
            }
        }
    }
}
