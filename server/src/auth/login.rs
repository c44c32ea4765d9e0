//! What makes a token: a PIN, a pairing code, a token that is renewed.

use std::net::IpAddr;

use axum::http::StatusCode;
use shared::ids::*;
use shared::location::Role;
use shared::time::Timestamp;

use super::throttle::Turn;
use super::{Actor, Auth, Device, Issued, Read};
use crate::problem::Problem;
use crate::store::{Kind, PersonRow, RecordFilter};

/// An API key is renewed by nobody: it lives until a manager revokes it.
const INTEGRATION_TOKEN_SECONDS: i64 = 10 * 365 * 24 * 3600;

/// A PIN as it is kept: what finds it, and what decides.
#[derive(Clone)]
pub struct PinFor {
    pub lookup: Vec<u8>,
    pub hash: String,
}

impl std::fmt::Debug for PinFor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// An attempt to pair, counted where it fails.
pub struct Attempt<'a> {
    auth: &'a Auth,
    turn: Turn<'a>,
}

impl Attempt<'_> {
    pub fn failed(self) -> Problem {
        self.auth.metrics.logins_failed.inc();
        self.turn.failed(self.auth.clock.now());
        Problem::unauthorized("this code is not valid, or no longer: ask a manager for a new one")
    }
}

/// Less than a third is left of what a new token would live.
pub fn renewal_due(expires_at: Timestamp, now: Timestamp, life_seconds: i64) -> bool {
    expires_at.millis_since(now).saturating_mul(3) < life_seconds.saturating_mul(1000)
}

impl Auth {
    /// Looks the PIN up and makes a token. One attempt at a time from one address and device, so
    /// that those at the same instant count like those one after another.
    pub async fn login(
        &self,
        from: IpAddr,
        device: Option<DeviceId>,
        location: &LocationId,
        pin: &str,
    ) -> Result<Issued, Problem> {
        let turn = self.throttle.turn((from, device)).await;
        self.heard(&turn)?;
        let found = self.store.person_by_pin(location, &self.pins.lookup(location, pin).map_err(Problem::internal)?).await?;
        let right = self.pins.check(pin, found.as_ref().map(|person| person.pin_hash.as_str())).await;
        match found.filter(|_| right) {
            Some(person) => self.for_person(person, device, location),
            None => {
                self.metrics.logins_failed.inc();
                turn.failed(self.clock.now());
                Err(Problem::unauthorized("nobody here has this PIN"))
            }
        }
    }

    fn heard(&self, turn: &Turn<'_>) -> Result<(), Problem> {
        let Some(seconds) = turn.wait_seconds(self.clock.now()) else { return Ok(()) };
        self.metrics.logins_throttled.inc();
        Err(Problem::too_many(seconds, format!("too many wrong entries: wait {seconds} s")))
    }

    /// The paired device behind a login, by its own token. An API key is nobody's place to stand.
    pub async fn device_of(&self, token: &str, location: &LocationId) -> Result<DeviceId, Problem> {
        // A code of its own: the page asks for the PIN again, and forgets the pairing.
        let wrong = || {
            let detail = "this device is not paired here, or no longer: log in without its token, or pair it anew";
            Problem::new(StatusCode::UNAUTHORIZED, "device_revoked", detail)
        };
        let actor = match self.verify(token).await {
            Ok(read) => read.actor,
            Err(problem) if problem.status() == StatusCode::UNAUTHORIZED => return Err(wrong()),
            Err(problem) => return Err(problem),
        };
        let own = actor.person.is_none() && actor.location == *location && actor.role != Role::Integration;
        actor.device.filter(|_| own).ok_or_else(wrong)
    }

    /// An attempt to pair from this address.
    pub async fn attempt(&self, from: IpAddr) -> Result<Attempt<'_>, Problem> {
        let turn = self.code_throttle.turn((from, None)).await;
        self.heard(&turn)?;
        Ok(Attempt { auth: self, turn })
    }

    /// The device with this code, and what finds it. The code says no location: there are few.
    pub async fn device_by_code(&self, code: &str) -> Result<Option<(LocationId, DeviceId, String)>, Problem> {
        for location in self.store.locations().await? {
            let lookup = self.pins.code_lookup(&location, code).map_err(Problem::internal)?;
            let filter = RecordFilter::of(Kind::Device, 1).called(lookup.clone());
            if let Some(row) = self.store.records(&location, &filter).await?.into_iter().next() {
                return Ok(row.id.parse().ok().map(|id| (location, id, lookup)));
            }
        }
        Ok(None)
    }

    /// A new token for a person or device that is still there, in the role it has now.
    pub async fn refresh(&self, actor: &Actor) -> Result<Issued, Problem> {
        if let Some(id) = actor.person {
            return match self.store.person(&actor.location, id).await? {
                Some(person) => self.for_person(person, actor.device, &actor.location),
                None => Err(Problem::unauthorized("this person does not work here any more")),
            };
        }
        let list = self.access.list(&actor.location).await?;
        match actor.device.and_then(|id| list.device(id)) {
            Some(device) => self.for_device(device, &actor.location, self.ids.fresh(), self.clock.now()),
            None => Err(Problem::unauthorized("this device was revoked")),
        }
    }

    /// A device's new token where its old one ends before long; a person's ends with the shift.
    pub async fn renewed(&self, read: &Read) -> Option<Issued> {
        let actor = &read.actor;
        let due = renewal_due(actor.expires_at, self.clock.now(), self.device_seconds(actor.role));
        if actor.person.is_some() || !due {
            return None;
        }
        self.refresh(actor).await.ok()
    }

    fn for_person(&self, person: PersonRow, device: Option<DeviceId>, location: &LocationId) -> Result<Issued, Problem> {
        let now = self.clock.now();
        let actor = Actor {
            person: Some(person.id),
            device,
            role: person.role,
            location: location.clone(),
            stations: person.stations,
            token: self.ids.fresh(),
            expires_at: whole_seconds(now.plus_seconds(self.person_token_seconds)),
        };
        self.issue(actor, now, person.name)
    }

    /// `token`, `now`: the same give the same token.
    pub fn for_device(&self, device: &Device, location: &LocationId, token: Uuid, now: Timestamp) -> Result<Issued, Problem> {
        let actor = Actor {
            person: None,
            device: Some(device.id),
            role: device.role,
            location: location.clone(),
            stations: device.stations.clone(),
            token,
            expires_at: whole_seconds(now.plus_seconds(self.device_seconds(device.role))),
        };
        self.issue(actor, now, device.name.clone())
    }

    fn device_seconds(&self, role: Role) -> i64 {
        if role == Role::Integration { INTEGRATION_TOKEN_SECONDS } else { self.device_token_seconds }
    }

    fn issue(&self, actor: Actor, now: Timestamp, name: String) -> Result<Issued, Problem> {
        let token = self.keyring.keys().write(&actor, now).map_err(Problem::internal)?;
        Ok(Issued { token, actor, name: Some(name) })
    }
}

/// A JWT counts in seconds: what is answered is what it says.
fn whole_seconds(at: Timestamp) -> Timestamp {
    Timestamp(at.0.div_euclid(1000) * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_in_the_last_third_of_its_life() {
        let (issued, day) = (Timestamp(1_700_000_000_000), 24 * 3600);
        let ends = issued.plus_seconds(90 * day);
        for (days, due) in [(0, false), (59, false), (60, false), (61, true), (89, true), (90, true), (91, true)] {
            assert_eq!(renewal_due(ends, issued.plus_seconds(days * day), 90 * day), due, "after {days} days");
        }
        assert!(renewal_due(ends, Timestamp(issued.plus_seconds(60 * day).0 + 1), 90 * day));
    }
}
