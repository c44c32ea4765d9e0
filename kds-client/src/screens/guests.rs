//! The guests' board: two columns and enormous numbers. A screen paired as a board is sent
//! three fields an order; anybody else's view holds the same and more.

use std::collections::BTreeMap;

use client_kit::platform::{page, sound, time};
use client_kit::text::kitchen::{Word, say};
use client_kit::text::{self, common};
use client_kit::{Connection, LastKnown, LinkBadge, LinkView, News, session, use_connection};
use dioxus::prelude::*;
use shared::board::Board;
use shared::ids::OrderId;
use shared::lean;
use shared::order::Status;
use shared::sync::Seq;
use shared::view::{BoardEvent, BoardOrder, BoardSnapshot};

use crate::chime::{self, Chime};
use crate::glass::PHONE;
use crate::look::{LOUDEST, Look};

type Orders = BTreeMap<OrderId, BoardOrder>;

#[component]
pub fn Guests() -> Element {
    let guest = session::current().is_some_and(|s| s.role == "board");
    if guest {
        rsx! { OwnView {} }
    } else {
        rsx! { KitchenView {} }
    }
}

#[component]
fn OwnView() -> Element {
    let mut orders = use_signal(Orders::new);
    let connection = use_connection("board", None, move |news: News<BoardSnapshot, BoardEvent>| match news {
        News::Replace { snapshot, .. } => orders.set(lean::map(snapshot.orders.into_iter().map(|o| (o.id, o)))),
        News::Apply { events, .. } if !events.is_empty() => {
            let mut orders = orders.write();
            for event in events {
                match event.data.status.is_cooking() {
                    true => orders.insert(event.data.id, event.data),
                    false => orders.remove(&event.data.id),
                };
            }
        }
        _ => {}
    });
    use_last_known(orders, connection);
    rsx! { Columns { orders, link: connection.link() } }
}

#[component]
fn KitchenView() -> Element {
    let mut orders = use_signal(Orders::new);
    let mut board = use_hook(|| CopyValue::new(None::<Board>));
    let connection: Connection = use_connection("board", None, move |news: News| {
        match news {
            News::Replace { snapshot, .. } => board.set(Some(Board::from_snapshot(*snapshot))),
            News::Apply { events, .. } if !events.is_empty() => {
                if let Some(board) = board.write().as_mut() {
                    for event in &events {
                        board.apply(event);
                    }
                }
            }
            _ => return,
        }
        if let Some(board) = board.peek().as_ref() {
            let now: Orders = lean::map(board.orders().filter_map(BoardOrder::of).map(|o| (o.id, o)));
            if *orders.peek() != now {
                orders.set(now);
            }
        }
    });
    use_last_known(orders, connection);
    rsx! { Columns { orders, link: connection.link() } }
}

/// Shows what was there last until the server has been heard, and keeps what is there now.
fn use_last_known<S, E>(mut orders: Signal<Orders>, connection: Connection<S, E>)
where
    S: for<'a> serde::Deserialize<'a> + 'static,
    E: for<'a> serde::Deserialize<'a> + Seq + 'static,
{
    use_hook(move || {
        spawn(async move {
            let mut last = LastKnown::new("board", &session::location());
            if let Some((at, kept)) = last.read::<Vec<BoardOrder>>() {
                connection.shows_last_known(at);
                orders.set(lean::map(kept.into_iter().map(|o| (o.id, o))));
            }
            let mut shown = Orders::new();
            loop {
                time::sleep(1_000).await;
                if *orders.peek() != shown {
                    shown.clone_from(&orders.peek());
                    last.changed();
                }
                if !connection.link().peek().stale {
                    last.keep(|| Some(shown.values().copied().collect::<Vec<_>>()));
                }
            }
        });
    });
}

/// What has become ready is pointed out so long.
const FRESH_MS: i64 = 60_000;
/// Sizes of the numbers in rem, as in kds.css.
const SIZES: [f64; 8] = [18.0, 13.0, 10.0, 8.0, 6.4, 5.2, 4.2, 3.4];
/// Around the numbers, in rem: a heading and the foot; the sides of a column, and those on a phone;
/// between two numbers.
const ABOVE: f64 = 11.0;
const BESIDE: f64 = 6.0;
const BESIDE_PHONE: f64 = 3.0;
const GAP: f64 = 2.5;
/// And of their size, where they are large: 2 and 26 must not read as 226.
const GAP_OF_SIZE: f64 = 0.35;

/// The largest step at which so many numbers of so many digits stand in a column, and how many do.
fn fit((width, height, rem): (f64, f64, f64), count: usize, digits: usize) -> (usize, usize) {
    let beside = if width > PHONE { BESIDE } else { BESIDE_PHONE };
    let (wide, tall) = (width / 2.0 / rem - beside, height / rem - ABOVE);
    let room = |size: f64| {
        let gap = GAP.max(GAP_OF_SIZE * size);
        let across = ((wide + gap) / (0.68 * size * digits as f64 + gap)) as usize;
        let down = (tall / (1.05 * size + 0.5)) as usize;
        across * down.max(1)
    };
    let step = SIZES.iter().position(|size| room(*size) >= count);
    match step {
        Some(step) => (step, count),
        // The last place says how many more there are.
        None => (SIZES.len() - 1, room(SIZES[SIZES.len() - 1]).saturating_sub(1)),
    }
}

/// Takes so many away where there is no room: those that have stood there longest are known by now, and
/// those that are pointed out have to be seen, as long as there is room for them.
fn hide(numbers: &mut Vec<(u32, bool)>, rest: usize) {
    let known = numbers.iter().filter(|(_, fresh)| !fresh).count();
    let (mut known, mut fresh) = (rest.min(known), rest.saturating_sub(known));
    numbers.retain(|(_, is_fresh)| {
        let hidden = if *is_fresh { &mut fresh } else { &mut known };
        let stays = *hidden == 0;
        *hidden = hidden.saturating_sub(1);
        stays
    });
}

/// What is pointed out, and since when, by the device's own clock.
type Fresh = Vec<(OrderId, i64)>;

/// Rings when something gets ready, and points out what did, each for its own time.
fn use_fresh(orders: Signal<Orders>, look: Signal<Look>) -> Signal<Fresh> {
    let mut fresh = use_signal(Fresh::new);
    let mut before = use_hook(|| CopyValue::new(None::<Vec<OrderId>>));
    use_effect(move || {
        let now: Vec<OrderId> = orders.read().values().filter(|o| o.status == Status::Ready).map(|o| o.id).collect();
        let new = |id: &&OrderId| before.peek().as_ref().is_some_and(|old| !old.contains(id));
        let news: Fresh = now.iter().filter(new).map(|id| (*id, time::ticks())).collect();
        if !news.is_empty() {
            fresh.write().extend(news);
            chime::ring(*look.peek(), Chime::New);
        }
        // What is there at first is no news: the server has to have been heard.
        if before.peek().is_some() || !orders.peek().is_empty() {
            before.set(Some(now));
        }
    });
    use_hook(|| {
        spawn(async move {
            loop {
                time::sleep(1_000).await;
                let over = |at: &i64| time::ticks() - at > FRESH_MS;
                if fresh.peek().iter().any(|(_, at)| over(at)) {
                    fresh.write().retain(|(_, at)| !over(at));
                }
            }
        });
    });
    fresh
}

#[component]
fn Columns(orders: Signal<Orders>, link: Signal<LinkView>) -> Element {
    let stale = use_memo(move || link.read().stale);
    let look = use_signal(Look::stored);
    let fresh = use_fresh(orders, look);
    let size = use_size();
    let orders = orders.read();
    let column = |ready: bool| {
        let of = orders.values().filter(|o| (o.status == Status::Ready) == ready);
        let mut numbers: Vec<(u32, bool)> =
            of.map(|o| (o.number, ready && fresh.read().iter().any(|(id, _)| *id == o.id))).collect();
        lean::sort_by_key(&mut numbers, |(number, _)| *number);
        let digits = numbers.last().map_or(1, |(number, _)| number.to_string().len());
        let (step, shown) = fit(size(), numbers.len(), digits);
        let rest = numbers.len() - shown;
        hide(&mut numbers, rest);
        (step, numbers, rest)
    };
    let (step, making, rest) = column(false);
    let (now_step, now, now_rest) = column(true);
    // What somebody has to fetch is never the smaller one.
    let step = step.max(now_step);
    rsx! {
        main { class: if stale() { "guests stale" } else { "guests" },
            h1 { {say(Word::Preparing)} }
            h1 { class: "right", {say(Word::NowReady)} }
            div { class: "col work size-{step}",
                for (number , _) in making {
                    span { key: "{number}", "{number}" }
                }
                if rest > 0 {
                    span { class: "rest", "+{rest}" }
                }
            }
            div { class: "col now right work size-{now_step}", "aria-live": "polite",
                for (number , fresh) in now {
                    span { key: "{number}", class: if fresh { "fresh" }, "{number}" }
                }
                if now_rest > 0 {
                    span { class: "rest", "+{now_rest}" }
                }
            }
            div { class: "foot",
                SoundKey { look }
                if stale() {
                    span { class: "since", role: "alert", {common::no_news_since(&text::clock_seconds(time::local(link.read().heard)))} }
                }
                LinkBadge { link }
            }
        }
    }
}

/// What numbers have to stand on, in px.
fn use_size() -> Signal<(f64, f64, f64)> {
    let mut size = use_signal(page::size);
    let changed = use_callback(move |()| size.set(page::size()));
    use_hook(|| {
        page::on_resize(move || {
            if size.try_peek().is_ok() {
                changed.call(())
            }
        })
    });
    size
}

/// Sound on ready: on or off for this device; and where the browser holds it back, that it does.
#[component]
fn SoundKey(look: Signal<Look>) -> Element {
    let mut silent = use_signal(|| false);
    use_hook(|| {
        page::on_touch(|_| sound::unlock());
        spawn(async move {
            loop {
                let held_back = !sound::is_ready();
                if *silent.peek() != held_back {
                    silent.set(held_back);
                }
                time::sleep(500).await;
            }
        });
    });
    let on = look.read().volume > 0;
    let word = if on && silent() { Word::TapForSound } else { Word::SoundOn };
    rsx! {
        button {
            class: if on && silent() { "key silent" } else { "key" },
            "data-sound": if on { "on" } else { "off" },
            "aria-pressed": "{on}",
            onclick: move |_| {
                // The first tap frees the sound; from then on it is a switch.
                let freed = silent() && on;
                if !freed {
                    let next = Look { volume: if on { 0 } else { LOUDEST - 1 }, ..*look.peek() };
                    next.keep();
                    look.set(next);
                }
                sound::unlock();
            },
            i { class: if on && !silent() { "sign tick" } else { "sign mute" } }
            {say(word)}
            if !on {
                " · " {say(Word::Off)}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_there_is_no_room_the_oldest_make_it_for_the_newest() {
        let mut numbers = vec![(3, true), (7, false), (8, false), (9, false)];
        hide(&mut numbers, 2);
        assert_eq!(numbers, [(3, true), (9, false)]);
        let mut all_new = vec![(3, true), (7, false), (8, true), (9, true)];
        hide(&mut all_new, 2);
        assert_eq!(all_new, [(8, true), (9, true)], "no more than there is room for");
    }

    #[test]
    fn few_numbers_are_enormous_and_many_all_stand_on_the_glass() {
        let wide = (1920.0, 1080.0, 16.0);
        assert_eq!(fit(wide, 1, 3), (0, 1));
        for count in [4, 10, 40] {
            let (step, shown) = fit(wide, count, 3);
            assert_eq!(shown, count, "{count} at step {step}");
        }
        assert!(fit(wide, 40, 3).0 > fit(wide, 10, 3).0);
        let (step, shown) = fit((390.0, 844.0, 13.0), 1, 3);
        assert!(shown == 1 && SIZES[step] * 3.0 * 0.6 < 12.0, "half a phone shows all of a number's digits, {step}");
        let (step, shown) = fit((1024.0, 768.0, 16.0), 400, 3);
        assert_eq!(step, SIZES.len() - 1);
        assert!(shown < 400 && shown > 20, "{shown}");
    }
}
