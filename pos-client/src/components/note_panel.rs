//! The note on the whole order.

use dioxus::prelude::*;
use shared::menu::NOTE_MAX;

use crate::components::panel::Frame;
use crate::store::{Panel, Till};
use crate::words::{Word, say};

#[component]
pub fn NotePanel() -> Element {
    let mut till: Till = use_context();
    let note = till.cart.read().note.clone();
    rsx! {
        Frame {
            title: say(Word::OrderNote),
            on_close: move |()| till.panel.set(Panel::None),
            footer: rsx! {
                button { class: "btn main", onclick: move |_| till.panel.set(Panel::None), {say(Word::Done)} }
            },
            label { class: "field",
                span { {say(Word::Note)} " " small { {say(Word::NoteHint)} } }
                input {
                    r#type: "text",
                    autocomplete: "off",
                    maxlength: "{NOTE_MAX}",
                    value: "{note}",
                    oninput: move |event| till.change(|cart| cart.note = event.value()),
                }
            }
        }
    }
}
