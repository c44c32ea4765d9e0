//! What is on the visible page is told to the server: nobody else can vouch for it.

use client_kit::platform::page;
use dioxus::prelude::*;
use shared::sync::Link;

use super::Screen;
use crate::kitchen::Clock;
use crate::kitchen::batches::seen;
use crate::model::*;
use crate::route::Place;

impl Screen {
    pub(super) fn tell_shown(mut self, clock: Clock) {
        let Some(connection) = *self.connection.peek() else { return };
        // The pass is no station: what it shows proves nothing about the grill.
        let owes = self.kitchen(|k| *k.place() != Place::Expo);
        if !owes || !page::is_visible() || connection.link().peek().link != Link::Live || connection.link().peek().stale {
            return;
        }
        let (seq, visible) = self.kitchen(|k| {
            let unseen = |card: &Card| {
                let key = &card.head.key;
                let order = k.board()?.order(key.order)?;
                let ticket = order.tickets.iter().find(|t| t.station == key.station && t.chit == key.chit)?;
                ticket.shown_at.is_none().then_some((key.order, key.chit))
            };
            let mut tickets: Vec<_> = match *self.by_dish.peek() {
                false => self.cells.peek().iter().filter_map(|c| unseen(k.card(c.card)?)).collect(),
                // By dish, a ticket is seen where all that is to be made of it stands on the page.
                true => seen(k, &self.dishes.peek(), &self.cells.peek()).into_iter().filter_map(unseen).collect(),
            };
            tickets.dedup();
            (k.seq(), tickets)
        });
        let frame = self.receipts.write().frame(clock.ticks, seq, &visible);
        if let Some(frame) = frame
            && !connection.tell(&frame)
        {
            self.receipts.write().forget();
        }
    }
}
