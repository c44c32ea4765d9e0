//! What comes is said to who cannot see it: all that came together, once.

use client_kit::platform::page;
use client_kit::text::kitchen as text;
use dioxus::prelude::*;

use super::Screen;
use crate::kitchen::Clock;
use crate::model::*;

/// Words that follow sooner would cut off the ones before.
const EACH_MS: i64 = 3_000;

/// The first card that was not looked at yet, and when something was said last.
pub type Told = (CardId, i64);

impl Screen {
    // Apart: a screen that starts has no news yet.
    #[inline(never)]
    pub(super) fn tell_new(mut self, clock: Clock) {
        let (first, at) = *self.told.peek();
        if clock.ticks < at + EACH_MS {
            return;
        }
        let (next, numbers) = self.kitchen(|k| {
            let came = || k.cards().filter(|(id, _)| *id >= first);
            let fresh = came().filter(|(_, card)| card.mark == Mark::New && card.is_live());
            let numbers: Vec<String> = fresh.map(|(_, card)| card.head.number.to_string()).collect();
            (came().map(|(id, _)| CardId(id.0 + 1)).max().unwrap_or(first), numbers)
        });
        if next != first {
            self.told.set((next, clock.ticks));
        }
        if !numbers.is_empty() {
            page::announce(&text::new_tickets(&numbers.join(", ")));
        }
    }
}
