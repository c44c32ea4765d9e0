//! `passline check --data`: every projection is rebuilt from the log and compared with what the
//! database keeps. It changes nothing, and may run while the server serves.
//!
//! | check | compares |
//! |---|---|
//! | log | seq from 1 without a gap, up to the head; keys and consumers' positions within it |
//! | orders | the fold of each order's events with its stored JSON |
//! | board | the open orders and the pass's rail, as screens are told, with the fold of the log |
//! | availability | dishes that are off or counted |
//! | stock | opening and changes with stock; placed less taken with what is reserved |
//! | points | each customer's balance with the sum of their ledger, and both with the log |
//! | payments | what each order's tab says was taken and given back, with the log |
//! | ledger | for each ingredient, its lines with its events and with its stock |
//!
//! A further check is a `Projection` of its own in a file under `audit/`, and a line in `checks`.

mod board;
mod log;
mod orders;
mod payments;
mod points;
mod stock;

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use shared::ids::LocationId;
use shared::order::Event;

use crate::log::Logged;
use crate::store::Store;

/// Events read at a time.
const PAGE: u32 = 1_000;
/// Differences told of one check: who has more than these needs a backup, not a longer list.
const TOLD_MAX: usize = 20;
/// While somebody works, what is stored may be newer than what was read of the log. Then it is
/// read on and compared again, so often.
const TRIES: u32 = 10;

/// What one check found.
#[derive(Debug, Default, PartialEq)]
pub struct Found {
    /// How many things were compared.
    pub compared: u64,
    /// Each difference in one line.
    pub wrong: Vec<String>,
}

impl Found {
    /// Compares one thing; `what` names it where it differs.
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: impl FnOnce() -> String, stored: &T, folded: &T) {
        self.compared += 1;
        if stored != folded {
            self.wrong.push(format!("{}: stored {stored:?}, the log says {folded:?}", what()));
        }
    }
}

/// A picture that is made of events alone, and the stored one beside it.
#[async_trait]
trait Projection: Send {
    fn name(&self) -> &'static str;
    fn fold(&mut self, event: &Event);
    /// Compares with what is stored now. `head`: how far the log was folded.
    async fn compare(&self, store: &dyn Store, location: &LocationId, head: u64) -> anyhow::Result<Found>;
}

/// Every check there is.
async fn checks(store: &dyn Store, location: &LocationId) -> anyhow::Result<Vec<Box<dyn Projection>>> {
    Ok(vec![
        Box::new(log::Numbers::default()),
        Box::new(orders::Orders::default()),
        Box::new(board::Rail::of(store, location).await?),
        Box::new(board::Dishes::default()),
        Box::new(stock::Amounts::of(store, location).await?),
        Box::new(stock::Ledger::default()),
        Box::new(points::Points::default()),
        Box::new(payments::Payments::default()),
    ])
}

/// One location's checks by name.
pub async fn location(store: &dyn Store, location: &LocationId) -> anyhow::Result<Vec<(&'static str, Found)>> {
    let mut checks = checks(store, location).await?;
    let mut read = 0;
    let mut tries = 0;
    loop {
        read = fold_on(store, location, read, &mut checks).await?;
        let mut found = Vec::with_capacity(checks.len());
        for check in &checks {
            found.push((check.name(), check.compare(store, location, read).await?));
        }
        tries += 1;
        let clean = found.iter().all(|(_, found)| found.wrong.is_empty());
        let still = store.head(location).await?.unwrap_or(0) == read;
        if clean || still || tries == TRIES {
            return Ok(found);
        }
    }
}

/// Reads the log on from `after` to its end; how far that is.
async fn fold_on(
    store: &dyn Store,
    location: &LocationId,
    mut after: u64,
    checks: &mut [Box<dyn Projection>],
) -> anyhow::Result<u64> {
    loop {
        let rows = store.events(location, after, PAGE).await?;
        for row in &rows {
            let event = Logged::parse(&row.json).map_err(|e| anyhow::anyhow!("event {} cannot be read: {e}", row.seq))?.event;
            checks.iter_mut().for_each(|check| check.fold(&event));
            after = row.seq;
        }
        if rows.len() < PAGE as usize {
            return Ok(after);
        }
    }
}

/// Every location, told on the way. `true`: no difference anywhere.
pub async fn run(store: &dyn Store) -> anyhow::Result<bool> {
    let mut clean = true;
    for id in store.locations().await? {
        println!("location {id}");
        for (name, found) in location(store, &id).await? {
            println!("  {name}: {} compared, {} differ", found.compared, found.wrong.len());
            found.wrong.iter().take(TOLD_MAX).for_each(|line| println!("    {line}"));
            if found.wrong.len() > TOLD_MAX {
                println!("    and {} more", found.wrong.len() - TOLD_MAX);
            }
            clean &= found.wrong.is_empty();
        }
    }
    println!("{}", if clean { "the data is what the log says" } else { "the data is not what the log says" });
    Ok(clean)
}
