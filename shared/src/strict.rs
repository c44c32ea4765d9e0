//! What clients and location files send is read strictly: an unknown field is a mistake that is
//! told. The same types inside orders and snapshots are read leniently, so that an old screen
//! understands a newer server; hence these twins, which only deserializing needs.

use serde::{Deserialize, Deserializer};

use crate::ids::{Epoch, StationId, Uuid};
use crate::location;
use crate::order;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Guest {
    name: String,
    #[serde(default)]
    phone: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Allergy {
    #[serde(default)]
    seat: Option<u16>,
    allergen: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Station {
    id: StationId,
    name: String,
    #[serde(default)]
    backup: Option<StationId>,
    #[serde(default)]
    at_once: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Thresholds {
    warn_seconds: u32,
    late_seconds: u32,
    #[serde(default)]
    dine_in: Option<Pace>,
    #[serde(default)]
    takeaway: Option<Pace>,
    #[serde(default)]
    delivery: Option<Pace>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pace {
    warn_seconds: u32,
    late_seconds: u32,
}

pub fn guest<'de, D: Deserializer<'de>>(d: D) -> Result<Option<order::Guest>, D::Error> {
    Ok(Option::<Guest>::deserialize(d)?.map(|Guest { name, phone }| order::Guest { name, phone }))
}

pub fn allergies<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<order::Allergy>, D::Error> {
    let allergies = Vec::<Allergy>::deserialize(d)?.into_iter();
    Ok(allergies.map(|Allergy { seat, allergen }| order::Allergy { seat, allergen }).collect())
}

pub fn stations<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<location::Station>, D::Error> {
    let stations = Vec::<Station>::deserialize(d)?.into_iter();
    Ok(stations.map(|Station { id, name, backup, at_once }| location::Station { id, name, backup, at_once }).collect())
}

pub fn thresholds<'de, D: Deserializer<'de>>(d: D) -> Result<location::Thresholds, D::Error> {
    let Thresholds { warn_seconds, late_seconds, dine_in, takeaway, delivery } = Thresholds::deserialize(d)?;
    let pace = |own: Option<Pace>| own.map(|Pace { warn_seconds, late_seconds }| location::Pace { warn_seconds, late_seconds });
    let (dine_in, takeaway, delivery) = (pace(dine_in), pace(takeaway), pace(delivery));
    Ok(location::Thresholds { warn_seconds, late_seconds, dine_in, takeaway, delivery })
}

/// Any text: whoever followed another server's log may resume here, and starts afresh.
pub fn epoch<'de, D: Deserializer<'de>>(d: D) -> Result<Epoch, D::Error> {
    Ok(String::deserialize(d)?.parse().unwrap_or(Epoch(Uuid::nil())))
}
