//! What lies over the board: the last tickets, and this screen's own settings.

use client_kit::platform::storage;
use client_kit::text::{common, kitchen as words, kitchen::Word, kitchen::say};
use client_kit::{DevicePanel, session, theme};
use dioxus::prelude::*;

use crate::actions;
use crate::history::{self, Past};
use crate::route::{self, Place, Route};
use crate::store::{Screen, Sheet};

#[component]
pub fn Sheets() -> Element {
    let mut screen = use_context::<Screen>();
    let sheet = *screen.sheet.read();
    if sheet == Sheet::None {
        return rsx! {};
    }
    rsx! {
        div { class: "sheet", onclick: move |_| screen.sheet.set(Sheet::None),
            div { onclick: move |e| e.stop_propagation(),
                h2 {
                    {if sheet == Sheet::Recall { say(Word::LastTickets) } else { say(Word::Settings) }}
                    button { class: "key", onclick: move |_| screen.sheet.set(Sheet::None), {common::say(common::Word::Close)} }
                }
                if sheet == Sheet::Recall {
                    Recall {}
                } else {
                    Settings {}
                }
            }
        }
    }
}

#[component]
fn Recall() -> Element {
    let screen = use_context::<Screen>();
    // Follows the board while the sheet is open.
    let _ = screen.counts.read();
    let past: Vec<Past> = screen.kitchen(history::last);
    rsx! {
        if past.is_empty() {
            p { {say(Word::NoLast)} }
        }
        for Past { key , number , place , dishes , undo } in past {
            button { key: "{key}", class: "pick", onclick: move |_| actions::recall(screen, &undo),
                b { "{number}" }
                span { "{place}" small { "{dishes}" } }
                span { {say(Word::Recall)} }
            }
        }
    }
}

#[component]
fn Settings() -> Element {
    let mut screen = use_context::<Screen>();
    let mut route = use_context::<Signal<Route>>();
    let stations = screen.location.read().as_ref().map(|l| l.stations.clone()).unwrap_or_default();
    let here = screen.kitchen(|k| k.place().clone());
    let mut far = use_signal(theme::distance);
    let panel = *screen.panel.read();
    rsx! {
        if here != Place::Expo {
            div { class: "stations",
                for station in stations {
                    button {
                        key: "{station.id}",
                        class: if here == Place::Station(station.id.clone()) { "pick on" } else { "pick" },
                        onclick: move |_| route.set(Route::Kitchen(route::remember(station.id.as_str()))),
                        span {}
                        span { "{station.name}" }
                    }
                }
                button {
                    class: if here == Place::AllStations { "pick on" } else { "pick" },
                    onclick: move |_| route.set(Route::Kitchen(route::remember_all())),
                    span {}
                    span { {say(Word::AllStations)} }
                }
            }
        }
        p { {say(Word::FromHere)} }
        div { class: "group",
            for step in 0..4u8 {
                button {
                    key: "{step}",
                    class: if far() == step { "key on" } else { "key" },
                    onclick: move |_| {
                        theme::set_distance(step);
                        far.set(step);
                        screen.resize();
                    },
                    {words::metres(step)}
                }
            }
        }
        if here != Place::Expo {
            div { class: "group",
                button {
                    class: if panel { "key on" } else { "key" },
                    onclick: move |_| {
                        screen.panel.set(!panel);
                        storage::set("passline.panel", if panel { "off" } else { "on" });
                        screen.resize();
                    },
                    {say(Word::ShowPanel)}
                }
            }
        }
        DevicePanel {}
        div { class: "group last",
            button { class: "key", onclick: move |_| session::logout(), {common::say(common::Word::LogOut)} }
        }
    }
}
