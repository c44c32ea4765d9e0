//! One batch: four round trips, of which the last is the commit.
//!
//! 1. BEGIN and the location's head `FOR UPDATE`, in one message: the lock.
//! 2. The keys that were used before.
//! 3. Everything that is written, in one statement.
//! 4. COMMIT.
//!
//! Rows are looked up by a `LATERAL … LIMIT 1` for each id: a plan that is made while a table is
//! young and kept for the connection's life must not read all rows of the location instead.

use std::sync::Arc;

use anyhow::anyhow;
use async_trait::async_trait;
use shared::ids::*;
use shared::time::Timestamp;
use sqlx::{AssertSqlSafe, PgConnection, Row};
use tokio::time::timeout;

use super::error::{failed, hung_up};
use super::{flows, silent};
use crate::store::decode::*;
use crate::store::writers::{Writer, Writers};
use crate::store::*;

pub struct PostgresBatch {
    writer: Writer<PgConnection>,
    location: LocationId,
    head: u64,
    /// Keys from before this were not found, so they may be used again.
    keys_since: Timestamp,
}

impl PostgresBatch {
    pub async fn begin(writers: &Arc<Writers<PgConnection>>, location: &LocationId) -> Result<Self> {
        let name = slug(location)?;
        let lock = format!("BEGIN; SELECT head FROM heads WHERE location = '{name}' FOR UPDATE");
        loop {
            let mut writer = writers.take().await.map_err(failed)?;
            let locked = sqlx::raw_sql(AssertSqlSafe(lock.as_str())).fetch_optional(&mut writer.conn);
            let row = match timeout(LOCK_TIMEOUT * 2, locked).await.map_err(|_| silent())? {
                // It died while it lay idle; nothing was asked of it yet.
                Err(error) if !writer.fresh && hung_up(&error) => continue,
                row => row.map_err(failed)?.ok_or_else(|| no_location(location))?,
            };
            let head: i64 = row.try_get(0).map_err(failed)?;
            return Ok(PostgresBatch { writer, location: location.clone(), head: head as u64, keys_since: Timestamp(i64::MIN) });
        }
    }

    async fn write(&mut self, write: &Write) -> sqlx::Result<(i64, i64)> {
        let (events, orders, keys) = (&write.events, &write.orders, &write.keys);
        sqlx::query_as(WRITE)
            .bind(self.location.as_str())
            .bind(self.head as i64)
            .bind((self.head + events.len() as u64) as i64)
            .bind(column(events, |e| e.seq as i64))
            .bind(column(events, |e| e.kind.as_str()))
            .bind(column(events, |e| e.order_id.map(|id| id.0)))
            .bind(column(events, |e| e.at.0))
            .bind(column(events, |e| e.json.as_str()))
            .bind(column(orders, |o| o.id.0))
            .bind(column(orders, |o| i64::from(o.number)))
            .bind(column(orders, |o| o.business_day.as_str()))
            .bind(column(orders, |o| shelf(o.status)))
            .bind(column(orders, |o| o.status.as_str()))
            .bind(column(orders, |o| o.placed_at.0))
            .bind(column(orders, |o| o.completed_at.map(|at| at.0)))
            .bind(column(orders, |o| o.external_id.as_deref()))
            .bind(column(orders, |o| o.json.as_str()))
            .bind(column(keys, |k| k.id.0))
            .bind(column(keys, |k| k.fingerprint.as_slice()))
            .bind(column(keys, |k| k.status as i16))
            .bind(column(keys, |k| k.order_id.map(|id| id.0)))
            .bind(column(keys, |k| k.seq as i64))
            .bind(column(keys, |k| k.body.as_deref()))
            .bind(column(keys, |k| k.at.0))
            .bind(self.keys_since.0)
            .fetch_one(&mut self.writer.conn)
            .await
    }

    async fn write_availability(&mut self, rows: &[AvailabilityRow]) -> sqlx::Result<()> {
        let (plain, kept): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.is_plain());
        sqlx::query("DELETE FROM availability WHERE location = $1 AND menu_item_id = ANY($2)")
            .bind(self.location.as_str())
            .bind(column(&plain, |a| a.menu_item_id.as_str()))
            .execute(&mut self.writer.conn)
            .await?;
        sqlx::query(
            "INSERT INTO availability (location, menu_item_id, available, remaining, why)
             SELECT $1, * FROM UNNEST($2::text[], $3::bool[], $4::bigint[], $5::text[])
             ON CONFLICT (location, menu_item_id) DO UPDATE SET
                 available = excluded.available, remaining = excluded.remaining, why = excluded.why",
        )
        .bind(self.location.as_str())
        .bind(column(&kept, |a| a.menu_item_id.as_str()))
        .bind(column(&kept, |a| a.available))
        .bind(column(&kept, |a| a.remaining.map(i64::from)))
        .bind(column(&kept, |a| a.why.as_deref()))
        .execute(&mut self.writer.conn)
        .await?;
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
impl Batch for PostgresBatch {
    fn head(&self) -> u64 {
        self.head
    }

    async fn keys(&mut self, ids: &[CommandId], since: Timestamp) -> Result<Vec<KeyRow>> {
        self.keys_since = since;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let read = sqlx::query_as(
            "SELECT k.* FROM UNNEST($2::uuid[]) AS asked (id) CROSS JOIN LATERAL (
                SELECT id, fingerprint, status, order_id, seq, body, at FROM keys
                WHERE location = $1 AND id = asked.id LIMIT 1) AS k
             WHERE k.at >= $3",
        );
        let read = read.bind(self.location.as_str()).bind(column(ids, |id| id.0)).bind(since.0);
        let rows: Vec<KeyTuple> = answer(read.fetch_all(&mut self.writer.conn)).await?;
        Ok(rows.into_iter().map(key_row).collect())
    }

    async fn events_after(&mut self, after: u64, limit: u32) -> Result<Vec<EventRow>> {
        let read = sqlx::query_as("SELECT seq, json FROM events WHERE location = $1 AND seq > $2 ORDER BY seq LIMIT $3");
        let read = read.bind(self.location.as_str()).bind(after as i64).bind(i64::from(limit));
        Ok(event_rows(answer(read.fetch_all(&mut self.writer.conn)).await?))
    }

    async fn orders(&mut self, ids: &[OrderId]) -> Result<Vec<String>> {
        let read = sqlx::query_scalar(
            "SELECT o.json FROM UNNEST($2::uuid[]) AS asked (id) CROSS JOIN LATERAL (
                SELECT json FROM orders WHERE location = $1 AND id = asked.id LIMIT 1) AS o",
        );
        let read = read.bind(self.location.as_str()).bind(column(ids, |id| id.0));
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
        let read = sqlx::query_as(
            "SELECT r.* FROM UNNEST($2::text[], $3::text[]) AS asked (kind, id) CROSS JOIN LATERAL (
                SELECT kind, id, lookup, rank, json FROM records
                WHERE location = $1 AND kind = asked.kind AND id = asked.id LIMIT 1) AS r",
        );
        let read = read.bind(self.location.as_str());
        let read = read.bind(column(ids, |(kind, _)| kind.as_str())).bind(column(ids, |(_, id)| id.as_str()));
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
        let (moved, kept) = answer(self.write(write)).await?;
        if moved != 1 {
            return Err(StoreError::Refused(anyhow!("the head of {} is no longer {}", self.location, self.head)));
        }
        if kept != write.keys.len() as i64 {
            return Err(StoreError::Refused(anyhow!("a key was used before")));
        }
        if !write.availability.is_empty() {
            answer(self.write_availability(&write.availability)).await?;
        }
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

/// What of an order never changes (its number, its day, when it was placed) is not replaced.
const WRITE: &str = "
    WITH moved AS (
        UPDATE heads SET head = $3 WHERE location = $1 AND head = $2 RETURNING 1
    ), logged AS (
        INSERT INTO events (location, seq, kind, order_id, at, json)
        SELECT $1, * FROM UNNEST($4::bigint[], $5::text[], $6::uuid[], $7::bigint[], $8::text[])
    ), standing AS (
        INSERT INTO orders (location, id, number, business_day, shelf, status, placed_at,
            completed_at, external_id, json)
        SELECT $1, * FROM UNNEST($9::uuid[], $10::bigint[], $11::text[], $12::smallint[], $13::text[],
            $14::bigint[], $15::bigint[], $16::text[], $17::text[])
        ON CONFLICT (location, id) DO UPDATE SET
            shelf = excluded.shelf, status = excluded.status, completed_at = excluded.completed_at,
            external_id = excluded.external_id, json = excluded.json
    ), kept AS (
        INSERT INTO keys (location, id, fingerprint, status, order_id, seq, body, at)
        SELECT $1, * FROM UNNEST($18::uuid[], $19::bytea[], $20::smallint[], $21::uuid[],
            $22::bigint[], $23::text[], $24::bigint[])
        ON CONFLICT (location, id) DO UPDATE SET
            fingerprint = excluded.fingerprint, status = excluded.status, order_id = excluded.order_id,
            seq = excluded.seq, body = excluded.body, at = excluded.at
            WHERE keys.at < $25
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM moved), (SELECT count(*) FROM kept)";

/// One column of the rows, as an array for UNNEST.
pub fn column<'a, R, T>(rows: &'a [R], value: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

pub async fn answer<T>(asked: impl Future<Output = sqlx::Result<T>>) -> Result<T> {
    timeout(ANSWER_TIMEOUT, asked).await.map_err(|_| silent())?.map_err(failed)
}
