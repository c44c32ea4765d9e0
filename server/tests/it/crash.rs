//! The power fails at every point that `crash.rs` names, in placing, paying, decrementing and
//! crediting. Nothing that was acknowledged is lost or counted twice, and every projection is what
//! the log says: `passline check --data` says so after each cut, and again when all is settled.
//!
//! Each point is hit `PASSLINE_CRASH_ROUNDS` times (1 unless told; `cargo xtask crash` says 20).

use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;
use std::sync::Arc;

use passline::crash::POINTS;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use crate::harness::stripe::FakeStripe;
use crate::harness::{Bus, Db, House, PATIENCE, User, bare, key};

const TILLS: u64 = 6;
/// A point that is not reached by so many orders of a till is not on the way of an order.
const ORDERS_MAX: usize = 60;

/// What a till has asked for, and what it was told.
struct Placing {
    key: String,
    body: Value,
    order: Option<String>,
}

/// The same choices for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

fn rounds() -> u64 {
    std::env::var("PASSLINE_CRASH_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// A house of its own for each point, so that no check grows with what was done at the others.
fn storm(db: Db, point: &'static str) {
    bare(db, Bus::InProcess, |house: Arc<House>| async move {
        house.edit_location(|text| text + DISHES);
        let stripe = FakeStripe::start().await;
        let flags = ["--stripe-secret-key", "sk_test_abc", "--stripe-api-base", &stripe.url, "--payment-second-ms", "20"];
        let node = house.node_with(&flags).await;
        let manager = house.manager(&node).await;
        let customer = manager.post("/customers", json!({ "name": "Ines" })).await.ok();
        let customer = customer["id"].as_str().unwrap().to_owned();
        for ingredient in ["dough", "cheese"] {
            manager.post(&format!("/inventory/{ingredient}/restock"), json!({ "quantity": 10_000_000 })).await.ok();
        }
        node.kill().await;
        let mut placed = Vec::new();
        for round in 0..rounds() {
            let plan = format!("{point}:{}", 1 + Dice(round * 1_000 + point.len() as u64).below(6));
            cut(&house, &flags, &manager, &customer, &plan, round, &mut placed).await;
            agrees(&house, &plan, "at once").await;
            let node = house.node_with(&flags).await;
            settle(&manager.at(&node), &mut placed, &plan).await;
            judge(&manager.at(&node), &placed, &stripe, &customer, &plan).await;
            node.kill().await;
            agrees(&house, &plan, "when all was settled").await;
        }
        println!("{db:?} {point}: {} cuts, {} orders, no difference", rounds(), placed.len());
    });
}

/// The tills work until the power fails.
async fn cut(house: &House, flags: &[&str], manager: &User, customer: &str, plan: &str, round: u64, placed: &mut Vec<Placing>) {
    let doomed: Vec<&str> = flags.iter().copied().chain(["--crash-at", plan]).collect();
    // Work that was left may already bring it there before it serves.
    let Some(node) = house.try_node(&doomed).await else { return };
    let manager = manager.at(&node);
    let tills = (0..TILLS).map(|till| work(manager.clone(), customer.to_owned(), round * 97 + till, placed.len() as u64));
    placed.extend(futures_util::future::join_all(tills).await.into_iter().flatten());
    let ended = timeout(PATIENCE, node.ended(PATIENCE)).await;
    let status = ended.unwrap_or_else(|_| panic!("{plan} was never reached"));
    assert!(!status.success(), "{plan}: it ended by itself");
}

/// One till: places, cooks, completes, cancels, until nobody answers any more.
async fn work(user: User, customer: String, till: u64, seed: u64) -> Vec<Placing> {
    let mut dice = Dice(till * 7_919 + seed);
    let mut placed = Vec::new();
    for _ in 0..ORDERS_MAX {
        let mut body = json!({ "channel": "takeaway", "items": [
            { "menu_item_id": "pie", "quantity": 1 + dice.below(3) }, { "menu_item_id": "cola", "quantity": 1 } ] });
        if dice.below(2) == 0 {
            body["payment"] = json!({ "method": "card", "token": "pm_card_visa", "when": "now" });
        }
        if dice.below(2) == 0 {
            body["customer_id"] = json!(customer);
        }
        let mut placing = Placing { key: key(), body, order: None };
        let answer = user.call("POST", "/orders").key(&placing.key).json(&placing.body).try_send().await;
        placing.order = answer.as_ref().ok().filter(|a| a.status == 201).map(|a| a.body["id"].as_str().unwrap().to_owned());
        let order = placing.order.clone();
        placed.push(placing);
        match (answer, order) {
            (Err(_), _) => return placed,
            (Ok(_), Some(id)) if !serve(&user, &id, &mut dice).await => return placed,
            (Ok(answer), None) => assert_eq!(answer.status, 503, "{answer:?}"),
            _ => {}
        }
    }
    placed
}

/// Takes an order further, as far as it goes; `false`: nobody answers.
async fn serve(user: &User, id: &str, dice: &mut Dice) -> bool {
    let steps: &[(&str, Value)] = match dice.below(4) {
        0 => &[("cancel", json!({ "reason": "changed their mind" }))],
        1 => &[("bump", json!({ "station": "oven" })), ("cancel", json!({ "reason": "too late" }))],
        _ => &[("bump", json!({ "station": "oven" })), ("bump", json!({ "station": "bar" })), ("complete", json!({}))],
    };
    for (step, body) in steps {
        let call = user.call("POST", &format!("/orders/{id}/{step}")).key(&key()).json(body);
        match call.try_send().await {
            Err(_) => return false,
            // A prepaid order may still wait for its payment.
            Ok(answer) => assert!(matches!(answer.status, 200 | 409 | 503), "{step}: {answer:?}"),
        }
    }
    true
}

/// Whoever had no answer asks again under the same key; then everything that was left is done.
async fn settle(user: &User, placed: &mut [Placing], plan: &str) {
    for placing in placed.iter_mut().filter(|p| p.order.is_none()) {
        let answer = user.call("POST", "/orders").key(&placing.key).json(&placing.body).send().await.ok();
        placing.order = Some(answer["id"].as_str().unwrap().to_owned());
    }
    let until = Instant::now() + PATIENCE * 2;
    loop {
        let metrics = user.raw("GET", "/metrics").send().await.text;
        let busy: Vec<&str> = metrics.lines().filter(|line| is_busy(line)).collect();
        let listed = user.get("/orders?status=PENDING&limit=1").await.ok();
        if busy.is_empty() && listed["items"].as_array().unwrap().is_empty() && metrics.contains("passline_consumer_lag") {
            return;
        }
        assert!(Instant::now() < until, "{plan}: it does not come to rest: {busy:?} {listed}");
    }
}

fn is_busy(line: &str) -> bool {
    let counts = ["passline_consumer_lag{", "passline_jobs_waiting{"];
    counts.iter().any(|name| line.starts_with(name)) && !line.ends_with(" 0")
}

/// Every order once, nothing charged twice, points and money where they belong.
async fn judge(user: &User, placed: &[Placing], stripe: &FakeStripe, customer: &str, plan: &str) {
    let mut orders: BTreeMap<String, Value> = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let page = user.get(&format!("/orders?limit=500{cursor}")).await.ok();
        for order in page["items"].as_array().unwrap() {
            let again = orders.insert(order["id"].as_str().unwrap().to_owned(), order.clone());
            assert!(again.is_none(), "{plan}: listed twice: {order}");
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let asked: BTreeSet<&str> = placed.iter().filter_map(|p| p.order.as_deref()).collect();
    assert_eq!(asked.len(), placed.len(), "{plan}: two keys gave one order");
    let known: BTreeSet<&str> = orders.keys().map(String::as_str).collect();
    assert_eq!(known, asked, "{plan}: lost, or placed twice");
    let numbers: BTreeSet<u64> = orders.values().map(|o| o["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers.len(), orders.len(), "{plan}: a number was given twice");
    let captured: i64 = orders.values().map(|o| o["payment"]["captured"].as_i64().unwrap()).sum();
    let (taken, given_back) = stripe.look(|s| (s.taken(), s.given_back()));
    assert_eq!(taken.iter().sum::<i64>() - given_back.iter().sum::<i64>(), captured, "{plan}: the money");
    // An order that was cancelled before its card was asked for is never charged.
    let prepaid: Vec<&Value> = orders.values().filter(|o| o["payment"]["method"] == "card").collect();
    for order in prepaid.iter().filter(|o| o["status"] != "CANCELLED") {
        assert_eq!(order["payment"]["captured"], order["total"], "{plan}: not charged: {order}");
    }
    let attempts: BTreeSet<String> = stripe.look(|s| s.intents.iter().map(|i| i["metadata"]["attempt_id"].to_string()).collect());
    assert_eq!(attempts.len(), taken.len(), "{plan}: an attempt was charged twice");
    assert!(taken.len() <= prepaid.len(), "{plan}: {} charges for {} orders", taken.len(), prepaid.len());
    let earned: i64 =
        orders.values().filter(|o| o["customer_id"] == customer).map(|o| o["points_earned"].as_i64().unwrap()).sum();
    let points = user.get(&format!("/customers/{customer}")).await.ok()["points"].as_i64().unwrap();
    assert_eq!(points, earned, "{plan}: the points");
}

/// `passline check --data` on the database as the power cut left it.
async fn agrees(house: &House, plan: &str, when: &str) {
    let binary = std::env::var("PASSLINE_BIN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_passline").to_owned());
    let mut check = tokio::process::Command::new(binary);
    check.args(["check", "--data", "--database-url", house.database_url()]).env_clear();
    let done = check.stdin(Stdio::null()).output().await.unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{plan}, {when}: {said}");
}

/// What moves the stock.
const DISHES: &str = r#"
[[ingredients]]
id = "dough"
name = "Dough"
unit = "g"
stock = 10000
threshold = 500
[[ingredients]]
id = "cheese"
name = "Cheese"
unit = "g"
stock = 10000
threshold = 500

[[items]]
id = "pie"
name = "Pie"
category = "Pizza"
price = 1250
station = "oven"
prep_seconds = 60
recipe = { dough = 220, cheese = 90 }
"#;

macro_rules! points {
    ($($name:ident: $point:literal),* $(,)?) => {
        mod sqlite {
            $(#[test]
            fn $name() {
                super::storm(super::Db::Sqlite, $point);
            })*
        }
        mod postgres {
            $(#[test]
            fn $name() {
                super::storm(super::Db::Postgres, $point);
            })*
        }

        #[test]
        fn every_point_is_hit() {
            assert_eq!([$($point),*], POINTS);
        }
    };
}

points! {
    with_the_lock_taken: "writer.locked",
    with_all_decided: "writer.decided",
    with_all_written_and_nothing_committed: "store.written",
    after_the_commit_before_the_answer: "writer.committed",
    when_the_screens_know: "relay.delivered",
    when_a_consumer_has_read: "consumer.read",
    when_a_step_was_taken: "consumer.handed_over",
    when_a_job_was_taken_up: "job.taken",
    when_a_job_is_done_and_not_settled: "job.done",
}
