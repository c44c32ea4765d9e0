//! The last tickets, and the last tap of this screen: what can be taken back.

use client_kit::platform::time;
use client_kit::text::{self, kitchen::Word, kitchen::say};
use dioxus::prelude::*;

use crate::actions;
use crate::history::{self, Past};
use crate::store::Screen;

#[component]
pub fn Recall() -> Element {
    let screen = use_context::<Screen>();
    // Follows the board while the sheet is open.
    let _ = screen.news.read();
    let past: Vec<Past> = screen.kitchen(history::last);
    let last = screen.undo.peek().last().map(|undo| undo.words.clone());
    rsx! {
        if let Some(words) = last {
            button { class: "pick", "data-undo": "true", onclick: move |_| actions::undo(screen),
                kbd { "U" }
                span { {say(Word::UndoLast)} small { "{words}" } }
            }
        }
        if past.is_empty() {
            p { {say(Word::NoLast)} }
        }
        for Past { key , number , place , dishes , at , undo } in past {
            button { key: "{key}", class: "pick", disabled: undo.is_none(), onclick: move |_| actions::recall(screen, number, undo.as_ref()),
                b { "{number}" }
                span { "{place}" small { "{dishes}" } }
                span { class: "when",
                    {if undo.is_some() { say(Word::Recall) } else { say(Word::HandedOut) }}
                    small { {text::clock(time::local(at))} }
                }
            }
        }
    }
}
