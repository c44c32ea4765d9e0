//! What the pass does: sets the pace, puts orders in another order, hands over.

use std::cell::Cell;

use client_kit::api;
use client_kit::platform::{storage, time};
use client_kit::text::kitchen as words;
use dioxus::prelude::*;
use serde::Deserialize;
use shared::ids::OrderId;
use shared::lean;
use shared::order::{Command, Priority, RUNNER_MAX};
use shared::protocol::Ask;

use crate::actions::{slipped, take_back};
use crate::model::*;
use crate::store::{RUNNER, Screen, Sheet};

/// The tap that ends a drag is none.
const DRAG_MS: i64 = 400;

thread_local! {
    static DRAGGED: Cell<i64> = const { Cell::new(i64::MIN / 2) };
}

pub fn just_dragged() {
    DRAGGED.set(time::ticks());
}

pub fn was_dragged() -> bool {
    time::ticks() - DRAGGED.get() < DRAG_MS
}

fn on(order_id: OrderId, command: Command) -> Ask {
    Ask::Order { order_id, command }
}

/// The order is handed out; again, to take that back.
pub fn complete(screen: Screen, card: CardId) {
    if slipped(screen, None, Some(card)) {
        return;
    }
    let Some(found) = screen.kitchen(|k| k.card(card).cloned()) else { return };
    match &found.phase {
        Phase::Left { why, .. } if why.must_be_cleared() => screen.clear(card),
        Phase::Left { undo, .. } => take_back(screen, undo),
        Phase::Open => {
            let order = found.head.key.order;
            screen.ask(&on(order, handing(screen)));
            screen.note_undo(words::handed_over(found.head.number), vec![on(order, Command::Recall)]);
        }
    }
}

pub fn handing(screen: Screen) -> Command {
    let runner: String = screen.runner.peek().chars().take(RUNNER_MAX).collect();
    Command::Complete { runner: (!runner.is_empty()).then_some(runner) }
}

/// The cards of one table that stand above its key, down to this one.
pub fn hand_over(screen: Screen, last: CardId, party: &str) {
    if slipped(screen, None, Some(last)) {
        return;
    }
    let orders: Vec<OrderId> = screen.kitchen(|k| k.ready_together(last));
    for order in &orders {
        screen.ask(&on(*order, handing(screen)));
    }
    screen.note_undo(words::hand_over(party), orders.into_iter().map(|order| on(order, Command::Recall)).collect());
}

/// It stands ready, and nobody has handed it out yet.
pub fn may_go(screen: Screen, card: CardId) -> bool {
    screen.kitchen(|k| k.card(card).is_some_and(|c| c.is_open() && c.head.ready))
}

pub fn hand_over_ready(screen: Screen) {
    let picked = screen.picked.peek().filter(|id| may_go(screen, *id));
    let next = picked.or_else(|| screen.ready.peek().iter().copied().find(|id| may_go(screen, *id)));
    if let Some(card) = next {
        complete(screen, card);
    }
}

/// Another course comes under the finger: a second tap is none. The same below.
pub fn fire(screen: Screen, card: CardId, course: u16) {
    if slipped(screen, None, Some(card)) {
        return;
    }
    if let Some((order, number)) = order(screen, card) {
        screen.ask(&on(order, Command::Fire { course }));
        // The cooks have it by now.
        screen.note_final(words::tap_on(number, &words::fire(course)));
    }
}

pub fn rush(screen: Screen, card: CardId, rush: bool) {
    if slipped(screen, None, Some(card)) {
        return;
    }
    let Some((order, number)) = order(screen, card) else { return };
    let priority = |rush| Command::Prioritise { priority: if rush { Priority::Rush } else { Priority::Normal } };
    screen.ask(&on(order, priority(rush)));
    let word = if rush { words::Word::MakeRush } else { words::Word::UnRush };
    screen.note_undo(words::tap_on(number, words::say(word)), vec![on(order, priority(!rush))]);
}

fn order(screen: Screen, card: CardId) -> Option<(OrderId, u32)> {
    screen.kitchen(|k| k.card(card).map(|c| (c.head.key.order, c.head.number)))
}

/// Holds an order back at every station, or lets it go.
pub fn hold(screen: Screen, card: CardId, held: bool) {
    if slipped(screen, None, Some(card)) {
        return;
    }
    let Some((order, number)) = order(screen, card) else { return };
    screen.ask(&on(order, Command::Hold { held }));
    let word = if held { words::Word::Hold } else { words::Word::LetGo };
    screen.note_undo(words::tap_on(number, words::say(word)), vec![on(order, Command::Hold { held: !held })]);
}

/// Everything of the order is prepared, whatever stations it is at.
pub fn all_prepared(mut screen: Screen, card: CardId) {
    let Some(found) = screen.kitchen(|k| k.card(card).cloned()) else { return };
    let order = found.head.key.order;
    let open = found.lines.iter().filter(|line| is_open(line.status));
    let items: Vec<_> = open.map(|line| (line.item, line.allergy.as_ref().is_some_and(|a| !a.seen))).collect();
    // Each allergy is read by itself.
    if items.iter().any(|(_, unread)| *unread) {
        return screen.say(words::say(words::Word::ReadAllergyFirst).to_owned());
    }
    for (item, _) in &items {
        screen.ask(&on(order, Command::Prepare { item: *item }));
    }
    let back = items.into_iter().map(|(item, _)| on(order, Command::RecallItem { item })).collect();
    screen.note_undo(words::tap_on(found.head.number, words::say(words::Word::AllPrepared)), back);
    screen.sheet.set(Sheet::None);
}

/// Puts a card into the place of another one, on every screen.
pub fn place(screen: Screen, card: CardId, to: CardId) {
    if let Some((number, orders)) = screen.kitchen(|k| Some((k.card(card)?.head.number, k.moved(card, to)?))) {
        sequence(screen, orders, words::moved(number));
    }
}

/// By so many places.
pub fn shift(screen: Screen, card: CardId, by: isize) {
    if let Some(to) = screen.kitchen(|k| k.beside(card, by)) {
        place(screen, card, to);
    }
}

/// Back to the order of time.
pub fn by_time(screen: Screen) {
    sequence(screen, Vec::new(), words::say(words::Word::ByTime).to_owned());
}

fn sequence(screen: Screen, orders: Vec<OrderId>, words: String) {
    let before = screen.kitchen(|k| k.sequence().to_vec());
    screen.ask(&Ask::Sequence { orders });
    screen.note_undo(words, vec![Ask::Sequence { orders: before }]);
    // Whoever moved it wants to see it there at once.
    screen.change(|k| k.settle());
}

#[derive(Deserialize)]
struct Names {
    names: std::collections::HashMap<String, String>,
    #[serde(default)]
    people: Vec<String>,
}

/// Those who work here now. Whoever does no more carries no more.
pub async fn load_people(screen: Screen, mut people: Signal<Vec<String>>) {
    if let Ok(Names { mut names, people: ids }) = api::get::<Names>("/names").await {
        let mut all: Vec<String> = ids.iter().filter_map(|id| names.remove(id)).collect();
        lean::sort_by_key(&mut all, |name| name.clone());
        if !all.contains(&screen.runner.peek()) {
            set_runner(screen, "");
        }
        people.set(all);
    }
}

pub fn choose_runner(mut screen: Screen, name: &str) {
    set_runner(screen, name);
    screen.sheet.set(Sheet::None);
}

fn set_runner(mut screen: Screen, name: &str) {
    if *screen.runner.peek() != name {
        storage::set(RUNNER, name);
        screen.runner.set(name.to_owned());
    }
}
