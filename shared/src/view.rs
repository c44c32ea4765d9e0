//! Who sees which part of an event. Encoding happens once per audience, not per screen.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::board::Board;
use crate::ids::OrderId;
use crate::location::Role;
use crate::order::{Channel, Event, EventData, Order, Reach, Reason, Status, without_prices};

/// Clients that are sent the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    Kitchen,
    FrontOfHouse,
    Manager,
    /// The guests' board.
    Board,
}

impl Audience {
    pub const ALL: [Audience; 4] = [Audience::Kitchen, Audience::FrontOfHouse, Audience::Manager, Audience::Board];

    pub fn of(role: Role) -> Audience {
        match role {
            Role::Kitchen | Role::Expo => Audience::Kitchen,
            Role::Pos | Role::Integration => Audience::FrontOfHouse,
            Role::Manager => Audience::Manager,
            Role::Board => Audience::Board,
        }
    }

    /// An order in this audience's view; the board has a view of its own.
    pub fn order<'a>(self, order: &'a Order) -> Cow<'a, Order> {
        match self {
            Audience::Kitchen | Audience::Board => Cow::Owned(order.kitchen_view()),
            Audience::FrontOfHouse | Audience::Manager => Cow::Borrowed(order),
        }
    }

    /// The event as the kitchen, the front of house and managers see it. `None`: not theirs.
    pub fn event<'a>(self, event: &'a Event) -> Option<Cow<'a, Event>> {
        match (self, event.data.reach()) {
            (Audience::Board, _) => None,
            (Audience::Manager, _) => Some(Cow::Borrowed(event)),
            (Audience::FrontOfHouse, Reach::All | Reach::FrontOfHouse) => Some(Cow::Borrowed(event)),
            (Audience::Kitchen, Reach::All) => Some(kitchen(event)),
            _ => None,
        }
    }
}

fn kitchen(event: &Event) -> Cow<'_, Event> {
    let data = match &event.data {
        EventData::Placed(placed) => {
            let mut placed = placed.clone();
            *placed.order = placed.order.kitchen_view();
            EventData::Placed(placed)
        }
        EventData::ItemsAdded(added) => {
            let mut added = added.clone();
            added.items = without_prices(&added.items);
            added.totals = None;
            EventData::ItemsAdded(added)
        }
        EventData::ItemVoided(void) if void.totals.is_some() => {
            let mut void = void.clone();
            void.totals = None;
            EventData::ItemVoided(void)
        }
        EventData::Recalled(recalled) if recalled.order.is_some() => {
            let mut recalled = recalled.clone();
            recalled.order = recalled.order.map(|o| Box::new(o.kitchen_view()));
            EventData::Recalled(recalled)
        }
        EventData::Split(split) => {
            let mut split = split.clone();
            *split.order = split.order.kitchen_view();
            *split.new_order = split.new_order.kitchen_view();
            EventData::Split(split)
        }
        EventData::Merged(merged) => {
            let mut merged = merged.clone();
            *merged.order = merged.order.kitchen_view();
            *merged.merged_order = merged.merged_order.kitchen_view();
            EventData::Merged(merged)
        }
        EventData::OrderPaymentFailed(_) => EventData::OrderPaymentFailed(Reason::default()),
        _ => return Cow::Borrowed(event),
    };
    Cow::Owned(Event { data, ..event.clone() })
}

/// All that guests see of an order.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardOrder {
    pub id: OrderId,
    pub number: u32,
    pub status: Status,
}

impl BoardOrder {
    /// The order as guests see it, from CONFIRMED to READY; `None`: they do not.
    pub fn of(order: &Order) -> Option<BoardOrder> {
        let on = order.channel.is_on_board() && order.status.is_cooking();
        on.then(|| BoardOrder { id: order.id, number: order.number, status: order.status })
    }
}

/// What the guests' board gets as its snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardSnapshot {
    pub orders: Vec<BoardOrder>,
}

impl BoardSnapshot {
    pub fn of(board: &Board) -> BoardSnapshot {
        BoardSnapshot { orders: board.orders().filter_map(BoardOrder::of).collect() }
    }
}

/// An event as the guests' board reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardEvent {
    pub seq: u64,
    #[serde(rename = "type")]
    pub kind: String,
    pub at: crate::time::Timestamp,
    pub order_id: OrderId,
    pub data: BoardOrder,
}

impl BoardEvent {
    /// `number` and `channel` are those of the event's order. A split and a merge have no type of
    /// their own here: guests are told of the order that appears and of the one that is gone.
    pub fn of(event: &Event, number: u32, channel: Channel) -> Option<BoardEvent> {
        match &event.data {
            EventData::Split(split) => return BoardEvent::about(event, &split.new_order),
            EventData::Merged(merged) => return BoardEvent::about(event, &merged.merged_order),
            _ => {}
        }
        let status = match &event.data {
            EventData::Confirmed(step) | EventData::InProgress(step) | EventData::Ready(step) => step.status,
            EventData::Completed(step) => step.status,
            EventData::Recalled(step) => step.status,
            EventData::Cancelled(_) => Status::Cancelled,
            _ => return None,
        };
        let id = event.order_id.filter(|_| channel.is_on_board())?;
        let data = BoardOrder { id, number, status };
        Some(BoardEvent { seq: event.seq, kind: event.data.kind().to_owned(), at: event.at, order_id: id, data })
    }

    fn about(event: &Event, order: &Order) -> Option<BoardEvent> {
        let kind = match order.status {
            Status::Confirmed => "order.confirmed",
            Status::InProgress => "order.in_progress",
            Status::Ready => "order.ready",
            Status::Cancelled => "order.cancelled",
            _ => return None,
        };
        let data = BoardOrder { id: order.id, number: order.number, status: order.status };
        let on = order.channel.is_on_board();
        on.then(|| BoardEvent { seq: event.seq, kind: kind.to_owned(), at: event.at, order_id: order.id, data })
    }
}
