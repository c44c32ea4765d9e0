//! What a kitchen hears: something new, something changed, a rush. Told apart by their tune, so
//! that nobody has to look up for a change of a table.

use std::cell::Cell;

use client_kit::platform::sound::{self, Timbre, Tone};
use client_kit::platform::time;

use crate::look::{LOUDEST, Look};

/// In the order of what matters more: of what comes at once, the last of them is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chime {
    Changed,
    New,
    Rush,
}

/// A wave of tickets rings once.
const QUIET_MS: i64 = 1_500;

thread_local! {
    static LAST: Cell<Option<(Chime, i64)>> = const { Cell::new(None) };
}

pub fn ring(look: Look, chime: Chime) {
    let now = time::ticks();
    let too_soon = LAST.get().is_some_and(|(last, at)| chime <= last && now - at < QUIET_MS);
    if look.volume > 0 && !too_soon {
        LAST.set(Some((chime, now)));
        try_out(look, chime);
    }
}

/// The same from the settings, where one wants to hear every tap.
pub fn try_out(look: Look, chime: Chime) {
    // Ears count in ratios: each step is about twice as loud as the one before.
    let loud = 0.9 / f32::from(1u8 << (LOUDEST - look.volume.clamp(1, LOUDEST)));
    let timbre = match look.tone {
        0 => Timbre::Soft,
        1 => Timbre::Bright,
        _ => Timbre::Hard,
    };
    sound::play(tune(chime), timbre, loud);
}

fn tune(chime: Chime) -> &'static [Tone] {
    match chime {
        // Up; the same twice; three times high and quick.
        Chime::New => &[(0.0, 0.35, 659.0), (0.16, 0.7, 880.0)],
        Chime::Changed => &[(0.0, 0.22, 587.0), (0.26, 0.4, 587.0)],
        Chime::Rush => &[(0.0, 0.2, 1175.0), (0.17, 0.2, 1175.0), (0.34, 0.2, 1175.0), (0.55, 0.6, 1568.0)],
    }
}
