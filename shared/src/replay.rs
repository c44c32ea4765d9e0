//! A day as the screens showed it. The log is folded once, by the same code as every screen folds it, and
//! each change of what stands on the glass is kept as a step; whoever looks at a minute asks the tracks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::critical_path::{Path, critical_path};
use crate::ids::*;
use crate::order::{Channel, Event, EventData, ItemStatus, Order, Priority, Status};
use crate::time::Timestamp;

/// One order of the day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Track {
    pub id: OrderId,
    pub number: u32,
    pub channel: Channel,
    /// Whose it is, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub placed_at: Timestamp,
    pub lines: Vec<Line>,
    pub tickets: Vec<Showing>,
    pub steps: Vec<Step>,
    /// What it waited for, as of the day's end; null where it was cancelled.
    pub path: Option<Path>,
}

/// A line of a ticket. One that is moved or made fewer goes on as another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// As the kitchen calls it.
    pub name: String,
    pub quantity: u32,
    pub station: Option<StationId>,
    pub chit: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<Changed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The guests' allergies that cover it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allergies: Vec<String>,
}

/// What is put on a dish, or left out of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    pub name: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removes: bool,
}

/// A ticket, and which screen showed it first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Showing {
    pub station: Option<StationId>,
    pub chit: u32,
    pub due_at: Option<Timestamp>,
    pub shown_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_by: Option<DeviceId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undelivered_at: Option<Timestamp>,
}

/// How the order stands from `at` on, until the next step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub at: Timestamp,
    pub status: Status,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rush: bool,
    /// The pass held it back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// A letter for each of the lines: Held, Queued, Preparing, prepareD, Voided, `-` not there. What
    /// is missing at the end is not there.
    pub lines: String,
}

/// A ticket as it stood on its station's screens.
#[derive(Clone, Debug, PartialEq)]
pub struct Stands<'a> {
    pub ticket: &'a Showing,
    pub lines: Vec<(&'a Line, ItemStatus)>,
    /// Held by the pass, and nobody had begun it: seen as coming, below all others.
    pub held: bool,
}

impl Step {
    fn states(&self) -> impl Iterator<Item = Option<ItemStatus>> {
        self.lines.bytes().map(|letter| match letter {
            b'H' => Some(ItemStatus::Held),
            b'Q' => Some(ItemStatus::Queued),
            b'P' => Some(ItemStatus::Preparing),
            b'D' => Some(ItemStatus::Prepared),
            b'V' => Some(ItemStatus::Voided),
            _ => None,
        })
    }
}

fn letter(status: ItemStatus) -> u8 {
    match status {
        ItemStatus::Held => b'H',
        ItemStatus::Queued => b'Q',
        ItemStatus::Preparing => b'P',
        ItemStatus::Prepared => b'D',
        ItemStatus::Voided => b'V',
    }
}

impl Track {
    /// How it stood at that time; `None`: it was not there yet.
    pub fn at(&self, at: Timestamp) -> Option<&Step> {
        let next = self.steps.partition_point(|step| step.at <= at);
        self.steps.get(next.checked_sub(1)?)
    }

    /// Its lines at a step, as far as they are there.
    pub fn lines_of<'a>(&'a self, step: &'a Step) -> impl Iterator<Item = (&'a Line, ItemStatus)> {
        self.lines.iter().zip(step.states()).filter_map(|(line, state)| Some((line, state?)))
    }

    /// The tickets that stood open on their stations' screens: due, and something still to be prepared.
    pub fn stood(&self, at: Timestamp) -> Vec<Stands<'_>> {
        let Some(step) = self.at(at).filter(|step| step.status.is_cooking()) else { return Vec::new() };
        let due = self.tickets.iter().filter(|ticket| ticket.due_at.is_some_and(|due| due <= at));
        let stands = due.map(|ticket| {
            let own = |line: &Line| line.station == ticket.station && line.chit == Some(ticket.chit);
            let lines: Vec<_> = self.lines_of(step).filter(|(line, _)| own(line)).collect();
            let begun = lines.iter().any(|(_, state)| state.is_started());
            Stands { ticket, lines, held: step.held && !begun }
        });
        let open = |(_, state): &(&Line, ItemStatus)| matches!(state, ItemStatus::Queued | ItemStatus::Preparing);
        stands.filter(|stands| stands.lines.iter().any(open)).collect()
    }
}

/// What tells one line of the glass from another.
type Key = (ItemId, Option<StationId>, Option<u32>, u32);

struct Recorded {
    order: Order,
    track: Track,
    keys: Vec<Key>,
}

/// Hears the day's events, in their order.
#[derive(Default)]
pub struct Recorder(BTreeMap<OrderId, Recorded>);

impl Recorder {
    /// From the orders that were there when the day began.
    pub fn new(open: impl IntoIterator<Item = Order>, began: Timestamp) -> Recorder {
        let mut recorder = Recorder::default();
        open.into_iter().for_each(|order| recorder.enter(order, began, None));
        recorder
    }

    pub fn hear(&mut self, event: &Event) {
        let device = if let EventData::TicketShown(shown) = &event.data { shown.device } else { None };
        let mut touched: Vec<OrderId> = event.order_id.into_iter().collect();
        match &event.data {
            EventData::Placed(_) => return Order::from_event(event).into_iter().for_each(|o| self.enter(o, event.at, None)),
            EventData::Split(split) => {
                let mut new = (*split.new_order).clone();
                new.apply(event);
                self.enter(new, event.at, None);
                touched = vec![split.order_id];
            }
            EventData::Merged(merged) => touched = vec![merged.order_id, merged.merged_order_id],
            EventData::Recalled(recalled) => {
                // One that was completed before the day began.
                if let Some(order) = recalled.order.as_ref().filter(|order| !self.0.contains_key(&order.id)) {
                    self.enter((**order).clone(), event.at, None);
                }
            }
            _ => {}
        }
        for id in touched {
            if let Some(known) = self.0.get_mut(&id) {
                known.order.apply(event);
                known.record(event.at, device);
            }
        }
    }

    fn enter(&mut self, order: Order, at: Timestamp, device: Option<DeviceId>) {
        let track = Track {
            id: order.id,
            number: order.number,
            channel: order.channel,
            guest: order.guest.as_ref().map(|guest| guest.name.clone()),
            note: order.note.clone(),
            placed_at: order.placed_at,
            lines: Vec::new(),
            tickets: Vec::new(),
            steps: Vec::new(),
            path: None,
        };
        let id = order.id;
        let mut known = Recorded { order, track, keys: Vec::new() };
        known.record(at, device);
        self.0.insert(id, known);
    }

    /// The day as it was by `until`: in the order in which its orders were placed.
    pub fn finish(self, until: Timestamp) -> Vec<Track> {
        let tracks = self.0.into_values();
        tracks.map(|known| Track { path: critical_path(&known.order, until), ..known.track }).collect()
    }
}

impl Recorded {
    fn record(&mut self, at: Timestamp, device: Option<DeviceId>) {
        let Recorded { order, track, keys } = self;
        let mut lines = vec![b'-'; keys.len()];
        for item in &order.items {
            let key = (item.id, item.station.clone(), item.chit, item.quantity);
            let place = keys.iter().position(|known| *known == key).unwrap_or_else(|| {
                track.lines.push(Line {
                    name: item.kitchen_name.as_ref().unwrap_or(&item.name).clone(),
                    quantity: item.quantity,
                    station: item.station.clone(),
                    chit: item.chit,
                    modifiers: item.modifiers.iter().map(|m| Changed { name: m.name.clone(), removes: m.removes }).collect(),
                    note: item.note.clone(),
                    allergies: item.allergies.clone(),
                });
                keys.push(key);
                lines.push(b'-');
                keys.len() - 1
            });
            lines[place] = letter(item.status);
        }
        for ticket in &order.tickets {
            let known = track.tickets.iter().position(|t| t.station == ticket.station && t.chit == ticket.chit);
            let place = known.unwrap_or_else(|| {
                track.tickets.push(Showing {
                    station: ticket.station.clone(),
                    chit: ticket.chit,
                    due_at: None,
                    shown_at: None,
                    shown_by: None,
                    undelivered_at: None,
                });
                track.tickets.len() - 1
            });
            let showing = &mut track.tickets[place];
            if showing.shown_at.is_none() && ticket.shown_at.is_some() {
                showing.shown_by = device;
            }
            (showing.due_at, showing.shown_at) = (ticket.due_at, ticket.shown_at);
            showing.undelivered_at = ticket.undelivered_at;
        }
        let step = Step {
            at: track.steps.last().map_or(at, |last| last.at.max(at)),
            status: order.status,
            rush: order.priority == Priority::Rush,
            held: order.held,
            table: order.table.clone(),
            // Letters of ASCII.
            lines: String::from_utf8(lines).unwrap_or_default(),
        };
        // Of what was committed at the same time the last counts; two nodes' clocks may differ.
        if track.steps.last().is_some_and(|last| last.at == step.at) {
            track.steps.pop();
        }
        let same = |last: &Step| {
            (last.status, last.rush, last.held, &last.table, &last.lines)
                == (step.status, step.rush, step.held, &step.table, &step.lines)
        };
        if !track.steps.last().is_some_and(same) {
            track.steps.push(step);
        }
    }
}
