//! What a person wants to know of an order, worked out once for the list and the single order.

use client_kit::text::till::{Word as W, say as t};
use dioxus::prelude::*;
use shared::board::Board;
use shared::ids::{OrderId, StationId};
use shared::location::Pace;
use shared::order::{Channel, Item, ItemStatus, Order, Payment, PaymentStatus, Priority, Status};
use shared::outbox::Unsent;
use shared::time::Timestamp;

use crate::store::{Filter, Till, news_of};
use crate::words::{self, Word, say};

/// One row of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub number: u32,
    pub place: String,
    pub status: Status,
    pub rush: bool,
    pub channel: Channel,
    /// `1 of 6 · Oven 2 · course 2 held`
    pub how: String,
    pub since: Timestamp,
    pub until: Option<Timestamp>,
    pub paid: bool,
    /// Every ticket that is being cooked has been on a screen of its station.
    pub seen: bool,
}

pub fn place(order: &Order) -> String {
    let guest = order.guest.as_ref().map(|g| g.name.as_str());
    let mut place = client_kit::text::kitchen::place(order.channel, order.table.as_deref(), guest, order.covers);
    if let Some(due) = order.due_at {
        place.push_str(&format!(" · {}", crate::money::clock(due)));
    }
    place
}

/// As short as it can be and still be found: `Table 12`, `Takeaway · Ines`.
pub fn place_short(order: &Order) -> String {
    let guest = order.guest.as_ref().map(|g| g.name.as_str());
    client_kit::text::kitchen::place(order.channel, order.table.as_deref(), guest, None)
}

/// (prepared, all) in portions, voided ones left out.
pub fn progress(order: &Order) -> (u32, u32) {
    let open = order.items.iter().filter(|item| !item.is_voided());
    open.fold((0, 0), |(done, all), item| {
        (done + if item.status == ItemStatus::Prepared { item.quantity } else { 0 }, all + item.quantity)
    })
}

pub fn held_courses(order: &Order) -> Vec<u16> {
    let mut courses: Vec<u16> = order.items.iter().filter(|i| i.status == ItemStatus::Held).map(|i| i.course).collect();
    shared::lean::sort_by_key(&mut courses, |course| *course);
    courses.dedup();
    courses
}

pub fn station_name(board: &Board, id: Option<&StationId>) -> String {
    let Some(id) = id else { return String::new() };
    board.location.stations.iter().find(|s| s.id == *id).map_or_else(|| id.to_string(), |s| s.name.clone())
}

pub fn row(order: &Order, board: &Board) -> Row {
    let (done, all) = progress(order);
    let mut how = vec![words::of(done, all)];
    let mut open: Vec<(Option<&StationId>, u32)> = Vec::new();
    for item in order.items.iter().filter(|i| matches!(i.status, ItemStatus::Queued | ItemStatus::Preparing)) {
        match open.iter_mut().find(|(station, _)| *station == item.station.as_ref()) {
            Some((_, count)) => *count += item.quantity,
            None => open.push((item.station.as_ref(), item.quantity)),
        }
    }
    how.extend(
        open.into_iter()
            .map(|(station, count)| (station_name(board, station), count))
            .map(|(station, count)| format!("{station} {count}")),
    );
    how.extend(held_courses(order).into_iter().map(words::course_held));
    Row {
        number: order.number,
        place: place(order),
        status: order.status,
        rush: order.priority == Priority::Rush,
        channel: order.channel,
        how: if order.status.is_over() || order.status == Status::Ready { String::new() } else { how.join(" · ") },
        since: order.confirmed_at.unwrap_or(order.placed_at),
        until: order.completed_at.or(order.cancelled_at),
        paid: is_paid(order),
        seen: order.status.is_cooking()
            && !order.tickets.is_empty()
            && order.tickets.iter().all(|ticket| ticket.shown_at.is_some()),
    }
}

/// Paid, and nothing was added since.
pub fn is_paid(order: &Order) -> bool {
    order.bill.as_ref().is_some_and(|bill| bill.paid() > 0 && bill.owed() <= 0)
}

pub fn owed(order: &Order) -> i64 {
    order.bill.as_ref().map_or(0, |bill| bill.owed().max(0))
}

/// What is to be said of a card: class, sign, words. Cash needs no words beside the total's.
pub fn card_state(payment: &Payment) -> Option<(&'static str, &'static str, String)> {
    match payment.status {
        PaymentStatus::Pending => Some(("pay wait", "mk half", t(W::Charging).to_owned())),
        PaymentStatus::Failed => {
            let why = payment
                .reason
                .as_deref()
                .map(|why| format!(": {}", client_kit::text::till::card_reason(why)))
                .unwrap_or_default();
            Some(("pay bad", "sign cross", format!("{}{why}", t(W::Declined))))
        }
        PaymentStatus::Refunded => Some(("pay", "sign back", t(W::Refunded).to_owned())),
        PaymentStatus::Captured | PaymentStatus::Open | PaymentStatus::None => None,
    }
}

/// Something that was done with it here has no answer yet: anything at all, and a payment.
pub fn unsent(till: Till, id: OrderId) -> (bool, bool) {
    let kept = till.sending.list.read();
    let mut kept = kept.iter().filter(|call| call.order == Some(id) && call.refused.is_none()).peekable();
    let about = |asked: &Unsent| asked.frame.data["order_id"].as_str().is_some_and(|order| order == id.to_string());
    let any = kept.peek().is_some() || till.asked.read().iter().any(about);
    (any, kept.any(|call| call.path.ends_with("/payments")))
}

pub fn status_word(status: Status) -> &'static str {
    say(match status {
        Status::Pending => Word::Pending,
        Status::Confirmed => Word::Sent,
        Status::InProgress => Word::Cooking,
        Status::Ready => Word::Ready,
        Status::Completed => Word::Completed,
        Status::Cancelled => Word::Cancelled,
        Status::PaymentFailed => Word::PaymentFailed,
    })
}

/// The open orders that a filter lets through, oldest first; the closed ones newest first.
pub fn listed(board: &Board, filter: Filter) -> Vec<OrderId> {
    let open = |wanted: fn(&Order) -> bool| board.orders().filter(|o| wanted(o)).map(|o| o.id).collect();
    match filter {
        Filter::All => open(|_| true),
        Filter::Ready => open(|o| o.status == Status::Ready),
        Filter::Held => open(|o| o.items.iter().any(|i| i.status == ItemStatus::Held)),
        Filter::Closed => board.recent().map(|o| o.id).collect(),
    }
}

/// How old, as the house judges it: nothing, `▲`, `▲▲`.
pub fn age_level(seconds: i64, thresholds: Pace, status: Status) -> u8 {
    if status.is_over() {
        return 0;
    }
    u8::from(seconds >= i64::from(thresholds.warn_seconds)) + u8::from(seconds >= i64::from(thresholds.late_seconds))
}

/// The allergies of an item that nobody in the kitchen has confirmed yet.
pub fn unconfirmed(item: &Item) -> bool {
    item.needs_acknowledgement() && matches!(item.status, ItemStatus::Held | ItemStatus::Queued | ItemStatus::Preparing)
}

/// Looking at an order is touching its headlines.
pub fn seen(mut till: Till, id: OrderId) {
    let news = {
        let board = till.board.peek();
        let Some(order) = board.as_ref().and_then(|board| board.order(id)) else {
            return;
        };
        news_of(order, *till.now.peek(), "", &till.given_up.peek(), &till.charged.peek(), |s| s.to_string())
    };
    let touched = till.touched.peek().clone();
    for news in news.iter().filter(|n| n.mark.as_ref().is_some_and(|mark| !touched.contains(mark))) {
        till.touch(news);
    }
}
