//! The fire plan on the screens, what is held back, and the pass's own order of the rail.

use shared::ids::*;
use shared::location::FirePlan;
use shared::order::*;
use shared::outbox::Unsent;
use shared::protocol::{Ask, CommandFrame};

use super::tests::{Server, clock, item, item_id, kitchen, oven, picture, tap};
use crate::chime::Chime;
use crate::kitchen::Kitchen;
use crate::model::*;
use crate::route::Place;

/// A dish that takes so many seconds.
fn dish(name: &str, station: &str, seconds: u32) -> NewItem {
    NewItem { menu_item_id: name.into(), prep_seconds: seconds, ..item(name, Some(station)) }
}

/// A pizza of 420 seconds and a salad of 240.
fn pizza_and_salad() -> Vec<NewItem> {
    vec![dish("pizza", "oven", 420), dish("salad", "pasta", 240)]
}

fn pasta() -> Place {
    Place::Station("pasta".into())
}

fn key(order: OrderId, station: &str) -> TicketKey {
    TicketKey { order, station: Some(station.into()), chit: 1 }
}

/// What is told of a ticket at a second: `Start in 3:00 to meet pizza (Oven)`.
fn told(kitchen: &mut Kitchen, order: OrderId, station: &str, at: i64) -> String {
    let clock = clock(at);
    kitchen.plan_on(clock);
    let advice = kitchen.advice(&key(order, station), clock.now.0 / 1000).unwrap();
    format!("{} {}", advice.lead, advice.why).trim_end().to_owned()
}

fn only(kitchen: &Kitchen) -> &Card {
    let mut cards = kitchen.cards();
    let (_, card) = cards.next().unwrap();
    assert!(cards.next().is_none());
    card
}

#[test]
fn the_salad_is_told_to_meet_the_pizza_and_is_planned_anew_from_when_that_was_started() {
    let mut server = Server::new();
    let order = server.place(1, pizza_and_salad());
    let mut kitchen = kitchen(pasta(), &mut server);
    assert!(only(&kitchen).head.planned);
    assert_eq!(told(&mut kitchen, order, "pasta", 0), "Start in 3:00 to meet pizza (Oven)");
    assert_eq!(told(&mut kitchen, order, "oven", 0), "Start now the others wait for it");
    // Nobody has started the pizza: it is late, and the salad still has to meet it.
    assert_eq!(told(&mut kitchen, order, "oven", 60), "Start now late by 1:00");
    assert_eq!(told(&mut kitchen, order, "pasta", 60), "Start in 3:00 to meet pizza (Oven)");
    server.now = 60;
    let pizza = item_id(&kitchen, order, "pizza");
    server.command(order, Command::Start { item: pizza });
    server.tell(&mut kitchen, clock(60));
    assert_eq!(told(&mut kitchen, order, "oven", 100), "Started 0:40 ago");
    assert_eq!(told(&mut kitchen, order, "pasta", 100), "Start in 2:20 to meet pizza (Oven)");
}

#[test]
fn how_many_portions_fit_side_by_side_is_what_the_server_says() {
    let mut server = Server::new();
    let eight = NewItem { quantity: 8, ..dish("pizza", "oven", 420) };
    let order = server.place(1, vec![eight, dish("salad", "pasta", 240)]);
    let mut kitchen = kitchen(pasta(), &mut server);
    assert_eq!(told(&mut kitchen, order, "pasta", 0), "Start in 10:00 to meet pizza (Oven)");
    kitchen.learn(Vec::new(), Some(8), clock(0));
    assert_eq!(told(&mut kitchen, order, "pasta", 0), "Start in 3:00 to meet pizza (Oven)");
}

#[test]
fn what_was_learnt_of_a_dish_counts_and_not_what_the_menu_says() {
    let mut server = Server::new();
    let order = server.place(1, pizza_and_salad());
    let mut kitchen = kitchen(pasta(), &mut server);
    kitchen.learn(vec![("salad".into(), 360), ("pizza".into(), 400)], None, clock(0));
    assert_eq!(told(&mut kitchen, order, "pasta", 0), "Start in 0:40 to meet pizza (Oven)");
    let mut other = Kitchen::new(pasta(), super::tests::glass());
    other.learn(vec![("salad".into(), 390), ("pizza".into(), 400)], None, clock(0));
    other.replace(server.board.kitchen_view(), 9, clock(0));
    assert!(!only(&other).head.planned, "what takes as long is started together: nothing has to be said");
}

#[test]
fn a_station_with_other_work_before_it_is_waited_for_as_well() {
    let mut server = Server::new();
    let mut first = dish("pizza", "oven", 420);
    first.quantity = 8;
    server.place(1, vec![first]);
    let order = server.place(2, vec![dish("pizza", "oven", 420), dish("penne", "pasta", 420)]);
    let mut kitchen = kitchen(pasta(), &mut server);
    assert!(only(&kitchen).head.planned);
    assert_eq!(told(&mut kitchen, order, "pasta", 0), "Start in 14:00 to meet pizza (Oven)");
    assert_eq!(told(&mut kitchen, order, "oven", 0), "Start in 14:00 after the work before it");
}

#[test]
fn an_order_of_one_station_is_left_in_peace() {
    let mut server = Server::new();
    server.place(1, vec![dish("pizza", "oven", 420), dish("bread", "oven", 60)]);
    let kitchen = kitchen(oven(), &mut server);
    assert!(!only(&kitchen).head.planned);
}

/// A house that holds back what the plan starts later.
fn holding() -> Server {
    let mut server = Server::new();
    server.board.location.fire_plan = FirePlan::Hold;
    server
}

#[test]
fn what_the_plan_holds_is_there_as_coming_and_goes_at_its_time_with_its_sound() {
    let mut server = holding();
    let mut kitchen = kitchen(pasta(), &mut server);
    let order = server.place(1, pizza_and_salad());
    server.tell(&mut kitchen, clock(0));
    assert_eq!(picture(&kitchen), ["1: salad"], "it is on the glass, so that its receipt is true");
    assert!(only(&kitchen).head.waits && !only(&kitchen).is_live());
    assert_eq!(kitchen.take_heard(), None);
    let counts = kitchen.counts();
    assert_eq!((counts.all_day.len(), counts.coming.len()), (0, 1));
    // Nobody taps the pizza as started: it goes by the first plan all the same.
    assert!(!kitchen.plan_on(clock(179)));
    assert!(kitchen.plan_on(clock(181)));
    assert!(only(&kitchen).is_live());
    assert_eq!(only(&kitchen).mark, Mark::New);
    assert_eq!(kitchen.take_heard(), Some(Chime::New));
    // And stays so, whatever the plan says by now.
    server.now = 200;
    let pizza = item_id(&kitchen, order, "pizza");
    server.command(order, Command::Start { item: pizza });
    server.tell(&mut kitchen, clock(200));
    assert!(only(&kitchen).is_live());
}

#[test]
fn the_pass_sees_what_waits_and_nothing_waits_any_more_where_the_house_only_wants_advice() {
    let mut server = holding();
    let mut expo = kitchen(Place::Expo, &mut server);
    let mut pasta = kitchen(pasta(), &mut server);
    server.place(1, pizza_and_salad());
    let events = server.board.kitchen_view();
    for screen in [&mut expo, &mut pasta] {
        screen.replace(events.clone(), 5, clock(0));
    }
    let waits = |expo: &Kitchen| only(expo).lines.iter().filter_map(|l| l.group.as_ref()).filter(|g| g.waits).count();
    assert_eq!((waits(&expo), only(&pasta).is_live()), (1, false));
    for screen in [&mut expo, &mut pasta] {
        screen.board.as_mut().unwrap().location.fire_plan = FirePlan::Advise;
        assert!(screen.plan_on(clock(1)));
    }
    assert_eq!((waits(&expo), only(&pasta).is_live()), (0, true));
}

#[test]
fn a_pizza_that_is_started_late_holds_the_salad_longer() {
    let mut server = holding();
    let mut kitchen = kitchen(pasta(), &mut server);
    let order = server.place(1, pizza_and_salad());
    server.tell(&mut kitchen, clock(0));
    server.now = 100;
    let pizza = item_id(&kitchen, order, "pizza");
    server.command(order, Command::Start { item: pizza });
    server.tell(&mut kitchen, clock(100));
    kitchen.plan_on(clock(200));
    assert!(!only(&kitchen).is_live());
    kitchen.plan_on(clock(281));
    assert!(only(&kitchen).is_live());
}

#[test]
fn a_cook_may_begin_what_is_held_and_a_rush_is_never_held() {
    let mut server = holding();
    let mut kitchen = kitchen(pasta(), &mut server);
    let order = server.place(1, pizza_and_salad());
    server.tell(&mut kitchen, clock(0));
    let salad = item_id(&kitchen, order, "salad");
    tap(&mut kitchen, order, Command::Start { item: salad }, clock(5));
    assert!(only(&kitchen).is_live());
    assert_eq!(kitchen.take_heard(), None, "one's own tap makes no sound");
    let mut other = super::tests::kitchen(pasta(), &mut server);
    assert!(!only(&other).is_live());
    server.command(order, Command::Prioritise { priority: Priority::Rush });
    server.tell(&mut other, clock(6));
    assert!(only(&other).is_live());
    assert_eq!(other.take_heard(), Some(Chime::Rush));
}

#[test]
fn an_order_that_the_pass_holds_waits_at_every_station_until_it_is_let_go() {
    let mut server = Server::new();
    let order = server.place(1, pizza_and_salad());
    let mut screens = [kitchen(oven(), &mut server), kitchen(pasta(), &mut server), kitchen(Place::Expo, &mut server)];
    for (held, live) in [(true, false), (false, true)] {
        server.command(order, Command::Hold { held });
        let told = server.board.clone();
        for screen in &mut screens {
            let id = told.order(order).unwrap().clone();
            assert_eq!(id.held, held);
            screen.replace(told.kitchen_view(), u64::from(held) + 10, clock(1));
        }
        assert_eq!(screens.each_ref().map(|s| only(s).is_live()), [live, live, true]);
        assert_eq!(only(&screens[2]).head.held, held);
    }
}

#[test]
fn what_is_seen_for_the_first_time_waits_no_longer_than_on_the_screens_that_saw_it_before() {
    let mut server = holding();
    server.place(1, pizza_and_salad());
    // Nobody has tapped the pizza as started. A screen that starts again, 100 s and 300 s later:
    let kitchen = |at: i64| {
        let mut kitchen = Kitchen::new(pasta(), super::tests::glass());
        kitchen.replace(server.board.kitchen_view(), 9, clock(at));
        kitchen
    };
    let mut early = kitchen(100);
    assert!(!only(&early).is_live());
    assert!(early.plan_on(clock(181)), "as where it was seen from the first");
    assert!(only(&early).is_live() && only(&kitchen(300)).is_live());
}

#[test]
fn what_the_pass_lets_go_is_planned_from_then_on() {
    let mut server = holding();
    let order = server.place(1, pizza_and_salad());
    let mut kitchen = kitchen(pasta(), &mut server);
    server.command(order, Command::Hold { held: true });
    server.tell(&mut kitchen, clock(1));
    assert!(!kitchen.plan_on(clock(600)) && only(&kitchen).head.held);
    server.command(order, Command::Hold { held: false });
    server.tell(&mut kitchen, clock(601));
    assert!(!only(&kitchen).head.held && !only(&kitchen).is_live(), "the salad still meets the pizza");
    assert!(kitchen.plan_on(clock(782)) && only(&kitchen).is_live());
    assert_eq!((kitchen.counts().all_day.len(), kitchen.counts().coming.len()), (1, 0));
}

#[test]
fn a_station_that_makes_things_at_once_is_not_told_to_wait_and_not_waited_for() {
    let mut server = holding();
    server.board.location.stations.push(shared::location::Station {
        id: "bar".into(),
        name: "Bar".into(),
        backup: None,
        at_once: true,
    });
    let order = server.place(1, vec![dish("cola", "bar", 60), dish("pizza", "oven", 420)]);
    let mut bar = kitchen(Place::Station("bar".into()), &mut server);
    assert!(only(&bar).is_live() && !only(&bar).head.planned);
    assert_eq!(bar.advice(&key(order, "bar"), 0), None);
    let mut oven = kitchen(oven(), &mut server);
    assert!(!only(&oven).head.planned, "nobody else is planned with it");
    assert!(!bar.plan_on(clock(1)) && !oven.plan_on(clock(1)));
}

#[test]
fn the_pass_lets_go_what_is_left_of_an_order_that_was_begun_and_a_rush_is_not_held() {
    let mut server = Server::new();
    let order = server.place(1, pizza_and_salad());
    let mut expo = kitchen(Place::Expo, &mut server);
    server.command(order, Command::Hold { held: true });
    server.tell(&mut expo, clock(1));
    assert!(only(&expo).head.held && !only(&expo).head.begun);
    let pizza = item_id(&expo, order, "pizza");
    server.command(order, Command::Start { item: pizza });
    server.tell(&mut expo, clock(2));
    assert!(only(&expo).head.held && only(&expo).head.begun, "the salad is held on, and can be let go");
    assert!(!expo.plan_on(clock(3)), "nothing turns by the clock");
    server.command(order, Command::Prioritise { priority: Priority::Rush });
    server.tell(&mut expo, clock(4));
    assert!(!only(&expo).head.held);
}

#[test]
fn by_dish_what_waits_is_seen_and_is_neither_counted_nor_made_with_the_others() {
    let mut server = holding();
    server.place(1, pizza_and_salad());
    server.place(2, vec![dish("salad", "pasta", 240)]);
    let mut kitchen = kitchen(pasta(), &mut server);
    let mut batches = super::batches::Batches::default();
    batches.follow(&kitchen, 0, true);
    let told = |batches: &super::batches::Batches| {
        let batch = &batches.list()[0];
        (batch.shares.len(), batch.open().count(), batch.quantity(), batch.coming())
    };
    assert_eq!(told(&batches), (2, 1, 1, 1));
    assert!(kitchen.plan_on(clock(181)));
    batches.follow(&kitchen, 0, true);
    assert_eq!(told(&batches), (2, 2, 2, 0));
}

/// A tap that asks for an order of the rail.
fn sequence(kitchen: &mut Kitchen, orders: Vec<OrderId>) -> CommandId {
    let id = CommandId(Uuid::from_u128(77));
    let frame = CommandFrame::new(id, clock(0).now, &Ask::Sequence { orders }).unwrap();
    kitchen.tapped(&Unsent { frame, since: clock(0).now }, clock(0));
    kitchen.settle();
    id
}

#[test]
fn a_card_takes_the_place_of_another_one_and_those_after_it_stay_in_the_order_of_time() {
    let mut server = Server::new();
    for number in 1..=4 {
        server.place(number, vec![dish("pizza", "oven", 420)]);
    }
    let mut kitchen = kitchen(Place::Expo, &mut server);
    let card = |kitchen: &Kitchen, number| kitchen.cards().find(|(_, c)| c.head.number == number).unwrap().0;
    let (one, three, four) = (card(&kitchen, 1), card(&kitchen, 3), card(&kitchen, 4));
    assert_eq!(kitchen.moved(one, one), None);
    let moved = kitchen.moved(four, one).unwrap();
    assert_eq!(moved.len(), 1, "only what stands against the order of time is told");
    let id = sequence(&mut kitchen, moved);
    assert_eq!(picture(&kitchen), ["4: pizza", "1: pizza", "2: pizza", "3: pizza"]);
    assert_eq!(kitchen.beside(four, 1), Some(one));
    let back = kitchen.moved(four, three).unwrap();
    assert!(back.is_empty(), "where it came from: the order of time says it all");
    // Refused: it stands as before.
    kitchen.taken_back(id, clock(1));
    kitchen.settle();
    assert_eq!(picture(&kitchen), ["1: pizza", "2: pizza", "3: pizza", "4: pizza"]);
}

#[test]
fn a_rush_goes_before_what_was_moved_and_a_move_does_not_pin_what_stands_before_one_that_has_just_joined() {
    let mut server = Server::new();
    for number in 1..=4 {
        server.place(number, vec![dish("pizza", "oven", 420)]);
    }
    let mut kitchen = kitchen(Place::Expo, &mut server);
    let card = |kitchen: &Kitchen, number| kitchen.cards().find(|(_, c)| c.head.number == number).unwrap().0;
    let (two, four) = (card(&kitchen, 2), card(&kitchen, 4));
    // A rush joins at the end, and the hand is not away yet.
    let rush = server.place(5, vec![dish("pizza", "oven", 420)]);
    server.command(rush, Command::Prioritise { priority: Priority::Rush });
    server.tell(&mut kitchen, clock(1));
    let moved = kitchen.moved(four, two).unwrap();
    assert_eq!(moved.len(), 2, "1 and 4, and not all that stood before the rush");
    sequence(&mut kitchen, moved);
    assert_eq!(picture(&kitchen), ["5: pizza", "1: pizza", "4: pizza", "2: pizza", "3: pizza"]);
    let five = card(&kitchen, 5);
    let behind = kitchen.moved(five, card(&kitchen, 1)).unwrap();
    sequence(&mut kitchen, behind);
    assert_eq!(picture(&kitchen), ["1: pizza", "5: pizza", "4: pizza", "2: pizza", "3: pizza"]);
}

#[test]
fn the_pass_says_what_each_station_has_done_and_which_is_waited_for_longest() {
    let mut server = Server::new();
    let order = server.place(1, vec![dish("salad", "pasta", 240), dish("pizza", "oven", 420), dish("calzone", "oven", 540)]);
    let mut kitchen = kitchen(Place::Expo, &mut server);
    let groups = |kitchen: &Kitchen| -> Vec<String> {
        let lines = only(kitchen).lines.iter().filter_map(|line| line.group.clone());
        lines.map(|g| format!("{} {}/{} {} {}", g.station, g.done, g.total, g.since.is_some(), g.longest)).collect()
    };
    assert_eq!(groups(&kitchen), ["Oven 0/2 true false", "Pasta 0/1 true false"]);
    let (pizza, salad) = (item_id(&kitchen, order, "pizza"), item_id(&kitchen, order, "salad"));
    server.command(order, Command::Prepare { item: pizza });
    server.command(order, Command::Prepare { item: salad });
    server.tell(&mut kitchen, clock(60));
    assert_eq!(groups(&kitchen), ["Oven 1/2 true true", "Pasta 1/1 false false"]);
}

#[test]
fn orders_of_one_table_are_handed_over_together() {
    let mut server = Server::new();
    let orders = [1, 2].map(|number| server.place(number, vec![dish("pizza", "oven", 420)]));
    for order in orders {
        server.command(order, Command::Bump { station: Some("oven".into()), chit: None });
    }
    let mut kitchen = kitchen(Place::Expo, &mut server);
    let parties = kitchen.parties();
    assert_eq!(parties.len(), 1);
    assert_eq!(parties[0].1, "Table 4");
    assert_eq!(kitchen.ready_together(parties[0].0), orders);
    // A third one joins below: the key that was drawn hands over what stands above it, the next one all three.
    let third = server.place(3, vec![dish("pizza", "oven", 420)]);
    server.command(third, Command::Bump { station: Some("oven".into()), chit: None });
    server.tell(&mut kitchen, clock(1));
    assert_eq!(kitchen.parties().len(), 1);
    assert_eq!(kitchen.ready_together(kitchen.parties()[0].0), [orders[0], orders[1], third]);
    assert_eq!(kitchen.ready_together(parties[0].0), orders);
    server.command(orders[0], Command::Complete { runner: None });
    server.tell(&mut kitchen, clock(2));
    assert_eq!(kitchen.ready_together(parties[0].0), orders[1..]);
}
