//! Live sessions: `Live` follows the log as a screen does, with the same machine and the same
//! fold, and watches the server's numbers; `Raw` is a bare connection for what no screen does.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use shared::board::{Board, Snapshot};
use shared::ids::*;
use shared::order::Event;
use shared::protocol::{CommandFrame, Position, ServerFrame};
use shared::sync::{Effect, Input, Link, Sync};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::{Node, PATIENCE, User};

type Ws = WebSocketStream<TcpStream>;

/// Opens the connection; `Err` is the status that refused it, 0 where there was none.
async fn connect(url: &str, origin: Option<&str>, receive_buffer: Option<u32>) -> Result<Ws, u16> {
    let address = url.trim_start_matches("http://");
    let opening = async {
        let socket = TcpSocket::new_v4().map_err(|_| 0u16)?;
        if let Some(bytes) = receive_buffer {
            socket.set_recv_buffer_size(bytes).map_err(|_| 0u16)?;
        }
        let tcp = socket.connect(address.parse().map_err(|_| 0u16)?).await.map_err(|_| 0u16)?;
        tcp.set_nodelay(true).map_err(|_| 0u16)?;
        let mut request = format!("ws://{address}/api/v1/live").into_client_request().map_err(|_| 0u16)?;
        request.headers_mut().insert("sec-websocket-protocol", "passline.v1".parse().unwrap());
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        match client_async(request, tcp).await {
            Ok((ws, _)) => Ok(ws),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(_) => Err(0),
        }
    };
    timeout(Duration::from_secs(5), opening).await.unwrap_or(Err(0))
}

/// A bare connection.
pub struct Raw(Ws);

impl Raw {
    pub async fn open(user: &User) -> Raw {
        Raw(connect(&user.url, None, None).await.unwrap_or_else(|status| panic!("refused: {status}")))
    }

    /// One that takes little before it has to be read.
    pub async fn narrow(user: &User) -> Raw {
        Raw(connect(&user.url, None, Some(4096)).await.unwrap_or_else(|status| panic!("refused: {status}")))
    }

    pub async fn from_page(user: &User, origin: &str) -> Result<Raw, u16> {
        connect(&user.url, Some(origin), None).await.map(Raw)
    }

    pub async fn say(&mut self, frame: &Value) {
        self.text(frame.to_string()).await;
    }

    pub async fn text(&mut self, text: String) {
        // The server may have closed already; what it said is what the test asks for.
        let _ = self.0.send(Message::text(text)).await;
    }

    /// Says good-bye, as a page that is closed.
    pub async fn close(&mut self) {
        let _ = self.0.close(None).await;
    }

    pub async fn binary(&mut self) {
        let _ = self.0.send(Message::binary(vec![1, 2, 3])).await;
    }

    pub async fn hello(&mut self, user: &User) {
        self.say(&json!({ "type": "hello", "token": user.token })).await;
    }

    /// The next frame of text.
    pub async fn next(&mut self) -> Value {
        match self.heard().await {
            Ok(frame) => frame,
            Err(code) => panic!("closed with {code}"),
        }
    }

    /// The next frame, or the code of the close; 0 where the connection was lost without one.
    pub async fn heard(&mut self) -> Result<Value, u16> {
        loop {
            match timeout(PATIENCE, self.0.next()).await.expect("nothing is heard") {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => return Err(frame.map_or(0, |f| f.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(0),
            }
        }
    }

    /// The next frame of this type.
    pub async fn until(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.next().await;
            if frame["type"] == kind {
                return frame;
            }
        }
    }

    /// The code with which the server closes, whatever it says before.
    pub async fn closed(&mut self) -> u16 {
        loop {
            if let Err(code) = self.heard().await {
                return code;
            }
        }
    }
}

/// What a session knows and has seen.
pub struct State {
    pub board: Option<Board>,
    pub position: Option<Position>,
    pub link: Link,
    /// Every event in the order in which it was applied, and when.
    pub events: Vec<(Event, Instant)>,
    pub acks: HashMap<CommandId, u64>,
    pub nacks: HashMap<CommandId, (String, String)>,
    pub closes: Vec<u16>,
    pub snapshots: usize,
    pub resumes: usize,
    /// The longest time without a frame on a connection that had its welcome.
    pub longest_silence: Duration,
    pub epoch: String,
    /// What the server did against the protocol.
    pub faults: Vec<String>,
}

impl State {
    pub fn order(&self, id: &str) -> Option<&shared::order::Order> {
        self.board.as_ref()?.order(id.parse().ok()?)
    }

    pub fn status(&self, id: &str) -> Option<&'static str> {
        self.order(id).map(|o| o.status.as_str())
    }

    pub fn seq(&self) -> u64 {
        self.position.map_or(0, |p| p.seq)
    }

    pub fn kinds(&self) -> Vec<&str> {
        self.events.iter().map(|(e, _)| e.data.kind()).collect()
    }

    pub fn seqs(&self) -> Vec<u64> {
        self.events.iter().map(|(e, _)| e.seq).collect()
    }
}

enum Control {
    Submit(Box<CommandFrame>),
    /// Drop the connection without a word.
    Cut,
}

#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    state: watch::Sender<State>,
    control: mpsc::UnboundedSender<Control>,
    user: User,
    urls: std::sync::Mutex<Vec<String>>,
}

impl Live {
    pub async fn open(user: &User, from: Option<(Uuid, u64)>) -> Live {
        let (control, controls) = mpsc::unbounded_channel();
        let state = State {
            board: None,
            position: None,
            link: Link::Offline,
            events: vec![],
            acks: HashMap::new(),
            nacks: HashMap::new(),
            closes: vec![],
            snapshots: 0,
            resumes: 0,
            longest_silence: Duration::ZERO,
            epoch: String::new(),
            faults: vec![],
        };
        let inner = Inner {
            state: watch::channel(state).0,
            control,
            user: user.clone(),
            urls: std::sync::Mutex::new(vec![user.url.clone()]),
        };
        let live = Live(Arc::new(inner));
        let mut sync = Sync::new(Some(ScreenId(Uuid::now_v7())), None);
        if let Some((epoch, seq)) = from {
            sync.resume_from(Position { epoch: Epoch(epoch), seq });
        }
        let runner = Runner {
            live: Arc::downgrade(&live.0),
            sync,
            ws: None,
            started: Instant::now(),
            expected: None,
            heard: Instant::now(),
            turn: 0,
        };
        tokio::spawn(runner.run(controls, user.token.clone()));
        live.until("it is live", |s| (s.link == Link::Live).then_some(())).await;
        live
    }

    /// Waits until this is so of the session's state.
    #[track_caller]
    pub fn until<T, F: FnMut(&State) -> Option<T>>(&self, what: &str, mut seen: F) -> impl Future<Output = T> + use<T, F> {
        let mut receiver = self.0.state.subscribe();
        let what = format!("{what} ({})", std::panic::Location::caller());
        async move {
            let mut found = None;
            let waiting = receiver.wait_for(|state| {
                found = seen(state);
                found.is_some()
            });
            if timeout(PATIENCE, waiting).await.is_err() {
                let s = receiver.borrow();
                let last: Vec<_> = s.events.iter().rev().take(5).map(|(e, _)| (e.seq, e.data.kind())).collect();
                panic!("waited in vain: {what}; link {:?}, seq {}, closes {:?}, last {last:?}", s.link, s.seq(), s.closes);
            }
            found.unwrap()
        }
    }

    pub fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.0.state.borrow())
    }

    #[track_caller]
    pub fn status(&self, order: &str, status: &'static str) -> impl Future<Output = ()> + use<> {
        let (order, what) = (order.to_owned(), format!("order {status}"));
        self.until(&what, move |s| (s.status(&order) == Some(status)).then_some(()))
    }

    #[track_caller]
    pub fn reaches(&self, seq: u64) -> impl Future<Output = ()> + use<> {
        let what = format!("seq {seq}");
        self.until(&what, move |s| (s.seq() >= seq && s.link == Link::Live).then_some(()))
    }

    /// Taps: a command under an id of its own; the id.
    pub fn tap(&self, kind: &str, data: Value) -> CommandId {
        let id = CommandId(Uuid::now_v7());
        self.tap_as(id, kind, data);
        id
    }

    pub fn tap_as(&self, id: CommandId, kind: &str, data: Value) {
        let frame = CommandFrame { kind: kind.into(), id, data, at: None };
        let _ = self.0.control.send(Control::Submit(Box::new(frame)));
    }

    #[track_caller]
    pub fn acked(&self, id: CommandId) -> impl Future<Output = u64> {
        self.until("an ack", move |s| {
            assert!(!s.nacks.contains_key(&id), "refused: {:?}", s.nacks[&id]);
            s.acks.get(&id).copied()
        })
    }

    #[track_caller]
    pub fn nacked(&self, id: CommandId) -> impl Future<Output = String> {
        self.until("a nack", move |s| {
            assert!(!s.acks.contains_key(&id), "it was accepted");
            s.nacks.get(&id).map(|(code, _)| code.clone())
        })
    }

    pub fn cut(&self) {
        let _ = self.0.control.send(Control::Cut);
    }

    /// Where it goes from the next connection on.
    pub fn nodes(&self, nodes: &[&Node]) {
        *self.0.urls.lock().unwrap() = nodes.iter().map(|n| n.url()).collect();
    }

    /// It shows what a fresh session is told, and the server kept to the protocol.
    pub async fn agrees_with_the_server(&self) {
        self.look(|s| assert!(s.faults.is_empty(), "{:?}", s.faults));
        if matches!(self.look(|s| s.link), Link::Refused(_)) {
            return;
        }
        let until = Instant::now() + PATIENCE;
        loop {
            let url = self.0.urls.lock().unwrap()[0].clone();
            let mut fresh = Raw(connect(&url, None, None).await.expect("the server is there"));
            fresh.hello(&self.0.user).await;
            let welcome = fresh.until("welcome").await;
            let seq = welcome["seq"].as_u64().unwrap();
            self.reaches(seq).await;
            let snapshot: Snapshot = serde_json::from_value(welcome["snapshot"].clone()).unwrap();
            let theirs = serde_json::to_value(Board::from_snapshot(snapshot).snapshot()).unwrap();
            // One that began at the log's beginning has no board of its own.
            let own = self.look(|s| s.board.as_ref().map(|b| (s.seq(), serde_json::to_value(b.snapshot()).unwrap())));
            let Some((own_seq, own)) = own else { return };
            if own_seq == seq {
                assert_eq!(own, theirs, "a screen differs from the server at seq {seq}");
                return;
            }
            assert!(Instant::now() < until, "the house does not come to rest");
        }
    }
}

struct Runner {
    live: std::sync::Weak<Inner>,
    sync: Sync,
    ws: Option<Ws>,
    started: Instant,
    /// The `from` that the next frame of this connection must have.
    expected: Option<u64>,
    heard: Instant,
    turn: usize,
}

impl Runner {
    async fn run(mut self, mut controls: mpsc::UnboundedReceiver<Control>, token: String) {
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        self.step(Input::Start { token }).await;
        loop {
            tokio::select! {
                message = next(&mut self.ws) => self.message(message).await,
                _ = tick.tick() => self.step(Input::Tick).await,
                control = controls.recv() => match control {
                    Some(Control::Submit(frame)) => {
                        let since = self.sync.server_time(self.now());
                        self.step(Input::Submit(shared::outbox::Unsent { frame: *frame, since })).await;
                    }
                    Some(Control::Cut) => {
                        self.ws = None;
                        self.step(Input::Closed { code: 1006 }).await;
                    }
                    None => return,
                },
            }
        }
    }

    fn now(&self) -> i64 {
        self.started.elapsed().as_millis() as i64 + 1
    }

    async fn message(&mut self, message: Option<Result<Message, Error>>) {
        match message {
            Some(Ok(Message::Text(text))) => {
                self.watch(&text);
                self.step(Input::Text(&text)).await;
            }
            Some(Ok(Message::Close(frame))) => {
                let code = frame.map_or(1005, |f| f.code.into());
                self.change(|s| s.closes.push(code));
                self.ws = None;
                self.step(Input::Closed { code }).await;
            }
            Some(Ok(_)) => {}
            Some(Err(_)) | None => {
                self.ws = None;
                self.step(Input::Closed { code: 1006 }).await;
            }
        }
    }

    /// Holds the server to its numbers.
    fn watch(&mut self, text: &str) {
        let silence = self.heard.elapsed();
        self.heard = Instant::now();
        let known = self.sync.position();
        match ServerFrame::<Snapshot, Event>::from_json(text) {
            Ok(ServerFrame::Welcome(welcome)) => {
                self.expected = Some(if welcome.resumed { known.map_or(0, |p| p.seq) + 1 } else { welcome.seq + 1 });
                self.change(|s| {
                    s.epoch = welcome.epoch.to_string();
                    if welcome.resumed {
                        s.resumes += 1;
                    } else {
                        s.snapshots += 1;
                    }
                });
            }
            Ok(ServerFrame::Events(frame)) => {
                let expected = self.expected.replace(frame.to + 1);
                let within = frame.events.windows(2).all(|w| w[0].seq < w[1].seq)
                    && frame.events.iter().all(|e| (frame.from..=frame.to).contains(&e.seq));
                self.change(|s| {
                    s.longest_silence = s.longest_silence.max(silence);
                    if expected != Some(frame.from) || frame.to + 1 < frame.from || !within {
                        s.faults.push(format!("frame {}..{} where {expected:?} was due", frame.from, frame.to));
                    }
                });
            }
            Ok(_) => {}
            Err(error) => self.change(|s| s.faults.push(format!("unreadable: {error}: {text}"))),
        }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        if let Some(live) = self.live.upgrade() {
            live.state.send_modify(change);
        }
    }

    async fn step(&mut self, input: Input<'_>) {
        let random = 0.1 + 0.1 * (self.turn % 5) as f64;
        let mut effects: std::collections::VecDeque<Effect> = self.sync.step(self.now(), random, input).into();
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Connect => {
                    let input = if self.connect().await { Input::Opened } else { Input::Closed { code: 1006 } };
                    effects.extend(self.sync.step(self.now(), random, input));
                }
                Effect::Disconnect => self.ws = None,
                Effect::Send(text) => {
                    if let Some(ws) = &mut self.ws {
                        let _ = ws.send(Message::text(text)).await;
                    }
                }
                seen => self.note(seen),
            }
        }
        let (link, position) = (self.sync.link(), self.sync.position());
        if let Some(live) = self.live.upgrade() {
            live.state.send_if_modified(|s| {
                let changed = s.link != link || s.position != position;
                (s.link, s.position) = (link, position);
                changed
            });
        }
    }

    async fn connect(&mut self) -> bool {
        self.turn += 1;
        self.expected = None;
        let Some(live) = self.live.upgrade() else { return false };
        let url = {
            let urls = live.urls.lock().unwrap();
            urls[self.turn % urls.len()].clone()
        };
        self.ws = connect(&url, None, None).await.ok();
        self.heard = Instant::now();
        self.ws.is_some()
    }

    fn note(&self, effect: Effect) {
        self.change(|s| match effect {
            Effect::Replace { snapshot, .. } => s.board = Some(Board::from_snapshot(*snapshot)),
            Effect::Apply { events, .. } => {
                for event in events {
                    if let Some(board) = &mut s.board {
                        board.apply(&event);
                    }
                    if s.events.last().is_some_and(|(last, _)| last.seq >= event.seq) {
                        s.faults.push(format!("event {} came again", event.seq));
                    }
                    s.events.push((event, Instant::now()));
                }
            }
            Effect::Acked { unsent, seq } => {
                s.acks.insert(unsent.frame.id, seq);
            }
            Effect::Nacked { unsent, code, detail } => {
                s.nacks.insert(unsent.frame.id, (code, detail));
            }
            _ => {}
        });
    }
}

async fn next(ws: &mut Option<Ws>) -> Option<Result<Message, Error>> {
    match ws {
        Some(ws) => ws.next().await,
        None => std::future::pending().await,
    }
}
