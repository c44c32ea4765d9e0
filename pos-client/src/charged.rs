//! Cards that were charged from this till. The answer that names the order and the news that its card
//! came through arrive in either order; whichever is second tells it.

use shared::ids::OrderId;
use shared::money::Minor;

/// A card answers within seconds: more are never under way at one till. What is older is forgotten.
const MOST: usize = 20;

#[derive(Clone, Debug, Default)]
pub struct Charged {
    /// Charged from here, and not heard of yet.
    awaited: Vec<OrderId>,
    /// Came through before anybody here knew that it is ours.
    came: Vec<(OrderId, Minor)>,
}

impl Charged {
    /// An open order's card is being charged from here.
    pub fn await_news(&mut self, order: OrderId) {
        self.forget(order);
        push(&mut self.awaited, order);
    }

    /// A new order was paid at once from here. How much came through, where that is known already.
    pub fn placed(&mut self, order: OrderId) -> Option<Minor> {
        let came = self.came.iter().find(|(id, _)| *id == order).map(|(_, amount)| *amount);
        self.forget(order);
        if came.is_none() {
            push(&mut self.awaited, order);
        }
        came
    }

    /// A card came through. True: it was charged from here.
    pub fn captured(&mut self, order: OrderId, amount: Minor) -> bool {
        let ours = self.awaited.contains(&order);
        self.forget(order);
        if !ours {
            push(&mut self.came, (order, amount));
        }
        ours
    }

    /// Told, or refused.
    pub fn forget(&mut self, order: OrderId) {
        self.awaited.retain(|id| *id != order);
        self.came.retain(|(id, _)| *id != order);
    }
}

fn push<T>(all: &mut Vec<T>, one: T) {
    if all.len() >= MOST {
        all.remove(0);
    }
    all.push(one);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(n: u32) -> OrderId {
        format!("01890000-0000-7000-8000-{n:012}").parse().unwrap()
    }

    #[test]
    fn whichever_comes_second_tells_it_and_nothing_stays() {
        let mut charged = Charged::default();
        assert_eq!(charged.placed(order(1)), None);
        assert!(charged.captured(order(1), 500));
        assert!(!charged.captured(order(2), 700), "not known to be ours yet");
        assert_eq!(charged.placed(order(2)), Some(700));
        assert!(charged.awaited.is_empty() && charged.came.is_empty());
    }

    #[test]
    fn a_refused_card_and_other_tills_cards_are_not_kept_for_ever() {
        let mut charged = Charged::default();
        charged.await_news(order(1));
        charged.forget(order(1));
        assert!(!charged.captured(order(1), 500));
        for n in 0..200 {
            charged.captured(order(n), 500);
            charged.await_news(order(1_000 + n));
        }
        assert_eq!((charged.awaited.len(), charged.came.len()), (MOST, MOST));
    }
}
