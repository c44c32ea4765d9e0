//! A business day as the screens showed it, told once for every minute of it.

use serde_json::{Value, json};
use shared::replay::Track;

use crate::harness::takeaway;

crate::on_both! { a_day_is_told_with_each_step_and_what_was_waited_for }

mod steps {
    use std::sync::Arc;

    use super::*;
    use crate::harness::{House, Node};

    pub async fn a_day_is_told_with_each_step_and_what_was_waited_for(house: Arc<House>, node: Node) -> Node {
        let (pos, manager) = (house.pos(&node).await, house.manager(&node).await);
        assert_eq!(manager.get("/replay").await.ok()["orders"], json!([]));
        let order = pos.place(takeaway(&[("margherita", 1), ("burger", 2)])).await.ok();
        // What a cook reads below a dish, and what the pass did with an order.
        let mut whole = takeaway(&[("margherita", 1)]);
        whole["guest"] = json!({ "name": "Ines", "phone": "+15550001111" });
        whole["note"] = json!("for two");
        whole["items"][0]["modifiers"] = json!(["no-olives"]);
        whole["items"][0]["note"] = json!("well done");
        whole["allergies"] = json!([{ "allergen": "fish" }]);
        let gone = pos.place(whole).await.ok();
        let at = |order: &Value, what: &str| format!("/orders/{}/{what}", order["id"].as_str().unwrap());
        manager.post(&at(&gone, "hold"), json!({ "held": true })).await.ok();
        manager.put("/board/sequence", json!({ "orders": [gone["id"], order["id"]] })).await.ok();
        manager.post(&at(&order, "bump"), json!({ "station": "grill" })).await.ok();
        manager.post(&at(&order, "bump"), json!({ "station": "oven" })).await.ok();
        manager.post(&at(&order, "complete"), json!({})).await.ok();
        manager.post(&at(&gone, "cancel"), json!({ "reason": "left" })).await.ok();

        let told = manager.get("/replay").await.ok();
        assert_eq!(told["complete"], true);
        let tracks: Vec<Track> = serde_json::from_value(told["orders"].clone()).unwrap();
        assert_eq!(tracks.iter().map(|track| track.number).collect::<Vec<_>>(), [1, 2]);
        let first = &tracks[0];
        assert_eq!(first.steps.last().unwrap().lines, "DD");
        let done = manager.get(&at(&order, "")[..at(&order, "").len() - 1]).await.ok();
        let whole = |from: &str, to: &str| {
            let at = |name: &str| done[name].as_str().unwrap().parse::<shared::time::Timestamp>().unwrap();
            at(to).millis_since(at(from))
        };
        let path = first.path.as_ref().unwrap();
        assert_eq!(path.pieces.iter().map(|piece| piece.millis).sum::<i64>(), whole("placed_at", "completed_at"));
        assert_eq!(path.station, Some("oven".into()), "it was bumped last");
        assert!(tracks[1].path.is_none(), "it was cancelled");
        assert!(tracks[1].stood(first.placed_at.plus_seconds(3600)).is_empty());

        let line = &tracks[1].lines[0];
        assert_eq!(line.modifiers.iter().map(|m| (m.name.as_str(), m.removes)).collect::<Vec<_>>(), [("Olives", true)]);
        assert_eq!((line.note.as_deref(), &line.allergies), (Some("well done"), &vec!["fish".to_owned()]));
        assert_eq!((tracks[1].guest.as_deref(), tracks[1].note.as_deref()), (Some("Ines"), Some("for two")));
        assert_eq!(tracks[1].steps.iter().map(|step| step.held).collect::<Vec<_>>()[..2], [false, true]);
        assert_eq!(told["sequences"][0]["orders"], json!([gone["id"], order["id"]]));
        assert!(!told.to_string().contains("15550001111"), "nobody needs the number here");

        // Yesterday nobody came; a day is a day.
        assert_eq!(manager.get("/replay?day=2020-02-29").await.ok()["orders"], json!([]));
        for day in ["2026-02-30", "today", ""] {
            manager.get(&format!("/replay?day={day}")).await.refused(422, "invalid");
        }
        node
    }
}
