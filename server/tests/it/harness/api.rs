//! Calls to the API, as somebody who is signed in.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Request, header};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use super::{PATIENCE, key};

pub type Http = Client<HttpConnector, Full<Bytes>>;

pub fn http() -> Http {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    Client::builder(TokioExecutor::new()).build(connector)
}

#[derive(Clone)]
pub struct User {
    http: Http,
    pub url: String,
    pub token: String,
}

#[derive(Clone)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub text: String,
    pub body: Value,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, self.text)
    }
}

impl Answer {
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The order that came back, after a success.
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{self:?}");
        self.body
    }

    /// A refusal with this status and code, told as a problem.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.code()), (status, code), "{self:?}");
        assert_eq!(self.content_type, "application/problem+json");
        assert_eq!(self.body["status"], status);
        assert_eq!(self.body["type"], format!("urn:passline:problem:{code}"));
    }
}

/// A call that is being put together.
pub struct Call {
    user: User,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl User {
    pub fn nobody(http: Http, url: &str) -> User {
        User { http, url: url.to_owned(), token: String::new() }
    }

    pub fn with_token(&self, token: &str) -> User {
        User { token: token.to_owned(), ..self.clone() }
    }

    /// The same person at another node.
    pub fn at(&self, node: &super::Node) -> User {
        User { url: node.url(), ..self.clone() }
    }

    /// Any path, nothing added but the token.
    pub fn raw(&self, method: &str, path: &str) -> Call {
        Call { user: self.clone(), method: method.into(), path: path.into(), headers: vec![], body: Bytes::new() }
    }

    pub fn call(&self, method: &str, path: &str) -> Call {
        self.raw(method, &format!("/api/v1{path}"))
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path).send().await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call("POST", path).json(&body).send().await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.call("PUT", path).json(&body).send().await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call("PATCH", path).json(&body).send().await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.call("DELETE", path).send().await
    }

    pub async fn place(&self, body: Value) -> Answer {
        self.place_as(&key(), body).await
    }

    pub async fn place_as(&self, key: &str, body: Value) -> Answer {
        self.call("POST", "/orders").key(key).json(&body).send().await
    }

    /// Asks for something that takes no fields.
    pub async fn ask(&self, path: &str) -> Answer {
        self.call("POST", path).send().await
    }
}

impl Call {
    pub fn header(mut self, name: &str, value: &str) -> Call {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub fn key(self, key: &str) -> Call {
        self.header("idempotency-key", key)
    }

    pub fn json(self, body: &Value) -> Call {
        self.header("content-type", "application/json").body(body.to_string())
    }

    pub fn body(mut self, body: impl Into<Bytes>) -> Call {
        self.body = body.into();
        self
    }

    pub async fn send(self) -> Answer {
        self.try_send().await.unwrap_or_else(|e| panic!("no answer: {e}"))
    }

    /// The answer, or why there was none.
    pub async fn try_send(self) -> Result<Answer, String> {
        let mut request = Request::builder().method(self.method.as_str()).uri(format!("{}{}", self.user.url, self.path));
        if !self.user.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.user.token));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(Full::new(self.body)).map_err(|e| e.to_string())?;
        let answer = async {
            let response = self.user.http.request(request).await.map_err(|e| format!("{e:?}"))?;
            let status = response.status().as_u16();
            let content_type = response.headers().get(header::CONTENT_TYPE);
            let content_type = content_type.and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
            let bytes = response.into_body().collect().await.map_err(|e| e.to_string())?.to_bytes();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let body = serde_json::from_str(&text).unwrap_or(Value::Null);
            let answer = Answer { status, content_type, text, body };
            super::described::check(&self.method, &self.path, &answer);
            Ok(answer)
        };
        tokio::time::timeout(PATIENCE, answer).await.map_err(|_| "no answer in time".to_owned())?
    }
}
