//! Where a rush comes from: the bundled evening, or real orders in a file.

pub mod csv;
pub mod demo;
pub mod pizzaplace;
pub mod takeaway;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};

use super::chance::Chance;

/// The body of `POST /api/v1/orders`, as a third party would write it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderBody {
    pub channel: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest: Option<Guest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    pub items: Vec<Line>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allergies: Vec<Allergy>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hold_courses: Vec<u16>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guest {
    pub name: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allergy {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<u16>,
    pub allergen: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub menu_item_id: String,
    pub quantity: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<u16>,
}

/// One order of the rush, at its moment in restaurant time.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Milliseconds after the first order of the evening.
    pub at_ms: u64,
    /// How long after the order its guest wants to fetch it.
    pub due_in_ms: Option<u64>,
    /// The pass makes it a rush.
    pub rush: bool,
    pub order: OrderBody,
}

/// A dish of a menu that was read off the data.
#[derive(Clone, Debug, PartialEq)]
pub struct Dish {
    pub id: String,
    pub name: String,
    pub category: String,
    pub station: String,
    /// Minor units.
    pub price: i64,
    pub prep_seconds: u32,
}

/// What a rush is made of.
pub struct Source {
    /// What it is, for the report.
    pub title: String,
    pub currency: &'static str,
    pub timezone: &'static str,
    /// `(id, name)`. Empty where the menu is not read off the data: the bundled evening.
    pub stations: Vec<(&'static str, &'static str)>,
    pub dishes: Vec<Dish>,
    pub orders: Vec<Planned>,
}

/// Which of a file's days make the evening.
#[derive(Clone, Debug)]
pub enum Days {
    /// `YYYY-MM-DD`.
    One(String),
    /// The busiest so many, laid over each other by their time of day.
    Busiest(usize),
}

/// An order as the data has it.
struct RawOrder {
    day: String,
    /// Milliseconds after midnight.
    time_ms: u64,
    lines: Vec<(String, u32)>,
    table: bool,
}

/// The evening that `days` picks, in the order of arrival.
fn evening(mut orders: Vec<RawOrder>, days: &Days, seed: u64) -> anyhow::Result<(String, Vec<Planned>)> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for order in &orders {
        *count.entry(&order.day).or_default() += 1;
    }
    let picked: Vec<String> = match days {
        Days::One(day) => vec![day.clone()],
        Days::Busiest(n) => {
            let mut by_count: Vec<_> = count.iter().collect();
            // Ties go to the earlier day, so that the same file gives the same evening.
            by_count.sort_by_key(|(day, n)| (std::cmp::Reverse(**n), **day));
            by_count.iter().take(*n).map(|(day, _)| day.to_string()).collect()
        }
    };
    orders.retain(|order| picked.contains(&order.day));
    if orders.is_empty() {
        bail!("no orders on {}", picked.join(", "));
    }
    orders.sort_by_key(|order| order.time_ms);
    let first = orders[0].time_ms;
    let names = [
        "Ada", "Bela", "Cleo", "Dan", "Elif", "Finn", "Gita", "Hugo", "Ines", "Jack", "Kira", "Leon", "Mia", "Nils", "Olga",
        "Pete",
    ];
    let planned = orders.into_iter().enumerate().map(|(k, raw)| {
        let mut chance = Chance::new(seed, "guest", k as u64);
        let lines = raw.lines.into_iter().map(|(id, quantity)| Line {
            menu_item_id: id,
            quantity,
            modifiers: vec![],
            note: None,
            seat: None,
            course: None,
        });
        let order = OrderBody {
            channel: if raw.table { "dine_in" } else { "takeaway" }.into(),
            table: raw.table.then(|| (1 + chance.below(40)).to_string()),
            covers: None,
            note: None,
            guest: (!raw.table).then(|| Guest { name: names[chance.below(names.len())].into() }),
            due_at: None,
            external_id: None,
            items: lines.collect(),
            allergies: vec![],
            hold_courses: vec![],
        };
        Planned { at_ms: raw.time_ms - first, due_in_ms: None, rush: false, order }
    });
    let title = match picked.as_slice() {
        [day] => day.clone(),
        many => format!("{} days at once", many.len()),
    };
    Ok((title, planned.collect()))
}

/// A file's text, unpacked where it is gzip.
pub fn read(path: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(bytes.as_slice()), &mut text)
            .with_context(|| format!("{} is not gzip of UTF-8 text", path.display()))?;
    } else {
        text = String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8", path.display()))?;
    }
    Ok(text)
}

/// `"12.5"` as 1250 minor units, never through a float.
fn minor(price: &str) -> Option<i64> {
    let (whole, part) = price.trim().split_once('.').unwrap_or((price.trim(), ""));
    let cents = match part.len() {
        0 => 0,
        1 => part.parse::<i64>().ok()? * 10,
        2 => part.parse().ok()?,
        _ => return None,
    };
    let whole: i64 = whole.parse().ok()?;
    (whole >= 0 && cents >= 0).then_some(whole * 100 + cents)
}

/// Lower case letters, digits and single dashes.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// `18:05` or `18:05:09` as milliseconds after midnight.
fn clock(time: &str) -> Option<u64> {
    let mut parts = time.split(':').map(|part| part.parse::<u64>().ok());
    let (h, m) = (parts.next()??, parts.next()??);
    let s = parts.next().unwrap_or(Some(0))?;
    (h < 24 && m < 60 && s < 60 && parts.next().is_none()).then_some(((h * 60 + m) * 60 + s) * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_without_floats() {
        assert_eq!(
            ["0.8", "12.95", "16", "2.6", "x", "1.234", "-1"].map(minor),
            [Some(80), Some(1295), Some(1600), Some(260), None, None, None]
        );
    }

    #[test]
    fn names_become_slugs() {
        assert_eq!(slug("COBRA ( LARGE )"), "cobra-large");
        assert_eq!(slug("Tandoori Chicken (1/4)"), "tandoori-chicken-1-4");
    }

    #[test]
    fn times_of_day_are_checked() {
        assert_eq!(
            ["18:05", "18:05:09", "24:00", "1", "10:61"].map(clock),
            [Some(65_100_000), Some(65_109_000), None, None, None]
        );
    }
}
