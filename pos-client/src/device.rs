//! How this till looks and sounds: kept on the device, and nobody else's business.

use client_kit::platform::{page, storage};
use client_kit::theme;

const LIGHT: &str = "passline.till.light";
const SIZE: &str = "passline.till.size";
/// The same as a kitchen screen's: a device has one loudness.
const VOLUME: &str = "passline.volume";
pub const SIZES: u8 = 3;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Device {
    pub night: bool,
    /// 0: as the glass suggests; above it larger.
    pub size: u8,
    /// 0 is off; 4 the loudest.
    pub volume: u8,
}

impl Device {
    pub fn stored() -> Device {
        let number = |key: &str, most: u8| storage::get(key).and_then(|n| n.parse().ok()).filter(|n| *n <= most);
        Device {
            night: storage::get(LIGHT).as_deref() == Some("night"),
            size: number(SIZE, SIZES - 1).unwrap_or(0),
            volume: number(VOLUME, 4).unwrap_or(2),
        }
    }

    pub fn keep(self) {
        storage::set(LIGHT, if self.night { "night" } else { "day" });
        storage::set(SIZE, &self.size.to_string());
        storage::set(VOLUME, &self.volume.to_string());
        self.apply();
    }

    /// Puts it on the page.
    pub fn apply(self) {
        theme::set_day(!self.night);
        page::set_root_class("big-", &format!("big-{}", self.size));
    }
}
