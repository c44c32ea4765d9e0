//! The fire plan in words: when to start a ticket, and why.

use client_kit::text::duration;
use client_kit::text::kitchen::{self as words, Word, say};
use shared::fire_plan::Reason;

use super::Kitchen;
use crate::model::*;

/// Who is late by less has not been told for long enough.
const GRACE_SECONDS: i64 = 30;

#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    pub lead: String,
    pub why: String,
    pub late: bool,
    /// It is time.
    pub now: bool,
    /// Somebody has started it: there is nothing to tap.
    pub begun: bool,
}

impl Kitchen {
    /// `now` in seconds of server time. `None`: nothing of the ticket is wanted.
    pub fn advice(&self, key: &TicketKey, now: i64) -> Option<Advice> {
        let plan = self.timing.of(key)?;
        let time = |seconds: i64| duration(seconds);
        let (lead, why, late) = match plan.start_in {
            None => (words::started(&time(now - plan.start_at.0.div_euclid(1000))), String::new(), false),
            Some(wait) if wait > 0 => (words::start_in(&time(wait)), self.reason(key, &plan.reason), false),
            Some(late) if -late >= GRACE_SECONDS => (say(Word::StartNow).to_owned(), words::late_by(&time(-late)), true),
            Some(_) => (say(Word::StartNow).to_owned(), self.reason(key, &plan.reason), false),
        };
        Some(Advice { lead, why, late, now: plan.start_in.is_some_and(|wait| wait <= 0), begun: plan.start_in.is_none() })
    }

    fn reason(&self, key: &TicketKey, reason: &Reason) -> String {
        match reason {
            Reason::Cooking => String::new(),
            Reason::Slowest => say(Word::AwaitsOthers).to_owned(),
            // How long that takes is how long to wait, which is said already.
            Reason::Behind { .. } => say(Word::AfterOthers).to_owned(),
            Reason::Meets { station, menu_item_id, name } => {
                let board = self.board.as_ref();
                let item = board.and_then(|b| b.order(key.order)?.items.iter().find(|i| i.menu_item_id == *menu_item_id));
                let dish = item.and_then(|item| item.kitchen_name.as_deref()).unwrap_or(name);
                let at = board.and_then(|b| b.location.stations.iter().find(|s| Some(&s.id) == station.as_ref()));
                words::to_meet(dish, at.map_or(say(Word::NoStation), |s| &s.name))
            }
        }
    }
}
