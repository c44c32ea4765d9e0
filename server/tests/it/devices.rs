//! Screens, tills and integrations: pairing, people at them, renewal, revocation.

use std::sync::Arc;
use std::time::Duration;

use passline::auth::{Actor, Keys};
use serde_json::{Value, json};
use shared::ids::*;
use shared::location::Role;
use shared::time::Timestamp;
use tokio::time::Instant;

use crate::harness::{Bus, Db, House, Node, PATIENCE, Raw, User, bare, key, run, takeaway};
use crate::on_both;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
/// A revocation closes live connections within this, on every node.
const REVOKED_WITHIN: Duration = Duration::from_secs(1);

on_both!(
    a_screen_is_paired_once_by_a_code_that_is_kept_nowhere,
    a_new_code_takes_the_place_of_the_one_before,
    who_guesses_codes_waits_and_nobody_else,
    a_person_at_a_device_goes_with_it,
    wrong_pins_at_one_device_lock_nobody_else_out,
    an_integration_has_its_key_at_once,
    a_board_shows_numbers_and_nothing_else,
    what_is_wrong_with_a_device_is_told_by_its_field,
);

fn oven() -> Value {
    json!({ "name": "Oven, left", "role": "kitchen", "stations": ["oven"] })
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("no {field} in {value}"))
}

mod steps {
    use super::*;

    pub async fn a_screen_is_paired_once_by_a_code_that_is_kept_nowhere(house: Arc<House>, node: Node) -> Node {
        let (manager, nobody) = (house.manager(&node).await, house.nobody(&node));
        let key = key();
        let make = || async { manager.call("POST", "/devices").key(&key).json(&oven()).send().await };
        let made = make().await;
        assert_eq!(made.status, 201, "{made:?}");
        let made = made.ok();
        assert_eq!(make().await.ok(), made, "sent again it is the same device with the same code");
        let code = text(&made, "code");
        assert_eq!(code.len(), 8);
        assert_eq!(text(&made, "pairing_url"), format!("{}/kds#pair={code}", node.url()));
        assert!(made["paired_at"].is_null() && made["expires_at"].is_string());
        let typed = format!(" {}-{}", code[..4].to_lowercase(), &code[4..]);
        let paired = nobody.post("/auth/pair", json!({ "code": typed })).await.ok();
        assert_eq!(
            (&paired["role"], &paired["stations"], &paired["location"]),
            (&json!("kitchen"), &json!(["oven"]), &json!(house.location))
        );
        nobody.post("/auth/pair", json!({ "code": code })).await.refused(401, "unauthorized");
        let screen = nobody.with_token(text(&paired, "token"));
        screen.get("/orders").await.ok();
        screen.get("/devices").await.refused(403, "forbidden");
        let life = paired["expires_at"].as_str().unwrap().parse::<Timestamp>().unwrap();
        let days = life.millis_since(text(&made, "created_at").parse().unwrap()) as f64 / 86_400_000.0;
        assert!((89.9..=90.1).contains(&days), "{days} days");
        let fresh = screen.ask("/auth/refresh").await.ok();
        assert_eq!(fresh["role"], "kitchen");
        let listed = manager.get("/devices").await;
        let log = manager.get("/events").await;
        for seen in [&listed, &log, &manager.get("/audit").await] {
            assert!(!seen.text.contains(code) && !seen.text.contains(text(&paired, "token")), "{seen:?}");
        }
        let listed = listed.ok();
        let device = &listed["items"][0];
        assert!(device["paired_at"].is_string() && device["last_seen"].is_string(), "{device}");
        assert_eq!((&device["id"], &device["revoked"], &listed["next_cursor"]), (&made["id"], &json!(false), &Value::Null));
        let log = log.ok();
        let told: Vec<_> = log["events"].as_array().unwrap().iter().map(|e| (&e["type"], &e["data"]["what"])).collect();
        assert_eq!(told, [(&json!("access.changed"), &json!("added")), (&json!("access.changed"), &json!("paired"))]);
        assert_eq!(log["events"][1]["by"]["device"], made["id"], "who pairs is the device");
        node
    }

    pub async fn a_new_code_takes_the_place_of_the_one_before(house: Arc<House>, node: Node) -> Node {
        let (manager, nobody) = (house.manager(&node).await, house.nobody(&node));
        let made = manager.post("/devices", oven()).await.ok();
        let path = format!("/devices/{}", text(&made, "id"));
        let again = manager.ask(&format!("{path}/code")).await.ok();
        assert_ne!(again["code"], made["code"]);
        nobody.post("/auth/pair", json!({ "code": made["code"] })).await.refused(401, "unauthorized");
        // Two at once with the one code: one of them is let in.
        let pair = || nobody.post("/auth/pair", json!({ "code": again["code"] }));
        let (one, two) = tokio::join!(pair(), pair());
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401]);
        // A code that was not used ends with the device.
        let last = manager.ask(&format!("{path}/code")).await.ok();
        assert_eq!(manager.delete(&path).await.ok()["revoked"], true);
        nobody.post("/auth/pair", json!({ "code": last["code"] })).await.refused(401, "unauthorized");
        manager.ask(&format!("{path}/code")).await.refused(409, "revoked");
        assert_eq!(manager.delete(&path).await.ok()["revoked"], true, "gone is gone");
        node
    }

    pub async fn who_guesses_codes_waits_and_nobody_else(house: Arc<House>, node: Node) -> Node {
        let (manager, nobody) = (house.manager(&node).await, house.nobody(&node));
        let made = manager.post("/devices", oven()).await.ok();
        for k in 0..5 {
            nobody.post("/auth/pair", json!({ "code": format!("0000000{k}") })).await.refused(401, "unauthorized");
        }
        nobody.post("/auth/pair", json!({ "code": made["code"] })).await.refused(429, "too_many_requests");
        house.pos(&node).await.get("/orders").await.ok();
        for bad in ["", "1234", "!!!!!!!!", "UUUUUUUU"] {
            let answer = nobody.post("/auth/pair", json!({ "code": bad })).await;
            answer.refused(422, "invalid");
            assert_eq!(answer.body["errors"][0]["pointer"], "/code");
        }
        node
    }

    pub async fn a_person_at_a_device_goes_with_it(house: Arc<House>, node: Node) -> Node {
        let (manager, nobody) = (house.manager(&node).await, house.nobody(&node));
        let (till, id) = house.paired(&node, json!({ "name": "Till 1", "role": "pos" })).await;
        let login = |user: &User, pin: &str| {
            let (user, body) = (user.clone(), json!({ "location": house.location, "pin": pin }));
            async move { user.post("/auth/login", body).await }
        };
        let tom = nobody.with_token(text(&login(&till, "1000").await.ok(), "token"));
        let order = tom.place(takeaway(&[("cola", 1)])).await.ok();
        let history = manager.get(&format!("/orders/{}/history", text(&order, "id"))).await.ok();
        assert_eq!(history["events"][0]["by"]["device"], json!(id));
        assert!(history["events"][0]["by"]["person"].is_string());
        let done = manager.get(&format!("/audit?device={id}")).await.ok();
        let first = done["items"].as_array().unwrap().iter().find(|i| i["type"] == "order.placed").unwrap();
        assert_eq!((&first["person"], &first["device"], &first["order_id"]), (&json!("Tom"), &json!("Till 1"), &order["id"]));
        // Only a device's own token says at which device somebody stands.
        login(&tom, "1000").await.refused(401, "device_revoked");
        login(&nobody.with_token("a.b.c"), "1000").await.refused(401, "device_revoked");
        let fresh = nobody.with_token(text(&tom.ask("/auth/refresh").await.ok(), "token"));
        let mut screens = [Raw::open(&tom).await, Raw::open(&till).await];
        screens[0].hello(&tom).await;
        screens[1].hello(&till).await;
        for screen in &mut screens {
            screen.until("welcome").await;
        }
        manager.delete(&format!("/devices/{id}")).await.ok();
        let revoked = Instant::now();
        for screen in &mut screens {
            assert_eq!(screen.closed().await, 4401);
        }
        assert!(revoked.elapsed() <= REVOKED_WITHIN, "{:?}", revoked.elapsed());
        for user in [&tom, &till, &fresh] {
            user.get("/orders").await.refused(401, "unauthorized");
            let mut again = Raw::open(user).await;
            again.hello(user).await;
            assert_eq!(again.closed().await, 4401);
        }
        login(&till, "1000").await.refused(401, "device_revoked");
        // The person is still welcome, elsewhere.
        login(&nobody, "1000").await.ok();
        node
    }

    pub async fn wrong_pins_at_one_device_lock_nobody_else_out(house: Arc<House>, node: Node) -> Node {
        let (till, _) = house.paired(&node, json!({ "name": "Till 1", "role": "pos" })).await;
        let (other, _) = house.paired(&node, json!({ "name": "Till 2", "role": "pos" })).await;
        let login = |user: &User, pin: &str| {
            let (user, body) = (user.clone(), json!({ "location": house.location, "pin": pin }));
            async move { user.post("/auth/login", body).await }
        };
        for _ in 0..5 {
            login(&till, "0000").await.refused(401, "unauthorized");
        }
        login(&till, "9000").await.refused(429, "too_many_requests");
        login(&other, "9000").await.ok();
        let nobody = house.nobody(&node);
        login(&nobody, "9000").await.ok();
        // And the other way round: an address that guesses locks no paired device out.
        for _ in 0..5 {
            login(&nobody, "0000").await.refused(401, "unauthorized");
        }
        login(&nobody, "9000").await.refused(429, "too_many_requests");
        login(&other, "9000").await.ok();
        node
    }

    pub async fn an_integration_has_its_key_at_once(house: Arc<House>, node: Node) -> Node {
        let (manager, nobody) = (house.manager(&node).await, house.nobody(&node));
        let key = key();
        let body = json!({ "name": "Web shop", "role": "integration" });
        let make = || async { manager.call("POST", "/devices").key(&key).json(&body).send().await.ok() };
        let made = make().await;
        assert!(made.get("code").is_none());
        let token = text(&made, "token");
        assert_eq!(make().await["token"], made["token"], "sent again it is the same key");
        let shop = nobody.with_token(token);
        shop.place(takeaway(&[("cola", 1)])).await.ok();
        shop.get("/orders").await.ok();
        shop.get("/menu").await.ok();
        let log = shop.get("/events").await;
        assert!(!log.text.contains(token));
        assert_eq!(log.ok()["events"][1]["by"]["device"], made["id"]);
        shop.get("/people").await.refused(403, "forbidden");
        shop.post("/auth/login", json!({ "location": house.location, "pin": "9000" })).await.refused(401, "device_revoked");
        manager.ask(&format!("/devices/{}/code", text(&made, "id"))).await.refused(409, "no_code");
        manager.delete(&format!("/devices/{}", text(&made, "id"))).await.ok();
        shop.get("/orders").await.refused(401, "unauthorized");
        node
    }

    pub async fn a_board_shows_numbers_and_nothing_else(house: Arc<House>, node: Node) -> Node {
        let pos = house.pos(&node).await;
        let (board, _) = house.paired(&node, json!({ "name": "Board", "role": "board" })).await;
        board.get("/orders").await.refused(403, "forbidden");
        let first = pos.place(takeaway(&[("margherita", 1)])).await.ok();
        pos.place(json!({ "channel": "dine_in", "items": [{ "menu_item_id": "cola", "quantity": 1 }] })).await.ok();
        let mut screen = Raw::open(&board).await;
        screen.hello(&board).await;
        let welcome = screen.until("welcome").await;
        assert_eq!(
            welcome["snapshot"],
            json!({ "orders": [{ "id": first["id"], "number": first["number"], "status": "CONFIRMED" }] })
        );
        let second = pos.place(takeaway(&[("cola", 1)])).await.ok();
        let event = loop {
            let frame = screen.until("events").await;
            if let Some(event) = frame["events"].as_array().unwrap().first() {
                break event.clone();
            }
        };
        assert_eq!(event["type"], "order.confirmed");
        assert_eq!(event["data"], json!({ "id": second["id"], "number": second["number"], "status": "CONFIRMED" }));
        assert!(event.get("by").is_none());
        let id = CommandId(Uuid::now_v7());
        screen.say(&json!({ "type": "order.complete", "id": id, "data": { "order_id": first["id"] } })).await;
        assert_eq!(screen.until("nack").await["code"], "forbidden");
        node
    }

    pub async fn what_is_wrong_with_a_device_is_told_by_its_field(house: Arc<House>, node: Node) -> Node {
        let manager = house.manager(&node).await;
        for (body, pointer) in [
            (json!({ "role": "kitchen" }), "/name"),
            (json!({ "name": "  ", "role": "kitchen" }), "/name"),
            (json!({ "name": "x".repeat(101), "role": "kitchen" }), "/name"),
            (json!({ "name": "A" }), "/role"),
            (json!({ "name": "A", "role": "chef" }), "/role"),
            (json!({ "name": "A", "role": "manager" }), "/role"),
            (json!({ "name": "A", "role": "kitchen", "stations": ["oven", "moon"] }), "/stations/1"),
            (json!({ "name": "A", "role": "kitchen", "stations": ["oven", "oven"] }), "/stations/1"),
            (json!({ "name": "A", "role": "kitchen", "colour": "red" }), "/colour"),
        ] {
            let answer = manager.post("/devices", body.clone()).await;
            answer.refused(422, "invalid");
            assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{body}");
        }
        let none = "019a0000-0000-7000-8000-000000000000";
        manager.ask(&format!("/devices/{none}/code")).await.refused(404, "not_found");
        manager.delete(&format!("/devices/{none}")).await.refused(404, "not_found");
        manager.get("/devices?limit=0").await.refused(422, "invalid");
        manager.get("/devices?cursor=x").await.refused(422, "invalid");
        assert_eq!(manager.get("/devices").await.ok()["items"], json!([]), "nothing was changed");
        for k in 0..5 {
            manager.post("/devices", json!({ "name": format!("D{k}"), "role": "board" })).await.ok();
        }
        let (mut names, mut cursor) = (vec![], String::new());
        loop {
            let page = manager.get(&format!("/devices?limit=2{cursor}")).await.ok();
            names.extend(page["items"].as_array().unwrap().iter().map(|d| text(d, "name").to_owned()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(names, ["D4", "D3", "D2", "D1", "D0"]);
        node
    }
}

/// A token of this device that the test itself signs.
fn signed(house: &House, device: &str, issued_at: Timestamp, expires_at: Timestamp) -> String {
    let actor = Actor {
        person: None,
        device: Some(device.parse().unwrap()),
        role: Role::Kitchen,
        location: LocationId::from(house.location.as_str()),
        stations: vec![],
        token: Uuid::now_v7(),
        expires_at,
    };
    Keys::of(SECRET.as_bytes()).write(&actor, issued_at).unwrap()
}

fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp(since.as_millis() as i64)
}

#[test]
fn a_device_gets_its_new_token_over_the_live_connection_and_goes_on() {
    bare(Db::Sqlite, Bus::InProcess, |house: Arc<House>| async move {
        let node = house.node_with(&["--jwt-secret", SECRET]).await;
        let (screen, id) = house.paired(&node, oven()).await;
        let until = now().plus_seconds(4);
        let old = screen.with_token(&signed(&house, &id, now(), until));
        let mut live = Raw::open(&old).await;
        live.hello(&old).await;
        let told = live.until("token").await;
        let new = screen.with_token(text(&told, "token"));
        new.get("/orders").await.ok();
        assert!(text(&told, "expires_at").parse::<Timestamp>().unwrap() > now().plus_seconds(89 * 24 * 3600));
        // The old token has ended; the connection that it opened lives on the new one.
        while now() <= until {
            live.until("events").await;
        }
        old.get("/orders").await.refused(401, "unauthorized");
        live.until("events").await;
        let order = house.pos(&node).await.place(takeaway(&[("cola", 1)])).await.ok();
        loop {
            let frame = live.until("events").await;
            if frame["events"].as_array().unwrap().iter().any(|e| e["order_id"] == order["id"]) {
                break;
            }
        }
        // A fresh one is not renewed: what comes after the welcome is news.
        let mut live = Raw::open(&new).await;
        live.hello(&new).await;
        live.until("welcome").await;
        assert_eq!(live.next().await["type"], "events");
        node
    });
}

#[test]
fn whoever_pairs_a_device_takes_it_over() {
    bare(Db::Sqlite, Bus::InProcess, |house: Arc<House>| async move {
        let node = house.node_with(&["--jwt-secret", SECRET]).await;
        let (screen, id) = house.paired(&node, oven()).await;
        let before = screen.with_token(&signed(&house, &id, now().minus_seconds(3600), now().plus_seconds(3600)));
        before.get("/orders").await.refused(401, "unauthorized");
        screen.get("/orders").await.ok();
        node
    });
}

/// Both sessions hear of it, and every node refuses the token, in time.
async fn revoked_everywhere(house: Arc<House>) -> (Node, Node) {
    let (a, b) = tokio::join!(house.node(), house.node());
    let manager = house.manager(&a).await;
    let (device, device_id) = house.paired(&a, oven()).await;
    let added = manager.post("/people", json!({ "name": "Nina", "role": "pos", "pin": "77777777" })).await.ok();
    let nina = house.sign_in(&b, "77777777").await;
    for (user, path) in [(device, format!("/devices/{device_id}")), (nina, format!("/people/{}", text(&added, "id")))] {
        let mut screens = vec![];
        for node in [&a, &b] {
            let user = user.at(node);
            user.get("/orders").await.ok();
            let mut screen = Raw::open(&user).await;
            screen.hello(&user).await;
            screen.until("welcome").await;
            screens.push(screen);
        }
        manager.delete(&path).await.ok();
        let revoked = Instant::now();
        let closing = screens.iter_mut().map(|screen| async move { (screen.closed().await, revoked.elapsed()) });
        let refusing = [&a, &b].map(|node| {
            let user = user.at(node);
            async move {
                while user.get("/orders").await.status != 401 {
                    assert!(revoked.elapsed() < PATIENCE, "a revoked token goes on");
                }
                revoked.elapsed()
            }
        });
        let (closed, refused) = tokio::join!(futures_util::future::join_all(closing), futures_util::future::join_all(refusing));
        eprintln!("{path}: closed {closed:?}, refused {refused:?}");
        assert!(closed.iter().all(|(code, took)| *code == 4401 && *took <= REVOKED_WITHIN), "{closed:?}");
        assert!(refused.iter().all(|took| *took <= REVOKED_WITHIN), "{refused:?}");
    }
    (a, b)
}

#[test]
fn a_revocation_is_heard_on_every_node_within_a_second() {
    bare(Db::Postgres, Bus::Redis, revoked_everywhere);
}

#[test]
fn a_revocation_is_heard_by_both_processes_on_one_file() {
    bare(Db::Sqlite, Bus::Redis, revoked_everywhere);
}

#[test]
fn a_screen_that_was_just_paired_is_known_at_every_node() {
    bare(Db::Postgres, Bus::Redis, |house: Arc<House>| async move {
        let (a, b) = tokio::join!(house.node(), house.node());
        let manager = house.manager(&b).await;
        for _ in 0..5 {
            // The other node has just read who may, and this device was not there yet.
            manager.get("/orders").await.ok();
            let (screen, _) = house.paired(&a, oven()).await;
            screen.at(&b).get("/orders").await.ok();
        }
        (a, b)
    });
}

#[test]
fn a_trusted_proxy_tells_who_guesses() {
    run(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let login = |user: &User, from: &str, pin: &str| {
            let body = json!({ "location": house.location, "pin": pin });
            let call = user.call("POST", "/auth/login").header("x-forwarded-for", from).json(&body);
            async move { call.send().await }
        };
        let behind = house.node_with(&["--trusted-proxies", "127.0.0.0/8"]).await;
        let nobody = house.nobody(&behind);
        for _ in 0..5 {
            login(&nobody, "203.0.113.7", "0000").await.refused(401, "unauthorized");
        }
        login(&nobody, "203.0.113.7", "9000").await.refused(429, "too_many_requests");
        login(&nobody, "203.0.113.8", "9000").await.ok();
        // Where no proxy is trusted, what a caller says of itself changes nothing.
        let nobody = house.nobody(&node);
        for k in 0..5 {
            login(&nobody, &format!("203.0.113.{k}"), "0000").await.refused(401, "unauthorized");
        }
        login(&nobody, "203.0.113.99", "9000").await.refused(429, "too_many_requests");
        node
    });
}
