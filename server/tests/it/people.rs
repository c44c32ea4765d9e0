//! Who works here: adding, changing, removing; the record of it; the keys that sign tokens.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::harness::{Answer, Bus, Db, House, Node, User, bare, key, takeaway};
use crate::on_both;

on_both!(
    people_come_change_and_go,
    a_pin_belongs_to_one_person,
    the_last_manager_stays,
    what_is_wrong_with_a_person_is_told_by_its_field,
    the_record_tells_who_did_what_from_where,
    a_removed_person_is_out_at_once,
);

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("no {field} in {value}"))
}

async fn login(house: &House, node: &Node, pin: &str) -> Answer {
    house.nobody(node).post("/auth/login", json!({ "location": house.location, "pin": pin })).await
}

async fn add(manager: &User, name: &str, role: &str, pin: &str) -> Answer {
    manager.post("/people", json!({ "name": name, "role": role, "pin": pin })).await
}

async fn id_of(manager: &User, name: &str) -> String {
    let people = manager.get("/people").await.ok();
    let found = people["items"].as_array().unwrap().iter().find(|p| p["name"] == name).unwrap();
    text(found, "id").to_owned()
}

mod steps {
    use super::*;

    pub async fn people_come_change_and_go(house: Arc<House>, node: Node) -> Node {
        let manager = house.manager(&node).await;
        let key = key();
        let body = json!({ "name": " Nina ", "role": "kitchen", "pin": "83927", "stations": ["grill"] });
        let post = || async { manager.call("POST", "/people").key(&key).json(&body).send().await };
        let made = post().await;
        assert_eq!(made.status, 201, "{made:?}");
        let again = post().await;
        assert_eq!((again.status, &again.text), (201, &made.text), "sent again she is the same person");
        let other = json!({ "name": "Nora", "role": "kitchen", "pin": "83928" });
        manager.call("POST", "/people").key(&key).json(&other).send().await.refused(422, "idempotency_key_reused");
        let made = made.ok();
        let id = text(&made, "id").to_owned();
        assert_eq!(made, json!({ "id": id, "name": "Nina", "role": "kitchen", "stations": ["grill"] }));
        let told = login(&house, &node, "83927").await.ok();
        assert_eq!((&told["role"], &told["stations"]), (&json!("kitchen"), &json!(["grill"])));
        let nina = house.nobody(&node).with_token(text(&told, "token"));
        let names = nina.get("/names").await.ok();
        assert_eq!(names["names"][&id], "Nina", "a cook reads names, and no more than that");
        assert!(names["people"].as_array().unwrap().contains(&json!(id)), "and who works here now");
        nina.get("/people").await.refused(403, "forbidden");
        let path = format!("/people/{id}");
        let changed = manager.patch(&path, json!({ "role": "pos", "stations": [] })).await.ok();
        assert_eq!(changed, json!({ "id": id, "name": "Nina", "role": "pos", "stations": [] }));
        nina.get("/menu").await.refused(403, "forbidden");
        let fresh = nina.ask("/auth/refresh").await.ok();
        assert_eq!(fresh["role"], "pos", "a new role counts from the next token on");
        house.nobody(&node).with_token(text(&fresh, "token")).get("/menu").await.ok();
        // Whoever is no manager any more cannot make themselves one again.
        manager.patch(&path, json!({ "role": "manager" })).await.ok();
        let boss = house.nobody(&node).with_token(text(&login(&house, &node, "83927").await.ok(), "token"));
        boss.get("/people").await.ok();
        manager.patch(&path, json!({ "role": "pos" })).await.ok();
        boss.patch(&path, json!({ "role": "manager" })).await.refused(401, "unauthorized");
        manager.patch(&path, json!({ "pin": "4444" })).await.ok();
        login(&house, &node, "83927").await.refused(401, "unauthorized");
        login(&house, &node, "4444").await.ok();
        manager.patch(&path, json!({ "name": "Nina" })).await.ok();
        manager.patch(&path, json!({ "pin": "4444" })).await.ok();
        manager.delete(&path).await.ok();
        login(&house, &node, "4444").await.refused(401, "unauthorized");
        manager.delete(&path).await.refused(404, "not_found");
        manager.patch(&path, json!({ "name": "N" })).await.refused(404, "not_found");
        add(&manager, "Otto", "expo", "4444").await.ok();
        assert_eq!(login(&house, &node, "4444").await.ok()["role"], "expo", "her PIN is free again");
        let log = manager.get("/events").await;
        for seen in [&log, &manager.get("/people").await, &manager.get("/audit").await] {
            for secret in ["83927", "4444\"", "argon2", "pin_"] {
                assert!(!seen.text.contains(secret), "{secret} in {seen:?}");
            }
        }
        let log = log.ok();
        let told: Vec<String> = log["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| format!("{} {} {}", text(e, "type"), e["data"]["what"].as_str().unwrap_or("-"), text(&e["data"], "name")))
            .collect();
        assert_eq!(
            told,
            [
                "access.changed added Nina",
                "access.changed changed Nina",
                "access.changed changed Nina",
                "access.changed changed Nina",
                "access.changed pin Nina",
                "access.revoked - Nina",
                "access.changed added Otto",
            ],
            "what changes nothing is not told"
        );
        node
    }

    pub async fn a_pin_belongs_to_one_person(house: Arc<House>, node: Node) -> Node {
        let manager = house.manager(&node).await;
        let taken = |answer: &Answer| {
            answer.refused(422, "invalid");
            assert_eq!(answer.body["errors"][0]["pointer"], "/pin");
        };
        taken(&add(&manager, "Nina", "pos", "1000").await);
        let tom = id_of(&manager, "Tom").await;
        taken(&manager.patch(&format!("/people/{tom}"), json!({ "pin": "9000" })).await);
        let names: Vec<String> = (0..8).map(|k| format!("P{k}")).collect();
        let answers = futures_util::future::join_all(names.iter().map(|name| add(&manager, name, "pos", "5555"))).await;
        let (made, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|a| a.status == 201);
        assert_eq!(made.len(), 1, "{answers:?}");
        refused.into_iter().for_each(taken);
        node
    }

    pub async fn the_last_manager_stays(house: Arc<House>, node: Node) -> Node {
        let manager = house.manager(&node).await;
        let mara = id_of(&manager, "Mara").await;
        manager.delete(&format!("/people/{mara}")).await.refused(409, "last_manager");
        manager.patch(&format!("/people/{mara}"), json!({ "role": "pos" })).await.refused(409, "last_manager");
        let made = add(&manager, "Max", "manager", "8000").await.ok();
        let max = text(&made, "id");
        // Each removes the other: one of them is left.
        let other = house.sign_in(&node, "8000").await;
        let (of_max, of_mara) = (format!("/people/{max}"), format!("/people/{mara}"));
        let (one, two) = tokio::join!(manager.delete(&of_max), other.delete(&of_mara));
        let gone = [&one, &two].iter().filter(|a| a.status == 200).count();
        assert_eq!(gone, 1, "{one:?} {two:?}");
        node
    }

    pub async fn what_is_wrong_with_a_person_is_told_by_its_field(house: Arc<House>, node: Node) -> Node {
        let manager = house.manager(&node).await;
        let before = manager.get("/people").await.ok();
        for (body, pointer) in [
            (json!({ "role": "pos", "pin": "5555" }), "/name"),
            (json!({ "name": "", "role": "pos", "pin": "5555" }), "/name"),
            (json!({ "name": "A", "role": "pos" }), "/pin"),
            (json!({ "name": "A", "role": "pos", "pin": "123" }), "/pin"),
            (json!({ "name": "A", "role": "pos", "pin": "123456789" }), "/pin"),
            (json!({ "name": "A", "role": "pos", "pin": "12a4" }), "/pin"),
            (json!({ "name": "A", "role": "pos", "pin": 1234 }), "/pin"),
            (json!({ "name": "A", "role": "board", "pin": "5555" }), "/role"),
            (json!({ "name": "A", "role": "integration", "pin": "5555" }), "/role"),
            (json!({ "name": "A", "role": "kitchen", "pin": "5555", "stations": ["moon"] }), "/stations/0"),
            (json!({ "name": "A", "role": "pos", "pin": "5555", "wage": 1 }), "/wage"),
        ] {
            let answer = manager.post("/people", body.clone()).await;
            answer.refused(422, "invalid");
            assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{body}");
        }
        let tom = id_of(&manager, "Tom").await;
        for (body, pointer) in [
            (json!({ "name": " " }), "/name"),
            (json!({ "role": "board" }), "/role"),
            (json!({ "pin": "1" }), "/pin"),
            (json!({ "stations": ["oven", "moon"] }), "/stations/1"),
        ] {
            let answer = manager.patch(&format!("/people/{tom}"), body.clone()).await;
            answer.refused(422, "invalid");
            assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{body}");
        }
        assert_eq!(manager.get("/people").await.ok(), before, "nothing was changed");
        node
    }

    pub async fn the_record_tells_who_did_what_from_where(house: Arc<House>, node: Node) -> Node {
        let (manager, pos) = (house.manager(&node).await, house.pos(&node).await);
        let tom = id_of(&manager, "Tom").await;
        for _ in 0..4 {
            pos.place(takeaway(&[("cola", 1)])).await.ok();
        }
        manager.put("/menu/items/burger/availability", json!({ "available": false })).await.ok();
        manager.delete(&format!("/people/{tom}")).await.ok();
        let all = manager.get("/audit").await.ok();
        let items = all["items"].as_array().unwrap();
        assert!(items.windows(2).all(|w| w[0]["seq"].as_u64() > w[1]["seq"].as_u64()), "newest first");
        assert_eq!((&items[0]["type"], &items[0]["person"]), (&json!("access.revoked"), &json!("Mara")));
        assert_eq!((&items[0]["data"]["person"], &items[0]["data"]["name"]), (&json!(tom), &json!("Tom")));
        assert_eq!(items[1]["data"]["menu_item_id"], "burger");
        let (mut seqs, mut cursor) = (vec![], String::new());
        loop {
            let page = manager.get(&format!("/audit?person={tom}&limit=3{cursor}")).await.ok();
            for item in page["items"].as_array().unwrap() {
                assert_eq!((&item["person"], &item["by"]["person"]), (&json!("Tom"), &json!(tom)), "gone, and still named");
                assert!(item["order_id"].is_string() && item.get("data").is_none());
                seqs.push(item["seq"].as_u64().unwrap());
            }
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seqs, [8, 7, 6, 5, 4, 3, 2, 1]);
        for (wanted, kinds) in [
            ("menu.availability", vec!["menu.availability"]),
            ("menu", vec!["menu.availability"]),
            ("access", vec!["access.revoked"]),
            ("men", vec![]),
        ] {
            let some = manager.get(&format!("/audit?type={wanted}")).await.ok();
            let told: Vec<&str> = some["items"].as_array().unwrap().iter().map(|item| text(item, "type")).collect();
            assert_eq!(told, kinds, "{wanted}");
        }
        let late = text(&items[0], "at");
        let since = manager.get(&format!("/audit?since={late}")).await.ok();
        assert!(since["items"].as_array().unwrap().iter().all(|i| text(i, "at") >= late), "{since}");
        assert!(!since["items"].as_array().unwrap().is_empty());
        manager.get("/audit?person=tom").await.refused(422, "invalid");
        manager.get("/audit?limit=501").await.refused(422, "invalid");
        node
    }

    pub async fn a_removed_person_is_out_at_once(house: Arc<House>, node: Node) -> Node {
        let (manager, pos) = (house.manager(&node).await, house.pos(&node).await);
        pos.get("/orders").await.ok();
        let tom = id_of(&manager, "Tom").await;
        manager.delete(&format!("/people/{tom}")).await.ok();
        pos.get("/orders").await.refused(401, "unauthorized");
        pos.ask("/auth/refresh").await.refused(401, "unauthorized");
        pos.place(takeaway(&[("cola", 1)])).await.refused(401, "unauthorized");
        manager.get("/orders").await.ok();
        node
    }
}

#[test]
fn a_pin_asked_for_at_two_nodes_at_once_is_given_once() {
    bare(Db::Postgres, Bus::Redis, |house: Arc<House>| async move {
        let (a, b) = tokio::join!(house.node(), house.node());
        let manager = house.manager(&a).await;
        for round in 0..4 {
            let pin = format!("60{round}0");
            let (one, two) = (manager.clone(), manager.at(&b));
            let (one, two) = tokio::join!(add(&one, "One", "pos", &pin), add(&two, "Two", "pos", &pin));
            let mut statuses = [one.status, two.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [201, 422], "{one:?} {two:?}");
            // Whoever it is can sign in at both nodes, and is known there.
            for node in [&a, &b] {
                house.sign_in(node, &pin).await.get("/orders").await.ok();
            }
        }
        (a, b)
    });
}

fn kid(token: &str) -> String {
    use base64::Engine;
    let head = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    let head: Value = serde_json::from_slice(&head).unwrap();
    text(&head, "kid").to_owned()
}

#[test]
fn keys_are_rotated_and_nobody_is_logged_out() {
    bare(Db::Postgres, Bus::Redis, |house: Arc<House>| async move {
        let (a, b) = tokio::join!(house.node(), house.node());
        let manager = house.manager(&a).await;
        let before = house.pos(&b).await;
        let call = key();
        let rotate = || async { manager.call("POST", "/auth/keys/rotate").key(&call).send().await.ok() };
        let first = rotate().await;
        assert_eq!(rotate().await, first, "sent again it is the same key");
        assert_ne!(text(&first, "kid"), kid(&manager.token));
        for node in [&a, &b] {
            before.at(node).get("/orders").await.ok();
            manager.at(node).get("/orders").await.ok();
        }
        let after = house.pos(&a).await;
        assert_eq!(kid(&after.token), text(&first, "kid"));
        // The other node has never seen this key, and asks for it.
        after.at(&b).get("/orders").await.ok();
        assert_eq!(kid(&house.pos(&b).await.token), text(&first, "kid"), "and signs with it from now on");
        let second = manager.ask("/auth/keys/rotate").await.ok();
        assert_ne!(second["kid"], first["kid"]);
        house.pos(&a).await.at(&b).get("/orders").await.ok();
        for old in [&before, &after] {
            old.at(&a).get("/orders").await.ok();
            old.at(&b).get("/orders").await.ok();
        }
        // A start later, all of them are still good.
        let c = house.node().await;
        for old in [&before, &after, &manager] {
            old.at(&c).get("/orders").await.ok();
        }
        let log = manager.get("/events").await.ok();
        let told = log["events"].as_array().unwrap().iter().filter(|e| e["data"]["what"] == "keys").count();
        assert_eq!(told, 2);
        (a, b, c)
    });
}

#[test]
fn keys_from_the_settings_are_rotated_there() {
    bare(Db::Sqlite, Bus::InProcess, |house: Arc<House>| async move {
        let (old, new) = ("old-0123456789abcdef0123456789abcdef", "new-0123456789abcdef0123456789abcdef");
        let node = house.node_with(&["--jwt-secret", old]).await;
        let before = house.manager(&node).await;
        before.ask("/auth/keys/rotate").await.refused(409, "keys_configured");
        node.kill().await;
        let both = format!("{new},{old}");
        let node = house.node_with(&["--jwt-secret", &both]).await;
        before.at(&node).get("/orders").await.ok();
        let after = house.manager(&node).await;
        assert_ne!(kid(&after.token), kid(&before.token));
        node.kill().await;
        let node = house.node_with(&["--jwt-secret", new]).await;
        after.at(&node).get("/orders").await.ok();
        before.at(&node).get("/orders").await.refused(401, "unauthorized");
        node
    });
}
