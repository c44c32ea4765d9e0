//! What both databases give for a row, and what becomes of it.

use anyhow::{Context, anyhow};
use serde::de::DeserializeOwned;
use shared::ids::*;
use shared::menu::Menu;
use shared::time::Timestamp;

use super::*;

/// location, stations, menu, loyalty, epoch, head
pub type LocationTuple = (String, String, String, String, Uuid, i64);
/// id, name, role, stations, pin_hash
pub type PersonTuple = (Uuid, String, String, String, String);
/// The same, pin_lookup
pub type PersonWriteTuple = (Uuid, String, String, String, String, Vec<u8>);
/// id, fingerprint, status, order_id, seq, body, at
pub type KeyTuple = (Uuid, Vec<u8>, i16, Option<Uuid>, i64, Option<String>, i64);
/// menu_item_id, available, remaining, why
pub type AvailabilityTuple = (String, bool, Option<i64>, Option<String>);
/// id, lookup, rank, json
pub type RecordTuple = (String, Option<String>, i64, String);
/// seq, line, amount, json
pub type LedgerTuple = (i64, i64, i64, String);
/// location, id, kind, due_at, tries, json
pub type JobTuple = (String, Uuid, String, i64, i64, String);
/// part; head, or where it stands in its part, or available; remaining; why; json, or dish
pub type BoardTuple = (i16, i64, Option<i64>, Option<String>, Option<String>);

pub fn location_row(row: LocationTuple) -> Result<LocationRow> {
    let (location, stations, menu, loyalty, epoch, head) = row;
    Ok(LocationRow {
        location: json(&location)?,
        stations: json(&stations)?,
        menu: json(&menu)?,
        loyalty: json(&loyalty)?,
        epoch: Epoch(epoch),
        head: head as u64,
    })
}

pub fn person_row((id, name, role, stations, pin_hash): PersonTuple) -> Result<PersonRow> {
    Ok(PersonRow { id: PersonId(id), name, role: json(&format!("{role:?}"))?, stations: json(&stations)?, pin_hash })
}

pub fn person_write((id, name, role, stations, pin_hash, pin_lookup): PersonWriteTuple) -> Result<PersonWrite> {
    Ok(PersonWrite { person: person_row((id, name, role, stations, pin_hash))?, pin_lookup, active: true })
}

/// By name, byte for byte, whatever order the database knows.
pub fn secret_rows(mut rows: Vec<(String, Vec<u8>)>) -> Vec<Vec<u8>> {
    rows.sort();
    rows.into_iter().map(|(_, value)| value).collect()
}

pub fn event_rows(rows: Vec<(i64, String)>) -> Vec<EventRow> {
    rows.into_iter().map(|(seq, json)| EventRow { seq: seq as u64, json }).collect()
}

pub fn key_row((id, fingerprint, status, order_id, seq, body, at): KeyTuple) -> KeyRow {
    KeyRow {
        id: CommandId(id),
        fingerprint,
        status: status as u16,
        order_id: order_id.map(OrderId),
        seq: seq as u64,
        body,
        at: Timestamp(at),
    }
}

pub fn availability_row((menu_item_id, available, remaining, why): AvailabilityTuple) -> AvailabilityRow {
    AvailabilityRow {
        menu_item_id: MenuItemId(menu_item_id),
        available,
        remaining: remaining.map(|remaining| remaining as u32),
        why,
    }
}

/// Sorts after every id of ours.
pub const LAST_ID: &str = "\u{10FFFF}";

pub fn record_row(kind: Kind, (id, lookup, rank, json): RecordTuple) -> RecordRow {
    RecordRow { kind, id, lookup, rank, json }
}

pub fn kind_of(text: &str) -> Result<Kind> {
    let kinds =
        [Kind::Ingredient, Kind::Customer, Kind::Payment, Kind::Tab, Kind::Alert, Kind::Webhook, Kind::Device, Kind::SetAside];
    let found = kinds.into_iter().find(|kind| kind.as_str() == text);
    found.ok_or_else(|| StoreError::Refused(anyhow!("a record of an unknown kind {text:?}")))
}

pub fn ledger_row(account: &str, (seq, line, amount, json): LedgerTuple) -> LedgerRow {
    LedgerRow { account: account.to_owned(), seq: seq as u64, line: line as u32, amount, json }
}

pub fn position_rows(rows: Vec<(String, i64)>) -> Vec<(String, u64)> {
    rows.into_iter().map(|(consumer, position)| (consumer, position as u64)).collect()
}

pub fn job_rows(rows: Vec<JobTuple>) -> Vec<JobRow> {
    let row = |(location, id, kind, due_at, tries, json): JobTuple| JobRow {
        location: LocationId(location),
        id,
        kind,
        due_at: Timestamp(due_at),
        tries: tries as u32,
        json,
    };
    let mut jobs: Vec<JobRow> = rows.into_iter().map(row).collect();
    // What an update returns has no order.
    jobs.sort_by_key(|job| job.due_at);
    jobs
}

pub type StandingJobTuple = (Uuid, String, i64, i64, i64, String);

pub fn standing_jobs(location: &LocationId, rows: Vec<StandingJobTuple>) -> Vec<StandingJob> {
    let job = |(id, kind, state, due_at, tries, json): StandingJobTuple| StandingJob {
        job: JobRow { location: location.clone(), id, kind, due_at: Timestamp(due_at), tries: tries as u32, json },
        aside: state == 1,
    };
    rows.into_iter().map(job).collect()
}

pub fn backlog_row((waiting, oldest_due, aside): (i64, Option<i64>, i64)) -> Backlog {
    Backlog { waiting: waiting as u64, oldest_due: oldest_due.map(Timestamp), aside: aside as u64 }
}

/// What a new location has in stock.
pub fn ingredient_records(new: &NewLocation) -> Result<Vec<RecordRow>> {
    let record = |i: &shared::location::Ingredient| {
        let json = serde_json::json!({
            "id": i.id, "name": i.name, "unit": i.unit, "stock": i.stock,
            "threshold": i.threshold, "par": i.par, "reserved": 0, "opening": i.stock,
        });
        Ok(RecordRow { kind: Kind::Ingredient, id: i.id.to_string(), lookup: None, rank: 0, json: text(&json)? })
    };
    new.file.ingredients.iter().map(record).collect()
}

/// `None`: no such location.
pub fn board_rows(mut rows: Vec<BoardTuple>) -> Result<Option<BoardRows>> {
    // A union promises no order. Open orders by the time they were placed, completed ones by
    // the time they were completed; `sort` keeps the order of equals.
    rows.sort_by_key(|&(part, place, ..)| (part, if part == 2 { -place } else { place }));
    let mut head = None;
    let mut board = BoardRows { head: 0, open: Vec::new(), recent: Vec::new(), sequence: Vec::new(), availability: Vec::new() };
    for (part, number, remaining, why, text) in rows {
        let text = text.unwrap_or_default();
        match part {
            0 => head = Some(number as u64),
            1 => board.open.push(text),
            2 => board.recent.push(text),
            3 => board.sequence = json(&text)?,
            _ => board.availability.push(availability_row((text, number != 0, remaining, why))),
        }
    }
    Ok(head.map(|head| BoardRows { head, ..board }))
}

/// The parts of a new location as they are kept.
pub struct LocationTexts {
    pub location: String,
    pub stations: String,
    pub menu: String,
    pub loyalty: String,
}

pub fn texts(new: &NewLocation) -> Result<LocationTexts> {
    let file = &new.file;
    let menu = Menu { version: 1, items: file.items.clone(), groups: file.modifier_groups.clone() };
    Ok(LocationTexts {
        location: text(&file.location)?,
        stations: text(&file.stations)?,
        menu: text(&menu)?,
        loyalty: text(&file.loyalty)?,
    })
}

pub fn text<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| StoreError::Refused(e.into()))
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).context("a row that cannot be read").map_err(StoreError::Refused)
}

/// A location whose name may stand inside a statement.
pub fn slug(location: &LocationId) -> Result<&str> {
    if !is_slug(location.as_str()) {
        return Err(no_location(location));
    }
    Ok(location.as_str())
}

pub fn no_location(location: &LocationId) -> StoreError {
    StoreError::Refused(anyhow!("there is no location {location:?}"))
}
