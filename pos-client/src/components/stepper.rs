//! A small number between two keys, and a pad of digits.

use dioxus::prelude::*;

use crate::words::{Word, say};

#[component]
pub fn Stepper(label: String, name: String, can_less: bool, can_more: bool, on_step: EventHandler<i32>) -> Element {
    rsx! {
        div { class: "stepper", role: "group", "aria-label": "{name}",
            button { class: "btn", disabled: !can_less, "aria-label": "{name}: {say(Word::Less)}", onclick: move |_| on_step.call(-1), "−" }
            output { "{label}" }
            button { class: "btn", disabled: !can_more, "aria-label": "{name}: {say(Word::More)}", onclick: move |_| on_step.call(1), "+" }
        }
    }
}

/// Digits; `extra` stands left of the 0.
#[component]
pub fn Pad(name: String, extra: Option<String>, on_key: EventHandler<String>, on_back: EventHandler<()>) -> Element {
    rsx! {
        div { class: "pad", role: "group", "aria-label": "{name}",
            for digit in "123456789".chars() {
                button { key: "{digit}", class: "btn", onclick: move |_| on_key.call(digit.to_string()), "{digit}" }
            }
            if let Some(extra) = extra {
                button { class: "btn", onclick: { let extra = extra.clone(); move |_| on_key.call(extra.clone()) }, "{extra}" }
            } else {
                span {}
            }
            button { class: "btn", onclick: move |_| on_key.call("0".into()), "0" }
            button { class: "btn", "aria-label": say(Word::Delete), onclick: move |_| on_back.call(()), i { class: "sign back" } }
        }
    }
}
