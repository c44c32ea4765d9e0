//! Who may do what: each role against each call.

use serde_json::{Value, json};

use crate::harness::{Bus, Db, key, run, takeaway};

#[test]
fn each_role_may_do_what_the_table_says() {
    run(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let (pos, kitchen, expo, manager) =
            (house.pos(&node).await, house.kds(&node, "oven").await, house.expo(&node).await, house.manager(&node).await);
        let users = [('p', &pos), ('k', &kitchen), ('e', &expo), ('m', &manager)];
        let body = takeaway(&[("margherita", 2)]);
        let reason = json!({ "reason": "test" });
        let line = json!({ "items": [{ "menu_item_id": "cola", "quantity": 1 }] });
        let calls: Vec<(&str, &str, Value, &str)> = vec![
            ("POST", "/orders", body.clone(), "pm"),
            ("GET", "/orders", Value::Null, "pkem"),
            ("GET", "/orders/{id}", Value::Null, "pkem"),
            ("GET", "/orders/{id}/history", Value::Null, "pkem"),
            ("GET", "/events", Value::Null, "m"),
            ("GET", "/menu", Value::Null, "pm"),
            ("PUT", "/menu/items/margherita/availability", json!({ "available": true }), "pkem"),
            ("POST", "/orders/{id}/items", line, "pm"),
            ("POST", "/orders/{id}/fire", json!({ "course": 1 }), "pem"),
            ("POST", "/orders/{id}/priority", json!({ "priority": "rush" }), "pem"),
            ("POST", "/orders/{id}/hold", json!({ "held": true }), "pem"),
            ("POST", "/orders/{id}/complete", json!({}), "pem"),
            ("POST", "/orders/{id}/recall", json!({}), "em"),
            ("POST", "/orders/{id}/payments", json!({ "method": "cash" }), "pm"),
            ("POST", "/orders/{id}/bump", json!({ "station": "oven" }), "kem"),
            ("POST", "/orders/{id}/recall-ticket", json!({ "station": "oven" }), "kem"),
            ("POST", "/orders/{id}/items/{item}/start", json!({}), "kem"),
            ("POST", "/orders/{id}/items/{item}/prepared", json!({}), "kem"),
            ("POST", "/orders/{id}/items/{item}/recall", json!({}), "kem"),
            ("POST", "/orders/{id}/items/{item}/acknowledge-allergy", json!({}), "kem"),
            ("POST", "/orders/{id}/items/{item}/void", reason.clone(), "pm"),
            ("POST", "/orders/{id}/cancel", reason, "pm"),
        ];
        for (method, path, body, allowed) in calls {
            for (letter, user) in users {
                // A fresh order each, so that nothing but the role decides.
                let order = manager.place(takeaway(&[("margherita", 2)])).await.ok();
                let path = path
                    .replace("{id}", order["id"].as_str().unwrap())
                    .replace("{item}", order["items"][0]["id"].as_str().unwrap());
                let call = user.call(method, &path).key(&key());
                let answer = if body.is_null() { call.send().await } else { call.json(&body).send().await };
                if allowed.contains(letter) {
                    assert!(!matches!(answer.status, 401 | 403 | 422 | 500..), "{letter} {method} {path}: {answer:?}");
                } else {
                    answer.refused(403, "forbidden");
                }
            }
        }
        node
    });
}

#[test]
fn a_cook_is_bound_to_their_station() {
    run(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let (pos, grill) = (house.pos(&node).await, house.kds(&node, "grill").await);
        let order = pos.place(takeaway(&[("margherita", 1), ("burger", 1), ("bread", 1)])).await.ok();
        let id = order["id"].as_str().unwrap();
        let item = |k: usize| format!("/orders/{id}/items/{}", order["items"][k]["id"].as_str().unwrap());
        for step in ["start", "prepared", "recall", "acknowledge-allergy"] {
            grill.ask(&format!("{}/{step}", item(0))).await.refused(403, "forbidden");
        }
        for path in ["bump", "recall-ticket"] {
            grill.post(&format!("/orders/{id}/{path}"), json!({ "station": "oven" })).await.refused(403, "forbidden");
        }
        grill.ask(&format!("{}/start", item(1))).await.ok();
        // What has no station is everybody's.
        grill.ask(&format!("{}/prepared", item(2))).await.ok();
        grill.post(&format!("/orders/{id}/bump"), json!({ "station": "grill" })).await.ok();
        // Role and station are looked at before the key.
        let key = key();
        let expo = house.expo(&node).await;
        let path = format!("/orders/{id}/bump");
        let bump = json!({ "station": "oven" });
        expo.call("POST", &path).key(&key).json(&bump).send().await.ok();
        grill.call("POST", &path).key(&key).json(&bump).send().await.refused(403, "forbidden");
        node
    });
}

#[test]
fn a_wrong_pin_is_refused() {
    run(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let nobody = house.nobody(&node);
        let login = |pin: &str| nobody.post("/auth/login", json!({ "location": house.location, "pin": pin }));
        login("4711").await.refused(401, "unauthorized");
        let told = login("2000").await.ok();
        assert_eq!(
            (&told["role"], &told["stations"], &told["location"]),
            (&json!("kitchen"), &json!(["oven"]), &json!(house.location))
        );
        let fresh = nobody.with_token(told["token"].as_str().unwrap()).ask("/auth/refresh").await.ok();
        nobody.with_token(fresh["token"].as_str().unwrap()).get("/orders").await.ok();
        node
    });
}
