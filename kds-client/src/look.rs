//! How this device shows and sounds: kept on the device, and nobody else's business.

use client_kit::platform::{page, storage};
use client_kit::theme;

const LIGHT: &str = "passline.light";
const HAND: &str = "passline.hand";
const VOLUME: &str = "passline.volume";
/// Kept where single keys are to do nothing.
const KEYS: &str = "passline.keys";
const TONE: &str = "passline.tone";
pub const LOUDEST: u8 = 4;
pub const TONES: u8 = 3;

/// What works this screen: it says how large a target is, and with it how much stands on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// A bump bar or a mouse: the most tickets.
    Bar,
    /// A finger: 20 mm on a full-HD panel of 21 inches.
    Finger,
    /// A glove, or a finger on a tablet of 10 inches: 20 mm there.
    Glove,
}

/// What a hand needs, in px, and the least width of a column in rem. The px repeat theme.css.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Needs {
    pub touch: f64,
    /// Between the last line and the bar, so that a finger that slips does not bump.
    pub apart: f64,
    pub column: f64,
    /// A second tap on the same thing within this time was not meant.
    pub bounce_ms: i64,
}

impl Hand {
    pub const ALL: [Hand; 3] = [Hand::Bar, Hand::Finger, Hand::Glove];

    pub fn needs(self) -> Needs {
        match self {
            Hand::Bar => Needs { touch: 58.0, apart: 16.0, column: 17.0, bounce_ms: 250 },
            Hand::Finger => Needs { touch: 76.0, apart: 30.0, column: 20.5, bounce_ms: 350 },
            Hand::Glove => Needs { touch: 104.0, apart: 40.0, column: 20.5, bounce_ms: 600 },
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Hand::Bar => "bar",
            Hand::Finger => "finger",
            Hand::Glove => "glove",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    pub day: bool,
    pub hand: Hand,
    /// 0 is off.
    pub volume: u8,
    pub tone: u8,
    /// Letters and digits work the screen. Off, they are left to whoever speaks to the device, and the
    /// keys that walk it remain.
    pub keys: bool,
}

impl Look {
    pub fn stored() -> Look {
        let number = |key: &str, most: u8| storage::get(key).and_then(|n| n.parse().ok()).filter(|n| *n <= most);
        let hand = storage::get(HAND).and_then(|name| Hand::ALL.into_iter().find(|hand| hand.name() == name));
        Look {
            day: storage::get(LIGHT).as_deref() == Some("day"),
            hand: hand.unwrap_or(Hand::Finger),
            volume: number(VOLUME, LOUDEST).unwrap_or(2),
            tone: number(TONE, TONES - 1).unwrap_or(0),
            keys: storage::get(KEYS).as_deref() != Some("off"),
        }
    }

    pub fn keep(self) {
        storage::set(LIGHT, if self.day { "day" } else { "night" });
        storage::set(HAND, self.hand.name());
        storage::set(VOLUME, &self.volume.to_string());
        storage::set(TONE, &self.tone.to_string());
        storage::set(KEYS, if self.keys { "on" } else { "off" });
        self.apply();
    }

    /// Puts it on the page. Call it once before the first drawing.
    pub fn apply(self) {
        theme::set_day(self.day);
        page::set_root_class("hand-", &format!("hand-{}", self.hand.name()));
    }
}
