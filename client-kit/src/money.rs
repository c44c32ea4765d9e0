//! Money and clocks as people read them.

use std::cell::Cell;

use shared::money::{Minor, major_unit};
use shared::time::Timestamp;

use crate::platform::{storage, time};
use crate::text;

/// The house's currency, kept for a start without a network.
const CURRENCY: &str = "passline.currency";

thread_local! {
    static UNIT: Cell<Minor> = const { Cell::new(100) };
}

/// The house's currency, as every welcome tells it.
pub fn set_currency(code: &str) {
    UNIT.set(major_unit(code));
    storage::set(CURRENCY, code);
}

/// What this device knew it to be. Called once, before anything is drawn.
pub fn recall_currency() {
    if let Some(code) = storage::get(CURRENCY) {
        UNIT.set(major_unit(&code));
    }
}

/// How many minor units make one of the house's currency: 100 cents, 1 yen, 1000 fils.
pub fn unit() -> Minor {
    UNIT.get()
}

/// `12.95`, `1295` or `1.295`, as the currency has it: in the house everybody knows which.
pub fn short(amount: Minor) -> String {
    in_units(amount, unit())
}

fn in_units(amount: Minor, unit: Minor) -> String {
    let sign = if amount < 0 { "−" } else { "" };
    let (amount, unit) = (amount.unsigned_abs(), unit.unsigned_abs().max(1));
    let places = unit.ilog10() as usize;
    match places {
        0 => format!("{sign}{amount}"),
        _ => format!("{sign}{}.{:0places$}", amount / unit, amount % unit),
    }
}

pub fn clock(at: Timestamp) -> String {
    text::clock(time::local(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_the_places_of_its_currency_and_a_minus_that_is_one() {
        let said = |code: &str| [5, 1295, -1].map(|amount| in_units(amount, major_unit(code)));
        assert_eq!(said("USD"), ["0.05", "12.95", "−0.01"]);
        assert_eq!(said("JPY"), ["5", "1295", "−1"]);
        assert_eq!(said("KWD"), ["0.005", "1.295", "−0.001"]);
        assert_eq!(said("CLF"), ["0.0005", "0.1295", "−0.0001"]);
    }

    #[test]
    fn what_is_read_is_what_there_is_whatever_the_currency() {
        for unit in [1, 100, 1_000, 10_000] {
            for amount in [0, 1, 9, 10, 99, 100, 101, 999, 1_000, 12_345, 1_000_000_007, Minor::MAX] {
                let said = in_units(amount, unit);
                assert_eq!(said.replace('.', "").parse(), Ok(amount), "{said}");
                let places = said.split_once('.').map_or(0, |(_, places)| places.len());
                assert_eq!(10_i64.pow(places as u32), unit, "{said}");
                assert_eq!(in_units(-amount, unit).trim_start_matches('−'), said);
            }
        }
    }
}
