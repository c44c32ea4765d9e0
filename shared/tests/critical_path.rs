//! What an order waited for, by what stands in `critical_path.rs`.

mod common;

use common::*;
use shared::critical_path::{Path, Wait, critical_path};
use shared::ids::*;
use shared::order::*;

fn of(world: &World, id: OrderId) -> Path {
    critical_path(&world.orders[&id], world.now).unwrap()
}

/// The pieces in seconds.
fn told(path: &Path) -> Vec<(Wait, i64)> {
    path.pieces.iter().map(|piece| (piece.wait, piece.millis / 1000)).collect()
}

fn go(world: &mut World, after: i64, id: OrderId, command: Command) {
    world.now = at(after);
    world.decide(id, &command, true).unwrap();
}

fn station(name: &str) -> Option<StationId> {
    Some(name.into())
}

fn shown(name: &str) -> Command {
    Command::Shown { station: station(name), chit: 1, device: None }
}

fn bump(name: &str) -> Command {
    Command::Bump { station: station(name), chit: None }
}

#[test]
fn the_oven_was_last_and_the_grill_stood_meanwhile() {
    let mut world = World::default();
    let id = world.place(placement("a b")).unwrap();
    let pizza = world.orders[&id].items[0].id;
    go(&mut world, 2, id, shown("oven"));
    go(&mut world, 2, id, shown("grill"));
    go(&mut world, 300, id, bump("grill"));
    go(&mut world, 482, id, Command::Start { item: pizza });
    go(&mut world, 960, id, bump("oven"));
    go(&mut world, 1140, id, Command::Complete { runner: None });
    let path = of(&world, id);
    assert_eq!(path.station, station("oven"));
    assert_eq!(told(&path), [(Wait::Unseen, 2), (Wait::Waiting, 480), (Wait::Cooking, 478), (Wait::Pass, 180)]);
    assert_eq!((path.millis() / 60_000, path.longest().unwrap().millis / 60_000), (19, 8));
    assert_eq!(path.longest().unwrap().wait, Wait::Waiting);
    assert_eq!(path.rest_stood_millis, 660_000);
}

#[test]
fn a_station_that_never_says_start_began_its_target_before() {
    let mut world = World::default();
    let id = world.place(placement("b")).unwrap();
    go(&mut world, 10, id, shown("grill"));
    go(&mut world, 500, id, bump("grill"));
    assert_eq!(told(&of(&world, id)), [(Wait::Unseen, 10), (Wait::Waiting, 190), (Wait::Cooking, 300)]);
    // Quicker than its target: it was begun when it was seen.
    let quick = world.place(placement("b")).unwrap();
    go(&mut world, 510, quick, shown("grill"));
    go(&mut world, 600, quick, bump("grill"));
    assert_eq!(told(&of(&world, quick)), [(Wait::Unseen, 10), (Wait::Cooking, 90)]);
}

#[test]
fn what_is_open_waits_until_now_and_what_nobody_saw_was_unseen() {
    let mut world = World::default();
    let id = world.place(placement("a b")).unwrap();
    go(&mut world, 5, id, shown("oven"));
    go(&mut world, 60, id, bump("oven"));
    world.now = at(600);
    let path = of(&world, id);
    assert_eq!((path.station.clone(), told(&path)), (station("grill"), vec![(Wait::Unseen, 600)]));
    assert_eq!(path.rest_stood_millis, 540_000);
}

#[test]
fn a_course_that_is_held_and_an_order_for_later_are_held_on_purpose() {
    let mut world = World::default();
    let mut new = placement("a c");
    new.hold_courses = vec![2];
    let id = world.place(new).unwrap();
    go(&mut world, 1, id, shown("oven"));
    go(&mut world, 420, id, bump("oven"));
    go(&mut world, 1800, id, Command::Fire { course: 2 });
    go(&mut world, 1920, id, bump("oven"));
    let path = of(&world, id);
    assert_eq!(told(&path)[0], (Wait::Held, 1800));
    assert_eq!(path.millis(), 120_000, "what was held on purpose is nobody's fault");
    go(&mut world, 1920, id, Command::Cancel { reason: "left".into() });
    assert_eq!(critical_path(&world.orders[&id], world.now), None);
}
