//! A queue between tasks that is never full: past its bound the oldest goes. The news is in the
//! log all the same, so the newest is worth more than the oldest.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use shared::ids::LocationId;
use tokio::sync::Notify;

use super::{BusMessage, BusState};

/// Frames that wait: some seconds of a node's busiest minute.
pub(super) const FRAMES_MAX: usize = 4_096;
/// Bytes that wait: what one queue may cost of the server's memory.
pub(super) const BYTES_MAX: usize = 16 * 1024 * 1024;

#[derive(Default)]
struct Inner {
    frames: VecDeque<(LocationId, Arc<str>)>,
    bytes: usize,
    /// A change of state that was not heard yet; the last one counts.
    state: Option<BusState>,
    /// Something was let go, and the reader has not heard so yet.
    lost: bool,
    closed: bool,
}

/// One end puts in, the other takes out.
pub(super) struct Queue {
    /// A plain lock: held to move a frame, never over an await.
    inner: Mutex<Inner>,
    filled: Notify,
}

impl Queue {
    pub fn new() -> Arc<Self> {
        Arc::new(Queue { inner: Mutex::new(Inner::default()), filled: Notify::new() })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a frame in; how many older ones had to go.
    pub fn push(&self, location: &LocationId, text: Arc<str>) -> u64 {
        let mut inner = self.lock();
        inner.bytes += text.len();
        inner.frames.push_back((location.clone(), text));
        let mut gone = 0;
        // The newest stays, however large it is.
        while inner.frames.len() > 1 && (inner.frames.len() > FRAMES_MAX || inner.bytes > BYTES_MAX) {
            if let Some((_, text)) = inner.frames.pop_front() {
                inner.bytes -= text.len();
                gone += 1;
            }
        }
        inner.lost |= gone > 0;
        drop(inner);
        self.filled.notify_one();
        gone
    }

    pub fn set_state(&self, state: BusState) {
        self.lock().state = Some(state);
        self.filled.notify_one();
    }

    pub fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_one();
    }

    /// Up to `max` frames, at once; none where none wait.
    pub fn take(&self, max: usize) -> Vec<(LocationId, Arc<str>)> {
        let mut inner = self.lock();
        inner.lost = false;
        let count = inner.frames.len().min(max);
        let taken: Vec<_> = inner.frames.drain(..count).collect();
        inner.bytes -= taken.iter().map(|(_, text)| text.len()).sum::<usize>();
        taken
    }

    /// Returns when something was put in since the last call; may return without.
    pub async fn filled(&self) {
        self.filled.notified().await;
    }

    fn pop(&self) -> Option<Option<BusMessage>> {
        let mut inner = self.lock();
        if let Some(state) = inner.state.take() {
            inner.lost &= state != BusState::Up;
            return Some(Some(if state == BusState::Up { BusMessage::Up } else { BusMessage::Down }));
        }
        if std::mem::take(&mut inner.lost) {
            return Some(Some(BusMessage::Up));
        }
        if let Some((location, text)) = inner.frames.pop_front() {
            inner.bytes -= text.len();
            return Some(Some(BusMessage::Frame { location, text }));
        }
        inner.closed.then_some(None)
    }
}

/// What a subscriber reads. Frames that it is too slow for are let go, and it hears `Up` instead.
pub struct Inbox(pub(super) Arc<Queue>);

impl Inbox {
    /// The next message; `None`: the bus has ended. Safe to drop while it waits.
    pub async fn recv(&mut self) -> Option<BusMessage> {
        loop {
            if let Some(message) = self.0.pop() {
                return message;
            }
            self.0.filled().await;
        }
    }
}

/// A bus's subscribers.
#[derive(Default)]
pub(super) struct Subscribers(Mutex<Vec<Weak<Queue>>>);

impl Subscribers {
    pub fn add(&self, state: BusState) -> Inbox {
        let queue = Queue::new();
        queue.set_state(state);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&queue));
        Inbox(queue)
    }

    /// Does it to every subscriber that is still there.
    pub fn each(&self, mut f: impl FnMut(&Queue)) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|queue| match queue.upgrade() {
            Some(queue) => {
                f(&queue);
                true
            }
            None => false,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_oldest_goes_and_the_reader_is_told() {
        let subscribers = Subscribers::default();
        let mut inbox = subscribers.add(BusState::Up);
        let main = LocationId::from("main");
        let mut gone = 0;
        subscribers.each(|queue| {
            for k in 0..FRAMES_MAX + 10 {
                gone += queue.push(&main, k.to_string().into());
            }
        });
        assert_eq!(gone, 10);
        assert_eq!(inbox.recv().await, Some(BusMessage::Up));
        assert_eq!(inbox.recv().await, Some(BusMessage::Frame { location: main.clone(), text: "10".into() }));
        subscribers.each(|queue| gone = queue.push(&main, " ".repeat(BYTES_MAX).into()));
        assert_eq!(gone, FRAMES_MAX as u64 - 1);
        assert_eq!(inbox.recv().await, Some(BusMessage::Up), "lost again, told again");
        assert!(matches!(inbox.recv().await, Some(BusMessage::Frame { text, .. }) if text.len() == BYTES_MAX));
        subscribers.each(Queue::close);
        assert_eq!(inbox.recv().await, None);
        drop(inbox);
        subscribers.each(|_| panic!("nobody is left"));
    }
}
