//! The dishes that stand first: those kept there by hand, and what this till sells most. Known to
//! this device alone.

use client_kit::platform::storage;
use serde::{Deserialize, Serialize};
use shared::ids::MenuItemId;

const KEY: &str = "passline.till.favourites";
/// As many as a thumb finds without looking; more may be kept by hand.
const SHOWN: usize = 12;
/// When so many portions were counted all counts are halved: last month's dish makes room.
const REMEMBERED: u32 = 2_000;

#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Favourites {
    pinned: Vec<MenuItemId>,
    sold: Vec<(MenuItemId, u32)>,
    /// Those of `sold` that are shown. Put in order when the page starts; what joins later stands at
    /// the end, so that no dish moves under a finger.
    #[serde(skip)]
    learned: Vec<MenuItemId>,
}

impl Favourites {
    pub fn stored() -> Favourites {
        let mut favourites: Favourites = storage::get_json(KEY).unwrap_or_default();
        favourites.arrange();
        favourites
    }

    pub fn keep(&self) {
        storage::set_json(KEY, self);
    }

    fn arrange(&mut self) {
        let mut sold: Vec<&(MenuItemId, u32)> = self.sold.iter().collect();
        shared::lean::sort_by_key(&mut sold, |(_, count)| std::cmp::Reverse(*count));
        self.learned = sold.into_iter().take(SHOWN).map(|(dish, _)| dish.clone()).collect();
    }

    /// Kept by hand first.
    pub fn dishes(&self) -> impl Iterator<Item = &MenuItemId> {
        let others = self.learned.iter().filter(|dish| !self.is_pinned(dish));
        self.pinned.iter().chain(others.take(SHOWN.saturating_sub(self.pinned.len())))
    }

    pub fn is_empty(&self) -> bool {
        self.pinned.is_empty() && self.learned.is_empty()
    }

    pub fn is_pinned(&self, dish: &MenuItemId) -> bool {
        self.pinned.contains(dish)
    }

    pub fn toggle(&mut self, dish: &MenuItemId) {
        match self.pinned.iter().position(|pinned| pinned == dish) {
            Some(place) => drop(self.pinned.remove(place)),
            None => self.pinned.push(dish.clone()),
        }
    }

    /// So many were ordered here.
    pub fn sold(&mut self, dish: &MenuItemId, quantity: u32) {
        match self.sold.iter_mut().find(|(sold, _)| sold == dish) {
            Some((_, count)) => *count += quantity,
            None => self.sold.push((dish.clone(), quantity)),
        }
        if self.learned.len() < SHOWN && !self.learned.contains(dish) {
            self.learned.push(dish.clone());
        }
        if self.sold.iter().map(|(_, count)| count).sum::<u32>() > REMEMBERED {
            self.sold.iter_mut().for_each(|(_, count)| *count /= 2);
            self.sold.retain(|(_, count)| *count > 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(favourites: &Favourites) -> Vec<&str> {
        favourites.dishes().map(|dish| dish.as_str()).collect()
    }

    #[test]
    fn what_is_kept_by_hand_stands_first_and_the_most_sold_follows() {
        let mut favourites = Favourites::default();
        favourites.sold(&"cola".into(), 2);
        favourites.sold(&"marinara".into(), 5);
        favourites.sold(&"cola".into(), 1);
        assert_eq!(shown(&favourites), ["cola", "marinara"], "nothing moves while somebody works");
        favourites.arrange();
        assert_eq!(shown(&favourites), ["marinara", "cola"]);
        favourites.toggle(&"tiramisu".into());
        favourites.toggle(&"cola".into());
        assert_eq!(shown(&favourites), ["tiramisu", "cola", "marinara"], "once each");
        favourites.toggle(&"tiramisu".into());
        assert_eq!(shown(&favourites), ["cola", "marinara"]);
    }

    #[test]
    fn there_are_twelve_however_much_is_sold_and_old_habits_fade() {
        let mut favourites = Favourites::default();
        for dish in 0..40 {
            favourites.sold(&format!("dish-{dish}").as_str().into(), 1 + dish);
        }
        favourites.arrange();
        assert_eq!(favourites.dishes().count(), SHOWN);
        assert_eq!(shown(&favourites)[0], "dish-39");
        favourites.sold(&"new".into(), REMEMBERED);
        assert!(favourites.sold.iter().map(|(_, count)| count).sum::<u32>() <= REMEMBERED + 20);
        assert!(favourites.sold.iter().all(|(dish, _)| dish.as_str() != "dish-0"), "sold once, long ago");
        for dish in 0..13 {
            favourites.toggle(&format!("kept-{dish}").as_str().into());
        }
        assert_eq!(favourites.dishes().count(), 13, "by hand as many as somebody wants");
    }
}
