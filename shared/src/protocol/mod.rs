//! The frames of the live connection. One golden file a message in `golden/`; an old one must
//! parse for ever.

mod ask;
mod close;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

pub use ask::{Ask, BadAsk, CommandFrame};
pub use close::Close;

use crate::ids::*;
use crate::order::Event;
use crate::strict;
use crate::time::Timestamp;

pub const SUBPROTOCOL: &str = "passline.v1";
/// The oldest protocol that the server still speaks.
pub const MIN_PROTOCOL: u32 = 1;
/// A frame is sent at least this often, if need be without events.
pub const HEARTBEAT_SECONDS: u32 = 1;
/// The largest frame a client may send.
pub const CLIENT_FRAME_MAX: usize = 64 * 1024;
/// Events that a resume may bring; more, and a snapshot is shorter.
pub const RESUME_MAX: u64 = 10_000;
/// Commands a client may have unanswered.
pub const UNANSWERED_MAX: usize = 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// What is no epoch of ours is another log's: it gets a snapshot.
    #[serde(deserialize_with = "strict::epoch")]
    pub epoch: Epoch,
    pub seq: u64,
}

/// The client's first frame.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    #[serde(rename = "type")]
    pub kind: HelloKind,
    pub token: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screen: Option<ScreenId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stations: Option<Vec<StationId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<Position>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HelloKind {
    #[serde(rename = "hello")]
    Hello,
}

/// Which tickets are on the visible page of a visible tab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    #[serde(rename = "type")]
    pub kind: ShownKind,
    pub seq: u64,
    pub tickets: Vec<(OrderId, u32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShownKind {
    #[serde(rename = "shown")]
    Shown,
}

/// The type of a frame, read before the rest.
#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(rename = "type", borrow)]
    kind: std::borrow::Cow<'a, str>,
}

/// What a client says after its hello.
#[derive(Clone, Debug, PartialEq)]
pub enum ClientFrame {
    Hello(Hello),
    Shown(Shown),
    Command(CommandFrame),
}

impl ClientFrame {
    pub fn from_json(text: &str) -> serde_json::Result<ClientFrame> {
        let kind: Kind = serde_json::from_str(text)?;
        match &*kind.kind {
            "hello" => serde_json::from_str(text).map(ClientFrame::Hello),
            "shown" => serde_json::from_str(text).map(ClientFrame::Shown),
            _ => serde_json::from_str(text).map(ClientFrame::Command),
        }
    }
}

/// The server's answer to a hello; a later one replaces all state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Welcome<S = crate::board::Snapshot> {
    pub epoch: Epoch,
    pub seq: u64,
    pub server_time: Timestamp,
    pub heartbeat_s: u32,
    pub build: String,
    pub min_protocol: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub resumed: bool,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<S>,
}

fn none<T>() -> Option<T> {
    None
}

/// A stretch of the log, in the view of whoever reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Events<E = Event> {
    pub from: u64,
    pub to: u64,
    pub events: Vec<E>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    pub id: CommandId,
    /// The last `seq` the command made; with no event, the head.
    pub seq: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nack {
    pub id: CommandId,
    pub code: String,
    pub detail: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub token: String,
    pub expires_at: Timestamp,
}

/// What the server says. `S` and `E` differ for the guests' board alone.
#[derive(Clone, Debug, PartialEq)]
pub enum ServerFrame<S = crate::board::Snapshot, E = Event> {
    Welcome(Box<Welcome<S>>),
    Events(Events<E>),
    Ack(Ack),
    Nack(Nack),
    Token(Token),
    /// Of a kind that this build does not know; passed over.
    Unknown,
}

impl<S: for<'a> Deserialize<'a>, E: for<'a> Deserialize<'a>> ServerFrame<S, E> {
    pub fn from_json(text: &str) -> serde_json::Result<Self> {
        let kind: Kind = crate::lean::from_str(text)?;
        match &*kind.kind {
            "events" => crate::lean::from_str(text).map(ServerFrame::Events),
            "welcome" => crate::lean::from_str(text).map(ServerFrame::Welcome),
            "ack" => crate::lean::from_str(text).map(ServerFrame::Ack),
            "nack" => crate::lean::from_str(text).map(ServerFrame::Nack),
            "token" => crate::lean::from_str(text).map(ServerFrame::Token),
            _ => Ok(ServerFrame::Unknown),
        }
    }
}

#[derive(Serialize)]
struct Tagged<'a, T> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(flatten)]
    frame: &'a T,
}

fn tagged<T: Serialize>(kind: &str, frame: &T) -> String {
    // Writing our own types into memory cannot fail.
    serde_json::to_string(&Tagged { kind, frame }).unwrap_or_default()
}

impl<S: Serialize, E: Serialize> ServerFrame<S, E> {
    pub fn to_json(&self) -> String {
        match self {
            ServerFrame::Welcome(welcome) => tagged("welcome", welcome),
            ServerFrame::Events(events) => tagged("events", events),
            ServerFrame::Ack(ack) => tagged("ack", ack),
            ServerFrame::Nack(nack) => tagged("nack", nack),
            ServerFrame::Token(token) => tagged("token", token),
            ServerFrame::Unknown => "{\"type\":\"unknown\"}".to_owned(),
        }
    }
}

/// An `events` frame from events that are JSON already: nothing is encoded twice.
pub fn events_frame<'a>(from: u64, to: u64, events: impl Iterator<Item = &'a str>) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(256);
    // Writing to a String cannot fail.
    let _ = write!(text, "{{\"type\":\"events\",\"from\":{from},\"to\":{to},\"events\":[");
    for (k, event) in events.enumerate() {
        if k > 0 {
            text.push(',');
        }
        text.push_str(event);
    }
    text.push_str("]}");
    text
}

/// The frame as it travels between nodes, its events still text.
#[derive(Deserialize)]
pub struct RawEvents<'a> {
    pub from: u64,
    pub to: u64,
    #[serde(borrow)]
    pub events: Vec<&'a RawValue>,
}
