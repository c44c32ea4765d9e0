//! Phrases of the back office: what has a number, a name or a code in it.

use super::english_only::{Lang, lang};
use super::numbers::amount;

pub fn open_alerts(count: usize) -> String {
    match lang() {
        Lang::En if count == 1 => "1 alert to look at".into(),
        Lang::En => format!("{count} alerts to look at"),
    }
}

pub fn alert_kind(kind: &str) -> &str {
    match lang() {
        Lang::En => match kind {
            "low_stock" => "Low stock",
            "failed_payment" => "Failed payment",
            "undelivered_ticket" => "On no screen",
            "screens_offline" => "No screen there",
            "late_ticket" => "Late",
            other => other,
        },
    }
}

/// `12 low`, for the key that shows only those.
pub fn low(count: usize) -> String {
    match lang() {
        Lang::En => format!("Only what is low ({count})"),
    }
}

pub fn cause(cause: &str) -> &str {
    match lang() {
        Lang::En => match cause {
            "order" => "Order",
            "cancelled" => "Cancelled",
            "voided" => "Voided",
            "restock" => "Restock",
            "count" => "Count",
            "waste" => "Waste",
            "redeemed" => "Redeemed",
            "earned" => "Earned",
            "recalled" => "Order reopened",
            "opening" => "At the start",
            other => other,
        },
    }
}

pub fn left(count: u32) -> String {
    match lang() {
        Lang::En => format!("{count} left"),
    }
}

pub fn points(points: i64) -> String {
    match lang() {
        Lang::En => format!("{} points", amount(points, "")),
    }
}

pub fn role(role: &str) -> &str {
    match lang() {
        Lang::En => match role {
            "pos" => "Till",
            "kitchen" => "Kitchen",
            "expo" => "Pass",
            "manager" => "Manager",
            "board" => "Guests' board",
            "integration" => "Integration",
            other => other,
        },
    }
}

pub fn imported(file: &str) -> String {
    match lang() {
        Lang::En => format!("{file} is the menu now"),
    }
}

pub fn faults(count: usize) -> String {
    match lang() {
        Lang::En if count == 1 => "1 fault, so nothing was changed".into(),
        Lang::En => format!("{count} faults, so nothing was changed"),
    }
}

pub fn good_until(clock: &str) -> String {
    match lang() {
        Lang::En => format!("Good until {clock}"),
    }
}

/// How many screens of a station are there.
pub fn screens(count: u32) -> String {
    match lang() {
        Lang::En if count == 1 => "1 screen".into(),
        Lang::En => format!("{count} screens"),
    }
}

/// Nobody sees a station: since when.
pub fn dark_since(clock: &str) -> String {
    match lang() {
        Lang::En => format!("DARK since {clock}"),
    }
}

/// Of the key that signs tokens.
pub fn signs_since(when: &str) -> String {
    match lang() {
        Lang::En => format!("A new key signs since {when}"),
    }
}

pub fn delivery(state: &str) -> &str {
    match lang() {
        Lang::En => match state {
            "set_aside" => "given up",
            "waiting" => "waits",
            other => other,
        },
    }
}

/// What a webhook may be sent.
pub fn event(kind: &str) -> &str {
    match lang() {
        Lang::En => match kind {
            "alert.raised" => "Alerts",
            "order.placed" => "Orders placed",
            "order.ready" => "Orders ready",
            "order.completed" => "Orders completed",
            "inventory.low" => "Low stock",
            "*" => "Everything",
            other => other,
        },
    }
}

/// `22 Nov 18:03`: month from 1, day; hours, minutes, seconds.
pub fn when((month, day): (u32, u32), (hours, minutes, _): (u32, u32, u32)) -> String {
    match lang() {
        Lang::En => {
            const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
            let month = MONTHS.get(month.saturating_sub(1) as usize).unwrap_or(&"");
            format!("{day} {month} {hours:02}:{minutes:02}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_by_day_and_clock() {
        assert_eq!(when((11, 22), (18, 3, 0)), "22 Nov 18:03");
    }
}
