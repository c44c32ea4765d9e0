//! Why a live connection ends, and whether to come back.

/// A close code of the contract, section 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    Malformed,
    BadToken,
    NotAllowed,
    /// No hello in time, or silence.
    TimedOut,
    /// The same token and screen connected again.
    Replaced,
    TooLarge,
    TooManyCommands,
    Restart,
    TryLater,
}

impl Close {
    pub const ALL: [Close; 9] = [
        Close::Malformed,
        Close::BadToken,
        Close::NotAllowed,
        Close::TimedOut,
        Close::Replaced,
        Close::TooLarge,
        Close::TooManyCommands,
        Close::Restart,
        Close::TryLater,
    ];

    pub fn code(self) -> u16 {
        match self {
            Close::Malformed => 4400,
            Close::BadToken => 4401,
            Close::NotAllowed => 4403,
            Close::TimedOut => 4408,
            Close::Replaced => 4409,
            Close::TooLarge => 4413,
            Close::TooManyCommands => 4429,
            Close::Restart => 1012,
            Close::TryLater => 1013,
        }
    }

    pub fn from_code(code: u16) -> Option<Close> {
        Close::ALL.into_iter().find(|close| close.code() == code)
    }

    /// For counters and logs.
    pub fn name(self) -> &'static str {
        match self {
            Close::Malformed => "malformed",
            Close::BadToken => "bad_token",
            Close::NotAllowed => "not_allowed",
            Close::TimedOut => "timed_out",
            Close::Replaced => "replaced",
            Close::TooLarge => "too_large",
            Close::TooManyCommands => "too_many_commands",
            Close::Restart => "restart",
            Close::TryLater => "try_later",
        }
    }

    /// One line for whoever reads the close frame.
    pub fn reason(self) -> &'static str {
        match self {
            Close::Malformed => "a frame could not be read",
            Close::BadToken => "sign in again",
            Close::NotAllowed => "this role may not listen here",
            Close::TimedOut => "nothing was heard in time",
            Close::Replaced => "this screen connected again elsewhere",
            Close::TooLarge => "a frame was over 64 KiB",
            Close::TooManyCommands => "too many commands",
            Close::Restart => "the server restarts; come back in a moment",
            Close::TryLater => "try again later",
        }
    }

    /// The client comes back by itself.
    pub fn reconnects(self) -> bool {
        !matches!(self, Close::BadToken | Close::NotAllowed | Close::Replaced)
    }
}
