//! Logging in, pairing a screen, renewing a token, rotating the keys that sign them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use shared::ids::{CommandId, LocationId, StationId, is_slug};
use shared::location::Role;
use shared::time::Timestamp;

use super::devices::device_of;
use super::incoming::Incoming;
use super::orders::Answered;
use super::people::{Nothing, ask};
use crate::auth::{Action, Actor, Auth, Issued, is_pin, may, read_code, token_of};
use crate::listen::Peer;
use crate::orders::{self, AccessAsk, Key, Refusal, Request, What};
use crate::problem::{Body, Problem};
use crate::state::App;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    location: LocationId,
    pin: String,
}

#[derive(Serialize)]
struct Answer {
    token: String,
    expires_at: Timestamp,
    role: Role,
    location: LocationId,
    stations: Vec<StationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

impl IntoResponse for Issued {
    fn into_response(self) -> Response {
        let answer = Answer {
            token: self.token,
            expires_at: self.actor.expires_at,
            role: self.actor.role,
            location: self.actor.location,
            stations: self.actor.stations,
            name: self.name,
        };
        ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response()
    }
}

/// `POST /api/v1/auth/login`. On a paired device the device's own token comes along.
pub async fn login(State(auth): State<Arc<Auth>>, peer: Peer, headers: HeaderMap, body: Body<Login>) -> Result<Issued, Problem> {
    let Login { location, pin } = body.fields()?;
    if !is_pin(&pin) {
        return Err(Problem::invalid("/pin", "a PIN has 4 to 8 digits"));
    }
    if !is_slug(location.as_str()) {
        return Err(Problem::invalid("/location", "a location's id has lower case letters, digits, - and _"));
    }
    let device = match token_of(&headers)? {
        Some(token) => Some(auth.device_of(token, &location).await?),
        None => None,
    };
    auth.login(auth.caller(peer.ip(), &headers), device, &location, &pin).await
}

/// `POST /api/v1/auth/refresh`
pub async fn refresh(State(auth): State<Arc<Auth>>, actor: Actor) -> Result<Issued, Problem> {
    auth.refresh(&actor).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    code: String,
}

/// `POST /api/v1/auth/pair`: a code gives one token, once.
pub async fn pair(State(app): State<App>, peer: Peer, headers: HeaderMap, body: Body<Pair>) -> Result<Issued, Problem> {
    let Pair { code } = body.fields()?;
    let code = read_code(&code).ok_or_else(|| Problem::invalid("/code", "a code has 8 letters and digits"))?;
    let attempt = app.auth.attempt(app.auth.caller(peer.ip(), &headers)).await?;
    let Some((location, id, code)) = app.auth.device_by_code(&code).await? else {
        return Err(attempt.failed());
    };
    let request = Request {
        // Who pairs is the device itself.
        actor: Actor { device: Some(id), ..Actor::system(&location) },
        key: Key { id: CommandId(app.ids.fresh()), fingerprint: body.fingerprint.to_vec() },
        if_match: None,
        tapped_at: None,
        what: What::Access(AccessAsk::Pair { id, code }),
    };
    let receipt = match app.orders.submit(&location, request).await {
        Ok(receipt) => receipt,
        // Somebody else was faster, or it has just run out.
        Err(Refusal::Conflict(..) | Refusal::NotFound(_)) => return Err(attempt.failed()),
        Err(other) => return Err(other.into()),
    };
    app.auth.access().forget(&location);
    app.auth.for_device(&device_of(&receipt)?, &location, app.ids.fresh(), app.clock.now())
}

#[derive(Deserialize)]
struct Rotated {
    at: Timestamp,
    call: CommandId,
}

/// `POST /api/v1/auth/keys/rotate`: new tokens are signed with a new key; the old ones stay good.
pub async fn rotate_keys(State(app): State<App>, actor: Actor, incoming: Incoming) -> Answered {
    may(&actor, &Action::Manage)?;
    if app.auth.keyring().is_fixed() {
        let detail = "the keys come from PASSLINE_JWT_SECRET: put a new one first in its list, and restart";
        return Err(Problem::conflict("keys_configured", detail));
    }
    let asked = incoming.read::<Nothing>().map(|_| AccessAsk::RotateKeys);
    let receipt = ask(&app, &actor, &incoming, asked).await?;
    let body = match &receipt.answer {
        orders::Answer::Body(body) => body.clone(),
        _ => Default::default(),
    };
    // A repeat of the call finds the key that the first one made.
    let Rotated { at, call } = serde_json::from_value(body).map_err(|cause| Problem::internal(cause.into()))?;
    let kid = app.auth.keyring().rotate(&*app.ids, at, call).await.map_err(Problem::internal)?;
    Ok(Json(serde_json::json!({ "kid": kid, "rotated_at": at })).into_response())
}
