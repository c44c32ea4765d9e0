//! What was asked for over REST and has no definite answer yet. It is written to `localStorage`
//! before it is sent and stays there, with its `Idempotency-Key`, through reloads and dead
//! networks, until the server has said yes or a definite no.

use client_kit::api::{self, Failure};
use client_kit::platform::{fresh_id, storage, time};
use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use serde::{Deserialize, Serialize};
use shared::ids::{CommandId, OrderId};
use shared::time::Timestamp;

use crate::cart::Cart;
use crate::store::{News, Page, Picked, Sheet, Till, Tone};
use crate::words;

const PREFIX: &str = "passline.till.unsent.";
/// The server remembers keys for 24 hours; later the same call would be a second order.
const AGE_MAX_MS: i64 = 23 * 3600 * 1000;
/// Whoever wanted to pay at once still stands there; later the drawer must not come up by itself.
const AT_ONCE_MS: i64 = 10_000;
const PAUSE_MIN_MS: i64 = 1_000;
const PAUSE_MAX_MS: i64 = 15_000;

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Place,
    Add,
    Other,
}

/// One call that is kept until it is answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unsent {
    pub key: CommandId,
    pub at: Timestamp,
    pub kind: Kind,
    /// Below `/api/v1`.
    pub path: String,
    pub body: String,
    /// What it is, for people: `Table 12`, `Void 1 Diavola of 118`.
    pub about: String,
    pub order: Option<OrderId>,
    /// The check it was made from, to be mended where the server refuses it.
    pub cart: Option<Cart>,
    /// The server's definite no.
    pub refused: Option<String>,
}

/// What placing and adding answer, as far as the till reads it.
#[derive(Deserialize)]
struct Answer {
    number: Option<u32>,
    id: Option<OrderId>,
}

/// The calls that this device still owes, oldest first (keys sort by time).
pub fn kept() -> Vec<Unsent> {
    storage::keys(PREFIX).iter().filter_map(|key| storage::get_json(key)).collect()
}

fn store_key(key: CommandId) -> String {
    format!("{PREFIX}{key}")
}

/// What is being sent, and when the next try is due.
#[derive(Clone, Copy, PartialEq)]
pub struct Sending {
    pub list: Signal<Vec<Unsent>>,
    busy: Signal<bool>,
    pause: Signal<i64>,
    due: Signal<i64>,
}

impl Sending {
    pub fn new() -> Sending {
        Sending { list: Signal::new(kept()), busy: Signal::new(false), pause: Signal::new(PAUSE_MIN_MS), due: Signal::new(0) }
    }
}

/// A new call: kept first, then sent.
pub fn send(mut till: Till, kind: Kind, path: String, body: String, about: String, order: Option<OrderId>, cart: Option<Cart>) {
    let call = Unsent { key: CommandId(fresh_id()), at: time::now(), kind, path, body, about, order, cart, refused: None };
    if !storage::set_json(&store_key(call.key), &call) {
        till.tell(News::new(Tone::Bad, words::say(words::Word::NoStorage).into(), None));
    }
    till.sending.list.write().push(call);
    kick(till);
}

/// Tries now, whatever the pause says: something changed for the better, or somebody asked.
pub fn kick(mut till: Till) {
    till.sending.due.set(0);
    tick(till);
}

/// Called every second: starts a round where one is due.
pub fn tick(till: Till) {
    let sending = till.sending;
    let idle = !*sending.busy.peek() && time::ticks() >= *sending.due.peek();
    if idle && sending.list.peek().iter().any(|call| call.refused.is_none()) && client_kit::session::token().is_some() {
        let mut busy = sending.busy;
        busy.set(true);
        spawn_forever(round(till));
    }
}

/// Sends what waits, oldest first, until one gets no answer.
async fn round(till: Till) {
    let mut sending = till.sending;
    let mut answered = true;
    loop {
        let next = sending.list.peek().iter().find(|call| call.refused.is_none()).cloned();
        let Some(call) = next else { break };
        if time::now().millis_since(call.at) > AGE_MAX_MS {
            refuse(till, &call, "older than 23 hours");
            continue;
        }
        answered = one(till, &call).await;
        if !answered {
            break;
        }
    }
    if answered {
        sending.pause.set(PAUSE_MIN_MS);
    } else {
        let pause = *sending.pause.peek();
        sending.due.set(time::ticks() + pause + (client_kit::platform::random() * 500.0) as i64);
        sending.pause.set((pause * 2).min(PAUSE_MAX_MS));
    }
    sending.busy.set(false);
}

/// One try. False: no definite answer, so it stays as it is.
async fn one(mut till: Till, call: &Unsent) -> bool {
    let body = (!call.body.is_empty()).then_some(call.body.as_str());
    match api::call::<Option<Answer>>("POST", &call.path, body, Some(call.key)).await {
        // An answer that cannot be read is still a yes.
        Ok(answer) => {
            forget(till, call.key);
            let (number, order) = answer.map_or((None, None), |answer| (answer.number, answer.id));
            let pays = call.cart.as_ref().is_some_and(|cart| cart.card.is_some());
            if let Some(order) = order.filter(|_| pays) {
                till.charges(order, 0);
            }
            let at_once = time::now().millis_since(call.at) < AT_ONCE_MS;
            if let Some(order) = order.filter(|_| at_once && call.cart.as_ref().is_some_and(|cart| cart.cash)) {
                till.picked.set(Picked::Order(order));
                till.sheet.set(Sheet::Cash);
                till.page.set(Page::Orders);
            }
            let words = match (number, call.kind) {
                (Some(number), Kind::Place) => Some(words::sent(number, &call.about)),
                (Some(number), Kind::Add) => Some(words::added(number)),
                _ => None,
            };
            if let Some(words) = words {
                till.tell(News::new(Tone::Told, words, call.order.or(order)));
            }
            true
        }
        Err(Failure::Unreadable) => {
            forget(till, call.key);
            true
        }
        Err(Failure::NoAnswer | Failure::LoggedOut) => false,
        Err(Failure::Refused(problem)) if matches!(problem.status, 408 | 425 | 429 | 500..) => false,
        Err(Failure::Refused(problem)) => {
            let mut why = if problem.detail.is_empty() { problem.title.clone() } else { problem.detail.clone() };
            for error in &problem.errors {
                why = format!("{why} · {}", error.detail);
            }
            if why.is_empty() {
                why = client_kit::text::common::refusal(&problem.code).into();
            }
            refuse(till, call, &why);
            true
        }
    }
}

/// A definite no. A refused order stays until somebody looks at it; anything else is only told.
fn refuse(mut till: Till, call: &Unsent, why: &str) {
    till.tell(News::new(Tone::Bad, words::refused(&call.about, why), call.order));
    if call.kind == Kind::Other {
        return forget(till, call.key);
    }
    let refused = Unsent { refused: Some(why.to_owned()), ..call.clone() };
    storage::set_json(&store_key(call.key), &refused);
    for kept in till.sending.list.write().iter_mut().filter(|kept| kept.key == call.key) {
        kept.refused = refused.refused.clone();
    }
}

/// Answered, or given up by hand.
pub fn forget(mut till: Till, key: CommandId) {
    storage::remove(&store_key(key));
    till.sending.list.write().retain(|call| call.key != key);
}
