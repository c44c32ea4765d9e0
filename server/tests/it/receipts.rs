//! Receipts: a ticket that nobody can see is found out, and stands somewhere else until it is seen.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use shared::order::{EventData, TicketUndelivered};
use tokio::time::Instant;

use crate::harness::{Bus, Db, House, Live, Node, Raw, User, bare, takeaway};

/// A house whose tickets are missed after a second.
fn impatient<F, Fut>(db: Db, bus: Bus, test: F)
where
    F: FnOnce(Arc<House>, Node) -> Fut,
    Fut: Future<Output = Node>,
{
    bare(db, bus, |house| async move {
        house.is_impatient();
        let node = house.node().await;
        test(house, node).await
    });
}

async fn screen(user: &User) -> Raw {
    let mut raw = Raw::open(user).await;
    raw.hello(user).await;
    raw.until("welcome").await;
    raw
}

async fn shows(screen: &mut Raw, order: &Value) {
    screen.say(&json!({ "type": "shown", "seq": 1, "tickets": [[order["id"], 1]] })).await;
}

/// Says something that is answered, so that everything said before has been judged.
async fn asks(screen: &mut Raw, kind: &str, data: Value) -> Value {
    let id = crate::harness::key();
    screen.say(&json!({ "type": kind, "id": id, "data": data })).await;
    loop {
        let frame = screen.next().await;
        if frame["id"] == id.as_str() {
            return frame;
        }
    }
}

async fn lost(manager: &Live, order: &Value) -> TicketUndelivered {
    let id = order["id"].as_str().unwrap().parse().unwrap();
    let found = manager.until("the ticket is found undelivered", move |s| {
        s.events.iter().find_map(|(e, _)| match &e.data {
            EventData::TicketUndelivered(lost) if e.order_id == Some(id) => Some(lost.clone()),
            _ => None,
        })
    });
    found.await
}

async fn history(user: &User, order: &Value) -> Vec<String> {
    let history = user.get(&format!("/orders/{}/history", order["id"].as_str().unwrap())).await.ok();
    history["events"].as_array().unwrap().iter().map(|e| e["type"].as_str().unwrap().to_owned()).collect()
}

async fn ticket(user: &User, order: &Value) -> Value {
    user.get(&format!("/orders/{}", order["id"].as_str().unwrap())).await.ok()["tickets"][0].clone()
}

async fn a_ticket_that_no_screen_shows_stands_at_its_backup(house: Arc<House>, node: Node) -> Node {
    let (pos, m) = (house.pos(&node).await, house.manager(&node).await);
    let manager = house.live(&m).await;
    let oven = house.kds(&node, "oven").await;
    let _board = house.live(&oven).await;
    let mut backup = screen(&oven).await;
    let order = pos.place(takeaway(&[("burger", 1)])).await.ok();
    let placed = Instant::now();
    let found = lost(&manager, &order).await;
    let took = placed.elapsed();
    assert!(took >= Duration::from_millis(900), "{took:?}: before its deadline");
    eprintln!("found undelivered {took:?} after it was placed, with a deadline of 1 s");
    assert_eq!((found.station, found.chit, found.backup), (Some("grill".into()), 1, Some("oven".into())));
    let told = ticket(&pos, &order).await;
    assert_eq!((&told["shown_at"], &told["backup"]), (&json!(null), &json!("oven")));
    assert!(told["undelivered_at"].is_string());

    // The backup shows it, and may work at it: that is no receipt of the grill.
    shows(&mut backup, &order).await;
    let item = json!({ "order_id": order["id"], "item_id": order["items"][0]["id"] });
    assert_eq!(asks(&mut backup, "item.started", item.clone()).await["type"], "ack");
    assert_eq!(ticket(&pos, &order).await["shown_at"], json!(null));

    // Its own screen shows it: it has come home.
    let mut own = screen(&house.kds(&node, "grill").await).await;
    shows(&mut own, &order).await;
    manager.until("shown", |s| s.kinds().contains(&"ticket.shown").then_some(())).await;
    assert!(ticket(&pos, &order).await["shown_at"].is_string());
    assert_eq!(asks(&mut backup, "item.prepared", item).await["code"], "forbidden");
    let bump = json!({ "order_id": order["id"], "station": "grill", "chit": 1 });
    assert_eq!(asks(&mut own, "ticket.bump", bump).await["type"], "ack");
    let told = history(&m, &order).await;
    assert_eq!(told.iter().filter(|kind| *kind == "ticket.undelivered").count(), 1, "{told:?}");
    node
}

#[test]
fn a_ticket_that_no_screen_shows_stands_at_its_backup_on_sqlite() {
    impatient(Db::Sqlite, Bus::InProcess, a_ticket_that_no_screen_shows_stands_at_its_backup);
}

#[test]
fn a_ticket_that_no_screen_shows_stands_at_its_backup_on_postgres() {
    impatient(Db::Postgres, Bus::Redis, a_ticket_that_no_screen_shows_stands_at_its_backup);
}

#[test]
fn what_is_shown_in_time_or_not_due_is_not_missed() {
    impatient(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let (pos, m) = (house.pos(&node).await, house.manager(&node).await);
        let manager = house.live(&m).await;
        // A screen of all stations shows for each of them.
        let mut screen = screen(&m).await;
        let seen = pos.place(takeaway(&[("burger", 1), ("cola", 1)])).await.ok();
        shows(&mut screen, &seen).await;
        manager
            .until("both tickets are shown", |s| (s.kinds().iter().filter(|k| **k == "ticket.shown").count() == 2).then_some(()))
            .await;
        let mut later = takeaway(&[("burger", 1)]);
        later["due_at"] = json!("2099-01-01T12:00:00.000Z");
        let later = pos.place(later).await.ok();
        let done = pos.place(takeaway(&[("burger", 1)])).await.ok();
        m.post(&format!("/orders/{}/bump", done["id"].as_str().unwrap()), json!({ "station": "grill" })).await.ok();
        let none = pos.place(takeaway(&[("bread", 1)])).await.ok();
        let missed = lost(&manager, &none).await;
        assert_eq!((missed.station, missed.backup), (None, None), "what has no station has no backup");
        for order in [&seen, &later, &done] {
            let told = history(&m, order).await;
            assert!(!told.contains(&"ticket.undelivered".to_owned()), "{told:?}");
        }
        node
    });
}

fn open_tickets_are_looked_at_again(db: Db, bus: Bus) {
    bare(db, bus, |house: Arc<House>| async move {
        house.is_impatient();
        let node = house.node().await;
        let (pos, m) = (house.pos(&node).await, house.manager(&node).await);
        let order = pos.place(takeaway(&[("margherita", 1)])).await.ok();
        node.kill().await;
        let node = house.node().await;
        let manager = house.live_from(&m.at(&node), &epoch(&m.at(&node)).await, 0).await;
        assert_eq!(lost(&manager, &order).await.backup, Some("expo".into()));
        node
    });
}

async fn epoch(user: &User) -> String {
    let mut raw = Raw::open(user).await;
    raw.hello(user).await;
    raw.until("welcome").await["epoch"].as_str().unwrap().to_owned()
}

#[test]
fn open_tickets_are_looked_at_again_after_a_power_cut_on_sqlite() {
    open_tickets_are_looked_at_again(Db::Sqlite, Bus::InProcess);
}

#[test]
fn open_tickets_are_looked_at_again_after_a_power_cut_on_postgres() {
    open_tickets_are_looked_at_again(Db::Postgres, Bus::Redis);
}
