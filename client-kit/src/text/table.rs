//! How the words of each language lie in a page: each table of words is a block of bytes a
//! language, and nothing but this file reads one.
//!
//! The build takes the blocks out of the WebAssembly (xtask/src/web/words.rs) and makes a file of each
//! language: a screen loads the one that it speaks. English stays where it is.

/// In front of each block, with its language and its length, so that the build finds it.
const MARK: &[u8; 7] = b"\x01words:";
/// The mark, the language, the length in four bytes.
const HEAD: usize = MARK.len() + 2 + 4;

/// The blocks of one table, in the order of `Lang`.
pub struct Table(pub [&'static [u8]; 5]);

impl Table {
    pub fn get(&self, lang: super::Lang, at: usize) -> &'static str {
        let block = self.0[lang as usize];
        let number = |at: usize| Some(usize::from(u16::from_le_bytes([*block.get(at)?, *block.get(at + 1)?])));
        let start = HEAD + 2 * at;
        let text = number(start).zip(number(start + 2)).and_then(|(from, to)| block.get(from..to));
        text.and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
    }
}

/// A block: its head, where each text begins and the last one ends, the texts.
pub const fn block<const LEN: usize>(lang: &str, texts: &[&str]) -> [u8; LEN] {
    let mut block = [0; LEN];
    let mut at = put(&mut block, 0, MARK);
    at = put(&mut block, at, lang.as_bytes());
    at = put(&mut block, at, &(LEN as u32).to_le_bytes());
    let mut from = starts(texts.len());
    let mut which = 0;
    while which < texts.len() {
        at = put(&mut block, at, &(from as u16).to_le_bytes());
        from = put(&mut block, from, texts[which].as_bytes());
        which += 1;
    }
    put(&mut block, at, &(from as u16).to_le_bytes());
    block
}

/// How long the block is.
pub const fn len(texts: &[&str]) -> usize {
    let mut len = starts(texts.len());
    let mut which = 0;
    while which < texts.len() {
        len += texts[which].len();
        which += 1;
    }
    assert!(len <= u16::MAX as usize, "too many words for one table");
    len
}

const fn starts(texts: usize) -> usize {
    HEAD + 2 * (texts + 1)
}

const fn put<const LEN: usize>(block: &mut [u8; LEN], at: usize, bytes: &[u8]) -> usize {
    let mut k = 0;
    while k < bytes.len() {
        block[at + k] = bytes[k];
        k += 1;
    }
    at + bytes.len()
}

/// A table of texts, each as every language says it.
macro_rules! table {
    ($([$en:literal, $es:literal, $de:literal, $fr:literal, $zh:literal])*) => {{
        use $crate::text::table::{Table, block, len};
        const EN: &[&str] = &[$($en),*];
        const ES: &[&str] = &[$($es),*];
        const DE: &[&str] = &[$($de),*];
        const FR: &[&str] = &[$($fr),*];
        const ZH: &[&str] = &[$($zh),*];
        static EN_BLOCK: [u8; len(EN)] = block("en", EN);
        static ES_BLOCK: [u8; len(ES)] = block("es", ES);
        static DE_BLOCK: [u8; len(DE)] = block("de", DE);
        static FR_BLOCK: [u8; len(FR)] = block("fr", FR);
        static ZH_BLOCK: [u8; len(ZH)] = block("zh", ZH);
        static TABLE: Table = Table([&EN_BLOCK, &ES_BLOCK, &DE_BLOCK, &FR_BLOCK, &ZH_BLOCK]);
        &TABLE
    }};
}

/// The words of one part: a name, and how each language says it, in the order of `Lang`. A word
/// that lacks one does not compile.
macro_rules! words {
    ($($word:ident = $en:literal, $es:literal, $de:literal, $fr:literal, $zh:literal;)*) => {
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub enum Word { $($word,)* }

        // By its number: the names would be in every page.
        impl std::fmt::Debug for Word {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}", *self as usize)
            }
        }

        pub fn say(word: Word) -> &'static str {
            table!($([$en, $es, $de, $fr, $zh])*).get(super::lang(), word as usize)
        }
    };
}

/// Phrases with a number or a name in them: a function each, and how each language says it, in the
/// order of `Lang`. `{name}` is the argument of that name. Where one is not many, both stand there,
/// `¦` between them, and the first argument says how many there are.
macro_rules! phrases {
    ($($(#[$doc:meta])* $seen:vis fn $name:ident($($arg:ident: $type:ty),*) =
        $en:literal, $es:literal, $de:literal, $fr:literal, $zh:literal;)*) => {
        // A phrase is named as its function is.
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy)]
        enum Phrase { $($name,)* }

        fn phrase(phrase: Phrase) -> &'static str {
            table!($([$en, $es, $de, $fr, $zh])*).get(super::lang(), phrase as usize)
        }

        $(
            $(#[$doc])*
            $seen fn $name($($arg: $type),*) -> String {
                super::fill(phrase(Phrase::$name), &[$((stringify!($arg), &$arg)),*])
            }
        )*

        #[cfg(test)]
        #[test]
        fn each_language_says_all_of_a_phrase() {
            $(super::tests::says(|| phrase(Phrase::$name), &[$(stringify!($arg)),*]);)*
        }
    };
}

/// Codes of the server: a function, and how each language says each of them, in the order of `Lang`. What
/// is not known stays as it is.
macro_rules! codes {
    ($(#[$doc:meta])* $seen:vis fn $name:ident($code:ident) =
        $($($known:literal)|+ => $en:literal, $es:literal, $de:literal, $fr:literal, $zh:literal;)*) => {
        $(#[$doc])*
        $seen fn $name($code: &str) -> &str {
            const KNOWN: &[&[&str]] = &[$(&[$($known),+]),*];
            let at = KNOWN.iter().position(|codes| codes.contains(&$code));
            at.map_or($code, |at| table!($([$en, $es, $de, $fr, $zh])*).get(super::lang(), at))
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn each_text_is_found_in_each_language() {
        let table = table!(["one", "uno", "eins", "un", "一"]["", "", "", "", ""]["two", "dos", "zwei", "deux", "二"]);
        let all = |at| Lang::ALL.map(|lang| table.get(lang, at));
        assert_eq!(all(0), ["one", "uno", "eins", "un", "一"]);
        assert_eq!(all(1), [""; 5]);
        assert_eq!(all(2), ["two", "dos", "zwei", "deux", "二"]);
        assert_eq!(all(3), [""; 5]);
    }

    #[test]
    fn a_block_says_what_it_is_and_how_long() {
        const TEXTS: &[&str] = &["a", "bc"];
        let block: [u8; len(TEXTS)] = block("de", TEXTS);
        assert_eq!(&block[..13], b"\x01words:de\x16\0\0\0");
        assert_eq!(block.len(), 0x16);
        assert!(block.ends_with(b"abc"));
    }
}
