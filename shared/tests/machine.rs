//! The order machine: every command in every state as one table, and the flows of a kitchen.

mod common;

use common::script::story;
use common::*;
use expect_test::{Expect, expect};
use shared::ids::*;
use shared::order::*;

fn check(placement: Placement, steps: &str, expect: Expect) {
    expect.assert_eq(&story(placement, steps));
}

/// An order `a b` in each status: `a` at the oven, `b` at the grill. IN_PROGRESS and CANCELLED
/// have `a` prepared and `b` queued.
fn order_in(status: Status) -> (World, OrderId) {
    let mut world = World::default();
    let mut new = placement("a b");
    if matches!(status, Status::Pending | Status::PaymentFailed) {
        new.payment = card_now();
    }
    let id = world.place(new).unwrap();
    let (a, b) = (world.orders[&id].items[0].id, world.orders[&id].items[1].id);
    let mut go = |command: Command| world.decide(id, &command, true).unwrap();
    match status {
        Status::Pending | Status::Confirmed => 0,
        Status::PaymentFailed => {
            go(Command::PaymentFailed { payment: PaymentId(common::id(7)), reason: "declined".into(), attempts: 0 })
        }
        Status::InProgress => go(Command::Prepare { item: a }),
        Status::Ready => go(Command::Prepare { item: a }) + go(Command::Prepare { item: b }),
        Status::Completed => {
            go(Command::Prepare { item: a }) + go(Command::Prepare { item: b }) + go(Command::Complete { runner: None })
        }
        Status::Cancelled => go(Command::Prepare { item: a }) + go(Command::Cancel { reason: "left".into() }),
    };
    assert_eq!(world.orders[&id].status, status);
    (world, id)
}

type Deed = Box<dyn Fn(&mut World, OrderId) -> Result<usize, Rejection>>;

fn deed(command: impl Fn(&Order) -> Command + 'static, is_manager: bool) -> Deed {
    Box::new(move |world, id| {
        let command = command(&world.orders[&id]);
        world.decide(id, &command, is_manager)
    })
}

fn deeds() -> Vec<(&'static str, Deed)> {
    let a = |o: &Order| o.items[0].id;
    let b = |o: &Order| o.items[1].id;
    let why = || "told so".to_owned();
    let payment = PaymentId(common::id(7));
    let at = |s: &str| Some(StationId::from(s));
    vec![
        ("fire what is not held", deed(|_| Command::Fire { course: 2 }, false)),
        ("prioritise", deed(|_| Command::Prioritise { priority: Priority::Rush }, false)),
        ("prioritise, the same", deed(|_| Command::Prioritise { priority: Priority::Normal }, false)),
        ("hold", deed(|_| Command::Hold { held: true }, false)),
        ("hold, the same", deed(|_| Command::Hold { held: false }, false)),
        ("complete", deed(|_| Command::Complete { runner: None }, false)),
        ("cancel", deed(move |_| Command::Cancel { reason: why() }, false)),
        ("cancel, as manager", deed(move |_| Command::Cancel { reason: why() }, true)),
        ("recall the order", deed(|_| Command::Recall, false)),
        ("transfer", deed(|_| Command::Transfer { table: Some("7".into()) }, false)),
        ("transfer, the same", deed(|_| Command::Transfer { table: Some("12".into()) }, false)),
        ("discount", deed(move |_| Command::Discount { amount: 100, reason: why() }, false)),
        ("start a", deed(move |o| Command::Start { item: a(o) }, false)),
        ("start b", deed(move |o| Command::Start { item: b(o) }, false)),
        ("prepare a", deed(move |o| Command::Prepare { item: a(o) }, false)),
        ("prepare b", deed(move |o| Command::Prepare { item: b(o) }, false)),
        ("recall a", deed(move |o| Command::RecallItem { item: a(o) }, false)),
        ("recall b", deed(move |o| Command::RecallItem { item: b(o) }, false)),
        ("void a", deed(move |o| Command::Void { item: a(o), quantity: None, reason: why() }, false)),
        ("void a, as manager", deed(move |o| Command::Void { item: a(o), quantity: None, reason: why() }, true)),
        ("void b", deed(move |o| Command::Void { item: b(o), quantity: None, reason: why() }, false)),
        ("void, no such item", deed(move |_| Command::Void { item: ItemId(common::id(5)), quantity: None, reason: why() }, true)),
        ("acknowledge, nothing to", deed(move |o| Command::AcknowledgeAllergy { item: b(o) }, false)),
        ("bump oven", deed(move |_| Command::Bump { station: at("oven"), chit: None }, false)),
        ("bump grill", deed(move |_| Command::Bump { station: at("grill"), chit: Some(1) }, false)),
        ("bump bar, which has none", deed(move |_| Command::Bump { station: at("bar"), chit: None }, false)),
        ("recall ticket oven", deed(move |_| Command::RecallTicket { station: at("oven"), chit: None }, false)),
        ("recall ticket grill", deed(move |_| Command::RecallTicket { station: at("grill"), chit: None }, false)),
        ("shown oven", deed(move |_| Command::Shown { station: at("oven"), chit: 1, device: None }, false)),
        ("shown oven chit 2", deed(move |_| Command::Shown { station: at("oven"), chit: 2, device: None }, false)),
        (
            "undelivered oven",
            deed(move |_| Command::Undelivered { station: at("oven"), chit: 1, backup: at("expo"), after_seconds: 0 }, true),
        ),
        (
            "undelivered grill, early",
            deed(move |_| Command::Undelivered { station: at("grill"), chit: 1, backup: None, after_seconds: 600 }, true),
        ),
        (
            "payment captured",
            deed(move |_| Command::PaymentCaptured { payment, amount: 1905, attempts: 1, method: PaymentMethod::Card }, false),
        ),
        ("payment failed", deed(move |_| Command::PaymentFailed { payment, reason: why(), attempts: 0 }, false)),
        ("retry the payment", deed(|_| Command::RetryPayment, false)),
        ("add items", Box::new(|w, id| w.add(id, vec![dish("a2")], &[], &[]))),
        ("pay in cash", Box::new(|w, id| w.pay(id, None))),
        (
            "split b off",
            Box::new(move |w, id| {
                let b = w.orders[&id].items[1].id;
                w.split(id, &[(b, None)]).map(|_| 1)
            }),
        ),
        (
            "merge another into it",
            Box::new(|w, id| {
                let other = w.place(placement("x"))?;
                w.merge(id, other)
            }),
        ),
        (
            "merge it into another",
            Box::new(|w, id| {
                let other = w.place(placement("x"))?;
                w.merge(other, id)
            }),
        ),
    ]
}

fn outcome(before: &World, after: &World, id: OrderId, result: Result<usize, Rejection>) -> String {
    match result {
        Ok(0) => "repeat".into(),
        Ok(_) => {
            let (from, to) = (before.orders[&id].status, after.orders[&id].status);
            if from == to { "ok".into() } else { format!("→ {}", to.as_str()) }
        }
        Err(Rejection::Illegal(_)) => "illegal".into(),
        Err(other) => other.code().into(),
    }
}

#[test]
fn every_command_in_every_state() {
    let mut table = format!("{:<26}", "");
    for status in Status::ALL {
        table += &format!("{:<17}", status.as_str());
    }
    let mut table = table.trim_end().to_owned() + "\n";
    for (name, deed) in deeds() {
        let mut row = format!("{name:<26}");
        for status in Status::ALL {
            let (before, _) = order_in(status);
            let (mut world, id) = order_in(status);
            let events = world.log.len();
            let result = deed(&mut world, id);
            if result.is_err() {
                assert_eq!(world.orders[&id], before.orders[&id], "{name} was refused and changed something");
                let of_it = world.log[events..].iter().filter(|e| e.order_id == Some(id)).count();
                assert_eq!(of_it, 0, "{name} was refused and left events");
            }
            row += &format!("{:<17}", outcome(&before, &world, id, result));
        }
        table += row.trim_end();
        table += "\n";
    }
    expect![[r#"
                                  PENDING          CONFIRMED        IN_PROGRESS      READY            COMPLETED        CANCELLED        PAYMENT_FAILED
        fire what is not held     repeat           repeat           repeat           repeat           repeat           repeat           repeat
        prioritise                ok               ok               ok               ok               illegal          illegal          ok
        prioritise, the same      repeat           repeat           repeat           repeat           repeat           repeat           repeat
        hold                      ok               ok               ok               ok               illegal          illegal          ok
        hold, the same            repeat           repeat           repeat           repeat           repeat           repeat           repeat
        complete                  illegal          illegal          illegal          → COMPLETED      repeat           illegal          illegal
        cancel                    → CANCELLED      → CANCELLED      → CANCELLED      forbidden        forbidden        repeat           → CANCELLED
        cancel, as manager        → CANCELLED      → CANCELLED      → CANCELLED      → CANCELLED      → CANCELLED      repeat           → CANCELLED
        recall the order          illegal          illegal          illegal          repeat           → READY          illegal          illegal
        transfer                  ok               ok               ok               ok               illegal          illegal          ok
        transfer, the same        repeat           repeat           repeat           repeat           repeat           repeat           repeat
        discount                  illegal          ok               ok               ok               illegal          illegal          ok
        start a                   illegal          → IN_PROGRESS    illegal          illegal          illegal          illegal          illegal
        start b                   illegal          → IN_PROGRESS    ok               illegal          illegal          illegal          illegal
        prepare a                 illegal          → IN_PROGRESS    repeat           repeat           repeat           repeat           illegal
        prepare b                 illegal          → IN_PROGRESS    → READY          repeat           repeat           illegal          illegal
        recall a                  repeat           repeat           ok               → IN_PROGRESS    illegal          illegal          repeat
        recall b                  repeat           repeat           repeat           → IN_PROGRESS    illegal          repeat           repeat
        void a                    illegal          ok               forbidden        forbidden        illegal          illegal          illegal
        void a, as manager        illegal          ok               ok               ok               illegal          illegal          illegal
        void b                    illegal          ok               → READY          forbidden        illegal          illegal          illegal
        void, no such item        not_found        not_found        not_found        not_found        not_found        not_found        not_found
        acknowledge, nothing to   repeat           repeat           repeat           repeat           repeat           repeat           repeat
        bump oven                 illegal          → IN_PROGRESS    repeat           repeat           repeat           repeat           illegal
        bump grill                illegal          → IN_PROGRESS    → READY          repeat           repeat           illegal          illegal
        bump bar, which has none  not_found        not_found        not_found        not_found        not_found        not_found        not_found
        recall ticket oven        repeat           repeat           ok               → IN_PROGRESS    illegal          illegal          repeat
        recall ticket grill       repeat           repeat           repeat           → IN_PROGRESS    illegal          repeat           repeat
        shown oven                repeat           ok               ok               ok               repeat           repeat           repeat
        shown oven chit 2         not_found        not_found        not_found        not_found        not_found        not_found        not_found
        undelivered oven          repeat           ok               repeat           repeat           repeat           repeat           repeat
        undelivered grill, early  repeat           repeat           repeat           repeat           repeat           repeat           repeat
        payment captured          → CONFIRMED      ok               ok               ok               ok               ok               → CONFIRMED
        payment failed            → PAYMENT_FAILED ok               ok               ok               ok               ok               ok
        retry the payment         illegal          illegal          illegal          illegal          illegal          illegal          → PENDING
        add items                 illegal          ok               ok               → IN_PROGRESS    illegal          illegal          illegal
        pay in cash               illegal          ok               ok               ok               ok               illegal          → CONFIRMED
        split b off               illegal          ok               → READY          ok               illegal          illegal          illegal
        merge another into it     illegal          ok               ok               → IN_PROGRESS    illegal          illegal          illegal
        merge it into another     illegal          → CANCELLED      → CANCELLED      → CANCELLED      illegal          illegal          illegal
    "#]].assert_eq(&table);
}

/// An order `a b` with `a` in each status, `b` queued, the order IN_PROGRESS.
fn item_in(status: ItemStatus) -> (World, OrderId) {
    let mut world = World::default();
    let mut new = placement("a c b2");
    new.hold_courses = if status == ItemStatus::Held { vec![2] } else { vec![] };
    new.items[1].quantity = 2;
    let id = world.place(new).unwrap();
    let items: Vec<ItemId> = world.orders[&id].items.iter().map(|i| i.id).collect();
    let mut go = |command: Command| world.decide(id, &command, true).unwrap();
    go(Command::Prepare { item: items[0] });
    match status {
        ItemStatus::Held | ItemStatus::Queued => 0,
        ItemStatus::Preparing => go(Command::Start { item: items[1] }),
        ItemStatus::Prepared => go(Command::Prepare { item: items[1] }),
        ItemStatus::Voided => go(Command::Void { item: items[1], quantity: None, reason: "gone".into() }),
    };
    assert_eq!(world.orders[&id].items[1].status, status);
    assert_eq!(world.orders[&id].status, Status::InProgress);
    (world, id)
}

#[test]
fn every_item_command_in_every_item_state() {
    let it = |o: &Order| o.items[1].id;
    let why = || "told so".to_owned();
    let deeds: Vec<(&str, Deed)> = vec![
        ("start", deed(move |o| Command::Start { item: it(o) }, false)),
        ("prepare", deed(move |o| Command::Prepare { item: it(o) }, false)),
        ("recall", deed(move |o| Command::RecallItem { item: it(o) }, false)),
        ("void", deed(move |o| Command::Void { item: it(o), quantity: None, reason: why() }, false)),
        ("void one of two", deed(move |o| Command::Void { item: it(o), quantity: Some(1), reason: why() }, false)),
        ("void three of two", deed(move |o| Command::Void { item: it(o), quantity: Some(3), reason: why() }, false)),
        ("void, as manager", deed(move |o| Command::Void { item: it(o), quantity: None, reason: why() }, true)),
        ("fire its course", deed(|_| Command::Fire { course: 2 }, false)),
        ("bump its station", deed(|_| Command::Bump { station: Some("oven".into()), chit: None }, false)),
        ("recall its ticket", deed(|_| Command::RecallTicket { station: Some("oven".into()), chit: None }, false)),
    ];
    let mut table = format!("{:<20}", "");
    for status in ItemStatus::ALL {
        table += &format!("{:<13}", status.as_str());
    }
    let mut table = table.trim_end().to_owned() + "\n";
    for (name, deed) in deeds {
        let mut row = format!("{name:<20}");
        for status in ItemStatus::ALL {
            let (mut world, id) = item_in(status);
            let result = deed(&mut world, id);
            let now = world.orders[&id].items[1].status;
            let cell = match result {
                Ok(0) => "repeat".to_owned(),
                Ok(_) if now == status => "ok".to_owned(),
                Ok(_) => format!("→ {}", now.as_str()),
                Err(other) => other.code().replace("_transition", ""),
            };
            row += &format!("{cell:<13}");
        }
        table += row.trim_end();
        table += "\n";
    }
    expect![[r#"
                            HELD         QUEUED       PREPARING    PREPARED     VOIDED
        start               illegal      → PREPARING  repeat       illegal      illegal
        prepare             illegal      → PREPARED   → PREPARED   repeat       illegal
        recall              illegal      repeat       → QUEUED     → QUEUED     illegal
        void                → VOIDED     → VOIDED     → VOIDED     forbidden    repeat
        void one of two     ok           ok           ok           forbidden    repeat
        void three of two   invalid      invalid      invalid      forbidden    repeat
        void, as manager    → VOIDED     → VOIDED     → VOIDED     → VOIDED     repeat
        fire its course     → QUEUED     repeat       repeat       repeat       repeat
        bump its station    repeat       → PREPARED   → PREPARED   repeat       repeat
        recall its ticket   ok           ok           ok           → QUEUED     ok
    "#]]
    .assert_eq(&table);
}

#[test]
fn a_bump_says_in_progress_first_and_the_course_before_the_order() {
    check(
        placement("a b"),
        "bump oven, bump oven, bump grill, complete, complete, recall, recall",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1 b:QUEUED/1
        bump oven: item.prepared a, order.in_progress
            #118 IN_PROGRESS a:PREPARED/1 b:QUEUED/1
        bump oven: (repeat)
            #118 IN_PROGRESS a:PREPARED/1 b:QUEUED/1
        bump grill: item.prepared b, course.ready 1, order.ready
            #118 READY a:PREPARED/1 b:PREPARED/1
        complete: order.completed
            #118 COMPLETED a:PREPARED/1 b:PREPARED/1
        complete: (repeat)
            #118 COMPLETED a:PREPARED/1 b:PREPARED/1
        recall: order.recalled
            #118 READY a:PREPARED/1 b:PREPARED/1
        recall: (repeat)
            #118 READY a:PREPARED/1 b:PREPARED/1
    "#]],
    );
    check(
        placement("a a2"),
        "bump oven",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1 a2:QUEUED/1
        bump oven: item.prepared a, order.in_progress, item.prepared a2, course.ready 1, order.ready
            #118 READY a:PREPARED/1 a2:PREPARED/1
    "#]],
    );
}

#[test]
fn courses_are_held_fired_and_ready_one_by_one() {
    let mut new = placement("a b c");
    new.hold_courses = vec![2];
    check(
        new,
        "bump oven, bump grill, bump oven, complete, fire 2, fire 2, fire 3, bump oven 1, bump oven 2",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1 b:QUEUED/1 c:HELD
        bump oven: item.prepared a, order.in_progress
            #118 IN_PROGRESS a:PREPARED/1 b:QUEUED/1 c:HELD
        bump grill: item.prepared b, course.ready 1
            #118 IN_PROGRESS a:PREPARED/1 b:PREPARED/1 c:HELD
        bump oven: (repeat)
            #118 IN_PROGRESS a:PREPARED/1 b:PREPARED/1 c:HELD
        complete: REFUSED illegal_transition: order 118 is IN_PROGRESS: only a READY order can be completed
            #118 IN_PROGRESS a:PREPARED/1 b:PREPARED/1 c:HELD
        fire 2: order.fired 2 as chit 2
            #118 IN_PROGRESS a:PREPARED/1 b:PREPARED/1 c:QUEUED/2
        fire 2: (repeat)
            #118 IN_PROGRESS a:PREPARED/1 b:PREPARED/1 c:QUEUED/2
        fire 3: (repeat)
            #118 IN_PROGRESS a:PREPARED/1 b:PREPARED/1 c:QUEUED/2
        bump oven 1: (repeat)
            #118 IN_PROGRESS a:PREPARED/1 b:PREPARED/1 c:QUEUED/2
        bump oven 2: item.prepared c, course.ready 2, order.ready
            #118 READY a:PREPARED/1 b:PREPARED/1 c:PREPARED/2
    "#]],
    );
}

#[test]
fn all_of_an_order_may_be_held() {
    let mut new = placement("c c2");
    new.hold_courses = vec![2];
    check(
        new,
        "bump oven, void c, fire 2, bump oven",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED c:HELD c2:HELD
        bump oven: REFUSED not_found: order 118 has no such ticket at oven
            #118 CONFIRMED c:HELD c2:HELD
        void c: item.voided 1×c
            #118 CONFIRMED c:VOIDED c2:HELD
        fire 2: order.fired 2 as chit 1
            #118 CONFIRMED c:VOIDED c2:QUEUED/1
        bump oven: item.prepared c2, order.in_progress, course.ready 2, order.ready
            #118 READY c:VOIDED c2:PREPARED/1
    "#]],
    );
}

#[test]
fn further_chits_are_numbered_and_join_a_course_that_waits() {
    let mut new = placement("a c");
    new.hold_courses = vec![2];
    check(
        new,
        "add b, add c2, bump oven, bump grill 1, bump grill 2, fire 2, add a3, hold b4",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1 c:HELD
        add b: order.items_added chit 2
            #118 CONFIRMED a:QUEUED/1 c:HELD b:QUEUED/2
        add c2: order.items_added chit -
            #118 CONFIRMED a:QUEUED/1 c:HELD b:QUEUED/2 c2:HELD
        bump oven: item.prepared a, order.in_progress
            #118 IN_PROGRESS a:PREPARED/1 c:HELD b:QUEUED/2 c2:HELD
        bump grill 1: REFUSED not_found: order 118 has no such ticket at grill
            #118 IN_PROGRESS a:PREPARED/1 c:HELD b:QUEUED/2 c2:HELD
        bump grill 2: item.prepared b, course.ready 1
            #118 IN_PROGRESS a:PREPARED/1 c:HELD b:PREPARED/2 c2:HELD
        fire 2: order.fired 2 as chit 3
            #118 IN_PROGRESS a:PREPARED/1 c:QUEUED/3 b:PREPARED/2 c2:QUEUED/3
        add a3: order.items_added chit 4
            #118 IN_PROGRESS a:PREPARED/1 c:QUEUED/3 b:PREPARED/2 c2:QUEUED/3 a3:QUEUED/4
        hold b4: order.items_added chit -
            #118 IN_PROGRESS a:PREPARED/1 c:QUEUED/3 b:PREPARED/2 c2:QUEUED/3 a3:QUEUED/4 b4:HELD
    "#]],
    );
}

#[test]
fn items_added_to_a_ready_order_bring_it_back() {
    check(
        placement("a"),
        "bump oven, add b, bump grill, complete, add b2",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1
        bump oven: item.prepared a, order.in_progress, course.ready 1, order.ready
            #118 READY a:PREPARED/1
        add b: order.items_added chit 2, order.in_progress
            #118 IN_PROGRESS a:PREPARED/1 b:QUEUED/2
        bump grill: item.prepared b, course.ready 1, order.ready
            #118 READY a:PREPARED/1 b:PREPARED/2
        complete: order.completed
            #118 COMPLETED a:PREPARED/1 b:PREPARED/2
        add b2: REFUSED illegal_transition: order 118 is COMPLETED: items can be added to CONFIRMED, IN_PROGRESS and READY orders
            #118 COMPLETED a:PREPARED/1 b:PREPARED/2
    "#]],
    );
    check(
        placement("a"),
        "bump oven, hold c, void c",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1
        bump oven: item.prepared a, order.in_progress, course.ready 1, order.ready
            #118 READY a:PREPARED/1
        hold c: order.items_added chit -, order.in_progress
            #118 IN_PROGRESS a:PREPARED/1 c:HELD
        void c: item.voided 1×c, order.ready
            #118 READY a:PREPARED/1 c:VOIDED
    "#]],
    );
}

#[test]
fn an_allergy_has_to_be_read_before_its_dish_is_prepared() {
    let mut new = placement("a a2 b b2");
    new.items[0].seat = Some(1);
    new.items[1].seat = Some(2);
    new.items[2].seat = Some(2);
    new.allergies = vec![allergy(Some(1), "nuts")];
    check(
        new,
        "start a, prepare a, bump oven, ack a, ack a, bump oven, bump grill, ack b2, bump grill",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1!nuts a2:QUEUED/1 b:QUEUED/1 b2:QUEUED/1!nuts
        start a: item.started a, order.in_progress
            #118 IN_PROGRESS a:PREPARING/1!nuts a2:QUEUED/1 b:QUEUED/1 b2:QUEUED/1!nuts
        prepare a: REFUSED allergy_unacknowledged: acknowledge the guest's allergy first
            #118 IN_PROGRESS a:PREPARING/1!nuts a2:QUEUED/1 b:QUEUED/1 b2:QUEUED/1!nuts
        bump oven: REFUSED allergy_unacknowledged: acknowledge the guest's allergy first
            #118 IN_PROGRESS a:PREPARING/1!nuts a2:QUEUED/1 b:QUEUED/1 b2:QUEUED/1!nuts
        ack a: item.allergy_acknowledged a
            #118 IN_PROGRESS a:PREPARING/1 a2:QUEUED/1 b:QUEUED/1 b2:QUEUED/1!nuts
        ack a: (repeat)
            #118 IN_PROGRESS a:PREPARING/1 a2:QUEUED/1 b:QUEUED/1 b2:QUEUED/1!nuts
        bump oven: item.prepared a, item.prepared a2
            #118 IN_PROGRESS a:PREPARED/1 a2:PREPARED/1 b:QUEUED/1 b2:QUEUED/1!nuts
        bump grill: REFUSED allergy_unacknowledged: acknowledge the guest's allergy first
            #118 IN_PROGRESS a:PREPARED/1 a2:PREPARED/1 b:QUEUED/1 b2:QUEUED/1!nuts
        ack b2: item.allergy_acknowledged b2
            #118 IN_PROGRESS a:PREPARED/1 a2:PREPARED/1 b:QUEUED/1 b2:QUEUED/1
        bump grill: item.prepared b, item.prepared b2, course.ready 1, order.ready
            #118 READY a:PREPARED/1 a2:PREPARED/1 b:PREPARED/1 b2:PREPARED/1
    "#]],
    );
}

#[test]
fn a_new_allergy_reaches_dishes_already_acknowledged_and_already_on_the_pass() {
    let mut new = placement("a b a2");
    new.allergies = vec![allergy(None, "nuts")];
    check(
        new,
        "ack a, ack b, ack a2, bump grill, add a3 !nuts, add b4 !soy, bump oven 1, recall b, prepare b, ack b, prepare b",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1!nuts b:QUEUED/1!nuts a2:QUEUED/1!nuts
        ack a: item.allergy_acknowledged a
            #118 CONFIRMED a:QUEUED/1 b:QUEUED/1!nuts a2:QUEUED/1!nuts
        ack b: item.allergy_acknowledged b
            #118 CONFIRMED a:QUEUED/1 b:QUEUED/1 a2:QUEUED/1!nuts
        ack a2: item.allergy_acknowledged a2
            #118 CONFIRMED a:QUEUED/1 b:QUEUED/1 a2:QUEUED/1
        bump grill: item.prepared b, order.in_progress
            #118 IN_PROGRESS a:QUEUED/1 b:PREPARED/1 a2:QUEUED/1
        add a3 !nuts: order.items_added chit 2
            #118 IN_PROGRESS a:QUEUED/1 b:PREPARED/1 a2:QUEUED/1 a3:QUEUED/2!nuts
        add b4 !soy: order.items_added chit 3
            #118 IN_PROGRESS a:QUEUED/1!nuts+soy b:PREPARED/1!nuts+soy a2:QUEUED/1!nuts+soy a3:QUEUED/2!nuts+soy b4:QUEUED/3!nuts+soy
        bump oven 1: REFUSED allergy_unacknowledged: acknowledge the guest's allergy first
            #118 IN_PROGRESS a:QUEUED/1!nuts+soy b:PREPARED/1!nuts+soy a2:QUEUED/1!nuts+soy a3:QUEUED/2!nuts+soy b4:QUEUED/3!nuts+soy
        recall b: item.recalled b
            #118 IN_PROGRESS a:QUEUED/1!nuts+soy b:QUEUED/1!nuts+soy a2:QUEUED/1!nuts+soy a3:QUEUED/2!nuts+soy b4:QUEUED/3!nuts+soy
        prepare b: REFUSED allergy_unacknowledged: acknowledge the guest's allergy first
            #118 IN_PROGRESS a:QUEUED/1!nuts+soy b:QUEUED/1!nuts+soy a2:QUEUED/1!nuts+soy a3:QUEUED/2!nuts+soy b4:QUEUED/3!nuts+soy
        ack b: item.allergy_acknowledged b
            #118 IN_PROGRESS a:QUEUED/1!nuts+soy b:QUEUED/1 a2:QUEUED/1!nuts+soy a3:QUEUED/2!nuts+soy b4:QUEUED/3!nuts+soy
        prepare b: item.prepared b
            #118 IN_PROGRESS a:QUEUED/1!nuts+soy b:PREPARED/1 a2:QUEUED/1!nuts+soy a3:QUEUED/2!nuts+soy b4:QUEUED/3!nuts+soy
    "#]],
    );
}

#[test]
fn a_void_leaves_nothing_unprepared() {
    check(
        placement("a b"),
        "bump oven, void b, void b",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1 b:QUEUED/1
        bump oven: item.prepared a, order.in_progress
            #118 IN_PROGRESS a:PREPARED/1 b:QUEUED/1
        void b: item.voided 1×b, course.ready 1, order.ready
            #118 READY a:PREPARED/1 b:VOIDED/1
        void b: (repeat)
            #118 READY a:PREPARED/1 b:VOIDED/1
    "#]],
    );
    check(
        placement("a b"),
        "void a, void b, void b, bump oven",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1 b:QUEUED/1
        void a: item.voided 1×a
            #118 CONFIRMED a:VOIDED/1 b:QUEUED/1
        void b: item.voided 1×b, order.cancelled
            #118 CANCELLED a:VOIDED/1 b:VOIDED/1
        void b: (repeat)
            #118 CANCELLED a:VOIDED/1 b:VOIDED/1
        bump oven: (repeat)
            #118 CANCELLED a:VOIDED/1 b:VOIDED/1
    "#]],
    );
    check(
        placement("a b"),
        "bump oven, void a, manager void a, manager void b",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1 b:QUEUED/1
        bump oven: item.prepared a, order.in_progress
            #118 IN_PROGRESS a:PREPARED/1 b:QUEUED/1
        void a: REFUSED forbidden: only a manager voids an item that is PREPARED
            #118 IN_PROGRESS a:PREPARED/1 b:QUEUED/1
        manager void a: item.voided 1×a
            #118 IN_PROGRESS a:VOIDED/1 b:QUEUED/1
        manager void b: item.voided 1×b, order.cancelled
            #118 CANCELLED a:VOIDED/1 b:VOIDED/1
    "#]],
    );
    let mut two = placement("a b");
    two.items[0].quantity = 3;
    check(
        two,
        "void a 1, void a 2, void a 9, void b 2, void b 1",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED 3×a:QUEUED/1 b:QUEUED/1
        void a 1: item.voided 1×a
            #118 CONFIRMED 2×a:QUEUED/1 b:QUEUED/1
        void a 2: item.voided 2×a
            #118 CONFIRMED 2×a:VOIDED/1 b:QUEUED/1
        void a 9: (repeat)
            #118 CONFIRMED 2×a:VOIDED/1 b:QUEUED/1
        void b 2: REFUSED invalid: between 1 and 1 of them can be voided
            #118 CONFIRMED 2×a:VOIDED/1 b:QUEUED/1
        void b 1: item.voided 1×b, order.cancelled
            #118 CANCELLED 2×a:VOIDED/1 b:VOIDED/1
    "#]],
    );
    let mut held = placement("a c");
    held.hold_courses = vec![2];
    check(
        held,
        "bump oven, void c",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1 c:HELD
        bump oven: item.prepared a, order.in_progress, course.ready 1
            #118 IN_PROGRESS a:PREPARED/1 c:HELD
        void c: item.voided 1×c, order.ready
            #118 READY a:PREPARED/1 c:VOIDED
    "#]],
    );
}

#[test]
fn a_recall_brings_items_tickets_and_orders_back() {
    check(
        placement("a a2 b"),
        "bump oven, bump grill, recall a, recall a, bump oven, recall-ticket oven, start a, recall a, recall-ticket oven",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1 a2:QUEUED/1 b:QUEUED/1
        bump oven: item.prepared a, order.in_progress, item.prepared a2
            #118 IN_PROGRESS a:PREPARED/1 a2:PREPARED/1 b:QUEUED/1
        bump grill: item.prepared b, course.ready 1, order.ready
            #118 READY a:PREPARED/1 a2:PREPARED/1 b:PREPARED/1
        recall a: item.recalled a, order.in_progress
            #118 IN_PROGRESS a:QUEUED/1 a2:PREPARED/1 b:PREPARED/1
        recall a: (repeat)
            #118 IN_PROGRESS a:QUEUED/1 a2:PREPARED/1 b:PREPARED/1
        bump oven: item.prepared a, course.ready 1, order.ready
            #118 READY a:PREPARED/1 a2:PREPARED/1 b:PREPARED/1
        recall-ticket oven: item.recalled a, order.in_progress, item.recalled a2
            #118 IN_PROGRESS a:QUEUED/1 a2:QUEUED/1 b:PREPARED/1
        start a: item.started a
            #118 IN_PROGRESS a:PREPARING/1 a2:QUEUED/1 b:PREPARED/1
        recall a: item.recalled a
            #118 IN_PROGRESS a:QUEUED/1 a2:QUEUED/1 b:PREPARED/1
        recall-ticket oven: (repeat)
            #118 IN_PROGRESS a:QUEUED/1 a2:QUEUED/1 b:PREPARED/1
    "#]],
    );
    check(
        placement("a"),
        "bump oven, complete, recall a, recall-ticket oven, recall, recall-ticket oven, bump oven",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1
        bump oven: item.prepared a, order.in_progress, course.ready 1, order.ready
            #118 READY a:PREPARED/1
        complete: order.completed
            #118 COMPLETED a:PREPARED/1
        recall a: REFUSED illegal_transition: order 118 is COMPLETED: an item that is PREPARED cannot be recalled
            #118 COMPLETED a:PREPARED/1
        recall-ticket oven: REFUSED illegal_transition: order 118 is COMPLETED: recall the order first
            #118 COMPLETED a:PREPARED/1
        recall: order.recalled
            #118 READY a:PREPARED/1
        recall-ticket oven: item.recalled a, order.in_progress
            #118 IN_PROGRESS a:QUEUED/1
        bump oven: item.prepared a, course.ready 1, order.ready
            #118 READY a:PREPARED/1
    "#]],
    );
}

#[test]
fn an_order_of_an_earlier_business_day_stays_completed() {
    let (mut world, id) = order_in(Status::Completed);
    let mut order = serde_json::to_value(&world.orders[&id]).unwrap();
    order["completed_at"] = serde_json::json!(at(-9 * 3600));
    world.orders.insert(id, serde_json::from_value(order).unwrap());
    let refused = world.decide(id, &Command::Recall, true).unwrap_err();
    assert_eq!(refused.code(), "illegal_transition");
}

#[test]
fn a_payment_makes_and_unmakes_the_way_into_the_kitchen() {
    let mut card = placement("a");
    card.payment = card_now();
    check(
        card.clone(),
        "bump oven, pay, captured, failed, pay",
        expect![[r#"
        placed: order.placed
            #118 PENDING a:QUEUED/1
        bump oven: REFUSED illegal_transition: order 118 is PENDING: its tickets cannot be bumped
            #118 PENDING a:QUEUED/1
        pay: REFUSED illegal_transition: order 118 is PENDING: a card payment is under way
            #118 PENDING a:QUEUED/1
        captured: payment.captured, order.confirmed
            #118 CONFIRMED a:QUEUED/1
        failed: payment.failed
            #118 CONFIRMED a:QUEUED/1
        pay: REFUSED illegal_transition: order 118 is CONFIRMED: it is paid already
            #118 CONFIRMED a:QUEUED/1
    "#]],
    );
    check(
        card.clone(),
        "failed, retry, failed, pay",
        expect![[r#"
        placed: order.placed
            #118 PENDING a:QUEUED/1
        failed: payment.failed, order.payment_failed
            #118 PAYMENT_FAILED a:QUEUED/1
        retry: order.pending
            #118 PENDING a:QUEUED/1
        failed: payment.failed, order.payment_failed
            #118 PAYMENT_FAILED a:QUEUED/1
        pay: order.pending, payment.captured, order.confirmed
            #118 CONFIRMED a:QUEUED/1
    "#]],
    );
    // A charge that was given up and landed after all.
    check(
        card,
        "failed, captured",
        expect![[r#"
        placed: order.placed
            #118 PENDING a:QUEUED/1
        failed: payment.failed, order.payment_failed
            #118 PAYMENT_FAILED a:QUEUED/1
        captured: order.pending, payment.captured, order.confirmed
            #118 CONFIRMED a:QUEUED/1
    "#]],
    );
    let mut cash = placement("a");
    cash.payment.when = PayWhen::Now;
    check(
        cash,
        "pay, add b, pay 100, pay 1000",
        expect![[r#"
        placed: order.placed, payment.captured, order.confirmed
            #118 CONFIRMED a:QUEUED/1
        pay: REFUSED illegal_transition: order 118 is CONFIRMED: it is paid already
            #118 CONFIRMED a:QUEUED/1
        add b: order.items_added chit 2
            #118 CONFIRMED a:QUEUED/1 b:QUEUED/2
        pay 100: REFUSED invalid: 100 is less than the 816 that is owed
            #118 CONFIRMED a:QUEUED/1 b:QUEUED/2
        pay 1000: payment.captured
            #118 CONFIRMED a:QUEUED/1 b:QUEUED/2
    "#]],
    );
    check(
        placement("a"),
        "failed, bump oven, complete, pay",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1
        failed: payment.failed
            #118 CONFIRMED a:QUEUED/1
        bump oven: item.prepared a, order.in_progress, course.ready 1, order.ready
            #118 READY a:PREPARED/1
        complete: order.completed
            #118 COMPLETED a:PREPARED/1
        pay: payment.captured
            #118 COMPLETED a:PREPARED/1
    "#]],
    );
}

#[test]
fn a_prepaid_order_that_costs_nothing_is_not_charged() {
    let mut free = placement("a");
    (free.payment, free.customer_id, free.redeem_points) = (card_now(), Some(CustomerId(id(3))), 1000);
    check(
        free,
        "",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1
    "#]],
    );
}

#[test]
fn split_and_merge_keep_ids_and_status() {
    let mut new = placement("a b a2");
    new.items[0].quantity = 5;
    check(
        new,
        "bump grill, split a×2 b, #2 bump oven, merge 2, bump oven",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED 5×a:QUEUED/1 b:QUEUED/1 a2:QUEUED/1
        bump grill: item.prepared b, order.in_progress
            #118 IN_PROGRESS 5×a:QUEUED/1 b:PREPARED/1 a2:QUEUED/1
        split a×2 b: order.split
            #118 IN_PROGRESS 3×a:QUEUED/1 a2:QUEUED/1
            #119 IN_PROGRESS 2×a:QUEUED/1 b:PREPARED/1
        #2 bump oven: item.prepared a, course.ready 1, order.ready
            #119 READY 2×a:PREPARED/1 b:PREPARED/1
        merge 2: order.merged
            #118 IN_PROGRESS 3×a:QUEUED/1 a2:QUEUED/1 2×a:PREPARED/2 b:PREPARED/2
            #119 CANCELLED
        bump oven: item.prepared a, item.prepared a2, course.ready 1, order.ready
            #118 READY 3×a:PREPARED/1 a2:PREPARED/1 2×a:PREPARED/2 b:PREPARED/2
    "#]],
    );
    check(
        placement("a b"),
        "bump oven, split b, complete, #2 bump grill, merge 2",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1 b:QUEUED/1
        bump oven: item.prepared a, order.in_progress
            #118 IN_PROGRESS a:PREPARED/1 b:QUEUED/1
        split b: order.split, course.ready 1, order.ready
            #118 READY a:PREPARED/1
            #119 CONFIRMED b:QUEUED/1
        complete: order.completed
            #118 COMPLETED a:PREPARED/1
        #2 bump grill: item.prepared b, order.in_progress, course.ready 1, order.ready
            #119 READY b:PREPARED/1
        merge 2: REFUSED illegal_transition: order 118 is COMPLETED: it cannot be merged
            #118 COMPLETED a:PREPARED/1
            #119 READY b:PREPARED/1
    "#]],
    );
    check(
        placement("a b"),
        "split a b, split a a, bump oven, bump grill, split a, placed a b, merge 3, #3 bump oven",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1 b:QUEUED/1
        split a b: REFUSED invalid: both orders must keep at least one item
            #118 CONFIRMED a:QUEUED/1 b:QUEUED/1
        split a a: REFUSED invalid: stands twice
            #118 CONFIRMED a:QUEUED/1 b:QUEUED/1
        bump oven: item.prepared a, order.in_progress
            #118 IN_PROGRESS a:PREPARED/1 b:QUEUED/1
        bump grill: item.prepared b, course.ready 1, order.ready
            #118 READY a:PREPARED/1 b:PREPARED/1
        split a: order.split
            #118 READY b:PREPARED/1
            #121 READY a:PREPARED/1
        placed a b: order.placed, order.confirmed
            #118 READY b:PREPARED/1
            #121 READY a:PREPARED/1
            #122 CONFIRMED a:QUEUED/1 b:QUEUED/1
        merge 3: order.merged, order.in_progress
            #118 IN_PROGRESS b:PREPARED/1 a:QUEUED/2 b:QUEUED/2
            #121 READY a:PREPARED/1
            #122 CANCELLED
        #3 bump oven: REFUSED not_found: order 122 has no such ticket at oven
            #122 CANCELLED
    "#]],
    );
    let mut five = placement("a b");
    five.items[0].quantity = 5;
    let mut world = World::default();
    let id = world.place(five).unwrap();
    let a = world.orders[&id].items[0].id;
    let new = world.split(id, &[(a, Some(4))]).unwrap();
    assert_eq!(world.orders[&new].items[0].id, a, "the larger part keeps the id");
    assert_eq!((world.orders[&new].items[0].quantity, world.orders[&id].items[0].quantity), (4, 1));
}

#[test]
fn a_split_that_leaves_a_finished_course_says_so() {
    check(
        placement("a b c"),
        "bump oven 1, recall c, split b",
        expect![[r#"
        placed: order.placed, order.confirmed
            #118 CONFIRMED a:QUEUED/1 b:QUEUED/1 c:QUEUED/1
        bump oven 1: item.prepared a, order.in_progress, item.prepared c, course.ready 2
            #118 IN_PROGRESS a:PREPARED/1 b:QUEUED/1 c:PREPARED/1
        recall c: item.recalled c
            #118 IN_PROGRESS a:PREPARED/1 b:QUEUED/1 c:QUEUED/1
        split b: order.split, course.ready 1
            #118 IN_PROGRESS a:PREPARED/1 c:QUEUED/1
            #119 CONFIRMED b:QUEUED/1
    "#]],
    );
}

#[test]
fn the_points_of_two_customers_do_not_meet_on_one_bill() {
    let mut world = World::default();
    let mut of = |customer: u128, points: i64| {
        let mut new = placement("a");
        (new.customer_id, new.redeem_points) = (Some(CustomerId(id(customer))), points);
        world.place(new).unwrap()
    };
    let (first, second, third) = (of(1, 100), of(2, 100), of(3, 0));
    let nobody = world.place(placement("b")).unwrap();
    assert_eq!(world.merge(first, second).unwrap_err().code(), "illegal_transition");
    world.merge(first, third).unwrap();
    world.merge(nobody, second).unwrap();
    let bill = world.orders[&nobody].bill.clone().unwrap();
    assert_eq!((bill.customer_id, bill.points_redeemed), (Some(CustomerId(id(2))), 100));
}

#[test]
fn a_ticket_is_due_when_confirmed_or_fired_or_just_in_time_for_the_guest() {
    let mut new = placement("a b c");
    (new.due_at, new.hold_courses) = (Some(at(3600)), vec![2]);
    let mut world = World::default();
    let id = world.place(new).unwrap();
    let due = |world: &World| world.orders[&id].tickets.iter().map(|t| t.due_at.unwrap()).collect::<Vec<_>>();
    assert_eq!(due(&world), [at(3600 - 420), at(3600 - 420)], "less the longest preparation of all");
    let shown = Command::Shown { station: Some("oven".into()), chit: 1, device: None };
    assert_eq!(world.decide(id, &shown, false), Ok(0), "nobody owes a receipt before it is due");
    world.now = at(3400);
    world.decide(id, &Command::Fire { course: 2 }, false).unwrap();
    assert_eq!(due(&world)[2], at(3400));
    assert_eq!(world.decide(id, &shown, false), Ok(1));
    assert_eq!(world.decide(id, &shown, false), Ok(0), "the first screen counts");
    let mut card = placement("a");
    card.payment = card_now();
    let id = world.place(card).unwrap();
    assert_eq!(world.orders[&id].tickets[0].due_at, None, "not before it is confirmed");
}

#[test]
fn a_void_cuts_first_the_discount_then_the_points() {
    let mut new = placement("a b x");
    (new.customer_id, new.redeem_points) = (Some(CustomerId(id(3))), 100);
    let mut world = World::default();
    let id = world.place(new).unwrap();
    let money = |world: &World| {
        let b = world.orders[&id].bill.clone().unwrap();
        (b.subtotal, b.discount, b.points_redeemed, b.tax, b.total)
    };
    world.decide(id, &Command::Discount { amount: 300, reason: "late".into() }, false).unwrap();
    assert_eq!(money(&world), (1875, 400, 100, 131, 1606));
    let void = |world: &mut World, k: usize| {
        let item = world.orders[&id].items[k].id;
        world.decide(id, &Command::Void { item, quantity: None, reason: "no".into() }, true).unwrap();
    };
    void(&mut world, 0);
    assert_eq!(money(&world), (875, 400, 100, 42, 517));
    void(&mut world, 1);
    assert_eq!(money(&world), (125, 125, 100, 0, 0), "the discount first");
    void(&mut world, 2);
    assert_eq!(money(&world), (0, 0, 0, 0, 0), "then the points");
    assert_eq!(world.orders[&id].status, Status::Cancelled);
}

#[test]
fn tax_is_rounded_once_half_up_and_may_be_part_of_the_price() {
    let bill = |percent: &str, included: bool| {
        let mut new = placement("x x2");
        (new.tax_percent, new.tax_included) = (percent.parse().unwrap(), included);
        let mut world = World::default();
        let id = world.place(new).unwrap();
        let b = world.orders[&id].bill.clone().unwrap();
        (b.subtotal, b.tax, b.total)
    };
    assert_eq!(bill("5", false), (250, 13, 263), "12.5 is 13, once for both lines");
    assert_eq!(bill("25", true), (250, 50, 250));
}

#[test]
fn more_points_than_the_order_or_without_a_customer_are_refused() {
    let mut new = placement("a");
    new.redeem_points = 1;
    let refused = World::default().place(new.clone()).unwrap_err();
    assert_eq!(
        (refused.code(), matches!(refused, Rejection::Invalid { ref pointer, .. } if pointer == "/redeem_points")),
        ("invalid", true)
    );
    (new.customer_id, new.redeem_points) = (Some(CustomerId(id(3))), 1001);
    assert_eq!(World::default().place(new).unwrap_err().code(), "invalid");
}

#[test]
fn an_order_stays_small_enough_to_send() {
    let mut world = World::default();
    let id = world.place(placement("a")).unwrap();
    let lines = |n: usize| (0..n).map(|_| dish("b")).collect::<Vec<_>>();
    assert_eq!(world.add(id, lines(ORDER_LINES_MAX), &[], &[]).unwrap_err().code(), "invalid");
    world.add(id, lines(ORDER_LINES_MAX - 1), &[], &[]).unwrap();
    let other = world.place(placement("a")).unwrap();
    assert_eq!(world.merge(id, other).unwrap_err().code(), "illegal_transition");
}
