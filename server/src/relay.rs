//! Stop 5 of the line: what was committed goes to this node's screens at once, and over the bus
//! to the others. Woken by a commit, by the bus, and by a timer that reads the heads: losing a
//! message costs time, never an order; repeating one is harmless.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use shared::ids::LocationId;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::bus::{Bus, BusMessage};
use crate::catchup::CatchUp;
use crate::hub::Room;
use crate::log::{Committed, Stretch};

/// Commits of this node that wait for the relay. A full queue drops: the sweep finds them.
pub const QUEUE_MAX: usize = 1_024;
/// How often the heads are read where other nodes may commit: the most that lost news waits.
const SWEEP_MANY: Duration = Duration::from_millis(300);
/// The same with one node, where only an overflow can lose news.
const SWEEP_ONE: Duration = Duration::from_millis(1_000);

pub struct Relay {
    pub catch_up: CatchUp,
    pub bus: Arc<dyn Bus>,
    pub committed: mpsc::Receiver<Committed>,
    /// Others may commit to the same database.
    pub many_nodes: bool,
}

/// What the relay is woken by.
enum Wake {
    Committed(Committed),
    Bus(BusMessage),
    Sweep,
    Stop,
}

impl Relay {
    pub async fn run(mut self, stop: CancellationToken) {
        let mut from_bus = self.bus.subscribe();
        let mut sweep = tokio::time::interval(if self.many_nodes { SWEEP_MANY } else { SWEEP_ONE });
        sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let wake = tokio::select! {
                Some(committed) = self.committed.recv() => Wake::Committed(committed),
                Some(message) = from_bus.recv() => Wake::Bus(message),
                _ = sweep.tick() => Wake::Sweep,
                () = stop.cancelled() => Wake::Stop,
            };
            if matches!(wake, Wake::Stop) {
                return;
            }
            self.step(wake).await;
        }
    }

    async fn step(&mut self, wake: Wake) {
        match wake {
            Wake::Committed(first) => self.committed(first).await,
            Wake::Bus(BusMessage::Frame { location, text }) => self.heard(&location, &text).await,
            // The bus is back: whatever it lost is in the log.
            Wake::Bus(BusMessage::Up) | Wake::Sweep => self.sweep().await,
            Wake::Bus(BusMessage::Down) | Wake::Stop => {}
        }
    }

    /// Own commits: screens first, then the bus. What waits goes out as one stretch.
    async fn committed(&mut self, first: Committed) {
        let mut waiting: BTreeMap<LocationId, Vec<Stretch>> = BTreeMap::new();
        waiting.entry(first.location).or_default().push(first.stretch);
        while let Ok(next) = self.committed.try_recv() {
            waiting.entry(next.location).or_default().push(next.stretch);
        }
        for (location, stretches) in waiting {
            for stretch in join(stretches) {
                let frame = self.many_nodes.then(|| stretch.to_frame());
                self.deliver(&location, stretch).await;
                crate::crash::point("relay.delivered");
                if let Some(frame) = frame {
                    self.bus.publish(&location, frame);
                }
            }
        }
    }

    /// News of another node. Of no interest where nobody here listens to that location.
    async fn heard(&self, location: &LocationId, text: &str) {
        let Some(room) = self.catch_up.hub.get(location) else { return };
        match Stretch::from_frame(text) {
            // An empty one only names the head.
            Ok(stretch) if stretch.to > room.head() => self.give(&room, stretch).await,
            Ok(_) => {}
            Err(cause) => tracing::warn!(location.id = %location, %cause, "a message on the bus could not be read"),
        }
    }

    async fn deliver(&self, location: &LocationId, stretch: Stretch) {
        if let Some(room) = self.catch_up.hub.get(location) {
            self.give(&room, stretch).await;
        }
    }

    async fn give(&self, room: &Room, stretch: Stretch) {
        let head = stretch.to;
        if !room.deliver(stretch)
            && let Err(cause) = self.catch_up.fetch(room, head).await
        {
            tracing::warn!(location.id = %room.location, %cause, "a gap could not be filled yet");
        }
    }

    async fn sweep(&self) {
        let metrics = &self.catch_up.metrics;
        metrics.relay_sweeps.inc();
        let rooms: BTreeMap<LocationId, Arc<Room>> =
            self.catch_up.hub.all().into_iter().map(|room| (room.location.clone(), room)).collect();
        if rooms.is_empty() {
            return;
        }
        let locations: Vec<LocationId> = rooms.keys().cloned().collect();
        match self.catch_up.store.heads(&locations).await {
            Ok(heads) => {
                for (location, head) in heads {
                    let Some(room) = rooms.get(&location).filter(|room| room.head() < head) else { continue };
                    metrics.relay_sweeps_found.inc();
                    if let Err(cause) = self.catch_up.fetch(room, head).await {
                        tracing::warn!(location.id = %location, %cause, "the log could not be read");
                    }
                }
            }
            Err(cause) => tracing::debug!(%cause, "the heads could not be read"),
        }
    }
}

/// Stretches of one location that follow each other become one.
fn join(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut joined: Vec<Stretch> = Vec::new();
    for stretch in stretches {
        match joined.last_mut() {
            Some(last) if last.to + 1 == stretch.from => last.append(stretch),
            _ => joined.push(stretch),
        }
    }
    joined
}
