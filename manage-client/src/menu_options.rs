//! The editor's options: groups of which a guest chooses, and what is in each.

use client_kit::api::FieldProblem;
use client_kit::text::manage::{self, Word as Common};
use client_kit::text::manage_menu::{Word, say};
use dioxus::prelude::*;
use serde_json::{Value, json};

use crate::doc::{Bound, price};
use crate::editor::{Editor, GROUPS, ITEMS, is_faulty};
use crate::form::{Field, Kind};
use crate::frame::SideHead;
use crate::menu_dishes::{Elsewhere, Moves, Taking, name_of, news};
use crate::menu_parts::{Recipe, allergens_field};
use crate::store::Office;
use crate::table::{Row, Table, number, text};

/// How many dishes offer a group.
fn offered(editor: Editor, group: &Value) -> usize {
    let id = group["id"].as_str().unwrap_or_default();
    let offers = |dish: &&Value| dish["modifier_groups"].as_array().into_iter().flatten().any(|g| g.as_str() == Some(id));
    if id.is_empty() { 0 } else { editor.list(ITEMS).iter().filter(offers).count() }
}

/// `0–3`: how many a guest takes.
fn range(group: &Value) -> String {
    let min = group["min"].as_i64().unwrap_or(0);
    group["max"].as_i64().map_or_else(|| format!("{min}+"), |max| format!("{min}–{max}"))
}

#[component]
pub fn Groups(faults: Vec<FieldProblem>, picked: Option<usize>, on_pick: EventHandler<usize>) -> Element {
    let office: Office = use_context();
    let editor = office.editor;
    let groups = editor.list(GROUPS);
    let rows = groups.iter().enumerate().map(|(k, group)| {
        let options = group["options"].as_array().map(Vec::as_slice).unwrap_or_default();
        let names: Vec<String> = options.iter().map(name_of).collect();
        Row {
            key: k.to_string(),
            cells: vec![
                crate::table::Cell::Two(name_of(group), names.join(", ")),
                number(range(group)),
                number(offered(editor, group)),
                news(editor, GROUPS, group, is_faulty(&faults, &format!("{GROUPS}/{k}"))),
            ],
        }
    });
    rsx! {
        Table {
            name: "groups",
            heads: vec![(say(Word::Options), false), (manage::say(Common::Quantity), true), (say(Word::Dishes), true), ("", false)],
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

pub fn blank_group() -> Value {
    json!({ "id": "", "name": "", "min": 0, "max": 1, "options": [blank_option()] })
}

fn blank_option() -> Value {
    json!({ "id": "", "name": "", "price": 0, "allergens": [], "recipe": {} })
}

fn options_of(group: &mut Value) -> Option<&mut Vec<Value>> {
    group.get_mut("options")?.as_array_mut()
}

#[component]
pub fn Group(place: usize, faults: Vec<FieldProblem>, on_close: EventHandler<()>) -> Element {
    let office: Office = use_context();
    let editor = office.editor;
    let at = format!("{GROUPS}/{place}");
    // Which option stands open: its place, and how often one was picked, so that a move keeps it.
    let mut open = use_signal(|| None::<(usize, u32)>);
    let mut picks = use_signal(|| 0u32);
    let mut pick = move |option: usize| {
        *picks.write() += 1;
        open.set(Some((option, *picks.peek())));
    };
    let Some(group) = editor.list(GROUPS).get(place).cloned() else { return rsx! {} };
    let options = group["options"].as_array().cloned().unwrap_or_default();
    let fields = [
        Field::new("name", Common::Name, Kind::Text),
        Field::said("min", say(Word::AtLeast), Kind::Number),
        Field::said("max", say(Word::AtMost), Kind::Number).noted(say(Word::AtMostHint)),
    ];
    let unit = office.money_unit();
    let rows = options.iter().enumerate().map(|(k, option)| Row {
        key: k.to_string(),
        cells: vec![
            text(name_of(option)),
            number(option["price"].as_i64().map(|amount| price(amount, unit)).unwrap_or_default()),
        ],
    });
    let used = offered(editor, &group) > 0;
    let count = options.len();
    rsx! {
        SideHead { title: name_of(&group), on_close }
        div { class: "sidebody", "data-group": "{place}",
            Elsewhere { faults: faults.clone(), at: at.clone(), fields: fields.iter().map(|field| field.name).collect::<Vec<_>>() }
            for field in fields {
                Bound { key: "{field.name}", doc: editor.doc, at: format!("{at}/{}", field.name), field, faults: faults.clone() }
            }
            Table {
                name: "options",
                heads: vec![(say(Word::Options), false), (manage::say(Common::Price), true)],
                rows: rows.collect::<Vec<_>>(),
                picked: open().map(|(option, _)| option.to_string()),
                on_pick: move |key: String| {
                    if let Ok(option) = key.parse() {
                        pick(option);
                    }
                },
            }
            button {
                class: "btn",
                "data-add-option": "true",
                onclick: move |_| {
                    editor.change(GROUPS, |groups| groups.get_mut(place).and_then(options_of).into_iter().for_each(|all| all.push(blank_option())));
                    pick(count);
                },
                {say(Word::AddOption)}
            }
            if let Some((option, key)) = open().filter(|(option, _)| *option < count) {
                Choice { key: "{key}", editor, group: place, place: option, faults: faults.clone(), on_move: move |to| open.set(Some((to, key))), on_close: move |()| open.set(None) }
            }
            if used {
                p { class: "hint", {say(Word::InUse)} }
            } else {
                Taking { on_sure: move |()| { on_close.call(()); editor.change(GROUPS, |groups| { groups.remove(place); }); } }
            }
        }
    }
}

/// What is done to the options of a group.
type Act = Box<dyn FnOnce(&mut Vec<Value>)>;

/// One option of a group.
#[component]
fn Choice(
    editor: Editor,
    group: usize,
    place: usize,
    faults: Vec<FieldProblem>,
    on_move: EventHandler<usize>,
    on_close: EventHandler<()>,
) -> Element {
    let office: Office = use_context();
    let at = format!("{GROUPS}/{group}/options/{place}");
    let entry = editor.doc.read().pointer(&at).cloned().unwrap_or_default();
    let fields = [
        Field::new("name", Common::Name, Kind::Text),
        Field::new("price", Common::Price, Kind::Price(office.money_unit())),
        Field::said("removes", say(Word::TakesOff), Kind::Flag),
        allergens_field(&entry),
    ];
    let with_options = move |act: Act| {
        editor.change(GROUPS, |groups| {
            if let Some(options) = groups.get_mut(group).and_then(options_of) {
                act(options);
            }
        });
    };
    rsx! {
        section { class: "option", "data-option": "{place}", "aria-label": name_of(&entry),
            h3 { class: "sub", {name_of(&entry)} }
            Elsewhere { faults: faults.clone(), at: at.clone(), fields: fields.iter().map(|field| field.name).collect::<Vec<_>>() }
            for field in fields {
                Bound { key: "{field.name}", doc: editor.doc, at: format!("{at}/{}", field.name), field, faults: faults.clone() }
            }
            Recipe { editor, at, faults }
            Moves {
                on_move: move |up: bool| {
                    let to = if up { place.saturating_sub(1) } else { place + 1 };
                    let count = editor.doc.peek().pointer(&format!("{GROUPS}/{group}/options")).and_then(Value::as_array).map_or(0, Vec::len);
                    if to < count {
                        with_options(Box::new(move |options: &mut Vec<Value>| options.swap(place, to)));
                        on_move.call(to);
                    }
                },
            }
            button {
                class: "btn grave",
                r#type: "button",
                "data-remove-option": "true",
                onclick: move |_| {
                    on_close.call(());
                    with_options(Box::new(move |options: &mut Vec<Value>| drop(options.remove(place))));
                },
                {say(Word::RemoveOption)}
            }
        }
    }
}
