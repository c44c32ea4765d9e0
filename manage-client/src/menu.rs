//! The menu: what is on and how many are left, its editor, and the whole of it in and out as a file.

use client_kit::doing::{Doing, use_doing};
use client_kit::platform::files;
use client_kit::text::allergens;
use client_kit::text::common;
use client_kit::text::manage::{self as words, Word, say};
use client_kit::text::manage_menu as edit;
use dioxus::prelude::*;
use serde_json::{Value, json};
use shared::menu::CardItem;

use crate::editor::{GROUPS, ITEMS, first_fault};
use crate::form::{Field, Filled, Form, Kind};
use crate::frame::{Room, SideHead};
use crate::menu_dishes::{Categories, Category, Dish, Dishes, blank};
use crate::menu_import::Import;
use crate::menu_options::{Group, Groups, blank_group};
use crate::store::Office;
use crate::table::{Cell, Row, Table, number, text};
use client_kit::money;

/// What of the menu is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
enum View {
    /// What is on at the tills now.
    Sale,
    Dishes,
    Categories,
    Options,
}

/// A view, its name for tests, and its words.
type Choice = (View, &'static str, fn() -> &'static str);

impl View {
    const ALL: [Choice; 4] = [
        (View::Sale, "sale", || say(Word::OnSale)),
        (View::Dishes, "dishes", || edit::say(edit::Word::Dishes)),
        (View::Categories, "categories", || edit::say(edit::Word::Categories)),
        (View::Options, "options", || edit::say(edit::Word::Options)),
    ];
}

/// What is open beside the list. Of an entry its place, and how often one was picked: a dish that is
/// moved is still the same.
#[derive(Clone, Debug, PartialEq)]
enum Side {
    None,
    OnSale(String),
    Import,
    Entry(usize, u32),
    Category(String),
}

#[component]
pub fn Menu() -> Element {
    let office: Office = use_context();
    let editor = office.editor;
    let (doing, saving) = (use_doing(), use_doing());
    let mut view = use_signal(|| if editor.is_clean() { View::Sale } else { View::Dishes });
    let mut side = use_signal(|| Side::None);
    let mut picks = use_signal(|| 0u32);
    let mut pick = move |place: usize| {
        editor.settle();
        *picks.write() += 1;
        side.set(Side::Entry(place, *picks.peek()));
    };
    let mut look = move |to: View| {
        editor.settle();
        view.set(to);
        side.set(Side::None);
    };
    // The menu is read anew where it was replaced, but for what somebody is changing.
    use_effect(move || {
        let version = office.menu.read().as_ref().map(|menu| menu.version);
        if let Some(version) = version.filter(|version| *version > *editor.version.read() && editor.is_clean()) {
            spawn(editor.fetch(version));
        }
    });
    use_effect(move || editor.hold());
    // A fault is shown where it is.
    use_effect(move || {
        if let Some((list, place)) = first_fault(&saving.faults()) {
            view.set(if list == ITEMS { View::Dishes } else { View::Options });
            pick(place);
        }
    });
    let save_file = move |format: &'static str, kind: &'static str| {
        doing.go("GET", format!("/menu/export?format={format}"), None, move |text| {
            files::save(&format!("menu.{format}"), kind, &text)
        });
    };
    let mut add = move |list: &'static str, entry: Value| {
        let place = editor.list(list).len();
        editor.change(list, |all| all.push(entry));
        view.set(if list == ITEMS { View::Dishes } else { View::Options });
        pick(place);
    };
    let (at, now, faults) = (side(), view(), saving.faults());
    let close = move |()| side.set(Side::None);
    let round = *editor.round.read();
    let place = if let Side::Entry(place, _) = at { Some(place) } else { None };
    let beside = match &at {
        Side::None => None,
        Side::Import => Some(rsx! {
            Import { on_close: close }
        }),
        Side::OnSale(id) => office.dish(id).map(|dish| {
            rsx! {
                OnSale { key: "{dish.id}", dish, on_close: close }
            }
        }),
        Side::Entry(place, key) => {
            let (place, key) = (*place, *key);
            Some(if now == View::Options {
                rsx! {
                    Group { key: "{round}-{key}", place, faults: faults.clone(), on_close: close }
                }
            } else {
                rsx! {
                    Dish { key: "{round}-{key}", place, faults: faults.clone(), on_move: move |to| side.set(Side::Entry(to, key)), on_close: close }
                }
            })
        }
        Side::Category(name) => {
            let of = name.clone();
            Some(rsx! {
                Category { key: "{name}", name: name.clone(), on_name: move |name| side.set(Side::Category(name)), on_add: move |()| add(ITEMS, blank(&of)), on_close: close }
            })
        }
    };
    rsx! {
        Room {
            title: Word::Menu,
            tools: rsx! {
                if now == View::Options {
                    button { class: "btn", "data-add": "group", onclick: move |_| add(GROUPS, blank_group()), {edit::say(edit::Word::AddGroup)} }
                } else {
                    button { class: "btn", "data-add": "dish", onclick: move |_| {
                        let category = editor.list(ITEMS).last().and_then(|dish| Some(dish["category"].as_str()?.to_owned()));
                        add(ITEMS, blank(&category.unwrap_or_default()));
                    }, {edit::say(edit::Word::AddDish)} }
                }
                button { class: "btn", "data-import": "true", onclick: move |_| side.set(Side::Import), {say(Word::Import)} "…" }
                button { class: "btn", onclick: move |_| save_file("json", "application/json"), {say(Word::ExportJson)} }
                button { class: "btn", onclick: move |_| save_file("csv", "text/csv"), {say(Word::ExportCsv)} }
            },
            side: beside,
            div { class: "seg", role: "group",
                for (each , slug , name) in View::ALL {
                    button { key: "{slug}", class: if each == now { "btn on" } else { "btn" }, "aria-pressed": each == now, "data-view": slug, onclick: move |_| look(each), {name()} }
                }
            }
            Unsaved { doing: saving, on_saved: close }
            if let Some(words) = doing.words(&[]) {
                p { class: "why", role: "alert", "{words}" }
            }
            match now {
                View::Sale => rsx! {
                    Sale { doing, picked: if let Side::OnSale(id) = at { Some(id) } else { None }, on_pick: move |id| side.set(Side::OnSale(id)) }
                },
                View::Dishes => rsx! {
                    Dishes { faults, picked: place, on_pick: pick }
                },
                View::Categories => rsx! {
                    Categories { picked: if let Side::Category(name) = at { Some(name) } else { None }, on_pick: move |name| side.set(Side::Category(name)) }
                },
                View::Options => rsx! {
                    Groups { faults, picked: place, on_pick: pick }
                },
            }
        }
    }
}

/// What is not saved, with the keys for it.
#[component]
fn Unsaved(doing: Doing, on_saved: EventHandler<()>) -> Element {
    let office: Office = use_context();
    let editor = office.editor;
    let mut saved = use_signal(|| false);
    let clean = editor.is_clean();
    let (mine, there) = (*editor.version.read(), office.menu.read().as_ref().map_or(0, |menu| menu.version));
    let changes = editor.changes();
    let behind = !clean && (mine < there || doing.is_behind());
    let save = move |version: u64| {
        editor.save(version, doing, move || {
            saved.set(true);
            on_saved.call(());
        });
    };
    let faults = doing.faults();
    let at_fields: Vec<&str> =
        faults.iter().map(|fault| fault.pointer.trim_start_matches('/')).filter(|p| p.contains('/')).collect();
    rsx! {
        div { class: if clean { "unsaved" } else { "unsaved some" }, "data-unsaved": "{changes}",
            p { role: "status",
                if !clean {
                    {edit::unsaved(changes)}
                } else if saved() {
                    i { class: "sign tick" }
                    {edit::say(edit::Word::Saved)}
                }
            }
            if !clean {
                if behind {
                    p { class: "why", role: "alert", "data-behind": "true", {edit::say(edit::Word::Meanwhile)} }
                    button { class: "btn grave", disabled: doing.busy(), "data-overwrite": "true", onclick: move |_| save(there), {edit::say(edit::Word::Overwrite)} }
                } else {
                    if !faults.is_empty() {
                        p { class: "why", role: "alert", {words::faults(faults.len())} }
                    }
                    if let Some(words) = doing.words(&at_fields) {
                        p { class: "why", role: "alert", "{words}" }
                    }
                    button { class: "btn on", disabled: doing.busy(), "data-save": "true", onclick: move |_| save(mine), {edit::say(edit::Word::SaveMenu)} }
                }
                Throw { on_sure: move |()| { doing.forget(); on_saved.call(()); editor.throw_away(); } }
            }
        }
    }
}

/// Asks once more: it is gone for good.
#[component]
fn Throw(on_sure: EventHandler<()>) -> Element {
    let mut asked = use_signal(|| false);
    rsx! {
        if asked() {
            button { class: "btn grave", "data-throw-sure": "true", onclick: move |_| on_sure.call(()), {edit::say(edit::Word::ThrowSure)} }
            button { class: "btn", onclick: move |_| asked.set(false), {say(Word::No)} }
        } else {
            button { class: "btn", "data-throw": "true", onclick: move |_| asked.set(true), {edit::say(edit::Word::ThrowAway)} "…" }
        }
    }
}

/// What is on at the tills now.
#[component]
fn Sale(doing: Doing, picked: Option<String>, on_pick: EventHandler<String>) -> Element {
    let office: Office = use_context();
    let switch = move |(id, _): (String, usize)| {
        let Some(dish) = office.dish(&id) else { return };
        // The live connection brings the answer to every till, to this page too.
        let body = json!({ "available": !dish.available }).to_string();
        doing.go("PUT", format!("/menu/items/{id}/availability"), Some(body), |_| {});
    };
    rsx! {
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
                        picked,
                        on_pick,
                        on_act: switch,
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
fn OnSale(dish: CardItem, on_close: EventHandler<()>) -> Element {
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
