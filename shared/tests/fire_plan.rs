//! When each station should start: by what stands in `fire_plan.rs`.

mod common;

use common::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use shared::fire_plan::{Reason, TicketPlan, fire_plan};
use shared::ids::*;
use shared::order::*;

fn plan(world: &World, at_once: u32) -> Vec<TicketPlan> {
    in_time(fire_plan(world.board.orders(), |_, _, _| true, |item| item.prep_seconds, world.now, at_once))
}

/// In the order in which they should be started.
fn in_time(mut plan: Vec<TicketPlan>) -> Vec<TicketPlan> {
    plan.sort_by_key(|t| (t.start_at, t.order_id, t.chit, t.station.clone()));
    plan
}

/// `oven now slowest, grill in 120 meets oven/a`: in the order in which they should start.
fn told(world: &World) -> String {
    let line = |t: &TicketPlan| {
        let station = t.station.as_ref().map_or("-", |s| s.as_str());
        let when = match t.start_in {
            None => "started".to_owned(),
            Some(0) => "now".to_owned(),
            Some(seconds) if seconds < 0 => format!("late by {}", -seconds),
            Some(seconds) => format!("in {seconds}"),
        };
        let why = match &t.reason {
            Reason::Cooking => "cooking".to_owned(),
            Reason::Slowest => "slowest".to_owned(),
            Reason::Behind { seconds } => format!("behind {seconds}"),
            Reason::Meets { station, name, .. } => format!("meets {}/{name}", station.as_ref().map_or("-", |s| s.as_str())),
        };
        format!("{station} {when} {why}")
    };
    plan(world, 4).iter().map(line).collect::<Vec<_>>().join(", ")
}

fn start(world: &mut World, order: OrderId, which: usize) {
    let item = world.orders[&order].items[which].id;
    world.decide(order, &Command::Start { item }, false).unwrap();
}

fn later(world: &mut World, seconds: i64) {
    world.now = world.now.plus_seconds(seconds);
}

#[test]
fn the_quick_one_waits_for_the_slow_one() {
    let mut world = World::default();
    assert_eq!(told(&world), "");
    // Pizza 420 s, steak 300 s, bread 0 s.
    let order = world.place(placement("a b x")).unwrap();
    assert_eq!(told(&world), "oven now slowest, grill in 120 meets oven/a, - in 420 meets oven/a");
    assert!(plan(&world, 4).iter().all(|t| t.ready_at == at(420) && t.order_id == order));
    later(&mut world, 30);
    assert_eq!(told(&world), "oven late by 30 slowest, grill in 120 meets oven/a, - in 420 meets oven/a");
}

#[test]
fn a_dish_that_was_started_moves_the_others() {
    let mut world = World::default();
    let order = world.place(placement("a b")).unwrap();
    later(&mut world, 60);
    start(&mut world, order, 0);
    // The pizza is ready at 480.
    assert_eq!(told(&world), "oven started cooking, grill in 120 meets oven/a");
    later(&mut world, 100);
    assert_eq!(told(&world), "oven started cooking, grill in 20 meets oven/a");
    later(&mut world, 50);
    assert_eq!(told(&world), "oven started cooking, grill late by 30 slowest");
    start(&mut world, order, 1);
    assert_eq!(told(&world), "oven started cooking, grill started cooking");
    assert_eq!(plan(&world, 4)[0].ready_at, at(210 + 300));
    // It takes longer than it should: it may be ready any moment.
    later(&mut world, 1_000);
    assert_eq!(plan(&world, 4)[0].ready_at, world.now);
}

#[test]
fn what_is_on_the_pass_is_waiting_for_the_rest() {
    let mut world = World::default();
    let order = world.place(placement("a b")).unwrap();
    start(&mut world, order, 0);
    later(&mut world, 400);
    world.decide(order, &Command::Bump { station: Some("oven".into()), chit: None }, false).unwrap();
    // The pizza was to be ready at 420, and the steak started at 120.
    assert_eq!(told(&world), "grill late by 280 slowest");
    world.decide(order, &Command::Bump { station: Some("grill".into()), chit: None }, false).unwrap();
    assert_eq!(told(&world), "");
}

#[test]
fn what_is_before_it_at_its_station_is_counted() {
    let mut world = World::default();
    let mut busy = placement("b");
    busy.items[0].quantity = 8;
    world.place(busy).unwrap();
    later(&mut world, 1);
    let second = world.place(placement("a b")).unwrap();
    // Eight steaks, four at a time: 600 s. Then the second one's steak is the slowest: 900 s.
    let plan = plan(&world, 4);
    let of = |station: &str| plan.iter().find(|t| t.order_id == second && t.station == Some(station.into())).unwrap();
    assert_eq!((of("grill").start_in, &of("grill").reason), (Some(600), &Reason::Behind { seconds: 600 }));
    assert_eq!(of("oven").start_in, Some(480));
    assert!(matches!(&of("oven").reason, Reason::Meets { name, .. } if name == "b"));
    assert_eq!(of("oven").ready_at, at(901));
    // Priority goes before.
    world.decide(second, &Command::Prioritise { priority: Priority::Rush }, false).unwrap();
    assert!(told(&world).starts_with("oven now slowest"), "{}", told(&world));
}

#[test]
fn courses_are_planned_when_they_are_fired_and_an_order_for_tonight_when_it_is_due() {
    let mut world = World::default();
    let mut order = placement("a b c");
    order.hold_courses = vec![2];
    let order = world.place(order).unwrap();
    assert_eq!(told(&world), "oven now slowest, grill in 120 meets oven/a");
    world.decide(order, &Command::Bump { station: Some("oven".into()), chit: None }, false).unwrap();
    world.decide(order, &Command::Fire { course: 2 }, false).unwrap();
    assert_eq!(told(&world), "grill now slowest, oven now slowest", "each sending by itself");
    let mut world = World::default();
    let mut tonight = placement("a b");
    tonight.due_at = Some(at(3_600));
    world.place(tonight).unwrap();
    assert_eq!(told(&world), "oven in 3180 slowest, grill in 3300 meets oven/a");
}

/// Orders of a busy house: each with its dishes, when it came, and which of its items were begun when.
fn house() -> impl Strategy<Value = World> {
    let dishes = prop::collection::vec((prop::sample::select(vec!["a", "b", "c", "x"]), 1u32..6), 1..5);
    let order = (dishes, 0i64..600, prop::collection::vec(0u8..4, 0..4), any::<bool>(), prop::option::of(0i64..3_000));
    prop::collection::vec(order, 1..8).prop_map(|orders| {
        let mut world = World::default();
        for (dishes, pause, deeds, rush, due) in orders {
            let mut new = placement("");
            for (letter, quantity) in dishes {
                new.items.push(NewItem { quantity, ..dish(letter) });
            }
            new.due_at = due.map(|due| world.now.plus_seconds(due));
            let order = world.place(new).unwrap();
            if rush {
                let _ = world.decide(order, &Command::Prioritise { priority: Priority::Rush }, false);
            }
            for (which, deed) in deeds.into_iter().enumerate() {
                let Some(item) = world.orders[&order].items.get(which).map(|item| item.id) else { break };
                later(&mut world, i64::from(deed) * 37);
                let deed = if deed == 3 { Command::Prepare { item } } else { Command::Start { item } };
                let _ = world.decide(order, &deed, false);
            }
            later(&mut world, pause);
        }
        world
    })
}

proptest! {
    #![proptest_config(Config { cases: 300, rng_seed: RngSeed::Fixed(20_261_124), failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_plan_holds_nobody_up_and_starts_nothing_in_the_past(world in house(), at_once in 1u32..6) {
        let plan = plan(&world, at_once);
        let open: usize = world.orders.values().map(|order| {
            order.tickets.iter().filter(|t| order.is_ticket_open(t.station.as_ref(), t.chit)).count()
        }).sum();
        prop_assert_eq!(plan.len(), open, "each open ticket once");
        for ticket in &plan {
            let order = &world.orders[&ticket.order_id];
            let items = || order.ticket_items(ticket.station.as_ref(), Some(ticket.chit));
            let queued = || items().filter(|item| item.status == ItemStatus::Queued);
            let longest = queued().map(|item| i64::from(item.prep_seconds)).max().unwrap_or(0);
            let mates: Vec<_> = plan.iter().filter(|t| t.order_id == ticket.order_id && t.chit == ticket.chit).collect();
            prop_assert!(mates.iter().all(|mate| mate.ready_at == ticket.ready_at), "one moment for all");
            prop_assert!(ticket.ready_at >= world.now);
            match ticket.start_in {
                None => prop_assert!(items().any(|item| item.status == ItemStatus::Preparing)),
                Some(seconds) => {
                    prop_assert!(items().all(|item| item.status != ItemStatus::Preparing));
                    prop_assert!(ticket.start_at >= world.now, "never before now");
                    prop_assert!(ticket.start_at.plus_seconds(longest) <= ticket.ready_at, "the others do not wait for it");
                    prop_assert_eq!(seconds > 0, ticket.start_at > world.now);
                }
            }
            // Somebody is the slowest: nothing waits for nothing.
            let bound = |t: &&&TicketPlan| match &t.reason {
                Reason::Slowest | Reason::Behind { .. } | Reason::Cooking => true,
                Reason::Meets { .. } => false,
            };
            prop_assert!(mates.iter().any(|t| bound(&t)));
        }
        prop_assert!(plan.windows(2).all(|w| w[0].start_at <= w[1].start_at), "in the order of starts");
    }

    #[test]
    fn the_same_orders_give_the_same_plan_in_whatever_order_they_are_told(world in house()) {
        let mut backwards: Vec<&Order> = world.board.orders().collect();
        backwards.reverse();
        let other = fire_plan(backwards.into_iter(), |_, _, _| true, |item| item.prep_seconds, world.now, 4);
        prop_assert_eq!(plan(&world, 4), in_time(other));
    }
}
