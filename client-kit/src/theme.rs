//! How this device shows things: day or night, and from how far it is read. Colours and sizes
//! themselves stand in `static/theme.css`.

use crate::platform::{page, storage};

const DISTANCE: &str = "passline.distance";

/// Glasses whose longer side is shorter than that, in px, are tablets, and stand within reach.
const TABLET: f64 = 1200.0;

/// 0 to 3: 0.7 m, 1 m, 1.5 m, 2 m. As somebody has said; else as the glass suggests.
pub fn distance() -> u8 {
    let said = storage::get(DISTANCE).and_then(|d| d.parse().ok()).filter(|d| *d <= 3);
    said.unwrap_or_else(|| {
        let (width, height, _) = page::size();
        u8::from(width.max(height) >= TABLET)
    })
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
