//! Picks store and bus, starts writers, relay and hub, listens, drains. The one file that knows
//! all others.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use shared::ids::{CommandId, LocationId};
use tokio::sync::{Notify, Semaphore, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::audit;
use crate::auth::{Actor, Auth};
use crate::bus::{Bus, Exchange, RedisBus};
use crate::catchup::CatchUp;
use crate::clock::{Clock, Ids, SystemClock, SystemIds};
use crate::config::{self, DatabaseSettings, ServeSettings};
use crate::consumers;
use crate::hub::{self, Hub};
use crate::jobs;
use crate::learned::Learned;
use crate::listen::{self, Listen};
use crate::live;
use crate::location_file;
use crate::metrics::Metrics;
use crate::orders::{self, KEY_SECONDS, Key, Orders, Request, StockAsk, Terms, What};
use crate::relay::{self, Relay};
use crate::router::router;
use crate::screens;
use crate::state::{App, Parts, SNAPSHOTS_MAX};
use crate::store::{self, Store};
use crate::tls::TlsSide;

/// Old keys are forgotten a few at a time, so that no writer ever waits for it.
const FORGET_EVERY: Duration = Duration::from_secs(60);
const FORGET_AT_ONCE: u32 = 5_000;
/// How long a screen that is gone is remembered: longer than any business day.
const SCREEN_SECONDS: i64 = 48 * 3_600;
/// How long a node may go on signing tokens with a key that was rotated elsewhere.
const LEARN_KEYS_EVERY: Duration = Duration::from_secs(10);

/// A server that is built and not yet listening.
pub struct Server {
    pub app: App,
    relay: Relay,
    /// Stops what must outlive the drain: relay, hub and bus.
    end: CancellationToken,
    background: TaskTracker,
}

/// Builds everything from the settings.
pub async fn build(settings: &ServeSettings) -> anyhow::Result<Server> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let ids: Arc<dyn Ids> = Arc::new(SystemIds);
    let metrics = Metrics::new();
    let (tracker, background) = (TaskTracker::new(), TaskTracker::new());
    let (stop, end) = (CancellationToken::new(), CancellationToken::new());
    let store = open_store(&settings.database).await?;
    let calls = settings.limits.calls_per_second_max;
    let auth = Auth::open(store.clone(), clock.clone(), ids.clone(), metrics.clone(), &settings.auth, calls).await?;
    if let Some(path) = &settings.location_file {
        load_location(&*store, &auth, path, &*clock, &*ids).await?;
    }
    let many_nodes = settings.redis_url.is_some();
    let bus: Arc<dyn Bus> = match &settings.redis_url {
        Some(url) => RedisBus::start(url, ids.fresh(), metrics.clone(), &background, end.clone()).context("--redis-url")?,
        None => Exchange::new().join(metrics.clone()),
    };
    let (committed, from_writers) = mpsc::channel(relay::QUEUE_MAX);
    let catch_up = CatchUp {
        store: store.clone(),
        hub: Arc::new(Hub::default()),
        bus: bus.clone(),
        metrics: metrics.clone(),
        ring_frames: settings.limits.session_queue_frames_max,
    };
    let jobs_waiting = Arc::new(Notify::new());
    let orders = Orders::new(orders::Parts {
        store: store.clone(),
        clock: clock.clone(),
        ids: ids.clone(),
        metrics: metrics.clone(),
        committed,
        tracker: tracker.clone(),
        stop: stop.clone(),
        jobs_waiting: jobs_waiting.clone(),
        terms: Terms {
            cards: settings.stripe.stripe_secret_key.is_some(),
            second_ms: settings.stripe.payment_second_ms.into(),
            unpaid_after_seconds: i64::from(settings.stripe.payment_retry_minutes) * 60,
        },
        inbox_max: settings.limits.writer_inbox_max,
        batch_max: settings.limits.writer_batch_max,
        discount_max: settings.rules.discount_percent_max,
    });
    let relay = Relay { catch_up: catch_up.clone(), bus: bus.clone(), committed: from_writers, many_nodes };
    let app = App(Arc::new(Parts {
        auth,
        orders,
        store,
        catch_up,
        bus,
        clock,
        ids,
        metrics,
        build: screens::build_id(),
        limits: settings.limits.clone(),
        rules: settings.rules.clone(),
        webhooks: settings.webhooks,
        snapshots: Semaphore::new(SNAPSHOTS_MAX),
        learned: Learned::default(),
        jobs_waiting,
        tracker,
        stop,
    }));
    Ok(Server { app, relay, end, background })
}

async fn open_store(database: &DatabaseSettings) -> anyhow::Result<Arc<dyn Store>> {
    store::open(&database.database_url, database.database_connections_max).await.context("--database-url")
}

/// Makes the location of a file where it does not exist yet.
async fn load_location(store: &dyn Store, auth: &Auth, path: &Path, clock: &dyn Clock, ids: &dyn Ids) -> anyhow::Result<()> {
    let file = location_file::read(path).context("--location-file")?;
    let id = file.location.id.clone();
    if store.location(&id).await?.is_some() {
        return Ok(());
    }
    let new = location_file::new_location(file, auth.pins(), ids, clock)?;
    if store.create_location(&new).await? {
        tracing::info!(location.id = %id, "the location was made from its file");
    }
    Ok(())
}

/// Serves until SIGTERM or SIGINT, then drains.
pub async fn serve(settings: &ServeSettings) -> anyhow::Result<()> {
    let started = tokio::time::Instant::now();
    let Server { app, relay, end, background } = build(settings).await?;
    let tls = TlsSide::open(settings.tls.plan()?, &*app.store).await?;
    let listener = listen::bind(settings.listen).with_context(|| format!("--listen {}", settings.listen))?;
    let address = listener.local_addr()?;
    background.spawn(relay.run(end.clone()));
    background.spawn(heartbeats(app.catch_up.hub.clone(), end.clone()));
    background.spawn(live::presence::run(app.clone(), settings.redis_url.is_none(), end.clone()));
    background.spawn(forget_keys(app.clone(), end.clone()));
    background.spawn(learn_keys(app.clone(), end.clone()));
    // They stop with the drain, so that their steps are finished like any command.
    background.spawn(consumers::run(app.clone(), settings.redis_url.is_none(), app.stop.clone()));
    background.spawn(settle_dishes(app.clone()));
    let payments = jobs::payments::Payments::new(&settings.stripe, settings.redis_url.clone())?;
    background.spawn(jobs::run(app.clone(), Arc::new(payments), app.stop.clone()));
    let webhooks = jobs::webhooks::Webhooks::new(settings.webhooks)?;
    background.spawn(jobs::run(app.clone(), Arc::new(webhooks), app.stop.clone()));
    if let Some(path) = &settings.location_file {
        // The first screen finds its board warm.
        warm(&app, &location_file::read(path)?.location.id).await;
    }
    let stop = app.stop.clone();
    let signalled = background.spawn(async move {
        wait_for_signal().await;
        tracing::info!("draining");
        stop.cancel();
    });
    tracing::info!(address = %format!("{}://{}", tls.scheme(), config::own_address(address)), "serving");
    let listen = Listen {
        app: tls.pages().merge(router(app.clone())),
        tls,
        limits: settings.limits.clone(),
        metrics: app.metrics.clone(),
        tracker: app.tracker.clone(),
        stop: app.stop.clone(),
    };
    app.metrics.ready_seconds.set(started.elapsed().as_secs_f64());
    listen.serve(listener).await;
    app.tracker.close();
    if tokio::time::timeout(settings.limits.drain(), app.tracker.wait()).await.is_err() {
        tracing::warn!("not everything had ended when the time for draining was over");
    }
    signalled.abort();
    end.cancel();
    background.close();
    // What is left here holds nothing that was accepted.
    let _ = tokio::time::timeout(Duration::from_secs(1), background.wait()).await;
    Ok(())
}

/// Brings the database to this version's form.
pub async fn migrate(database: &DatabaseSettings) -> anyhow::Result<()> {
    open_store(database).await?.ready().await?;
    println!("the database is up to date");
    Ok(())
}

/// Judges the settings by using them, short of serving; with `data`, what is stored by the log.
pub async fn check(settings: &ServeSettings, data: bool) -> anyhow::Result<ExitCode> {
    let Server { app, end, background, .. } = build(settings).await?;
    TlsSide::open(settings.tls.plan()?, &*app.store).await?;
    app.store.ready().await?;
    end.cancel();
    background.close();
    println!("the settings are fine");
    if data && !audit::run(&*app.store).await? {
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Dishes for which the house lacked something from the first go off before anybody orders one.
async fn settle_dishes(app: App) {
    let locations = app.store.locations().await.unwrap_or_default();
    for location in locations {
        let request = Request {
            actor: Actor::system(&location),
            key: Key { id: CommandId(app.ids.fresh()), fingerprint: Vec::new() },
            if_match: None,
            tapped_at: None,
            what: What::Stock(StockAsk::Settle),
        };
        if let Err(refusal) = app.orders.submit(&location, request).await {
            tracing::warn!(location.id = %location, cause = refusal.detail(), "dishes could not be settled");
        }
    }
}

async fn warm(app: &App, location: &LocationId) {
    if let Err(cause) = app.catch_up.room(location).await {
        tracing::warn!(location.id = %location, %cause, "the board could not be loaded yet");
    }
}

async fn heartbeats(hub: Arc<Hub>, end: CancellationToken) {
    let mut tick = tokio::time::interval(hub::TICK);
    loop {
        tokio::select! {
            _ = tick.tick() => hub.all().iter().for_each(|room| room.tick()),
            () = end.cancelled() => return,
        }
    }
}

/// A key that another node has made signs here too before long; it verifies as soon as it comes.
async fn learn_keys(app: App, end: CancellationToken) {
    let mut tick = tokio::time::interval(LEARN_KEYS_EVERY);
    loop {
        tokio::select! {
            _ = tick.tick() => app.auth.keyring().learn().await,
            () = end.cancelled() => return,
        }
    }
}

async fn forget_keys(app: App, end: CancellationToken) {
    let mut tick = tokio::time::interval(FORGET_EVERY);
    loop {
        tokio::select! {
            _ = tick.tick() => {
                let before = app.clock.now().minus_seconds(KEY_SECONDS);
                if let Err(cause) = app.store.forget_keys(before, FORGET_AT_ONCE).await {
                    tracing::debug!(%cause, "old keys could not be forgotten");
                }
                let before = app.clock.now().minus_seconds(SCREEN_SECONDS);
                if let Err(cause) = app.store.forget_screens(before, FORGET_AT_ONCE).await {
                    tracing::debug!(%cause, "screens that are gone could not be forgotten");
                }
            }
            () = end.cancelled() => return,
        }
    }
}

async fn wait_for_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut term), Ok(mut int)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        tracing::error!("signals cannot be heard: the server stops only by SIGKILL");
        return std::future::pending().await;
    };
    tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
}
