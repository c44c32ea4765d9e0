//! The live connection: hello, welcome, resume, news, answers, and how it ends.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use crate::everywhere;
use crate::harness::{Bus, Db, House, Node, Raw, key, run, takeaway};

everywhere!(
    a_resume_brings_exactly_what_came_after,
    a_repeated_command_gets_the_first_answer,
    a_session_that_is_cut_in_a_flood_misses_nothing,
);

mod steps {
    use super::*;

    pub async fn a_resume_brings_exactly_what_came_after(house: Arc<House>, node: Node) -> Node {
        let manager = house.manager(&node).await;
        let screen = house.live(&manager).await;
        for _ in 0..5 {
            manager.place(takeaway(&[("cola", 1)])).await.ok();
        }
        screen.reaches(10).await;
        let epoch = screen.look(|s| s.epoch.clone());
        for from in [0, 3, 10] {
            let mut raw = Raw::open(&manager).await;
            raw.say(&json!({ "type": "hello", "token": manager.token, "resume": { "epoch": epoch, "seq": from } })).await;
            let welcome = raw.next().await;
            assert_eq!((&welcome["type"], &welcome["resumed"], &welcome["seq"]), (&json!("welcome"), &json!(true), &json!(10)));
            assert!(welcome.get("snapshot").is_none());
            let (mut at, mut seqs) = (from, vec![]);
            while at < 10 {
                let frame = raw.until("events").await;
                assert_eq!(frame["from"], at + 1);
                at = frame["to"].as_u64().unwrap();
                seqs.extend(frame["events"].as_array().unwrap().iter().map(|e| e["seq"].as_u64().unwrap()));
            }
            assert_eq!(seqs, (from + 1..=10).collect::<Vec<u64>>());
        }
        // As a screen follows it: from the beginning, and on with what is new.
        let all = house.live_from(&manager, &epoch, 0).await;
        manager.place(takeaway(&[("cola", 1)])).await.ok();
        all.reaches(12).await;
        all.look(|s| assert_eq!((s.seqs(), s.snapshots), ((1..=12).collect::<Vec<u64>>(), 0)));
        // Another log's position, and one that this log has not reached: a snapshot.
        let other = "019a0000-0000-7000-8000-000000000000";
        for (epoch, seq) in [(other, 3), ("no epoch of ours", 3), (epoch.as_str(), 13), (epoch.as_str(), u64::from(u32::MAX))] {
            let mut raw = Raw::open(&manager).await;
            raw.say(&json!({ "type": "hello", "token": manager.token, "resume": { "epoch": epoch, "seq": seq } })).await;
            let welcome = raw.next().await;
            assert_eq!(welcome["snapshot"]["orders"].as_array().map(Vec::len), Some(6), "{epoch} {seq}");
            assert_ne!(welcome["resumed"], true);
        }
        node
    }

    pub async fn a_repeated_command_gets_the_first_answer(house: Arc<House>, node: Node) -> Node {
        let (pos, oven) = (house.pos(&node).await, house.kds(&node, "oven").await);
        let screen = house.live(&oven).await;
        let order = pos.place(takeaway(&[("margherita", 1)])).await.ok();
        let bump = json!({ "order_id": order["id"], "station": "oven", "chit": 1 });
        let id = screen.tap("ticket.bump", bump.clone());
        let seq = screen.acked(id).await;
        screen.status(order["id"].as_str().unwrap(), "READY").await;
        pos.place(takeaway(&[("cola", 1)])).await.ok();
        let mut raw = Raw::open(&oven).await;
        raw.hello(&oven).await;
        raw.say(&json!({ "type": "ticket.bump", "id": id, "data": bump })).await;
        assert_eq!(raw.until("ack").await, json!({ "type": "ack", "id": id, "seq": seq }));
        let other = json!({ "order_id": order["id"], "station": "oven" });
        raw.say(&json!({ "type": "ticket.bump", "id": id, "data": other })).await;
        assert_eq!(raw.until("nack").await["code"], "idempotency_key_reused");
        for (kind, data, code) in [
            ("item.fried", json!({}), "unknown_command"),
            ("item.started", json!({ "order_id": 5 }), "invalid"),
            ("order.recall", json!({ "order_id": order["id"] }), "forbidden"),
            ("ticket.bump", json!({ "order_id": key(), "station": "oven" }), "not_found"),
            ("ticket.bump", json!({ "order_id": order["id"], "station": "grill" }), "forbidden"),
        ] {
            raw.say(&json!({ "type": kind, "id": key(), "data": data })).await;
            let nack = raw.until("nack").await;
            assert_eq!(nack["code"], code, "{kind}: {nack}");
        }
        node
    }

    pub async fn a_session_that_is_cut_in_a_flood_misses_nothing(house: Arc<House>, node: Node) -> Node {
        let manager = house.manager(&node).await;
        let (screen, steady) = (house.live(&manager).await, house.live(&manager).await);
        let flood = {
            let manager = manager.clone();
            tokio::spawn(async move {
                let mut pace = tokio::time::interval(Duration::from_millis(50));
                for _ in 0..40 {
                    pace.tick().await;
                    let ten = (0..10).map(|_| manager.place(takeaway(&[("cola", 1)])));
                    futures_util::future::join_all(ten).await.into_iter().for_each(|a| drop(a.ok()));
                }
            })
        };
        let mut cuts = 0;
        while !flood.is_finished() {
            screen.cut();
            cuts += 1;
            let before = screen.look(|s| (s.resumes, s.seq()));
            screen.until("it came back", |s| (s.resumes > before.0).then_some(())).await;
            let floor = before.1 + 40;
            screen.until("more news", |s| (s.seq() >= floor || s.seq() >= 800).then_some(())).await;
        }
        flood.await.unwrap();
        screen.reaches(800).await;
        steady.reaches(800).await;
        assert!(cuts >= 3, "it was cut {cuts} times only");
        for live in [&screen, &steady] {
            live.look(|s| assert_eq!(s.seqs(), (1..=800).collect::<Vec<u64>>()));
        }
        screen.look(|s| assert_eq!(s.snapshots, 1, "every return was a resume"));
        node
    }
}

fn alone<F, Fut>(test: F)
where
    F: FnOnce(Arc<House>, Node) -> Fut,
    Fut: Future<Output = Node>,
{
    run(Db::Sqlite, Bus::InProcess, test);
}

#[test]
fn a_hello_is_answered_with_a_welcome_that_names_all() {
    alone(|house, node| async move {
        let pos = house.pos(&node).await;
        pos.place(takeaway(&[("cola", 1)])).await.ok();
        let mut raw = Raw::open(&pos).await;
        raw.hello(&pos).await;
        let welcome = raw.next().await;
        assert_eq!((&welcome["type"], &welcome["seq"], &welcome["heartbeat_s"]), (&json!("welcome"), &json!(2), &json!(1)));
        for field in ["epoch", "server_time", "build", "min_protocol"] {
            assert!(!welcome[field].is_null(), "{field}");
        }
        let snapshot = &welcome["snapshot"];
        assert_eq!(snapshot["orders"][0]["number"], 1);
        for field in ["recent", "sequence", "availability"] {
            assert_eq!(snapshot[field], json!([]), "{field}");
        }
        assert_eq!(snapshot["location"]["stations"].as_array().unwrap().len(), 3);
        let heartbeat = raw.next().await;
        assert_eq!(heartbeat, json!({ "type": "events", "from": 3, "to": 2, "events": [] }));
        node
    });
}

#[test]
fn a_quiet_connection_hears_something_every_second() {
    alone(|house, node| async move {
        let screen = house.live(&house.pos(&node).await).await;
        let mut beats = 0;
        let mut raw = Raw::open(&house.pos(&node).await).await;
        raw.hello(&house.pos(&node).await).await;
        while beats < 3 {
            raw.until("events").await;
            beats += 1;
        }
        screen.look(|s| assert!(s.longest_silence <= Duration::from_millis(1_500), "{:?}", s.longest_silence));
        node
    });
}

#[test]
fn who_does_not_keep_to_the_protocol_is_told_why() {
    alone(|house, node| async move {
        let oven = house.kds(&node, "oven").await;
        let hello = json!({ "type": "hello", "token": oven.token });
        let stranger = json!({ "type": "hello", "token": oven.token, "stations": ["grill"] });
        let bad = json!({ "type": "hello", "token": "x.y.z" });
        let unknown = json!({ "type": "hello", "token": oven.token, "colour": "red" });
        for (first, code) in [
            (json!([1]).to_string(), 4400),
            ("{".to_owned(), 4400),
            (unknown.to_string(), 4400),
            (json!({ "type": "item.started", "id": key(), "data": {} }).to_string(), 4400),
            (bad.to_string(), 4401),
            (stranger.to_string(), 4403),
            (format!("{{\"type\":\"hello\",\"token\":\"{}\"}}", "x".repeat(65 * 1024)), 4413),
        ] {
            let mut raw = Raw::open(&oven).await;
            raw.text(first.clone()).await;
            assert_eq!(raw.closed().await, code, "{}", &first[..first.len().min(80)]);
        }
        for (second, code) in [("{", 4400), (&*hello.to_string(), 4400), (&*format!("\"{}\"", "x".repeat(70_000)), 4413)] {
            let mut raw = Raw::open(&oven).await;
            raw.hello(&oven).await;
            raw.until("welcome").await;
            raw.text(second.to_owned()).await;
            assert_eq!(raw.closed().await, code);
        }
        let mut raw = Raw::open(&oven).await;
        raw.binary().await;
        assert_eq!(raw.closed().await, 4400);
        node
    });
}

#[test]
fn who_says_no_hello_is_sent_away_after_5_s() {
    alone(|house, node| async move {
        let pos = house.pos(&node).await;
        let opened = tokio::time::Instant::now();
        let mut raw = Raw::open(&pos).await;
        assert_eq!(raw.closed().await, 4408);
        let waited = opened.elapsed();
        assert!((4_900..7_000).contains(&waited.as_millis()), "{waited:?}");
        node
    });
}

#[test]
fn the_same_screen_connected_again_replaces_the_first() {
    alone(|house, node| async move {
        let pos = house.pos(&node).await;
        let hello = json!({ "type": "hello", "token": pos.token, "screen": key() });
        let (mut first, mut second) = (Raw::open(&pos).await, Raw::open(&pos).await);
        first.say(&hello).await;
        first.until("welcome").await;
        second.say(&hello).await;
        assert_eq!(first.closed().await, 4409);
        second.until("events").await;
        node
    });
}

#[test]
fn a_page_of_another_site_is_refused() {
    alone(|house, node| async move {
        let pos = house.pos(&node).await;
        assert_eq!(Raw::from_page(&pos, "http://evil.example").await.err(), Some(403));
        assert_eq!(Raw::from_page(&pos, "null").await.err(), Some(403));
        assert!(Raw::from_page(&pos, &node.url()).await.is_ok());
        pos.get("/live").await.refused(400, "malformed");
        node
    });
}

#[test]
fn the_kitchen_hears_no_prices_and_no_phone() {
    alone(|house, node| async move {
        let (pos, oven, manager) = (house.pos(&node).await, house.kds(&node, "oven").await, house.manager(&node).await);
        let mut raw = Raw::open(&oven).await;
        raw.hello(&oven).await;
        let mut heard = raw.until("welcome").await.to_string();
        let mut body = takeaway(&[("margherita", 1)]);
        body["guest"] = json!({ "name": "Ines", "phone": "+15550001111" });
        let order = pos.place(body).await.ok();
        let id = order["id"].as_str().unwrap();
        pos.post(&format!("/orders/{id}/payments"), json!({ "method": "cash", "tendered": 5000 })).await.ok();
        manager.post(&format!("/orders/{id}/bump"), json!({ "station": "oven" })).await.ok();
        manager.ask(&format!("/orders/{id}/complete")).await.ok();
        while !heard.contains("order.completed") {
            heard += &raw.until("events").await.to_string();
        }
        let mut again = Raw::open(&oven).await;
        again.hello(&oven).await;
        heard += &again.until("welcome").await.to_string();
        for path in [format!("/orders/{id}"), "/orders".into(), format!("/orders/{id}/history")] {
            heard += &oven.get(&path).await.text;
        }
        assert!(heard.contains("Ines") && heard.contains("MARG"));
        for secret in ["price", "subtotal", "\"total\"", "payment", "1295", "5550001111", "points", "\"tax\":115"] {
            assert!(!heard.contains(secret), "the kitchen hears {secret}: {heard}");
        }
        node
    });
}

#[test]
fn a_manager_and_a_kitchen_agree_with_the_server_after_a_busy_service() {
    alone(|house, node| async move {
        let (pos, manager, oven) = (house.pos(&node).await, house.manager(&node).await, house.kds(&node, "oven").await);
        let screens = [house.live(&manager).await, house.live(&oven).await, house.live(&pos).await];
        let mut last = 0;
        for round in 0..60u32 {
            let order = pos.place(takeaway(&[("margherita", 1), ("burger", 1)])).await.ok();
            let at = |what: &str| format!("/orders/{}/{what}", order["id"].as_str().unwrap());
            let tap = screens[1].tap("ticket.bump", json!({ "order_id": order["id"], "station": "oven" }));
            last = screens[1].acked(tap).await;
            if round % 4 != 0 {
                manager.post(&at("bump"), json!({ "station": "grill" })).await.ok();
                last = manager.ask(&at("complete")).await.ok()["version"].as_u64().unwrap();
            }
            if round % 4 != 0 && round % 7 == 1 {
                last = manager.ask(&at("recall")).await.ok()["version"].as_u64().unwrap();
            }
            if round % 9 == 2 {
                last = manager.post(&at("cancel"), json!({ "reason": "test" })).await.ok()["version"].as_u64().unwrap();
            }
        }
        let rail: Vec<_> = screens[0].look(|s| s.board.as_ref().unwrap().orders().map(|o| o.id).collect());
        let pass = house.live(&house.expo(&node).await).await;
        last = pass.acked(pass.tap("board.sequence", json!({ "orders": rail }))).await.max(last);
        for screen in &screens {
            screen.reaches(last).await;
            screen.look(|s| assert!(s.board.as_ref().unwrap().recent().count() >= 20));
        }
        node
    });
}
