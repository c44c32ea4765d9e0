//! One location's log, read for all consumers: pages behind each one's position, one step each.

use std::sync::Arc;
use std::time::Duration;

use shared::ids::{CommandId, LocationId};
use shared::order::Event;
use shared::time::Timestamp;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Consumer;
use crate::auth::Actor;
use crate::log::Logged;
use crate::orders::{Effect, Key, Refusal, Request, Step, What};
use crate::state::App;
use crate::store::StoreError;

/// Events in a step: a bounded piece of the writer's time.
const STEP_EVENTS: u32 = 256;
/// After a failure, before the next try.
const BACK_OFF: Duration = Duration::from_millis(200);
/// Tries at an event before it is set aside.
const TRIES_MAX: u32 = 3;
/// A position that only passes by is saved so often.
const SAVE_EVERY: Duration = Duration::from_secs(1);
/// The log is looked at so often even if nobody says that it grew.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Where one consumer stands.
struct Place {
    consumer: Arc<dyn Consumer>,
    /// In the database.
    saved: u64,
    /// Read up to here.
    read: u64,
    saved_at: Instant,
    /// Tries at the event after `read` that failed.
    failed: u32,
    /// When the first event was written that could not be digested yet.
    waiting_since: Option<Timestamp>,
}

struct Reader {
    app: App,
    location: LocationId,
    places: Vec<Place>,
}

/// Why a turn ended early.
enum Halt {
    /// Somebody else has taken over, or the positions are not what we think.
    LostPlace,
    /// Later again.
    Later(String),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Halt::Later(error.to_string())
    }
}

pub async fn run(app: App, location: LocationId, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let told = tokio::select! {
            told = work(&app, &location) => told,
            () = stop.cancelled() => return,
        };
        if let Err(Halt::Later(cause)) = told {
            tracing::warn!(location.id = %location, cause, "consumers have to try again");
        }
        tokio::select! { () = tokio::time::sleep(BACK_OFF) => {}, () = stop.cancelled() => return }
    }
}

/// Reads on as the log grows; ends only with a failure.
async fn work(app: &App, location: &LocationId) -> Result<(), Halt> {
    let mut reader = Reader::open(app.clone(), location.clone()).await?;
    let room = app.catch_up.room(location).await?;
    let mut heads = match &room {
        Some(room) => room.heads(),
        None => return Err(Halt::Later("the location is gone".into())),
    };
    loop {
        heads.borrow_and_update();
        loop {
            let more = reader.turn().await?;
            reader.measure(*heads.borrow());
            if !more {
                break;
            }
        }
        let _ = tokio::time::timeout(LOOK_EVERY, heads.changed()).await;
    }
}

impl Reader {
    async fn open(app: App, location: LocationId) -> Result<Reader, Halt> {
        let positions = app.store.positions(&location).await?;
        let place = |consumer: Arc<dyn Consumer>| {
            let saved = positions.iter().find(|(name, _)| name == consumer.name()).map_or(0, |(_, position)| *position);
            Place { consumer, saved, read: saved, saved_at: Instant::now(), failed: 0, waiting_since: None }
        };
        let places = super::all().into_iter().map(place).collect();
        Ok(Reader { app, location, places })
    }

    /// One page for whoever is furthest behind, and all who stand with it. `true`: there may be more.
    async fn turn(&mut self) -> Result<bool, Halt> {
        let Some(after) = self.places.iter().map(|place| place.read).min() else { return Ok(false) };
        let rows = self.app.store.events(&self.location, after, STEP_EVENTS).await?;
        let mut events: Vec<Event> = Vec::with_capacity(rows.len());
        for row in &rows {
            events.push(Logged::parse(&row.json).map_err(|e| Halt::Later(e.to_string()))?.event);
        }
        for place in 0..self.places.len() {
            self.advance(place, &events).await?;
        }
        Ok(rows.len() == STEP_EVENTS as usize)
    }

    fn measure(&self, head: u64) {
        let now = self.app.clock.now();
        for place in &self.places {
            let lag = head.saturating_sub(place.read);
            let age = place.waiting_since.filter(|_| lag > 0).map_or(0.0, |since| (now.0 - since.0) as f64 / 1000.0);
            self.app.metrics.consumer(place.consumer.name(), self.location.as_str(), lag, age);
        }
    }

    /// Takes one consumer over these events.
    async fn advance(&mut self, index: usize, events: &[Event]) -> Result<(), Halt> {
        let (mut effects, mut to) = (Vec::new(), self.places[index].read);
        let mut stuck = None;
        self.places[index].waiting_since = None;
        let from = to;
        for event in events.iter().filter(|event| event.seq > from) {
            let consumer = self.places[index].consumer.clone();
            match consumer.digest(&self.app, &self.location, event).await {
                Ok(more) => effects.extend(more),
                Err(cause) if self.places[index].failed + 1 >= TRIES_MAX => {
                    tracing::error!(location.id = %self.location, consumer = consumer.name(), seq = event.seq, %cause, "an event was set aside");
                    effects.push(Effect::SetAside { seq: event.seq, cause: format!("{cause:#}") });
                    self.app.metrics.events_set_aside.inc();
                    self.places[index].failed = 0;
                }
                Err(cause) => {
                    self.places[index].failed += 1;
                    self.places[index].waiting_since = Some(event.at);
                    stuck = Some(format!("{}: event {}: {cause:#}", consumer.name(), event.seq));
                    break;
                }
            }
            to = event.seq;
        }
        self.places[index].read = to;
        let place = &self.places[index];
        let passing = effects.is_empty();
        if to > place.saved && (!passing || place.saved_at.elapsed() >= SAVE_EVERY) {
            self.hand_over(index, effects).await?;
        }
        match stuck {
            // The others do not wait for it.
            Some(cause) if index + 1 == self.places.len() => Err(Halt::Later(cause)),
            Some(cause) => {
                tracing::warn!(location.id = %self.location, cause, "a consumer has to try again");
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// The step goes through the location's writer, and counts once.
    async fn hand_over(&mut self, index: usize, effects: Vec<Effect>) -> Result<(), Halt> {
        let place = &mut self.places[index];
        let step = Step { consumer: place.consumer.name(), expected: place.saved, to: place.read, effects };
        let request = Request {
            actor: Actor::system(&self.location),
            key: Key { id: CommandId(self.app.ids.fresh()), fingerprint: Vec::new() },
            if_match: None,
            tapped_at: None,
            what: What::Step(step),
        };
        crate::crash::point("consumer.read");
        match self.app.orders.submit(&self.location, request).await {
            Ok(_) => {
                crate::crash::point("consumer.handed_over");
                place.saved = place.read;
                place.saved_at = Instant::now();
                Ok(())
            }
            Err(Refusal::LostPlace) => Err(Halt::LostPlace),
            // Also a commit of unknown outcome: the positions are read afresh.
            Err(refusal) => Err(Halt::Later(refusal.detail())),
        }
    }
}
