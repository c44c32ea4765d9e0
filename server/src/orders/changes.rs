//! What a command changes beside the orders, and what a batch knows of it: records, ledgers, jobs,
//! consumers' positions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::stock::Ingredient;

use crate::store::{JobChange, Kind, LedgerRow, PersonWrite, RecordRow, Write};

pub(super) type RecordKey = (Kind, String);

/// What one command changes. Nothing of it counts before the command is accepted.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub records: Vec<RecordRow>,
    pub ledger: Vec<Line>,
    pub jobs: Vec<JobChange>,
    pub position: Option<(&'static str, u64)>,
    /// The menu's JSON, where it is replaced.
    pub menu: Option<String>,
    /// The location's JSON, where its settings change.
    pub location: Option<String>,
    pub people: Vec<PersonWrite>,
}

/// A line of an account, before its event has its place in the log.
#[derive(Debug)]
pub(super) struct Line {
    pub account: String,
    /// Which of the command's events moved it, from 0.
    pub event: usize,
    pub amount: i64,
    pub json: serde_json::Value,
}

impl Changes {
    /// A record as it is from now on.
    pub fn put<T: Serialize>(&mut self, kind: Kind, id: impl ToString, lookup: Option<String>, rank: i64, value: &T) {
        // Writing our own types into memory cannot fail.
        let json = serde_json::to_string(value).unwrap_or_default();
        self.records.push(RecordRow { kind, id: id.to_string(), lookup, rank, json });
    }
}

/// What stands beside the orders: as read under the lock, and as the batch leaves it.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub records: BTreeMap<RecordKey, RecordRow>,
    pub positions: HashMap<String, u64>,
    /// Those who work there; read for what is about people or devices.
    pub people_before: Vec<PersonWrite>,
    touched: BTreeSet<RecordKey>,
    moved: BTreeSet<&'static str>,
    ledger: Vec<LedgerRow>,
    jobs: Vec<JobChange>,
    menu: Option<String>,
    location: Option<String>,
    people: Vec<PersonWrite>,
}

impl Known {
    /// The record as it is now, with what the commands before in this batch made of it.
    pub fn record<T: DeserializeOwned>(&self, kind: Kind, id: impl ToString) -> Option<T> {
        let row = self.records.get(&(kind, id.to_string()))?;
        serde_json::from_str(&row.json)
            .map_err(|cause| {
                tracing::error!(kind = kind.as_str(), id = %row.id, %cause, "a record that was stored cannot be read");
            })
            .ok()
    }

    /// Those who work there now, with what the commands before in this batch made of them.
    pub fn people_now(&self) -> impl Iterator<Item = &PersonWrite> {
        let before = self.people_before.iter().filter(|p| self.people.iter().all(|new| new.person.id != p.person.id));
        before.chain(self.people.iter().filter(|p| p.active))
    }

    /// An accepted command's changes; its first event stands after `before` in the log.
    pub fn take_over(&mut self, changes: Changes, before: u64) {
        for record in changes.records {
            let key = (record.kind, record.id.clone());
            self.touched.insert(key.clone());
            self.records.insert(key, record);
        }
        for line in changes.ledger {
            let seq = before + 1 + line.event as u64;
            // Several lines of one account may belong to one event.
            let place = self.ledger.iter().filter(|row| row.seq == seq && row.account == line.account).count();
            let json = line.json.to_string();
            self.ledger.push(LedgerRow { account: line.account, seq, line: place as u32, amount: line.amount, json });
        }
        self.jobs.extend(changes.jobs);
        if let Some((consumer, position)) = changes.position {
            self.positions.insert(consumer.to_owned(), position);
            self.moved.insert(consumer);
        }
        self.menu = changes.menu.or(self.menu.take());
        self.location = changes.location.or(self.location.take());
        for new in changes.people {
            // A person stands in it once, as they are in the end.
            match self.people.iter_mut().find(|p| p.person.id == new.person.id) {
                Some(person) => *person = new,
                None => self.people.push(new),
            }
        }
    }

    /// What the commit writes of it, with the ingredients that changed.
    pub fn write<'a>(self, ingredients: impl Iterator<Item = &'a Ingredient>) -> Write {
        let Known { mut records, positions, touched, moved, ledger, jobs, menu, location, people, people_before: _ } = self;
        let mut rows: Vec<RecordRow> = touched.iter().filter_map(|key| records.remove(key)).collect();
        rows.extend(ingredients.map(|i| RecordRow {
            kind: Kind::Ingredient,
            id: i.id.to_string(),
            lookup: None,
            rank: 0,
            json: serde_json::to_string(i).unwrap_or_default(),
        }));
        let positions = moved.iter().filter_map(|name| Some(((*name).to_owned(), *positions.get(*name)?))).collect();
        Write { records: rows, ledger, jobs, positions, menu, location, people, ..Write::default() }
    }
}
