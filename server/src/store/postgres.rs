//! The store on PostgreSQL.
//!
//! Reads are single statements, each of which sees one moment, on a pool of their own, so that
//! they never wait behind writers. What writes stands in `postgres/batch.rs`.

mod batch;
mod create;
mod error;
mod flows;
mod screens;

use std::str::FromStr;
use std::sync::Arc;

use anyhow::anyhow;
use async_trait::async_trait;
use shared::board::RECENT_MAX;
use shared::ids::*;
use shared::order::Status;
use shared::time::Timestamp;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgConnection, Postgres, Transaction};
use tokio::time::timeout;

use self::error::{failed, hung_up};
use super::decode::*;
use super::migrate::{self, Migration};
use super::writers::Writers;
use super::*;

/// Names our lock among the advisory locks of the database.
const MIGRATE_LOCK: i64 = 0x7061_7373_6c69_6e65;

/// Every statement here has its index, in the order that it asks for. The statistics of a young
/// table must not talk the planner out of it, for the plan stays while the table grows; and none
/// of them is worth compiling.
const PLANNER: [(&str, &str); 4] =
    [("enable_seqscan", "off"), ("enable_bitmapscan", "off"), ("enable_sort", "off"), ("jit", "off")];

pub struct PostgresStore {
    readers: PgPool,
    writers: Arc<Writers<PgConnection>>,
}

impl PostgresStore {
    pub async fn open(url: &str, connections_max: u32) -> Result<Self> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|e| StoreError::Refused(anyhow!("the database address: {e}")))?
            .application_name("passline")
            .options(PLANNER)
            .options([("synchronous_commit", "on")]);
        timeout(MIGRATE_TIMEOUT, migrate(&options)).await.map_err(|_| silent())??;
        let reads_max = (connections_max / 4).max(2);
        let writes_max = connections_max.saturating_sub(reads_max).max(1);
        Ok(PostgresStore {
            readers: readers(&options, reads_max),
            writers: Writers::new(writer_options(&options), writes_max as usize),
        })
    }
}

fn readers(options: &PgConnectOptions, connections_max: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(connections_max)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A round trip for every read, to find out what `answer` finds out by itself.
        .test_before_acquire(false)
        .connect_lazy_with(options.clone().options([("statement_timeout", STATEMENT_TIMEOUT.as_millis())]))
}

/// Set when the connection is opened: a `SET` would be a round trip for every batch.
fn writer_options(options: &PgConnectOptions) -> PgConnectOptions {
    options.clone().options([
        ("lock_timeout", LOCK_TIMEOUT.as_millis().to_string()),
        ("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION_TIMEOUT.as_millis().to_string()),
        ("statement_timeout", STATEMENT_TIMEOUT.as_millis().to_string()),
    ])
}

async fn migrate(options: &PgConnectOptions) -> Result<()> {
    let mut conn = options.connect().await.map_err(failed)?;
    let mut tx = conn.begin().await.map_err(failed)?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(MIGRATE_LOCK).execute(&mut *tx).await.map_err(failed)?;
    sqlx::query(
        "CREATE TABLE IF NOT EXISTS migrations (
            version bigint PRIMARY KEY, name text NOT NULL, checksum bytea NOT NULL)",
    )
    .execute(&mut *tx)
    .await
    .map_err(failed)?;
    let applied = sqlx::query_as("SELECT version, checksum FROM migrations").fetch_all(&mut *tx).await;
    for migration in migrate::missing(&applied.map_err(failed)?, |m| m.postgres)? {
        apply(&mut tx, migration).await.map_err(failed)?;
    }
    tx.commit().await.map_err(failed)?;
    conn.close().await.map_err(failed)
}

async fn apply(tx: &mut Transaction<'_, Postgres>, migration: &'static Migration) -> sqlx::Result<()> {
    sqlx::raw_sql(migration.postgres).execute(&mut **tx).await?;
    sqlx::query("INSERT INTO migrations (version, name, checksum) VALUES ($1, $2, $3)")
        .bind(migration.version)
        .bind(migration.name)
        .bind(migrate::checksum(migration.postgres))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

impl PostgresStore {
    /// Asks again where the connection turns out to have died while it lay idle: each try rids
    /// the pool of one. Only for what may be done twice.
    async fn read<T, F>(&self, ask: impl Fn() -> F) -> Result<T>
    where
        F: Future<Output = sqlx::Result<T>>,
    {
        let mut tries_left = self.readers.size();
        loop {
            match timeout(ACQUIRE_TIMEOUT + ANSWER_TIMEOUT, ask()).await {
                Err(_) => return Err(silent()),
                Ok(Err(error)) if tries_left > 0 && hung_up(&error) => tries_left -= 1,
                Ok(answer) => return answer.map_err(failed),
            }
        }
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn ready(&self) -> Result<()> {
        let read = || sqlx::query_scalar("SELECT max(version) FROM migrations").fetch_one(&self.readers);
        let version: Option<i64> = self.read(read).await?;
        if version.unwrap_or(0) < migrate::newest() {
            return Err(StoreError::Unavailable(anyhow!("the database is not migrated")));
        }
        Ok(())
    }

    async fn create_location(&self, new: &NewLocation) -> Result<bool> {
        let mut tx = self.readers.begin().await.map_err(failed)?;
        if !create::insert_location(&mut tx, new).await? {
            return Ok(false);
        }
        create::insert_people(&mut tx, new).await?;
        flows::insert_ingredients(&mut tx, new).await?;
        tx.commit().await.map_err(|e| StoreError::UnknownOutcome(e.into()))?;
        Ok(true)
    }

    async fn location(&self, id: &LocationId) -> Result<Option<LocationRow>> {
        let read = || {
            sqlx::query_as(
                "SELECT l.location, l.stations, l.menu, l.loyalty, l.epoch, h.head
             FROM locations l JOIN heads h ON h.location = l.id WHERE l.id = $1",
            )
            .bind(id.as_str())
            .fetch_optional(&self.readers)
        };
        self.read(read).await?.map(location_row).transpose()
    }

    async fn person_by_pin(&self, location: &LocationId, pin_lookup: &[u8]) -> Result<Option<PersonRow>> {
        let read = || {
            sqlx::query_as(
                "SELECT id, name, role, stations, pin_hash FROM people
             WHERE location = $1 AND pin_lookup = $2 AND active",
            )
            .bind(location.as_str())
            .bind(pin_lookup)
            .fetch_optional(&self.readers)
        };
        self.read(read).await?.map(person_row).transpose()
    }

    async fn person(&self, location: &LocationId, id: PersonId) -> Result<Option<PersonRow>> {
        let read = || {
            sqlx::query_as(
                "SELECT id, name, role, stations, pin_hash FROM people
             WHERE location = $1 AND id = $2 AND active",
            )
            .bind(location.as_str())
            .bind(id.0)
            .fetch_optional(&self.readers)
        };
        self.read(read).await?.map(person_row).transpose()
    }

    async fn secret(&self, name: &str, fresh: &[u8]) -> Result<Vec<u8>> {
        let keep = || {
            sqlx::query("INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                .bind(name)
                .bind(fresh)
                .execute(&self.readers)
        };
        self.read(keep).await?;
        let read = || sqlx::query_scalar("SELECT value FROM secrets WHERE name = $1").bind(name).fetch_one(&self.readers);
        self.read(read).await
    }

    async fn begin(&self, location: &LocationId) -> Result<Box<dyn Batch>> {
        Ok(Box::new(batch::PostgresBatch::begin(&self.writers, location).await?))
    }

    async fn head(&self, location: &LocationId) -> Result<Option<u64>> {
        let read = || {
            sqlx::query_scalar("SELECT head FROM heads WHERE location = $1").bind(location.as_str()).fetch_optional(&self.readers)
        };
        let head: Option<i64> = self.read(read).await?;
        Ok(head.map(|head| head as u64))
    }

    async fn heads(&self, locations: &[LocationId]) -> Result<Vec<(LocationId, u64)>> {
        let names: Vec<&str> = locations.iter().map(LocationId::as_str).collect();
        let read = || {
            sqlx::query_as("SELECT location, head FROM heads WHERE location = ANY($1)")
                .bind(names.as_slice())
                .fetch_all(&self.readers)
        };
        let heads: Vec<(String, i64)> = self.read(read).await?;
        Ok(heads.into_iter().map(|(location, head)| (LocationId(location), head as u64)).collect())
    }

    async fn events(&self, location: &LocationId, after: u64, limit: u32) -> Result<Vec<EventRow>> {
        let read = || {
            sqlx::query_as("SELECT seq, json FROM events WHERE location = $1 AND seq > $2 ORDER BY seq LIMIT $3")
                .bind(location.as_str())
                .bind(after as i64)
                .bind(i64::from(limit))
                .fetch_all(&self.readers)
        };
        Ok(event_rows(self.read(read).await?))
    }

    async fn order_events(&self, location: &LocationId, order: OrderId, up_to: u64) -> Result<Vec<EventRow>> {
        let read = || {
            sqlx::query_as(ORDER_EVENTS)
                .bind(location.as_str())
                .bind(order.0)
                .bind(up_to as i64)
                .bind(events_beside(order))
                .fetch_all(&self.readers)
        };
        Ok(event_rows(self.read(read).await?))
    }

    async fn order(&self, location: &LocationId, order: OrderId) -> Result<Option<String>> {
        let read = || {
            sqlx::query_scalar("SELECT json FROM orders WHERE location = $1 AND id = $2")
                .bind(location.as_str())
                .bind(order.0)
                .fetch_optional(&self.readers)
        };
        self.read(read).await
    }

    async fn orders(&self, location: &LocationId, filter: &OrderFilter) -> Result<Vec<String>> {
        let (before, before_id) = filter.before.unwrap_or((Timestamp(i64::MAX), OrderId(Uuid::max())));
        let since = filter.placed_since.unwrap_or(Timestamp(i64::MIN));
        let statuses = filter.wanted();
        let read = || {
            sqlx::query_scalar(ORDERS)
                .bind(location.as_str())
                .bind(before.0)
                .bind(before_id.0)
                .bind(since.0)
                .bind(statuses.iter().map(|s| s.as_str()).collect::<Vec<_>>())
                .bind(statuses.iter().any(|s| !s.is_over()))
                .bind(statuses.contains(&Status::Completed))
                .bind(statuses.contains(&Status::Cancelled))
                .bind(i64::from(filter.limit))
                .fetch_all(&self.readers)
        };
        self.read(read).await
    }

    async fn key(&self, location: &LocationId, id: CommandId, since: Timestamp) -> Result<Option<KeyRow>> {
        let read = || {
            sqlx::query_as(
                "SELECT id, fingerprint, status, order_id, seq, body, at FROM keys
             WHERE location = $1 AND id = $2 AND at + 0 >= $3",
            )
            .bind(location.as_str())
            .bind(id.0)
            .bind(since.0)
            .fetch_optional(&self.readers)
        };
        Ok(self.read(read).await?.map(key_row))
    }

    async fn board(&self, location: &LocationId) -> Result<Option<BoardRows>> {
        let read = || sqlx::query_as(BOARD).bind(location.as_str()).bind(RECENT_MAX as i64).fetch_all(&self.readers);
        board_rows(self.read(read).await?)
    }

    async fn forget_keys(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let forget = || {
            sqlx::query("DELETE FROM keys WHERE (location, id) IN (SELECT location, id FROM keys WHERE at < $1 LIMIT $2)")
                .bind(before.0)
                .bind(i64::from(limit))
                .execute(&self.readers)
        };
        Ok(self.read(forget).await?.rows_affected())
    }
}

/// Each shelf by its own index, newest first, then the newest of those.
const ORDERS: &str = "
    SELECT json FROM (
        (SELECT placed_at, id, json FROM orders
         WHERE $6 AND location = $1 AND shelf = 0 AND (placed_at, id) < ($2, $3) AND placed_at >= $4
           AND status = ANY($5) ORDER BY placed_at DESC, id DESC LIMIT $9)
        UNION ALL
        (SELECT placed_at, id, json FROM orders
         WHERE $7 AND location = $1 AND shelf = 1 AND (placed_at, id) < ($2, $3) AND placed_at >= $4
         ORDER BY placed_at DESC, id DESC LIMIT $9)
        UNION ALL
        (SELECT placed_at, id, json FROM orders
         WHERE $8 AND location = $1 AND shelf = 2 AND (placed_at, id) < ($2, $3) AND placed_at >= $4
         ORDER BY placed_at DESC, id DESC LIMIT $9)
    ) found ORDER BY placed_at DESC, id DESC LIMIT $9";

/// One statement, so that everything is as of one commit. See `board_rows` for the columns.
const BOARD: &str = "
    SELECT 0::smallint, head, NULL::bigint, NULL::text, NULL::text FROM heads WHERE location = $1
    UNION ALL
    SELECT 1::smallint, placed_at, NULL, NULL, json FROM orders WHERE location = $1 AND shelf = 0
    UNION ALL
    (SELECT 2::smallint, completed_at, NULL, NULL, json FROM orders
     WHERE location = $1 AND completed_at IS NOT NULL AND status = 'COMPLETED'
     ORDER BY completed_at DESC, id DESC LIMIT $2)
    UNION ALL
    SELECT 3::smallint, 0, NULL, NULL, sequence FROM rails WHERE location = $1
    UNION ALL
    SELECT 4::smallint, available::int, remaining, why, menu_item_id FROM availability WHERE location = $1";

fn silent() -> StoreError {
    StoreError::Unavailable(anyhow!("the database does not answer"))
}
