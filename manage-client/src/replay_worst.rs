//! What took longest on a day, and what each of these orders waited for.

use client_kit::load::{Loaded, gate};
use client_kit::text::duration;
use client_kit::text::manage_replay::{self as words, Word, say};
use dioxus::prelude::*;
use shared::critical_path::{Path, Wait};
use shared::ids::OrderId;
use shared::replay::Track;
use shared::time::Timestamp;

use crate::replay::{Day, MINUTE_MS};

/// So many are told.
const MOST: usize = 20;

/// The slowest first, by what was not held on purpose. One that somebody picked and that is none of them
/// is told before them.
fn told(day: &Day, picked: Option<OrderId>) -> Vec<(&Track, &Path)> {
    let mut all: Vec<_> = day.orders.iter().filter_map(|order| Some((order, order.path.as_ref()?))).collect();
    shared::lean::sort_by_key(&mut all, |(_, path)| -path.millis());
    let place = all.iter().position(|(order, _)| Some(order.id) == picked).unwrap_or(0);
    if place >= MOST {
        all[..=place].rotate_right(1);
        all.truncate(MOST + 1);
    } else {
        all.truncate(MOST);
    }
    all
}

fn minutes(millis: i64) -> i64 {
    (millis + MINUTE_MS / 2) / MINUTE_MS
}

/// `8 of 19 min waiting for Oven`.
fn headline(day: &Day, path: &Path) -> String {
    path.longest().map(|piece| said(day, path, piece.wait, piece.millis)).unwrap_or_default()
}

fn said(day: &Day, path: &Path, wait: Wait, millis: i64) -> String {
    match minutes(millis) {
        // Too short for minutes.
        0 => format!("{} · {}", said_alone(day, path, wait), duration(millis / 1000)),
        some => words::waited(wait.as_str(), some, minutes(path.millis()), day.station(path.station.as_ref())),
    }
}

/// The minute before it was ready, or the last there is: there it stands at its oldest.
fn look_at(order: &Track, path: &Path) -> Timestamp {
    let before_pass = path.pieces.iter().filter(|piece| piece.wait != Wait::Pass).map(|piece| piece.millis).sum::<i64>();
    let ready = order.placed_at.0 + before_pass - 1;
    Timestamp(ready - ready.rem_euclid(MINUTE_MS))
}

#[component]
pub fn Worst(day: Loaded<Day>, picked: Signal<Option<OrderId>>, on_go: EventHandler<Timestamp>) -> Element {
    let mut picked = picked;
    gate(day, move |day| {
        rsx! {
            section { class: "worst", "aria-label": say(Word::Worst),
                h3 { {say(Word::Worst)} }
                ol {
                    for (order , path) in told(day, picked()) {
                        {
                            let (id, to, on) = (order.id, look_at(order, path), picked() == Some(order.id));
                            rsx! {
                                li { key: "{order.id}",
                                    button {
                                        class: if on { "btn slow on" } else { "btn slow" },
                                        "data-worst": "{order.number}",
                                        "aria-pressed": on,
                                        onclick: move |_| {
                                            picked.set(Some(id));
                                            on_go.call(to);
                                        },
                                        b { "{order.number}" }
                                        span { {headline(day, path)} }
                                        Pieces { path: path.clone() }
                                    }
                                    if on {
                                        ul { class: "pieces", "data-pieces": "{order.number}",
                                            for (k , piece) in path.pieces.iter().enumerate() {
                                                li { key: "{k}", span { {said_alone(day, path, piece.wait)} } b { {duration(piece.millis / 1000)} } }
                                            }
                                            if path.rest_stood_millis >= MINUTE_MS {
                                                li { {words::stood(minutes(path.rest_stood_millis))} }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// What a piece is, without how long.
fn said_alone(day: &Day, path: &Path, wait: Wait) -> String {
    words::piece(wait.as_str(), day.station(path.station.as_ref()))
}

/// The pieces one after the other, each in its part of the whole; for the eye alone.
#[component]
fn Pieces(path: Path) -> Element {
    let whole: i64 = path.pieces.iter().map(|piece| piece.millis).sum::<i64>().max(1);
    let mut from = 0;
    rsx! {
        svg { class: "bar", view_box: "0 0 1000 10", preserve_aspect_ratio: "none", "aria-hidden": "true",
            for (k , piece) in path.pieces.iter().enumerate() {
                {
                    let (x, width) = (from * 1000 / whole, piece.millis * 1000 / whole);
                    from += piece.millis;
                    rsx! {
                        rect { key: "{k}", class: piece.wait.as_str(), x: "{x}", width: "{width}", height: "10" }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use shared::critical_path::Piece;

    use super::*;
    use crate::replay::tests::day;

    #[test]
    fn the_slowest_is_told_first_with_what_it_waited_for() {
        let day = day();
        let all = told(&day, None);
        assert_eq!(all.iter().map(|(order, _)| order.number).collect::<Vec<_>>(), [118, 119]);
        assert_eq!(headline(&day, all[0].1), "8 of 19 min waiting for Oven");
        assert_eq!(look_at(all[0].0, all[0].1).to_string(), "2026-11-22T12:15:00.000Z");
    }
    #[test]
    fn what_took_seconds_is_told_in_seconds() {
        let mut day = day();
        let path = day.orders[1].path.as_mut().unwrap();
        path.pieces = vec![Piece { wait: Wait::Unseen, millis: 400 }, Piece { wait: Wait::Waiting, millis: 25_000 }];
        assert_eq!(headline(&day, day.orders[1].path.as_ref().unwrap()), "waiting for Grill · 0:25");
    }

    #[test]
    fn a_picked_order_is_told_though_it_is_none_of_the_slowest() {
        let mut day = day();
        let quick = day.orders[1].clone();
        day.orders.truncate(1);
        day.orders = vec![day.orders[0].clone(); MOST];
        day.orders.push(quick);
        assert_eq!(told(&day, None).len(), MOST);
        let all = told(&day, Some(day.orders[MOST].id));
        assert_eq!((all.len(), all[0].0.number, all[1].0.number), (MOST + 1, 119, 118));
    }
}
