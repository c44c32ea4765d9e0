//! Proof of delivery: tells the server which tickets are on the visible page of a visible tab.

use std::collections::HashMap;

use serde::Serialize;
use shared::ids::OrderId;

/// At most about three a second.
const EVERY_MS: i64 = 350;
/// Told, and no `ticket.shown` came back: told again.
const AGAIN_MS: i64 = 5_000;

#[derive(Default)]
pub struct Receipts {
    told: HashMap<(OrderId, u32), i64>,
    last: i64,
}

#[derive(Serialize)]
struct Shown<'a> {
    seq: u64,
    tickets: &'a [(OrderId, u32)],
    #[serde(rename = "type")]
    kind: &'static str,
}

impl Receipts {
    /// The frame to send for these tickets, none of which has been shown before as far as the
    /// board knows. `None`: nothing new to say, or it is too soon.
    pub fn frame(&mut self, now: i64, seq: u64, visible: &[(OrderId, u32)]) -> Option<String> {
        if now - self.last < EVERY_MS {
            return None;
        }
        self.told.retain(|ticket, _| visible.contains(ticket));
        let due = |ticket: &&(OrderId, u32)| self.told.get(ticket).is_none_or(|at| now - at >= AGAIN_MS);
        let tickets: Vec<(OrderId, u32)> = visible.iter().filter(due).copied().collect();
        if tickets.is_empty() {
            return None;
        }
        self.last = now;
        self.told.extend(tickets.iter().map(|ticket| (*ticket, now)));
        serde_json::to_string(&Shown { seq, tickets: &tickets, kind: "shown" }).ok()
    }

    /// It could not be sent, or the link is new: nothing has been told.
    pub fn forget(&mut self) {
        self.told.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::ids::Uuid;

    #[test]
    fn a_ticket_is_told_once_and_again_when_no_receipt_comes() {
        let order = OrderId(Uuid::from_u128(7));
        let visible = [(order, 1)];
        let mut receipts = Receipts::default();
        let frame = receipts.frame(1_000, 42, &visible);
        let expected = format!(r#"{{"seq":42,"tickets":[["{order}",1]],"type":"shown"}}"#);
        assert_eq!(frame, Some(expected));
        assert_eq!(receipts.frame(1_400, 42, &visible), None);
        assert!(receipts.frame(1_000 + AGAIN_MS, 43, &visible).is_some());
    }
}
