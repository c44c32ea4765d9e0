//! An order at the pass: what each station has done of it, since when the rest is wanted, and its
//! dishes. A dish is prepared or recalled by a tap; a long press on the head moves the order.

use client_kit::text::kitchen::{self as words, Word, say};
use dioxus::prelude::*;
use shared::order::ItemStatus;

use super::advice::StationAdvice;
use super::row::{Details, amount, class};
use super::ticket::{Head, Waited};
use crate::glass::Cell;
use crate::model::*;
use crate::store::Screen;
use crate::{actions, drag};

#[component]
pub fn OrderCard(cell: Cell, place: usize) -> Element {
    let screen = use_context::<Screen>();
    let id = cell.card;
    let Some(card) = lens(screen.cards, id) else { return rsx! {} };
    let phase = card.phase().cloned();
    let (ready, held) = {
        let head = card.head();
        let head = head.read();
        (head.ready, head.held && !head.begun)
    };
    let mut class = format!("ticket span-{}", cell.units);
    class.push_str(match &phase {
        Phase::Left { why, .. } if why.must_be_cleared() => " off",
        Phase::Open if !ready => "",
        _ => " gone",
    });
    let drag = screen.drag.read();
    for (on, name) in [
        (*screen.picked.read() == Some(id), " picked"),
        (held, " waits"),
        (drag.as_ref().is_some_and(|d| d.card == id), " dragged"),
        (drag.as_ref().is_some_and(|d| d.over == Some(id) && d.card != id), " over"),
    ] {
        if on {
            class.push_str(name);
        }
    }
    let last = cell.part + 1 == cell.parts;
    rsx! {
        article { class, "data-order": "{id.0}", onpointerdown: move |_| actions::touch(screen, id),
            div { class: "handle", onpointerdown: move |e| drag::press(screen, id, &e),
                Head { card: id, part: cell.part, parts: cell.parts, place: Some(place) }
            }
            div { class: "rows",
                for index in cell.from..cell.to {
                    ByStation { key: "{index}", card: id, index }
                }
            }
            if last {
                Foot { card: id }
            } else {
                div { class: "more", i { class: "sign next" } {words::more_of(card.head().read().number)} }
            }
        }
    }
}

/// A line of the pass, below the head of the station that owes it where it is the first.
#[component]
fn ByStation(card: CardId, index: usize) -> Element {
    let screen = use_context::<Screen>();
    let at = use_memo(move || *screen.line.read() == Some(index) && *screen.picked.read() == Some(card));
    let Some(lens) = lens(screen.cards, card) else { return rsx! {} };
    let lines = lens.lines();
    if index >= lines.peek().len() {
        return rsx! {};
    }
    let line = lines.index(index).cloned();
    let item = line.item;
    let at = if at() { " at" } else { "" };
    rsx! {
        if let Some(heading) = &line.heading {
            div { class: "course", "{heading}" }
        }
        if let Some(group) = &line.group {
            StationHead { group: group.clone() }
        }
        button {
            class: "{class(&line)} by{at}",
            "data-item": "{item}",
            onpointerdown: move |_| actions::press(screen, card, item),
            onclick: move |_| actions::item(screen, card, item),
            span { class: "qty", {amount(&line)} }
            span { class: "dish",
                if line.status == ItemStatus::Prepared && line.quantity > 1 {
                    "{line.quantity} "
                }
                "{line.dish}"
            }
            Details { line: line.clone(), here: false }
        }
    }
}

#[component]
fn StationHead(group: Group) -> Element {
    let missing = group.done < group.total;
    let class = match (missing, group.longest) {
        (false, _) => "st done",
        (true, true) => "st longest",
        (true, false) => "st",
    };
    let progress = words::progress(group.done, group.total);
    rsx! {
        div { class, "data-owes": "{group.station}",
            b { "{group.station}" }
            if group.total > 0 {
                span { "{progress}" }
            }
            if !missing {
                i { class: "sign tick" }
            } else if let Some(since) = group.since {
                span { class: "since",
                    if group.longest {
                        i { class: "sign point", role: "img", "aria-label": say(Word::WaitsLongest) }
                    }
                    Waited { since }
                }
            }
        }
        if group.planned {
            StationAdvice { group: group.clone() }
        }
    }
}

/// The pass fires courses and sets the pace.
#[component]
fn Foot(card: CardId) -> Element {
    let screen = use_context::<Screen>();
    let id = card;
    let Some(card) = lens(screen.cards, id) else { return rsx! {} };
    let head = card.head().cloned();
    if let Phase::Left { why, .. } = card.phase().cloned() {
        let words = if why.must_be_cleared() { say(Word::Clear) } else { say(Word::Done) };
        return rsx! {
            div { class: "foot",
                button { class: "key", "data-bar": "{head.number}", onclick: move |_| actions::complete(screen, id), "{words}" }
            }
        };
    }
    let next = head.held_courses.first().copied();
    rsx! {
        div { class: if next.is_some() { "foot two" } else { "foot" },
            if let Some(course) = next {
                button { class: "key", "data-fire": "{head.number}", onclick: move |_| actions::fire(screen, id, course),
                    kbd { "F" }
                    {words::fire(course)}
                }
            }
            if head.held {
                button { class: "key", "data-hold": "{head.number}", onclick: move |_| actions::hold(screen, id, false),
                    kbd { "H" }
                    {say(Word::LetGo)}
                }
            } else {
                button { class: "key", "data-rush": "{head.number}", onclick: move |_| actions::rush(screen, id, !head.rush),
                    kbd { "X" }
                    {if head.rush { say(Word::UnRush) } else { say(Word::MakeRush) }}
                }
            }
        }
    }
}
