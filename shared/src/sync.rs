//! A client's connection as a pure machine: (state, input) → effects. The page and the load
//! tools run the effects; the same machine runs in simulation. It finds gaps, drops repeats,
//! resumes, starts over at a new epoch, and backs off with jitter.

use crate::board::Snapshot;
use crate::ids::*;
use crate::order::Event;
use crate::outbox::{Outbox, Unsent};
use crate::protocol::*;
use crate::time::Timestamp;

/// After this silence the screen says that it is stale.
pub const STALE_MS: i64 = 3_000;
/// After this silence the client connects anew.
pub const DEAD_MS: i64 = 6_000;
/// The first wait before connecting again; it doubles up to the last.
const BACKOFF_FIRST_MS: i64 = 250;
const BACKOFF_LAST_MS: i64 = 5_000;
/// Where the doubling starts after a close that says wait: at one second.
const BUSY_ATTEMPT: u32 = 2;
/// A connection that lasted so long has proved itself: the next wait starts small again. Before
/// that a server that welcomes and drops is not hammered.
const STEADY_MS: i64 = 10_000;
/// A command that the server could not take is said again after that.
const RETRY_MS: i64 = 1_000;

/// Where the connection stands, as the screen shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Waits before it connects again.
    Offline,
    Connecting,
    /// Connected; what was missed is on its way.
    CatchingUp,
    Live,
    /// Will not connect by itself.
    Refused(Close),
}

/// What happens to the machine. Times are the device's own milliseconds.
#[derive(Debug)]
pub enum Input<'a> {
    /// Connect, with this token.
    Start {
        token: String,
    },
    Opened,
    Text(&'a str),
    Closed {
        code: u16,
    },
    /// A few times a second, and when the tab wakes.
    Tick,
    /// Somebody tapped.
    Submit(Unsent),
}

/// What has to be done, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect<S = Snapshot, E = Event> {
    Connect,
    /// Close without waiting for the other side. What the old socket still says is not for this
    /// machine: whoever runs it drops it.
    Disconnect,
    Send(String),
    /// A welcome with a snapshot: replaces all state.
    Replace {
        snapshot: Box<S>,
        seq: u64,
    },
    /// Whole commits, in order: one paint.
    Apply {
        events: Vec<E>,
        to: u64,
    },
    Acked {
        unsent: Unsent,
        seq: u64,
    },
    /// Refused; the screen says why and takes the tap back.
    Nacked {
        unsent: Unsent,
        code: String,
        detail: String,
    },
    /// Too old to send again; the screen says so.
    Expired(Unsent),
    Token(Token),
    /// The server's build, from every welcome.
    Build {
        build: String,
        min_protocol: u32,
    },
}

/// Anything that has a place in the log.
pub trait Seq {
    fn seq(&self) -> u64;
}

impl Seq for Event {
    fn seq(&self) -> u64 {
        self.seq
    }
}

impl Seq for crate::view::BoardEvent {
    fn seq(&self) -> u64 {
        self.seq
    }
}

#[derive(Clone, Debug)]
pub struct Sync {
    pub screen: Option<ScreenId>,
    pub stations: Option<Vec<StationId>>,
    token: String,
    link: Link,
    position: Option<Position>,
    /// The head that a welcome promised; live once it is reached.
    promised: u64,
    /// This connection has had its welcome: what comes before one cannot be placed.
    welcomed: bool,
    heard_at: i64,
    /// Until when the picture is known to be whole; none was there yet.
    current_at: Option<i64>,
    live_since: i64,
    attempt: u32,
    retry_at: i64,
    /// Server time less device time.
    offset_ms: i64,
    /// A welcome has told the server's time: before that no command can be judged too old.
    clock_known: bool,
    pub outbox: Outbox,
}

impl Sync {
    pub fn new(screen: Option<ScreenId>, stations: Option<Vec<StationId>>) -> Sync {
        Sync {
            screen,
            stations,
            token: String::new(),
            link: Link::Offline,
            position: None,
            promised: 0,
            welcomed: false,
            heard_at: 0,
            current_at: None,
            live_since: 0,
            attempt: 0,
            retry_at: i64::MAX,
            offset_ms: 0,
            clock_known: false,
            outbox: Outbox::default(),
        }
    }

    pub fn link(&self) -> Link {
        self.link
    }

    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// The server's time, by the last welcome.
    pub fn server_time(&self, now: i64) -> Timestamp {
        Timestamp(now + self.offset_ms)
    }

    /// Starts from a place in the log instead of from a snapshot; `seq` 0 is its beginning.
    pub fn resume_from(&mut self, position: Position) {
        self.position = Some(position);
    }

    /// What is shown before the server has been heard was whole at this time. It is stale whatever
    /// the device's clock says: only the server can make it fresh.
    pub fn known_at(&mut self, at: i64, now: i64) {
        self.current_at = self.current_at.or(Some(at.min(now - STALE_MS - 1)));
    }

    /// The age of what is shown: how long ago it was last known to be whole.
    pub fn age_ms(&self, now: i64) -> i64 {
        now.saturating_sub(self.current_at.unwrap_or(self.heard_at)).max(0)
    }

    /// What is shown may be out of date. A connection that breaks and is back within 3 s is not
    /// worth a word: nothing flashes.
    pub fn is_stale(&self, now: i64) -> bool {
        self.current_at.is_none() || matches!(self.link, Link::Refused(_)) || self.age_ms(now) > STALE_MS
    }

    fn silence_ms(&self, now: i64) -> i64 {
        now.saturating_sub(self.heard_at).max(0)
    }

    /// One step. `random` is fresh for each call, between 0 and 1.
    pub fn step<S, E>(&mut self, now: i64, random: f64, input: Input) -> Vec<Effect<S, E>>
    where
        S: for<'a> serde::Deserialize<'a>,
        E: for<'a> serde::Deserialize<'a> + Seq,
    {
        let mut out = Vec::new();
        match input {
            Input::Start { token } => {
                self.token = token;
                self.attempt = 0;
                self.connect(now, &mut out);
            }
            Input::Opened if self.link != Link::Connecting => {}
            Input::Opened => self.hello(now, &mut out),
            Input::Text(text) => self.text(now, random, text, &mut out),
            Input::Closed { code } => self.closed(now, random, code),
            Input::Tick => self.tick(now, random, &mut out),
            Input::Submit(unsent) => {
                self.outbox.push(unsent);
                self.flush(now, &mut out);
            }
        }
        out
    }

    fn connect<S, E>(&mut self, now: i64, out: &mut Vec<Effect<S, E>>) {
        self.link = Link::Connecting;
        self.heard_at_least(now);
        self.retry_at = now + DEAD_MS;
        out.push(Effect::Connect);
    }

    fn heard_at_least(&mut self, now: i64) {
        if self.heard_at == 0 {
            self.heard_at = now;
        }
    }

    fn hello<S, E>(&mut self, now: i64, out: &mut Vec<Effect<S, E>>) {
        self.link = Link::CatchingUp;
        self.welcomed = false;
        self.retry_at = now + DEAD_MS;
        self.outbox.reconnected();
        out.push(Effect::Send(self.hello_frame()));
    }

    /// What is said first on a connection.
    pub fn hello_frame(&self) -> String {
        let hello = Hello {
            kind: HelloKind::Hello,
            token: self.token.clone(),
            screen: self.screen,
            stations: self.stations.clone(),
            resume: self.position,
        };
        serde_json::to_string(&hello).unwrap_or_default()
    }

    fn text<S, E>(&mut self, now: i64, random: f64, text: &str, out: &mut Vec<Effect<S, E>>)
    where
        S: for<'a> serde::Deserialize<'a>,
        E: for<'a> serde::Deserialize<'a> + Seq,
    {
        if !matches!(self.link, Link::CatchingUp | Link::Live) {
            return;
        }
        self.heard_at = now;
        match ServerFrame::<S, E>::from_json(text) {
            Ok(ServerFrame::Welcome(welcome)) => self.welcome(now, random, *welcome, out),
            Ok(ServerFrame::Events(events)) => self.events(now, random, events, out),
            Ok(ServerFrame::Ack(ack)) => self.ack(now, ack, out),
            Ok(ServerFrame::Nack(nack)) => self.nack(now, nack, out),
            Ok(ServerFrame::Token(token)) => {
                self.token = token.token.clone();
                out.push(Effect::Token(token));
            }
            Ok(ServerFrame::Unknown) => {}
            // What cannot be read may hide news: a snapshot is the way out.
            Err(_) => {
                self.position = None;
                self.again(now, random, out);
            }
        }
    }

    fn welcome<S, E>(&mut self, now: i64, random: f64, welcome: Welcome<S>, out: &mut Vec<Effect<S, E>>) {
        self.offset_ms = welcome.server_time.0 - now;
        self.clock_known = true;
        out.push(Effect::Build { build: welcome.build, min_protocol: welcome.min_protocol });
        match (welcome.snapshot, self.position) {
            (Some(snapshot), _) => {
                self.position = Some(Position { epoch: welcome.epoch, seq: welcome.seq });
                out.push(Effect::Replace { snapshot: Box::new(snapshot), seq: welcome.seq });
                // Given to one that fell behind, whose answers may be lost with the rest.
                if self.welcomed {
                    self.outbox.reconnected();
                }
            }
            (None, Some(position)) if welcome.resumed && position.epoch == welcome.epoch => {}
            // Resumed from nowhere: it cannot be followed.
            _ => {
                self.position = None;
                return self.again(now, random, out);
            }
        }
        self.welcomed = true;
        self.promised = welcome.seq;
        self.caught_up(now, out);
    }

    fn events<S, E: Seq>(&mut self, now: i64, random: f64, mut frame: Events<E>, out: &mut Vec<Effect<S, E>>) {
        let Some(position) = self.position.as_mut().filter(|_| self.welcomed) else { return };
        if frame.from > position.seq + 1 {
            // Something is missing: resume brings it.
            return self.again(now, random, out);
        }
        let known = position.seq;
        frame.events.retain(|event| event.seq() > known);
        if frame.to > known {
            position.seq = frame.to;
            out.push(Effect::Apply { events: frame.events, to: frame.to });
        }
        self.caught_up(now, out);
    }

    fn caught_up<S, E>(&mut self, now: i64, out: &mut Vec<Effect<S, E>>) {
        if self.link == Link::CatchingUp && self.position.is_some_and(|p| p.seq >= self.promised) {
            self.link = Link::Live;
            self.live_since = now;
        }
        if self.link == Link::Live {
            self.current_at = Some(now);
        }
        self.flush(now, out);
    }

    // Apart, as is what else a page that starts has no need of: it waits for less code.
    #[inline(never)]
    fn ack<S, E>(&mut self, now: i64, ack: Ack, out: &mut Vec<Effect<S, E>>) {
        if let Some(unsent) = self.outbox.answered(ack.id) {
            out.push(Effect::Acked { unsent, seq: ack.seq });
        }
        self.flush(now, out);
    }

    #[inline(never)]
    fn nack<S, E>(&mut self, now: i64, nack: Nack, out: &mut Vec<Effect<S, E>>) {
        if matches!(nack.code.as_str(), "unavailable" | "too_many_requests") {
            let not_before = self.server_time(now + RETRY_MS);
            self.outbox.later(nack.id, not_before);
        } else if let Some(unsent) = self.outbox.answered(nack.id) {
            out.push(Effect::Nacked { unsent, code: nack.code, detail: nack.detail });
        }
        self.flush(now, out);
    }

    fn flush<S, E>(&mut self, now: i64, out: &mut Vec<Effect<S, E>>) {
        if !self.outbox.is_empty() {
            self.send(now, out);
        }
    }

    #[inline(never)]
    fn send<S, E>(&mut self, now: i64, out: &mut Vec<Effect<S, E>>) {
        let server_now = self.server_time(now);
        if self.clock_known {
            out.extend(self.outbox.expire(server_now).into_iter().map(Effect::Expired));
        }
        if self.link == Link::Live {
            let frames = self.outbox.due(server_now).into_iter();
            out.extend(frames.map(|f| Effect::Send(serde_json::to_string(&f).unwrap_or_default())));
        }
    }

    fn tick<S, E>(&mut self, now: i64, random: f64, out: &mut Vec<Effect<S, E>>) {
        match self.link {
            Link::Offline if now >= self.retry_at => self.connect(now, out),
            Link::Connecting | Link::CatchingUp if now >= self.retry_at && self.silence_ms(now) >= DEAD_MS => {
                self.again(now, random, out)
            }
            Link::Live if self.silence_ms(now) >= DEAD_MS => self.again(now, random, out),
            Link::Live => self.flush(now, out),
            _ => {}
        }
    }

    /// Drops the connection and comes back soon.
    #[inline(never)]
    fn again<S, E>(&mut self, now: i64, random: f64, out: &mut Vec<Effect<S, E>>) {
        out.push(Effect::Disconnect);
        self.back_off(now, random, 0);
    }

    #[inline(never)]
    fn closed(&mut self, now: i64, random: f64, code: u16) {
        if matches!(self.link, Link::Refused(_) | Link::Offline) {
            return;
        }
        match Close::from_code(code) {
            Some(close) if !close.reconnects() => {
                self.link = Link::Refused(close);
                self.retry_at = i64::MAX;
            }
            // Asked to wait: the first wait is not the shortest.
            Some(Close::Malformed | Close::TooLarge | Close::TooManyCommands | Close::TryLater) => {
                self.back_off(now, random, BUSY_ATTEMPT);
            }
            _ => self.back_off(now, random, 0),
        }
    }

    fn back_off(&mut self, now: i64, random: f64, at_least: u32) {
        if self.link == Link::Live && now - self.live_since >= STEADY_MS {
            self.attempt = 0;
        }
        self.attempt = self.attempt.max(at_least);
        let wait = (BACKOFF_FIRST_MS << self.attempt.min(8)).min(BACKOFF_LAST_MS);
        // Full jitter: a thousand screens that lost the same server come back spread out.
        self.retry_at = now + (wait as f64 * random.clamp(0.0, 1.0)) as i64;
        self.attempt = self.attempt.saturating_add(1);
        self.link = Link::Offline;
    }
}
