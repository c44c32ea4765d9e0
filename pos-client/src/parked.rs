//! Checks that were put aside, on this device and for this location alone: whole, with table, guest,
//! seats and allergies.

use client_kit::platform::storage;
use client_kit::session;
use serde::{Deserialize, Serialize};
use shared::time::Timestamp;

use crate::cart::Cart;

const PREFIX: &str = "passline.till.parked.";
/// More than anybody keeps in mind; each is a few kilobytes of the browser's store.
pub const MOST: usize = 20;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parked {
    /// When it was put aside; also its name, so no two have the same.
    pub at: Timestamp,
    pub cart: Cart,
}

fn key() -> String {
    PREFIX.to_owned() + &session::location()
}

/// What is there now; another tab may have written since. `None`: nothing was ever kept.
pub fn stored() -> Option<Vec<Parked>> {
    storage::get_json(&key())
}

/// False where the browser keeps nothing.
pub fn keep(parked: &[Parked]) -> bool {
    storage::set_json(&key(), &parked)
}

/// Puts a check aside, the newest last; one that says nothing is let go. False: there are too many.
pub fn put(parked: &mut Vec<Parked>, cart: Cart, now: Timestamp) -> bool {
    if !cart.is_worth_keeping() {
        return true;
    }
    if parked.len() >= MOST {
        return false;
    }
    // A clock that was set back must not give a name twice.
    let at = parked.iter().map(|p| Timestamp(p.at.0 + 1)).fold(now, Timestamp::max);
    parked.push(Parked { at, cart });
    true
}

pub fn take(parked: &mut Vec<Parked>, at: Timestamp) -> Option<Cart> {
    let place = parked.iter().position(|parked| parked.at == at)?;
    Some(parked.remove(place).cart)
}

/// Takes one up, and puts the present one aside in its stead: for that there is always room.
pub fn swap(parked: &mut Vec<Parked>, at: Timestamp, present: Cart, now: Timestamp) -> Option<Cart> {
    let cart = take(parked, at)?;
    put(parked, present, now);
    Some(cart)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(note: &str) -> Cart {
        Cart { note: note.into(), ..Cart::default() }
    }

    #[test]
    fn each_parked_check_has_a_name_of_its_own_and_there_is_an_end_to_them() {
        let mut parked = Vec::new();
        for _ in 0..MOST {
            assert!(put(&mut parked, noted("birthday"), Timestamp(1_000)));
        }
        assert!(!put(&mut parked, noted("birthday"), Timestamp(1_000)));
        parked.dedup_by_key(|p| p.at);
        assert_eq!(parked.len(), MOST);
    }

    #[test]
    fn a_check_that_says_nothing_takes_no_room_but_an_allergy_alone_is_kept() {
        let mut parked = Vec::new();
        assert!(put(&mut parked, Cart { table: "12".into(), ..Cart::default() }, Timestamp(5)));
        assert!(parked.is_empty());
        let mut allergic = Cart::default();
        allergic.toggle_allergy(None, "nuts");
        assert!(put(&mut parked, allergic.clone(), Timestamp(5)));
        assert_eq!(parked[0].cart, allergic);
    }

    #[test]
    fn taking_one_up_puts_the_present_one_aside_even_where_all_room_is_taken() {
        let mut parked = Vec::new();
        for _ in 0..MOST {
            put(&mut parked, noted("old"), Timestamp(1_000));
        }
        let third = parked[2].at;
        assert_eq!(swap(&mut parked, third, noted("present"), Timestamp(9_000)), Some(noted("old")));
        assert_eq!((parked.len(), &parked[MOST - 1].cart), (MOST, &noted("present")));
        assert_eq!(swap(&mut parked, third, noted("other"), Timestamp(9_001)), None, "another tab was quicker");
        assert_eq!(parked.len(), MOST, "and the present one stays where it is");
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
