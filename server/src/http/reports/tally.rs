//! The reports' sums, order by order: pure, so that they can be checked by hand.

use std::collections::BTreeMap;

use serde::Serialize;
use shared::ids::*;
use shared::location::Thresholds;
use shared::money::Minor;
use shared::order::{Order, Status, Ticket};
use shared::time::Timestamp;

/// How long something took, many times.
#[derive(Debug, Default)]
pub struct Spans(Vec<u32>);

#[derive(Debug, PartialEq, Serialize)]
pub struct Summary {
    pub count: usize,
    pub median_seconds: u32,
    pub p90_seconds: u32,
}

impl Spans {
    fn add(&mut self, from: Timestamp, to: Timestamp) {
        self.0.push(u32::try_from(to.millis_since(from).max(0) / 1000).unwrap_or(u32::MAX));
    }

    /// By the nearest rank: each is a time that was really taken. Nothing was: 0.
    fn summary(mut self) -> Summary {
        self.0.sort_unstable();
        let rank = |percent: usize| self.0.get((self.0.len() * percent).div_ceil(100).saturating_sub(1)).copied().unwrap_or(0);
        Summary { count: self.0.len(), median_seconds: rank(50), p90_seconds: rank(90) }
    }
}

#[derive(Debug, PartialEq, Serialize)]
pub struct Row<K> {
    #[serde(flatten)]
    pub key: K,
    #[serde(flatten)]
    pub times: Summary,
}

#[derive(Debug, PartialEq, PartialOrd, Eq, Ord, Serialize)]
pub struct ByStation {
    pub station: Option<StationId>,
}

#[derive(Debug, PartialEq, PartialOrd, Eq, Ord, Serialize)]
pub struct ByItem {
    pub menu_item_id: MenuItemId,
    pub name: String,
}

#[derive(Debug, PartialEq, PartialOrd, Eq, Ord, Serialize)]
pub struct ByHour {
    pub hour: i8,
}

/// From due to prepared: whole tickets, but single lines by item.
#[derive(Debug, Default)]
pub struct TicketTimes {
    all: Spans,
    by_station: BTreeMap<ByStation, Spans>,
    by_item: BTreeMap<ByItem, Spans>,
    by_hour: BTreeMap<ByHour, Spans>,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct TicketReport {
    pub all: Summary,
    pub by_station: Vec<Row<ByStation>>,
    pub by_item: Vec<Row<ByItem>>,
    pub by_hour: Vec<Row<ByHour>>,
}

impl TicketTimes {
    /// `hour_of`: the hour in which a ticket fell due, by the house's clock.
    pub fn add(&mut self, order: &Order, hour_of: impl Fn(Timestamp) -> i8) {
        for ticket in order.tickets.iter().filter(|_| is_sold(order)) {
            let Some(due) = ticket.due_at else { continue };
            for item in order.ticket_items(ticket.station.as_ref(), Some(ticket.chit)).filter(|item| !item.is_voided()) {
                if let Some(prepared) = item.prepared_at {
                    let key = ByItem { menu_item_id: item.menu_item_id.clone(), name: item.name.clone() };
                    self.by_item.entry(key).or_default().add(due, prepared);
                }
            }
            if let Some(prepared) = prepared_at(order, ticket) {
                self.all.add(due, prepared);
                let station = ticket.station.clone();
                self.by_station.entry(ByStation { station }).or_default().add(due, prepared);
                self.by_hour.entry(ByHour { hour: hour_of(due) }).or_default().add(due, prepared);
            }
        }
    }

    pub fn report(self) -> TicketReport {
        TicketReport {
            all: self.all.summary(),
            by_station: rows(self.by_station),
            by_item: rows(self.by_item),
            by_hour: rows(self.by_hour),
        }
    }
}

fn rows<K>(map: BTreeMap<K, Spans>) -> Vec<Row<K>> {
    map.into_iter().map(|(key, spans)| Row { key, times: spans.summary() }).collect()
}

/// Accepted, and neither cancelled nor waiting for its payment.
fn is_sold(order: &Order) -> bool {
    order.status.is_cooking() || order.status == Status::Completed
}

/// When the last of a ticket was prepared; `None`: something is still open, or all is void.
fn prepared_at(order: &Order, ticket: &Ticket) -> Option<Timestamp> {
    let items = order.ticket_items(ticket.station.as_ref(), Some(ticket.chit));
    let mut last = None;
    for item in items.filter(|item| !item.is_voided()) {
        last = last.max(Some(item.prepared_at?));
    }
    last
}

#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Sold {
    pub quantity: u64,
    /// Before discounts and tax on top.
    pub revenue: Minor,
}

/// What was sold, and what went wrong.
#[derive(Debug, Default)]
pub struct Sales {
    orders: u64,
    revenue: Minor,
    discount: Minor,
    tax: Minor,
    items: BTreeMap<ByItem, Sold>,
    cancelled_orders: u64,
    voided_items: u64,
    late_tickets: u64,
    recalls: u64,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct SoldRow {
    #[serde(flatten)]
    pub item: ByItem,
    #[serde(flatten)]
    pub sold: Sold,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct SalesReport {
    pub orders: u64,
    /// What guests are asked for in all: less discounts, with tax.
    pub revenue: Minor,
    pub discount: Minor,
    pub tax: Minor,
    pub cancelled_orders: u64,
    pub voided_items: u64,
    pub late_tickets: u64,
    pub recalls: u64,
    pub items: Vec<SoldRow>,
}

impl Sales {
    /// Open for longer than its channel's `late_seconds` is late, at `now` at the latest.
    pub fn add(&mut self, order: &Order, thresholds: Thresholds, now: Timestamp) {
        self.recalls += order.items.iter().map(|item| u64::from(item.recalls)).sum::<u64>();
        // An order that was merged into another has no items left, and was not cancelled by anybody.
        if order.status == Status::Cancelled && !order.items.is_empty() {
            self.cancelled_orders += 1;
        }
        if !is_sold(order) {
            return;
        }
        self.orders += 1;
        if let Some(bill) = &order.bill {
            self.revenue += bill.total;
            self.discount += bill.discount;
            self.tax += bill.tax;
        }
        for item in &order.items {
            if item.is_voided() {
                self.voided_items += u64::from(item.quantity);
                continue;
            }
            let key = ByItem { menu_item_id: item.menu_item_id.clone(), name: item.name.clone() };
            let sold = self.items.entry(key).or_default();
            sold.quantity += u64::from(item.quantity);
            sold.revenue += item.line_total();
        }
        let late_seconds = thresholds.of(order.channel).late_seconds;
        let late = |ticket: &&Ticket| {
            let open = order.is_ticket_open(ticket.station.as_ref(), ticket.chit);
            let end = if open { Some(now) } else { prepared_at(order, ticket) };
            ticket.due_at.zip(end).is_some_and(|(due, end)| end > due.plus_seconds(late_seconds.into()))
        };
        self.late_tickets += order.tickets.iter().filter(late).count() as u64;
    }

    pub fn report(self) -> SalesReport {
        let mut items: Vec<SoldRow> = self.items.into_iter().map(|(item, sold)| SoldRow { item, sold }).collect();
        // What brings most first.
        items.sort_by_key(|row| std::cmp::Reverse(row.sold.revenue));
        SalesReport {
            orders: self.orders,
            revenue: self.revenue,
            discount: self.discount,
            tax: self.tax,
            cancelled_orders: self.cancelled_orders,
            voided_items: self.voided_items,
            late_tickets: self.late_tickets,
            recalls: self.recalls,
            items,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOON: Timestamp = Timestamp(1_795_348_800_000);

    fn after(seconds: i64) -> Timestamp {
        NOON.plus_seconds(seconds)
    }

    /// One dish for each entry: station, seconds until it was prepared, how often it was recalled.
    fn order(status: &str, dishes: &[(&str, Option<i64>, u32)]) -> Order {
        let id = |k: usize| format!("019a0000-0000-7000-8000-{k:012}");
        let item = |(k, (station, prepared, recalls)): (usize, &(&str, Option<i64>, u32))| {
            json!({
                "id": id(k + 1), "menu_item_id": format!("dish-{station}"), "name": station.to_uppercase(), "quantity": 2,
                "modifiers": [], "note": null, "allergens": [], "allergies": [], "allergy_acknowledged_at": null, "seat": null,
                "course": 1, "chit": 1, "station": station, "prep_seconds": 60,
                "status": if prepared.is_some() { "PREPARED" } else { "QUEUED" }, "unit_price": 500, "fired_at": NOON,
                "started_at": null, "prepared_at": prepared.map(after), "recalls": recalls
            })
        };
        let mut stations: Vec<&str> = dishes.iter().map(|(station, ..)| *station).collect();
        stations.dedup();
        let ticket = |station: &&str| json!({ "station": station, "chit": 1, "due_at": NOON, "shown_at": null });
        let subtotal = 1_000 * dishes.len();
        let order = json!({
            "id": id(0), "number": 1, "location": "main", "status": status, "version": 1, "channel": "takeaway", "table": null,
            "covers": null, "note": null, "priority": "normal", "guest": null, "allergies": [], "placed_at": NOON,
            "confirmed_at": NOON, "ready_at": null, "completed_at": null, "cancelled_at": null, "promised_at": null,
            "due_at": null, "external_id": null, "items": dishes.iter().enumerate().map(item).collect::<Vec<_>>(),
            "tickets": stations.iter().map(ticket).collect::<Vec<_>>(), "subtotal": subtotal, "discount": 0, "tax": 100,
            "total": subtotal + 100, "currency": "USD", "tax_percent": "10", "tax_included": false,
            "payment": { "method": "cash", "status": "open", "attempts": 0 }, "customer_id": null, "points_redeemed": 0,
            "points_earned": 0
        });
        serde_json::from_value(order).unwrap()
    }

    fn summary(count: usize, median_seconds: u32, p90_seconds: u32) -> Summary {
        Summary { count, median_seconds, p90_seconds }
    }

    #[test]
    fn the_median_and_p90_are_times_that_were_taken() {
        let of = |seconds: Vec<u32>| Spans(seconds).summary();
        assert_eq!(of(vec![]), summary(0, 0, 0));
        assert_eq!(of(vec![7]), summary(1, 7, 7));
        assert_eq!(of(vec![9, 1]), summary(2, 1, 9));
        assert_eq!(of((1..=10).rev().collect()), summary(10, 5, 9));
        assert_eq!(of((1..=100).collect()), summary(100, 50, 90));
    }

    #[test]
    fn a_ticket_takes_as_long_as_its_last_item() {
        let mut times = TicketTimes::default();
        times.add(&order("READY", &[("oven", Some(300), 0), ("oven", Some(420), 0), ("grill", Some(60), 0)]), |_| 12);
        times.add(&order("IN_PROGRESS", &[("oven", Some(100), 0), ("oven", None, 0)]), |_| 12);
        times.add(&order("CANCELLED", &[("oven", Some(5), 0)]), |_| 12);
        let report = times.report();
        assert_eq!(report.all, summary(2, 60, 420));
        let stations: Vec<_> =
            report.by_station.iter().map(|r| (r.key.station.clone().unwrap(), r.times.median_seconds)).collect();
        assert_eq!(stations, [("grill".into(), 60), ("oven".into(), 420)]);
        let items: Vec<_> = report.by_item.iter().map(|r| (r.key.name.as_str(), &r.times)).collect();
        assert_eq!(items, [("GRILL", &summary(1, 60, 60)), ("OVEN", &summary(3, 300, 420))]);
        assert_eq!(report.by_hour, [Row { key: ByHour { hour: 12 }, times: summary(2, 60, 420) }]);
    }

    #[test]
    fn sales_count_what_was_sold_and_what_went_wrong() {
        let mut sales = Sales::default();
        let late = Thresholds::plain(300, 600);
        sales.add(&order("COMPLETED", &[("oven", Some(700), 1), ("grill", Some(60), 0)]), late, after(5_000));
        sales.add(&order("IN_PROGRESS", &[("oven", None, 2)]), late, after(601));
        sales.add(&order("CONFIRMED", &[("oven", None, 0)]), late, after(600));
        sales.add(&order("CANCELLED", &[("oven", None, 0)]), late, after(5_000));
        sales.add(&order("CANCELLED", &[]), late, after(5_000));
        sales.add(&order("PENDING", &[("oven", None, 0)]), late, after(5_000));
        let report = sales.report();
        assert_eq!((report.orders, report.revenue, report.tax), (3, 4_300, 300));
        assert_eq!((report.cancelled_orders, report.late_tickets, report.recalls), (1, 2, 3));
        let items: Vec<_> = report.items.iter().map(|r| (r.item.name.as_str(), r.sold.quantity, r.sold.revenue)).collect();
        assert_eq!(items, [("OVEN", 6, 3_000), ("GRILL", 2, 1_000)]);
    }
}
