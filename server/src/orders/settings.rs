//! What the location goes by is changed, under its lock: the next command, and every screen that hears
//! of it, go by the new settings.

use std::sync::Arc;

use shared::order::EventData;
use shared::settings::Settings;

use super::handle::{Decided, Draft};
use super::{House, Refusal};
use crate::store::LocationRow;

impl Draft<'_> {
    pub(super) fn change_settings(&mut self, new: &Settings) -> Result<Decided, Refusal> {
        let faults = new.faults();
        if !faults.is_empty() {
            return Err(Refusal::Fields(faults));
        }
        let mut location = self.cache.house.location.clone();
        let news = new.since(&Settings::of(&location));
        // Writing our own types into memory cannot fail.
        let body = serde_json::to_value(new).unwrap_or_default();
        let Some(news) = news else { return Ok(Decided::showing(body, Vec::new())) };
        new.enter(&mut location);
        let mut decided = Decided::showing(body, vec![EventData::LocationChanged(news)]);
        decided.changes.location = Some(serde_json::to_string(&location).unwrap_or_default());
        let house: House = Arc::new(LocationRow { location, ..(*self.cache.house).clone() });
        // The next command of the batch goes by it. If the commit fails, the whole cache is forgotten.
        self.cache.enter(house);
        Ok(decided)
    }
}
