//! Beside the board: what is to be made, all tickets together.

use client_kit::text::kitchen::{Word, say};
use dioxus::prelude::*;

use crate::counts::Count;
use crate::store::Screen;

#[component]
pub fn Panel() -> Element {
    let screen = use_context::<Screen>();
    let counts = screen.counts.read();
    rsx! {
        aside { class: "panel",
            h2 { {say(Word::AllDay)} }
            for count in &counts.all_day {
                Lines { key: "{count.dish}", count: count.clone(), coming: false }
            }
            if !counts.coming.is_empty() {
                h2 { {say(Word::Coming)} }
                for count in &counts.coming {
                    Lines { key: "{count.dish}", count: count.clone(), coming: true }
                }
            }
        }
    }
}

#[component]
fn Lines(count: Count, coming: bool) -> Element {
    rsx! {
        div { class: if coming { "line coming" } else { "line" },
            span { "{count.dish}" }
            b { "{count.quantity}" }
        }
        if !coming {
            for (removes , name , quantity) in &count.changes {
                div { class: "line sub", key: "{name}",
                    span { if *removes { {say(Word::Without)} " " } else { "+ " } {bare(*removes, name)} }
                    b { "{quantity}" }
                }
            }
        }
    }
}

fn bare(removes: bool, name: &str) -> &str {
    if removes { crate::project::without(name) } else { name }
}
