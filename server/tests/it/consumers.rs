//! Consumers and jobs on several nodes: a dead node's work is taken up by another within 5 s.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use crate::harness::receiver::Plan;
use crate::harness::{Bus, Db, House, Node, PATIENCE, Receiver, User, bare, takeaway};

/// The lease, one look for locations and one for jobs come to 4.9 s.
const TAKEN_UP_WITHIN: Duration = Duration::from_secs(5);

/// Asks until this node says that it works the consumers.
async fn is_at_work(nobody: &User) {
    let until = Instant::now() + PATIENCE;
    while !nobody.raw("GET", "/metrics").send().await.text.contains("consumer=\"webhooks\"") {
        assert!(Instant::now() < until, "nobody works the consumers");
    }
}

/// Two nodes, of which the first works the location.
async fn two(house: &House) -> (Node, Node) {
    let flags = ["--webhooks-allow-private"];
    let first = house.node_with(&flags).await;
    is_at_work(&house.nobody(&first)).await;
    let second = house.node_with(&flags).await;
    (first, second)
}

#[test]
fn a_dead_nodes_consumers_go_on_elsewhere_within_5_s() {
    bare(Db::Postgres, Bus::Redis, |house: Arc<House>| async move {
        house.is_impatient();
        let (first, second) = two(&house).await;
        let m = house.manager(&second).await;
        let manager = house.live(&m).await;
        let receiver = Receiver::start().await;
        m.post("/webhooks", json!({ "url": receiver.url, "events": ["order.placed"] })).await.ok();
        m.place(takeaway(&[("cola", 1)])).await.ok();
        let before = receiver.until(1).await;
        assert!(!house.nobody(&second).raw("GET", "/metrics").send().await.text.contains("consumer=\"webhooks\""));
        first.kill().await;
        let died = Instant::now();
        m.place(takeaway(&[("cola", 1)])).await.ok();
        // The first may come again, under its id: the node died between the answer and writing it down.
        let second_news = receiver.until_some(|d| d.id != before[0].id).await;
        let took = second_news.at - died;
        eprintln!("the consumers were taken up {took:?} after their node died");
        assert!(took <= TAKEN_UP_WITHIN, "{took:?}");
        // The tickets' deadlines too.
        manager
            .until("both are missed", |s| (s.kinds().iter().filter(|k| **k == "ticket.undelivered").count() == 2).then_some(()))
            .await;
        second
    });
}

#[test]
fn a_dead_nodes_job_is_done_elsewhere_within_5_s_under_the_same_id() {
    bare(Db::Postgres, Bus::Redis, |house: Arc<House>| async move {
        let flags = ["--webhooks-allow-private"];
        let first = house.node_with(&flags).await;
        let m = house.manager(&first).await;
        let receiver = Receiver::start().await;
        // The node waits for an answer; the other finds its lease taken.
        receiver.next([Plan::Hang]);
        m.post("/webhooks", json!({ "url": receiver.url, "events": ["order.placed"] })).await.ok();
        m.place(takeaway(&[("cola", 1)])).await.ok();
        let one = receiver.until(1).await;
        let second = house.node_with(&flags).await;
        first.kill().await;
        let died = Instant::now();
        let both = receiver.until(2).await;
        let took = both[1].at - died;
        eprintln!("the job was taken up {took:?} after its node died");
        assert!(took <= TAKEN_UP_WITHIN, "{took:?}");
        assert_eq!((&one[0].id, &one[0].text), (&both[1].id, &both[1].text));
        second
    });
}
