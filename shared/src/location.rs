//! The file that describes a location at first start: its stations, people, menu and stock.

use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::menu::{Group, MenuItem};
use crate::money::{MINOR_MAX, Percent};
use crate::order::Channel;
use crate::stock::AMOUNT_MAX;
use crate::strict;

/// The longest deadline in seconds: later than that nobody would call it one.
pub const DISPLAY_DEADLINE_MAX: u32 = 3_600;

/// What a location is, apart from its menu and its people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Location {
    pub id: LocationId,
    pub name: String,
    /// IANA name, such as `America/New_York`.
    pub timezone: String,
    /// ISO 4217.
    pub currency: String,
    pub tax_percent: Percent,
    #[serde(default)]
    pub tax_included: bool,
    /// Local time at which order numbers start again, `HH:MM`.
    pub business_day_starts: String,
    #[serde(default, deserialize_with = "strict::thresholds")]
    pub thresholds: Thresholds,
    /// How long after it was due a ticket may wait for a screen of its station to show it.
    #[serde(default = "display_deadline")]
    pub display_deadline_s: u32,
    /// How long a station that has lost its last screen may stay without one before a manager is told.
    #[serde(default = "screen_offline")]
    pub screen_offline_s: u32,
    /// Whether a station only sees when to start, or is held back until then.
    #[serde(default)]
    pub fire_plan: FirePlan,
}

/// What the stations are told of the fire plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FirePlan {
    /// When to start stands on the ticket.
    #[default]
    Advise,
    /// A ticket that is to start later waits, seen as coming, until then.
    Hold,
}

impl FirePlan {
    pub fn is_advise(&self) -> bool {
        *self == FirePlan::Advise
    }
}

fn display_deadline() -> u32 {
    10
}

/// A tablet that starts again, or moves to another access point, is back sooner.
fn screen_offline() -> u32 {
    30
}

/// When a ticket's age shows, in seconds since it was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    pub warn_seconds: u32,
    pub late_seconds: u32,
    /// Where a channel has a pace of its own: a table waits otherwise than a courier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dine_in: Option<Pace>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takeaway: Option<Pace>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Pace>,
}

/// The thresholds of one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    pub warn_seconds: u32,
    pub late_seconds: u32,
}

impl Thresholds {
    /// Those of every channel that has none of its own.
    pub fn plain(warn_seconds: u32, late_seconds: u32) -> Thresholds {
        Thresholds { warn_seconds, late_seconds, dine_in: None, takeaway: None, delivery: None }
    }

    pub fn of(&self, channel: Channel) -> Pace {
        let own = match channel {
            Channel::DineIn => self.dine_in,
            Channel::Takeaway => self.takeaway,
            Channel::Delivery => self.delivery,
        };
        own.unwrap_or(Pace { warn_seconds: self.warn_seconds, late_seconds: self.late_seconds })
    }
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds::plain(480, 780)
    }
}

/// A place that cooks. Screens read it leniently, the location file through `strict`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Station {
    pub id: StationId,
    pub name: String,
    /// Where its tickets go when none of its screens shows them: a station, or `expo`.
    #[serde(default)]
    pub backup: Option<StationId>,
    /// It makes things at once, as a bar does: it is never told to wait, and nobody to wait for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_once: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Board,
    Kitchen,
    Expo,
    Pos,
    Integration,
    Manager,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Board => "board",
            Role::Kitchen => "kitchen",
            Role::Expo => "expo",
            Role::Pos => "pos",
            Role::Integration => "integration",
            Role::Manager => "manager",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub name: String,
    pub role: Role,
    pub pin: String,
    /// Kitchen only; none named = all.
    #[serde(default)]
    pub stations: Vec<StationId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ingredient {
    pub id: IngredientId,
    pub name: String,
    pub unit: String,
    pub stock: i64,
    #[serde(default)]
    pub threshold: i64,
    #[serde(default)]
    pub par: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loyalty {
    pub points_per_major_unit: u32,
}

/// The whole file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocationFile {
    pub location: Location,
    #[serde(default, deserialize_with = "strict::stations")]
    pub stations: Vec<Station>,
    #[serde(default)]
    pub people: Vec<Person>,
    #[serde(default)]
    pub ingredients: Vec<Ingredient>,
    #[serde(default)]
    pub modifier_groups: Vec<Group>,
    #[serde(default)]
    pub items: Vec<MenuItem>,
    #[serde(default)]
    pub loyalty: Loyalty,
}

impl LocationFile {
    /// What is wrong with the file, in the words of whoever wrote it. Empty: it can be loaded.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut slugs = |what: &str, ids: Vec<&str>| {
            let mut seen = std::collections::BTreeSet::new();
            for id in ids {
                if !is_slug(id) {
                    faults.push(format!("{what} id {id:?}: use lower case letters, digits, - and _"));
                }
                if !seen.insert(id) {
                    faults.push(format!("{what} id {id:?} stands twice"));
                }
            }
        };
        slugs("location", vec![self.location.id.as_str()]);
        slugs("station", self.stations.iter().map(|s| s.id.as_str()).collect());
        slugs("ingredient", self.ingredients.iter().map(|i| i.id.as_str()).collect());
        slugs("modifier group", self.modifier_groups.iter().map(|g| g.id.as_str()).collect());
        slugs("item", self.items.iter().map(|i| i.id.as_str()).collect());
        let options = self.modifier_groups.iter().flat_map(|g| &g.options);
        slugs("option", options.map(|o| o.id.as_str()).collect());
        if !(1..=DISPLAY_DEADLINE_MAX).contains(&self.location.display_deadline_s) {
            faults.push(format!("location.display_deadline_s is not between 1 and {DISPLAY_DEADLINE_MAX}"));
        }
        if !(1..=DISPLAY_DEADLINE_MAX).contains(&self.location.screen_offline_s) {
            faults.push(format!("location.screen_offline_s is not between 1 and {DISPLAY_DEADLINE_MAX}"));
        }
        self.people_faults(&mut faults);
        self.reference_faults(&mut faults);
        faults
    }

    fn people_faults(&self, faults: &mut Vec<String>) {
        let mut pins = std::collections::BTreeSet::new();
        for person in &self.people {
            let name = &person.name;
            if !(4..=8).contains(&person.pin.len()) || !person.pin.bytes().all(|b| b.is_ascii_digit()) {
                faults.push(format!("the PIN of {name} must have 4 to 8 digits"));
            }
            if !pins.insert(&person.pin) {
                faults.push(format!("the PIN of {name} is taken by somebody else"));
            }
            if matches!(person.role, Role::Board | Role::Integration) {
                faults.push(format!("{name}: people are manager, pos, expo or kitchen"));
            }
            for station in &person.stations {
                if !self.has_station(station) {
                    faults.push(format!("{name} works at {station}, which is no station"));
                }
            }
        }
    }

    fn reference_faults(&self, faults: &mut Vec<String>) {
        for station in &self.stations {
            if let Some(backup) = station.backup.as_ref().filter(|b| b.as_str() != "expo" && !self.has_station(b)) {
                faults.push(format!("the backup {backup} of {} is no station", station.id));
            }
            if station.backup.as_ref() == Some(&station.id) {
                faults.push(format!("{} is its own backup", station.id));
            }
        }
        for ingredient in self.ingredients.iter().filter(|i| !(0..=AMOUNT_MAX).contains(&i.stock)) {
            faults.push(format!("the stock of {} is not between 0 and {AMOUNT_MAX}", ingredient.id));
        }
        let known = |id: &IngredientId| self.ingredients.iter().any(|i| i.id == *id);
        for item in &self.items {
            if !(0..=MINOR_MAX).contains(&item.price) {
                faults.push(format!("the price of {} is not between 0 and {MINOR_MAX}", item.id));
            }
            if item.recipe.values().any(|quantity| *quantity < 0) {
                faults.push(format!("the recipe of {} needs less than nothing of an ingredient", item.id));
            }
            for group in item.modifier_groups.iter().filter(|g| !self.modifier_groups.iter().any(|known| known.id == **g)) {
                faults.push(format!("{} offers {group}, which is no modifier group", item.id));
            }
            for ingredient in item.recipe.keys().filter(|i| !known(i)) {
                faults.push(format!("the recipe of {} needs {ingredient}, which is no ingredient", item.id));
            }
        }
        for group in &self.modifier_groups {
            if group.max.is_some_and(|max| max < group.min) {
                faults.push(format!("modifier group {}: max is less than min", group.id));
            }
            for option in &group.options {
                if !(-MINOR_MAX..=MINOR_MAX).contains(&option.price) {
                    faults.push(format!("the price of option {} is not between -{MINOR_MAX} and {MINOR_MAX}", option.id));
                }
                for ingredient in option.recipe.keys().filter(|i| !known(i)) {
                    faults.push(format!("the recipe of option {} needs {ingredient}, which is no ingredient", option.id));
                }
            }
        }
    }

    fn has_station(&self, id: &StationId) -> bool {
        self.stations.iter().any(|s| s.id == *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_without_a_pace_of_its_own_has_that_of_the_house() {
        let told = r#"{"warn_seconds":480,"late_seconds":780,"delivery":{"warn_seconds":300,"late_seconds":420}}"#;
        let thresholds: Thresholds = serde_json::from_str(told).unwrap();
        assert_eq!(thresholds.of(Channel::Delivery), Pace { warn_seconds: 300, late_seconds: 420 });
        for channel in [Channel::DineIn, Channel::Takeaway] {
            assert_eq!(thresholds.of(channel), Pace { warn_seconds: 480, late_seconds: 780 });
        }
        assert_eq!(serde_json::to_string(&Thresholds::plain(1, 2)).unwrap(), r#"{"warn_seconds":1,"late_seconds":2}"#);
    }
}
