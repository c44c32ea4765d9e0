//! Points under any interleaving of tills, cooks and a consumer that comes late: the balance is the
//! ledger's sum, and what the orders say of it.

mod common;

use std::collections::BTreeMap;

use common::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use shared::ids::*;
use shared::order::*;
use shared::points::{self, Balances, Customer, cause};

const RATE: u32 = 3;
const OPENING: i64 = 700;

fn config() -> Config {
    Config { cases: 400, rng_seed: RngSeed::Fixed(20_261_122), failure_persistence: None, ..Config::default() }
}

/// A house with two customers, their ledgers, and how far the consumer has read.
struct House {
    world: World,
    customers: BTreeMap<CustomerId, Customer>,
    ledger: Vec<(CustomerId, i64)>,
    read: usize,
}

impl House {
    fn new() -> House {
        let mut house = House { world: World::default(), customers: BTreeMap::new(), ledger: vec![], read: 0 };
        for k in 0..2 {
            let id = CustomerId(id(600 + k));
            house.customers.insert(id, Customer { id, name: "Ines".into(), phone: None, points: 0, created_at: NOON });
            house.move_points(None, id, OPENING, cause::EARNED);
        }
        house
    }

    fn move_points(&mut self, order: Option<OrderId>, customer: CustomerId, points: i64, cause: &str) {
        let event = self.customers.get_mut(&customer).unwrap().moved(points, cause);
        self.ledger.push((customer, points));
        self.world.commit(order, vec![event]);
    }

    fn place(&mut self, which: u8, redeem: i64) {
        let mut new = placement(["a", "a b", "a b c", "b x"][usize::from(which % 4)]);
        new.items[0].quantity = 1 + u32::from(which % 3);
        new.customer_id = (!which.is_multiple_of(5)).then(|| CustomerId(id(600 + u128::from(which % 2))));
        new.redeem_points = redeem;
        new.payment = if which.is_multiple_of(7) { card_now() } else { PaymentTerms::default() };
        let customer = new.customer_id;
        if customer.is_some_and(|c| self.customers[&c].points < redeem) {
            return;
        }
        let Ok(order) = self.world.place(new) else { return };
        if let Some(customer) = customer.filter(|_| redeem > 0) {
            self.move_points(Some(order), customer, -redeem, cause::REDEEMED);
        }
    }

    /// A command, and what follows from it for the points, as one commit would have it.
    fn decide(&mut self, order: OrderId, command: &Command) {
        let (before, from) = (self.world.orders[&order].clone(), self.world.log.len());
        if self.world.decide(order, command, true).is_err() {
            return;
        }
        let events: Vec<EventData> = self.world.log[from..].iter().map(|e| e.data.clone()).collect();
        for back in points::reversals(&before, &events) {
            self.move_points(Some(order), back.customer_id, back.points, back.cause);
        }
    }

    /// The consumer reads on, a bit or to the end.
    fn consume(&mut self, most: usize) {
        for _ in 0..most.min(self.world.log.len() - self.read) {
            let event = &self.world.log[self.read];
            self.read += 1;
            let completed = event.order_id.filter(|_| matches!(event.data, EventData::Completed(_)));
            let due = completed.and_then(|order| points::due(&self.world.orders[&order], RATE));
            if let Some((customer, points)) = due {
                self.move_points(completed, customer, points, cause::EARNED);
            }
        }
    }

    fn holds(&self) {
        let mut balances = Balances::default();
        for event in &self.world.log {
            assert_eq!(balances.fold(event), Ok(()));
        }
        for (id, customer) in &self.customers {
            let ledger: i64 = self.ledger.iter().filter(|(of, _)| of == id).map(|(_, points)| points).sum();
            let of = self.world.orders.values().filter(|o| o.status != Status::Cancelled).filter_map(|o| o.bill.as_ref());
            let of = of.filter(|bill| bill.customer_id == Some(*id));
            let orders: i64 = of.map(|bill| bill.points_earned - bill.points_redeemed).sum();
            assert_eq!((customer.points, customer.points), (ledger, OPENING + orders));
            assert_eq!(balances.get(*id), customer.points);
        }
    }
}

fn act(house: &mut House, (what, which, item, n): (u8, u8, u8, u8)) {
    house.world.now = house.world.now.plus_seconds(1);
    let Some(order) = house.world.orders.keys().nth(usize::from(which) % house.world.orders.len().max(1)).copied() else {
        return house.place(item, i64::from(n) * 90);
    };
    let items = &house.world.orders[&order].items;
    let item_id = items.get(usize::from(item) % items.len().max(1)).map_or(ItemId(id(1)), |i| i.id);
    let reason = || "told so".to_owned();
    match what {
        0..=2 => house.place(item, i64::from(n) * 90),
        3 | 4 => drop(house.world.split(order, &[(item_id, (n > 3).then_some(1))])),
        5 | 6 => {
            let other = house.world.orders.keys().nth(usize::from(item) % house.world.orders.len()).copied().unwrap();
            drop(house.world.merge(order, other));
        }
        7 | 8 => house.decide(order, &Command::Discount { amount: i64::from(item) * 9, reason: reason() }),
        9 | 10 => house.decide(order, &Command::Void { item: item_id, quantity: (n > 2).then_some(1), reason: reason() }),
        11..=15 => {
            for station in [Some("oven".into()), Some("grill".into()), None] {
                house.decide(order, &Command::Bump { station, chit: None });
            }
        }
        16..=20 => house.decide(order, &Command::Complete { runner: None }),
        21..=23 => house.decide(order, &Command::Recall),
        24 => house.decide(order, &Command::Cancel { reason: reason() }),
        _ => house.consume(usize::from(n) * 3),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_balance_is_the_ledgers_sum_under_any_interleaving(
        deeds in prop::collection::vec((0u8..29, any::<u8>(), any::<u8>(), 0u8..6), 1..80)
    ) {
        let mut house = House::new();
        for deed in deeds {
            act(&mut house, deed);
            house.holds();
        }
        house.consume(usize::MAX);
        house.holds();
        for order in house.world.orders.values() {
            let bill = order.bill.as_ref().unwrap();
            let earns = order.status == Status::Completed && bill.customer_id.is_some();
            prop_assert_eq!(bill.points_earned, if earns { points::earns(bill, RATE) } else { 0 });
        }
    }
}

#[test]
fn whole_units_of_the_currency_earn() {
    let mut world = World::default();
    let order = world.place(placement("a b")).unwrap();
    let mut bill = world.orders[&order].bill.clone().unwrap();
    let mut earns = |subtotal, discount, currency: &str, rate| {
        (bill.subtotal, bill.discount, bill.currency) = (subtotal, discount, currency.into());
        points::earns(&bill, rate)
    };
    assert_eq!((earns(1750, 0, "USD", 1), earns(1799, 100, "USD", 1), earns(1799, 0, "USD", 2)), (17, 16, 35));
    assert_eq!((earns(1750, 0, "JPY", 1), earns(17_500, 0, "BHD", 1), earns(99, 0, "USD", 1)), (1750, 17, 0));
    assert_eq!((earns(1750, 0, "USD", 0), earns(1750, 1750, "USD", 1)), (0, 0));
    assert_eq!(earns(100_000_000_000_000, 0, "JPY", u32::MAX), shared::money::MINOR_MAX, "bounded");
}

/// What does not fit on what stays goes with what went; nobody loses a point by it.
#[test]
fn a_split_keeps_points_and_discounts_whole() {
    let mut world = World::default();
    let mut new = placement("a b");
    (new.customer_id, new.redeem_points) = (Some(CustomerId(id(600))), 900);
    let first = world.place(new).unwrap();
    world.decide(first, &Command::Discount { amount: 300, reason: "late".into() }, false).unwrap();
    let item = world.orders[&first].items[0].id;
    let second = world.split(first, &[(item, None)]).unwrap();
    let bill = |id: OrderId| {
        let bill = world.orders[&id].bill.as_ref().unwrap();
        (bill.subtotal, bill.discount, bill.points_redeemed, bill.customer_id)
    };
    let ines = Some(CustomerId(id(600)));
    assert_eq!((bill(first), bill(second)), ((750, 750, 750, ines), (1000, 450, 150, ines)));
}

#[test]
fn a_phone_number_is_its_digits() {
    assert_eq!(points::phone_digits("+1 (555) 000-1111"), "15550001111");
    assert_eq!(points::phone_digits(" 15550001111"), "15550001111");
    assert_eq!(points::phone_digits("none"), "");
}

#[test]
fn a_wrong_balance_in_the_log_is_found() {
    let customer_id = CustomerId(id(600));
    let earned = |seq, points, balance| Event {
        seq,
        at: NOON,
        order_id: None,
        by: By::default(),
        tapped_at: None,
        data: EventData::PointsEarned(Points { customer_id, points, balance, cause: None }),
    };
    let mut balances = Balances::default();
    assert_eq!(balances.fold(&earned(1, 10, 10)), Ok(()));
    assert_eq!(balances.fold(&earned(2, 5, 16)), Err(points::Wrong { seq: 2, customer_id, balance: 15, told: 16 }));
    assert_eq!(balances.all().collect::<Vec<_>>(), [(customer_id, 15)]);
}
