//! What was taken in vain goes back, once.

use serde_json::{Value, json};

use super::{TOTAL, by_card, on_both};
use crate::harness::stripe::Way;
use crate::harness::takeaway;

on_both!(
    cancelling_gives_a_cards_money_back_once [],
    a_charge_that_lands_after_the_cancel_goes_back [],
    a_void_after_the_capture_gives_the_difference_back [],
    cash_goes_back_at_once [],
    what_was_paid_goes_with_what_is_split_off [],
    what_was_added_to_a_paid_order_is_asked_for_alone [],
    a_split_while_money_is_on_its_way_back_carries_none_of_that [],
    a_refund_that_was_refused_is_not_asked_for_twice [],
    a_refund_goes_on_under_a_new_key_when_the_processor_repeats_its_error [],
    a_refund_that_is_refused_is_a_dead_letter [],
);

mod steps {
    use super::super::Shop;
    use super::*;

    async fn cancel(shop: &Shop, id: &str) {
        shop.pos.post(&format!("/orders/{id}/cancel"), json!({ "reason": "guest left" })).await.ok();
    }

    pub async fn cancelling_gives_a_cards_money_back_once(shop: Shop) -> Shop {
        let id = shop.place().await;
        shop.screen.status(&id, "CONFIRMED").await;
        shop.stripe.then([Way::AnswerLost]);
        cancel(&shop, &id).await;
        let back = shop.heard("payment.refunded").await;
        assert_eq!((&back["amount"], &back["payment_id"]), (&json!(TOTAL), &shop.heard("payment.captured").await["payment_id"]));
        assert_eq!(shop.stripe.look(|s| s.given_back()), [TOTAL]);
        let refunds = shop.stripe.look(|s| s.calls.iter().filter(|c| c.path == "/v1/refunds").cloned().collect::<Vec<_>>());
        assert_eq!((refunds.len(), &refunds[0].key), (2, &refunds[1].key));
        assert_eq!(refunds[0].key, refunds[0].form["metadata[refund_id]"]);
        assert_eq!(json!(refunds[0].form["payment_intent"]), shop.stripe.look(|s| s.intents[0]["id"].clone()));
        assert_eq!(shop.order(&id).await["payment"]["status"], "refunded");
        shop
    }

    pub async fn a_charge_that_lands_after_the_cancel_goes_back(shop: Shop) -> Shop {
        shop.stripe.then([Way::Held]);
        let id = shop.place().await;
        shop.stripe.until("the charge", |s| s.charges().len() == 1).await;
        cancel(&shop, &id).await;
        shop.stripe.release();
        shop.heard("payment.refunded").await;
        assert_eq!(shop.stripe.look(|s| s.given_back()), [TOTAL]);
        let told = "order.placed order.cancelled payment.captured payment.refunded";
        assert_eq!(shop.kinds(&id).await.join(" "), told);
        // And one whose second try is on its way.
        shop.stripe.then([Way::Fails(500), Way::Held]);
        let second = shop.place().await;
        shop.stripe.until("two more tries", |s| s.charges().len() == 3).await;
        cancel(&shop, &second).await;
        shop.stripe.release();
        let backs =
            shop.screen.until("both", |s| (s.kinds().iter().filter(|k| **k == "payment.refunded").count() == 2).then_some(()));
        backs.await;
        assert_eq!(shop.stripe.look(|s| s.given_back()), [TOTAL, TOTAL]);
        shop
    }

    pub async fn a_void_after_the_capture_gives_the_difference_back(shop: Shop) -> Shop {
        let mut body = by_card();
        body["items"].as_array_mut().unwrap().push(json!({ "menu_item_id": "cola", "quantity": 2 }));
        let placed = shop.pos.place(body).await.ok();
        let id = placed["id"].as_str().unwrap();
        shop.screen.status(id, "CONFIRMED").await;
        let void = |item: &Value| format!("/orders/{id}/items/{}/void", item["id"].as_str().unwrap());
        let cola = void(&placed["items"][1]);
        // Two in a row, before the first has come back: 18.51, 15.24, 11.98.
        shop.stripe.then([Way::Held]);
        for _ in 0..2 {
            shop.pos.post(&cola, json!({ "quantity": 1, "reason": "one too many" })).await.ok();
        }
        shop.stripe.until("the first refund", |s| s.calls.len() > 1).await;
        shop.stripe.release();
        let both = shop
            .screen
            .until("both refunds", |s| (s.kinds().iter().filter(|k| **k == "payment.refunded").count() == 2).then_some(()));
        both.await;
        assert_eq!(placed["total"], 1851);
        let mut back = shop.stripe.look(|s| s.given_back());
        back.sort();
        assert_eq!(back, [326, 327]);
        let order = shop.order(id).await;
        assert_eq!((&order["total"], &order["payment"]["captured"]), (&json!(TOTAL), &json!(TOTAL)));
        cancel(&shop, id).await;
        shop.stripe.until("the rest", |s| s.given_back().iter().sum::<i64>() == 1851).await;
        shop
    }

    pub async fn cash_goes_back_at_once(shop: Shop) -> Shop {
        let mut body = takeaway(&[("burger", 1), ("cola", 1)]);
        body["payment"] = json!({ "method": "cash", "when": "now" });
        let placed = shop.pos.place(body).await.ok();
        let id = placed["id"].as_str().unwrap();
        let cola = format!("/orders/{id}/items/{}/void", placed["items"][1]["id"].as_str().unwrap());
        let order = shop.pos.post(&cola, json!({ "reason": "none left" })).await.ok();
        assert_eq!((&order["total"], &order["payment"]["captured"]), (&json!(TOTAL), &json!(TOTAL)));
        let order = shop.pos.post(&format!("/orders/{id}/cancel"), json!({ "reason": "guest left" })).await.ok();
        assert_eq!((&order["payment"]["status"], &order["payment"]["captured"]), (&json!("refunded"), &json!(0)));
        let told = "order.placed payment.captured order.confirmed item.voided payment.refunded order.cancelled payment.refunded";
        assert_eq!(shop.kinds(id).await.join(" "), told);
        assert!(shop.stripe.look(|s| s.calls.is_empty()));
        shop
    }

    /// Burger and two colas on one card; the colas go to a bill of their own.
    async fn split_off_the_colas(shop: &Shop) -> (String, Value) {
        let mut body = by_card();
        body["items"].as_array_mut().unwrap().push(json!({ "menu_item_id": "cola", "quantity": 2 }));
        let placed = shop.pos.place(body).await.ok();
        let id = placed["id"].as_str().unwrap().to_owned();
        shop.screen.status(&id, "CONFIRMED").await;
        let colas = json!({ "items": [{ "item_id": placed["items"][1]["id"] }] });
        let first = shop.pos.post(&format!("/orders/{id}/split"), colas).await.ok();
        assert_eq!((&first["payment"]["status"], &first["payment"]["captured"]), (&json!("captured"), &json!(1851)));
        let orders = shop.pos.get("/orders").await.ok();
        let second = orders["items"].as_array().unwrap().iter().find(|o| o["id"] != id.as_str()).unwrap().clone();
        assert_eq!((&second["payment"]["status"], &second["total"]), (&json!("open"), &json!(653)));
        (id, second)
    }

    pub async fn what_was_paid_goes_with_what_is_split_off(shop: Shop) -> Shop {
        let (first, second) = split_off_the_colas(&shop).await;
        let id = second["id"].as_str().unwrap();
        for order in [first.as_str(), id] {
            let again = shop.pay(order, json!({ "method": "cash" })).await;
            assert_eq!((again.status, again.code()), (409, "illegal_transition"), "no guest is asked twice");
        }
        // A void on either goes back from the one card.
        let cola = format!("/orders/{id}/items/{}/void", second["items"][0]["id"].as_str().unwrap());
        shop.pos.post(&cola, json!({ "quantity": 1, "reason": "one too many" })).await.ok();
        shop.stripe.until("the cola's money", |s| s.given_back() == [326]).await;
        cancel(&shop, id).await;
        shop.stripe.until("the other's", |s| s.given_back() == [326, 327]).await;
        cancel(&shop, &first).await;
        shop.stripe.until("the burger's", |s| s.given_back() == [326, 327, TOTAL]).await;
        let all =
            shop.screen.until("all", |s| (s.kinds().iter().filter(|k| **k == "payment.refunded").count() == 3).then_some(()));
        all.await;
        for order in [first.as_str(), id] {
            assert_eq!(shop.order(order).await["payment"]["status"], "refunded");
        }
        let (well, told) = shop.house.check_data().await;
        assert!(well, "{told}");
        shop
    }

    pub async fn what_was_added_to_a_paid_order_is_asked_for_alone(shop: Shop) -> Shop {
        let (first, second) = split_off_the_colas(&shop).await;
        for order in [first.as_str(), second["id"].as_str().unwrap()] {
            let items = json!({ "items": [{ "menu_item_id": "cola", "quantity": 1 }] });
            let more = shop.pos.post(&format!("/orders/{order}/items"), items).await.ok();
            let cola = more["items"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap();
            // Nobody has paid it yet: nothing goes back.
            let void = shop.pos.post(&format!("/orders/{order}/items/{cola}/void"), json!({ "reason": "none left" })).await.ok();
            assert_eq!(void["total"], if order == first { json!(TOTAL) } else { json!(653) });
            let items = json!({ "items": [{ "menu_item_id": "cola", "quantity": 1 }] });
            let more = shop.pos.post(&format!("/orders/{order}/items"), items).await.ok();
            let before = if order == first { TOTAL } else { 653 };
            shop.pay(order, json!({ "method": "cash" })).await.ok();
            let taken = shop.manager.get(&format!("/orders/{order}/history")).await.ok();
            let taken = taken["events"].as_array().unwrap().iter().rfind(|e| e["type"] == "payment.captured").unwrap().clone();
            assert_eq!(json!(before + taken["data"]["amount"].as_i64().unwrap()), more["total"]);
        }
        assert!(shop.stripe.look(|s| s.given_back().is_empty()));
        let (well, told) = shop.house.check_data().await;
        assert!(well, "{told}");
        shop
    }

    /// Burger, two colas and a bread on one card; returns the lines' ids.
    async fn paid_dinner(shop: &Shop) -> (String, Vec<Value>) {
        let mut body = by_card();
        let more = [json!({ "menu_item_id": "cola", "quantity": 2 }), json!({ "menu_item_id": "bread", "quantity": 1 })];
        body["items"].as_array_mut().unwrap().extend(more);
        let placed = shop.pos.place(body).await.ok();
        let id = placed["id"].as_str().unwrap().to_owned();
        shop.screen.status(&id, "CONFIRMED").await;
        (id, placed["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect())
    }

    async fn void(shop: &Shop, id: &str, item: &Value) -> Value {
        let path = format!("/orders/{id}/items/{}/void", item.as_str().unwrap());
        shop.pos.post(&path, json!({ "reason": "none left" })).await.ok()
    }

    pub async fn a_split_while_money_is_on_its_way_back_carries_none_of_that(shop: Shop) -> Shop {
        let (id, items) = paid_dinner(&shop).await;
        let taken: i64 = shop.stripe.look(|s| s.taken().iter().sum());
        shop.stripe.then([Way::Held]);
        let first = void(&shop, &id, &items[0]).await;
        shop.stripe.until("the burger's refund", |s| s.calls.len() > 1).await;
        let kept = first["total"].as_i64().unwrap();
        shop.pos.post(&format!("/orders/{id}/split"), json!({ "items": [{ "item_id": items[1] }] })).await.ok();
        shop.stripe.release();
        shop.heard("payment.refunded").await;
        let orders = shop.pos.get("/orders").await.ok();
        let second = orders["items"].as_array().unwrap().iter().find(|o| o["id"] != id.as_str()).unwrap().clone();
        for order in [shop.order(&id).await, second.clone()] {
            let carried = order["payment"]["carried"].as_i64().unwrap();
            let owed = order["total"].as_i64().unwrap() - order["payment"]["captured"].as_i64().unwrap() - carried;
            assert!((-1..=1).contains(&owed), "a rounding at most: {order}");
        }
        cancel(&shop, second["id"].as_str().unwrap()).await;
        cancel(&shop, &id).await;
        shop.stripe.until("all of it", |s| s.given_back().iter().sum::<i64>() == taken).await;
        assert_eq!(shop.stripe.look(|s| s.given_back())[0], taken - kept);
        let all =
            shop.screen.until("all", |s| (s.kinds().iter().filter(|k| **k == "payment.refunded").count() == 3).then_some(()));
        all.await;
        let (well, told) = shop.house.check_data().await;
        assert!(well, "{told}");
        shop
    }

    pub async fn a_refund_that_was_refused_is_not_asked_for_twice(shop: Shop) -> Shop {
        let (id, items) = paid_dinner(&shop).await;
        let taken: i64 = shop.stripe.look(|s| s.taken().iter().sum());
        shop.stripe.then([Way::Fails(400)]);
        let first = void(&shop, &id, &items[0]).await["total"].as_i64().unwrap();
        shop.heard("payments.failed").await;
        // The next one asks for its own part alone.
        let second = void(&shop, &id, &items[1]).await["total"].as_i64().unwrap();
        shop.stripe.until("the colas'", |s| s.given_back() == [first - second]).await;
        let letters = shop.letters().await;
        assert_eq!((letters.len(), &letters[0]["amount"]), (1, &json!(taken - first)));
        cancel(&shop, &id).await;
        shop.stripe.until("the bread's", |s| s.given_back() == [first - second, second]).await;
        shop.manager.ask(&format!("/payments/failed/{}/retry", letters[0]["id"].as_str().unwrap())).await.ok();
        shop.stripe.until("the burger's at last", |s| s.given_back() == [first - second, second, taken - first]).await;
        let all =
            shop.screen.until("all", |s| (s.kinds().iter().filter(|k| **k == "payment.refunded").count() == 3).then_some(()));
        all.await;
        assert_eq!(shop.order(&id).await["payment"]["captured"], 0);
        let (well, told) = shop.house.check_data().await;
        assert!(well, "{told}");
        shop
    }

    pub async fn a_refund_goes_on_under_a_new_key_when_the_processor_repeats_its_error(shop: Shop) -> Shop {
        let id = shop.place().await;
        shop.screen.status(&id, "CONFIRMED").await;
        shop.stripe.then([Way::FailsForGood(500)]);
        cancel(&shop, &id).await;
        shop.heard("payment.refunded").await;
        let keys = shop.stripe.look(|s| s.calls[1..].iter().map(|call| call.key.clone()).collect::<Vec<_>>());
        assert_eq!(keys.len(), 5, "four under one key, one under the next");
        assert!(keys[..4].iter().all(|key| *key == keys[0]) && keys[4] != keys[0], "{keys:?}");
        assert_eq!(shop.stripe.look(|s| s.given_back()), [TOTAL]);
        shop
    }

    pub async fn a_refund_that_is_refused_is_a_dead_letter(shop: Shop) -> Shop {
        let id = shop.place().await;
        shop.screen.status(&id, "CONFIRMED").await;
        shop.stripe.then([Way::Fails(400)]);
        cancel(&shop, &id).await;
        assert_eq!(shop.heard("payments.failed").await["reason"], "refund: api_error");
        let letters = shop.letters().await;
        assert_eq!((letters.len(), &letters[0]["kind"], &letters[0]["amount"]), (1, &json!("refund"), &json!(TOTAL)));
        let retry = format!("/payments/failed/{}/retry", letters[0]["id"].as_str().unwrap());
        shop.manager.ask(&retry).await.ok();
        shop.heard("payment.refunded").await;
        assert_eq!(shop.letters().await, [json!(null); 0]);
        assert_eq!(shop.stripe.look(|s| s.given_back()), [TOTAL]);
        shop
    }
}
