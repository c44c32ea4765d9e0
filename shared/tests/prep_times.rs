//! How long a dish takes: learned from what was started and prepared.

mod common;

use common::*;
use shared::ids::*;
use shared::order::*;
use shared::prep_times::PrepTimes;

/// A pizza that took so long, from its start.
fn took(world: &mut World, seconds: i64) -> Order {
    let id = world.place(placement("a")).unwrap();
    let item = world.orders[&id].items[0].id;
    world.decide(id, &Command::Start { item }, false).unwrap();
    world.now = world.now.plus_seconds(seconds);
    world.decide(id, &Command::Prepare { item }, false).unwrap();
    world.orders[&id].clone()
}

fn pizza(times: &PrepTimes) -> (usize, u32) {
    let (dish, oven) = (MenuItemId::from("dish-a"), StationId::from("oven"));
    (times.count(&dish, Some(&oven)), times.seconds(&dish, Some(&oven), 420))
}

#[test]
fn the_menu_says_it_until_enough_is_known() {
    let (mut world, mut times) = (World::default(), PrepTimes::default());
    assert_eq!(pizza(&times), (0, 420));
    for _ in 0..4 {
        times.add(&took(&mut world, 600));
    }
    assert_eq!(pizza(&times), (4, 420));
    for _ in 0..2 {
        times.add(&took(&mut world, 600));
    }
    assert_eq!(pizza(&times), (6, 600));
    times.add(&took(&mut world, 500));
    assert_eq!(pizza(&times), (7, 500), "the median, of five times 420 too");
    let (dish, grill) = (MenuItemId::from("dish-a"), StationId::from("grill"));
    assert_eq!(times.seconds(&dish, Some(&grill), 420), 420, "at another station it is another dish");
    assert_eq!(times.seconds(&MenuItemId::from("dish-x"), None, 0), 0);
}

#[test]
fn only_what_was_cooked_under_our_eyes_counts() {
    let (mut world, mut times) = (World::default(), PrepTimes::default());
    for seconds in [0, 4, 3 * 3_600] {
        times.add(&took(&mut world, seconds));
    }
    // Bumped without a start, and taken back.
    let id = world.place(placement("a")).unwrap();
    world.now = world.now.plus_seconds(300);
    world.decide(id, &Command::Bump { station: Some("oven".into()), chit: None }, false).unwrap();
    times.add(&world.orders[&id]);
    let mut again = took(&mut world, 300);
    let item = again.items[0].id;
    world.decide(again.id, &Command::RecallItem { item }, false).unwrap();
    world.decide(again.id, &Command::Start { item }, false).unwrap();
    world.now = world.now.plus_seconds(300);
    world.decide(again.id, &Command::Prepare { item }, false).unwrap();
    again = world.orders[&again.id].clone();
    times.add(&again);
    assert_eq!(pizza(&times), (0, 420));
}

#[test]
fn a_house_that_only_bumps_teaches_by_when_its_screens_showed_the_ticket() {
    let (mut world, mut times) = (World::default(), PrepTimes::default());
    let mut bumped = |seconds: i64, shown: bool| {
        let id = world.place(placement("a")).unwrap();
        if shown {
            let shown = TicketShown { station: Some("oven".into()), chit: 1, device: None };
            world.commit(id, vec![EventData::TicketShown(shown)]);
        }
        world.now = world.now.plus_seconds(seconds);
        world.decide(id, &Command::Bump { station: Some("oven".into()), chit: None }, false).unwrap();
        world.orders[&id].clone()
    };
    times.add(&bumped(600, false));
    assert_eq!(pizza(&times), (0, 420), "nobody knows when it could be begun");
    for _ in 0..6 {
        times.add(&bumped(600, true));
    }
    assert_eq!(pizza(&times), (6, 600));
    // One that was started is worth more than all of these.
    times.add(&took(&mut world, 300));
    assert_eq!(pizza(&times), (1, 420));
}
