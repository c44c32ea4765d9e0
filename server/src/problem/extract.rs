//! What a call brings: body, path and query, each refused as a problem when it is wrong.

use std::marker::PhantomData;
use std::time::Duration;

use axum::body::{Bytes, HttpBody};
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{FieldError, Problem};

/// The largest body a call may send, in bytes.
pub const BODY_BYTES_MAX: usize = 256 * 1024;
/// Of a body that is too large so much is read away, so that its sender hears the answer.
const READ_AWAY_MAX: usize = 4 * 1024 * 1024;
/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// Wrong fields named in one answer.
const ERRORS_MAX: usize = 20;

/// A JSON object. Its fields are read by `fields`, after the handler has looked at the key: a key
/// that was used for something else is refused before wrong fields are. No body is `{}`.
pub struct Body<T> {
    pub value: Value,
    /// SHA-256 of method, path and body, whatever the order of the body's fields.
    pub fingerprint: [u8; 32],
    fields: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Body<T> {
    /// The body as the call's own type, or 422 with the wrong fields.
    pub fn fields(&self) -> Result<T, Problem> {
        read_fields(&self.value)
    }
}

impl<T, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = read(body, BODY_BYTES_MAX).await?;
        let value = match bytes.is_empty() {
            true => Value::Object(Default::default()),
            false if !is_json(&parts.headers) => return Err(Problem::unsupported_media_type()),
            false => json(&bytes)?,
        };
        Ok(Body::of(&parts, value))
    }
}

impl<T> Body<T> {
    /// A body that was read some other way.
    pub fn of(parts: &Parts, value: Value) -> Body<T> {
        let fingerprint = fingerprint(parts.method.as_str(), parts.uri.path(), &value);
        Body { value, fingerprint, fields: PhantomData }
    }
}

/// A text as JSON, or 400.
pub fn json(bytes: &[u8]) -> Result<Value, Problem> {
    serde_json::from_slice(bytes).map_err(|e| Problem::malformed(format!("the body is not JSON: {e}")))
}

/// Reads a value as `T`: an object, without control characters but newline in its texts.
pub fn read_fields<T: DeserializeOwned>(value: &Value) -> Result<T, Problem> {
    if !value.is_object() {
        return Err(Problem::invalid("", "the body must be a JSON object"));
    }
    let mut errors = Vec::new();
    control_characters(value, &mut String::new(), &mut errors);
    if !errors.is_empty() {
        return Err(Problem::invalid_fields(errors));
    }
    serde_path_to_error::deserialize(value).map_err(|e| {
        let detail = e.inner().to_string();
        Problem::invalid(pointer(e.path(), &detail), detail)
    })
}

/// A body of at most so many bytes.
pub async fn read(body: axum::body::Body, most: usize) -> Result<Bytes, Problem> {
    // What is announced as too large is read away, within bounds: a caller that is still sending
    // when the connection closes would not hear why.
    let announced = body.size_hint().lower();
    if announced > most as u64 {
        if announced <= READ_AWAY_MAX as u64 {
            let _ = tokio::time::timeout(BODY_TIMEOUT, Limited::new(body, READ_AWAY_MAX).collect()).await;
        }
        return Err(Problem::too_large(most));
    }
    let reading = Limited::new(body, most).collect();
    match tokio::time::timeout(BODY_TIMEOUT, reading).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(e)) if e.is::<LengthLimitError>() => Err(Problem::too_large(most)),
        // A router's own, smaller limit arrives wrapped.
        Ok(Err(e)) if e.source().is_some_and(|inner| inner.is::<LengthLimitError>()) => Err(Problem::too_large(most)),
        Ok(Err(_)) => Err(Problem::malformed("the body ended early")),
        Err(_) => Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "timeout", "the body took too long to arrive")),
    }
}

pub fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// SHA-256 over method, path and the body in one canonical form.
pub fn fingerprint(method: &str, path: &str, body: &Value) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(method);
    hash.update([0]);
    hash.update(path);
    hash.update([0]);
    let mut text = String::new();
    canonical(body, &mut text);
    hash.update(text);
    hash.finalize().into()
}

/// Fields by name, no spaces: two bodies that mean the same give the same text.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(name, _)| *name);
            out.push('{');
            for (name, value) in fields {
                out.push_str(&Value::String(name.clone()).to_string());
                out.push(':');
                canonical(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(values) => {
            out.push('[');
            for value in values {
                canonical(value, out);
                out.push(',');
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn control_characters(value: &Value, at: &mut String, errors: &mut Vec<FieldError>) {
    if errors.len() >= ERRORS_MAX {
        return;
    }
    let bad = |text: &str| text.chars().any(|c| c.is_control() && c != '\n');
    let length = at.len();
    match value {
        Value::String(text) if bad(text) => {
            errors.push(FieldError { pointer: at.clone(), detail: "no control characters but newline".into() });
        }
        Value::Array(values) => {
            for (k, value) in values.iter().enumerate() {
                at.push_str(&format!("/{k}"));
                control_characters(value, at, errors);
                at.truncate(length);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                at.push('/');
                at.push_str(&escaped(name));
                control_characters(value, at, errors);
                at.truncate(length);
            }
        }
        _ => {}
    }
}

/// A name as a step of a JSON pointer.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn pointer(path: &serde_path_to_error::Path, detail: &str) -> String {
    use serde_path_to_error::Segment;
    let mut out = String::new();
    for segment in path.iter() {
        match segment {
            Segment::Seq { index } => out.push_str(&format!("/{index}")),
            Segment::Map { key } => out.push_str(&format!("/{}", escaped(key))),
            // The variant of an enum is no step of the document.
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    // A missing field is an error of its parent: name the field itself.
    if let Some(name) = detail.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
        out.push_str(&format!("/{}", escaped(name)));
    }
    out
}

/// The parts of the path. What is no id names nothing: 404.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(params)) => Ok(Params(params)),
            Err(PathRejection::FailedToDeserializePathParams(_)) => Err(Problem::not_found("there is nothing at this address")),
            Err(other) => Err(Problem::internal(other.into())),
        }
    }
}

/// The query string. A wrong or unknown parameter is 422 with its name.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(query)) => Ok(Query(query)),
            Err(QueryRejection::FailedToDeserializeQueryString(e)) => {
                let words = e.body_text();
                let detail = words.strip_prefix("Failed to deserialize query string: ").unwrap_or(&words);
                Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", format!("query: {detail}")))
            }
            Err(_) => Err(Problem::malformed("the query string cannot be read")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::response::IntoResponse;
    use axum::routing::{get, post};
    use serde::Deserialize;
    use serde_json::json;
    use tower::ServiceExt;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Line {
        quantity: u32,
        note: Option<String>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Lines {
        items: Vec<Line>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Page {
        limit: Option<u32>,
    }

    async fn sum(body: Body<Lines>) -> Result<String, Problem> {
        let lines = body.fields()?;
        Ok(lines.items.iter().map(|l| l.quantity as usize + l.note.as_deref().map_or(0, str::len)).sum::<usize>().to_string())
    }

    fn app() -> Router {
        Router::new()
            .route("/sum", post(sum))
            .route("/orders/{id}", get(async |Params(id): Params<shared::ids::OrderId>| id.to_string()))
            .route("/list", get(async |Query(page): Query<Page>| page.limit.unwrap_or(0).to_string()))
            .route("/boom", get(async || -> &'static str { panic!("no words for callers") }))
            .fallback(super::super::no_such_address)
            .method_not_allowed_fallback(super::super::wrong_method)
            .layer(tower_http::catch_panic::CatchPanicLayer::custom(super::super::panicked))
    }

    async fn call(request: axum::http::Request<axum::body::Body>) -> (u16, Value) {
        let response = app().oneshot(request).await.into_response();
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    async fn post_sum(kind: &str, body: impl Into<axum::body::Body>) -> (u16, Value) {
        call(Request::post("/sum").header("content-type", kind).body(body.into()).unwrap()).await
    }

    #[tokio::test]
    async fn wrong_bodies_are_refused_with_the_place() {
        let json = "application/json; charset=utf-8";
        assert_eq!(post_sum(json, r#"{"items":[{"quantity":2}]}"#).await, (200, json!(2)));
        assert_eq!(post_sum(json, r#"{"items":"#).await.0, 400);
        assert_eq!(post_sum(json, b"\xff".to_vec()).await.0, 400);
        assert_eq!(post_sum("text/plain", "{}").await.0, 415);
        assert_eq!(post_sum(json, vec![b' '; BODY_BYTES_MAX + 1]).await.0, 413);
        for (body, pointer) in [
            (r#"{"items":[{"quantity":1},{"quantity":"2"}]}"#, "/items/1/quantity"),
            (r#"{"items":[{"quantity":1,"a/b":1}]}"#, "/items/0/a~1b"),
            (r#"{"items":[{}]}"#, "/items/0/quantity"),
            (r#"{"items":[{"quantity":1,"note":"a\u0000b"}]}"#, "/items/0/note"),
            ("", "/items"),
            ("[[]]", ""),
        ] {
            let (status, problem) = post_sum(json, body).await;
            assert_eq!((status, problem["errors"][0]["pointer"].as_str()), (422, Some(pointer)), "{body} {problem}");
        }
    }

    #[tokio::test]
    async fn wrong_addresses_are_problems_too() {
        for (method, uri, status, code) in [
            ("GET", "/orders/17", 404, "not_found"),
            ("GET", "/orders/%ff", 404, "not_found"),
            ("GET", "/nowhere", 404, "not_found"),
            ("DELETE", "/sum", 405, "method_not_allowed"),
            ("GET", "/list?limit=-1", 422, "invalid"),
            ("GET", "/list?colour=red", 422, "invalid"),
            ("GET", "/boom", 500, "internal"),
        ] {
            let (answered, problem) = call(Request::builder().method(method).uri(uri).body(Default::default()).unwrap()).await;
            assert_eq!((answered, problem["code"].as_str()), (status, Some(code)), "{uri} {problem}");
            assert!(!problem.to_string().contains("no words"));
        }
    }

    #[test]
    fn the_fingerprint_sees_the_meaning_not_the_spelling() {
        let of = |body: &str| fingerprint("POST", "/api/v1/orders", &serde_json::from_str(body).unwrap());
        assert_eq!(of(r#"{"a":1,"b":{"c":[1,2],"d":"x"}}"#), of(r#"{ "b": {"d":"x","c":[1, 2]}, "a":1 }"#));
        assert_ne!(of(r#"{"a":[1,2]}"#), of(r#"{"a":[2,1]}"#));
        assert_ne!(of(r#"{"a":["1,2"]}"#), of(r#"{"a":["1","2"]}"#));
        assert_ne!(of("{}"), fingerprint("PUT", "/api/v1/orders", &json!({})));
    }
}
