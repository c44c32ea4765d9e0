//! The menu is replaced as a whole, under the location's lock: it is valid for the next command, and
//! changes no order that was placed.

use std::sync::Arc;

use shared::menu::{FieldError, MenuItem};
use shared::menu_file::MenuFile;
use shared::order::{Availability, EventData, MenuReplaced};

use super::handle::{Decided, Draft};
use super::{House, Refusal, Request};
use crate::store::LocationRow;

/// What a manager sends.
#[derive(Clone, Debug)]
pub enum NewMenu {
    Whole(MenuFile),
    /// The rows of a table: dishes alone. The modifier groups stay as they are.
    Dishes(Vec<MenuItem>),
}

impl Draft<'_> {
    pub(super) fn replace_menu(&mut self, request: &Request, new: &NewMenu) -> Result<Decided, Refusal> {
        let old = &self.cache.house.menu;
        // Of two who write at once the second is told, and overwrites nothing.
        if request.if_match.is_some_and(|wanted| wanted != old.version) {
            return Err(Refusal::VersionConflict { version: old.version });
        }
        let file = match new {
            NewMenu::Whole(file) => file.clone(),
            NewMenu::Dishes(items) => MenuFile { modifier_groups: old.groups.clone(), items: items.clone() },
        };
        let mut faults = file.faults(|id| self.cache.stock.get(id).is_some());
        if matches!(new, NewMenu::Dishes(_)) {
            faults.iter_mut().for_each(in_the_table);
        }
        if !faults.is_empty() {
            return Err(Refusal::Fields(faults));
        }
        let version = old.version + 1;
        let menu = file.into_menu(version);
        let body = serde_json::json!({
            "version": version, "items": menu.items.len(), "modifier_groups": menu.groups.len(),
        });
        let mut events = vec![EventData::MenuReplaced(MenuReplaced { version })];
        // What was said of dishes that are gone goes with them.
        let gone = self.cache.availability.values().filter(|a| !(a.available && a.remaining.is_none()));
        events.extend(gone.filter(|a| menu.find(&a.menu_item_id).is_none()).map(|a| {
            let menu_item_id = a.menu_item_id.clone();
            EventData::Availability(Availability { menu_item_id, available: true, remaining: None, why: None })
        }));
        let mut decided = Decided::showing(body, events);
        // Writing our own types into memory cannot fail.
        decided.changes.menu = Some(serde_json::to_string(&menu).unwrap_or_default());
        let house: House = Arc::new(LocationRow { menu, ..(*self.cache.house).clone() });
        // The next command of the batch sees it. If the commit fails, the whole cache is forgotten.
        self.cache.enter(house);
        Ok(decided)
    }
}

/// `/items/3/recipe/dough` stands in `/rows/3/recipe`: a table's fault has a row and a column.
fn in_the_table(fault: &mut FieldError) {
    if let Some(place) = fault.pointer.strip_prefix("/items") {
        let parts: Vec<&str> = place.split('/').take(3).collect();
        fault.pointer = format!("/rows{}", parts.join("/"));
    }
}
