//! 86: a dish that is off or counted, on every till at once.

use crate::everywhere;

everywhere!(
    a_dish_that_is_86_cannot_be_sold_until_it_is_back,
    what_is_left_counts_down_and_is_never_sold_twice,
    a_cook_sets_the_dishes_of_their_own_stations,
);

mod steps {
    use std::sync::Arc;

    use serde_json::{Value, json};
    use shared::ids::MenuItemId;

    use crate::harness::{House, Live, Node, User, takeaway};

    async fn on_the_menu(user: &User, dish: &str) -> Value {
        let menu = user.get("/menu").await.ok();
        let mut items = menu["categories"].as_array().unwrap().iter().flat_map(|c| c["items"].as_array().unwrap());
        items.find(|i| i["id"] == dish).unwrap().clone()
    }

    async fn shown(screen: &Live, dish: &str, available: bool, remaining: Option<u32>) {
        let dish = MenuItemId::from(dish);
        let seen = screen.until("the availability", move |s| {
            let now = s.board.as_ref()?.availability().get(&dish);
            (now.is_none_or(|a| a.available) == available && now.and_then(|a| a.remaining) == remaining).then_some(())
        });
        seen.await;
    }

    pub async fn a_dish_that_is_86_cannot_be_sold_until_it_is_back(house: Arc<House>, node: Node) -> Node {
        let (pos, oven) = (house.pos(&node).await, house.kds(&node, "oven").await);
        let (till, screen) = (house.live(&pos).await, house.live(&oven).await);
        let tap = screen.tap("menu.availability", json!({ "menu_item_id": "margherita", "available": false }));
        screen.acked(tap).await;
        shown(&till, "margherita", false, None).await;
        assert_eq!(on_the_menu(&pos, "margherita").await["available"], false);
        let refused = pos.place(takeaway(&[("cola", 1), ("margherita", 1)])).await;
        refused.refused(409, "out_of_stock");
        assert!(refused.text.contains("margherita") && !refused.text.contains("cola"), "{refused:?}");
        let order = pos.place(takeaway(&[("cola", 1)])).await.ok();
        let more = json!({ "items": [{ "menu_item_id": "margherita", "quantity": 1 }] });
        let path = format!("/orders/{}/items", order["id"].as_str().unwrap());
        pos.post(&path, more.clone()).await.refused(409, "out_of_stock");
        pos.put("/menu/items/margherita/availability", json!({ "available": true })).await.ok();
        shown(&screen, "margherita", true, None).await;
        pos.post(&path, more).await.ok();
        let nowhere = pos.put("/menu/items/nothing/availability", json!({ "available": true })).await;
        nowhere.refused(404, "not_found");
        pos.put("/menu/items/cola/availability", json!({ "available": true, "remaining": -1 })).await.refused(422, "invalid");
        node
    }

    pub async fn a_cook_sets_the_dishes_of_their_own_stations(house: Arc<House>, node: Node) -> Node {
        let (oven, expo) = (house.kds(&node, "oven").await, house.expo(&node).await);
        let off = json!({ "available": false });
        oven.put("/menu/items/steak/availability", off.clone()).await.refused(403, "forbidden");
        let screen = house.live(&oven).await;
        let tap = screen.tap("menu.availability", json!({ "menu_item_id": "steak", "available": false }));
        assert_eq!(screen.nacked(tap).await, "forbidden");
        // Bread has no station.
        for dish in ["margherita", "bread"] {
            oven.put(&format!("/menu/items/{dish}/availability"), off.clone()).await.ok();
        }
        expo.put("/menu/items/steak/availability", off).await.ok();
        node
    }

    pub async fn what_is_left_counts_down_and_is_never_sold_twice(house: Arc<House>, node: Node) -> Node {
        let pos = house.pos(&node).await;
        let till = house.live(&pos).await;
        pos.put("/menu/items/steak/availability", json!({ "available": true, "remaining": 5 })).await.ok();
        let steak =
            json!({ "channel": "takeaway", "items": [{ "menu_item_id": "steak", "quantity": 1, "modifiers": ["rare"] }] });
        let mut six = steak.clone();
        six["items"][0]["quantity"] = json!(6);
        pos.place(six).await.refused(409, "out_of_stock");
        pos.place(steak.clone()).await.ok();
        shown(&till, "steak", true, Some(4)).await;
        let rush = futures_util::future::join_all((0..10).map(|_| pos.place(steak.clone()))).await;
        assert_eq!(rush.iter().filter(|a| a.status == 201).count(), 4);
        rush.iter().filter(|a| a.status != 201).for_each(|a| a.refused(409, "out_of_stock"));
        shown(&till, "steak", false, Some(0)).await;
        assert_eq!(on_the_menu(&pos, "steak").await["available"], false);
        node
    }
}
