//! Customers and their points: earned once, redeemed once, given back, whatever happens meanwhile.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::everywhere;
use crate::harness::api::Answer;
use crate::harness::{Bus, Db, House, Live, PATIENCE, User, bare, key, takeaway};

everywhere!(
    customers_are_made_found_and_read,
    completing_earns_once_and_the_till_is_told,
    points_come_off_in_the_placing_commit,
    points_that_are_not_there_are_refused_and_nothing_changes,
    two_tills_redeem_the_same_points_once,
    cancelling_returns_what_was_redeemed_and_takes_back_what_was_earned,
    recalling_takes_back_and_the_next_completion_earns_again,
    an_order_that_is_recalled_at_once_earns_once_in_the_end,
    a_void_that_cuts_points_gives_them_back,
    points_go_with_the_items_of_a_split_and_a_merge,
    a_ledger_is_read_in_pages,
);

fn id(order: &Value) -> &str {
    order["id"].as_str().unwrap()
}

fn at(order: &Value, verb: &str) -> String {
    format!("/orders/{}/{verb}", id(order))
}

fn with(mut body: Value, customer: &str, redeem: Option<i64>) -> Value {
    body["customer_id"] = json!(customer);
    if let Some(points) = redeem {
        body["redeem_points"] = json!(points);
    }
    body
}

async fn ines(pos: &User) -> String {
    let made = pos.post("/customers", json!({ "name": "Ines", "phone": "+1 555 000-1111" })).await;
    assert_eq!(made.status, 201, "{made:?}");
    made.body["id"].as_str().unwrap().to_owned()
}

/// The order READY.
async fn cook(manager: &User, order: &Value) {
    let items = order["items"].as_array().unwrap();
    let stations: std::collections::BTreeSet<String> = items.iter().map(|i| i["station"].to_string()).collect();
    for station in stations {
        let station: Value = serde_json::from_str(&station).unwrap();
        manager.post(&at(order, "bump"), json!({ "station": station })).await.ok();
    }
}

/// Cooks and completes it, and waits until the till is told what it earned; how many.
async fn earn(manager: &User, till: &Live, order: &Value) -> i64 {
    cook(manager, order).await;
    manager.ask(&at(order, "complete")).await.ok();
    earned(till, order, 1).await
}

/// Waits for the order's n-th `loyalty.earned`.
async fn earned(till: &Live, order: &Value, n: usize) -> i64 {
    let order = id(order).parse().unwrap();
    till.until("points are earned", move |s| {
        let of = s.events.iter().filter(|(e, _)| e.order_id == Some(order) && e.data.kind() == "loyalty.earned");
        of.map(|(e, _)| shared::points::movement(&e.data).unwrap().1).nth(n - 1)
    })
    .await
}

/// The customer's points: what their record, their ledger and the log say, which is one number.
async fn balance(manager: &User, customer: &str) -> i64 {
    let points = manager.get(&format!("/customers/{customer}")).await.ok()["points"].as_i64().unwrap();
    let lines = ledger(manager, customer).await;
    assert_eq!(points, lines.iter().map(|line| line["points"].as_i64().unwrap()).sum::<i64>(), "{lines:?}");
    assert_eq!(points, lines.first().map_or(0, |line| line["balance"].as_i64().unwrap()), "{lines:?}");
    let mut balances = shared::points::Balances::default();
    let log = manager.get("/events?limit=10000").await.ok();
    for event in log["events"].as_array().unwrap() {
        balances.fold(&shared::order::Event::from_json(&event.to_string()).unwrap()).unwrap();
    }
    assert_eq!(points, balances.get(customer.parse().unwrap()));
    points
}

async fn ledger(manager: &User, customer: &str) -> Vec<Value> {
    manager.get(&format!("/customers/{customer}/ledger?limit=500")).await.ok()["items"].as_array().unwrap().clone()
}

/// `[points, cause]`, the newest first.
async fn lines(manager: &User, customer: &str) -> Vec<Value> {
    ledger(manager, customer).await.iter().map(|l| json!([l["points"], l["cause"]])).collect()
}

async fn read(pos: &User, order: &Value) -> Value {
    pos.get(&format!("/orders/{}", id(order))).await.ok()
}

#[track_caller]
fn wrong(answer: &Answer, pointer: &str) {
    answer.refused(422, "invalid");
    assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{answer:?}");
}

mod steps {
    use super::*;
    use crate::harness::Node;

    pub async fn customers_are_made_found_and_read(house: Arc<House>, node: Node) -> Node {
        let pos = house.pos(&node).await;
        let key = key();
        let make = |body: Value| pos.call("POST", "/customers").key(&key).json(&body).send();
        let body = json!({ "name": " Ines ", "phone": "+1 (555) 000-1111" });
        let made = make(body.clone()).await;
        assert_eq!((made.status, &made.body["name"], &made.body["points"]), (201, &json!("Ines"), &json!(0)));
        assert_eq!(make(body).await.text, made.text, "a repeat makes nobody");
        make(json!({ "name": "Tom" })).await.refused(422, "idempotency_key_reused");
        let tom = pos.post("/customers", json!({ "name": "Tom" })).await.ok();
        assert_eq!(tom["phone"], json!(null));
        let one = pos.get(&format!("/customers/{}", made.body["id"].as_str().unwrap())).await.ok();
        assert_eq!(one, made.body);
        for phone in ["%2B15550001111", "+15550001111", "1-555-000-1111"] {
            let found = pos.get(&format!("/customers?phone={phone}")).await.ok();
            assert_eq!(found, json!({ "items": [made.body], "next_cursor": null }), "{phone}");
        }
        assert_eq!(pos.get("/customers?phone=4711").await.ok()["items"], json!([]));
        let page = pos.get("/customers?limit=1").await.ok();
        assert_eq!(page["items"], json!([tom]), "the newest first");
        let next = format!("/customers?limit=1&cursor={}", page["next_cursor"].as_str().unwrap());
        assert_eq!(pos.get(&next).await.ok(), json!({ "items": [made.body], "next_cursor": null }));
        for (body, pointer) in [
            (json!({ "phone": "1" }), "/name"),
            (json!({ "name": " " }), "/name"),
            (json!({ "name": "x".repeat(101) }), "/name"),
            (json!({ "name": "Ines", "phone": "none" }), "/phone"),
            (json!({ "name": "Ines", "points": 100 }), "/points"),
        ] {
            wrong(&pos.post("/customers", body).await, pointer);
        }
        wrong(&pos.get("/customers?phone=none").await, "/phone");
        wrong(&pos.get("/customers?cursor=5").await, "/cursor");
        for path in [format!("/customers/{}", crate::harness::key()), "/customers/nobody".into()] {
            pos.get(&path).await.refused(404, "not_found");
            pos.get(&format!("{path}/ledger")).await.refused(404, "not_found");
        }
        let expo = house.expo(&node).await;
        expo.get(&format!("/customers/{}/ledger", tom["id"].as_str().unwrap())).await.refused(403, "forbidden");
        node
    }

    pub async fn completing_earns_once_and_the_till_is_told(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let (till, kitchen) = (house.live(&pos).await, house.live(&house.kds(&node, "oven").await).await);
        let customer = ines(&pos).await;
        let order = pos.place(with(takeaway(&[("margherita", 2), ("cola", 1)]), &customer, None)).await.ok();
        pos.post(&at(&order, "discount"), json!({ "amount": 91, "reason": "late" })).await.ok();
        // 28.90 less 0.91 is 27.99.
        assert_eq!(earn(&manager, &till, &order).await, 27);
        let done = read(&pos, &order).await;
        assert_eq!([&done["points_earned"], &done["points_redeemed"]], [27, 0]);
        manager.ask(&at(&order, "complete")).await.ok();
        // Somebody without an account earns nothing; when the next has earned, the consumer has been past them.
        let nobody = pos.place(takeaway(&[("burger", 1)])).await.ok();
        cook(&manager, &nobody).await;
        manager.ask(&at(&nobody, "complete")).await.ok();
        let small = pos.place(with(takeaway(&[("cola", 1)]), &customer, None)).await.ok();
        assert_eq!(earn(&manager, &till, &small).await, 3);
        assert_eq!(balance(&manager, &customer).await, 30);
        assert_eq!(lines(&manager, &customer).await, [json!([3, "earned"]), json!([27, "earned"])]);
        assert_eq!(read(&pos, &nobody).await["points_earned"], 0);
        kitchen.look(|s| assert!(!s.kinds().iter().any(|kind| kind.starts_with("loyalty"))));
        let line = &ledger(&manager, &customer).await[1];
        assert_eq!((&line["order_id"], &line["balance"]), (&order["id"], &json!(27)));
        node
    }

    pub async fn points_come_off_in_the_placing_commit(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let till = house.live(&pos).await;
        let customer = ines(&pos).await;
        let first = pos.place(with(takeaway(&[("margherita", 1)]), &customer, None)).await.ok();
        assert_eq!(earn(&manager, &till, &first).await, 12);
        let key = key();
        let body = with(takeaway(&[("burger", 1)]), &customer, Some(10));
        let placed = pos.place_as(&key, body.clone()).await;
        let order = placed.clone().ok();
        // 8.875 % of 10.90 is 0.967
        assert_eq!([&order["subtotal"], &order["discount"], &order["tax"], &order["total"]], [1100, 10, 97, 1187]);
        assert_eq!((&order["points_redeemed"], &order["customer_id"]), (&json!(10), &json!(customer)));
        assert_eq!(pos.place_as(&key, body).await.text, placed.text);
        assert_eq!(balance(&manager, &customer).await, 2);
        let history = pos.get(&at(&order, "history")).await.ok();
        let kinds: Vec<&str> = history["events"].as_array().unwrap().iter().map(|e| e["type"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["order.placed", "loyalty.redeemed", "order.confirmed"]);
        assert_eq!(history["events"][1]["data"], json!({ "customer_id": customer, "points": 10, "balance": 2 }));
        // 11.00 less 0.10 earns ten.
        assert_eq!(earn(&manager, &till, &order).await, 10);
        assert_eq!(balance(&manager, &customer).await, 12);
        node
    }

    pub async fn points_that_are_not_there_are_refused_and_nothing_changes(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let customer = ines(&pos).await;
        let refused = pos.place(with(takeaway(&[("burger", 1)]), &customer, Some(1))).await;
        refused.refused(409, "insufficient_points");
        assert_eq!(refused.body["points"], 0);
        wrong(&pos.place(with(takeaway(&[("cola", 1)]), &customer, Some(301))).await, "/redeem_points");
        wrong(&pos.place(with(takeaway(&[("cola", 1)]), &customer, Some(-1))).await, "/redeem_points");
        wrong(&pos.place(with(takeaway(&[("cola", 1)]), &key(), None)).await, "/customer_id");
        let mut nobody = takeaway(&[("cola", 1)]);
        nobody["redeem_points"] = json!(1);
        wrong(&pos.place(nobody).await, "/redeem_points");
        assert_eq!(balance(&manager, &customer).await, 0);
        assert_eq!(pos.place(takeaway(&[("cola", 1)])).await.ok()["number"], 1);
        node
    }

    pub async fn two_tills_redeem_the_same_points_once(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let till = house.live(&pos).await;
        let customer = ines(&pos).await;
        let first = pos.place(with(takeaway(&[("margherita", 2)]), &customer, None)).await.ok();
        assert_eq!(earn(&manager, &till, &first).await, 25);
        let redeem = || pos.place(with(takeaway(&[("burger", 1)]), &customer, Some(10)));
        let tills = futures_util::future::join_all((0..12).map(|_| redeem())).await;
        assert_eq!(tills.iter().filter(|a| a.status == 201).count(), 2);
        tills.iter().filter(|a| a.status != 201).for_each(|a| a.refused(409, "insufficient_points"));
        assert_eq!(balance(&manager, &customer).await, 5);
        node
    }

    pub async fn cancelling_returns_what_was_redeemed_and_takes_back_what_was_earned(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let till = house.live(&pos).await;
        let customer = ines(&pos).await;
        let first = pos.place(with(takeaway(&[("margherita", 1)]), &customer, None)).await.ok();
        assert_eq!(earn(&manager, &till, &first).await, 12);
        let second = pos.place(with(takeaway(&[("burger", 1)]), &customer, Some(12))).await.ok();
        assert_eq!(balance(&manager, &customer).await, 0);
        // What earned them is gone, and they are spent: the balance is below nothing.
        let gone = manager.post(&at(&first, "cancel"), json!({ "reason": "hair" })).await.ok();
        assert_eq!((&gone["status"], &gone["points_earned"]), (&json!("CANCELLED"), &json!(0)));
        assert_eq!(balance(&manager, &customer).await, -12);
        let refused = pos.place(with(takeaway(&[("burger", 1)]), &customer, Some(1))).await;
        refused.refused(409, "insufficient_points");
        assert_eq!(refused.body["points"], -12);
        pos.post(&at(&second, "cancel"), json!({ "reason": "left" })).await.ok();
        pos.post(&at(&second, "cancel"), json!({ "reason": "left" })).await.ok();
        assert_eq!(balance(&manager, &customer).await, 0);
        let told = ["12 earned", "-12 redeemed", "-12 cancelled", "12 cancelled"];
        let lines = lines(&manager, &customer).await;
        let shown: Vec<String> = lines.iter().rev().map(|l| format!("{} {}", l[0], l[1].as_str().unwrap())).collect();
        assert_eq!(shown, told);
        // Both at once: one that redeemed, completed, earned and is cancelled by the manager.
        let third = pos.place(with(takeaway(&[("margherita", 2)]), &customer, None)).await.ok();
        assert_eq!(earn(&manager, &till, &third).await, 25);
        let fourth = pos.place(with(takeaway(&[("burger", 2)]), &customer, Some(20))).await.ok();
        assert_eq!(earn(&manager, &till, &fourth).await, 21);
        assert_eq!(balance(&manager, &customer).await, 26);
        manager.post(&at(&fourth, "cancel"), json!({ "reason": "hair" })).await.ok();
        assert_eq!(balance(&manager, &customer).await, 25);
        node
    }

    pub async fn recalling_takes_back_and_the_next_completion_earns_again(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let till = house.live(&pos).await;
        let customer = ines(&pos).await;
        let order = pos.place(with(takeaway(&[("margherita", 1), ("cola", 1)]), &customer, None)).await.ok();
        assert_eq!(earn(&manager, &till, &order).await, 15);
        let back = manager.ask(&at(&order, "recall")).await.ok();
        assert_eq!((&back["status"], &back["points_earned"]), (&json!("READY"), &json!(0)));
        assert_eq!(balance(&manager, &customer).await, 0);
        let cola = order["items"][1]["id"].as_str().unwrap();
        manager.post(&at(&order, &format!("items/{cola}/void")), json!({ "reason": "flat" })).await.ok();
        pos.ask(&at(&order, "complete")).await.ok();
        assert_eq!(earned(&till, &order, 2).await, 12);
        assert_eq!(balance(&manager, &customer).await, 12);
        assert_eq!(lines(&manager, &customer).await, [json!([12, "earned"]), json!([-15, "recalled"]), json!([15, "earned"])]);
        node
    }

    pub async fn an_order_that_is_recalled_at_once_earns_once_in_the_end(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let till = house.live(&pos).await;
        let customer = ines(&pos).await;
        let mut orders = vec![];
        for _ in 0..4 {
            let order = pos.place(with(takeaway(&[("margherita", 1)]), &customer, None)).await.ok();
            cook(&manager, &order).await;
            orders.push(order);
        }
        for round in 0..5 {
            for order in &orders {
                manager.ask(&at(order, "complete")).await.ok();
                if round < 4 {
                    manager.ask(&at(order, "recall")).await.ok();
                }
            }
        }
        // The last one ends recalled.
        manager.ask(&at(&orders[3], "recall")).await.ok();
        let last = pos.place(with(takeaway(&[("cola", 1)]), &customer, None)).await.ok();
        assert_eq!(earn(&manager, &till, &last).await, 3);
        assert_eq!(balance(&manager, &customer).await, 3 * 12 + 3);
        for (k, order) in orders.iter().enumerate() {
            assert_eq!(read(&pos, order).await["points_earned"], if k < 3 { 12 } else { 0 });
        }
        node
    }

    pub async fn a_void_that_cuts_points_gives_them_back(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let till = house.live(&pos).await;
        let customer = ines(&pos).await;
        let big = pos.place(with(takeaway(&[("margherita", 100)]), &customer, None)).await.ok();
        assert_eq!(earn(&manager, &till, &big).await, 1295);
        let order = pos.place(with(takeaway(&[("burger", 1), ("cola", 1)]), &customer, Some(1200))).await.ok();
        let item = |k: usize| at(&order, &format!("items/{}/void", order["items"][k]["id"].as_str().unwrap()));
        let cut = pos.post(&item(1), json!({ "reason": "flat" })).await.ok();
        assert_eq!([&cut["subtotal"], &cut["discount"], &cut["points_redeemed"], &cut["total"]], [1100, 1100, 1100, 0]);
        assert_eq!(balance(&manager, &customer).await, 195);
        // The rest goes back with the last item, once.
        let gone = pos.post(&item(0), json!({ "reason": "left" })).await.ok();
        assert_eq!((&gone["status"], &gone["points_redeemed"]), (&json!("CANCELLED"), &json!(0)));
        assert_eq!(balance(&manager, &customer).await, 1295);
        assert_eq!(lines(&manager, &customer).await[..2], [json!([1100, "voided"]), json!([100, "voided"])]);
        node
    }

    pub async fn points_go_with_the_items_of_a_split_and_a_merge(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let till = house.live(&pos).await;
        let customer = ines(&pos).await;
        let big = pos.place(with(takeaway(&[("margherita", 100)]), &customer, None)).await.ok();
        assert_eq!(earn(&manager, &till, &big).await, 1295);
        let order = pos.place(with(takeaway(&[("burger", 1), ("cola", 1)]), &customer, Some(1200))).await.ok();
        let burger = order["items"][0]["id"].clone();
        let split = pos.post(&at(&order, "split"), json!({ "items": [{ "item_id": burger }] })).await.ok();
        // The cola takes what it can, the burger the rest.
        assert_eq!([&split["points_redeemed"], &split["new_order"]["points_redeemed"]], [300, 900]);
        assert_eq!(balance(&manager, &customer).await, 95);
        let merged = pos.post(&at(&order, "merge"), json!({ "order_id": split["new_order"]["id"] })).await.ok();
        assert_eq!([&merged["points_redeemed"], &merged["subtotal"]], [1200, 1400]);
        assert_eq!(balance(&manager, &customer).await, 95);
        // A customer comes to an order without one by a merge, and their points with them.
        let stranger = pos.place(takeaway(&[("bread", 1)])).await.ok();
        let last = pos.post(&at(&stranger, "merge"), json!({ "order_id": order["id"] })).await.ok();
        assert_eq!((&last["customer_id"], &last["points_redeemed"]), (&json!(customer), &json!(1200)));
        let other = pos.post("/customers", json!({ "name": "Tom" })).await.ok();
        let toms = pos.place(with(takeaway(&[("cola", 1)]), other["id"].as_str().unwrap(), None)).await.ok();
        pos.post(&at(&toms, "merge"), json!({ "order_id": stranger["id"] })).await.refused(409, "illegal_transition");
        pos.post(&at(&stranger, "cancel"), json!({ "reason": "left" })).await.ok();
        assert_eq!(balance(&manager, &customer).await, 1295);
        assert_eq!(balance(&manager, other["id"].as_str().unwrap()).await, 0);
        node
    }

    pub async fn a_ledger_is_read_in_pages(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let till = house.live(&pos).await;
        let customer = ines(&pos).await;
        let path = format!("/customers/{customer}/ledger");
        assert_eq!(pos.get(&path).await.ok(), json!({ "items": [], "next_cursor": null }));
        for _ in 0..3 {
            let order = pos.place(with(takeaway(&[("cola", 1)]), &customer, None)).await.ok();
            earn(&manager, &till, &order).await;
        }
        let all = ledger(&pos, &customer).await;
        let first = pos.get(&format!("{path}?limit=2")).await.ok();
        assert_eq!(first["items"].as_array().unwrap()[..], all[..2]);
        let rest = pos.get(&format!("{path}?limit=2&cursor={}", first["next_cursor"].as_str().unwrap())).await.ok();
        assert_eq!(rest, json!({ "items": [all[2]], "next_cursor": null }));
        for bad in ["limit=0", "limit=501", "cursor=x", "colour=red"] {
            pos.get(&format!("{path}?{bad}")).await.refused(422, "invalid");
        }
        node
    }
}

/// Two nodes, one customer: the lock is the location's, not a node's.
#[test]
fn two_tills_at_two_nodes_redeem_the_same_points_once() {
    bare(Db::Postgres, Bus::Redis, |house: Arc<House>| async move {
        let (one, two) = (house.node().await, house.node().await);
        let (pos, manager) = (house.pos(&one).await, house.manager(&one).await);
        let till = house.live(&pos).await;
        let customer = ines(&pos).await;
        let first = pos.place(with(takeaway(&[("margherita", 2)]), &customer, None)).await.ok();
        assert_eq!(earn(&manager, &till, &first).await, 25);
        let tills = [pos.clone(), pos.at(&two)];
        let redeem = |k: usize| tills[k % 2].place(with(takeaway(&[("burger", 1)]), &customer, Some(5)));
        let answers = futures_util::future::join_all((0..16).map(redeem)).await;
        assert_eq!(answers.iter().filter(|a| a.status == 201).count(), 5);
        answers.iter().filter(|a| a.status != 201).for_each(|a| a.refused(409, "insufficient_points"));
        assert_eq!(balance(&manager, &customer).await, 0);
        // What one node placed the other cancels.
        for order in answers.iter().filter(|a| a.status == 201) {
            let path = at(&order.body, "cancel");
            manager.at(&two).post(&path, json!({ "reason": "left" })).await.ok();
        }
        assert_eq!(balance(&manager, &customer).await, 25);
        (one, two)
    });
}

/// The power is cut again and again between an order's completion and its points.
fn a_power_cut(db: Db) {
    bare(db, Bus::InProcess, |house: Arc<House>| async move {
        let node = house.node().await;
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let customer = ines(&pos).await;
        let mut orders = vec![];
        for _ in 0..6 {
            let order = pos.place(with(takeaway(&[("margherita", 1)]), &customer, None)).await.ok();
            cook(&manager, &order).await;
            orders.push((order, key()));
        }
        // Nothing but the processes' own kills: what they answer, and whether, does not count.
        let complete = |manager: User, (order, key): (Value, String)| async move {
            manager.call("POST", &at(&order, "complete")).key(&key).try_send().await
        };
        node.term().await;
        node.ended(PATIENCE).await;
        // The first dies with the order completed and nothing earned; the next ones on their way there.
        let points = ["writer.committed", "consumer.read", "consumer.handed_over", "store.written", "writer.decided"];
        for (point, order) in points.into_iter().zip(&orders) {
            let Some(node) = house.doomed_node(point).await else { continue };
            let _ = complete(manager.at(&node), order.clone()).await;
            assert!(!node.ended(PATIENCE).await.success());
        }
        let node = house.node().await;
        let (pos, manager) = (pos.at(&node), manager.at(&node));
        let till = house.live(&manager).await;
        for order in &orders {
            assert_eq!(complete(manager.clone(), order.clone()).await.unwrap().status, 200);
        }
        till.until("all have earned", |s| {
            let all = s.board.as_ref()?.recent().map(|o| o.bill.as_ref().map_or(0, |b| b.points_earned)).sum::<i64>();
            (all == 6 * 12).then_some(())
        })
        .await;
        // Whatever else the consumer had before it has been read when this one has earned.
        let last = pos.place(with(takeaway(&[("cola", 1)]), &customer, None)).await.ok();
        assert_eq!(earn(&manager, &till, &last).await, 3);
        assert_eq!(balance(&manager, &customer).await, 6 * 12 + 3);
        assert_eq!(ledger(&manager, &customer).await.len(), 7, "each order has earned once");
        node
    });
}

#[test]
fn a_power_cut_after_completion_still_earns_exactly_once_on_sqlite() {
    a_power_cut(Db::Sqlite);
}

#[test]
fn a_power_cut_after_completion_still_earns_exactly_once_on_postgres() {
    a_power_cut(Db::Postgres);
}
