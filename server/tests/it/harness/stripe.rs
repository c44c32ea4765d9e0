//! A card processor that fails as it is told to: it honours idempotency keys by saying its first
//! answer again, errors too, lists in pages, and remembers every call.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use shared::ids::Uuid;
use tokio::sync::watch;
use tokio::time::timeout;

use super::PATIENCE;

/// How the next call to charge, or to refund, goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    Well,
    Declined,
    /// This status, and nothing remembered under the key.
    Fails(u16),
    /// The same, said again for every call under this key.
    FailsForGood(u16),
    /// Never answered; nothing happens.
    Hangs,
    /// It happens, and the answer breaks off.
    AnswerLost,
    /// It happens, and the answer is held back until `release`.
    Held,
}

#[derive(Clone, Debug)]
pub struct Call {
    pub path: String,
    pub key: String,
    pub authorization: String,
    pub form: BTreeMap<String, String>,
}

#[derive(Default)]
pub struct State {
    pub ways: VecDeque<Way>,
    /// Lists answer 500.
    pub lists_down: bool,
    pub page: usize,
    pub calls: Vec<Call>,
    pub lists: usize,
    pub intents: Vec<Value>,
    pub refunds: Vec<Value>,
    remembered: HashMap<String, (u16, Value)>,
    held: bool,
}

impl State {
    /// The calls that asked for money.
    pub fn charges(&self) -> Vec<&Call> {
        self.calls.iter().filter(|call| call.path == "/v1/payment_intents").collect()
    }

    /// What was taken.
    pub fn taken(&self) -> Vec<i64> {
        let succeeded = self.intents.iter().filter(|intent| intent["status"] == "succeeded");
        succeeded.map(|intent| intent["amount"].as_i64().unwrap()).collect()
    }

    pub fn given_back(&self) -> Vec<i64> {
        self.refunds.iter().map(|refund| refund["amount"].as_i64().unwrap()).collect()
    }
}

type Keeper = Arc<watch::Sender<State>>;

pub struct FakeStripe {
    pub url: String,
    state: Keeper,
}

impl FakeStripe {
    pub async fn start() -> FakeStripe {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state: Keeper = Arc::new(watch::channel(State { page: 100, ..State::default() }).0);
        let app = axum::Router::new()
            .route("/v1/payment_intents", post(act).get(list_intents))
            .route("/v1/refunds", post(act).get(list_refunds))
            .route("/{*path}", get(async |Path(path): Path<String>| (StatusCode::NOT_FOUND, path)))
            .with_state(state.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        FakeStripe { url, state }
    }

    /// How the next calls go; after them all goes well.
    pub fn then(&self, ways: impl IntoIterator<Item = Way>) {
        self.change(|s| s.ways.extend(ways));
    }

    pub fn change(&self, change: impl FnOnce(&mut State)) {
        self.state.send_modify(change);
    }

    /// Lets the answers go that were held back.
    pub fn release(&self) {
        self.change(|s| s.held = false);
    }

    pub fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.borrow())
    }

    pub async fn until(&self, what: &str, mut seen: impl FnMut(&State) -> bool) {
        let mut state = self.state.subscribe();
        let waiting = timeout(PATIENCE, state.wait_for(|s| seen(s))).await.is_err();
        assert!(!waiting, "waited in vain for the processor: {what}: {:?}", self.look(|s| s.calls.clone()));
    }
}

fn field(form: &BTreeMap<String, String>, name: &str) -> Value {
    form.get(name).map_or(Value::Null, |text| text.as_str().into())
}

async fn act(Shared(keeper): Shared<Keeper>, headers: HeaderMap, uri: axum::http::Uri, body: Bytes) -> Response {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let form: BTreeMap<String, String> = pairs(&String::from_utf8_lossy(&body));
    let (path, key) = (uri.path().to_owned(), text("idempotency-key"));
    let (mut way, mut answer) = (Way::Well, (200, Value::Null));
    keeper.send_modify(|s| {
        let call = Call { path: path.clone(), key: key.clone(), authorization: text("authorization"), form: form.clone() };
        s.calls.push(call);
        way = s.ways.pop_front().unwrap_or(Way::Well);
        if way == Way::Hangs {
            return;
        }
        if let Way::Fails(status) = way {
            answer = (status, json!({ "error": { "type": "api_error" } }));
            return;
        }
        if let Some(first) = s.remembered.get(&key) {
            answer = first.clone();
            return;
        }
        answer = match way {
            Way::Declined => {
                let error = json!({ "type": "card_error", "code": "card_declined", "decline_code": "generic_decline" });
                (402, json!({ "error": error }))
            }
            Way::FailsForGood(status) => (status, json!({ "error": { "type": "api_error" } })),
            _ if path == "/v1/refunds" => (200, refund(s, &form)),
            _ => (200, intent(s, &form)),
        };
        s.remembered.insert(key.clone(), answer.clone());
        s.held |= way == Way::Held;
    });
    match way {
        Way::Hangs => std::future::pending().await,
        Way::AnswerLost => {
            let broken = futures_util::stream::once(async { Err::<Bytes, _>(std::io::Error::other("the line is cut")) });
            return Body::from_stream(broken).into_response();
        }
        Way::Held => {
            let mut state = keeper.subscribe();
            let _ = state.wait_for(|s| !s.held).await;
        }
        _ => {}
    }
    (StatusCode::from_u16(answer.0).unwrap(), axum::Json(answer.1)).into_response()
}

fn intent(s: &mut State, form: &BTreeMap<String, String>) -> Value {
    let created = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let intent = json!({
        "id": format!("pi_{}", Uuid::new_v4().simple()), "object": "payment_intent", "status": "succeeded", "created": created,
        "amount": form["amount"].parse::<i64>().unwrap(), "currency": field(form, "currency"),
        "metadata": { "attempt_id": field(form, "metadata[attempt_id]") },
    });
    s.intents.push(intent.clone());
    intent
}

fn refund(s: &mut State, form: &BTreeMap<String, String>) -> Value {
    let refund = json!({
        "id": format!("re_{}", Uuid::new_v4().simple()), "object": "refund", "status": "succeeded",
        "amount": form["amount"].parse::<i64>().unwrap(), "payment_intent": field(form, "payment_intent"),
        "metadata": { "refund_id": field(form, "metadata[refund_id]") },
    });
    s.refunds.push(refund.clone());
    refund
}

async fn list_intents(Shared(keeper): Shared<Keeper>, Query(query): Query<HashMap<String, String>>) -> Response {
    let from: u64 = query["created[gte]"].parse().unwrap();
    let of = |s: &State| s.intents.iter().filter(|i| i["created"].as_u64() >= Some(from)).cloned().collect();
    list(&keeper, of, &query)
}

async fn list_refunds(Shared(keeper): Shared<Keeper>, Query(query): Query<HashMap<String, String>>) -> Response {
    let of = |s: &State| s.refunds.iter().filter(|r| r["payment_intent"] == query["payment_intent"]).cloned().collect();
    list(&keeper, of, &query)
}

/// The newest first, a page at a time.
fn list(keeper: &Keeper, of: impl FnOnce(&State) -> Vec<Value>, query: &HashMap<String, String>) -> Response {
    let mut answer = (StatusCode::OK, Value::Null);
    assert_eq!(query["limit"], "100");
    keeper.send_modify(|s| {
        s.lists += 1;
        if s.lists_down {
            answer.0 = StatusCode::INTERNAL_SERVER_ERROR;
            return;
        }
        let mut all = of(s);
        all.reverse();
        let from = query.get("starting_after").map_or(0, |last| all.iter().position(|v| v["id"] == *last).unwrap() + 1);
        let data: Vec<Value> = all.iter().skip(from).take(s.page).cloned().collect();
        answer.1 = json!({ "object": "list", "has_more": from + data.len() < all.len(), "data": data });
    });
    (answer.0, axum::Json(answer.1)).into_response()
}

/// A form's fields.
fn pairs(text: &str) -> BTreeMap<String, String> {
    let plain = |text: &str| {
        let mut out = Vec::new();
        let mut bytes = text.bytes();
        while let Some(byte) = bytes.next() {
            if byte == b'%' {
                let hex: Vec<u8> = bytes.by_ref().take(2).collect();
                out.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
            } else {
                out.push(if byte == b'+' { b' ' } else { byte });
            }
        }
        String::from_utf8(out).unwrap()
    };
    let pair = |part: &str| part.split_once('=').map(|(name, value)| (plain(name), plain(value)));
    text.split('&').filter_map(pair).collect()
}
