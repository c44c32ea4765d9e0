//! What the benches run on: orders of the demo restaurant's Friday, and what became of them.

use serde::Deserialize;
use shared::board::{Board, LocationView};
use shared::ids::*;
use shared::location::LocationFile;
use shared::menu::{Faults, Menu, PlaceOrder};
use shared::order::{By, Command, Ctx, Event, EventData, Order, PaymentTerms, Placement, decide, place};
use shared::time::Timestamp;

/// A Friday at half past six.
pub const NOW: Timestamp = Timestamp(1_795_804_200_000);

pub fn file() -> LocationFile {
    toml::from_str(include_str!("../../demo/passline.toml")).expect("the demo restaurant")
}

pub fn menu(file: &LocationFile) -> Menu {
    Menu { version: 1, items: file.items.clone(), groups: file.modifier_groups.clone() }
}

/// The first `n` orders of the bundled evening, again from the start where it is too short.
pub fn wishes(n: usize) -> Vec<PlaceOrder> {
    #[derive(Deserialize)]
    struct Row {
        order: PlaceOrder,
    }
    let rows = include_str!("../../demo/rush.jsonl").lines();
    let orders: Vec<PlaceOrder> = rows.map(|row| serde_json::from_str::<Row>(row).expect("a row").order).collect();
    orders.iter().cycle().take(n).cloned().collect()
}

/// Ids and everything else that deciding needs from outside.
pub struct World {
    pub file: LocationFile,
    pub menu: Menu,
    next: u128,
}

impl Default for World {
    fn default() -> Self {
        let file = file();
        World { menu: menu(&file), file, next: 0 }
    }
}

impl World {
    pub fn with_ctx<T>(&mut self, run: impl FnOnce(&mut Ctx) -> T) -> T {
        let next = &mut self.next;
        let mut fresh = || {
            *next += 1;
            Uuid::from_u128((0x0190_0000_0000_7000_8000 << 48) + *next)
        };
        run(&mut Ctx { now: NOW, business_day_start: NOW, by: By::default(), is_manager: false, fresh: &mut fresh })
    }

    fn placement(&mut self, wish: &PlaceOrder, number: u32) -> Placement {
        let items = self.menu.items(&wish.items, &mut Faults::default());
        let id = OrderId(self.with_ctx(|ctx| (ctx.fresh)()));
        let location = &self.file.location;
        Placement {
            id,
            number,
            location: location.id.clone(),
            channel: wish.channel,
            table: wish.table.clone(),
            covers: wish.covers,
            note: wish.note.clone(),
            guest: wish.guest.clone(),
            due_at: wish.due_at,
            external_id: wish.external_id.clone(),
            customer_id: None,
            redeem_points: 0,
            payment: PaymentTerms::default(),
            items,
            allergies: wish.allergies.clone(),
            hold_courses: wish.hold_courses.clone(),
            currency: location.currency.clone(),
            tax_percent: location.tax_percent,
            tax_included: location.tax_included,
        }
    }

    /// From the wish to the placed order: the menu's part is in it.
    pub fn place(&mut self, wish: &PlaceOrder, number: u32) -> (Order, Vec<EventData>) {
        let placement = self.placement(wish, number);
        self.with_ctx(|ctx| place(placement, ctx)).expect("the demo's orders can be placed")
    }

    pub fn decide(&mut self, order: &Order, command: &Command) -> Vec<EventData> {
        self.with_ctx(|ctx| decide(order, command, ctx)).expect("a legal command")
    }

    /// The log of `n` orders, each placed and every item without an allergy prepared.
    pub fn log(&mut self, n: usize) -> Vec<Event> {
        let mut log: Vec<Event> = Vec::new();
        for (k, wish) in wishes(n).iter().enumerate() {
            let (mut order, placed) = self.place(wish, k as u32 + 1);
            record(&mut log, order.id, placed);
            let items: Vec<ItemId> =
                order.items.iter().filter(|i| i.status.is_sent() && !i.needs_acknowledgement()).map(|i| i.id).collect();
            for item in items {
                let events = self.decide(&order, &Command::Prepare { item });
                let from = log.len();
                record(&mut log, order.id, events);
                log[from..].iter().for_each(|event| order.apply(event));
            }
        }
        log
    }

    /// A board with `n` open orders.
    pub fn board(&mut self, n: usize) -> Board {
        let mut board = self.empty_board();
        let mut log = Vec::new();
        for (k, wish) in wishes(n).iter().enumerate() {
            let (order, placed) = self.place(wish, k as u32 + 1);
            record(&mut log, order.id, placed);
        }
        log.iter().for_each(|event| {
            board.apply(event);
        });
        board
    }

    pub fn empty_board(&self) -> Board {
        Board::new(LocationView {
            id: self.file.location.id.clone(),
            name: self.file.location.name.clone(),
            currency: self.file.location.currency.clone(),
            stations: self.file.stations.clone(),
            thresholds: self.file.location.thresholds,
            fire_plan: Default::default(),
            tax: None,
        })
    }
}

/// Puts events at the end of a log, numbered from 1 without a gap.
pub fn record(log: &mut Vec<Event>, order: OrderId, events: Vec<EventData>) {
    for data in events {
        let seq = log.len() as u64 + 1;
        log.push(Event { seq, at: NOW, order_id: Some(order), by: By::default(), tapped_at: None, data });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_folds_to_a_board_and_the_board_holds_every_order() {
        let mut world = World::default();
        let log = world.log(20);
        assert!(log.iter().zip(1..).all(|(event, seq)| event.seq == seq));
        assert!(log.iter().any(|event| matches!(event.data, EventData::Ready(_))));
        assert_eq!(world.board(200).orders().count(), 200);
    }
}
