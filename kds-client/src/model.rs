//! What is drawn: plain data, made from orders by `project`, compared field by field so that a
//! change draws one line and not a board.

use std::collections::HashMap;

use dioxus::prelude::*;
use shared::ids::{ItemId, OrderId, StationId};
use shared::location::Pace;
use shared::order::ItemStatus;
use shared::protocol::Ask;
use shared::time::Timestamp;

/// A card on this screen. Small and `Copy`, so that it can be a prop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CardId(pub u32);

/// What a card stands for. The pass has one card an order: chit 0, no station.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TicketKey {
    pub order: OrderId,
    pub station: Option<StationId>,
    pub chit: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    pub key: TicketKey,
    pub number: u32,
    /// `Table 12 · 4 covers`, and on screens of several stations the station.
    pub place: String,
    pub note: Option<String>,
    pub rush: bool,
    pub due: Timestamp,
    /// When its age shows: its channel's own.
    pub pace: Pace,
    /// The order is READY: the pass hands it out.
    pub ready: bool,
    /// The pass: courses that wait to be fired.
    pub held_courses: Vec<u16>,
    /// The pass: who gets it, where several orders may go to the same table.
    pub party: Option<String>,
    /// The pass holds the order back, or what is left of it.
    pub held: bool,
    /// The pass: some station has begun what is held.
    pub begun: bool,
    /// Other stations work on it too, for another time: when to start stands below the head.
    pub planned: bool,
    /// Seen as coming: the pass or the plan holds it back.
    pub waits: bool,
}

impl Head {
    /// Whether there is a line below it that says when to start.
    pub fn has_advice(&self) -> bool {
        self.planned || self.held
    }
}

/// The pass: what one station owes of an order, above the first of its lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub key: TicketKey,
    pub station: String,
    pub done: u32,
    pub total: u32,
    /// Since when something of it is wanted; `None`: nothing is.
    pub since: Option<Timestamp>,
    /// Of several, the one that the order has waited for longest, or waits for alone.
    pub longest: bool,
    pub planned: bool,
    pub waits: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    Add(String),
    Without(String),
}

#[derive(Clone, Debug, PartialEq)]
pub struct AllergyLine {
    pub words: String,
    pub seen: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub item: ItemId,
    pub quantity: u32,
    pub dish: String,
    /// Where it goes, unless the allergy says so.
    pub seat: Option<u16>,
    pub changes: Vec<Change>,
    pub note: Option<String>,
    pub allergy: Option<AllergyLine>,
    pub status: ItemStatus,
    /// Changed by others since somebody touched the card.
    pub fresh: bool,
    /// A line above it: `COURSE 2 · held`.
    pub heading: Option<String>,
    /// The pass: the first line of a station.
    pub group: Option<Group>,
}

/// Why a card is on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// All prepared.
    Done,
    /// The order was cancelled: somebody has to clear the card, so that nobody cooks on.
    Cancelled,
    /// All its items were voided: the same.
    Voided,
    /// Merged, completed elsewhere: it goes by itself.
    Gone,
}

impl Why {
    pub fn must_be_cleared(self) -> bool {
        matches!(self, Why::Cancelled | Why::Voided)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    Open,
    /// `at` in ticks; `undo` takes it back.
    Left {
        why: Why,
        at: i64,
        undo: Vec<Ask>,
    },
}

/// When a card's age shows, in seconds of server time. Of several cards: the first of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ages {
    pub warn_at: i64,
    pub late_at: i64,
}

impl Ages {
    pub const NEVER: Ages = Ages { warn_at: i64::MAX, late_at: i64::MAX };

    pub fn of(due: Timestamp, pace: Pace) -> Ages {
        let since = due.0 / 1000;
        Ages { warn_at: since + i64::from(pace.warn_seconds), late_at: since + i64::from(pace.late_seconds) }
    }

    pub fn or(self, other: Ages) -> Ages {
        Ages { warn_at: self.warn_at.min(other.warn_at), late_at: self.late_at.min(other.late_at) }
    }
}

/// Drawn until it is touched, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    None,
    New,
    Changed,
}

#[derive(Clone, Debug, PartialEq, Store)]
pub struct Card {
    pub head: Head,
    pub lines: Vec<Line>,
    pub phase: Phase,
    pub mark: Mark,
    /// Somebody tried to bump over an unread allergy.
    pub urge: bool,
}

impl Card {
    pub fn needs_acknowledgement(&self) -> bool {
        let unread = |line: &Line| is_open(line.status) && line.allergy.as_ref().is_some_and(|a| !a.seen);
        self.lines.iter().any(unread)
    }

    /// Something about it was not noticed yet.
    pub fn is_marked(&self) -> bool {
        self.mark != Mark::None || self.lines.iter().any(|line| line.fresh)
    }

    pub fn is_open(&self) -> bool {
        self.phase == Phase::Open
    }

    /// There is something to do on it now.
    pub fn is_live(&self) -> bool {
        self.is_open() && !self.head.waits
    }

    /// Nothing of it is wanted any more, and somebody has to see that.
    pub fn must_be_cleared(&self) -> bool {
        matches!(&self.phase, Phase::Left { why, .. } if why.must_be_cleared())
    }
}

/// Still to be made.
pub fn is_open(status: ItemStatus) -> bool {
    matches!(status, ItemStatus::Queued | ItemStatus::Preparing)
}

#[derive(Default, Store)]
pub struct Cards {
    pub by_id: HashMap<CardId, Card>,
}

/// One card's lens. Looked up untracked: `get` would subscribe the caller to every card that
/// comes or goes.
pub fn lens(cards: Store<Cards>, id: CardId) -> Option<Store<Card, impl Writable<Target = Card> + Copy>> {
    let map = cards.by_id();
    let there = map.peek().contains_key(&id);
    there.then(|| map.get_unchecked(id))
}

/// Hands a card to Dioxus through the narrowest lenses: one line changed, one line drawn.
pub fn put_card(cards: Store<Cards>, id: CardId, new: Option<&Card>) {
    let mut all = cards.by_id();
    let Some(new) = new else {
        all.remove(&id);
        return;
    };
    let Some(old) = lens(cards, id) else {
        all.insert(id, new.clone());
        return;
    };
    if *old.head().peek() != new.head {
        old.head().set(new.head.clone());
    }
    if old.lines().peek().len() == new.lines.len() {
        for (k, line) in new.lines.iter().enumerate() {
            let mut lens = old.lines().index(k);
            if *lens.peek() != *line {
                lens.set(line.clone());
            }
        }
    } else {
        old.lines().set(new.lines.clone());
    }
    if *old.phase().peek() != new.phase {
        old.phase().set(new.phase.clone());
    }
    if *old.mark().peek() != new.mark {
        old.mark().set(new.mark);
    }
    if *old.urge().peek() != new.urge {
        old.urge().set(new.urge);
    }
}
