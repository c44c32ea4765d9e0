//! What a guest must not get: whose, and which.

use dioxus::prelude::*;
use shared::order::Channel;

use crate::components::panel::Frame;
use crate::store::{Panel, Till};
use crate::words::{self, ALLERGENS, Word, say};

/// Seats that are offered where nobody said how many guests there are.
const SEATS: u16 = 6;

#[component]
pub fn AllergyPanel() -> Element {
    let mut till: Till = use_context();
    let start = till.cart.peek().seat;
    let mut seat = use_signal(|| start);
    let (dine_in, seats, has) = {
        let cart = till.cart.read();
        let most = cart.lines.iter().filter_map(|l| l.seat).chain(cart.covers).chain(cart.seat).max().unwrap_or(SEATS);
        (cart.channel == Channel::DineIn, most.max(SEATS), cart.allergies.clone())
    };
    let known = use_memo(move || {
        let menu = till.menu.read();
        let mut dishes: Vec<String> = Vec::new();
        for allergen in menu.iter().flat_map(|m| &m.categories).flat_map(|c| &c.items).flat_map(|i| &i.allergens) {
            if !dishes.contains(allergen) {
                dishes.push(allergen.clone());
            }
        }
        shared::lean::sort_by_key(&mut dishes, String::clone);
        let others: Vec<String> = ALLERGENS.iter().map(|a| a.to_string()).filter(|a| !dishes.contains(a)).collect();
        dishes.into_iter().chain(others).collect::<Vec<_>>()
    });
    let at = seat();
    rsx! {
        Frame {
            title: say(Word::Allergies),
            on_close: move |()| till.panel.set(Panel::None),
            footer: rsx! {
                button { class: "btn main", onclick: move |_| till.panel.set(Panel::None), {say(Word::Done)} }
            },
            p { class: "hint", {say(Word::AllergyHint)} }
            if dine_in {
                div { class: "group", role: "group", "aria-label": say(Word::Seat),
                    div { class: "choices seats",
                        for place in std::iter::once(None).chain((1..=seats).map(Some)) {
                            {
                                let count = has.iter().filter(|a| a.seat == place).count();
                                rsx! {
                                    button {
                                        key: "{place:?}",
                                        class: if place == at { "btn choice on" } else { "btn choice" },
                                        "aria-pressed": place == at,
                                        onclick: move |_| seat.set(place),
                                        span { if place.is_none() { {say(Word::WholeTable)} } else { {words::seat(place)} } }
                                        if count > 0 {
                                            span { class: "seat", "{count}" }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            div { class: "choices",
                for allergen in known() {
                    {
                        let on = has.iter().any(|a| a.seat == at && a.allergen == allergen);
                        rsx! {
                            button {
                                key: "{allergen}",
                                class: if on { "btn choice on" } else { "btn choice" },
                                "data-allergen": "{allergen}",
                                "aria-pressed": on,
                                onclick: { let allergen = allergen.clone(); move |_| till.change(|cart| cart.toggle_allergy(at, &allergen)) },
                                {words::allergen(&allergen)}
                            }
                        }
                    }
                }
            }
        }
    }
}
