//! One suite for every bus. Redis ones start a server of their own, so that they may kill and
//! freeze it; where there is none to start, they say so and end.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use shared::ids::LocationId;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::queue::FRAMES_MAX;
use super::{Bus, BusMessage, BusState, Exchange, Inbox, RedisBus, channel};
use crate::clock::{Ids, SystemIds};
use crate::metrics::Metrics;

const LONG: Duration = Duration::from_secs(20);

fn main_house() -> LocationId {
    LocationId::from("main")
}

async fn until(inbox: &mut Inbox, wanted: impl Fn(&BusMessage) -> bool) -> BusMessage {
    let found = async {
        loop {
            let message = inbox.recv().await.expect("the bus ended");
            if wanted(&message) {
                return message;
            }
        }
    };
    timeout(LONG, found).await.expect("nothing of the kind came")
}

async fn frame(inbox: &mut Inbox, location: &LocationId) -> String {
    match until(inbox, |m| matches!(m, BusMessage::Frame { location: l, .. } if l == location)).await {
        BusMessage::Frame { text, .. } => text.to_string(),
        other => panic!("{other:?}"),
    }
}

/// What holds for every bus: `a` and `b` are two nodes, both up and following.
async fn order_and_overflow(a: Arc<dyn Bus>, b: Arc<dyn Bus>) {
    let (main, other) = (main_house(), LocationId::from("other"));
    let mut at_b = b.subscribe();
    for k in 0..500 {
        a.publish(&main, format!("m{k}"));
        a.publish(&other, format!("o{k}"));
    }
    let (mut next_main, mut next_other) = (0, 0);
    while next_main < 500 || next_other < 500 {
        let message = until(&mut at_b, |m| matches!(m, BusMessage::Frame { .. })).await;
        let BusMessage::Frame { location, text } = message else { continue };
        let next = if location == main { &mut next_main } else { &mut next_other };
        assert_eq!(*text, format!("{}{next}", &location.as_str()[..1]), "each location's in its order");
        *next += 1;
    }
    let began = Instant::now();
    for k in 0..FRAMES_MAX * 3 {
        a.publish(&main, k.to_string());
    }
    assert!(began.elapsed() < Duration::from_secs(2), "publishing waits for nobody");
    let last = format!("{}", FRAMES_MAX * 3 - 1);
    while frame(&mut at_b, &main).await != last {}
}

#[tokio::test]
async fn in_one_process_order_holds_and_overflow_drops() {
    let exchange = Exchange::new();
    let (a, b) = (exchange.join(Metrics::new()), exchange.join(Metrics::new()));
    for node in [&a, &b] {
        node.follow(&main_house());
        node.follow(&LocationId::from("other"));
    }
    let mut at_a = a.subscribe();
    assert_eq!(at_a.recv().await, Some(BusMessage::Up));
    order_and_overflow(a.clone(), b.clone()).await;
    b.publish(&LocationId::from("unfollowed"), "x".into());
    b.publish(&main_house(), "y".into());
    assert_eq!(frame(&mut at_a, &main_house()).await, "y", "and nothing of others or of itself before it");
}

/// A Redis of the test's own.
struct Server {
    port: u16,
    child: Child,
}

impl Server {
    async fn start() -> Option<Server> {
        // The system picks a free port; it is taken again at once.
        let port = TcpListener::bind("127.0.0.1:0").await.ok()?.local_addr().ok()?.port();
        Server::start_on(port).await
    }

    async fn start_on(port: u16) -> Option<Server> {
        let child = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .stdout(Stdio::null())
            .spawn();
        let Ok(child) = child else {
            eprintln!("no redis-server to start: the bus over Redis is not tested");
            return None;
        };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            assert!(began.elapsed() < LONG, "redis-server does not listen");
            sleep(Duration::from_millis(10)).await; // tidy: allow, nothing tells that a port listens
        }
        Some(Server { port, child })
    }

    fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGKILL ends a frozen one too.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Node {
    bus: Arc<RedisBus>,
    metrics: Arc<Metrics>,
    tracker: TaskTracker,
    stop: CancellationToken,
}

fn node(port: u16) -> Node {
    let (tracker, stop, metrics) = (TaskTracker::new(), CancellationToken::new(), Metrics::new());
    let url = format!("redis://127.0.0.1:{port}");
    let bus = RedisBus::start(&url, SystemIds.fresh(), metrics.clone(), &tracker, stop.clone()).unwrap();
    bus.follow(&main_house());
    bus.follow(&LocationId::from("other"));
    Node { bus, metrics, tracker, stop }
}

async fn is_up(inbox: &mut Inbox) {
    until(inbox, |m| *m == BusMessage::Up).await;
}

#[tokio::test]
async fn over_redis_order_holds_and_overflow_drops() {
    let Some(server) = Server::start().await else { return };
    let (a, b) = (node(server.port), node(server.port));
    is_up(&mut a.bus.subscribe()).await;
    is_up(&mut b.bus.subscribe()).await;
    order_and_overflow(a.bus.clone(), b.bus.clone()).await;
    // The last words of a node that stops still go out.
    let mut at_b = b.bus.subscribe();
    a.bus.publish(&main_house(), "last".into());
    a.stop.cancel();
    a.tracker.close();
    timeout(LONG, a.tracker.wait()).await.unwrap();
    while frame(&mut at_b, &main_house()).await != "last" {}
    assert_eq!(channel(&main_house()), "passline:{main}:events");
}

#[tokio::test]
async fn a_frozen_redis_is_noticed_within_a_second_and_heals() {
    let Some(server) = Server::start().await else { return };
    let (a, b) = (node(server.port), node(server.port));
    let (mut at_a, mut at_b) = (a.bus.subscribe(), b.bus.subscribe());
    is_up(&mut at_a).await;
    is_up(&mut at_b).await;
    server.signal("-STOP");
    let frozen = Instant::now();
    until(&mut at_a, |m| *m == BusMessage::Down).await;
    assert!(frozen.elapsed() < Duration::from_millis(1_500), "noticed after {:?}", frozen.elapsed());
    assert_eq!(a.bus.state(), BusState::Down);
    let began = Instant::now();
    for k in 0..FRAMES_MAX * 2 {
        a.bus.publish(&main_house(), format!("while frozen {k}"));
    }
    assert!(began.elapsed() < Duration::from_secs(1), "publishing waits for nobody");
    server.signal("-CONT");
    is_up(&mut at_a).await;
    is_up(&mut at_b).await;
    a.bus.publish(&main_house(), "thawed".into());
    while frame(&mut at_b, &main_house()).await != "thawed" {}
}

#[tokio::test]
async fn a_killed_redis_heals_when_it_is_back() {
    let Some(server) = Server::start().await else { return };
    let port = server.port;
    let (a, b) = (node(port), node(port));
    let (mut at_a, mut at_b) = (a.bus.subscribe(), b.bus.subscribe());
    is_up(&mut at_a).await;
    is_up(&mut at_b).await;
    drop(server);
    until(&mut at_b, |m| *m == BusMessage::Down).await;
    until(&mut at_a, |m| *m == BusMessage::Down).await;
    let _again = Server::start_on(port).await.unwrap();
    is_up(&mut at_a).await;
    is_up(&mut at_b).await;
    assert_eq!(a.metrics.bus_up.get(), 1);
    b.bus.publish(&main_house(), "back".into());
    while frame(&mut at_a, &main_house()).await != "back" {}
}
