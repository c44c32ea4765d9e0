//! What handlers hold: the parts of a running server that a request may need.

use std::sync::Arc;

use axum::extract::FromRef;
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::auth::Auth;
use crate::bus::Bus;
use crate::catchup::CatchUp;
use crate::clock::{Clock, Ids};
use crate::config::{HouseRules, Limits, WebhookSettings};
use crate::learned::Learned;
use crate::metrics::Metrics;
use crate::orders::Orders;
use crate::store::Store;

/// Snapshots on the wire at a time. A large board is some 300 KB: a whole house that comes back
/// at once must not need all its memory at once.
pub const SNAPSHOTS_MAX: usize = 64;

/// Cheap to clone: every handler has one.
#[derive(Clone)]
pub struct App(pub Arc<Parts>);

impl std::ops::Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl FromRef<App> for Arc<Auth> {
    fn from_ref(app: &App) -> Self {
        app.auth.clone()
    }
}

pub struct Parts {
    pub auth: Arc<Auth>,
    pub orders: Orders,
    pub store: Arc<dyn Store>,
    pub catch_up: CatchUp,
    pub bus: Arc<dyn Bus>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
    pub metrics: Arc<Metrics>,
    /// The pages' build: a screen of another one reloads itself.
    pub build: &'static str,
    pub limits: Limits,
    pub rules: HouseRules,
    pub webhooks: WebhookSettings,
    pub snapshots: Semaphore,
    pub learned: Learned,
    /// Jobs may be due: whoever works at them looks at once.
    pub jobs_waiting: Arc<Notify>,
    pub tracker: TaskTracker,
    /// Drain: no new work, finish what was accepted.
    pub stop: CancellationToken,
}
