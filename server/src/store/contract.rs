//! What every store promises, as one suite that runs on both databases.
//!
//! SQLite gets a folder of its own; PostgreSQL a database of its own, made through the server
//! that `PASSLINE_TEST_DATABASE_URL` names. `cargo xtask test` always names one.

use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Waker};

use serde_json::json;
use shared::ids::*;
use shared::location::LocationFile;
use shared::order::Status;
use shared::time::Timestamp;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

use super::*;

/// A database of one test's own.
struct Fixture {
    url: String,
    _folder: Option<tempfile::TempDir>,
    /// The server and the database's name on it.
    postgres: Option<(PgConnectOptions, String)>,
}

impl Fixture {
    async fn sqlite() -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/new folder/passline.db", folder.path().display());
        Fixture { url, _folder: Some(folder), postgres: None }
    }

    async fn postgres() -> Option<Fixture> {
        let Ok(url) = std::env::var("PASSLINE_TEST_DATABASE_URL") else {
            assert!(std::env::var("PASSLINE_TEST_ALL").is_err(), "PASSLINE_TEST_DATABASE_URL is not set");
            eprintln!("not run: PASSLINE_TEST_DATABASE_URL names no PostgreSQL server");
            return None;
        };
        let admin = PgConnectOptions::from_str(&url).unwrap();
        let name = format!("passline_test_{}", Uuid::new_v4().simple());
        let mut conn = admin.connect().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut conn).await.unwrap();
        let url = admin.clone().database(&name).to_url_lossy().to_string();
        Some(Fixture { url, _folder: None, postgres: Some((admin, name)) })
    }

    async fn open(&self) -> Arc<dyn Store> {
        open(&self.url, 10).await.unwrap()
    }

    /// Open, and with two locations.
    async fn ready(&self) -> Arc<dyn Store> {
        let store = self.open().await;
        for id in ["main", "branch"] {
            assert!(store.create_location(&new_location(id)).await.unwrap());
        }
        store
    }

    async fn end(self) {
        if let Some((admin, name)) = self.postgres {
            let mut conn = admin.connect().await.unwrap();
            let drop = format!("DROP DATABASE {name} WITH (FORCE)");
            sqlx::raw_sql(AssertSqlSafe(drop)).execute(&mut conn).await.unwrap();
        }
    }
}

fn main() -> LocationId {
    LocationId::from("main")
}

fn new_location(id: &str) -> NewLocation {
    let file: LocationFile = serde_json::from_value(json!({
        "location": { "id": id, "name": "Passline Diner", "timezone": "Europe/Berlin", "currency": "EUR",
                      "tax_percent": "8.875", "business_day_starts": "04:00" },
        "stations": [{ "id": "oven", "name": "Oven", "backup": "expo" }],
        "ingredients": [{ "id": "mozzarella", "name": "Mozzarella", "unit": "g", "stock": 50000 }],
        "items": [{ "id": "pizza", "name": "Pizza", "price": 1295, "station": "oven" }],
        "loyalty": { "points_per_major_unit": 1 }
    }))
    .unwrap();
    let cook = NewPerson {
        id: PersonId(fresh()),
        name: "Cleo".into(),
        role: Role::Kitchen,
        stations: vec![StationId::from("oven")],
        pin_lookup: b"looked up".to_vec(),
        pin_hash: "hashed".into(),
    };
    NewLocation { file, epoch: Epoch(fresh()), people: vec![cook], now: Timestamp(1) }
}

/// Ids that grow, as those of the server do.
fn fresh() -> Uuid {
    static LAST: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u128(u128::from(LAST.fetch_add(1, Ordering::Relaxed)) << 64)
}

fn event(seq: u64, order_id: Option<OrderId>) -> NewEvent {
    NewEvent { seq, kind: "order.placed".into(), order_id, at: Timestamp(seq as i64), json: format!("{{\"seq\":{seq}}}") }
}

/// An order whose JSON is its number.
fn order(number: u32) -> OrderRow {
    OrderRow {
        id: OrderId(fresh()),
        number,
        business_day: "2026-11-22".into(),
        status: Status::Confirmed,
        placed_at: Timestamp(1_000 + i64::from(number)),
        completed_at: None,
        external_id: None,
        json: number.to_string(),
    }
}

fn key(at: i64) -> KeyRow {
    KeyRow {
        id: CommandId(fresh()),
        fingerprint: vec![1, 2, 3],
        status: 201,
        order_id: Some(OrderId(fresh())),
        seq: 1,
        body: None,
        at: Timestamp(at),
    }
}

/// One order, the event and the key of its placing.
fn placing(head: u64, number: u32) -> Write {
    let order = order(number);
    Write { events: vec![event(head + 1, Some(order.id))], orders: vec![order], keys: vec![key(1_000)], ..Write::default() }
}

fn some_orders(orders: Vec<OrderRow>) -> Write {
    Write { orders, ..Write::default() }
}

async fn commit(store: &Arc<dyn Store>, location: &LocationId, write: &Write) -> Result<()> {
    store.begin(location).await?.commit(write).await
}

async fn head(store: &Arc<dyn Store>) -> u64 {
    store.head(&main()).await.unwrap().unwrap()
}

/// Polls it once; it must have to wait.
fn began<T>(work: Pin<&mut impl Future<Output = T>>) -> bool {
    work.poll(&mut Context::from_waker(Waker::noop())).is_pending()
}

fn refused<T>(result: Result<T>) -> bool {
    matches!(result, Err(StoreError::Refused(_)))
}

fn unavailable<T>(result: Result<T>) -> bool {
    matches!(result, Err(StoreError::Unavailable(_)))
}

macro_rules! on_both {
    ($($name:ident)*) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let fixture = super::Fixture::sqlite().await;
                super::$name(&fixture).await;
                fixture.end().await;
            })*
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let Some(fixture) = super::Fixture::postgres().await else { return };
                super::$name(&fixture).await;
                fixture.end().await;
            })*
        }
    };
}

/// What stands beside the orders.
mod records_tests;
/// Which screens are connected.
mod screens_tests;

on_both! {
    a_location_is_made_once
    people_are_found_by_their_pin
    a_secret_stays_what_it_was_first
    secrets_of_one_name_come_in_order
    people_change_and_go_and_free_their_pin
    the_log_is_read_backwards_too
    the_log_has_no_gap
    a_batch_is_all_or_nothing
    a_key_is_found_for_as_long_as_asked
    a_key_used_twice_is_refused
    a_value_that_cannot_be_kept_is_refused
    an_order_is_replaced_and_keeps_its_number
    a_number_is_given_once_a_day
    lists_are_filtered_and_paged_newest_first
    the_history_of_an_order_ends_where_asked
    availability_and_the_rail_are_kept
    the_board_is_as_of_one_commit
    the_board_shows_the_last_completed
    a_second_batch_on_a_location_waits_and_gives_up
    a_dropped_batch_leaves_nothing_and_frees_the_lock
    a_begin_that_was_given_up_frees_the_lock
    eight_writers_make_one_log_without_a_gap
    old_keys_are_forgotten_a_few_at_a_time
    opening_at_the_same_time_migrates_once
    what_was_committed_is_there_after_opening_again
    an_unknown_location_has_nothing
    a_job_is_taken_by_one_until_its_lease_ends
    a_job_is_done_once_more_set_aside_or_done
    jobs_are_found_by_their_ids
    a_location_is_worked_by_one_owner_at_a_time
}

async fn a_location_is_made_once(fixture: &Fixture) {
    let store = fixture.open().await;
    store.ready().await.unwrap();
    let first = new_location("main");
    assert!(store.create_location(&first).await.unwrap());
    let mut second = new_location("main");
    second.file.location.name = "Another".into();
    assert!(!store.create_location(&second).await.unwrap());
    let kept = store.location(&main()).await.unwrap().unwrap();
    assert_eq!((kept.epoch, kept.head), (first.epoch, 0));
    assert_eq!(kept.location, first.file.location);
    assert_eq!(kept.stations, first.file.stations);
    assert_eq!((kept.menu.version, &kept.menu.items), (1, &first.file.items));
    assert_eq!(kept.loyalty, first.file.loyalty);
}

async fn people_are_found_by_their_pin(fixture: &Fixture) {
    let store = fixture.ready().await;
    let person = store.person_by_pin(&main(), b"looked up").await.unwrap().unwrap();
    assert_eq!((person.name.as_str(), person.role, person.pin_hash.as_str()), ("Cleo", Role::Kitchen, "hashed"));
    assert_eq!(person.stations, [StationId::from("oven")]);
    assert_eq!(store.person(&main(), person.id).await.unwrap().unwrap().name, "Cleo");
    assert!(store.person_by_pin(&main(), b"not this").await.unwrap().is_none());
    let elsewhere = store.person(&LocationId::from("branch"), person.id).await.unwrap();
    assert!(elsewhere.is_none(), "a person belongs to one location");
}

async fn a_secret_stays_what_it_was_first(fixture: &Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let (a, b) = tokio::join!(one.secret("pin", b"one"), other.secret("pin", b"other"));
    assert_eq!(a.unwrap(), b.unwrap());
    assert_eq!(one.secret("token", b"third").await.unwrap(), b"third");
}

async fn secrets_of_one_name_come_in_order(fixture: &Fixture) {
    let store = fixture.open().await;
    for (name, value) in [("key/2", b"c"), ("keys", b"x"), ("key", b"a"), ("key/1", b"b"), ("k", b"y")] {
        store.secret(name, value).await.unwrap();
    }
    assert_eq!(store.secrets("key").await.unwrap(), [b"a".to_vec(), b"b".to_vec(), b"c".to_vec()]);
    assert!(store.secrets("nothing").await.unwrap().is_empty());
}

async fn people_change_and_go_and_free_their_pin(fixture: &Fixture) {
    let store = fixture.ready().await;
    let mut batch = store.begin(&main()).await.unwrap();
    let before = batch.people().await.unwrap();
    drop(batch);
    assert_eq!((before.len(), before[0].pin_lookup.as_slice(), before[0].active), (1, &b"looked up"[..], true));
    let write = |people| Write { people, ..Write::default() };
    let mut cleo = before[0].clone();
    (cleo.person.name, cleo.person.role, cleo.pin_lookup) = ("Cleopatra".into(), Role::Expo, b"new".to_vec());
    let mut other = before[0].clone();
    (other.person.id, other.person.name) = (PersonId(fresh()), "Otto".into());
    commit(&store, &main(), &write(vec![cleo.clone(), other.clone()])).await.unwrap();
    assert_eq!(store.person_by_pin(&main(), b"new").await.unwrap().unwrap().name, "Cleopatra");
    assert_eq!(store.person_by_pin(&main(), b"looked up").await.unwrap().unwrap().name, "Otto");
    let mut twin = other.clone();
    twin.person.id = PersonId(fresh());
    assert!(refused(commit(&store, &main(), &write(vec![twin.clone()])).await), "a PIN belongs to one");
    other.active = false;
    commit(&store, &main(), &write(vec![other.clone(), twin])).await.unwrap();
    assert!(store.person(&main(), other.person.id).await.unwrap().is_none());
    assert_eq!(store.people(&main()).await.unwrap().len(), 2);
    let names = store.names(&main()).await.unwrap();
    assert_eq!(names.len(), 3, "those who are gone keep their names");
    assert!(names.contains(&(other.person.id, "Otto".into())));
}

async fn the_log_is_read_backwards_too(fixture: &Fixture) {
    let store = fixture.ready().await;
    let events = (1..=5).map(|seq| event(seq, None)).collect();
    commit(&store, &main(), &Write { events, ..Write::default() }).await.unwrap();
    let seqs = async |before, limit| {
        store.events_before(&main(), before, limit).await.unwrap().iter().map(|e| e.seq).collect::<Vec<_>>()
    };
    assert_eq!(seqs(u64::MAX, 2).await, [5, 4]);
    assert_eq!(seqs(4, 10).await, [3, 2, 1]);
    assert!(seqs(1, 10).await.is_empty());
}

async fn the_log_has_no_gap(fixture: &Fixture) {
    let store = fixture.ready().await;
    let two = Write { events: vec![event(1, None), event(2, None)], ..Write::default() };
    commit(&store, &main(), &two).await.unwrap();
    let batch = store.begin(&main()).await.unwrap();
    assert_eq!(batch.head(), 2);
    drop(batch);
    for (why, seqs) in [("a gap", vec![4]), ("a moved head", vec![2]), ("a gap within", vec![3, 5]), ("a repeat", vec![3, 3])] {
        let write = Write { events: seqs.into_iter().map(|seq| event(seq, None)).collect(), ..Write::default() };
        assert!(refused(commit(&store, &main(), &write).await), "{why}");
    }
    commit(&store, &main(), &Write { events: vec![event(3, None)], ..Write::default() }).await.unwrap();
    let log = store.events(&main(), 1, 100).await.unwrap();
    assert_eq!(log.iter().map(|e| e.seq).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(log[1].json, "{\"seq\":3}");
    assert_eq!(store.events(&main(), 0, 1).await.unwrap().len(), 1);
    let mut batch = store.begin(&main()).await.unwrap();
    assert_eq!(batch.events_after(1, 100).await.unwrap(), log);
    drop(batch);
    let mut heads = store.heads(&[main(), LocationId::from("branch"), LocationId::from("none")]).await.unwrap();
    heads.sort();
    assert_eq!(heads, [(LocationId::from("branch"), 0), (main(), 3)]);
}

async fn a_batch_is_all_or_nothing(fixture: &Fixture) {
    let store = fixture.ready().await;
    commit(&store, &main(), &placing(0, 1)).await.unwrap();
    let mut write = placing(1, 2);
    // the same number on the same day
    write.orders.push(order(1));
    write.availability.push(AvailabilityRow { menu_item_id: "pizza".into(), available: false, remaining: None, why: None });
    write.sequence = Some(vec![write.orders[0].id]);
    assert!(refused(commit(&store, &main(), &write).await));
    assert_eq!(head(&store).await, 1);
    assert!(store.order(&main(), write.orders[0].id).await.unwrap().is_none());
    assert!(store.key(&main(), write.keys[0].id, Timestamp(0)).await.unwrap().is_none());
    let board = store.board(&main()).await.unwrap().unwrap();
    assert_eq!((board.head, board.open.len(), board.sequence.len(), board.availability.len()), (1, 1, 0, 0));
    assert_eq!(store.events(&main(), 0, 10).await.unwrap().len(), 1);
}

async fn a_key_is_found_for_as_long_as_asked(fixture: &Fixture) {
    let store = fixture.ready().await;
    let kept = KeyRow { body: Some("{\"a\":\"ü\"}".into()), order_id: None, ..key(1_000) };
    let write = Write { keys: vec![kept.clone(), key(2_000)], ..Write::default() };
    commit(&store, &main(), &write).await.unwrap();
    assert_eq!(store.key(&main(), kept.id, Timestamp(1_000)).await.unwrap().as_ref(), Some(&kept));
    assert!(store.key(&main(), kept.id, Timestamp(1_001)).await.unwrap().is_none());
    assert!(store.key(&LocationId::from("branch"), kept.id, Timestamp(0)).await.unwrap().is_none());
    let ids = [kept.id, write.keys[1].id, CommandId(fresh())];
    let mut batch = store.begin(&main()).await.unwrap();
    assert_eq!(batch.keys(&ids, Timestamp(1_000)).await.unwrap().len(), 2);
    assert_eq!(batch.keys(&ids, Timestamp(1_001)).await.unwrap(), [write.keys[1].clone()]);
    assert!(batch.keys(&[], Timestamp(0)).await.unwrap().is_empty());
    drop(batch);
    let mut batch = store.begin(&main()).await.unwrap();
    batch.keys(&ids, Timestamp(1_001)).await.unwrap();
    let again = KeyRow { id: kept.id, ..key(3_000) };
    batch.commit(&Write { keys: vec![again.clone()], ..Write::default() }).await.unwrap();
    assert_eq!(store.key(&main(), kept.id, Timestamp(0)).await.unwrap(), Some(again), "too old to count: used anew");
}

async fn a_key_used_twice_is_refused(fixture: &Fixture) {
    let store = fixture.ready().await;
    let first = placing(0, 1);
    commit(&store, &main(), &first).await.unwrap();
    let again = Write { keys: first.keys.clone(), ..placing(1, 2) };
    assert!(refused(commit(&store, &main(), &again).await), "used before");
    let twice = key(5);
    let twice = Write { keys: vec![twice.clone(), twice], ..placing(1, 3) };
    assert!(refused(commit(&store, &main(), &twice).await), "twice in one batch");
    assert_eq!(head(&store).await, 1);
    commit(&store, &LocationId::from("branch"), &first).await.unwrap();
}

async fn a_value_that_cannot_be_kept_is_refused(fixture: &Fixture) {
    let store = fixture.ready().await;
    let mut nul = placing(0, 1);
    nul.orders[0].external_id = Some("a\0b".into());
    assert!(refused(commit(&store, &main(), &nul).await), "a NUL byte");
    let mut twice = placing(0, 1);
    twice.orders.push(OrderRow { number: 2, ..twice.orders[0].clone() });
    assert!(refused(commit(&store, &main(), &twice).await), "an order twice");
    assert_eq!(head(&store).await, 0);
    assert!(store.orders(&main(), &OrderFilter { limit: 10, ..Default::default() }).await.unwrap().is_empty());
    commit(&store, &main(), &placing(0, 1)).await.unwrap();
}

async fn an_order_is_replaced_and_keeps_its_number(fixture: &Fixture) {
    let store = fixture.ready().await;
    let placed = order(7);
    commit(&store, &main(), &some_orders(vec![placed.clone(), order(8)])).await.unwrap();
    for (status, completed_at) in [(Status::Ready, None), (Status::Completed, Some(Timestamp(9))), (Status::Ready, None)] {
        let next = OrderRow { status, completed_at, json: format!("\"{status:?}\""), ..placed.clone() };
        commit(&store, &main(), &some_orders(vec![next.clone()])).await.unwrap();
        assert_eq!(store.order(&main(), placed.id).await.unwrap(), Some(next.json));
        let board = store.board(&main()).await.unwrap().unwrap();
        let done = usize::from(status == Status::Completed);
        assert_eq!((board.open.len(), board.recent.len()), (2 - done, done), "{status:?}");
    }
    let mut batch = store.begin(&main()).await.unwrap();
    let ids = [placed.id, OrderId(fresh())];
    assert_eq!(batch.orders(&ids).await.unwrap(), ["\"Ready\""]);
    assert_eq!(batch.last_number("2026-11-22").await.unwrap(), 8);
}

async fn a_number_is_given_once_a_day(fixture: &Fixture) {
    let store = fixture.ready().await;
    commit(&store, &main(), &some_orders(vec![order(1)])).await.unwrap();
    assert!(refused(commit(&store, &main(), &some_orders(vec![order(1)])).await));
    let tomorrow = OrderRow { business_day: "2026-11-23".into(), ..order(1) };
    commit(&store, &main(), &some_orders(vec![tomorrow])).await.unwrap();
    commit(&store, &LocationId::from("branch"), &some_orders(vec![order(1)])).await.unwrap();
    let mut batch = store.begin(&main()).await.unwrap();
    assert_eq!(batch.last_number("2026-11-22").await.unwrap(), 1);
    assert_eq!(batch.last_number("2026-11-24").await.unwrap(), 0);
}

async fn lists_are_filtered_and_paged_newest_first(fixture: &Fixture) {
    let store = fixture.ready().await;
    let mut rows: Vec<OrderRow> = (1..=40).map(order).collect();
    for row in &mut rows {
        // two orders in each millisecond, so that the id has to decide
        row.placed_at = Timestamp(i64::from(row.number / 2));
        row.status = Status::ALL[row.number as usize % Status::ALL.len()];
        row.completed_at = (row.status == Status::Completed).then_some(Timestamp(5_000));
    }
    commit(&store, &main(), &some_orders(rows.clone())).await.unwrap();
    let json = |row: &OrderRow| row.json.clone();
    let newest: Vec<String> = rows.iter().rev().map(json).collect();
    let list = |filter: OrderFilter| {
        let store = store.clone();
        async move { store.orders(&main(), &filter).await.unwrap() }
    };
    assert_eq!(list(OrderFilter { limit: 100, ..Default::default() }).await, newest);
    let (mut paged, mut before) = (Vec::new(), None);
    loop {
        let page = list(OrderFilter { before, limit: 7, ..Default::default() }).await;
        let Some(last) = page.last().and_then(|last| rows.iter().find(|row| row.json == *last)) else {
            break;
        };
        before = Some((last.placed_at, last.id));
        paged.extend(page);
    }
    assert_eq!(paged, newest, "pages neither repeat nor miss");
    for statuses in [vec![Status::Ready], vec![Status::Completed], vec![Status::Cancelled, Status::Pending]] {
        let wanted: Vec<String> = rows.iter().rev().filter(|row| statuses.contains(&row.status)).map(json).collect();
        assert_eq!(list(OrderFilter { statuses, limit: 100, ..Default::default() }).await, wanted);
    }
    let since = OrderFilter { placed_since: Some(Timestamp(19)), limit: 100, ..Default::default() };
    assert_eq!(list(since).await, ["40", "39", "38"]);
    assert!(store.orders(&LocationId::from("branch"), &OrderFilter { limit: 9, ..Default::default() }).await.unwrap().is_empty());
}

async fn the_history_of_an_order_ends_where_asked(fixture: &Fixture) {
    let store = fixture.ready().await;
    let (one, other) = (OrderId(fresh()), OrderId(fresh()));
    let of = [Some(one), None, Some(other), Some(one), Some(one)];
    let events = of.into_iter().zip(1..).map(|(order, seq)| event(seq, order)).collect();
    commit(&store, &main(), &Write { events, ..Write::default() }).await.unwrap();
    let history = async |up_to| {
        let rows = store.order_events(&main(), one, up_to).await.unwrap();
        rows.iter().map(|e| e.seq).collect::<Vec<_>>()
    };
    assert_eq!(history(5).await, [1, 4, 5]);
    assert_eq!(history(4).await, [1, 4]);
    assert!(history(0).await.is_empty());
    // A split or a merge of another order concerns it too.
    let line = LedgerRow { account: events_beside(one), seq: 3, line: 0, amount: 0, json: "null".into() };
    commit(&store, &main(), &Write { ledger: vec![line], events: vec![event(6, None)], ..Write::default() }).await.unwrap();
    assert_eq!((history(6).await, history(2).await), (vec![1, 3, 4, 5], vec![1]));
}

async fn availability_and_the_rail_are_kept(fixture: &Fixture) {
    let store = fixture.ready().await;
    let dish = |id: &str, available, remaining| AvailabilityRow {
        menu_item_id: id.into(),
        available,
        remaining,
        why: (!available).then(|| "no dough".to_owned()),
    };
    let rail = vec![OrderId(fresh()), OrderId(fresh())];
    let rows = vec![dish("pizza", false, None), dish("soup", true, Some(3)), dish("pasta", true, None)];
    let write = Write { availability: rows.clone(), sequence: Some(rail.clone()), ..Write::default() };
    commit(&store, &main(), &write).await.unwrap();
    let board = store.board(&main()).await.unwrap().unwrap();
    assert_eq!(board.sequence, rail);
    let sorted = |mut rows: Vec<AvailabilityRow>| {
        rows.sort_by(|a, b| a.menu_item_id.cmp(&b.menu_item_id));
        rows
    };
    assert_eq!(sorted(board.availability), rows[..2], "a dish that is on and not counted has no row");
    let write = Write {
        availability: vec![dish("pizza", true, None), dish("soup", true, Some(2))],
        sequence: Some(Vec::new()),
        ..Write::default()
    };
    commit(&store, &main(), &write).await.unwrap();
    let mut batch = store.begin(&main()).await.unwrap();
    assert_eq!(batch.availability().await.unwrap(), [dish("soup", true, Some(2))]);
    drop(batch);
    assert!(store.board(&main()).await.unwrap().unwrap().sequence.is_empty());
}

async fn the_board_is_as_of_one_commit(fixture: &Fixture) {
    let store = fixture.ready().await;
    let writer = store.clone();
    let writing = tokio::spawn(async move {
        for number in 1..=60 {
            // each commit: one event, and one open order more
            commit(&writer, &main(), &placing(u64::from(number) - 1, number)).await.unwrap();
        }
    });
    let mut head = 0;
    while head < 60 {
        let board = store.board(&main()).await.unwrap().unwrap();
        assert_eq!(board.open.len() as u64, board.head);
        assert!(board.head >= head);
        head = board.head;
    }
    writing.await.unwrap();
    let oldest_first: Vec<String> = (1..=60).map(|n: u32| n.to_string()).collect();
    assert_eq!(store.board(&main()).await.unwrap().unwrap().open, oldest_first);
}

async fn the_board_shows_the_last_completed(fixture: &Fixture) {
    let store = fixture.ready().await;
    let mut rows: Vec<OrderRow> = (1..=70).map(order).collect();
    for row in &mut rows {
        // the higher the number, the earlier it was completed
        row.completed_at = Some(Timestamp(10_000 - i64::from(row.number)));
        row.status = if row.number % 10 == 0 { Status::Cancelled } else { Status::Completed };
    }
    commit(&store, &main(), &some_orders(rows)).await.unwrap();
    let board = store.board(&main()).await.unwrap().unwrap();
    let newest: Vec<String> = (1..=70u32).filter(|n| n % 10 != 0).take(50).map(|n| n.to_string()).collect();
    assert_eq!(board.recent, newest);
    assert!(board.open.is_empty());
}

async fn a_second_batch_on_a_location_waits_and_gives_up(fixture: &Fixture) {
    let store = fixture.ready().await;
    let holder = store.begin(&main()).await.unwrap();
    assert!(unavailable(store.begin(&main()).await.map(drop)), "the lock is held");
    if fixture.postgres.is_some() {
        let branch = LocationId::from("branch");
        commit(&store, &branch, &placing(0, 1)).await.unwrap();
    }
    holder.commit(&Write::default()).await.unwrap();
    commit(&store, &main(), &placing(0, 1)).await.unwrap();
}

async fn a_dropped_batch_leaves_nothing_and_frees_the_lock(fixture: &Fixture) {
    let store = fixture.ready().await;
    drop(store.begin(&main()).await.unwrap());
    let batch = store.begin(&main()).await.unwrap();
    assert_eq!(batch.head(), 0);
    // given up while it writes
    let write = Write { events: (1..=500).map(|seq| event(seq, None)).collect(), ..Write::default() };
    let mut commit_it = Box::pin(batch.commit(&write));
    assert!(began(commit_it.as_mut()));
    drop(commit_it);
    let batch = store.begin(&main()).await.unwrap();
    // A commit that was on its way may have arrived: all of it or nothing.
    let at = batch.head();
    assert!(at == 0 || at == 500, "a part of the batch was committed: {at}");
    batch.commit(&placing(at, 1)).await.unwrap();
    assert_eq!(head(&store).await, at + 1);
}

async fn a_begin_that_was_given_up_frees_the_lock(fixture: &Fixture) {
    let store = fixture.ready().await;
    let holder = store.begin(&main()).await.unwrap();
    let location = main();
    let mut waiting = Box::pin(store.begin(&location));
    assert!(began(waiting.as_mut()));
    drop(waiting);
    holder.commit(&placing(0, 1)).await.unwrap();
    commit(&store, &main(), &placing(1, 2)).await.unwrap();
    assert_eq!(head(&store).await, 2);
}

async fn eight_writers_make_one_log_without_a_gap(fixture: &Fixture) {
    let (one, other) = (fixture.ready().await, fixture.open().await);
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..8 {
        let store = if task % 2 == 0 { one.clone() } else { other.clone() };
        tasks.spawn(async move {
            for _ in 0..10 {
                let batch = store.begin(&main()).await.unwrap();
                let head = batch.head();
                batch.commit(&placing(head, head as u32 + 1)).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    let log = one.events(&main(), 0, 1_000).await.unwrap();
    assert_eq!(log.iter().map(|e| e.seq).collect::<Vec<_>>(), (1..=80).collect::<Vec<_>>());
    assert_eq!(other.board(&main()).await.unwrap().unwrap().open.len(), 80);
}

async fn old_keys_are_forgotten_a_few_at_a_time(fixture: &Fixture) {
    let store = fixture.ready().await;
    let keys: Vec<KeyRow> = (1..=10).map(key).collect();
    commit(&store, &main(), &Write { keys: keys.clone(), ..Write::default() }).await.unwrap();
    assert_eq!(store.forget_keys(Timestamp(8), 5).await.unwrap(), 5);
    assert_eq!(store.forget_keys(Timestamp(8), 5).await.unwrap(), 2);
    assert_eq!(store.forget_keys(Timestamp(8), 5).await.unwrap(), 0);
    for key in &keys {
        let found = store.key(&main(), key.id, Timestamp(0)).await.unwrap();
        assert_eq!(found.is_some(), key.at >= Timestamp(8), "{:?}", key.at);
    }
}

async fn opening_at_the_same_time_migrates_once(fixture: &Fixture) {
    let opening = (0..6).map(|_| open(&fixture.url, 2));
    for store in futures_util::future::join_all(opening).await {
        store.unwrap().ready().await.unwrap();
    }
    fixture.open().await.ready().await.unwrap();
}

async fn what_was_committed_is_there_after_opening_again(fixture: &Fixture) {
    let store = fixture.ready().await;
    let write = placing(0, 1);
    commit(&store, &main(), &write).await.unwrap();
    drop(store);
    let store = fixture.open().await;
    assert_eq!(head(&store).await, 1);
    assert_eq!(store.order(&main(), write.orders[0].id).await.unwrap().as_deref(), Some("1"));
}

async fn an_unknown_location_has_nothing(fixture: &Fixture) {
    let store = fixture.ready().await;
    for id in ["none", "no'; DROP TABLE events; --"] {
        let id = LocationId::from(id);
        assert!(refused(store.begin(&id).await.map(drop)));
        assert!(store.location(&id).await.unwrap().is_none());
        assert!(store.board(&id).await.unwrap().is_none());
        assert!(store.head(&id).await.unwrap().is_none());
        assert!(store.events(&id, 0, 10).await.unwrap().is_empty());
    }
    commit(&store, &main(), &placing(0, 1)).await.unwrap();
}

fn job(n: u128, due: i64) -> JobRow {
    let (kind, json) = ("webhook".to_owned(), format!("{{\"n\":{n}}}"));
    JobRow { location: main(), id: Uuid::from_u128(n), kind, due_at: Timestamp(due), tries: 0, json }
}

async fn put(store: &Arc<dyn Store>, jobs: impl IntoIterator<Item = JobRow>) {
    let jobs = jobs.into_iter().map(JobChange::Put).collect();
    commit(store, &main(), &Write { jobs, ..Write::default() }).await.unwrap();
}

/// What `owner` gets of the webhooks' jobs at `now`, until 1,000 later.
async fn claim(store: &Arc<dyn Store>, owner: u128, now: i64, limit: u32) -> Vec<(u128, u32)> {
    let (now, until) = (Timestamp(now), Timestamp(now + 1_000));
    let jobs = store.claim_jobs(&JobClaim { owner: Uuid::from_u128(owner), kind: "webhook", now, until, limit }).await.unwrap();
    jobs.iter().map(|job| (job.id.as_u128(), job.tries)).collect()
}

async fn a_job_is_taken_by_one_until_its_lease_ends(fixture: &Fixture) {
    let store = fixture.ready().await;
    let other = JobRow { kind: "payment".into(), ..job(9, 10) };
    put(&store, [job(1, 300), job(2, 100), job(3, 200), job(4, 5_000), other]).await;
    assert_eq!(claim(&store, 1, 50, 10).await, [], "nothing is due");
    assert_eq!(claim(&store, 1, 400, 2).await, [(2, 1), (3, 1)], "the oldest first");
    assert_eq!(claim(&store, 2, 400, 10).await, [(1, 1)], "what is leased is passed over");
    assert_eq!(claim(&store, 2, 1_400, 10).await, [], "until the lease has ended");
    store.renew_jobs(Uuid::from_u128(1), &[(main(), Uuid::from_u128(2))], Timestamp(3_000)).await.unwrap();
    store.renew_jobs(Uuid::from_u128(2), &[(main(), Uuid::from_u128(3))], Timestamp(3_000)).await.unwrap();
    let mut ended = claim(&store, 3, 1_401, 10).await;
    ended.sort();
    assert_eq!(ended, [(1, 2), (3, 2)], "renewed by its owner, and by nobody else");
    let eight = futures_util::future::join_all((10..18).map(|owner| claim(&store, owner, 4_000, 1))).await;
    let mut taken: Vec<_> = eight.into_iter().flatten().collect();
    taken.sort();
    assert_eq!(taken, [(1, 3), (2, 2), (3, 3)], "each by one of eight that ask at once");
}

async fn a_job_is_done_once_more_set_aside_or_done(fixture: &Fixture) {
    let store = fixture.ready().await;
    put(&store, [job(1, 100), job(2, 100), job(3, 100)]).await;
    assert_eq!(claim(&store, 1, 100, 10).await.len(), 3);
    let id = Uuid::from_u128;
    store.settle_job(&main(), &JobChange::Done(id(1))).await.unwrap();
    let again = JobChange::Again { id: id(2), due_at: Timestamp(700), json: "{\"n\":22}".into() };
    store.settle_job(&main(), &again).await.unwrap();
    store.settle_job(&main(), &JobChange::Aside { id: id(3), json: "{\"n\":33}".into() }).await.unwrap();
    assert_eq!(claim(&store, 2, 600, 10).await, []);
    let backlog = store.backlog("webhook").await.unwrap();
    assert_eq!(backlog, Backlog { waiting: 1, oldest_due: Some(Timestamp(700)), aside: 1 });
    assert_eq!(claim(&store, 2, 700, 10).await, [(2, 2)], "its lease is gone, its tries are counted");
    // A person says so.
    put(&store, [job(3, 800)]).await;
    assert_eq!(claim(&store, 2, 900, 10).await, [(3, 1)]);
    assert_eq!(store.backlog("payment").await.unwrap(), Backlog::default());
}

async fn jobs_are_found_by_their_ids(fixture: &Fixture) {
    let store = fixture.ready().await;
    put(&store, (1..=6).map(|n| job(n, 100))).await;
    store.settle_job(&main(), &JobChange::Aside { id: Uuid::from_u128(4), json: "{}".into() }).await.unwrap();
    let found = async |first: u128, last: u128, limit| {
        let jobs = store.jobs(&main(), Uuid::from_u128(first), Uuid::from_u128(last), limit).await.unwrap();
        jobs.iter().map(|j| (j.job.id.as_u128(), j.aside)).collect::<Vec<_>>()
    };
    assert_eq!(found(2, 5, 10).await, [(5, false), (4, true), (3, false), (2, false)]);
    assert_eq!(found(2, 5, 1).await, [(5, false)]);
    assert_eq!(found(1, 1, 10).await, [(1, false)]);
    let elsewhere = store.jobs(&LocationId::from("branch"), Uuid::nil(), Uuid::max(), 10).await.unwrap();
    assert!(elsewhere.is_empty());
    let one = store.jobs(&main(), Uuid::from_u128(6), Uuid::from_u128(6), 1).await.unwrap();
    assert_eq!(one[0].job, job(6, 100));
}

async fn a_location_is_worked_by_one_owner_at_a_time(fixture: &Fixture) {
    let store = fixture.ready().await;
    let claim = async |owner: u128, now: i64| {
        let (now, until) = (Timestamp(now), Timestamp(now + 1_000));
        let mut ids = store.claim_locations(Uuid::from_u128(owner), now, until).await.unwrap();
        ids.sort();
        ids.iter().map(|id| id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(claim(1, 100).await, ["branch", "main"]);
    assert!(claim(2, 200).await.is_empty(), "somebody is at work");
    assert_eq!(claim(1, 900).await, ["branch", "main"], "who is at work may stay");
    assert!(claim(2, 1_900).await.is_empty(), "it said so again");
    assert_eq!(claim(2, 1_901).await, ["branch", "main"], "it says nothing any more");
    assert!(claim(1, 2_000).await.is_empty());
    store.release_locations(Uuid::from_u128(1)).await.unwrap();
    assert!(claim(1, 2_100).await.is_empty(), "what is not one's own cannot be given back");
    store.release_locations(Uuid::from_u128(2)).await.unwrap();
    assert_eq!(claim(1, 2_200).await, ["branch", "main"], "given back: nobody waits for its end");
    // One of two that ask at the same moment.
    store.release_locations(Uuid::from_u128(1)).await.unwrap();
    let (a, b) = tokio::join!(claim(3, 3_000), claim(4, 3_000));
    assert_eq!(a.len() + b.len(), 2, "{a:?} {b:?}");
}

/// Only a database of its own can take a lock away, or hang up.
mod on_postgres_alone {
    use super::*;

    async fn execute(fixture: &Fixture, sql: &'static str) {
        let (admin, name) = fixture.postgres.as_ref().unwrap();
        let mut conn: PgConnection = admin.clone().database(name).connect().await.unwrap();
        sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
    }

    #[tokio::test]
    async fn a_frozen_batch_loses_its_lock() {
        let Some(fixture) = Fixture::postgres().await else {
            return;
        };
        let store = fixture.ready().await;
        let frozen = store.begin(&main()).await.unwrap();
        // Each try waits for a second; the frozen one has two.
        let mut tries = 0;
        while unavailable(commit(&store, &main(), &placing(0, 1)).await) {
            tries += 1;
            assert!(tries < 5, "the lock is never freed");
        }
        assert!(unavailable(frozen.commit(&placing(0, 2)).await));
        assert_eq!(head(&store).await, 1);
        fixture.end().await;
    }

    #[tokio::test]
    async fn connections_that_died_idle_are_replaced_unseen() {
        let Some(fixture) = Fixture::postgres().await else {
            return;
        };
        let store = fixture.ready().await;
        commit(&store, &main(), &placing(0, 1)).await.unwrap();
        let hang_up = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        execute(&fixture, hang_up).await;
        commit(&store, &main(), &placing(1, 2)).await.unwrap();
        let batch = store.begin(&main()).await.unwrap();
        execute(&fixture, hang_up).await;
        assert!(unavailable(batch.commit(&placing(2, 3)).await), "it was not committed, and says so");
        commit(&store, &main(), &placing(2, 3)).await.unwrap();
        assert_eq!(head(&store).await, 3);
        fixture.end().await;
    }

    #[tokio::test]
    async fn a_commit_waits_for_the_disk_whatever_the_address_says() {
        let Some(fixture) = Fixture::postgres().await else {
            return;
        };
        let url = format!("{}?options=-c%20synchronous_commit%3Doff", fixture.url.split('?').next().unwrap());
        let store = open(&url, 4).await.unwrap();
        store.create_location(&new_location("main")).await.unwrap();
        // The trigger refuses to write under any other setting.
        let guard = "CREATE FUNCTION guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF current_setting('synchronous_commit') <> 'on' OR current_setting('lock_timeout') <> '1s' THEN
                    RAISE 'not durable' USING ERRCODE = '23514';
                END IF;
                RETURN NEW; END $$;
            CREATE TRIGGER guard BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION guard();";
        execute(&fixture, guard).await;
        commit(&store, &main(), &placing(0, 1)).await.unwrap();
        fixture.end().await;
    }
}
