//! Alerts, decided under the location's lock: each is raised once, whoever notices how often.

use sha2::{Digest, Sha256};
use shared::alert::{Acknowledged, Alert, kind, severity};
use shared::ids::*;
use shared::money::in_words;
use shared::order::{self, Command, EventData, PaymentDead, StockLow, TicketUndelivered};
use shared::time::Timestamp;

use super::changes::RecordKey;
use super::handle::{Decided, Draft};
use super::writer::Cache;
use super::{Effect, House, Refusal, Request, What};
use crate::location_file::clock_of;
use crate::store::Kind;

/// A ticket waits longer than it should, as its watcher thinks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overdue {
    pub order_id: OrderId,
    pub station: Option<StationId>,
    pub chit: u32,
    pub kind: OverdueKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OverdueKind {
    /// No screen has shown it.
    Unseen,
    /// It is still open.
    Late,
}

impl OverdueKind {
    /// How many seconds after a ticket was due.
    pub fn after_seconds(self, location: &shared::location::Location, channel: shared::order::Channel) -> u32 {
        match self {
            OverdueKind::Unseen => location.display_deadline_s,
            OverdueKind::Late => location.thresholds.of(channel).late_seconds.saturating_mul(2),
        }
    }
}

#[derive(Clone, Debug)]
pub enum AlertAsk {
    Acknowledge(AlertId),
    /// A station has lost its last screen, as its watcher thinks.
    Offline {
        station: StationId,
        since: Timestamp,
    },
}

/// An id that is the same whoever makes it: of what it is about.
fn stable(house: &House, parts: &[&str]) -> AlertId {
    let mut hash = Sha256::new();
    // A restored log counts on from an earlier number, and names other things by it.
    hash.update(house.epoch.to_string());
    for part in parts {
        hash.update([0]);
        hash.update(part);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    AlertId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

fn of_event(house: &House, seq: u64) -> AlertId {
    stable(house, &["event", &seq.to_string()])
}

fn of_station(house: &House, station: Option<&StationId>) -> AlertId {
    stable(house, &["station", station.map_or("", |s| s.as_str())])
}

fn of_late(house: &House, late: &Overdue) -> AlertId {
    let station = late.station.as_ref().map_or("", |s| s.as_str());
    stable(house, &["late", &late.order_id.to_string(), station, &late.chit.to_string()])
}

impl What {
    /// The alerts that it may raise, or is about.
    pub(super) fn alerts(&self, cache: &Cache) -> Vec<RecordKey> {
        let house = &cache.house;
        let ids = match self {
            What::Overdue(overdue) if overdue.kind == OverdueKind::Late => vec![of_late(house, overdue)],
            What::Alert(AlertAsk::Acknowledge(id)) => vec![*id],
            What::Alert(AlertAsk::Offline { station, .. }) => vec![of_station(house, Some(station))],
            What::Step(step) => step.effects.iter().flat_map(|effect| may_raise(house, effect)).collect(),
            _ => Vec::new(),
        };
        ids.into_iter().map(|id| (Kind::Alert, id.to_string())).collect()
    }
}

fn may_raise(house: &House, effect: &Effect) -> Vec<AlertId> {
    match effect {
        Effect::Alert { seq, cause, .. } => match &**cause {
            EventData::TicketUndelivered(lost) => vec![of_event(house, *seq), of_station(house, lost.station.as_ref())],
            _ => vec![of_event(house, *seq)],
        },
        _ => Vec::new(),
    }
}

impl Draft<'_> {
    /// The watcher's word is looked at again: the ticket may have been shown or finished meanwhile.
    pub(super) fn overdue(&mut self, request: &Request, overdue: &Overdue) -> Result<Decided, Refusal> {
        let order = self.order(overdue.order_id)?;
        let house = self.cache.house.clone();
        let Overdue { station, chit, .. } = overdue.clone();
        let after_seconds = overdue.kind.after_seconds(&house.location, order.channel);
        let mut decided = match overdue.kind {
            OverdueKind::Unseen => {
                let backup = house.stations.iter().find(|s| Some(&s.id) == station.as_ref()).and_then(|s| s.backup.clone());
                let command = Command::Undelivered { station, chit, backup, after_seconds };
                Decided::on(order.id, self.with_ctx(request, |ctx| order::decide(&order, &command, ctx))?)
            }
            OverdueKind::Late => {
                let mut decided = Decided::showing(serde_json::Value::Null, Vec::new());
                let ticket = order.tickets.iter().find(|t| t.station == station && t.chit == chit);
                let due = ticket.and_then(|t| t.due_at).map(|due| due.plus_seconds(after_seconds.into()));
                if due.is_some_and(|due| due <= self.now) && order.is_ticket_open(station.as_ref(), chit) {
                    let minutes = after_seconds.div_ceil(60);
                    let text =
                        format!("Order {} is open at {} for over {minutes} min", order.number, name(&house, station.as_ref()));
                    let mut alert = Alert::new(of_late(&house, overdue), kind::LATE_TICKET, severity::WARNING, text, self.now);
                    (alert.order_id, alert.station, alert.chit) = (Some(order.id), station, Some(chit));
                    self.raise(&mut decided, alert);
                }
                decided
            }
        };
        decided.body.get_or_insert(serde_json::Value::Null);
        Ok(decided)
    }

    /// What an event of the log tells somebody to look at.
    pub(super) fn raise_about(
        &self,
        decided: &mut Decided,
        seq: u64,
        at: Timestamp,
        order_id: Option<OrderId>,
        cause: &EventData,
    ) {
        let id = of_event(&self.cache.house, seq);
        let order =
            order_id.and_then(|id| self.cache.orders.get(&id)).map_or_else(String::new, |o| format!("Order {}: ", o.number));
        match cause {
            EventData::StockLow(low) => self.raise(decided, self.low_stock(id, at, low)),
            EventData::PaymentDead(dead) => {
                let text = failed_payment(&order, dead, &self.cache.house.location.currency);
                let mut alert = Alert::new(id, kind::FAILED_PAYMENT, severity::CRITICAL, text, at);
                (alert.order_id, alert.payment_id) = (order_id, Some(dead.payment_id));
                self.raise(decided, alert);
            }
            EventData::TicketUndelivered(lost) => {
                let mut alert = self.undelivered(id, at, &order, lost);
                alert.order_id = order_id;
                self.raise(decided, alert);
                self.raise(decided, self.screens_offline(at, lost));
            }
            _ => {}
        }
    }

    fn low_stock(&self, id: AlertId, at: Timestamp, low: &StockLow) -> Alert {
        let known = self.cache.stock.get(&low.ingredient);
        let (name, unit) = known.map_or((low.ingredient.as_str(), ""), |i| (i.name.as_str(), i.unit.as_str()));
        let text = format!("{name} is low: {} {unit} left, at or under {} {unit}", low.stock, low.threshold);
        let mut alert = Alert::new(id, kind::LOW_STOCK, severity::WARNING, text, at);
        alert.ingredient = Some(low.ingredient.clone());
        alert
    }

    fn undelivered(&self, id: AlertId, at: Timestamp, order: &str, lost: &TicketUndelivered) -> Alert {
        let house = &self.cache.house;
        let own = name(house, lost.station.as_ref());
        let also = match &lost.backup {
            Some(backup) => format!("it stands at {} as well", name(house, Some(backup))),
            None => "nobody stands in".to_owned(),
        };
        let text = format!("{order}no screen of {own} shows its ticket {}; {also}", lost.chit);
        let mut alert = Alert::new(id, kind::UNDELIVERED_TICKET, severity::CRITICAL, text, at);
        (alert.station, alert.chit) = (lost.station.clone(), Some(lost.chit));
        alert
    }

    /// Once for the station, until somebody has looked: a dark screen loses more than one ticket.
    fn screens_offline(&self, at: Timestamp, lost: &TicketUndelivered) -> Alert {
        let house = &self.cache.house;
        let station = lost.station.as_ref();
        let text = format!("No screen shows the tickets of {}: look whether one is on", name(house, station));
        let mut alert = Alert::new(of_station(house, station), kind::SCREENS_OFFLINE, severity::CRITICAL, text, at);
        alert.station = lost.station.clone();
        alert
    }

    /// Raises it, unless it has been. That a station is dark may be told again, once the last time
    /// was acknowledged.
    fn raise(&self, decided: &mut Decided, alert: Alert) {
        let id = alert.id.to_string();
        let known = self.beside.record::<Alert>(Kind::Alert, &id);
        let again = |known: &Alert| known.kind == kind::SCREENS_OFFLINE && known.acknowledged_at.is_some();
        let in_hand = decided.changes.records.iter().any(|row| row.kind == Kind::Alert && row.id == id);
        if in_hand || known.is_some_and(|known| !again(&known)) {
            return;
        }
        decided.changes.put(Kind::Alert, id, Some(OPEN.to_owned()), alert.at.0, &alert);
        decided.events.push(EventData::AlertRaised(Box::new(alert)));
    }

    pub(super) fn alert(&mut self, request: &Request, ask: &AlertAsk) -> Result<Decided, Refusal> {
        match ask {
            AlertAsk::Acknowledge(id) => self.acknowledge(request, id),
            AlertAsk::Offline { station, since } => Ok(self.offline(station, *since)),
        }
    }

    /// Not while the last one is open, and once for each time that the station went dark: a screen has
    /// been back since.
    fn offline(&self, station: &StationId, since: Timestamp) -> Decided {
        let mut decided = Decided::showing(serde_json::Value::Null, Vec::new());
        let house = &self.cache.house;
        let id = of_station(house, Some(station));
        let known = self.beside.record::<Alert>(Kind::Alert, id);
        if known.is_none_or(|known| since > known.at) {
            let since = clock_of(&house.location, since);
            let text = format!("{} has no screen since {since}", name(house, Some(station)));
            let mut alert = Alert::new(id, kind::SCREENS_OFFLINE, severity::CRITICAL, text, self.now);
            alert.station = Some(station.clone());
            self.raise(&mut decided, alert);
        }
        decided
    }

    fn acknowledge(&self, request: &Request, id: &AlertId) -> Result<Decided, Refusal> {
        let known = self.beside.record::<Alert>(Kind::Alert, id);
        let mut alert = known.ok_or(Refusal::NoSuch("alert"))?;
        let mut decided = Decided { status: 200, ..Decided::default() };
        if alert.acknowledged_at.is_none() {
            (alert.acknowledged_at, alert.acknowledged_by) = (Some(self.now), request.actor.person);
            decided.changes.put(Kind::Alert, id, None, alert.at.0, &alert);
            decided.events.push(EventData::AlertAcknowledged(Acknowledged { id: *id }));
        }
        decided.body = serde_json::to_value(&alert).ok();
        Ok(decided)
    }
}

/// The second name of alerts that nobody has acknowledged.
pub const OPEN: &str = "open";

fn name(house: &House, station: Option<&StationId>) -> String {
    match station {
        None => "any station".to_owned(),
        Some(id) if id.as_str() == "expo" => "the pass".to_owned(),
        Some(id) => house.stations.iter().find(|s| s.id == *id).map_or_else(|| id.to_string(), |s| s.name.clone()),
    }
}

fn failed_payment(order: &str, dead: &PaymentDead, currency: &str) -> String {
    let PaymentDead { amount, attempts, reason, .. } = dead;
    let amount = in_words(*amount, currency);
    format!("{order}a payment of {amount} was given up after {attempts} tries: {reason}")
}
