//! How long a dish takes at its station: the median of what it took last, with the menu's own target for
//! as long as little is known.

use std::collections::BTreeMap;

use crate::ids::*;
use crate::order::{ItemStatus, Order, Ticket};

/// The last ones that count: what a dish took a month ago was another cook.
pub const SAMPLES_MAX: usize = 50;
/// The menu's target weighs as much as so many dishes.
const TARGET_WEIGHS: usize = 5;
/// Whoever taps start and ready in one go tells nothing of the dish.
const SHORTEST_SECONDS: u64 = 5;
/// Longer was forgotten on the screen, not cooked.
const LONGEST_SECONDS: u64 = 2 * 3_600;

/// What dishes took, the latest first.
#[derive(Clone, Debug, Default)]
pub struct PrepTimes(BTreeMap<(MenuItemId, Option<StationId>), Took>);

#[derive(Clone, Debug, Default)]
struct Took {
    from_start: Vec<u64>,
    /// Of a house that only bumps: it waited in that time as well, so it counts only where nothing of the
    /// dish was ever started.
    since_shown: Vec<u64>,
}

impl PrepTimes {
    /// Takes note of an order; those that were placed last come first.
    pub fn add(&mut self, order: &Order) {
        for item in order.items.iter().filter(|item| item.status == ItemStatus::Prepared && item.recalls == 0) {
            let of_item = |t: &&Ticket| t.station == item.station && Some(t.chit) == item.chit;
            let shown = order.tickets.iter().find(of_item).and_then(|ticket| ticket.shown_at);
            let Some((from, prepared)) = item.started_at.or(shown).zip(item.prepared_at) else { continue };
            let seconds = u64::try_from(prepared.0 - from.0).unwrap_or(0) / 1_000;
            let took = self.0.entry((item.menu_item_id.clone(), item.station.clone())).or_default();
            let took = if item.started_at.is_some() { &mut took.from_start } else { &mut took.since_shown };
            if (SHORTEST_SECONDS..=LONGEST_SECONDS).contains(&seconds) && took.len() < SAMPLES_MAX {
                took.push(seconds);
            }
        }
    }

    /// How many of them are known.
    pub fn count(&self, dish: &MenuItemId, station: Option<&StationId>) -> usize {
        self.of(dish, station).map_or(0, <[u64]>::len)
    }

    /// Seconds that it takes; `target`: what the menu says.
    pub fn seconds(&self, dish: &MenuItemId, station: Option<&StationId>, target: u32) -> u32 {
        let mut known = self.of(dish, station).unwrap_or_default().to_vec();
        // A menu that says nothing of a dish is no hint.
        if target > 0 {
            known.extend(std::iter::repeat_n(u64::from(target), TARGET_WEIGHS));
        }
        known.sort_unstable();
        let median = known.get(known.len().saturating_sub(1) / 2).copied();
        median.and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or(target)
    }

    fn of(&self, dish: &MenuItemId, station: Option<&StationId>) -> Option<&[u64]> {
        let took = self.0.get(&(dish.clone(), station.cloned()))?;
        Some(if took.from_start.is_empty() { &took.since_shown } else { &took.from_start })
    }
}
