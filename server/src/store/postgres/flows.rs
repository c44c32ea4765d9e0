//! What stands beside the orders, on PostgreSQL.

use async_trait::async_trait;
use shared::ids::*;
use shared::time::Timestamp;
use sqlx::{PgConnection, Postgres, Transaction};

use super::PostgresStore;
use super::batch::{answer, column};
use crate::store::decode::*;
use crate::store::*;

#[async_trait]
impl Flows for PostgresStore {
    async fn locations(&self) -> Result<Vec<LocationId>> {
        let read = || sqlx::query_scalar("SELECT id FROM locations ORDER BY id").fetch_all(&self.readers);
        let ids: Vec<String> = self.read(read).await?;
        Ok(ids.into_iter().map(LocationId).collect())
    }

    async fn people(&self, location: &LocationId) -> Result<Vec<PersonRow>> {
        let read = || {
            sqlx::query_as(
                "SELECT id, name, role, stations, pin_hash FROM people WHERE location = $1 AND active ORDER BY name, id",
            )
            .bind(location.as_str())
            .fetch_all(&self.readers)
        };
        let rows: Vec<PersonTuple> = self.read(read).await?;
        rows.into_iter().map(person_row).collect()
    }

    async fn names(&self, location: &LocationId) -> Result<Vec<(PersonId, String)>> {
        let read =
            || sqlx::query_as("SELECT id, name FROM people WHERE location = $1").bind(location.as_str()).fetch_all(&self.readers);
        let rows: Vec<(Uuid, String)> = self.read(read).await?;
        Ok(rows.into_iter().map(|(id, name)| (PersonId(id), name)).collect())
    }

    async fn secrets(&self, name: &str) -> Result<Vec<Vec<u8>>> {
        let under = format!("{name}/");
        let read = || {
            sqlx::query_as("SELECT name, value FROM secrets WHERE name = $1 OR substr(name, 1, $3) = $2")
                .bind(name)
                .bind(under.as_str())
                .bind(under.len() as i32)
                .fetch_all(&self.readers)
        };
        Ok(secret_rows(self.read(read).await?))
    }

    async fn events_before(&self, location: &LocationId, before: u64, limit: u32) -> Result<Vec<EventRow>> {
        let read = || {
            sqlx::query_as("SELECT seq, json FROM events WHERE location = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3")
                .bind(location.as_str())
                .bind(i64::try_from(before).unwrap_or(i64::MAX))
                .bind(i64::from(limit))
                .fetch_all(&self.readers)
        };
        Ok(event_rows(self.read(read).await?))
    }

    async fn record(&self, location: &LocationId, kind: Kind, id: &str) -> Result<Option<String>> {
        let read = || {
            sqlx::query_scalar("SELECT json FROM records WHERE location = $1 AND kind = $2 AND id = $3")
                .bind(location.as_str())
                .bind(kind.as_str())
                .bind(id)
                .fetch_optional(&self.readers)
        };
        self.read(read).await
    }

    async fn records(&self, location: &LocationId, filter: &RecordFilter) -> Result<Vec<RecordRow>> {
        let (rank, id) = filter.before.clone().unwrap_or((i64::MAX, LAST_ID.to_owned()));
        let sql = if filter.lookup.is_some() { RECORDS_BY_LOOKUP } else { RECORDS };
        let read = || {
            let read = sqlx::query_as(sql).bind(location.as_str()).bind(filter.kind.as_str()).bind(rank);
            let read = read.bind(id.as_str()).bind(i64::from(filter.limit));
            match &filter.lookup {
                Some(lookup) => read.bind(lookup.as_str()).fetch_all(&self.readers),
                None => read.fetch_all(&self.readers),
            }
        };
        let rows: Vec<RecordTuple> = self.read(read).await?;
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
        let read = || {
            sqlx::query_as(
                "SELECT seq, line::bigint, amount, json FROM ledger
                 WHERE location = $1 AND account = $2 AND (seq, line) < ($3, $4) ORDER BY seq DESC, line DESC LIMIT $5",
            )
            .bind(location.as_str())
            .bind(account)
            .bind(seq)
            .bind(line)
            .bind(i64::from(limit))
            .fetch_all(&self.readers)
        };
        let rows: Vec<LedgerTuple> = self.read(read).await?;
        Ok(rows.into_iter().map(|row| ledger_row(account, row)).collect())
    }

    async fn availability(&self, location: &LocationId) -> Result<Vec<AvailabilityRow>> {
        let read = || {
            sqlx::query_as("SELECT menu_item_id, available, remaining, why FROM availability WHERE location = $1")
                .bind(location.as_str())
                .fetch_all(&self.readers)
        };
        let rows: Vec<AvailabilityTuple> = self.read(read).await?;
        Ok(rows.into_iter().map(availability_row).collect())
    }

    async fn last_key(&self, location: &LocationId) -> Result<Option<u64>> {
        let read = || {
            sqlx::query_scalar("SELECT max(seq) FROM keys WHERE location = $1").bind(location.as_str()).fetch_one(&self.readers)
        };
        let last: Option<i64> = self.read(read).await?;
        Ok(last.map(|last| last as u64))
    }

    async fn positions(&self, location: &LocationId) -> Result<Vec<(String, u64)>> {
        let read = || {
            sqlx::query_as("SELECT consumer, position FROM positions WHERE location = $1")
                .bind(location.as_str())
                .fetch_all(&self.readers)
        };
        Ok(position_rows(self.read(read).await?))
    }

    async fn claim_locations(&self, owner: Uuid, now: Timestamp, until: Timestamp) -> Result<Vec<LocationId>> {
        let claim = || {
            sqlx::query_scalar(
                "INSERT INTO leases (location, owner, until)
                 SELECT l.id, $1, $3 FROM locations l LEFT JOIN leases s ON s.location = l.id
                 WHERE s.location IS NULL OR s.owner = $1 OR s.until < $2
                 ON CONFLICT (location) DO UPDATE SET owner = excluded.owner, until = excluded.until
                     WHERE leases.owner = $1 OR leases.until < $2
                 RETURNING location",
            )
            .bind(owner)
            .bind(now.0)
            .bind(until.0)
            .fetch_all(&self.readers)
        };
        let ids: Vec<String> = self.read(claim).await?;
        Ok(ids.into_iter().map(LocationId).collect())
    }

    async fn release_locations(&self, owner: Uuid) -> Result<()> {
        let release = || sqlx::query("DELETE FROM leases WHERE owner = $1").bind(owner).execute(&self.readers);
        self.read(release).await.map(drop)
    }

    async fn claim_jobs(&self, claim: &JobClaim) -> Result<Vec<JobRow>> {
        let take = || {
            sqlx::query_as(
                "UPDATE jobs SET owner = $3, lease_until = $4, tries = tries + 1
                 WHERE (location, id) IN (SELECT location, id FROM jobs
                     WHERE kind = $1 AND state = 0 AND due_at <= $2 AND lease_until < $2
                     ORDER BY due_at LIMIT $5 FOR UPDATE SKIP LOCKED)
                 RETURNING location, id, kind, due_at, tries::bigint, json",
            )
            .bind(claim.kind)
            .bind(claim.now.0)
            .bind(claim.owner)
            .bind(claim.until.0)
            .bind(i64::from(claim.limit))
            .fetch_all(&self.readers)
        };
        let rows: Vec<JobTuple> = self.read(take).await?;
        Ok(job_rows(rows))
    }

    async fn renew_jobs(&self, owner: Uuid, ids: &[(LocationId, Uuid)], until: Timestamp) -> Result<()> {
        let renew = || {
            sqlx::query(
                "UPDATE jobs SET lease_until = $4 FROM UNNEST($1::text[], $2::uuid[]) AS held (location, id)
                 WHERE jobs.location = held.location AND jobs.id = held.id AND jobs.owner = $3",
            )
            .bind(column(ids, |(location, _)| location.as_str()))
            .bind(column(ids, |(_, id)| *id))
            .bind(owner)
            .bind(until.0)
            .execute(&self.readers)
        };
        self.read(renew).await.map(drop)
    }

    async fn settle_job(&self, location: &LocationId, change: &JobChange) -> Result<()> {
        let mut conn = self.readers.acquire().await.map_err(super::failed)?;
        answer(write_job(&mut conn, location, change)).await
    }

    async fn jobs(&self, location: &LocationId, first: Uuid, last: Uuid, limit: u32) -> Result<Vec<StandingJob>> {
        let read = || {
            sqlx::query_as(
                "SELECT id, kind, state::bigint, due_at, tries::bigint, json FROM jobs
                 WHERE location = $1 AND id BETWEEN $2 AND $3 ORDER BY id DESC LIMIT $4",
            )
            .bind(location.as_str())
            .bind(first)
            .bind(last)
            .bind(i64::from(limit))
            .fetch_all(&self.readers)
        };
        Ok(standing_jobs(location, self.read(read).await?))
    }

    async fn backlog(&self, kind: &str) -> Result<Backlog> {
        let read = || {
            sqlx::query_as(
                "SELECT count(*) FILTER (WHERE state = 0), min(due_at) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 1)
                 FROM jobs WHERE kind = $1",
            )
            .bind(kind)
            .fetch_one(&self.readers)
        };
        Ok(backlog_row(self.read(read).await?))
    }
}

const RECORDS: &str = "
    SELECT id, lookup, rank, json FROM records
    WHERE location = $1 AND kind = $2 AND (rank, id) < ($3, $4) ORDER BY rank DESC, id DESC LIMIT $5";

const RECORDS_BY_LOOKUP: &str = "
    SELECT id, lookup, rank, json FROM records
    WHERE location = $1 AND kind = $2 AND lookup = $6 AND (rank, id) < ($3, $4) ORDER BY rank DESC, id DESC LIMIT $5";

pub async fn insert_ingredients(tx: &mut Transaction<'_, Postgres>, new: &NewLocation) -> Result<()> {
    let records = ingredient_records(new)?;
    answer(write_records(tx, &new.file.location.id, &records)).await
}

pub async fn write_records(conn: &mut PgConnection, location: &LocationId, records: &[RecordRow]) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO records (location, kind, id, lookup, rank, json)
         SELECT $1, * FROM UNNEST($2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[])
         ON CONFLICT (location, kind, id) DO UPDATE SET
             lookup = excluded.lookup, rank = excluded.rank, json = excluded.json",
    )
    .bind(location.as_str())
    .bind(column(records, |r| r.kind.as_str()))
    .bind(column(records, |r| r.id.as_str()))
    .bind(column(records, |r| r.lookup.as_deref()))
    .bind(column(records, |r| r.rank))
    .bind(column(records, |r| r.json.as_str()))
    .execute(&mut *conn)
    .await
    .map(drop)
}

pub async fn write_ledger(conn: &mut PgConnection, location: &LocationId, lines: &[LedgerRow]) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO ledger (location, account, seq, line, amount, json)
         SELECT $1, * FROM UNNEST($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[])",
    )
    .bind(location.as_str())
    .bind(column(lines, |l| l.account.as_str()))
    .bind(column(lines, |l| l.seq as i64))
    .bind(column(lines, |l| i64::from(l.line)))
    .bind(column(lines, |l| l.amount))
    .bind(column(lines, |l| l.json.as_str()))
    .execute(&mut *conn)
    .await
    .map(drop)
}

pub async fn write_positions(conn: &mut PgConnection, location: &LocationId, rows: &[(String, u64)]) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO positions (location, consumer, position)
         SELECT $1, * FROM UNNEST($2::text[], $3::bigint[])
         ON CONFLICT (location, consumer) DO UPDATE SET position = excluded.position",
    )
    .bind(location.as_str())
    .bind(column(rows, |r| r.0.as_str()))
    .bind(column(rows, |r| r.1 as i64))
    .execute(&mut *conn)
    .await
    .map(drop)
}

pub async fn write_job(conn: &mut PgConnection, location: &LocationId, change: &JobChange) -> sqlx::Result<()> {
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
        .bind(job.tries as i32)
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

pub async fn write_menu(conn: &mut PgConnection, location: &LocationId, menu: &str) -> sqlx::Result<()> {
    let write = sqlx::query("UPDATE locations SET menu = $2 WHERE id = $1").bind(location.as_str()).bind(menu);
    write.execute(&mut *conn).await.map(drop)
}

pub async fn write_location(conn: &mut PgConnection, location: &LocationId, json: &str) -> sqlx::Result<()> {
    let write = sqlx::query("UPDATE locations SET location = $2 WHERE id = $1").bind(location.as_str()).bind(json);
    write.execute(&mut *conn).await.map(drop)
}

pub async fn write_people(conn: &mut PgConnection, location: &LocationId, people: &[PersonWrite]) -> Result<()> {
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
