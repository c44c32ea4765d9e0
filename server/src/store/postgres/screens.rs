//! Which screens are connected, on PostgreSQL.

use async_trait::async_trait;
use shared::ids::*;
use shared::time::Timestamp;
use sqlx::AssertSqlSafe;

use super::PostgresStore;
use super::batch::column;
use crate::store::screens::*;
use crate::store::*;

#[async_trait]
impl Screens for PostgresStore {
    async fn keep_screens(&self, location: &LocationId, node: Uuid, screens: &[ScreenRow]) -> Result<()> {
        if screens.is_empty() {
            return Ok(());
        }
        // In one order at every node: two that hold the same screens do not lock each other out.
        let mut screens: Vec<&ScreenRow> = screens.iter().collect();
        screens.sort_by_key(|screen| screen.screen);
        let keep = || {
            sqlx::query(AssertSqlSafe(format!("{SCREENS_INSERT} {SCREENS_REPLACE}")))
                .bind(location.as_str())
                .bind(node)
                .bind(column(&screens, |s| s.screen.0))
                .bind(column(&screens, |s| s.connected_at.0))
                .bind(column(&screens, |s| s.seen_at.0))
                .bind(column(&screens, |s| s.until.0))
                .bind(column(&screens, |s| s.json.as_str()))
                .execute(&self.readers)
        };
        self.read(keep).await.map(drop)
    }

    async fn screens(&self, location: &LocationId, since: Timestamp, now: Timestamp, limit: u32) -> Result<Vec<ScreenRow>> {
        let read = || {
            sqlx::query_as(SCREENS)
                .bind(location.as_str())
                .bind(since.0)
                .bind(now.0)
                .bind(i64::from(limit))
                .fetch_all(&self.readers)
        };
        let rows: Vec<ScreenTuple> = self.read(read).await?;
        Ok(rows.into_iter().map(screen_row).collect())
    }

    async fn end_screens(&self) -> Result<()> {
        self.read(|| sqlx::query(SCREENS_END).execute(&self.readers)).await.map(drop)
    }

    async fn forget_screens(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let forget = || sqlx::query(SCREENS_FORGET).bind(before.0).bind(i64::from(limit)).execute(&self.readers);
        Ok(self.read(forget).await?.rows_affected())
    }
}

const SCREENS_INSERT: &str = "
    INSERT INTO screens (location, screen, node, connected_at, seen_at, until, json)
    SELECT $1, screen, $2, connected_at, seen_at, until, json
    FROM UNNEST($3::uuid[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[])
        AS said (screen, connected_at, seen_at, until, json)";
