//! Alerts: what went wrong reaches the manager once, live and in a list, until somebody has looked.

use std::sync::Arc;

use serde_json::{Value, json};
use shared::alert::Alert;
use shared::order::EventData;

use crate::harness::{Bus, Db, House, Live, Node, User, bare, takeaway};

fn raised(live: &Live) -> Vec<Alert> {
    live.look(|s| {
        let alerts = s.events.iter().filter_map(|(e, _)| match &e.data {
            EventData::AlertRaised(alert) => Some((**alert).clone()),
            _ => None,
        });
        alerts.collect()
    })
}

async fn until_raised(live: &Live, count: usize) -> Vec<Alert> {
    let enough = |s: &crate::harness::live::State| s.kinds().iter().filter(|k| **k == "alert.raised").count() >= count;
    live.until("alerts", move |s| enough(s).then_some(())).await;
    raised(live)
}

fn of_kind<'a>(alerts: &'a [Alert], kind: &str) -> Vec<&'a Alert> {
    alerts.iter().filter(|a| a.kind == kind).collect()
}

async fn list(user: &User, query: &str) -> Vec<Value> {
    user.get(&format!("/alerts{query}")).await.ok()["items"].as_array().unwrap().clone()
}

async fn an_alert_is_raised_once_and_open_until_somebody_has_looked(house: Arc<House>, node: Node) -> Node {
    let (pos, m) = (house.pos(&node).await, house.manager(&node).await);
    let (manager, till) = (house.live(&m).await, house.live(&pos).await);
    let first = pos.place(takeaway(&[("burger", 1)])).await.ok();
    let alerts = until_raised(&manager, 2).await;
    let lost = of_kind(&alerts, "undelivered_ticket")[0];
    assert_eq!(
        (lost.order_id.unwrap().to_string(), lost.station.clone(), lost.chit),
        (first["id"].as_str().unwrap().to_owned(), Some("grill".into()), Some(1))
    );
    assert_eq!(lost.text, "Order 1: no screen of Grill shows its ticket 1; it stands at Oven as well");
    let dark = of_kind(&alerts, "screens_offline")[0].clone();
    assert_eq!(dark.station, Some("grill".into()));

    // The second ticket is one more, the dark station is not.
    pos.place(takeaway(&[("burger", 1)])).await.ok();
    let alerts = until_raised(&manager, 3).await;
    assert_eq!(of_kind(&alerts, "undelivered_ticket").len(), 2);
    let open = list(&m, "?open=true").await;
    assert_eq!(open.len(), 3);
    assert_eq!(open[0]["kind"], "undelivered_ticket", "newest first");
    let page = m.get("/alerts?limit=2").await.ok();
    let rest = m.get(&format!("/alerts?limit=2&cursor={}", page["next_cursor"].as_str().unwrap())).await.ok();
    assert_eq!((page["items"].as_array().unwrap().len(), rest["items"].as_array().unwrap().len()), (2, 1));

    let path = format!("/alerts/{}/acknowledge", dark.id);
    pos.ask(&path).await.refused(403, "forbidden");
    pos.get("/alerts").await.refused(403, "forbidden");
    m.ask(&format!("/alerts/{}/acknowledge", crate::harness::key())).await.refused(404, "not_found");
    m.get("/alerts?open=perhaps").await.refused(422, "invalid");
    let told = m.ask(&path).await.ok();
    assert!(told["acknowledged_at"].is_string() && told["acknowledged_by"].is_string(), "{told}");
    assert_eq!(m.ask(&path).await.ok(), told, "a repeat changes nothing");
    manager.until("acknowledged", |s| s.kinds().contains(&"alert.acknowledged").then_some(())).await;
    assert_eq!(list(&m, "?open=true").await.len(), 2);
    assert_eq!(list(&m, "").await.len(), 3);

    // Somebody has looked, and it is dark again.
    pos.place(takeaway(&[("burger", 1)])).await.ok();
    let alerts = until_raised(&manager, 5).await;
    assert_eq!(of_kind(&alerts, "screens_offline").len(), 2);
    assert_eq!(list(&m, "?open=true").await.len(), 4);
    manager.look(|s| assert_eq!(s.kinds().iter().filter(|k| **k == "alert.acknowledged").count(), 1));
    let seq = manager.look(|s| s.seq());
    till.reaches(seq).await;
    till.look(|s| assert!(!s.kinds().iter().any(|k| k.starts_with("alert.")), "only managers hear of alerts"));
    node
}

fn impatient(db: Db, bus: Bus) {
    bare(db, bus, |house| async move {
        house.is_impatient();
        let node = house.node().await;
        an_alert_is_raised_once_and_open_until_somebody_has_looked(house, node).await
    });
}

#[test]
fn an_alert_is_raised_once_and_open_until_somebody_has_looked_on_sqlite() {
    impatient(Db::Sqlite, Bus::InProcess);
}

#[test]
fn an_alert_is_raised_once_and_open_until_somebody_has_looked_on_postgres() {
    impatient(Db::Postgres, Bus::Redis);
}

#[test]
fn stock_that_falls_to_its_threshold_is_an_alert() {
    bare(Db::Sqlite, Bus::InProcess, |house: Arc<House>| async move {
        house.edit_location(|text| {
            let cola = "id = \"cola\"\nname = \"Cola\"\n";
            text.replace(cola, &format!("{cola}recipe = {{ syrup = 3 }}\n"))
                + "\n[[ingredients]]\nid = \"syrup\"\nname = \"Syrup\"\nunit = \"cl\"\nstock = 10\nthreshold = 5\n"
        });
        let node = house.node().await;
        let (pos, m) = (house.pos(&node).await, house.manager(&node).await);
        let manager = house.live(&m).await;
        pos.place(takeaway(&[("cola", 1)])).await.ok();
        pos.place(takeaway(&[("cola", 1)])).await.ok();
        let alerts = until_raised(&manager, 1).await;
        assert_eq!((alerts[0].kind.as_str(), alerts[0].ingredient.clone()), ("low_stock", Some("syrup".into())));
        assert_eq!(alerts[0].text, "Syrup is low: 4 cl left, at or under 5 cl");
        // Below it already: no second one.
        pos.place(takeaway(&[("cola", 1)])).await.ok();
        let adjusted = |s: &crate::harness::live::State| s.kinds().iter().filter(|k| **k == "inventory.adjusted").count();
        manager.until("taken", move |s| (adjusted(s) >= 2).then_some(())).await;
        assert_eq!(raised(&manager).len(), 1);
        node
    });
}

#[test]
fn a_ticket_that_is_open_for_twice_as_long_as_late_is_an_alert_once() {
    bare(Db::Sqlite, Bus::InProcess, |house: Arc<House>| async move {
        house.edit_location(|text| {
            text.replace(
                "display_deadline_s = 3600",
                "display_deadline_s = 3600\nthresholds = { warn_seconds = 1, late_seconds = 1 }",
            )
        });
        let node = house.node().await;
        let (pos, m) = (house.pos(&node).await, house.manager(&node).await);
        let manager = house.live(&m).await;
        let order = pos.place(takeaway(&[("burger", 1), ("margherita", 1)])).await.ok();
        let path = format!("/orders/{}/bump", order["id"].as_str().unwrap());
        m.post(&path, json!({ "station": "oven" })).await.ok();
        let alerts = until_raised(&manager, 1).await;
        assert_eq!((alerts[0].kind.as_str(), alerts[0].station.clone()), ("late_ticket", Some("grill".into())));
        assert_eq!(alerts[0].text, "Order 1 is open at Grill for over 1 min");
        node.kill().await;
        let node = house.node().await;
        manager.nodes(&[&node]);
        pos.at(&node).place(takeaway(&[("burger", 1)])).await.ok();
        let alerts = until_raised(&manager, 2).await;
        assert_eq!(alerts.len(), 2);
        assert_ne!(alerts[0].order_id, alerts[1].order_id, "the first was not raised again");
        node
    });
}
