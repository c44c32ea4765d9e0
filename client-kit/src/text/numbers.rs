//! Whole numbers as people read them.

/// `50 000 g`: the thousands apart, so that nobody counts zeros.
pub fn amount(amount: i64, unit: &str) -> String {
    let digits = amount.unsigned_abs().to_string();
    let mut text = String::from(if amount < 0 { "−" } else { "" });
    for (k, digit) in digits.chars().enumerate() {
        if k > 0 && (digits.len() - k).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    if !unit.is_empty() {
        text.push('\u{a0}');
        text.push_str(unit);
    }
    text
}

/// `+250`, `−30`.
pub fn signed(change: i64) -> String {
    format!("{}{}", if change > 0 { "+" } else { "" }, amount(change, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_amounts_are_read_in_threes() {
        assert_eq!(amount(50_000, "g"), "50\u{a0}000\u{a0}g");
        assert_eq!(amount(999, ""), "999");
        assert_eq!((signed(-1_234_567), signed(30), signed(0)), ("−1\u{a0}234\u{a0}567".into(), "+30".into(), "0".into()));
    }
}
