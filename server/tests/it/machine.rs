//! The order machine over the API: every step, and that an illegal one changes nothing.

use crate::everywhere;

everywhere!(
    an_order_goes_its_way_and_every_illegal_step_changes_nothing,
    courses_allergies_and_lists,
    the_pass_holds_an_order_and_names_who_carries_it,
);

mod steps {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use crate::harness::{House, Node, User, takeaway};

    fn item(order: &Value, at: usize) -> String {
        format!("/orders/{}/items/{}", order["id"].as_str().unwrap(), order["items"][at]["id"].as_str().unwrap())
    }

    async fn step(user: &User, path: &str, body: Value, status: &str) -> Value {
        let order = user.post(path, body).await.ok();
        assert_eq!(order["status"], status, "after {path}");
        order
    }

    async fn kinds(user: &User, id: &str) -> Vec<String> {
        let history = user.get(&format!("/orders/{id}/history")).await.ok();
        history["events"].as_array().unwrap().iter().map(|e| e["type"].as_str().unwrap().to_owned()).collect()
    }

    pub async fn an_order_goes_its_way_and_every_illegal_step_changes_nothing(house: Arc<House>, node: Node) -> Node {
        let (pos, m) = (house.pos(&node).await, house.manager(&node).await);
        let screen = house.live(&m).await;
        let kitchen = house.live(&house.kds(&node, "oven").await).await;
        let order = pos.place(takeaway(&[("margherita", 1), ("burger", 2)])).await.ok();
        let id = order["id"].as_str().unwrap().to_owned();
        let at = |what: &str| format!("/orders/{id}/{what}");
        let (pizza, burger) = (item(&order, 0), item(&order, 1));

        // What CONFIRMED does not allow.
        let before = m.get(&format!("/orders/{id}")).await.ok();
        m.ask(&at("complete")).await.refused(409, "illegal_transition");
        m.ask(&at("recall")).await.refused(409, "illegal_transition");
        m.post(&at("bump"), json!({ "station": "bar" })).await.refused(404, "not_found");
        m.post(&at("bump"), json!({})).await.refused(422, "invalid");
        assert_eq!(m.get(&format!("/orders/{id}")).await.ok(), before);

        step(&m, &at("priority"), json!({ "priority": "rush" }), "CONFIRMED").await;
        step(&m, &format!("{pizza}/start"), json!({}), "IN_PROGRESS").await;
        let version = step(&m, &format!("{pizza}/prepared"), json!({}), "IN_PROGRESS").await["version"].clone();
        // A repeat makes no event.
        assert_eq!(step(&m, &format!("{pizza}/prepared"), json!({}), "IN_PROGRESS").await["version"], version);
        m.ask(&format!("{pizza}/start")).await.refused(409, "illegal_transition");
        step(&m, &format!("{pizza}/recall"), json!({}), "IN_PROGRESS").await;
        step(&m, &at("bump"), json!({ "station": "oven", "chit": 1 }), "IN_PROGRESS").await;
        pos.post(&format!("{pizza}/void"), json!({ "reason": "wrong table" })).await.refused(403, "forbidden");
        let cut = step(&pos, &format!("{burger}/void"), json!({ "quantity": 1, "reason": "one is enough" }), "IN_PROGRESS").await;
        assert_eq!((&cut["subtotal"], &cut["tax"], &cut["total"]), (&json!(2395), &json!(213), &json!(2608)));
        step(&m, &at("bump"), json!({ "station": "grill" }), "READY").await;
        step(&m, &at("recall-ticket"), json!({ "station": "grill" }), "IN_PROGRESS").await;
        m.ask(&at("complete")).await.refused(409, "illegal_transition");
        step(&m, &at("bump"), json!({ "station": "grill" }), "READY").await;
        let ready = step(&m, &at("complete"), json!({}), "COMPLETED").await;
        step(&m, &at("complete"), json!({}), "COMPLETED").await;
        m.post(&at("recall-ticket"), json!({ "station": "grill" })).await.refused(409, "illegal_transition");
        let body = json!({ "items": [{ "menu_item_id": "cola", "quantity": 1 }] });
        m.post(&at("items"), body.clone()).await.refused(409, "illegal_transition");
        let stale = m.call("POST", &at("recall")).header("if-match", "\"1\"").send().await;
        stale.refused(409, "version_conflict");
        assert_eq!(stale.body["version"], ready["version"]);
        let fresh = m.call("POST", &at("recall")).header("if-match", &format!("\"{}\"", ready["version"])).send().await;
        assert_eq!(fresh.ok()["status"], "READY");
        let more = step(&pos, &at("items"), body, "IN_PROGRESS").await;
        assert_eq!(more["items"].as_array().unwrap().last().unwrap()["chit"], 2);
        step(&pos, &at("cancel"), json!({ "reason": "guest left" }), "CANCELLED").await;
        step(&pos, &at("cancel"), json!({ "reason": "guest left" }), "CANCELLED").await;
        for path in ["complete", "recall"] {
            m.ask(&at(path)).await.refused(409, "illegal_transition");
        }
        assert_eq!(
            kinds(&m, &id).await,
            [
                "order.placed",
                "order.confirmed",
                "order.prioritised",
                "item.started",
                "order.in_progress",
                "item.prepared",
                "item.recalled",
                "item.prepared",
                "item.voided",
                "item.prepared",
                "course.ready",
                "order.ready",
                "item.recalled",
                "order.in_progress",
                "item.prepared",
                "course.ready",
                "order.ready",
                "order.completed",
                "order.recalled",
                "order.items_added",
                "order.in_progress",
                "order.cancelled",
            ]
        );
        screen.until("cancelled", |s| (s.kinds().last() == Some(&"order.cancelled")).then_some(())).await;
        kitchen.reaches(screen.look(|s| s.seq())).await;
        let log = m.get("/events?after=5&limit=3").await.ok();
        let seqs: Vec<&Value> = log["events"].as_array().unwrap().iter().map(|e| &e["seq"]).collect();
        assert_eq!((seqs, &log["last"]), (vec![&json!(6), &json!(7), &json!(8)], &json!(22)));
        node
    }

    pub async fn the_pass_holds_an_order_and_names_who_carries_it(house: Arc<House>, node: Node) -> Node {
        let (pos, m) = (house.pos(&node).await, house.manager(&node).await);
        let order = pos.place(takeaway(&[("margherita", 1)])).await.ok();
        let id = order["id"].as_str().unwrap().to_owned();
        let at = |what: &str| format!("/orders/{id}/{what}");
        assert!(order.get("held").is_none());
        let held = step(&m, &at("hold"), json!({ "held": true }), "CONFIRMED").await;
        assert_eq!(held["held"], true);
        assert_eq!(held["items"][0]["status"], "QUEUED", "no item changes: a cook may begin it all the same");
        let again = step(&pos, &at("hold"), json!({ "held": true }), "CONFIRMED").await;
        assert_eq!(again["version"], held["version"], "a repeat is no event");
        m.post(&at("hold"), json!({})).await.refused(422, "invalid");
        assert!(step(&m, &at("hold"), json!({ "held": false }), "CONFIRMED").await.get("held").is_none());
        step(&m, &at("hold"), json!({ "held": true }), "CONFIRMED").await;
        let ready = step(&m, &at("bump"), json!({ "station": "oven" }), "READY").await;
        assert!(ready.get("held").is_none(), "what is made is held no more");
        for wrong in ["", " ", "a\u{7}b", &"x".repeat(101)] {
            let answer = m.post(&at("complete"), json!({ "runner": wrong })).await;
            answer.refused(422, "invalid");
            assert_eq!(answer.body["errors"][0]["pointer"], "/runner", "{wrong:?}");
        }
        step(&m, &at("complete"), json!({ "runner": "Nina" }), "COMPLETED").await;
        step(&m, &at("complete"), json!({ "runner": "Otto" }), "COMPLETED").await;
        m.post(&at("hold"), json!({ "held": true })).await.refused(409, "illegal_transition");
        step(&m, &at("recall"), json!({}), "READY").await;
        step(&m, &at("complete"), json!({ "runner": null }), "COMPLETED").await;
        let history = m.get(&at("history")).await.ok();
        let of = |kind: &str, field: &str| -> Vec<Value> {
            let events = history["events"].as_array().unwrap().iter();
            events.filter(|e| e["type"] == kind).map(|e| e["data"][field].clone()).collect()
        };
        assert_eq!(of("order.completed", "runner"), [json!("Nina"), Value::Null], "who carried first, carried");
        assert_eq!(of("order.held", "held"), [json!(true), json!(false), json!(true)]);
        node
    }

    pub async fn courses_allergies_and_lists(house: Arc<House>, node: Node) -> Node {
        let (pos, m) = (house.pos(&node).await, house.manager(&node).await);
        let body = json!({
            "channel": "dine_in", "table": "4", "allergies": [{ "seat": 1, "allergen": "nuts" }], "hold_courses": [2],
            "items": [
                { "menu_item_id": "margherita", "quantity": 1, "seat": 1 },
                { "menu_item_id": "burger", "quantity": 1, "seat": 2, "course": 2 },
            ],
        });
        let order = pos.place(body).await.ok();
        let id = order["id"].as_str().unwrap();
        let at = |what: &str| format!("/orders/{id}/{what}");
        m.ask(&format!("{}/prepared", item(&order, 0))).await.refused(409, "allergy_unacknowledged");
        m.post(&at("bump"), json!({ "station": "oven" })).await.refused(409, "allergy_unacknowledged");
        m.ask(&format!("{}/prepared", item(&order, 1))).await.refused(409, "illegal_transition");
        step(&m, &format!("{}/acknowledge-allergy", item(&order, 0)), json!({}), "CONFIRMED").await;
        step(&m, &at("bump"), json!({ "station": "oven" }), "IN_PROGRESS").await;
        let fired = step(&pos, &at("fire"), json!({ "course": 2 }), "IN_PROGRESS").await;
        assert_eq!((&fired["items"][1]["status"], &fired["items"][1]["chit"]), (&json!("QUEUED"), &json!(2)));
        let same = step(&pos, &at("fire"), json!({ "course": 2 }), "IN_PROGRESS").await;
        assert_eq!(same["version"], fired["version"]);
        step(&m, &at("bump"), json!({ "station": "grill" }), "READY").await;

        for _ in 0..4 {
            pos.place(takeaway(&[("cola", 1)])).await.ok();
        }
        let mut numbers = vec![];
        let mut cursor = String::new();
        loop {
            let page = pos.get(&format!("/orders?limit=2{cursor}")).await.ok();
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 2);
            numbers.extend(items.iter().map(|o| o["number"].as_u64().unwrap()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(numbers, [5, 4, 3, 2, 1]);
        let count = async |query: &str| pos.get(&format!("/orders?{query}")).await.ok()["items"].as_array().unwrap().len();
        assert_eq!(count("status=READY").await, 1);
        assert_eq!(count("status=CONFIRMED,READY").await, 5);
        assert_eq!(count("status=CANCELLED").await, 0);
        assert_eq!(count(&format!("since={}", order["placed_at"].as_str().unwrap())).await, 5);
        assert_eq!(count("since=2999-01-01T00:00:00.000Z").await, 0);
        for bad in ["limit=0", "limit=501", "limit=x", "status=DONE", "cursor=5", "since=yesterday", "colour=red"] {
            pos.get(&format!("/orders?{bad}")).await.refused(422, "invalid");
        }
        node
    }
}
