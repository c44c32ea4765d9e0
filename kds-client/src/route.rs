//! Which screen this is: the path, `?station=`, and what this device was told last time.

use client_kit::platform::{page, storage};
use shared::ids::StationId;

const KEY: &str = "passline.station";
const ALL: &str = "all";

#[derive(Clone, Debug, PartialEq)]
pub enum Route {
    /// `/kds` on a device that does not know its station yet.
    Choose,
    Kitchen(Place),
    /// `/board`.
    Guests,
}

/// What a kitchen screen lays out.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    Station(StationId),
    AllStations,
    Expo,
}

impl Place {
    /// What the screen owes receipts for, as its hello says. None named = all.
    pub fn stations(&self) -> Option<Vec<StationId>> {
        match self {
            Place::Station(id) => Some(vec![id.clone()]),
            Place::AllStations | Place::Expo => None,
        }
    }

    /// The drawer for this screen's unsent taps.
    pub fn page(&self) -> &'static str {
        match self {
            Place::Expo => "expo",
            _ => "kds",
        }
    }
}

pub fn here() -> Route {
    match page::path().trim_end_matches('/') {
        "/expo" => Route::Kitchen(Place::Expo),
        "/board" => Route::Guests,
        _ => match page::query("station").or_else(|| storage::get(KEY)) {
            Some(station) if !station.is_empty() => Route::Kitchen(remember(&station)),
            _ => Route::Choose,
        },
    }
}

/// Makes this device the screen of a station, from now on.
pub fn remember(station: &str) -> Place {
    storage::set(KEY, station);
    page::replace_url(&format!("/kds?station={station}"));
    match station {
        ALL => Place::AllStations,
        id => Place::Station(StationId(id.to_owned())),
    }
}

/// Asks again which station this is.
pub fn forget() -> Route {
    storage::remove(KEY);
    page::replace_url("/kds");
    Route::Choose
}

pub fn remember_all() -> Place {
    remember(ALL)
}
