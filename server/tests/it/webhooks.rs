//! Webhooks: signed, retried, set right by hand, and no way into the house's own network.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::harness::receiver::Plan;
use crate::harness::{Bus, Db, House, Node, PATIENCE, Receiver, User, bare, takeaway};

const PRIVATE: &[&str] = &["--webhooks-allow-private"];

fn with_receivers<F, Fut>(db: Db, bus: Bus, test: F)
where
    F: FnOnce(Arc<House>, Node) -> Fut,
    Fut: Future<Output = Node>,
{
    bare(db, bus, |house: Arc<House>| async move {
        let node = house.node_with(PRIVATE).await;
        test(house, node).await
    });
}

async fn hook(manager: &User, receiver: &Receiver, events: &[&str]) -> Value {
    let made = manager.post("/webhooks", json!({ "url": receiver.url, "events": events })).await;
    assert_eq!(made.status, 201, "{made:?}");
    made.body
}

async fn deliveries(manager: &User, hook: &Value) -> Vec<Value> {
    let list = manager.get(&format!("/webhooks/{}/deliveries", hook["id"].as_str().unwrap())).await.ok();
    list["items"].as_array().unwrap().clone()
}

/// Asks until it is so; each call takes its time.
async fn deliveries_until(manager: &User, hook: &Value, so: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let until = Instant::now() + PATIENCE;
    loop {
        let now = deliveries(manager, hook).await;
        if so(&now) {
            return now;
        }
        assert!(Instant::now() < until, "it stays {now:?}");
    }
}

async fn wanted_events_are_delivered_once_and_signed(house: Arc<House>, node: Node) -> Node {
    let (pos, m) = (house.pos(&node).await, house.manager(&node).await);
    let receiver = Receiver::start().await;
    pos.place(takeaway(&[("cola", 1)])).await.ok();
    let made = hook(&m, &receiver, &["order.placed", "order.confirmed", "alert.raised"]).await;
    let secret = made["secret"].as_str().unwrap();
    let order = pos.place(takeaway(&[("cola", 1)])).await.ok();
    let got = receiver.until(2).await;
    let log = m.get("/events").await.ok();
    for delivered in &got {
        assert!(delivered.is_signed(secret), "{}", delivered.text);
        assert!(!delivered.is_signed("whsec_c29tZWJvZHkgZWxzZQ=="));
        let age = delivered.timestamp.parse::<u64>().unwrap().abs_diff(std::time::UNIX_EPOCH.elapsed().unwrap().as_secs());
        assert!(age < 30, "{}", delivered.timestamp);
        assert!(delivered.content_type.starts_with("application/cloudevents+json"));
        let body = &delivered.body;
        let seq: u64 = body["id"].as_str().unwrap().strip_prefix(&format!("{}/", house.location)).unwrap().parse().unwrap();
        let event = &log["events"][seq as usize - 1];
        assert_eq!(body["type"], format!("passline.{}", event["type"].as_str().unwrap()));
        assert_eq!((&body["specversion"], &body["datacontenttype"]), (&json!("1.0"), &json!("application/json")));
        assert_eq!((&body["subject"], &body["time"], &body["data"]), (&order["id"], &event["at"], &event["data"]));
    }
    deliveries_until(&m, &made, |left| left.is_empty()).await;

    // Shown once, and never again.
    let listed = m.get("/webhooks").await.ok();
    assert_eq!(listed["items"][0]["id"], made["id"]);
    assert!(!listed.to_string().contains("whsec_") && listed["items"][0].get("secret").is_none());
    let path = format!("/webhooks/{}", made["id"].as_str().unwrap());
    assert!(!m.get(&path).await.ok().to_string().contains("secret"));

    // Taken away: what comes after goes to the others alone.
    assert_eq!(m.call("DELETE", &path).send().await.status, 204);
    m.call("DELETE", &path).send().await.refused(404, "not_found");
    m.get(&path).await.refused(404, "not_found");
    let other = Receiver::start().await;
    hook(&m, &other, &["*"]).await;
    pos.place(takeaway(&[("cola", 1)])).await.ok();
    other.until(2).await;
    assert_eq!(receiver.got().len(), 2, "the event before it was made, and those after it was taken away, are not for it");
    node
}

#[test]
fn wanted_events_are_delivered_once_and_signed_on_sqlite() {
    with_receivers(Db::Sqlite, Bus::InProcess, wanted_events_are_delivered_once_and_signed);
}

#[test]
fn wanted_events_are_delivered_once_and_signed_on_postgres() {
    with_receivers(Db::Postgres, Bus::Redis, wanted_events_are_delivered_once_and_signed);
}

#[test]
fn what_fails_is_tried_again_by_itself_and_by_hand() {
    with_receivers(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let (pos, m) = (house.pos(&node).await, house.manager(&node).await);
        let receiver = Receiver::start().await;
        receiver.next([Plan::Status(500), Plan::Status(503)]);
        let made = hook(&m, &receiver, &["order.placed"]).await;
        pos.place(takeaway(&[("cola", 1)])).await.ok();
        let waiting = deliveries_until(&m, &made, |left| left.iter().any(|d| d["attempts"] == 1)).await;
        assert_eq!((&waiting[0]["status"], &waiting[0]["type"]), (&json!("waiting"), &json!("order.placed")));
        assert_eq!(
            (&waiting[0]["last"]["status"], &waiting[0]["last"]["error"]),
            (&json!(500), &json!("the receiver answered 500"))
        );
        // By itself, after some 5 s.
        let got = receiver.until(2).await;
        let waited = got[1].at - got[0].at;
        assert!((3_900..9_000).contains(&waited.as_millis()), "{waited:?}");
        assert_eq!((&got[0].id, &got[0].text), (&got[1].id, &got[1].text), "a repeat can be known as one");
        // By hand, at once: the next would come after some 30 s.
        deliveries_until(&m, &made, |left| left[0]["attempts"] == 2).await;
        let asked = Instant::now();
        let path = format!("/webhooks/{}/deliveries/{}/retry", made["id"].as_str().unwrap(), got[0].id);
        pos.ask(&path).await.refused(403, "forbidden");
        assert_eq!(m.ask(&path).await.status, 202);
        let got = receiver.until(3).await;
        assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
        assert_eq!(got[2].id, got[0].id);
        deliveries_until(&m, &made, |left| left.is_empty()).await;
        m.ask(&path).await.refused(404, "not_found");
        node
    });
}

#[test]
fn a_receiver_that_hangs_lies_or_sends_for_ever_holds_nobody_up() {
    with_receivers(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let (pos, m) = (house.pos(&node).await, house.manager(&node).await);
        let (good, hanging, endless) =
            (Receiver::start().await, Receiver::that(Plan::Hang).await, Receiver::that(Plan::Endless).await);
        let elsewhere = Receiver::start().await;
        let lying = Receiver::that(Plan::Redirect(elsewhere.url.clone())).await;
        let bad = hook(&m, &hanging, &["*"]).await;
        let huge = hook(&m, &endless, &["order.placed"]).await;
        let moved = hook(&m, &lying, &["order.placed"]).await;
        hook(&m, &good, &["order.placed"]).await;
        let memory = node.memory_kib();
        let begun = Instant::now();
        for _ in 0..20 {
            pos.place(takeaway(&[("cola", 1)])).await.ok();
        }
        good.until(20).await;
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(8), "the good receiver waited for the others: {took:?}");
        endless.until(20).await;
        deliveries_until(&m, &huge, |left| left.is_empty()).await;
        let left = deliveries_until(&m, &moved, |left| left.len() == 20 && left.iter().all(|d| d["last"]["status"] == 302)).await;
        assert_eq!(left[0]["status"], "waiting");
        assert!(elsewhere.got().is_empty(), "a redirect was followed");
        let given_up = |d: &Value| d["last"]["error"] == "no answer within 10 s";
        deliveries_until(&m, &bad, |left| left.iter().any(given_up)).await;
        let grown = node.memory_kib().saturating_sub(memory);
        assert!(grown < 64 * 1024, "memory grew by {grown} KiB");
        node
    });
}

#[test]
fn no_webhook_leads_into_the_house() {
    bare(Db::Sqlite, Bus::InProcess, |house: Arc<House>| async move {
        let node = house.node().await;
        let m = house.manager(&node).await;
        house
            .pos(&node)
            .await
            .post("/webhooks", json!({ "url": "https://example.com", "events": ["*"] }))
            .await
            .refused(403, "forbidden");
        for url in [
            "http://127.0.0.1:1/",
            "http://169.254.169.254/latest",
            "http://[::ffff:10.0.0.1]/",
            "http://localhost/",
            "ftp://a.b",
        ] {
            let refused = m.post("/webhooks", json!({ "url": url, "events": ["*"] })).await;
            refused.refused(422, "invalid");
            assert_eq!(refused.body["errors"][0]["pointer"], "/url", "{url}");
        }
        for (events, pointer) in [(json!([]), "/events"), (json!(["*", "order.fried"]), "/events/1"), (json!("*"), "/events")] {
            let refused = m.post("/webhooks", json!({ "url": "https://example.com/", "events": events })).await;
            refused.refused(422, "invalid");
            assert_eq!(refused.body["errors"][0]["pointer"], pointer);
        }
        assert_eq!(m.get("/webhooks").await.ok()["items"], json!([]));
        node.kill().await;

        // Made where it was allowed: it is judged again when it is called.
        let node = house.node_with(PRIVATE).await;
        let receiver = Receiver::start().await;
        let made = hook(&m.at(&node), &receiver, &["order.placed"]).await;
        node.kill().await;
        let node = house.node().await;
        let m = m.at(&node);
        house.pos(&node).await.place(takeaway(&[("cola", 1)])).await.ok();
        let left = deliveries_until(&m, &made, |left| left.iter().any(|d| d["attempts"] == 1)).await;
        assert!(left[0]["last"]["error"].as_str().unwrap().contains("private network"), "{left:?}");
        assert!(receiver.got().is_empty());
        node
    });
}
