//! One batch: BEGIN IMMEDIATE takes the file's only write lock, COMMIT waits for the disk.
//!
//! Rows go in many to a statement: each statement is a hop to SQLite's thread and back. The
//! sizes are few, so that the statements stay prepared.

use std::sync::Arc;

use anyhow::anyhow;
use async_trait::async_trait;
use shared::ids::*;
use shared::time::Timestamp;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use tokio::time::timeout;

use super::error::failed;
use super::{answer, flows};
use crate::store::decode::*;
use crate::store::writers::{Writer, Writers};
use crate::store::*;

pub struct SqliteBatch {
    writer: Writer<SqliteConnection>,
    location: LocationId,
    head: u64,
    /// Keys from before this were not found, so they may be used again.
    keys_since: Timestamp,
}

impl SqliteBatch {
    pub async fn begin(writers: &Arc<Writers<SqliteConnection>>, location: &LocationId) -> Result<Self> {
        let name = slug(location)?;
        let lock = format!("BEGIN IMMEDIATE; SELECT head FROM heads WHERE location = '{name}'");
        let mut writer = writers.take().await.map_err(failed)?;
        let locked = sqlx::raw_sql(AssertSqlSafe(lock)).fetch_optional(&mut writer.conn);
        let row = answer(locked).await?.ok_or_else(|| no_location(location))?;
        let head: i64 = row.try_get(0).map_err(failed)?;
        Ok(SqliteBatch { writer, location: location.clone(), head: head as u64, keys_since: Timestamp(i64::MIN) })
    }

    async fn write_head(&mut self, events: usize) -> sqlx::Result<u64> {
        let head = sqlx::query("UPDATE heads SET head = $3 WHERE location = $1 AND head = $2")
            .bind(self.location.as_str())
            .bind(self.head as i64)
            .bind((self.head + events as u64) as i64);
        Ok(head.execute(&mut self.writer.conn).await?.rows_affected())
    }

    async fn write_events(&mut self, events: &[NewEvent]) -> sqlx::Result<()> {
        for events in pieces(events) {
            let sql = rows("INSERT INTO events (location, seq, kind, order_id, at, json)", 6, events.len(), "");
            let mut insert = sqlx::query(AssertSqlSafe(sql));
            for event in events {
                insert = insert
                    .bind(self.location.as_str())
                    .bind(event.seq as i64)
                    .bind(event.kind.as_str())
                    .bind(event.order_id.map(|id| id.0))
                    .bind(event.at.0)
                    .bind(event.json.as_str());
            }
            insert.execute(&mut self.writer.conn).await?;
        }
        Ok(())
    }

    async fn write_orders(&mut self, orders: &[OrderRow]) -> sqlx::Result<()> {
        for orders in pieces(orders) {
            let mut insert = sqlx::query(AssertSqlSafe(rows(ORDER_INSERT, 10, orders.len(), ORDER_REPLACE)));
            for order in orders {
                insert = insert
                    .bind(self.location.as_str())
                    .bind(order.id.0)
                    .bind(order.number)
                    .bind(order.business_day.as_str())
                    .bind(shelf(order.status))
                    .bind(order.status.as_str())
                    .bind(order.placed_at.0)
                    .bind(order.completed_at.map(|at| at.0))
                    .bind(order.external_id.as_deref())
                    .bind(order.json.as_str());
            }
            insert.execute(&mut self.writer.conn).await?;
        }
        Ok(())
    }

    /// How many were kept: fewer than given where one was used before.
    async fn write_keys(&mut self, keys: &[KeyRow]) -> sqlx::Result<u64> {
        let mut kept = 0;
        for keys in pieces(keys) {
            let mut insert = sqlx::query(AssertSqlSafe(rows(KEY_INSERT, 8, keys.len(), KEY_REPLACE)));
            for key in keys {
                insert = insert
                    .bind(self.location.as_str())
                    .bind(key.id.0)
                    .bind(key.fingerprint.as_slice())
                    .bind(key.status)
                    .bind(key.order_id.map(|id| id.0))
                    .bind(key.seq as i64)
                    .bind(key.body.as_deref())
                    .bind(key.at.0);
            }
            kept += insert.bind(self.keys_since.0).execute(&mut self.writer.conn).await?.rows_affected();
        }
        Ok(kept)
    }

    async fn write_availability(&mut self, rows: &[AvailabilityRow]) -> sqlx::Result<()> {
        for row in rows {
            let write = if row.is_plain() {
                sqlx::query("DELETE FROM availability WHERE location = $1 AND menu_item_id = $2")
                    .bind(self.location.as_str())
                    .bind(row.menu_item_id.as_str())
            } else {
                sqlx::query(
                    "INSERT INTO availability (location, menu_item_id, available, remaining, why)
                     VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (location, menu_item_id) DO UPDATE SET
                         available = excluded.available, remaining = excluded.remaining, why = excluded.why",
                )
                .bind(self.location.as_str())
                .bind(row.menu_item_id.as_str())
                .bind(row.available)
                .bind(row.remaining)
                .bind(row.why.as_deref())
            };
            write.execute(&mut self.writer.conn).await?;
        }
        Ok(())
    }

    /// What stands beside the orders.
    async fn write_flows(&mut self, write: &Write) -> Result<()> {
        let (conn, location) = (&mut self.writer.conn, &self.location);
        if !write.records.is_empty() {
            answer(flows::write_records(conn, location, &write.records)).await?;
        }
        if !write.ledger.is_empty() {
            answer(flows::write_ledger(conn, location, &write.ledger)).await?;
        }
        for change in &write.jobs {
            answer(flows::write_job(conn, location, change)).await?;
        }
        if !write.positions.is_empty() {
            answer(flows::write_positions(conn, location, &write.positions)).await?;
        }
        if let Some(menu) = &write.menu {
            answer(flows::write_menu(conn, location, menu)).await?;
        }
        if let Some(json) = &write.location {
            answer(flows::write_location(conn, location, json)).await?;
        }
        flows::write_people(conn, location, &write.people).await
    }

    async fn write_sequence(&mut self, sequence: &str) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO rails (location, sequence) VALUES ($1, $2)
             ON CONFLICT (location) DO UPDATE SET sequence = excluded.sequence",
        )
        .bind(self.location.as_str())
        .bind(sequence)
        .execute(&mut self.writer.conn)
        .await?;
        Ok(())
    }
}

#[async_trait]
impl Batch for SqliteBatch {
    fn head(&self) -> u64 {
        self.head
    }

    async fn keys(&mut self, ids: &[CommandId], since: Timestamp) -> Result<Vec<KeyRow>> {
        self.keys_since = since;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        // `at + 0`, because nearly every key of the day would match in the index on `at`.
        let read = sqlx::query_as(
            "SELECT id, fingerprint, status, order_id, seq, body, at FROM keys
             WHERE location = $1 AND id IN (SELECT unhex(value) FROM json_each($2)) AND at + 0 >= $3",
        );
        let read = read.bind(self.location.as_str()).bind(list(ids, |id| id.0)).bind(since.0);
        let rows: Vec<KeyTuple> = answer(read.fetch_all(&mut self.writer.conn)).await?;
        Ok(rows.into_iter().map(key_row).collect())
    }

    async fn events_after(&mut self, after: u64, limit: u32) -> Result<Vec<EventRow>> {
        let read = sqlx::query_as("SELECT seq, json FROM events WHERE location = $1 AND seq > $2 ORDER BY seq LIMIT $3");
        let read = read.bind(self.location.as_str()).bind(after as i64).bind(i64::from(limit));
        Ok(event_rows(answer(read.fetch_all(&mut self.writer.conn)).await?))
    }

    async fn orders(&mut self, ids: &[OrderId]) -> Result<Vec<String>> {
        let read =
            sqlx::query_scalar("SELECT json FROM orders WHERE location = $1 AND id IN (SELECT unhex(value) FROM json_each($2))");
        let read = read.bind(self.location.as_str()).bind(list(ids, |id| id.0));
        answer(read.fetch_all(&mut self.writer.conn)).await
    }

    async fn last_number(&mut self, business_day: &str) -> Result<u32> {
        let read = sqlx::query_scalar("SELECT max(number) FROM orders WHERE location = $1 AND business_day = $2");
        let read = read.bind(self.location.as_str()).bind(business_day);
        let last: Option<i32> = answer(read.fetch_one(&mut self.writer.conn)).await?;
        Ok(last.unwrap_or(0) as u32)
    }

    async fn availability(&mut self) -> Result<Vec<AvailabilityRow>> {
        let read = sqlx::query_as("SELECT menu_item_id, available, remaining, why FROM availability WHERE location = $1");
        let rows: Vec<AvailabilityTuple> = answer(read.bind(self.location.as_str()).fetch_all(&mut self.writer.conn)).await?;
        Ok(rows.into_iter().map(availability_row).collect())
    }

    async fn records(&mut self, ids: &[(Kind, String)]) -> Result<Vec<RecordRow>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let asked: Vec<(&str, &str)> = ids.iter().map(|(kind, id)| (kind.as_str(), id.as_str())).collect();
        let read = sqlx::query_as(
            "SELECT r.kind, r.id, r.lookup, r.rank, r.json FROM json_each($2) AS asked
             JOIN records r ON r.location = $1
                 AND r.kind = json_extract(asked.value, '$[0]') AND r.id = json_extract(asked.value, '$[1]')",
        );
        let read = read.bind(self.location.as_str()).bind(text(&asked)?);
        let rows: Vec<(String, String, Option<String>, i64, String)> = answer(read.fetch_all(&mut self.writer.conn)).await?;
        rows.into_iter().map(|(kind, id, lookup, rank, json)| Ok(record_row(kind_of(&kind)?, (id, lookup, rank, json)))).collect()
    }

    async fn records_of(&mut self, kind: Kind) -> Result<Vec<RecordRow>> {
        let read = sqlx::query_as("SELECT id, lookup, rank, json FROM records WHERE location = $1 AND kind = $2");
        let read = read.bind(self.location.as_str()).bind(kind.as_str());
        let rows: Vec<RecordTuple> = answer(read.fetch_all(&mut self.writer.conn)).await?;
        Ok(rows.into_iter().map(|row| record_row(kind, row)).collect())
    }

    async fn people(&mut self) -> Result<Vec<PersonWrite>> {
        let read = sqlx::query_as(
            "SELECT id, name, role, stations, pin_hash, pin_lookup FROM people WHERE location = $1 AND active ORDER BY name, id",
        );
        let rows: Vec<PersonWriteTuple> = answer(read.bind(self.location.as_str()).fetch_all(&mut self.writer.conn)).await?;
        rows.into_iter().map(person_write).collect()
    }

    async fn positions(&mut self) -> Result<Vec<(String, u64)>> {
        let read = sqlx::query_as("SELECT consumer, position FROM positions WHERE location = $1");
        Ok(position_rows(answer(read.bind(self.location.as_str()).fetch_all(&mut self.writer.conn)).await?))
    }

    async fn commit(mut self: Box<Self>, write: &Write) -> Result<()> {
        if write.is_empty() {
            answer(sqlx::raw_sql("ROLLBACK").execute(&mut self.writer.conn)).await?;
            self.writer.give_back();
            return Ok(());
        }
        if let Some(fault) = write.fault(self.head) {
            return Err(StoreError::Refused(anyhow!(fault)));
        }
        if answer(self.write_head(write.events.len())).await? != 1 {
            return Err(StoreError::Refused(anyhow!("the head of {} is no longer {}", self.location, self.head)));
        }
        answer(self.write_events(&write.events)).await?;
        answer(self.write_orders(&write.orders)).await?;
        if answer(self.write_keys(&write.keys)).await? != write.keys.len() as u64 {
            return Err(StoreError::Refused(anyhow!("a key was used before")));
        }
        answer(self.write_availability(&write.availability)).await?;
        if let Some(sequence) = &write.sequence {
            answer(self.write_sequence(&text(sequence)?)).await?;
        }
        if write.has_flows() {
            self.write_flows(write).await?;
        }
        crate::crash::point("store.written");
        let commit = sqlx::raw_sql("COMMIT").execute(&mut self.writer.conn);
        match timeout(ANSWER_TIMEOUT, commit).await {
            Ok(Ok(_)) => {
                self.writer.give_back();
                Ok(())
            }
            Ok(Err(error)) => Err(StoreError::UnknownOutcome(error.into())),
            Err(_) => Err(StoreError::UnknownOutcome(anyhow!("no answer to a commit"))),
        }
    }
}

const ORDER_INSERT: &str = "
    INSERT INTO orders (location, id, number, business_day, shelf, status, placed_at,
        completed_at, external_id, json)";

/// What of an order never changes (its number, its day, when it was placed) is not replaced.
const ORDER_REPLACE: &str = "
    ON CONFLICT (location, id) DO UPDATE SET
        shelf = excluded.shelf, status = excluded.status, completed_at = excluded.completed_at,
        external_id = excluded.external_id, json = excluded.json";

const KEY_INSERT: &str = "
    INSERT INTO keys (location, id, fingerprint, status, order_id, seq, body, at)";

const KEY_REPLACE: &str = "
    ON CONFLICT (location, id) DO UPDATE SET
        fingerprint = excluded.fingerprint, status = excluded.status, order_id = excluded.order_id,
        seq = excluded.seq, body = excluded.body, at = excluded.at
        WHERE keys.at < ?";

/// The statement for so many rows.
pub fn rows(insert: &str, columns: usize, rows: usize, replace: &str) -> String {
    let row = format!("({})", vec!["?"; columns].join(","));
    format!("{insert} VALUES {} {replace}", vec![row; rows].join(","))
}

/// In pieces of a few sizes.
pub fn pieces<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = [64, 16, 4, 1].into_iter().find(|size| *size <= rows.len())?;
        let (piece, rest) = rows.split_at(size);
        rows = rest;
        Some(piece)
    })
}

/// Ids for `unhex(json_each)`: SQLite has no arrays.
fn list<T>(ids: &[T], id: impl Fn(&T) -> Uuid) -> String {
    let hex: Vec<String> = ids.iter().map(|i| format!("\"{}\"", id(i).simple())).collect();
    format!("[{}]", hex.join(","))
}
