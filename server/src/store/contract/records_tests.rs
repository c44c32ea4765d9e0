//! What stands beside the orders: records, ledgers, positions, the menu, and what is off.

use super::*;

on_both! {
    a_new_location_has_its_stock
    a_record_is_replaced_and_found_by_its_second_name
    records_are_listed_highest_rank_first_and_paged
    records_belong_to_their_location_and_kind
    a_ledger_is_read_newest_first_and_paged
    a_line_stands_once
    positions_are_kept_and_moved
    what_stands_beside_the_orders_comes_with_its_commit_or_not_at_all
    a_menu_is_replaced
    settings_are_changed
    what_is_off_and_the_last_key_are_told
}

fn record(kind: Kind, id: &str, rank: i64, json: &str) -> RecordRow {
    RecordRow { kind, id: id.into(), lookup: None, rank, json: json.into() }
}

fn line(account: &str, seq: u64, line: u32, amount: i64) -> LedgerRow {
    LedgerRow { account: account.into(), seq, line, amount, json: format!("{{\"n\":{amount}}}") }
}

fn records(records: Vec<RecordRow>) -> Write {
    Write { records, ..Write::default() }
}

async fn a_new_location_has_its_stock(fixture: &Fixture) {
    let store = fixture.ready().await;
    let json = store.record(&main(), Kind::Ingredient, "mozzarella").await.unwrap().unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let told = ["stock", "reserved", "opening", "threshold"].map(|field| json[field].as_i64());
    assert_eq!(told, [Some(50_000), Some(0), Some(50_000), Some(0)]);
    let mut batch = store.begin(&main()).await.unwrap();
    assert_eq!(batch.records_of(Kind::Ingredient).await.unwrap().len(), 1);
}

async fn a_record_is_replaced_and_found_by_its_second_name(fixture: &Fixture) {
    let store = fixture.ready().await;
    let named = |lookup: &str, json: &str| RecordRow { lookup: Some(lookup.into()), ..record(Kind::Customer, "ines", 1, json) };
    commit(&store, &main(), &records(vec![named("555", "1"), record(Kind::Customer, "anna", 2, "2")])).await.unwrap();
    let by_name = |lookup: &str| {
        let (store, filter) = (store.clone(), RecordFilter::of(Kind::Customer, 10).called(lookup));
        async move { store.records(&main(), &filter).await.unwrap() }
    };
    assert_eq!(by_name("555").await, [named("555", "1")]);
    commit(&store, &main(), &records(vec![named("777", "3")])).await.unwrap();
    assert!(by_name("555").await.is_empty(), "the old name is free");
    assert_eq!(by_name("777").await, [named("777", "3")]);
    assert_eq!(store.record(&main(), Kind::Customer, "ines").await.unwrap().as_deref(), Some("3"));
    let mut batch = store.begin(&main()).await.unwrap();
    let ids = [(Kind::Customer, "ines".to_owned()), (Kind::Customer, "nobody".to_owned()), (Kind::Alert, "ines".to_owned())];
    assert_eq!(batch.records(&ids).await.unwrap(), [named("777", "3")]);
    assert!(batch.records(&[]).await.unwrap().is_empty());
    drop(batch);
    let twice = records(vec![named("1", "1"), named("2", "2")]);
    assert!(refused(commit(&store, &main(), &twice).await), "twice in one write");
    assert!(refused(commit(&store, &main(), &records(vec![named("a\0b", "1")])).await), "a NUL byte");
}

async fn records_are_listed_highest_rank_first_and_paged(fixture: &Fixture) {
    let store = fixture.ready().await;
    // two of each rank, so that the id has to decide
    let rows: Vec<RecordRow> = (0..21).map(|k| record(Kind::Alert, &format!("a{k:02}"), k / 2, &k.to_string())).collect();
    commit(&store, &main(), &records(rows.clone())).await.unwrap();
    let (mut paged, mut before) = (Vec::new(), None);
    loop {
        let filter = RecordFilter { before, ..RecordFilter::of(Kind::Alert, 4) };
        let page = store.records(&main(), &filter).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some((last.rank, last.id.clone()));
        paged.extend(page);
    }
    assert_eq!(paged, rows.into_iter().rev().collect::<Vec<_>>(), "pages neither repeat nor miss");
}

async fn records_belong_to_their_location_and_kind(fixture: &Fixture) {
    let store = fixture.ready().await;
    commit(&store, &main(), &records(vec![record(Kind::Device, "x", 1, "\"ü\"")])).await.unwrap();
    assert!(store.record(&LocationId::from("branch"), Kind::Device, "x").await.unwrap().is_none());
    assert!(store.record(&main(), Kind::Webhook, "x").await.unwrap().is_none());
    assert_eq!(store.record(&main(), Kind::Device, "x").await.unwrap().as_deref(), Some("\"ü\""));
    let none = RecordFilter::of(Kind::Webhook, 10);
    assert!(store.records(&main(), &none).await.unwrap().is_empty());
}

async fn a_ledger_is_read_newest_first_and_paged(fixture: &Fixture) {
    let store = fixture.ready().await;
    let lines =
        vec![line("stock/a", 1, 0, 5), line("stock/a", 1, 1, -2), line("stock/b", 1, 0, 9), line("stock/a", 7, 0, i64::MAX)];
    commit(&store, &main(), &Write { ledger: lines.clone(), ..Write::default() }).await.unwrap();
    let read = async |account: &str, before, limit| store.ledger(&main(), account, before, limit).await.unwrap();
    assert_eq!(read("stock/a", None, 10).await, [lines[3].clone(), lines[1].clone(), lines[0].clone()]);
    assert_eq!(read("stock/a", None, 1).await, [lines[3].clone()]);
    assert_eq!(read("stock/a", Some((7, 0)), 1).await, [lines[1].clone()]);
    assert_eq!(read("stock/a", Some((1, 1)), 10).await, [lines[0].clone()]);
    assert!(read("stock/c", None, 10).await.is_empty());
    assert!(store.ledger(&LocationId::from("branch"), "stock/a", None, 10).await.unwrap().is_empty());
}

async fn a_line_stands_once(fixture: &Fixture) {
    let store = fixture.ready().await;
    let write = Write { ledger: vec![line("stock/a", 1, 0, 5)], ..Write::default() };
    commit(&store, &main(), &write).await.unwrap();
    assert!(refused(commit(&store, &main(), &write).await), "a ledger is never rewritten");
    let read = store.ledger(&main(), "stock/a", None, 10).await.unwrap();
    assert_eq!(read, write.ledger);
}

async fn positions_are_kept_and_moved(fixture: &Fixture) {
    let store = fixture.ready().await;
    assert!(store.positions(&main()).await.unwrap().is_empty());
    for (consumer, position) in [("inventory", 3), ("alerts", 1), ("inventory", 8)] {
        let write = Write { positions: vec![(consumer.to_owned(), position)], ..Write::default() };
        commit(&store, &main(), &write).await.unwrap();
    }
    let mut kept = store.positions(&main()).await.unwrap();
    kept.sort();
    assert_eq!(kept, [("alerts".to_owned(), 1), ("inventory".to_owned(), 8)]);
    let mut batch = store.begin(&main()).await.unwrap();
    let mut under_lock = batch.positions().await.unwrap();
    under_lock.sort();
    assert_eq!(under_lock, kept);
    assert!(store.positions(&LocationId::from("branch")).await.unwrap().is_empty());
}

async fn what_stands_beside_the_orders_comes_with_its_commit_or_not_at_all(fixture: &Fixture) {
    let store = fixture.ready().await;
    commit(&store, &main(), &placing(0, 1)).await.unwrap();
    let beside = Write {
        records: vec![record(Kind::Alert, "x", 1, "1")],
        ledger: vec![line("stock/a", 2, 0, 5)],
        positions: vec![("inventory".into(), 2)],
        menu: Some("{\"version\":2,\"items\":[],\"groups\":[]}".into()),
        ..placing(1, 1)
    };
    assert!(refused(commit(&store, &main(), &beside).await), "the number was given before");
    assert!(store.record(&main(), Kind::Alert, "x").await.unwrap().is_none());
    assert!(store.ledger(&main(), "stock/a", None, 10).await.unwrap().is_empty());
    assert!(store.positions(&main()).await.unwrap().is_empty());
    assert_eq!(store.location(&main()).await.unwrap().unwrap().menu.version, 1);
    commit(&store, &main(), &Write { orders: vec![order(2)], ..beside }).await.unwrap();
    assert!(store.record(&main(), Kind::Alert, "x").await.unwrap().is_some());
    assert_eq!(store.ledger(&main(), "stock/a", None, 10).await.unwrap().len(), 1);
    assert_eq!(store.positions(&main()).await.unwrap().len(), 1);
}

async fn a_menu_is_replaced(fixture: &Fixture) {
    let store = fixture.ready().await;
    let menu = json!({ "version": 2, "items": [{ "id": "soup", "name": "Süppchen", "price": 600 }], "groups": [] });
    commit(&store, &main(), &Write { menu: Some(menu.to_string()), ..Write::default() }).await.unwrap();
    let kept = store.location(&main()).await.unwrap().unwrap().menu;
    assert_eq!((kept.version, kept.items[0].name.as_str()), (2, "Süppchen"));
    assert_eq!(store.location(&LocationId::from("branch")).await.unwrap().unwrap().menu.version, 1);
}

async fn settings_are_changed(fixture: &Fixture) {
    let store = fixture.ready().await;
    let mut location = store.location(&main()).await.unwrap().unwrap().location;
    location.thresholds.late_seconds = 4_711;
    let json = serde_json::to_string(&location).unwrap();
    commit(&store, &main(), &Write { location: Some(json), ..Write::default() }).await.unwrap();
    let kept = store.location(&main()).await.unwrap().unwrap();
    assert_eq!((kept.location, kept.menu.version), (location, 1));
    let other = store.location(&LocationId::from("branch")).await.unwrap().unwrap().location;
    assert_ne!(other.thresholds.late_seconds, 4_711);
}

async fn what_is_off_and_the_last_key_are_told(fixture: &Fixture) {
    let store = fixture.ready().await;
    assert_eq!(store.last_key(&main()).await.unwrap(), None);
    let off = AvailabilityRow { menu_item_id: "pizza".into(), available: false, remaining: Some(3), why: Some("by hand".into()) };
    let keys = vec![KeyRow { seq: 7, ..key(1_000) }, KeyRow { seq: 3, ..key(1_000) }];
    commit(&store, &main(), &Write { availability: vec![off.clone()], keys, ..Write::default() }).await.unwrap();
    assert_eq!(store.availability(&main()).await.unwrap(), [off]);
    assert_eq!(store.last_key(&main()).await.unwrap(), Some(7));
    assert!(store.availability(&LocationId::from("branch")).await.unwrap().is_empty());
}
