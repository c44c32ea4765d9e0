//! What frames every section: its head, its list, what was picked beside it, the key that asks again.

use client_kit::platform::time;
use client_kit::text::manage::{self as words, Word, say};
use dioxus::prelude::*;
use shared::time::Timestamp;

/// A section's head with what can be done at once, its list, and beside it what was picked.
#[component]
pub fn Room(
    title: Word,
    #[props(default)] tools: Option<Element>,
    #[props(default)] side: Option<Element>,
    children: Element,
) -> Element {
    rsx! {
        header { class: "head",
            h2 { {say(title)} }
            if let Some(tools) = &tools {
                div { class: "tools", {tools} }
            }
        }
        div { class: if side.is_some() { "split" } else { "split alone" },
            div { class: "main", {children} }
            if let Some(side) = &side {
                aside { class: "side", {side} }
            }
        }
    }
}

/// The head of what was picked, with the way back.
#[component]
pub fn SideHead(title: String, #[props(default)] more: Option<String>, on_close: EventHandler<()>) -> Element {
    rsx! {
        header { class: "sidehead",
            h3 {
                "{title}"
                if let Some(more) = more {
                    small { "{more}" }
                }
            }
            button { class: "btn plain", "aria-label": say(Word::Close), onclick: move |_| on_close.call(()), i { class: "sign cross" } }
        }
    }
}

/// A key that asks once more before it does what cannot be taken back.
#[component]
pub fn Sure(
    label: Word,
    /// Said above the two keys, where the words on them do not say it all.
    #[props(default)]
    question: Option<Word>,
    sure: Word,
    busy: bool,
    on_sure: EventHandler<()>,
) -> Element {
    let mut asked = use_signal(|| false);
    rsx! {
        if asked() {
            if let Some(question) = question {
                p { class: "question", role: "alert", {say(question)} }
            }
            div { class: "sure", role: "group",
                button { class: "btn", onclick: move |_| asked.set(false), {say(Word::No)} }
                button { class: "btn grave", disabled: busy, "data-sure": "true", onclick: move |_| { asked.set(false); on_sure.call(()); }, {say(sure)} }
            }
        } else {
            button { class: "btn grave", r#type: "button", disabled: busy, onclick: move |_| asked.set(true), {say(label)} "…" }
        }
    }
}

/// `22 Nov 18:03`.
pub fn when(at: Timestamp) -> String {
    words::when(time::local_day(at), time::local(at))
}
