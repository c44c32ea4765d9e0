//! A device that does not know its station yet asks, once.

use client_kit::text::kitchen::{Word, say};
use client_kit::{Connection, News, session, use_connection};
use dioxus::prelude::*;
use shared::location::Station;

use crate::route::{self, Route};

#[component]
pub fn Choose() -> Element {
    let mut route = use_context::<Signal<Route>>();
    let mut stations = use_signal(|| None::<Vec<Station>>);
    let _connection: Connection = use_connection("choose", None, move |news: News| {
        if let News::Replace { snapshot, .. } = news {
            // Who has one station alone has nothing to be asked, whether a screen or a cook.
            let mine = session::current().map(|s| s.stations).unwrap_or_default();
            if let [only] = &mine[..]
                && snapshot.location.stations.iter().any(|station| station.id == *only)
            {
                return route.set(Route::Kitchen(route::remember(only.as_str())));
            }
            stations.set(Some(snapshot.location.stations));
        }
    });
    // A cook who works at some stations is offered those.
    let mine = session::current().map(|s| s.stations).unwrap_or_default();
    let offered = |s: &&Station| mine.is_empty() || mine.contains(&s.id);
    rsx! {
        div { class: "choose",
            h1 { {say(Word::Choose)} }
            match &*stations.read() {
                None => rsx! { p { {say(Word::NotYet)} } },
                Some(stations) => rsx! {
                    for station in stations.iter().filter(offered) {
                        button {
                            key: "{station.id}",
                            class: "key",
                            "data-station": "{station.id}",
                            onclick: {
                                let id = station.id.clone();
                                move |_| route.set(Route::Kitchen(route::remember(id.as_str())))
                            },
                            "{station.name}"
                        }
                    }
                    if mine.is_empty() {
                        button { class: "key", "data-station": "all", onclick: move |_| route.set(Route::Kitchen(route::remember_all())), {say(Word::AllStations)} }
                    }
                },
            }
        }
    }
}
