//! A whole menu as a manager sends it, in the words of the location file, judged field by field.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::menu::{Choice, Faults, FieldError, Group, MODIFIERS_MAX, Menu, MenuItem, NAME_MAX};
use crate::money::MINOR_MAX;
use crate::order::Uses;
use crate::stock::PORTION_MAX;

/// Dishes of one menu; many times the longest card.
pub const DISHES_MAX: usize = 5_000;
/// Groups of one menu, and options of one group.
pub const GROUPS_MAX: usize = 1_000;
pub const OPTIONS_MAX: usize = 200;
/// Allergens and ingredients of one dish or option.
pub const PARTS_MAX: usize = 100;
/// A dish that takes a day is none that an order waits for.
pub const PREP_SECONDS_MAX: u32 = 86_400;
/// What is wrong, told at once.
pub const FAULTS_MAX: usize = 100;

/// The body of `PUT /menu`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MenuFile {
    #[serde(default)]
    pub modifier_groups: Vec<Group>,
    pub items: Vec<MenuItem>,
}

impl MenuFile {
    pub fn of(menu: &Menu) -> MenuFile {
        MenuFile { modifier_groups: menu.groups.clone(), items: menu.items.clone() }
    }

    pub fn into_menu(self, version: u64) -> Menu {
        Menu { version, items: self.items, groups: self.modifier_groups }
    }

    /// What is wrong with it, each with its JSON pointer. Empty: it can be served.
    pub fn faults(&self, is_ingredient: impl Fn(&IngredientId) -> bool) -> Vec<FieldError> {
        let mut judge = Judge { faults: Faults::default(), is_ingredient: &is_ingredient };
        if self.items.is_empty() {
            judge.faults.add("/items", "name at least one dish");
        }
        if self.items.len() > DISHES_MAX {
            judge.faults.add("/items", format!("at most {DISHES_MAX} dishes"));
        } else if self.modifier_groups.len() > GROUPS_MAX {
            judge.faults.add("/modifier_groups", format!("at most {GROUPS_MAX} groups"));
        } else {
            self.judge(&mut judge);
        }
        let mut faults = judge.faults.0;
        faults.truncate(FAULTS_MAX);
        faults
    }

    fn judge(&self, judge: &mut Judge) {
        let (mut groups, mut options, mut dishes) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (k, group) in self.modifier_groups.iter().enumerate() {
            let at = format!("/modifier_groups/{k}");
            judge.id(&at, group.id.as_str(), &mut groups);
            judge.group(&at, group, &mut options);
        }
        for (k, item) in self.items.iter().enumerate() {
            let at = format!("/items/{k}");
            judge.id(&at, item.id.as_str(), &mut dishes);
            judge.item(&at, item);
            if item.modifier_groups.len() > MODIFIERS_MAX {
                judge.faults.add(format!("{at}/modifier_groups"), format!("at most {MODIFIERS_MAX}"));
                continue;
            }
            for (g, group) in item.modifier_groups.iter().enumerate() {
                let at = format!("{at}/modifier_groups/{g}");
                if !groups.contains_key(group.as_str()) {
                    judge.faults.add(at, format!("{:?} is no modifier group", group.as_str()));
                } else if item.modifier_groups[..g].contains(group) {
                    judge.faults.add(at, "stands twice");
                }
            }
        }
    }
}

struct Judge<'a> {
    faults: Faults,
    is_ingredient: &'a dyn Fn(&IngredientId) -> bool,
}

impl Judge<'_> {
    fn id<'m>(&mut self, at: &str, id: &'m str, seen: &mut BTreeMap<&'m str, ()>) {
        self.slug(&format!("{at}/id"), id);
        if seen.insert(id, ()).is_some() {
            self.faults.add(format!("{at}/id"), "stands twice");
        }
    }

    fn slug(&mut self, at: &str, id: &str) {
        if !is_slug(id) {
            self.faults.add(at, "lower case letters, digits, - and _, at most 64 of them");
        }
    }

    fn group<'m>(&mut self, at: &str, group: &'m Group, options: &mut BTreeMap<&'m str, ()>) {
        self.faults.required(&format!("{at}/name"), &group.name, NAME_MAX);
        if group.max.is_some_and(|max| max < group.min) {
            self.faults.add(format!("{at}/max"), "less than min");
        }
        if (group.min as usize) > group.options.len() {
            self.faults.add(format!("{at}/min"), format!("more than the {} options there are", group.options.len()));
        }
        if group.options.len() > OPTIONS_MAX {
            return self.faults.add(format!("{at}/options"), format!("at most {OPTIONS_MAX}"));
        }
        for (k, option) in group.options.iter().enumerate() {
            let at = format!("{at}/options/{k}");
            self.id(&at, option.id.as_str(), options);
            self.option(&at, option);
        }
    }

    fn option(&mut self, at: &str, option: &Choice) {
        self.faults.required(&format!("{at}/name"), &option.name, NAME_MAX);
        if !(-MINOR_MAX..=MINOR_MAX).contains(&option.price) {
            self.faults.add(format!("{at}/price"), format!("between -{MINOR_MAX} and {MINOR_MAX}"));
        }
        self.allergens(at, &option.allergens);
        // It may take something off.
        self.recipe(at, &option.recipe, -PORTION_MAX);
    }

    fn item(&mut self, at: &str, item: &MenuItem) {
        self.faults.required(&format!("{at}/name"), &item.name, NAME_MAX);
        self.faults.text(&format!("{at}/kitchen_name"), item.kitchen_name.as_deref(), NAME_MAX);
        self.faults.text(&format!("{at}/category"), Some(&item.category), NAME_MAX);
        if !(0..=MINOR_MAX).contains(&item.price) {
            self.faults.add(format!("{at}/price"), format!("between 0 and {MINOR_MAX}"));
        }
        if let Some(station) = &item.station {
            self.slug(&format!("{at}/station"), station.as_str());
        }
        if item.prep_seconds > PREP_SECONDS_MAX {
            self.faults.add(format!("{at}/prep_seconds"), format!("at most {PREP_SECONDS_MAX}"));
        }
        self.allergens(at, &item.allergens);
        self.recipe(at, &item.recipe, 0);
    }

    fn allergens(&mut self, at: &str, allergens: &[String]) {
        if allergens.len() > PARTS_MAX {
            return self.faults.add(format!("{at}/allergens"), format!("at most {PARTS_MAX}"));
        }
        for (k, allergen) in allergens.iter().enumerate() {
            let at = format!("{at}/allergens/{k}");
            self.faults.required(&at, allergen, NAME_MAX);
            if allergen.contains('|') || allergen.trim() != allergen {
                self.faults.add(at, "without | and without spaces around it, which tables cannot keep");
            }
        }
    }

    fn recipe(&mut self, at: &str, recipe: &Uses, least: i64) {
        if recipe.len() > PARTS_MAX {
            return self.faults.add(format!("{at}/recipe"), format!("at most {PARTS_MAX} ingredients"));
        }
        for (ingredient, quantity) in recipe {
            // Ids of ingredients are slugs: they need no escaping. What is none is not repeated.
            if !(self.is_ingredient)(ingredient) {
                self.faults.add(format!("{at}/recipe"), format!("{:?} is no ingredient", ingredient.as_str()));
            } else if !(least..=PORTION_MAX).contains(quantity) {
                self.faults.add(format!("{at}/recipe/{ingredient}"), format!("between {least} and {PORTION_MAX}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointers(json: &str) -> Vec<String> {
        let file: MenuFile = serde_json::from_str(json).unwrap();
        file.faults(|id| id.as_str() == "dough").into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn each_fault_is_pointed_at() {
        let good = r#"{"modifier_groups":[{"id":"g","name":"G","min":1,"max":1,"options":[{"id":"o","name":"O"}]}],
            "items":[{"id":"a","name":"A","price":100,"modifier_groups":["g"],"recipe":{"dough":1}}]}"#;
        assert!(pointers(good).is_empty());
        for (from, to, pointer) in [
            (r#""id":"a""#, r#""id":"A""#, "/items/0/id"),
            (r#""name":"A""#, r#""name":" ""#, "/items/0/name"),
            (r#""price":100"#, r#""price":-1"#, "/items/0/price"),
            (r#"["g"]"#, r#"["h"]"#, "/items/0/modifier_groups/0"),
            (r#"["g"]"#, r#"["g","g"]"#, "/items/0/modifier_groups/1"),
            (r#"{"dough":1}"#, r#"{"cheese":1}"#, "/items/0/recipe"),
            (r#"{"dough":1}"#, r#"{"dough":-1}"#, "/items/0/recipe/dough"),
            (r#""min":1"#, r#""min":2"#, "/modifier_groups/0/max"),
            (r#""name":"O""#, r#""name":"O","allergens":["a|b"]"#, "/modifier_groups/0/options/0/allergens/0"),
        ] {
            let found = pointers(&good.replace(from, to));
            assert!(found.contains(&pointer.to_owned()), "{from} -> {to}: {found:?}");
        }
        assert_eq!(pointers(r#"{"items":[]}"#), ["/items"]);
    }
}
