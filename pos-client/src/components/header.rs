//! The bar at the top: pages, what has happened, how fresh it all is.

use client_kit::text::common;
use client_kit::text::till_quick::{Word as Quick, say as q};
use client_kit::{LinkBadge, LinkView};
use dioxus::prelude::*;
use shared::order::Order;

use crate::actions;
use crate::money;
use crate::store::{News, Page, Panel, Till, Tone, news_of};
use crate::view;
use crate::words::{Word, say};

#[component]
pub fn Header(link: Signal<LinkView>) -> Element {
    let mut till: Till = use_context();
    let page = *till.page.read();
    let open = use_memo(move || till.board.read().as_ref().map_or(0, |board| board.orders().count()));
    let unsent = till.sending.list.read().len();
    let clock = use_memo(move || money::clock(*till.now.read()));
    let at_orders = page == Page::Orders;
    let muted = till.device.read().volume == 0;
    let boss = client_kit::session::current().is_some_and(|session| session.role == "manager");
    rsx! {
        header { class: "top",
            h1 { class: "sr", {say(Word::Till)} }
            nav { class: "tabs", "aria-label": say(Word::Pages),
                button {
                    class: "tab",
                    "aria-current": if !at_orders { "page" },
                    onclick: move |_| till.page.set(Page::Menu),
                    {say(Word::Till)}
                }
                button {
                    class: "tab",
                    "aria-current": if at_orders { "page" },
                    onclick: move |_| till.page.set(Page::Orders),
                    {say(Word::Orders)}
                    span { class: "n", "{open}" }
                    if unsent > 0 {
                        span { class: "n unsent", {say(Word::NotSent)} " {unsent}" }
                    }
                }
            }
            Headline {}
            div { class: "side",
                if boss {
                    a { class: "btn plain", href: "/manage", {common::say(common::Word::BackOffice)} }
                }
                LinkBadge { link }
                time { "{clock}" }
                button { class: "btn plain who", onclick: move |_| client_kit::session::logout(), {say(Word::LogOut)} }
                button {
                    class: "btn plain device",
                    "data-device": "true",
                    "aria-label": if muted { "{q(Quick::ThisTill)}: {q(Quick::Muted)}" } else { "{q(Quick::ThisTill)}" },
                    onclick: move |_| {
                        till.page.set(Page::Menu);
                        till.panel.set(Panel::Device);
                    },
                    i { class: "sign bars" }
                    if muted {
                        i { class: "sign cross" }
                    }
                }
            }
        }
    }
}

/// All that nobody has touched yet, the loudest first.
pub fn untouched(till: Till) -> Vec<News> {
    // Without a live link nobody here knows what a screen shows by now.
    let live = till.reads_live();
    let touched = till.touched.read();
    let mut news = till.told.read().clone();
    if let Some(board) = till.board.read().as_ref() {
        let now = *till.now.read();
        let charged = till.charged.read();
        // Of what is closed it is still to be told what became of its card.
        let refused = |order: &Order| order.bill.as_ref().is_some_and(|bill| bill.payment.reason.is_some());
        let closed = board.recent().filter(|order| refused(order) || charged.has(order.id));
        for order in board.orders().chain(closed) {
            let name = |s: &_| view::station_name(board, Some(s));
            let from_board = news_of(order, now, &view::place_short(order), &till.given_up.read(), &charged, name);
            let from_board = from_board.into_iter().filter(|n| live || n.tone != Tone::Alarm);
            news.extend(from_board.filter(|n| n.mark.as_ref().is_none_or(|mark| !touched.contains(mark))));
        }
    }
    shared::lean::sort_by_key(&mut news, |n| n.tone);
    news
}

/// One headline, always in the same place, so that nothing moves when it comes. It stays until it is
/// touched: its words show the order, the tick beside it only says that somebody has read it.
#[component]
fn Headline() -> Element {
    let till: Till = use_context();
    let news = use_memo(move || untouched(till));
    let news = news.read();
    let first = news.first().cloned();
    let others = news.len().saturating_sub(1);
    // Said where there is nothing louder; the link itself stands in the corner.
    let kept = use_memo(move || !till.reads_live() && till.board.read().is_some());
    let old_menu = use_memo(move || till.draws_old_menu());
    rsx! {
        div { class: "slot", role: "status", "aria-live": "assertive",
            if let Some(first) = first {
                Loudest { first, others }
            } else if kept() {
                p { class: "news kept", {q(Quick::Kept)} }
            } else if old_menu() {
                p { class: "news kept", "data-old-menu": "true", {q(Quick::OldMenu)} }
            } else if *till.silent.read() {
                p { class: "news kept", "data-silent": "true", {q(Quick::TapForSound)} }
            }
        }
    }
}

/// A till has seldom news when it comes up, so this is code that may come late.
#[component]
fn Loudest(first: News, others: usize) -> Element {
    let till: Till = use_context();
    let (class, sign) = match first.tone {
        Tone::Bad => ("news bad", "sign cross"),
        Tone::Ready | Tone::Paid => ("news ready", "sign tick"),
        Tone::Alarm => ("news alarm", "sign up"),
        Tone::Told => ("news told", "sign tick"),
    };
    let (touched, seen) = (first.clone(), first.clone());
    rsx! {
        button { class, "data-tone": "{first.tone:?}", onclick: move |_| actions::touch_news(till, &touched),
            i { class: sign }
            span { class: "what", "{first.text}" }
            if others > 0 {
                span { class: "more", "+{others}" }
            }
        }
        button { class: "btn seen", "aria-label": "{q(Quick::Seen)}: {seen.text}", "data-seen": "true", onclick: { let seen = seen.clone(); let mut till = till; move |_| till.touch(&seen) }, i { class: "sign tick" } }
    }
}
