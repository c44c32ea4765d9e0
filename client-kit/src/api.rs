//! REST calls: method, path below `/api/v1`, JSON, bearer token, `Idempotency-Key`.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::ids::CommandId;

use crate::platform::http;
use crate::session;

/// Why a call did not give what was asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// No answer. Whether the call was carried out is not known: send it again with its key.
    NoAnswer,
    /// 401: the session has ended, and the page is back at the PIN pad.
    LoggedOut,
    /// The server said no, and why (RFC 9457).
    Refused(Problem),
    /// An answer that we cannot read: another build.
    Unreadable,
}

#[derive(Clone, Debug, PartialEq, Default, Deserialize)]
pub struct Problem {
    #[serde(default)]
    pub status: u16,
    #[serde(default)]
    pub code: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub detail: String,
    #[serde(default)]
    pub errors: Vec<FieldProblem>,
}

#[derive(Clone, Debug, PartialEq, Default, Deserialize)]
pub struct FieldProblem {
    #[serde(default)]
    pub pointer: String,
    #[serde(default)]
    pub detail: String,
}

/// `path` is below `/api/v1`: `/menu`, `/orders?limit=20`.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    call("GET", path, None, None).await
}

/// Pass a key to whatever changes something, and the same key when it is sent again.
pub async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize, key: Option<CommandId>) -> Result<T, Failure> {
    call("POST", path, Some(&json(body)?), key).await
}

/// A call without fields.
pub async fn post_empty<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    call("POST", path, None, None).await
}

pub async fn put<T: DeserializeOwned>(path: &str, body: &impl Serialize, key: Option<CommandId>) -> Result<T, Failure> {
    call("PUT", path, Some(&json(body)?), key).await
}

fn json(body: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(body).map_err(|_| Failure::Unreadable)
}

/// The call itself, for what the shorthands do not cover; `body` is JSON text.
pub async fn call<T: DeserializeOwned>(
    method: &str,
    path: &str,
    body: Option<&str>,
    key: Option<CommandId>,
) -> Result<T, Failure> {
    let url = format!("/api/v1{path}");
    let bearer = session::token().map(|token| format!("Bearer {token}"));
    let key = key.map(|key| key.to_string());
    let mut headers: Vec<(&str, &str)> = vec![("accept", "application/json")];
    headers.extend(bearer.as_deref().map(|b| ("authorization", b)));
    headers.extend(key.as_deref().map(|k| ("idempotency-key", k)));
    let reply = http::fetch(method, &url, &headers, body).await.ok_or(Failure::NoAnswer)?;
    match reply.status {
        200..=299 => {
            let text = if reply.text.is_empty() { "null" } else { &reply.text };
            serde_json::from_str(text).map_err(|_| Failure::Unreadable)
        }
        // A wrong PIN is a 401 too, but there is no session yet to end.
        401 if bearer.is_some() => {
            session::logout();
            Err(Failure::LoggedOut)
        }
        status => {
            let mut problem: Problem = serde_json::from_str(&reply.text).unwrap_or_default();
            problem.status = status;
            Err(Failure::Refused(problem))
        }
    }
}
