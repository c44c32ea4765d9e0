//! The power is cut at every point of a card's way: placed, charged at the second try, cancelled,
//! given back. Whatever was lost on the way, the money moves once.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{TOTAL, by_card, doomed_node, node};
use crate::harness::stripe::{FakeStripe, Way};
use crate::harness::{Bus, Db, House, Live, Node, User, bare, key};

/// How often a point is passed by at most before the cut.
const TIMES: u32 = 4;

struct Errand<'a> {
    house: &'a House,
    stripe: &'a FakeStripe,
    node: Node,
    manager: User,
    screen: Live,
}

impl Errand<'_> {
    /// A fresh node in the place of the one that has died.
    async fn again(&mut self) {
        self.node.died().await;
        self.node = node(self.house, self.stripe, &[]).await;
        self.screen.nodes(&[&self.node]);
        self.manager = self.manager.at(&self.node);
    }

    /// Says it under one key until it is answered.
    async fn say(&mut self, path: &str, body: Value) -> Value {
        let key = key();
        loop {
            match self.manager.call("POST", path).key(&key).json(&body).try_send().await {
                Ok(answer) => return answer.ok(),
                Err(_) => self.again().await,
            }
        }
    }

    /// A node that has told of the last step may still die of it.
    async fn kinds(&mut self, id: &str) -> Vec<String> {
        let path = format!("/orders/{id}/history");
        let history = loop {
            match self.manager.call("GET", &path).try_send().await {
                Ok(answer) => break answer.ok(),
                Err(_) => self.again().await,
            }
        };
        history["events"].as_array().unwrap().iter().map(|e| e["type"].as_str().unwrap().to_owned()).collect()
    }

    async fn hears(&mut self, kind: &'static str) {
        let heard = self.screen.until(kind, move |s| s.kinds().contains(&kind).then_some(()));
        tokio::pin!(heard);
        let died = tokio::select! {
            () = &mut heard => false,
            () = self.node.end() => true,
        };
        if died {
            self.again().await;
            heard.await;
        }
    }
}

fn the_power_is_cut(point: &str) {
    std::thread::scope(|all| {
        for n in 1..=TIMES {
            let plan = format!("{point}:{n}");
            all.spawn(move || {
                bare(Db::Sqlite, Bus::InProcess, |house: Arc<House>| async move {
                    let stripe = FakeStripe::start().await;
                    // Signing in needs a house that stands; what it does at its start may reach the point too.
                    let before = node(&house, &stripe, &[]).await;
                    let signed_in = house.manager(&before).await;
                    // The screen too: the doomed node may be gone before anybody has met it.
                    let screen = house.live(&signed_in).await;
                    before.kill().await;
                    let first = match doomed_node(&house, &stripe, &["--crash-at", &plan]).await {
                        Some(first) => first,
                        None => node(&house, &stripe, &[]).await,
                    };
                    let manager = signed_in.at(&first);
                    screen.nodes(&[&first]);
                    let mut way = Errand { house: &house, stripe: &stripe, node: first, manager, screen };
                    stripe.then([Way::Fails(500)]);
                    let id = way.say("/orders", by_card()).await["id"].as_str().unwrap().to_owned();
                    way.hears("order.confirmed").await;
                    way.say(&format!("/orders/{id}/cancel"), json!({ "reason": "guest left" })).await;
                    way.hears("payment.refunded").await;
                    let kinds = way.kinds(&id).await;
                    let told = ["order.placed", "payment.captured", "order.confirmed", "order.cancelled", "payment.refunded"];
                    assert_eq!(kinds, told, "{plan}");
                    assert_eq!(stripe.look(|s| (s.taken(), s.given_back())), (vec![TOTAL], vec![TOTAL]), "{plan}");
                    // It may still die of it, after all was told: what looks at the house now, looks at one that will not.
                    let Errand { node: doomed, screen, .. } = way;
                    doomed.kill().await;
                    let last = node(&house, &stripe, &[]).await;
                    screen.nodes(&[&last]);
                    (last, stripe)
                });
            });
        }
    });
}

#[test]
fn with_the_lock_taken() {
    the_power_is_cut("writer.locked");
}

#[test]
fn with_all_written_and_nothing_committed() {
    the_power_is_cut("store.written");
}

#[test]
fn after_the_commit_before_the_answer() {
    the_power_is_cut("writer.committed");
}

#[test]
fn when_a_job_was_taken_up() {
    the_power_is_cut("job.taken");
}

#[test]
fn when_a_job_is_done_and_not_settled() {
    the_power_is_cut("job.done");
}
