//! Logging in, renewing a token; pairing a screen comes with devices.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use shared::ids::{LocationId, StationId, is_slug};
use shared::location::Role;
use shared::time::Timestamp;

use crate::auth::{Actor, Auth, Issued, is_pin};
use crate::listen::Peer;
use crate::problem::{Body, Problem};

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

/// `POST /api/v1/auth/login`
pub async fn login(State(auth): State<Arc<Auth>>, peer: Peer, body: Body<Login>) -> Result<Issued, Problem> {
    let Login { location, pin } = body.fields()?;
    if !is_pin(&pin) {
        return Err(Problem::invalid("/pin", "a PIN has 4 to 8 digits"));
    }
    if !is_slug(location.as_str()) {
        return Err(Problem::invalid("/location", "a location's id has lower case letters, digits, - and _"));
    }
    auth.login(peer.ip(), None, &location, &pin).await
}

/// `POST /api/v1/auth/refresh`
pub async fn refresh(State(auth): State<Arc<Auth>>, actor: Actor) -> Result<Issued, Problem> {
    auth.refresh(&actor).await
}

/// `POST /api/v1/auth/pair`
pub async fn pair() -> Problem {
    Problem::not_yet("pairing a screen")
}
