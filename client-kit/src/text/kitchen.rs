//! Words of the kitchen screens. The kitchen's own, short, the same everywhere.

use shared::order::Channel;

use super::english_only::{Lang, lang};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    Affected,
    AllDay,
    AllergyOf,
    AllStations,
    Bumped,
    ByDish,
    ByTicket,
    Cancelled,
    Changed,
    Choose,
    Clear,
    Coming,
    Complete,
    Confirm,
    ConfirmAllergy,
    Confirmed,
    Contains,
    CountLeft,
    Day,
    Dishes,
    Done,
    Expo,
    FromHere,
    GoneNow,
    HandBar,
    HandedOut,
    HandFinger,
    HandGlove,
    HearChanged,
    HearNew,
    HearRush,
    InTheKitchen,
    Keys,
    Kitchen,
    LastTickets,
    Light,
    MakeRush,
    More,
    New,
    Night,
    NoAllergens,
    NoLast,
    NoStation,
    NotAffected,
    Nothing,
    NothingAtPass,
    NotYet,
    NowReady,
    Off,
    Oldest,
    OnMenu,
    Preparing,
    PutBack,
    Ready,
    Recall,
    Rush,
    Sending,
    Settings,
    ShowPanel,
    Sound,
    TakeOff,
    TapForSound,
    Undo,
    UndoLast,
    Unread,
    UnRush,
    Void,
    Without,
    WorkedBy,
}

pub fn say(word: Word) -> &'static str {
    use Word::*;
    match lang() {
        Lang::En => match word {
            Affected => "Open tickets with it",
            AllDay => "ALL DAY",
            AllergyOf => "Allergy",
            AllStations => "All stations",
            Bumped => "Bumped",
            ByDish => "By dish",
            ByTicket => "Tickets",
            Cancelled => "CANCELLED",
            Changed => "CHANGED",
            Choose => "Which station is this?",
            Clear => "Clear",
            Coming => "COMING",
            Complete => "Complete",
            Confirm => "confirm",
            ConfirmAllergy => "Confirm allergy",
            Confirmed => "confirmed",
            Contains => "Contains",
            CountLeft => "Only so many left",
            Day => "Day",
            Dishes => "dishes",
            Done => "Done",
            Expo => "The pass",
            FromHere => "This screen is read from",
            GoneNow => "No longer here",
            HandBar => "Bump bar",
            HandedOut => "handed out",
            HandFinger => "Fingers",
            HandGlove => "Gloves",
            HearChanged => "Hear: changed",
            HearNew => "Hear: new",
            HearRush => "Hear: rush",
            InTheKitchen => "In the kitchen",
            Keys => "Keys",
            Kitchen => "Kitchen",
            LastTickets => "Last tickets",
            Light => "Light",
            MakeRush => "Rush",
            More => "more",
            New => "NEW",
            Night => "Night",
            NoAllergens => "No allergens named",
            NoLast => "Nothing to recall",
            NoStation => "No station",
            NotAffected => "No open ticket has it",
            Nothing => "All done",
            NothingAtPass => "No orders at the pass",
            NotYet => "Waiting for the server",
            NowReady => "Ready",
            Off => "Off",
            Oldest => "oldest",
            OnMenu => "On the menu",
            Preparing => "In the kitchen",
            PutBack => "Put it back on",
            Ready => "READY",
            Recall => "Recall",
            Rush => "RUSH",
            Sending => "sending",
            Settings => "This screen",
            ShowPanel => "All-day counts",
            Sound => "Sound",
            TakeOff => "86: none left",
            TapForSound => "Tap for sound",
            Undo => "Undo",
            UndoLast => "Undo my last tap",
            Unread => "not read yet",
            UnRush => "No rush",
            Void => "VOID",
            Without => "NO",
            WorkedBy => "Worked by",
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

/// How the kitchen's signals sound.
pub fn tone(tone: u8) -> &'static str {
    match lang() {
        Lang::En => match tone {
            0 => "Soft",
            1 => "Bright",
            _ => "Piercing",
        },
    }
}

/// The keys of a bump bar or keyboard, and what they do.
pub fn keys() -> [(&'static str, &'static str); 9] {
    match lang() {
        Lang::En => [
            ("1–9", "pick a ticket; again: bump"),
            ("↑ ↓", "pick a dish on it"),
            ("Enter", "bump, or do the dish"),
            ("I", "about the dish"),
            ("← →", "pages"),
            ("P", "by dish, or by ticket"),
            ("R", "last tickets"),
            ("U", "undo my last tap"),
            ("S", "this screen"),
        ],
    }
}

/// `3 left`, `86`: a dish that is off or counted.
pub fn left(remaining: Option<u32>, available: bool) -> String {
    match lang() {
        Lang::En => match remaining {
            Some(left) if available => format!("{left} left"),
            _ => "86".into(),
        },
    }
}

/// The bar of a batch: all of it is done.
pub fn all_done(count: u32) -> String {
    match lang() {
        Lang::En => format!("All {count} done"),
    }
}

/// When an allergy was read, and by whom where that is known.
pub fn read_at(clock: &str, who: &str) -> String {
    match lang() {
        Lang::En if who.is_empty() => format!("confirmed {clock}"),
        Lang::En => format!("confirmed {clock} · {who}"),
    }
}

/// What can be undone: `12 · MARG`.
pub fn tap_on(number: u32, dish: &str) -> String {
    format!("{number} · {dish}")
}

pub fn undone(what: &str) -> String {
    match lang() {
        Lang::En => format!("Undone: {what}"),
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
