//! The keys of a bump bar or keyboard. All that a finger can do, they can.

use client_kit::platform::{page, sound};
use dioxus::prelude::*;
use shared::ids::{ItemId, OrderId};

use crate::actions;
use crate::components::dish::is_tappable;
use crate::model::*;
use crate::route::Place;
use crate::screens::station::places;
use crate::store::{Screen, Sheet};

/// True: the key was ours.
pub fn press(mut screen: Screen, key: &str) -> bool {
    let sheet = *screen.sheet.peek();
    let single = screen.look.peek().keys;
    let ours = match key {
        // From here on Enter is for what has the focus.
        "Tab" => {
            if screen.picked.peek().is_some() {
                screen.picked.set(None);
            }
            false
        }
        _ if !single && is_single(key) => false,
        "Escape" => {
            screen.sheet.set(Sheet::None);
            screen.let_go();
            true
        }
        "r" | "R" => toggle(screen, Sheet::Recall),
        "s" | "S" => toggle(screen, Sheet::Settings),
        "u" | "U" | "Backspace" => {
            actions::undo(screen);
            true
        }
        _ if sheet != Sheet::None => in_sheet(key),
        _ => on_board(screen, key),
    };
    if ours {
        if single && !*screen.keys.peek() {
            screen.keys.set(true);
        }
        sound::unlock();
        client_kit::hand::touched();
    }
    ours
}

/// A letter, a digit or a sign, and what takes back: all that a voice could say by mistake.
fn is_single(key: &str) -> bool {
    key == "Backspace" || (key != " " && key.chars().count() == 1)
}

fn toggle(mut screen: Screen, which: Sheet) -> bool {
    let open = *screen.sheet.peek() == which;
    screen.sheet.set(if open { Sheet::None } else { which });
    true
}

/// What lies over the board is walked up and down; Enter is the browser's.
fn in_sheet(key: &str) -> bool {
    let by = match key {
        "ArrowDown" | "ArrowRight" => 1,
        "ArrowUp" | "ArrowLeft" => -1,
        _ => return false,
    };
    page::move_focus(".sheet button:not([disabled])", by);
    true
}

fn on_board(mut screen: Screen, key: &str) -> bool {
    let cooks = screen.kitchen(|k| *k.place() != Place::Expo);
    match key {
        "ArrowRight" | "PageDown" => screen.turn(1),
        "ArrowLeft" | "PageUp" => screen.turn(-1),
        "ArrowDown" => step(screen, 1),
        "ArrowUp" => step(screen, -1),
        "i" | "I" => about(screen),
        "p" | "P" if cooks => screen.turn_over(),
        "t" | "T" if cooks => with_picked(screen, actions::start),
        _ if !cooks && at_pass(screen, key) => {}
        // Tab went to a button: it is pressed, whatever card was picked before.
        "Enter" | " " if page::shows_focus() => return false,
        "Enter" | " " => {
            let Some(card) = *screen.picked.peek() else { return false };
            match at_line(screen, card) {
                Some((ticket, _, line)) => actions::item(screen, ticket, line.item),
                None => press_bar(screen, card),
            }
        }
        _ => {
            let Some(place) = key.parse::<usize>().ok().filter(|n| (1..=9).contains(n)) else { return false };
            let Some(card) = nth(screen, place - 1) else { return true };
            let again = *screen.picked.peek() == Some(card);
            screen.line.set(None);
            if again {
                press_bar(screen, card);
            } else {
                pick(screen, card);
            }
        }
    }
    true
}

/// The bar of a card that goes on is on the next page: nobody bumps what he has not seen.
fn press_bar(screen: Screen, card: CardId) {
    let ends = screen.cells.peek().iter().any(|c| c.card == card && c.part + 1 == c.parts);
    let begins = screen.cells.peek().iter().any(|c| c.card == card);
    if begins && !ends && screen.kitchen(|k| *k.place() != Place::Expo) {
        return screen.turn(1);
    }
    actions::press_bar(screen, card);
}

fn with_picked(screen: Screen, act: impl FnOnce(Screen, CardId)) {
    if let Some(card) = picked_or_first(screen) {
        act(screen, card);
    }
}

fn picked_or_first(screen: Screen) -> Option<CardId> {
    let picked = *screen.picked.peek();
    picked.or_else(|| nth(screen, 0))
}

/// What the pass alone does. True: it was for it.
fn at_pass(mut screen: Screen, key: &str) -> bool {
    let head = |card: CardId| screen.kitchen(|k| k.card(card).map(|c| c.head.clone()));
    match key {
        "[" | "]" => with_picked(screen, |screen, card| {
            actions::shift(screen, card, if key == "[" { -1 } else { 1 });
            // It is followed to the page where it stands now: the next key moves it on.
            screen.turn_to_card(card);
            pick(screen, card);
        }),
        "o" | "O" => actions::by_time(screen),
        "n" | "N" => next_ready(screen),
        "c" | "C" => actions::hand_over_ready(screen),
        "w" | "W" => screen.sheet.set(Sheet::Runner),
        "f" | "F" | "h" | "H" | "x" | "X" => with_picked(screen, |screen, card| {
            let Some(head) = head(card) else { return };
            match (key, head.held_courses.first()) {
                ("f" | "F", Some(course)) => actions::fire(screen, card, *course),
                ("f" | "F", None) => {}
                ("h" | "H", _) => actions::hold(screen, card, !head.held),
                _ => actions::rush(screen, card, !head.rush),
            }
        }),
        _ => return false,
    }
    true
}

/// What stands ready, one after the other, round and round.
fn next_ready(screen: Screen) {
    let ready: Vec<CardId> = screen.ready.peek().iter().copied().filter(|id| actions::may_go(screen, *id)).collect();
    let picked = *screen.picked.peek();
    let at = picked.and_then(|card| ready.iter().position(|id| *id == card)).map_or(0, |at| at + 1);
    if let Some(next) = ready.get(at).or_else(|| ready.first()) {
        pick(screen, *next);
    }
}

fn pick(mut screen: Screen, card: CardId) {
    // Enter is for this card now, and no longer for the button that was tapped or tabbed to.
    page::blur();
    screen.picked.set(Some(card));
    if !*screen.by_dish.peek() {
        actions::touch(screen, card);
    }
}

/// The lines of a card, or of a dish: each with its ticket.
fn lines(screen: Screen, card: CardId) -> Vec<(CardId, OrderId, Line)> {
    if *screen.by_dish.peek() {
        let batches = screen.batches.peek();
        let shares = batches.list().iter().find(|b| b.id == card).map(|b| &b.shares[..]).unwrap_or_default();
        return shares.iter().map(|s| (s.ticket, s.order, s.line.clone())).collect();
    }
    screen.kitchen(|k| {
        let Some(found) = k.card(card) else { return Vec::new() };
        found.lines.iter().map(|line| (card, found.head.key.order, line.clone())).collect()
    })
}

/// The line of the picked card that the keys are at.
fn at_line(screen: Screen, card: CardId) -> Option<(CardId, OrderId, Line)> {
    let line = (*screen.line.peek())?;
    lines(screen, card).into_iter().nth(line)
}

/// To the next line that can be tapped; past the last one, to the bar.
fn step(mut screen: Screen, by: isize) {
    let picked = *screen.picked.peek();
    let Some(card) = picked.or_else(|| nth(screen, 0)) else { return };
    if picked.is_none() {
        pick(screen, card);
    }
    let lines = lines(screen, card);
    // By dish, a line that is off is tapped to clear it.
    let off = |item: ItemId| *screen.by_dish.peek() && screen.batches.peek().is_off(item);
    let taps = |(_, _, line): &(CardId, OrderId, Line)| is_tappable(line.status) || off(line.item);
    let can: Vec<usize> = lines.iter().enumerate().filter(|(_, line)| taps(line)).map(|(k, _)| k).collect();
    let now = screen.line.peek().and_then(|line| can.iter().position(|k| *k == line));
    let next = match now {
        Some(now) => now.checked_add_signed(by).and_then(|k| can.get(k)),
        None if by > 0 => can.first(),
        None => can.last(),
    };
    page::blur();
    screen.line.set(next.copied());
}

fn about(mut screen: Screen) {
    let Some(card) = *screen.picked.peek() else { return };
    let by_dish = *screen.by_dish.peek();
    let first = || lines(screen, card).into_iter().next().filter(|_| by_dish);
    match at_line(screen, card).or_else(first) {
        Some((_, order, line)) => screen.sheet.set(Sheet::Dish(order, line.item)),
        None => actions::about(screen, card),
    }
}

/// The nth card on the page.
fn nth(screen: Screen, n: usize) -> Option<CardId> {
    let cells = screen.cells.peek();
    places(&cells).iter().position(|place| *place == n).map(|at| cells[at].card)
}
