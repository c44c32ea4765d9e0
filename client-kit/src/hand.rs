//! Where the cook's hand is: whether a finger is down, and how long ago the last touch was.
//! Boards rearrange themselves, and pages reload, only when the hand has been away.

use std::cell::Cell;

use crate::platform::{page, time};

thread_local! {
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    static DOWN: Cell<bool> = const { Cell::new(false) };
    static LAST: Cell<i64> = const { Cell::new(0) };
    static MOVES: Cell<u32> = const { Cell::new(0) };
}

/// Starts to watch; more calls change nothing.
pub fn watch() {
    if WATCHED.replace(true) {
        return;
    }
    LAST.set(time::ticks());
    page::on_touch(|down| {
        DOWN.set(down);
        MOVES.set(MOVES.get().wrapping_add(1));
        LAST.set(time::ticks());
    });
}

/// A key is a touch too.
pub fn touched() {
    LAST.set(time::ticks());
}

/// Counts on with every finger that goes down or up, wherever: as long as it stands, the last one
/// rests where it went down.
pub fn moves() -> u32 {
    MOVES.get()
}

/// Milliseconds since the last touch; 0 while a finger is down.
pub fn away_ms() -> i64 {
    if DOWN.get() { 0 } else { time::ticks() - LAST.get() }
}
