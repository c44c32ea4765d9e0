//! What the floor does with whole orders: transfer, split, merge, discounts, quotes, the rail.

use crate::everywhere;

everywhere!(
    a_transfer_moves_the_table_and_nothing_else,
    a_split_keeps_ids_status_and_payment_and_sends_nothing_again,
    a_split_is_answered_with_both_orders_and_a_repeat_word_for_word,
    a_split_that_cannot_be_says_which_field,
    a_merge_moves_everything_and_the_emptied_order_is_gone_by_it_alone,
    a_paid_order_is_not_merged,
    a_discount_is_taken_off_before_tax,
    a_till_gives_discounts_up_to_the_houses_limit_and_a_manager_any,
    the_rail_is_put_in_order_and_what_is_over_is_left_out,
    a_quote_tells_the_limit_and_changes_nothing,
    each_role_may_do_what_the_table_says,
    versions_and_keys_count_here_too,
);

mod steps {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use crate::harness::api::Answer;
    use crate::harness::{House, Live, Node, User, key, takeaway};

    fn path(order: &Value, verb: &str) -> String {
        format!("/orders/{}/{verb}", order["id"].as_str().unwrap())
    }

    fn table(number: &str, dishes: &[(&str, u32)]) -> Value {
        let mut body = takeaway(dishes);
        (body["channel"], body["table"]) = (json!("dine_in"), json!(number));
        body
    }

    /// A wrong field, named by its pointer.
    #[track_caller]
    fn wrong(answer: &Answer, pointer: &str) {
        answer.refused(422, "invalid");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{answer:?}");
    }

    async fn last(manager: &User) -> u64 {
        manager.get("/events?limit=1").await.ok()["last"].as_u64().unwrap()
    }

    /// What the session sees of the log after `seq`, once it is there.
    async fn kinds_after(live: &Live, manager: &User, seq: u64) -> Vec<String> {
        live.reaches(last(manager).await).await;
        live.look(|s| s.events.iter().filter(|(e, _)| e.seq > seq).map(|(e, _)| e.data.kind().to_owned()).collect())
    }

    pub async fn a_transfer_moves_the_table_and_nothing_else(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let kitchen = house.live(&house.kds(&node, "oven").await).await;
        let order = pos.place(table("12", &[("margherita", 1)])).await.ok();
        let before = last(&manager).await;
        let moved = pos.post(&path(&order, "transfer"), json!({ "table": " 7 " })).await.ok();
        assert_eq!((&moved["table"], &moved["items"]), (&json!("7"), &order["items"]));
        assert_eq!(pos.post(&path(&order, "transfer"), json!({ "table": "7" })).await.ok(), moved, "a repeat");
        assert_eq!(kinds_after(&kitchen, &manager, before).await, ["order.transferred"]);
        let id = order["id"].as_str().unwrap();
        kitchen.look(|s| assert_eq!(s.order(id).unwrap().table.as_deref(), Some("7")));
        assert_eq!(pos.post(&path(&order, "transfer"), json!({ "table": null })).await.ok()["table"], json!(null));
        for (body, pointer) in
            [(json!({}), "/table"), (json!({ "table": "" }), "/table"), (json!({ "table": "x".repeat(101) }), "/table")]
        {
            wrong(&pos.post(&path(&order, "transfer"), body).await, pointer);
        }
        let nowhere = format!("/orders/{}/transfer", key());
        pos.post(&nowhere, json!({ "table": "7" })).await.refused(404, "not_found");
        pos.post(&path(&order, "cancel"), json!({ "reason": "gone" })).await.ok();
        pos.post(&path(&order, "transfer"), json!({ "table": "8" })).await.refused(409, "illegal_transition");
        node
    }

    pub async fn a_split_keeps_ids_status_and_payment_and_sends_nothing_again(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let screen = house.live(&manager).await;
        let order = pos.place(table("12", &[("burger", 3), ("margherita", 1), ("cola", 2)])).await.ok();
        pos.post(&path(&order, "payments"), json!({ "method": "cash" })).await.ok();
        manager.post(&path(&order, "bump"), json!({ "station": "oven" })).await.ok();
        let before = last(&manager).await;
        let item = |k: usize| order["items"][k]["id"].clone();
        let moved = json!([{ "item_id": item(0), "quantity": 2 }, { "item_id": item(1) }]);
        let first = pos.post(&path(&order, "split"), json!({ "items": moved })).await.ok();
        let second = &first["new_order"];
        let lines = |order: &Value| -> Vec<Value> {
            let items = order["items"].as_array().unwrap().iter();
            items.map(|i| json!([i["name"], i["quantity"], i["status"], i["chit"]])).collect()
        };
        assert_eq!(lines(&first), [json!(["Burger", 1, "QUEUED", 1]), json!(["Cola", 2, "QUEUED", 1])]);
        assert_eq!(lines(second), [json!(["Burger", 2, "QUEUED", 1]), json!(["Margherita", 1, "PREPARED", 1])]);
        // The larger part keeps the id, and so does what went whole.
        assert_eq!([&second["items"][0]["id"], &second["items"][1]["id"]], [&item(0), &item(1)]);
        assert_ne!(first["items"][0]["id"], item(0));
        assert_eq!([&first["number"], &second["number"]], [1, 2]);
        // What was begun is not unbegun, even where the part that was begun has gone.
        assert_eq!((&first["status"], &second["status"]), (&json!("IN_PROGRESS"), &json!("IN_PROGRESS")));
        assert_eq!([&first["subtotal"], &second["subtotal"]], [1700, 3495]);
        assert_eq!((&first["payment"]["status"], &second["payment"]["status"]), (&json!("captured"), &json!("open")));
        let kinds = kinds_after(&screen, &manager, before).await;
        assert_eq!(kinds[0], "order.split");
        assert!(!kinds.iter().any(|k| k == "order.placed" || k == "order.fired"), "{kinds:?}");
        assert_eq!(pos.get(&format!("/orders/{}", second["id"].as_str().unwrap())).await.ok(), *second);
        node
    }

    pub async fn a_split_is_answered_with_both_orders_and_a_repeat_word_for_word(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let order = pos.place(table("12", &[("burger", 2), ("cola", 1)])).await.ok();
        let body = json!({ "items": [{ "item_id": order["items"][1]["id"] }] });
        let key = key();
        let split = || pos.call("POST", &path(&order, "split")).key(&key).json(&body).send();
        let first = split().await;
        let new = first.body["new_order"].clone();
        manager.post(&path(&order, "bump"), json!({ "station": "grill" })).await.ok();
        // A key of a command on the order that was split off, which has no order.placed of its own.
        let bump = |key: String| manager.call("POST", &path(&new, "bump")).key(&key).json(&json!({ "station": "bar" })).send();
        let again = crate::harness::key();
        let bumped = bump(again.clone()).await;
        manager.ask(&path(&new, "complete")).await.ok();
        assert_eq!((bumped.status, bumped.text), (200, bump(again).await.text));
        let repeat = split().await;
        assert_eq!((first.status, &first.text), (repeat.status, &repeat.text));
        assert_eq!(pos.get("/orders").await.ok()["items"].as_array().unwrap().len(), 2);
        let kinds = |history: Value| -> Vec<String> {
            history["events"].as_array().unwrap().iter().map(|e| e["type"].as_str().unwrap().to_owned()).collect()
        };
        let history = kinds(pos.get(&path(&new, "history")).await.ok());
        assert_eq!((history[0].as_str(), history.last().unwrap().as_str()), ("order.split", "order.completed"));
        node
    }

    pub async fn a_split_that_cannot_be_says_which_field(house: Arc<House>, node: Node) -> Node {
        let pos = house.pos(&node).await;
        let order = pos.place(table("12", &[("burger", 2), ("cola", 1)])).await.ok();
        let item = |k: usize| order["items"][k]["id"].clone();
        let split = |items: Value| {
            let (pos, path) = (pos.clone(), path(&order, "split"));
            async move { pos.post(&path, json!({ "items": items })).await }
        };
        wrong(&split(json!([])).await, "/items");
        wrong(&split(json!([{ "item_id": item(0) }, { "item_id": item(1) }])).await, "/items");
        wrong(&split(json!([{ "item_id": key() }])).await, "/items/0/item_id");
        wrong(&split(json!([{ "item_id": item(0) }, { "item_id": item(0) }])).await, "/items/1/item_id");
        wrong(&split(json!([{ "item_id": item(0), "quantity": 3 }])).await, "/items/0/quantity");
        wrong(&split(json!([{ "item_id": item(0), "quantity": 0 }])).await, "/items/0/quantity");
        wrong(&split(json!([{ "quantity": 1 }])).await, "/items/0/item_id");
        wrong(&split(json!([{ "item_id": item(0), "colour": "red" }])).await, "/items/0/colour");
        assert_eq!(pos.get(&format!("/orders/{}", order["id"].as_str().unwrap())).await.ok(), order, "nothing has changed");
        node
    }

    pub async fn a_merge_moves_everything_and_the_emptied_order_is_gone_by_it_alone(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let (screen, kitchen) = (house.live(&manager).await, house.live(&house.kds(&node, "oven").await).await);
        let into = pos.place(table("1", &[("burger", 1)])).await.ok();
        let from = pos.place(table("2", &[("margherita", 1), ("cola", 2)])).await.ok();
        manager.post(&path(&from, "bump"), json!({ "station": "bar" })).await.ok();
        let before = last(&manager).await;
        let merged = pos.post(&path(&into, "merge"), json!({ "order_id": from["id"] })).await.ok();
        let items: Vec<Value> =
            merged["items"].as_array().unwrap().iter().map(|i| json!([i["id"], i["status"], i["chit"]])).collect();
        let id = |order: &Value, k: usize| order["items"][k]["id"].clone();
        assert_eq!(
            items,
            [json!([id(&into, 0), "QUEUED", 1]), json!([id(&from, 0), "QUEUED", 2]), json!([id(&from, 1), "PREPARED", 2])]
        );
        assert_eq!((&merged["id"], &merged["table"], &merged["subtotal"]), (&into["id"], &json!("1"), &json!(1100 + 1295 + 600)));
        assert_eq!(merged["status"], "IN_PROGRESS");
        assert_eq!(kinds_after(&screen, &manager, before).await, ["order.merged", "order.in_progress"]);
        let gone = pos.get(&format!("/orders/{}", from["id"].as_str().unwrap())).await.ok();
        assert_eq!((&gone["status"], &gone["items"], &gone["total"]), (&json!("CANCELLED"), &json!([]), &json!(0)));
        let history = pos.get(&path(&from, "history")).await.ok();
        assert_eq!(history["events"].as_array().unwrap().last().unwrap()["type"], "order.merged");
        kitchen.reaches(last(&manager).await).await;
        kitchen.look(|s| {
            let board = s.board.as_ref().unwrap();
            assert_eq!(board.orders().map(|o| o.number).collect::<Vec<_>>(), [1]);
        });
        pos.post(&path(&into, "merge"), json!({ "order_id": from["id"] })).await.refused(409, "illegal_transition");
        wrong(&pos.post(&path(&into, "merge"), json!({ "order_id": into["id"] })).await, "/order_id");
        wrong(&pos.post(&path(&into, "merge"), json!({})).await, "/order_id");
        pos.post(&path(&into, "merge"), json!({ "order_id": key() })).await.refused(404, "not_found");
        node
    }

    pub async fn a_paid_order_is_not_merged(house: Arc<House>, node: Node) -> Node {
        let pos = house.pos(&node).await;
        let (paid, open) = (pos.place(takeaway(&[("cola", 1)])).await.ok(), pos.place(takeaway(&[("burger", 1)])).await.ok());
        pos.post(&path(&paid, "payments"), json!({ "method": "cash" })).await.ok();
        pos.post(&path(&open, "merge"), json!({ "order_id": paid["id"] })).await.refused(409, "illegal_transition");
        pos.post(&path(&paid, "merge"), json!({ "order_id": open["id"] })).await.refused(409, "illegal_transition");
        pos.post(&path(&paid, "discount"), json!({ "amount": 1, "reason": "late" })).await.refused(409, "illegal_transition");
        node
    }

    pub async fn a_discount_is_taken_off_before_tax(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let (till, kitchen) = (house.live(&pos).await, house.live(&house.kds(&node, "oven").await).await);
        let order = pos.place(takeaway(&[("margherita", 2)])).await.ok();
        let before = last(&manager).await;
        let off = pos.post(&path(&order, "discount"), json!({ "amount": 100, "reason": "late" })).await.ok();
        // 8.875 % of 24.90 is 2.2098
        assert_eq!([&off["subtotal"], &off["discount"], &off["tax"], &off["total"]], [2590, 100, 221, 2711]);
        // 12.5 % of 25.90 is 3.2375
        let off = pos.post(&path(&order, "discount"), json!({ "percent": 12.5, "reason": "cold" })).await.ok();
        assert_eq!([&off["discount"], &off["total"]], [424, 2358]);
        assert_eq!(kinds_after(&till, &manager, before).await, ["order.discounted", "order.discounted"]);
        assert!(kinds_after(&kitchen, &manager, before).await.is_empty());
        for (body, pointer) in [
            (json!({ "reason": "late" }), "/amount"),
            (json!({ "amount": 1, "percent": 1, "reason": "late" }), "/amount"),
            (json!({ "amount": 0, "reason": "late" }), "/amount"),
            (json!({ "amount": -5, "reason": "late" }), "/amount"),
            (json!({ "percent": 0, "reason": "late" }), "/percent"),
            (json!({ "percent": 101, "reason": "late" }), "/percent"),
            (json!({ "percent": -1, "reason": "late" }), "/percent"),
            (json!({ "amount": 1 }), "/reason"),
            (json!({ "amount": 1, "reason": " " }), "/reason"),
            (json!({ "amount": 99_999, "reason": "late" }), "/amount"),
        ] {
            wrong(&manager.post(&path(&order, "discount"), body).await, pointer);
        }
        node
    }

    pub async fn a_till_gives_discounts_up_to_the_houses_limit_and_a_manager_any(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let order = pos.place(takeaway(&[("margherita", 1)])).await.ok();
        let off = |body: Value| json!({ "reason": "late", body.as_object().unwrap().keys().next().unwrap(): body.as_object().unwrap().values().next().unwrap() });
        let discount = path(&order, "discount");
        // 20 % of 12.95 is 2.59
        pos.post(&discount, off(json!({ "amount": 260 }))).await.refused(403, "forbidden");
        pos.post(&discount, off(json!({ "percent": 21 }))).await.refused(403, "forbidden");
        assert_eq!(pos.post(&discount, off(json!({ "percent": 15 }))).await.ok()["discount"], 194);
        // All of a bill's discounts count together.
        pos.post(&discount, off(json!({ "percent": 15 }))).await.refused(403, "forbidden");
        assert_eq!(pos.post(&discount, off(json!({ "amount": 65 }))).await.ok()["discount"], 259);
        pos.post(&discount, off(json!({ "amount": 1 }))).await.refused(403, "forbidden");
        let free = manager.post(&discount, off(json!({ "percent": 100 }))).await.ok();
        assert_eq!([&free["discount"], &free["total"]], [1295, 0]);
        wrong(&manager.post(&discount, off(json!({ "percent": 100 }))).await, "/percent");
        let exact = pos.place(takeaway(&[("margherita", 1)])).await.ok();
        assert_eq!(pos.post(&path(&exact, "discount"), off(json!({ "percent": 20 }))).await.ok()["discount"], 259);
        // A house may set another limit.
        node.term().await;
        node.ended(std::time::Duration::from_secs(10)).await;
        let node = house.node_with(&["--discount-percent-max", "0"]).await;
        let strict = pos.at(&node).place(takeaway(&[("margherita", 1)])).await.ok();
        pos.at(&node).post(&path(&strict, "discount"), off(json!({ "amount": 1 }))).await.refused(403, "forbidden");
        manager.at(&node).post(&path(&strict, "discount"), off(json!({ "amount": 1 }))).await.ok();
        node
    }

    pub async fn the_rail_is_put_in_order_and_what_is_over_is_left_out(house: Arc<House>, node: Node) -> Node {
        let (pos, expo, manager) = (house.pos(&node).await, house.expo(&node).await, house.manager(&node).await);
        let kitchen = house.live(&house.kds(&node, "oven").await).await;
        let mut ids = vec![];
        for _ in 0..3 {
            ids.push(pos.place(takeaway(&[("cola", 1)])).await.ok()["id"].clone());
        }
        let rail = json!({ "orders": [ids[2], ids[0], ids[1]] });
        assert_eq!(expo.put("/board/sequence", rail.clone()).await.ok(), rail);
        pos.post(&format!("/orders/{}/cancel", ids[0].as_str().unwrap()), json!({ "reason": "gone" })).await.ok();
        let told = manager.put("/board/sequence", json!({ "orders": [ids[1], ids[0], ids[2]] })).await.ok();
        assert_eq!(told, json!({ "orders": [ids[1], ids[2]] }));
        kitchen.reaches(last(&manager).await).await;
        let shown = kitchen.look(|s| serde_json::to_value(s.board.as_ref().unwrap().sequence()).unwrap());
        assert_eq!(shown, json!([ids[1], ids[2]]));
        wrong(&expo.put("/board/sequence", json!({ "orders": [ids[1], ids[1]] })).await, "/orders/1");
        wrong(&expo.put("/board/sequence", json!({ "orders": [key()] })).await, "/orders/0");
        wrong(&expo.put("/board/sequence", json!({})).await, "/orders");
        let many: Vec<String> = (0..2_001).map(|_| key()).collect();
        wrong(&expo.put("/board/sequence", json!({ "orders": many })).await, "/orders");
        assert_eq!(expo.put("/board/sequence", json!({ "orders": [] })).await.ok(), json!({ "orders": [] }));
        node
    }

    pub async fn a_quote_tells_the_limit_and_changes_nothing(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let body = takeaway(&[("margherita", 1), ("burger", 1)]);
        let quote = || async { pos.post("/quotes", body.clone()).await.ok() };
        let told = |minutes: [u64; 2], stations: [&str; 2]| {
            json!({ "minutes": minutes[0], "station": stations[0], "stations": [
                { "station": stations[0], "minutes": minutes[0] }, { "station": stations[1], "minutes": minutes[1] },
            ] })
        };
        assert_eq!(quote().await, told([7, 5], ["oven", "grill"]));
        // 8 burgers, four at a time, are ten minutes before its own five.
        let busy = pos.place(takeaway(&[("burger", 8)])).await.ok();
        assert_eq!(quote().await, told([15, 7], ["grill", "oven"]));
        manager.post(&path(&busy, "bump"), json!({ "station": "grill" })).await.ok();
        assert_eq!(quote().await, told([7, 5], ["oven", "grill"]));
        let before = last(&manager).await;
        wrong(&pos.post("/quotes", takeaway(&[("dragon", 1)])).await, "/items/0/menu_item_id");
        wrong(&pos.post("/quotes", json!({ "channel": "takeaway" })).await, "/items");
        assert_eq!(last(&manager).await, before);
        assert_eq!(pos.place(takeaway(&[("cola", 1)])).await.ok()["number"], 2, "a quote takes no number");
        node
    }

    pub async fn each_role_may_do_what_the_table_says(house: Arc<House>, node: Node) -> Node {
        let (pos, kitchen, expo, manager) =
            (house.pos(&node).await, house.kds(&node, "oven").await, house.expo(&node).await, house.manager(&node).await);
        let calls: Vec<(&str, &str, Value, &str)> = vec![
            ("POST", "/orders/{id}/transfer", json!({ "table": "7" }), "pm"),
            ("POST", "/orders/{id}/split", json!({ "items": [{ "item_id": "{item}" }] }), "pm"),
            ("POST", "/orders/{id}/merge", json!({ "order_id": "{other}" }), "pm"),
            ("POST", "/orders/{id}/discount", json!({ "amount": 1, "reason": "test" }), "pm"),
            ("PUT", "/board/sequence", json!({ "orders": [] }), "em"),
            ("POST", "/quotes", takeaway(&[("cola", 1)]), "pm"),
            ("POST", "/customers", json!({ "name": "Ines" }), "pm"),
            ("GET", "/customers", Value::Null, "pm"),
        ];
        for (method, path, body, allowed) in calls {
            for (letter, user) in [('p', &pos), ('k', &kitchen), ('e', &expo), ('m', &manager)] {
                let order = manager.place(takeaway(&[("margherita", 2), ("cola", 1)])).await.ok();
                let other = manager.place(takeaway(&[("cola", 1)])).await.ok();
                let path = path.replace("{id}", order["id"].as_str().unwrap());
                let body = body.to_string().replace("{item}", order["items"][0]["id"].as_str().unwrap());
                let body = body.replace("{other}", other["id"].as_str().unwrap());
                let call = user.call(method, &path).key(&key());
                let body: Value = serde_json::from_str(&body).unwrap();
                let answer = if body.is_null() { call.send().await } else { call.json(&body).send().await };
                if allowed.contains(letter) {
                    assert!((200..300).contains(&answer.status), "{letter} {method} {path}: {answer:?}");
                } else {
                    answer.refused(403, "forbidden");
                }
            }
        }
        node
    }

    pub async fn versions_and_keys_count_here_too(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let order = pos.place(takeaway(&[("margherita", 1), ("cola", 1)])).await.ok();
        let other = pos.place(takeaway(&[("cola", 1)])).await.ok();
        let calls = [
            ("transfer", json!({ "table": "7" })),
            ("split", json!({ "items": [{ "item_id": order["items"][0]["id"] }] })),
            ("merge", json!({ "order_id": other["id"] })),
            ("discount", json!({ "amount": 1, "reason": "late" })),
        ];
        for (verb, body) in &calls {
            let call = || pos.call("POST", &path(&order, verb)).json(body);
            let stale = call().header("if-match", "\"1\"").send().await;
            stale.refused(409, "version_conflict");
        }
        for (verb, body) in &calls {
            let version = pos.get(&format!("/orders/{}", order["id"].as_str().unwrap())).await.ok()["version"].to_string();
            let key = key();
            let call = || pos.call("POST", &path(&order, verb)).key(&key).json(body);
            let first = call().header("if-match", &version).send().await;
            let before = last(&manager).await;
            let again = call().send().await;
            assert_eq!((first.status, &first.text), (200, &again.text), "{verb}");
            assert_eq!(last(&manager).await, before, "{verb} again did something");
            let reused = pos.call("POST", &path(&order, verb)).key(&key).json(&json!({})).send().await;
            reused.refused(422, "idempotency_key_reused");
        }
        node
    }
}
