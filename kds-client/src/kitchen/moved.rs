//! What went from one order to another, split or merged: it was sent before and is known here. Its card
//! goes with it, in its place; nobody is told that there is something new to cook.

use shared::board::Board;
use shared::ids::ItemId;
use shared::order::{Event, EventData, Item, ItemStatus, Order};

use super::Kitchen;
use crate::model::*;

/// Which items an event takes to another order. Ask before the board has it.
#[inline(never)]
pub fn moved_by(event: &Event, board: &Board) -> Vec<ItemId> {
    match &event.data {
        EventData::Split(split) => sent(&split.new_order).map(|item| item.id).collect(),
        EventData::Merged(merged) => board.order(merged.merged_order_id).into_iter().flat_map(sent).map(|item| item.id).collect(),
        _ => Vec::new(),
    }
}

/// The same for all that happened unheard between two boards.
pub fn moved_between(old: &Board, new: &Board) -> Vec<ItemId> {
    let stays = |order: &Order, item: &Item| new.order(order.id).is_some_and(|o| o.items.iter().any(|i| i.id == item.id));
    old.orders().flat_map(|order| sent(order).filter(|item| !stays(order, item)).map(|item| item.id)).collect()
}

fn sent(order: &Order) -> impl Iterator<Item = &Item> {
    order.items.iter().filter(|item| item.chit.is_some())
}

impl Kitchen {
    /// Whether all that was sent of these lines has been on another order until now.
    pub(super) fn is_moved(&self, lines: &[Line]) -> bool {
        let mut sent = lines.iter().filter(|line| line.status != ItemStatus::Held).peekable();
        !self.moved.is_empty() && sent.peek().is_some() && sent.all(|line| self.moved.contains(&line.item))
    }

    /// The card on which all of this stood, and nothing that stays behind: it takes the new order's name.
    #[inline(never)]
    pub(super) fn taken_along(&mut self, key: &TicketKey, lines: &[Line]) -> Option<CardId> {
        let here = |card: &Card, line: &Line| card.lines.iter().any(|l| l.item == line.item);
        let whole = |card: &Card| self.is_moved(&card.lines) && lines.iter().any(|line| here(card, line));
        let same = |card: &Card| card.head.key.station == key.station && card.head.key.chit > 0;
        let (id, card) = self.cards.iter().find(|(_, card)| same(card) && whole(card))?;
        let (id, old) = (*id, card.head.key.clone());
        self.ids.remove(&old);
        self.ids.insert(key.clone(), id);
        Some(id)
    }
}

#[cfg(test)]
mod tests {
    use shared::ids::OrderId;

    use crate::chime::Chime;
    use crate::kitchen::Kitchen;
    use crate::kitchen::tests::{Server, clock, item, item_id, kitchen, oven, picture};
    use crate::model::*;

    fn marks(kitchen: &Kitchen) -> Vec<(u32, Mark)> {
        let cells = kitchen.pages();
        let cards = cells.iter().flatten().filter_map(|cell| kitchen.card(cell.card));
        cards.map(|card| (card.head.number, card.mark)).collect()
    }

    /// Three orders at the oven; the second has two pizzas.
    fn evening() -> (Server, Kitchen, [OrderId; 3]) {
        let mut server = Server::new();
        let pizza = |name: &str| item(name, Some("oven"));
        let first = server.place(1, vec![pizza("Marinara")]);
        let second = server.place(2, vec![pizza("Diavola"), pizza("Funghi"), item("Penne", Some("pasta"))]);
        let third = server.place(3, vec![pizza("Calzone")]);
        let kitchen = kitchen(oven(), &mut server);
        (server, kitchen, [first, second, third])
    }

    #[test]
    fn what_is_split_off_is_no_new_work() {
        let (mut server, mut kitchen, [_, second, _]) = evening();
        let funghi = item_id(&kitchen, second, "Funghi");
        server.split(second, &[funghi], 9);
        server.tell(&mut kitchen, clock(60));
        assert_eq!(picture(&kitchen), ["1: Marinara", "2: Diavola", "3: Calzone", "9: Funghi"]);
        assert_eq!(marks(&kitchen), [(1, Mark::None), (2, Mark::Changed), (3, Mark::None), (9, Mark::Changed)]);
        assert_eq!(kitchen.take_heard(), Some(Chime::Changed));
    }

    #[test]
    fn a_ticket_of_which_all_is_split_off_keeps_its_place_and_has_the_new_number() {
        let (mut server, mut kitchen, [_, second, _]) = evening();
        let both = ["Diavola", "Funghi"].map(|dish| item_id(&kitchen, second, dish));
        server.split(second, &both, 9);
        server.tell(&mut kitchen, clock(60));
        assert_eq!(picture(&kitchen), ["1: Marinara", "9: Diavola, Funghi", "3: Calzone"]);
        assert_eq!(marks(&kitchen), [(1, Mark::None), (9, Mark::Changed), (3, Mark::None)]);
        assert_eq!(kitchen.take_heard(), Some(Chime::Changed));
    }

    #[test]
    fn a_merged_ticket_keeps_its_place_and_goes_under_the_other_number() {
        let (mut server, mut kitchen, [_, second, third]) = evening();
        server.merge(third, second);
        server.tell(&mut kitchen, clock(60));
        assert_eq!(picture(&kitchen), ["1: Marinara", "3: Diavola, Funghi", "3: Calzone"]);
        assert_eq!(kitchen.take_heard(), Some(Chime::Changed));
        // What the waiter adds to it afterwards is new.
        server.add(third, vec![item("Ortolana", Some("oven"))]);
        server.tell(&mut kitchen, clock(70));
        assert_eq!(marks(&kitchen).last(), Some(&(3, Mark::New)));
        assert_eq!(kitchen.take_heard(), Some(Chime::New));
    }

    #[test]
    fn what_was_merged_while_this_screen_was_away_is_no_new_work() {
        let (mut server, mut kitchen, [_, second, third]) = evening();
        server.merge(third, second);
        let snapshot = server.board.kitchen_view();
        kitchen.replace(snapshot, 99, clock(60));
        assert_eq!(picture(&kitchen), ["1: Marinara", "3: Diavola, Funghi", "3: Calzone"]);
        assert_eq!(marks(&kitchen), [(1, Mark::None), (3, Mark::Changed), (3, Mark::None)]);
        assert_eq!(kitchen.take_heard(), Some(Chime::Changed));
    }
}
