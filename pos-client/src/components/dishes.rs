//! The menu: categories, search, dishes to tap.

use std::rc::Rc;

use client_kit::platform::time;
use client_kit::text::till_quick::{Word as Quick, say as q};
use dioxus::html::{ScrollBehavior, ScrollLogicalPosition, ScrollToOptions};
use dioxus::prelude::*;
use shared::ids::MenuItemId;

use crate::actions;
use crate::cart;
use crate::components::find::Find;
use crate::money;
use crate::press::{Meant, Press};
use crate::search;
use crate::store::{FAVOURITES, Till};
use crate::words::{self, Word, say};

#[component]
pub fn Categories() -> Element {
    let mut till: Till = use_context();
    let names = use_memo(move || {
        let menu = till.menu.read();
        let own = menu.iter().flat_map(|menu| &menu.categories).map(|category| category.name.clone());
        std::iter::once(FAVOURITES.to_owned()).chain(own).collect::<Vec<_>>()
    });
    let searching = !till.search.read().is_empty();
    let chosen = till.category.read().clone();
    rsx! {
        nav { class: "cats", "aria-label": say(Word::Categories),
            for (k , name) in names().into_iter().enumerate() {
                {
                    // Before anything is chosen a tablet shows the menu's first one.
                    let on = !searching && chosen.as_ref().map_or(k == 1, |c| *c == name);
                    let own = k > 0;
                    rsx! {
                        button {
                            key: "{name}",
                            class: if on { "btn cat on" } else { "btn cat" },
                            "data-favourites": if !own { "true" },
                            "aria-pressed": on,
                            onclick: { let name = name.clone(); move |_| {
                                till.search.set(String::new());
                                till.category.set(Some(name.clone()));
                            } },
                            if own {
                                "{name}"
                            } else {
                                i { class: "sign star" }
                                span { class: "what", {q(Quick::Favourites)} }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[component]
pub fn Dishes() -> Element {
    let till: Till = use_context();
    let menu = till.menu.read();
    let search = till.search.read();
    let found = menu.as_ref().filter(|_| !search.trim().is_empty()).map(|menu| search::found(menu, &search));
    let found: Option<Vec<MenuItemId>> = found.map(|dishes| dishes.into_iter().map(|dish| dish.id.clone()).collect());
    let searching = found.is_some();
    let class = if searching { "dishes found" } else { "dishes" };
    let sections = menu.iter().flat_map(|menu| &menu.categories).filter(|_| !searching);
    rsx! {
        section { class: "menu", "aria-label": say(Word::Menu),
            Find {}
            div { class,
                if menu.is_none() {
                    p { class: "none", {say(Word::MenuComing)} }
                } else if found.as_ref().is_some_and(Vec::is_empty) {
                    p { class: "none", role: "status", {say(Word::NoDish)} }
                }
                if let Some(dishes) = found {
                    div { class: "section",
                        for id in dishes {
                            Dish { key: "{id}", id: id.clone(), favourite: false }
                        }
                    }
                } else {
                    Favourites {}
                }
                for (k , category) in sections.enumerate() {
                    Section { key: "{category.name}", name: category.name.clone(), first: k == 0,
                        for dish in &category.items {
                            Dish { key: "{dish.id}", id: dish.id.clone(), favourite: false }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn Favourites() -> Element {
    let till: Till = use_context();
    let dishes = use_memo(move || {
        let (menu, favourites) = (till.menu.read(), till.favourites.read());
        let on_menu = favourites.dishes().filter(|id| menu.as_ref().is_some_and(|menu| cart::find(menu, id).is_some()));
        on_menu.cloned().collect::<Vec<_>>()
    });
    let dishes: Vec<MenuItemId> = dishes();
    rsx! {
        Section { name: FAVOURITES, first: false,
            if dishes.is_empty() {
                p { class: "none", {q(Quick::NoFavourites)} }
            }
            for id in dishes {
                Dish { key: "{id}", id: id.clone(), favourite: true }
            }
        }
    }
}

/// One category. A tablet shows the chosen one alone; where there is room all stand below each
/// other, and the chosen one comes into sight.
#[component]
fn Section(name: String, first: bool, children: Element) -> Element {
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
    let title = if name == FAVOURITES { q(Quick::Favourites).to_owned() } else { name };
    rsx! {
        section {
            class: if chosen().unwrap_or(first) { "section" } else { "section off" },
            "aria-label": "{title}",
            onmounted: move |event| mounted.set(Some(event.data())),
            h2 { "{title}" }
            {children}
        }
    }
}

/// `favourite`: among those that stand first. A tap takes it, a finger that rests on it keeps it there.
#[component]
fn Dish(id: MenuItemId, favourite: bool) -> Element {
    let till: Till = use_context();
    let dish = use_memo({
        let id = id.clone();
        move || till.menu.read().as_ref().and_then(|menu| cart::find(menu, &id).cloned())
    });
    let in_check = use_memo({
        let id = id.clone();
        move || till.cart.read().count_of(&id)
    });
    let pinned = use_memo({
        let id = id.clone();
        move || till.favourites.read().is_pinned(&id)
    });
    // What the guest of the seat that is served now must not get.
    let clash = use_memo(move || {
        let (cart, dish) = (till.cart.read(), dish.read());
        let has = |allergen: &String| dish.as_ref().is_some_and(|d| d.allergens.contains(allergen));
        let hits: Vec<&str> =
            cart.allergies_at(cart.seat).map(|a| &a.allergen).filter(|a| has(a)).map(|a| words::allergen(a)).collect();
        hits.join(" ")
    });
    let mut press = use_hook(|| CopyValue::new(Press::default()));
    let Some(dish) = dish() else { return rsx! {} };
    let (count, clash) = (in_check(), clash());
    let price = money::short(dish.price);
    let left = dish.remaining.map(words::left).unwrap_or_default();
    let held = id.clone();
    rsx! {
        button {
            class: "dish",
            "data-dish": if !favourite { "{id}" },
            "data-favourite": if favourite { "{id}" },
            "aria-disabled": if !dish.available { "true" },
            onpointerdown: move |_| press.write().down(time::ticks()),
            onpointerup: move |_| press.write().up(time::ticks()),
            onpointercancel: move |_| press.write().cancel(),
            // A long press on a touch screen, the other button of a mouse, the menu key of a keyboard.
            oncontextmenu: move |event| {
                event.prevent_default();
                press.write().kept();
                actions::pin(till, &held);
            },
            onclick: move |_| {
                let meant = press.write().click(time::ticks());
                match meant {
                    Meant::Take => actions::add_dish(till, &id),
                    Meant::Keep => actions::pin(till, &id),
                    Meant::Nothing => {}
                }
            },
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
                if pinned() && clash.is_empty() {
                    i { class: "sign star" }
                }
                span { class: "price", "{price}" }
            }
        }
    }
}
