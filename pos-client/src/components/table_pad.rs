//! Which table: most have numbers, and a pad is the quickest for those. Any other name is typed into what
//! shows it.

use dioxus::prelude::*;

use crate::components::stepper::Pad;
use crate::words::{Word, say};

/// As much as the pad makes.
const PAD_MAX: usize = 6;
/// Longer ones do not fit where orders are listed.
const TYPED_MAX: usize = 24;

#[component]
pub fn TablePad(title: String, table: String, on_name: EventHandler<String>) -> Element {
    let typed = table.clone();
    let shorter = {
        let mut name = table.clone();
        name.pop();
        name
    };
    rsx! {
        h3 {
            {title}
            input {
                class: "entry",
                r#type: "text",
                autocomplete: "off",
                "aria-label": say(Word::Table),
                "data-table-name": "true",
                maxlength: "{TYPED_MAX}",
                placeholder: say(Word::NoTable),
                value: "{table}",
                oninput: move |event| on_name.call(event.value()),
            }
        }
        Pad {
            name: say(Word::Table),
            extra: "Bar",
            on_key: move |key: String| {
                if typed.len() + key.len() <= PAD_MAX {
                    on_name.call(format!("{typed}{key}"));
                }
            },
            on_back: move |()| on_name.call(shorter.clone()),
        }
    }
}
