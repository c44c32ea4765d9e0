//! The floor: which screens are there now, how old is what each of them heard, and stations that
//! nobody sees.

use client_kit::load::{gate, use_load};
use client_kit::money::clock;
use client_kit::text::common;
use client_kit::text::manage::{self as words, Word, say};
use dioxus::prelude::*;
use serde::Deserialize;
use shared::ids::{DeviceId, StationId};
use shared::lean;
use shared::time::Timestamp;

use crate::frame::{Room, when};
use crate::store::Office;
use crate::table::{Cell, Mark, Row, Table, Tone, text};

/// Screens come and go without a word in the log: the list is read anew so often.
const READ_EVERY_MS: i64 = 3_000;

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Now {
    items: Vec<Screen>,
    #[serde(default)]
    stations: Vec<Stand>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Screen {
    screen: String,
    /// One that is paired is known again, whoever signs in at it.
    #[serde(default)]
    device: Option<DeviceId>,
    /// Of the device, or of the person who signed in there.
    #[serde(default)]
    name: Option<String>,
    role: String,
    #[serde(default)]
    stations: Vec<StationId>,
    live: bool,
    #[serde(default)]
    connected_at: Option<Timestamp>,
    /// When it was heard last.
    #[serde(default)]
    seen_at: Option<Timestamp>,
    /// When it last said that a ticket stands on its glass.
    #[serde(default)]
    shown_at: Option<Timestamp>,
    /// Somebody closed the page, or logged out.
    #[serde(default)]
    closed: bool,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Stand {
    station: StationId,
    name: String,
    /// Screens that are there.
    live: u32,
    #[serde(default)]
    dark_since: Option<Timestamp>,
}

/// One row a device: its newest screen, and how many times it came. Each new window is another screen to
/// the server; it is the same device where it comes from the same and that was gone by then. Those that
/// were there at one time stay apart.
fn devices(screens: Vec<Screen>) -> Vec<(Screen, u32)> {
    let mut devices: Vec<(Screen, u32)> = Vec::new();
    let mut oldest_first = screens;
    lean::sort_by_key(&mut oldest_first, |screen| screen.connected_at);
    for screen in oldest_first {
        let same = |known: &Screen| match (&known.device, &screen.device) {
            (None, None) => (&known.name, &known.role, &known.stations) == (&screen.name, &screen.role, &screen.stations),
            (known, own) => known == own,
        };
        let before = |known: &Screen| !known.live && known.seen_at <= screen.connected_at && same(known);
        match devices.iter_mut().filter(|(known, _)| before(known)).max_by_key(|(known, _)| known.seen_at) {
            Some((known, times)) => (*known, *times) = (screen, *times + 1),
            None => devices.push((screen, 1)),
        }
    }
    // Those that are there before those that were, and the newest of each.
    lean::sort_by_key(&mut devices, |(screen, _)| std::cmp::Reverse((screen.live, screen.connected_at)));
    devices
}

impl Screen {
    /// One that was closed on purpose is no loss.
    fn state(&self) -> (Tone, Word) {
        match (self.live, self.closed) {
            (true, _) => (Tone::Good, Word::There),
            (false, true) => (Tone::Plain, Word::ScreenClosed),
            (false, false) => (Tone::Bad, Word::Gone),
        }
    }
}

impl Stand {
    /// The last of its own screens that was heard; the same screens as the server's.
    fn last<'a>(&self, screens: &'a [Screen]) -> Option<&'a Screen> {
        let all = |screen: &Screen| screen.stations.is_empty() && matches!(screen.role.as_str(), "kitchen" | "manager");
        let own = screens.iter().filter(|screen| all(screen) || screen.stations.contains(&self.station));
        own.max_by_key(|screen| screen.seen_at)
    }

    /// `closed`: the last of its screens was closed on purpose; `clock` reads a time as the wall's does.
    fn state(&self, closed: bool, clock: impl Fn(Timestamp) -> String) -> (Tone, String) {
        match (self.live, self.dark_since) {
            (_, Some(since)) if closed => (Tone::Warn, format!("{} · {}", say(Word::ScreenClosed), clock(since))),
            (_, Some(since)) => (Tone::Bad, words::dark_since(&clock(since))),
            (0, None) => (Tone::Warn, say(Word::NoScreen).to_owned()),
            (live, None) => (Tone::Good, words::screens(live)),
        }
    }
}

#[component]
pub fn Floor() -> Element {
    let office: Office = use_context();
    let round = use_memo(move || office.now.read().0 / READ_EVERY_MS);
    let now = use_load::<Now>(move || {
        round.read();
        Some("/screens".to_owned())
    });
    rsx! {
        Room { title: Word::Floor,
            {gate(now, |now| rsx! {
                ul { class: "stands",
                    for stand in now.stations.iter() {
                        {
                            let (tone, words) = stand.state(stand.last(&now.items).is_some_and(|screen| screen.closed), clock);
                            rsx! {
                                li { key: "{stand.station}", "data-stand": "{stand.station}", "data-live": "{stand.live}",
                                    b { "{stand.name}" }
                                    Mark { tone, text: words }
                                }
                            }
                        }
                    }
                }
                Screens { screens: now.items.clone() }
            })}
        }
    }
}

#[component]
fn Screens(screens: Vec<Screen>) -> Element {
    let office: Office = use_context();
    let now = *office.now.read();
    let rows = devices(screens).into_iter().map(|(screen, times)| {
        let stations = screen.stations.iter().map(|id| office.station_name(Some(id))).collect::<Vec<_>>().join(", ");
        let (tone, word) = screen.state();
        let about = [words::role(&screen.role).to_owned(), stations].into_iter().filter(|part| !part.is_empty());
        Row {
            key: screen.screen.clone(),
            cells: vec![
                Cell::Two(screen.name.clone().unwrap_or_default(), about.collect::<Vec<_>>().join(" · ")),
                Cell::Mark(tone, say(word).to_owned()),
                text(screen.seen_at.map(|at| common::age(now.millis_since(at) / 1000)).unwrap_or_default()),
                text(screen.shown_at.map(when).unwrap_or_default()),
                match (screen.connected_at.map(when).unwrap_or_default(), times) {
                    (since, 1) => text(since),
                    (since, times) => Cell::Two(since, words::came_back(times - 1)),
                },
            ],
        }
    });
    rsx! {
        Table {
            name: "screens",
            heads: vec![
                (say(Word::Screen), false),
                (say(Word::State), false),
                (say(Word::LastHeard), false),
                (say(Word::ShowedLast), false),
                (say(Word::ConnectedSince), false),
            ],
            rows: rows.collect::<Vec<_>>(),
            empty: Word::NoScreens,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_station_that_nobody_sees_is_bad_and_one_without_screens_a_warning() {
        let stand = |live| Stand { station: StationId("oven".into()), name: "Oven".into(), live, dark_since: None };
        let state = |stand: Stand, closed| stand.state(closed, |_| "19:42".to_owned());
        assert_eq!(state(stand(2), false), (Tone::Good, "2 screens".to_owned()));
        assert_eq!(state(stand(0), false).0, Tone::Warn);
        let dark = || Stand { dark_since: Some(Timestamp(0)), ..stand(0) };
        assert_eq!(state(dark(), false), (Tone::Bad, "DARK since 19:42".to_owned()));
        assert_eq!(state(dark(), true), (Tone::Warn, "closed · 19:42".to_owned()), "somebody who closes a page knows it");
    }

    #[test]
    fn a_screen_that_came_again_is_one_row_and_two_at_one_time_are_two() {
        let screen = |name: &str, id: &str, from: i64, to: i64, live: bool| Screen {
            screen: id.into(),
            device: None,
            name: Some(name.into()),
            role: "kitchen".into(),
            stations: vec![StationId("oven".into())],
            live,
            connected_at: Some(Timestamp(from)),
            seen_at: Some(Timestamp(to)),
            shown_at: None,
            closed: false,
        };
        assert_eq!(screen("Ben", "a", 0, 10, false).state(), (Tone::Bad, Word::Gone));
        assert_eq!(Screen { closed: true, ..screen("Ben", "a", 0, 10, false) }.state(), (Tone::Plain, Word::ScreenClosed));
        let rows = |screens: Vec<Screen>| devices(screens).into_iter().map(|(s, times)| (s.screen, times)).collect::<Vec<_>>();
        let again = vec![screen("Ben", "c", 30, 40, true), screen("Ben", "b", 15, 20, false), screen("Ben", "a", 0, 10, false)];
        assert_eq!(rows(again), [("c".to_owned(), 3)]);
        // The one of the two that stayed away is seen to be gone.
        let two = vec![screen("Ben", "b", 5, 30, false), screen("Ben", "c", 35, 40, true), screen("Ben", "a", 0, 10, false)];
        assert_eq!(rows(two), [("c".to_owned(), 2), ("a".to_owned(), 1)]);
        let others = vec![screen("Ann", "b", 20, 30, true), screen("Ben", "a", 0, 10, false)];
        assert_eq!(rows(others).len(), 2, "another name is another screen");
    }
}
