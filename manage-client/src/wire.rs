//! What the back office reads of the live connection: that something has happened, and little more.
//! It draws no orders, so it takes none apart.

use serde::Deserialize;
use serde_json::Value;
use shared::ids::{OrderId, StationId};
use shared::sync::Seq;

#[derive(Debug, Deserialize)]
pub struct Snapshot {
    pub location: Location,
    #[serde(default)]
    pub orders: Vec<Numbered>,
    #[serde(default)]
    pub recent: Vec<Numbered>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Location {
    pub name: String,
    #[serde(default)]
    pub currency: String,
    #[serde(default)]
    pub stations: Vec<Station>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Station {
    pub id: StationId,
    pub name: String,
}

/// An order as people call it.
#[derive(Debug, Deserialize)]
pub struct Numbered {
    pub id: OrderId,
    pub number: u32,
}

#[derive(Debug, Deserialize)]
pub struct Event {
    pub seq: u64,
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub data: Value,
}

impl Seq for Event {
    fn seq(&self) -> u64 {
        self.seq
    }
}

impl Event {
    /// The orders that it tells of whole: the new ones are among them.
    pub fn orders(&self) -> impl Iterator<Item = Numbered> {
        ["order", "new_order"].iter().filter_map(|name| Numbered::deserialize(self.data.get(name)?).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_order_is_known_by_its_number() {
        let id = "019a0000-0000-7000-8000-000000000001";
        let text = format!(r#"{{"seq":7,"type":"order.placed","data":{{"order":{{"id":"{id}","number":118,"items":[]}}}}}}"#);
        let event: Event = serde_json::from_str(&text).unwrap();
        assert_eq!(event.orders().map(|o| (o.id.to_string(), o.number)).collect::<Vec<_>>(), vec![(id.to_owned(), 118)]);
        let event: Event = serde_json::from_str(r#"{"seq":8,"type":"item.prepared","data":{"chit":1}}"#).unwrap();
        assert_eq!(event.orders().count(), 0);
    }
}
