//! What can be counted, and `GET /metrics`. Whoever counts has a field here; names and help texts
//! stand once.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

use shared::protocol::Close;
use shared::view::Audience as View;

use crate::problem::Problem;

/// `accepted`, `repeat`, or the code of the refusal.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct Code {
    pub code: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct Audience {
    pub audience: &'static str,
}

/// `writer`, `hub`, `bus_out`, `bus_in`, …
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct Queue {
    pub queue: &'static str,
}

/// How a screen came back: `fresh`, `resumed`, `snapshot`.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct Kind {
    pub kind: &'static str,
}

/// A consumer of a location's log.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct Reader {
    pub consumer: &'static str,
    pub location: String,
}

/// A kind of job.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct Job {
    pub job: &'static str,
}

/// A route as the router writes it, never as it was called: the number of series stays bounded.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct Route {
    pub method: &'static str,
    pub route: String,
    pub status: u16,
}

/// Every metric. Counting is an atomic addition; families take a read lock besides.
pub struct Metrics {
    registry: Registry,
    pub commits: Counter,
    /// Commands in a commit.
    pub commit_batch: Histogram,
    pub commit_seconds: Histogram,
    /// Transactions that failed.
    pub commit_failures: Counter,
    pub events: Counter,
    pub command_results: Family<Code, Counter>,
    /// Frames written to screens.
    pub frames_sent: Counter,
    /// Events read by one screen each, however many shared a frame.
    pub deliveries: Counter,
    pub sessions: Family<Audience, Gauge>,
    pub closes: Family<Code, Counter>,
    pub resumes: Family<Kind, Counter>,
    pub queue_depth: Family<Queue, Gauge>,
    /// What a full queue let go; the log still has it.
    pub queue_dropped: Family<Queue, Counter>,
    pub http_requests: Family<Route, Counter>,
    pub http_seconds: Histogram,
    pub connections: Gauge,
    /// Connections turned away at a limit.
    pub connections_refused: Counter,
    pub tls_failures: Counter,
    /// 1 up, 0 down.
    pub bus_up: Gauge,
    pub bus_published: Counter,
    pub bus_received: Counter,
    pub relay_sweeps: Counter,
    /// Sweeps that found news nobody had told of.
    pub relay_sweeps_found: Counter,
    /// Events that a consumer has still to read, on the node that works the location.
    pub consumer_lag: Family<Reader, Gauge>,
    /// How old the oldest of them is.
    pub consumer_age_seconds: Family<Reader, Gauge<f64, AtomicU64>>,
    /// Events that a consumer could not digest.
    pub events_set_aside: Counter,
    pub jobs_waiting: Family<Job, Gauge>,
    /// How long the oldest has been due.
    pub jobs_age_seconds: Family<Job, Gauge<f64, AtomicU64>>,
    pub jobs_set_aside: Family<Job, Gauge>,
    pub logins_failed: Counter,
    pub logins_throttled: Counter,
    pub ready_seconds: Gauge<f64, AtomicU64>,
    /// Orders that break an invariant: a fault of ours, to be looked at.
    pub invariants_broken: Counter,
}

/// 0.1 ms to 13 s.
fn seconds() -> Histogram {
    Histogram::new(exponential_buckets(0.0001, 2.0, 18))
}

impl Metrics {
    pub fn new() -> Arc<Self> {
        let mut m = Metrics {
            registry: Registry::with_prefix("passline"),
            commits: Counter::default(),
            commit_batch: Histogram::new(exponential_buckets(1.0, 2.0, 8)),
            commit_seconds: seconds(),
            commit_failures: Counter::default(),
            events: Counter::default(),
            command_results: Family::default(),
            frames_sent: Counter::default(),
            deliveries: Counter::default(),
            sessions: Family::default(),
            closes: Family::default(),
            resumes: Family::default(),
            queue_depth: Family::default(),
            queue_dropped: Family::default(),
            http_requests: Family::default(),
            http_seconds: seconds(),
            connections: Gauge::default(),
            connections_refused: Counter::default(),
            tls_failures: Counter::default(),
            bus_up: Gauge::default(),
            bus_published: Counter::default(),
            bus_received: Counter::default(),
            relay_sweeps: Counter::default(),
            relay_sweeps_found: Counter::default(),
            consumer_lag: Family::default(),
            consumer_age_seconds: Family::default(),
            events_set_aside: Counter::default(),
            jobs_waiting: Family::default(),
            jobs_age_seconds: Family::default(),
            jobs_set_aside: Family::default(),
            logins_failed: Counter::default(),
            logins_throttled: Counter::default(),
            ready_seconds: Gauge::default(),
            invariants_broken: Counter::default(),
        };
        m.register();
        Arc::new(m)
    }

    fn register(&mut self) {
        // A clone of a metric is another handle on the same number.
        macro_rules! register {
            ($($field:ident: $help:literal),* $(,)?) => {
                $(self.registry.register(stringify!($field), $help, self.$field.clone());)*
            };
        }
        register! {
            commits: "Transactions committed",
            commit_batch: "Commands in a commit",
            commit_seconds: "Seconds from taking a batch to its commit",
            commit_failures: "Transactions that failed",
            events: "Events committed",
            command_results: "Commands by what came of them",
            frames_sent: "Frames written to screens",
            deliveries: "Events read by one screen each",
            sessions: "Live connections",
            closes: "Live connections closed by the server, by close code",
            resumes: "How screens came back",
            queue_depth: "What waits in a queue",
            queue_dropped: "What a full queue let go; the log still has it",
            http_requests: "Calls answered",
            http_seconds: "Seconds a call took",
            connections: "Open connections",
            connections_refused: "Connections turned away at a limit",
            tls_failures: "TLS handshakes that failed or took too long",
            bus_up: "1 while the bus works",
            bus_published: "Messages given to the bus",
            bus_received: "Messages that came from the bus",
            relay_sweeps: "Times the relay looked for news by itself",
            relay_sweeps_found: "Sweeps that found news nobody had told of",
            consumer_lag: "Events that a consumer has still to read",
            consumer_age_seconds: "Age of the oldest event that a consumer has still to read",
            events_set_aside: "Events that a consumer could not digest",
            jobs_waiting: "Jobs that are to be done outside",
            jobs_age_seconds: "Seconds for which the oldest job has been due",
            jobs_set_aside: "Jobs that are not tried again unless a person says so",
            logins_failed: "Wrong PINs",
            logins_throttled: "Logins told to wait",
            ready_seconds: "Seconds from start to ready",
            invariants_broken: "Orders that break an invariant, refused or loaded",
        }
    }

    /// The Prometheus text of everything.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::with_capacity(16 * 1024);
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// What happens on the line, in the words of whoever counts it.
impl Metrics {
    pub fn commit(&self, commands: usize, took: Duration) {
        self.commits.inc();
        self.commit_batch.observe(commands as f64);
        self.commit_seconds.observe(took.as_secs_f64());
    }

    pub fn invariant_broken(&self) {
        self.invariants_broken.inc();
    }

    pub fn dropped(&self, queue: &'static str) {
        self.queue_dropped.get_or_create(&Queue { queue }).inc();
    }

    /// So many more wait in this queue.
    pub fn waiting(&self, queue: &'static str, more: i64) {
        self.queue_depth.get_or_create(&Queue { queue }).inc_by(more);
    }

    /// How far behind a consumer is.
    pub fn consumer(&self, consumer: &'static str, location: &str, lag: u64, age_seconds: f64) {
        let reader = Reader { consumer, location: location.to_owned() };
        self.consumer_lag.get_or_create(&reader).set(lag as i64);
        self.consumer_age_seconds.get_or_create(&reader).set(age_seconds);
    }

    /// What waits to be done outside.
    pub fn jobs(&self, job: &'static str, waiting: u64, age_seconds: f64, aside: u64) {
        let job = Job { job };
        self.jobs_waiting.get_or_create(&job).set(waiting as i64);
        self.jobs_age_seconds.get_or_create(&job).set(age_seconds);
        self.jobs_set_aside.get_or_create(&job).set(aside as i64);
    }

    /// A call was answered.
    pub fn call(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let route = Route { method, route: route.to_owned(), status };
        self.http_requests.get_or_create(&route).inc();
        self.http_seconds.observe(took.as_secs_f64());
    }

    /// A command was answered: `accepted`, or the code of its refusal.
    pub fn answered(&self, code: &'static str) {
        self.command_results.get_or_create(&Code { code }).inc();
    }

    /// A frame went to a screen.
    pub fn sent(&self, events: usize) {
        self.frames_sent.inc();
        self.deliveries.inc_by(events as u64);
    }

    pub fn came_back(&self, kind: &'static str) {
        self.resumes.get_or_create(&Kind { kind }).inc();
    }

    pub fn session_opened(&self, audience: View) {
        self.sessions.get_or_create(&Audience { audience: name(audience) }).inc();
    }

    pub fn session_closed(&self, audience: View) {
        self.sessions.get_or_create(&Audience { audience: name(audience) }).dec();
    }

    pub fn closed(&self, close: Close) {
        self.closes.get_or_create(&Code { code: close.name() }).inc();
    }
}

fn name(audience: View) -> &'static str {
    match audience {
        View::Kitchen => "kitchen",
        View::FrontOfHouse => "front_of_house",
        View::Manager => "manager",
        View::Board => "board",
    }
}

/// `GET /metrics`
pub async fn handler(State(metrics): State<Arc<Metrics>>) -> Result<Response, Problem> {
    let text = metrics.text().map_err(|e| Problem::internal(e.into()))?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_can_be_read() {
        let m = Metrics::new();
        m.commits.inc();
        m.sessions.get_or_create(&Audience { audience: "kitchen" }).set(3);
        m.command_results.get_or_create(&Code { code: "accepted" }).inc_by(2);
        let route = Route { method: "GET", route: "/api/v1/orders/{id}".into(), status: 200 };
        m.http_requests.get_or_create(&route).inc();
        let text = m.text().unwrap();
        for line in [
            "passline_commits_total 1",
            "passline_sessions{audience=\"kitchen\"} 3",
            "passline_command_results_total{code=\"accepted\"} 2",
            "passline_http_requests_total{method=\"GET\",route=\"/api/v1/orders/{id}\",status=\"200\"} 1",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in:\n{text}");
        }
    }
}
