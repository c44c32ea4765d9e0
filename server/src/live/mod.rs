//! The live connection: upgrade, hello, and the life of a session. One task a session, which
//! reads commands (`inbound`) and writes news (`outbound`).

mod inbound;
mod outbound;
pub mod presence;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures_util::SinkExt;
use shared::ids::{ScreenId, StationId};
use shared::location::Role;
use shared::protocol::{CLIENT_FRAME_MAX, Close, Hello, SUBPROTOCOL, ServerFrame, Token};
use shared::time::Timestamp;
use shared::view::Audience;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::auth::{Actor, Issued, Read};
use crate::hub::{About, Pass, Place, Room};
use crate::problem::Problem;
use crate::state::App;
use inbound::Inbound;
use outbound::Outbound;

/// A client says who it is within this time.
const HELLO_WITHIN: Duration = Duration::from_secs(5);
/// No frame of any kind for so long, pongs included: the other side is gone.
const SILENCE_MAX: Duration = Duration::from_secs(30);
const PING_EVERY: Duration = Duration::from_secs(10);
/// How often a session asks whether its token is still good. A revocation in the log is heard at
/// once; this is for what the log does not tell.
const JUDGE_EVERY: Duration = Duration::from_millis(500);
/// One write may take so long: then the other side is gone as well.
const WRITE_WITHIN: Duration = Duration::from_secs(30);
/// Read in small pieces: a command is some 200 bytes, and there may be thousands of sessions.
const READ_BUFFER: usize = 2 * 1024;
/// News is copied here and leaves in one system call.
const WRITE_BUFFER: usize = 4 * 1024;
/// A snapshot of the largest board, several times over.
const WRITE_BUFFER_MAX: usize = 64 * 1024 * 1024;

/// `GET /api/v1/live`.
pub async fn upgrade(
    State(app): State<App>,
    headers: HeaderMap,
    ws: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    if is_foreign(&headers) {
        return Problem::forbidden("this page belongs to another site").into_response();
    }
    let ws = match ws {
        Ok(ws) => ws,
        Err(rejection) => {
            return Problem::malformed(format!("this address speaks WebSocket: {}", rejection.body_text())).into_response();
        }
    };
    // Over the limit by a little, so that the close code can still say why.
    let ws = ws
        .protocols([SUBPROTOCOL])
        .max_message_size(4 * CLIENT_FRAME_MAX)
        .max_frame_size(4 * CLIENT_FRAME_MAX)
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(WRITE_BUFFER_MAX);
    let tracker = app.tracker.clone();
    ws.on_upgrade(move |socket| tracker.track_future(run(app, socket)))
}

/// A browser tells which page opened the connection; only our own may.
fn is_foreign(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return false };
    let origin = origin.to_str().ok().and_then(|o| o.split_once("://")).map(|(_, host)| host);
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
    origin.is_none() || !origin.zip(host).is_some_and(|(o, h)| o.eq_ignore_ascii_case(h))
}

/// A session that has said hello.
struct Session {
    app: App,
    room: Arc<Room>,
    actor: Actor,
    issued_at: Timestamp,
    pass: Pass,
    audience: Audience,
    /// The stations whose tickets it shows; `None` = all.
    stations: Option<Vec<StationId>>,
    /// Of a screen, on the house's floor.
    place: Option<Place>,
}

async fn run(app: App, mut socket: WebSocket) {
    let close = match hello(&app, &mut socket).await {
        Ok((session, hello)) => session.live(&mut socket, hello).await,
        Err(close) => close,
    };
    if let Some(close) = close {
        app.metrics.closed(close);
        let frame = CloseFrame { code: close.code(), reason: close.reason().into() };
        // The other side may be gone already.
        let _ = tokio::time::timeout(Duration::from_secs(1), socket.send(Message::Close(Some(frame)))).await;
    }
}

/// The first frame: who is it, and from where on. `Err(None)`: it went away.
async fn hello(app: &App, socket: &mut WebSocket) -> Result<(Session, Hello), Option<Close>> {
    let first = tokio::select! {
        first = tokio::time::timeout(HELLO_WITHIN, inbound::next_text(socket)) => first.map_err(|_| Some(Close::TimedOut))?,
        () = app.stop.cancelled() => return Err(Some(Close::Restart)),
    };
    let text = first?;
    let hello: Hello = serde_json::from_str(&text).map_err(|_| Some(Close::Malformed))?;
    let Read { actor, issued_at } = app.auth.verify(&hello.token).await.map_err(|problem| match problem.status().as_u16() {
        401 => Some(Close::BadToken),
        // Nothing is known against the token.
        _ => Some(Close::TryLater),
    })?;
    let stations = stations(&actor, hello.stations.clone())?;
    let room = match app.catch_up.room(&actor.location).await {
        Ok(Some(room)) => room,
        Ok(None) => return Err(Some(Close::NotAllowed)),
        Err(cause) => {
            tracing::warn!(location.id = %actor.location, %cause, "a screen could not be let in");
            return Err(Some(Close::TryLater));
        }
    };
    let audience = Audience::of(actor.role);
    let pass = room.admitted.enter(actor.person, actor.device);
    let place = place(&room, &actor, stations.as_deref(), hello.screen, app.clock.now());
    Ok((Session { app: app.clone(), room, actor, issued_at, pass, audience, stations, place }, hello))
}

/// The kitchen's screens, the pass and the guests' board have one; so has a manager who stands in for
/// stations. One without an id of its own is known by its token.
fn place(room: &Room, actor: &Actor, stations: Option<&[StationId]>, screen: Option<ScreenId>, now: Timestamp) -> Option<Place> {
    let is_screen = match actor.role {
        Role::Kitchen | Role::Expo | Role::Board => true,
        Role::Manager => stations.is_some(),
        Role::Pos | Role::Integration => false,
    };
    // What it names may be anything; what is kept of it are stations of the house.
    let stations = stations.map(|named| named.iter().filter(|id| room.has_station(id)).cloned().collect());
    let about =
        About { person: actor.person, device: actor.device, role: actor.role, stations, seq: 0, shown_at: None, closed: false };
    is_screen.then(|| room.floor.enter(screen.unwrap_or(ScreenId(actor.token)), about, now))
}

/// The stations a screen answers for: those it names, which must be its own; else its token's.
fn stations(actor: &Actor, named: Option<Vec<StationId>>) -> Result<Option<Vec<StationId>>, Option<Close>> {
    let own = &actor.stations;
    match named.filter(|named| !named.is_empty()) {
        Some(named) if actor.role == Role::Kitchen && !own.is_empty() && named.iter().any(|s| !own.contains(s)) => {
            Err(Some(Close::NotAllowed))
        }
        Some(named) => Ok(Some(named)),
        None => Ok((!own.is_empty()).then(|| own.clone())),
    }
}

impl Session {
    /// Until one side has had enough; the close code to send, if any.
    async fn live(mut self, socket: &mut WebSocket, hello: Hello) -> Option<Close> {
        let app = self.app.clone();
        let screen = hello.screen.map(|screen| (screen, self.room.seat_screen(self.actor.token, screen)));
        let replaced = screen.as_ref().map_or_else(CancellationToken::new, |(_, (_, go))| go.clone());
        app.metrics.session_opened(self.audience);
        let close = tokio::select! {
            close = self.serve(socket, hello) => close,
            () = replaced.cancelled() => Some(Close::Replaced),
            () = self.pass.revoked.cancelled() => {
                // Calls hear of it with the screen, not half a second later.
                app.auth.access().forget(&self.room.location);
                Some(Close::BadToken)
            }
            () = app.stop.cancelled() => Some(Close::Restart),
        };
        app.metrics.session_closed(self.audience);
        if let Some((screen, (id, _))) = screen {
            self.room.leave_screen(self.actor.token, screen, id);
        }
        // Of one that fell silent is known when it was last heard; any other was there until now.
        if let Some(place) = self.place.take().filter(|_| close != Some(Close::TimedOut)) {
            place.leave(app.clock.now());
        }
        close
    }

    async fn serve(&self, socket: &mut WebSocket, hello: Hello) -> Option<Close> {
        let mut outbound = Outbound::default();
        if let Err(close) = outbound.open(self, socket, hello.resume).await {
            return close;
        }
        let mut inbound = Inbound::new(&self.app.limits);
        let mut pinged = Instant::now();
        let mut token = Read { actor: self.actor.clone(), issued_at: self.issued_at };
        let mut judged: Option<Instant> = None;
        loop {
            if judged.is_none_or(|at| at.elapsed() >= JUDGE_EVERY) {
                judged = Some(Instant::now());
                if let Err(close) = self.judge(socket, &mut token).await {
                    return close;
                }
                self.note(&inbound, &outbound);
            }
            let gate = inbound.gate();
            let woken = tokio::select! {
                news = outbound.news() => outbound.forward(self, socket, news).await,
                message = inbound::next(socket, gate) => inbound.take(self, message),
                Some(answer) = inbound.answer() => outbound.answer(socket, answer, &mut inbound).await,
            };
            if let Err(close) = woken {
                return close;
            }
            // The room's heartbeat wakes every session at least once a second.
            if inbound.heard.elapsed() > SILENCE_MAX {
                return Some(Close::TimedOut);
            }
            if token.actor.expires_at <= self.app.clock.now() {
                return Some(Close::BadToken);
            }
            if pinged.elapsed() >= PING_EVERY {
                pinged = Instant::now();
                if let Err(close) = outbound::write(socket, socket_ping()).await {
                    return close;
                }
            }
        }
    }

    /// Where it stands, for the floor: twice a second, and not for each message.
    fn note(&self, inbound: &Inbound, outbound: &Outbound) {
        let Some(place) = &self.place else { return };
        let silent_ms = i64::try_from(inbound.heard.elapsed().as_millis()).unwrap_or(i64::MAX);
        place.heard(Timestamp(self.app.clock.now().0.saturating_sub(silent_ms)), outbound.sent);
    }

    /// Whether the session may go on; a device whose token ends before long is given a new one.
    async fn judge(&self, socket: &mut WebSocket, token: &mut Read) -> Result<(), Option<Close>> {
        if !self.app.auth.still(token).await {
            return Err(Some(Close::BadToken));
        }
        let Some(Issued { token: text, actor, .. }) = self.app.auth.renewed(token).await else { return Ok(()) };
        let frame: ServerFrame<(), ()> = ServerFrame::Token(Token { token: text, expires_at: actor.expires_at });
        outbound::write(socket, Message::Text(frame.to_json().into())).await?;
        *token = Read { actor, issued_at: self.app.clock.now() };
        Ok(())
    }
}

fn socket_ping() -> Message {
    Message::Ping(Default::default())
}

/// Flushes within a bound.
async fn flush(socket: &mut WebSocket) -> Result<(), Option<Close>> {
    match tokio::time::timeout(WRITE_WITHIN, socket.flush()).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(None),
        Err(_) => Err(Some(Close::TimedOut)),
    }
}
