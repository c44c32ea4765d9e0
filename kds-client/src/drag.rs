//! The pass puts orders in another order with a finger: a long press on a head takes the card up, and
//! it goes to the place where the finger leaves it. A slip is too short to be one.

use client_kit::hand;
use client_kit::platform::{page, time};
use dioxus::prelude::*;

use crate::actions;
use crate::model::CardId;
use crate::store::{Screen, Sheet};

/// A finger rests on a head for so long.
const HOLD_MS: u32 = 350;

/// A card in the hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drag {
    pub card: CardId,
    /// The card below the finger.
    pub over: Option<CardId>,
}

/// A finger came down on a head.
pub fn press(screen: Screen, card: CardId, event: &PointerEvent) {
    let at = event.client_coordinates();
    let mut drag = screen.drag;
    let moves = hand::moves();
    let mut place = screen.finger;
    place.set((at.x, at.y));
    spawn(async move {
        time::sleep(HOLD_MS).await;
        let (x, y) = *place.peek();
        // It still rests where it went down.
        let rests = hand::moves() == moves && (x - at.x).abs() + (y - at.y).abs() < 24.0;
        let takes = rests && *screen.sheet.peek() == Sheet::None && screen.kitchen(|k| k.card(card).is_some_and(|c| c.is_open()));
        if takes {
            drag.set(Some(Drag { card, over: Some(card) }));
            show(x, y);
        }
    });
}

/// The finger moves over the board.
pub fn follow(screen: Screen, event: &PointerEvent) {
    let at = event.client_coordinates();
    let mut place = screen.finger;
    place.set((at.x, at.y));
    let mut drag = screen.drag;
    let Some(held) = *drag.peek() else { return };
    // It was let go where nobody saw it.
    if event.held_buttons().is_empty() {
        return give_up(screen);
    }
    show(at.x, at.y);
    let over = page::attribute_at(at.x, at.y, "data-order").and_then(|id| id.parse().ok()).map(CardId);
    if over != held.over {
        drag.set(Some(Drag { over, ..held }));
    }
}

/// The finger leaves it there.
pub fn drop(screen: Screen) {
    let mut drag = screen.drag;
    let Some(Drag { card, over }) = *drag.peek() else { return };
    drag.set(None);
    actions::just_dragged();
    if let Some(over) = over {
        actions::place(screen, card, over);
    }
}

/// The browser took the finger for something else, or it went up beside the board.
pub fn give_up(screen: Screen) {
    let mut drag = screen.drag;
    if drag.peek().is_some() {
        drag.set(None);
    }
}

fn show(x: f64, y: f64) {
    page::place_at(".ghost", x, y);
}
