//! What stands ready at the pass, oldest first, with those of one table together; and who
//! carries it out.

use client_kit::text::kitchen::{self as words, Word, say};
use dioxus::prelude::*;

use super::ticket::Head;
use crate::actions;
use crate::model::*;
use crate::store::{Screen, Sheet};

#[component]
pub fn Ready() -> Element {
    let mut screen = use_context::<Screen>();
    let ready = screen.ready.read();
    let runner = screen.runner.read();
    // After which card a bar stands for all of its party: what comes below the last of them moves nothing.
    let parties = screen.kitchen(|k| k.parties());
    // Who carried yesterday may not be here today.
    let people = use_signal(Vec::new);
    use_hook(|| spawn(async move { actions::load_people(screen, people).await }));
    rsx! {
        aside { class: "ready",
            h2 { {say(Word::Ready)} " " b { "{ready.len()}" } }
            button { class: "key runner", "data-runner": "{runner}", onclick: move |_| screen.sheet.set(Sheet::Runner),
                kbd { "W" }
                small { {say(Word::Runner)} }
                if runner.is_empty() { {say(Word::NoRunner)} } else { "{runner}" }
            }
            for id in ready.iter() {
                ReadyCard { key: "{id.0}", card: *id }
                if let Some((_, party)) = parties.iter().find(|(last, _)| last == id) {
                    Together { key: "p{id.0}", last: *id, party: party.clone() }
                }
            }
        }
    }
}

/// All of a table with one tap.
#[component]
fn Together(last: CardId, party: String) -> Element {
    let screen = use_context::<Screen>();
    rsx! {
        div { class: "foot together",
            button {
                class: "key",
                "data-party": "{party}",
                onclick: {
                    let party = party.clone();
                    move |_| actions::hand_over(screen, last, &party)
                },
                {words::hand_over(&party)}
            }
        }
    }
}

#[component]
fn ReadyCard(card: CardId) -> Element {
    let screen = use_context::<Screen>();
    let id = card;
    let Some(card) = lens(screen.cards, id) else { return rsx! {} };
    let phase = card.phase().cloned();
    let number = card.head().read().number;
    // Recalled: it stands in the kitchen again, and here until the hand is away.
    let back = phase == Phase::Open && !card.head().read().ready;
    let (class, words) = match &phase {
        Phase::Open if back => ("ticket gone", say(Word::InTheKitchen)),
        Phase::Open => ("ticket", say(Word::Complete)),
        Phase::Left { why, .. } if why.must_be_cleared() => ("ticket off", say(Word::Clear)),
        Phase::Left { undo, .. } if undo.is_empty() => ("ticket gone", say(Word::Done)),
        Phase::Left { .. } => ("ticket gone", say(Word::Undo)),
    };
    let picked = if *screen.picked.read() == Some(id) { " picked" } else { "" };
    rsx! {
        article { class: "{class}{picked}", "data-ready": "{number}", onpointerdown: move |_| actions::touch(screen, id),
            Head { card: id, part: 0, parts: 1 }
            div { class: "foot",
                button { class: "key", disabled: back, "data-bar": "{number}", onclick: move |_| actions::complete(screen, id), "{words}" }
            }
        }
    }
}
