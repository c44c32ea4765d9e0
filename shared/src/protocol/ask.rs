//! Commands as they travel over the live connection.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::ids::*;
use crate::order::{Command, Priority};
use crate::time::Timestamp;

/// A command frame: `{"type","id","data","at"}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandFrame {
    #[serde(rename = "type")]
    pub kind: String,
    pub id: CommandId,
    pub data: Value,
    /// When it was tapped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

/// What a screen may ask for.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    Order { order_id: OrderId, command: Command },
    Availability { menu_item_id: MenuItemId, available: bool, remaining: Option<u32> },
    Sequence { orders: Vec<OrderId> },
}

/// Why a command frame asks for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadAsk {
    UnknownType,
    Data(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemData {
    order_id: OrderId,
    item_id: ItemId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TicketData {
    order_id: OrderId,
    /// Null for what has no station, but never left out: a forgotten field is a mistake.
    #[serde(deserialize_with = "Option::deserialize")]
    station: Option<StationId>,
    #[serde(default)]
    chit: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderData {
    order_id: OrderId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoldData {
    order_id: OrderId,
    held: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CompleteData {
    order_id: OrderId,
    #[serde(default)]
    runner: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FireData {
    order_id: OrderId,
    course: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PriorityData {
    order_id: OrderId,
    priority: Priority,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AvailabilityData {
    menu_item_id: MenuItemId,
    available: bool,
    #[serde(default)]
    remaining: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SequenceData {
    orders: Vec<OrderId>,
}

impl CommandFrame {
    pub fn new(id: CommandId, at: Timestamp, ask: &Ask) -> Option<CommandFrame> {
        let (kind, data) = ask.wire()?;
        Some(CommandFrame { kind: kind.to_owned(), id, data, at: Some(at) })
    }

    /// What the frame asks for.
    pub fn ask(&self) -> Result<Ask, BadAsk> {
        fn read<T: for<'a> Deserialize<'a>>(data: &Value) -> Result<T, BadAsk> {
            T::deserialize(data).map_err(|e| BadAsk::Data(e.to_string()))
        }
        let data = &self.data;
        let item = |command: fn(ItemId) -> Command| {
            read::<ItemData>(data).map(|d| Ask::Order { order_id: d.order_id, command: command(d.item_id) })
        };
        let ticket = |command: fn(Option<StationId>, Option<u32>) -> Command| {
            read::<TicketData>(data).map(|d| Ask::Order { order_id: d.order_id, command: command(d.station, d.chit) })
        };
        let order = |command: Command| read::<OrderData>(data).map(|d| Ask::Order { order_id: d.order_id, command });
        match self.kind.as_str() {
            "item.started" => item(|item| Command::Start { item }),
            "item.prepared" => item(|item| Command::Prepare { item }),
            "item.recalled" => item(|item| Command::RecallItem { item }),
            "item.allergy_acknowledged" => item(|item| Command::AcknowledgeAllergy { item }),
            "ticket.bump" => ticket(|station, chit| Command::Bump { station, chit }),
            "ticket.recall" => ticket(|station, chit| Command::RecallTicket { station, chit }),
            "order.fire" => {
                read::<FireData>(data).map(|d| Ask::Order { order_id: d.order_id, command: Command::Fire { course: d.course } })
            }
            "order.prioritise" => read::<PriorityData>(data)
                .map(|d| Ask::Order { order_id: d.order_id, command: Command::Prioritise { priority: d.priority } }),
            "order.hold" => {
                read::<HoldData>(data).map(|d| Ask::Order { order_id: d.order_id, command: Command::Hold { held: d.held } })
            }
            "order.complete" => read::<CompleteData>(data)
                .map(|d| Ask::Order { order_id: d.order_id, command: Command::Complete { runner: d.runner } }),
            "order.recall" => order(Command::Recall),
            "menu.availability" => read::<AvailabilityData>(data).map(|d| Ask::Availability {
                menu_item_id: d.menu_item_id,
                available: d.available,
                remaining: d.remaining,
            }),
            "board.sequence" => read::<SequenceData>(data).map(|d| Ask::Sequence { orders: d.orders }),
            _ => Err(BadAsk::UnknownType),
        }
    }
}

impl Ask {
    /// The frame's type and data; `None` where REST alone may ask for it.
    fn wire(&self) -> Option<(&'static str, Value)> {
        Some(match self {
            Ask::Order { order_id, command } => {
                let item = |kind: &'static str, item: &ItemId| (kind, json!({ "order_id": order_id, "item_id": item }));
                let ticket = |kind: &'static str, station: &Option<StationId>, chit: &Option<u32>| {
                    let mut data = json!({ "order_id": order_id, "station": station });
                    if let Some(chit) = chit {
                        data["chit"] = json!(chit);
                    }
                    (kind, data)
                };
                match command {
                    Command::Start { item: i } => item("item.started", i),
                    Command::Prepare { item: i } => item("item.prepared", i),
                    Command::RecallItem { item: i } => item("item.recalled", i),
                    Command::AcknowledgeAllergy { item: i } => item("item.allergy_acknowledged", i),
                    Command::Bump { station, chit } => ticket("ticket.bump", station, chit),
                    Command::RecallTicket { station, chit } => ticket("ticket.recall", station, chit),
                    Command::Fire { course } => ("order.fire", json!({ "order_id": order_id, "course": course })),
                    Command::Prioritise { priority } => {
                        ("order.prioritise", json!({ "order_id": order_id, "priority": priority }))
                    }
                    Command::Hold { held } => ("order.hold", json!({ "order_id": order_id, "held": held })),
                    Command::Complete { runner } => {
                        let mut data = json!({ "order_id": order_id });
                        if let Some(runner) = runner {
                            data["runner"] = json!(runner);
                        }
                        ("order.complete", data)
                    }
                    Command::Recall => ("order.recall", json!({ "order_id": order_id })),
                    _ => return None,
                }
            }
            Ask::Availability { menu_item_id, available, remaining } => {
                let mut data = json!({ "menu_item_id": menu_item_id, "available": available });
                if let Some(remaining) = remaining {
                    data["remaining"] = json!(remaining);
                }
                ("menu.availability", data)
            }
            Ask::Sequence { orders } => ("board.sequence", json!({ "orders": orders })),
        })
    }
}
