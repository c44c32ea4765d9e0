//! Taking money: now, later, in cash after all, and not twice.

use std::sync::Arc;

use serde_json::json;

use super::{TOKEN, TOTAL, by_card, node, on_both};
use crate::harness::stripe::Way;
use crate::harness::{Bus, Db, House, bare, run, takeaway};

on_both!(
    placing_does_not_wait_and_the_card_is_charged_behind_it [],
    what_fails_in_passing_is_tried_again_under_the_same_key [],
    a_processor_that_hangs_is_given_its_time_and_asked_again ["--stripe-timeout-ms", "300"],
    a_declined_card_is_not_hammered_and_another_one_pays [],
    cash_pays_what_a_card_could_not [],
    a_later_card_is_charged_once_and_a_decline_leaves_the_order_alone ["--payment-retry-minutes", "1"],
    an_unpaid_order_is_cancelled_when_its_time_is_over ["--payment-retry-minutes", "1"],
);

mod steps {
    use super::super::Shop;
    use super::*;

    pub async fn placing_does_not_wait_and_the_card_is_charged_behind_it(shop: Shop) -> Shop {
        shop.stripe.then([Way::Held]);
        let id = shop.place().await;
        assert_eq!(shop.order(&id).await["payment"]["status"], "pending");
        shop.stripe.until("the charge", |s| s.charges().len() == 1).await;
        // Nobody takes the money twice meanwhile.
        shop.pay(&id, json!({ "method": "cash" })).await.refused(409, "illegal_transition");
        shop.pay(&id, json!({ "method": "card", "token": TOKEN })).await.refused(409, "illegal_transition");
        shop.stripe.release();
        shop.screen.status(&id, "CONFIRMED").await;
        let order = shop.order(&id).await;
        assert_eq!(order["payment"], json!({ "method": "card", "status": "captured", "attempts": 1, "captured": TOTAL }));
        assert_eq!(shop.kinds(&id).await, ["order.placed", "payment.captured", "order.confirmed"]);
        let call = shop.stripe.look(|s| s.calls[0].clone());
        let taken = shop.heard("payment.captured").await;
        let fields = json!({
            "amount": TOTAL.to_string(), "currency": "usd", "confirm": "true", "payment_method": TOKEN,
            "metadata[attempt_id]": taken["payment_id"],
        });
        assert_eq!(serde_json::to_value(&call.form).unwrap(), fields);
        assert_eq!((json!(call.key), call.authorization.as_str()), (taken["payment_id"].clone(), "Bearer sk_test_abc"));
        let log = shop.manager.get("/events").await.text;
        assert!(!log.contains(TOKEN), "a token in the log: {log}");
        shop
    }

    pub async fn what_fails_in_passing_is_tried_again_under_the_same_key(shop: Shop) -> Shop {
        shop.stripe.then([Way::Fails(500), Way::Fails(429), Way::Fails(409)]);
        let id = shop.place().await;
        shop.screen.status(&id, "CONFIRMED").await;
        let keys: Vec<String> = shop.stripe.look(|s| s.charges().iter().map(|call| call.key.clone()).collect());
        assert!(keys.len() == 4 && keys.iter().all(|key| *key == keys[0]), "{keys:?}");
        assert_eq!(shop.order(&id).await["payment"]["attempts"], 4);
        assert_eq!(shop.stripe.look(|s| (s.taken(), s.lists)), (vec![TOTAL], 0));
        shop
    }

    pub async fn a_processor_that_hangs_is_given_its_time_and_asked_again(shop: Shop) -> Shop {
        shop.stripe.then([Way::Hangs, Way::Hangs]);
        // One that hangs delays no other.
        let (first, second) = (shop.place().await, shop.pos.place(takeaway(&[("cola", 1)])).await.ok());
        assert_eq!(second["status"], "CONFIRMED");
        shop.screen.status(&first, "CONFIRMED").await;
        assert_eq!(shop.stripe.look(|s| (s.charges().len(), s.taken())), (3, vec![TOTAL]));
        shop
    }

    pub async fn a_declined_card_is_not_hammered_and_another_one_pays(shop: Shop) -> Shop {
        let kitchen = shop.house.live(&shop.house.kds(&shop.node, "grill").await).await;
        shop.stripe.then([Way::Declined]);
        let id = shop.place().await;
        shop.screen.status(&id, "PAYMENT_FAILED").await;
        let failed = shop.heard("payment.failed").await;
        assert_eq!(failed["reason"], "card_declined: generic_decline");
        assert_eq!(shop.heard("order.payment_failed").await["reason"], failed["reason"]);
        assert_eq!(shop.stripe.look(|s| (s.charges().len(), s.lists)), (1, 0));
        assert_eq!(shop.letters().await, [json!(null); 0], "no dead letter");
        let order = shop.order(&id).await;
        let why = "card_declined: generic_decline";
        assert_eq!(
            order["payment"],
            json!({ "method": "card", "status": "failed", "attempts": 1, "captured": 0, "reason": why })
        );
        let again = shop.pay(&id, json!({ "method": "card", "token": "pm_other" })).await.ok();
        assert_eq!((&again["status"], &again["payment"]["status"]), (&json!("PENDING"), &json!("pending")));
        shop.screen.status(&id, "CONFIRMED").await;
        let paid = shop.order(&id).await["payment"].clone();
        assert_eq!((&paid["attempts"], &paid["reason"]), (&json!(2), &json!(null)), "it is of no interest any more");
        let keys: Vec<String> = shop.stripe.look(|s| s.charges().iter().map(|call| call.key.clone()).collect());
        assert_ne!(keys[0], keys[1], "a further attempt has a key of its own");
        let kinds = shop.kinds(&id).await;
        let told = "order.placed payment.failed order.payment_failed order.pending payment.captured order.confirmed";
        assert_eq!(kinds.join(" "), told);
        kitchen.reaches(shop.screen.look(|s| s.seq())).await;
        kitchen.look(|s| {
            assert_eq!(s.kinds(), ["order.placed", "order.payment_failed", "order.pending", "order.confirmed"]);
            let failed = serde_json::to_value(&s.events[1].0).unwrap();
            assert_eq!(failed["data"], json!({}), "the kitchen is not told why");
        });
        shop
    }

    pub async fn cash_pays_what_a_card_could_not(shop: Shop) -> Shop {
        shop.stripe.then([Way::Declined]);
        let id = shop.place().await;
        shop.screen.status(&id, "PAYMENT_FAILED").await;
        let paid = shop.pay(&id, json!({ "method": "cash", "tendered": 2000 })).await.ok();
        assert_eq!((&paid["status"], &paid["payment"]["method"]), (&json!("CONFIRMED"), &json!("cash")));
        shop.pay(&id, json!({ "method": "cash" })).await.refused(409, "illegal_transition");
        shop
    }

    pub async fn a_later_card_is_charged_once_and_a_decline_leaves_the_order_alone(shop: Shop) -> Shop {
        let id = shop.pos.place(takeaway(&[("burger", 1)])).await.ok()["id"].as_str().unwrap().to_owned();
        shop.stripe.then([Way::Declined, Way::Held]);
        let card = json!({ "method": "card", "token": TOKEN });
        let started = shop.pay(&id, card.clone()).await.ok();
        assert_eq!((&started["status"], &started["payment"]["status"]), (&json!("CONFIRMED"), &json!("pending")));
        shop.heard("payment.failed").await;
        let order = shop.order(&id).await;
        assert_eq!((&order["status"], &order["payment"]["status"]), (&json!("CONFIRMED"), &json!("failed")));
        shop.pay(&id, card.clone()).await.ok();
        shop.pay(&id, card.clone()).await.refused(409, "illegal_transition");
        shop.pay(&id, json!({ "method": "cash" })).await.refused(409, "illegal_transition");
        shop.stripe.until("the charge", |s| s.charges().len() == 2).await;
        shop.stripe.release();
        shop.heard("payment.captured").await;
        shop.pay(&id, card).await.refused(409, "illegal_transition");
        let told = "order.placed order.confirmed payment.started payment.failed payment.started payment.captured";
        assert_eq!(shop.kinds(&id).await.join(" "), told);
        // Longer than a PAYMENT_FAILED order would have lived: it is never cancelled as unpaid.
        shop.stripe.then([Way::Declined]);
        let other = shop.place().await;
        shop.heard("order.cancelled").await;
        assert_eq!(shop.order(&other).await["status"], "CANCELLED");
        assert_eq!(shop.order(&id).await["status"], "CONFIRMED");
        shop
    }

    pub async fn an_unpaid_order_is_cancelled_when_its_time_is_over(shop: Shop) -> Shop {
        shop.stripe.then([Way::Declined]);
        let id = shop.place().await;
        assert_eq!(shop.heard("order.cancelled").await["reason"], "unpaid");
        let told = "order.placed payment.failed order.payment_failed order.cancelled";
        assert_eq!(shop.kinds(&id).await.join(" "), told);
        shop.pay(&id, json!({ "method": "card", "token": TOKEN })).await.refused(409, "illegal_transition");
        shop
    }
}

#[test]
fn without_a_processor_cards_are_refused_and_tills_are_told() {
    run(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let pos = house.pos(&node).await;
        assert_eq!(pos.get("/menu").await.ok()["payments"], json!(["cash", "none"]));
        let refused = pos.place(by_card()).await;
        refused.refused(422, "invalid");
        assert_eq!(refused.body["errors"][0]["pointer"], "/payment/method");
        assert!(refused.body["detail"].as_str().unwrap().contains("no card processor"), "{refused:?}");
        let later = json!({ "channel": "takeaway", "items": [{ "menu_item_id": "cola", "quantity": 1 }],
            "payment": { "method": "card", "when": "later" } });
        pos.place(later).await.refused(422, "invalid");
        let id = pos.place(takeaway(&[("cola", 1)])).await.ok()["id"].as_str().unwrap().to_owned();
        let pay = pos.post(&format!("/orders/{id}/payments"), json!({ "method": "card", "token": TOKEN })).await;
        pay.refused(422, "invalid");
        assert_eq!(pay.body["errors"][0]["pointer"], "/method");
        assert_eq!(pos.get("/orders").await.ok()["items"].as_array().unwrap().len(), 1);
        node
    });
}

#[test]
fn what_is_wrong_with_a_payment_is_told_by_its_field() {
    super::on(Db::Sqlite, Bus::InProcess, &[], |shop| async move {
        assert_eq!(shop.pos.get("/menu").await.ok()["payments"], json!(["card", "cash", "none"]));
        let id = shop.pos.place(takeaway(&[("cola", 1)])).await.ok()["id"].as_str().unwrap().to_owned();
        for (body, pointer) in [
            (json!({ "method": "card" }), "/token"),
            (json!({ "method": "card", "token": "" }), "/token"),
            (json!({ "method": "card", "token": "a b" }), "/token"),
            (json!({ "method": "card", "token": TOKEN, "tendered": 5 }), "/tendered"),
            (json!({ "method": "cash", "token": TOKEN }), "/token"),
            (json!({ "method": "none" }), "/method"),
        ] {
            let refused = shop.pay(&id, body).await;
            refused.refused(422, "invalid");
            assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{refused:?}");
        }
        for payment in [json!({ "method": "card", "when": "now" }), json!({ "method": "card", "when": "later", "token": TOKEN })]
        {
            let mut body = takeaway(&[("cola", 1)]);
            body["payment"] = payment;
            let refused = shop.pos.place(body).await;
            refused.refused(422, "invalid");
            assert_eq!(refused.body["errors"][0]["pointer"], "/payment/token", "{refused:?}");
        }
        shop
    });
}

fn a_power_cut_in_a_charge(db: Db, bus: Bus, first: Way) {
    bare(db, bus, |house: Arc<House>| async move {
        let shop = super::Shop::open(house.clone(), &[]).await;
        shop.stripe.then([first]);
        let id = shop.place().await;
        shop.stripe.until("the charge", |s| s.charges().len() == 1).await;
        let super::Shop { node: old, stripe, screen, .. } = shop;
        old.kill().await;
        stripe.release();
        let node = node(&house, &stripe, &[]).await;
        screen.nodes(&[&node]);
        screen.status(&id, "CONFIRMED").await;
        stripe.look(|s| {
            assert_eq!(s.taken(), [TOTAL], "charged once");
            assert!(s.charges().iter().all(|call| call.key == s.charges()[0].key));
        });
        (node, stripe)
    });
}

#[test]
fn a_power_cut_after_the_charge_landed_charges_once_on_sqlite() {
    a_power_cut_in_a_charge(Db::Sqlite, Bus::InProcess, Way::Held);
}

#[test]
fn a_power_cut_after_the_charge_landed_charges_once_on_postgres() {
    a_power_cut_in_a_charge(Db::Postgres, Bus::Redis, Way::Held);
}

#[test]
fn a_power_cut_before_the_charge_landed_loses_no_payment_on_sqlite() {
    a_power_cut_in_a_charge(Db::Sqlite, Bus::InProcess, Way::Hangs);
}

#[test]
fn a_power_cut_before_the_charge_landed_loses_no_payment_on_postgres() {
    a_power_cut_in_a_charge(Db::Postgres, Bus::Redis, Way::Hangs);
}

/// A node that sleeps in a charge is taken for dead; when it wakes, both have an answer.
#[test]
fn a_charge_that_two_nodes_brought_home_counts_once() {
    bare(Db::Postgres, Bus::Redis, |house: Arc<House>| async move {
        let shop = super::Shop::open(house.clone(), &[]).await;
        shop.stripe.then([Way::Held]);
        let id = shop.place().await;
        shop.stripe.until("the charge", |s| s.charges().len() == 1).await;
        shop.node.freeze().await;
        let other = node(&house, &shop.stripe, &[]).await;
        shop.screen.nodes(&[&other]);
        shop.screen.status(&id, "CONFIRMED").await;
        shop.node.thaw().await;
        shop.stripe.release();
        // Whatever the first node still says is in the log before what is asked of it now.
        let manager = shop.manager.at(&shop.node);
        let further = manager.place(by_card()).await.ok()["id"].as_str().unwrap().to_owned();
        shop.screen.status(&further, "CONFIRMED").await;
        let history = manager.get(&format!("/orders/{id}/history")).await.ok();
        let captured = |e: &&serde_json::Value| e["type"] == "payment.captured";
        assert_eq!(history["events"].as_array().unwrap().iter().filter(captured).count(), 1);
        assert_eq!(shop.stripe.look(|s| s.taken()), [TOTAL, TOTAL]);
        (shop.node, other, shop.stripe)
    });
}
