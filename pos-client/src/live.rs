//! What the news of the live connection mean for the lists of the back office: a list that shows
//! something that has changed is read again, at most once a second.

use dioxus::prelude::*;
use shared::order::{Event, EventData};

/// What a list may be about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Topic {
    Alerts,
    Stock,
    Payments,
    Points,
    Access,
}

const TOPICS: usize = 5;

#[derive(Clone, Copy, PartialEq)]
pub struct Stamps {
    at: [Signal<u32>; TOPICS],
    due: Signal<[bool; TOPICS]>,
}

impl Stamps {
    pub fn new() -> Stamps {
        Stamps { at: std::array::from_fn(|_| Signal::new(0)), due: Signal::new([false; TOPICS]) }
    }

    /// Changes when the topic has; reading it subscribes.
    pub fn of(&self, topic: Topic) -> u32 {
        *self.at[topic as usize].read()
    }

    pub fn mark(mut self, topic: Topic) {
        self.due.write()[topic as usize] = true;
    }

    /// After a gap nobody knows what has changed.
    pub fn mark_all(mut self) {
        self.due.set([true; TOPICS]);
    }

    /// Once a second.
    pub fn tick(mut self) {
        let due = *self.due.peek();
        if due.contains(&true) {
            self.due.set([false; TOPICS]);
            for (mut at, _) in self.at.into_iter().zip(due).filter(|(_, due)| *due) {
                *at.write() += 1;
            }
        }
    }

    pub fn hear(self, event: &Event) {
        match &event.data {
            // Placing reserves stock.
            EventData::Placed(_) | EventData::ItemsAdded(_) | EventData::StockAdjusted(_) | EventData::StockLow(_) => {
                self.mark(Topic::Stock);
            }
            EventData::PaymentCaptured(_) | EventData::PaymentRefunded(_) => self.mark(Topic::Payments),
            EventData::PointsEarned(_) | EventData::PointsRedeemed(_) | EventData::PointsReversed(_) => self.mark(Topic::Points),
            // By its name, so that what raises alerts may grow without this page.
            other if other.kind().starts_with("alert.") => self.mark(Topic::Alerts),
            other if other.kind().starts_with("payments.") => self.mark(Topic::Payments),
            other if other.kind().starts_with("access.") => self.mark(Topic::Access),
            _ => {}
        }
    }
}
