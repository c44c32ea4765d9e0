//! Any sequence of commands: the orders stay whole, the steps legal, the bills right, and every
//! view folds to the same board. `World` judges each event as it is folded.

mod common;

use std::collections::BTreeSet;

use common::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use shared::board::Board;
use shared::critical_path::critical_path;
use shared::ids::*;
use shared::order::*;
use shared::replay::Recorder;
use shared::view::{Audience, BoardEvent, BoardOrder, BoardSnapshot};

/// The same cases on every machine; a failure is told with its smallest input.
fn config(cases: u32) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(20_261_122), failure_persistence: None, ..Config::default() }
}

/// Somebody does something: what, to which order, which item, with which number.
type Deed = (u8, u8, u8, u8);

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    prop::collection::vec((0u8..41, any::<u8>(), any::<u8>(), 0u8..6), 1..60)
}

fn items(which: u8, n: u8) -> Vec<NewItem> {
    let letters = ["a", "b", "c", "x"];
    let made = (0..=n % 3).map(|k| {
        let mut item = dish(letters[usize::from(which.wrapping_add(k)) % 4]);
        item.quantity = 1 + u32::from(which % 4);
        item.seat = (!which.is_multiple_of(3)).then_some(u16::from(which % 3));
        item.modifiers = if which.is_multiple_of(5) { vec![modifier(150), modifier(-50)] } else { vec![] };
        item
    });
    made.collect()
}

fn allergies(which: u8, n: u8) -> Vec<Allergy> {
    let names = ["nuts", "gluten", "soy"];
    (0..n % 3)
        .map(|k| allergy(which.is_multiple_of(2).then_some(1 + u16::from(k)), names[usize::from(which.wrapping_add(k)) % 3]))
        .collect()
}

fn new_order(a: u8, b: u8, n: u8) -> Placement {
    let mut new = placement("");
    new.items = items(a, n);
    new.allergies = allergies(b, if b > 100 { n } else { 0 });
    new.hold_courses = if b.is_multiple_of(2) { vec![2] } else { vec![] };
    new.channel = [Channel::DineIn, Channel::Takeaway, Channel::Delivery][usize::from(a) % 3];
    new.tax_included = a.is_multiple_of(4);
    new.due_at = b.is_multiple_of(5).then(|| at(1800));
    new.payment = match b % 4 {
        0 => card_now(),
        1 => PaymentTerms { method: PaymentMethod::Cash, when: PayWhen::Now },
        2 => PaymentTerms { method: PaymentMethod::None, when: PayWhen::Later },
        _ => PaymentTerms::default(),
    };
    if a.is_multiple_of(3) {
        (new.customer_id, new.redeem_points) = (Some(CustomerId(id(600 + u128::from(a % 2)))), i64::from(b) * 10);
    }
    new
}

/// Does it; whatever is refused must change nothing.
fn act(world: &mut World, deed: Deed) {
    let (what, which, item, n) = deed;
    world.now = world.now.plus_seconds(i64::from(n));
    let Some(id) = world.orders.keys().nth(usize::from(which) % world.orders.len().max(1)).copied() else {
        return drop(world.place(new_order(which, item, n)));
    };
    let before = (world.orders.clone(), world.log.len());
    let result = deal(world, id, what, which, item, n);
    if result.is_err() {
        assert_eq!((&before.0, before.1), (&world.orders, world.log.len()), "refused, yet something changed");
    }
}

fn deal(world: &mut World, id: OrderId, what: u8, which: u8, item: u8, n: u8) -> Result<(), Rejection> {
    let order = world.orders[&id].clone();
    let reason = || "told so".to_owned();
    let chosen = order.items.get(usize::from(item) % order.items.len().max(1)).cloned();
    let item_id = chosen.as_ref().map_or(ItemId(common::id(1)), |i| i.id);
    let station = chosen.as_ref().and_then(|i| i.station.clone());
    let chit = (n > 3).then(|| chosen.as_ref().and_then(|i| i.chit).unwrap_or(1));
    let payment = PaymentId(common::id(700));
    let total = order.bill.as_ref().map_or(0, |b| b.total);
    let command = match what {
        40 => {
            let orders = world.board.orders().map(|o| o.id).collect();
            world.commit(None, vec![EventData::Sequenced(Sequenced { orders })]);
            return Ok(());
        }
        0 | 1 => return world.place(new_order(which, item, n)).map(drop),
        2 | 3 => {
            let hold = if n > 3 { vec![1, 2] } else { vec![] };
            return world.add(id, items(item, n), &allergies(which, n), &hold).map(drop);
        }
        4 => return world.pay(id, (n > 2).then_some(i64::from(item) * 40)).map(drop),
        5 => {
            let other = order.items.get((usize::from(item) + 1) % order.items.len().max(1)).map_or(item_id, |i| i.id);
            let moved = [(item_id, (n > 2).then(|| u32::from(n) - 2)), (other, None)];
            return world.split(id, &moved[..1 + usize::from(n % 2)]).map(drop);
        }
        6 => {
            let other = world.orders.keys().nth(usize::from(item) % world.orders.len()).copied().unwrap_or(id);
            return world.merge(id, other).map(drop);
        }
        7 | 8 => Command::Fire { course: 1 + u16::from(n % 2) },
        9 if which > 127 => Command::Hold { held: n > 2 },
        9 => Command::Prioritise { priority: if n > 2 { Priority::Rush } else { Priority::Normal } },
        10 | 11 => Command::Complete { runner: None },
        12 => Command::Cancel { reason: reason() },
        13 => Command::Recall,
        14 => Command::Transfer { table: Some(n.to_string()) },
        15 => Command::Discount { amount: i64::from(item) * 3, reason: reason() },
        16 | 17 => Command::Start { item: item_id },
        18..=20 => Command::Prepare { item: item_id },
        21 | 22 => Command::RecallItem { item: item_id },
        23 | 24 => Command::Void { item: item_id, quantity: (n > 3).then(|| u32::from(n) - 3), reason: reason() },
        25..=28 => Command::AcknowledgeAllergy { item: item_id },
        29..=33 => Command::Bump { station, chit },
        34 => Command::RecallTicket { station, chit },
        35 if n > 3 => Command::Undelivered { station, chit: chit.unwrap_or(1), backup: Some("expo".into()), after_seconds: 0 },
        35 => Command::Shown { station, chit: chit.unwrap_or(1), device: None },
        36 | 37 => Command::PaymentCaptured { payment, amount: total, attempts: 1, method: PaymentMethod::Card },
        38 => Command::PaymentFailed { payment, reason: reason(), attempts: 0 },
        _ if n > 2 => return world.charge(id).map(drop),
        _ => Command::RetryPayment,
    };
    let unread = order.items.iter().filter(|i| i.needs_acknowledgement()).map(|i| i.id).collect::<BTreeSet<_>>();
    let from = world.log.len();
    let result = world.decide(id, &command, n > 2);
    for event in &world.log[from..] {
        if let EventData::ItemPrepared(done) = &event.data {
            assert!(!unread.contains(&done.item_id), "prepared with an allergy that nobody had read");
        }
    }
    result.map(drop)
}

/// Each bill is the sum of its lines, less what comes off, with tax once.
fn bills_add_up(world: &World) {
    for order in world.orders.values() {
        let bill = order.bill.as_ref().unwrap();
        let lines = order.items.iter().filter(|i| !i.is_voided());
        let sum: i64 = lines
            .map(|i| i64::from(i.quantity) * (i.unit_price.unwrap() + i.modifiers.iter().filter_map(|m| m.price).sum::<i64>()))
            .sum();
        assert_eq!(bill.subtotal, sum);
        assert!(0 <= bill.points_redeemed && bill.points_redeemed <= bill.discount && bill.discount <= sum);
        let base = sum - bill.discount;
        let percent = i128::from(bill.tax_percent.0);
        let (whole, tax) = (100_000_000, i128::from(bill.tax));
        let of = if bill.tax_included { whole + percent } else { whole };
        let off = 2 * (tax * of - i128::from(base) * percent);
        assert!(-of < off && off <= of, "tax {tax} on {base} is not rounded half up");
        assert_eq!(bill.total, if bill.tax_included { base } else { base + bill.tax });
    }
}

/// What is sold is neither lost nor doubled: an id stands once in the house, a portion too.
fn nothing_stands_twice(world: &World) {
    let mut seen = BTreeSet::new();
    for item in world.orders.values().flat_map(|o| &o.items) {
        assert!(seen.insert(item.id), "item {} stands in two orders", item.id);
    }
    let ordered = |items: &[Item]| items.iter().map(|i| i64::from(i.quantity)).sum::<i64>();
    let mut portions = 0;
    for event in &world.log {
        match &event.data {
            EventData::Placed(p) => portions += ordered(&p.order.items),
            EventData::ItemsAdded(a) => portions += ordered(&a.items),
            // A line that is wholly void still stands; of a part, only the rest does.
            EventData::ItemVoided(v) => {
                let stands = world.orders.values().find_map(|o| o.item(v.item_id)).is_some_and(Item::is_voided);
                let last = world.log.iter().rev().find_map(|e| match &e.data {
                    EventData::ItemVoided(l) if l.item_id == v.item_id => Some(e.seq),
                    _ => None,
                });
                if !(stands && last == Some(event.seq)) {
                    portions -= i64::from(v.quantity);
                }
            }
            _ => {}
        }
    }
    let stand: i64 = world.orders.values().map(|o| ordered(&o.items)).sum();
    assert_eq!(stand, portions, "a portion was lost or doubled");
    // Nobody is told to cook what was sent before: one `fired` or one sending an item and chit.
    let mut sent = BTreeSet::new();
    for event in &world.log {
        let ids: Vec<ItemId> = match &event.data {
            EventData::Placed(p) => p.order.items.iter().filter(|i| i.chit.is_some()).map(|i| i.id).collect(),
            EventData::ItemsAdded(a) => a.items.iter().filter(|i| i.chit.is_some()).map(|i| i.id).collect(),
            EventData::Fired(f) => f.item_ids.clone(),
            _ => vec![],
        };
        for id in ids {
            assert!(sent.insert(id), "item {id} was sent twice");
        }
    }
}

fn keeps_secrets(kitchen: &str) {
    for secret in ["price", "total", "tax", "payment\"", "points", "phone", "customer", "discount", "captured"] {
        assert!(!kitchen.contains(&format!("\"{secret}")), "the kitchen reads {secret} in {kitchen}");
    }
}

/// The boards are what the orders are, in both views, and come whole through a welcome.
fn boards_agree(world: &World) {
    let open: Vec<&Order> = world.orders.values().filter(|o| !o.status.is_over()).collect();
    assert_eq!(world.board.orders().collect::<Vec<_>>(), open);
    for recent in world.board.recent() {
        assert_eq!(Some(recent), world.orders.get(&recent.id));
    }
    let open = |id: &OrderId| world.orders.get(id).is_some_and(|o| !o.status.is_over());
    assert!(world.board.sequence().iter().all(open), "the rail holds what is gone");
    assert_eq!(world.kitchen.snapshot(), world.board.kitchen_view(), "views commute with folding");
    keeps_secrets(&serde_json::to_string(&world.board.kitchen_view()).unwrap());
    let read: shared::board::Snapshot = serde_json::from_str(&serde_json::to_string(&world.board.snapshot()).unwrap()).unwrap();
    assert_eq!(shared::board::Board::from_snapshot(read), world.board);
}

/// An order's `version` is the last `seq` of it that all may see.
fn versions_are_the_last_public_event(world: &World) {
    for order in world.orders.values() {
        let about = |e: &&Event| match &e.data {
            EventData::Split(s) => [s.order_id, s.new_order_id].contains(&order.id),
            EventData::Merged(m) => [m.order_id, m.merged_order_id].contains(&order.id),
            _ => e.order_id == Some(order.id),
        };
        let last = world.log.iter().filter(about).filter(|e| e.data.reach() == Reach::All).map(|e| e.seq).next_back();
        assert_eq!(Some(order.version), last);
    }
}

/// A guests' board that knows only its own events shows what its snapshot would.
fn guests_board_agrees(world: &World) {
    let mut shown = std::collections::BTreeMap::new();
    for event in &world.log {
        let Some(order) = event.order_id.and_then(|id| world.orders.get(&id)) else { continue };
        let Some(seen) = BoardEvent::of(event, order.number, order.channel) else { continue };
        let text = serde_json::to_string(&seen).unwrap();
        let seen: BoardEvent = serde_json::from_str(&text).unwrap();
        if seen.data.status.is_cooking() {
            shown.insert(seen.order_id, seen.data)
        } else {
            shown.remove(&seen.order_id)
        };
    }
    let mut expected: Vec<BoardOrder> = BoardSnapshot::of(&world.board).orders;
    expected.sort_by_key(|o| o.id);
    assert_eq!(shown.into_values().collect::<Vec<_>>(), expected);
}

/// At each moment at which something happened: the day as it is replayed, against the board of then.
fn replay_is_the_board(world: &World) {
    let mut recorder = Recorder::new([], NOON);
    world.log.iter().for_each(|event| recorder.hear(event));
    let tracks = recorder.finish(world.now);
    let mut board = Board::new(location());
    for (k, event) in world.log.iter().enumerate() {
        board.apply(event);
        if world.log.get(k + 1).is_some_and(|next| next.at == event.at) {
            continue;
        }
        let at = event.at;
        let there: BTreeSet<OrderId> = board.orders().map(|order| order.id).collect();
        for track in &tracks {
            let Some(step) = track.at(at) else {
                assert!(!there.contains(&track.id), "an order is missing");
                continue;
            };
            assert_eq!(!step.status.is_over(), there.contains(&track.id));
            let Some(order) = board.order(track.id) else { continue };
            assert_eq!((step.status, &step.table), (order.status, &order.table));
            let mut lines: Vec<_> = order.items.iter().map(|i| (i.name.clone(), i.quantity, i.status, i.chit)).collect();
            let mut shown: Vec<_> = track.lines_of(step).map(|(l, s)| (l.name.clone(), l.quantity, s, l.chit)).collect();
            lines.sort_by_key(|line| format!("{line:?}"));
            shown.sort_by_key(|line| format!("{line:?}"));
            assert_eq!(shown, lines);
            let open = order
                .tickets
                .iter()
                .filter(|t| t.due_at.is_some_and(|due| due <= at) && order.is_ticket_open(t.station.as_ref(), t.chit));
            let open: BTreeSet<_> = open.map(|t| (t.station.clone(), t.chit)).collect();
            let stood = track.stood(at);
            let shown: BTreeSet<_> = stood.iter().map(|s| (s.ticket.station.clone(), s.ticket.chit)).collect();
            assert_eq!(shown, open);
        }
    }
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn any_service_keeps_orders_whole(deeds in deeds()) {
        let mut world = World::default();
        for deed in deeds {
            act(&mut world, deed);
        }
        bills_add_up(&world);
        nothing_stands_twice(&world);
        boards_agree(&world);
        versions_are_the_last_public_event(&world);
        guests_board_agrees(&world);
    }

    #[test]
    fn a_day_replayed_shows_at_each_moment_what_the_board_held(deeds in deeds()) {
        let mut world = World::default();
        for deed in deeds {
            act(&mut world, deed);
        }
        replay_is_the_board(&world);
    }

    #[test]
    fn what_an_order_waited_for_adds_up_to_the_whole(deeds in deeds(), after in 0i64..4000) {
        let mut world = World::default();
        for deed in deeds {
            act(&mut world, deed);
        }
        let until = world.now.plus_seconds(after);
        for order in world.orders.values() {
            let Some(path) = critical_path(order, until) else {
                prop_assert!(matches!(order.status, Status::Cancelled | Status::PaymentFailed));
                continue;
            };
            let whole = order.completed_at.unwrap_or(until).millis_since(order.placed_at);
            prop_assert_eq!(path.pieces.iter().map(|piece| piece.millis).sum::<i64>(), whole);
            prop_assert!(path.pieces.iter().all(|piece| piece.millis > 0));
            let mut order_of_pieces: Vec<_> = path.pieces.iter().map(|piece| piece.wait as u8).collect();
            order_of_pieces.dedup();
            prop_assert!(order_of_pieces.is_sorted() && order_of_pieces.len() == path.pieces.len());
            prop_assert!((0..=whole).contains(&path.rest_stood_millis));
        }
    }

    #[test]
    fn each_audience_reads_a_part_of_what_a_manager_reads(deeds in deeds()) {
        let mut world = World::default();
        for deed in deeds {
            act(&mut world, deed);
        }
        for event in &world.log {
            let kitchen = Audience::Kitchen.event(event);
            let tills = Audience::FrontOfHouse.event(event);
            let managers = Audience::Manager.event(event);
            prop_assert_eq!(managers.as_deref(), Some(event));
            prop_assert_eq!(kitchen.is_some(), event.data.reach() == Reach::All);
            if let Some(seen) = &kitchen {
                let seen = serde_json::to_value(seen).unwrap();
                keeps_secrets(&seen["data"].to_string());
            }
            prop_assert!(kitchen.is_none() || tills.is_some());
            prop_assert_eq!(tills.is_some(), event.data.reach() != Reach::Manager);
        }
    }

    #[test]
    fn no_text_from_a_client_makes_it_fall_over(text in "\\PC{0,80}", seq in any::<u64>()) {
        let _ = shared::protocol::ClientFrame::from_json(&text);
        let _ = Event::from_json(&text);
        let frame = format!("{{\"type\":\"{}\",\"id\":\"{}\",\"data\":{{\"order_id\":{seq}}}}}", text.replace(['"', '\\'], ""), id(1));
        if let Ok(shared::protocol::ClientFrame::Command(frame)) = shared::protocol::ClientFrame::from_json(&frame) {
            prop_assert!(frame.ask().is_err());
        }
    }
}

/// Without this the properties above could hold of services in which nothing ever happens.
#[test]
fn the_services_reach_every_status_and_every_kind_of_event() {
    let mut runner = proptest::test_runner::TestRunner::new(config(400));
    let seen = std::cell::RefCell::new((BTreeSet::new(), BTreeSet::new()));
    let run = runner.run(&deeds(), |deeds| {
        let mut world = World::default();
        for deed in deeds {
            act(&mut world, deed);
            seen.borrow_mut().0.extend(world.orders.values().map(|o| o.status));
        }
        seen.borrow_mut().1.extend(world.log.iter().map(|e| e.data.kind().to_owned()));
        Ok(())
    });
    run.unwrap();
    let (statuses, kinds) = seen.into_inner();
    assert_eq!(statuses.len(), Status::ALL.len(), "{statuses:?}");
    // What the order machine does not make itself: the hub, stock, points, the menu and whoever watches do.
    let others = |k: &&str| {
        ["menu.", "location.", "loyalty.", "payments.", "inventory.", "alert.", "webhooks.", "access."]
            .iter()
            .any(|p| k.starts_with(p))
            || ["ticket.undelivered", "payment.refunded"].contains(k)
    };
    for kind in EventData::KINDS.iter().filter(|k| !others(k)) {
        assert!(kinds.contains(*kind), "no {kind} in any service");
    }
}
