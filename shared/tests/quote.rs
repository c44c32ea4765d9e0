//! How long an order would take: by the formula that stands in `quote.rs`.

mod common;

use common::*;
use shared::order::*;
use shared::prep_times::PrepTimes;
use shared::quote::quote;

/// `oven 9, grill 5`: each station's minutes, the limit first.
fn told(world: &World, letters: &str, at_once: u32) -> String {
    told_by(world, letters, at_once, &PrepTimes::default())
}

fn told_by(world: &World, letters: &str, at_once: u32, times: &PrepTimes) -> String {
    let items: Vec<NewItem> = letters.split_whitespace().map(dish).collect();
    let quote = quote(world.board.orders(), &items, world.now, at_once, times);
    assert_eq!((quote.minutes, &quote.station), (quote.stations[0].minutes, &quote.stations[0].station));
    let line = |s: &shared::quote::StationQuote| format!("{} {}", s.station.as_ref().map_or("-", |s| s.as_str()), s.minutes);
    quote.stations.iter().map(line).collect::<Vec<_>>().join(", ")
}

#[test]
fn an_idle_kitchen_takes_as_long_as_the_slowest_dish() {
    let world = World::default();
    assert_eq!(told(&world, "a b x", 4), "oven 7, grill 5, - 0");
    // Five of 420 s, four at a time: 525 s.
    assert_eq!(told(&world, "a a a a a b", 4), "oven 9, grill 5");
    assert_eq!(told(&world, "a a a a a b", 1), "oven 35, grill 5");
}

#[test]
fn what_waits_at_a_station_is_in_the_way_and_what_is_done_is_not() {
    let mut world = World::default();
    let mut grill = placement("b b c");
    grill.items[0].quantity = 9;
    grill.hold_courses = vec![2];
    let first = world.place(grill).unwrap();
    // 10 portions of 300 s, four at a time: 750 s, and 300 s of its own. Course 2 is not fired yet.
    assert_eq!(told(&world, "a b", 4), "grill 18, oven 7");
    assert_eq!(told(&world, "a", 4), "oven 7", "only its own stations are told");
    let nine = world.orders[&first].items[0].id;
    world.decide(first, &Command::Start { item: nine }, false).unwrap();
    world.now = world.now.plus_seconds(200);
    // 9 × 100 s and 300 s are left: 300 s, and 300 s of its own.
    assert_eq!(told(&world, "a b", 4), "grill 10, oven 7");
    world.decide(first, &Command::Fire { course: 2 }, false).unwrap();
    assert_eq!(told(&world, "a b", 4), "grill 10, oven 8");
    world.decide(first, &Command::Bump { station: Some("grill".into()), chit: None }, false).unwrap();
    assert_eq!(told(&world, "a b", 4), "oven 8, grill 5");
    world.decide(first, &Command::Cancel { reason: "gone".into() }, true).unwrap();
    assert_eq!(told(&world, "a b", 4), "oven 7, grill 5");
}

#[test]
fn an_order_for_tonight_is_not_in_the_way_now_and_an_unpaid_one_neither() {
    let mut world = World::default();
    let mut tonight = placement("a a a a");
    tonight.due_at = Some(at(6 * 3600));
    world.place(tonight).unwrap();
    let mut unpaid = placement("a a a a");
    unpaid.payment = card_now();
    world.place(unpaid).unwrap();
    assert_eq!(told(&world, "a", 4), "oven 7");
    world.now = at(6 * 3600 - 500);
    assert_eq!(told(&world, "a", 4), "oven 14", "its tickets are due soon");
}

#[test]
fn it_goes_by_what_dishes_took_and_not_by_the_menu() {
    let (mut world, mut times) = (World::default(), PrepTimes::default());
    for _ in 0..6 {
        let id = world.place(placement("a")).unwrap();
        let item = world.orders[&id].items[0].id;
        world.decide(id, &Command::Start { item }, false).unwrap();
        world.now = world.now.plus_seconds(600);
        world.decide(id, &Command::Prepare { item }, false).unwrap();
        times.add(&world.orders[&id]);
    }
    assert_eq!(told_by(&world, "a b", 4, &times), "oven 10, grill 5");
    // What waits takes as long: four of 600 s, four at a time, before its own.
    let mut four = placement("a");
    four.items[0].quantity = 4;
    world.place(four).unwrap();
    assert_eq!(told_by(&world, "a b", 4, &times), "oven 20, grill 5");
}
