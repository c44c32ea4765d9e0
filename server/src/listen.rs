//! Accepts connections, bounds them, speaks HTTP/1.1 and TLS on them, and drains them.
//!
//! With TLS on, the same port answers plain HTTP with nothing but the page that installs the
//! house's certificate, and the way to HTTPS.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use crate::config::Limits;
use crate::metrics::Metrics;
use crate::tls::TlsSide;

/// Connections that wait to be accepted: a whole house comes back at the same instant.
const BACKLOG: u32 = 4_096;
/// For a TLS handshake, and for the first byte before it.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// For the head of a request, and so for a connection on which nothing is asked.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);
/// A connection's read buffer, and so the largest head of a request, in bytes.
const BUFFER_BYTES_MAX: usize = 32 * 1024;
/// A pause where the system has no more file descriptors: accepting at once would only spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Who is at the other end: in every request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

impl Peer {
    pub fn ip(&self) -> IpAddr {
        self.0.ip().to_canonical()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        // A router called without a listener, as tests do, has no other end.
        let nobody = || Peer(SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), 0));
        Ok(parts.extensions.get::<Peer>().copied().unwrap_or_else(nobody))
    }
}

/// Listens on the address; the port may be 0.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A restart must not wait for the old connections' last packets.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// What every connection needs.
pub struct Listen {
    pub app: Router,
    pub tls: TlsSide,
    pub limits: Limits,
    pub metrics: Arc<Metrics>,
    pub tracker: TaskTracker,
    /// No new connections; what was accepted is finished.
    pub stop: CancellationToken,
}

impl Listen {
    /// Accepts until told to stop. Connections go on in the tracker, for `drain_seconds` at most.
    pub async fn serve(self, listener: TcpListener) {
        let doors = Arc::new(Doors::new(&self.limits, self.metrics.clone()));
        let listen = Arc::new(self);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = listen.stop.cancelled() => return,
            };
            match accepted {
                Ok((stream, peer)) => match doors.enter(peer.ip()) {
                    Some(pass) => {
                        let task = listen.clone().connection(stream, Peer(peer), pass);
                        listen.tracker.spawn(task);
                    }
                    None => {
                        listen.metrics.connections_refused.inc();
                    }
                },
                Err(cause) if is_of_one_connection(&cause) => {}
                Err(cause) => {
                    tracing::warn!(%cause, "no connection could be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    async fn connection(self: Arc<Self>, stream: TcpStream, peer: Peer, pass: Pass) {
        // What was written goes out at once: a kitchen waits for it.
        if stream.set_nodelay(true).is_err() {
            return; // gone already
        }
        let secured = tokio::select! {
            secured = timeout(HANDSHAKE_TIMEOUT, self.tls.secure(stream)) => secured,
            () = self.stop.cancelled() => return,
        };
        match secured {
            Ok(Ok((stream, app))) => {
                let app = app.unwrap_or_else(|| self.app.clone());
                self.http(Held { stream, _pass: pass }, app, peer).await;
            }
            Ok(Err(cause)) => {
                self.metrics.tls_failures.inc();
                tracing::debug!(%cause, "a TLS handshake failed");
            }
            Err(_) => {
                self.metrics.tls_failures.inc();
            }
        }
    }

    async fn http(&self, stream: Held, app: Router, peer: Peer) {
        let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(peer);
            app.clone().oneshot(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .max_buf_size(BUFFER_BYTES_MAX)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades();
        let mut connection = pin!(connection);
        // A broken connection is the client's affair, and nothing to log.
        tokio::select! {
            _ = &mut connection => return,
            () = self.stop.cancelled() => connection.as_mut().graceful_shutdown(),
        }
        let _ = timeout(self.limits.drain(), connection).await;
    }
}

/// Failures that say nothing about the next connection.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Counts who is inside.
struct Doors {
    per_address_max: u32,
    in_all_max: u32,
    /// A plain lock: held to count, never over an await.
    inside: Mutex<Inside>,
    metrics: Arc<Metrics>,
}

#[derive(Default)]
struct Inside {
    in_all: u32,
    by_address: HashMap<IpAddr, u32>,
}

/// One connection's place, until it is closed; upgraded ones keep theirs.
struct Pass {
    doors: Arc<Doors>,
    address: IpAddr,
}

impl Doors {
    fn new(limits: &Limits, metrics: Arc<Metrics>) -> Self {
        Doors {
            per_address_max: limits.connections_per_address_max,
            in_all_max: limits.connections_max,
            inside: Mutex::default(),
            metrics,
        }
    }

    /// `None`: no room.
    fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Pass> {
        let address = address.to_canonical();
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if inside.in_all >= self.in_all_max || inside.by_address.get(&address).is_some_and(|n| *n >= self.per_address_max) {
            return None;
        }
        inside.in_all += 1;
        *inside.by_address.entry(address).or_default() += 1;
        self.metrics.connections.inc();
        Some(Pass { doors: self.clone(), address })
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut inside = self.doors.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.in_all -= 1;
        if let Some(count) = inside.by_address.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                inside.by_address.remove(&self.address);
            }
        }
        self.doors.metrics.connections.dec();
    }
}

/// A connection, plain or TLS.
pub enum Stream {
    Plain(TcpStream),
    Tls(Box<tokio_rustls::server::TlsStream<TcpStream>>),
}

/// A connection with its place at the doors: whoever holds the one holds the other.
struct Held {
    stream: Stream,
    _pass: Pass,
}

macro_rules! on_stream {
    ($held:expr, $stream:ident => $call:expr) => {
        match &mut $held.stream {
            Stream::Plain($stream) => {
                let $stream = Pin::new($stream);
                $call
            }
            Stream::Tls($stream) => {
                let $stream = Pin::new(&mut **$stream);
                $call
            }
        }
    };
}

impl AsyncRead for Held {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        on_stream!(self, stream => stream.poll_read(cx, buf))
    }
}

impl AsyncWrite for Held {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        on_stream!(self, stream => stream.poll_write(cx, buf))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        on_stream!(self, stream => stream.poll_flush(cx))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        on_stream!(self, stream => stream.poll_shutdown(cx))
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bufs: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        on_stream!(self, stream => stream.poll_write_vectored(cx, bufs))
    }

    fn is_write_vectored(&self) -> bool {
        match &self.stream {
            Stream::Plain(stream) => stream.is_write_vectored(),
            Stream::Tls(stream) => stream.is_write_vectored(),
        }
    }
}
