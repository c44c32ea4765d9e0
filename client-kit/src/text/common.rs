//! Words of every page: the link, logging in, what went wrong.

use super::{Lang, lang};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    Live,
    Connecting,
    CatchingUp,
    NoLink,
    Elsewhere,
    ElsewhereMore,
    UseHere,
    NotAllowed,
    PinTitle,
    PinHint,
    Checking,
    WrongPin,
    NoServer,
    Clear,
    LogOut,
    Close,
    Starting,
    WrongRole,
    TryAgain,
    SignedOut,
    Unreadable,
    ComesLater,
    Pair,
    PairTitle,
    PairHint,
    Pairing,
    BadCode,
    UsePin,
    UseDevice,
    BackOffice,
    Loading,
    ShowMore,
}

pub fn say(word: Word) -> &'static str {
    use Word::*;
    match lang() {
        Lang::En => match word {
            Live => "live",
            Connecting => "connecting",
            CatchingUp => "catching up",
            NoLink => "no link",
            Elsewhere => "This screen is open somewhere else",
            ElsewhereMore => {
                "The same screen connected in another tab or window. Only one of them is fed, so this one has stopped."
            }
            UseHere => "Use it here",
            NotAllowed => "This login may not use this screen",
            PinTitle => "Your PIN",
            PinHint => "4 to 8 digits",
            Checking => "Checking",
            WrongPin => "Not a PIN we know",
            NoServer => "No answer from the server. Check the network.",
            Clear => "Clear",
            LogOut => "Log out",
            Close => "Close",
            Starting => "Starting",
            WrongRole => "This PIN may not use this screen",
            TryAgain => "Try again",
            SignedOut => "Signed out",
            Unreadable => "The server's answer could not be read. Load the page again.",
            ComesLater => "This part comes later: the server does not have it yet.",
            Pair => "Pair this screen",
            PairTitle => "Code from the back office",
            PairHint => "A manager makes one under Devices. It is good for 10 minutes.",
            Pairing => "Pairing",
            BadCode => "Not a code we know, or no longer. Ask for a new one.",
            UsePin => "Sign in with a PIN",
            UseDevice => "Use it as the paired screen",
            BackOffice => "Back office",
            Loading => "Waiting for the server",
            ShowMore => "Show more",
        },
    }
}

/// Beside the link state: how old is what the screen shows.
pub fn age(seconds: i64) -> String {
    match lang() {
        Lang::En => match seconds {
            ..=1 => "now".into(),
            2..=119 => format!("{seconds} s old"),
            _ => format!("{} min old", seconds / 60),
        },
    }
}

/// Commands that the server has not answered yet.
pub fn unsent(count: usize) -> String {
    match lang() {
        Lang::En => format!("{count} unsent"),
    }
}

pub fn no_news_since(clock: &str) -> String {
    match lang() {
        Lang::En => format!("No news since {clock}"),
    }
}

pub fn wait_seconds(seconds: u64) -> String {
    match lang() {
        Lang::En => format!("Too many tries. Wait {seconds} s."),
    }
}

/// Commands dropped because they were too old to send.
pub fn too_old(count: usize) -> String {
    match lang() {
        Lang::En if count == 1 => "1 tap from yesterday was never sent and is dropped".into(),
        Lang::En => format!("{count} taps from yesterday were never sent and are dropped"),
    }
}

/// What a refusal's code means to the person who tapped.
pub fn refusal(code: &str) -> &'static str {
    match lang() {
        Lang::En => match code {
            "illegal_transition" => "not possible any more",
            "allergy_unacknowledged" => "confirm the allergy first",
            "version_conflict" => "changed meanwhile",
            "forbidden" => "not allowed on this screen",
            "not_found" => "it is gone",
            "out_of_stock" => "sold out",
            "insufficient_points" => "not that many points",
            _ => "refused",
        },
    }
}
