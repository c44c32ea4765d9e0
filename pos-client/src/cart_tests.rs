//! What a server relies on when taking an order.

use super::*;
use shared::ids::GroupId;
use shared::menu::{CardOption, Category};
use shared::order::Availability;

fn option(id: &str, price: Minor, allergens: &[&str]) -> CardOption {
    CardOption {
        id: id.into(),
        name: id.into(),
        price,
        removes: false,
        allergens: allergens.iter().map(|a| a.to_string()).collect(),
    }
}

fn group(id: &str, min: u32, max: Option<u32>, options: Vec<CardOption>) -> CardGroup {
    CardGroup { id: GroupId::from(id), name: id.into(), min, max, options }
}

fn dish(id: &str, price: Minor, allergens: &[&str], groups: Vec<CardGroup>) -> CardItem {
    CardItem {
        id: id.into(),
        name: id.into(),
        price,
        station: None,
        prep_seconds: 0,
        allergens: allergens.iter().map(|a| a.to_string()).collect(),
        modifier_groups: groups,
        available: true,
        remaining: None,
        why: None,
    }
}

fn menu() -> MenuCard {
    let extras = group(
        "extras",
        0,
        Some(2),
        vec![option("cheese", 150, &["milk"]), option("nduja", 200, &[]), option("egg", 100, &["egg"])],
    );
    let size = group("size", 1, Some(1), vec![option("m", 0, &[]), option("l", 400, &[])]);
    let items = vec![dish("marinara", 1095, &["gluten"], vec![extras]), dish("steak", 2600, &[], vec![size])];
    MenuCard { version: 1, categories: vec![Category { name: "Pizza".into(), items }], payments: vec![] }
}

#[test]
fn a_plain_dish_tapped_twice_is_one_line_of_two_but_another_seat_is_another_line() {
    let (menu, mut cart) = (menu(), Cart::default());
    let marinara = &menu.categories[0].items[0];
    let first = cart.add(marinara, 1);
    assert_eq!(cart.add(marinara, 1), first);
    cart.seat = Some(2);
    assert_ne!(cart.add(marinara, 1), first);
    assert_eq!((cart.lines.len(), cart.count(), cart.subtotal(&menu)), (2, 3, 3 * 1095));
}

#[test]
fn a_group_keeps_its_least_and_its_most() {
    let (menu, mut cart) = (menu(), Cart::default());
    let [marinara, steak] = &menu.categories[0].items[..] else { panic!("two dishes") };
    let pizza = cart.add(marinara, 1);
    for id in ["cheese", "nduja", "egg"] {
        cart.toggle(pizza, &marinara.modifier_groups[0], &id.into());
    }
    assert_eq!(cart.lines[0].options, vec!["cheese".into(), "nduja".into()] as Vec<OptionId>, "the third is one too many");
    let meat = cart.add(steak, 1);
    cart.table = "7".into();
    assert_eq!(cart.missing(&menu), Some(Missing::Choice { key: meat, group: "size".into() }));
    cart.toggle(meat, &steak.modifier_groups[0], &"m".into());
    cart.toggle(meat, &steak.modifier_groups[0], &"l".into());
    assert_eq!(cart.lines[1].options, vec!["l".into()] as Vec<OptionId>, "one of one replaces the other");
    assert_eq!(cart.missing(&menu), None);
    assert_eq!(cart.subtotal(&menu), 1095 + 350 + 2600 + 400);
}

#[test]
fn an_allergy_meets_the_dishes_of_its_seat_and_of_no_seat_and_what_options_bring() {
    let (menu, mut cart) = (menu(), Cart::default());
    let marinara = &menu.categories[0].items[0];
    cart.toggle_allergy(Some(1), "milk");
    cart.seat = Some(1);
    let key = cart.add(marinara, 1);
    assert!(cart.clashes(&cart.lines[0], &menu).is_empty());
    cart.toggle(key, &marinara.modifier_groups[0], &"cheese".into());
    assert_eq!(cart.clashes(&cart.lines[0], &menu).len(), 1);
    cart.lines[0].seat = Some(2);
    assert!(cart.clashes(&cart.lines[0], &menu).is_empty(), "another guest's dish");
    cart.lines[0].seat = None;
    assert_eq!(cart.clashes(&cart.lines[0], &menu).len(), 1, "for the table: it covers that too");
}

#[test]
fn a_later_course_waits_and_only_courses_with_dishes_are_held() {
    let (menu, mut cart) = (menu(), Cart::default());
    cart.add(&menu.categories[0].items[0], 1);
    cart.set_course(3);
    cart.set_course(2);
    cart.add(&menu.categories[0].items[0], 1);
    cart.table = "7".into();
    let body = cart.place_body();
    assert_eq!(body.hold_courses, vec![2]);
    assert_eq!(body.items.iter().map(|line| line.course).collect::<Vec<_>>(), vec![Some(1), Some(2)]);
    assert!(body.guest.is_none());
}

#[test]
fn a_line_once_more_has_all_its_wishes_and_is_for_the_seat_beside() {
    let (menu, mut cart) = (menu(), Cart::default());
    let marinara = &menu.categories[0].items[0];
    cart.seat = Some(1);
    let first = cart.add(marinara, 3);
    cart.toggle(first, &marinara.modifier_groups[0], &"nduja".into());
    let last = cart.add(marinara, 1);
    let more = cart.repeat_line(first).unwrap();
    assert_eq!(cart.lines.iter().map(|line| line.key).collect::<Vec<_>>(), [first, more, last], "beside the one it came from");
    let line = cart.line(more).unwrap();
    assert_eq!((line.quantity, line.seat, &line.options), (1, Some(2), &vec!["nduja".into()]));
    cart.lines[0].seat = Some(SEATS_MAX);
    let beyond = cart.repeat_line(first).unwrap();
    assert_eq!(cart.line(beyond).unwrap().seat, Some(SEATS_MAX));
    assert_eq!(cart.repeat_line(9_999), None);
}

#[test]
fn a_further_chit_whose_order_has_gone_keeps_its_lines_and_its_guests_allergies() {
    let nuts = Allergy { seat: Some(1), allergen: "nuts".into() };
    let id = "019a0000-0000-7000-8000-000000000001".parse().unwrap();
    let target = Target { id, number: 118, allergies: vec![nuts.clone()] };
    let (menu, mut cart) = (menu(), Cart::adding_to(target, Channel::DineIn));
    cart.add(&menu.categories[0].items[0], 2);
    cart.toggle_allergy(Some(1), "nuts");
    cart.drop_target(Some("12"));
    assert_eq!((cart.target.is_none(), cart.table.as_str(), cart.count()), (true, "12", 2));
    assert_eq!(cart.allergies, [nuts], "once, though it was said on both");
    cart.drop_target(Some("14"));
    assert_eq!(cart.table, "12", "an order that is new already stays where it is");
}

#[test]
fn what_a_further_chit_has_no_place_for_is_named() {
    let mut cart = Cart { table: "12".into(), ..Cart::default() };
    cart.toggle_allergy(None, "nuts");
    assert_eq!(cart.only_new(), None);
    cart.note = "birthday".into();
    assert_eq!(cart.only_new(), Some(OnlyNew::Note));
    for pays in
        [Cart { cash: true, ..cart.clone() }, Cart { card: Some("tok".into()), ..cart.clone() }, Cart { redeem: 5, ..cart }]
    {
        assert_eq!(pays.only_new(), Some(OnlyNew::Payment));
    }
}

#[test]
fn what_the_welcome_says_is_off_is_off_on_an_old_menu_and_nothing_else_is() {
    let mut menu = menu();
    menu.categories[0].items[0].available = false;
    let off = Availability { menu_item_id: "steak".into(), available: true, remaining: Some(3), why: None };
    lay_over(&mut menu, &[(off.menu_item_id.clone(), off)].into());
    let [marinara, steak] = &menu.categories[0].items[..] else { panic!("two dishes") };
    assert_eq!((marinara.available, steak.available, steak.remaining), (true, true, Some(3)));
    let gone = Availability { menu_item_id: "steak".into(), available: false, remaining: None, why: Some("no meat".into()) };
    lay_over(&mut menu, &[(gone.menu_item_id.clone(), gone)].into());
    let steak = &menu.categories[0].items[1];
    assert_eq!((steak.available, steak.remaining, steak.why.as_deref()), (false, None, Some("no meat")));
}
