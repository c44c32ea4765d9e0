//! What is given up: looked for, put to the dead letters, tried again or dealt with by hand.

use serde_json::json;

use super::{TOKEN, TOTAL, on_both};
use crate::harness::services;
use crate::harness::stripe::Way;

on_both!(
    what_is_given_up_goes_to_the_dead_letters_and_a_manager_tries_again [],
    a_charge_whose_answers_were_lost_is_found_and_adopted [],
    while_nobody_knows_no_further_attempt_is_made [],
    a_charge_found_on_a_cancelled_order_goes_back [],
    a_dead_letter_is_dealt_with_by_hand [],
    before_a_further_attempt_the_earlier_one_is_looked_for [],
);

const LOST: [Way; 4] = [Way::AnswerLost; 4];
const DOWN: [Way; 4] = [Way::FailsForGood(500); 4];

mod steps {
    use super::super::Shop;
    use super::*;

    pub async fn what_is_given_up_goes_to_the_dead_letters_and_a_manager_tries_again(shop: Shop) -> Shop {
        shop.stripe.then(DOWN);
        let id = shop.place().await;
        shop.screen.status(&id, "PAYMENT_FAILED").await;
        let dead = shop.heard("payments.failed").await;
        assert_eq!((&dead["amount"], &dead["attempts"], &dead["reason"]), (&json!(TOTAL), &json!(4), &json!("500 api_error")));
        assert_eq!(shop.stripe.look(|s| (s.charges().len(), s.lists)), (4, 1));
        let letters = shop.letters().await;
        let letter = &letters[0];
        assert_eq!((letters.len(), &letter["id"], &letter["order_id"]), (1, &dead["payment_id"], &json!(id)));
        assert_eq!((&letter["attempts"], &letter["outcome"]), (&json!(4), &json!("failed")));
        assert!(!shop.manager.get("/payments/failed").await.text.contains(TOKEN));
        if let Some(url) = services::given("PASSLINE_TEST_REDIS_URL").filter(|_| shop.house.has_redis()) {
            assert_eq!(told(&url, &letter["id"]).await, [TOTAL.to_string()]);
        }
        let retry = format!("/payments/failed/{}/retry", letter["id"].as_str().unwrap());
        shop.pos.ask(&retry).await.refused(403, "forbidden");
        shop.pos.get("/payments/failed").await.refused(403, "forbidden");
        shop.manager.ask(&retry).await.ok();
        shop.screen.status(&id, "CONFIRMED").await;
        shop.manager.ask(&retry).await.refused(409, "illegal_transition");
        assert_eq!(shop.letters().await, [json!(null); 0]);
        let told = "order.placed payment.failed order.payment_failed payments.failed order.pending payments.resolved \
            payment.captured order.confirmed";
        assert_eq!(shop.kinds(&id).await.join(" "), told);
        assert_eq!(shop.stripe.look(|s| (s.taken(), s.charges()[3].key != s.charges()[4].key)), (vec![TOTAL], true));
        shop
    }

    /// The amounts under this payment in the stream, once it is there.
    async fn told(url: &str, id: &serde_json::Value) -> Vec<String> {
        type Entry = (String, std::collections::HashMap<String, String>);
        let mut connection = redis::Client::open(url).unwrap().get_multiplexed_async_connection().await.unwrap();
        let mut after = "0".to_owned();
        loop {
            // Waits at the server for what is not there yet.
            let mut read = redis::cmd("XREAD");
            read.arg("BLOCK").arg(10_000).arg("STREAMS").arg("passline:payments.failed").arg(&after);
            let answer: Vec<(String, Vec<Entry>)> = read.query_async(&mut connection).await.unwrap();
            let entries: Vec<Entry> = answer.into_iter().flat_map(|(_, entries)| entries).collect();
            after = entries.last().expect("a dead letter in the stream").0.clone();
            let ours: Vec<String> =
                entries.iter().filter(|(_, f)| id.as_str() == Some(f["id"].as_str())).map(|(_, f)| f["amount"].clone()).collect();
            if !ours.is_empty() {
                return ours;
            }
        }
    }

    pub async fn a_charge_whose_answers_were_lost_is_found_and_adopted(shop: Shop) -> Shop {
        shop.stripe.change(|s| s.page = 1);
        // Charges of others stand before ours in the list.
        let others = [shop.place().await, shop.place().await];
        for other in &others {
            shop.screen.status(other, "CONFIRMED").await;
        }
        shop.stripe.then(LOST);
        let id = shop.place().await;
        shop.screen.status(&id, "CONFIRMED").await;
        assert_eq!(shop.order(&id).await["payment"]["attempts"], 4);
        assert_eq!(shop.stripe.look(|s| s.taken()), [TOTAL; 3]);
        assert_eq!(shop.letters().await, [json!(null); 0]);
        shop
    }

    pub async fn while_nobody_knows_no_further_attempt_is_made(shop: Shop) -> Shop {
        shop.stripe.change(|s| s.lists_down = true);
        shop.stripe.then(LOST);
        let id = shop.place().await;
        shop.screen.status(&id, "PAYMENT_FAILED").await;
        let letter = shop.letters().await[0].clone();
        assert_eq!(letter["outcome"], "unknown");
        let retry = format!("/payments/failed/{}/retry", letter["id"].as_str().unwrap());
        shop.manager.ask(&retry).await.refused(503, "unavailable");
        shop.pay(&id, json!({ "method": "card", "token": "pm_other" })).await.refused(503, "unavailable");
        shop.pay(&id, json!({ "method": "cash" })).await.refused(503, "unavailable");
        shop.stripe.change(|s| s.lists_down = false);
        shop.screen.status(&id, "CONFIRMED").await;
        assert_eq!(shop.stripe.look(|s| (s.taken(), s.charges().len())), (vec![TOTAL], 4));
        assert_eq!(shop.letters().await, [json!(null); 0]);
        shop
    }

    pub async fn a_charge_found_on_a_cancelled_order_goes_back(shop: Shop) -> Shop {
        shop.stripe.change(|s| s.lists_down = true);
        shop.stripe.then(LOST);
        let id = shop.place().await;
        shop.screen.status(&id, "PAYMENT_FAILED").await;
        shop.pos.post(&format!("/orders/{id}/cancel"), json!({ "reason": "guest left" })).await.ok();
        shop.stripe.change(|s| s.lists_down = false);
        assert_eq!(shop.heard("payment.refunded").await["amount"], TOTAL);
        assert_eq!(shop.stripe.look(|s| (s.taken(), s.given_back())), (vec![TOTAL], vec![TOTAL]));
        let order = shop.order(&id).await;
        assert_eq!((&order["status"], &order["payment"]["status"]), (&json!("CANCELLED"), &json!("refunded")));
        shop
    }

    pub async fn a_dead_letter_is_dealt_with_by_hand(shop: Shop) -> Shop {
        shop.stripe.then(DOWN);
        shop.place().await;
        shop.heard("payments.failed").await;
        let id = shop.letters().await[0]["id"].as_str().unwrap().to_owned();
        let resolve = format!("/payments/failed/{id}/resolve");
        shop.pos.ask(&resolve).await.refused(403, "forbidden");
        shop.manager.ask(&resolve).await.ok();
        assert_eq!(shop.letters().await, [json!(null); 0]);
        let head = shop.manager.get("/events?limit=1").await.ok()["last"].clone();
        shop.manager.ask(&resolve).await.ok();
        assert_eq!(shop.manager.get("/events?limit=1").await.ok()["last"], head, "a repeat is a success without an event");
        shop.manager.ask(&format!("/payments/failed/{id}/retry")).await.refused(409, "illegal_transition");
        shop.manager.ask("/payments/failed/0196f000-0000-7000-8000-000000000000/retry").await.refused(404, "not_found");
        shop
    }

    /// The answer to the list came too early: the charge lands later, and is found before the
    /// next card is charged.
    pub async fn before_a_further_attempt_the_earlier_one_is_looked_for(shop: Shop) -> Shop {
        shop.stripe.then(DOWN);
        let id = shop.place().await;
        shop.screen.status(&id, "PAYMENT_FAILED").await;
        let attempt = shop.heard("payments.failed").await["payment_id"].clone();
        let late = json!({ "id": "pi_late", "status": "succeeded", "created": 9_999_999_999_u64, "amount": TOTAL,
            "metadata": { "attempt_id": attempt } });
        shop.stripe.change(|s| s.intents.push(late));
        shop.pay(&id, json!({ "method": "card", "token": "pm_other" })).await.ok();
        shop.screen.status(&id, "CONFIRMED").await;
        assert_eq!(shop.heard("payment.captured").await["payment_id"], attempt);
        assert_eq!(shop.stripe.look(|s| (s.taken(), s.charges().len())), (vec![TOTAL], 4));
        shop
    }
}
