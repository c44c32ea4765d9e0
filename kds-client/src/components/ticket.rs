//! One ticket: head with number and time, rows, and the bar that is a target in full.

use client_kit::text::{self, kitchen as words, kitchen::Word, kitchen::say};
use dioxus::prelude::*;
use shared::time::Timestamp;

use super::advice::TicketAdvice;
use super::row::Row;
use crate::actions;
use crate::glass::Cell;
use crate::model::*;
use crate::store::Screen;

/// How old, in steps that have a colour and a sign each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    Calm,
    Warn,
    Late,
}

impl Age {
    /// `now` in seconds.
    pub fn of(ages: Ages, now: i64) -> Age {
        match ages {
            Ages { late_at, .. } if now >= late_at => Age::Late,
            Ages { warn_at, .. } if now >= warn_at => Age::Warn,
            _ => Age::Calm,
        }
    }

    /// For the signs of those that have one.
    pub fn word(self) -> &'static str {
        say(if self == Age::Late { Word::Late } else { Word::GettingLate })
    }

    pub fn class(self) -> &'static str {
        match self {
            Age::Calm => "",
            Age::Warn => "age-warn",
            Age::Late => "age-late",
        }
    }
}

#[component]
pub fn TicketCard(cell: Cell, place: usize) -> Element {
    let screen = use_context::<Screen>();
    let id = cell.card;
    let Some(card) = lens(screen.cards, id) else { return rsx! {} };
    let phase = card.phase().cloned();
    let mut class = format!("ticket span-{}", cell.units);
    match &phase {
        Phase::Open => {}
        Phase::Left { why, .. } if why.must_be_cleared() => class.push_str(" off"),
        Phase::Left { .. } => class.push_str(" gone"),
    }
    if card.head().read().waits {
        class.push_str(" waits");
    }
    if card.urge().cloned() {
        class.push_str(" urge");
    }
    if *screen.picked.read() == Some(id) {
        class.push_str(" picked");
    }
    let last = cell.part + 1 == cell.parts;
    rsx! {
        article { class, "data-ticket": "{id.0}", onpointerdown: move |_| actions::touch(screen, id),
            Head { card: id, part: cell.part, parts: cell.parts }
            if cell.part == 0 && card.head().read().has_advice() {
                if phase == Phase::Open {
                    TicketAdvice { card: id, head: card.head().cloned() }
                } else {
                    // The lines below it stay where they are.
                    div { class: "advice" }
                }
            }
            div { class: "rows",
                for index in cell.from..cell.to {
                    Row { key: "{index}", card: id, index }
                }
            }
            if last {
                Bar { card: id, place }
            } else {
                div { class: "more", i { class: "sign next" } {words::more_of(card.head().read().number)} }
            }
        }
    }
}

#[component]
pub fn Head(card: CardId, part: usize, parts: usize, #[props(default)] place: Option<usize>) -> Element {
    let screen = use_context::<Screen>();
    let id = card;
    let (since, ages) = lens(screen.cards, id).map_or((0, Ages::NEVER), |c| {
        let head = c.head();
        let head = head.read();
        (head.due.0 / 1000, Ages::of(head.due, head.pace))
    });
    let age = use_memo(use_reactive!(|ages| Age::of(ages, *screen.now.read())));
    let Some(card) = lens(screen.cards, id) else { return rsx! {} };
    let head = card.head().cloned();
    let left = card.phase().cloned();
    let tag = match (&left, card.mark().cloned()) {
        (Phase::Left { why: Why::Cancelled, .. }, _) => Some(say(Word::Cancelled)),
        (Phase::Left { why: Why::Voided, .. }, _) => Some(say(Word::Void)),
        (Phase::Open, _) if head.held => Some(say(Word::HeldTag)),
        (Phase::Open, Mark::New) if head.waits => None,
        (Phase::Open, Mark::New) if !head.ready => Some(say(Word::New)),
        (Phase::Open, Mark::Changed) => Some(say(Word::Changed)),
        _ => None,
    };
    let class = if left == Phase::Open && !head.ready && !head.waits && (!head.held || head.begun) { age().class() } else { "" };
    rsx! {
        if head.rush && part == 0 {
            div { class: "rush", {say(Word::Rush)} }
        }
        button { class: "head {class}", "aria-haspopup": "dialog", onclick: move |_| actions::about(screen, id),
            span { class: "no",
                "{head.number}"
                if head.key.chit > 1 {
                    small { {words::chit(head.key.chit)} }
                }
                if parts > 1 {
                    small { {words::part(part + 1, parts)} }
                }
                if let Some(place) = place.filter(|place| *place < 9) {
                    // Read aloud it is a word of its own.
                    " "
                    kbd { "{place + 1}" }
                }
            }
            Time { since, age: if class.is_empty() { Age::Calm } else { age() } }
            span { class: "where",
                span { "{head.place}" }
                if let Some(tag) = tag {
                    b { class: "tag", "{tag}" }
                }
                i { class: "sign dots" }
            }
        }
        if let Some(note) = head.note.as_ref().filter(|_| part == 0) {
            div { class: "say", "{note}" }
        }
    }
}

/// The only part of a ticket that is drawn each second.
#[component]
pub fn Time(since: i64, age: Age) -> Element {
    let screen = use_context::<Screen>();
    let waited = *screen.now.read() - since;
    rsx! {
        span { class: "time",
            {text::duration(waited)}
            if age >= Age::Warn {
                i { class: "sign up", role: "img", "aria-label": age.word() }
            }
            if age == Age::Late {
                i { class: "sign up" }
            }
        }
    }
}

/// How long since then.
#[component]
pub fn Waited(since: Timestamp) -> Element {
    let screen = use_context::<Screen>();
    let waited = *screen.now.read() - since.0 / 1000;
    rsx! { {text::duration(waited)} }
}

#[component]
fn Bar(card: CardId, place: usize) -> Element {
    let screen = use_context::<Screen>();
    let id = card;
    let Some(card) = lens(screen.cards, id) else { return rsx! {} };
    let phase = card.phase().cloned();
    let number = card.head().read().number;
    let unread = card.lines().read().iter().any(|l| is_open(l.status) && l.allergy.as_ref().is_some_and(|a| !a.seen));
    let words = match &phase {
        Phase::Open if unread => say(Word::ReadAllergyFirst).to_owned(),
        Phase::Open => words::bump(number),
        Phase::Left { why, .. } if why.must_be_cleared() => say(Word::Clear).to_owned(),
        Phase::Left { undo, .. } if undo.is_empty() => say(Word::Done).to_owned(),
        Phase::Left { .. } => say(Word::Undo).to_owned(),
    };
    let undo = matches!(&phase, Phase::Left { why: Why::Done, undo, .. } if !undo.is_empty());
    rsx! {
        div { class: "foot",
            button { class: "key", "data-bar": "{number}", onclick: move |_| actions::bar(screen, id),
                if place < 9 {
                    kbd { "{place + 1}" }
                }
                if undo {
                    i { class: "sign tick" }
                    {say(Word::Bumped)}
                    " · "
                }
                "{words}"
            }
        }
    }
}
