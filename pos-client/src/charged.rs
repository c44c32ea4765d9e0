//! Cards that were charged from this till. That one came through stands on the order's own bill; what is
//! kept here, for after a reload as well, is only that it is ours, and what had been taken by then.

use client_kit::platform::storage;
use shared::ids::OrderId;
use shared::money::Minor;
use shared::order::{Payment, PaymentMethod, PaymentStatus};

const KEY: &str = "passline.till.charged";
/// A card answers within seconds: more are never under way at one till. What is older is forgotten.
const MOST: usize = 20;

/// `<order> <what had been taken>`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Charged(Vec<String>);

impl Charged {
    pub fn stored() -> Charged {
        Charged(storage::get_json(KEY).unwrap_or_default())
    }

    pub fn keep(&self) {
        storage::set_json(KEY, &self.0);
    }

    /// Its card is being charged from here; so much had been taken before.
    pub fn add(&mut self, order: OrderId, before: Minor) {
        let order = order.to_string();
        self.0.retain(|one| !one.starts_with(&order));
        let surplus = (self.0.len() + 1).saturating_sub(MOST);
        self.0.drain(..surplus);
        self.0.push(format!("{order} {before}"));
    }

    pub fn has(&self, order: OrderId) -> bool {
        self.before(order).is_some()
    }

    /// What came through since.
    pub fn took(&self, order: OrderId, payment: &Payment) -> Option<Minor> {
        let done = payment.method == PaymentMethod::Card && payment.status == PaymentStatus::Captured;
        let took = payment.captured - self.before(order).filter(|_| done)?;
        (took > 0).then_some(took)
    }

    fn before(&self, order: OrderId) -> Option<Minor> {
        let order = order.to_string();
        self.0.iter().find_map(|one| one.strip_prefix(&order)?.trim_start().parse().ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn id(n: u32) -> OrderId {
        format!("01890000-0000-7000-8000-{n:012}").parse().unwrap()
    }

    fn payment(method: &str, status: &str, captured: Minor) -> Payment {
        let payment = json!({ "method": method, "status": status, "attempts": 1, "captured": captured });
        serde_json::from_value(payment).unwrap()
    }

    #[test]
    fn a_card_that_came_through_is_told_where_it_was_charged_and_only_what_it_brought() {
        let mut charged = Charged::default();
        assert_eq!(charged.took(id(1), &payment("card", "captured", 500)), None, "another till's");
        charged.add(id(1), 0);
        assert_eq!(charged.took(id(1), &payment("card", "pending", 0)), None);
        assert_eq!(charged.took(id(1), &payment("cash", "captured", 500)), None, "it was paid in cash after all");
        assert_eq!(charged.took(id(1), &payment("card", "captured", 500)), Some(500));
        charged.add(id(1), 500);
        assert_eq!(charged.took(id(1), &payment("card", "captured", 500)), None, "that was the first card");
        assert_eq!(charged.took(id(1), &payment("card", "captured", 720)), Some(220));
    }

    #[test]
    fn what_is_old_is_forgotten() {
        let mut charged = Charged::default();
        for n in 0..200 {
            charged.add(id(n), 0);
        }
        assert_eq!((charged.0.len(), charged.has(id(199)), charged.has(id(0))), (MOST, true, false));
    }
}
