//! Reports: what the house did on its business days, as JSON and CSV, for managers.

use serde_json::{Value, json};

use crate::everywhere;

everywhere!(reports_tell_what_was_sold_and_how_long_it_took);

mod steps {
    use std::sync::Arc;

    use super::*;
    use crate::harness::{House, Node, takeaway};

    pub async fn reports_tell_what_was_sold_and_how_long_it_took(house: Arc<House>, node: Node) -> Node {
        let (pos, m) = (house.pos(&node).await, house.manager(&node).await);
        let empty = m.get("/reports/tickets").await.ok();
        assert_eq!(empty["all"], json!({ "count": 0, "median_seconds": 0, "p90_seconds": 0 }));
        let order = pos.place(takeaway(&[("margherita", 2), ("burger", 1)])).await.ok();
        let at = |what: &str| format!("/orders/{}/{what}", order["id"].as_str().unwrap());
        m.post(&at("bump"), json!({ "station": "oven" })).await.ok();
        m.post(&at("recall-ticket"), json!({ "station": "oven" })).await.ok();
        m.post(&at("bump"), json!({ "station": "oven" })).await.ok();
        m.post(&at("bump"), json!({ "station": "grill" })).await.ok();
        m.ask(&at("complete")).await.ok();
        let gone = pos.place(takeaway(&[("cola", 1)])).await.ok();
        m.post(&format!("/orders/{}/cancel", gone["id"].as_str().unwrap()), json!({ "reason": "left" })).await.ok();

        let times = m.get("/reports/tickets").await.ok();
        assert_eq!(times["all"]["count"], 2);
        let keys =
            |list: &Value, key: &str| -> Vec<Value> { list.as_array().unwrap().iter().map(|row| row[key].clone()).collect() };
        assert_eq!(keys(&times["by_station"], "station"), [json!("grill"), json!("oven")]);
        assert_eq!(keys(&times["by_item"], "menu_item_id"), [json!("burger"), json!("margherita")]);
        assert_eq!(times["by_hour"].as_array().unwrap().len(), 1);

        let sales = m.get("/reports/sales").await.ok();
        assert_eq!((&sales["orders"], &sales["revenue"], &sales["tax"]), (&json!(1), &order["total"], &order["tax"]));
        assert_eq!((&sales["cancelled_orders"], &sales["recalls"], &sales["late_tickets"]), (&json!(1), &json!(1), &json!(0)));
        let first = &sales["items"][0];
        assert_eq!(
            (&first["menu_item_id"], &first["quantity"], &first["revenue"]),
            (&json!("margherita"), &json!(2), &json!(2590))
        );

        let csv = m.get("/reports/sales?format=csv").await;
        assert!(csv.content_type.starts_with("text/csv"), "{csv:?}");
        assert!(csv.text.starts_with("what,id,name,count,amount\r\n"), "{csv:?}");
        assert!(csv.text.contains("item,margherita,Margherita,2,2590\r\n"), "{csv:?}");
        let csv = m.get("/reports/tickets?format=csv").await;
        assert!(csv.text.contains("\r\nstation,oven,,1,"), "{csv:?}");

        // Today and yesterday; long ago there was nothing.
        let today = sales["from"].as_str().unwrap();
        let again = m.get(&format!("/reports/sales?from={today}&to={today}")).await.ok();
        assert_eq!(again["items"], sales["items"]);
        assert_eq!(m.get("/reports/sales?from=2001-01-01&to=2001-02-01").await.ok()["orders"], 0);
        for bad in [
            "?from=yesterday",
            "?from=2026-02-30",
            "?from=2026-01-02&to=2026-01-01",
            "?from=2025-01-01&to=2026-01-01",
            "?format=pdf",
        ] {
            m.get(&format!("/reports/sales{bad}")).await.refused(422, "invalid");
        }
        m.get("/reports/weather").await.refused(404, "not_found");
        pos.get("/reports/sales").await.refused(403, "forbidden");
        node
    }
}
