//! How this device shows things: day or night, and from how far it is read. Colours and sizes
//! themselves stand in `static/theme.css`.

use crate::platform::{page, storage};

const DISTANCE: &str = "passline.distance";

/// 0 to 3: 0.7 m, 1 m, 1.5 m, 2 m.
pub fn distance() -> u8 {
    storage::get(DISTANCE).and_then(|d| d.parse().ok()).filter(|d| *d <= 3).unwrap_or(1)
}

pub fn set_distance(step: u8) {
    storage::set(DISTANCE, &step.to_string());
    apply_distance();
}

/// Puts the remembered distance on the page. Call it once, before the first drawing.
pub fn apply_distance() {
    page::set_root_class("far-", &format!("far-{}", distance()));
}

/// The till and the back office are light, the kitchen dark.
pub fn set_day(day: bool) {
    page::set_root_class("day", if day { "day" } else { "" });
}
