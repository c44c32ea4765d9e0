//! REST as a till does it: connections are kept, and a call whose answer was lost is sent
//! again under the same key, to the next node, until somebody answers.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Method, Request, Uri, header};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// One call, connection and answer together.
const CALL_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a till tries before it gives up on a call.
pub const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE_MIN: Duration = Duration::from_millis(50);
const PAUSE_MAX: Duration = Duration::from_secs(1);
/// A page of the log is at most 1,000 events of some KB.
const ANSWER_BYTES_MAX: usize = 64 << 20;

pub struct Api {
    http: Client<HttpConnector, Full<Bytes>>,
    nodes: Vec<Uri>,
    /// The node that answered last; all move on together when it falls silent.
    current: AtomicUsize,
    pub retries: AtomicU64,
}

pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Answer {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The stable code of a problem, or the bare status.
    pub fn code(&self) -> String {
        self.body["code"].as_str().map_or_else(|| self.status.to_string(), str::to_owned)
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct Login {
    pub token: String,
}

impl Api {
    pub fn new(urls: &[String]) -> anyhow::Result<Self> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let nodes = urls.iter().map(|url| node(url)).collect::<Result<Vec<_>, _>>()?;
        Ok(Api {
            // As many kept connections as there may be calls in flight.
            http: Client::builder(TokioExecutor::new()).pool_max_idle_per_host(256).build(connector),
            nodes,
            current: AtomicUsize::new(0),
            retries: AtomicU64::new(0),
        })
    }

    pub fn nodes(&self) -> &[Uri] {
        &self.nodes
    }

    pub async fn login(&self, location: &str, pin: &str) -> anyhow::Result<Login> {
        let body = json!({ "location": location, "pin": pin });
        let answer = self.call(Method::POST, "/api/v1/auth/login", None, None, &body, PATIENCE).await?;
        if !answer.is_success() {
            bail!("login with PIN {pin} at location {location} was refused: {}", answer.code());
        }
        serde_json::from_value(answer.body).context("the answer to login has no token")
    }

    pub async fn get(&self, path: &str, token: &str) -> anyhow::Result<Value> {
        let answer = self.call(Method::GET, path, Some(token), None, &Value::Null, PATIENCE).await?;
        if !answer.is_success() {
            bail!("GET {path} answered {} {}", answer.status, answer.code());
        }
        Ok(answer.body)
    }

    pub async fn post(&self, path: &str, token: &str, key: Uuid, body: &Value) -> anyhow::Result<Answer> {
        self.call(Method::POST, path, Some(token), Some(key), body, PATIENCE).await
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        key: Option<Uuid>,
        body: &Value,
        patience: Duration,
    ) -> anyhow::Result<Answer> {
        let until = Instant::now() + patience;
        let bytes = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        let mut pause = PAUSE_MIN;
        loop {
            let at = self.current.load(Relaxed);
            let tried = self.once(&method, &self.nodes[at % self.nodes.len()], path, token, key, bytes.clone()).await;
            let why = match tried {
                Ok(answer) if !matches!(answer.status, 429 | 503) => return Ok(answer),
                Ok(answer) => format!("{} {}", answer.status, answer.code()),
                Err(e) => e.to_string(),
            };
            if Instant::now() + pause > until {
                bail!("{method} {path} got no answer in {} s: {why}", patience.as_secs());
            }
            self.retries.fetch_add(1, Relaxed);
            // Whoever sees the silence first moves everybody on.
            let _ = self.current.compare_exchange(at, at.wrapping_add(1), Relaxed, Relaxed);
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(PAUSE_MAX);
        }
    }

    async fn once(
        &self,
        method: &Method,
        node: &Uri,
        path: &str,
        token: Option<&str>,
        key: Option<Uuid>,
        body: Bytes,
    ) -> anyhow::Result<Answer> {
        let uri: Uri = format!("{}{path}", node.to_string().trim_end_matches('/')).parse()?;
        let mut request = Request::builder().method(method).uri(uri);
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key.to_string());
        }
        let request = request.body(Full::new(body))?;
        let answer = async {
            let response = self.http.request(request).await?;
            let status = response.status().as_u16();
            let body =
                Limited::new(response.into_body(), ANSWER_BYTES_MAX).collect().await.map_err(|e| anyhow::anyhow!(e))?.to_bytes();
            // A proxy's error page is not JSON: the status says enough.
            Ok(Answer { status, body: serde_json::from_slice(&body).unwrap_or(Value::Null) })
        };
        tokio::time::timeout(CALL_TIMEOUT, answer).await.context("no answer in time")?
    }
}

fn node(url: &str) -> anyhow::Result<Uri> {
    let uri: Uri = url.parse().with_context(|| format!("--url {url} is no address"))?;
    if uri.scheme_str() != Some("http") || uri.host().is_none() {
        bail!("--url {url}: only http:// addresses can be replayed against");
    }
    Ok(uri)
}
