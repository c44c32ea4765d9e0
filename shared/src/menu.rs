//! What can be ordered, and how a wish becomes named, routed and priced items.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::money::{MINOR_MAX, Minor};
use crate::order::{Allergy, Availability, Channel, Guest, Modifier, NewItem, PayWhen, PaymentMethod, Uses};
use crate::strict;
use crate::time::Timestamp;

/// Lines in one call. A banquet of 300 covers is several chits.
pub const ORDER_ITEMS_MAX: usize = 200;
/// Options chosen for one line; more than any dish offers, and comparing them stays cheap.
pub const MODIFIERS_MAX: usize = 50;
/// Of one line; the largest in four years of a real takeaway is 51.
pub const QUANTITY_MAX: u32 = 999;
/// Characters of a note or a reason.
pub const NOTE_MAX: usize = 500;
/// Characters of a name, a table, a phone number.
pub const NAME_MAX: usize = 100;
/// Characters of a card token.
pub const TOKEN_MAX: usize = 255;
/// Seats, covers, courses.
pub const SEAT_MAX: u16 = 999;

/// A dish.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MenuItem {
    pub id: MenuItemId,
    pub name: String,
    #[serde(default)]
    pub kitchen_name: Option<String>,
    #[serde(default)]
    pub category: String,
    pub price: Minor,
    /// None: it shows on every kitchen screen.
    #[serde(default)]
    pub station: Option<StationId>,
    #[serde(default)]
    pub prep_seconds: u32,
    #[serde(default)]
    pub allergens: Vec<String>,
    #[serde(default)]
    pub modifier_groups: Vec<GroupId>,
    #[serde(default)]
    pub recipe: BTreeMap<IngredientId, i64>,
}

/// Options of which a guest takes at least `min` and at most `max`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub id: GroupId,
    pub name: String,
    #[serde(default)]
    pub min: u32,
    #[serde(default)]
    pub max: Option<u32>,
    #[serde(default)]
    pub options: Vec<Choice>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub id: OptionId,
    pub name: String,
    #[serde(default)]
    pub price: Minor,
    /// It takes something off: `NO olives`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removes: bool,
    #[serde(default)]
    pub allergens: Vec<String>,
    #[serde(default)]
    pub recipe: BTreeMap<IngredientId, i64>,
}

#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Menu {
    pub version: u64,
    pub items: Vec<MenuItem>,
    pub groups: Vec<Group>,
}

/// One line of a wish.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub menu_item_id: MenuItemId,
    pub quantity: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<OptionId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentWish {
    #[serde(default)]
    pub method: PaymentMethod,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    #[serde(default)]
    pub when: PayWhen,
}

/// The body of `POST /orders`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceOrder {
    pub channel: Channel,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "strict::guest")]
    pub guest: Option<Guest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeem_points: Option<Minor>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<PaymentWish>,
    pub items: Vec<Line>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "strict::allergies")]
    pub allergies: Vec<Allergy>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hold_courses: Vec<u16>,
}

/// The body of `POST /orders/{id}/items`.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddItems {
    pub items: Vec<Line>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "strict::allergies")]
    pub allergies: Vec<Allergy>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hold_courses: Vec<u16>,
}

/// A field that is wrong: where (a JSON pointer), and what to mend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub pointer: String,
    pub detail: String,
}

/// Gathers everything that is wrong with a body, so that it is mended once.
#[derive(Default)]
pub struct Faults(pub Vec<FieldError>);

impl Faults {
    pub fn add(&mut self, pointer: impl Into<String>, detail: impl Into<String>) {
        self.0.push(FieldError { pointer: pointer.into(), detail: detail.into() });
    }

    /// Text that a person wrote: bounded, and no control characters but newline.
    pub fn text(&mut self, pointer: &str, text: Option<&str>, most: usize) {
        let Some(text) = text else { return };
        if text.chars().count() > most {
            self.add(pointer, format!("at most {most} characters"));
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            self.add(pointer, "no control characters but newline");
        }
    }

    pub fn required(&mut self, pointer: &str, text: &str, most: usize) {
        if text.trim().is_empty() {
            self.add(pointer, "must not be empty");
        }
        self.text(pointer, Some(text), most);
    }

    /// A card token, as the processor's own page made it.
    pub fn token(&mut self, pointer: &str, token: Option<&str>) {
        let Some(token) = token else { return };
        if token.is_empty() || token.len() > TOKEN_MAX || !token.bytes().all(|b| b.is_ascii_graphic()) {
            self.add(pointer, format!("1 to {TOKEN_MAX} characters, without spaces"));
        }
    }

    fn range(&mut self, pointer: &str, value: Option<u16>) {
        if value.is_some_and(|v| !(1..=SEAT_MAX).contains(&v)) {
            self.add(pointer, format!("between 1 and {SEAT_MAX}"));
        }
    }

    pub fn done<T>(self, value: T) -> Result<T, Vec<FieldError>> {
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }
}

impl PlaceOrder {
    /// Everything that can be said without a menu.
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::default();
        faults.text("/table", self.table.as_deref(), NAME_MAX);
        faults.range("/covers", self.covers);
        faults.text("/note", self.note.as_deref(), NOTE_MAX);
        faults.text("/external_id", self.external_id.as_deref(), NAME_MAX);
        if let Some(guest) = &self.guest {
            faults.required("/guest/name", &guest.name, NAME_MAX);
            faults.text("/guest/phone", guest.phone.as_deref(), NAME_MAX);
        }
        if let Some(payment) = &self.payment {
            faults.token("/payment/token", payment.token.as_deref());
            match (payment.method, payment.when, &payment.token) {
                (PaymentMethod::Card, PayWhen::Now, None) => faults.add("/payment/token", "a card is charged by its token"),
                // Kept for later it would be a card number in our hands.
                (PaymentMethod::Card, PayWhen::Later, Some(_)) => {
                    faults.add("/payment/token", "send it when the guest pays, with the order's payments call");
                }
                _ => {}
            }
        }
        if self.redeem_points.is_some_and(|p| !(0..=MINOR_MAX).contains(&p)) {
            faults.add("/redeem_points", "must not be below 0");
        }
        courses(&mut faults, &self.hold_courses);
        allergies(&mut faults, &self.allergies);
        faults
    }
}

fn courses(faults: &mut Faults, courses: &[u16]) {
    if courses.len() > ORDER_ITEMS_MAX {
        return faults.add("/hold_courses", format!("at most {ORDER_ITEMS_MAX}"));
    }
    for (k, course) in courses.iter().enumerate() {
        faults.range(&format!("/hold_courses/{k}"), Some(*course));
    }
}

fn allergies(faults: &mut Faults, allergies: &[Allergy]) {
    if allergies.len() > ORDER_ITEMS_MAX {
        return faults.add("/allergies", format!("at most {ORDER_ITEMS_MAX}"));
    }
    for (k, allergy) in allergies.iter().enumerate() {
        faults.required(&format!("/allergies/{k}/allergen"), &allergy.allergen, NAME_MAX);
        faults.range(&format!("/allergies/{k}/seat"), allergy.seat);
    }
}

impl AddItems {
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::default();
        courses(&mut faults, &self.hold_courses);
        allergies(&mut faults, &self.allergies);
        faults
    }
}

impl Menu {
    pub fn find(&self, id: &MenuItemId) -> Option<&MenuItem> {
        self.items.iter().find(|item| item.id == *id)
    }

    pub fn group(&self, id: &GroupId) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == *id)
    }

    /// Turns wished lines into items; adds what is wrong to `faults`.
    pub fn items(&self, lines: &[Line], faults: &mut Faults) -> Vec<NewItem> {
        if lines.is_empty() {
            faults.add("/items", "name at least one item");
        }
        if lines.len() > ORDER_ITEMS_MAX {
            faults.add("/items", format!("at most {ORDER_ITEMS_MAX} lines"));
            return Vec::new();
        }
        let lines = lines.iter().enumerate();
        lines.filter_map(|(k, line)| self.item(line, &format!("/items/{k}"), faults)).collect()
    }

    fn item(&self, line: &Line, at: &str, faults: &mut Faults) -> Option<NewItem> {
        if line.quantity < 1 || line.quantity > QUANTITY_MAX {
            faults.add(format!("{at}/quantity"), format!("between 1 and {QUANTITY_MAX}"));
        }
        faults.text(&format!("{at}/note"), line.note.as_deref(), NOTE_MAX);
        faults.range(&format!("{at}/seat"), line.seat);
        faults.range(&format!("{at}/course"), line.course);
        let Some(dish) = self.find(&line.menu_item_id) else {
            faults.add(format!("{at}/menu_item_id"), "no such dish on the menu");
            return None;
        };
        if line.modifiers.len() > MODIFIERS_MAX {
            faults.add(format!("{at}/modifiers"), format!("at most {MODIFIERS_MAX}"));
            return None;
        }
        let (modifiers, mut allergens) = self.modifiers(dish, &line.modifiers, at, faults);
        let uses = self.uses(dish, &line.modifiers);
        if dish.price + modifiers.iter().filter_map(|m| m.price).sum::<Minor>() < 0 {
            faults.add(format!("{at}/modifiers"), "they take off more than the dish costs");
        }
        allergens.splice(0..0, dish.allergens.iter().cloned());
        let mut seen = std::collections::BTreeSet::new();
        allergens.retain(|a| seen.insert(a.clone()));
        Some(NewItem {
            menu_item_id: dish.id.clone(),
            name: dish.name.clone(),
            kitchen_name: dish.kitchen_name.clone(),
            quantity: line.quantity,
            modifiers,
            note: line.note.clone().filter(|n| !n.trim().is_empty()),
            allergens,
            seat: line.seat,
            course: line.course.unwrap_or(1),
            station: dish.station.clone(),
            prep_seconds: dish.prep_seconds,
            unit_price: dish.price,
            uses,
        })
    }

    /// What one of this dish with these options takes from stock. An option that takes something
    /// off (a negative quantity) never gives more back than the dish needs.
    pub(crate) fn uses(&self, dish: &MenuItem, chosen: &[OptionId]) -> Uses {
        let mut uses = dish.recipe.clone();
        let groups = dish.modifier_groups.iter().filter_map(|id| self.group(id));
        for option in groups.flat_map(|g| &g.options).filter(|o| chosen.contains(&o.id)) {
            for (ingredient, quantity) in &option.recipe {
                *uses.entry(ingredient.clone()).or_insert(0) += quantity;
            }
        }
        uses.retain(|_, quantity| *quantity > 0);
        uses
    }

    fn modifiers(&self, dish: &MenuItem, chosen: &[OptionId], at: &str, faults: &mut Faults) -> (Vec<Modifier>, Vec<String>) {
        let groups: Vec<&Group> = dish.modifier_groups.iter().filter_map(|id| self.group(id)).collect();
        let (mut modifiers, mut allergens) = (Vec::new(), Vec::new());
        for (k, id) in chosen.iter().enumerate() {
            if chosen[..k].contains(id) {
                faults.add(format!("{at}/modifiers/{k}"), "stands twice");
            }
            match groups.iter().flat_map(|g| &g.options).find(|o| o.id == *id) {
                None => faults.add(format!("{at}/modifiers/{k}"), format!("{} does not offer {id}", dish.name)),
                Some(option) => {
                    allergens.extend(option.allergens.iter().cloned());
                    modifiers.push(Modifier {
                        id: id.clone(),
                        name: option.name.clone(),
                        price: Some(option.price),
                        removes: option.removes,
                    });
                }
            }
        }
        for group in groups {
            let taken = group.options.iter().filter(|o| chosen.contains(&o.id)).count() as u32;
            if taken < group.min {
                faults.add(format!("{at}/modifiers"), format!("choose at least {} of {}", group.min, group.name));
            }
            if let Some(max) = group.max.filter(|max| taken > *max) {
                faults.add(format!("{at}/modifiers"), format!("choose at most {max} of {}", group.name));
            }
        }
        (modifiers, allergens)
    }

    /// The menu as tills read it.
    pub fn card(&self, availability: &BTreeMap<MenuItemId, Availability>) -> MenuCard {
        let mut categories: Vec<Category> = Vec::new();
        for item in &self.items {
            let off = availability.get(&item.id);
            let card = CardItem {
                id: item.id.clone(),
                name: item.name.clone(),
                price: item.price,
                station: item.station.clone(),
                prep_seconds: item.prep_seconds,
                allergens: item.allergens.clone(),
                modifier_groups: item.modifier_groups.iter().filter_map(|id| self.group(id)).map(CardGroup::of).collect(),
                available: off.is_none_or(|a| a.available),
                remaining: off.and_then(|a| a.remaining),
                why: off.and_then(|a| a.why.clone()),
            };
            match categories.iter_mut().find(|c| c.name == item.category) {
                Some(category) => category.items.push(card),
                None => categories.push(Category { name: item.category.clone(), items: vec![card] }),
            }
        }
        MenuCard { version: self.version, categories, payments: vec![PaymentMethod::Cash, PaymentMethod::None] }
    }
}

/// `GET /menu`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MenuCard {
    /// Whoever replaces the menu may send it as `If-Match`.
    #[serde(default)]
    pub version: u64,
    pub categories: Vec<Category>,
    /// How a guest may pay here; `card` only where a card processor is set up.
    #[serde(default)]
    pub payments: Vec<PaymentMethod>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Category {
    pub name: String,
    pub items: Vec<CardItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CardItem {
    pub id: MenuItemId,
    pub name: String,
    pub price: Minor,
    pub station: Option<StationId>,
    pub prep_seconds: u32,
    pub allergens: Vec<String>,
    pub modifier_groups: Vec<CardGroup>,
    pub available: bool,
    pub remaining: Option<u32>,
    pub why: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CardGroup {
    pub id: GroupId,
    pub name: String,
    pub min: u32,
    pub max: Option<u32>,
    pub options: Vec<CardOption>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CardOption {
    pub id: OptionId,
    pub name: String,
    pub price: Minor,
    #[serde(default)]
    pub removes: bool,
    pub allergens: Vec<String>,
}

impl CardGroup {
    fn of(group: &Group) -> CardGroup {
        let option = |o: &Choice| CardOption {
            id: o.id.clone(),
            name: o.name.clone(),
            price: o.price,
            removes: o.removes,
            allergens: o.allergens.clone(),
        };
        CardGroup {
            id: group.id.clone(),
            name: group.name.clone(),
            min: group.min,
            max: group.max,
            options: group.options.iter().map(option).collect(),
        }
    }
}
