//! The menu: categories, search, dishes to tap.

use dioxus::prelude::*;
use shared::ids::MenuItemId;
use shared::menu::CardItem;

use crate::actions;
use crate::cart;
use crate::money;
use crate::store::Till;
use crate::words::{self, Word, say};

#[component]
pub fn Categories() -> Element {
    let mut till: Till = use_context();
    let names = use_memo(move || till.menu.read().as_ref().map(|m| m.categories.iter().map(|c| c.name.clone()).collect::<Vec<_>>()));
    let searching = !till.search.read().is_empty();
    let chosen = till.category.read().clone();
    rsx! {
        nav { class: "cats", "aria-label": say(Word::Categories),
            for (k , name) in names().unwrap_or_default().into_iter().enumerate() {
                {
                    // Before anything is chosen a tablet shows the first one.
                    let on = !searching && chosen.as_ref().map_or(k == 0, |c| *c == name);
                    rsx! {
                        button {
                            key: "{name}",
                            class: if on { "btn cat on" } else { "btn cat" },
                            "aria-pressed": on,
                            onclick: { let name = name.clone(); move |_| {
                                till.search.set(String::new());
                                till.category.set(Some(name.clone()));
                            } },
                            "{name}"
                        }
                    }
                }
            }
        }
    }
}

#[component]
pub fn Dishes() -> Element {
    let mut till: Till = use_context();
    let search = till.search.read().trim().to_lowercase();
    let chosen = till.category.read().clone();
    let menu = till.menu.read();
    let sections: Vec<(String, Vec<MenuItemId>)> = menu
        .iter()
        .flat_map(|menu| &menu.categories)
        .filter(|c| !search.is_empty() || chosen.as_ref().is_none_or(|chosen| c.name == *chosen))
        .map(|c| (c.name.clone(), c.items.iter().filter(|i| matches(i, &search)).map(|i| i.id.clone()).collect()))
        .filter(|(_, dishes): &(String, Vec<MenuItemId>)| !dishes.is_empty())
        .collect();
    let class = match (search.is_empty(), chosen.is_some()) {
        (false, _) => "dishes found",
        (true, false) => "dishes unchosen",
        (true, true) => "dishes",
    };
    rsx! {
        section { class: "menu", "aria-label": say(Word::Menu),
            div { class: "find", role: "search",
                input {
                    r#type: "text",
                    inputmode: "search",
                    autocomplete: "off",
                    placeholder: say(Word::FindDish),
                    "aria-label": say(Word::FindDish),
                    value: "{till.search}",
                    oninput: move |event| till.search.set(event.value()),
                }
                if !search.is_empty() {
                    button { class: "btn plain", "aria-label": say(Word::ClearSearch), onclick: move |_| till.search.set(String::new()), i { class: "sign cross" } }
                }
            }
            div { class,
                if menu.is_none() {
                    p { class: "none", {say(Word::MenuComing)} }
                } else if sections.is_empty() {
                    p { class: "none", {say(Word::NoDish)} }
                }
                for (name , dishes) in sections {
                    section { key: "{name}", class: "section", "aria-label": "{name}",
                        h2 { "{name}" }
                        for id in dishes {
                            Dish { key: "{id}", id: id.clone() }
                        }
                    }
                }
            }
        }
    }
}

/// Every word typed begins a word of the dish's name: `qua fo` finds Quattro Formaggi.
fn matches(dish: &CardItem, search: &str) -> bool {
    let name = dish.name.to_lowercase();
    search.split_whitespace().all(|typed| name.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(typed)))
}

#[component]
fn Dish(id: MenuItemId) -> Element {
    let till: Till = use_context();
    let dish = use_memo({
        let id = id.clone();
        move || till.menu.read().as_ref().and_then(|menu| cart::find(menu, &id).cloned())
    });
    let in_check = use_memo({
        let id = id.clone();
        move || till.cart.read().count_of(&id)
    });
    // What the guest of the seat that is served now must not get.
    let clash = use_memo(move || {
        let (cart, dish) = (till.cart.read(), dish.read());
        let has = |allergen: &String| dish.as_ref().is_some_and(|d| d.allergens.contains(allergen));
        let hits: Vec<String> = cart.allergies_at(cart.seat).map(|a| a.allergen.clone()).filter(|a| has(a)).collect();
        hits.join(" ")
    });
    let Some(dish) = dish() else { return rsx! {} };
    let (count, clash) = (in_check(), clash());
    let price = money::short(dish.price);
    let left = dish.remaining.map(words::left).unwrap_or_default();
    rsx! {
        button {
            class: "dish",
            "data-dish": "{id}",
            "aria-disabled": if !dish.available { "true" },
            onclick: move |_| actions::add_dish(till, &id),
            span { class: "name", "{dish.name}" }
            if !clash.is_empty() {
                span { class: "allergy", "{clash}" }
            }
            span { class: "foot",
                if dish.available {
                    span { class: "left", "{left}" }
                } else {
                    span { class: "left", {say(Word::Off)} " " {dish.why.clone().unwrap_or_default()} }
                }
                span { "{price}" }
            }
            if count > 0 {
                span { class: "count", "{count}" }
            }
        }
    }
}
