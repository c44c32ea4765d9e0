//! Every word a person reads, by language. `common` serves all pages, `kitchen` the kitchen
//! screens, `manage` the back office (its menu, replay and settings beside it); of the till, `till_check`
//! has the check and the orders, `till` money, tables and guests, `till_news` what stands at its head,
//! `till_quick` what makes it quick. `allergens` and `numbers` are for
//! all.
//!
//! A word is a variant; a phrase with a number or a name is a function. A language is a column of a
//! table (`table`), so the compiler finds what is not translated.

#[macro_use]
mod table;

pub mod allergens;
pub mod common;
pub mod kitchen;
mod kitchen_keys;
mod kitchen_pass;
mod kitchen_phrases;
mod kitchen_settings;
pub mod manage;
pub mod manage_menu;
mod manage_phrases;
pub mod manage_record;
pub mod manage_replay;
pub mod manage_settings;
pub mod numbers;
pub mod till;
pub mod till_check;
mod till_check_phrases;
pub mod till_news;
pub mod till_quick;

use std::cell::Cell;
use std::fmt::{Display, Write};

use crate::platform::{page, storage};

const CHOSEN: &str = "passline.lang";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    #[default]
    En,
    Es,
    De,
    Fr,
    Zh,
}

impl Lang {
    pub const ALL: [Lang; 5] = [Lang::En, Lang::Es, Lang::De, Lang::Fr, Lang::Zh];

    pub fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Es => "es",
            Lang::De => "de",
            Lang::Fr => "fr",
            Lang::Zh => "zh",
        }
    }

    /// As those call it who read it.
    pub fn name(self) -> &'static str {
        match self {
            Lang::En => "English",
            Lang::Es => "Español",
            Lang::De => "Deutsch",
            Lang::Fr => "Français",
            Lang::Zh => "中文",
        }
    }

    fn of(tag: &str) -> Lang {
        Lang::ALL.into_iter().find(|lang| tag == lang.tag()).unwrap_or_default()
    }
}

thread_local! {
    static LANG: Cell<Lang> = const { Cell::new(Lang::En) };
}

/// The language of this page.
pub fn lang() -> Lang {
    LANG.get()
}

/// Speaks as the page was started, which has those words and no others (xtask/src/web/boot.js). Called
/// once, before anything is drawn.
pub fn speak() {
    LANG.set(Lang::of(&page::language()));
}

/// Keeps the language for this device; the page starts again in it.
pub fn choose_lang(lang: Lang) {
    storage::set(CHOSEN, lang.tag());
    page::reload();
}

/// One, not many. French has the singular for none, too.
fn is_one(count: usize) -> bool {
    count == 1 || (count == 0 && lang() == Lang::Fr)
}

/// A phrase with its names filled in.
fn fill(phrase: &str, names: &[(&str, &dyn Display)]) -> String {
    let mut text = String::new();
    let mut rest = phrase;
    if let Some((one, many)) = phrase.split_once('¦') {
        let count = names.first().and_then(|(_, count)| count.to_string().parse().ok());
        rest = if count.is_some_and(is_one) { one } else { many };
    }
    while let Some((before, (name, after))) = rest.split_once('{').and_then(|(a, b)| Some((a, b.split_once('}')?))) {
        text.push_str(before);
        if let Some((_, value)) = names.iter().find(|(known, _)| *known == name) {
            let _ = write!(text, "{value}");
        }
        rest = after;
    }
    text.push_str(rest);
    text
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
    fn a_tag_finds_its_language_and_others_are_english() {
        let found = ["de", "es", "zh", "fr", "it", ""].map(Lang::of);
        assert_eq!(found, [Lang::De, Lang::Es, Lang::Zh, Lang::Fr, Lang::En, Lang::En]);
    }

    fn in_each<T>(say: impl Fn() -> T) -> [T; 5] {
        Lang::ALL.map(|lang| {
            LANG.set(lang);
            say()
        })
    }

    /// Every language names all that a phrase is given, and nothing else.
    pub fn says(phrase: impl Fn() -> &'static str, names: &[&str]) {
        for lang in Lang::ALL {
            LANG.set(lang);
            let many = phrase().rsplit('¦').next().unwrap_or_default();
            let mut said: Vec<&str> = many.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
            let mut names = names.to_vec();
            said.sort_unstable();
            names.sort_unstable();
            assert_eq!(said, names, "{lang:?}: {many}");
        }
    }

    #[test]
    fn what_a_dish_goes_without_is_said_in_each_language() {
        assert_eq!(in_each(|| kitchen::say(kitchen::Word::Without)), ["NO", "SIN", "OHNE", "SANS", "不要"]);
    }

    #[test]
    fn one_is_not_many_where_the_language_knows_it() {
        assert_eq!(in_each(|| kitchen::tickets(1)), ["ticket", "comanda", "Bon", "bon", "单"]);
        assert_eq!(in_each(|| kitchen::tickets(2)), ["tickets", "comandas", "Bons", "bons", "单"]);
        assert_eq!(in_each(|| kitchen::tickets(0))[3], "bon");
        let still = in_each(|| [till_check::still_to_come(1), till_check::still_to_come(2)]);
        assert_eq!(still[0], ["Complete: 1 item to come", "Complete: 2 items to come"]);
        assert_eq!(still[1], ["Entregar: falta 1 plato", "Entregar: faltan 2 platos"]);
        assert_eq!(still[2], ["Ausgeben: noch 1 Artikel", "Ausgeben: noch 2 Artikel"]);
    }

    #[test]
    fn an_allergen_is_read_in_the_screens_language_and_a_strange_one_as_it_was_written() {
        let names = ["milk".to_owned(), "Kiwi".to_owned()];
        let said = in_each(|| allergens::allergens(&names));
        assert_eq!(said, ["MILK, KIWI", "LECHE, KIWI", "MILCH, KIWI", "LAIT, KIWI", "牛奶, KIWI"]);
    }

    #[test]
    fn a_moment_is_told_in_the_order_of_its_language() {
        let told = in_each(|| manage::when((3, 2), (18, 3, 0)));
        assert_eq!(told, ["2 Mar 18:03", "2 mar 18:03", "2. März 18:03", "2 mars 18:03", "3月2日 18:03"]);
    }

    #[test]
    fn waiting_reads_as_a_clock() {
        assert_eq!(duration(-3), "0:00");
        assert_eq!(duration(7), "0:07");
        assert_eq!(duration(848), "14:08");
        assert_eq!(duration(3760), "1:02:40");
    }
}
