//! Checks that were put aside, on this device alone: whole, with table, guest, seats and allergies.

use client_kit::platform::storage;
use serde::{Deserialize, Serialize};
use shared::time::Timestamp;

use crate::cart::Cart;

const KEY: &str = "passline.till.parked";
/// More than anybody keeps in mind; each is a few kilobytes of the browser's store.
pub const MOST: usize = 20;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parked {
    /// When it was put aside; also its name, so no two have the same.
    pub at: Timestamp,
    pub cart: Cart,
}

pub fn stored() -> Vec<Parked> {
    storage::get_json(KEY).unwrap_or_default()
}

/// False where the browser keeps nothing.
pub fn keep(parked: &[Parked]) -> bool {
    storage::set_json(KEY, &parked)
}

/// Puts a check aside, the newest last. False: there are too many.
pub fn put(parked: &mut Vec<Parked>, cart: Cart, now: Timestamp) -> bool {
    if parked.len() >= MOST {
        return false;
    }
    // A clock that was set back must not give a name twice.
    let at = parked.iter().map(|p| Timestamp(p.at.0 + 1)).fold(now, Timestamp::max);
    parked.push(Parked { at, cart });
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_parked_check_has_a_name_of_its_own_and_there_is_an_end_to_them() {
        let mut parked = Vec::new();
        for _ in 0..MOST {
            assert!(put(&mut parked, Cart::default(), Timestamp(1_000)));
        }
        assert!(!put(&mut parked, Cart::default(), Timestamp(1_000)));
        parked.dedup_by_key(|p| p.at);
        assert_eq!(parked.len(), MOST);
    }

    #[test]
    fn a_parked_check_comes_back_as_it_was() {
        let mut cart = Cart { table: "12".into(), covers: Some(4), note: "birthday".into(), seat: Some(2), ..Cart::default() };
        cart.toggle_allergy(Some(2), "milk");
        cart.set_course(2);
        let mut parked = Vec::new();
        put(&mut parked, cart.clone(), Timestamp(5));
        let kept = serde_json::to_string(&parked).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Parked>>(&kept).unwrap()[0].cart, cart);
    }
}
