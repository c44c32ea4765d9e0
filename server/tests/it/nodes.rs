//! Several nodes on PostgreSQL and Redis: any screen and any till at any node.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use shared::order::{Event, Order, check};
use tokio::time::Instant;

use crate::harness::{Bus, Db, House, Live, User, bare, key, takeaway};

/// What nobody waits longer for than this after a commit was acknowledged (with time for a busy
/// machine to look).
const NEWS_WITHIN: Duration = Duration::from_millis(1_000);

#[test]
fn any_screen_and_any_till_work_at_any_node() {
    bare(Db::Postgres, Bus::Redis, |house: Arc<House>| async move {
        let (a, b) = tokio::join!(house.node(), house.node());
        let (pos, manager) = (house.pos(&a).await, house.manager(&b).await);
        let (at_a, at_b) = (house.live(&house.kds(&a, "oven").await).await, house.live(&house.expo(&b).await).await);
        for number in 1..=10u64 {
            let till = if number % 2 == 0 { pos.clone() } else { pos.at(&b) };
            let order = till.place(takeaway(&[("margherita", 1)])).await.ok();
            assert_eq!(order["number"], number);
            let id = order["id"].as_str().unwrap();
            at_b.status(id, "CONFIRMED").await;
            at_a.status(id, "CONFIRMED").await;
            let tap = at_a.tap("ticket.bump", json!({ "order_id": id, "station": "oven", "chit": 1 }));
            at_b.status(id, "READY").await;
            at_a.acked(tap).await;
            let tap = at_b.tap("order.complete", json!({ "order_id": id }));
            at_b.acked(tap).await;
            at_a.status(id, "COMPLETED").await;
        }
        let key = key();
        let body = takeaway(&[("cola", 1)]);
        let (manager_a, manager_b) = (manager.at(&a), manager.at(&b));
        let (one, two) = tokio::join!(manager_a.place_as(&key, body.clone()), manager_b.place_as(&key, body));
        assert_eq!((one.status, &one.text), (201, &two.text), "a key counts once at all nodes");
        (a, b)
    });
}

#[test]
fn one_order_hit_from_two_nodes_at_once_takes_no_illegal_step() {
    bare(Db::Postgres, Bus::Redis, |house: Arc<House>| async move {
        let (a, b) = tokio::join!(house.node(), house.node());
        let manager = house.manager(&a).await;
        let screens = [house.live(&manager).await, house.live(&manager.at(&b)).await];
        for round in 0..12 {
            let order = manager.place(takeaway(&[("margherita", 1), ("burger", 1)])).await.ok();
            let id = order["id"].as_str().unwrap();
            let item = |k: usize| format!("/orders/{id}/items/{}", order["items"][k]["id"].as_str().unwrap());
            let mut steps = vec![];
            for k in 0..2 {
                steps.extend(["start", "prepared", "recall", "prepared"].map(|step| format!("{}/{step}", item(k))));
            }
            steps.extend(["complete", "recall", "complete"].map(|step| format!("/orders/{id}/{step}")));
            if round % 3 == 0 {
                steps.push(format!("/orders/{id}/cancel"));
            }
            let calls = steps.iter().flat_map(|step| {
                [&a, &b].map(|node| {
                    let user = manager.at(node);
                    let body = if step.ends_with("cancel") { json!({ "reason": "test" }) } else { json!({}) };
                    async move { user.post(step, body).await }
                })
            });
            for answer in futures_util::future::join_all(calls).await {
                assert!(answer.status == 200 || answer.code() == "illegal_transition", "{answer:?}");
            }
            folds_legally(&manager, id).await;
        }
        let (one, two) = (screens[0].look(|s| s.seq()), screens[1].look(|s| s.seq()));
        for screen in &screens {
            screen.reaches(one.max(two)).await;
        }
        (a, b)
    });
}

/// The order's history takes legal steps only, keeps every invariant and ends at the order as told.
async fn folds_legally(user: &User, id: &str) {
    let history = user.get(&format!("/orders/{id}/history")).await.ok();
    let mut order: Option<Order> = None;
    for event in history["events"].as_array().unwrap() {
        let event = Event::from_json(&event.to_string()).unwrap();
        let Some(order) = &mut order else {
            order = Order::from_event(&event);
            continue;
        };
        let before = order.clone();
        order.apply(&event);
        assert!(
            before.status == order.status || before.status.may_become(order.status),
            "{:?} → {:?}",
            before.status,
            order.status
        );
        for (was, is) in before.items.iter().zip(&order.items) {
            assert!(was.status == is.status || was.status.may_become(is.status), "{:?} → {:?}", was.status, is.status);
        }
        assert!(!before.status.is_over() || order.status.is_over() || event.data.kind() == "order.recalled");
    }
    let order = order.unwrap();
    check(&order).unwrap();
    let told: Value = user.get(&format!("/orders/{id}")).await.ok();
    assert_eq!(serde_json::to_value(&order).unwrap(), told);
}

/// Places an order and tells how long the screen waited for it after the till knew.
async fn news_take(till: &User, screen: &Live) -> Duration {
    let order = till.place(takeaway(&[("cola", 1)])).await.ok();
    let acknowledged = Instant::now();
    let id = order["id"].as_str().unwrap().to_owned();
    screen.status(&id, "CONFIRMED").await;
    acknowledged.elapsed()
}

async fn news_come_in_time(till: &User, screen: &Live, when: &str) {
    let mut worst = Duration::ZERO;
    for _ in 0..8 {
        worst = worst.max(news_take(till, screen).await);
    }
    eprintln!("{when}: news took at most {worst:?}");
    assert!(worst <= NEWS_WITHIN, "{when}: news took {worst:?}");
}

#[test]
fn redis_frozen_killed_and_back_costs_nobody_more_than_a_second() {
    bare(Db::Postgres, Bus::OwnRedis, |house: Arc<House>| async move {
        let (a, b) = tokio::join!(house.node(), house.node());
        let manager = house.manager(&a).await;
        let (at_a, at_b) = (house.live(&manager).await, house.live(&manager.at(&b)).await);
        let redis = house.redis.as_ref().unwrap();
        news_come_in_time(&manager, &at_b, "all well").await;
        redis.freeze().await;
        news_come_in_time(&manager, &at_b, "redis frozen").await;
        redis.thaw().await;
        news_come_in_time(&manager, &at_b, "redis thawed").await;
        redis.kill().await;
        news_come_in_time(&manager, &at_b, "redis killed").await;
        let ready = manager.raw("GET", "/readyz").send().await;
        assert_eq!(ready.status, 200);
        assert!(ready.text.contains("degraded"), "{ready:?}");
        redis.again().await;
        news_come_in_time(&manager.at(&b), &at_a, "redis back").await;
        let until = Instant::now() + crate::harness::PATIENCE;
        while manager.raw("GET", "/readyz").send().await.text.contains("degraded") {
            assert!(Instant::now() < until, "the bus does not heal");
        }
        for screen in [&at_a, &at_b] {
            screen.reaches(80).await;
            screen.look(|s| assert_eq!((s.seqs(), s.snapshots, s.resumes), ((1..=80).collect::<Vec<u64>>(), 1, 0)));
        }
        (a, b)
    });
}

#[test]
fn the_screens_of_a_dead_node_go_on_at_another_and_miss_nothing() {
    bare(Db::Postgres, Bus::Redis, |house: Arc<House>| async move {
        let (a, b) = tokio::join!(house.node(), house.node());
        let manager = house.manager(&a).await;
        let screens: Vec<Live> = futures_util::future::join_all((0..5).map(|_| house.live(&manager))).await;
        for screen in &screens {
            screen.nodes(&[&b, &a]);
        }
        for _ in 0..20 {
            manager.place(takeaway(&[("cola", 1)])).await.ok();
        }
        a.kill().await;
        let till = manager.at(&b);
        for _ in 0..20 {
            till.place(takeaway(&[("cola", 1)])).await.ok();
        }
        for screen in &screens {
            screen.reaches(80).await;
            screen.look(|s| assert_eq!((s.seqs(), s.snapshots), ((1..=80).collect::<Vec<u64>>(), 1)));
        }
        b
    });
}

#[test]
fn two_nodes_start_at_once_on_an_empty_database() {
    bare(Db::Postgres, Bus::Redis, |house: Arc<House>| async move {
        let (a, b, c) = tokio::join!(house.node(), house.node(), house.node());
        let pos = house.pos(&a).await;
        // One location, one key that signs, one log.
        for (number, node) in (1u64..).zip([&a, &b, &c]) {
            assert_eq!(pos.at(node).place(takeaway(&[("cola", 1)])).await.ok()["number"], number);
        }
        (a, b, c)
    });
}
