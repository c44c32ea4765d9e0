//! What stands beside the orders, on SQLite.

use async_trait::async_trait;
use shared::ids::*;
use shared::time::Timestamp;
use sqlx::{AssertSqlSafe, Sqlite, SqliteConnection, Transaction};

use super::batch::{pieces, rows};
use super::{SqliteStore, answer};
use crate::store::decode::*;
use crate::store::*;

#[async_trait]
impl Flows for SqliteStore {
    async fn locations(&self) -> Result<Vec<LocationId>> {
        let read = sqlx::query_scalar("SELECT id FROM locations ORDER BY id");
        let ids: Vec<String> = answer(read.fetch_all(&self.readers)).await?;
        Ok(ids.into_iter().map(LocationId).collect())
    }

    async fn people(&self, location: &LocationId) -> Result<Vec<PersonRow>> {
        let read = sqlx::query_as(
            "SELECT id, name, role, stations, pin_hash FROM people WHERE location = $1 AND active ORDER BY name, id",
        );
        let rows: Vec<PersonTuple> = answer(read.bind(location.as_str()).fetch_all(&self.readers)).await?;
        rows.into_iter().map(person_row).collect()
    }

    async fn names(&self, location: &LocationId) -> Result<Vec<(PersonId, String)>> {
        let read = sqlx::query_as("SELECT id, name FROM people WHERE location = $1");
        let rows: Vec<(Uuid, String)> = answer(read.bind(location.as_str()).fetch_all(&self.readers)).await?;
        Ok(rows.into_iter().map(|(id, name)| (PersonId(id), name)).collect())
    }

    async fn secrets(&self, name: &str) -> Result<Vec<Vec<u8>>> {
        let read = sqlx::query_as("SELECT name, value FROM secrets WHERE name = $1 OR substr(name, 1, $3) = $2");
        let under = format!("{name}/");
        let read = read.bind(name).bind(under.as_str()).bind(under.len() as i32);
        Ok(secret_rows(answer(read.fetch_all(&self.readers)).await?))
    }

    async fn events_before(&self, location: &LocationId, before: u64, limit: u32) -> Result<Vec<EventRow>> {
        let read = sqlx::query_as("SELECT seq, json FROM events WHERE location = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3");
        let read = read.bind(location.as_str()).bind(i64::try_from(before).unwrap_or(i64::MAX)).bind(i64::from(limit));
        Ok(event_rows(answer(read.fetch_all(&self.readers)).await?))
    }

    async fn record(&self, location: &LocationId, kind: Kind, id: &str) -> Result<Option<String>> {
        let read = sqlx::query_scalar("SELECT json FROM records WHERE location = $1 AND kind = $2 AND id = $3");
        answer(read.bind(location.as_str()).bind(kind.as_str()).bind(id).fetch_optional(&self.readers)).await
    }

    async fn records(&self, location: &LocationId, filter: &RecordFilter) -> Result<Vec<RecordRow>> {
        let (rank, id) = filter.before.clone().unwrap_or((i64::MAX, LAST_ID.to_owned()));
        let sql = if filter.lookup.is_some() { RECORDS_BY_LOOKUP } else { RECORDS };
        let mut read =
            sqlx::query_as(sql).bind(location.as_str()).bind(filter.kind.as_str()).bind(rank).bind(id).bind(filter.limit);
        if let Some(lookup) = &filter.lookup {
            read = read.bind(lookup);
        }
        let rows: Vec<RecordTuple> = answer(read.fetch_all(&self.readers)).await?;
        Ok(rows.into_iter().map(|row| record_row(filter.kind, row)).collect())
    }

    async fn ledger(
        &self,
        location: &LocationId,
        account: &str,
        before: Option<(u64, u32)>,
        limit: u32,
    ) -> Result<Vec<LedgerRow>> {
        let (seq, line) = before.map_or((i64::MAX, i64::MAX), |(seq, line)| (seq as i64, i64::from(line)));
        let read = sqlx::query_as(
            "SELECT seq, line, amount, json FROM ledger
             WHERE location = $1 AND account = $2 AND (seq, line) < ($3, $4) ORDER BY seq DESC, line DESC LIMIT $5",
        );
        let read = read.bind(location.as_str()).bind(account).bind(seq).bind(line).bind(limit);
        let rows: Vec<LedgerTuple> = answer(read.fetch_all(&self.readers)).await?;
        Ok(rows.into_iter().map(|row| ledger_row(account, row)).collect())
    }

    async fn availability(&self, location: &LocationId) -> Result<Vec<AvailabilityRow>> {
        let read = sqlx::query_as("SELECT menu_item_id, available, remaining, why FROM availability WHERE location = $1");
        let rows: Vec<AvailabilityTuple> = answer(read.bind(location.as_str()).fetch_all(&self.readers)).await?;
        Ok(rows.into_iter().map(availability_row).collect())
    }

    async fn last_key(&self, location: &LocationId) -> Result<Option<u64>> {
        let read = sqlx::query_scalar("SELECT max(seq) FROM keys WHERE location = $1");
        let last: Option<i64> = answer(read.bind(location.as_str()).fetch_one(&self.readers)).await?;
        Ok(last.map(|last| last as u64))
    }

    async fn positions(&self, location: &LocationId) -> Result<Vec<(String, u64)>> {
        let read = sqlx::query_as("SELECT consumer, position FROM positions WHERE location = $1");
        Ok(position_rows(answer(read.bind(location.as_str()).fetch_all(&self.readers)).await?))
    }

    async fn claim_locations(&self, owner: Uuid, now: Timestamp, until: Timestamp) -> Result<Vec<LocationId>> {
        let claim = sqlx::query_scalar(
            "INSERT INTO leases (location, owner, until)
             SELECT l.id, $1, $3 FROM locations l LEFT JOIN leases s ON s.location = l.id
             WHERE s.location IS NULL OR s.owner = $1 OR s.until < $2
             ON CONFLICT (location) DO UPDATE SET owner = excluded.owner, until = excluded.until
                 WHERE leases.owner = $1 OR leases.until < $2
             RETURNING location",
        );
        let claim = claim.bind(owner).bind(now.0).bind(until.0);
        let ids: Vec<String> = self.write(async |tx| answer(claim.fetch_all(&mut **tx)).await).await?;
        Ok(ids.into_iter().map(LocationId).collect())
    }

    async fn release_locations(&self, owner: Uuid) -> Result<()> {
        let release = sqlx::query("DELETE FROM leases WHERE owner = $1").bind(owner);
        self.write(async |tx| answer(release.execute(&mut **tx)).await.map(drop)).await
    }

    async fn claim_jobs(&self, claim: &JobClaim) -> Result<Vec<JobRow>> {
        // Looking costs no lock; nearly always nothing is due.
        let due = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM jobs WHERE kind = $1 AND state = 0 AND due_at <= $2 AND lease_until < $2)",
        );
        if !answer(due.bind(claim.kind).bind(claim.now.0).fetch_one(&self.readers)).await? {
            return Ok(Vec::new());
        }
        let take = sqlx::query_as(
            "UPDATE jobs SET owner = $3, lease_until = $4, tries = tries + 1
             WHERE (location, id) IN (SELECT location, id FROM jobs
                 WHERE kind = $1 AND state = 0 AND due_at <= $2 AND lease_until < $2 ORDER BY due_at LIMIT $5)
             RETURNING location, id, kind, due_at, tries, json",
        );
        let take = take.bind(claim.kind).bind(claim.now.0).bind(claim.owner).bind(claim.until.0).bind(claim.limit);
        let rows: Vec<JobTuple> = self.write(async |tx| answer(take.fetch_all(&mut **tx)).await).await?;
        Ok(job_rows(rows))
    }

    async fn renew_jobs(&self, owner: Uuid, ids: &[(LocationId, Uuid)], until: Timestamp) -> Result<()> {
        for (location, id) in ids {
            let renew = sqlx::query("UPDATE jobs SET lease_until = $4 WHERE location = $1 AND id = $2 AND owner = $3");
            let renew = renew.bind(location.as_str()).bind(*id).bind(owner).bind(until.0);
            self.write(async |tx| answer(renew.execute(&mut **tx)).await.map(drop)).await?;
        }
        Ok(())
    }

    async fn settle_job(&self, location: &LocationId, change: &JobChange) -> Result<()> {
        self.write(async |tx| answer(write_job(tx, location, change)).await).await
    }

    async fn jobs(&self, location: &LocationId, first: Uuid, last: Uuid, limit: u32) -> Result<Vec<StandingJob>> {
        let read = sqlx::query_as(
            "SELECT id, kind, state, due_at, tries, json FROM jobs
             WHERE location = $1 AND id BETWEEN $2 AND $3 ORDER BY id DESC LIMIT $4",
        );
        let read = read.bind(location.as_str()).bind(first).bind(last).bind(limit);
        let rows: Vec<StandingJobTuple> = answer(read.fetch_all(&self.readers)).await?;
        Ok(standing_jobs(location, rows))
    }

    async fn backlog(&self, kind: &str) -> Result<Backlog> {
        let read = sqlx::query_as(
            "SELECT count(*) FILTER (WHERE state = 0), min(due_at) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 1)
             FROM jobs WHERE kind = $1",
        );
        Ok(backlog_row(answer(read.bind(kind).fetch_one(&self.readers)).await?))
    }
}

const RECORDS: &str = "
    SELECT id, lookup, rank, json FROM records
    WHERE location = $1 AND kind = $2 AND (rank, id) < ($3, $4) ORDER BY rank DESC, id DESC LIMIT $5";

const RECORDS_BY_LOOKUP: &str = "
    SELECT id, lookup, rank, json FROM records
    WHERE location = $1 AND kind = $2 AND lookup = $6 AND (rank, id) < ($3, $4) ORDER BY rank DESC, id DESC LIMIT $5";

pub async fn insert_ingredients(tx: &mut Transaction<'_, Sqlite>, new: &NewLocation) -> Result<()> {
    let records = ingredient_records(new)?;
    answer(write_records(tx, &new.file.location.id, &records)).await
}

pub async fn write_records(conn: &mut SqliteConnection, location: &LocationId, records: &[RecordRow]) -> sqlx::Result<()> {
    for records in pieces(records) {
        let mut insert = sqlx::query(AssertSqlSafe(rows(RECORD_INSERT, 6, records.len(), RECORD_REPLACE)));
        for record in records {
            insert = insert
                .bind(location.as_str())
                .bind(record.kind.as_str())
                .bind(record.id.as_str())
                .bind(record.lookup.as_deref())
                .bind(record.rank)
                .bind(record.json.as_str());
        }
        insert.execute(&mut *conn).await?;
    }
    Ok(())
}

pub async fn write_ledger(conn: &mut SqliteConnection, location: &LocationId, lines: &[LedgerRow]) -> sqlx::Result<()> {
    for lines in pieces(lines) {
        let mut insert = sqlx::query(AssertSqlSafe(rows(LEDGER_INSERT, 6, lines.len(), "")));
        for line in lines {
            insert = insert
                .bind(location.as_str())
                .bind(line.account.as_str())
                .bind(line.seq as i64)
                .bind(line.line)
                .bind(line.amount)
                .bind(line.json.as_str());
        }
        insert.execute(&mut *conn).await?;
    }
    Ok(())
}

const RECORD_INSERT: &str = "INSERT INTO records (location, kind, id, lookup, rank, json)";

const RECORD_REPLACE: &str = "
    ON CONFLICT (location, kind, id) DO UPDATE SET
        lookup = excluded.lookup, rank = excluded.rank, json = excluded.json";

const LEDGER_INSERT: &str = "INSERT INTO ledger (location, account, seq, line, amount, json)";

pub async fn write_positions(conn: &mut SqliteConnection, location: &LocationId, rows: &[(String, u64)]) -> sqlx::Result<()> {
    for (consumer, position) in rows {
        sqlx::query(
            "INSERT INTO positions (location, consumer, position) VALUES ($1, $2, $3)
             ON CONFLICT (location, consumer) DO UPDATE SET position = excluded.position",
        )
        .bind(location.as_str())
        .bind(consumer.as_str())
        .bind(*position as i64)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

pub async fn write_job(conn: &mut SqliteConnection, location: &LocationId, change: &JobChange) -> sqlx::Result<()> {
    let write = match change {
        JobChange::Put(job) => sqlx::query(
            "INSERT INTO jobs (location, id, kind, state, due_at, tries, owner, lease_until, json)
             VALUES ($1, $2, $3, 0, $4, $5, NULL, 0, $6)
             ON CONFLICT (location, id) DO UPDATE SET kind = excluded.kind, state = 0, due_at = excluded.due_at,
                 tries = excluded.tries, owner = NULL, lease_until = 0, json = excluded.json",
        )
        .bind(location.as_str())
        .bind(job.id)
        .bind(job.kind.as_str())
        .bind(job.due_at.0)
        .bind(job.tries)
        .bind(job.json.as_str()),
        JobChange::Done(id) => sqlx::query("DELETE FROM jobs WHERE location = $1 AND id = $2").bind(location.as_str()).bind(*id),
        JobChange::Again { id, due_at, json } => {
            sqlx::query("UPDATE jobs SET due_at = $3, owner = NULL, lease_until = 0, json = $4 WHERE location = $1 AND id = $2")
                .bind(location.as_str())
                .bind(*id)
                .bind(due_at.0)
                .bind(json.as_str())
        }
        JobChange::Aside { id, json } => {
            sqlx::query("UPDATE jobs SET state = 1, owner = NULL, lease_until = 0, json = $3 WHERE location = $1 AND id = $2")
                .bind(location.as_str())
                .bind(*id)
                .bind(json.as_str())
        }
    };
    write.execute(&mut *conn).await.map(drop)
}

pub async fn write_menu(conn: &mut SqliteConnection, location: &LocationId, menu: &str) -> sqlx::Result<()> {
    let write = sqlx::query("UPDATE locations SET menu = $2 WHERE id = $1").bind(location.as_str()).bind(menu);
    write.execute(&mut *conn).await.map(drop)
}

pub async fn write_location(conn: &mut SqliteConnection, location: &LocationId, json: &str) -> sqlx::Result<()> {
    let write = sqlx::query("UPDATE locations SET location = $2 WHERE id = $1").bind(location.as_str()).bind(json);
    write.execute(&mut *conn).await.map(drop)
}

pub async fn write_people(conn: &mut SqliteConnection, location: &LocationId, people: &[PersonWrite]) -> Result<()> {
    for PersonWrite { person, pin_lookup, active } in people {
        let write = sqlx::query(
            "INSERT INTO people (location, id, name, role, stations, pin_lookup, pin_hash, active)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (location, id) DO UPDATE SET name = excluded.name, role = excluded.role,
                 stations = excluded.stations, pin_lookup = excluded.pin_lookup, pin_hash = excluded.pin_hash,
                 active = excluded.active",
        );
        let write = write
            .bind(location.as_str())
            .bind(person.id.0)
            .bind(&person.name)
            .bind(person.role.as_str())
            .bind(text(&person.stations)?)
            .bind(pin_lookup)
            .bind(&person.pin_hash)
            .bind(*active);
        answer(write.execute(&mut *conn)).await?;
    }
    Ok(())
}
