//! A receiver of webhooks: keeps what it is sent, checks signatures, and answers as it is told to.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::Future;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Empty, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use super::PATIENCE;

/// How the next call is answered.
#[derive(Clone)]
pub enum Plan {
    Status(u16),
    Redirect(String),
    /// Not at all.
    Hang,
    /// With 200 and a body that never ends.
    Endless,
}

#[derive(Clone)]
pub struct Delivered {
    pub at: Instant,
    pub id: String,
    pub timestamp: String,
    pub signature: String,
    pub content_type: String,
    pub text: String,
    pub body: Value,
}

impl Delivered {
    /// As a receiver checks it that knows nothing but the secret and the standard.
    pub fn is_signed(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(format!("{}.{}.{}", self.id, self.timestamp, self.text).as_bytes());
        let theirs = STANDARD.decode(self.signature.strip_prefix("v1,").unwrap()).unwrap();
        mac.verify_slice(&theirs).is_ok()
    }
}

#[derive(Clone)]
pub struct Receiver {
    pub url: String,
    got: watch::Sender<Vec<Delivered>>,
    plans: Arc<Mutex<VecDeque<Plan>>>,
    otherwise: Plan,
}

impl Receiver {
    /// Answers 200.
    pub async fn start() -> Receiver {
        Receiver::that(Plan::Status(200)).await
    }

    pub async fn that(otherwise: Plan) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let receiver = Receiver { url, got: watch::Sender::new(vec![]), plans: Arc::default(), otherwise };
        let serving = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let receiver = serving.clone();
                let service = service_fn(move |request| receiver.clone().answer(request));
                tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        receiver
    }

    /// How the next calls are answered, before it goes on as it began.
    pub fn next(&self, plans: impl IntoIterator<Item = Plan>) {
        self.plans.lock().unwrap().extend(plans);
    }

    async fn answer(self, request: Request<Incoming>) -> Result<Response<BoxBody<Bytes, Infallible>>, Infallible> {
        let header = |name: &str| request.headers().get(name).map_or("", |v| v.to_str().unwrap()).to_owned();
        let (id, timestamp, signature) = (header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"));
        let content_type = header("content-type");
        let bytes = request.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let body = serde_json::from_str(&text).unwrap();
        let plan = self.plans.lock().unwrap().pop_front().unwrap_or(self.otherwise.clone());
        self.got.send_modify(|got| {
            got.push(Delivered { at: Instant::now(), id, timestamp, signature, content_type, text, body });
        });
        let nothing = Empty::new().boxed();
        Ok(match plan {
            Plan::Status(status) => Response::builder().status(status).body(nothing).unwrap(),
            Plan::Redirect(to) => Response::builder().status(302).header("location", to).body(nothing).unwrap(),
            Plan::Hang => std::future::pending().await,
            Plan::Endless => Response::new(BodyExt::boxed(StreamBody::new(Repeat))),
        })
    }

    pub fn got(&self) -> Vec<Delivered> {
        self.got.borrow().clone()
    }

    /// Waits for the first delivery of which this is true.
    #[track_caller]
    pub fn until_some(&self, is: impl Fn(&Delivered) -> bool) -> impl Future<Output = Delivered> {
        let mut seen = self.got.subscribe();
        let whence = std::panic::Location::caller();
        async move {
            let got = timeout(PATIENCE, seen.wait_for(|got| got.iter().any(&is))).await;
            let got = got.unwrap_or_else(|_| panic!("no such delivery ({whence})")).unwrap();
            got.iter().find(|d| is(d)).cloned().unwrap()
        }
    }

    /// Waits until so many were delivered.
    #[track_caller]
    pub fn until(&self, count: usize) -> impl Future<Output = Vec<Delivered>> + use<> {
        let mut seen = self.got.subscribe();
        let whence = std::panic::Location::caller();
        async move {
            let got = timeout(PATIENCE, seen.wait_for(|got| got.len() >= count)).await;
            got.unwrap_or_else(|_| panic!("fewer than {count} deliveries ({whence})")).unwrap().clone()
        }
    }
}

/// The same piece for ever.
struct Repeat;

impl futures_util::Stream for Repeat {
    type Item = Result<Frame<Bytes>, Infallible>;

    fn poll_next(self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[b'x'; 64 * 1024])))))
    }
}
