//! Which screens are connected, on SQLite.

use async_trait::async_trait;
use shared::ids::*;
use shared::time::Timestamp;
use sqlx::AssertSqlSafe;

use super::batch::{pieces, rows};
use super::{SqliteStore, answer};
use crate::store::screens::*;
use crate::store::*;

#[async_trait]
impl Screens for SqliteStore {
    async fn keep_screens(&self, location: &LocationId, node: Uuid, screens: &[ScreenRow]) -> Result<()> {
        if screens.is_empty() {
            return Ok(());
        }
        self.write(async |tx| {
            for screens in pieces(screens) {
                let mut insert = sqlx::query(AssertSqlSafe(rows(SCREENS_INSERT, 7, screens.len(), SCREENS_REPLACE)));
                for screen in screens {
                    insert = insert
                        .bind(location.as_str())
                        .bind(screen.screen.0)
                        .bind(node)
                        .bind(screen.connected_at.0)
                        .bind(screen.seen_at.0)
                        .bind(screen.until.0)
                        .bind(screen.json.as_str());
                }
                answer(insert.execute(&mut **tx)).await?;
            }
            Ok(())
        })
        .await
    }

    async fn screens(&self, location: &LocationId, since: Timestamp, now: Timestamp, limit: u32) -> Result<Vec<ScreenRow>> {
        let read = sqlx::query_as(SCREENS).bind(location.as_str()).bind(since.0).bind(now.0).bind(limit);
        let rows: Vec<ScreenTuple> = answer(read.fetch_all(&self.readers)).await?;
        Ok(rows.into_iter().map(screen_row).collect())
    }

    async fn end_screens(&self) -> Result<()> {
        let end = sqlx::query(SCREENS_END);
        self.write(async |tx| answer(end.execute(&mut **tx)).await.map(drop)).await
    }

    async fn forget_screens(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let forget = sqlx::query(SCREENS_FORGET).bind(before.0).bind(limit);
        self.write(async |tx| Ok(answer(forget.execute(&mut **tx)).await?.rows_affected())).await
    }
}

const SCREENS_INSERT: &str = "INSERT INTO screens (location, screen, node, connected_at, seen_at, until, json)";
