//! Beside the board: what is to be made, all tickets together.

use std::rc::Rc;

use client_kit::text::kitchen::{self as words, Word, say};
use dioxus::prelude::*;

use crate::counts::{Count, Counts};
use crate::store::{Screen, Sheet};

/// In rem, as in kds.css: the first heading with the panel's padding, the second one, a dish, a
/// change to it.
const HEADING: f64 = 3.9;
const COMING: f64 = 3.1;
const DISH: f64 = 2.95;
const CHANGE: f64 = 1.9;

/// As much as has room, from a dish on: how many dishes are shown, and how many there are. Nothing is
/// cut off without a word, which is a target of `touch` and leads on.
fn fit(counts: &mut Counts, from: usize, tall: f64, touch: f64) -> (usize, usize) {
    let day = counts.all_day.iter().map(|c| DISH + CHANGE * c.changes.len() as f64);
    let coming = (0..counts.coming.len()).map(|k| DISH + if k == 0 { COMING } else { 0.0 });
    let mut all: Vec<f64> = day.chain(coming).collect();
    let (total, days) = (all.len(), counts.all_day.len());
    if HEADING + all.iter().sum::<f64>() <= tall {
        return (total, total);
    }
    // The list has become shorter meanwhile.
    let from = if from < total { from } else { 0 };
    if let Some(first) = all.get_mut(from).filter(|_| from > days) {
        *first += COMING;
    }
    let mut used = HEADING + touch;
    let fits = all.iter().skip(from).take_while(|height| {
        used += **height;
        used <= tall
    });
    let fits = fits.count();
    let part = |list: &mut Vec<Rc<Count>>, before: usize| {
        list.truncate((from + fits).saturating_sub(before));
        list.drain(..from.saturating_sub(before).min(list.len()));
    };
    part(&mut counts.all_day, 0);
    part(&mut counts.coming, days);
    (fits, total)
}

#[component]
pub fn Panel() -> Element {
    let mut screen = use_context::<Screen>();
    let mut counts = screen.counts.read().clone();
    let glass = *screen.glass.read();
    let from = *screen.listed.read();
    let (fits, total) = fit(&mut counts, from, glass.tall, glass.touch());
    rsx! {
        aside { class: "panel",
            h2 { {say(Word::AllDay)} }
            for count in &counts.all_day {
                Lines { key: "{count.dish}", count: count.clone(), coming: false }
            }
            if !counts.coming.is_empty() {
                h2 { {say(Word::Coming)} }
                for count in &counts.coming {
                    Lines { key: "{count.dish}", count: count.clone(), coming: true }
                }
            }
            if fits < total {
                // Always in the same place, and round again after the last part.
                button {
                    class: "rest",
                    "data-rest": "{total - fits}",
                    onclick: move |_| {
                        let next = if from < total { from + fits.max(1) } else { fits };
                        screen.listed.set(if next < total { next } else { 0 });
                    },
                    span { {words::more_dishes(total - fits)} }
                    i { class: "sign next" }
                }
            }
        }
    }
}

#[component]
fn Lines(count: Rc<Count>, coming: bool) -> Element {
    let mut screen = use_context::<Screen>();
    let shown = count.clone();
    let more = move |_| {
        if let Some((order, item)) = screen.kitchen(|k| k.one_of(&shown.dish, coming)) {
            screen.sheet.set(Sheet::Dish(order, item));
        }
    };
    rsx! {
        button { class: if coming { "line coming" } else { "line" }, "data-dish": "{count.menu_item}", onclick: more,
            span { "{count.dish}" }
            if let Some(left) = &count.left {
                i { class: "tag", "{left}" }
            }
            b { "{count.quantity}" }
        }
        if !coming {
            for (removes , name , quantity) in &count.changes {
                div { class: "line sub", key: "{name}",
                    span { if *removes { {say(Word::Without)} " " } else { "+ " } {bare(*removes, name)} }
                    b { "{quantity}" }
                }
            }
        }
    }
}

fn bare(removes: bool, name: &str) -> &str {
    if removes { client_kit::text::kitchen::without(name) } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dishes(count: usize) -> Vec<Rc<Count>> {
        let dish = |k| {
            Rc::new(Count {
                dish: format!("DISH {k}"),
                menu_item: "dish".into(),
                left: None,
                quantity: 1,
                changes: vec![(true, "onion".into(), 1)],
            })
        };
        (0..count).map(dish).collect()
    }

    #[test]
    fn a_list_that_has_room_is_whole_and_a_longer_one_says_what_is_left_out() {
        let touch = 4.75;
        let room = HEADING + 3.0 * (DISH + CHANGE) + COMING + DISH + 0.01;
        let list = || Counts { all_day: dishes(3), coming: dishes(1) };
        let mut counts = list();
        assert_eq!((fit(&mut counts, 0, room, touch), &counts), ((4, 4), &list()));
        for (less, fits, left) in [(0.1, 3, (3, 0)), (4.0, 2, (2, 0)), (room, 0, (0, 0))] {
            let mut counts = list();
            assert_eq!(fit(&mut counts, 0, room - less, touch), (fits, 4));
            assert_eq!((counts.all_day.len(), counts.coming.len()), left);
        }
    }

    #[test]
    fn the_parts_of_a_long_list_are_all_of_it_and_each_has_room() {
        let list = || Counts { all_day: dishes(9), coming: dishes(7) };
        let (touch, tall) = (4.75, 25.0);
        let (mut from, mut seen) = (0, (0, 0));
        while from < 16 {
            let mut counts = list();
            let (fits, total) = fit(&mut counts, from, tall, touch);
            assert!(fits > 0 && total == 16);
            let day = counts.all_day.iter().map(|c| DISH + CHANGE * c.changes.len() as f64).sum::<f64>();
            let coming = if counts.coming.is_empty() { 0.0 } else { COMING + DISH * counts.coming.len() as f64 };
            assert!(HEADING + day + coming + touch <= tall);
            let shown = |list: &[Rc<Count>]| list.iter().map(|c| c.dish.clone()).collect::<Vec<_>>();
            let named = |from: usize, n: usize| (from..from + n).map(|k| format!("DISH {k}")).collect::<Vec<_>>();
            assert_eq!(shown(&counts.all_day), named(seen.0, counts.all_day.len()));
            assert_eq!(shown(&counts.coming), named(seen.1, counts.coming.len()));
            seen = (seen.0 + counts.all_day.len(), seen.1 + counts.coming.len());
            from += fits;
        }
        assert_eq!((from, seen), (16, (9, 7)));
        let mut counts = list();
        assert_eq!(fit(&mut counts, 99, tall, touch).1, 16);
        assert_eq!(counts.all_day[0].dish, "DISH 0", "what was there has gone: from the top");
    }
}
