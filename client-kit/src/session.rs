//! Who is working here: login by PIN, the token in `localStorage` (never in an address), its
//! renewal, logging out.

use std::cell::Cell;

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};
use shared::ids::{LocationId, StationId};
use shared::time::Timestamp;

use crate::api::{self, Failure};
use crate::platform::{page, storage, time};

const KEY: &str = "passline.session";
/// A token with less than this left is renewed.
const RENEW_BEFORE_MS: i64 = 2 * 3600 * 1000;

/// What `/auth/login` answers, as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    pub token: String,
    pub expires_at: Timestamp,
    pub role: String,
    pub location: LocationId,
    #[serde(default)]
    pub stations: Vec<StationId>,
}

#[derive(Serialize)]
struct Login<'a> {
    location: &'a str,
    pin: &'a str,
}

thread_local! {
    /// The root's signal, for what is not a component.
    static NOW: Cell<Option<Signal<Option<Session>>>> = const { Cell::new(None) };
}

/// Makes the session known to the whole page. Call it once, in the root component.
pub fn use_session_root() -> Signal<Option<Session>> {
    let signal = use_context_provider(|| Signal::new(stored()));
    NOW.set(Some(signal));
    signal
}

/// The session, as seen by a component: `None` shows the PIN pad.
pub fn use_session() -> Signal<Option<Session>> {
    use_context()
}

fn signal() -> Option<Signal<Option<Session>>> {
    NOW.get()
}

/// The session at this moment, for what is not a component.
pub fn current() -> Option<Session> {
    signal().and_then(|s| s.peek().clone())
}

pub fn token() -> Option<String> {
    current().map(|s| s.token)
}

fn stored() -> Option<Session> {
    let session: Session = storage::get_json(KEY)?;
    (session.expires_at > time::now()).then_some(session)
}

fn set(session: Option<Session>) {
    match &session {
        Some(session) => {
            storage::set_json(KEY, session);
        }
        None => storage::remove(KEY),
    }
    if let Some(mut signal) = signal() {
        signal.set(session);
    }
}

/// The location that this device belongs to: named in the address once, then remembered.
pub fn location() -> String {
    const KEY: &str = "passline.location";
    if let Some(named) = page::query("location") {
        storage::set(KEY, &named);
        return named;
    }
    storage::get(KEY).unwrap_or_else(|| "main".into())
}

/// Logs in; the PIN pad's one call.
pub async fn login(pin: &str) -> Result<(), Failure> {
    let location = location();
    let session: Session = api::post("/auth/login", &Login { location: &location, pin }, None).await?;
    set(Some(session));
    Ok(())
}

/// Forgets the token: the page falls back to the PIN pad. Unsent commands stay, and go out
/// after the next login at this location.
pub fn logout() {
    set(None);
}

/// Takes a renewed token, from REST or from the live connection.
pub fn renewed(token: String, expires_at: Timestamp) {
    if let Some(old) = current() {
        set(Some(Session { token, expires_at, ..old }));
    }
}

/// Renews the token where it ends soon. Called now and then by the connection.
pub async fn refresh_if_due() {
    let Some(session) = current() else { return };
    if session.expires_at.millis_since(time::now()) > RENEW_BEFORE_MS {
        return;
    }
    if let Ok(new) = api::post_empty::<Session>("/auth/refresh").await {
        set(Some(new));
    }
}
