//! What guests have paid stays paid when their order is split, at any price and any tax.

mod common;

use common::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use shared::ids::*;
use shared::money::{Minor, Percent};
use shared::order::*;

fn config() -> Config {
    Config { cases: 400, rng_seed: RngSeed::Fixed(20_261_124), failure_persistence: None, ..Config::default() }
}

fn bill(world: &World, id: OrderId) -> &Bill {
    world.orders[&id].bill.as_ref().unwrap()
}

/// A paid order of dishes at these prices.
fn paid(world: &mut World, prices: &[Minor], tax: &str, included: bool) -> OrderId {
    let mut new = placement("a b a b");
    new.items.truncate(prices.len());
    for (item, price) in new.items.iter_mut().zip(prices) {
        item.unit_price = *price;
    }
    (new.tax_percent, new.tax_included) = (tax.parse::<Percent>().unwrap(), included);
    let id = world.place(new).unwrap();
    world.pay(id, None).unwrap();
    id
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_split_of_a_paid_order_asks_nobody_again_and_moves_no_money(
        prices in prop::collection::vec(1i64..3_000, 2..5),
        tax in 0u32..2_500,
        included in any::<bool>(),
        goes in 1usize..4,
        again in any::<bool>(),
    ) {
        let mut world = World::default();
        let tax = format!("{}.{:02}", tax / 100, tax % 100);
        let first = paid(&mut world, &prices, &tax, included);
        let taken = bill(&world, first).paid();
        let of = |world: &World, id: OrderId, n: usize| {
            world.orders[&id].items.iter().take(n).map(|item| (item.id, None)).collect::<Vec<_>>()
        };
        let moved = of(&world, first, goes.min(prices.len() - 1));
        let second = world.split(first, &moved).unwrap();
        let mut all = vec![first, second];
        if again && moved.len() > 1 {
            all.push(world.split(second, &of(&world, second, 1)).unwrap());
        }
        prop_assert_eq!(all.iter().map(|id| bill(&world, *id).paid()).sum::<Minor>(), taken);
        prop_assert_eq!(bill(&world, first).payment.captured, taken, "the payment stays with the first order");
        for id in &all {
            let owed = bill(&world, *id).owed();
            prop_assert!((-2..=0).contains(&owed), "{} is owed", owed);
            prop_assert!(world.pay(*id, None).is_err());
        }
        // What is added is asked for, and no more than a rounding beside it.
        for id in all {
            let before = bill(&world, id).total;
            let mut more = placement("a").items;
            more[0].unit_price = 1_000;
            world.add(id, more, &[], &[]).unwrap();
            let grown = bill(&world, id).total - before;
            let owed = bill(&world, id).owed();
            prop_assert!((grown - 2..=grown + 1).contains(&owed), "{} is owed of {}", owed, grown);
            world.pay(id, None).unwrap();
            prop_assert_eq!(bill(&world, id).owed(), 0);
        }
    }
}

#[test]
fn what_is_paid_in_part_pays_what_stays_first() {
    let mut world = World::default();
    let first = paid(&mut world, &[1_000, 500], "0", false);
    let mut dessert = placement("a").items;
    dessert[0].unit_price = 700;
    world.add(first, dessert, &[], &[]).unwrap();
    let pizza = world.orders[&first].items[0].id;
    let second = world.split(first, &[(pizza, None)]).unwrap();
    assert_eq!((bill(&world, first).owed(), bill(&world, second).owed()), (0, 700));
    assert!(world.merge(first, second).is_err(), "both have payments");
    let discount = Command::Discount { amount: 100, reason: "late".into() };
    assert!(world.decide(second, &discount, false).is_err());
}

#[test]
fn what_goes_back_after_a_split_goes_from_each_bill() {
    let mut world = World::default();
    let first = paid(&mut world, &[1_000, 500], "0", false);
    let pizza = world.orders[&first].items[0].id;
    let second = world.split(first, &[(pizza, None)]).unwrap();
    let refund = |world: &World, order_id: OrderId, amount: Minor| {
        let taken =
            PaymentTaken { payment_id: PaymentId(id(9)), amount, attempts: 1, method: PaymentMethod::Cash, tendered: None };
        let mut order = world.orders[&order_id].clone();
        let event = Event {
            seq: 9_000,
            at: NOON,
            order_id: Some(order_id),
            by: By::default(),
            tapped_at: None,
            data: EventData::PaymentRefunded(taken),
        };
        order.apply(&event);
        order.bill.clone().unwrap()
    };
    let part = refund(&world, second, 400);
    assert_eq!((part.paid(), part.payment.captured, part.payment.status), (600, 0, PaymentStatus::Open));
    let all = refund(&world, second, 1_000);
    assert_eq!((all.paid(), all.payment.status), (0, PaymentStatus::Refunded));
    let own = refund(&world, first, 500);
    assert_eq!((own.paid(), own.payment.captured, own.payment.status), (0, 1_000, PaymentStatus::Refunded));
}
