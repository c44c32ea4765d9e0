//! The live connection as it is on the wire: opening, hello, frames.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, anyhow, bail};
use futures_util::{SinkExt, StreamExt};
use hyper::Uri;
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use shared::board::Snapshot;
use shared::time::Timestamp;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{WebSocketStream, client_async};
use uuid::Uuid;

/// Silence after which a client gives the connection up (contract, section 5).
pub const SILENCE: Duration = Duration::from_secs(6);

pub type Ws = WebSocketStream<TcpStream>;

/// A frame from the server, its events still text.
#[derive(Deserialize)]
pub struct Frame<'a> {
    #[serde(rename = "type")]
    pub kind: &'a str,
    pub from: Option<u64>,
    pub to: Option<u64>,
    #[serde(borrow)]
    pub events: Option<Vec<&'a RawValue>>,
    pub epoch: Option<&'a str>,
    pub seq: Option<u64>,
    pub server_time: Option<Timestamp>,
    #[serde(default)]
    pub resumed: bool,
    #[serde(borrow)]
    pub snapshot: Option<&'a RawValue>,
    pub id: Option<Uuid>,
    pub code: Option<&'a str>,
    pub token: Option<&'a str>,
}

pub fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64)
}

pub async fn next_text(ws: &mut Ws) -> anyhow::Result<String> {
    loop {
        match tokio::time::timeout(SILENCE, ws.next()).await.context("silence")? {
            Some(Ok(Message::Text(text))) => return Ok(text.as_str().to_owned()),
            Some(Ok(Message::Close(close))) => bail!("closed: {close:?}"),
            Some(Ok(_)) => {}
            other => bail!("connection lost: {other:?}"),
        }
    }
}

pub async fn first_snapshot(ws: &mut Ws) -> anyhow::Result<(u64, Snapshot)> {
    let text = next_text(ws).await?;
    let frame: Frame = serde_json::from_str(&text)?;
    let (seq, snapshot) = frame.seq.zip(frame.snapshot).context("no snapshot in the welcome")?;
    Ok((seq, serde_json::from_str(snapshot.get())?))
}

/// Opens the live connection and says hello.
pub async fn connect(
    node: &Uri,
    token: &str,
    screen: Uuid,
    station: Option<&str>,
    resume: Option<(String, u64)>,
) -> anyhow::Result<Ws> {
    let host = node.host().context("an address without a host")?;
    let port = node.port_u16().unwrap_or(80);
    let opening = async {
        let tcp = TcpStream::connect((host, port)).await?;
        tcp.set_nodelay(true)?;
        let mut request = format!("ws://{host}:{port}/api/v1/live").into_client_request()?;
        request.headers_mut().insert("sec-websocket-protocol", hyper::header::HeaderValue::from_static("passline.v1"));
        let (mut ws, _) = client_async(request, tcp).await.map_err(|e| anyhow!("the upgrade was refused: {e}"))?;
        let mut hello = json!({ "type": "hello", "token": token, "screen": screen });
        if let Some(station) = station {
            hello["stations"] = json!([station]);
        }
        if let Some((epoch, seq)) = resume {
            hello["resume"] = json!({ "epoch": epoch, "seq": seq });
        }
        ws.send(Message::text(hello.to_string())).await?;
        anyhow::Ok(ws)
    };
    tokio::time::timeout(Duration::from_secs(10), opening).await.context("no connection in time")?
}
