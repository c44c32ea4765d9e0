//! Stop 8 of the line: the room's ring → frames on the wire. Whatever waits leaves in one system
//! call; a session that fell out of the ring starts over with a snapshot.

use std::sync::Arc;

use axum::extract::ws::{Message, WebSocket};
use futures_util::SinkExt;
use serde_json::value::RawValue;
use shared::protocol::{Close, HEARTBEAT_SECONDS, MIN_PROTOCOL, Position, ServerFrame, Welcome, events_frame};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use super::inbound::{Answered, Inbound};
use super::{Session, WRITE_WITHIN, flush};
use crate::hub::{Frame, Seat, Start};

type Ended = Result<(), Option<Close>>;
type News = Result<Arc<Frame>, RecvError>;

#[derive(Default)]
pub(super) struct Outbound {
    ring: Option<Receiver<Arc<Frame>>>,
    /// How far the log was sent.
    pub sent: u64,
}

impl Outbound {
    /// Says welcome, and brings what was missed.
    pub async fn open(&mut self, session: &Session, socket: &mut WebSocket, resume: Option<Position>) -> Ended {
        let same_log = resume.filter(|position| position.epoch == session.room.epoch);
        if let Some(position) = same_log {
            self.hear_of(session, position.seq).await?;
        }
        let seat = session.room.join(session.audience, same_log.map(|p| p.seq));
        self.start(session, socket, seat, same_log.map_or(0, |p| p.seq)).await
    }

    /// A screen that comes from another node may know more than this one has heard yet.
    async fn hear_of(&self, session: &Session, seq: u64) -> Ended {
        let (app, room) = (&session.app, &session.room);
        if seq <= room.head() {
            return Ok(());
        }
        let heard = async {
            let head = app.store.head(&room.location).await?.unwrap_or(0);
            app.catch_up.fetch(room, head).await
        };
        heard.await.map_err(|cause| {
            tracing::warn!(location.id = %room.location, %cause, "a resume could not be read from the log");
            Some(Close::TryLater)
        })
    }

    async fn start(&mut self, session: &Session, socket: &mut WebSocket, seat: Seat, after: u64) -> Ended {
        let Seat { head, news, start } = seat;
        self.ring = Some(news);
        self.sent = head;
        match start {
            Start::Snapshot(snapshot) => {
                session.app.metrics.came_back("snapshot");
                // A bounded number of snapshots is on the wire at a time: the memory of a whole
                // house coming back at once.
                let _permit = session.app.snapshots.acquire().await.map_err(|_| Some(Close::Restart))?;
                welcome(session, socket, head, Some(&snapshot)).await
            }
            Start::Resumed(frames) => {
                session.app.metrics.came_back("resumed");
                welcome(session, socket, head, None).await?;
                for frame in frames {
                    feed(socket, text(&frame)).await?;
                }
                flush(socket).await
            }
            Start::FromLog => {
                session.app.metrics.came_back("resumed");
                welcome(session, socket, head, None).await?;
                self.read_log(session, socket, after, head).await
            }
        }
    }

    async fn read_log(&mut self, session: &Session, socket: &mut WebSocket, after: u64, head: u64) -> Ended {
        let mut at = after;
        while at < head {
            match session.app.catch_up.page(&session.room, session.audience, at, head).await {
                Ok(Some((to, texts))) => {
                    let frame = events_frame(at + 1, to, texts.iter().map(String::as_str));
                    write(socket, Message::Text(frame.into())).await?;
                    at = to;
                }
                // Pruned: a snapshot is the way.
                Ok(None) => return Box::pin(self.afresh(session, socket)).await,
                Err(cause) => {
                    tracing::warn!(location.id = %session.room.location, %cause, "a resume could not be read from the log");
                    return Err(Some(Close::TryLater));
                }
            }
        }
        Ok(())
    }

    async fn afresh(&mut self, session: &Session, socket: &mut WebSocket) -> Ended {
        let seat = session.room.join(session.audience, None);
        self.start(session, socket, seat, 0).await
    }

    pub async fn news(&mut self) -> News {
        match &mut self.ring {
            Some(ring) => ring.recv().await,
            None => Err(RecvError::Closed),
        }
    }

    /// Sends this frame and all that wait behind it.
    pub async fn forward(&mut self, session: &Session, socket: &mut WebSocket, news: News) -> Ended {
        let mut next = news;
        let mut frames = 0;
        loop {
            match next {
                Ok(frame) => {
                    frames += 1;
                    self.sent = frame.to;
                    session.app.metrics.sent(frame.events);
                    feed(socket, text(&frame)).await?;
                }
                Err(RecvError::Lagged(missed)) => {
                    tracing::debug!(missed, "a slow screen starts over");
                    session.app.metrics.dropped("session");
                    return self.afresh(session, socket).await;
                }
                Err(RecvError::Closed) => return Err(Some(Close::Restart)),
            }
            let Some(ring) = &mut self.ring else { break };
            next = match ring.try_recv() {
                Ok(frame) if frames < 64 => Ok(frame),
                Ok(frame) => {
                    self.sent = frame.to;
                    session.app.metrics.sent(frame.events);
                    feed(socket, text(&frame)).await?;
                    break;
                }
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Lagged(missed)) => Err(RecvError::Lagged(missed)),
                Err(TryRecvError::Closed) => Err(RecvError::Closed),
            };
        }
        flush(socket).await
    }

    /// Acknowledges this command and all others that are answered by now.
    pub async fn answer(&mut self, socket: &mut WebSocket, answer: Answered, inbound: &mut Inbound) -> Ended {
        let mut next = Some(answer);
        while let Some(answer) = next {
            if let Some(frame) = answer.frame() {
                feed(socket, Message::Text(frame.into())).await?;
            }
            next = inbound.answered_already();
        }
        flush(socket).await
    }
}

async fn welcome(session: &Session, socket: &mut WebSocket, head: u64, snapshot: Option<&str>) -> Ended {
    let app = &session.app;
    let snapshot = match snapshot.map(|s| RawValue::from_string(s.to_owned())) {
        Some(Err(_)) => return Err(Some(Close::TryLater)),
        Some(Ok(raw)) => Some(raw),
        None => None,
    };
    let welcome: ServerFrame<Box<RawValue>, ()> = ServerFrame::Welcome(Box::new(Welcome {
        epoch: session.room.epoch,
        seq: head,
        server_time: app.clock.now(),
        heartbeat_s: HEARTBEAT_SECONDS,
        build: app.build.to_owned(),
        min_protocol: MIN_PROTOCOL,
        resumed: snapshot.is_none(),
        snapshot,
    }));
    write(socket, Message::Text(welcome.to_json().into())).await
}

fn text(frame: &Frame) -> Message {
    Message::Text(frame.text.clone())
}

async fn feed(socket: &mut WebSocket, message: Message) -> Ended {
    match tokio::time::timeout(WRITE_WITHIN, socket.feed(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(None),
        Err(_) => Err(Some(Close::TimedOut)),
    }
}

pub(super) async fn write(socket: &mut WebSocket, message: Message) -> Ended {
    feed(socket, message).await?;
    flush(socket).await
}
