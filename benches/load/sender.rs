//! Orders go out at their moments, whether or not the last one was answered.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::SinkExt;
use http_body_util::{BodyExt, Full};
use hyper::{Request, Uri};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, mpsc};
use tokio_tungstenite::tungstenite::Message;

use crate::run::Run;
use crate::screen::open;

/// Calls in flight; only protects the machine, a wait here still counts as latency.
const IN_FLIGHT_MAX: usize = 1024;
const CALL_TIMEOUT: Duration = Duration::from_secs(30);

type Http = Client<HttpConnector, Full<Bytes>>;

fn http() -> Http {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    Client::builder(TokioExecutor::new()).pool_max_idle_per_host(512).build(connector)
}

/// A thread of its own with precise sleeps; it never waits for the server.
fn pacer(run: Arc<Run>) -> mpsc::UnboundedReceiver<usize> {
    let (due, queue) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for (k, ns) in run.sched.iter().enumerate() {
            let at = run.t0 + Duration::from_nanos(*ns);
            let now = Instant::now();
            if at > now {
                #[expect(clippy::disallowed_methods, reason = "a thread of its own, and to the microsecond")]
                std::thread::sleep(at - now);
            }
            if due.send(k).is_err() {
                return;
            }
        }
    });
    queue
}

pub async fn send_all(run: &Arc<Run>) -> Result<(), String> {
    let mut due = pacer(run.clone());
    let order = |k: usize| {
        let reference = format!("{}-{k}", run.id);
        let location = format!("L{}", run.location_of_order(k));
        run.ad.order(&reference, &location, run.a.items)
    };
    let late = |k: usize| {
        run.pacer_ns.record(k, run.now().saturating_sub(run.sched[k]));
    };
    let Some(path) = run.ad.post_path() else {
        let mut publisher = open(run, "/pub", false).await?;
        while let Some(k) = due.recv().await {
            late(k);
            let sent = publisher.send(Message::text(order(k))).await.is_ok();
            run.accepted[k].store(if sent { 1 } else { 2 }, Relaxed);
        }
        return Ok(());
    };
    let http = http();
    let uri = uri(run, path)?;
    let gate = Arc::new(Semaphore::new(IN_FLIGHT_MAX));
    while let Some(k) = due.recv().await {
        late(k);
        let (run, http, uri, body) = (run.clone(), http.clone(), uri.clone(), order(k));
        let gate = gate.clone();
        tokio::spawn(async move {
            let _permit = gate.acquire_owned().await;
            let ok = post_order(&run, &http, uri, k, body).await;
            run.accepted[k].store(if ok { 1 } else { 2 }, Relaxed);
            if ok && run.is_timed(k) {
                run.ack_ns.record(k, run.now().saturating_sub(run.sched[k]));
            }
        });
    }
    Ok(())
}

fn uri(run: &Run, path: &str) -> Result<Uri, String> {
    let uri = format!("http://{}:{}{}", run.a.host, run.a.port, path);
    uri.parse().map_err(|_| format!("{uri} is no address"))
}

async fn post_order(run: &Run, http: &Http, uri: Uri, k: usize, body: String) -> bool {
    let mut request = Request::post(uri).header("content-type", "application/json");
    for (name, value) in run.ad.headers(k) {
        request = request.header(name, value);
    }
    let Ok(request) = request.body(Full::new(Bytes::from(body))) else {
        return false;
    };
    match tokio::time::timeout(CALL_TIMEOUT, http.request(request)).await {
        Ok(Ok(response)) => {
            let ok = response.status().is_success();
            let body = response.into_body().collect().await;
            if let (false, Ok(body)) = (ok, body) {
                let text = String::from_utf8_lossy(&body.to_bytes()).into_owned();
                static ONCE: std::sync::Once = std::sync::Once::new();
                ONCE.call_once(|| eprintln!("an order was refused: {text:.500}"));
            }
            ok
        }
        _ => false,
    }
}

/// Passline's login: the token.
pub async fn login(host: &str, port: u16, location: &str, pin: &str) -> Result<String, String> {
    let body = json!({ "location": location, "pin": pin }).to_string();
    let request = Request::post(format!("http://{host}:{port}/api/v1/auth/login"))
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from(body)))
        .map_err(|e| e.to_string())?;
    let response = http().request(request).await.map_err(|e| e.to_string())?;
    let body = response.into_body().collect().await;
    let body = body.map_err(|e| e.to_string())?.to_bytes();
    let answer: Value = serde_json::from_slice(&body).map_err(|e| e.to_string())?;
    let token = answer["token"].as_str().map(str::to_owned);
    token.ok_or(format!("the login with PIN {pin} was refused: {answer}"))
}
