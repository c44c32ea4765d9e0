//! The board at a minute of the day: each station's tickets and the pass, as they stood there.

use client_kit::load::{Loaded, gate};
use client_kit::money::clock;
use client_kit::text::allergens::allergens;
use client_kit::text::duration;
use client_kit::text::kitchen::{self, Word as Kitchen};
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
    /// `Table 12`, `Takeaway · Ines`
    pub place: String,
    pub rush: bool,
    pub held: bool,
    pub rank: Rank,
    pub age_seconds: i64,
    /// 0, 1 amber, 2 late.
    pub level: u8,
    /// When a screen showed it, in words; at the pass, that it is ready.
    pub note: Option<(Tone, String)>,
    pub lines: Vec<Dish>,
    /// Of the whole order.
    pub said: Option<String>,
}

/// What stands on a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Dish {
    pub text: String,
    pub state: ItemStatus,
    /// What is left out, what is put on: as every kitchen screen says it.
    pub changes: Vec<String>,
    pub note: Option<String>,
    pub allergies: String,
}

impl Dish {
    fn of((line, state): (&Line, ItemStatus)) -> Dish {
        let (off, on): (Vec<_>, Vec<_>) = line.modifiers.iter().partition(|changed| changed.removes);
        let off = off.into_iter().map(|m| format!("{} {}", kitchen::say(Kitchen::Without), kitchen::without(&m.name)));
        Dish {
            changes: off.chain(on.into_iter().map(|m| format!("+ {}", m.name))).collect(),
            note: line.note.clone(),
            allergies: allergens(&line.allergies),
            ..Dish::plain(format!("{} × {}", line.quantity, line.name), state)
        }
    }

    fn plain(text: String, state: ItemStatus) -> Dish {
        Dish { text, state, changes: Vec::new(), note: None, allergies: String::new() }
    }
}

/// A place among the others, as the screens have it: below all others what the pass holds; above them a
/// rush that it has given no place, then what it put first, then who waits longest.
type Rank = (bool, bool, usize, bool, Timestamp, u32);

fn card(day: &Day, order: &Track, due: Timestamp, at: Timestamp, held: bool) -> Option<Card> {
    let step = order.at(at)?;
    let (age_seconds, pace) = (at.millis_since(due) / 1000, day.thresholds.of(order.channel));
    let over = |seconds: u32| u8::from(age_seconds >= i64::from(seconds));
    let place = day.sequence(at).iter().position(|id| *id == order.id).unwrap_or(usize::MAX);
    Some(Card {
        order: order.id,
        number: order.number,
        place: kitchen::place(order.channel, step.table.as_deref(), order.guest.as_deref(), None),
        rush: step.rush,
        held,
        rank: (held, !(step.rush && place == usize::MAX), place, !step.rush, due, order.number),
        age_seconds,
        level: over(pace.warn_seconds) + over(pace.late_seconds),
        note: None,
        lines: Vec::new(),
        said: order.note.clone(),
    })
}

/// The tickets of a station, in the order in which they stood there.
pub fn station(day: &Day, station: Option<&StationId>, at: Timestamp) -> Vec<Card> {
    let mut cards = Vec::new();
    for order in &day.orders {
        for stood in order.stood(at).into_iter().filter(|stood| stood.ticket.station.as_ref() == station) {
            let due = stood.ticket.due_at.unwrap_or(at);
            cards.extend(card(day, order, due, at, stood.held).map(|card| Card {
                note: Some(shown(stood.ticket, due, at)),
                lines: stood.lines.into_iter().map(Dish::of).collect(),
                ..card
            }));
        }
    }
    shared::lean::sort_by_key(&mut cards, |card| card.rank);
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

/// The orders of the pass, in its own order, with what each waits for.
pub fn pass(day: &Day, at: Timestamp) -> Vec<Card> {
    let mut cards = Vec::new();
    for order in &day.orders {
        let Some(step) = order.at(at).filter(|step| step.status.is_cooking()) else { continue };
        let due = order.tickets.iter().filter_map(|ticket| ticket.due_at).filter(|due| *due <= at).min();
        let Some(card) = due.and_then(|due| card(day, order, due, at, step.held)) else { continue };
        let mut lines: Vec<Dish> = Vec::new();
        for (line, state) in order.lines_of(step).filter(|(_, state)| *state != ItemStatus::Voided) {
            let name = day.station(line.station.as_ref());
            match lines.iter_mut().find(|known| known.text == name) {
                // What is furthest behind.
                Some(known) => known.state = if behind(state) < behind(known.state) { state } else { known.state },
                None => lines.push(Dish::plain(name.to_owned(), state)),
            }
        }
        let ready = step.status == Status::Ready;
        cards.push(Card { note: ready.then(|| (Tone::Good, say(Word::Ready).to_owned())), lines, ..card });
    }
    shared::lean::sort_by_key(&mut cards, |card| card.rank);
    cards
}

fn behind(state: ItemStatus) -> u8 {
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
pub fn Stage(day: Loaded<Day>, at: Timestamp, picked: Signal<Option<OrderId>>) -> Element {
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
    picked: Signal<Option<OrderId>>,
) -> Element {
    let (count, none) = (cards.len(), cards.is_empty());
    rsx! {
        section { class: "post", "data-post": "{slug}", "aria-label": "{name}",
            header {
                h3 { "{name}" span { class: "n", "{count}" } }
                if dark {
                    Mark { tone: Tone::Bad, text: say(Word::Dark).to_owned() }
                }
                if let Some(more) = more {
                    small { "{more}" }
                }
            }
            ul {
                for card in cards {
                    Slip { key: "{card.order} {card.rank:?}", card, picked }
                }
            }
            if none {
                p { class: "hint", {say(Word::NothingStood)} }
            }
        }
    }
}

/// A tap picks the order: its way is told beside the board.
#[component]
fn Slip(card: Card, picked: Signal<Option<OrderId>>) -> Element {
    let mut picked = picked;
    let (id, on) = (card.order, picked() == Some(card.order));
    rsx! {
        li {
            button {
                class: slip(card.level, on),
                "data-slip": "{card.number}",
                "data-level": "{card.level}",
                "aria-pressed": on,
                onclick: move |_| picked.set(Some(id)),
                span { class: "what",
                    b { "{card.number}" }
                    span { "{card.place}" }
                    if card.rush {
                        span { class: "rush", {kitchen::say(Kitchen::Rush)} }
                    }
                    span { class: "age",
                        for k in 0..card.level {
                            i { key: "{k}", class: "sign up" }
                        }
                        {duration(card.age_seconds)}
                    }
                }
                if card.held {
                    Mark { tone: Tone::Warn, text: kitchen::say(Kitchen::HeldByPass).to_owned() }
                }
                for (k , dish) in card.lines.iter().enumerate() {
                    span { key: "{k}", class: if dish.state == ItemStatus::Voided { "dish void" } else { "dish" }, "data-state": "{dish.state:?}",
                        i { class: sign(dish.state) }
                        "{dish.text}"
                        for change in &dish.changes {
                            span { key: "{change}", class: "change", "{change}" }
                        }
                        if let Some(note) = &dish.note {
                            em { "“{note}”" }
                        }
                        if !dish.allergies.is_empty() {
                            strong { class: "allergy", "{dish.allergies}" }
                        }
                    }
                }
                if let Some(said) = &card.said {
                    em { class: "dish", "“{said}”" }
                }
                if let Some((tone, note)) = &card.note {
                    small { Mark { tone: *tone, text: note.clone() } }
                }
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
    use crate::replay::Sequence;
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
        assert_eq!(cards[0].place, "Table 12");
        let dish = &cards[0].lines[0];
        assert_eq!((dish.text.as_str(), dish.state), ("1 × MARG", ItemStatus::Preparing));
        assert_eq!(dish.changes, ["NO olives", "+ nduja"], "what is left out first, as on the ticket");
        assert_eq!((dish.note.as_deref(), dish.allergies.as_str()), (Some("well done"), "FISH"));
        assert_eq!(cards[0].note, Some((Tone::Plain, "shown after 0.4 s".to_owned())));
        assert_eq!(stood("12:14:00")[0].level, 2);
        assert!(stood("12:16:00").is_empty(), "it was bumped");
        assert_eq!(pass(&day, at("12:16:00"))[0].note, Some((Tone::Good, "ready".into())));
        assert!(pass(&day, at("12:20:00")).is_empty());
    }

    #[test]
    fn it_stands_in_the_order_of_the_real_screen() {
        let mut day = day();
        let grill = StationId("grill".into());
        let stood = |day: &Day| station(day, Some(&grill), at("12:04:00")).iter().map(|card| card.number).collect::<Vec<_>>();
        assert_eq!(stood(&day), [119, 118], "a rush is on top, though it came later");
        day.sequences = vec![Sequence { at: at("12:03:00"), orders: vec![day.orders[0].id, day.orders[1].id] }];
        assert_eq!(stood(&day), [118, 119], "the pass has given it a place");
        assert_eq!(day.sequence(at("12:02:59")), []);
        // Held back, it is below all others, until somebody begins it.
        day.sequences.clear();
        day.orders[1].steps[0].held = true;
        assert_eq!(stood(&day), [118, 119]);
        assert!(station(&day, Some(&grill), at("12:04:00"))[1].held);
    }
}
