//! The floor: which screens are on, over all nodes, and a station whose last one is lost.

use std::sync::Arc;

use serde_json::{Value, json};
use shared::alert::Alert;
use shared::order::EventData;
use tokio::time::Instant;

use crate::harness::{Bus, Db, House, Live, Node, PATIENCE, Raw, Receiver, User, bare, key, takeaway};

/// A house that misses a lost screen after a second.
fn watchful<F, Fut, T>(db: Db, bus: Bus, test: F)
where
    F: FnOnce(Arc<House>) -> Fut,
    Fut: Future<Output = T>,
{
    bare(db, bus, |house: Arc<House>| {
        house.edit_location(|text| text.replace("screen_offline_s = 3600", "screen_offline_s = 1"));
        test(house)
    });
}

/// A screen that was let in; and the id that it goes by.
async fn screen(user: &User, stations: Value) -> (Raw, String) {
    let id = key();
    let mut raw = Raw::open(user).await;
    raw.say(&json!({ "type": "hello", "token": user.token, "screen": id, "stations": stations })).await;
    raw.until("welcome").await;
    (raw, id)
}

/// Asks until it is so; each call takes its time.
#[track_caller]
fn floor_until(user: &User, what: &str, so: impl Fn(&Value) -> bool) -> impl Future<Output = Value> {
    let what = format!("{what} ({})", std::panic::Location::caller());
    async move {
        let until = Instant::now() + PATIENCE;
        loop {
            let floor = user.get("/screens").await.ok();
            if so(&floor) {
                return floor;
            }
            assert!(Instant::now() < until, "{what}: it stays {floor}");
        }
    }
}

fn station<'a>(floor: &'a Value, id: &str) -> &'a Value {
    floor["stations"].as_array().unwrap().iter().find(|s| s["station"] == id).unwrap()
}

fn item<'a>(floor: &'a Value, screen: &str) -> &'a Value {
    floor["items"].as_array().unwrap().iter().find(|s| s["screen"] == screen).unwrap_or(&Value::Null)
}

fn is_dark(floor: &Value, id: &str) -> bool {
    station(floor, id)["live"] == 0 && station(floor, id)["dark_since"].is_string()
}

/// The stations whose screens were told to be offline, in the order in which they were.
fn offline(manager: &Live) -> Vec<Alert> {
    manager.look(|s| {
        let alerts = s.events.iter().filter_map(|(e, _)| match &e.data {
            EventData::AlertRaised(alert) if alert.kind == "screens_offline" => Some((**alert).clone()),
            _ => None,
        });
        alerts.collect()
    })
}

#[track_caller]
fn until_offline(manager: &Live, count: usize) -> impl Future<Output = Vec<Alert>> {
    let raised = manager.until("an alert of a lost screen", move |s| {
        let alerts = s.events.iter().filter(|(e, _)| match &e.data {
            EventData::AlertRaised(alert) => alert.kind == "screens_offline",
            _ => false,
        });
        (alerts.count() >= count).then_some(())
    });
    let manager = manager.clone();
    async move {
        raised.await;
        offline(&manager)
    }
}

async fn acknowledge(manager: &User, alert: &Alert) {
    manager.ask(&format!("/alerts/{}/acknowledge", alert.id)).await.ok();
}

async fn the_floor_tells_of_each_screen(house: Arc<House>) -> Node {
    let node = house.node().await;
    let m = house.manager(&node).await;
    let floor = m.get("/screens").await.ok();
    assert_eq!(floor["items"], json!([]));
    let never = |id: &str, name: &str| json!({ "station": id, "name": name, "live": 0, "dark_since": null });
    assert_eq!(floor["stations"], json!([never("oven", "Oven"), never("grill", "Grill"), never("bar", "Bar")]));

    // A cook, a paired screen of all stations, the pass, the board; not the till, and not this page.
    let (mut cook, cook_id) = screen(&house.kds(&node, "oven").await, json!(null)).await;
    let (paired, _) = house.paired(&node, json!({ "name": "Tablet 4", "role": "kitchen" })).await;
    let (_tablet, tablet_id) = screen(&paired, json!(null)).await;
    let (_pass, pass_id) = screen(&house.expo(&node).await, json!(["bar", "nowhere"])).await;
    let (board, _) = house.paired(&node, json!({ "name": "Door", "role": "board" })).await;
    let (_board, board_id) = screen(&board, json!(null)).await;
    let _others = (screen(&house.pos(&node).await, json!(null)).await, screen(&m, json!(null)).await);
    let floor = m.get("/screens").await.ok();
    let told: Vec<&str> = floor["items"].as_array().unwrap().iter().map(|s| s["screen"].as_str().unwrap()).collect();
    assert_eq!(told, [&board_id, &pass_id, &tablet_id, &cook_id], "the latest first");
    let told = |id: &str| {
        let item = item(&floor, id);
        (item["name"].clone(), item["role"].clone(), item["stations"].clone(), item["live"].clone())
    };
    assert_eq!(told(&cook_id), (json!("Ovenia"), json!("kitchen"), json!(["oven"]), json!(true)));
    assert_eq!(told(&tablet_id), (json!("Tablet 4"), json!("kitchen"), json!([]), json!(true)));
    assert_eq!(told(&pass_id), (json!("Pia"), json!("expo"), json!(["bar"]), json!(true)));
    assert_eq!(told(&board_id), (json!("Door"), json!("board"), json!([]), json!(true)));
    let live = ["oven", "grill", "bar"].map(|id| station(&floor, id)["live"].as_u64().unwrap());
    assert_eq!(live, [2, 1, 2]);

    let order = house.pos(&node).await.place(takeaway(&[("margherita", 1)])).await.ok();
    cook.say(&json!({ "type": "shown", "seq": 1, "tickets": [[order["id"], 1]] })).await;
    let floor = floor_until(&m, "it showed something", |floor| item(floor, &cook_id)["shown_at"].is_string()).await;
    assert_eq!(item(&floor, &tablet_id)["shown_at"], json!(null));
    let head = order["version"].as_u64().unwrap();
    floor_until(&m, "it was sent the order", |floor| item(floor, &cook_id)["seq"].as_u64().unwrap() >= head).await;

    drop(cook);
    let floor = floor_until(&m, "the cook's screen is gone", |floor| item(floor, &cook_id)["live"] == false).await;
    assert_eq!(station(&floor, "oven"), &json!({ "station": "oven", "name": "Oven", "live": 1, "dark_since": null }));
    node
}

#[test]
fn the_floor_tells_of_each_screen_on_sqlite() {
    watchful(Db::Sqlite, Bus::InProcess, the_floor_tells_of_each_screen);
}

#[test]
fn the_floor_tells_of_each_screen_on_postgres() {
    watchful(Db::Postgres, Bus::Redis, the_floor_tells_of_each_screen);
}

/// With webhooks, and told once for each time that it is lost.
#[test]
fn screens_of_a_node_that_is_killed_are_gone_and_told_of_once() {
    watchful(Db::Postgres, Bus::Redis, |house| async move {
        let flags = &["--webhooks-allow-private"];
        let (a, b) = tokio::join!(house.node_with(flags), house.node_with(flags));
        let (m, pos) = (house.manager(&b).await, house.pos(&b).await);
        let manager = house.live(&m).await;
        let receiver = Receiver::start().await;
        let hook = json!({ "url": receiver.url, "events": ["alert.raised"] });
        m.post("/webhooks", hook).await.ok();
        let (_oven, oven_id) = screen(&house.kds(&a, "oven").await, json!(null)).await;
        let (grill, _) = screen(&house.kds(&b, "grill").await, json!(null)).await;
        floor_until(&m, "one node knows of the other's", |floor| station(floor, "oven")["live"] == 1).await;
        pos.place(takeaway(&[("margherita", 1), ("burger", 1)])).await.ok();

        let killed = Instant::now();
        a.kill().await;
        let floor = floor_until(&m, "the killed node's screen is gone", |floor| is_dark(floor, "oven")).await;
        eprintln!("gone {:?} after its node was killed", killed.elapsed());
        assert_eq!(item(&floor, &oven_id)["live"], false);
        assert_eq!(station(&floor, "grill")["live"], 1);
        let alerts = until_offline(&manager, 1).await;
        let since = station(&floor, "oven")["dark_since"].as_str().unwrap();
        let since = since.parse::<jiff::Timestamp>().unwrap().in_tz("America/New_York").unwrap();
        assert_eq!(alerts[0].text, format!("Oven has no screen since {}", since.strftime("%H:%M")));
        assert_eq!((alerts[0].station.clone(), alerts[0].severity.as_str()), (Some("oven".into()), "critical"));
        let sent = receiver.until_some(|d| d.body["data"]["kind"] == "screens_offline").await;
        assert_eq!(sent.body["data"]["id"], json!(alerts[0].id));

        // Looked at, and still dark: it is not told again, while the next station is.
        acknowledge(&m, &alerts[0]).await;
        drop(grill);
        let alerts = until_offline(&manager, 2).await;
        assert_eq!(alerts[1].station, Some("grill".into()));
        // It is back, and lost again: it is told again.
        let (back, _) = screen(&house.kds(&b, "oven").await, json!(null)).await;
        floor_until(&m, "it is back", |floor| station(floor, "oven")["live"] == 1).await;
        drop(back);
        let alerts = until_offline(&manager, 3).await;
        assert_eq!(alerts[2].station, Some("oven".into()));
        assert_eq!(alerts.len(), 3);
        (receiver, b)
    });
}

async fn close(mut screen: Raw, manager: &User, id: &str) {
    screen.close().await;
    floor_until(manager, "it has left", |floor| item(floor, id)["live"] == false).await;
}

#[test]
fn who_logs_out_is_not_missed_and_nobody_is_while_nothing_is_owed() {
    watchful(Db::Sqlite, Bus::InProcess, |house| async move {
        let node = house.node().await;
        let (m, pos) = (house.manager(&node).await, house.pos(&node).await);
        let manager = house.live(&m).await;
        let (oven, oven_id) = screen(&house.kds(&node, "oven").await, json!(null)).await;
        let (grill, _) = screen(&house.kds(&node, "grill").await, json!(null)).await;
        let (bar, _) = screen(&house.expo(&node).await, json!(["bar"])).await;
        let order = pos.place(takeaway(&[("margherita", 1)])).await.ok();
        close(oven, &m, &oven_id).await;
        drop(grill);
        let alerts = until_offline(&manager, 1).await;
        assert_eq!(alerts[0].station, Some("grill".into()), "the oven's was closed, and has been gone for longer");

        // The last order is out, and the lights go off; what is due tomorrow is owed tomorrow.
        m.post(&format!("/orders/{}/bump", order["id"].as_str().unwrap()), json!({ "station": "oven" })).await.ok();
        let mut tomorrow = takeaway(&[("margherita", 1)]);
        tomorrow["due_at"] = json!("2099-01-01T12:00:00.000Z");
        pos.place(tomorrow).await.ok();
        drop(bar);
        let floor = floor_until(&m, "the bar is dark", |floor| is_dark(floor, "bar")).await;
        let since = station(&floor, "bar")["dark_since"].as_str().unwrap().to_owned();
        let since: shared::time::Timestamp = since.parse().unwrap();
        // The first order of the next guest tells of it.
        let next = pos.place(takeaway(&[("cola", 1)])).await.ok();
        let alerts = until_offline(&manager, 2).await;
        assert_eq!(alerts[1].station, Some("bar".into()));
        let placed: shared::time::Timestamp = next["placed_at"].as_str().unwrap().parse().unwrap();
        assert!(alerts[1].at >= placed && alerts[1].at.0 - since.0 >= 1_000, "not before anything was owed");
        assert_eq!(alerts.len(), 2);
        node
    });
}

fn what_was_on_before_a_restart_is_known(db: Db) {
    watchful(db, Bus::InProcess, move |house| async move {
        let node = house.node().await;
        let (m, pos) = (house.manager(&node).await, house.pos(&node).await);
        let (_oven, oven_id) = screen(&house.kds(&node, "oven").await, json!(null)).await;
        let (grill, grill_id) = screen(&house.kds(&node, "grill").await, json!(null)).await;
        close(grill, &m, &grill_id).await;
        pos.place(takeaway(&[("margherita", 1)])).await.ok();
        node.term().await;
        node.ended(PATIENCE).await;
        let node = house.node().await;
        let m = m.at(&node);
        let floor = m.get("/screens").await.ok();
        assert!(is_dark(&floor, "oven") && is_dark(&floor, "grill"), "{floor}");
        assert_eq!((&item(&floor, &oven_id)["name"], &item(&floor, &grill_id)["live"]), (&json!("Ovenia"), &json!(false)));
        // It does not come back by itself.
        let manager = house.live(&m).await;
        let open = async || m.get("/alerts?open=true").await.ok()["items"].as_array().unwrap().len();
        let until = Instant::now() + PATIENCE;
        while open().await == 0 {
            assert!(Instant::now() < until, "nobody misses it");
        }
        assert_eq!(open().await, 1, "and nobody misses the one that was closed");
        // What a node said that was killed is over when the next one starts. That it was said is known when
        // something is, which takes longer.
        let (_oven, oven_id) = screen(&house.kds(&node, "oven").await, json!(null)).await;
        drop(screen(&house.kds(&node, "grill").await, json!(null)).await);
        while open().await == 1 {
            assert!(Instant::now() < until, "nobody misses the second one");
        }
        assert_eq!(item(&m.get("/screens").await.ok(), &oven_id)["live"], true);
        node.kill().await;
        let node = house.node().await;
        manager.nodes(&[&node]);
        floor_until(&m.at(&node), "a screen of a life before", |floor| item(floor, &oven_id)["live"] == false).await;
        node
    });
}

#[test]
fn what_was_on_before_a_restart_is_known_on_sqlite() {
    what_was_on_before_a_restart_is_known(Db::Sqlite);
}

#[test]
fn what_was_on_before_a_restart_is_known_on_postgres() {
    what_was_on_before_a_restart_is_known(Db::Postgres);
}
