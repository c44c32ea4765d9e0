//! What a manager changes of a house while it runs: every screen goes by it at once, at every node.

use std::sync::Arc;

use serde_json::{Value, json};
use shared::location::{FirePlan, Pace};

use crate::harness::{Bus, Db, House, Node, bare, key, run, takeaway};

fn settings() -> Value {
    json!({
        "thresholds": { "warn_seconds": 300, "late_seconds": 600, "delivery": { "warn_seconds": 240, "late_seconds": 420 } },
        "fire_plan": "hold", "display_deadline_s": 20, "screen_offline_s": 60
    })
}

/// The last of `nodes` changes them; screens of the first go by them.
async fn changed(house: Arc<House>, nodes: Vec<Node>) -> Vec<Node> {
    let manager = house.manager(nodes.last().unwrap()).await;
    let cook = house.live(&house.kds(&nodes[0], "oven").await).await;
    let till = house.live(&house.pos(&nodes[0]).await).await;
    let before = manager.get("/settings").await.ok();
    assert_eq!((&before["fire_plan"], &before["display_deadline_s"]), (&json!("advise"), &json!(3600)));
    let head = manager.get("/events").await.ok()["last"].clone();
    assert_eq!(manager.put("/settings", before.clone()).await.ok(), before);
    assert_eq!(manager.get("/events").await.ok()["last"], head, "nothing has changed, so nothing is told");

    assert_eq!(manager.put("/settings", settings()).await.ok(), settings());
    for screen in [&cook, &till] {
        let location = screen.until("the new settings", |s| {
            let location = &s.board.as_ref()?.location;
            (location.fire_plan == FirePlan::Hold).then(|| location.clone())
        });
        let thresholds = location.await.thresholds;
        assert_eq!((thresholds.late_seconds, thresholds.dine_in), (600, None));
        assert_eq!(thresholds.delivery, Some(Pace { warn_seconds: 240, late_seconds: 420 }));
    }
    // One screen that comes now, at each node, and the writer of the first node too.
    for node in &nodes {
        assert_eq!(manager.at(node).get("/settings").await.ok(), settings());
        let fresh = house.live(&house.pos(node).await).await;
        let plan = fresh.until("its welcome", |s| s.board.as_ref().map(|b| b.location.fire_plan)).await;
        assert_eq!(plan, FirePlan::Hold);
    }
    let (key, back) = (key(), json!({ "fire_plan": "advise" }));
    let mut again = settings();
    again["fire_plan"] = back["fire_plan"].clone();
    for _ in 0..2 {
        assert_eq!(manager.at(&nodes[0]).call("PUT", "/settings").key(&key).json(&again).send().await.ok(), again);
    }
    manager.call("PUT", "/settings").key(&key).json(&settings()).send().await.refused(422, "idempotency_key_reused");
    let log = manager.get("/audit?type=location").await.ok();
    let told: Vec<_> = log["items"].as_array().unwrap().iter().map(|e| (e["person"].clone(), e["data"].clone())).collect();
    assert_eq!(told.len(), 2, "{log}");
    assert_eq!(told[0], (json!("Mara"), back), "only what was changed");
    assert_eq!(told[1].1, settings());
    nodes
}

mod new_settings_hold_at_once_everywhere {
    use super::*;

    fn at(db: Db, bus: Bus, nodes: usize) {
        bare(db, bus, |house: Arc<House>| async move {
            let nodes = futures_util::future::join_all((0..nodes).map(|_| house.node())).await;
            changed(house, nodes).await
        });
    }

    #[test]
    fn sqlite() {
        at(Db::Sqlite, Bus::InProcess, 1);
    }

    #[test]
    fn postgres() {
        at(Db::Postgres, Bus::InProcess, 1);
    }

    #[test]
    fn postgres_two_nodes() {
        at(Db::Postgres, Bus::Redis, 2);
    }
}

#[test]
fn what_cannot_be_is_pointed_at_and_changes_nothing() {
    run(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let manager = house.manager(&node).await;
        let before = manager.get("/settings").await.ok();
        for (place, value, pointer) in [
            ("/thresholds/warn_seconds", json!(600), "/thresholds/warn_seconds"),
            ("/thresholds/warn_seconds", json!(-1), "/thresholds"),
            ("/thresholds/late_seconds", json!(0), "/thresholds/late_seconds"),
            ("/thresholds/delivery/warn_seconds", json!(421), "/thresholds/delivery/warn_seconds"),
            ("/thresholds/delivery", json!({ "late_seconds": 10 }), "/thresholds"),
            ("/thresholds/counter", json!({ "warn_seconds": 1, "late_seconds": 10 }), "/thresholds"),
            ("/fire_plan", json!("maybe"), "/fire_plan"),
            ("/display_deadline_s", json!(0), "/display_deadline_s"),
            ("/screen_offline_s", json!(4_000_000), "/screen_offline_s"),
            ("/name", json!("Another house"), ""),
        ] {
            let mut body = settings();
            let (parent, name) = place.rsplit_once('/').unwrap();
            body.pointer_mut(parent).unwrap()[name] = value;
            let answer = manager.put("/settings", body).await;
            answer.refused(422, "invalid");
            let found = answer.body["errors"][0]["pointer"].as_str().unwrap();
            assert!(found.starts_with(pointer), "{place}: {answer:?}");
        }
        manager.put("/settings", json!({ "fire_plan": "hold" })).await.refused(422, "invalid");
        assert_eq!(manager.get("/settings").await.ok(), before);
        node
    });
}

#[test]
fn deadlines_that_run_already_are_those_of_the_new_settings() {
    bare(Db::Sqlite, Bus::InProcess, |house: Arc<House>| async move {
        let node = house.node().await;
        let (pos, m) = (house.pos(&node).await, house.manager(&node).await);
        let manager = house.live(&m).await;
        pos.place(takeaway(&[("burger", 1)])).await.ok();
        let mut now = settings();
        now["display_deadline_s"] = json!(1);
        m.put("/settings", now).await.ok();
        manager.until("the ticket is missed", |s| s.kinds().contains(&"ticket.undelivered").then_some(())).await;
        node.kill().await;
        let node = house.node().await;
        manager.nodes(&[&node]);
        assert_eq!(m.at(&node).get("/settings").await.ok()["display_deadline_s"], 1, "the file is of the first start");
        node
    });
}
