//! Commands that wait for their answer. They outlive reloads and power cuts: the page keeps
//! what is in here, and hands it back when it starts.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::ids::CommandId;
use crate::protocol::{CommandFrame, UNANSWERED_MAX};
use crate::time::Timestamp;

/// After that the server may have forgotten the id, so that a repeat could count twice.
pub const KEEP_SECONDS: i64 = 23 * 3600;

/// A command on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unsent {
    pub frame: CommandFrame,
    /// When it was tapped, on the server's clock.
    pub since: Timestamp,
}

#[derive(Clone, Debug)]
struct Waiting {
    unsent: Unsent,
    sent: bool,
    /// The server said try later.
    not_before: Option<Timestamp>,
}

/// Commands in the order of their taps.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    waiting: VecDeque<Waiting>,
}

impl Outbox {
    pub fn push(&mut self, unsent: Unsent) {
        let id = unsent.frame.id;
        if !self.ids().any(|known| known == id) {
            self.waiting.push_back(Waiting { unsent, sent: false, not_before: None });
        }
    }

    pub fn ids(&self) -> impl Iterator<Item = CommandId> {
        self.commands().map(|u| u.frame.id)
    }

    /// What has been tapped and not answered, oldest first.
    pub fn commands(&self) -> impl Iterator<Item = &Unsent> {
        self.waiting.iter().map(|w| &w.unsent)
    }

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// The connection is new: everything has to be said again.
    pub fn reconnected(&mut self) {
        for waiting in &mut self.waiting {
            waiting.sent = false;
            waiting.not_before = None;
        }
    }

    /// What may be sent now, at most `UNANSWERED_MAX` on their way at a time. The order of the
    /// taps is kept: nothing overtakes a command that has to wait.
    pub fn due(&mut self, now: Timestamp) -> Vec<CommandFrame> {
        let on_their_way = self.waiting.iter().filter(|w| w.sent).count();
        let room = UNANSWERED_MAX.saturating_sub(on_their_way);
        let ready = self.waiting.iter_mut().filter(|w| !w.sent).take_while(|w| w.not_before.is_none_or(|t| t <= now)).take(room);
        let send = |w: &mut Waiting| {
            w.sent = true;
            w.unsent.frame.clone()
        };
        ready.map(send).collect()
    }

    /// The answer came.
    pub fn answered(&mut self, id: CommandId) -> Option<Unsent> {
        let place = self.place(id)?;
        self.waiting.remove(place).map(|w| w.unsent)
    }

    /// The server could not, for now.
    pub fn later(&mut self, id: CommandId, not_before: Timestamp) {
        if let Some(waiting) = self.place(id).and_then(|place| self.waiting.get_mut(place)) {
            waiting.sent = false;
            waiting.not_before = Some(not_before);
        }
    }

    /// Takes out what is too old to be sent again.
    pub fn expire(&mut self, now: Timestamp) -> Vec<Unsent> {
        let too_old = |w: &Waiting| now.millis_since(w.unsent.since) > KEEP_SECONDS * 1000;
        let (old, kept) = std::mem::take(&mut self.waiting).into_iter().partition::<VecDeque<_>, _>(too_old);
        self.waiting = kept;
        old.into_iter().map(|w| w.unsent).collect()
    }

    fn place(&self, id: CommandId) -> Option<usize> {
        self.waiting.iter().position(|w| w.unsent.frame.id == id)
    }
}
