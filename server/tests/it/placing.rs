//! Placing an order: what comes of it, and that a repeat does nothing.

use crate::everywhere;

everywhere!(
    a_placed_order_is_priced_routed_and_numbered_from_1,
    the_same_key_gives_the_first_answer_word_for_word,
    a_key_is_judged_before_the_fields,
    two_equal_calls_in_flight_place_once,
    a_refused_key_may_come_again,
    keys_are_shared_between_rest_and_live,
);

mod steps {
    use std::sync::Arc;

    use serde_json::json;
    use shared::ids::CommandId;

    use crate::harness::{House, Node, key, takeaway};

    pub async fn a_placed_order_is_priced_routed_and_numbered_from_1(house: Arc<House>, node: Node) -> Node {
        let pos = house.pos(&node).await;
        let screen = house.live(&pos).await;
        let body = json!({
            "channel": "dine_in", "table": "12", "covers": 2, "guest": { "name": "Ines", "phone": "+15550001111" },
            "items": [
                { "menu_item_id": "margherita", "quantity": 2, "modifiers": ["extra-cheese"], "note": "no onion", "seat": 1 },
                { "menu_item_id": "cola", "quantity": 1, "course": 2 },
                { "menu_item_id": "bread", "quantity": 1 },
            ],
            "allergies": [{ "seat": 1, "allergen": "gluten" }], "hold_courses": [2],
        });
        let answer = pos.place(body).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let order = answer.ok();
        assert_eq!(
            (&order["number"], &order["status"], &order["location"]),
            (&json!(1), &json!("CONFIRMED"), &json!(house.location))
        );
        // 2 × (12.95 + 1.50) + 3.00 + 1.25; 8.875 % of 33.15 is 2.942
        assert_eq!([&order["subtotal"], &order["discount"], &order["tax"], &order["total"]], [3315, 0, 294, 3609]);
        assert_eq!(
            (&order["currency"], &order["priority"], &order["guest"]["name"]),
            (&json!("USD"), &json!("normal"), &json!("Ines"))
        );
        let pizza = &order["items"][0];
        assert_eq!((&pizza["station"], &pizza["status"], &pizza["chit"]), (&json!("oven"), &json!("QUEUED"), &json!(1)));
        assert_eq!((&pizza["unit_price"], &pizza["modifiers"][0]["price"]), (&json!(1295), &json!(150)));
        assert_eq!((&pizza["allergies"], &pizza["allergy_acknowledged_at"]), (&json!(["gluten"]), &json!(null)));
        let cola = &order["items"][1];
        assert_eq!((&cola["station"], &cola["status"], &cola["chit"]), (&json!("bar"), &json!("HELD"), &json!(null)));
        assert_eq!(order["items"][2]["station"], json!(null));
        assert_eq!(order["payment"]["method"], "cash");
        let id = order["id"].as_str().unwrap();
        screen.status(id, "CONFIRMED").await;
        screen.look(|s| {
            assert_eq!(s.kinds(), ["order.placed", "order.confirmed"]);
            let placed = serde_json::to_value(&s.events[0].0).unwrap();
            assert_eq!(placed["data"]["order"]["status"], "PENDING");
            assert_eq!((s.seqs(), order["version"].as_u64()), (vec![1, 2], Some(2)));
        });
        let second = pos.place(takeaway(&[("cola", 1)])).await.ok();
        assert_eq!((&second["number"], &second["total"]), (&json!(2), &json!(327)));
        assert_eq!(pos.get(&format!("/orders/{id}")).await.ok(), order);
        node
    }

    pub async fn the_same_key_gives_the_first_answer_word_for_word(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let key = key();
        let first = pos.place_as(&key, takeaway(&[("burger", 2)])).await;
        let id = first.body["id"].as_str().unwrap().to_owned();
        manager.post(&format!("/orders/{id}/bump"), json!({ "station": "grill" })).await.ok();
        let again = pos.place_as(&key, takeaway(&[("burger", 2)])).await;
        assert_eq!((again.status, &again.text), (201, &first.text));
        // Whoever sends it again.
        assert_eq!(manager.place_as(&key, takeaway(&[("burger", 2)])).await.text, first.text);
        let list = pos.get("/orders").await.ok();
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        assert_eq!(list["items"][0]["status"], "READY");
        node
    }

    pub async fn a_key_is_judged_before_the_fields(house: Arc<House>, node: Node) -> Node {
        let pos = house.pos(&node).await;
        pos.post("/orders", takeaway(&[("cola", 1)])).await.refused(400, "idempotency_key_required");
        pos.place_as("not a uuid", takeaway(&[("cola", 1)])).await.refused(400, "malformed");
        let key = key();
        pos.place_as(&key, takeaway(&[("cola", 1)])).await.ok();
        pos.place_as(&key, takeaway(&[("cola", 2)])).await.refused(422, "idempotency_key_reused");
        pos.place_as(&key, json!({ "channel": "nowhere" })).await.refused(422, "idempotency_key_reused");
        node
    }

    pub async fn two_equal_calls_in_flight_place_once(house: Arc<House>, node: Node) -> Node {
        let pos = house.pos(&node).await;
        for _ in 0..5 {
            let key = key();
            let call = || pos.place_as(&key, takeaway(&[("cola", 1)]));
            let (a, b, c) = tokio::join!(call(), call(), call());
            assert_eq!((a.status, b.status, c.status), (201, 201, 201));
            assert!(a.text == b.text && b.text == c.text);
        }
        assert_eq!(pos.get("/orders").await.ok()["items"].as_array().unwrap().len(), 5);
        node
    }

    pub async fn a_refused_key_may_come_again(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let off = |available: bool| json!({ "available": available });
        manager.put("/menu/items/cola/availability", off(false)).await.ok();
        let key = key();
        pos.place_as(&key, takeaway(&[("cola", 1)])).await.refused(409, "out_of_stock");
        manager.put("/menu/items/cola/availability", off(true)).await.ok();
        let placed = pos.place_as(&key, takeaway(&[("cola", 1)])).await;
        assert_eq!((placed.status, &placed.body["number"]), (201, &json!(1)));
        node
    }

    pub async fn keys_are_shared_between_rest_and_live(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        let screen = house.live(&manager).await;
        let key = key();
        let order = pos.place_as(&key, takeaway(&[("cola", 1)])).await.ok();
        let id: CommandId = key.parse().unwrap();
        screen.tap_as(id, "ticket.bump", json!({ "order_id": order["id"], "station": "bar" }));
        assert_eq!(screen.nacked(id).await, "idempotency_key_reused");
        let tap = screen.tap("ticket.bump", json!({ "order_id": order["id"], "station": "bar" }));
        screen.acked(tap).await;
        let path = format!("/orders/{}/bump", order["id"].as_str().unwrap());
        let call = manager.call("POST", &path).key(&tap.to_string()).json(&json!({ "station": "bar" }));
        call.send().await.refused(422, "idempotency_key_reused");
        node
    }
}
