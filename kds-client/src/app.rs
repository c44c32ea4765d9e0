//! The root: who is working, which screen this is.

use client_kit::text::kitchen::{Word, say};
use client_kit::{PinPad, use_connection, use_session_root};
use dioxus::prelude::*;

use crate::components;
use crate::route::{self, Place, Route};
use crate::screens::{choose::Choose, expo::Expo, guests::Guests, station::Station};
use crate::store::Screen;

#[component]
pub fn App() -> Element {
    let session = use_session_root();
    let route = use_context_provider(|| Signal::new(route::here()));
    if session.read().is_none() {
        let title = match &*route.read() {
            Route::Kitchen(Place::Expo) => say(Word::Expo),
            Route::Guests => say(Word::NowReady),
            _ => say(Word::Kitchen),
        };
        return rsx! { PinPad { title } };
    }
    match route() {
        Route::Choose => rsx! { Choose {} },
        Route::Guests => rsx! { Guests {} },
        // The key makes another station another screen: a connection of its own, a board of its own.
        Route::Kitchen(place) => rsx! {
            for place in [place] {
                Work { key: "{place:?}", place }
            }
        },
    }
}

/// A kitchen screen with its connection.
#[component]
fn Work(place: Place) -> Element {
    let screen = use_context_provider(|| Screen::new(place.clone()));
    let connection = use_connection(place.page(), place.stations(), move |news| screen.take(news));
    use_hook(|| {
        screen.connect(connection);
        spawn(screen.follow_prep_times());
        spawn(screen.run());
    });
    use_context_provider(|| connection);
    components::use_listening(screen);
    if !*screen.up.read() {
        return rsx! {};
    }
    match place {
        Place::Expo => rsx! { Expo {} },
        Place::Station(_) | Place::AllStations => rsx! { Station { place: place.clone() } },
    }
}
