//! The editor's dishes: the list, one of them, and the categories that they stand in.

use client_kit::api::FieldProblem;
use client_kit::text::manage::{self, Word as Common};
use client_kit::text::manage_menu::{Word, say};
use dioxus::prelude::*;
use serde_json::{Value, json};
use shared::ids::StationId;

use crate::doc::{Bound, price};
use crate::editor::{Editor, GROUPS, ITEMS, categories, is_faulty, move_category, move_dish};
use crate::form::{Field, Kind};
use crate::frame::{SideHead, Sure};
use crate::menu_parts::{Recipe, allergens_field};
use crate::store::Office;
use crate::table::{Cell, Row, Table, Tone, number, text};

/// What has happened to an entry since it was read, as a cell.
pub fn news(editor: Editor, list: &str, entry: &Value, faulty: bool) -> Cell {
    match (faulty, editor.is_changed(list, entry)) {
        (true, _) => Cell::Mark(Tone::Bad, manage::say(Common::Fault).to_owned()),
        (_, None) => Cell::Mark(Tone::Warn, say(Word::New).to_owned()),
        (_, Some(true)) => Cell::Mark(Tone::Warn, say(Word::Changed).to_owned()),
        (_, Some(false)) => text(""),
    }
}

pub fn name_of(entry: &Value) -> String {
    entry["name"].as_str().filter(|name| !name.is_empty()).unwrap_or("…").to_owned()
}

#[component]
pub fn Dishes(faults: Vec<FieldProblem>, picked: Option<usize>, on_pick: EventHandler<usize>) -> Element {
    let office: Office = use_context();
    let (editor, unit) = (office.editor, office.money_unit());
    let dishes = editor.list(ITEMS);
    let rows = dishes.iter().enumerate().map(|(k, dish)| {
        let station = dish["station"].as_str().map(|id| office.station_name(Some(&StationId(id.to_owned()))));
        let minor = dish["price"].as_i64().map(|amount| price(amount, unit)).unwrap_or_default();
        Row {
            key: k.to_string(),
            cells: vec![
                text(name_of(dish)),
                text(dish["category"].as_str().unwrap_or_default()),
                number(minor),
                text(station.unwrap_or_else(|| say(Word::Anywhere).to_owned())),
                news(editor, ITEMS, dish, is_faulty(&faults, &format!("{ITEMS}/{k}"))),
            ],
        }
    });
    rsx! {
        Table {
            name: "dishes",
            heads: vec![
                (manage::say(Common::Dish), false),
                (manage::say(Common::Category), false),
                (manage::say(Common::Price), true),
                (say(Word::Station), false),
                ("", false),
            ],
            rows: rows.collect::<Vec<_>>(),
            picked: picked.map(|place| place.to_string()),
            on_pick: move |key: String| {
                if let Ok(place) = key.parse() {
                    on_pick.call(place);
                }
            },
        }
    }
}

/// One place up or down, in words: a keyboard moves it as a finger does.
#[component]
pub fn Moves(on_move: EventHandler<bool>) -> Element {
    rsx! {
        div { class: "moves",
            button { class: "btn", r#type: "button", "data-move": "up", onclick: move |_| on_move.call(true), {say(Word::Up)} }
            button { class: "btn", r#type: "button", "data-move": "down", onclick: move |_| on_move.call(false), {say(Word::Down)} }
        }
    }
}

/// `key` it by the pick, not by the place: it stays the same dish where it is moved.
#[component]
pub fn Dish(place: usize, faults: Vec<FieldProblem>, on_move: EventHandler<usize>, on_close: EventHandler<()>) -> Element {
    let office: Office = use_context();
    let editor = office.editor;
    let at = format!("{ITEMS}/{place}");
    let Some(dish) = editor.list(ITEMS).get(place).cloned() else { return rsx! {} };
    let stations = [(String::new(), say(Word::Anywhere).to_owned())].into_iter().chain(office.stations());
    let groups = editor.list(GROUPS);
    let groups = groups.iter().filter_map(|group| Some((group["id"].as_str()?.to_owned(), name_of(group)))).collect();
    let fields = [
        Field::new("name", Common::Name, Kind::Text),
        Field::new("category", Common::Category, Kind::Listed("categories")),
        Field::new("price", Common::Price, Kind::Price(office.money_unit())),
        Field::said("station", say(Word::Station), Kind::One(stations.collect())),
        Field::said("prep_seconds", say(Word::PrepMinutes), Kind::Minutes),
        Field::said("kitchen_name", say(Word::KitchenName), Kind::Maybe).noted(say(Word::KitchenNameHint)),
        Field::said("modifier_groups", say(Word::Offers), Kind::Many(groups)),
        allergens_field(&dish),
    ];
    rsx! {
        SideHead { title: name_of(&dish), on_close }
        div { class: "sidebody", "data-dish": "{place}",
            Elsewhere { faults: faults.clone(), at: at.clone(), fields: fields.iter().map(|field| field.name).collect::<Vec<_>>() }
            for field in fields {
                Bound { key: "{field.name}", doc: editor.doc, at: format!("{at}/{}", field.name), field, faults: faults.clone() }
            }
            datalist { id: "categories",
                for (name , _) in categories(&editor.list(ITEMS)) {
                    option { key: "{name}", value: "{name}" }
                }
            }
            Recipe { editor, at, faults }
            Moves {
                on_move: move |up: bool| {
                    let mut to = place;
                    editor.change(ITEMS, |dishes| to = move_dish(dishes, place, up));
                    on_move.call(to);
                },
            }
            Taking { on_sure: move |()| { on_close.call(()); editor.change(ITEMS, |dishes| { dishes.remove(place); }); } }
        }
    }
}

/// Takes a dish or a group off the menu.
#[component]
pub fn Taking(on_sure: EventHandler<()>) -> Element {
    rsx! {
        Sure { label: Common::Delete, sure: Common::DeleteSure, busy: false, on_sure }
    }
}

/// What is wrong with an entry and stands at none of its fields.
#[component]
pub fn Elsewhere(faults: Vec<FieldProblem>, at: String, fields: Vec<&'static str>) -> Element {
    let own = faults.iter().filter(|fault| {
        fault.pointer == at || {
            let field =
                fault.pointer.strip_prefix(&*at).and_then(|rest| rest.strip_prefix('/')).and_then(|rest| rest.split('/').next());
            field.is_some_and(|field| !fields.contains(&field) && !["recipe", "options"].contains(&field))
        }
    });
    let words: Vec<&str> = own.map(|fault| fault.detail.as_str()).collect();
    if words.is_empty() {
        return rsx! {};
    }
    rsx! {
        p { class: "why", role: "alert", {words.join(" · ")} }
    }
}

/// A dish that nobody has described yet, in this category.
pub fn blank(category: &str) -> Value {
    json!({ "id": "", "name": "", "category": category, "price": 0, "prep_seconds": 300, "allergens": [], "modifier_groups": [], "recipe": {} })
}

#[component]
pub fn Categories(picked: Option<String>, on_pick: EventHandler<String>) -> Element {
    let office: Office = use_context();
    let rows = categories(&office.editor.list(ITEMS))
        .into_iter()
        .map(|(name, count)| Row { cells: vec![text(if name.is_empty() { "…" } else { &name }), number(count)], key: name });
    rsx! {
        Table {
            name: "categories",
            heads: vec![(manage::say(Common::Category), false), (say(Word::Dishes), true)],
            rows: rows.collect::<Vec<_>>(),
            picked,
            on_pick,
        }
    }
}

/// A category: its name, its place, a dish for it.
#[component]
pub fn Category(name: String, on_name: EventHandler<String>, on_add: EventHandler<()>, on_close: EventHandler<()>) -> Element {
    let office: Office = use_context();
    let editor = office.editor;
    let mut text = use_signal(|| name.clone());
    let (moved, renamed) = (name.clone(), name.clone());
    rsx! {
        SideHead { title: name, on_close }
        div { class: "sidebody",
            form {
                class: "form",
                "data-form": "category",
                onsubmit: move |event: FormEvent| {
                    event.prevent_default();
                    let to = text.peek().trim().to_owned();
                    editor.change(ITEMS, |dishes| {
                        for dish in dishes.iter_mut().filter(|dish| dish["category"].as_str().unwrap_or_default() == renamed) {
                            dish["category"] = Value::from(to.clone());
                        }
                    });
                    on_name.call(to);
                },
                label { class: "field",
                    {say(Word::NewName)}
                    input { name: "name", autocomplete: "off", value: "{text}", oninput: move |event| text.set(event.value()) }
                }
                button { class: "btn", r#type: "submit", {say(Word::Rename)} }
            }
            Moves { on_move: move |up: bool| editor.change(ITEMS, |dishes| move_category(dishes, &moved, up)) }
            button { class: "btn", onclick: move |_| on_add.call(()), {say(Word::AddDish)} }
        }
    }
}
