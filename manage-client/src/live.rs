//! What the news of the live connection mean for the lists of the back office: a list that shows
//! something that has changed is read again, at most once a second.

use dioxus::prelude::*;

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

    /// By the type's name, so that what comes under it may grow without this page.
    pub fn hear(self, kind: &str) {
        match kind {
            // Placing reserves stock.
            "order.placed" | "order.items_added" | "inventory.adjusted" | "inventory.low" => self.mark(Topic::Stock),
            "payment.captured" | "payment.refunded" => self.mark(Topic::Payments),
            _ => match kind.split('.').next() {
                Some("loyalty") => self.mark(Topic::Points),
                Some("alert") => self.mark(Topic::Alerts),
                Some("payments") => self.mark(Topic::Payments),
                Some("access") => self.mark(Topic::Access),
                _ => {}
            },
        }
    }
}
