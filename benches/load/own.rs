//! Passline's own protocol: login by PIN, hello, `events` frames, idempotent commands.

use memchr::memmem;
use serde_json::{Value, json};

use crate::adapter::{Adapter, Event, Frame, Kind, Of, Resume, digits_after, reference};

pub struct Own {
    /// A till's, for placing.
    pub till: String,
    /// The kitchen's, for the screens.
    pub kitchen: String,
    pub dishes: Vec<String>,
    /// Makes ids that no other run has made.
    pub salt: u64,
}

/// UUIDv7-shaped: `salt` is a clock's reading.
fn uuid(salt: u64, what: u64, k: u64) -> String {
    let mix = (k ^ (what << 48)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!(
        "{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}",
        (salt >> 16) as u32,
        salt as u16,
        what & 0xfff,
        0x8000 | (mix >> 50),
        mix & 0xffff_ffff_ffff
    )
}

fn parse_uuid(text: &[u8]) -> Option<u128> {
    let mut value = 0u128;
    for b in text.get(..36)?.iter().filter(|b| **b != b'-') {
        value = value << 4 | u128::from((*b as char).to_digit(16)?);
    }
    Some(value)
}

impl Own {
    fn after<'a>(text: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
        text.get(memmem::find(text, key)? + key.len()..)
    }

    /// An event begins `{"seq":N,"type":"…`: inside of any text the quotes would be escaped.
    fn split<'a>(text: &'a [u8], events: &mut Vec<Event<'a>>) {
        let starts: Vec<usize> = memmem::find_iter(text, b"{\"seq\":").collect();
        for (n, start) in starts.iter().enumerate() {
            let event = &text[*start..starts.get(n + 1).copied().unwrap_or(text.len())];
            let Some(kind) = Self::after(&event[..event.len().min(64)], b"\"type\":\"") else {
                continue;
            };
            let kind = match kind {
                k if k.starts_with(b"order.placed\"") => Kind::Placed,
                k if k.starts_with(b"item.prepared\"") => Kind::Prepared,
                k if k.starts_with(b"order.ready\"") => Kind::Ready,
                _ => Kind::Other,
            };
            events.push(Event { kind, text: event, sequence: digits_after(event, b"\"seq\":") });
        }
    }
}

impl Adapter for Own {
    fn name(&self) -> &'static str {
        "own"
    }
    fn screen_path(&self, _: &str, _: usize) -> String {
        "/api/v1/live".into()
    }
    fn subprotocol(&self) -> Option<&'static str> {
        Some("passline.v1")
    }
    fn hello(&self, _: &str, screen: usize, resume: &Resume) -> Option<String> {
        let screen = uuid(self.salt, 1, screen as u64);
        let mut hello = json!({ "type": "hello", "token": self.kitchen, "screen": screen });
        if !resume.epoch.is_empty() {
            hello["resume"] = json!({ "epoch": resume.epoch, "seq": resume.seq });
        }
        Some(hello.to_string())
    }
    fn waits_for_join(&self) -> bool {
        true
    }
    fn read<'a>(&self, text: &'a [u8], resume: &mut Resume) -> Frame<'a> {
        let head = &text[..text.len().min(128)];
        if text.starts_with(b"{\"type\":\"events\"") {
            let mut events = Vec::new();
            Self::split(text, &mut events);
            if let Some(to) = digits_after(head, b"\"to\":") {
                resume.seq = to;
            }
            return Frame::Events(events);
        }
        if text.starts_with(b"{\"type\":\"welcome\"") {
            if let Some(epoch) = Self::after(head, b"\"epoch\":\"").and_then(|rest| rest.split(|b| *b == b'"').next()) {
                resume.epoch = String::from_utf8_lossy(epoch).into_owned();
            }
            // A resumed welcome's seq is the head, and the missing events are still to come.
            if memmem::find(text, b"\"resumed\":true").is_none() {
                resume.seq = digits_after(head, b"\"seq\":").unwrap_or(0);
            }
            return Frame::Joined;
        }
        Frame::Ignore
    }
    fn order_of(&self, event: &Event, run: &str) -> Of {
        if event.kind == Kind::Placed {
            return reference(event.text, b"\"external_id\":\"", run).map_or(Of::Unknown, Of::Reference);
        }
        self.id_of(event).map_or(Of::Unknown, Of::Id)
    }
    fn id_of(&self, event: &Event) -> Option<u128> {
        parse_uuid(Self::after(event.text, b"\"order_id\":\"")?)
    }
    fn prepare(&self, event: &[u8]) -> Vec<String> {
        let mut values = serde_json::Deserializer::from_slice(event).into_iter::<Value>();
        let Some(Ok(event)) = values.next() else {
            return vec![];
        };
        let order = &event["order_id"];
        let seq = event["seq"].as_u64().unwrap_or(0);
        let items = event["data"]["order"]["items"].as_array();
        let items = items.into_iter().flatten().enumerate();
        let frames = items.map(|(n, item)| {
            // The same command again, from a screen that came back, has the same id.
            let id = uuid(self.salt, 2, seq << 8 | n as u64);
            json!({ "type": "item.prepared", "id": id, "data": { "order_id": order, "item_id": item["id"] } }).to_string()
        });
        frames.collect()
    }
    fn post_path(&self) -> Option<&'static str> {
        Some("/api/v1/orders")
    }
    fn headers(&self, k: usize) -> Vec<(&'static str, String)> {
        vec![("authorization", format!("Bearer {}", self.till)), ("idempotency-key", uuid(self.salt, 3, k as u64))]
    }
    fn order(&self, reference: &str, _: &str, items: usize) -> String {
        let notes = ["no onion, well done", "", "dressing on the side"];
        let lines = (0..items).map(|i| {
            let mut line = json!({ "menu_item_id": self.dishes[i % self.dishes.len()], "quantity": 1 + i % 3 });
            if !notes[i % notes.len()].is_empty() {
                line["note"] = notes[i % notes.len()].into();
            }
            line
        });
        let lines: Vec<Value> = lines.collect();
        json!({ "channel": "takeaway", "external_id": reference, "items": lines }).to_string()
    }
}
