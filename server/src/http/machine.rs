//! The machine room: is it up, is it ready, what does it do.

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::bus::BusState;
use crate::problem::Problem;
use crate::state::App;

const JSON: [(HeaderName, &str); 1] = [(CONTENT_TYPE, "application/json")];

/// The process answers.
pub async fn health() -> Json<serde_json::Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

/// The database is reachable and migrated. The bus down only slows news: still 200.
pub async fn ready(State(app): State<App>) -> Response {
    if app.stop.is_cancelled() {
        return Problem::unavailable("the server is draining").into_response();
    }
    match app.store.ready().await {
        Ok(()) => {
            let (status, bus) = match app.bus.state() {
                BusState::Up => ("ready", "up"),
                BusState::Down => ("degraded", "down"),
            };
            (StatusCode::OK, Json(json!({ "status": status, "database": "up", "bus": bus }))).into_response()
        }
        Err(cause) => Problem::from(cause).into_response(),
    }
}

/// The addresses, their bodies and answers, for programs that make clients of it.
pub async fn openapi() -> impl IntoResponse {
    (JSON, include_str!("../../api/openapi.json"))
}

/// The same of the live connection.
pub async fn asyncapi() -> impl IntoResponse {
    (JSON, include_str!("../../api/asyncapi.json"))
}

/// Prometheus text.
pub async fn metrics(State(app): State<App>) -> Result<Response, Problem> {
    crate::metrics::handler(State(app.metrics.clone())).await
}
