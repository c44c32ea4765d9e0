//! Calls a token may make in a second: far above what a till or an integration does, so that one
//! that loops cannot take the house down.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use shared::ids::Uuid;
use shared::time::Timestamp;

/// Tokens that are counted at a time; past that, those of earlier seconds are forgotten.
const TOKENS_MAX: usize = 10_000;

pub struct Rate {
    per_second: u32,
    /// A plain lock: held to count, never over an await.
    counts: Mutex<HashMap<Uuid, (i64, u32)>>,
}

impl Rate {
    pub fn new(per_second: u32) -> Rate {
        Rate { per_second, counts: Mutex::default() }
    }

    /// Counts a call; `false`: this token has made enough of them in this second.
    pub fn allows(&self, token: Uuid, now: Timestamp) -> bool {
        let second = now.0.div_euclid(1000);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= TOKENS_MAX {
            counts.retain(|_, (at, _)| *at == second);
        }
        let (at, calls) = counts.entry(token).or_insert((second, 0));
        if *at != second {
            (*at, *calls) = (second, 0);
        }
        *calls += 1;
        *calls <= self.per_second
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_loops_waits_for_the_next_second_and_nobody_else_does() {
        let rate = Rate::new(3);
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let at = |ms| Timestamp(ms);
        assert!((0..3).all(|k| rate.allows(one, at(k))));
        assert!(!rate.allows(one, at(999)));
        assert!(rate.allows(other, at(999)));
        assert!(rate.allows(one, at(1000)));
    }
}
