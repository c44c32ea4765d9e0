//! The root: the PIN gate, and below it the live connection, the header and the sections.

use client_kit::platform::time;
use client_kit::text;
use client_kit::text::common::{self, Word, say};
use client_kit::{Connection, LinkBadge, LinkView, News, PinPad, use_connection, use_session_root};
use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use shared::menu::MenuCard;

use crate::sections::Sections;
use crate::store::Office;
use crate::wire::{Event, Snapshot};

#[component]
pub fn App() -> Element {
    let session = use_session_root();
    let office = use_context_provider(Office::new);
    use_hook(|| spawn(clock(office)));
    let role = session.read().as_ref().map(|s| s.role.clone());
    match role.as_deref() {
        None => rsx! {
            PinPad { title: say(Word::BackOffice) }
        },
        Some("manager") => rsx! {
            Shell {}
        },
        Some(_) => rsx! {
            div { class: "notice",
                h1 { {say(Word::WrongRole)} }
                button { class: "key", onclick: move |_| client_kit::session::logout(), {say(Word::LogOut)} }
            }
        },
    }
}

/// Once a second: the server's time, and lists that have to be read again.
async fn clock(mut office: Office) {
    loop {
        time::sleep(1000).await;
        let now = office.connection.peek().map_or_else(time::now, |c| c.server_time());
        office.now.set(now);
        office.stamps.tick();
    }
}

#[component]
fn Shell() -> Element {
    let mut office: Office = use_context();
    let connection: Connection<Snapshot, Event> = use_connection("manage", None, move |told| hear(office, told));
    use_hook(|| office.connection.set(Some(connection)));
    use_drop(move || office.connection.set(None));
    let stale = connection.link().read().stale;
    rsx! {
        div { class: if stale { "desk stale" } else { "desk" },
            Header { link: connection.link() }
            Sections {}
        }
    }
}

#[component]
fn Header(link: Signal<LinkView>) -> Element {
    let office: Office = use_context();
    let clock = use_memo(move || client_kit::money::clock(*office.now.read()));
    let house = use_memo(move || office.house.read().as_ref().map(|house| house.name.clone()).unwrap_or_default());
    let silent = use_memo(move || Some(link.read().heard).filter(|_| link.read().stale));
    rsx! {
        header { class: "top",
            h1 { class: "title", {say(Word::BackOffice)} small { "{house}" } }
            div { class: "slot",
                if let Some(heard) = silent() {
                    div { class: "news bad", role: "alert",
                        span { class: "what", {common::no_news_since(&text::clock_seconds(time::local(heard)))} }
                    }
                }
            }
            div { class: "side",
                LinkBadge { link }
                time { "{clock}" }
                button { class: "btn plain who", onclick: move |_| client_kit::session::logout(), {say(Word::LogOut)} }
            }
        }
    }
}

/// News of the live connection. Nothing is tapped here that would go by it.
fn hear(mut office: Office, told: News<Snapshot, Event>) {
    match told {
        News::Replace { snapshot, .. } => {
            office.replace(*snapshot);
            office.stamps.mark_all();
            spawn_forever(fetch_menu(office));
        }
        News::Apply { events, .. } => {
            for event in &events {
                office.stamps.hear(&event.kind);
                office.note(event.orders());
                match &*event.kind {
                    "menu.replaced" => {
                        spawn_forever(fetch_menu(office));
                    }
                    "menu.availability" => set_availability(office, event),
                    _ => {}
                }
            }
        }
        News::Restored { .. } | News::Acked { .. } | News::Nacked { .. } | News::Expired { .. } => {}
    }
}

fn set_availability(mut office: Office, event: &Event) {
    let Ok(now) = <shared::order::Availability as serde::Deserialize>::deserialize(&event.data) else { return };
    if let Some(menu) = office.menu.write().as_mut() {
        let dishes = menu.categories.iter_mut().flat_map(|category| &mut category.items);
        for dish in dishes.filter(|dish| dish.id == now.menu_item_id) {
            (dish.available, dish.remaining, dish.why) = (now.available, now.remaining, now.why.clone());
        }
    }
}

async fn fetch_menu(mut office: Office) {
    loop {
        match client_kit::api::get::<MenuCard>("/menu").await {
            Ok(menu) => return office.menu.set(Some(menu)),
            Err(client_kit::api::Failure::LoggedOut) => return,
            Err(_) => time::sleep(2000).await,
        }
    }
}
