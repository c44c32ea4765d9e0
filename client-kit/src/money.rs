//! Money and clocks as people read them.

use shared::money::Minor;
use shared::time::Timestamp;

use crate::platform::time;
use crate::text;

/// `12.95`: in the house everybody knows the currency.
pub fn short(amount: Minor) -> String {
    let sign = if amount < 0 { "−" } else { "" };
    let amount = amount.unsigned_abs();
    format!("{sign}{}.{:02}", amount / 100, amount % 100)
}

pub fn clock(at: Timestamp) -> String {
    text::clock(time::local(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_two_places_and_a_minus_that_is_one() {
        assert_eq!((short(5), short(1295), short(-1)), ("0.05".into(), "12.95".into(), "−0.01".into()));
    }
}
