//! How long an order would take if it were sent now, by what its stations have before them.
//!
//! For each station `s` of the new order, in seconds:
//!
//! ```text
//! waiting(s) = Σ quantity × prep_seconds     of its QUEUED and PREPARING lines (PREPARING: less the
//!                                            time since they were started, never below 0)
//! own(s)     = max(longest prep_seconds,  Σ quantity × prep_seconds / at_once)     of the new lines
//! minutes(s) = ⌈(waiting(s) / at_once + own(s)) / 60⌉
//! ```
//!
//! `at_once`: portions that a station cooks side by side. The order is ready when its slowest station
//! is; that station is the limit. `prep_seconds` is what the dish took last (`prep_times`): the fire plan goes by
//! the same. Tickets that are due later than the new order could be done (now and
//! its longest preparation) are not in its way. What has no station is counted as a station of its own.

use serde::{Deserialize, Serialize};

use crate::ids::StationId;
use crate::order::{Item, ItemStatus, NewItem, Order};
use crate::prep_times::PrepTimes;
use crate::time::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    pub minutes: u64,
    /// The station that is the limit.
    pub station: Option<StationId>,
    /// The slowest first.
    pub stations: Vec<StationQuote>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationQuote {
    pub station: Option<StationId>,
    pub minutes: u64,
}

pub fn quote<'a>(
    open: impl Iterator<Item = &'a Order>,
    new: &[NewItem],
    now: Timestamp,
    at_once: u32,
    times: &PrepTimes,
) -> Quote {
    let seconds = |item: &NewItem| times.seconds(&item.menu_item_id, item.station.as_ref(), item.prep_seconds);
    let new: Vec<NewItem> = new.iter().map(|item| NewItem { prep_seconds: seconds(item), ..item.clone() }).collect();
    let longest = new.iter().map(|item| u64::from(item.prep_seconds)).max().unwrap_or(0);
    let until = now.plus_seconds(longest as i64);
    let mut stations: Vec<(Option<&StationId>, u64)> = Vec::new();
    for item in &new {
        if !stations.iter().any(|(station, _)| *station == item.station.as_ref()) {
            stations.push((item.station.as_ref(), 0));
        }
    }
    for order in open.filter(|order| order.status.is_cooking()) {
        for item in order.items.iter().filter(|item| is_in_the_way(order, item, until)) {
            if let Some((_, waiting)) = stations.iter_mut().find(|(station, _)| *station == item.station.as_ref()) {
                *waiting += left(item, now, times);
            }
        }
    }
    let at_once = u64::from(at_once.max(1));
    let mut stations: Vec<StationQuote> = stations
        .into_iter()
        .map(|(station, waiting)| {
            let seconds = waiting.div_ceil(at_once) + own(&new, station, at_once);
            StationQuote { station: station.cloned(), minutes: seconds.div_ceil(60) }
        })
        .collect();
    // Of two that are equally slow the order's own first one is named.
    stations.sort_by_key(|s| std::cmp::Reverse(s.minutes));
    let (minutes, station) = stations.first().map_or((0, None), |s| (s.minutes, s.station.clone()));
    Quote { minutes, station, stations }
}

fn own(new: &[NewItem], station: Option<&StationId>, at_once: u64) -> u64 {
    let lines = || new.iter().filter(|item| item.station.as_ref() == station);
    let longest = lines().map(|item| u64::from(item.prep_seconds)).max().unwrap_or(0);
    let all: u64 = lines().map(|item| u64::from(item.quantity) * u64::from(item.prep_seconds)).sum();
    longest.max(all.div_ceil(at_once))
}

fn is_in_the_way(order: &Order, item: &Item, until: Timestamp) -> bool {
    let of_item = |t: &&crate::order::Ticket| t.station == item.station && Some(t.chit) == item.chit;
    let due = || order.tickets.iter().find(of_item).and_then(|ticket| ticket.due_at);
    matches!(item.status, ItemStatus::Queued | ItemStatus::Preparing) && due().is_none_or(|due| due <= until)
}

/// Seconds of work that are left on a line.
fn left(item: &Item, now: Timestamp, times: &PrepTimes) -> u64 {
    let takes = times.seconds(&item.menu_item_id, item.station.as_ref(), item.prep_seconds);
    let since = item.started_at.map_or(0, |at| ((now.0 - at.0) / 1000).max(0) as u64);
    u64::from(item.quantity) * u64::from(takes).saturating_sub(since)
}
