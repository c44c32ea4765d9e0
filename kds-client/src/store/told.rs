//! What comes, changes or is called off is said to who cannot see it: all that came together, once, with
//! the words that stand on the tickets.

use client_kit::platform::page;
use client_kit::text::kitchen as text;
use client_kit::text::kitchen::{Word, say};
use dioxus::prelude::*;

use super::Screen;
use crate::kitchen::{Clock, Kitchen};
use crate::model::*;

/// Words that follow sooner would cut off the ones before.
const EACH_MS: i64 = 3_000;

/// The first card that was not looked at yet, and when something was said last.
pub type Told = (CardId, i64);

impl Screen {
    // Apart: a screen that starts has no news yet.
    #[inline(never)]
    pub(super) fn tell_news(mut self, clock: Clock) {
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
        let altered = self.kitchen.write().take_altered();
        let mut said: Vec<String> = Vec::new();
        if !numbers.is_empty() {
            said.push(text::new_tickets(&numbers.join(", ")));
        }
        if !altered.is_empty() {
            self.kitchen(|k| altered_words(k, &altered, &mut said));
        }
        if next != first || !said.is_empty() {
            self.told.set((next, clock.ticks));
        }
        if !said.is_empty() {
            page::announce(&said.join(". "));
        }
    }
}

/// What others changed or took off, by what its tickets say of it.
#[inline(never)]
fn altered_words(kitchen: &Kitchen, altered: &[CardId], said: &mut Vec<String>) {
    for word in [Word::Rush, Word::Changed, Word::Cancelled, Word::Void] {
        let theirs = altered.iter().filter_map(|id| kitchen.card(*id)).filter(|card| stands_on(card) == Some(word));
        let numbers: Vec<String> = theirs.map(|card| card.head.number.to_string()).collect();
        if !numbers.is_empty() {
            said.push(format!("{}: {}", say(word), numbers.join(", ")));
        }
    }
}

fn stands_on(card: &Card) -> Option<Word> {
    match (&card.phase, card.mark) {
        (Phase::Left { why: Why::Cancelled, .. }, _) => Some(Word::Cancelled),
        (Phase::Left { why: Why::Voided, .. }, _) => Some(Word::Void),
        (Phase::Open, Mark::Changed) if card.head.rush => Some(Word::Rush),
        (Phase::Open, Mark::Changed) => Some(Word::Changed),
        _ => None,
    }
}
