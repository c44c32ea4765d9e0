//! A stretch of a location's log on its way from the commit to the screens. Each event is
//! encoded once for each audience, here, however many screens read it.

use std::sync::Arc;

use shared::board::Board;
use shared::ids::LocationId;
use shared::order::{Channel, Event, EventData};
use shared::protocol::{RawEvents, events_frame};
use shared::view::{Audience, BoardEvent};

use crate::store::EventRow;

/// An event with its text in the log (the manager's view).
#[derive(Debug, Clone)]
pub struct Logged {
    pub event: Event,
    pub json: Arc<str>,
}

impl Logged {
    pub fn new(event: Event) -> Logged {
        // Writing our own types into memory cannot fail.
        let json = serde_json::to_string(&event).unwrap_or_default().into();
        Logged { event, json }
    }

    pub fn parse(json: &str) -> serde_json::Result<Logged> {
        Ok(Logged { event: Event::from_json(json)?, json: json.into() })
    }
}

/// Whole commits, in order, without a gap: `from` to `to`.
#[derive(Debug, Clone, Default)]
pub struct Stretch {
    pub from: u64,
    pub to: u64,
    pub events: Vec<Logged>,
}

impl Stretch {
    /// Rows of the log that follow each other.
    pub fn from_rows(rows: &[EventRow]) -> serde_json::Result<Stretch> {
        let events = rows.iter().map(|row| Logged::parse(&row.json)).collect::<Result<Vec<_>, _>>()?;
        let from = rows.first().map_or(0, |row| row.seq);
        Ok(Stretch { from, to: rows.last().map_or(0, |row| row.seq), events })
    }

    /// What another node sent over the bus.
    pub fn from_frame(text: &str) -> serde_json::Result<Stretch> {
        let raw: RawEvents = serde_json::from_str(text)?;
        let events = raw.events.iter().map(|e| Logged::parse(e.get())).collect::<Result<Vec<_>, _>>()?;
        Ok(Stretch { from: raw.from, to: raw.to, events })
    }

    /// The frame that goes over the bus: the manager's view.
    pub fn to_frame(&self) -> String {
        events_frame(self.from, self.to, self.events.iter().map(|e| &*e.json))
    }

    pub fn append(&mut self, other: Stretch) {
        if self.events.is_empty() {
            *self = other;
        } else {
            self.to = other.to;
            self.events.extend(other.events);
        }
    }

    /// Leaves out what is at or before `seq`.
    pub fn after(mut self, seq: u64) -> Stretch {
        if self.from <= seq {
            self.events.retain(|e| e.event.seq > seq);
            self.from = seq + 1;
        }
        self
    }
}

/// What a node has committed, for its relay.
#[derive(Debug, Clone)]
pub struct Committed {
    pub location: LocationId,
    pub stretch: Stretch,
}

/// One event as each audience reads it.
#[derive(Debug)]
pub struct Encoded {
    pub seq: u64,
    json: Arc<str>,
    kitchen: Kitchen,
    front_of_house: bool,
    board: Option<Box<str>>,
}

#[derive(Debug)]
enum Kitchen {
    /// The same bytes as the log.
    Same,
    Own(Box<str>),
    Hidden,
}

impl Encoded {
    /// `board` is the board before the event.
    pub fn new(logged: &Logged, board: &Board) -> Encoded {
        let event = &logged.event;
        let kitchen = match Audience::Kitchen.event(event) {
            None => Kitchen::Hidden,
            Some(std::borrow::Cow::Borrowed(_)) => Kitchen::Same,
            Some(std::borrow::Cow::Owned(view)) => Kitchen::Own(serde_json::to_string(&view).unwrap_or_default().into()),
        };
        Encoded {
            seq: event.seq,
            json: logged.json.clone(),
            kitchen,
            front_of_house: Audience::FrontOfHouse.event(event).is_some(),
            board: guests(event, board),
        }
    }

    /// The event's text for this audience; `None`: not theirs.
    pub fn text(&self, audience: Audience) -> Option<&str> {
        match audience {
            Audience::Manager => Some(&self.json),
            Audience::FrontOfHouse => self.front_of_house.then_some(&*self.json),
            Audience::Kitchen => match &self.kitchen {
                Kitchen::Same => Some(&self.json),
                Kitchen::Own(text) => Some(text),
                Kitchen::Hidden => None,
            },
            Audience::Board => self.board.as_deref(),
        }
    }
}

fn guests(event: &Event, board: &Board) -> Option<Box<str>> {
    let (number, channel): (u32, Channel) = match &event.data {
        EventData::Recalled(recalled) => recalled.order.as_ref().map(|o| (o.number, o.channel))?,
        _ => board.order(event.order_id?).map(|o| (o.number, o.channel))?,
    };
    let view = BoardEvent::of(event, number, channel)?;
    serde_json::to_string(&view).ok().map(Into::into)
}
