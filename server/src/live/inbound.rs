//! Stop 1 of the line: frames → commands, handed to the location's writer in the order in which
//! they came. Too many of them, and the connection is read more slowly before it is closed.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use shared::ids::*;
use shared::location::Role;
use shared::order::Command;
use shared::protocol::*;
use shared::time::Timestamp;
use tokio::time::Instant;

use super::Session;
use crate::auth::may;
use crate::config::Limits;
use crate::hub::Place;
use crate::orders::{Key, Pending, Receipt, Refusal, Request, What, at_the_door};
use crate::problem::fingerprint;

/// Commands of one connection that may be with the writer; beyond, nothing more is read.
const PENDING_MAX: usize = 64;
/// A tap that waited longer than that in a tab is taken for a day old.
const TAPPED_WITHIN_SECONDS: i64 = 24 * 3600;

/// A command's answer, or the end of a report that needs none.
pub(super) enum Answered {
    Command { id: CommandId, answer: Result<Receipt, Refusal> },
    Shown,
}

impl Answered {
    /// The frame to send, if any.
    pub fn frame(&self) -> Option<String> {
        let Answered::Command { id, answer } = self else { return None };
        let frame: ServerFrame<(), ()> = match answer {
            Ok(receipt) => ServerFrame::Ack(Ack { id: *id, seq: receipt.seq }),
            Err(refusal) => ServerFrame::Nack(Nack { id: *id, code: refusal.code().to_owned(), detail: refusal.detail() }),
        };
        Some(frame.to_json())
    }
}

type Waiting = Pin<Box<dyn Future<Output = Answered> + Send>>;
type Ended = Result<(), Option<Close>>;

pub(super) struct Inbound {
    pending: FuturesUnordered<Waiting>,
    ready: Vec<Answered>,
    /// When the other side was last heard.
    pub heard: Instant,
    /// Commands a second, and as many at once after a pause.
    per_second: f64,
    /// Being over that for so long closes the connection.
    over_max: Duration,
    allowance: f64,
    counted_at: Instant,
    over_since: Option<Instant>,
}

/// The next text frame; `Err`: the close code to send, if any.
pub(super) async fn next_text(socket: &mut WebSocket) -> Result<Utf8Bytes, Option<Close>> {
    loop {
        match socket.recv().await {
            Some(Ok(Message::Text(text))) if text.len() > CLIENT_FRAME_MAX => return Err(Some(Close::TooLarge)),
            Some(Ok(Message::Text(text))) => return Ok(text),
            Some(Ok(Message::Binary(_))) => return Err(Some(Close::Malformed)),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(None),
        }
    }
}

/// Whether, and from when on, a connection is read.
#[derive(Clone, Copy)]
pub(super) struct Gate {
    open: bool,
    not_before: Option<Instant>,
}

/// The next message, as soon as one may be read.
pub(super) async fn next(socket: &mut WebSocket, gate: Gate) -> Option<Result<Message, axum::Error>> {
    if !gate.open {
        return std::future::pending().await;
    }
    if let Some(not_before) = gate.not_before {
        tokio::time::sleep_until(not_before).await;
    }
    socket.recv().await
}

impl Inbound {
    pub fn new(limits: &Limits) -> Inbound {
        let per_second = f64::from(limits.commands_per_second_max);
        Inbound {
            per_second,
            over_max: Duration::from_secs(limits.commands_over_limit_seconds.into()),
            pending: FuturesUnordered::new(),
            ready: Vec::new(),
            heard: Instant::now(),
            allowance: per_second,
            counted_at: Instant::now(),
            over_since: None,
        }
    }

    /// When the next message may be read.
    pub fn gate(&self) -> Gate {
        let wait = Duration::from_secs_f64(((1.0 - self.allowance) / self.per_second).max(0.0));
        Gate { open: self.pending.len() < PENDING_MAX, not_before: (self.allowance < 1.0).then(|| self.counted_at + wait) }
    }

    pub fn take(&mut self, session: &Session, message: Option<Result<Message, axum::Error>>) -> Ended {
        self.heard = Instant::now();
        let text = match message {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Ok(()),
            Some(Ok(Message::Binary(_))) => return Err(Some(Close::Malformed)),
            // A page that wants to go on and can be heard would be back at once: whoever closes has gone.
            Some(Ok(Message::Close(_))) => {
                session.place.iter().for_each(Place::closed);
                return Err(None);
            }
            Some(Err(_)) | None => return Err(None),
        };
        if text.len() > CLIENT_FRAME_MAX {
            return Err(Some(Close::TooLarge));
        }
        self.count()?;
        match ClientFrame::from_json(&text) {
            Ok(ClientFrame::Command(frame)) => self.command(session, frame),
            Ok(ClientFrame::Shown(shown)) => self.shown(session, &shown),
            Ok(ClientFrame::Hello(_)) | Err(_) => return Err(Some(Close::Malformed)),
        }
        Ok(())
    }

    /// A bucket of commands that fills again with time.
    fn count(&mut self) -> Ended {
        let now = Instant::now();
        let earned = (now - self.counted_at).as_secs_f64() * self.per_second;
        self.allowance = (self.allowance + earned).min(self.per_second) - 1.0;
        self.counted_at = now;
        if self.allowance > self.per_second / 2.0 {
            self.over_since = None;
        } else if self.allowance < 1.0 && self.over_since.get_or_insert(now).elapsed() > self.over_max {
            return Err(Some(Close::TooManyCommands));
        }
        Ok(())
    }

    fn command(&mut self, session: &Session, frame: CommandFrame) {
        let id = frame.id;
        let now = session.app.clock.now();
        let ask = match frame.ask() {
            Ok(ask) => match may(&session.actor, &at_the_door(&ask)) {
                Ok(()) => What::Ask(ask),
                Err(problem) => return self.refuse(id, Refusal::Forbidden(problem.detail().to_owned())),
            },
            Err(BadAsk::UnknownType) => {
                return self.refuse(id, Refusal::UnknownCommand(frame.kind));
            }
            // The key is judged before the fields, as on the other way in.
            Err(BadAsk::Data(detail)) => {
                What::Unreadable { order_id: None, faults: vec![shared::menu::FieldError { pointer: "/data".into(), detail }] }
            }
        };
        let request = Request {
            actor: session.actor.clone(),
            key: Key { id, fingerprint: fingerprint("live", &frame.kind, &frame.data).to_vec() },
            if_match: None,
            tapped_at: frame.at.map(|at| clamp(at, now)),
            what: ask,
        };
        match session.app.orders.enqueue(&session.room.location, request) {
            Ok(pending) => self.pending.push(Box::pin(async move { Answered::Command { id, answer: wait(pending).await } })),
            Err(refusal) => self.refuse(id, refusal),
        }
    }

    fn refuse(&mut self, id: CommandId, refusal: Refusal) {
        self.ready.push(Answered::Command { id, answer: Err(refusal) });
    }

    /// Which tickets a screen shows. Only the first showing of each reaches the log.
    fn shown(&mut self, session: &Session, shown: &Shown) {
        session.place.iter().for_each(|place| place.shown(session.app.clock.now()));
        let reports = match (session.actor.role, &session.stations) {
            (Role::Kitchen | Role::Manager, stations) => session.room.claim_shown(&shown.tickets, stations.as_deref()),
            // A pass that stands in for stations names them.
            (Role::Expo, Some(stations)) => session.room.claim_shown(&shown.tickets, Some(stations)),
            _ => return,
        };
        for ticket in reports {
            let (order_id, chit, station) = ticket.clone();
            let device = session.actor.device;
            let command = Command::Shown { station, chit, device };
            let id = CommandId(session.app.ids.fresh());
            let request = Request {
                actor: session.actor.clone(),
                key: Key { id, fingerprint: Vec::new() },
                if_match: None,
                tapped_at: None,
                what: What::Ask(Ask::Order { order_id, command }),
            };
            let room = session.room.clone();
            match session.app.orders.enqueue(&session.room.location, request) {
                Ok(pending) => self.pending.push(Box::pin(async move {
                    if wait(pending).await.is_err() {
                        room.unclaim_shown(&ticket);
                    }
                    Answered::Shown
                })),
                Err(_) => room.unclaim_shown(&ticket),
            }
        }
    }

    /// The next answer. `None`: none is on its way.
    pub async fn answer(&mut self) -> Option<Answered> {
        match self.ready.pop() {
            Some(answer) => Some(answer),
            None => self.pending.next().await,
        }
    }

    /// One more answer that is there already.
    pub fn answered_already(&mut self) -> Option<Answered> {
        use futures_util::FutureExt;
        match self.ready.pop() {
            Some(answer) => Some(answer),
            None => self.pending.next().now_or_never().flatten(),
        }
    }
}

async fn wait(pending: Pending) -> Result<Receipt, Refusal> {
    pending.await.unwrap_or(Err(Refusal::Unavailable))
}

/// A screen's clock may be wrong, or the tap old: never in the future, never over a day ago.
fn clamp(at: Timestamp, now: Timestamp) -> Timestamp {
    at.clamp(now.minus_seconds(TAPPED_WITHIN_SECONDS), now)
}
