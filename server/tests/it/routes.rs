//! Every route of the router, with every role and with none. A route that has no row here fails.

use std::collections::BTreeSet;

use serde_json::json;

use crate::harness::{Bus, Db, key, run};

/// Who may: Board, Kitchen, Expo, Pos, Integration, Manager, one letter each; `*`: anybody, without
/// a token too.
const TABLE: &[(&str, &str, &str)] = &[
    ("POST", "/auth/login", "*"),
    ("POST", "/auth/pair", "*"),
    ("POST", "/auth/refresh", "bkepim"),
    ("POST", "/auth/keys/rotate", "m"),
    // Says who it is in its first frame.
    ("GET", "/live", "*"),
    ("GET", "/people", "m"),
    ("POST", "/people", "m"),
    ("PATCH", "/people/{id}", "m"),
    ("DELETE", "/people/{id}", "m"),
    ("GET", "/devices", "m"),
    ("POST", "/devices", "m"),
    ("DELETE", "/devices/{id}", "m"),
    ("POST", "/devices/{id}/code", "m"),
    ("GET", "/audit", "m"),
    ("GET", "/names", "kepm"),
    ("GET", "/orders", "kepim"),
    ("POST", "/orders", "pim"),
    ("GET", "/orders/{id}", "kepim"),
    ("GET", "/orders/{id}/history", "kepim"),
    ("POST", "/orders/{id}/items", "pm"),
    ("POST", "/orders/{id}/fire", "epm"),
    ("POST", "/orders/{id}/priority", "epm"),
    ("POST", "/orders/{id}/hold", "epm"),
    ("POST", "/orders/{id}/complete", "epm"),
    ("POST", "/orders/{id}/cancel", "pm"),
    ("POST", "/orders/{id}/recall", "em"),
    ("POST", "/orders/{id}/payments", "pm"),
    ("POST", "/orders/{id}/bump", "kem"),
    ("POST", "/orders/{id}/recall-ticket", "kem"),
    ("POST", "/orders/{id}/items/{item}/start", "kem"),
    ("POST", "/orders/{id}/items/{item}/prepared", "kem"),
    ("POST", "/orders/{id}/items/{item}/recall", "kem"),
    ("POST", "/orders/{id}/items/{item}/void", "pm"),
    ("POST", "/orders/{id}/items/{item}/acknowledge-allergy", "kem"),
    ("POST", "/orders/{id}/transfer", "pm"),
    ("POST", "/orders/{id}/split", "pm"),
    ("POST", "/orders/{id}/merge", "pm"),
    ("POST", "/orders/{id}/discount", "pm"),
    ("POST", "/quotes", "pm"),
    ("PUT", "/board/sequence", "em"),
    ("GET", "/customers", "pm"),
    ("POST", "/customers", "pm"),
    ("GET", "/customers/{id}", "pm"),
    ("GET", "/customers/{id}/ledger", "pm"),
    ("GET", "/payments/failed", "m"),
    ("POST", "/payments/failed/{id}/retry", "m"),
    ("POST", "/payments/failed/{id}/resolve", "m"),
    ("GET", "/prep-times", "kepm"),
    ("GET", "/screens", "m"),
    ("GET", "/alerts", "m"),
    ("POST", "/alerts/{id}/acknowledge", "m"),
    ("GET", "/webhooks", "m"),
    ("POST", "/webhooks", "m"),
    ("GET", "/webhooks/{id}", "m"),
    ("DELETE", "/webhooks/{id}", "m"),
    ("GET", "/webhooks/{id}/deliveries", "m"),
    ("POST", "/webhooks/{id}/deliveries/{delivery}/retry", "m"),
    ("GET", "/replay", "m"),
    ("GET", "/reports/tickets", "m"),
    ("GET", "/reports/sales", "m"),
    ("GET", "/inventory", "m"),
    ("POST", "/inventory/{id}/restock", "m"),
    ("POST", "/inventory/{id}/waste", "m"),
    ("POST", "/inventory/{id}/count", "m"),
    ("GET", "/inventory/{id}/ledger", "m"),
    ("GET", "/settings", "m"),
    ("PUT", "/settings", "m"),
    ("PUT", "/menu", "m"),
    ("POST", "/menu/import", "m"),
    ("GET", "/menu/export", "m"),
    ("GET", "/events", "im"),
    ("GET", "/menu", "pim"),
    ("PUT", "/menu/items/{id}/availability", "kepm"),
    ("GET", "/openapi.json", "*"),
    ("GET", "/asyncapi.json", "*"),
    ("GET", "/healthz", "*"),
    ("GET", "/readyz", "*"),
    ("GET", "/metrics", "*"),
];

const ROLES: &str = "bkepim";
pub const MACHINE_ROOM: [&str; 3] = ["/healthz", "/readyz", "/metrics"];
const METHODS: [&str; 6] = ["get", "post", "put", "patch", "delete", "any"];

/// The router's own text: method and path of each route.
pub fn routes() -> BTreeSet<(String, String)> {
    let source: String = include_str!("../../src/router.rs").chars().filter(|c| !c.is_whitespace()).collect();
    let mut routes = BTreeSet::new();
    for call in source.split(".route(\"").skip(1) {
        let (path, handlers) = call.split_once('"').unwrap();
        let mut depth = 1;
        let end = handlers.char_indices().find(|(_, c)| {
            depth += i32::from(*c == '(') - i32::from(*c == ')');
            depth == 0
        });
        let handlers = &handlers[..end.expect("a route ends").0];
        for method in METHODS {
            for (at, _) in handlers.match_indices(&format!("{method}(")) {
                if handlers[..at].ends_with([',', '.']) {
                    routes.insert((method.to_uppercase(), path.to_owned()));
                }
            }
        }
    }
    routes
}

#[test]
fn every_route_has_its_row() {
    let routes = routes();
    assert!(routes.len() >= 35, "the router could not be read: {routes:?}");
    let table: BTreeSet<_> = TABLE.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    let missing: Vec<_> = routes.difference(&table).collect();
    assert!(missing.is_empty(), "say in the table who may: {missing:?}");
    let gone: Vec<_> = table.difference(&routes).collect();
    assert!(gone.is_empty(), "no longer in the router: {gone:?}");
}

#[test]
fn every_route_lets_in_whom_the_table_names_and_nobody_else() {
    run(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let manager = house.manager(&node).await;
        let shop = manager.post("/devices", json!({ "name": "Shop", "role": "integration" })).await.ok();
        let (board, _) = house.paired(&node, json!({ "name": "Board", "role": "board" })).await;
        let users = [
            board,
            house.kds(&node, "oven").await,
            house.expo(&node).await,
            house.pos(&node).await,
            house.nobody(&node).with_token(shop["token"].as_str().unwrap()),
            manager,
        ];
        let nobody = house.nobody(&node);
        let revoked = {
            let (user, id) = house.paired(&node, json!({ "name": "Gone", "role": "kitchen" })).await;
            users[5].delete(&format!("/devices/{id}")).await.ok();
            user
        };
        for (method, path, who) in TABLE {
            let id = key();
            let at = path.replace("{id}", &id).replace("{item}", &id).replace("{delivery}", &id);
            let at = if MACHINE_ROOM.contains(path) { at } else { format!("/api/v1{at}") };
            let ask = |user: &crate::harness::User| {
                let call = user.raw(method, &at);
                let call = if *method == "GET" { call } else { call.json(&json!({})) };
                async move { call.send().await }
            };
            if *who == "*" {
                let answer = ask(&nobody).await;
                assert!(!matches!(answer.status, 401 | 403 | 404 | 405 | 500..), "{method} {path}: {answer:?}");
                continue;
            }
            ask(&nobody).await.refused(401, "unauthorized");
            ask(&nobody.with_token("a.b.c")).await.refused(401, "unauthorized");
            ask(&revoked).await.refused(401, "unauthorized");
            for (letter, user) in ROLES.chars().zip(&users) {
                let answer = ask(user).await;
                if who.contains(letter) {
                    assert!(!matches!(answer.status, 401 | 403 | 405 | 500..), "{letter} {method} {path}: {answer:?}");
                } else {
                    assert_eq!((answer.status, answer.code()), (403, "forbidden"), "{letter} {method} {path}");
                }
            }
        }
        node
    });
}
