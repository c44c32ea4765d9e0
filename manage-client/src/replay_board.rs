//! The board at a minute of the day: each station's tickets and the pass, as they stood there.

use client_kit::load::{Loaded, gate};
use client_kit::money::clock;
use client_kit::text::duration;
use client_kit::text::manage_replay::{self as words, Word, say};
use dioxus::prelude::*;
use shared::ids::{OrderId, StationId};
use shared::order::{ItemStatus, Status};
use shared::replay::{Line, Showing, Track};
use shared::time::Timestamp;

use crate::replay::Day;
use crate::table::{Mark, Tone};

/// What stands on a card.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    pub order: OrderId,
    pub number: u32,
    pub table: String,
    pub rush: bool,
    pub age_seconds: i64,
    /// 0, 1 amber, 2 late.
    pub level: u8,
    /// When a screen showed it, in words; at the pass, that it is ready.
    pub note: Option<(Tone, String)>,
    pub lines: Vec<(String, ItemStatus)>,
}

fn card(day: &Day, order: &Track, due: Timestamp, at: Timestamp) -> Option<Card> {
    let step = order.at(at)?;
    let (age_seconds, pace) = (at.millis_since(due) / 1000, day.thresholds.of(order.channel));
    let over = |seconds: u32| u8::from(age_seconds >= i64::from(seconds));
    Some(Card {
        order: order.id,
        number: order.number,
        table: step.table.clone().unwrap_or_default(),
        rush: step.rush,
        age_seconds,
        level: over(pace.warn_seconds) + over(pace.late_seconds),
        note: None,
        lines: Vec::new(),
    })
}

/// The tickets of a station, the oldest first.
pub fn station(day: &Day, station: Option<&StationId>, at: Timestamp) -> Vec<Card> {
    let mut cards = Vec::new();
    for order in &day.orders {
        for stood in order.stood(at).into_iter().filter(|stood| stood.ticket.station.as_ref() == station) {
            let due = stood.ticket.due_at.unwrap_or(at);
            let line = |(line, state): (&Line, ItemStatus)| (format!("{} × {}", line.quantity, line.name), state);
            cards.extend(card(day, order, due, at).map(|card| Card {
                note: Some(shown(stood.ticket, due, at)),
                lines: stood.lines.into_iter().map(line).collect(),
                ..card
            }));
        }
    }
    shared::lean::sort_by_key(&mut cards, |card| -card.age_seconds);
    cards
}

fn shown(ticket: &Showing, due: Timestamp, at: Timestamp) -> (Tone, String) {
    match ticket.shown_at.filter(|shown| *shown <= at) {
        Some(shown) => {
            let tenths = shown.millis_since(due).max(0) / 100;
            (Tone::Plain, words::shown_after(&format!("{}.{}", tenths / 10, tenths % 10)))
        }
        None => (Tone::Bad, say(Word::NotShown).to_owned()),
    }
}

/// The orders of the pass, the oldest first, with what each waits for.
pub fn pass(day: &Day, at: Timestamp) -> Vec<Card> {
    let mut cards = Vec::new();
    for order in &day.orders {
        let Some(step) = order.at(at).filter(|step| step.status.is_cooking()) else { continue };
        let due = order.tickets.iter().filter_map(|ticket| ticket.due_at).filter(|due| *due <= at).min();
        let Some(card) = due.and_then(|due| card(day, order, due, at)) else { continue };
        let mut lines: Vec<(String, ItemStatus)> = Vec::new();
        for (line, state) in order.lines_of(step).filter(|(_, state)| *state != ItemStatus::Voided) {
            let name = day.station(line.station.as_ref());
            match lines.iter_mut().find(|(known, _)| known == name) {
                // What is furthest behind.
                Some((_, worst)) => *worst = if rank(state) < rank(*worst) { state } else { *worst },
                None => lines.push((name.to_owned(), state)),
            }
        }
        let ready = step.status == Status::Ready;
        cards.push(Card { note: ready.then(|| (Tone::Good, say(Word::Ready).to_owned())), lines, ..card });
    }
    shared::lean::sort_by_key(&mut cards, |card| -card.age_seconds);
    cards
}

fn rank(state: ItemStatus) -> u8 {
    match state {
        ItemStatus::Queued => 0,
        ItemStatus::Preparing => 1,
        ItemStatus::Held => 2,
        ItemStatus::Prepared | ItemStatus::Voided => 3,
    }
}

/// Which screen showed one of its tickets last, and when.
fn last_shown(day: &Day, station: &StationId, at: Timestamp) -> Option<String> {
    let tickets = day.orders.iter().flat_map(|order| &order.tickets);
    let shown = tickets.filter(|t| t.station.as_ref() == Some(station)).filter(|t| t.shown_at.is_some_and(|shown| shown <= at));
    let last = shown.max_by_key(|t| t.shown_at)?;
    let device = last.shown_by.and_then(|id| day.devices.iter().find(|device| device.id == id));
    Some(words::last_shown(device.map_or("", |device| &device.name), &clock(last.shown_at?)))
}

#[component]
pub fn Stage(day: Loaded<Day>, at: Timestamp, picked: Option<OrderId>) -> Element {
    gate(day, move |day| {
        let dark = |id: &StationId| {
            day.dark.iter().any(|dark| dark.station == *id && dark.at <= at && dark.until.is_none_or(|until| at < until))
        };
        let nowhere = station(day, None, at);
        rsx! {
            div { class: "stage",
                for post in day.stations.iter() {
                    Column { key: "{post.id}", slug: post.id.to_string(), name: post.name.clone(), dark: dark(&post.id), more: last_shown(day, &post.id, at), cards: station(day, Some(&post.id), at), picked }
                }
                if !nowhere.is_empty() {
                    Column { slug: "none", name: day.station(None).to_owned(), dark: false, cards: nowhere, picked }
                }
                Column { slug: "pass", name: say(Word::Pass).to_owned(), dark: false, cards: pass(day, at), picked }
            }
        }
    })
}

#[component]
fn Column(
    slug: String,
    name: String,
    dark: bool,
    #[props(default)] more: Option<String>,
    cards: Vec<Card>,
    picked: Option<OrderId>,
) -> Element {
    rsx! {
        section { class: "post", "data-post": "{slug}", "aria-label": "{name}",
            header {
                h3 { "{name}" span { class: "n", "{cards.len()}" } }
                if dark {
                    Mark { tone: Tone::Bad, text: say(Word::Dark).to_owned() }
                }
                if let Some(more) = more {
                    small { "{more}" }
                }
            }
            ul {
                for (k , card) in cards.iter().enumerate() {
                    li {
                        key: "{k}",
                        class: slip(card.level, picked == Some(card.order)),
                        "data-slip": "{card.number}",
                        "data-level": "{card.level}",
                        div { class: "what",
                            b { "{card.number}" }
                            if !card.table.is_empty() {
                                span { "{card.table}" }
                            }
                            if card.rush {
                                span { class: "rush", {client_kit::text::kitchen::say(client_kit::text::kitchen::Word::Rush)} }
                            }
                            span { class: "age",
                                for k in 0..card.level {
                                    i { key: "{k}", class: "sign up" }
                                }
                                {duration(card.age_seconds)}
                            }
                        }
                        for (k , (line , state)) in card.lines.iter().enumerate() {
                            p { key: "{k}", class: if *state == ItemStatus::Voided { "void" }, "data-state": "{state:?}",
                                i { class: sign(*state) }
                                "{line}"
                            }
                        }
                        if let Some((tone, note)) = &card.note {
                            small { Mark { tone: *tone, text: note.clone() } }
                        }
                    }
                }
            }
            if cards.is_empty() {
                p { class: "hint", {say(Word::NothingStood)} }
            }
        }
    }
}

fn slip(level: u8, picked: bool) -> &'static str {
    match (level, picked) {
        (0, false) => "slip",
        (1, false) => "slip warn",
        (_, false) => "slip late",
        (0, true) => "slip on",
        (1, true) => "slip warn on",
        (_, true) => "slip late on",
    }
}

fn sign(state: ItemStatus) -> &'static str {
    match state {
        ItemStatus::Held => "mk pause",
        ItemStatus::Queued => "mk",
        ItemStatus::Preparing => "mk half",
        ItemStatus::Prepared => "sign tick",
        ItemStatus::Voided => "sign cross",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::tests::day;

    fn at(text: &str) -> Timestamp {
        format!("2026-11-22T{text}Z").parse().unwrap()
    }

    #[test]
    fn a_ticket_stands_at_its_station_from_due_to_prepared() {
        let day = day();
        let oven = StationId("oven".into());
        let stood = |time: &str| station(&day, Some(&oven), at(time));
        assert!(stood("12:00:00").is_empty());
        let cards = stood("12:09:00");
        assert_eq!((cards.len(), cards[0].number, cards[0].age_seconds, cards[0].level), (1, 118, 510, 1));
        assert_eq!(cards[0].lines, vec![("1 × MARG".to_owned(), ItemStatus::Preparing)]);
        assert_eq!(cards[0].note, Some((Tone::Plain, "shown after 0.4 s".to_owned())));
        assert_eq!(stood("12:14:00")[0].level, 2);
        assert!(stood("12:16:00").is_empty(), "it was bumped");
        assert_eq!(pass(&day, at("12:16:00"))[0].note, Some((Tone::Good, "ready".into())));
        assert!(pass(&day, at("12:20:00")).is_empty());
    }
}
