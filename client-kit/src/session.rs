//! Who is working here: login by PIN or pairing by code, the tokens in `localStorage` (never in an
//! address), their renewal, logging out.

use std::cell::Cell;

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};
use shared::ids::{LocationId, StationId};
use shared::time::Timestamp;

use crate::api::{self, Failure, Problem};
use crate::platform::{page, storage, time};
use crate::{last_known, pairing};

const KEY: &str = "passline.session";
/// What pairing gave to this device. It signs a kitchen screen in by itself; at a till it goes
/// along with the PIN, so that events name the device.
const DEVICE: &str = "passline.device";
/// A token with less than this left is renewed.
const RENEW_BEFORE_MS: i64 = 2 * 3600 * 1000;
/// A device's token lives 90 days: it is renewed in good time by whoever is at work.
const RENEW_DEVICE_BEFORE_MS: i64 = 30 * 24 * 3600 * 1000;

/// What `/auth/login` and `/auth/pair` answer, as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    pub token: String,
    pub expires_at: Timestamp,
    pub role: String,
    pub location: LocationId,
    #[serde(default)]
    pub stations: Vec<StationId>,
    /// The device's own, not a person's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub device: bool,
}

#[derive(Serialize)]
struct Login<'a> {
    location: &'a str,
    pin: &'a str,
}

#[derive(Serialize)]
struct Pair<'a> {
    code: &'a str,
}

thread_local! {
    /// The root's signal, for what is not a component.
    static NOW: Cell<Option<Signal<Option<Session>>>> = const { Cell::new(None) };
}

/// Makes the session known to the whole page. Call it once, in the root component.
pub fn use_session_root() -> Signal<Option<Session>> {
    // Who opens a page with a code wants to pair it, whoever worked there before.
    let signal = use_context_provider(|| Signal::new(if pairing::note_address() { None } else { stored() }));
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

fn read(key: &str) -> Option<Session> {
    let session: Session = storage::get_json(key)?;
    (session.expires_at > time::now()).then_some(session)
}

/// The person who signed in last, else the device where it needs no person.
fn stored() -> Option<Session> {
    read(KEY).or_else(unattended)
}

/// What this device was paired as, if its pairing still holds.
pub fn device() -> Option<Session> {
    read(DEVICE).map(|session| Session { device: true, ..session })
}

/// The device's own session where it may work with nobody signed in: at a till, somebody has to.
pub fn unattended() -> Option<Session> {
    device().filter(|session| session.role != "pos")
}

fn set(session: Option<Session>) {
    match &session {
        Some(session) if session.device => {
            storage::set_json(DEVICE, session);
        }
        Some(session) => {
            storage::set_json(KEY, session);
        }
        None => storage::remove(KEY),
    }
    if let Some(mut signal) = signal() {
        signal.set(session);
    }
}

const LOCATION: &str = "passline.location";

/// The location that this device belongs to: named in the address once, then remembered.
pub fn location() -> String {
    if let Some(named) = page::query("location") {
        storage::set(LOCATION, &named);
        return named;
    }
    storage::get(LOCATION).unwrap_or_else(|| "main".into())
}

/// Logs in; the PIN pad's one call.
pub async fn login(pin: &str) -> Result<(), Failure> {
    let location = location();
    let body = Login { location: &location, pin };
    let mut answer = api::sign_in::<Session>("/auth/login", &body, device().map(|d| d.token)).await;
    if device().is_some()
        && matches!(&answer, Err(Failure::Refused(Problem { status: 401, code, .. })) if code == "device_revoked")
    {
        // The pairing has ended, which is not the person's fault: they sign in without it.
        storage::remove(DEVICE);
        answer = api::sign_in("/auth/login", &body, None).await;
    }
    set(Some(answer?));
    Ok(())
}

/// Makes this browser the device that the code was made for.
pub async fn pair(code: &str) -> Result<Session, Failure> {
    let session: Session = api::sign_in("/auth/pair", &Pair { code }, None).await?;
    let session = Session { device: true, ..session };
    storage::set(LOCATION, &session.location.0);
    storage::remove(KEY);
    storage::set_json(DEVICE, &session);
    set_signal(unattended());
    Ok(session)
}

fn set_signal(session: Option<Session>) {
    if let Some(mut signal) = signal() {
        signal.set(session);
    }
}

/// Signs the screen in as the paired device that it is.
pub fn resume_device() {
    set_signal(unattended());
}

/// Forgets the person: the page falls back to the PIN pad. Unsent commands stay, and go out
/// after the next login at this location.
pub fn logout() {
    storage::remove(KEY);
    last_known::forget();
    set_signal(None);
}

/// The server takes the token no longer. A device's pairing has ended with it.
pub fn ended() {
    if current().is_some_and(|session| session.device) {
        storage::remove(DEVICE);
    }
    logout();
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
    let before = if session.device { RENEW_DEVICE_BEFORE_MS } else { RENEW_BEFORE_MS };
    if session.expires_at.millis_since(time::now()) > before {
        return;
    }
    if let Ok(new) = api::post_empty::<Session>("/auth/refresh").await {
        set(Some(Session { device: session.device, ..new }));
    }
}
