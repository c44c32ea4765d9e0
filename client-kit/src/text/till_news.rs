//! What the till says at its head: what was sent, refused, is ready, was paid, or is seen by nobody.

use super::english_only::{Lang, lang};
use super::numbers::amount;

pub fn sent(number: u32, place: &str) -> String {
    match lang() {
        Lang::En => format!("Sent {number} · {place}"),
    }
}

pub fn added(number: u32) -> String {
    match lang() {
        Lang::En => format!("Added to {number}"),
    }
}

pub fn not_sent_yet(about: &str) -> String {
    match lang() {
        Lang::En => format!("Not sent yet · {about}"),
    }
}

pub fn refused(about: &str, why: &str) -> String {
    match lang() {
        Lang::En => format!("Refused · {about}: {why}"),
    }
}

pub fn ready(number: u32, place: &str) -> String {
    match lang() {
        Lang::En => format!("READY {number} · {place}"),
    }
}

pub fn course_ready(course: u16, number: u32, place: &str) -> String {
    match lang() {
        Lang::En => format!("COURSE {course} READY {number} · {place}"),
    }
}

pub fn more(count: usize) -> String {
    match lang() {
        Lang::En => format!("+{count} more"),
    }
}

pub fn cancelled(number: u32, why: &str) -> String {
    match lang() {
        Lang::En => format!("Cancelled {number} · {why}"),
    }
}

/// Nobody in the kitchen sees it: what the till shouts. `backup`: where it stands meanwhile.
pub fn unseen(number: u32, place: &str, station: &str, backup: Option<&str>) -> String {
    let place = if place.is_empty() { String::new() } else { format!(" ({place})") };
    match lang() {
        Lang::En => match backup {
            Some(backup) => {
                format!("NOBODY AT {} SEES {number}{place}. Tell them! It is on {backup} too", station.to_uppercase())
            }
            None => format!("NOBODY AT {} SEES {number}{place}. Tell them!", station.to_uppercase()),
        },
    }
}

/// The contract's own: `40 points earned`.
pub fn earned(points: i64, number: u32) -> String {
    match lang() {
        Lang::En => format!("{} points earned · {number}", amount(points, "")),
    }
}

pub fn paid(number: u32, sum: &str) -> String {
    match lang() {
        Lang::En => format!("{number} paid by card · {sum}"),
    }
}

pub fn card_failed(number: u32, why: &str) -> String {
    match lang() {
        Lang::En => format!("NOT CHARGED {number} · {why}"),
    }
}
