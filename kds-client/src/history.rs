//! The last tickets, for recall.

use shared::lean;
use shared::order::{Command, Item, ItemStatus, Order};
use shared::protocol::Ask;
use shared::time::Timestamp;

use client_kit::text::kitchen as text;

use crate::kitchen::Kitchen;
use crate::project::{is_mine, stands_in};
use crate::route::Place;

/// Nobody looks further back, and the board remembers as many completed orders.
const SHOWN: usize = 50;

#[derive(Clone, Debug, PartialEq)]
pub struct Past {
    pub key: String,
    pub number: u32,
    pub place: String,
    pub dishes: String,
    pub at: Timestamp,
    /// `None`: the pass has handed it out, and only the pass takes that back.
    pub undo: Option<Ask>,
}

/// Newest first: for a station its prepared tickets, for the pass the completed orders.
pub fn last(kitchen: &Kitchen) -> Vec<Past> {
    let Some(board) = kitchen.board() else { return Vec::new() };
    if *kitchen.place() == Place::Expo {
        return board.recent().take(SHOWN).map(completed).collect();
    }
    let mut found: Vec<Past> = Vec::new();
    for order in board.orders().chain(board.recent()).filter_map(|o| kitchen.shown(o.id)) {
        for ticket in order
            .tickets
            .iter()
            .filter(|t| is_mine(t.station.as_ref(), kitchen.place(), &board.location) || stands_in(t, kitchen.place()))
        {
            let items: Vec<&Item> =
                order.ticket_items(ticket.station.as_ref(), Some(ticket.chit)).filter(|i| !i.is_voided()).collect();
            let done = !items.is_empty() && items.iter().all(|i| i.status == ItemStatus::Prepared);
            let at = items.iter().filter_map(|i| i.prepared_at).max();
            if let (true, Some(at)) = (done, at) {
                let command = Command::RecallTicket { station: ticket.station.clone(), chit: Some(ticket.chit) };
                let key = format!("{}{:?}{}", order.id, ticket.station, ticket.chit);
                let undo = order.status.is_cooking().then_some(command);
                found.push(past(&order, key, &items, at, undo));
            }
        }
    }
    lean::sort_by_key(&mut found, |past| std::cmp::Reverse(past.at));
    found.truncate(SHOWN);
    found
}

fn completed(order: &Order) -> Past {
    let items: Vec<&Item> = order.items.iter().filter(|i| !i.is_voided()).collect();
    past(order, order.id.to_string(), &items, order.completed_at.unwrap_or(order.placed_at), Some(Command::Recall))
}

fn past(order: &Order, key: String, items: &[&Item], at: Timestamp, undo: Option<Command>) -> Past {
    let dish = |i: &&Item| format!("{} {}", i.quantity, i.kitchen_name.as_ref().unwrap_or(&i.name));
    Past {
        key,
        number: order.number,
        place: text::place(order.channel, order.table.as_deref(), order.guest.as_ref().map(|g| g.name.as_str()), order.covers),
        dishes: items.iter().map(dish).collect::<Vec<_>>().join(" · "),
        at,
        undo: undo.map(|command| Ask::Order { order_id: order.id, command }),
    }
}
