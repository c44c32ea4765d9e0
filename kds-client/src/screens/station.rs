//! A station: its tickets on the glass, what is to be made beside them.

use client_kit::Connection;
use client_kit::text::kitchen::{self as words, Word, say};
use dioxus::prelude::*;
use shared::protocol::Close;
use shared::sync::Link;

use crate::components::bar::TopBar;
use crate::components::batch::BatchCard;
use crate::components::panel::Panel;
use crate::components::sheet::Sheets;
use crate::components::ticket::TicketCard;
use crate::components::words::WordsBack;
use crate::glass::Cell;
use crate::route::{self, Place, Route};
use crate::store::Screen;

#[component]
pub fn Station(place: Place) -> Element {
    let screen = use_context::<Screen>();
    let title = match &place {
        Place::Station(id) => {
            let location = screen.location.read();
            let station = location.as_ref().and_then(|l| l.stations.iter().find(|s| s.id == *id).cloned());
            station.map_or_else(|| id.to_string(), |s| s.name)
        }
        _ => say(Word::AllStations).to_owned(),
    };
    rsx! {
        Frame {
            TopBar { title: title.clone() }
            div { class: "work",
                Grid { title }
                if *screen.panel.read() {
                    Panel {}
                }
            }
        }
    }
}

/// What all kitchen screens stand in: greyed as a whole while it cannot be vouched for.
#[component]
pub fn Frame(children: Element) -> Element {
    let screen = use_context::<Screen>();
    let link = use_context::<Connection>().link();
    let stale = use_memo(move || link.read().stale);
    let gone = use_memo(move || refused(link.read().link));
    let mut class = String::from("screen");
    for (on, name) in [(stale(), " stale"), (screen.glass.read().narrow, " narrow"), (*screen.keys.read(), " keys")] {
        if on {
            class.push_str(name);
        }
    }
    if let Some(close) = gone() {
        return rsx! { Refused { close } };
    }
    rsx! {
        div { class, {children} Sheets {} WordsBack {} }
    }
}

fn refused(link: Link) -> Option<Close> {
    match link {
        Link::Refused(close) => Some(close),
        _ => None,
    }
}

/// The server will not have this screen, and it does not knock again by itself.
#[component]
fn Refused(close: Close) -> Element {
    use client_kit::text::common::{Word, say};
    let connection = use_context::<Connection>();
    let mut route = use_context::<Signal<Route>>();
    if close == Close::Replaced {
        return rsx! {
            div { class: "notice",
                h1 { {say(Word::Elsewhere)} }
                p { {say(Word::ElsewhereMore)} }
                button { class: "key strong", onclick: move |_| connection.start(), {say(Word::UseHere)} }
            }
        };
    }
    rsx! {
        div { class: "notice",
            h1 { {say(Word::NotAllowed)} }
            button { class: "key strong", onclick: move |_| client_kit::session::logout(), {say(Word::LogOut)} }
            button { class: "key", onclick: move |_| route.set(route::forget()), {words::say(words::Word::Choose)} }
        }
    }
}

/// Which key picks a card: its place among the cards that end on this page.
pub fn places(cells: &[Cell]) -> Vec<usize> {
    let mut place = 0;
    let of = |cell: &Cell| {
        place += usize::from(cell.part == 0);
        place.saturating_sub(1)
    };
    cells.iter().map(of).collect()
}

#[component]
pub fn Grid(title: String) -> Element {
    let screen = use_context::<Screen>();
    let columns = screen.glass.read().columns;
    let cells = screen.cells.read();
    let places = places(&cells);
    if *screen.by_dish.read() {
        let dishes = screen.dishes.read();
        let found: Vec<_> = cells
            .iter()
            .zip(places)
            .filter_map(|(cell, at)| Some((*cell, at, dishes.iter().find(|b| b.id == cell.card)?.clone())))
            .collect();
        return rsx! {
            main { class: "grid cols-{columns}",
                for (cell , place , batch) in found {
                    BatchCard { key: "d{cell.card.0}.{cell.part}", batch, cell, place }
                }
                if cells.is_empty() {
                    Nothing { words: words::nothing_for(&title) }
                }
            }
        };
    }
    rsx! {
        main { class: "grid cols-{columns}",
            for (cell , place) in cells.iter().zip(places) {
                TicketCard { key: "{cell.card.0}.{cell.part}", cell: *cell, place }
            }
            if cells.is_empty() {
                Nothing { words: words::nothing_for(&title) }
            }
        }
    }
}

/// "Nothing to do" is a statement: it is only made when the server has just said so.
#[component]
pub fn Nothing(words: String) -> Element {
    let screen = use_context::<Screen>();
    let link = use_context::<Connection>().link();
    let known = screen.location.read().is_some() && !link.read().stale;
    rsx! {
        div { class: "calm",
            if known {
                b { {say(Word::Nothing)} }
                span { "{words}" }
            } else {
                b { {say(Word::NotYet)} }
            }
        }
    }
}
