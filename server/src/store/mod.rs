//! Stop 4 of the line: what is committed here has happened.
//!
//! Two databases, one trait of whole operations, chosen once at start. Rules for both:
//!
//! - A `Batch` *opens* with the location's lock, and reads nothing before it holds that lock. What
//!   was read earlier is a hint.
//! - A commit is one transaction: events, orders, keys and head, all or nothing, on disk before
//!   it returns (`synchronous=FULL`, `synchronous_commit=on`).
//! - Events get the `seq`s after the head, without a gap. The store refuses a head that moved.
//! - Absent is `Ok(None)`, not an error. Only `StoreError` says what kind of failure it was.
//! - JSON goes in and comes out as text: nothing here knows what an order is.

#[cfg(test)]
mod contract;
mod decode;
mod flows;
mod migrate;
mod postgres;
mod rows;
mod screens;
mod sqlite;
mod writers;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use shared::ids::*;
use shared::location::{LocationFile, Role};
use shared::time::Timestamp;

pub use flows::*;
pub use rows::*;
pub use screens::*;

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be reached, is full, or a lock or statement timed out: the same may work later.
    #[error("the database is not available: {0}")]
    Unavailable(#[source] anyhow::Error),
    /// It refuses what is in the batch (a constraint, a value): the same will never work.
    #[error("the database refused: {0}")]
    Refused(#[source] anyhow::Error),
    /// The commit was sent and no answer came: it may have happened.
    #[error("the outcome of a commit is unknown: {0}")]
    UnknownOutcome(#[source] anyhow::Error),
}

pub type Result<T> = std::result::Result<T, StoreError>;

/// The database, as the server uses it. What stands beside the orders is in `Flows`,
/// which screens are connected in `Screens`.
#[async_trait]
pub trait Store: Flows + Screens + Send + Sync + 'static {
    /// Reachable and migrated.
    async fn ready(&self) -> Result<()>;

    /// Makes the location, its log, menu, people and stock, in one transaction. `false`: it
    /// existed already, and nothing was changed.
    async fn create_location(&self, new: &NewLocation) -> Result<bool>;
    async fn location(&self, id: &LocationId) -> Result<Option<LocationRow>>;
    /// The person with this PIN look-up value, if active.
    async fn person_by_pin(&self, location: &LocationId, pin_lookup: &[u8]) -> Result<Option<PersonRow>>;
    async fn person(&self, location: &LocationId, id: PersonId) -> Result<Option<PersonRow>>;
    /// Keeps `fresh` under this name unless something is kept there already; returns what is kept.
    async fn secret(&self, name: &str, fresh: &[u8]) -> Result<Vec<u8>>;

    /// Opens a transaction and takes the location's lock. Dropping the batch rolls it back.
    async fn begin(&self, location: &LocationId) -> Result<Box<dyn Batch>>;

    async fn head(&self, location: &LocationId) -> Result<Option<u64>>;
    /// The heads of these locations, in one statement.
    async fn heads(&self, locations: &[LocationId]) -> Result<Vec<(LocationId, u64)>>;
    /// The log after `after`, oldest first, at most `limit` events.
    async fn events(&self, location: &LocationId, after: u64, limit: u32) -> Result<Vec<EventRow>>;
    /// The events of one order up to `up_to`, oldest first.
    async fn order_events(&self, location: &LocationId, order: OrderId, up_to: u64) -> Result<Vec<EventRow>>;
    async fn order(&self, location: &LocationId, order: OrderId) -> Result<Option<String>>;
    /// Newest first.
    async fn orders(&self, location: &LocationId, filter: &OrderFilter) -> Result<Vec<String>>;
    /// A key that was remembered since `since`.
    async fn key(&self, location: &LocationId, id: CommandId, since: Timestamp) -> Result<Option<KeyRow>>;
    /// Head, open orders, recent orders, rail and availability, all as of the same commit.
    async fn board(&self, location: &LocationId) -> Result<Option<BoardRows>>;
    /// Forgets keys older than `before`, a bounded number at a time; how many went.
    async fn forget_keys(&self, before: Timestamp, limit: u32) -> Result<u64>;
}

/// A transaction that holds its location's lock.
#[async_trait]
pub trait Batch: Send {
    /// The last `seq` of the log, read with the lock.
    fn head(&self) -> u64;
    /// What these keys were used for since `since`.
    async fn keys(&mut self, ids: &[CommandId], since: Timestamp) -> Result<Vec<KeyRow>>;
    async fn events_after(&mut self, after: u64, limit: u32) -> Result<Vec<EventRow>>;
    async fn orders(&mut self, ids: &[OrderId]) -> Result<Vec<String>>;
    /// The highest order number of a business day; 0 = none yet.
    async fn last_number(&mut self, business_day: &str) -> Result<u32>;
    async fn availability(&mut self) -> Result<Vec<AvailabilityRow>>;
    /// The records with these kinds and ids, as far as there are any.
    async fn records(&mut self, ids: &[(Kind, String)]) -> Result<Vec<RecordRow>>;
    /// All of one kind; for kinds that are few.
    async fn records_of(&mut self, kind: Kind) -> Result<Vec<RecordRow>>;
    /// Those who work there, with what finds them by PIN.
    async fn people(&mut self) -> Result<Vec<PersonWrite>>;
    /// How far each consumer has read.
    async fn positions(&mut self) -> Result<Vec<(String, u64)>>;
    /// Writes everything and commits. An empty write rolls back.
    async fn commit(self: Box<Self>, write: &Write) -> Result<()>;
}

/// Opens the database that the address names, and migrates it under a lock.
pub async fn open(url: &str, connections_max: u32) -> Result<Arc<dyn Store>> {
    if url.starts_with("sqlite:") {
        Ok(Arc::new(sqlite::SqliteStore::open(url).await?))
    } else {
        Ok(Arc::new(postgres::PostgresStore::open(url, connections_max).await?))
    }
}

/// One order's events: its own, and those of another order that concern it.
const ORDER_EVENTS: &str = "SELECT seq, json FROM events WHERE location = $1 AND order_id = $2 AND seq <= $3
     UNION ALL
     SELECT e.seq, e.json FROM ledger l JOIN events e ON e.location = l.location AND e.seq = l.seq
     WHERE l.location = $1 AND l.account = $4 AND l.seq <= $3
     ORDER BY seq";

/// Bounds of a writer's session, so that a frozen node cannot freeze a location.
pub const LOCK_TIMEOUT: Duration = Duration::from_secs(1);
pub const IDLE_IN_TRANSACTION_TIMEOUT: Duration = Duration::from_secs(2);
pub const STATEMENT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a caller waits for a free connection, or for a new one.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a caller waits for an answer: a database that hangs, or a network that swallows
/// everything, cannot time itself out.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(6);
/// Of migrations, which wait for those of other nodes.
const MIGRATE_TIMEOUT: Duration = Duration::from_secs(60);

/// A location to be made, with everything that its file says.
pub struct NewLocation {
    pub file: LocationFile,
    pub epoch: Epoch,
    pub people: Vec<NewPerson>,
    pub now: Timestamp,
}

pub struct NewPerson {
    pub id: PersonId,
    pub name: String,
    pub role: Role,
    pub stations: Vec<StationId>,
    pub pin_lookup: Vec<u8>,
    pub pin_hash: String,
}
