//! Words of the kitchen screens. The kitchen's own, short, the same everywhere.

use shared::order::Channel;

use super::english_only::{Lang, lang};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    AllDay,
    AllStations,
    Bumped,
    Cancelled,
    Changed,
    Choose,
    Clear,
    Coming,
    Complete,
    Confirm,
    ConfirmAllergy,
    Confirmed,
    Done,
    Expo,
    FromHere,
    InTheKitchen,
    Kitchen,
    LastTickets,
    MakeRush,
    More,
    New,
    NoLast,
    NoStation,
    NotYet,
    Nothing,
    NothingAtPass,
    NowReady,
    Oldest,
    Preparing,
    Ready,
    Recall,
    Rush,
    Settings,
    ShowPanel,
    Undo,
    Unread,
    UnRush,
    Void,
    Without,
}

pub fn say(word: Word) -> &'static str {
    use Word::*;
    match lang() {
        Lang::En => match word {
            AllDay => "ALL DAY",
            AllStations => "All stations",
            Bumped => "Bumped",
            Cancelled => "CANCELLED",
            Changed => "CHANGED",
            Choose => "Which station is this?",
            Clear => "Clear",
            Coming => "COMING",
            Complete => "Complete",
            Confirm => "confirm",
            ConfirmAllergy => "Confirm allergy",
            Confirmed => "confirmed",
            Done => "Done",
            Expo => "The pass",
            FromHere => "This screen is read from",
            InTheKitchen => "In the kitchen",
            Kitchen => "Kitchen",
            LastTickets => "Last tickets",
            MakeRush => "Rush",
            More => "more",
            New => "NEW",
            NoLast => "Nothing to recall",
            NoStation => "No station",
            NotYet => "Waiting for the server",
            Nothing => "All done",
            NothingAtPass => "No orders at the pass",
            NowReady => "Ready",
            Oldest => "oldest",
            Preparing => "In the kitchen",
            Ready => "READY",
            Recall => "Recall",
            Rush => "RUSH",
            Settings => "This screen",
            ShowPanel => "All-day counts",
            Undo => "Undo",
            Unread => "not read yet",
            UnRush => "No rush",
            Void => "VOID",
            Without => "NO",
        },
    }
}

/// Where an order goes: `Table 12 · 4 covers`, `Takeaway · Ines`.
pub fn place(channel: Channel, table: Option<&str>, guest: Option<&str>, covers: Option<u16>) -> String {
    let mut parts: Vec<String> = Vec::new();
    match lang() {
        Lang::En => {
            match (channel, table) {
                (Channel::DineIn, Some(table)) => parts.push(format!("Table {table}")),
                (Channel::DineIn, None) => parts.push("Dine in".into()),
                (Channel::Takeaway, _) => parts.push("Takeaway".into()),
                (Channel::Delivery, _) => parts.push("Delivery".into()),
            }
            if let (Channel::Takeaway | Channel::Delivery, Some(table)) = (channel, table) {
                parts.push(format!("Table {table}"));
            }
            parts.extend(guest.map(str::to_owned));
            parts.extend(covers.filter(|c| *c > 1).map(|c| format!("{c} covers")));
        }
    }
    parts.join(" · ")
}

pub fn bump(number: u32) -> String {
    match lang() {
        Lang::En => format!("Bump {number}"),
    }
}

pub fn course(course: u16) -> String {
    match lang() {
        Lang::En => format!("COURSE {course}"),
    }
}

pub fn course_held(course: u16) -> String {
    match lang() {
        Lang::En => format!("COURSE {course} · held"),
    }
}

pub fn fire(course: u16) -> String {
    match lang() {
        Lang::En => format!("Fire {course}"),
    }
}

pub fn chit(chit: u32) -> String {
    match lang() {
        Lang::En => format!("chit {chit}"),
    }
}

/// Never on two lines.
pub fn seat(seat: u16) -> String {
    match lang() {
        Lang::En => format!("seat\u{a0}{seat}"),
    }
}

pub fn tickets(count: usize) -> &'static str {
    match lang() {
        Lang::En if count == 1 => "ticket",
        Lang::En => "tickets",
    }
}

pub fn orders(count: usize) -> &'static str {
    match lang() {
        Lang::En if count == 1 => "order",
        Lang::En => "orders",
    }
}

/// Below the all-day list: what it has no room for.
pub fn more_dishes(count: usize) -> String {
    match lang() {
        Lang::En if count == 1 => "and 1 more dish".into(),
        Lang::En => format!("and {count} more dishes"),
    }
}

pub fn nothing_for(station: &str) -> String {
    match lang() {
        Lang::En => format!("No tickets for {station}"),
    }
}

/// `1.5 m`: from how far the screen is read.
pub fn metres(step: u8) -> &'static str {
    match step {
        0 => "0.7 m",
        1 => "1 m",
        2 => "1.5 m",
        _ => "2 m",
    }
}

/// A tap that the server refused.
pub fn refused(number: Option<u32>, why: &str) -> String {
    match lang() {
        Lang::En => match number {
            Some(number) => format!("{number}: {why}"),
            None => format!("Refused: {why}"),
        },
    }
}

pub fn part(part: usize, of: usize) -> String {
    format!("{part}/{of}")
}

pub fn more_of(number: u32) -> String {
    match lang() {
        Lang::En => format!("{number} goes on"),
    }
}
