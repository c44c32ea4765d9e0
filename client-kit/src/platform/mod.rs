//! The browser, and nothing but: the only place that touches `web_sys` and `js_sys`.
//!
//! Everything here is small, says what it needs from the browser, and fails softly: a private
//! window without storage still shows the board.

pub mod files;
pub mod http;
pub mod page;
pub mod socket;
pub mod sound;
pub mod storage;
pub mod time;

use shared::ids::Uuid;

/// A fresh UUIDv7. `crypto.randomUUID` needs a secure context, which a kitchen's plain-http
/// LAN is not; `getRandomValues` does not.
pub fn fresh_id() -> Uuid {
    let mut random = [0u8; 10];
    if let Some(crypto) = web_sys::window().and_then(|w| w.crypto().ok()) {
        let _ = crypto.get_random_values_with_u8_array(&mut random);
    }
    let millis = time::now().0.max(0) as u64;
    shared_uuid(millis, random)
}

/// The layout of RFC 9562: 48 bits of time, then version, variant and randomness.
fn shared_uuid(millis: u64, random: [u8; 10]) -> Uuid {
    let mut bytes = [0u8; 16];
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    bytes[6..].copy_from_slice(&random);
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    Uuid::from_bytes(bytes)
}

/// A number in `0.0..1.0`, for jitter.
pub fn random() -> f64 {
    js_sys::Math::random()
}

/// Capital letters. The browser's own: Rust's brings the tables of all scripts along.
pub fn upper(text: &str) -> String {
    if cfg!(target_arch = "wasm32") { js_sys::JsString::from(text).to_upper_case().into() } else { text.to_uppercase() }
}

/// Small letters without what stands above or below them, so that `creme` finds `Crème`. For
/// looking things up, never to be read.
pub fn fold(text: &str) -> String {
    let small =
        if cfg!(target_arch = "wasm32") { js_sys::JsString::from(text).to_lower_case().into() } else { text.to_lowercase() };
    let mut plain = String::with_capacity(small.len());
    for letter in small.chars() {
        match letter {
            'à'..='å' | 'ā' | 'ă' | 'ą' => plain.push('a'),
            'ç' | 'ć' | 'č' => plain.push('c'),
            'ď' | 'đ' => plain.push('d'),
            'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => plain.push('e'),
            'ğ' => plain.push('g'),
            'ì'..='ï' | 'ī' | 'ı' => plain.push('i'),
            'ł' | 'ľ' => plain.push('l'),
            'ñ' | 'ń' | 'ň' => plain.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => plain.push('o'),
            'ř' => plain.push('r'),
            'ś' | 'š' | 'ş' | 'ș' => plain.push('s'),
            'ť' | 'ț' | 'ţ' => plain.push('t'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' => plain.push('u'),
            'ý' | 'ÿ' => plain.push('y'),
            'ź' | 'ż' | 'ž' => plain.push('z'),
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            // The accents of a text that writes them by themselves.
            '\u{300}'..='\u{36f}' => {}
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_up_has_neither_case_nor_accents() {
        let folded = ["Crème BRÛLÉE", "Jalapeño", "Weißwurst", "e\u{301}clair", "Smørrebrød", "麻婆豆腐"].map(fold);
        assert_eq!(folded, ["creme brulee", "jalapeno", "weisswurst", "eclair", "smorrebrod", "麻婆豆腐"]);
    }

    #[test]
    fn ids_are_version_7_and_sort_by_time() {
        let early = shared_uuid(1_700_000_000_000, [0xff; 10]);
        let late = shared_uuid(1_700_000_000_001, [0; 10]);
        assert_eq!(early.get_version_num(), 7);
        assert_eq!(early.to_string(), "018bcfe5-6800-7fff-bfff-ffffffffffff");
        assert!(early < late);
    }
}
