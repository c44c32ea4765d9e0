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
        // A finger that rests on a dish wants to know of the dish, and not the browser's menu.
        div { class, oncontextmenu: move |e| e.prevent_default(), {children} Sheets {} WordsBack {} }
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

/// Which key picks a card: its place among the cards of this page. One that began on the page before
/// has its own, and all parts of a card have the same.
pub fn places(cells: &[Cell]) -> Vec<usize> {
    let (mut last, mut place) = (None, 0);
    let of = |cell: &Cell| {
        place += usize::from(last.is_some_and(|card| card != cell.card));
        last = Some(cell.card);
        place
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
                if !screen.counts.read().coming.is_empty() {
                    Soon {}
                }
            } else {
                b { {say(Word::NotYet)} }
            }
        }
    }
}

/// So many dishes below "nothing to do": there is room for them on a phone.
const SOON: usize = 5;

/// What is held back, where there is nothing else to do: also where the list beside it is off.
#[component]
fn Soon() -> Element {
    let screen = use_context::<Screen>();
    let counts = screen.counts.read();
    let rest = counts.coming.len().saturating_sub(SOON);
    rsx! {
        ul { class: "soon", "aria-label": say(Word::Coming),
            li { {say(Word::Coming)} }
            for count in counts.coming.iter().take(SOON) {
                li { key: "{count.dish}", "data-soon": "{count.menu_item}",
                    b { "{count.quantity}" }
                    " {count.dish}"
                }
            }
            if rest > 0 {
                li { {words::more_dishes(rest)} }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CardId;

    #[test]
    fn each_card_of_a_page_has_a_key_of_its_own_whatever_page_it_began_on() {
        let cell = |card, part, parts| Cell { card: CardId(card), part, parts, from: 0, to: 1, units: 4 };
        assert_eq!(places(&[cell(7, 1, 2), cell(3, 0, 1), cell(5, 0, 2), cell(5, 1, 2), cell(9, 0, 3)]), [0, 1, 2, 2, 3]);
        assert_eq!(places(&[]), Vec::<usize>::new());
    }
}
