//! The store on SQLite: one file, one machine, nothing to install.
//!
//! WAL, so that readers never wait for the writer; `synchronous=FULL`, so that a commit is on
//! disk before it returns. SQLite has one writer: one connection writes, and batches queue for
//! it. Reads are single statements, each of which sees one moment, on a pool of their own. What
//! writes stands in `sqlite/batch.rs`.

mod batch;
mod create;
mod error;
mod flows;
mod screens;

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use async_trait::async_trait;
use shared::board::RECENT_MAX;
use shared::ids::*;
use shared::order::Status;
use shared::time::Timestamp;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Sqlite, SqliteConnection, Transaction};
use tokio::time::{sleep, timeout};

use self::error::failed;
use super::decode::*;
use super::migrate::{self, Migration};
use super::writers::Writers;
use super::*;

/// Of the file's lock, which another process may hold.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Each is a thread, and reads are short.
const READERS_MAX: u32 = 4;
/// Between two tries to open a file that another process is just making.
const OPEN_AGAIN: Duration = Duration::from_millis(20);

pub struct SqliteStore {
    readers: SqlitePool,
    writers: Arc<Writers<SqliteConnection>>,
}

impl SqliteStore {
    pub async fn open(url: &str) -> Result<Self> {
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|e| StoreError::Refused(anyhow!("the database address: {e}")))?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true);
        if let Some(folder) = options.get_filename().parent().filter(|f| *f != Path::new("")) {
            let made = tokio::fs::create_dir_all(folder).await;
            made.with_context(|| format!("making {}", folder.display())).map_err(StoreError::Unavailable)?;
        }
        timeout(MIGRATE_TIMEOUT, migrate(&options)).await.map_err(|_| silent())??;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS_MAX)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(false)
            .connect_lazy_with(options.clone().pragma("query_only", "ON"));
        Ok(SqliteStore { readers, writers: Writers::new(options, 1) })
    }

    /// For the few writes that are not a batch.
    async fn write<T>(&self, work: impl AsyncFnOnce(&mut Transaction<'_, Sqlite>) -> Result<T>) -> Result<T> {
        let mut writer = self.writers.take().await.map_err(failed)?;
        let mut tx = writer.conn.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        let done = work(&mut tx).await?;
        tx.commit().await.map_err(|e| StoreError::UnknownOutcome(e.into()))?;
        writer.give_back();
        Ok(done)
    }
}

async fn migrate(options: &SqliteConnectOptions) -> Result<()> {
    let mut conn = loop {
        match options.connect().await {
            Ok(conn) => break conn,
            // Turning a new file to WAL does not wait for whoever does the same.
            Err(error) if is_busy(&error) => sleep(OPEN_AGAIN).await,
            Err(error) => return Err(failed(error)),
        }
    };
    let mut tx = conn.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    sqlx::query(
        "CREATE TABLE IF NOT EXISTS migrations (
            version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum BLOB NOT NULL) STRICT",
    )
    .execute(&mut *tx)
    .await
    .map_err(failed)?;
    let applied = sqlx::query_as("SELECT version, checksum FROM migrations").fetch_all(&mut *tx).await;
    for migration in migrate::missing(&applied.map_err(failed)?, |m| m.sqlite)? {
        apply(&mut tx, migration).await.map_err(failed)?;
    }
    tx.commit().await.map_err(failed)?;
    conn.close().await.map_err(failed)
}

/// BUSY or LOCKED.
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|e| e.code()).and_then(|code| code.parse::<i32>().ok());
    code.is_some_and(|code| matches!(code & 0xff, 5 | 6))
}

async fn apply(tx: &mut Transaction<'_, Sqlite>, migration: &'static Migration) -> sqlx::Result<()> {
    sqlx::raw_sql(migration.sqlite).execute(&mut **tx).await?;
    sqlx::query("INSERT INTO migrations (version, name, checksum) VALUES ($1, $2, $3)")
        .bind(migration.version)
        .bind(migration.name)
        .bind(migrate::checksum(migration.sqlite))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

#[async_trait]
impl Store for SqliteStore {
    async fn ready(&self) -> Result<()> {
        let read = sqlx::query_scalar("SELECT max(version) FROM migrations");
        let version: Option<i64> = answer(read.fetch_one(&self.readers)).await?;
        if version.unwrap_or(0) < migrate::newest() {
            return Err(StoreError::Unavailable(anyhow!("the database is not migrated")));
        }
        Ok(())
    }

    async fn create_location(&self, new: &NewLocation) -> Result<bool> {
        let create = async |tx: &mut Transaction<'_, Sqlite>| {
            if !create::insert_location(tx, new).await? {
                return Ok(false);
            }
            create::insert_people(tx, new).await?;
            flows::insert_ingredients(tx, new).await?;
            Ok(true)
        };
        self.write(create).await
    }

    async fn location(&self, id: &LocationId) -> Result<Option<LocationRow>> {
        let read = sqlx::query_as(
            "SELECT l.location, l.stations, l.menu, l.loyalty, l.epoch, h.head
             FROM locations l JOIN heads h ON h.location = l.id WHERE l.id = $1",
        );
        answer(read.bind(id.as_str()).fetch_optional(&self.readers)).await?.map(location_row).transpose()
    }

    async fn person_by_pin(&self, location: &LocationId, pin_lookup: &[u8]) -> Result<Option<PersonRow>> {
        let read = sqlx::query_as(
            "SELECT id, name, role, stations, pin_hash FROM people
             WHERE location = $1 AND pin_lookup = $2 AND active",
        );
        let read = read.bind(location.as_str()).bind(pin_lookup);
        answer(read.fetch_optional(&self.readers)).await?.map(person_row).transpose()
    }

    async fn person(&self, location: &LocationId, id: PersonId) -> Result<Option<PersonRow>> {
        let read = sqlx::query_as(
            "SELECT id, name, role, stations, pin_hash FROM people
             WHERE location = $1 AND id = $2 AND active",
        );
        let read = read.bind(location.as_str()).bind(id.0);
        answer(read.fetch_optional(&self.readers)).await?.map(person_row).transpose()
    }

    async fn secret(&self, name: &str, fresh: &[u8]) -> Result<Vec<u8>> {
        let keep = sqlx::query("INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING");
        let keep = keep.bind(name).bind(fresh);
        self.write(async |tx| answer(keep.execute(&mut **tx)).await).await?;
        let read = sqlx::query_scalar("SELECT value FROM secrets WHERE name = $1");
        answer(read.bind(name).fetch_one(&self.readers)).await
    }

    async fn begin(&self, location: &LocationId) -> Result<Box<dyn Batch>> {
        Ok(Box::new(batch::SqliteBatch::begin(&self.writers, location).await?))
    }

    async fn head(&self, location: &LocationId) -> Result<Option<u64>> {
        let read = sqlx::query_scalar("SELECT head FROM heads WHERE location = $1");
        let head: Option<i64> = answer(read.bind(location.as_str()).fetch_optional(&self.readers)).await?;
        Ok(head.map(|head| head as u64))
    }

    async fn heads(&self, locations: &[LocationId]) -> Result<Vec<(LocationId, u64)>> {
        let read = sqlx::query_as("SELECT location, head FROM heads WHERE location IN (SELECT value FROM json_each($1))");
        let heads: Vec<(String, i64)> = answer(read.bind(text(&locations)?).fetch_all(&self.readers)).await?;
        Ok(heads.into_iter().map(|(location, head)| (LocationId(location), head as u64)).collect())
    }

    async fn events(&self, location: &LocationId, after: u64, limit: u32) -> Result<Vec<EventRow>> {
        let read = sqlx::query_as("SELECT seq, json FROM events WHERE location = $1 AND seq > $2 ORDER BY seq LIMIT $3");
        let read = read.bind(location.as_str()).bind(after as i64).bind(i64::from(limit));
        Ok(event_rows(answer(read.fetch_all(&self.readers)).await?))
    }

    async fn order_events(&self, location: &LocationId, order: OrderId, up_to: u64) -> Result<Vec<EventRow>> {
        let read = sqlx::query_as(ORDER_EVENTS);
        let read = read.bind(location.as_str()).bind(order.0).bind(up_to as i64).bind(events_beside(order));
        Ok(event_rows(answer(read.fetch_all(&self.readers)).await?))
    }

    async fn order(&self, location: &LocationId, order: OrderId) -> Result<Option<String>> {
        let read = sqlx::query_scalar("SELECT json FROM orders WHERE location = $1 AND id = $2");
        answer(read.bind(location.as_str()).bind(order.0).fetch_optional(&self.readers)).await
    }

    async fn orders(&self, location: &LocationId, filter: &OrderFilter) -> Result<Vec<String>> {
        let (before, before_id) = filter.before.unwrap_or((Timestamp(i64::MAX), OrderId(Uuid::max())));
        let since = filter.placed_since.unwrap_or(Timestamp(i64::MIN));
        let statuses = filter.wanted();
        let read = sqlx::query_scalar(ORDERS)
            .bind(location.as_str())
            .bind(before.0)
            .bind(before_id.0)
            .bind(since.0)
            .bind(text(&statuses)?)
            .bind(statuses.iter().any(|s| !s.is_over()))
            .bind(statuses.contains(&Status::Completed))
            .bind(statuses.contains(&Status::Cancelled))
            .bind(i64::from(filter.limit));
        answer(read.fetch_all(&self.readers)).await
    }

    async fn key(&self, location: &LocationId, id: CommandId, since: Timestamp) -> Result<Option<KeyRow>> {
        let read = sqlx::query_as(
            "SELECT id, fingerprint, status, order_id, seq, body, at FROM keys
             WHERE location = $1 AND id = $2 AND at + 0 >= $3",
        );
        let read = read.bind(location.as_str()).bind(id.0).bind(since.0);
        Ok(answer(read.fetch_optional(&self.readers)).await?.map(key_row))
    }

    async fn board(&self, location: &LocationId) -> Result<Option<BoardRows>> {
        let read = sqlx::query_as(BOARD).bind(location.as_str()).bind(RECENT_MAX as i64);
        board_rows(answer(read.fetch_all(&self.readers)).await?)
    }

    async fn forget_keys(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let forget =
            sqlx::query("DELETE FROM keys WHERE (location, id) IN (SELECT location, id FROM keys WHERE at < $1 LIMIT $2)");
        let forget = forget.bind(before.0).bind(i64::from(limit));
        self.write(async |tx| Ok(answer(forget.execute(&mut **tx)).await?.rows_affected())).await
    }
}

/// Each shelf by its own index, newest first, then the newest of those.
const ORDERS: &str = "
    SELECT json FROM (
        SELECT * FROM (SELECT placed_at, id, json FROM orders
         WHERE $6 AND location = $1 AND shelf = 0 AND (placed_at, id) < ($2, $3) AND placed_at >= $4
           AND status IN (SELECT value FROM json_each($5)) ORDER BY placed_at DESC, id DESC LIMIT $9)
        UNION ALL
        SELECT * FROM (SELECT placed_at, id, json FROM orders
         WHERE $7 AND location = $1 AND shelf = 1 AND (placed_at, id) < ($2, $3) AND placed_at >= $4
         ORDER BY placed_at DESC, id DESC LIMIT $9)
        UNION ALL
        SELECT * FROM (SELECT placed_at, id, json FROM orders
         WHERE $8 AND location = $1 AND shelf = 2 AND (placed_at, id) < ($2, $3) AND placed_at >= $4
         ORDER BY placed_at DESC, id DESC LIMIT $9)
    ) found ORDER BY placed_at DESC, id DESC LIMIT $9";

/// One statement, so that everything is as of one commit. See `board_rows` for the columns.
const BOARD: &str = "
    SELECT 0, head, NULL, NULL, NULL FROM heads WHERE location = $1
    UNION ALL
    SELECT 1, placed_at, NULL, NULL, json FROM orders WHERE location = $1 AND shelf = 0
    UNION ALL
    SELECT * FROM (SELECT 2, completed_at, NULL, NULL, json FROM orders
     WHERE location = $1 AND completed_at IS NOT NULL AND status = 'COMPLETED'
     ORDER BY completed_at DESC, id DESC LIMIT $2)
    UNION ALL
    SELECT 3, 0, NULL, NULL, sequence FROM rails WHERE location = $1
    UNION ALL
    SELECT 4, available, remaining, why, menu_item_id FROM availability WHERE location = $1";

/// What was asked, or that the database stays silent.
async fn answer<T>(asked: impl Future<Output = sqlx::Result<T>>) -> Result<T> {
    timeout(ACQUIRE_TIMEOUT + ANSWER_TIMEOUT, asked).await.map_err(|_| silent())?.map_err(failed)
}

fn silent() -> StoreError {
    StoreError::Unavailable(anyhow!("the database does not answer"))
}
