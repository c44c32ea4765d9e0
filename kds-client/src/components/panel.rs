//! Beside the board: what is to be made, all tickets together.

use std::rc::Rc;

use client_kit::text::kitchen::{self as words, Word, say};
use dioxus::prelude::*;

use crate::counts::{Count, Counts};
use crate::store::{Screen, Sheet};

/// In rem, as in kds.css: the first heading with the panel's padding, the second one, a dish, a
/// change to it, and the words for what has no room.
const HEADING: f64 = 3.9;
const COMING: f64 = 3.1;
const DISH: f64 = 2.95;
const CHANGE: f64 = 1.9;
const REST: f64 = 2.1;

/// As much as has room, dish by dish: how many dishes stay out. Nothing is cut off without a word.
fn fit(counts: &mut Counts, tall: f64) -> usize {
    let day = counts.all_day.iter().map(|c| DISH + CHANGE * c.changes.len() as f64);
    let coming = (0..counts.coming.len()).map(|k| DISH + if k == 0 { COMING } else { 0.0 });
    let all: Vec<f64> = day.chain(coming).collect();
    if HEADING + all.iter().sum::<f64>() <= tall {
        return 0;
    }
    let mut used = HEADING + REST;
    let fits = all.iter().take_while(|height| {
        used += **height;
        used <= tall
    });
    let fits = fits.count();
    let days = counts.all_day.len();
    counts.all_day.truncate(fits);
    counts.coming.truncate(fits.saturating_sub(days));
    all.len() - fits
}

#[component]
pub fn Panel() -> Element {
    let screen = use_context::<Screen>();
    let mut counts = screen.counts.read().clone();
    let rest = fit(&mut counts, screen.glass.read().tall);
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
            if rest > 0 {
                p { class: "rest", {words::more_dishes(rest)} }
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
        let room = HEADING + 3.0 * (DISH + CHANGE) + COMING + DISH + 0.01;
        let list = || Counts { all_day: dishes(3), coming: dishes(1) };
        let mut counts = list();
        assert_eq!((fit(&mut counts, room), &counts), (0, &list()));
        for (less, rest, left) in [(0.1, 1, (3, 0)), (4.0, 2, (2, 0)), (room, 4, (0, 0))] {
            let mut counts = list();
            assert_eq!(fit(&mut counts, room - less), rest);
            assert_eq!((counts.all_day.len(), counts.coming.len()), left);
        }
    }
}
