//! Cards: placing does not wait for them, no failure charges twice, and what was taken in vain
//! goes back.

mod crash;
mod dead;
mod refunds;
mod take;

use std::future::Future;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::harness::stripe::FakeStripe;
use crate::harness::{Bus, Db, House, Live, Node, User, bare, takeaway};

/// A house whose cards go to a processor of its own; its seconds are short.
struct Shop {
    house: Arc<House>,
    node: Node,
    stripe: FakeStripe,
    pos: User,
    manager: User,
    screen: Live,
}

const TOKEN: &str = "pm_card_visa";

impl Shop {
    async fn open(house: Arc<House>, flags: &[&str]) -> Shop {
        let stripe = FakeStripe::start().await;
        let node = node(&house, &stripe, flags).await;
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let screen = house.live(&manager).await;
        Shop { house, node, stripe, pos, manager, screen }
    }

    async fn place(&self) -> String {
        let order = self.pos.place(by_card()).await;
        assert_eq!((order.status, order.body["status"].as_str()), (201, Some("PENDING")), "{order:?}");
        order.body["id"].as_str().unwrap().to_owned()
    }

    async fn order(&self, id: &str) -> Value {
        self.pos.get(&format!("/orders/{id}")).await.ok()
    }

    async fn kinds(&self, id: &str) -> Vec<String> {
        let history = self.manager.get(&format!("/orders/{id}/history")).await.ok();
        history["events"].as_array().unwrap().iter().map(|e| e["type"].as_str().unwrap().to_owned()).collect()
    }

    /// The data of the first event of this type.
    async fn heard(&self, kind: &'static str) -> Value {
        let event =
            self.screen.until(kind, move |s| s.events.iter().find(|(e, _)| e.data.kind() == kind).map(|(e, _)| e.clone()));
        serde_json::to_value(event.await).unwrap()["data"].clone()
    }

    async fn letters(&self) -> Vec<Value> {
        self.manager.get("/payments/failed").await.ok()["items"].as_array().unwrap().clone()
    }

    async fn pay(&self, id: &str, body: Value) -> crate::harness::api::Answer {
        self.pos.post(&format!("/orders/{id}/payments"), body).await
    }
}

async fn node(house: &House, stripe: &FakeStripe, flags: &[&str]) -> Node {
    let all = flags_with(stripe, flags);
    house.node_with(&all).await
}

/// The same that dies where it is told to; `None`: it got there before it served.
async fn doomed_node(house: &House, stripe: &FakeStripe, flags: &[&str]) -> Option<Node> {
    let all = flags_with(stripe, flags);
    house.try_node(&all).await
}

fn flags_with<'a>(stripe: &'a FakeStripe, flags: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec!["--stripe-secret-key", "sk_test_abc", "--stripe-api-base", &stripe.url, "--payment-second-ms", "20"];
    all.extend(flags);
    all
}

fn by_card() -> Value {
    let mut body = takeaway(&[("burger", 1)]);
    body["payment"] = json!({ "method": "card", "token": TOKEN, "when": "now" });
    body
}

/// Burger and tax.
const TOTAL: i64 = 1198;

fn on<F, Fut>(db: Db, bus: Bus, flags: &'static [&'static str], steps: F)
where
    F: FnOnce(Shop) -> Fut,
    Fut: Future<Output = Shop>,
{
    bare(db, bus, |house: Arc<House>| async move {
        let shop = steps(Shop::open(house, flags).await).await;
        (shop.node, shop.stripe)
    });
}

/// One test on each database.
macro_rules! on_both {
    ($($name:ident $flags:expr),* $(,)?) => {$(
        mod $name {
            use crate::harness::{Bus, Db};

            #[test]
            fn sqlite() {
                crate::payments::on(Db::Sqlite, Bus::InProcess, &$flags, super::steps::$name);
            }
            #[test]
            fn postgres() {
                crate::payments::on(Db::Postgres, Bus::Redis, &$flags, super::steps::$name);
            }
        }
    )*};
}
use on_both;
