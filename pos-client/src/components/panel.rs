//! The frame of everything that takes the place of the dishes or of an order.

use dioxus::prelude::*;

use crate::words::{Word, say};

/// `footer` is the row of large keys at the bottom.
#[component]
pub fn Frame(title: String, on_close: EventHandler<()>, children: Element, footer: Element) -> Element {
    rsx! {
        section {
            class: "panel",
            role: "dialog",
            "aria-label": "{title}",
            onkeydown: move |event| {
                if event.key() == Key::Escape {
                    on_close.call(());
                }
            },
            header {
                h2 {
                    tabindex: "-1",
                    // The reader of the screen starts here, and Escape works at once.
                    onmounted: move |event| {
                        spawn(async move {
                            let _ = event.set_focus(true).await;
                        });
                    },
                    "{title}"
                }
                button { class: "btn plain", "aria-label": say(Word::Close), onclick: move |_| on_close.call(()), i { class: "sign cross" } }
            }
            div { class: "body", {children} }
            footer { {footer} }
        }
    }
}
