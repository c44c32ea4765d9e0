//! One screen: it reads, counts, cooks its share, drops its connection and comes back.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use crate::adapter::{Event, Frame, Kind, Resume};
use crate::run::Run;

pub type Ws = WebSocketStream<TcpStream>;
const PATIENCE: Duration = Duration::from_secs(20);

/// What one screen has read.
pub struct Seen {
    placed: Vec<u64>,
    ready: Vec<u64>,
    pub prepared: Vec<u8>,
    last_sequence: u64,
    /// Over the orders in their order of arrival: alike where two screens saw the same.
    pub order_hash: u64,
    resume: Resume,
}

fn mark(bits: &mut [u64], k: usize) -> bool {
    let (word, bit) = (k / 64, 1 << (k % 64));
    let fresh = bits[word] & bit == 0;
    bits[word] |= bit;
    fresh
}

impl Seen {
    fn new(orders: usize, resume: Resume) -> Seen {
        let words = orders.div_ceil(64);
        Seen {
            placed: vec![0; words],
            ready: vec![0; words],
            prepared: vec![0; orders],
            last_sequence: 0,
            order_hash: 0xcbf2_9ce4,
            resume,
        }
    }

    pub fn has_placed(&self, k: usize) -> bool {
        self.placed[k / 64] >> (k % 64) & 1 == 1
    }

    pub fn has_ready(&self, k: usize) -> bool {
        self.ready[k / 64] >> (k % 64) & 1 == 1
    }
}

pub async fn open(run: &Run, path: &str, small_buffer: bool) -> Result<Ws, String> {
    let text = |e: &dyn std::fmt::Display| e.to_string();
    let ip = run.a.host.parse().map_err(|_| "no address".to_string())?;
    let socket = TcpSocket::new_v4().map_err(|e| text(&e))?;
    if small_buffer {
        let _ = socket.set_recv_buffer_size(8192);
    }
    let address = std::net::SocketAddr::new(ip, run.a.port);
    let stream = socket.connect(address).await.map_err(|e| text(&e))?;
    let _ = stream.set_nodelay(true);
    let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
    let url = format!("ws://{}:{}{}", run.a.host, run.a.port, path);
    let mut request = url.into_client_request().map_err(|e| text(&e))?;
    if let Some(subprotocol) = run.ad.subprotocol() {
        let value = hyper::header::HeaderValue::from_static(subprotocol);
        request.headers_mut().insert("sec-websocket-protocol", value);
    }
    let upgrade = tokio_tungstenite::client_async_with_config(request, stream, Some(config));
    let upgraded = tokio::time::timeout(PATIENCE, upgrade).await;
    let (ws, _) = upgraded.map_err(|_| "upgrade timed out".to_string())?.map_err(|e| text(&e))?;
    Ok(ws)
}

pub async fn join(run: &Run, i: usize, resume: &mut Resume, small: bool) -> Result<Ws, String> {
    let location = format!("L{}", run.location_of_screen(i));
    let mut ws = open(run, &run.ad.screen_path(&location, i), small).await?;
    if let Some(hello) = run.ad.hello(&location, i, resume) {
        let sent = ws.send(Message::text(hello)).await;
        sent.map_err(|e| e.to_string())?;
    }
    if !run.ad.waits_for_join() {
        return Ok(ws);
    }
    let joined = async {
        loop {
            match ws.next().await {
                Some(Ok(Message::Text(text))) => match run.ad.read(text.as_bytes(), resume) {
                    Frame::Joined => return Ok(()),
                    Frame::Reply(reply) => {
                        let sent = ws.send(Message::text(reply)).await;
                        sent.map_err(|e| e.to_string())?;
                    }
                    _ => {}
                },
                Some(Ok(Message::Close(why))) => return Err(format!("closed: {why:?}")),
                Some(Ok(_)) => {}
                _ => return Err("closed before the join".to_string()),
            }
        }
    };
    let waited = tokio::time::timeout(PATIENCE, joined).await;
    waited.map_err(|_| "join timed out".to_string())??;
    Ok(ws)
}

/// All that one frame does to a screen; what is to be sent back goes to `out`.
fn frame(run: &Run, i: usize, seen: &mut Seen, text: &[u8], out: &mut Vec<String>) {
    run.frames.fetch_add(1, Relaxed);
    run.bytes.fetch_add(text.len() as u64, Relaxed);
    match run.ad.read(text, &mut seen.resume) {
        Frame::Events(events) => events.iter().for_each(|event| one_event(run, i, seen, event, out)),
        Frame::Reply(reply) => out.push(reply),
        Frame::Joined | Frame::Ignore => {}
    }
}

fn one_event(run: &Run, i: usize, seen: &mut Seen, event: &Event, out: &mut Vec<String>) {
    let now = run.now();
    if let Some(sequence) = event.sequence {
        if sequence < seen.last_sequence {
            run.inversions.fetch_add(1, Relaxed);
        } else {
            seen.last_sequence = sequence;
        }
    }
    if event.kind == Kind::Other {
        run.other.fetch_add(1, Relaxed);
        return;
    }
    let Some(k) = run.order_of(event) else {
        run.stray.fetch_add(1, Relaxed);
        return;
    };
    run.last_delivery.fetch_max(now, Relaxed);
    match event.kind {
        Kind::Placed => {
            if !mark(&mut seen.placed, k) {
                run.doubled.fetch_add(1, Relaxed);
                return;
            }
            run.placed.fetch_add(1, Relaxed);
            if run.is_timed(k) {
                run.placed_ns.record(i, now.saturating_sub(run.sched[k]));
            }
            if let Some(id) = run.ad.id_of(event) {
                run.learn(id, k);
            }
            let hash = seen.order_hash.wrapping_mul(0x100_0000_01b3);
            seen.order_hash = hash.wrapping_add(k as u64 + 1);
            if run.a.prepare && run.cook(k) == i {
                out.extend(run.ad.prepare(event.text));
                run.prepared_at[k].store(run.now(), Relaxed);
            }
        }
        Kind::Prepared => {
            seen.prepared[k] = seen.prepared[k].saturating_add(1);
            if usize::from(seen.prepared[k]) > run.a.items {
                run.doubled.fetch_add(1, Relaxed);
                return;
            }
            run.prepared.fetch_add(1, Relaxed);
        }
        Kind::Ready => {
            if !mark(&mut seen.ready, k) {
                run.doubled.fetch_add(1, Relaxed);
                return;
            }
            run.ready.fetch_add(1, Relaxed);
            if run.is_timed(k) && run.is_prepared(k) {
                let sent = run.prepared_at[k].load(Relaxed);
                run.ready_ns.record(i, now.saturating_sub(sent));
            }
        }
        Kind::Other => {}
    }
}

/// Reads until the run is over. `churn`: drop the connection, abruptly.
pub async fn screen(run: Arc<Run>, i: usize, mut ws: Ws, resume: Resume, mut churn: mpsc::UnboundedReceiver<()>) -> Seen {
    let mut seen = Seen::new(run.sched.len(), resume);
    let mut out = Vec::new();
    'life: loop {
        loop {
            tokio::select! {
                biased;
                message = ws.next() => {
                    match message {
                        Some(Ok(Message::Text(text))) => frame(&run, i, &mut seen, text.as_bytes(), &mut out),
                        Some(Ok(Message::Binary(bytes))) => frame(&run, i, &mut seen, &bytes, &mut out),
                        Some(Ok(_)) => {}
                        _ => {
                            if run.over.load(Relaxed) { return seen; }
                            run.drops.fetch_add(1, Relaxed);
                            break;
                        }
                    }
                    for text in out.drain(..) {
                        if ws.send(Message::text(text)).await.is_err() { break; }
                    }
                },
                order = churn.recv() => match order {
                    Some(()) => break,
                    None => return seen,
                },
            }
        }
        drop(ws);
        // Away for a while, then back, as a screen on a weak radio.
        loop {
            tokio::time::sleep(Duration::from_secs_f64(run.a.churn_down)).await;
            if run.over.load(Relaxed) {
                return seen;
            }
            if let Ok(back) = join(&run, i, &mut seen.resume, false).await {
                ws = back;
                run.reconnects.fetch_add(1, Relaxed);
                continue 'life;
            }
        }
    }
}
