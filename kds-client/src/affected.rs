//! The open tickets that a dish is on.

use client_kit::text::kitchen as text;
use shared::ids::MenuItemId;
use shared::order::{Item, ItemStatus};

use crate::kitchen::Kitchen;
use crate::model::is_open;

#[derive(Clone, Debug, PartialEq)]
pub struct Affected {
    pub key: String,
    pub number: u32,
    pub place: String,
    pub quantity: u32,
    /// A course that is not fired yet.
    pub held: bool,
}

/// Oldest first, over all stations: the dish is off for everybody.
pub fn tickets(kitchen: &Kitchen, dish: &MenuItemId) -> Vec<Affected> {
    let Some(board) = kitchen.board() else { return Vec::new() };
    let waits = |item: &&Item| item.menu_item_id == *dish && (is_open(item.status) || item.status == ItemStatus::Held);
    let orders = board.orders().filter(|o| o.status.is_cooking()).filter_map(|o| kitchen.shown(o.id));
    let of_order = |order: shared::order::Order| {
        let items: Vec<&Item> = order.items.iter().filter(waits).collect();
        (!items.is_empty()).then(|| Affected {
            key: order.id.to_string(),
            number: order.number,
            place: text::place(
                order.channel,
                order.table.as_deref(),
                order.guest.as_ref().map(|g| g.name.as_str()),
                order.covers,
            ),
            quantity: items.iter().map(|i| i.quantity).sum(),
            held: items.iter().all(|i| i.status == ItemStatus::Held),
        })
    };
    orders.filter_map(of_order).collect()
}
