//! One location's log, read for all consumers: pages behind each one's position, one step each.

use std::collections::HashMap;
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
use crate::store::{EventRow, StoreError};

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
    /// When the first event was written that could not be digested yet.
    waiting_since: Option<Timestamp>,
}

/// Failures by consumer and event, or place where a step began; kept over everything but the lease.
type Failures = HashMap<(&'static str, u64), u32>;

struct Reader<'a> {
    app: App,
    location: LocationId,
    places: Vec<Place>,
    failures: &'a mut Failures,
}

/// Why a turn ended early.
enum Halt {
    /// Somebody else has taken over, or the positions are not what we think.
    LostPlace,
    /// Later again.
    Later(String),
}

/// Why a step was not taken.
enum NotTaken {
    LostPlace,
    /// What is in it cannot be stored.
    Poisoned,
    Later(String),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Halt::Later(error.to_string())
    }
}

pub async fn run(app: App, location: LocationId, stop: CancellationToken) {
    let mut failures = Failures::new();
    while !stop.is_cancelled() {
        let told = tokio::select! {
            told = work(&app, &location, &mut failures) => told,
            () = stop.cancelled() => return,
        };
        if let Err(Halt::Later(cause)) = told {
            tracing::warn!(location.id = %location, cause, "consumers have to try again");
        }
        tokio::select! { () = tokio::time::sleep(BACK_OFF) => {}, () = stop.cancelled() => return }
    }
}

/// Reads on as the log grows; ends only with a failure.
async fn work(app: &App, location: &LocationId, failures: &mut Failures) -> Result<(), Halt> {
    let mut reader = Reader::open(app.clone(), location.clone(), failures).await?;
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

impl<'a> Reader<'a> {
    async fn open(app: App, location: LocationId, failures: &'a mut Failures) -> Result<Reader<'a>, Halt> {
        let positions = app.store.positions(&location).await?;
        let place = |consumer: Arc<dyn Consumer>| {
            let saved = positions.iter().find(|(name, _)| name == consumer.name()).map_or(0, |(_, position)| *position);
            Place { consumer, saved, read: saved, saved_at: Instant::now(), waiting_since: None }
        };
        let places = super::all().into_iter().map(place).collect();
        Ok(Reader { app, location, places, failures })
    }

    /// One page for each, which those who stand together share. `true`: there may be more.
    async fn turn(&mut self) -> Result<bool, Halt> {
        let (mut page, mut more) = (None, false);
        for index in 0..self.places.len() {
            let after = self.places[index].read;
            let events = match page.take() {
                Some((at, events)) if at == after => events,
                _ => self.page(after).await?,
            };
            // Whoever is stuck is looked at again after a pause, and holds up nobody.
            more |= self.advance(index, &events).await? && events.len() == STEP_EVENTS as usize;
            page = Some((after, events));
        }
        Ok(more)
    }

    async fn page(&self, after: u64) -> Result<Vec<Event>, Halt> {
        let rows = self.app.store.events(&self.location, after, STEP_EVENTS).await?;
        let read = |row: &EventRow| Logged::parse(&row.json).map(|logged| logged.event);
        rows.iter().map(read).collect::<Result<_, _>>().map_err(|e| Halt::Later(e.to_string()))
    }

    fn measure(&self, head: u64) {
        let now = self.app.clock.now();
        for place in &self.places {
            let lag = head.saturating_sub(place.read);
            let age = place.waiting_since.filter(|_| lag > 0).map_or(0.0, |since| (now.0 - since.0) as f64 / 1000.0);
            self.app.metrics.consumer(place.consumer.name(), self.location.as_str(), lag, age);
        }
    }

    /// Takes one consumer over these events. `false`: it is stuck, and tries again later.
    async fn advance(&mut self, index: usize, events: &[Event]) -> Result<bool, Halt> {
        let consumer = self.places[index].consumer.clone();
        let (name, from) = (consumer.name(), self.places[index].read);
        // A step that cannot be stored is taken event by event, until the culprit stands alone.
        let refused = self.failures.get(&(name, self.places[index].saved)).copied().unwrap_or(0);
        let most = if refused > 0 { 1 } else { events.len() };
        let (mut effects, mut to, mut stuck) = (Vec::new(), from, None);
        for event in events.iter().take(most) {
            let cause = match consumer.digest(&self.app, &self.location, event).await {
                Ok(_) if refused >= TRIES_MAX => "its step cannot be stored".to_owned(),
                Ok(more) => {
                    effects.extend(more);
                    to = event.seq;
                    continue;
                }
                Err(cause) => format!("{cause:#}"),
            };
            let failed = self.failures.entry((name, event.seq)).or_insert(0);
            *failed += 1;
            if *failed < TRIES_MAX && refused < TRIES_MAX {
                stuck = Some(event.at);
                tracing::warn!(location.id = %self.location, consumer = name, seq = event.seq, cause, "an event has to be tried again");
                break;
            }
            tracing::error!(location.id = %self.location, consumer = name, seq = event.seq, cause, "an event was set aside");
            self.app.metrics.events_set_aside.inc();
            effects.push(Effect::SetAside { seq: event.seq, cause });
            to = event.seq;
        }
        self.places[index].waiting_since = stuck;
        self.places[index].read = to;
        let place = &self.places[index];
        let passing = effects.is_empty();
        if to == place.saved || (passing && place.saved_at.elapsed() < SAVE_EVERY) {
            return Ok(stuck.is_none());
        }
        match self.hand_over(index, effects).await {
            Ok(()) => {
                self.failures.retain(|(of, seq), _| *of != name || *seq > to);
                // One at a time: there is more of the page.
                Ok(stuck.is_none())
            }
            Err(NotTaken::LostPlace) => Err(Halt::LostPlace),
            Err(NotTaken::Poisoned) => {
                let place = &mut self.places[index];
                place.read = place.saved;
                *self.failures.entry((name, place.saved)).or_insert(0) += 1;
                Ok(false)
            }
            // Also a commit of unknown outcome: the positions are read afresh.
            Err(NotTaken::Later(cause)) => Err(Halt::Later(cause)),
        }
    }

    /// The step goes through the location's writer, and counts once.
    async fn hand_over(&mut self, index: usize, effects: Vec<Effect>) -> Result<(), NotTaken> {
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
            Err(Refusal::LostPlace) => Err(NotTaken::LostPlace),
            Err(Refusal::Poisoned) => Err(NotTaken::Poisoned),
            Err(refusal) => Err(NotTaken::Later(refusal.detail())),
        }
    }
}
