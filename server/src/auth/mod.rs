//! Who is calling, and what they may do: PINs, tokens, and `Actor` as an extractor.
//!
//! | file | purpose |
//! |---|---|
//! | `access` | who still may, read for half a second at a time |
//! | `device` | screens and integrations, and the codes that pair them |
//! | `keyring` | the keys of tokens, over time |
//! | `login` | login, pairing, renewal: what makes a token |
//! | `pin` | finds a person by PIN, and lets one Argon2id hash decide |
//! | `proxies` | the caller's address behind a proxy |
//! | `rate` | bounds the calls of a token |
//! | `throttle` | makes whoever guesses wait |
//! | `token` | JWTs, made and read |
//! | `may` | the table of roles |

mod access;
mod device;
mod keyring;
mod login;
mod may;
mod pin;
mod proxies;
mod rate;
mod throttle;
mod token;

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use shared::ids::*;
use shared::location::Role;
use shared::order::By;
use shared::time::Timestamp;

pub use access::Access;
pub use device::{CODE_SECONDS, Device, read_code};
pub use login::{Attempt, PinFor, renewal_due};
pub use may::{Action, may};
pub use pin::{Pins, is_pin};
pub use token::{Claims, Keys, Read};

use crate::clock::{Clock, Ids};
use crate::config::{AuthSettings, Network};
use crate::metrics::Metrics;
use crate::problem::Problem;
use crate::store::Store;
use keyring::Keyring;
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
    keyring: Keyring,
    pins: Arc<Pins>,
    access: Access,
    throttle: Throttle,
    /// Wrong pairing codes count apart: a screen that is being set up keeps nobody from logging in.
    code_throttle: Throttle,
    rate: Rate,
    person_token_seconds: i64,
    device_token_seconds: i64,
    trusted_proxies: Vec<Network>,
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
        let keyring = Keyring::open(store.clone(), &*ids, settings.jwt_secret.as_ref()).await?;
        // Not derived from the token's key: PINs outlive its rotation.
        let pins = Pins::new(kept(&*store, &*ids, "pin_key").await?, settings.pin_checks_max as usize, &*ids)?;
        Ok(Arc::new(Auth {
            access: Access::new(store.clone(), clock.clone()),
            keyring,
            pins: Arc::new(pins),
            throttle: Throttle::new(settings.pin_failures_max),
            code_throttle: Throttle::new(settings.pin_failures_max),
            rate: Rate::new(calls_per_second_max),
            person_token_seconds: i64::try_from(settings.person_token().as_secs())?,
            device_token_seconds: i64::from(settings.device_token_days) * 24 * 3600,
            trusted_proxies: settings.trusted_proxies.clone(),
            store,
            clock,
            ids,
            metrics,
        }))
    }

    pub fn pins(&self) -> &Arc<Pins> {
        &self.pins
    }

    pub fn access(&self) -> &Access {
        &self.access
    }

    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// The caller's address, told by a proxy where that is trusted.
    pub fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        proxies::caller(peer, headers, &self.trusted_proxies)
    }

    /// Whose token this is. 401: it is no token of ours, it has ended, or whoever it was for is gone.
    pub async fn verify(&self, token: &str) -> Result<Read, Problem> {
        let read = self.keyring.read(token).await;
        let read = read.ok_or_else(|| Problem::unauthorized("this token is not valid: log in"))?;
        if read.actor.expires_at <= self.clock.now() {
            return Err(Problem::unauthorized("this token has expired: log in again"));
        }
        if !self.access.admits(&read.actor, read.issued_at).await? {
            return Err(Problem::unauthorized("this token was revoked: log in again, or pair this device anew"));
        }
        Ok(read)
    }

    /// Whether a token that was verified before is still good.
    pub async fn still(&self, read: &Read) -> bool {
        // Without an answer nothing is known against it.
        self.access.admits(&read.actor, read.issued_at).await.unwrap_or(true)
    }

    /// The same for a call, which is counted: 429 where the token makes too many.
    async fn admit(&self, token: &str) -> Result<Actor, Problem> {
        let actor = self.verify(token).await?.actor;
        if self.rate.allows(actor.token, self.clock.now()) {
            return Ok(actor);
        }
        Err(Problem::too_many(1, "this token makes too many calls a second"))
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
        let token = token_of(&parts.headers)?.ok_or_else(|| Problem::unauthorized("log in first"))?;
        Arc::<Auth>::from_ref(state).admit(token).await
    }
}

/// The token that a call carries, if any.
pub fn token_of(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(header) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let token = header.to_str().ok().and_then(bearer);
    token.map(Some).ok_or_else(|| Problem::unauthorized("send Authorization: Bearer <token>"))
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
