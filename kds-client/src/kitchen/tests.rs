//! The kitchen without a browser: real orders from the shared order machine, real events.

use shared::board::{Board, LocationView, Snapshot};
use shared::ids::*;
use shared::location::{Station, Thresholds};
use shared::order::*;
use shared::outbox::Unsent;
use shared::protocol::{Ask, CommandFrame};
use shared::time::Timestamp;

use crate::chime::Chime;
use crate::glass::{Cell, Glass};
use crate::kitchen::batches::{Batch, Batches, Share, seen};
use crate::kitchen::{Clock, Kitchen};
use crate::look::Hand;
use crate::model::*;
use crate::route::Place;

pub(super) const T0: i64 = 1_790_000_000_000;

pub(super) fn clock(seconds: i64) -> Clock {
    Clock { now: Timestamp(T0 + seconds * 1000), ticks: seconds * 1000 }
}

/// A server of one location: decides, counts, tells.
pub(super) struct Server {
    pub board: Board,
    seq: u64,
    ids: u128,
    told: Vec<Event>,
    /// Seconds since T0.
    pub now: i64,
}

impl Server {
    pub fn new() -> Server {
        let station = |id: &str, name: &str| Station { id: id.into(), name: name.into(), backup: None, at_once: false };
        let location = LocationView {
            id: "main".into(),
            name: "Test".into(),
            currency: "USD".into(),
            stations: vec![station("oven", "Oven"), station("pasta", "Pasta")],
            thresholds: Thresholds::plain(300, 600),
            fire_plan: Default::default(),
            tax: None,
        };
        Server { board: Board::new(location), seq: 0, ids: 0, told: Vec::new(), now: 0 }
    }

    fn ctx<T>(&mut self, run: impl FnOnce(&mut Ctx) -> T) -> T {
        let ids = &mut self.ids;
        let mut fresh = || {
            *ids += 1;
            Uuid::from_u128(*ids)
        };
        run(&mut Ctx {
            now: Timestamp(T0 + self.now * 1000),
            business_day_start: Timestamp(0),
            by: By::default(),
            is_manager: true,
            fresh: &mut fresh,
        })
    }

    fn record(&mut self, order: OrderId, events: Vec<EventData>) {
        for data in events {
            self.seq += 1;
            let at = Timestamp(T0 + self.now * 1000);
            let event = Event { seq: self.seq, at, order_id: Some(order), by: By::default(), tapped_at: None, data };
            self.board.apply(&event);
            self.told.push(event);
        }
    }

    pub fn place(&mut self, number: u32, items: Vec<NewItem>) -> OrderId {
        self.place_due(number, items, None)
    }

    /// `due_in`: seconds from now until the guest comes for it.
    pub fn place_due(&mut self, number: u32, items: Vec<NewItem>, due_in: Option<i64>) -> OrderId {
        let held: Vec<u16> = items.iter().map(|i| i.course).filter(|c| *c > 1).collect();
        let allergies = vec![Allergy { seat: Some(9), allergen: "nuts".into() }];
        let placement = Placement {
            id: OrderId(Uuid::from_u128(u128::from(number) << 64)),
            number,
            location: "main".into(),
            channel: Channel::DineIn,
            table: Some("4".into()),
            covers: None,
            note: None,
            guest: None,
            due_at: due_in.map(|seconds| Timestamp(T0 + seconds * 1000)),
            external_id: None,
            customer_id: None,
            redeem_points: 0,
            payment: PaymentTerms::default(),
            items,
            allergies,
            hold_courses: held,
            currency: "USD".into(),
            tax_percent: "0".parse().unwrap(),
            tax_included: false,
        };
        let (order, events) = self.ctx(|ctx| place(placement, ctx)).unwrap();
        self.record(order.id, events);
        order.id
    }

    pub fn command(&mut self, order: OrderId, command: Command) {
        let order = self.board.order(order).unwrap().clone();
        let events = self.ctx(|ctx| decide(&order, &command, ctx)).unwrap();
        self.record(order.id, events);
    }

    pub fn add(&mut self, order: OrderId, items: Vec<NewItem>) {
        let order = self.board.order(order).unwrap().clone();
        let events = self.ctx(|ctx| add_items(&order, items, &[], &[], ctx)).unwrap();
        self.record(order.id, events);
    }

    /// Takes these items to an order of their own.
    pub fn split(&mut self, order: OrderId, items: &[ItemId], number: u32) {
        let order = self.board.order(order).unwrap().clone();
        let moved: Vec<_> = items.iter().map(|item| (*item, None)).collect();
        let new = OrderId(Uuid::from_u128(u128::from(number) << 64));
        let events = self.ctx(|ctx| split(&order, &moved, new, number, ctx)).unwrap();
        self.record(order.id, events);
    }

    /// Brings all of `from` to `into`.
    pub fn merge(&mut self, into: OrderId, from: OrderId) {
        let [into, from] = [into, from].map(|id| self.board.order(id).unwrap().clone());
        let events = self.ctx(|ctx| merge(&into, &from, ctx)).unwrap();
        self.record(into.id, events);
    }

    pub fn tell(&mut self, kitchen: &mut Kitchen, at: Clock) {
        let events = std::mem::take(&mut self.told);
        kitchen.apply(&events, self.seq, at);
    }
}

pub(super) fn item(dish: &str, station: Option<&str>) -> NewItem {
    NewItem {
        menu_item_id: "dish".into(),
        name: dish.into(),
        kitchen_name: None,
        quantity: 1,
        modifiers: Vec::new(),
        note: None,
        allergens: Vec::new(),
        seat: Some(1),
        course: 1,
        station: station.map(StationId::from),
        prep_seconds: 60,
        unit_price: 100,
        uses: Default::default(),
    }
}

pub(super) fn glass() -> Glass {
    Glass::new((1920.0, 1080.0, 16.0), (18.0, 14.0), Hand::Finger.needs())
}

pub(super) fn kitchen(place: Place, server: &mut Server) -> Kitchen {
    let glass = glass();
    let mut kitchen = Kitchen::new(place, glass);
    server.told.clear();
    kitchen.replace(server.board.kitchen_view(), server.seq, clock(0));
    kitchen
}

pub(super) fn oven() -> Place {
    Place::Station("oven".into())
}

/// What stands on the glass, card by card: number, dishes with their state, how it leaves.
pub(super) fn picture(kitchen: &Kitchen) -> Vec<String> {
    let line = |l: &Line| {
        format!(
            "{}{}",
            l.dish,
            match l.status {
                ItemStatus::Held => " held",
                ItemStatus::Queued => "",
                ItemStatus::Preparing => " started",
                ItemStatus::Prepared => " done",
                ItemStatus::Voided => " void",
            }
        )
    };
    let card = |c: &Card| {
        let lines: Vec<String> = c.lines.iter().map(line).collect();
        let left = match &c.phase {
            Phase::Open => String::new(),
            Phase::Left { why, .. } => format!(" {why:?}"),
        };
        format!("{}: {}{left}", c.head.number, lines.join(", "))
    };
    kitchen.pages().iter().flatten().filter_map(|cell| kitchen.card(cell.card)).map(card).collect()
}

pub(super) fn tap(kitchen: &mut Kitchen, order_id: OrderId, command: Command, at: Clock) -> Unsent {
    let id = CommandId(Uuid::from_u128(u128::from(at.ticks as u64) | 1 << 100));
    let frame = CommandFrame::new(id, at.now, &Ask::Order { order_id, command }).unwrap();
    let unsent = Unsent { frame, since: at.now };
    kitchen.tapped(&unsent, at);
    unsent
}

pub(super) fn item_id(kitchen: &Kitchen, order: OrderId, dish: &str) -> ItemId {
    let order = kitchen.board().unwrap().order(order).unwrap();
    order.items.iter().find(|i| i.name == dish).unwrap().id
}

#[test]
fn a_station_shows_its_own_tickets_and_those_of_no_station() {
    let mut server = Server::new();
    server.place(1, vec![item("Pizza", Some("oven")), item("Penne", Some("pasta"))]);
    server.place(2, vec![item("Penne", Some("pasta"))]);
    server.place(3, vec![item("Mystery", None)]);
    server.place(4, vec![item("Ghost", Some("closed-station"))]);
    let kitchen = kitchen(oven(), &mut server);
    assert_eq!(picture(&kitchen), ["1: Pizza", "3: Mystery", "4: Ghost"]);
}

#[test]
fn a_tap_shows_at_once_and_stays_until_its_events_are_here() {
    let mut server = Server::new();
    let order = server.place(1, vec![item("Pizza", Some("oven")), item("Calzone", Some("oven"))]);
    let mut kitchen = kitchen(oven(), &mut server);
    let pizza = item_id(&kitchen, order, "Pizza");
    let unsent = tap(&mut kitchen, order, Command::Prepare { item: pizza }, clock(1));
    assert_eq!(picture(&kitchen), ["1: Pizza done, Calzone"]);

    // The acknowledgement overtakes the events: nothing flickers.
    server.command(order, Command::Prepare { item: pizza });
    kitchen.acked(unsent.frame.id, server.seq, clock(2));
    assert_eq!(picture(&kitchen), ["1: Pizza done, Calzone"]);
    server.tell(&mut kitchen, clock(3));
    assert_eq!(picture(&kitchen), ["1: Pizza done, Calzone"]);
    // Now the events alone hold it: a recall by somebody else shows.
    server.command(order, Command::RecallItem { item: pizza });
    server.tell(&mut kitchen, clock(4));
    assert_eq!(picture(&kitchen), ["1: Pizza, Calzone"]);
}

#[test]
fn a_refused_tap_is_taken_back() {
    let mut server = Server::new();
    let order = server.place(7, vec![item("Pizza", Some("oven"))]);
    let mut kitchen = kitchen(oven(), &mut server);
    let unsent = tap(&mut kitchen, order, Command::Bump { station: Some("oven".into()), chit: Some(1) }, clock(1));
    assert_eq!(picture(&kitchen), ["7: Pizza done Done"]);
    assert_eq!(kitchen.taken_back(unsent.frame.id, clock(2)), Some(7));
    assert_eq!(picture(&kitchen), ["7: Pizza"]);
}

#[test]
fn a_tap_of_an_earlier_life_shows_on_the_first_board() {
    let mut server = Server::new();
    let order = server.place(1, vec![item("Pizza", Some("oven"))]);
    let mut before = kitchen(oven(), &mut server);
    let unsent = tap(&mut before, order, Command::Bump { station: Some("oven".into()), chit: Some(1) }, clock(1));
    let mut after = Kitchen::new(oven(), glass());
    after.restored(&[unsent]);
    after.replace(server.board.kitchen_view(), server.seq, clock(5));
    assert_eq!(picture(&after), Vec::<String>::new());
}

#[test]
fn a_bumped_ticket_keeps_its_place_until_the_hand_is_away_and_can_be_undone() {
    let mut server = Server::new();
    let first = server.place(1, vec![item("Pizza", Some("oven"))]);
    server.place(2, vec![item("Calzone", Some("oven"))]);
    let mut kitchen = kitchen(oven(), &mut server);
    tap(&mut kitchen, first, Command::Bump { station: Some("oven".into()), chit: Some(1) }, clock(1));
    let page: Vec<CardId> = kitchen.pages()[0].iter().map(|c| c.card).collect();
    kitchen.tend(20_000, 0, &page);
    assert_eq!(picture(&kitchen), ["1: Pizza done Done", "2: Calzone"]);
    let Phase::Left { undo, .. } = &kitchen.card(page[0]).unwrap().phase else { panic!("still open") };
    let ticket = Command::RecallTicket { station: Some("oven".into()), chit: Some(1) };
    assert_eq!(undo, &[Ask::Order { order_id: first, command: ticket }]);
    kitchen.tend(20_000, 5_000, &page);
    assert_eq!(picture(&kitchen), ["2: Calzone"]);
}

#[test]
fn the_undo_of_the_last_item_recalls_that_item_alone() {
    let mut server = Server::new();
    let order = server.place(1, vec![item("Pizza", Some("oven")), item("Calzone", Some("oven"))]);
    let mut kitchen = kitchen(oven(), &mut server);
    let (pizza, calzone) = (item_id(&kitchen, order, "Pizza"), item_id(&kitchen, order, "Calzone"));
    tap(&mut kitchen, order, Command::Prepare { item: pizza }, clock(1));
    tap(&mut kitchen, order, Command::Prepare { item: calzone }, clock(2));
    let card = kitchen.pages()[0][0].card;
    let Phase::Left { undo, .. } = &kitchen.card(card).unwrap().phase else { panic!("still open") };
    assert_eq!(undo, &[Ask::Order { order_id: order, command: Command::RecallItem { item: calzone } }]);
}

#[test]
fn a_cancelled_order_stays_until_somebody_clears_it() {
    let mut server = Server::new();
    let order = server.place(1, vec![item("Pizza", Some("oven"))]);
    let mut kitchen = kitchen(oven(), &mut server);
    server.command(order, Command::Cancel { reason: "left".into() });
    server.tell(&mut kitchen, clock(2));
    assert_eq!(picture(&kitchen), ["1: Pizza Cancelled"]);
    let card = kitchen.pages()[0][0].card;
    kitchen.tend(900_000, 900_000, &[card]);
    assert_eq!(picture(&kitchen), ["1: Pizza Cancelled"]);
    kitchen.remove(card);
    assert_eq!(picture(&kitchen), Vec::<String>::new());
}

/// So many more orders than the board remembers of the completed ones.
fn whole_evening(server: &mut Server, first: u32) {
    for number in first..first + 60 {
        server.now += 1;
        let order = server.place(number, vec![item("Pizza", Some("oven"))]);
        complete(server, order);
    }
}

fn complete(server: &mut Server, order: OrderId) {
    server.command(order, Command::Bump { station: Some("oven".into()), chit: None });
    server.command(order, Command::Complete { runner: None });
}

#[test]
fn what_was_completed_long_ago_is_not_taken_for_cancelled() {
    let mut server = Server::new();
    let done = server.place(1, vec![item("Pizza", Some("oven"))]);
    let mut kitchen = kitchen(oven(), &mut server);
    complete(&mut server, done);
    server.tell(&mut kitchen, clock(1));
    // More are completed before that card has gone, and the plan has all that was touched looked at once more.
    whole_evening(&mut server, 2);
    server.tell(&mut kitchen, clock(62));
    kitchen.plan_on(clock(63));
    assert!(kitchen.cards().all(|(_, card)| !card.must_be_cleared()), "{:?}", picture(&kitchen));
    kitchen.tend(900_000, 900_000, &[]);
    assert_eq!(picture(&kitchen), Vec::<String>::new());
}

#[test]
fn what_was_cancelled_while_this_screen_was_away_is_said_as_long_as_it_can_be_told() {
    let mut server = Server::new();
    let [done, cancelled] = [1, 2].map(|number| server.place(number, vec![item("Pizza", Some("oven"))]));
    let mut kitchen = kitchen(oven(), &mut server);
    let back = |kitchen: &mut Kitchen, server: &Server, seconds: i64| {
        kitchen.replace(server.board.kitchen_view(), 900, clock(seconds));
        kitchen.tend(900_000, 900_000, &[]);
        picture(kitchen)
    };
    // The board of a full house: as many completed orders as it remembers, all from before.
    whole_evening(&mut server, 10);
    server.tell(&mut kitchen, clock(60));
    server.now += 1;
    complete(&mut server, done);
    server.command(cancelled, Command::Cancel { reason: "left".into() });
    assert_eq!(back(&mut kitchen, &server, 65), ["2: Pizza Cancelled"]);

    // Away for longer than the board remembers: an order that it has not may as well be completed.
    let long = server.place(3, vec![item("Calzone", Some("oven"))]);
    assert_eq!(back(&mut kitchen, &server, 70), ["2: Pizza Cancelled", "3: Calzone"]);
    complete(&mut server, long);
    whole_evening(&mut server, 100);
    assert_eq!(back(&mut kitchen, &server, 200), ["2: Pizza Cancelled"]);
}

#[test]
fn a_held_course_is_coming_and_its_fire_makes_a_ticket_of_its_own() {
    let mut server = Server::new();
    let dessert = NewItem { course: 2, ..item("Focaccia", Some("oven")) };
    let order = server.place(1, vec![item("Pizza", Some("oven")), dessert]);
    let mut kitchen = kitchen(oven(), &mut server);
    assert_eq!(picture(&kitchen), ["1: Pizza, Focaccia held"]);
    let counts = kitchen.counts();
    assert_eq!((counts.all_day.len(), counts.coming.len()), (1, 1));
    server.command(order, Command::Fire { course: 2 });
    server.tell(&mut kitchen, clock(60));
    assert_eq!(picture(&kitchen), ["1: Pizza", "1: Focaccia"]);
}

#[test]
fn an_allergy_has_to_be_read_before_anything_is_prepared() {
    let mut server = Server::new();
    let order = server.place(1, vec![NewItem { seat: Some(9), ..item("Pizza", Some("oven")) }]);
    let mut kitchen = kitchen(oven(), &mut server);
    let pizza = item_id(&kitchen, order, "Pizza");
    let card = kitchen.pages()[0][0].card;
    assert!(kitchen.card(card).unwrap().needs_acknowledgement());
    // The order machine of the screen refuses it as the server's would.
    tap(&mut kitchen, order, Command::Prepare { item: pizza }, clock(1));
    assert_eq!(picture(&kitchen), ["1: Pizza"]);
    tap(&mut kitchen, order, Command::AcknowledgeAllergy { item: pizza }, clock(2));
    assert!(!kitchen.card(card).unwrap().needs_acknowledgement());
}

#[test]
fn what_others_change_is_marked_until_touched_and_what_is_tapped_here_is_not() {
    let mut server = Server::new();
    let order = server.place(1, vec![item("Pizza", Some("oven")), item("Calzone", Some("oven"))]);
    let mut kitchen = kitchen(oven(), &mut server);
    let card = kitchen.pages()[0][0].card;
    let mark = |k: &Kitchen| k.card(card).unwrap().mark;
    assert_eq!(mark(&kitchen), Mark::None);
    let pizza = item_id(&kitchen, order, "Pizza");
    tap(&mut kitchen, order, Command::Prepare { item: pizza }, clock(1));
    assert_eq!(mark(&kitchen), Mark::None);
    let calzone = item_id(&kitchen, order, "Calzone");
    server.command(order, Command::Void { item: calzone, quantity: None, reason: "mistake".into() });
    server.tell(&mut kitchen, clock(2));
    assert_eq!(mark(&kitchen), Mark::Changed);
    let fresh = |k: &Kitchen| -> Vec<bool> { k.card(card).unwrap().lines.iter().map(|l| l.fresh).collect() };
    assert_eq!(fresh(&kitchen), [false, true], "the line that changed, and no other");
    assert_eq!(kitchen.take_heard(), Some(Chime::Changed));
    kitchen.touch(card);
    assert_eq!(fresh(&kitchen), [false, false]);
    assert_eq!(mark(&kitchen), Mark::None);
}

#[test]
fn the_pass_has_a_card_an_order_and_ready_ones_stand_apart() {
    let mut server = Server::new();
    let order = server.place(1, vec![item("Pizza", Some("oven")), item("Penne", Some("pasta"))]);
    let mut kitchen = kitchen(Place::Expo, &mut server);
    assert_eq!(picture(&kitchen), ["1: Pizza, Penne"]);
    for station in ["oven", "pasta"] {
        server.command(order, Command::Bump { station: Some(station.into()), chit: None });
    }
    server.tell(&mut kitchen, clock(60));
    assert_eq!(kitchen.ready().len(), 1);
    kitchen.settle();
    assert_eq!(picture(&kitchen), Vec::<String>::new());
    server.command(order, Command::Complete { runner: None });
    server.tell(&mut kitchen, clock(90));
    let card = kitchen.card(kitchen.ready()[0]).unwrap();
    let undo = vec![Ask::Order { order_id: order, command: Command::Recall }];
    assert_eq!(card.phase, Phase::Left { why: Why::Done, at: 90_000, undo });
}

/// A screen whose idea of the server's clock is behind by some milliseconds.
fn behind(millis: i64) -> Clock {
    Clock { now: Timestamp(T0 - millis), ticks: 0 }
}

#[test]
fn a_ticket_that_is_due_shows_with_the_frame_that_brought_it_though_the_clock_is_behind() {
    let mut server = Server::new();
    let mut kitchen = kitchen(oven(), &mut server);
    let order = server.place(1, vec![item("Pizza", Some("oven")), item("Calzone", Some("oven"))]);
    server.tell(&mut kitchen, behind(80));
    assert_eq!(picture(&kitchen), ["1: Pizza, Calzone"]);
    let counts = kitchen.counts();
    assert_eq!((counts.all_day.len(), counts.coming.len()), (2, 0));
    // Nor is it taken for not due yet by what happens before the clock has caught up.
    assert!(!kitchen.fall_due(behind(40)));
    let pizza = item_id(&kitchen, order, "Pizza");
    tap(&mut kitchen, order, Command::Prepare { item: pizza }, behind(20));
    assert_eq!(picture(&kitchen), ["1: Pizza done, Calzone"]);
}

#[test]
fn the_first_board_shows_what_is_due_though_the_clock_is_behind() {
    let mut server = Server::new();
    server.place(1, vec![item("Pizza", Some("oven"))]);
    for place in [oven(), Place::Expo] {
        let mut kitchen = Kitchen::new(place, glass());
        kitchen.replace(server.board.kitchen_view(), server.seq, behind(80));
        assert_eq!(picture(&kitchen), ["1: Pizza"]);
    }
}

#[test]
fn a_ticket_for_later_waits_for_its_time() {
    let mut server = Server::new();
    let mut kitchen = kitchen(oven(), &mut server);
    // Due in ten minutes, with a minute's cooking.
    server.place_due(1, vec![item("Pizza", Some("oven"))], Some(600));
    server.tell(&mut kitchen, clock(0));
    assert_eq!(picture(&kitchen), Vec::<String>::new());
    assert!(!kitchen.fall_due(clock(539)));
    assert!(kitchen.fall_due(clock(540)));
    assert_eq!(picture(&kitchen), ["1: Pizza"]);
}

#[test]
fn what_falls_due_at_once_joins_by_time_and_number_behind_what_stands_there() {
    let mut server = Server::new();
    let mut kitchen = kitchen(oven(), &mut server);
    // The later in time the smaller the number, two of each time.
    for number in 1..=20 {
        let due_in = 600 + i64::from((20 - number) / 2);
        server.place_due(number, vec![item("Pizza", Some("oven"))], Some(due_in));
    }
    server.tell(&mut kitchen, clock(0));
    server.place(21, vec![item("Calzone", Some("oven"))]);
    server.tell(&mut kitchen, clock(0));
    kitchen.fall_due(clock(700));
    let numbers: Vec<u32> = picture(&kitchen).iter().filter_map(|card| card.split(':').next()?.parse().ok()).collect();
    assert_eq!(numbers, [21, 19, 20, 17, 18, 15, 16, 13, 14, 11, 12, 9, 10, 7, 8, 5, 6, 3, 4, 1, 2]);
}

#[test]
fn a_ticket_that_nobody_shows_stands_at_its_backup_too_until_somebody_does() {
    let mut server = Server::new();
    let order = server.place(7, vec![item("Calzone", Some("oven"))]);
    let (mut home, mut pasta) = (kitchen(oven(), &mut server), kitchen(Place::Station("pasta".into()), &mut server));
    assert_eq!((home.cards().count(), pasta.cards().count()), (1, 0));
    let lost = TicketUndelivered { station: Some("oven".into()), chit: 1, backup: Some("pasta".into()) };
    server.record(order, vec![EventData::TicketUndelivered(lost)]);
    let told = server.told.clone();
    server.tell(&mut pasta, clock(11));
    home.apply(&told, server.seq, clock(11));
    let cards: Vec<_> = pasta.cards().map(|(_, card)| (card.head.place.clone(), card.is_open())).collect();
    assert!(cards.len() == 1 && cards[0].0.starts_with("Oven · ") && cards[0].1, "{cards:?}");
    assert_eq!(pasta.counts().all_day.len(), 1);
    let place = home.cards().next().unwrap().1.head.place.clone();
    assert!(!place.starts_with("Oven"), "at home it needs no name: {place}");
    server.command(order, Command::Shown { station: Some("oven".into()), chit: 1, device: None });
    server.tell(&mut pasta, clock(12));
    assert!(pasta.cards().all(|(_, card)| !card.is_open()), "it has come home");
    assert!(pasta.counts().all_day.is_empty());
}

#[test]
fn what_others_bring_is_heard_and_what_is_done_here_is_not() {
    let mut server = Server::new();
    let first = server.place(1, vec![item("Pizza", Some("oven"))]);
    let mut kitchen = kitchen(oven(), &mut server);
    assert_eq!(kitchen.take_heard(), None, "a screen that starts is no news");
    server.place(2, vec![item("Calzone", Some("oven"))]);
    server.place(3, vec![item("Penne", Some("pasta"))]);
    server.tell(&mut kitchen, clock(1));
    assert_eq!(kitchen.take_heard(), Some(Chime::New));
    tap(&mut kitchen, first, Command::Bump { station: Some("oven".into()), chit: Some(1) }, clock(2));
    assert_eq!(kitchen.take_heard(), None);
    server.place(4, vec![item("Calzone", Some("oven"))]);
    server.command(first, Command::Prioritise { priority: Priority::Rush });
    server.tell(&mut kitchen, clock(3));
    assert_eq!(kitchen.take_heard(), Some(Chime::Rush), "of what comes at once, what matters most");
    server.command(first, Command::Cancel { reason: "left".into() });
    server.tell(&mut kitchen, clock(4));
    assert_eq!(kitchen.take_heard(), Some(Chime::Changed));
}

#[test]
fn a_dish_stands_once_with_a_line_a_ticket_and_keeps_its_place_while_the_hand_is_there() {
    let mut server = Server::new();
    let one = server.place(1, vec![item("Pizza", Some("oven")), item("Calzone", Some("oven"))]);
    server.place(2, vec![item("Pizza", Some("oven"))]);
    let mut kitchen = kitchen(oven(), &mut server);
    let mut batches = Batches::default();
    let said = |b: &Batches| -> Vec<String> {
        let shares = |batch: &Batch| batch.shares.iter().map(|s| s.line.dish[..1].to_owned()).collect::<Vec<_>>().join("+");
        b.list().iter().map(|batch| format!("{} {} {}", batch.quantity(), batch.dish, shares(batch))).collect()
    };
    batches.follow(&kitchen, 0, true);
    assert_eq!(said(&batches), ["2 Pizza 1+2", "1 Calzone 1"]);

    // Done: it stays until the undo is over, also where a rush comes meanwhile.
    let pizza = item_id(&kitchen, one, "Pizza");
    tap(&mut kitchen, one, Command::Prepare { item: pizza }, clock(1));
    let rush = server.place(3, vec![item("Calzone", Some("oven"))]);
    server.command(rush, Command::Prioritise { priority: Priority::Rush });
    server.tell(&mut kitchen, clock(1));
    batches.follow(&kitchen, 1_000, false);
    assert_eq!(said(&batches), ["1 Pizza 1+2", "2 Calzone 1+3"]);
    batches.follow(&kitchen, 3_000, true);
    assert_eq!(said(&batches), ["2 Calzone 3+1", "1 Pizza 1+2"], "the hand is away: rush on top");
    assert!(batches.is_stirred(), "what is done has to go yet");
    batches.follow(&kitchen, 1_000 + crate::rail::UNDO_MS, true);
    assert_eq!(said(&batches), ["2 Calzone 3+1", "1 Pizza 2"]);
    assert!(!batches.is_stirred());
}

#[test]
fn by_dish_a_ticket_is_seen_only_where_its_lines_stand_on_this_page() {
    let mut server = Server::new();
    for number in 1..=60 {
        server.place(number, vec![item("Pizza", Some("oven"))]);
    }
    server.place(61, vec![item("Calzone", Some("oven")), item("Pizza", Some("oven"))]);
    let kitchen = kitchen(oven(), &mut server);
    let mut batches = Batches::default();
    batches.follow(&kitchen, 0, true);
    let pages = batches.pages(&kitchen);
    assert!(pages.len() > 1 && pages.iter().all(|page| page.iter().any(|cell| cell.card == batches.list()[0].id)));
    let on = |page: &[Cell]| -> Vec<u32> {
        let mut numbers: Vec<u32> = seen(&kitchen, batches.list(), page).iter().map(|card| card.head.number).collect();
        numbers.sort_unstable();
        numbers
    };
    let lines = |page: &[Cell]| -> usize { page.iter().map(|cell| cell.to - cell.from).sum() };
    let first = on(&pages[0]);
    assert_eq!(first, (1..=lines(&pages[0]) as u32).collect::<Vec<u32>>());
    let all: Vec<u32> = pages.iter().flat_map(|page| on(page)).collect();
    assert!(all.len() >= 60 && all.iter().collect::<std::collections::BTreeSet<_>>().len() == all.len(), "each on one page");
}

#[test]
fn the_bar_of_a_dish_takes_back_what_it_did_last_and_nothing_else() {
    let mut server = Server::new();
    let orders: Vec<OrderId> = (1..=3).map(|n| server.place(n, vec![item("Pizza", Some("oven"))])).collect();
    let mut kitchen = kitchen(oven(), &mut server);
    let mut batches = Batches::default();
    batches.follow(&kitchen, 0, true);
    let id = batches.list()[0].id;
    let undo = |b: &Batches| b.list()[0].undo().map(|s| s.order).collect::<Vec<_>>();
    let pizza: Vec<ItemId> = orders.iter().map(|order| item_id(&kitchen, *order, "Pizza")).collect();
    tap(&mut kitchen, orders[0], Command::Prepare { item: pizza[0] }, clock(1));
    batches.follow(&kitchen, 1_000, false);
    assert_eq!(undo(&batches), []);
    for k in [1, 2] {
        tap(&mut kitchen, orders[k], Command::Prepare { item: pizza[k] }, clock(1 + k as i64));
        batches.follow(&kitchen, 2_000, false);
    }
    batches.note_bar(id, &pizza[1..]);
    assert_eq!(undo(&batches), orders[1..], "not what was done line by line");
    // Taken back by its line, and done again by its line.
    tap(&mut kitchen, orders[1], Command::RecallItem { item: pizza[1] }, clock(4));
    batches.follow(&kitchen, 4_000, false);
    tap(&mut kitchen, orders[1], Command::Prepare { item: pizza[1] }, clock(5));
    batches.follow(&kitchen, 5_000, false);
    assert_eq!(undo(&batches), orders[2..]);
    batches.follow(&kitchen, 2_000 + crate::rail::UNDO_MS, false);
    assert_eq!(undo(&batches), [], "its time is over, though it still stands");
}

#[test]
fn by_dish_a_ticket_that_is_off_stands_crossed_out_until_somebody_clears_it() {
    let mut server = Server::new();
    let gone = server.place(1, vec![item("Pizza", Some("oven")), item("Calzone", Some("oven"))]);
    server.place(2, vec![item("Pizza", Some("oven"))]);
    let void = server.place(3, vec![item("Focaccia", Some("oven")), item("Penne", Some("pasta"))]);
    let mut kitchen = kitchen(oven(), &mut server);
    let mut batches = Batches::default();
    batches.follow(&kitchen, 0, true);
    let said = |b: &Batches| -> Vec<String> {
        let share =
            |batch: &Batch| batch.shares.iter().map(|s| format!("{:?} {}", s.off, &s.words[..1])).collect::<Vec<_>>().join("+");
        b.list().iter().map(|batch| format!("{} {} {}", batch.quantity(), batch.dish, share(batch))).collect()
    };
    server.command(gone, Command::Cancel { reason: "left".into() });
    let focaccia = item_id(&kitchen, void, "Focaccia");
    server.command(void, Command::Void { item: focaccia, quantity: None, reason: "mistake".into() });
    server.tell(&mut kitchen, clock(1));
    batches.follow(&kitchen, 1_000, false);
    let crossed = [r#"1 Pizza Some("CANCELLED") 1+None 2"#, r#"0 Calzone Some("CANCELLED") 1"#, r#"0 Focaccia Some("VOID") 3"#];
    assert_eq!(said(&batches), crossed);
    batches.follow(&kitchen, 900_000, true);
    assert_eq!(said(&batches), crossed, "an acknowledgement has no end of time");
    assert!(!batches.is_stirred());

    let tickets: Vec<(CardId, ItemId)> = batches.list()[1].to_clear().collect();
    for (ticket, _) in tickets {
        batches.clear(ticket, None);
        kitchen.remove(ticket);
    }
    batches.follow(&kitchen, 901_000, false);
    assert_eq!(said(&batches), ["1 Pizza None 2", r#"0 Focaccia Some("VOID") 3"#]);
}

#[test]
fn by_dish_one_item_that_is_off_stands_until_it_was_seen_also_where_its_ticket_goes_on_or_leaves() {
    let mut server = Server::new();
    let order = server.place(1, vec![item("Pizza", Some("oven")), item("Calzone", Some("oven"))]);
    server.place(2, vec![item("Pizza", Some("oven")), item("Calzone", Some("oven"))]);
    let mut kitchen = kitchen(oven(), &mut server);
    let mut batches = Batches::default();
    batches.follow(&kitchen, 0, true);
    let said = |b: &Batches| -> Vec<String> {
        let share = |s: &Share| format!("{} {:?}", &s.words[..1], s.off);
        let shares = |batch: &Batch| batch.shares.iter().map(share).collect::<Vec<_>>().join(", ");
        b.list().iter().map(|batch| format!("{} {}: {}", batch.quantity(), batch.dish, shares(batch))).collect()
    };
    let (pizza, calzone) = (item_id(&kitchen, order, "Pizza"), item_id(&kitchen, order, "Calzone"));
    server.command(order, Command::Void { item: pizza, quantity: None, reason: "mistake".into() });
    server.tell(&mut kitchen, clock(1));
    let crossed = [r#"1 Pizza: 1 Some("VOID"), 2 None"#, "2 Calzone: 1 None, 2 None"];
    batches.follow(&kitchen, 900_000, true);
    assert_eq!(said(&batches), crossed);
    let mut fresh = Batches::default();
    fresh.follow(&kitchen, 900_000, true);
    assert_eq!(said(&fresh), crossed, "turned over meanwhile");

    // Another line of its ticket was touched: that is not this one.
    let ticket = batches.list()[0].shares[0].ticket;
    kitchen.touch_line(ticket, calzone);
    batches.follow(&kitchen, 901_000, true);
    assert_eq!(said(&batches), crossed);
    assert!(batches.is_off(pizza) && !batches.is_off(calzone));

    // The rest of its ticket is done and gone.
    tap(&mut kitchen, order, Command::Prepare { item: calzone }, clock(902));
    kitchen.tend(990_000, 60_000, &[]);
    assert!(kitchen.card(ticket).is_none());
    batches.follow(&kitchen, 990_000, true);
    batches.follow(&kitchen, 999_000, true);
    assert_eq!(said(&batches), [r#"1 Pizza: 1 Some("VOID"), 2 None"#, "1 Calzone: 2 None"]);
    batches.clear(ticket, Some(pizza));
    batches.follow(&kitchen, 1_000_000, true);
    assert_eq!(said(&batches), ["1 Pizza: 2 None", "1 Calzone: 2 None"]);
}

#[test]
fn what_is_said_of_a_dish_shows_at_once_and_a_refusal_takes_it_back() {
    let mut server = Server::new();
    server.place(1, vec![item("Pizza", Some("oven"))]);
    let mut kitchen = kitchen(oven(), &mut server);
    let ask = Ask::Availability { menu_item_id: "dish".into(), available: true, remaining: Some(3) };
    let frame = CommandFrame::new(CommandId(Uuid::from_u128(77)), Timestamp(T0), &ask).unwrap();
    let unsent = Unsent { frame, since: Timestamp(T0) };
    kitchen.tapped(&unsent, clock(1));
    let left = |k: &Kitchen| k.counts().all_day[0].left.clone();
    assert_eq!(left(&kitchen).as_deref(), Some("3 left"));
    assert!(kitchen.availability(&"dish".into()).1, "the server has not said so");
    assert_eq!(kitchen.taken_back(unsent.frame.id, clock(2)), None);
    assert_eq!(left(&kitchen), None);

    let told = Availability { menu_item_id: "dish".into(), available: false, remaining: None, why: None };
    server.seq += 1;
    let (seq, data) = (server.seq, EventData::Availability(told));
    let event = Event { seq, at: Timestamp(T0), order_id: None, by: By::default(), tapped_at: None, data };
    kitchen.apply(&[event], seq, clock(3));
    assert!(kitchen.take_recount());
    assert_eq!(left(&kitchen).as_deref(), Some("86"));
}

#[test]
fn a_ticket_whose_last_open_item_is_voided_waits_to_be_cleared_though_the_rest_is_done() {
    let mut server = Server::new();
    let order = server.place(1, vec![item("Pizza", Some("oven")), item("Calzone", Some("oven"))]);
    let mut kitchen = kitchen(oven(), &mut server);
    let [pizza, calzone] = ["Pizza", "Calzone"].map(|dish| item_id(&kitchen, order, dish));
    tap(&mut kitchen, order, Command::Prepare { item: pizza }, clock(1));
    server.command(order, Command::Prepare { item: pizza });
    server.command(order, Command::Void { item: calzone, quantity: None, reason: "mistake".into() });
    server.tell(&mut kitchen, clock(2));
    let stands = |kitchen: &Kitchen| kitchen.cards().map(|(_, card)| card.must_be_cleared()).collect::<Vec<_>>();
    assert_eq!(stands(&kitchen), [true]);
    kitchen.tend(900_000, 60_000, &[]);
    assert_eq!(stands(&kitchen), [true], "an acknowledgement has no end of time");
}

#[test]
fn what_is_off_and_not_seen_is_off_after_a_new_start_as_well() {
    let mut server = Server::new();
    let cancelled = server.place(1, vec![item("Pizza", Some("oven"))]);
    let voided = server.place(2, vec![item("Focaccia", Some("oven")), item("Penne", Some("pasta"))]);
    server.place(3, vec![item("Calzone", Some("oven"))]);
    let mut before = kitchen(oven(), &mut server);
    server.command(cancelled, Command::Cancel { reason: "left".into() });
    let focaccia = item_id(&before, voided, "Focaccia");
    server.command(voided, Command::Void { item: focaccia, quantity: None, reason: "mistake".into() });
    server.tell(&mut before, clock(1));
    let said = |kitchen: &Kitchen| -> Vec<(u32, bool)> {
        kitchen.cards().map(|(_, card)| (card.head.number, card.must_be_cleared())).collect()
    };
    assert_eq!(said(&before), [(1, true), (2, true), (3, false)]);

    // The page starts anew: with what was kept, and then with what the server tells.
    let start = |known: Option<Snapshot>, server: &Server| {
        let mut kitchen = Kitchen::new(oven(), glass());
        kitchen.bring_back(known.unwrap(), clock(60));
        let kept = said(&kitchen);
        kitchen.replace(server.board.kitchen_view(), server.seq, clock(61));
        assert_eq!(said(&kitchen), kept, "the server has no more to say of them");
        kitchen
    };
    let mut again = start(before.known(), &server);
    assert_eq!(said(&again), [(1, true), (2, true), (3, false)]);
    let mut batches = Batches::default();
    batches.follow(&again, 61_000, true);
    assert_eq!(batches.list().iter().filter(|batch| batch.quantity() == 0).count(), 2, "by dish they are crossed out");

    // Seen is seen: what was cleared does not come again.
    let first = again.cards().next().unwrap().0;
    again.remove(first);
    assert_eq!(said(&start(again.known(), &server)), [(2, true), (3, false)]);
    // And one that was cancelled while nobody was there is off at the start.
    let third = server.board.orders().find(|order| order.number == 3).unwrap().id;
    let known = again.known();
    server.command(third, Command::Cancel { reason: "left".into() });
    let mut late = Kitchen::new(oven(), glass());
    late.bring_back(known.unwrap(), clock(60));
    late.replace(server.board.kitchen_view(), server.seq, clock(61));
    assert_eq!(said(&late), [(2, true), (3, true)]);
    assert_eq!(said(&start(late.known(), &server)), [(2, true), (3, true)]);

    // Seen, and then another ticket of the same order is off.
    let second = late.cards().find(|(_, card)| card.head.number == 2).unwrap().0;
    late.remove(second);
    server.add(voided, vec![item("Margherita", Some("oven"))]);
    server.tell(&mut late, clock(62));
    let margherita = item_id(&late, voided, "Margherita");
    server.command(voided, Command::Void { item: margherita, quantity: None, reason: "mistake".into() });
    server.tell(&mut late, clock(63));
    let again = start(late.known(), &server);
    assert_eq!(said(&again), [(2, true), (3, true)]);
    assert!(picture(&again).iter().all(|card| !card.contains("Focaccia")), "{:?}", picture(&again));
}
