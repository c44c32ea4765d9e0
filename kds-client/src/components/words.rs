//! Words that came back: a refused tap. They stay until touched or for some seconds, and cover
//! nothing that a finger wants.

use dioxus::prelude::*;

use crate::store::Screen;

#[component]
pub fn WordsBack() -> Element {
    let mut screen = use_context::<Screen>();
    let words = screen.words.read().clone();
    rsx! {
        if !words.is_empty() {
            div { class: "words", role: "alert",
                for line in words {
                    button { key: "{line.id}", onclick: move |_| screen.words.write().retain(|w| w.id != line.id), "{line.text}" }
                }
            }
        }
    }
}
