//! The bar on top: which screen, how much there is, the pages, the link, the clock. While the
//! link is gone its middle says so, in the same place and height: nothing moves.

use client_kit::platform::time;
use client_kit::text::{self, common, kitchen as words, kitchen::Word, kitchen::say};
use client_kit::{Connection, LinkBadge};
use dioxus::prelude::*;
use shared::time::Timestamp;

use super::ticket::{Age, Waited};
use crate::actions;
use crate::route::Place;
use crate::store::{Beyond, Screen, Sheet};

#[component]
pub fn TopBar(title: String) -> Element {
    let mut screen = use_context::<Screen>();
    let connection = use_context::<Connection>();
    let link = connection.link();
    let sheet = *screen.sheet.read();
    let open_sheet = move |which: Sheet| if sheet == which { Sheet::None } else { which };
    rsx! {
        header { class: "bar",
            button { class: "key place", onclick: move |_| screen.sheet.set(open_sheet(Sheet::Settings)), "{title}" }
            if link.read().stale {
                Since {}
            } else {
                Facts {}
                span { class: "space" }
            }
            if *screen.silent.read() {
                button { class: "key silent", "data-silent": "true", "aria-label": say(Word::TapForSound), onclick: move |_| client_kit::platform::sound::unlock(),
                    i { class: "sign mute" }
                    span { class: "word", {say(Word::TapForSound)} }
                }
            }
            Pager {}
            if screen.kitchen(|k| *k.place() == Place::Expo) && !screen.sequence.read().is_empty() {
                button { class: "key", "data-by-time": "true", onclick: move |_| actions::by_time(screen),
                    kbd { "O" }
                    {say(Word::ByTime)}
                }
            }
            // On a small glass the settings and a key have it.
            if !screen.glass.read().narrow && screen.kitchen(|k| *k.place() != Place::Expo) {
                button { class: "key view", "data-view": "true", onclick: move |_| screen.turn_over(),
                    kbd { "P" }
                    {say(if *screen.by_dish.read() { Word::ByTicket } else { Word::ByDish })}
                }
            }
            button {
                class: if sheet == Sheet::Recall { "key on" } else { "key" },
                onclick: move |_| screen.sheet.set(open_sheet(Sheet::Recall)),
                kbd { "R" }
                {say(Word::Recall)}
            }
            LinkBadge { link }
            ClockFace {}
        }
    }
}

#[component]
fn Facts() -> Element {
    let screen = use_context::<Screen>();
    let pages = screen.pages.read();
    let unit = screen.kitchen(|k| if *k.place() == Place::Expo { words::orders } else { words::tickets });
    rsx! {
        span { class: "facts",
            span { b { "{pages.open}" } " " {unit(pages.open)} }
            if let Some(oldest) = pages.oldest {
                span { class: "oldest", {say(Word::Oldest)} " " b { Waited { since: oldest } } }
            }
        }
    }
}

#[component]
fn Since() -> Element {
    let screen = use_context::<Screen>();
    let link = use_context::<Connection>().link();
    let view = link.read();
    let known = screen.location.read().is_some();
    let since = common::no_news_since(&text::clock_seconds(time::local(view.heard)));
    rsx! {
        span { class: if known { "since" } else { "facts" }, role: "alert",
            if known {
                i { class: "sign up" }
                "{since}"
            } else {
                {say(Word::NotYet)}
            }
        }
        if !known {
            span { class: "space" }
        }
    }
}

/// Pages, never a sideways scroll. How much stands before and after is always said, with its age.
#[component]
fn Pager() -> Element {
    let screen = use_context::<Screen>();
    let pages = screen.pages.read();
    if pages.count <= 1 {
        return rsx! {};
    }
    rsx! {
        span { class: "pages",
            button { class: "key", disabled: pages.page == 0, onclick: move |_| screen.turn(-1),
                i { class: "sign back", role: "img", "aria-label": say(Word::PageBack) }
                Heap { beyond: pages.before }
            }
            span { "{pages.page + 1} / {pages.count}" }
            button { class: "key", disabled: pages.page + 1 >= pages.count, onclick: move |_| screen.turn(1),
                Heap { beyond: pages.after }
                span { class: "word", {say(Word::More)} }
                i { class: "sign next" }
            }
        }
    }
}

#[component]
fn Heap(beyond: Beyond) -> Element {
    let screen = use_context::<Screen>();
    let ages = beyond.ages;
    let age = use_memo(use_reactive!(|ages| Age::of(ages, *screen.now.read())));
    rsx! {
        b { class: age().class(),
            "{beyond.cards}"
            if age() >= Age::Warn {
                i { class: "sign up", role: "img", "aria-label": age().word() }
            }
            if age() == Age::Late {
                i { class: "sign up" }
            }
        }
    }
}

#[component]
fn ClockFace() -> Element {
    let screen = use_context::<Screen>();
    let minute = use_memo(move || *screen.now.read() / 60);
    let face = text::clock(time::local(Timestamp(minute() * 60_000)));
    rsx! { span { class: "clock", "{face}" } }
}
