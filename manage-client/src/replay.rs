//! The replay: a business day as the screens showed it, by the minute, and what each order waited for.

use client_kit::load::{Loaded, gate, use_load};
use client_kit::money::clock;
use client_kit::platform::time;
use client_kit::text::manage::{self, Word as Common};
use client_kit::text::manage_replay::{self as words, Word, say};
use dioxus::prelude::*;
use serde::Deserialize;
use shared::ids::{DeviceId, OrderId, StationId};
use shared::location::Thresholds;
use shared::replay::Track;
use shared::time::Timestamp;

use crate::frame::Room;
use crate::replay_board::Stage;
use crate::replay_worst::Worst;

pub const MINUTE_MS: i64 = 60_000;

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Day {
    pub day: String,
    pub until: Timestamp,
    pub complete: bool,
    pub thresholds: Thresholds,
    pub stations: Vec<Named<StationId>>,
    pub devices: Vec<Named<DeviceId>>,
    pub dark: Vec<Dark>,
    #[serde(default)]
    pub sequences: Vec<Sequence>,
    pub orders: Vec<Track>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Named<T> {
    pub id: T,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Dark {
    pub station: StationId,
    pub at: Timestamp,
    #[serde(default)]
    pub until: Option<Timestamp>,
}

/// The pass's own order of the rail, until the next one.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Sequence {
    pub at: Timestamp,
    pub orders: Vec<OrderId>,
}

impl Day {
    /// The minutes that there is something to see of: the first, and the last. Of a day that is not over
    /// the last is now: what has not been yet is no part of it.
    fn bounds(&self) -> (Timestamp, Timestamp) {
        let floor = |at: Timestamp| Timestamp(at.0 - at.0.rem_euclid(MINUTE_MS));
        let first = self.orders.iter().filter_map(|order| order.steps.first()).map(|step| step.at).min().unwrap_or(self.until);
        let last = |order: &Track| {
            let step = order.steps.last()?;
            Some(if step.status.is_over() { step.at } else { self.until })
        };
        let last = self.orders.iter().filter_map(last).max().unwrap_or(first);
        (floor(first), floor(Timestamp(last.0 + MINUTE_MS - 1)).min(self.until))
    }

    /// What the pass had put first by then.
    pub fn sequence(&self, at: Timestamp) -> &[OrderId] {
        let next = self.sequences.partition_point(|sequence| sequence.at <= at);
        next.checked_sub(1).map_or(&[], |last| &self.sequences[last].orders)
    }

    /// Where somebody looks first: the latest minute while there is something to see of it, else the one
    /// at which most stood on the glass.
    fn opening(&self, first: Timestamp, last: Timestamp) -> Timestamp {
        let stood = |at: Timestamp| self.orders.iter().map(|order| order.stood(at).len()).sum::<usize>();
        if stood(last) > 0 {
            return last;
        }
        let mut best = (0, last);
        let mut at = first;
        while at < last {
            let now = stood(at);
            if now > best.0 {
                best = (now, at);
            }
            at = Timestamp(at.0 + MINUTE_MS);
        }
        best.1
    }

    pub fn station<'a>(&'a self, id: Option<&'a StationId>) -> &'a str {
        let Some(id) = id else { return manage::say(Common::AllStations) };
        self.stations.iter().find(|station| station.id == *id).map_or(id.as_str(), |station| &station.name)
    }
}

#[component]
pub fn Replay() -> Element {
    // None chosen: today, as the house counts its days.
    let mut day = use_signal(|| None::<String>);
    let mut round = use_signal(|| 0u32);
    let loaded = use_load::<Day>(move || {
        round.read();
        Some(day.read().as_ref().map_or_else(|| "/replay".to_owned(), |day| format!("/replay?day={day}")))
    });
    let shown = day.read().clone().or_else(|| loaded.part(|there| there.day.clone())).unwrap_or_default();
    rsx! {
        Room {
            title: Common::Replay,
            tools: rsx! {
                label { class: "day",
                    {manage::say(Common::Day)}
                    input { r#type: "date", "data-day": "true", value: "{shown}", onchange: move |event| day.set(Some(event.value()).filter(|day| !day.is_empty())) }
                }
                button { class: "btn", onclick: move |_| *round.write() += 1, {manage::say(Common::ReadAgain)} }
            },
            {gate(loaded, |there| {
                if there.orders.is_empty() {
                    return rsx! {
                        p { class: "none", {manage::say(Common::NoTickets)} }
                    };
                }
                let (first, last) = there.bounds();
                rsx! {
                    Deck { key: "{there.day} {first.0} {last.0}", day: loaded, first, last, opening: there.opening(first, last) }
                    if !there.complete {
                        p { class: "why", role: "alert", {say(Word::Incomplete)} }
                    }
                }
            })}
        }
    }
}

#[component]
fn Deck(day: Loaded<Day>, first: Timestamp, last: Timestamp, opening: Timestamp) -> Element {
    let mut at = use_signal(|| opening);
    let mut playing = use_signal(|| false);
    let picked = use_signal(|| None::<OrderId>);
    let mut play = move |on: bool| {
        if on && *at.peek() >= last {
            at.set(first);
        }
        playing.set(on);
        if on {
            spawn(async move {
                loop {
                    time::sleep(1000).await;
                    if !*playing.peek() || *at.peek() >= last {
                        return playing.set(false);
                    }
                    let next = Timestamp(at.peek().0 + MINUTE_MS);
                    at.set(next.min(last));
                }
            });
        }
    };
    // The last one may be no whole minute.
    let minutes = |from: Timestamp, to: Timestamp| (to.millis_since(from) + MINUTE_MS - 1) / MINUTE_MS;
    let now = at();
    let mut go = move |to: Timestamp| {
        playing.set(false);
        at.set(to.clamp(first, last));
    };
    gate(day, move |there| {
        let tickets: usize = there.orders.iter().map(|order| order.stood(now).len()).sum();
        rsx! {
            div { class: "scrub",
                button { class: "btn", "data-play": "{playing}", "aria-pressed": playing(), onclick: move |_| play(!playing()), {say(if playing() { Word::Stop } else { Word::Play })} }
                time { "data-minute": "{now}", {clock(now)} }
                label {
                    span { class: "sr", {say(Word::Minute)} }
                    input {
                        r#type: "range",
                        min: "0",
                        max: "{minutes(first, last)}",
                        step: "1",
                        value: "{minutes(first, now)}",
                        "data-scrub": "true",
                        "aria-valuetext": words::moment(&clock(now), tickets),
                        oninput: move |event| {
                            if let Ok(minute) = event.value().parse::<i64>() {
                                go(Timestamp(first.0 + minute * MINUTE_MS));
                            }
                        },
                    }
                }
                small { {clock(first)} " – " {clock(last)} }
            }
            div { class: "replay",
                Stage { day, at: now, picked }
                Worst { day, picked, on_go: go }
            }
        }
    })
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Two orders: one from 12:00:30 to 12:19, for the oven, shown after 0.4 s.
    pub fn day() -> Day {
        serde_json::from_str(include_str!("replay_example.json")).unwrap()
    }

    #[test]
    fn a_day_goes_from_its_first_minute_to_its_last() {
        let (first, last) = day().bounds();
        assert_eq!((first.to_string(), last.to_string()), ("2026-11-22T12:00:00.000Z".into(), "2026-11-22T12:20:00.000Z".into()));
    }

    #[test]
    fn a_day_that_is_not_over_goes_no_further_than_now() {
        let mut day = day();
        day.until = "2026-11-22T12:08:24.500Z".parse().unwrap();
        // It has still to come.
        day.orders[0].steps.truncate(2);
        let (first, last) = day.bounds();
        assert_eq!((last, day.opening(first, last)), (day.until, day.until), "no age of a ticket that is still to come");
    }

    #[test]
    fn a_day_that_is_over_opens_where_most_stood_and_one_that_is_not_where_it_is_now() {
        let day = day();
        let (first, last) = day.bounds();
        let stood = |at: Timestamp| day.orders.iter().map(|order| order.stood(at).len()).sum::<usize>();
        let opening = day.opening(first, last);
        assert_eq!((stood(first), stood(last)), (0, 0), "of both ends there is nothing to see");
        assert!(
            (first.0..last.0).step_by(MINUTE_MS as usize).all(|at| stood(Timestamp(at)) <= stood(opening)) && stood(opening) > 0
        );
        let busy = Timestamp(opening.0);
        assert_eq!(day.opening(first, busy), busy, "what stands there now is what is looked at");
    }
}
