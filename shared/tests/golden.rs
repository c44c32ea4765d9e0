//! One file a message in `src/protocol/golden/`: what goes over the wire, for people to read and
//! for builds to come. A file that stands there must be readable for ever: add, never mend.

mod common;

use std::path::{Path, PathBuf};

use common::*;
use expect_test::expect_file;
use serde_json::Value;
use shared::alert::{Acknowledged, Alert, kind, severity};
use shared::board::{Board, Snapshot};
use shared::ids::*;
use shared::location::{FirePlan, Pace, Thresholds};
use shared::menu::{AddItems, PlaceOrder};
use shared::order::*;
use shared::protocol::*;
use shared::settings::LocationChanged;
use shared::time::Timestamp;
use shared::view::{Audience, BoardEvent, BoardSnapshot};

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/protocol/golden").join(name)
}

/// The message is what the file says, apart from spaces.
fn check(name: &str, message: &str) {
    let value: Value = serde_json::from_str(message).unwrap();
    let pretty = serde_json::to_string_pretty(&value).unwrap() + "\n";
    expect_file![golden(&format!("{name}.json"))].assert_eq(&pretty);
}

fn sent(name: &str, frame: &impl serde::Serialize) {
    check(name, &serde_json::to_string(frame).unwrap());
}

fn epoch() -> Epoch {
    Epoch(id(0xe0))
}

/// The contract's own order: two Margheritas with extra cheese for Ines, whose seat has an allergy.
fn contracts_order() -> Placement {
    let mut new = placement("a c");
    (new.note, new.customer_id, new.redeem_points) = (Some("birthday".into()), Some(CustomerId(id(0xc1))), 100);
    new.allergies = vec![allergy(Some(1), "gluten")];
    new.hold_courses = vec![2];
    let margherita = &mut new.items[0];
    (margherita.name, margherita.menu_item_id) = ("Margherita M".into(), "margherita-m".into());
    (margherita.kitchen_name, margherita.note) = (Some("MARG M".into()), Some("no onion".into()));
    (margherita.quantity, margherita.seat, margherita.unit_price) = (2, Some(1), 1295);
    margherita.modifiers =
        vec![modifier(150), Modifier { id: "no-olives".into(), name: "olives".into(), price: Some(0), removes: true }];
    margherita.allergens = vec!["milk".into(), "gluten".into()];
    let tiramisu = &mut new.items[1];
    (tiramisu.name, tiramisu.menu_item_id) = ("Tiramisu".into(), "tiramisu".into());
    new
}

/// A day on which everything happens once.
fn a_day() -> World {
    let mut world = World::default();
    let mut new = contracts_order();
    new.channel = Channel::Takeaway;
    let mut card = contracts_order();
    card.payment = card_now();
    let (first, second) = (world.place(new).unwrap(), world.place(card).unwrap());
    let item = |world: &World, order: OrderId, k: usize| world.orders[&order].items[k].id;
    let go = |world: &mut World, order: OrderId, command: Command| {
        world.now = world.now.plus_seconds(7);
        assert_ne!(world.decide(order, &command, true).unwrap(), 0, "{command:?}");
    };
    let oven = || Some(StationId::from("oven"));
    let (marg, why) = (item(&world, first, 0), || "guest left".to_owned());
    let payment = PaymentId(id(0xa1));
    go(&mut world, second, Command::PaymentFailed { payment, reason: "card_declined".into(), attempts: 0 });
    go(&mut world, second, Command::RetryPayment);
    go(&mut world, second, Command::PaymentCaptured { payment, amount: 3038, attempts: 2, method: PaymentMethod::Card });
    world.add(first, vec![dish("b")], &[allergy(None, "nuts")], &[]).unwrap();
    go(&mut world, first, Command::Shown { station: oven(), chit: 1, device: Some(DeviceId(id(0xd1))) });
    go(&mut world, first, Command::Prioritise { priority: Priority::Rush });
    go(&mut world, first, Command::Transfer { table: Some("7".into()) });
    go(&mut world, first, Command::Discount { amount: 200, reason: "late".into() });
    go(&mut world, first, Command::AcknowledgeAllergy { item: marg });
    go(&mut world, first, Command::Start { item: marg });
    go(&mut world, first, Command::Bump { station: oven(), chit: Some(1) });
    go(&mut world, first, Command::RecallItem { item: marg });
    go(&mut world, first, Command::Void { item: marg, quantity: Some(1), reason: "one too many".into() });
    go(&mut world, first, Command::Fire { course: 2 });
    world.split(first, &[(item(&world, first, 2), None)]).unwrap();
    let third = *world.orders.keys().next_back().unwrap();
    world.merge(first, third).unwrap();
    for k in 1..3 {
        let item = item(&world, first, k);
        go(&mut world, first, Command::AcknowledgeAllergy { item });
    }
    go(&mut world, first, Command::Bump { station: oven(), chit: None });
    go(&mut world, first, Command::Bump { station: Some("grill".into()), chit: None });
    go(&mut world, first, Command::Complete { runner: None });
    go(&mut world, first, Command::Recall);
    world.now = world.now.plus_seconds(7);
    world.pay(first, Some(5_000)).unwrap();
    go(&mut world, second, Command::Cancel { reason: why() });
    go(&mut world, first, Command::Hold { held: true });
    others(&mut world, first, second);
    world
}

/// What the hub, stock, points and the menu add to the log.
fn others(world: &mut World, first: OrderId, second: OrderId) {
    let (customer_id, payment_id) = (CustomerId(id(0xc1)), PaymentId(id(0xa1)));
    let points = |points, balance| Points { customer_id, points, balance, cause: None };
    let back = Points { cause: Some(shared::points::cause::CANCELLED.into()), ..points(100, 173) };
    let taken = PaymentTaken { payment_id, amount: 3038, attempts: 2, method: PaymentMethod::Card, tendered: None };
    let undelivered = TicketUndelivered { station: Some("oven".into()), chit: 2, backup: Some("expo".into()) };
    world.commit(first, vec![EventData::TicketUndelivered(undelivered)]);
    world.commit(first, vec![EventData::PointsRedeemed(points(100, 40)), EventData::PointsEarned(points(33, 73))]);
    let dead = PaymentDead { payment_id, amount: 3038, attempts: 4, reason: "timeout".into() };
    world.commit(second, vec![EventData::PaymentRefunded(taken), EventData::PointsReversed(back), EventData::PaymentDead(dead)]);
    let off = Availability { menu_item_id: "tiramisu".into(), available: false, remaining: Some(0), why: Some("86".into()) };
    let rail = vec![
        EventData::Sequenced(Sequenced { orders: vec![second, first] }),
        EventData::Availability(off),
        EventData::MenuReplaced(MenuReplaced { version: 2 }),
        EventData::StockLow(StockLow { ingredient: "mozzarella".into(), stock: 4880, threshold: 5000 }),
        EventData::StockAdjusted(StockAdjusted {
            ingredient: "mozzarella".into(),
            change: -120,
            stock: 4880,
            cause: "order".into(),
        }),
        EventData::AccessChanged(AccessChanged {
            person: None,
            device: Some(DeviceId(id(0xd1))),
            what: "paired".into(),
            name: Some("Oven, left".into()),
            role: Some(shared::location::Role::Kitchen),
            stations: vec!["oven".into()],
        }),
        EventData::AccessRevoked(AccessRevoked { person: Some(PersonId(id(0xb1))), device: None, name: "Tom".into() }),
        EventData::AlertRaised(Box::new(alert(first))),
        EventData::AlertAcknowledged(Acknowledged { id: AlertId(id(0xa1e)) }),
        EventData::WebhooksChanged(WebhooksChanged { id: WebhookId(id(0xb0)), active: true }),
    ];
    world.commit(None, rail);
    let started = PaymentStarted { payment_id, amount: 3038, attempts: 3, method: PaymentMethod::Card };
    let resolved = PaymentResolved { payment_id, how: "retried".into() };
    world.commit(second, vec![EventData::PaymentStarted(started), EventData::PaymentResolved(resolved)]);
    world.commit(None, vec![EventData::LocationChanged(location_changed())]);
}

fn location_changed() -> LocationChanged {
    let thresholds = Thresholds { delivery: Some(Pace { warn_seconds: 300, late_seconds: 420 }), ..Thresholds::plain(480, 780) };
    LocationChanged { thresholds: Some(thresholds), fire_plan: Some(FirePlan::Hold), ..LocationChanged::default() }
}

fn alert(order_id: OrderId) -> Alert {
    let text = "Order 118: no screen of Oven shows its ticket 2; it stands at the pass as well".to_owned();
    let mut alert = Alert::new(AlertId(id(0xa1e)), kind::UNDELIVERED_TICKET, severity::CRITICAL, text, at(400));
    (alert.order_id, alert.station, alert.chit) = (Some(order_id), Some("oven".into()), Some(2));
    alert
}

#[test]
fn what_a_client_says() {
    let token = || "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl".to_owned();
    let mut hello = Hello { kind: HelloKind::Hello, token: token(), screen: None, stations: None, resume: None };
    sent("hello", &hello);
    (hello.screen, hello.stations) = (Some(ScreenId(id(0x5c))), Some(vec!["oven".into()]));
    hello.resume = Some(Position { epoch: epoch(), seq: 4700 });
    sent("hello-resume", &hello);
    sent("shown", &Shown { kind: ShownKind::Shown, seq: 4711, tickets: vec![(OrderId(id(1)), 1), (OrderId(id(2)), 3)] });
    for (name, ask) in asks() {
        let frame = CommandFrame::new(CommandId(id(0xcc)), at(61), &ask).unwrap();
        assert_eq!(frame.kind, name);
        assert_eq!(frame.ask(), Ok(ask), "{name} asks for what was asked");
        sent(&format!("command-{name}"), &frame);
    }
}

fn asks() -> Vec<(&'static str, Ask)> {
    let (order_id, item) = (OrderId(id(1)), ItemId(id(2)));
    let order = |command| Ask::Order { order_id, command };
    let oven = || Some(StationId::from("oven"));
    vec![
        ("item.started", order(Command::Start { item })),
        ("item.prepared", order(Command::Prepare { item })),
        ("item.recalled", order(Command::RecallItem { item })),
        ("item.allergy_acknowledged", order(Command::AcknowledgeAllergy { item })),
        ("ticket.bump", order(Command::Bump { station: oven(), chit: Some(1) })),
        ("ticket.recall", order(Command::RecallTicket { station: None, chit: None })),
        ("order.fire", order(Command::Fire { course: 2 })),
        ("order.prioritise", order(Command::Prioritise { priority: Priority::Rush })),
        ("order.hold", order(Command::Hold { held: true })),
        ("order.complete", order(Command::Complete { runner: Some("Nina".into()) })),
        ("order.recall", order(Command::Recall)),
        ("menu.availability", Ask::Availability { menu_item_id: "tiramisu".into(), available: true, remaining: Some(4) }),
        ("board.sequence", Ask::Sequence { orders: vec![OrderId(id(2)), OrderId(id(1))] }),
    ]
}

fn welcome<S>(seq: u64, snapshot: Option<S>) -> Welcome<S> {
    let (server_time, resumed) = (Timestamp(NOON.0 + 482), snapshot.is_none());
    Welcome {
        epoch: epoch(),
        seq,
        server_time,
        heartbeat_s: 1,
        build: "0.1.0+1a2b3c4".into(),
        min_protocol: 1,
        resumed,
        snapshot,
    }
}

#[test]
fn what_the_server_says() {
    type Frame = ServerFrame<Snapshot, Event>;
    let mut world = World::default();
    world.place(contracts_order()).unwrap();
    let seq = world.log.len() as u64;
    let frames: Vec<(&str, Frame)> = vec![
        ("welcome", Frame::Welcome(Box::new(welcome(seq, Some(world.board.snapshot()))))),
        ("welcome-kitchen", Frame::Welcome(Box::new(welcome(seq, Some(world.board.kitchen_view()))))),
        ("welcome-resumed", Frame::Welcome(Box::new(welcome(4711, None)))),
        ("events-heartbeat", Frame::Events(Events { from: 4712, to: 4711, events: vec![] })),
        ("ack", Frame::Ack(Ack { id: CommandId(id(0xcc)), seq: 4712 })),
        (
            "nack",
            Frame::Nack(Nack {
                id: CommandId(id(0xcc)),
                code: "illegal_transition".into(),
                detail: "order 118 is PENDING: its tickets cannot be bumped".into(),
            }),
        ),
        ("token", Frame::Token(Token { token: "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl".into(), expires_at: at(7_776_000) })),
    ];
    for (name, frame) in frames {
        let text = frame.to_json();
        check(name, &text);
        assert_eq!(Frame::from_json(&text).unwrap(), frame, "{name} is read as it was written");
    }
    let mut board = Board::new(location());
    let mut takeaway = World::default();
    takeaway.place(Placement { channel: Channel::Takeaway, ..contracts_order() }).unwrap();
    takeaway.log.iter().for_each(|e| drop(board.apply(e)));
    let frame = ServerFrame::<BoardSnapshot, BoardEvent>::Welcome(Box::new(welcome(2, Some(BoardSnapshot::of(&board)))));
    check("welcome-board", &frame.to_json());
}

#[test]
fn every_event_as_each_audience_reads_it() {
    let world = a_day();
    let last = world.log.len() as u64;
    for kind in EventData::KINDS {
        assert!(world.log.iter().any(|e| e.data.kind() == *kind), "no {kind} on this day");
    }
    for (name, audience) in [("manager", Audience::Manager), ("kitchen", Audience::Kitchen), ("pos", Audience::FrontOfHouse)] {
        let events: Vec<Event> = world.log.iter().filter_map(|e| audience.event(e)).map(|e| e.into_owned()).collect();
        let frame = ServerFrame::<Snapshot, Event>::Events(Events { from: 1, to: last, events });
        check(&format!("events-{name}"), &frame.to_json());
    }
    let seen = world.log.iter().filter_map(|e| {
        let order = &world.orders[&e.order_id?];
        BoardEvent::of(e, order.number, order.channel)
    });
    let frame = ServerFrame::<BoardSnapshot, BoardEvent>::Events(Events { from: 1, to: last, events: seen.collect() });
    check("events-board", &frame.to_json());
}

#[test]
fn the_bodies_of_rest() {
    let body = r#"{ "channel": "dine_in", "table": "12", "covers": 2, "note": "birthday",
        "guest": { "name": "Ines", "phone": "+15550001111" }, "due_at": null, "external_id": null,
        "customer_id": "019a0000-0000-7000-8000-0000000000c1", "redeem_points": 100,
        "payment": { "method": "card", "token": "pm_card_visa", "when": "now" },
        "items": [ { "menu_item_id": "margherita-m", "quantity": 2, "modifiers": ["extra-cheese"],
                     "note": "no onion", "seat": 1, "course": 1 } ],
        "allergies": [ { "seat": 1, "allergen": "gluten" } ], "hold_courses": [2] }"#;
    let place: PlaceOrder = serde_json::from_str(body).unwrap();
    assert!(place.faults().0.is_empty());
    sent("rest-place-order", &place);
    let least: PlaceOrder =
        serde_json::from_str(r#"{"channel":"takeaway","items":[{"menu_item_id":"margherita-m","quantity":1}]}"#).unwrap();
    sent("rest-place-order-least", &least);
    let add: AddItems = serde_json::from_str(
        r#"{"items":[{"menu_item_id":"tiramisu","quantity":1}],"allergies":[{"allergen":"nuts"}],"hold_courses":[3]}"#,
    )
    .unwrap();
    sent("rest-add-items", &add);
    let mut world = World::default();
    let id = world.place(contracts_order()).unwrap();
    sent("rest-order", &world.orders[&id]);
}

#[test]
fn an_order_as_answered_has_the_fields_of_the_contract_and_ours() {
    let mut world = World::default();
    let id = world.place(contracts_order()).unwrap();
    let order = serde_json::to_value(&world.orders[&id]).unwrap();
    let fields = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>();
    let both = |contract: &str, ours: &str| format!("{contract} {ours}").split_whitespace().map(str::to_owned).collect();
    let contract = "id number location status version channel table covers note priority guest allergies placed_at confirmed_at
        ready_at completed_at promised_at items tickets subtotal discount tax total currency payment customer_id points_redeemed points_earned";
    assert_eq!(fields(&order), both(contract, "cancelled_at due_at external_id tax_percent tax_included"));
    let contract = "id menu_item_id name quantity modifiers note allergens allergies allergy_acknowledged_at seat course chit
        station status unit_price fired_at started_at prepared_at";
    assert_eq!(fields(&order["items"][0]), both(contract, "prep_seconds kitchen_name"));
    assert_eq!(fields(&order["items"][1]), both(contract, "prep_seconds"));
    assert_eq!(fields(&order["items"][0]["modifiers"][0]), both("id name price", ""));
    assert_eq!(fields(&order["items"][0]["modifiers"][1]), both("id name price", "removes"));
    assert_eq!(fields(&order["tickets"][0]), both("station chit due_at shown_at", ""));
    assert_eq!(fields(&order["payment"]), both("method status attempts", "captured"));
    assert_eq!(fields(&order["guest"]), both("name", "phone"));
    // And the contract's sums, with its tax of 8.875 %.
    let sums = ["subtotal", "discount", "tax", "total"].map(|f| order[f].as_i64().unwrap());
    assert_eq!(sums, [2890 + 600, 100, 301, 3691]);
}

#[test]
fn what_a_client_sends_may_have_no_unknown_field() {
    let unknown = |name: &str, at: &str| {
        let text = std::fs::read_to_string(golden(name)).unwrap();
        let mut value: Value = serde_json::from_str(&text).unwrap();
        value.pointer_mut(at).unwrap_or_else(|| panic!("{name} has no {at}"))["surprise"] = 1.into();
        value.to_string()
    };
    for (name, at) in
        [("hello.json", ""), ("hello-resume.json", "/resume"), ("shown.json", ""), ("command-item.prepared.json", "")]
    {
        assert!(ClientFrame::from_json(&unknown(name, at)).is_err(), "{name} {at}");
    }
    for at in ["", "/guest", "/payment", "/items/0", "/allergies/0"] {
        assert!(serde_json::from_str::<PlaceOrder>(&unknown("rest-place-order.json", at)).is_err(), "order {at}");
    }
    for (name, _) in asks() {
        let text = unknown(&format!("command-{name}.json"), "/data");
        let ClientFrame::Command(frame) = ClientFrame::from_json(&text).unwrap() else { panic!() };
        assert!(matches!(frame.ask(), Err(BadAsk::Data(_))), "{name}");
    }
    let bump = CommandFrame {
        kind: "ticket.bump".into(),
        id: CommandId(id(1)),
        data: serde_json::json!({ "order_id": id(2) }),
        at: None,
    };
    assert!(matches!(bump.ask(), Err(BadAsk::Data(_))), "a bump names its station, if only as null");
}

/// Whatever stands in the folder, from today or from an earlier build, can be read.
#[test]
fn an_old_file_is_read_for_ever() {
    let mut count = 0;
    for entry in std::fs::read_dir(golden("")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let told = match name.as_str() {
            n if n.starts_with("welcome-board") || n.starts_with("events-board") => {
                ServerFrame::<BoardSnapshot, BoardEvent>::from_json(&text).map(|f| f.to_json())
            }
            n if n.starts_with("rest-place-order") => {
                serde_json::from_str::<PlaceOrder>(&text).map(|b| serde_json::to_string(&b).unwrap())
            }
            n if n.starts_with("rest-add-items") => {
                serde_json::from_str::<AddItems>(&text).map(|b| serde_json::to_string(&b).unwrap())
            }
            n if n.starts_with("rest-order") => serde_json::from_str::<Order>(&text).map(|b| serde_json::to_string(&b).unwrap()),
            n if ["hello", "shown", "command-"].iter().any(|k| n.starts_with(k)) => {
                ClientFrame::from_json(&text).map(|f| match f {
                    ClientFrame::Hello(hello) => serde_json::to_string(&hello).unwrap(),
                    ClientFrame::Shown(shown) => serde_json::to_string(&shown).unwrap(),
                    ClientFrame::Command(command) => {
                        assert!(command.ask().is_ok(), "{n} asks for something");
                        serde_json::to_string(&command).unwrap()
                    }
                })
            }
            _ => ServerFrame::<Snapshot, Event>::from_json(&text).map(|f| {
                assert_ne!(f, ServerFrame::Unknown, "{name} is of a known type");
                f.to_json()
            }),
        };
        let told = told.unwrap_or_else(|e| panic!("{name}: {e}"));
        // Files of today come out as they went in; an older one may gain fields.
        let (told, file): (Value, Value) = (serde_json::from_str(&told).unwrap(), serde_json::from_str(&text).unwrap());
        assert_eq!(told, file, "{name}");
        count += 1;
    }
    assert!(count >= 28, "only {count} golden files");
}
