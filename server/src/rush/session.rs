//! One screen, till or pass on the live connection: it folds what it hears, does what its
//! worker has planned, and comes back to another node when the connection is lost.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use shared::board::{Board, Change, Snapshot};
use shared::ids::OrderId;
use shared::location::Role;
use shared::order::{Event, EventData};
use shared::time::Timestamp;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::{self, Message};
use uuid::Uuid;

use super::audit::Seen;
use super::chance::Chance;
use super::hands::{Call, Deed, Due, Worker};
use super::replay::{Phase, Run};
use super::report::Latencies;
use super::wire::{Frame, SILENCE, Ws, connect, now_ms};

/// Commands that may be unanswered at a time (contract, section 5).
const UNANSWERED_MAX: usize = 32;
/// A screen says what it shows a few times a second at most.
const SHOWN_EVERY: Duration = Duration::from_millis(300);
/// Tickets named in one such frame; the rest goes with the next.
const SHOWN_MAX: usize = 200;
const PAUSE_MIN: Duration = Duration::from_millis(50);
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// A command that nobody has answered yet.
struct Sent {
    text: String,
    due: Instant,
    order: OrderId,
    deed: Deed,
}

pub struct Session {
    pub name: String,
    pub i: usize,
    pub role: Role,
    pub station: Option<String>,
    pub seen: Seen,
    pub board: Option<Board>,
    pub latencies: Latencies,
    pub commands: u64,
    pub(super) run: Arc<Run>,
    pub(super) token: String,
    pub(super) screen: Uuid,
    pub(super) node: usize,
    pub(super) epoch: Option<String>,
    worker: Worker,
    waiting: VecDeque<(Uuid, Sent)>,
    unanswered: BTreeMap<Uuid, Sent>,
    calls: JoinSet<(Due, anyhow::Result<super::client::Answer>)>,
    /// Server's clock less ours, in milliseconds.
    clock_ahead: i64,
    pub(super) chance: Chance,
    unshown: Vec<(OrderId, u32)>,
    last_shown: Instant,
    cut: Arc<Notify>,
}

/// Why a connection ended.
enum End {
    Over,
    Lost,
}

impl Session {
    pub fn new(
        run: Arc<Run>,
        i: usize,
        role: Role,
        station: Option<String>,
        token: String,
        worker: Worker,
        cut: Arc<Notify>,
    ) -> Self {
        let mut chance = Chance::new(run.pace.seed, "session", i as u64);
        let screen = chance.uuid(now_ms() as u64);
        Session {
            name: format!("{}-{}{i}", role.as_str(), station.as_deref().map(|s| format!("{s}-")).unwrap_or_default()),
            node: i,
            i,
            role,
            station,
            seen: Seen::new(),
            board: None,
            latencies: Latencies::default(),
            commands: 0,
            run,
            token,
            screen,
            epoch: None,
            worker,
            waiting: VecDeque::new(),
            unanswered: BTreeMap::new(),
            calls: JoinSet::new(),
            clock_ahead: 0,
            chance,
            unshown: vec![],
            last_shown: Instant::now(),
            cut,
        }
    }

    /// Until the rush is over: connect, serve, come back.
    pub async fn live(mut self, mut phase: watch::Receiver<Phase>) -> Session {
        let mut pause = PAUSE_MIN;
        while *phase.borrow() != Phase::Over {
            let resume = self.epoch.clone().map(|epoch| (epoch, self.seen.to));
            match connect(
                &self.run.api.nodes()[self.node % self.run.api.nodes().len()],
                &self.token,
                self.screen,
                self.station.as_deref(),
                resume,
            )
            .await
            {
                Ok(mut ws) => {
                    let before = self.seen.frames;
                    if let End::Over = self.serve(&mut ws, &mut phase).await {
                        let _ = ws.close(None).await;
                        break;
                    }
                    self.seen.reconnects += 1;
                    if self.seen.frames > before {
                        pause = PAUSE_MIN;
                    }
                }
                Err(e) => tracing::debug!(session = self.name, error = %e, "could not connect"),
            }
            self.node += 1;
            tokio::time::sleep(pause.mul_f64(self.chance.between(0.5, 1.0))).await;
            pause = (pause * 2).min(PAUSE_MAX);
        }
        self
    }

    async fn serve(&mut self, ws: &mut Ws, phase: &mut watch::Receiver<Phase>) -> End {
        let mut welcomed = false;
        let mut heard = Instant::now();
        let cut = self.cut.clone();
        loop {
            let working = welcomed && *phase.borrow() == Phase::Work && self.unanswered.len() < UNANSWERED_MAX;
            let due = self.worker.next_due().filter(|_| working);
            let silent = heard + SILENCE;
            let wake = due.map_or(silent, |due| due.min(silent));
            tokio::select! {
                message = ws.next() => {
                    heard = Instant::now();
                    match self.message(message) {
                        Ok(true) => {
                            welcomed = true;
                            for sent in self.unanswered.values() {
                                if ws.feed(Message::text(sent.text.clone())).await.is_err() { return End::Lost; }
                            }
                        }
                        Ok(false) => {}
                        Err(e) => {
                            tracing::debug!(session = self.name, error = %format!("{e:#}"), "the connection is given up");
                            return End::Lost;
                        }
                    }
                },
                () = tokio::time::sleep_until(wake.into()) => if silent <= Instant::now() { return End::Lost; },
                Some(done) = self.calls.join_next(), if !self.calls.is_empty() => {
                    if let Ok((due, answer)) = done { self.called(due, answer); }
                }
                () = cut.notified() => return End::Lost,
                changed = phase.changed() => if changed.is_err() || *phase.borrow() == Phase::Over { return End::Over; },
            }
            if welcomed {
                if *phase.borrow() == Phase::Work {
                    self.work();
                }
                if self.send(ws).await.is_err() {
                    return End::Lost;
                }
            }
            self.publish(*phase.borrow());
        }
    }

    /// True on a welcome; an error ends the connection.
    fn message(&mut self, message: Option<Result<Message, tungstenite::Error>>) -> anyhow::Result<bool> {
        match message.context("the end of the stream")?? {
            Message::Text(text) => self.frame(&text),
            Message::Close(why) => bail!("closed by the server: {why:?}"),
            _ => Ok(false),
        }
    }

    /// What is left to do here, and how far this session has come.
    fn publish(&self, phase: Phase) {
        let planned = if phase == Phase::Work { self.worker.agenda() } else { 0 };
        let busy = planned + self.waiting.len() + self.unanswered.len() + self.calls.len();
        let state = &self.run.states[self.i];
        state.busy.store(busy, Relaxed);
        state.to.store(self.seen.to, Relaxed);
        state.welcomed.store(self.board.is_some(), Relaxed);
    }

    /// Sends what may be sent. Feeding and flushing once keeps it to one system call.
    async fn send(&mut self, ws: &mut Ws) -> Result<(), tungstenite::Error> {
        while self.unanswered.len() < UNANSWERED_MAX {
            let Some((id, sent)) = self.waiting.pop_front() else { break };
            ws.feed(Message::text(sent.text.clone())).await?;
            self.unanswered.insert(id, sent);
        }
        if !self.unshown.is_empty() && self.last_shown.elapsed() >= SHOWN_EVERY {
            let tickets: Vec<_> = self.unshown.drain(..self.unshown.len().min(SHOWN_MAX)).collect();
            ws.feed(Message::text(json!({ "type": "shown", "seq": self.seen.to, "tickets": tickets }).to_string())).await?;
            self.last_shown = Instant::now();
        }
        ws.flush().await
    }

    fn server_now(&self) -> Timestamp {
        Timestamp(now_ms() + self.clock_ahead)
    }

    fn work(&mut self) {
        let now = Instant::now();
        let server_now = self.server_now();
        while self.unanswered.len() + self.waiting.len() < UNANSWERED_MAX {
            let Some(board) = &self.board else { return };
            let Some(due) = self.worker.take_due(board, now, server_now) else { return };
            if matches!(due.deed, Deed::Prepare(_) | Deed::Bump(_)) {
                self.run.ledger.tap(due.order.0, due.at);
            }
            self.commands += 1;
            let id = self.chance.uuid(now_ms() as u64);
            match &due.call {
                Call::Live { kind, data } => {
                    let text = json!({ "type": kind, "id": id, "data": data, "at": Timestamp(now_ms()) }).to_string();
                    self.waiting.push_back((id, Sent { text, due: due.at, order: due.order, deed: due.deed }));
                }
                Call::Rest { path, body } => {
                    let (run, token, path, body) = (self.run.clone(), self.token.clone(), path.clone(), body.clone());
                    self.calls.spawn(async move {
                        let answer = run.api.post(&path, &token, id, &body).await;
                        (due, answer)
                    });
                }
            }
        }
    }

    fn called(&mut self, due: Due, answer: anyhow::Result<super::client::Answer>) {
        match answer {
            Ok(answer) if answer.is_success() => self.latencies.command(due.at.elapsed()),
            Ok(answer) => self.refused(&answer.code(), due.order, &due.deed),
            Err(e) => {
                tracing::warn!(session = self.name, error = %e, "a call was given up");
                self.refused("no_answer", due.order, &due.deed);
            }
        }
    }

    fn refused(&mut self, code: &str, order: OrderId, deed: &Deed) {
        tracing::debug!(session = self.name, code, %order, ?deed, "refused");
        self.run.ledger.nack(code);
        self.worker.refused(order, deed, Instant::now());
    }

    /// True on a welcome.
    pub(super) fn frame(&mut self, text: &str) -> anyhow::Result<bool> {
        let at = Instant::now();
        self.seen.bytes += text.len() as u64;
        let frame: Frame =
            serde_json::from_str(text).with_context(|| format!("a frame that is not of the contract: {:.200}", text))?;
        match frame.kind {
            "welcome" => self.welcome(&frame, at).map(|()| true),
            "events" => self.events(&frame, at).map(|()| false),
            "ack" => {
                if let Some(sent) = frame.id.and_then(|id| self.unanswered.remove(&id)) {
                    self.latencies.command(sent.due.elapsed());
                }
                Ok(false)
            }
            "nack" => {
                if let Some(sent) = frame.id.and_then(|id| self.unanswered.remove(&id)) {
                    self.refused(frame.code.unwrap_or("no_code"), sent.order, &sent.deed);
                }
                Ok(false)
            }
            "token" => {
                self.token = frame.token.unwrap_or(&self.token).to_owned();
                Ok(false)
            }
            _ => Ok(false),
        }
    }

    fn welcome(&mut self, frame: &Frame, at: Instant) -> anyhow::Result<()> {
        let seq = frame.seq.context("a welcome without seq")?;
        self.epoch = frame.epoch.map(str::to_owned);
        if let Some(server) = frame.server_time {
            self.clock_ahead = server.0 - now_ms();
        }
        let Some(snapshot) = frame.snapshot else {
            if !frame.resumed {
                bail!("a welcome with neither a snapshot nor a resume");
            }
            self.seen.resumed += 1;
            return Ok(());
        };
        let snapshot: Snapshot = serde_json::from_str(snapshot.get()).context("the snapshot")?;
        self.seen.snapshot(seq);
        let board = Board::from_snapshot(snapshot);
        if self.keeps_the_books() {
            self.run.ledger.snapshot(&board.orders().map(|order| order.id.0).collect::<HashSet<_>>());
        }
        let server_now = self.server_now();
        for order in board.orders() {
            self.worker.look(order, at, server_now);
        }
        self.board = Some(board);
        Ok(())
    }

    fn events(&mut self, frame: &Frame, at: Instant) -> anyhow::Result<()> {
        let (from, to) = frame.from.zip(frame.to).context("events without from and to")?;
        if self.seen.frame(from, to).is_err() {
            bail!("a gap: {} was expected, {from} came", self.seen.to + 1);
        }
        let server_now = self.server_now();
        for raw in frame.events.as_deref().unwrap_or_default() {
            let event = Event::from_json(raw.get())
                .with_context(|| format!("an event that is not of the contract: {:.200}", raw.get()))?;
            if !self.seen.event(event.seq, from, to) {
                continue;
            }
            if let Some(OrderId(id)) = event.order_id {
                match event.data {
                    EventData::Placed(_) => self.seen.placed.push((id, at)),
                    EventData::Ready(_) => self.seen.ready.push((id, at)),
                    _ => {}
                }
            }
            let Some(board) = &mut self.board else { bail!("events before a snapshot") };
            let (one, two) = match board.apply(&event) {
                Change::Order(id) => (Some(id), None),
                Change::Two(a, b) => (Some(a), Some(b)),
                _ => (None, None),
            };
            for id in one.into_iter().chain(two) {
                self.touched(id, at, server_now);
            }
        }
        Ok(())
    }

    fn keeps_the_books(&self) -> bool {
        self.i == self.run.bookkeeper
    }

    fn touched(&mut self, id: OrderId, at: Instant, server_now: Timestamp) {
        let order = self.board.as_ref().and_then(|board| board.order(id));
        if self.i == self.run.bookkeeper {
            // What is no longer on the board was cancelled.
            self.run.ledger.status(id.0, order.is_none_or(|order| order.status.is_over()));
        }
        let Some(order) = order else { return };
        if let Some(station) = self.station.as_deref().filter(|_| self.run.receipts && order.status.is_cooking()) {
            let new =
                order.tickets.iter().filter(|t| t.shown_at.is_none() && t.station.as_ref().is_none_or(|s| s.as_str() == station));
            let due = new.filter(|t| t.due_at.is_some_and(|due| due <= server_now));
            for ticket in due {
                if !self.unshown.contains(&(id, ticket.chit)) {
                    self.unshown.push((id, ticket.chit));
                }
            }
        }
        self.worker.look(order, at, server_now);
    }
}
