//! What a tap means: from a finger to a command.

use std::cell::{Cell, RefCell};

use client_kit::hand;
use client_kit::platform::time;
use client_kit::text::kitchen as words;
use dioxus::prelude::*;
use shared::ids::{ItemId, MenuItemId};
use shared::order::{Command, ItemStatus};
use shared::protocol::Ask;

use crate::kitchen::batches::Share;
use crate::model::*;
pub use crate::pass_actions::*;
use crate::route::Place;
use crate::store::{Screen, Sheet, Undo};

thread_local! {
    static LAST: RefCell<(Option<ItemId>, Option<CardId>, i64)> = const { RefCell::new((None, None, 0)) };
}

/// True where this very thing was tapped a moment ago, or has just come under the finger.
pub fn slipped(screen: Screen, item: Option<ItemId>, card: Option<CardId>) -> bool {
    let now = time::ticks();
    let bounced = LAST.with_borrow(|(i, c, at)| *i == item && *c == card && now - at < screen.look.peek().hand.needs().bounce_ms);
    LAST.set((item, card, now));
    bounced || screen.just_moved()
}

/// A finger came down on a card: what was new has been noticed.
pub fn touch(screen: Screen, card: CardId) {
    if screen.kitchen(|k| k.card(card).is_some_and(Card::is_marked)) {
        screen.change(|k| k.touch(card));
    }
}

/// The same by dish, where the other lines of the ticket stand elsewhere.
pub fn touch_line(screen: Screen, card: CardId, item: ItemId) {
    if screen.kitchen(|k| k.card(card).is_some_and(Card::is_marked)) {
        screen.change(|k| k.touch_line(card, item));
    }
}

/// A tap on a line: the allergy first, then prepared, then back again.
pub fn item(screen: Screen, card: CardId, item: ItemId) {
    // The finger that was held down for more about the dish goes up.
    let held = HELD.take() == Some(item) && *screen.sheet.peek() != Sheet::None;
    if held || slipped(screen, Some(item), Some(card)) {
        return;
    }
    if *screen.by_dish.peek() && screen.batches.peek().is_off(item) {
        return clear_off(screen, &[(card, item)]);
    }
    let found = screen.kitchen(|k| {
        let card = k.card(card)?;
        let line = card.lines.iter().find(|line| line.item == item)?;
        let unread = line.allergy.as_ref().is_some_and(|a| !a.seen);
        Some((card.head.key.order, line.status, unread, words::tap_on(card.head.number, &line.dish)))
    });
    let Some((order_id, status, unread, words)) = found else { return };
    let on = |command: Command| Ask::Order { order_id, command };
    let (command, back) = match status {
        // What was read cannot be unread.
        ItemStatus::Queued | ItemStatus::Preparing if unread => {
            screen.ask(&on(Command::AcknowledgeAllergy { item }));
            return screen.note_final(format!("{words} · {}", words::say(words::Word::AllergyOf)));
        }
        ItemStatus::Queued | ItemStatus::Preparing => (Command::Prepare { item }, Command::RecallItem { item }),
        ItemStatus::Prepared => (Command::RecallItem { item }, Command::Prepare { item }),
        ItemStatus::Held | ItemStatus::Voided => return,
    };
    screen.ask(&on(command));
    screen.note_undo(words, vec![on(back)]);
}

/// What stands crossed out by dish was seen: whole tickets that are off, and items of those that go on.
fn clear_off(screen: Screen, off: &[(CardId, ItemId)]) {
    let whole = |ticket: CardId| screen.kitchen(|k| k.card(ticket).is_some_and(Card::must_be_cleared));
    let of = |(ticket, item): &(CardId, ItemId)| (*ticket, (!whole(*ticket)).then_some(*item));
    screen.clear_all(&off.iter().map(of).collect::<Vec<_>>());
}

/// A finger rests on a line for so long: it wants to know more.
const HOLD_MS: u32 = 600;

thread_local! {
    static HELD: Cell<Option<ItemId>> = const { Cell::new(None) };
}

/// A finger came down on a line. Resting there opens the dish; the tap is then none.
pub fn press(mut screen: Screen, card: CardId, item: ItemId) {
    let moves = hand::moves();
    HELD.set(None);
    spawn(async move {
        time::sleep(HOLD_MS).await;
        let rests = hand::moves() == moves;
        let order = screen.kitchen(|k| k.card(card).map(|c| c.head.key.order));
        if let Some(order) = order.filter(|_| rests && *screen.sheet.peek() == Sheet::None) {
            HELD.set(Some(item));
            screen.sheet.set(Sheet::Dish(order, item));
        }
    });
}

/// A tap on a ticket's head: its dishes, and more about each.
pub fn about(mut screen: Screen, card: CardId) {
    let Some((found, cooks)) = screen.kitchen(|k| Some((k.card(card)?.clone(), *k.place() != Place::Expo))) else { return };
    if was_dragged() || slipped(screen, None, Some(card)) {
        return;
    }
    screen.sheet.set(match &found.lines[..] {
        [only] if cooks => Sheet::Dish(found.head.key.order, only.item),
        _ => Sheet::Ticket(card),
    });
}

/// The cook begins a ticket: the others of its order are planned by that.
pub fn start(screen: Screen, card: CardId) {
    if slipped(screen, None, Some(card)) {
        return;
    }
    let Some(found) = screen.kitchen(|k| k.card(card).cloned()) else { return };
    let queued = found.lines.iter().filter(|line| line.status == ItemStatus::Queued);
    let on = |command: Command| Ask::Order { order_id: found.head.key.order, command };
    let items: Vec<ItemId> = queued.map(|line| line.item).collect();
    for item in &items {
        screen.ask(&on(Command::Start { item: *item }));
    }
    let back = items.into_iter().map(|item| on(Command::RecallItem { item })).collect();
    screen.note_undo(format!("{} · {}", words::say(words::Word::Start), found.head.number), back);
}

/// What a cook says of a dish: off, so many left, or on again.
pub fn availability(screen: Screen, dish: &MenuItemId, name: &str, available: bool, remaining: Option<u32>) {
    let (before, _) = screen.kitchen(|k| k.availability(dish));
    let (was_on, was_left) = before.map_or((true, None), |a| (a.available, a.remaining));
    screen.ask(&Ask::Availability { menu_item_id: dish.clone(), available, remaining });
    let back = Ask::Availability { menu_item_id: dish.clone(), available: was_on, remaining: was_left.filter(|_| was_on) };
    let plain = available && remaining.is_none();
    let now = if plain { words::say(words::Word::PutBack).to_owned() } else { words::left(remaining, available) };
    screen.note_undo(format!("{name} · {now}"), vec![back]);
}

/// Takes back the last tap of this screen, then the one before. Where that cannot be it says so, and
/// does not take back another one instead.
pub fn undo(mut screen: Screen) {
    let Some(last) = screen.undo.write().pop() else { return };
    last.asks.iter().for_each(|ask| screen.ask(ask));
    screen.sheet.set(Sheet::None);
    screen.say(if last.asks.is_empty() { words::not_undone(&last.words) } else { words::undone(&last.words) });
}

/// The bar under a ticket: bump; where it has left, take that back; where it was cancelled,
/// clear it.
pub fn bar(screen: Screen, card: CardId) {
    if slipped(screen, None, Some(card)) {
        return;
    }
    let Some(found) = screen.kitchen(|k| k.card(card).cloned()) else { return };
    match &found.phase {
        Phase::Left { why, .. } if why.must_be_cleared() => screen.clear(card),
        Phase::Left { undo, .. } => take_back(screen, undo),
        Phase::Open if found.needs_acknowledgement() => screen.change(|k| k.urge(card)),
        Phase::Open => {
            let key = &found.head.key;
            let command = Command::Bump { station: key.station.clone(), chit: Some(key.chit) };
            screen.ask(&Ask::Order { order_id: key.order, command });
            // The card knows by now what takes it back.
            let back = screen.kitchen(|k| match &k.card(card)?.phase {
                Phase::Left { undo, .. } => Some(undo.clone()),
                Phase::Open => None,
            });
            screen.note_undo(words::bump(found.head.number), back.unwrap_or_default());
        }
    }
}

/// The bar under a dish: all of it is done; again, to take that back; where nothing is left to
/// make and a ticket is off, to clear that.
pub fn batch_bar(screen: Screen, batch: CardId) {
    if slipped(screen, None, Some(batch)) {
        return;
    }
    let Some(found) = screen.batches.peek().list().iter().find(|b| b.id == batch).cloned() else { return };
    let on = |share: &Share, command: Command| Ask::Order { order_id: share.order, command };
    let recall = |share: &Share| on(share, Command::RecallItem { item: share.line.item });
    let open: Vec<&Share> = found.open().collect();
    if open.is_empty() {
        let off: Vec<(CardId, ItemId)> = found.to_clear().collect();
        return if off.is_empty() {
            take_back(screen, &found.undo().map(recall).collect::<Vec<_>>())
        } else {
            clear_off(screen, &off)
        };
    }
    // Each allergy is read by itself; until then nothing of the dish goes.
    if let Some(share) = open.iter().find(|s| s.line.allergy.as_ref().is_some_and(|a| !a.seen)) {
        return screen.change(|k| k.urge(share.ticket));
    }
    for share in &open {
        screen.ask(&on(share, Command::Prepare { item: share.line.item }));
    }
    screen.note_bar(batch, &open.iter().map(|share| share.line.item).collect::<Vec<_>>());
    let back = open.iter().map(|share| recall(share)).collect();
    screen.note_undo(format!("{} × {}", found.quantity(), found.dish), back);
}

/// Takes back what one tap did, wherever its lines stand by now; undo does not do it once more.
pub fn take_back(screen: Screen, asks: &[Ask]) {
    if asks.is_empty() {
        return;
    }
    asks.iter().for_each(|ask| screen.ask(ask));
    let mut undo = screen.undo;
    let mut undo = undo.write();
    let same = |u: &Undo| u.asks.len() == asks.len() && asks.iter().all(|ask| u.asks.contains(ask));
    if let Some(place) = undo.iter().rposition(same) {
        undo.remove(place);
    }
}

/// From the list of last tickets: brings one back. Undo bumps it again, or hands it out again.
pub fn recall(mut screen: Screen, number: u32, ask: Option<&Ask>) {
    let Some(ask) = ask else { return };
    screen.ask(ask);
    screen.sheet.set(Sheet::None);
    let again = match ask {
        Ask::Order { order_id, command: Command::RecallTicket { station, chit } } => {
            Ask::Order { order_id: *order_id, command: Command::Bump { station: station.clone(), chit: *chit } }
        }
        Ask::Order { order_id, command: Command::Recall } => Ask::Order { order_id: *order_id, command: handing(screen) },
        _ => return,
    };
    screen.note_undo(words::tap_on(number, words::say(words::Word::Recall)), vec![again]);
}

pub fn press_bar(screen: Screen, card: CardId) {
    if *screen.by_dish.peek() {
        return batch_bar(screen, card);
    }
    match screen.kitchen(|k| (*k.place() == Place::Expo, k.card(card).is_some_and(|c| c.is_open() && !c.head.ready))) {
        (true, true) => about(screen, card),
        (true, false) => complete(screen, card),
        _ => bar(screen, card),
    }
}
