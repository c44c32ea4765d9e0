//! Finding a dish by what somebody remembers of its name: without case, without accents, by any part.

use client_kit::platform::fold;
use shared::menu::{CardItem, MenuCard};

/// How well a word fits a dish, the best first: the beginning of its name, of a word of it, a part
/// of it, the name of its category.
const WORST: usize = 3;

/// The dishes that all typed words fit, the best first, else as the menu has them.
pub fn found<'a>(menu: &'a MenuCard, typed: &str) -> Vec<&'a CardItem> {
    let typed = fold(typed);
    let words: Vec<&str> = typed.split_whitespace().collect();
    let mut by_fit: [Vec<&CardItem>; WORST + 1] = Default::default();
    for category in menu.categories.iter().filter(|_| !words.is_empty()) {
        let group = fold(&category.name);
        for dish in &category.items {
            if let Some(worst) = fit(&fold(&dish.name), &group, &words) {
                by_fit[worst].push(dish);
            }
        }
    }
    by_fit.into_iter().flatten().collect()
}

/// The worst fit of all words; none where one of them does not fit.
fn fit(name: &str, category: &str, words: &[&str]) -> Option<usize> {
    words.iter().try_fold(0, |worst, word| {
        let at = match name.find(word) {
            Some(0) => 0,
            Some(_) if name.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word)) => 1,
            Some(_) => 2,
            None if category.split_whitespace().any(|part| part.starts_with(word)) => WORST,
            None => return None,
        };
        Some(worst.max(at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::menu::Category;

    fn menu() -> MenuCard {
        let dish = |name: &str| CardItem {
            id: name.into(),
            name: name.into(),
            price: 0,
            station: None,
            prep_seconds: 0,
            allergens: vec![],
            modifier_groups: vec![],
            available: true,
            remaining: None,
            why: None,
        };
        let category =
            |name: &str, dishes: &[&str]| Category { name: name.into(), items: dishes.iter().map(|d| dish(d)).collect() };
        let pizzas = category("Pizza", &["Quattro Formaggi", "Prosciutto e Funghi", "Funghi", "Jalapeño"]);
        MenuCard {
            version: 1, categories: vec![pizzas, category("Desserts", &["Crème brûlée", "Tiramisù"])], payments: vec![]
        }
    }

    fn names(typed: &str) -> Vec<String> {
        found(&menu(), typed).into_iter().map(|dish| dish.name.clone()).collect()
    }

    #[test]
    fn any_part_of_a_name_finds_it_without_case_or_accents() {
        assert_eq!(names("CREME"), ["Crème brûlée"]);
        assert_eq!(names("jalapeno"), ["Jalapeño"]);
        assert_eq!(names("tiramisu"), ["Tiramisù"]);
        assert_eq!(names("magg"), ["Quattro Formaggi"]);
        assert_eq!(names("qua fo"), ["Quattro Formaggi"]);
        assert_eq!(names("brulée crè"), ["Crème brûlée"]);
    }

    #[test]
    fn what_begins_so_comes_first_and_a_category_last() {
        assert_eq!(names("fun"), ["Funghi", "Prosciutto e Funghi"]);
        assert_eq!(names("dess"), ["Crème brûlée", "Tiramisù"]);
        assert_eq!(names("pizza fun"), ["Prosciutto e Funghi", "Funghi"]);
        assert!(names("zza").is_empty(), "in the middle of a category is no fit");
        assert!(names("fun x").is_empty() && names("  ").is_empty());
    }
}
