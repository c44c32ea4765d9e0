//! What the pass holds back, and what ends that.

mod common;

use common::*;
use shared::ids::OrderId;
use shared::order::Command;

#[allow(clippy::type_complexity)] // read once, here
#[test]
fn a_hold_ends_where_somebody_wants_the_order_made_or_it_is_made() {
    type Then = fn(&mut World, OrderId);
    let start = |world: &mut World, id: OrderId| {
        let item = world.orders[&id].items[0].id;
        world.decide(id, &Command::Start { item }, false).unwrap();
    };
    let bump = |world: &mut World, id: OrderId| {
        world.decide(id, &Command::Bump { station: Some("oven".into()), chit: None }, false).unwrap();
    };
    let after = |courses: &[u16], then: &[&dyn Fn(&mut World, OrderId)]| {
        let mut world = World::default();
        let mut new = placement("a c");
        new.hold_courses = courses.to_vec();
        let id = world.place(new).unwrap();
        world.decide(id, &Command::Hold { held: true }, false).unwrap();
        then.iter().for_each(|then| then(&mut world, id));
        // Every view folds the same.
        assert_eq!(world.board.order(id).map(|o| o.held), Some(world.orders[&id].held));
        assert_eq!(world.kitchen.order(id).map(|o| o.held), Some(world.orders[&id].held));
        world.orders[&id].held
    };
    let add: Then = |world, id| assert_ne!(world.add(id, vec![dish("b")], &[], &[]).unwrap(), 0);
    let recall: Then = |world, id| {
        let item = world.orders[&id].items[0].id;
        world.decide(id, &Command::RecallItem { item }, false).unwrap();
    };
    let fire: Then = |world, id| assert_ne!(world.decide(id, &Command::Fire { course: 2 }, false).unwrap(), 0);
    assert!(after(&[], &[&start]), "the other stations wait on");
    assert!(!after(&[], &[&bump]), "READY");
    assert!(!after(&[], &[&bump, &recall]), "a plate that comes back is wanted at once");
    assert!(!after(&[], &[&bump, &add]));
    assert!(!after(&[], &[&start, &add]), "what is added to an order that is being made is made too");
    assert!(after(&[], &[&add]), "nobody has begun it: what is added waits with the rest");
    assert!(!after(&[2], &[&fire]));
}

#[test]
fn a_merge_holds_nothing_that_was_not_held() {
    for (into_held, from_held) in [(true, false), (false, true), (true, true)] {
        let mut world = World::default();
        let [into, from] = [into_held, from_held].map(|held| {
            let id = world.place(placement("a")).unwrap();
            world.decide(id, &Command::Hold { held }, false).unwrap();
            id
        });
        world.merge(into, from).unwrap();
        assert_eq!(world.orders[&into].held, into_held && from_held);
        assert_eq!(world.kitchen.order(into).map(|o| o.held), Some(into_held && from_held));
    }
}
