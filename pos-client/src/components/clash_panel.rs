//! The last look before an order is sent whose dishes contain what a guest must not get.

use dioxus::prelude::*;

use crate::actions;
use crate::cart;
use crate::components::panel::Frame;
use crate::store::{Panel, Till};
use crate::words::{self, Word, say};

#[component]
pub fn ClashPanel() -> Element {
    let mut till: Till = use_context();
    let clashes = use_memo(move || {
        let (cart, menu) = (till.cart.read(), till.menu.read());
        let Some(menu) = menu.as_ref() else {
            return Vec::new();
        };
        let lines = cart.lines.iter().map(|line| {
            let name = cart::find(menu, &line.dish).map_or_else(|| line.dish.to_string(), |d| d.name.clone());
            let words: Vec<String> = cart.clashes(line, menu).iter().map(|a| words::clash(&a.allergen, a.seat)).collect();
            (line.key, line.quantity, name, words)
        });
        lines.filter(|(_, _, _, words)| !words.is_empty()).collect::<Vec<_>>()
    });
    rsx! {
        Frame {
            title: say(Word::ClashTitle),
            on_close: move |()| till.panel.set(Panel::None),
            footer: rsx! {
                button { class: "btn main", onclick: move |_| till.panel.set(Panel::None), {say(Word::BackToCheck)} }
                button { class: "btn big", "data-anyway": "true", onclick: move |_| actions::send_now(till), {say(Word::SendAnyway)} }
            },
            p { class: "hint", {say(Word::ClashHint)} }
            div { class: "lines",
                for (key , quantity , name , words) in clashes() {
                    button { key: "{key}", class: "about", onclick: move |_| till.panel.set(Panel::Line(key)),
                        span { class: "q", "{quantity}" }
                        span { class: "m", "{name}" }
                        span {}
                        for word in words {
                            span { key: "{word}", class: "allergy", "{word}" }
                        }
                    }
                }
            }
        }
    }
}
