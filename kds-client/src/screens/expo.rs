//! The pass, read by order: what stands ready to hand out on the left, who is missing what on
//! the right.

use client_kit::text::kitchen::{self as words, Word, say};
use dioxus::prelude::*;
use shared::order::ItemStatus;

use super::station::{Frame, Nothing};
use crate::actions;
use crate::components::bar::TopBar;
use crate::components::row::Details;
use crate::components::ticket::Head;
use crate::glass::Cell;
use crate::model::*;
use crate::store::Screen;

#[component]
pub fn Expo() -> Element {
    let screen = use_context::<Screen>();
    let columns = screen.glass.read().columns;
    rsx! {
        Frame {
            TopBar { title: say(Word::Expo) }
            div { class: "work pass",
                aside { class: "ready",
                    h2 { {say(Word::Ready)} " " b { "{screen.ready.read().len()}" } }
                    for id in screen.ready.read().iter() {
                        ReadyCard { key: "{id.0}", card: *id }
                    }
                }
                main { class: "grid cols-{columns}",
                    for cell in screen.cells.read().iter() {
                        OrderCard { key: "{cell.card.0}.{cell.part}", cell: *cell }
                    }
                    if screen.cells.read().is_empty() && screen.ready.read().is_empty() {
                        Nothing { words: say(Word::NothingAtPass) }
                    }
                }
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
    rsx! {
        article { class, "data-ready": "{number}", onpointerdown: move |_| actions::touch(screen, id),
            Head { card: id, part: 0, parts: 1 }
            div { class: "foot",
                button { class: "key", disabled: back, "data-bar": "{number}", onclick: move |_| actions::complete(screen, id), "{words}" }
            }
        }
    }
}

#[component]
fn OrderCard(cell: Cell) -> Element {
    let screen = use_context::<Screen>();
    let id = cell.card;
    let Some(card) = lens(screen.cards, id) else { return rsx! {} };
    let phase = card.phase().cloned();
    let ready = card.head().read().ready;
    let state = match &phase {
        Phase::Left { why, .. } if why.must_be_cleared() => " off",
        Phase::Open if !ready => "",
        _ => " gone",
    };
    let picked = if *screen.picked.read() == Some(id) { " picked" } else { "" };
    let last = cell.part + 1 == cell.parts;
    rsx! {
        article { class: "ticket span-{cell.units}{state}{picked}", "data-order": "{id.0}", onpointerdown: move |_| actions::touch(screen, id),
            Head { card: id, part: cell.part, parts: cell.parts }
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

/// A line of the pass: nothing to tap, so it may be smaller; the station that owes it stands
/// beside it.
#[component]
fn ByStation(card: CardId, index: usize) -> Element {
    let screen = use_context::<Screen>();
    let Some(lens) = lens(screen.cards, card) else { return rsx! {} };
    let lines = lens.lines();
    if index >= lines.peek().len() {
        return rsx! {};
    }
    let line = lines.index(index).cloned();
    let state = match line.status {
        ItemStatus::Held => " held",
        ItemStatus::Queued => "",
        ItemStatus::Preparing => " started",
        ItemStatus::Prepared => " done",
        ItemStatus::Voided => " void",
    };
    let many = if line.quantity > 1 { " many" } else { "" };
    rsx! {
        if let Some(heading) = &line.heading {
            div { class: "course", "{heading}" }
        }
        div { class: "row by{state}{many}", "data-item": "{line.item}",
            span { class: "qty",
                match line.status {
                    ItemStatus::Prepared => rsx! { i { class: "sign tick" } },
                    ItemStatus::Voided => rsx! { i { class: "sign cross" } },
                    _ => rsx! { "{line.quantity}" },
                }
            }
            span { class: "dish",
                if line.status == ItemStatus::Prepared && line.quantity > 1 {
                    "{line.quantity} "
                }
                "{line.dish}"
            }
            if let Some(station) = &line.station {
                span { class: "who", "{station}" }
            }
            Details { line: line.clone(), here: false }
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
    let order = head.key.order;
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
                button { class: "key", "data-fire": "{head.number}", onclick: move |_| actions::fire(screen, order, course), {words::fire(course)} }
            }
            button { class: "key", "data-rush": "{head.number}", onclick: move |_| actions::rush(screen, order, !head.rush),
                {if head.rush { say(Word::UnRush) } else { say(Word::MakeRush) }}
            }
        }
    }
}
