//! The bus of several nodes: Redis pub/sub, a connection to publish and one to subscribe.
//!
//! A location has its own subscription, not one pattern for all, so that a node hears only of the
//! locations it serves, and so that sharded pub/sub (`SSUBSCRIBE` knows no patterns) can follow.
//!
//! A Redis that hangs keeps its connections open and says nothing. So each node publishes a beat to
//! itself and expects it back: no beat for `SILENCE` is a bus that is down, whatever its
//! connections say.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};
use futures_util::StreamExt;
use redis::aio::{MultiplexedConnection, PubSubSink, PubSubStream};
use redis::{AsyncConnectionConfig, Client, Msg};
use shared::ids::{LocationId, Uuid};
use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::queue::{Inbox, Queue, Subscribers};
use super::{Bus, BusState, channel};
use crate::metrics::{self, Metrics};

/// How often a node publishes to itself.
const BEAT: Duration = Duration::from_millis(200);
/// Without a beat for so long the bus is down. Nobody is to wait longer than 1 s for news.
const SILENCE: Duration = Duration::from_millis(700);
/// For connecting, subscribing and publishing.
const TIMEOUT: Duration = Duration::from_millis(500);
/// The first pause before connecting again, and the longest.
const PAUSE: Duration = Duration::from_millis(50);
const PAUSE_MAX: Duration = Duration::from_secs(1);
/// For the last frames, once the server stops.
const GOODBYE: Duration = Duration::from_millis(500);
/// Frames that go out in one write.
const PIPELINE_MAX: usize = 256;

pub struct RedisBus {
    outbox: Arc<Queue>,
    followed: Mutex<BTreeSet<LocationId>>,
    /// Somebody follows one more location.
    follow_changed: Notify,
    subscribers: Subscribers,
    up: AtomicBool,
    metrics: Arc<Metrics>,
    client: Client,
    beat_channel: String,
}

impl RedisBus {
    /// Starts at once, whether Redis is there or not.
    pub fn start(
        url: &str,
        node: Uuid,
        metrics: Arc<Metrics>,
        tracker: &TaskTracker,
        stop: CancellationToken,
    ) -> anyhow::Result<Arc<Self>> {
        let bus = Arc::new(RedisBus {
            outbox: Queue::new(),
            followed: Mutex::default(),
            follow_changed: Notify::new(),
            subscribers: Subscribers::default(),
            up: AtomicBool::new(false),
            metrics,
            client: Client::open(url).context("the address of Redis")?,
            beat_channel: format!("passline:node:{node}"),
        });
        tracker.spawn(bus.clone().run(stop));
        Ok(bus)
    }

    async fn run(self: Arc<Self>, stop: CancellationToken) {
        tokio::select! {
            () = self.publish_until(&stop) => {}
            () = forever("subscribe", || self.subscriber()) => {}
        }
        self.subscribers.each(Queue::close);
    }

    /// Publishes through every failure. When told to stop, what waits still goes out, if Redis is
    /// quick; what does not, other nodes read from the log.
    async fn publish_until(&self, stop: &CancellationToken) {
        tokio::select! {
            // Ends by itself once it was told to stop and its last frames are out.
            () = forever("publish", || self.publisher(stop)) => {}
            () = async { stop.cancelled().await; sleep(GOODBYE).await } => {
                tracing::info!("the last messages may not have reached Redis");
            }
        }
    }

    async fn connect(&self) -> anyhow::Result<MultiplexedConnection> {
        let config = AsyncConnectionConfig::new().set_connection_timeout(Some(TIMEOUT)).set_response_timeout(Some(TIMEOUT));
        let connecting = self.client.get_multiplexed_async_connection_with_config(&config);
        Ok(timeout(TIMEOUT, connecting).await.context("connecting to Redis took too long")??)
    }

    /// Sends what waits, and a beat besides, until the connection breaks or it is to stop.
    async fn publisher(&self, stop: &CancellationToken) -> anyhow::Result<()> {
        let mut connection = self.connect().await?;
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let is_beat = tokio::select! {
                _ = beat.tick() => true,
                () = self.outbox.filled() => false,
                () = stop.cancelled() => false,
            };
            let last = stop.is_cancelled();
            loop {
                let frames = self.outbox.take(PIPELINE_MAX);
                let full = frames.len() == PIPELINE_MAX;
                if !frames.is_empty() || is_beat {
                    self.send(&mut connection, &frames, is_beat).await?;
                }
                if !full {
                    break;
                }
            }
            if last {
                return Ok(());
            }
        }
    }

    async fn send(
        &self,
        connection: &mut MultiplexedConnection,
        frames: &[(LocationId, Arc<str>)],
        beat: bool,
    ) -> anyhow::Result<()> {
        let mut pipe = redis::pipe();
        for (location, text) in frames {
            pipe.publish(channel(location), &**text).ignore();
        }
        if beat {
            pipe.publish(&self.beat_channel, "").ignore();
        }
        let sent = timeout(TIMEOUT, pipe.query_async::<()>(connection)).await;
        sent.context("Redis did not answer in time")??;
        self.metrics.bus_published.inc_by(frames.len() as u64);
        Ok(())
    }

    /// Hears until the connection breaks or the beat stops.
    async fn subscriber(&self) -> anyhow::Result<()> {
        let result = self.listen().await;
        self.set_up(false);
        result
    }

    async fn listen(&self) -> anyhow::Result<()> {
        let pubsub = timeout(TIMEOUT, self.client.get_async_pubsub()).await.context("connecting to Redis took too long")??;
        let (mut sink, stream) = pubsub.split();
        let mut stream = pin!(stream);
        let mut heard = BTreeSet::new();
        timeout(TIMEOUT, sink.subscribe(&self.beat_channel)).await.context("Redis did not answer in time")??;
        self.subscribe_new(&mut sink, &mut heard).await?;
        let mut last_beat = Instant::now();
        loop {
            tokio::select! {
                message = next(&mut stream) => {
                    let message = message.context("Redis closed the connection")?;
                    if message.get_channel_name() == self.beat_channel {
                        last_beat = Instant::now();
                        // Only now has the whole way been seen to work.
                        self.set_up(true);
                    } else {
                        self.deliver(&message);
                    }
                }
                () = self.follow_changed.notified() => self.subscribe_new(&mut sink, &mut heard).await?,
                () = tokio::time::sleep_until(last_beat + SILENCE) => bail!("Redis is silent"),
            }
        }
    }

    async fn subscribe_new(&self, sink: &mut PubSubSink, heard: &mut BTreeSet<LocationId>) -> anyhow::Result<()> {
        let wanted = self.followed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let channels: Vec<String> = wanted.difference(heard).map(channel).collect();
        if !channels.is_empty() {
            timeout(TIMEOUT, sink.subscribe(&channels)).await.context("Redis did not answer in time")??;
            let late = !heard.is_empty() || self.up.load(Ordering::Relaxed);
            *heard = wanted;
            if late {
                // What was published before the subscription took hold was missed.
                self.subscribers.each(|queue| queue.set_state(BusState::Up));
            }
        }
        Ok(())
    }

    fn deliver(&self, message: &Msg) {
        let location = message.get_channel_name().strip_prefix("passline:{").and_then(|rest| rest.strip_suffix("}:events"));
        let Some(location) = location.map(LocationId::from) else { return };
        self.metrics.bus_received.inc();
        let Ok(text) = std::str::from_utf8(message.get_payload_bytes()).map(Arc::<str>::from) else { return };
        let mut gone = 0;
        self.subscribers.each(|queue| gone += queue.push(&location, text.clone()));
        self.count_dropped("bus_in", gone);
    }

    fn count_dropped(&self, queue: &'static str, gone: u64) {
        if gone > 0 {
            self.metrics.queue_dropped.get_or_create(&metrics::Queue { queue }).inc_by(gone);
        }
    }

    fn set_up(&self, up: bool) {
        if self.up.swap(up, Ordering::SeqCst) == up {
            return;
        }
        tracing::info!(bus.up = up, "the bus is {}", if up { "up" } else { "down: other nodes' news comes from the log" });
        self.metrics.bus_up.set(up.into());
        self.subscribers.each(|queue| queue.set_state(if up { BusState::Up } else { BusState::Down }));
    }
}

async fn next(stream: &mut std::pin::Pin<&mut PubSubStream>) -> Option<Msg> {
    stream.next().await
}

/// Does it again whenever it fails, after pauses that grow while it fails at once; ends when it
/// is done.
async fn forever<F: Future<Output = anyhow::Result<()>>>(what: &'static str, work: impl Fn() -> F) {
    let mut pause = PAUSE;
    loop {
        let began = Instant::now();
        match work().await {
            Ok(()) => return,
            Err(cause) => tracing::debug!(bus.work = what, cause = format!("{cause:#}"), "Redis failed"),
        }
        pause = if began.elapsed() > PAUSE_MAX * 2 { PAUSE } else { (pause * 2).min(PAUSE_MAX) };
        sleep(pause).await;
    }
}

impl Bus for RedisBus {
    fn publish(&self, location: &LocationId, text: String) {
        let gone = self.outbox.push(location, text.into());
        self.count_dropped("bus_out", gone);
    }

    fn follow(&self, location: &LocationId) {
        let new = self.followed.lock().unwrap_or_else(PoisonError::into_inner).insert(location.clone());
        if new {
            self.follow_changed.notify_one();
        }
    }

    fn subscribe(&self) -> Inbox {
        self.subscribers.add(self.state())
    }

    fn state(&self) -> BusState {
        if self.up.load(Ordering::SeqCst) { BusState::Up } else { BusState::Down }
    }
}
