//! How to speak to each server. Everything else in the generator is common to all.

use memchr::memmem;
use serde_json::Value;

/// What one event means to the count.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Kind {
    Placed,
    /// One item is prepared.
    Prepared,
    Ready,
    /// Further events of the server: read and counted, but not compared.
    Other,
}

/// One event, as text.
pub struct Event<'a> {
    pub kind: Kind,
    pub text: &'a [u8],
    /// A number that only grows on one screen.
    pub sequence: Option<u64>,
}

/// What a frame means to a screen.
pub enum Frame<'a> {
    Events(Vec<Event<'a>>),
    /// The screen is subscribed.
    Joined,
    /// To be answered with this text at once.
    Reply(String),
    /// Acks, snapshots, heartbeats.
    Ignore,
}

/// What a screen keeps between connections, where the server can resume.
#[derive(Default, Clone)]
pub struct Resume {
    pub epoch: String,
    pub seq: u64,
}

/// Which order an event is of.
pub enum Of {
    /// By the reference that the order was sent with.
    Reference(usize),
    /// By the server's id, which a screen has read with the order before.
    Id(u128),
    Unknown,
}

pub trait Adapter: Send + Sync + 'static {
    fn name(&self) -> &'static str;
    /// Path and query of a screen's WebSocket.
    fn screen_path(&self, location: &str, screen: usize) -> String;
    fn subprotocol(&self) -> Option<&'static str> {
        None
    }
    /// What a screen sends right after the upgrade.
    fn hello(&self, _location: &str, _screen: usize, _resume: &Resume) -> Option<String> {
        None
    }
    /// Whether a screen is connected only when `Frame::Joined` has come.
    fn waits_for_join(&self) -> bool {
        false
    }
    fn read<'a>(&self, text: &'a [u8], resume: &mut Resume) -> Frame<'a>;
    /// Which order the event is of. `run` is what every reference of this run begins with.
    fn order_of(&self, event: &Event, run: &str) -> Of {
        reference(event.text, b"\"ref\":\"", run).map_or(Of::Unknown, Of::Reference)
    }
    /// On `Kind::Placed`: the server's id of the order, where other events name that alone.
    fn id_of(&self, _event: &Event) -> Option<u128> {
        None
    }
    /// The frames that prepare every item of a placed order.
    fn prepare(&self, event: &[u8]) -> Vec<String>;
    /// Whether the server tells the screens of each prepared item.
    fn tells_prepared(&self) -> bool {
        true
    }
    /// Where orders are POSTed to; `None`: they go as text frames over a WebSocket at `/pub`.
    fn post_path(&self) -> Option<&'static str> {
        Some("/orders")
    }
    /// Headers of that call beside its content type.
    fn headers(&self, _k: usize) -> Vec<(&'static str, String)> {
        vec![]
    }
    fn order(&self, reference: &str, location: &str, items: usize) -> String;
}

/// The number after the run's name in the text field that begins with `key`.
pub fn reference(text: &[u8], key: &[u8], run: &str) -> Option<usize> {
    let at = memmem::find(text, key)? + key.len();
    let rest = text.get(at..)?.strip_prefix(run.as_bytes())?.strip_prefix(b"-")?;
    let digits = rest.iter().take_while(|b| b.is_ascii_digit());
    Some(digits.fold(0, |n, b| n * 10 + usize::from(b - b'0')))
}

/// The digits after `key`, a quote or blanks between allowed.
pub fn digits_after(text: &[u8], key: &[u8]) -> Option<u64> {
    let rest = &text[memmem::find(text, key)? + key.len()..];
    let from = rest.iter().position(|b| !matches!(b, b' ' | b'"'))?;
    let digits = rest[from..].iter().take_while(|b| b.is_ascii_digit());
    digits.fold(None, |n: Option<u64>, b| Some(n.unwrap_or(0).wrapping_mul(10) + u64::from(b - b'0')))
}

const MENU: [(&str, &str, &str); 6] = [
    ("BURGER-DBL", "grill", "no onion, well done"),
    ("FRIES-L", "fryer", ""),
    ("SALAD-CAES", "cold", "dressing on the side"),
    ("COLA-05", "drinks", "no ice"),
    ("PIZZA-MARG", "oven", "extra basil"),
    ("WINGS-12", "fryer", "hot sauce"),
];

fn peers_order(prefix: &str, reference: &str, location: &str, items: usize) -> String {
    let lines = (0..items).map(|i| {
        let (sku, station, note) = MENU[i % MENU.len()];
        let qty = 1 + i % 3;
        format!(r#"{{"sku":"{sku}","qty":{qty},"station":"{station}","note":"{note}"}}"#)
    });
    let lines = lines.collect::<Vec<_>>().join(",");
    format!(r#"{{{prefix}"ref":"{reference}","location":"{location}","items":[{lines}]}}"#)
}

fn kind_of(text: &[u8]) -> Option<Kind> {
    let has = |word: &[u8]| memmem::find(text, word).is_some();
    if has(b"\"order.placed\"") {
        Some(Kind::Placed)
    } else if has(b"\"item.prepared\"") {
        Some(Kind::Prepared)
    } else if has(b"\"order.ready\"") {
        Some(Kind::Ready)
    } else {
        None
    }
}

fn one(text: &[u8]) -> Frame<'_> {
    kind_of(text).map_or(Frame::Ignore, |kind| {
        // Their only number that grows is the order's id, and it is an order's first event's.
        let sequence = (kind == Kind::Placed).then(|| digits_after(text, b"\"id\":")).flatten();
        Frame::Events(vec![Event { kind, text, sequence }])
    })
}

/// One frame an item, written by `frame` from the order's and the item's id.
fn each_item(event: &[u8], frame: impl Fn(&Value, &Value) -> String) -> Vec<String> {
    let Ok(event) = serde_json::from_slice::<Value>(event) else {
        return vec![];
    };
    let items = event["items"].as_array().into_iter().flatten();
    items.filter(|item| !item["id"].is_null()).map(|item| frame(&event["id"], &item["id"])).collect()
}

/// Fastify with bare `ws` and Redis pub/sub: the stronger peer.
pub struct WsNode;

impl Adapter for WsNode {
    fn name(&self) -> &'static str {
        "ws-node"
    }
    fn screen_path(&self, location: &str, screen: usize) -> String {
        format!("/ws?location={location}&screen={screen}")
    }
    fn read<'a>(&self, text: &'a [u8], _: &mut Resume) -> Frame<'a> {
        one(text)
    }
    fn prepare(&self, event: &[u8]) -> Vec<String> {
        each_item(event, |order, item| format!(r#"{{"type":"item.prepared","order_id":{order},"item_id":{item}}}"#))
    }
    fn order(&self, reference: &str, location: &str, items: usize) -> String {
        peers_order("", reference, location, items)
    }
}

/// No database, no Redis: one frame to N sockets. Orders alone.
pub struct Floor;

impl Adapter for Floor {
    fn name(&self) -> &'static str {
        "floor"
    }
    fn screen_path(&self, location: &str, _: usize) -> String {
        format!("/ws?location={location}")
    }
    fn read<'a>(&self, text: &'a [u8], _: &mut Resume) -> Frame<'a> {
        match one(text) {
            Frame::Events(mut events) => {
                events.iter_mut().for_each(|event| event.sequence = None);
                Frame::Events(events)
            }
            other => other,
        }
    }
    fn prepare(&self, _: &[u8]) -> Vec<String> {
        vec![]
    }
    fn tells_prepared(&self) -> bool {
        false
    }
    fn post_path(&self) -> Option<&'static str> {
        None
    }
    fn order(&self, reference: &str, location: &str, items: usize) -> String {
        // The bytes that the others would broadcast, ready-made, ids and time included.
        let event = r#""type":"order.placed","id":"100001","placed_at":"2026-01-01T12:00:00.000Z","item_ids":["300001","300002","300003"],"#;
        peers_order(event, reference, location, items)
    }
}

/// Socket.IO 4 over its WebSocket transport (Engine.IO 4), framed by hand.
pub struct SocketIo;

impl Adapter for SocketIo {
    fn name(&self) -> &'static str {
        "socketio-node"
    }
    fn screen_path(&self, _: &str, _: usize) -> String {
        "/socket.io/?EIO=4&transport=websocket".into()
    }
    fn hello(&self, location: &str, screen: usize, _: &Resume) -> Option<String> {
        Some(format!(r#"40{{"location":"{location}","screen":{screen}}}"#))
    }
    fn waits_for_join(&self) -> bool {
        true
    }
    fn read<'a>(&self, text: &'a [u8], _: &mut Resume) -> Frame<'a> {
        match text {
            // 42["order.placed",{...}]
            [b'4', b'2', rest @ .., b']'] => {
                let Some(comma) = memchr::memchr(b',', rest) else {
                    return Frame::Ignore;
                };
                let Some(kind) = kind_of(&rest[..comma]) else {
                    return Frame::Ignore;
                };
                let text = &rest[comma + 1..];
                let sequence = (kind == Kind::Placed).then(|| digits_after(text, b"\"id\":")).flatten();
                Frame::Events(vec![Event { kind, text, sequence }])
            }
            [b'4', b'0', ..] => Frame::Joined,
            [b'2', ..] => Frame::Reply("3".into()),
            _ => Frame::Ignore,
        }
    }
    fn prepare(&self, event: &[u8]) -> Vec<String> {
        each_item(event, |order, item| format!(r#"42["item.prepared",{{"order_id":{order},"item_id":{item}}}]"#))
    }
    fn order(&self, reference: &str, location: &str, items: usize) -> String {
        peers_order("", reference, location, items)
    }
}
