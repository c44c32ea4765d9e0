//! What a tap means: from a finger to a command.

use std::cell::RefCell;

use client_kit::platform::time;
use dioxus::prelude::*;
use shared::ids::{ItemId, OrderId};
use shared::order::{Command, ItemStatus, Priority};
use shared::protocol::Ask;

use crate::model::*;
use crate::store::{Screen, Sheet};

/// A glove bounces: a second tap on the same thing within this time was not meant.
const BOUNCE_MS: i64 = 350;

thread_local! {
    static LAST: RefCell<(Option<ItemId>, Option<CardId>, i64)> = const { RefCell::new((None, None, 0)) };
}

/// True where this very thing was tapped a moment ago, or has just come under the finger.
fn slipped(screen: Screen, item: Option<ItemId>, card: Option<CardId>) -> bool {
    let now = time::ticks();
    let bounced = LAST.with_borrow(|(i, c, at)| *i == item && *c == card && now - at < BOUNCE_MS);
    LAST.set((item, card, now));
    bounced || screen.just_moved()
}

/// A finger came down on a card: what was new has been noticed.
pub fn touch(screen: Screen, card: CardId) {
    if screen.kitchen(|k| k.card(card).is_some_and(|c| c.mark != Mark::None)) {
        screen.change(|k| k.touch(card));
    }
}

/// A tap on a line: the allergy first, then prepared, then back again.
pub fn item(screen: Screen, card: CardId, item: ItemId) {
    if slipped(screen, Some(item), Some(card)) {
        return;
    }
    let found = screen.kitchen(|k| {
        let card = k.card(card)?;
        let line = card.lines.iter().find(|line| line.item == item)?;
        let unread = line.allergy.as_ref().is_some_and(|a| !a.seen);
        Some((card.head.key.order, line.status, unread))
    });
    let Some((order_id, status, unread)) = found else { return };
    let command = match status {
        ItemStatus::Queued | ItemStatus::Preparing if unread => Command::AcknowledgeAllergy { item },
        ItemStatus::Queued | ItemStatus::Preparing => Command::Prepare { item },
        ItemStatus::Prepared => Command::RecallItem { item },
        ItemStatus::Held | ItemStatus::Voided => return,
    };
    screen.ask(&Ask::Order { order_id, command });
}

/// The bar under a ticket: bump; where it has left, take that back; where it was cancelled,
/// clear it.
pub fn bar(screen: Screen, card: CardId) {
    if slipped(screen, None, Some(card)) {
        return;
    }
    let Some(found) = screen.kitchen(|k| k.card(card).cloned()) else { return };
    match &found.phase {
        Phase::Left { why, .. } if why.must_be_cleared() => screen.change(|k| {
            k.remove(card);
            k.settle();
        }),
        Phase::Left { undo, .. } => undo.iter().for_each(|ask| screen.ask(ask)),
        Phase::Open if found.needs_acknowledgement() => screen.change(|k| k.urge(card)),
        Phase::Open => {
            let key = &found.head.key;
            let command = Command::Bump { station: key.station.clone(), chit: Some(key.chit) };
            screen.ask(&Ask::Order { order_id: key.order, command });
        }
    }
}

/// The pass: the order is handed out; again, to take that back.
pub fn complete(screen: Screen, card: CardId) {
    if slipped(screen, None, Some(card)) {
        return;
    }
    let Some(found) = screen.kitchen(|k| k.card(card).cloned()) else { return };
    match &found.phase {
        Phase::Left { why, .. } if why.must_be_cleared() => screen.change(|k| {
            k.remove(card);
            k.settle();
        }),
        Phase::Left { undo, .. } => undo.iter().for_each(|ask| screen.ask(ask)),
        Phase::Open => screen.ask(&Ask::Order { order_id: found.head.key.order, command: Command::Complete }),
    }
}

pub fn fire(screen: Screen, order_id: OrderId, course: u16) {
    screen.ask(&Ask::Order { order_id, command: Command::Fire { course } });
}

pub fn rush(screen: Screen, order_id: OrderId, rush: bool) {
    let priority = if rush { Priority::Rush } else { Priority::Normal };
    screen.ask(&Ask::Order { order_id, command: Command::Prioritise { priority } });
}

/// From the list of last tickets: brings one back.
pub fn recall(mut screen: Screen, ask: &Ask) {
    screen.ask(ask);
    screen.sheet.set(Sheet::None);
}

/// The keys of a bump bar or keyboard. True: it was ours.
pub fn key(mut screen: Screen, key: &str) -> bool {
    let sheet = *screen.sheet.peek();
    match key {
        "Escape" => {
            screen.sheet.set(Sheet::None);
            screen.picked.set(None);
        }
        "r" | "R" if sheet == Sheet::None => screen.sheet.set(Sheet::Recall),
        _ if sheet != Sheet::None => return false,
        "ArrowRight" | "PageDown" => screen.turn(1),
        "ArrowLeft" | "PageUp" => screen.turn(-1),
        "Enter" | " " => {
            let picked = *screen.picked.peek();
            let Some(card) = picked else { return false };
            press_bar(screen, card);
        }
        _ => {
            let Some(place) = key.parse::<usize>().ok().filter(|n| (1..=9).contains(n)) else { return false };
            let Some(card) = nth(screen, place - 1) else { return true };
            if *screen.picked.peek() == Some(card) {
                press_bar(screen, card);
            } else {
                screen.picked.set(Some(card));
                touch(screen, card);
            }
        }
    }
    if !*screen.keys.peek() {
        screen.keys.set(true);
    }
    client_kit::hand::touched();
    true
}

fn press_bar(screen: Screen, card: CardId) {
    match screen.kitchen(|k| *k.place() == crate::route::Place::Expo) {
        true => complete(screen, card),
        false => bar(screen, card),
    }
}

/// The nth card on the page.
fn nth(screen: Screen, n: usize) -> Option<CardId> {
    screen.cells.peek().iter().filter(|c| c.part == 0).nth(n).map(|c| c.card)
}
