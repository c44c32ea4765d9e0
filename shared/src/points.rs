//! Customers and their points: who earns how many, what gives them back, and balances as a fold of
//! the log. The server decides with it, and checks with it what the database says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::money::{MINOR_MAX, Minor, major_unit};
use crate::order::{Bill, Event, EventData, Order, Points, Status};
use crate::time::Timestamp;

/// Why points moved: the `cause` of a line in a customer's ledger, and of `loyalty.reversed`.
pub mod cause {
    pub const REDEEMED: &str = "redeemed";
    pub const EARNED: &str = "earned";
    pub const CANCELLED: &str = "cancelled";
    pub const RECALLED: &str = "recalled";
    pub const VOIDED: &str = "voided";
}

/// Somebody who collects points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    pub id: CustomerId,
    pub name: String,
    pub phone: Option<String>,
    /// The sum of their ledger. Below 0 where points were spent and what earned them was taken
    /// back afterwards: the next points they earn settle it first.
    pub points: Minor,
    pub created_at: Timestamp,
}

impl Customer {
    /// Moves points, signed; what the event about it says.
    pub fn moved(&mut self, points: Minor, cause: &str) -> EventData {
        self.points += points;
        let told = |points, cause| Points { customer_id: self.id, points, balance: self.points, cause };
        match cause {
            // Both say how many; that they came off, or on, is in the name.
            cause::REDEEMED => EventData::PointsRedeemed(told(-points, None)),
            cause::EARNED => EventData::PointsEarned(told(points, None)),
            _ => EventData::PointsReversed(told(points, Some(cause.to_owned()))),
        }
    }
}

/// What makes one phone number of many ways to write it: its digits. Empty: it is none.
pub fn phone_digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

/// What completing an order with this bill earns.
pub fn earns(bill: &Bill, points_per_major_unit: u32) -> Minor {
    let base = i128::from((bill.subtotal - bill.discount).max(0));
    let points = base * i128::from(points_per_major_unit) / i128::from(major_unit(&bill.currency));
    // Bounded like every amount, so that no sum of them comes near the end of `i64`.
    Minor::try_from(points).unwrap_or(MINOR_MAX).min(MINOR_MAX)
}

/// Who earns how many points by this order as it stands now. Asked once for each time it was completed,
/// and maybe late: an order that was recalled meanwhile earns nothing, one that has earned nothing more.
pub fn due(order: &Order, points_per_major_unit: u32) -> Option<(CustomerId, Minor)> {
    let bill = order.bill.as_ref().filter(|bill| order.status == Status::Completed && bill.points_earned == 0)?;
    let points = earns(bill, points_per_major_unit);
    bill.customer_id.filter(|_| points > 0).map(|customer_id| (customer_id, points))
}

/// Points that go back to a customer (above 0), or are taken back from one (below 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reversal {
    pub customer_id: CustomerId,
    pub points: Minor,
    pub cause: &'static str,
}

/// What these events, just decided on this order, mean for its customer's points. A void gives back
/// what it cut; cancelling gives back what is still redeemed and takes back what was earned;
/// recalling a completed order takes back what was earned.
pub fn reversals<'a>(before: &Order, events: impl IntoIterator<Item = &'a EventData>) -> Vec<Reversal> {
    let Some(bill) = &before.bill else { return Vec::new() };
    let Some(customer_id) = bill.customer_id else { return Vec::new() };
    let (mut redeemed, mut earned) = (bill.points_redeemed, bill.points_earned);
    let mut moved = Vec::new();
    let mut back = |points: Minor, cause| {
        if points != 0 {
            moved.push(Reversal { customer_id, points, cause });
        }
    };
    for event in events {
        match event {
            EventData::ItemVoided(void) => {
                let left = void.totals.map_or(redeemed, |totals| totals.points_redeemed);
                back(redeemed - left, cause::VOIDED);
                redeemed = left;
            }
            EventData::Cancelled(_) => {
                back(std::mem::take(&mut redeemed), cause::CANCELLED);
                back(-std::mem::take(&mut earned), cause::CANCELLED);
            }
            EventData::Recalled(_) => back(-std::mem::take(&mut earned), cause::RECALLED),
            _ => {}
        }
    }
    moved
}

/// What an event does to a customer's points, signed.
pub fn movement(data: &EventData) -> Option<(CustomerId, Minor)> {
    match data {
        EventData::PointsRedeemed(points) => Some((points.customer_id, -points.points)),
        EventData::PointsEarned(points) | EventData::PointsReversed(points) => Some((points.customer_id, points.points)),
        _ => None,
    }
}

/// Every customer's balance, as the log has it. Who never had a point is not in it: 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances(BTreeMap<CustomerId, Minor>);

/// An event that tells another balance than the log before it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub seq: u64,
    pub customer_id: CustomerId,
    pub balance: Minor,
    pub told: Minor,
}

impl Balances {
    /// Folds one event, from the log's first on.
    pub fn fold(&mut self, event: &Event) -> Result<(), Wrong> {
        let Some((customer_id, points)) = movement(&event.data) else { return Ok(()) };
        let balance = self.0.entry(customer_id).or_insert(0);
        *balance += points;
        let (EventData::PointsRedeemed(t) | EventData::PointsEarned(t) | EventData::PointsReversed(t)) = &event.data else {
            return Ok(());
        };
        if t.balance == *balance {
            return Ok(());
        }
        Err(Wrong { seq: event.seq, customer_id, balance: *balance, told: t.balance })
    }

    pub fn get(&self, customer: CustomerId) -> Minor {
        self.0.get(&customer).copied().unwrap_or(0)
    }

    pub fn all(&self) -> impl Iterator<Item = (CustomerId, Minor)> {
        self.0.iter().map(|(id, points)| (*id, *points))
    }
}
