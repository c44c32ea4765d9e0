//! REST calls: method, path below `/api/v1`, JSON, bearer token, `Idempotency-Key`.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::ids::CommandId;

use crate::platform::http;
use crate::session;
use crate::text::common;

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

impl Failure {
    /// In a build of the server that has this part not yet: said as such, not as a fault.
    pub fn comes_later(&self) -> bool {
        matches!(self, Failure::Refused(problem) if problem.status == 501)
    }

    /// What a person is told.
    pub fn words(&self) -> String {
        match self {
            Failure::Refused(problem) => problem.words(),
            Failure::NoAnswer => common::say(common::Word::NoServer).into(),
            Failure::LoggedOut => common::say(common::Word::SignedOut).into(),
            Failure::Unreadable => common::say(common::Word::Unreadable).into(),
        }
    }
}

impl Problem {
    /// The server's own words, where it has some.
    pub fn words(&self) -> String {
        let mut words = match (self.status, &*self.detail, &*self.title) {
            (501, ..) => common::say(common::Word::ComesLater),
            (_, "", "") => common::refusal(&self.code),
            (_, "", title) => title,
            (_, detail, _) => detail,
        }
        .to_owned();
        for error in &self.errors {
            words.push_str(" · ");
            words.push_str(&error.detail);
        }
        words
    }
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

pub use crate::platform::http::encoded;

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
    read(&text(method, path, body, key, JSON).await?)
}

pub const JSON: &str = "application/json";
pub const CSV: &str = "text/csv";

/// The same with the answer as it came, and with another kind of body: what is saved to a file or
/// read from one.
pub async fn text(method: &str, path: &str, body: Option<&str>, key: Option<CommandId>, kind: &str) -> Result<String, Failure> {
    text_over(method, path, body, key, kind, None).await
}

/// The same over a known version of what is changed.
pub async fn text_over(
    method: &str,
    path: &str,
    body: Option<&str>,
    key: Option<CommandId>,
    kind: &str,
    version: Option<u64>,
) -> Result<String, Failure> {
    let answer = send(method, path, body, session::token(), key, kind, version).await;
    if let Err(Failure::Refused(Problem { status: 401, .. })) = answer
        && session::token().is_some()
    {
        session::ended();
        return Err(Failure::LoggedOut);
    }
    answer
}

/// A call by whoever `bearer` is, or by nobody: signing in and pairing. A 401 ends nothing.
pub(crate) async fn sign_in<T: DeserializeOwned>(
    path: &str,
    body: &impl Serialize,
    bearer: Option<String>,
) -> Result<T, Failure> {
    read(&send("POST", path, Some(&json(body)?), bearer, None, JSON, None).await?)
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    shared::lean::from_str(if text.is_empty() { "null" } else { text }).map_err(|_| Failure::Unreadable)
}

/// Why the server said no; what says nothing that we understand has a status all the same.
#[inline(never)]
fn problem(text: &str) -> Problem {
    shared::lean::from_str(text).unwrap_or_default()
}

async fn send(
    method: &str,
    path: &str,
    body: Option<&str>,
    bearer: Option<String>,
    key: Option<CommandId>,
    kind: &str,
    version: Option<u64>,
) -> Result<String, Failure> {
    let url = format!("/api/v1{path}");
    let bearer = bearer.map(|token| format!("Bearer {token}"));
    let key = key.map(|key| key.to_string());
    let mut headers: Vec<(&str, &str)> = vec![("accept", if body.is_none() { kind } else { JSON })];
    headers.extend(body.map(|_| ("content-type", kind)));
    headers.extend(bearer.as_deref().map(|b| ("authorization", b)));
    headers.extend(key.as_deref().map(|k| ("idempotency-key", k)));
    let version = version.map(|version| format!("\"{version}\""));
    headers.extend(version.as_deref().map(|v| ("if-match", v)));
    let reply = http::fetch(method, &url, &headers, body).await.ok_or(Failure::NoAnswer)?;
    match reply.status {
        200..=299 => Ok(reply.text),
        status => {
            let problem = if reply.text.is_empty() { Problem::default() } else { problem(&reply.text) };
            Err(Failure::Refused(Problem { status, ..problem }))
        }
    }
}
