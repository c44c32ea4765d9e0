//! Which screens are connected, as each node says of its own. Nothing of it is in the log, and no
//! order depends on it: a write that fails is made again a moment later, with what is so by then.

use async_trait::async_trait;
use shared::ids::*;
use shared::time::Timestamp;

use super::Result;

/// A screen, as the node said that last held it.
#[derive(Clone, Debug, PartialEq)]
pub struct ScreenRow {
    pub screen: ScreenId,
    /// When this connection began.
    pub connected_at: Timestamp,
    pub seen_at: Timestamp,
    /// It is connected until then, unless its node says so again.
    pub until: Timestamp,
    pub json: String,
}

#[async_trait]
pub trait Screens: Send + Sync + 'static {
    /// What a node says of screens, each named once. Of two nodes that hold the same screen the one
    /// is right that it connected to later: what the other says is passed over.
    async fn keep_screens(&self, location: &LocationId, node: Uuid, screens: &[ScreenRow]) -> Result<()>;
    /// The screens that were seen at `since` or later, or whose time is not over at `now`: these first,
    /// and among each those that connected last.
    async fn screens(&self, location: &LocationId, since: Timestamp, now: Timestamp, limit: u32) -> Result<Vec<ScreenRow>>;
    /// No node holds any screen: what an earlier life of this one said is over.
    async fn end_screens(&self) -> Result<()>;
    /// Forgets screens that have been gone since before then, a bounded number at a time.
    async fn forget_screens(&self, before: Timestamp, limit: u32) -> Result<u64>;
}

/// screen, connected_at, seen_at, until, json
pub(super) type ScreenTuple = (Uuid, i64, i64, i64, String);

pub(super) fn screen_row((screen, connected_at, seen_at, until, json): ScreenTuple) -> ScreenRow {
    ScreenRow {
        screen: ScreenId(screen),
        connected_at: Timestamp(connected_at),
        seen_at: Timestamp(seen_at),
        until: Timestamp(until),
        json,
    }
}

pub(super) const SCREENS_REPLACE: &str = "
    ON CONFLICT (location, screen) DO UPDATE SET
        node = excluded.node, connected_at = excluded.connected_at, seen_at = excluded.seen_at,
        until = excluded.until, json = excluded.json
        WHERE screens.node = excluded.node OR screens.connected_at <= excluded.connected_at
            OR screens.until < excluded.seen_at";

pub(super) const SCREENS: &str = "
    SELECT screen, connected_at, seen_at, until, json FROM screens
    WHERE location = $1 AND (seen_at >= $2 OR until > $3)
    ORDER BY (until > $3) DESC, connected_at DESC, screen DESC LIMIT $4";

pub(super) const SCREENS_END: &str = "UPDATE screens SET until = seen_at WHERE until > seen_at";

pub(super) const SCREENS_FORGET: &str = "
    DELETE FROM screens WHERE (location, screen) IN (
        SELECT location, screen FROM screens WHERE seen_at < $1 AND until < $1 LIMIT $2)";
