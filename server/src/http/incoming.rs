//! A call that changes something: its body, its key and the version it builds on.

use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::ids::CommandId;

use crate::orders::Key;
use crate::problem::{Body, FieldError, Problem, read_fields};
use crate::state::App;

const KEY_HEADER: &str = "idempotency-key";

pub struct Incoming {
    headers: HeaderMap,
    body: Body<Value>,
}

impl<S: Send + Sync> FromRequest<S> for Incoming {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let headers = request.headers().clone();
        Ok(Incoming { headers, body: Body::from_request(request, state).await? })
    }
}

impl Incoming {
    /// A call whose body was read some other way.
    pub fn of(parts: &Parts, value: Value) -> Incoming {
        Incoming { headers: parts.headers.clone(), body: Body::of(parts, value) }
    }

    /// The body's fields. What is wrong with them is judged by the writer, after the key.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Vec<FieldError>> {
        read_fields(&self.body.value).map_err(Problem::into_errors)
    }

    pub fn has_key(&self) -> bool {
        self.headers.contains_key(KEY_HEADER)
    }

    /// The key of the call; one is made where none was sent, so that a commit whose outcome is
    /// unknown can be looked up.
    pub fn key(&self, app: &App) -> Result<Key, Problem> {
        let id = match self.headers.get(KEY_HEADER) {
            None => CommandId(app.ids.fresh()),
            Some(value) => {
                let id = value.to_str().ok().and_then(|v| v.trim().parse().ok());
                id.ok_or_else(|| Problem::malformed("the Idempotency-Key must be a UUID"))?
            }
        };
        Ok(Key { id, fingerprint: self.body.fingerprint.to_vec() })
    }

    /// The version of the order that the call builds on.
    pub fn if_match(&self) -> Result<Option<u64>, Problem> {
        let Some(value) = self.headers.get(header::IF_MATCH) else { return Ok(None) };
        let text = value.to_str().unwrap_or_default().trim().trim_matches('"');
        text.parse().map(Some).map_err(|_| Problem::malformed("If-Match takes an order's version, such as \"4711\""))
    }
}
