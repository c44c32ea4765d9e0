//! The side road: whoever is at seq N and has to get to the head. Rooms are loaded here, and
//! what is too old for a room's memory is read from the log.

use std::sync::Arc;

use shared::board::{Board, LocationView, Tax};
use shared::ids::LocationId;
use shared::order::Order;
use shared::view::{Audience, BoardEvent};

use crate::bus::Bus;
use crate::hub::{Hub, Room};
use crate::log::{Logged, Stretch};
use crate::metrics::Metrics;
use crate::store::{BoardRows, LocationRow, Store, StoreError};

/// Events read from the log at a time: a bounded piece of memory.
const PAGE: u32 = 1_000;

#[derive(Clone)]
pub struct CatchUp {
    pub store: Arc<dyn Store>,
    pub hub: Arc<Hub>,
    pub bus: Arc<dyn Bus>,
    pub metrics: Arc<Metrics>,
    /// Frames that a slow screen may lag behind.
    pub ring_frames: usize,
}

impl CatchUp {
    /// The location's room, loaded from the database at first use. `None`: no such location.
    pub async fn room(&self, location: &LocationId) -> Result<Option<Arc<Room>>, StoreError> {
        if let Some(room) = self.hub.get(location) {
            return Ok(Some(room));
        }
        let Some(mut row) = self.store.location(location).await? else { return Ok(None) };
        self.bus.follow(location);
        let Some(rows) = self.store.board(location).await? else { return Ok(None) };
        if row.head != rows.head {
            // Its settings may have changed in between. Newer ones than the board's do no harm.
            row = self.store.location(location).await?.unwrap_or(row);
        }
        let head = rows.head;
        let epoch = row.epoch;
        let board = load(row, rows)?;
        let room = self.hub.insert(Room::new(location.clone(), epoch, head, board, self.ring_frames, self.metrics.clone()));
        // What was committed between reading the board and opening the room was told to nobody.
        if let Some(head) = self.store.head(location).await? {
            self.fetch(&room, head).await?;
        }
        Ok(Some(room))
    }

    /// Brings a room up to `head` from the log.
    pub async fn fetch(&self, room: &Room, head: u64) -> Result<(), StoreError> {
        loop {
            let at = room.head();
            if at >= head {
                return Ok(());
            }
            let rows = self.store.events(&room.location, at, PAGE).await?;
            let stretch = Stretch::from_rows(&rows).map_err(|e| StoreError::Refused(e.into()))?;
            if stretch.events.is_empty() || !room.deliver(stretch) {
                return Err(StoreError::Refused(anyhow::anyhow!("the log of {} has a gap after {at}", room.location)));
            }
        }
    }

    /// The texts of one page of the log after `after`, in an audience's view, and how far it
    /// reaches. For a resume that is older than what the room remembers.
    pub async fn page(
        &self,
        room: &Room,
        audience: Audience,
        after: u64,
        head: u64,
    ) -> Result<Option<(u64, Vec<String>)>, StoreError> {
        let rows = self.store.events(&room.location, after, PAGE.min(u32::try_from(head - after).unwrap_or(PAGE))).await?;
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(None) };
        if first.seq != after + 1 {
            // Already pruned: only a snapshot helps.
            return Ok(None);
        }
        let to = last.seq;
        let mut texts = Vec::with_capacity(rows.len());
        for row in &rows {
            let logged = Logged::parse(&row.json).map_err(|e| StoreError::Refused(e.into()))?;
            texts.extend(view(room, audience, &logged));
        }
        Ok(Some((to, texts)))
    }
}

fn view(room: &Room, audience: Audience, logged: &Logged) -> Option<String> {
    if audience == Audience::Board {
        let id = logged.event.order_id?;
        let (number, channel) = room.with_board(|b| b.order(id).map(|o| (o.number, o.channel)))?;
        let event = BoardEvent::of(&logged.event, number, channel)?;
        return serde_json::to_string(&event).ok();
    }
    match audience.event(&logged.event)? {
        std::borrow::Cow::Borrowed(_) => Some(logged.json.to_string()),
        std::borrow::Cow::Owned(view) => serde_json::to_string(&view).ok(),
    }
}

fn load(row: LocationRow, rows: BoardRows) -> Result<Board, StoreError> {
    let LocationRow { location, stations, .. } = row;
    let view = LocationView {
        id: location.id,
        name: location.name,
        currency: location.currency,
        stations,
        thresholds: location.thresholds,
        fire_plan: location.fire_plan,
        tax: Some(Tax { percent: location.tax_percent, included: location.tax_included }),
    };
    let read = |json: &String| serde_json::from_str::<Order>(json).map_err(|e| StoreError::Refused(e.into()));
    let open = rows.open.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let recent = rows.recent.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let mut board = Board::new(view);
    board.load(open, recent);
    board.load_rail(rows.sequence, rows.availability.into_iter().map(Into::into));
    Ok(board)
}
