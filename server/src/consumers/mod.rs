//! Consumers read the log behind a durable position each, and hand what follows to the location's
//! writer as one more entry of its batch.
//!
//! One node works a location at a time, under a lease that ends by itself. The lease only saves
//! work: a step counts once because the writer compares the position under the location's lock.

mod floor;
mod inventory;
mod loyalty;
mod notifications;
mod reader;
mod watch;
mod webhooks;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use shared::ids::{LocationId, Uuid};
use shared::order::Event;
use tokio_util::sync::CancellationToken;

use crate::orders::Effect;
use crate::state::App;

/// How long a node that says nothing keeps a location.
const LEASE_MS: i64 = 3_500;
/// How often it says so. A dead node's work is taken up within the lease and one of these.
const RENEW_EVERY: Duration = Duration::from_millis(900);
/// The same where no other node can be: only locations that are new are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Turns events into what follows from them. Holds no state: a step may be worked out twice.
#[async_trait]
pub trait Consumer: Send + Sync {
    fn name(&self) -> &'static str;

    /// What follows from this event. An error is tried again a few times, then the event is set
    /// aside, visibly.
    async fn digest(&self, app: &App, location: &LocationId, event: &Event) -> anyhow::Result<Vec<Effect>>;
}

/// Every consumer there is.
pub fn all() -> Vec<Arc<dyn Consumer>> {
    vec![
        Arc::new(inventory::Inventory),
        Arc::new(loyalty::Loyalty),
        Arc::new(notifications::Notifications),
        Arc::new(webhooks::Webhooks::default()),
    ]
}

/// Works the locations that this node can get hold of, until `end`. `alone`: there is no other node,
/// so whatever lease is left is one of ours from before.
pub async fn run(app: App, alone: bool, end: CancellationToken) {
    let owner = app.ids.fresh();
    let mut working: HashMap<LocationId, CancellationToken> = HashMap::new();
    let mut tick = tokio::time::interval(if alone { LOOK_EVERY } else { RENEW_EVERY });
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = tick.tick() => renew(&app, owner, alone, &mut working, &end).await,
            () = end.cancelled() => break,
        }
    }
    // Another node need not wait for the lease to end.
    if let Err(cause) = app.store.release_locations(owner).await {
        tracing::debug!(%cause, "leases could not be given back");
    }
}

async fn renew(
    app: &App,
    owner: Uuid,
    alone: bool,
    working: &mut HashMap<LocationId, CancellationToken>,
    end: &CancellationToken,
) {
    let now = app.clock.now();
    let until = shared::time::Timestamp(now.0 + LEASE_MS);
    let free_before = if alone { shared::time::Timestamp(i64::MAX) } else { now };
    let ours = match app.store.claim_locations(owner, free_before, until).await {
        Ok(ours) => ours,
        Err(cause) => {
            // Whoever is at work goes on: what it does is compared under the lock.
            tracing::warn!(%cause, "leases could not be renewed");
            return;
        }
    };
    working.retain(|location, stop| {
        let keep = ours.contains(location);
        if !keep {
            stop.cancel();
        }
        keep
    });
    for location in ours {
        if working.contains_key(&location) {
            continue;
        }
        let stop = end.child_token();
        working.insert(location.clone(), stop.clone());
        app.tracker.spawn(reader::run(app.clone(), location.clone(), stop.clone()));
        app.tracker.spawn(watch::run(app.clone(), location.clone(), stop.clone()));
        app.tracker.spawn(floor::run(app.clone(), location, stop));
    }
}
