//! The floor: which screens are there now, how old is what each of them heard, and stations that
//! nobody sees.

use client_kit::load::{gate, use_load};
use client_kit::money::clock;
use client_kit::text::common;
use client_kit::text::manage::{self as words, Word, say};
use dioxus::prelude::*;
use serde::Deserialize;
use shared::ids::StationId;
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

impl Stand {
    fn state(&self) -> (Tone, String) {
        match (self.live, self.dark_since) {
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
                            let (tone, words) = stand.state();
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

/// Those that are there before those that were.
#[component]
fn Screens(screens: Vec<Screen>) -> Element {
    let office: Office = use_context();
    let now = *office.now.read();
    let mut screens = screens;
    screens.sort_by_key(|screen| !screen.live);
    let rows = screens.iter().map(|screen| {
        let stations = screen.stations.iter().map(|id| office.station_name(Some(id))).collect::<Vec<_>>().join(", ");
        let state = match screen.live {
            true => Cell::Mark(Tone::Good, say(Word::There).to_owned()),
            false => Cell::Mark(Tone::Bad, say(Word::Gone).to_owned()),
        };
        let about = [words::role(&screen.role).to_owned(), stations].into_iter().filter(|part| !part.is_empty());
        Row {
            key: screen.screen.clone(),
            cells: vec![
                Cell::Two(screen.name.clone().unwrap_or_default(), about.collect::<Vec<_>>().join(" · ")),
                state,
                text(screen.seen_at.map(|at| common::age(now.millis_since(at) / 1000)).unwrap_or_default()),
                text(screen.shown_at.map(when).unwrap_or_default()),
                text(screen.connected_at.map(when).unwrap_or_default()),
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
        assert_eq!((stand(2).state().0, stand(0).state().0), (Tone::Good, Tone::Warn));
        assert_eq!(stand(2).state().1, "2 screens");
    }
}
