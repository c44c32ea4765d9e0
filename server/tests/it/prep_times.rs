//! How long dishes take, as the house has learned.

use serde_json::{Value, json};

use crate::harness::{Bus, Db, run, takeaway};

fn of<'a>(times: &'a Value, dish: &str) -> &'a Value {
    times["items"].as_array().unwrap().iter().find(|item| item["menu_item_id"] == dish).unwrap()
}

#[test]
fn a_dish_takes_what_it_took_last() {
    run(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let (pos, m, cook) = (house.pos(&node).await, house.manager(&node).await, house.kds(&node, "oven").await);
        let target = json!({
            "menu_item_id": "margherita", "name": "Margherita", "station": "oven",
            "seconds": 420, "target_seconds": 420, "count": 0
        });
        assert_eq!(of(&cook.get("/prep-times").await.ok(), "margherita"), &target);
        for took in ["11", "12", "13", "14", "15", "16"] {
            let order = pos.place(takeaway(&[("margherita", 1)])).await.ok();
            let item = format!("/orders/{}/items/{}", order["id"].as_str().unwrap(), order["items"][0]["id"].as_str().unwrap());
            m.ask(&format!("{item}/start")).await.ok();
            m.ask(&format!("{item}/prepared")).await.ok();
            // As if it had been started so many minutes ago, in the last of its versions.
            let prepared = m.get(&format!("/orders/{}", order["id"].as_str().unwrap())).await.ok();
            let prepared = prepared["items"][0]["prepared_at"].as_str().unwrap().to_owned();
            let at: shared::time::Timestamp = prepared.parse().unwrap();
            let started = at.minus_seconds(took.parse::<i64>().unwrap() * 60);
            let sql = format!(
                "UPDATE orders SET json = json_set(json, '$.items[0].started_at', '{started}') WHERE json_extract(json, '$.id') = '{}'",
                order["id"].as_str().unwrap()
            );
            house.sql(&sql).await;
        }
        let times = cook.get("/prep-times").await.ok();
        // Six of 11 to 16 minutes, and five times the menu's seven: the median is the shortest of the six.
        let learned = json!({
            "menu_item_id": "margherita", "name": "Margherita", "station": "oven",
            "seconds": 660, "target_seconds": 420, "count": 6
        });
        assert_eq!(of(&times, "margherita"), &learned);
        assert_eq!(times["portions_at_once"], 4);
        // A quote goes by the same.
        assert_eq!(pos.post("/quotes", takeaway(&[("margherita", 1)])).await.ok()["minutes"], 11);
        assert_eq!(of(&times, "bread")["seconds"], 0);
        assert!(!times.to_string().contains("price"), "no money in it");
        node
    });
}
