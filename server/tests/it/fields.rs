//! What cannot be read or is wrong: told as a problem, to the field; and nothing gives a 500.

use serde_json::{Value, json};

use crate::harness::{Bus, Db, key, run, takeaway};

#[test]
fn each_wrong_field_is_pointed_at() {
    run(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let pos = house.pos(&node).await;
        let with = |field: &str, value: Value| {
            let mut body = takeaway(&[("margherita", 1)]);
            *body.pointer_mut(field).unwrap_or(&mut Value::Null) = value.clone();
            if body.pointer(field).is_none() {
                let (parent, name) = field.rsplit_once('/').unwrap();
                body.pointer_mut(parent).unwrap()[name] = value;
            }
            body
        };
        for (body, pointer) in [
            (with("/items/0/menu_item_id", json!("unicorn")), "/items/0/menu_item_id"),
            (with("/items/0/quantity", json!(0)), "/items/0/quantity"),
            (with("/items/0/quantity", json!(1000)), "/items/0/quantity"),
            (with("/items/0/quantity", json!(-1)), "/items/0/quantity"),
            (with("/items/0/quantity", json!(1.5)), "/items/0/quantity"),
            (with("/items/0/note", json!("ring\u{7}")), "/items/0/note"),
            (with("/items/0/note", json!("x".repeat(501))), "/items/0/note"),
            (with("/items/0/modifiers", json!(["rare"])), "/items/0/modifiers"),
            (with("/items/0/modifiers", json!(["chili", "no-olives", "extra-cheese"])), "/items/0/modifiers"),
            (with("/items/0/colour", json!("red")), "/items/0"),
            (with("/items", json!([])), "/items"),
            (with("/channel", json!("drive_in")), "/channel"),
            (with("/table", json!("a\u{0}b")), "/table"),
            (with("/covers", json!(0)), "/covers"),
            (with("/guest", json!({ "name": "" })), "/guest/name"),
            (with("/due_at", json!("soon")), "/due_at"),
            (with("/surprise", json!(1)), ""),
            (takeaway(&[("steak", 1)]), "/items/0/modifiers"),
            (json!([]), ""),
            (json!(null), ""),
            (json!({ "items": [] }), ""),
        ] {
            let answer = pos.place(body.clone()).await;
            answer.refused(422, "invalid");
            let pointers: Vec<&str> =
                answer.body["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
            assert!(pointers.iter().any(|p| p.starts_with(pointer)), "{body} → {pointers:?}");
        }
        assert_eq!(pos.get("/orders").await.ok()["items"], json!([]), "nothing was placed");
        node
    });
}

#[test]
fn what_cannot_be_read_is_told_by_its_status() {
    run(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let pos = house.pos(&node).await;
        let post = |kind: &str, body: Vec<u8>| {
            let call = pos.call("POST", "/orders").key(&key());
            let call = if kind.is_empty() { call } else { call.header("content-type", kind) };
            call.body(body).send()
        };
        let good = takeaway(&[("cola", 1)]).to_string().into_bytes();
        for broken in [&b"{"[..], b"\xff\xfe", b"{\"a\":1}x", b"nul"] {
            post("application/json", broken.to_vec()).await.refused(400, "malformed");
        }
        post("application/json", vec![b'['; 100_000]).await.refused(400, "malformed");
        post("text/plain", good.clone()).await.refused(415, "unsupported_media_type");
        post("", good.clone()).await.refused(415, "unsupported_media_type");
        assert_eq!(post("application/json; charset=utf-8", good).await.status, 201);
        post("application/json", vec![b' '; 300 * 1024]).await.refused(413, "too_large");
        pos.get("/nowhere").await.refused(404, "not_found");
        pos.raw("GET", "/api/v2/orders").send().await.refused(404, "not_found");
        assert_eq!(pos.call("DELETE", "/orders").send().await.status, 405);
        assert_eq!(pos.call("DELETE", "/orders").send().await.content_type, "application/problem+json");
        pos.get(&format!("/orders/{}", key())).await.refused(404, "not_found");
        house.nobody(&node).get("/orders").await.refused(401, "unauthorized");
        pos.with_token("a.b.c").get("/orders").await.refused(401, "unauthorized");
        node
    });
}

#[test]
fn nothing_a_client_sends_gives_a_500() {
    run(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let manager = house.manager(&node).await;
        let order = manager.place(takeaway(&[("cola", 1)])).await.ok();
        let id = order["id"].as_str().unwrap();
        let item = order["items"][0]["id"].as_str().unwrap();
        let deep = format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200));
        let bodies: [&str; 14] = [
            "",
            "{",
            "null",
            "[]",
            "\"x\"",
            "1e999",
            "{\"reason\":null}",
            "{\"course\":-1}",
            "{\"course\":99999999999999999999}",
            "{\"station\":{}}",
            "{\"quantity\":18446744073709551615,\"reason\":\"\\ud800\"}",
            "{\"reason\":\"\\u0000\"}",
            "{\"available\":true,\"remaining\":4294967295}",
            &deep,
        ];
        let paths = [
            "/orders".to_owned(),
            format!("/orders/{id}/fire"),
            format!("/orders/{id}/priority"),
            format!("/orders/{id}/bump"),
            format!("/orders/{id}/items"),
            format!("/orders/{id}/payments"),
            format!("/orders/{id}/recall-ticket"),
            format!("/orders/{id}/items/{item}/void"),
            "/orders/%00/cancel".into(),
            "/orders/../x/cancel".into(),
            "/orders/%ff%fe/fire".into(),
            format!("/orders/{id}/items/'%20OR%201=1/start"),
            "/auth/login".into(),
            "/auth/refresh".into(),
        ];
        for path in &paths {
            for body in bodies {
                for method in ["POST", "PUT", "PATCH"] {
                    let call = manager.call(method, path).key(&key()).header("content-type", "application/json");
                    let answer = call.body(body.to_owned()).send().await;
                    assert!(answer.status < 500, "{method} {path} {body}: {answer:?}");
                    if answer.status >= 400 {
                        assert_eq!(answer.content_type, "application/problem+json", "{method} {path}: {answer:?}");
                    }
                }
            }
        }
        for query in [
            "after=-1",
            "after=18446744073709551615",
            "after=9223372036854775808",
            "limit=99999999999",
            "after=%00",
            "after=1&after=2",
        ] {
            let answer = manager.get(&format!("/events?{query}")).await;
            assert!(answer.status < 500, "{query}: {answer:?}");
        }
        let long = "x".repeat(8_000);
        for (name, value) in [
            ("idempotency-key", "'; DROP TABLE"),
            ("if-match", "*"),
            ("if-match", "-1"),
            ("authorization", "Basic eA=="),
            ("x-request-id", &*long),
            ("accept", "text/html"),
        ] {
            let answer = manager.call("POST", "/orders").header(name, value).json(&takeaway(&[("cola", 1)])).send().await;
            assert!(answer.status < 500, "{name}: {answer:?}");
            for leak in ["SELECT", "sqlx", "/src/", "panicked"] {
                assert!(!answer.text.contains(leak), "{answer:?}");
            }
        }
        manager.place(takeaway(&[("cola", 1)])).await.ok();
        node
    });
}
