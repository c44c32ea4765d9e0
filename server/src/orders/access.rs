//! Who may do what, decided under the location's lock: people, devices, and the record of both in the
//! log. The lock is what keeps a PIN with one person and a manager in the house.

use serde_json::{Value, json};
use shared::ids::*;
use shared::location::Role;
use shared::menu::{Faults, NAME_MAX};
use shared::order::{AccessChanged, AccessRevoked, EventData};

use super::changes::RecordKey;
use super::handle::{Decided, Draft};
use super::{Refusal, Request};
use crate::auth::{CODE_SECONDS, Device, PinFor};
use crate::store::{Kind, PersonRow, PersonWrite};

/// What a manager asks, or a screen that is being paired.
#[derive(Clone, Debug)]
pub enum AccessAsk {
    AddPerson {
        name: String,
        role: Role,
        stations: Vec<StationId>,
        pin: PinFor,
    },
    ChangePerson {
        id: PersonId,
        change: PersonChange,
    },
    RemovePerson(PersonId),
    /// `code`: what finds its pairing code. An integration has none: it is paired at once.
    AddDevice {
        name: String,
        role: Role,
        stations: Vec<StationId>,
        code: Option<String>,
    },
    NewCode {
        id: DeviceId,
        code: String,
    },
    Pair {
        id: DeviceId,
        code: String,
    },
    RevokeDevice(DeviceId),
    RotateKeys,
}

/// What is left out stays.
#[derive(Clone, Debug, Default)]
pub struct PersonChange {
    pub name: Option<String>,
    pub role: Option<Role>,
    pub stations: Option<Vec<StationId>>,
    pub pin: Option<PinFor>,
}

impl AccessAsk {
    pub(super) fn records(&self) -> Vec<RecordKey> {
        match self {
            AccessAsk::NewCode { id, .. } | AccessAsk::Pair { id, .. } | AccessAsk::RevokeDevice(id) => {
                vec![(Kind::Device, id.to_string())]
            }
            _ => Vec::new(),
        }
    }
}

/// A person as managers see them.
pub fn person_json(person: &PersonRow) -> Value {
    json!({ "id": person.id, "name": person.name, "role": person.role, "stations": person.stations })
}

impl Draft<'_> {
    pub(super) fn access(&mut self, request: &Request, ask: &AccessAsk) -> Result<Decided, Refusal> {
        match ask {
            AccessAsk::AddPerson { name, role, stations, pin } => self.add_person(name, *role, stations, pin),
            AccessAsk::ChangePerson { id, change } => self.change_person(*id, change),
            AccessAsk::RemovePerson(id) => self.remove_person(*id),
            AccessAsk::AddDevice { name, role, stations, code } => self.add_device(name, *role, stations, code.as_ref()),
            AccessAsk::NewCode { id, code } => self.new_code(*id, code),
            AccessAsk::Pair { id, code } => self.pair(*id, code),
            AccessAsk::RevokeDevice(id) => self.revoke_device(*id),
            AccessAsk::RotateKeys => {
                let changed = AccessChanged { what: "keys".into(), ..nothing() };
                let body = json!({ "at": self.now, "call": request.key.id });
                Ok(Decided::showing(body, vec![EventData::AccessChanged(changed)]))
            }
        }
    }

    fn add_person(&self, name: &str, role: Role, stations: &[StationId], pin: &PinFor) -> Result<Decided, Refusal> {
        let mut faults = self.named(name, stations);
        person_role(role, &mut faults);
        self.pin_is_free(pin, None, &mut faults);
        faults.done(()).map_err(Refusal::Fields)?;
        let person = PersonRow {
            id: PersonId(self.inner.ids.fresh()),
            name: name.trim().to_owned(),
            role,
            stations: stations.to_vec(),
            pin_hash: pin.hash.clone(),
        };
        let decided = self.written(person, pin.lookup.clone(), "added");
        Ok(Decided { status: 201, ..decided })
    }

    fn change_person(&self, id: PersonId, change: &PersonChange) -> Result<Decided, Refusal> {
        let before = self.person(id)?;
        let mut after = before.clone();
        let PersonChange { name, role, stations, pin } = change;
        after.person.name = name.as_deref().map_or(after.person.name, |name| name.trim().to_owned());
        after.person.role = role.unwrap_or(after.person.role);
        after.person.stations = stations.clone().unwrap_or(after.person.stations);
        let stations_told = stations.as_deref().unwrap_or_default();
        let mut faults = self.named(&after.person.name, stations_told);
        person_role(after.person.role, &mut faults);
        if let Some(pin) = pin {
            self.pin_is_free(pin, Some(id), &mut faults);
        }
        faults.done(()).map_err(Refusal::Fields)?;
        if before.person.role == Role::Manager && after.person.role != Role::Manager {
            self.another_manager(id)?;
        }
        let (was, is) = (&before.person, &after.person);
        let same = was.name == is.name && was.role == is.role && was.stations == is.stations;
        let new_pin = pin.as_ref().filter(|pin| pin.lookup != before.pin_lookup);
        if same && new_pin.is_none() {
            return Ok(Decided::showing(person_json(&after.person), Vec::new()));
        }
        if let Some(pin) = new_pin {
            (after.person.pin_hash, after.pin_lookup) = (pin.hash.clone(), pin.lookup.clone());
        }
        Ok(self.written(after.person, after.pin_lookup, if same { "pin" } else { "changed" }))
    }

    fn written(&self, person: PersonRow, pin_lookup: Vec<u8>, what: &str) -> Decided {
        let changed = AccessChanged {
            person: Some(person.id),
            what: what.into(),
            name: Some(person.name.clone()),
            role: Some(person.role),
            stations: person.stations.clone(),
            ..nothing()
        };
        let mut decided = Decided::showing(person_json(&person), vec![EventData::AccessChanged(changed)]);
        decided.changes.people.push(PersonWrite { person, pin_lookup, active: true });
        decided
    }

    fn remove_person(&self, id: PersonId) -> Result<Decided, Refusal> {
        let gone = self.person(id)?;
        if gone.person.role == Role::Manager {
            self.another_manager(id)?;
        }
        let revoked = AccessRevoked { person: Some(id), device: None, name: gone.person.name.clone() };
        let body = json!({ "id": id, "revoked": true });
        let mut decided = Decided::showing(body, vec![EventData::AccessRevoked(revoked)]);
        decided.changes.people.push(PersonWrite { active: false, ..gone.clone() });
        Ok(decided)
    }

    fn person(&self, id: PersonId) -> Result<&PersonWrite, Refusal> {
        self.beside.people_now().find(|p| p.person.id == id).ok_or(Refusal::NotFound("no such person"))
    }

    fn pin_is_free(&self, pin: &PinFor, except: Option<PersonId>, faults: &mut Faults) {
        if self.beside.people_now().any(|p| p.pin_lookup == pin.lookup && Some(p.person.id) != except) {
            faults.add("/pin", "somebody else has this PIN");
        }
    }

    fn another_manager(&self, than: PersonId) -> Result<(), Refusal> {
        let other = self.beside.people_now().any(|p| p.person.role == Role::Manager && p.person.id != than);
        let alone = "this is the last manager: make somebody else one first";
        if other { Ok(()) } else { Err(Refusal::Conflict("last_manager", alone)) }
    }

    /// What people and devices have in common.
    fn named(&self, name: &str, stations: &[StationId]) -> Faults {
        let mut faults = Faults::default();
        faults.required("/name", name, NAME_MAX);
        for (k, station) in stations.iter().enumerate() {
            if !self.cache.house.stations.iter().any(|known| known.id == *station) {
                faults.add(format!("/stations/{k}"), "no such station");
            } else if stations[..k].contains(station) {
                faults.add(format!("/stations/{k}"), "named twice");
            }
            if faults.0.len() > 20 {
                break;
            }
        }
        faults
    }

    fn add_device(&self, name: &str, role: Role, stations: &[StationId], code: Option<&String>) -> Result<Decided, Refusal> {
        let mut faults = self.named(name, stations);
        if role == Role::Manager {
            faults.add("/role", "kitchen, expo, board, pos or integration");
        }
        faults.done(()).map_err(Refusal::Fields)?;
        let device = Device {
            id: DeviceId(self.inner.ids.fresh()),
            name: name.trim().to_owned(),
            role,
            stations: stations.to_vec(),
            created_at: self.now,
            code_expires_at: code.map(|_| self.now.plus_seconds(CODE_SECONDS)),
            paired_at: code.is_none().then_some(self.now),
            revoked_at: None,
        };
        let decided = keep(&device, code.cloned(), Some("added"));
        Ok(Decided { status: 201, ..decided })
    }

    fn device(&self, id: DeviceId) -> Result<Device, Refusal> {
        self.beside.record(Kind::Device, id).ok_or(Refusal::NotFound("no such device"))
    }

    fn new_code(&self, id: DeviceId, code: &str) -> Result<Decided, Refusal> {
        let mut device = self.device(id)?;
        if device.revoked_at.is_some() {
            return Err(Refusal::Conflict("revoked", "this device was revoked: add it anew"));
        }
        if device.role == Role::Integration {
            return Err(Refusal::Conflict("no_code", "an integration has no code: revoke it and add another"));
        }
        device.code_expires_at = Some(self.now.plus_seconds(CODE_SECONDS));
        Ok(keep(&device, Some(code.to_owned()), Some("code")))
    }

    /// Once: the code is gone with it.
    fn pair(&self, id: DeviceId, code: &str) -> Result<Decided, Refusal> {
        let mut device = self.device(id)?;
        let row = self.beside.records.get(&(Kind::Device, id.to_string()));
        let known = row.is_some_and(|row| row.lookup.as_deref() == Some(code));
        if !known || !device.is_open(self.now) {
            return Err(Refusal::Conflict("code_over", "this code is not valid, or no longer"));
        }
        (device.code_expires_at, device.paired_at) = (None, Some(self.now));
        Ok(keep(&device, None, Some("paired")))
    }

    fn revoke_device(&self, id: DeviceId) -> Result<Decided, Refusal> {
        let mut device = self.device(id)?;
        if device.revoked_at.is_some() {
            return Ok(keep(&device, None, None));
        }
        (device.revoked_at, device.code_expires_at) = (Some(self.now), None);
        let revoked = AccessRevoked { person: None, device: Some(id), name: device.name.clone() };
        let mut decided = keep(&device, None, None);
        decided.events.push(EventData::AccessRevoked(revoked));
        Ok(decided)
    }
}

/// The device from now on, found by `lookup`, with what is told of it.
fn keep(device: &Device, lookup: Option<String>, what: Option<&str>) -> Decided {
    let changed = what.map(|what| {
        EventData::AccessChanged(AccessChanged {
            device: Some(device.id),
            what: what.into(),
            name: Some(device.name.clone()),
            role: Some(device.role),
            stations: device.stations.clone(),
            ..nothing()
        })
    });
    // Writing our own types into memory cannot fail.
    let body = serde_json::to_value(device).unwrap_or_default();
    let mut decided = Decided::showing(body, changed.into_iter().collect());
    decided.changes.put(Kind::Device, device.id, lookup, device.rank(), device);
    decided
}

fn person_role(role: Role, faults: &mut Faults) {
    if matches!(role, Role::Board | Role::Integration) {
        faults.add("/role", "people are manager, pos, expo or kitchen");
    }
}

fn nothing() -> AccessChanged {
    AccessChanged { person: None, device: None, what: String::new(), name: None, role: None, stations: Vec::new() }
}
