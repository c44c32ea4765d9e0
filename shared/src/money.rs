//! Money in minor units, and tax as an exact fraction. No floating point comes near a bill.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Minor units of the location's currency: `1295` is 12.95.
pub type Minor = i64;

/// The most a line, a bill or a tendered amount may come to; keeps every sum far inside `i64`.
pub const MINOR_MAX: Minor = 100_000_000_000;

/// How many minor units make one of the currency's own: ISO 4217's exponents. What is not among the
/// exceptions has two places.
pub fn major_unit(currency: &str) -> Minor {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI" | "VND" | "VUV" | "XAF"
        | "XOF" | "XPF" => 1,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 1_000,
        "CLF" | "UYW" => 10_000,
        _ => 100,
    }
}

/// `16.88 USD`, `1688 JPY`: for a sentence.
pub fn in_words(amount: Minor, currency: &str) -> String {
    let unit = major_unit(currency).unsigned_abs();
    let (sign, amount) = (if amount < 0 { "-" } else { "" }, amount.unsigned_abs());
    let places = unit.ilog10() as usize;
    match places {
        0 => format!("{sign}{amount} {currency}"),
        _ => format!("{sign}{}.{:0places$} {currency}", amount / unit, amount % unit),
    }
}

/// A percentage to six places, kept as millionths: `8.875` is `8_875_000`.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Percent(pub i64);

const ONE: i64 = 1_000_000;

impl Percent {
    /// The tax on an amount that does not contain it yet, half a unit rounded up.
    pub fn on_top_of(self, amount: Minor) -> Minor {
        round_half_up(i128::from(amount) * i128::from(self.0), i128::from(100 * ONE))
    }

    /// The tax within an amount that contains it already.
    pub fn within(self, amount: Minor) -> Minor {
        round_half_up(i128::from(amount) * i128::from(self.0), i128::from(100 * ONE + self.0))
    }
}

fn round_half_up(n: i128, d: i128) -> i64 {
    i64::try_from((2 * n + d).div_euclid(2 * d)).unwrap_or(i64::MAX)
}

impl FromStr for Percent {
    type Err = &'static str;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        const BAD: &str = "not a percentage between 0 and 100 with at most six places, such as 8.875";
        let (whole, places) = s.split_once('.').unwrap_or((s, ""));
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 3 || places.len() > 6 || !digits(whole) || !digits(places) || s.ends_with('.') {
            return Err(BAD);
        }
        let whole: i64 = whole.parse().map_err(|_| BAD)?;
        let places: i64 = format!("{places:0<6}").parse().map_err(|_| BAD)?;
        let value = whole * ONE + places;
        if value <= 100 * ONE { Ok(Percent(value)) } else { Err(BAD) }
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = format!("{:06}", self.0 % ONE);
        let places = places.trim_end_matches('0');
        if places.is_empty() { write!(f, "{}", self.0 / ONE) } else { write!(f, "{}.{places}", self.0 / ONE) }
    }
}

impl fmt::Debug for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} %")
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bill_of_the_contract_adds_up() {
        let tax: Percent = "8.875".parse().unwrap();
        assert_eq!(tax.on_top_of(2890 - 100), 248);
        assert_eq!(tax.to_string(), "8.875");
    }

    #[test]
    fn a_yen_has_no_smaller_coin_and_a_dinar_has_a_thousand() {
        assert_eq!(["JPY", "USD", "EUR", "BHD", "CLF"].map(major_unit), [1, 100, 100, 1_000, 10_000]);
        let words = [in_words(1688, "USD"), in_words(1688, "JPY"), in_words(-5, "BHD"), in_words(7, "EUR")];
        assert_eq!(words, ["16.88 USD", "1688 JPY", "-0.005 BHD", "0.07 EUR"]);
    }

    #[test]
    fn half_a_unit_goes_up_and_inclusive_tax_is_the_part_within() {
        let ten: Percent = "10".parse().unwrap();
        assert_eq!((ten.on_top_of(5), ten.on_top_of(4)), (1, 0));
        assert_eq!(ten.within(110), 10);
        for bad in ["", "8,5", "-1", "100.5", "1.", "0.1234567", "1e3", "+5"] {
            assert!(bad.parse::<Percent>().is_err(), "{bad}");
        }
    }
}
