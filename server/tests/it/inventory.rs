//! Stock: what comes and goes, what orders take and give back, and dishes that cannot be made.

use std::sync::Arc;

use serde_json::{Value, json};
use shared::ids::MenuItemId;
use shared::order::EventData;

use crate::harness::{Bus, Db, House, Live, Node, User, bare_with, key, takeaway};

const STOCK: &str = r#"
[[ingredients]]
id = "mozzarella"
name = "Mozzarella"
unit = "g"
stock = 1000
threshold = 400
par = 2000
[[ingredients]]
id = "tomato"
name = "Tomato"
unit = "pc"
stock = 100
[[ingredients]]
id = "truffle"
name = "Truffle"
unit = "g"
stock = 0

[[modifier_groups]]
id = "toppings"
name = "Toppings"
[[modifier_groups.options]]
id = "shavings"
name = "Truffle shavings"
price = 900
recipe = { truffle = 5 }

[[items]]
id = "caprese"
name = "Caprese"
price = 900
station = "grill"
recipe = { mozzarella = 200, tomato = 1 }
[[items]]
id = "calzone"
name = "Calzone"
price = 1400
station = "oven"
recipe = { mozzarella = 300 }
[[items]]
id = "salad"
name = "Salad"
price = 700
recipe = { tomato = 1 }
modifier_groups = ["toppings"]
[[items]]
id = "tagliolini"
name = "Tagliolini al tartufo"
price = 2900
recipe = { truffle = 5 }
"#;

/// One node, in one set-up.
fn stocked<F, Fut>(db: Db, bus: Bus, test: F)
where
    F: FnOnce(Arc<House>, Node) -> Fut,
    Fut: Future<Output = Node>,
{
    bare_with(db, bus, STOCK, |house| async move {
        let node = house.node().await;
        test(house, node).await
    });
}

/// One test on both databases.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            use super::*;

            #[test]
            fn sqlite() {
                stocked(Db::Sqlite, Bus::InProcess, super::steps::$name);
            }
            #[test]
            fn postgres() {
                stocked(Db::Postgres, Bus::InProcess, super::steps::$name);
            }
        }
    )*};
}

on_both!(
    goods_come_and_go_and_the_ledger_says_who,
    what_nobody_started_comes_back_and_the_rest_is_waste,
    a_dish_that_cannot_be_made_is_off_and_comes_back,
    what_was_tampered_with_is_found,
);

async fn ingredient(manager: &User, id: &str) -> Value {
    let list = manager.get("/inventory").await.ok();
    assert_eq!(list["next_cursor"], Value::Null);
    list["items"].as_array().unwrap().iter().find(|i| i["id"] == id).unwrap().clone()
}

async fn amounts(manager: &User, id: &str) -> [i64; 3] {
    let i = ingredient(manager, id).await;
    ["stock", "reserved", "available"].map(|field| i[field].as_i64().unwrap())
}

async fn ledger(manager: &User, id: &str) -> Vec<Value> {
    manager.get(&format!("/inventory/{id}/ledger")).await.ok()["items"].as_array().unwrap().clone()
}

/// Waits until orders have taken so much of it in all.
async fn taken(screen: &Live, id: &'static str, amount: i64) {
    let seen = screen.until("orders to be written off", move |s| {
        let changes = s.events.iter().filter_map(|(event, _)| match &event.data {
            EventData::StockAdjusted(a) if a.ingredient.as_str() == id && a.cause == "order" => Some(a.change),
            _ => None,
        });
        (changes.sum::<i64>() == -amount).then_some(())
    });
    seen.await;
}

/// Waits until a screen is told so of the dish.
async fn told(screen: &Live, dish: &str, available: bool, remaining: Option<u32>) {
    let dish = MenuItemId::from(dish);
    let seen = screen.until("the availability", move |s| {
        let now = s.board.as_ref()?.availability().get(&dish);
        (now.is_none_or(|a| a.available) == available && now.and_then(|a| a.remaining) == remaining).then_some(())
    });
    seen.await;
}

async fn on_the_menu(user: &User, dish: &str) -> (bool, Value, Value) {
    let menu = user.get("/menu").await.ok();
    let mut items = menu["categories"].as_array().unwrap().iter().flat_map(|c| c["items"].as_array().unwrap());
    let item = items.find(|i| i["id"] == dish).unwrap();
    (item["available"].as_bool().unwrap(), item["remaining"].clone(), item["why"].clone())
}

fn on() -> (bool, Value, Value) {
    (true, Value::Null, Value::Null)
}

fn sold_out() -> (bool, Value, Value) {
    (false, Value::Null, json!("sold out: mozzarella"))
}

async fn is_sound(house: &House) {
    let (well, said) = house.check_data().await;
    assert!(well, "{said}");
}

mod steps {
    use super::*;

    pub async fn goods_come_and_go_and_the_ledger_says_who(house: Arc<House>, node: Node) -> Node {
        let (manager, pos) = (house.manager(&node).await, house.pos(&node).await);
        let opening = json!({ "id": "mozzarella", "name": "Mozzarella", "unit": "g", "stock": 1000, "reserved": 0,
            "available": 1000, "threshold": 400, "par": 2000 });
        assert_eq!(ingredient(&manager, "mozzarella").await, opening);
        let page = manager.get("/inventory?limit=2").await.ok();
        assert_eq!((page["items"].as_array().unwrap().len(), &page["next_cursor"]), (2, &json!("tomato")));
        let rest = manager.get("/inventory?cursor=tomato").await.ok();
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["items"][0]["id"]), (1, &json!("truffle")));

        let restock = json!({ "quantity": 500, "note": "Friday's delivery" });
        let id = key();
        for _ in 0..2 {
            let call = manager.call("POST", "/inventory/mozzarella/restock").key(&id).json(&restock);
            assert_eq!(call.send().await.ok()["stock"], 1500, "a key counts once");
        }
        for (path, body, stock) in [
            ("waste", json!({ "quantity": 1150 }), 350),
            ("waste", json!({ "quantity": 50, "note": " " }), 300),
            ("restock", json!({ "quantity": 200 }), 500),
            ("count", json!({ "stock": 400 }), 400),
        ] {
            let answer = manager.post(&format!("/inventory/mozzarella/{path}"), body).await.ok();
            assert_eq!((&answer["stock"], &answer["available"]), (&json!(stock), &json!(stock)), "{path}");
        }
        let events = manager.get("/events").await.ok();
        let of_stock =
            events["events"].as_array().unwrap().iter().filter(|e| e["type"].as_str().unwrap().starts_with("inventory."));
        let of_stock: Vec<String> = of_stock
            .filter(|e| e["data"]["ingredient"] == "mozzarella")
            .map(|e| format!("{} {} {}", e["data"]["cause"].as_str().unwrap_or("low"), e["data"]["change"], e["data"]["stock"]))
            .collect();
        let expected = [
            "restock 500 1500",
            "waste -1150 350",
            "low null 350",
            "waste -50 300",
            "restock 200 500",
            "count -100 400",
            "low null 400",
        ];
        assert_eq!(of_stock, expected, "low once for each fall");

        let lines = ledger(&manager, "mozzarella").await;
        let told: Vec<_> = lines.iter().map(|l| (l["cause"].as_str().unwrap(), l["change"].as_i64().unwrap())).collect();
        assert_eq!(told, [("count", -100), ("restock", 200), ("waste", -50), ("waste", -1150), ("restock", 500)]);
        assert_eq!((&lines[4]["note"], &lines[2]["note"]), (&json!("Friday's delivery"), &Value::Null));
        assert!(lines.iter().all(|l| l["by"]["person"].is_string() && l["at"].is_string()), "{lines:?}");
        let first = manager.get("/inventory/mozzarella/ledger?limit=3").await.ok();
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = manager.get(&format!("/inventory/mozzarella/ledger?limit=3&cursor={cursor}")).await.ok();
        assert_eq!([&first["items"], &second["items"]].map(|i| i.as_array().unwrap().clone()).concat(), lines);
        assert_eq!(second["next_cursor"], Value::Null);

        refusals(&manager, &pos).await;
        assert_eq!(amounts(&manager, "mozzarella").await, [400, 0, 400]);
        // Alerts about what fell low before may still come in.
        let later = manager.get(&format!("/events?after={}", events["last"])).await.ok();
        let later = later["events"].as_array().unwrap();
        assert!(later.iter().all(|e| e["type"] == "alert.raised"), "what was refused changed nothing: {later:?}");
        is_sound(&house).await;
        node
    }

    async fn refusals(manager: &User, pos: &User) {
        for (path, body, pointer) in [
            ("restock", json!({ "quantity": 0 }), "/quantity"),
            ("restock", json!({ "quantity": -5 }), "/quantity"),
            ("restock", json!({ "quantity": 1.5 }), "/quantity"),
            ("restock", json!({ "quantity": 2_000_000_000_000i64 }), "/quantity"),
            ("restock", json!({ "quantity": 999_999_999_999i64 }), "/quantity"),
            ("restock", json!({}), "/quantity"),
            ("waste", json!({ "quantity": 401 }), "/quantity"),
            ("waste", json!({ "quantity": 1, "note": "x".repeat(501) }), "/note"),
            ("count", json!({ "stock": -1 }), "/stock"),
            ("count", json!({ "quantity": 1 }), ""),
        ] {
            let answer = manager.post(&format!("/inventory/mozzarella/{path}"), body).await;
            answer.refused(422, "invalid");
            assert!(answer.body["errors"][0]["pointer"].as_str().unwrap().starts_with(pointer), "{answer:?}");
        }
        manager.post("/inventory/unicorn/restock", json!({ "quantity": 1 })).await.refused(404, "not_found");
        for path in ["/inventory/unicorn/ledger", "/inventory/%00/ledger"] {
            manager.get(path).await.refused(404, "not_found");
        }
        manager.get("/inventory/mozzarella/ledger?cursor=x").await.refused(422, "invalid");
        for path in ["/inventory", "/inventory/mozzarella/ledger"] {
            pos.get(path).await.refused(403, "forbidden");
        }
        for (path, body) in [("restock", json!({ "quantity": 1 })), ("waste", json!({})), ("count", json!({ "stock": 1 }))] {
            pos.post(&format!("/inventory/mozzarella/{path}"), body).await.refused(403, "forbidden");
        }
    }

    pub async fn what_nobody_started_comes_back_and_the_rest_is_waste(house: Arc<House>, node: Node) -> Node {
        let manager = house.manager(&node).await;
        let screen = house.live(&manager).await;
        let order = manager.place(takeaway(&[("caprese", 2), ("calzone", 1)])).await.ok();
        let item = |order: &Value, k: usize| order["items"][k]["id"].as_str().unwrap().to_owned();
        let path = |order: &Value| format!("/orders/{}", order["id"].as_str().unwrap());
        taken(&screen, "mozzarella", 700).await;
        assert_eq!(amounts(&manager, "mozzarella").await, [300, 0, 300]);
        manager.ask(&format!("{}/items/{}/start", path(&order), item(&order, 1))).await.ok();
        manager.post(&format!("{}/cancel", path(&order)), json!({ "reason": "gone home" })).await.ok();
        assert_eq!(amounts(&manager, "mozzarella").await, [700, 0, 700], "two capreses came back, the calzone did not");
        manager.post(&format!("{}/cancel", path(&order)), json!({ "reason": "gone home" })).await.ok();
        assert_eq!(amounts(&manager, "mozzarella").await, [700, 0, 700], "once");
        let lines = ledger(&manager, "mozzarella").await;
        assert_eq!(
            (&lines[0]["cause"], &lines[0]["change"], &lines[0]["note"]),
            (&json!("cancelled"), &json!(400), &json!("gone home"))
        );
        assert_eq!((&lines[1]["cause"], &lines[1]["change"], &lines[1]["wasted"]), (&json!("waste"), &json!(0), &json!(300)));
        assert!(lines[..3].iter().all(|l| l["order_id"] == order["id"]), "{lines:?}");

        let order = manager.place(takeaway(&[("caprese", 3)])).await.ok();
        taken(&screen, "mozzarella", 1300).await;
        let void = format!("{}/items/{}/void", path(&order), item(&order, 0));
        manager.post(&void, json!({ "quantity": 1, "reason": "two will do" })).await.ok();
        assert_eq!(amounts(&manager, "mozzarella").await, [300, 0, 300]);
        assert_eq!(amounts(&manager, "tomato").await, [98, 0, 98]);
        manager.ask(&format!("{}/items/{}/start", path(&order), item(&order, 0))).await.ok();
        manager.post(&void, json!({ "quantity": 1, "reason": "one will do" })).await.ok();
        let gone = manager.post(&void, json!({ "reason": "none will do" })).await.ok();
        assert_eq!(gone["status"], "CANCELLED");
        assert_eq!(amounts(&manager, "mozzarella").await, [300, 0, 300]);
        let lines = ledger(&manager, "tomato").await;
        let lines = lines.iter().map(|l| (l["cause"].as_str().unwrap(), l["change"].as_i64().unwrap(), l["wasted"].as_i64()));
        let expected = [
            ("waste", 0, Some(1)),
            ("waste", 0, Some(1)),
            ("voided", 1, None),
            ("order", -3, None),
            ("cancelled", 2, None),
            ("order", -2, None),
        ];
        assert_eq!(lines.collect::<Vec<_>>(), expected);
        is_sound(&house).await;
        node
    }

    pub async fn a_dish_that_cannot_be_made_is_off_and_comes_back(house: Arc<House>, node: Node) -> Node {
        let (manager, pos) = (house.manager(&node).await, house.pos(&node).await);
        let till = house.live(&pos).await;
        let order = pos.place(takeaway(&[("calzone", 3)])).await.ok();
        for dish in ["caprese", "calzone"] {
            assert_eq!(on_the_menu(&pos, dish).await, sold_out(), "{dish}, at once");
            told(&till, dish, false, None).await;
        }
        assert_eq!(on_the_menu(&pos, "salad").await, on());
        let refused = pos.place(takeaway(&[("salad", 1), ("caprese", 1)])).await;
        refused.refused(409, "out_of_stock");
        assert_eq!(refused.body["items"], json!(["caprese"]));

        let set = |dish: &str, body: Value| {
            let (pos, path) = (pos.clone(), format!("/menu/items/{dish}/availability"));
            async move { pos.put(&path, body).await.ok() }
        };
        assert_eq!(set("calzone", json!({ "available": false })).await["why"], "by hand");
        manager.post("/inventory/mozzarella/restock", json!({ "quantity": 1000 })).await.ok();
        assert_eq!(on_the_menu(&pos, "caprese").await, on());
        told(&till, "caprese", true, None).await;
        assert_eq!(on_the_menu(&pos, "calzone").await, (false, Value::Null, json!("by hand")), "a person said so");
        set("calzone", json!({ "available": true })).await;
        assert_eq!(on_the_menu(&pos, "calzone").await, on());

        set("caprese", json!({ "available": true, "remaining": 5 })).await;
        manager.post("/inventory/mozzarella/waste", json!({ "quantity": 1000 })).await.ok();
        told(&till, "caprese", false, Some(5)).await;
        let said = set("caprese", json!({ "available": true, "remaining": 4 })).await;
        assert_eq!((&said["available"], &said["why"]), (&json!(false), &json!("sold out: mozzarella")), "a word makes no cheese");
        manager.post(&format!("/orders/{}/cancel", order["id"].as_str().unwrap()), json!({ "reason": "test" })).await.ok();
        assert_eq!(on_the_menu(&pos, "caprese").await, (true, json!(4), json!("by hand")), "what came back will do");
        pos.place(takeaway(&[("caprese", 1)])).await.ok();
        told(&till, "caprese", true, Some(3)).await;
        pos.place(takeaway(&[("caprese", 3)])).await.ok();
        told(&till, "caprese", false, Some(0)).await;
        manager.post("/inventory/mozzarella/restock", json!({ "quantity": 5000 })).await.ok();
        assert_eq!(on_the_menu(&pos, "caprese").await, (false, json!(0), json!("sold out")), "counted to its end");
        assert_eq!(on_the_menu(&pos, "calzone").await, on());
        is_sound(&house).await;
        node
    }

    pub async fn what_was_tampered_with_is_found(house: Arc<House>, node: Node) -> Node {
        let manager = house.manager(&node).await;
        let screen = house.live(&manager).await;
        let first = manager.place(takeaway(&[("calzone", 1)])).await.ok();
        manager.place(takeaway(&[("calzone", 2)])).await.ok();
        taken(&screen, "mozzarella", 900).await;
        let (well, said) = house.check_data().await;
        assert!(well, "{said}");
        for check in ["log", "orders", "board", "availability", "stock", "ledger"] {
            assert!(said.contains(&format!("  {check}: ")), "{said}");
        }
        let of_order = format!("WHERE number = {}", first["number"]);
        let replace = |table: &str, from: &str, to: &str, of: &str| {
            let there = format!("UPDATE {table} SET json = replace(json, '{from}', '{to}') {of}");
            (there, format!("UPDATE {table} SET json = replace(json, '{to}', '{from}') {of}"))
        };
        let set = |table: &str, column: &str, by: i64, of: &str| {
            let there = format!("UPDATE {table} SET {column} = {column} + {by} {of}");
            (there, format!("UPDATE {table} SET {column} = {column} - {by} {of}"))
        };
        let because = |from: &str, to: &str| {
            let say = |from: &str, to: &str| format!("UPDATE availability SET why = replace(why, '{from}', '{to}')");
            (say(from, to), say(to, from))
        };
        let events = |change: &str| format!("UPDATE events SET seq = seq {change}");
        let moved = (events("+ 5000 WHERE seq = 1"), events("- 5000 WHERE seq > 5000"));
        for ((tamper, mend), finds) in [
            (replace("orders", "\"Calzone\"", "\"Calzini\"", &of_order), "orders: 2 compared, 1 differ"),
            (replace("records", "\"stock\":100,", "\"stock\":101,", ""), "stock of mozzarella: stored Some(101)"),
            (replace("records", "\"reserved\":0", "\"reserved\":7", "WHERE id = 'tomato'"), "reserved of tomato"),
            (set("ledger", "amount", 1, "WHERE account = 'stock/mozzarella'"), "ledger of mozzarella, event"),
            (because("sold", "told"), "dish caprese"),
            (set("heads", "head", 1, ""), "the head"),
            (set("keys", "seq", 1000, ""), "a key remembers event"),
            (set("orders", "shelf", 1, &of_order), "is not shown as open"),
            (moved, "event 2 follows event 0"),
        ] {
            house.sql(&tamper).await;
            let (well, said) = house.check_data().await;
            assert!(!well && said.contains(finds), "{tamper}: {said}");
            house.sql(&mend).await;
        }
        is_sound(&house).await;
        node
    }
}

#[test]
fn an_option_that_is_out_leaves_its_dish_on() {
    stocked(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let (manager, pos) = (house.manager(&node).await, house.pos(&node).await);
        let till = house.live(&pos).await;
        told(&till, "tagliolini", false, None).await;
        assert_eq!(on_the_menu(&pos, "tagliolini").await.2, "sold out: truffle", "from the first");
        assert_eq!(on_the_menu(&pos, "salad").await, on());
        let mut salad = takeaway(&[("salad", 1)]);
        pos.place(salad.clone()).await.ok();
        salad["items"][0]["modifiers"] = json!(["shavings"]);
        let refused = pos.place(salad.clone()).await;
        refused.refused(409, "out_of_stock");
        assert_eq!(refused.body["items"], json!(["salad"]));
        manager.post("/inventory/truffle/count", json!({ "stock": 10 })).await.ok();
        assert_eq!(on_the_menu(&pos, "tagliolini").await, on());
        pos.place(salad).await.ok();
        node
    });
}

/// Many tills at all nodes want the last portions at the same moment.
async fn rush(house: Arc<House>, nodes: Vec<Node>) -> Vec<Node> {
    let manager = house.manager(&nodes[0]).await;
    let screen = house.live(&manager).await;
    let calls = (0..30).map(|k| {
        let till = manager.at(&nodes[k % nodes.len()]);
        async move { till.place(takeaway(&[("caprese", 1)])).await }
    });
    let answers = futures_util::future::join_all(calls).await;
    assert_eq!(answers.iter().filter(|a| a.status == 201).count(), 5, "1000 g are five portions");
    answers.iter().filter(|a| a.status != 201).for_each(|a| a.refused(409, "out_of_stock"));
    taken(&screen, "mozzarella", 1000).await;
    for node in &nodes {
        assert_eq!(amounts(&manager.at(node), "mozzarella").await, [0, 0, 0]);
        assert_eq!(on_the_menu(&manager.at(node), "caprese").await, sold_out());
    }
    let stocks: Vec<i64> = screen.look(|s| {
        let adjusted = s.events.iter().filter_map(|(event, _)| match &event.data {
            EventData::StockAdjusted(a) => Some(a.stock),
            _ => None,
        });
        adjusted.collect()
    });
    assert!(stocks.iter().all(|stock| *stock >= 0), "{stocks:?}");
    is_sound(&house).await;
    nodes
}

mod two_tills_never_sell_the_last_portion_twice {
    use super::*;

    fn at(db: Db, bus: Bus, nodes: usize) {
        bare_with(db, bus, STOCK, |house| async move {
            let nodes = futures_util::future::join_all((0..nodes).map(|_| house.node())).await;
            rush(house, nodes).await
        });
    }

    #[test]
    fn sqlite() {
        at(Db::Sqlite, Bus::InProcess, 1);
    }

    #[test]
    fn sqlite_two_nodes() {
        at(Db::Sqlite, Bus::Redis, 2);
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
