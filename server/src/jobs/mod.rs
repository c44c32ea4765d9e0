//! What acts outside: due jobs, worked side by side under a lease each, at least once, retried and in
//! the end set aside. One that hangs delays no other.

pub mod payments;
pub mod webhooks;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use shared::ids::{LocationId, Uuid};
use shared::time::Timestamp;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::state::App;
use crate::store::{JobChange, JobClaim, JobRow};

/// How long a dead node's job waits for another.
const LEASE_MS: i64 = 3_500;
const RENEW_EVERY: Duration = Duration::from_millis(900);
/// How often due jobs are looked for, unless somebody says that there are some.
const LOOK_EVERY: Duration = Duration::from_millis(500);
const MEASURE_EVERY: Duration = Duration::from_secs(5);
/// Jobs of one kind at a time: enough that a few that hang do not hold up the others.
const AT_ONCE: usize = 32;
/// Who waits longer than that is found by the next look.
const WAKE_MAX_MS: u64 = 10_000;
/// Between two tries of a job whose end could not be written down.
const AGAIN_MS: i64 = 2_000;

/// Does one kind of job.
#[async_trait]
pub trait Worker: Send + Sync {
    fn kind(&self) -> &'static str;

    /// Does it, and says what becomes of the job. `None`: the location's writer has settled it
    /// with what it brought. An error: the end could not be written down, so it is tried again.
    async fn work(&self, app: &App, job: &JobRow) -> anyhow::Result<Option<JobChange>>;
}

/// Works at one kind of job until `end`.
pub async fn run(app: App, worker: Arc<dyn Worker>, end: CancellationToken) {
    let crew = Crew {
        owner: app.ids.fresh(),
        held: Arc::default(),
        places: Arc::new(Semaphore::new(AT_ONCE)),
        tasks: TaskTracker::new(),
        app,
        worker,
    };
    let mut look = tokio::time::interval(LOOK_EVERY);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut renew = tokio::time::interval(RENEW_EVERY);
    let mut measure = tokio::time::interval(MEASURE_EVERY);
    // Every crew hears of it, also of what is told while this one looks.
    let waiting = crew.app.jobs_waiting.clone();
    let mut told = Box::pin(waiting.notified());
    loop {
        tokio::select! {
            _ = look.tick() => crew.look().await,
            () = &mut told => {
                told.set(waiting.notified());
                crew.look().await;
            }
            _ = renew.tick() => crew.renew().await,
            _ = measure.tick() => crew.measure().await,
            () = end.cancelled() => break,
        }
    }
    // What is on its way is not awaited: another node takes it up under the same id.
}

struct Crew {
    app: App,
    worker: Arc<dyn Worker>,
    owner: Uuid,
    /// Jobs being worked at, whose leases are renewed.
    held: Arc<Mutex<HashMap<Uuid, LocationId>>>,
    places: Arc<Semaphore>,
    tasks: TaskTracker,
}

impl Crew {
    async fn look(&self) {
        loop {
            let free = self.places.available_permits();
            if free == 0 {
                return;
            }
            let now = self.app.clock.now();
            let claim = JobClaim {
                owner: self.owner,
                kind: self.worker.kind(),
                now,
                until: Timestamp(now.0 + LEASE_MS),
                limit: u32::try_from(free).unwrap_or(1),
            };
            let jobs = match self.app.store.claim_jobs(&claim).await {
                Ok(jobs) => jobs,
                Err(cause) => {
                    tracing::warn!(kind = claim.kind, %cause, "jobs could not be taken up");
                    return;
                }
            };
            let full = jobs.len() == free;
            for job in jobs {
                self.start(job);
            }
            if !full {
                return;
            }
        }
    }

    fn start(&self, job: JobRow) {
        let Ok(place) = self.places.clone().try_acquire_owned() else { return };
        // Its lease ran out while the database was away: it is still being done here.
        if self.lock().contains_key(&job.id) {
            return;
        }
        self.lock().insert(job.id, job.location.clone());
        let (app, worker, held) = (self.app.clone(), self.worker.clone(), self.held.clone());
        self.tasks.spawn(async move {
            crate::crash::point("job.taken");
            let change = worker.work(&app, &job).await.unwrap_or_else(|cause| {
                tracing::warn!(job.id = %job.id, kind = job.kind, tries = job.tries, cause = format!("{cause:#}"), "a job has to be done again");
                let due_at = Timestamp(app.clock.now().0 + AGAIN_MS);
                Some(JobChange::Again { id: job.id, due_at, json: job.json.clone() })
            });
            crate::crash::point("job.done");
            let again = match &change {
                Some(JobChange::Again { due_at, .. }) => Some(*due_at),
                _ => None,
            };
            if let Some(change) = change
                && let Err(cause) = app.store.settle_job(&job.location, &change).await
            {
                // Its lease ends, and it is done again under the same id.
                tracing::warn!(job.id = %job.id, %cause, "the end of a job could not be written down");
            }
            held.lock().unwrap_or_else(PoisonError::into_inner).remove(&job.id);
            drop(place);
            app.jobs_waiting.notify_waiters();
            if let Some(Timestamp(due)) = again {
                // To the moment, and not to the next look.
                let wait = u64::try_from(due - app.clock.now().0).unwrap_or(0);
                tokio::time::sleep(Duration::from_millis(wait.min(WAKE_MAX_MS))).await;
                app.jobs_waiting.notify_waiters();
            }
        });
    }

    /// How much waits, for whoever watches the house.
    async fn measure(&self) {
        let kind = self.worker.kind();
        if let Ok(backlog) = self.app.store.backlog(kind).await {
            let now = self.app.clock.now();
            let age = backlog.oldest_due.map_or(0, |due| (now.0 - due.0).max(0)) as f64 / 1000.0;
            self.app.metrics.jobs(kind, backlog.waiting, age, backlog.aside);
        }
    }

    async fn renew(&self) {
        let held: Vec<(LocationId, Uuid)> = self.lock().iter().map(|(id, location)| (location.clone(), *id)).collect();
        if held.is_empty() {
            return;
        }
        let until = Timestamp(self.app.clock.now().0 + LEASE_MS);
        if let Err(cause) = self.app.store.renew_jobs(self.owner, &held, until).await {
            tracing::debug!(%cause, "the leases of jobs could not be renewed");
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Uuid, LocationId>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
