//! The checks that were put aside: taken up by a tap, or thrown away.

use client_kit::text::till_quick::{Word as Quick, say as q};
use dioxus::prelude::*;

use crate::actions;
use crate::components::check::addressee;
use crate::money;
use crate::store::Till;
use crate::words;

#[component]
pub fn ParkedList() -> Element {
    let till: Till = use_context();
    let parked = till.parked.read();
    if parked.is_empty() {
        return rsx! {};
    }
    rsx! {
        div { class: "parked", role: "group", "aria-label": q(Quick::Parked),
            h3 { {q(Quick::Parked)} }
            for one in parked.iter().rev() {
                {
                    let (at, cart) = (one.at, &one.cart);
                    let name = cart.target.as_ref().map_or_else(|| addressee(cart), |target| words::add_to(target.number));
                    let allergies: Vec<&str> = cart.allergies.iter().map(|a| words::allergen(&a.allergen)).collect();
                    rsx! {
                        div { key: "{at.0}", class: "aside",
                            button { class: "btn big", "data-parked": "{cart.table}{cart.name}", onclick: move |_| actions::resume(till, at),
                                span { class: "to", "{name}" }
                                small { {words::items(cart.count())} " · " {money::clock(at)} }
                                if !allergies.is_empty() {
                                    span { class: "allergy", {allergies.join(" ")} }
                                }
                            }
                            button { class: "btn", "aria-label": "{q(Quick::ThrowAway)}: {name}", "data-throw": "true", onclick: move |_| actions::throw_away(till, at), i { class: "sign cross" } }
                        }
                    }
                }
            }
        }
    }
}
