//! Every word a person reads, by language. `common` serves all pages, `kitchen` the kitchen
//! screens, `manage` the back office; of the till, `till_check` has the check and the orders, `till`
//! money, tables and guests, `till_news` what stands at its head. `numbers` are for all.
//!
//! A word is a variant; a phrase with a number or a name is a function. A language is an arm of
//! each `match`, so the compiler finds what is not translated yet.

/// The words of one part: a name, and how each language says it.
macro_rules! words {
    ($($word:ident = $en:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Word { $($word,)* }

        pub fn say(word: Word) -> &'static str {
            match super::lang() {
                super::Lang::En => match word { $(Word::$word => $en,)* },
            }
        }
    };
}

pub mod common;
pub mod kitchen;
pub mod manage;
mod manage_phrases;
pub mod manage_record;
pub mod numbers;
pub mod till;
pub mod till_check;
pub mod till_news;

use std::cell::Cell;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    #[default]
    En,
}

thread_local! {
    static LANG: Cell<Lang> = const { Cell::new(Lang::En) };
}

/// The language of this page.
pub fn lang() -> Lang {
    LANG.get()
}

/// Takes the best of what we have for a tag such as `de-AT`. Called once, before anything is drawn.
pub fn set_lang(tag: &str) {
    LANG.set(match tag.get(..2) {
        Some("en") => Lang::En,
        _ => Lang::En,
    });
}

/// `0:07`, `14:08`, `1:02:40`: how long something has been waiting.
pub fn duration(seconds: i64) -> String {
    let s = seconds.max(0);
    match s / 3600 {
        0 => format!("{}:{:02}", s / 60, s % 60),
        h => format!("{h}:{:02}:{:02}", s / 60 % 60, s % 60),
    }
}

/// `19:42`.
pub fn clock((hours, minutes, _): (u32, u32, u32)) -> String {
    format!("{hours:02}:{minutes:02}")
}

/// `19:41:52`, where the second matters.
pub fn clock_seconds((hours, minutes, seconds): (u32, u32, u32)) -> String {
    format!("{hours:02}:{minutes:02}:{seconds:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_reads_as_a_clock() {
        assert_eq!(duration(-3), "0:00");
        assert_eq!(duration(7), "0:07");
        assert_eq!(duration(848), "14:08");
        assert_eq!(duration(3760), "1:02:40");
    }
}
