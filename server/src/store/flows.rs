//! What stands beside the orders, and who works at it: records, ledgers, consumers' positions,
//! leases and jobs. The rules of `store/mod.rs` hold here too.
//!
//! - A record (stock, a customer, a payment, an alert …) is JSON under a kind and an id. Only the
//!   location's writer writes one, in the transaction of the events that changed it.
//! - A lease ends by itself; it keeps two nodes from doing the same work twice for nothing. What
//!   makes a step count once is its position, which is compared under the location's lock.
//! - A job is done at least once. What it brings back is judged under the lock again.

use async_trait::async_trait;
use shared::ids::*;
use shared::time::Timestamp;

use super::{AvailabilityRow, PersonRow, Result};

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Ingredient,
    Customer,
    /// An attempt to be paid.
    Payment,
    Alert,
    Webhook,
    Device,
    /// An event that a consumer could not digest.
    SetAside,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Ingredient => "ingredient",
            Kind::Customer => "customer",
            Kind::Payment => "payment",
            Kind::Alert => "alert",
            Kind::Webhook => "webhook",
            Kind::Device => "device",
            Kind::SetAside => "set_aside",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct RecordRow {
    pub kind: Kind,
    pub id: String,
    /// A second way to find it; not unique.
    pub lookup: Option<String>,
    /// Lists are in this order, the highest first.
    pub rank: i64,
    pub json: String,
}

#[derive(Clone, Debug)]
pub struct RecordFilter {
    pub kind: Kind,
    /// Only those with this second name.
    pub lookup: Option<String>,
    /// Only those after this one (rank, id): the next page.
    pub before: Option<(i64, String)>,
    pub limit: u32,
}

impl RecordFilter {
    pub fn of(kind: Kind, limit: u32) -> RecordFilter {
        RecordFilter { kind, lookup: None, before: None, limit }
    }

    pub fn called(self, lookup: impl Into<String>) -> RecordFilter {
        RecordFilter { lookup: Some(lookup.into()), ..self }
    }
}

/// One line of an account: `stock/mozzarella`, `points/<customer>`.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerRow {
    pub account: String,
    /// The event that moved it, and the place within that.
    pub seq: u64,
    pub line: u32,
    pub amount: i64,
    pub json: String,
}

/// The account whose lines name events of other orders that concern this one as well: the split that
/// it came from, the merge that it went by.
pub fn events_beside(order: OrderId) -> String {
    format!("order/{order}")
}

/// Something to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub struct JobRow {
    pub location: LocationId,
    pub id: Uuid,
    pub kind: String,
    pub due_at: Timestamp,
    /// How often it was taken up.
    pub tries: u32,
    pub json: String,
}

/// What becomes of a job.
#[derive(Clone, Debug, PartialEq)]
pub enum JobChange {
    /// To be done from `due_at` on; replaces what stood under its id.
    Put(JobRow),
    /// Done: it goes.
    Done(Uuid),
    /// To be done once more.
    Again { id: Uuid, due_at: Timestamp, json: String },
    /// Not to be done again unless a person says so.
    Aside { id: Uuid, json: String },
}

/// A worker asks for what is due.
#[derive(Clone, Debug)]
pub struct JobClaim {
    pub owner: Uuid,
    pub kind: &'static str,
    pub now: Timestamp,
    /// Others leave the jobs alone until then.
    pub until: Timestamp,
    pub limit: u32,
}

/// How many jobs of a kind wait, and since when the oldest has been due; and how many were set
/// aside.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Backlog {
    pub waiting: u64,
    pub oldest_due: Option<Timestamp>,
    pub aside: u64,
}

#[async_trait]
pub trait Flows: Send + Sync + 'static {
    async fn locations(&self) -> Result<Vec<LocationId>>;
    /// Those who work there, by name.
    async fn people(&self, location: &LocationId) -> Result<Vec<PersonRow>>;

    async fn record(&self, location: &LocationId, kind: Kind, id: &str) -> Result<Option<String>>;
    /// The highest rank first.
    async fn records(&self, location: &LocationId, filter: &RecordFilter) -> Result<Vec<RecordRow>>;
    /// Newest first; `before`: only lines before this one.
    async fn ledger(
        &self,
        location: &LocationId,
        account: &str,
        before: Option<(u64, u32)>,
        limit: u32,
    ) -> Result<Vec<LedgerRow>>;

    /// The dishes that are off or counted.
    async fn availability(&self, location: &LocationId) -> Result<Vec<AvailabilityRow>>;
    /// The highest place in the log that a key remembers.
    async fn last_key(&self, location: &LocationId) -> Result<Option<u64>>;

    async fn positions(&self, location: &LocationId) -> Result<Vec<(String, u64)>>;
    /// Takes the locations that nobody works at `now`, and keeps those of `owner`, all until
    /// `until`; which they are.
    async fn claim_locations(&self, owner: Uuid, now: Timestamp, until: Timestamp) -> Result<Vec<LocationId>>;
    /// Gives them all back, so that another need not wait.
    async fn release_locations(&self, owner: Uuid) -> Result<()>;

    /// Takes due jobs, the oldest first, and counts the try.
    async fn claim_jobs(&self, claim: &JobClaim) -> Result<Vec<JobRow>>;
    /// Keeps jobs that are still being worked at from being taken by others.
    async fn renew_jobs(&self, owner: Uuid, ids: &[(LocationId, Uuid)], until: Timestamp) -> Result<()>;
    /// For what a job's end changes nothing else; otherwise it goes with the writer's commit.
    async fn settle_job(&self, location: &LocationId, change: &JobChange) -> Result<()>;
    async fn backlog(&self, kind: &str) -> Result<Backlog>;
}

/// A person as written: new, or changed. `active` false: gone, their PIN free again.
#[derive(Clone, Debug)]
pub struct PersonWrite {
    pub person: PersonRow,
    pub pin_lookup: Vec<u8>,
    pub active: bool,
}
