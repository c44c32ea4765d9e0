//! This screen's own settings: which station, how it shows, how it sounds. They take effect at
//! the tap, so that one sees and hears what one chose.

use client_kit::platform::{sound, storage};
use client_kit::text::{common, kitchen as words, kitchen::Word, kitchen::say};
use client_kit::{DevicePanel, session, theme};
use dioxus::prelude::*;

use crate::chime::{self, Chime};
use crate::look::{Hand, LOUDEST, Look, TONES};
use crate::route::{self, Place, Route};
use crate::store::Screen;

#[component]
pub fn Settings() -> Element {
    let mut screen = use_context::<Screen>();
    let look = *screen.look.read();
    let station = screen.kitchen(|k| *k.place() != Place::Expo);
    let keys = if station { words::keys() } else { words::pass_keys() };
    rsx! {
        if station {
            Stations {}
            View {}
        }
        Showing {}
        if station {
            Sounding {}
        }
        h3 { {say(Word::Keys)} }
        div { class: "group",
            for on in [true, false] {
                Choice {
                    key: "{on}",
                    name: if on { "keys-on" } else { "keys-off" },
                    on: look.keys == on,
                    words: say(if on { Word::On } else { Word::Off }),
                    onpick: move |()| {
                        screen.keys.set(false);
                        screen.set_look(Look { keys: on, ..look });
                    },
                }
            }
        }
        // Off, it keeps its place: nothing below comes under the finger.
        p { class: if look.keys { "keylist" } else { "keylist off" },
            for (key , means) in keys {
                span { key: "{key}", b { class: "cap", "{key}" } "{means}" }
            }
        }
        DevicePanel {}
        div { class: "group last",
            button { class: "key", onclick: move |_| session::logout(), {common::say(common::Word::LogOut)} }
        }
    }
}

#[component]
fn Stations() -> Element {
    let screen = use_context::<Screen>();
    let mut route = use_context::<Signal<Route>>();
    let stations = screen.location.read().as_ref().map(|l| l.stations.clone()).unwrap_or_default();
    let here = screen.kitchen(|k| k.place().clone());
    let class = |place: Place| if here == place { "pick on" } else { "pick" };
    rsx! {
        div { class: "stations",
            for station in stations {
                button {
                    key: "{station.id}",
                    class: class(Place::Station(station.id.clone())),
                    onclick: move |_| route.set(Route::Kitchen(route::remember(station.id.as_str()))),
                    span {}
                    span { "{station.name}" }
                }
            }
            button {
                class: class(Place::AllStations),
                onclick: move |_| route.set(Route::Kitchen(route::remember_all())),
                span {}
                span { {say(Word::AllStations)} }
            }
        }
    }
}

/// One of a few: `on` is drawn as chosen.
#[component]
pub fn Choice(name: String, on: bool, words: String, onpick: EventHandler<()>) -> Element {
    rsx! {
        button { class: if on { "key on" } else { "key" }, "data-set": "{name}", "aria-pressed": "{on}", onclick: move |_| onpick.call(()), "{words}" }
    }
}

#[component]
fn View() -> Element {
    let mut screen = use_context::<Screen>();
    let panel = *screen.panel.read();
    rsx! {
        div { class: "group",
            for by_dish in [false, true] {
                Choice {
                    key: "{by_dish}",
                    name: if by_dish { "by-dish" } else { "by-ticket" },
                    on: *screen.by_dish.read() == by_dish,
                    words: say(if by_dish { Word::ByDish } else { Word::ByTicket }),
                    onpick: move |()| {
                        if *screen.by_dish.peek() != by_dish {
                            screen.turn_over();
                        }
                    },
                }
            }
            Choice {
                name: "panel",
                on: panel,
                words: say(Word::ShowPanel),
                onpick: move |()| {
                    screen.panel.set(!panel);
                    storage::set("passline.panel", if panel { "off" } else { "on" });
                    screen.resize();
                },
            }
        }
    }
}

#[component]
fn Showing() -> Element {
    let screen = use_context::<Screen>();
    let mut far = use_signal(theme::distance);
    let look = *screen.look.read();
    rsx! {
        h3 { {say(Word::FromHere)} }
        div { class: "group",
            for step in 0..4u8 {
                Choice {
                    key: "{step}",
                    name: "far-{step}",
                    on: far() == step,
                    words: words::metres(step),
                    onpick: move |()| {
                        theme::set_distance(step);
                        far.set(step);
                        screen.resize();
                    },
                }
            }
        }
        h3 { {say(Word::WorkedBy)} }
        div { class: "group",
            for hand in Hand::ALL {
                Choice {
                    key: "{hand.name()}",
                    name: "hand-{hand.name()}",
                    on: look.hand == hand,
                    words: match hand {
                        Hand::Bar => say(Word::HandBar),
                        Hand::Finger => say(Word::HandFinger),
                        Hand::Glove => say(Word::HandGlove),
                    },
                    onpick: move |()| screen.set_look(Look { hand, ..look }),
                }
            }
        }
        h3 { {say(Word::Light)} }
        div { class: "group",
            for day in [false, true] {
                Choice {
                    key: "{day}",
                    name: if day { "day" } else { "night" },
                    on: look.day == day,
                    words: if day { say(Word::Day) } else { say(Word::Night) },
                    onpick: move |()| screen.set_look(Look { day, ..look }),
                }
            }
        }
    }
}

#[component]
fn Sounding() -> Element {
    let screen = use_context::<Screen>();
    let look = *screen.look.read();
    // A tap here is the touch that the browser waited for; a tone is tried once it has let go.
    let hear = move |look: Look, chime: Chime| {
        screen.set_look(look);
        sound::unlock();
        spawn(async move {
            client_kit::platform::time::sleep(60).await;
            if look.volume > 0 {
                chime::try_out(look, chime);
            }
        });
    };
    rsx! {
        h3 { {say(Word::Sound)} }
        div { class: "group",
            for volume in 0..=LOUDEST {
                Choice {
                    key: "{volume}",
                    name: "volume-{volume}",
                    on: look.volume == volume,
                    words: if volume == 0 { say(Word::Off).to_owned() } else { volume.to_string() },
                    onpick: move |()| hear(Look { volume, ..look }, Chime::New),
                }
            }
        }
        if look.volume > 0 {
            div { class: "group",
                for tone in 0..TONES {
                    Choice {
                        key: "{tone}",
                        name: "tone-{tone}",
                        on: look.tone == tone,
                        words: words::tone(tone),
                        onpick: move |()| hear(Look { tone, ..look }, Chime::New),
                    }
                }
            }
            div { class: "group",
                for (chime , word) in [(Chime::New, Word::HearNew), (Chime::Changed, Word::HearChanged), (Chime::Rush, Word::HearRush)] {
                    button { key: "{word:?}", class: "key", onclick: move |_| hear(look, chime), {say(word)} }
                }
            }
        }
    }
}
