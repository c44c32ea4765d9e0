//! RFC 9457: status and words for the caller, the cause for the log. The one place where a
//! failure is logged.

mod extract;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value};
pub use shared::menu::FieldError;
use shared::order::Rejection;

pub use extract::{Body, Params, Query, fingerprint, is_json, json, read, read_fields};

use crate::store::StoreError;

/// Seconds after which a call that met a busy or unreachable database is worth repeating.
const RETRY_AFTER_SECONDS: u64 = 1;

/// Why a call was refused.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    /// Stable: what a program acts on.
    code: &'static str,
    /// For the person who reads it.
    detail: String,
    errors: Vec<FieldError>,
    /// Further members, such as the items of `out_of_stock`.
    more: Map<String, Value>,
    retry_after_seconds: Option<u64>,
    /// For the log alone.
    cause: Option<anyhow::Error>,
}

/// The members of the body, in the order of the RFC.
#[derive(Serialize)]
struct Wire<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'a str,
    status: u16,
    code: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
    #[serde(flatten)]
    more: &'a Map<String, Value>,
}

impl Problem {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Problem {
            status,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            more: Map::new(),
            retry_after_seconds: None,
            cause: None,
        }
    }

    /// 400: what was sent cannot be read at all.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::BAD_REQUEST, "malformed", detail)
    }

    pub fn idempotency_key_required() -> Self {
        let detail = "send an Idempotency-Key header: a UUID, the same one when you send this again";
        Problem::new(StatusCode::BAD_REQUEST, "idempotency_key_required", detail)
    }

    pub fn unauthorized(detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", detail)
    }

    pub fn forbidden(detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    pub fn not_found(detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::NOT_FOUND, "not_found", detail)
    }

    /// 409 with one of the contract's codes.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::CONFLICT, code, detail)
    }

    pub fn version_conflict(version: u64) -> Self {
        let detail = format!("it has changed meanwhile: it is at version {version}");
        Problem::conflict("version_conflict", detail).with("version", version.into())
    }

    /// 422: the body can be read, and a field is wrong.
    pub fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Problem::invalid_fields(vec![FieldError { pointer: pointer.into(), detail: detail.into() }])
    }

    pub fn invalid_fields(errors: Vec<FieldError>) -> Self {
        let detail = match errors.first() {
            Some(first) if first.pointer.is_empty() => first.detail.clone(),
            Some(first) => format!("{}: {}", first.pointer, first.detail),
            None => "a field is wrong".to_owned(),
        };
        let mut problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail);
        problem.errors = errors;
        problem
    }

    pub fn idempotency_key_reused() -> Self {
        let detail = "this key was used for a different call: make a fresh one";
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused", detail)
    }

    pub fn too_large(limit_bytes: usize) -> Self {
        let detail = format!("the body is larger than {limit_bytes} bytes");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
    }

    pub fn unsupported_media_type() -> Self {
        let detail = "send JSON with Content-Type: application/json";
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail)
    }

    pub fn too_many(retry_after_seconds: u64, detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail).retry_after(retry_after_seconds)
    }

    /// 503: the same call may work in a moment.
    pub fn unavailable(detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail).retry_after(RETRY_AFTER_SECONDS)
    }

    /// 500: a fault of ours. Nothing a client sends may lead here.
    pub fn internal(cause: anyhow::Error) -> Self {
        let detail = "a fault of the server; it was logged";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail).because(cause)
    }

    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds.max(1));
        self
    }

    /// Adds a member to the body.
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.more.insert(name.to_owned(), value);
        self
    }

    /// Keeps the cause for the log.
    pub fn because(mut self, cause: impl Into<anyhow::Error>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    pub fn status(&self) -> StatusCode {
        self.status
    }

    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The wrong fields, for whoever answers later.
    pub fn into_errors(self) -> Vec<FieldError> {
        self.errors
    }

    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// Logs the cause, once. For the ways out that are not HTTP answers.
    pub fn log(&self) {
        if let Some(cause) = &self.cause {
            let (status, code) = (self.status.as_u16(), self.code);
            // Alternate form: the whole chain of causes on one line.
            tracing::error!(http.status = status, problem.code = code, cause = format!("{cause:#}"), "a call failed");
        }
    }

    fn title(&self) -> &'static str {
        self.status.canonical_reason().unwrap_or("Refused")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.log();
        let wire = Wire {
            kind: format!("urn:passline:problem:{}", self.code),
            title: self.title(),
            status: self.status.as_u16(),
            code: self.code,
            detail: &self.detail,
            errors: &self.errors,
            more: &self.more,
        };
        // Writing our own types into memory cannot fail.
        let body = serde_json::to_vec(&wire).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let detail = match &error {
            StoreError::Unavailable(_) => "the database does not answer; try again",
            StoreError::Refused(_) => "the database refused this; nothing was changed",
            StoreError::UnknownOutcome(_) => "it is not known whether this happened; send it again with the same Idempotency-Key",
        };
        Problem::unavailable(detail).because(error)
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let (code, detail) = (rejection.code(), rejection.detail());
        match rejection {
            Rejection::Illegal(_) => Problem::conflict(code, detail),
            Rejection::AllergyUnacknowledged(items) => {
                Problem::conflict(code, detail).with("items", items.iter().map(ToString::to_string).collect())
            }
            Rejection::NotFound(_) => Problem::not_found(detail),
            Rejection::Forbidden(_) => Problem::forbidden(detail),
            Rejection::Invalid { pointer, detail } => Problem::invalid(pointer, detail),
        }
    }
}

/// The router's fallback: no such address.
pub async fn no_such_address() -> Problem {
    Problem::not_found("there is nothing at this address")
}

/// The router's fallback for an address that exists, by another method.
pub async fn wrong_method() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this address does not answer that method")
}

/// What is answered when a handler panicked (for `tower_http`'s `CatchPanicLayer`).
pub fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let words = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Problem::internal(anyhow::anyhow!("a handler panicked: {}", words.unwrap_or("no words"))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    async fn answer(problem: Problem) -> (Response<()>, Value) {
        let (parts, body) = problem.into_response().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (Response::from_parts(parts, ()), serde_json::from_slice(&bytes).unwrap())
    }

    #[tokio::test]
    async fn a_field_error_carries_its_pointer() {
        let (head, body) = answer(Problem::invalid("/items/0/quantity", "at least 1")).await;
        assert_eq!(head.status(), 422);
        assert_eq!(head.headers()[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(
            body,
            serde_json::json!({
                "type": "urn:passline:problem:invalid", "title": "Unprocessable Entity", "status": 422, "code": "invalid",
                "detail": "/items/0/quantity: at least 1",
                "errors": [{"pointer": "/items/0/quantity", "detail": "at least 1"}]
            })
        );
    }

    #[tokio::test]
    async fn what_the_database_said_stays_here() {
        let (head, body) = answer(StoreError::Refused(anyhow::anyhow!("UNIQUE constraint failed: orders.id")).into()).await;
        assert_eq!(head.status(), 503);
        assert_eq!(head.headers()[header::RETRY_AFTER], "1");
        assert!(!body.to_string().contains("orders.id"), "{body}");
    }

    #[tokio::test]
    async fn an_allergy_names_its_items() {
        let item = shared::ids::ItemId(shared::ids::Uuid::nil());
        let (head, body) = answer(Rejection::AllergyUnacknowledged(vec![item]).into()).await;
        assert_eq!((head.status().as_u16(), &body["code"]), (409, &"allergy_unacknowledged".into()));
        assert_eq!(body["items"][0], item.to_string());
    }
}
