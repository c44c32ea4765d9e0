//! Words of a kitchen screen's own settings: how far, how it sounds.

use super::kitchen::{Word, say};

/// `1.5 m`: from how far the screen is read.
pub fn metres(step: u8) -> &'static str {
    match step {
        0 => "0.7 m",
        1 => "1 m",
        2 => "1.5 m",
        _ => "2 m",
    }
}

/// How the kitchen's signals sound: soft, bright, piercing.
pub fn tone(tone: u8) -> &'static str {
    say(match tone {
        0 => Word::Soft,
        1 => Word::Bright,
        _ => Word::Piercing,
    })
}
