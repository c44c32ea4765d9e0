//! The menu: categories, search, dishes to tap.

use std::rc::Rc;

use dioxus::html::{ScrollBehavior, ScrollLogicalPosition, ScrollToOptions};
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
    let names =
        use_memo(move || till.menu.read().as_ref().map(|m| m.categories.iter().map(|c| c.name.clone()).collect::<Vec<_>>()));
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
    let menu = till.menu.read();
    let sections: Vec<(String, Vec<MenuItemId>)> = menu
        .iter()
        .flat_map(|menu| &menu.categories)
        .map(|c| (c.name.clone(), c.items.iter().filter(|i| matches(i, &search)).map(|i| i.id.clone()).collect()))
        .filter(|(_, dishes): &(String, Vec<MenuItemId>)| !dishes.is_empty())
        .collect();
    let class = if search.is_empty() { "dishes" } else { "dishes found" };
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
                for (k , (name , dishes)) in sections.into_iter().enumerate() {
                    Section { key: "{name}", name: name.clone(), dishes, first: k == 0 }
                }
            }
        }
    }
}

/// One category. A tablet shows the chosen one alone; where there is room all stand below each
/// other, and the chosen one comes into sight.
#[component]
fn Section(name: String, dishes: Vec<MenuItemId>, first: bool) -> Element {
    let till: Till = use_context();
    let mut mounted = use_signal(|| None::<Rc<MountedData>>);
    let chosen = use_memo({
        let name = name.clone();
        move || till.category.read().as_ref().map(|chosen| *chosen == name)
    });
    use_effect(move || {
        if let (Some(true), Some(section)) = (chosen(), mounted()) {
            spawn(async move {
                let how = ScrollToOptions {
                    behavior: ScrollBehavior::Instant,
                    vertical: ScrollLogicalPosition::Start,
                    horizontal: ScrollLogicalPosition::Nearest,
                };
                let _ = section.scroll_to_with_options(how).await;
            });
        }
    });
    rsx! {
        section {
            class: if chosen().unwrap_or(first) { "section" } else { "section off" },
            "aria-label": "{name}",
            onmounted: move |event| mounted.set(Some(event.data())),
            h2 { "{name}" }
            for id in dishes {
                Dish { key: "{id}", id: id.clone() }
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
        let hits: Vec<&str> =
            cart.allergies_at(cart.seat).map(|a| &a.allergen).filter(|a| has(a)).map(|a| words::allergen(a)).collect();
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
            // All marks stand in the last row, so that a tile never grows under the finger.
            span { class: "foot",
                if count > 0 {
                    span { class: "count", "{count}" }
                }
                if !clash.is_empty() {
                    span { class: "allergy", "{clash}" }
                } else if dish.available {
                    span { class: "left", "{left}" }
                } else {
                    span { class: "left", {say(Word::Off)} " " {dish.why.clone().unwrap_or_default()} }
                }
                span { class: "price", "{price}" }
            }
        }
    }
}
