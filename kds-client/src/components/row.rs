//! One item: the whole row is the target.

use client_kit::text::kitchen::{self as words, Word, say};
use dioxus::prelude::*;
use shared::order::ItemStatus;

use super::dish::is_tappable;
use crate::actions;
use crate::model::*;
use crate::store::Screen;

/// `index`: which line of the card.
#[component]
pub fn Row(card: CardId, index: usize) -> Element {
    let screen = use_context::<Screen>();
    let at = use_memo(move || *screen.line.read() == Some(index) && *screen.picked.read() == Some(card));
    let Some(lens) = lens(screen.cards, card) else { return rsx! {} };
    let lines = lens.lines();
    if index >= lines.peek().len() {
        return rsx! {};
    }
    let line = lines.index(index).cloned();
    let item = line.item;
    rsx! {
        if let Some(heading) = &line.heading {
            div { class: "course", "{heading}" }
        }
        button {
            class: if at() { "{class(&line)} at" } else { "{class(&line)}" },
            "data-item": "{item}",
            onpointerdown: move |_| actions::press(screen, card, item),
            onclick: move |_| actions::item(screen, card, item),
            span { class: "qty", {amount(&line)} }
            span { class: "dish",
                if line.status == ItemStatus::Voided {
                    span { class: "tag", "aria-hidden": "true", {say(Word::Void)} }
                }
                if line.status == ItemStatus::Prepared && line.quantity > 1 {
                    "{line.quantity} "
                }
                "{line.dish}"
                Seat { seat: line.seat }
            }
            Details { line: line.clone(), here: is_tappable(line.status) }
        }
    }
}

/// How many, or the sign of what became of them. What looks tell the eye, a word tells who hears the
/// screen; an ordinary line needs none.
pub fn amount(line: &Line) -> Element {
    let (sign, word) = match line.status {
        ItemStatus::Prepared => ("sign tick", Word::Done),
        ItemStatus::Voided => ("sign cross", Word::Void),
        _ if line.fresh => ("", Word::Changed),
        ItemStatus::Preparing => ("", Word::Started),
        ItemStatus::Held => ("", Word::HeldTag),
        ItemStatus::Queued => return rsx! { "{line.quantity}" },
    };
    // More than one prepared stand beside the dish's name.
    let said = sign.is_empty() || line.status == ItemStatus::Prepared && line.quantity > 1;
    rsx! {
        if sign.is_empty() {
            "{line.quantity} "
        }
        i { class: sign, role: "img", "aria-label": if said { "{say(word)}" } else { "{say(word)} {line.quantity}" } }
    }
}

pub fn class(line: &Line) -> String {
    let mut class = String::from("row");
    if line.quantity > 1 {
        class.push_str(" many");
    }
    class.push_str(match line.status {
        ItemStatus::Held => " held",
        ItemStatus::Queued => "",
        ItemStatus::Preparing => " started",
        ItemStatus::Prepared => " done",
        ItemStatus::Voided => " void",
    });
    if line.fresh {
        class.push_str(" fresh");
    }
    class
}

/// Which guest's it is.
#[component]
pub fn Seat(seat: Option<u16>) -> Element {
    rsx! {
        if let Some(seat) = seat {
            small { {words::seat(seat)} }
        }
    }
}

/// What is different about this dish, and whom it could hurt. `here`: the allergy is confirmed on
/// this screen, by tapping the row.
#[component]
pub fn Details(line: Line, here: bool) -> Element {
    let unread = if here { say(Word::Confirm) } else { say(Word::Unread) };
    rsx! {
        if !line.changes.is_empty() || line.note.is_some() {
            span { class: "mods",
                for change in &line.changes {
                    match change {
                        Change::Add(words) => rsx! { span { class: "add", "{words}" } },
                        Change::Without(words) => rsx! {
                            span { class: "without",
                                span { class: "tag", {say(Word::Without)} }
                                " {words}"
                            }
                        },
                    }
                }
                if let Some(note) = &line.note {
                    span { class: "note", "{note}" }
                }
            }
        }
        if let Some(allergy) = &line.allergy {
            span { class: if allergy.seen || !here { "allergy seen" } else { "allergy" },
                i { class: "sign up" }
                span { "{allergy.words}" }
                em { {if allergy.seen { say(Word::Confirmed) } else { unread }} }
            }
        }
    }
}
