//! The menu while it is changed: a copy of it, kept over all sections until it is saved or thrown away.
//! It is saved whole, and only over the menu that it was made from.

use client_kit::api::{self, FieldProblem};
use client_kit::doing::Doing;
use client_kit::platform::page;
use dioxus::prelude::*;
use serde_json::{Value, json};

use crate::doc::{concerns, without_nulls};

/// The two lists of a menu.
pub const ITEMS: &str = "/items";
pub const GROUPS: &str = "/modifier_groups";

#[derive(Clone, Copy, PartialEq)]
pub struct Editor {
    /// Null: not read yet.
    pub doc: Signal<Value>,
    /// As the server has it.
    saved: Signal<Value>,
    /// Of the menu that `saved` is.
    pub version: Signal<u64>,
    /// Another number: fields take their texts anew.
    pub round: Signal<u32>,
}

impl Editor {
    pub fn new() -> Editor {
        Editor { doc: Signal::new(Value::Null), saved: Signal::new(Value::Null), version: Signal::new(0), round: Signal::new(0) }
    }

    pub fn is_clean(&self) -> bool {
        *self.doc.read() == *self.saved.read()
    }

    /// Reads the menu of this version, or a later one: then saving says so.
    pub async fn fetch(mut self, version: u64) {
        let text = api::text("GET", "/menu/export?format=json", None, None, api::JSON).await;
        let Some(mut menu) = text.ok().and_then(|text| serde_json::from_str::<Value>(&text).ok()) else { return };
        without_nulls(&mut menu);
        // Somebody may have begun to write meanwhile.
        if self.is_clean() {
            self.start(menu, version);
        }
    }

    fn start(&mut self, menu: Value, version: u64) {
        self.doc.set(menu.clone());
        self.saved.set(menu);
        self.version.set(version);
        *self.round.write() += 1;
    }

    pub fn throw_away(mut self) {
        let menu = self.saved.peek().clone();
        self.doc.set(menu);
        *self.round.write() += 1;
    }

    /// New groups and dishes that have a name by now get their ids: others may be told of them.
    pub fn settle(mut self) {
        give_ids(&mut self.doc.write(), false);
    }

    /// Over the menu of `version`; what is new gets its id by its name.
    pub fn save(mut self, version: u64, doing: Doing, done: impl FnOnce() + 'static) {
        give_ids(&mut self.doc.write(), true);
        let sent = self.doc.peek().clone();
        doing.go_over("PUT", "/menu".to_owned(), sent.to_string(), version, move |answer| {
            let answer: Value = serde_json::from_str(&answer).unwrap_or_default();
            self.saved.set(sent);
            self.version.set(answer["version"].as_u64().unwrap_or(version));
            done();
        });
    }

    /// The browser asks before it leaves a page on which something is not saved.
    pub fn hold(&self) {
        page::ask_before_leaving(!self.is_clean());
    }

    pub fn list(&self, list: &str) -> Vec<Value> {
        self.doc.read().pointer(list).and_then(Value::as_array).cloned().unwrap_or_default()
    }

    pub fn change(mut self, list: &str, change: impl FnOnce(&mut Vec<Value>)) {
        if let Some(all) = self.doc.write().pointer_mut(list).and_then(Value::as_array_mut) {
            change(all);
        }
    }

    /// Whether the entry at this place is as it was. `None`: it was not there.
    pub fn is_changed(&self, list: &str, entry: &Value) -> Option<bool> {
        let saved = self.saved.read();
        let before = saved.pointer(list)?.as_array()?.iter().find(|before| before["id"] == entry["id"])?;
        Some(before != entry)
    }

    /// How many dishes and groups are new, other, or gone; one where only their order is another.
    pub fn changes(&self) -> usize {
        let mut count = 0;
        for list in [ITEMS, GROUPS] {
            let now = self.list(list);
            let other = now.iter().filter(|entry| self.is_changed(list, entry) != Some(false)).count();
            let before = self.saved.read().pointer(list).and_then(Value::as_array).map_or(0, Vec::len);
            let kept = now.iter().filter(|entry| self.is_changed(list, entry).is_some()).count();
            count += other + before - kept.min(before);
        }
        count.max(usize::from(!self.is_clean()))
    }
}

/// What is wrong at this pointer or below.
pub fn is_faulty(faults: &[FieldProblem], at: &str) -> bool {
    faults.iter().any(|fault| concerns(&fault.pointer, at))
}

/// The first dish or group that something is wrong with: list and place.
pub fn first_fault(faults: &[FieldProblem]) -> Option<(&'static str, usize)> {
    faults.iter().find_map(|fault| {
        let list = [ITEMS, GROUPS].into_iter().find(|list| concerns(&fault.pointer, list))?;
        let place = fault.pointer[list.len()..].trim_start_matches('/').split('/').next()?;
        Some((list, place.parse().ok()?))
    })
}

/// Ids for what has none: of the name, and nobody else's. `all`: what has no name either.
fn give_ids(menu: &mut Value, all: bool) {
    let mut taken: [Vec<String>; 3] = Default::default();
    for name_them in [false, true] {
        for (kind, list) in ["items", "modifier_groups"].into_iter().enumerate() {
            for entry in menu.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
                give_id(entry, &mut taken[kind], name_them, all);
                let options = entry.get_mut("options").and_then(Value::as_array_mut);
                for option in options.into_iter().flatten().filter(|_| kind == 1) {
                    give_id(option, &mut taken[2], name_them, all);
                }
            }
        }
    }
}

/// First those that have one are noted, then the others are named.
fn give_id(entry: &mut Value, taken: &mut Vec<String>, name_it: bool, all: bool) {
    match entry["id"].as_str() {
        Some(id) if !id.is_empty() && !name_it => taken.push(id.to_owned()),
        Some(id) if !id.is_empty() => {}
        _ if name_it && (all || entry["name"].as_str().is_some_and(|name| !name.is_empty())) => {
            let id = free(&slug(entry["name"].as_str().unwrap_or_default()), taken);
            taken.push(id.clone());
            entry["id"] = json!(id);
        }
        _ => {}
    }
}

/// `Crème brûlée 2` is `cr-me-br-l-e-2`: an id is read by programs.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().map(|c| c.to_ascii_lowercase()) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(48);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "x".to_owned() } else { slug.to_owned() }
}

fn free(slug: &str, taken: &[String]) -> String {
    let mut id = slug.to_owned();
    let mut n = 1;
    while taken.contains(&id) {
        n += 1;
        id = format!("{slug}-{n}");
    }
    id
}

/// The categories, in the order in which their first dishes stand; with how many.
pub fn categories(items: &[Value]) -> Vec<(String, usize)> {
    let mut categories: Vec<(String, usize)> = Vec::new();
    for item in items {
        let name = item["category"].as_str().unwrap_or_default();
        match categories.iter_mut().find(|(known, _)| known == name) {
            Some((_, count)) => *count += 1,
            None => categories.push((name.to_owned(), 1)),
        }
    }
    categories
}

/// A category one place up or down: its dishes before or after those of its neighbour.
pub fn move_category(items: &mut Vec<Value>, name: &str, up: bool) {
    let mut order: Vec<String> = categories(items).into_iter().map(|(name, _)| name).collect();
    let Some(place) = order.iter().position(|known| known == name) else { return };
    let other = if up { place.wrapping_sub(1) } else { place + 1 };
    if other < order.len() {
        order.swap(place, other);
        let mut sorted = Vec::with_capacity(items.len());
        for name in &order {
            sorted.extend(items.iter().filter(|item| item["category"].as_str().unwrap_or_default() == name).cloned());
        }
        *items = sorted;
    }
}

/// A dish one place up or down in its category; where it stands now.
pub fn move_dish(items: &mut [Value], place: usize, up: bool) -> usize {
    let same = |k: &usize| items[*k]["category"] == items[place]["category"];
    let other = if up { (0..place).rev().find(same) } else { (place + 1..items.len()).find(same) };
    let Some(other) = other else { return place };
    items.swap(place, other);
    other
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dishes(names: &[(&str, &str)]) -> Vec<Value> {
        names.iter().map(|(name, category)| json!({ "id": "", "name": name, "category": category })).collect()
    }

    fn names(items: &[Value]) -> Vec<&str> {
        items.iter().map(|item| item["name"].as_str().unwrap()).collect()
    }

    #[test]
    fn what_is_new_is_called_by_its_name_and_by_nobody_elses() {
        let mut menu = json!({
            "items": [{ "id": "", "name": "Soup of the Day!" }, { "id": "soup-of-the-day", "name": "x" }, { "name": "汤" }],
            "modifier_groups": [{ "name": "Size", "options": [{ "name": "Large" }, { "name": "Large" }] }],
        });
        give_ids(&mut menu, true);
        let ids = |at: &str| menu.pointer(at).unwrap()["id"].as_str().unwrap().to_owned();
        assert_eq!(
            (ids("/items/0"), ids("/items/1"), ids("/items/2")),
            ("soup-of-the-day-2".into(), "soup-of-the-day".into(), "x".into())
        );
        assert_eq!(
            (ids("/modifier_groups/0/options/0"), ids("/modifier_groups/0/options/1")),
            ("large".into(), "large-2".into())
        );
    }

    #[test]
    fn dishes_move_within_their_category_and_categories_as_a_whole() {
        let mut items = dishes(&[("a", "Pizza"), ("b", "Drinks"), ("c", "Pizza"), ("d", "Drinks")]);
        assert_eq!(move_dish(&mut items, 2, true), 0);
        assert_eq!(names(&items), ["c", "b", "a", "d"]);
        assert_eq!(move_dish(&mut items, 0, true), 0, "it is the first");
        assert_eq!(categories(&items), [("Pizza".to_owned(), 2), ("Drinks".to_owned(), 2)]);
        move_category(&mut items, "Drinks", true);
        assert_eq!(names(&items), ["b", "d", "c", "a"]);
        move_category(&mut items, "Drinks", true);
        assert_eq!(names(&items), ["b", "d", "c", "a"]);
    }

    #[test]
    fn the_first_fault_is_found() {
        let fault = |pointer: &str| vec![FieldProblem { pointer: pointer.into(), detail: String::new() }];
        assert_eq!(first_fault(&fault("/items/3/price")), Some((ITEMS, 3)));
        assert_eq!(first_fault(&fault("/modifier_groups/0/options/1/id")), Some((GROUPS, 0)));
        assert_eq!(first_fault(&fault("/items")), None);
    }
}
