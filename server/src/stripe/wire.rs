//! One call, one connection, one time limit for all of it. Calls are few, and a kept connection
//! that died unseen would look like a charge whose outcome is unknown.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper::{Method, Request, Uri, header};
use hyper_util::rt::TokioIo;
use rustls_pki_types::ServerName;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::config::Secret;

/// The version of the API that these calls were written for: cards alone, nothing that redirects.
const VERSION: &str = "2022-11-15";
/// A page of 100 charges is about 300 KB.
const ANSWER_BYTES_MAX: usize = 8 << 20;

pub struct Wire {
    key: Secret,
    /// `/` or what stands before every path.
    prefix: String,
    host: String,
    port: u16,
    authority: String,
    tls: Option<(TlsConnector, ServerName<'static>)>,
    limit: Duration,
}

impl Wire {
    pub fn new(key: Secret, base: &str, limit: Duration) -> anyhow::Result<Wire> {
        let uri: Uri = base.parse().context("the processor's address")?;
        let authority = uri.authority().context("the processor's address has no host")?;
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let secure = uri.scheme_str() == Some("https");
        let tls = if secure { Some((connector()?, ServerName::try_from(host.clone())?)) } else { None };
        Ok(Wire {
            key,
            prefix: uri.path().trim_end_matches('/').to_owned(),
            port: authority.port_u16().unwrap_or(if secure { 443 } else { 80 }),
            authority: authority.to_string(),
            host,
            tls,
            limit,
        })
    }

    pub async fn post(&self, path: &str, key: &str, form: String) -> Result<(u16, Value), String> {
        self.call(Method::POST, path, Some(key), form).await
    }

    pub async fn get(&self, path: &str) -> Result<(u16, Value), String> {
        self.call(Method::GET, path, None, String::new()).await
    }

    /// Status and body; the body of what is not JSON is null.
    async fn call(&self, method: Method, path: &str, key: Option<&str>, form: String) -> Result<(u16, Value), String> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.prefix))
            .header(header::HOST, &self.authority)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.key.expose()))
            .header("stripe-version", VERSION)
            .header(header::CONNECTION, "close");
        if let Some(key) = key {
            request = request.header("idempotency-key", key).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let request = request.body(Full::new(Bytes::from(form))).map_err(|cause| format!("a call that cannot be: {cause}"))?;
        match tokio::time::timeout(self.limit, self.exchange(request)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(cause)) => {
                tracing::warn!(cause = format!("{cause:#}"), "a call to the card processor failed");
                Err("no connection to the processor".into())
            }
            Err(_) => Err("timeout".into()),
        }
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> anyhow::Result<(u16, Value)> {
        let tcp = TcpStream::connect((self.host.as_str(), self.port)).await?;
        tcp.set_nodelay(true)?;
        match &self.tls {
            Some((connector, name)) => talk(connector.connect(name.clone(), tcp).await?, request).await,
            None => talk(tcp, request).await,
        }
    }
}

async fn talk<S>(stream: S, request: Request<Full<Bytes>>) -> anyhow::Result<(u16, Value)>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let exchange = async {
        let response = sender.send_request(request).await?;
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), ANSWER_BYTES_MAX).collect().await;
        let body = body.map_err(|cause| anyhow::anyhow!("the answer broke off: {cause}"))?.to_bytes();
        anyhow::Ok((status, serde_json::from_slice(&body).unwrap_or(Value::Null)))
    };
    // Both in this task: nothing is left behind when the time is over.
    tokio::pin!(exchange);
    tokio::select! {
        answer = &mut exchange => answer,
        ended = connection => {
            ended?;
            // What had arrived before the end may still hold the answer.
            exchange.await
        }
    }
}

/// Trusts what the machine trusts.
fn connector() -> anyhow::Result<TlsConnector> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    anyhow::ensure!(!roots.is_empty(), "this machine trusts no certificate authority: install its ca-certificates");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth())))
}
