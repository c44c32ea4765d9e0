//! Stop 7 of the line: a location's news, to the sessions that may read it. Holds the board as a
//! fold of the log, so that a snapshot needs no database, and the last stretch of the log, so
//! that a short resume does not either.
//!
//! Sessions have no queue of their own: each reads one shared ring at its own pace. A slow one
//! falls out of the ring and starts over with a snapshot; nobody waits for it, and it costs
//! nothing while it lags.

mod admitted;
mod floor;

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use shared::board::{Board, Change};
use shared::ids::*;
use shared::order::{Event, EventData};
use shared::protocol::{RESUME_MAX, events_frame};
use shared::view::{Audience, BoardSnapshot};
use tokio::sync::{broadcast, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::log::{Encoded, Stretch};
use crate::metrics::Metrics;

pub use admitted::{Admitted, Pass};
pub use floor::{About, Dark, Floor, Place, Screen, Standing, screens, standing};

/// Events kept for short resumes; older ones are read from the log.
const TAIL_EVENTS: usize = 2_048;
/// Showings remembered as claimed; past that all are forgotten, and a repeat does no harm.
const CLAIMED_MAX: usize = 4_096;
/// Silence after which a heartbeat goes out; with the tick below always within a second.
const QUIET: Duration = Duration::from_millis(700);
pub const TICK: Duration = Duration::from_millis(200);

/// One frame, encoded once, shared by every session of its audience.
#[derive(Debug)]
pub struct Frame {
    pub from: u64,
    pub to: u64,
    pub events: usize,
    pub text: Utf8Bytes,
}

/// A location on this node.
pub struct Room {
    pub location: LocationId,
    pub epoch: Epoch,
    /// Whose sessions these are: told when somebody may no longer.
    pub admitted: Arc<Admitted>,
    /// The screens among them.
    pub floor: Arc<Floor>,
    metrics: Arc<Metrics>,
    state: Mutex<State>,
    rings: [broadcast::Sender<Arc<Frame>>; 4],
    /// Wakes whoever reads the log behind a position of its own.
    heads: watch::Sender<u64>,
}

struct State {
    head: u64,
    board: Board,
    /// Where in the log the location's settings changed last, as far as this room has heard.
    settings: u64,
    tail: VecDeque<Encoded>,
    last_sent: [Instant; 4],
    snapshots: [Option<(u64, Arc<str>)>; 4],
    screens: HashMap<(Uuid, ScreenId), (u64, CancellationToken)>,
    next_session: u64,
    /// Tickets whose first showing is on its way to the log: fifty screens, one command.
    claimed: HashSet<(OrderId, u32, Option<StationId>)>,
    /// Told which orders' tickets change, while somebody holds it.
    watcher: Weak<Touched>,
}

/// Orders whose tickets have changed, for whoever watches their deadlines. Holds no more ids than
/// orders change between two looks.
#[derive(Default)]
pub struct Touched(Mutex<BTreeSet<OrderId>>);

impl Touched {
    /// What was touched since the last call.
    pub fn take(&self) -> BTreeSet<OrderId> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, ids: impl IntoIterator<Item = OrderId>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(ids);
    }
}

/// What a session starts from.
pub struct Seat {
    pub head: u64,
    pub news: broadcast::Receiver<Arc<Frame>>,
    pub start: Start,
}

pub enum Start {
    /// The snapshot's JSON, as of `head`.
    Snapshot(Arc<str>),
    /// The events after the position that was asked for, up to `head`.
    Resumed(Vec<Arc<Frame>>),
    /// The same, but older than what is kept here: read the log up to `head`.
    FromLog,
}

fn slot(audience: Audience) -> usize {
    match audience {
        Audience::Kitchen => 0,
        Audience::FrontOfHouse => 1,
        Audience::Manager => 2,
        Audience::Board => 3,
    }
}

impl Room {
    /// `ring_frames`: how far a session may lag behind before it starts over.
    pub fn new(location: LocationId, epoch: Epoch, head: u64, board: Board, ring_frames: usize, metrics: Arc<Metrics>) -> Room {
        let state = State {
            head,
            board,
            settings: 0,
            tail: VecDeque::new(),
            last_sent: [Instant::now(); 4],
            snapshots: [const { None }; 4],
            screens: HashMap::new(),
            next_session: 0,
            claimed: HashSet::new(),
            watcher: Weak::new(),
        };
        let rings = std::array::from_fn(|_| broadcast::channel(ring_frames).0);
        let (admitted, floor) = (Arc::default(), Arc::default());
        Room { location, epoch, admitted, floor, metrics, state: Mutex::new(state), rings, heads: watch::Sender::new(head) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn head(&self) -> u64 {
        self.state().head
    }

    /// Changes when the log grows.
    pub fn heads(&self) -> watch::Receiver<u64> {
        self.heads.subscribe()
    }

    /// Takes the next stretch of the log. What is known already is passed over; a gap is the
    /// relay's to fill: `false`, and nothing is taken.
    pub fn deliver(&self, stretch: Stretch) -> bool {
        let mut state = self.state();
        if stretch.to <= state.head {
            return true;
        }
        if stretch.from > state.head + 1 {
            return false;
        }
        let stretch = stretch.after(state.head);
        let mut fresh = Vec::with_capacity(stretch.events.len());
        for logged in &stretch.events {
            fresh.push(Encoded::new(logged, &state.board));
            if state.board.apply(&logged.event) == Change::Location {
                state.settings = logged.event.seq;
            }
            state.reported(&logged.event);
            self.admitted.hear(&logged.event);
        }
        if let Some(watcher) = state.watcher.upgrade() {
            watcher.add(stretch.events.iter().flat_map(|logged| with_tickets(&logged.event)));
        }
        state.head = stretch.to;
        for audience in Audience::ALL {
            self.send(&mut state, audience, stretch.from, stretch.to, &fresh);
        }
        state.tail.extend(fresh);
        let surplus = state.tail.len().saturating_sub(TAIL_EVENTS);
        state.tail.drain(..surplus);
        self.metrics.events.inc_by(stretch.events.len() as u64);
        self.heads.send_replace(state.head);
        true
    }

    fn send(&self, state: &mut State, audience: Audience, from: u64, to: u64, events: &[Encoded]) {
        let ring = &self.rings[slot(audience)];
        if ring.receiver_count() == 0 {
            return;
        }
        state.last_sent[slot(audience)] = Instant::now();
        // Nobody there after all: fine.
        let _ = ring.send(Arc::new(frame(audience, from, to, events.iter())));
    }

    /// A sign of life for whoever has heard nothing for a while.
    pub fn tick(&self) {
        let mut state = self.state();
        for audience in Audience::ALL {
            if state.last_sent[slot(audience)].elapsed() >= QUIET {
                let head = state.head;
                self.send(&mut state, audience, head + 1, head, &[]);
            }
        }
    }

    /// Joins: the news from `head` on, and what comes before it.
    pub fn join(&self, audience: Audience, resume: Option<u64>) -> Seat {
        let mut state = self.state();
        let head = state.head;
        let news = self.rings[slot(audience)].subscribe();
        let start = match resume {
            Some(seq) if seq <= head && head - seq <= RESUME_MAX => {
                let first = state.tail.front().map_or(head + 1, |e| e.seq);
                if seq + 1 >= first || seq == head {
                    Start::Resumed(resumed(audience, seq, head, &state.tail))
                } else if audience == Audience::Board {
                    // What guests see of an old event depends on an order that may be gone.
                    Start::Snapshot(state.snapshot(audience))
                } else {
                    Start::FromLog
                }
            }
            _ => Start::Snapshot(state.snapshot(audience)),
        };
        Seat { head, news, start }
    }

    /// Another number than before: the location has new settings.
    pub fn settings(&self) -> u64 {
        self.state().settings
    }

    /// The board as this audience sees it now: JSON.
    pub fn snapshot(&self, audience: Audience) -> (u64, Arc<str>) {
        let mut state = self.state();
        (state.head, state.snapshot(audience))
    }

    /// Reads the board without copying it.
    pub fn with_board<T>(&self, read: impl FnOnce(&Board) -> T) -> T {
        read(&self.state().board)
    }

    /// Orders whose tickets change from now on; for a start, all that are open.
    pub fn watch_tickets(&self) -> Arc<Touched> {
        let touched = Arc::new(Touched::default());
        let mut state = self.state();
        touched.add(state.board.orders().map(|order| order.id));
        state.watcher = Arc::downgrade(&touched);
        touched
    }

    /// Registers a screen; whoever held its place is told to go. The token is cancelled when this
    /// session in turn is replaced.
    pub fn seat_screen(&self, token: Uuid, screen: ScreenId) -> (u64, CancellationToken) {
        let mut state = self.state();
        state.next_session += 1;
        let (id, go) = (state.next_session, CancellationToken::new());
        if let Some((_, old)) = state.screens.insert((token, screen), (id, go.clone())) {
            old.cancel();
        }
        (id, go)
    }

    pub fn leave_screen(&self, token: Uuid, screen: ScreenId, session: u64) {
        let mut state = self.state();
        let key = (token, screen);
        if state.screens.get(&key).is_some_and(|(id, _)| *id == session) {
            state.screens.remove(&key);
        }
    }

    /// The tickets among these that no screen has shown yet, and that nobody else is about to
    /// report. `stations` `None`: a screen of all stations.
    pub fn claim_shown(
        &self,
        tickets: &[(OrderId, u32)],
        stations: Option<&[StationId]>,
    ) -> Vec<(OrderId, u32, Option<StationId>)> {
        let mut state = self.state();
        let mut first = Vec::new();
        for (id, chit) in tickets {
            let Some(order) = state.board.order(*id) else { continue };
            for ticket in order.tickets.iter().filter(|t| t.chit == *chit && t.shown_at.is_none()) {
                let ours = match (&ticket.station, stations) {
                    // A station that does not exist has every screen. One that has a backup is not
                    // shown by that backup's.
                    (Some(station), Some(stations)) => stations.contains(station) || !state.has_station(station),
                    _ => true,
                };
                let key = (*id, *chit, ticket.station.clone());
                if ours && !state.claimed.contains(&key) {
                    first.push(key);
                }
            }
        }
        if state.claimed.len() + first.len() > CLAIMED_MAX {
            state.claimed.clear();
        }
        state.claimed.extend(first.iter().cloned());
        first
    }

    /// A report that was not accepted may be made again.
    pub fn unclaim_shown(&self, ticket: &(OrderId, u32, Option<StationId>)) {
        self.state().claimed.remove(ticket);
    }

    pub fn has_station(&self, id: &StationId) -> bool {
        self.state().has_station(id)
    }

    pub fn sessions(&self, audience: Audience) -> usize {
        self.rings[slot(audience)].receiver_count()
    }
}

impl State {
    /// A report that is in the log need not be remembered: the ticket itself says that it was shown. A
    /// number that a split or merge took away may come again.
    fn reported(&mut self, event: &Event) {
        match &event.data {
            EventData::TicketShown(shown) => {
                if let Some(id) = event.order_id {
                    self.claimed.remove(&(id, shown.chit, shown.station.clone()));
                }
            }
            EventData::Split(s) => self.claimed.retain(|(id, ..)| ![s.order_id, s.new_order_id].contains(id)),
            EventData::Merged(m) => self.claimed.retain(|(id, ..)| ![m.order_id, m.merged_order_id].contains(id)),
            _ => {}
        }
    }

    fn has_station(&self, id: &StationId) -> bool {
        self.board.location.stations.iter().any(|station| station.id == *id)
    }

    /// Encoded at most once for each audience and head, however many screens come at once.
    fn snapshot(&mut self, audience: Audience) -> Arc<str> {
        let slot = slot(audience);
        if let Some((_, text)) = self.snapshots[slot].as_ref().filter(|(seq, _)| *seq == self.head) {
            return text.clone();
        }
        let text = match audience {
            Audience::Board => serde_json::to_string(&BoardSnapshot::of(&self.board)),
            Audience::Kitchen => serde_json::to_string(&self.board.kitchen_view()),
            Audience::FrontOfHouse | Audience::Manager => serde_json::to_string(&self.board.snapshot()),
        };
        // Writing our own types into memory cannot fail.
        let text: Arc<str> = text.unwrap_or_default().into();
        self.snapshots[slot] = Some((self.head, text.clone()));
        text
    }
}

/// The orders of which an event opens, moves or reopens tickets.
fn with_tickets(event: &Event) -> Vec<OrderId> {
    match &event.data {
        EventData::Confirmed(_)
        | EventData::ItemsAdded(_)
        | EventData::Fired(_)
        | EventData::ItemRecalled(_)
        | EventData::Recalled(_) => event.order_id.into_iter().collect(),
        EventData::Split(split) => vec![split.order_id, split.new_order_id],
        EventData::Merged(merged) => vec![merged.order_id],
        _ => Vec::new(),
    }
}

fn frame<'a>(audience: Audience, from: u64, to: u64, events: impl Iterator<Item = &'a Encoded>) -> Frame {
    let texts: Vec<&str> = events.filter_map(|e| e.text(audience)).collect();
    let events = texts.len();
    Frame { from, to, events, text: events_frame(from, to, texts.into_iter()).into() }
}

/// Frames of a few hundred events each, so that no single one holds up a small screen.
fn resumed(audience: Audience, seq: u64, head: u64, tail: &VecDeque<Encoded>) -> Vec<Arc<Frame>> {
    const EVENTS_IN_FRAME: u64 = 256;
    let mut frames = Vec::new();
    let mut from = seq + 1;
    while from <= head {
        let to = (from + EVENTS_IN_FRAME - 1).min(head);
        let events = tail.iter().filter(|e| (from..=to).contains(&e.seq));
        frames.push(Arc::new(frame(audience, from, to, events)));
        from = to + 1;
    }
    frames
}

/// The rooms of this node.
#[derive(Default)]
pub struct Hub {
    rooms: Mutex<HashMap<LocationId, Arc<Room>>>,
}

impl Hub {
    pub fn get(&self, location: &LocationId) -> Option<Arc<Room>> {
        self.rooms().get(location).cloned()
    }

    /// Two callers may have loaded the same room at once: the first stays.
    pub fn insert(&self, room: Room) -> Arc<Room> {
        self.rooms().entry(room.location.clone()).or_insert_with(|| Arc::new(room)).clone()
    }

    pub fn all(&self) -> Vec<Arc<Room>> {
        self.rooms().values().cloned().collect()
    }

    fn rooms(&self) -> MutexGuard<'_, HashMap<LocationId, Arc<Room>>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
