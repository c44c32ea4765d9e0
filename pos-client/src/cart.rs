//! The order that is being taken: plain data with its rules, no screen and no network.

use client_kit::member::Member;
use serde::{Deserialize, Serialize};
use shared::ids::{MenuItemId, OptionId, OrderId};
use shared::menu::{CardGroup, CardItem, MenuCard, QUANTITY_MAX};
use shared::money::Minor;
use shared::order::{Allergy, Channel};
use shared::time::Timestamp;

pub use crate::cart_menu::{chosen, find, lay_over, line_total, short};

/// Seats and courses that the steppers reach; the menu of a till, not a limit of the house.
pub const SEATS_MAX: u16 = 40;
pub const COURSES_MAX: u16 = 6;

/// One line of the check. `key` stays the same while quantity and wishes change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CartLine {
    pub key: u32,
    pub dish: MenuItemId,
    pub quantity: u32,
    pub options: Vec<OptionId>,
    pub note: String,
    pub seat: Option<u16>,
    pub course: u16,
}

/// The open order that a further chit goes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub id: OrderId,
    pub number: u32,
    /// Allergies that stand on the order already.
    pub allergies: Vec<Allergy>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cart {
    pub target: Option<Target>,
    pub channel: Channel,
    pub table: String,
    pub covers: Option<u16>,
    pub name: String,
    pub phone: String,
    pub due_at: Option<Timestamp>,
    pub note: String,
    pub lines: Vec<CartLine>,
    pub allergies: Vec<Allergy>,
    pub held: Vec<u16>,
    /// Where the next dish goes.
    pub seat: Option<u16>,
    pub course: u16,
    #[serde(default)]
    pub member: Option<Member>,
    /// Points that the guest wants to pay with.
    #[serde(default)]
    pub redeem: Minor,
    /// Paid now by this card; nothing = later. Card data never comes here: a token is all there is.
    #[serde(default)]
    pub card: Option<String>,
    /// Paid now in cash: the drawer opens as soon as the order is there.
    #[serde(default)]
    pub cash: bool,
    pub(crate) next_key: u32,
}

impl Default for Cart {
    fn default() -> Self {
        Cart {
            target: None,
            channel: Channel::DineIn,
            table: String::new(),
            covers: None,
            name: String::new(),
            phone: String::new(),
            due_at: None,
            note: String::new(),
            lines: Vec::new(),
            allergies: Vec::new(),
            held: Vec::new(),
            seat: None,
            course: 1,
            member: None,
            redeem: 0,
            card: None,
            cash: false,
            next_key: 1,
        }
    }
}

/// Why the check cannot be sent as it stands, with the line where there is one.
#[derive(Clone, Debug, PartialEq)]
pub enum Missing {
    Items,
    Table,
    Name,
    Choice { key: u32, group: String },
    NotOnMenu { key: u32 },
}

/// See [`Cart::only_new`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OnlyNew {
    Payment,
    Customer,
    Note,
}

impl Cart {
    /// A further chit for an open order.
    pub fn adding_to(target: Target, channel: Channel) -> Cart {
        Cart { target: Some(target), channel, ..Cart::default() }
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Nothing at all has been said yet.
    pub fn is_blank(&self) -> bool {
        self.lines.is_empty() && !self.is_addressed() && self.allergies.is_empty() && self.note.is_empty()
    }

    /// Something that would be missed: a table alone is typed again at once.
    pub fn is_worth_keeping(&self) -> bool {
        !self.lines.is_empty()
            || !self.allergies.is_empty()
            || !self.note.is_empty()
            || !self.name.is_empty()
            || self.member.is_some()
    }

    /// What was said that only a new order has a place for, and a further chit has not.
    pub fn only_new(&self) -> Option<OnlyNew> {
        match () {
            () if self.card.is_some() || self.cash || self.redeem > 0 => Some(OnlyNew::Payment),
            () if self.member.is_some() => Some(OnlyNew::Customer),
            () if !self.note.is_empty() => Some(OnlyNew::Note),
            () => None,
        }
    }

    /// The order it was for takes nothing more. Its guests' allergies go on counting.
    pub fn drop_target(&mut self, table: Option<&str>) {
        let Some(target) = self.target.take() else { return };
        for allergy in target.allergies {
            if !self.allergies.contains(&allergy) {
                self.allergies.push(allergy);
            }
        }
        if self.table.is_empty() {
            self.table.push_str(table.unwrap_or_default());
        }
    }

    pub fn is_addressed(&self) -> bool {
        self.target.is_some()
            || match self.channel {
                Channel::DineIn => !self.table.is_empty(),
                Channel::Takeaway | Channel::Delivery => true,
            }
    }

    pub fn count(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity).sum()
    }

    pub fn count_of(&self, dish: &MenuItemId) -> u32 {
        self.lines.iter().filter(|line| line.dish == *dish).map(|line| line.quantity).sum()
    }

    pub fn line(&self, key: u32) -> Option<&CartLine> {
        self.lines.iter().find(|line| line.key == key)
    }

    pub fn line_mut(&mut self, key: u32) -> Option<&mut CartLine> {
        self.lines.iter_mut().find(|line| line.key == key)
    }

    /// Adds so many; a plain dish tapped again counts up the line it made. Returns the line's key.
    pub fn add(&mut self, dish: &CardItem, times: u32) -> u32 {
        let (seat, course) = (self.seat, self.course);
        let same = |line: &&mut CartLine| {
            line.dish == dish.id && line.seat == seat && line.course == course && line.options.is_empty() && line.note.is_empty()
        };
        let wants_choice = dish.modifier_groups.iter().any(|group| group.min > 0);
        if !wants_choice && let Some(line) = self.lines.iter_mut().find(same) {
            line.quantity = (line.quantity + times).min(QUANTITY_MAX);
            return line.key;
        }
        let key = self.next_key;
        self.next_key += 1;
        let (options, note) = (Vec::new(), String::new());
        self.lines.push(CartLine { key, dish: dish.id.clone(), quantity: times, options, note, seat, course });
        key
    }

    pub fn set_quantity(&mut self, key: u32, quantity: u32) {
        if quantity == 0 {
            self.lines.retain(|line| line.key != key);
        } else if let Some(line) = self.line_mut(key) {
            line.quantity = quantity.min(QUANTITY_MAX);
        }
    }

    /// Takes an option or leaves it. Where only one may be taken, it replaces the other.
    pub fn toggle(&mut self, key: u32, group: &CardGroup, option: &OptionId) {
        let Some(line) = self.line_mut(key) else {
            return;
        };
        if let Some(place) = line.options.iter().position(|o| o == option) {
            line.options.remove(place);
            return;
        }
        let taken = |line: &CartLine| group.options.iter().filter(|o| line.options.contains(&o.id)).count();
        if group.max == Some(1) {
            line.options.retain(|o| !group.options.iter().any(|other| other.id == *o));
        } else if group.max.is_some_and(|max| taken(line) >= max as usize) {
            return;
        }
        line.options.push(option.clone());
    }

    pub fn toggle_hold(&mut self, course: u16) {
        match self.held.iter().position(|held| *held == course) {
            Some(place) => {
                self.held.remove(place);
            }
            None => self.held.push(course),
        }
    }

    /// Courses that have lines, and the one the next dish goes to where that is a later one.
    pub fn courses(&self) -> Vec<u16> {
        let mut courses: Vec<u16> = self.lines.iter().map(|line| line.course).collect();
        if self.course > 1 {
            courses.push(self.course);
        }
        shared::lean::sort_by_key(&mut courses, |course| *course);
        courses.dedup();
        courses
    }

    /// A later course starts on hold: that is what courses are for.
    pub fn set_course(&mut self, course: u16) {
        let course = course.clamp(1, COURSES_MAX);
        if course > 1 && !self.held.contains(&course) && !self.lines.iter().any(|line| line.course == course) {
            self.held.push(course);
        }
        self.course = course;
    }

    pub fn toggle_allergy(&mut self, seat: Option<u16>, allergen: &str) {
        match self.allergies.iter().position(|a| a.seat == seat && a.allergen == allergen) {
            Some(place) => {
                self.allergies.remove(place);
            }
            None => self.allergies.push(Allergy { seat, allergen: allergen.to_owned() }),
        }
    }

    /// Every allergy that a dish for this seat has to mind.
    pub fn allergies_at(&self, seat: Option<u16>) -> impl Iterator<Item = &Allergy> {
        let standing = self.target.iter().flat_map(|target| &target.allergies);
        standing.chain(&self.allergies).filter(move |a| a.seat.is_none() || seat.is_none() || a.seat == seat)
    }

    /// What the guests must not get and this line contains.
    pub fn clashes(&self, line: &CartLine, menu: &MenuCard) -> Vec<Allergy> {
        let Some(dish) = find(menu, &line.dish) else {
            return Vec::new();
        };
        let chosen = chosen(dish, line);
        let contains = |a: &str| dish.allergens.iter().chain(chosen.iter().flat_map(|o| &o.allergens)).any(|has| has == a);
        self.allergies_at(line.seat).filter(|a| contains(&a.allergen)).cloned().collect()
    }

    pub fn subtotal(&self, menu: &MenuCard) -> Minor {
        self.lines.iter().map(|line| line_total(line, menu)).sum()
    }

    /// What points take off: never more than there are, nor than there is to pay.
    pub fn points_off(&self, menu: &MenuCard) -> Minor {
        let most = self.member.as_ref().map_or(0, |member| member.points.min(self.subtotal(menu)));
        self.redeem.clamp(0, most.max(0))
    }

    pub fn missing(&self, menu: &MenuCard) -> Option<Missing> {
        if self.lines.is_empty() {
            return Some(Missing::Items);
        }
        for line in &self.lines {
            let Some(dish) = find(menu, &line.dish) else {
                return Some(Missing::NotOnMenu { key: line.key });
            };
            if let Some(group) = short(dish, line) {
                return Some(Missing::Choice { key: line.key, group: group.name.clone() });
            }
        }
        match (self.target.is_some(), self.channel) {
            (true, _) => None,
            (false, Channel::DineIn) if self.table.trim().is_empty() => Some(Missing::Table),
            (false, Channel::Takeaway | Channel::Delivery) if self.name.trim().is_empty() => Some(Missing::Name),
            _ => None,
        }
    }
}

#[cfg(test)]
#[path = "cart_tests.rs"]
mod tests;
