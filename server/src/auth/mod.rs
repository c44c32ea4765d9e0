//! Who is calling, and what they may do: PINs, tokens, and `Actor` as an extractor.
//!
//! | file | purpose |
//! |---|---|
//! | `pin` | finds a person by PIN, and lets one Argon2id hash decide |
//! | `rate` | bounds the calls of a token |
//! | `throttle` | makes whoever guesses wait |
//! | `token` | JWTs, made and read |
//! | `may` | the table of roles |

mod may;
mod pin;
mod rate;
mod throttle;
mod token;

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use shared::ids::*;
use shared::location::Role;
use shared::order::By;
use shared::time::Timestamp;

pub use may::{Action, may};
pub use pin::{Pins, is_pin};
pub use token::{Claims, Keys};

use crate::clock::{Clock, Ids};
use crate::config::AuthSettings;
use crate::metrics::Metrics;
use crate::problem::Problem;
use crate::store::{PersonRow, Store};
use rate::Rate;
use throttle::Throttle;

/// Whoever makes a call, as their token says.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    pub person: Option<PersonId>,
    pub device: Option<DeviceId>,
    pub role: Role,
    pub location: LocationId,
    /// Where a kitchen person or screen works; none named = all.
    pub stations: Vec<StationId>,
    /// The token's own id.
    pub token: Uuid,
    pub expires_at: Timestamp,
}

impl Actor {
    /// The server itself: a consumer's step, the end of a job.
    pub fn system(location: &LocationId) -> Actor {
        Actor {
            person: None,
            device: None,
            role: Role::Manager,
            location: location.clone(),
            stations: Vec::new(),
            token: Uuid::nil(),
            expires_at: Timestamp(i64::MAX),
        }
    }

    pub fn by(&self) -> By {
        By { person: self.person, device: self.device }
    }

    /// Kitchen roles are bound to their stations; what has no station is everybody's.
    pub fn works_at(&self, station: Option<&StationId>) -> bool {
        let Some(station) = station else { return true };
        self.role != Role::Kitchen || self.stations.is_empty() || self.stations.contains(station)
    }
}

/// A fresh token and what it says.
pub struct Issued {
    pub token: String,
    pub actor: Actor,
    /// What the person is called.
    pub name: Option<String>,
}

/// All that logging in needs.
pub struct Auth {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    metrics: Arc<Metrics>,
    keys: Keys,
    pins: Pins,
    throttle: Throttle,
    rate: Rate,
    person_token_seconds: i64,
}

impl Auth {
    /// Reads the keys that the database keeps, or makes them at first start.
    pub async fn open(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        metrics: Arc<Metrics>,
        settings: &AuthSettings,
        calls_per_second_max: u32,
    ) -> anyhow::Result<Arc<Auth>> {
        let keys = match &settings.jwt_secret {
            Some(secret) => Keys::of(secret.expose().as_bytes()),
            None => Keys::of(&kept(&*store, &*ids, "jwt_key").await?),
        };
        // Not derived from the token's key: PINs outlive its rotation.
        let pins = Pins::new(kept(&*store, &*ids, "pin_key").await?, settings.pin_checks_max as usize, &*ids)?;
        let throttle = Throttle::new(settings.pin_failures_max);
        let rate = Rate::new(calls_per_second_max);
        let person_token_seconds = i64::try_from(settings.person_token().as_secs())?;
        Ok(Arc::new(Auth { store, clock, ids, metrics, keys, pins, throttle, rate, person_token_seconds }))
    }

    pub fn pins(&self) -> &Pins {
        &self.pins
    }

    /// Whose token this is. 401: it is no token of ours, or it has ended.
    pub fn verify(&self, token: &str) -> Result<Actor, Problem> {
        let actor = self.keys.read(token).ok_or_else(|| Problem::unauthorized("this token is not valid: log in"))?;
        if actor.expires_at <= self.clock.now() {
            return Err(Problem::unauthorized("this token has expired: log in again"));
        }
        Ok(actor)
    }

    /// The same for a call, which is counted: 429 where the token makes too many.
    fn admit(&self, token: &str) -> Result<Actor, Problem> {
        let actor = self.verify(token)?;
        if self.rate.allows(actor.token, self.clock.now()) {
            return Ok(actor);
        }
        Err(Problem::too_many(1, "this token makes too many calls a second"))
    }

    /// Looks the PIN up and makes a token. One attempt at a time from one address, so that those
    /// at the same instant count like those one after another.
    pub async fn login(
        &self,
        from: IpAddr,
        device: Option<DeviceId>,
        location: &LocationId,
        pin: &str,
    ) -> Result<Issued, Problem> {
        let turn = self.throttle.turn((from, device)).await;
        if let Some(seconds) = turn.wait_seconds(self.clock.now()) {
            self.metrics.logins_throttled.inc();
            return Err(Problem::too_many(seconds, format!("too many wrong PINs: wait {seconds} s")));
        }
        let found = self.store.person_by_pin(location, &self.pins.lookup(location, pin).map_err(Problem::internal)?).await?;
        let right = self.pins.check(pin, found.as_ref().map(|person| person.pin_hash.as_str())).await;
        match found.filter(|_| right) {
            Some(person) => self.issue(person, device, location),
            None => {
                self.metrics.logins_failed.inc();
                turn.failed(self.clock.now());
                Err(Problem::unauthorized("nobody here has this PIN"))
            }
        }
    }

    /// A new token for a person who is still there, in the role they have now.
    pub async fn refresh(&self, actor: &Actor) -> Result<Issued, Problem> {
        let Some(id) = actor.person else {
            return Err(Problem::forbidden("only a person's token is renewed here"));
        };
        match self.store.person(&actor.location, id).await? {
            Some(person) => self.issue(person, actor.device, &actor.location),
            None => Err(Problem::unauthorized("this person does not work here any more")),
        }
    }

    fn issue(&self, person: PersonRow, device: Option<DeviceId>, location: &LocationId) -> Result<Issued, Problem> {
        let now = self.clock.now();
        let actor = Actor {
            person: Some(person.id),
            device,
            role: person.role,
            location: location.clone(),
            stations: person.stations,
            token: self.ids.fresh(),
            // A JWT counts in seconds: what is answered is what it says.
            expires_at: Timestamp(now.plus_seconds(self.person_token_seconds).0 / 1000 * 1000),
        };
        let token = self.keys.write(&actor, now).map_err(Problem::internal)?;
        Ok(Issued { token, actor, name: Some(person.name) })
    }
}

/// 32 random bytes, made once for all nodes and starts.
async fn kept(store: &dyn Store, ids: &dyn Ids, name: &str) -> anyhow::Result<Vec<u8>> {
    let mut fresh = [0; 32];
    ids.random_bytes(&mut fresh)?;
    Ok(store.secret(name, &fresh).await?)
}

impl<S: Send + Sync> FromRequestParts<S> for Actor
where
    Arc<Auth>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let header = parts.headers.get(header::AUTHORIZATION).ok_or_else(|| Problem::unauthorized("log in first"))?;
        let token = header.to_str().ok().and_then(bearer);
        let token = token.ok_or_else(|| Problem::unauthorized("send Authorization: Bearer <token>"))?;
        Arc::<Auth>::from_ref(state).admit(token)
    }
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
