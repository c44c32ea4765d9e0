//! A menu that is replaced as a whole, by a body or by a file.

use std::sync::Arc;

use serde_json::{Value, json};
use shared::order::EventData;

use crate::harness::{Bus, Db, House, Node, User, bare, run, takeaway};

fn menu(price: i64) -> Value {
    json!({
        "modifier_groups": [{ "id": "size", "name": "Size", "min": 1, "max": 1, "options": [
            { "id": "small", "name": "Small" }, { "id": "large", "name": "Large", "price": 200 }] }],
        "items": [
            { "id": "burger", "name": "Burger", "category": "Grill", "price": price, "station": "grill", "prep_seconds": 300 },
            { "id": "soup", "name": "Soup of the day", "category": "Starters", "price": 600, "modifier_groups": ["size"] }
        ]
    })
}

fn soup() -> Value {
    json!({ "channel": "takeaway", "items": [{ "menu_item_id": "soup", "quantity": 1, "modifiers": ["large"] }] })
}

/// The last of `nodes` replaces the menu; the first sells from it.
async fn replaced(house: Arc<House>, nodes: Vec<Node>) -> Vec<Node> {
    let manager = house.manager(nodes.last().unwrap()).await;
    let pos = house.pos(&nodes[0]).await;
    let screen = house.live(&pos).await;
    let old = pos.place(takeaway(&[("burger", 1), ("cola", 1)])).await.ok();
    for dish in ["cola", "burger"] {
        pos.put(&format!("/menu/items/{dish}/availability"), json!({ "available": false })).await.ok();
    }
    let answer = manager.put("/menu", menu(1500)).await.ok();
    assert_eq!(answer, json!({ "version": 2, "items": 2, "modifier_groups": 1 }));

    let order = pos.place(soup()).await.ok();
    assert_eq!((&order["items"][0]["name"], &order["subtotal"]), (&json!("Soup of the day"), &json!(800)), "at once, everywhere");
    let gone = pos.place(takeaway(&[("cola", 1)])).await;
    gone.refused(422, "invalid");
    assert_eq!(gone.body["errors"][0]["pointer"], "/items/0/menu_item_id");
    pos.place(takeaway(&[("burger", 1)])).await.refused(409, "out_of_stock");
    pos.put("/menu/items/burger/availability", json!({ "available": true })).await.ok();
    assert_eq!(pos.place(takeaway(&[("burger", 1)])).await.ok()["subtotal"], 1500);
    let path = format!("/orders/{}", old["id"].as_str().unwrap());
    assert_eq!(pos.get(&path).await.ok(), old, "what was placed stays as it was");

    let version = screen.until("the news of the menu", |s| {
        s.events.iter().find_map(|(event, _)| match &event.data {
            EventData::MenuReplaced(replaced) => Some(replaced.version),
            _ => None,
        })
    });
    assert_eq!(version.await, 2);
    screen.look(|s| assert!(s.board.as_ref().unwrap().availability().is_empty(), "what was said of a dish goes with it"));
    // And back, from the other side.
    pos.place(soup()).await.ok();
    assert_eq!(manager.at(&nodes[0]).put("/menu", menu(1600)).await.ok()["version"], 3);
    assert_eq!(manager.place(takeaway(&[("burger", 1)])).await.ok()["subtotal"], 1600);
    let (well, said) = house.check_data().await;
    assert!(well, "{said}");
    nodes
}

mod a_new_menu_is_valid_at_once_and_changes_no_order {
    use super::*;

    fn at(db: Db, bus: Bus, nodes: usize) {
        bare(db, bus, |house: Arc<House>| async move {
            let nodes = futures_util::future::join_all((0..nodes).map(|_| house.node())).await;
            replaced(house, nodes).await
        });
    }

    #[test]
    fn sqlite() {
        at(Db::Sqlite, Bus::InProcess, 1);
    }

    #[test]
    fn postgres() {
        at(Db::Postgres, Bus::InProcess, 1);
    }

    #[test]
    fn postgres_two_nodes() {
        at(Db::Postgres, Bus::Redis, 2);
    }
}

#[test]
fn of_two_who_replace_the_menu_at_once_the_second_is_told() {
    run(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let manager = house.manager(&node).await;
        let version = manager.get("/menu").await.ok()["version"].clone();
        let put =
            |price: i64, version: String| manager.call("PUT", "/menu").header("if-match", &version).json(&menu(price)).send();
        let first = put(1500, version.to_string()).await.ok();
        let late = put(1600, version.to_string()).await;
        late.refused(409, "version_conflict");
        assert_eq!(late.body["version"], first["version"]);
        let price = |card: Value| card["categories"][0]["items"][0]["price"].clone();
        assert_eq!(price(manager.get("/menu").await.ok()), 1500);
        let again = put(1600, format!("\"{}\"", manager.get("/menu").await.ok()["version"])).await.ok();
        assert_eq!(manager.get("/menu").await.ok()["version"], again["version"]);
        assert_eq!(price(manager.get("/menu").await.ok()), 1600);
        node
    });
}

async fn head(manager: &User) -> Value {
    manager.get("/events").await.ok()["last"].clone()
}

#[test]
fn a_wrong_menu_is_pointed_at_and_changes_nothing() {
    run(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let (manager, pos) = (house.manager(&node).await, house.pos(&node).await);
        let (before, at) = (manager.get("/menu").await.ok(), head(&manager).await);
        for (place, value, pointer) in [
            ("/items/0/price", json!(-1), "/items/0/price"),
            ("/items/0/price", json!("1295"), "/items/0/price"),
            ("/items/0/id", json!("Burger!"), "/items/0/id"),
            ("/items/1/id", json!("burger"), "/items/1/id"),
            ("/items/1/name", json!(""), "/items/1/name"),
            ("/items/1/modifier_groups/0", json!("sizes"), "/items/1/modifier_groups/0"),
            ("/items/0/colour", json!("red"), "/items/0"),
            ("/items/0/recipe", json!({ "unobtainium": 1 }), "/items/0/recipe"),
            ("/items/0/prep_seconds", json!(-1), "/items/0/prep_seconds"),
            ("/modifier_groups/0/min", json!(3), "/modifier_groups/0"),
            ("/modifier_groups/0/options/1/id", json!("small"), "/modifier_groups/0/options/1/id"),
            ("/items", json!([]), "/items"),
            ("/categories", json!([]), ""),
        ] {
            let mut body = menu(1000);
            let (parent, name) = place.rsplit_once('/').unwrap();
            match body.pointer_mut(parent).unwrap() {
                Value::Array(values) => values[name.parse::<usize>().unwrap()] = value,
                parent => parent[name] = value,
            }
            for (method, path) in [("PUT", "/menu"), ("POST", "/menu/import")] {
                let answer = manager.call(method, path).json(&body).send().await;
                answer.refused(422, "invalid");
                let found = answer.body["errors"][0]["pointer"].as_str().unwrap().to_owned();
                assert!(found.starts_with(pointer), "{place}: {answer:?}");
            }
        }
        manager.put("/menu", json!({})).await.refused(422, "invalid");
        let broken = manager.call("PUT", "/menu").header("content-type", "application/json").body("{").send().await;
        broken.refused(400, "malformed");
        let table = manager.call("PUT", "/menu").header("content-type", "text/csv").body("id,name,price\n").send().await;
        table.refused(415, "unsupported_media_type");
        for path in ["/menu/export", "/menu/export?format=csv"] {
            pos.get(path).await.refused(403, "forbidden");
        }
        pos.put("/menu", menu(1)).await.refused(403, "forbidden");
        pos.post("/menu/import", menu(1)).await.refused(403, "forbidden");
        assert_eq!((manager.get("/menu").await.ok(), head(&manager).await), (before, at));
        node
    });
}

#[test]
fn a_menu_goes_out_as_a_file_and_comes_back() {
    run(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let manager = house.manager(&node).await;
        let import = |kind: &str, text: String| {
            let call = manager.call("POST", "/menu/import").header("content-type", kind);
            call.body(text).send()
        };
        let mut card = manager.get("/menu").await.ok();
        let json = manager.get("/menu/export").await;
        let csv = manager.get("/menu/export?format=csv").await;
        assert_eq!((json.content_type.as_str(), csv.content_type.as_str()), ("application/json", "text/csv; charset=utf-8"));
        assert_eq!(
            csv.text.lines().next(),
            Some("id,name,price,category,station,prep_seconds,kitchen_name,allergens,modifier_groups,recipe")
        );
        assert!(csv.text.contains("margherita,Margherita,1295,Pizza,oven,420,MARG,milk|gluten,extras,\n"), "{}", csv.text);
        assert_eq!(import("text/csv; charset=utf-8", csv.text.clone()).await.ok()["version"], 2);
        assert_eq!(manager.get("/menu/export").await.text, json.text);
        assert_eq!(import("application/json", json.text.clone()).await.ok()["version"], 3);
        assert_eq!(manager.put("/menu", json.body.clone()).await.ok()["version"], 4);
        assert_eq!(manager.get("/menu/export?format=csv").await.text, csv.text);
        card["version"] = json!(4);
        assert_eq!(manager.get("/menu").await.ok(), card);

        let at = head(&manager).await;
        for (text, pointers) in [
            ("id,name,price\na,A,1\nb,B,2\nc,C,3\nd,D,4.50\n", vec!["/rows/3/price"]),
            ("id,name,price\na,A,-1\na,,2\n", vec!["/rows/0/price", "/rows/1/id", "/rows/1/name"]),
            (
                "id,name,price,modifier_groups,recipe\na,A,1,extras|none,dough:1\n",
                vec!["/rows/0/recipe", "/rows/0/modifier_groups"],
            ),
            ("id,name,price\na,A\n", vec!["/rows/0"]),
            ("id,price\na,1\n", vec!["/header"]),
            ("", vec!["/header", "/header", "/header"]),
        ] {
            let answer = import("text/csv", text.to_owned()).await;
            answer.refused(422, "invalid");
            let found: Vec<_> =
                answer.body["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
            assert_eq!(found, pointers, "{text}: {answer:?}");
        }
        let latin = manager.call("POST", "/menu/import").header("content-type", "text/csv").body(b"id\xe9".to_vec()).send().await;
        latin.refused(400, "malformed");
        import("text/plain", csv.text.clone()).await.refused(415, "unsupported_media_type");
        import("text/csv", "x".repeat(3 * 1024 * 1024)).await.refused(413, "too_large");
        manager.get("/menu/export?format=pdf").await.refused(422, "invalid");
        assert_eq!((manager.get("/menu").await.ok(), head(&manager).await), (card, at), "nothing changed");
        node
    });
}
