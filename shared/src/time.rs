//! Instants as milliseconds since 1970 UTC, written as RFC 3339. Nobody here asks what time it is.
//!
//! Own code rather than a date library because the pages pay for every byte and need only this
//! one format; a property test holds it against `jiff`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

impl Timestamp {
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Timestamp(self.0.saturating_add(seconds.saturating_mul(1000)))
    }
    pub fn minus_seconds(self, seconds: i64) -> Self {
        self.plus_seconds(seconds.saturating_neg())
    }
    /// Whole milliseconds from `earlier` to here.
    pub fn millis_since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

const DAY_MS: i64 = 86_400_000;
const MIN_MS: i64 = -62_135_596_800_000; // year 1
const MAX_MS: i64 = 253_402_300_799_999; // year 9999

/// Days since 1970 to (year, month, day) in the Gregorian calendar (Hinnant's algorithm).
fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

fn days(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let mp = (month + 9) % 12;
    let doy = (153 * mp + 2) / 5 + day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = self.0.clamp(MIN_MS, MAX_MS);
        let (y, m, d) = civil(ms.div_euclid(DAY_MS));
        let t = ms.rem_euclid(DAY_MS);
        write!(f, "{y:04}-{m:02}-{d:02}T{:02}:{:02}:{:02}.{:03}Z", t / 3_600_000, t / 60_000 % 60, t / 1000 % 60, t % 1000)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not an RFC 3339 instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotATime;

impl fmt::Display for NotATime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an RFC 3339 time, such as 2026-11-22T18:03:11.482Z")
    }
}

impl std::error::Error for NotATime {}

impl FromStr for Timestamp {
    type Err = NotATime;

    fn from_str(s: &str) -> Result<Self, NotATime> {
        let b = s.as_bytes();
        let digits = |from: usize, to: usize| -> Result<i64, NotATime> {
            let part = b.get(from..to).ok_or(NotATime)?;
            part.iter().try_fold(0, |n, c| match c {
                b'0'..=b'9' => Ok(n * 10 + i64::from(c - b'0')),
                _ => Err(NotATime),
            })
        };
        let mark = |at: usize, of: &[u8]| match b.get(at) {
            Some(c) if of.contains(c) => Ok(()),
            _ => Err(NotATime),
        };
        mark(4, b"-")?;
        mark(7, b"-")?;
        mark(10, b"Tt ")?;
        mark(13, b":")?;
        mark(16, b":")?;
        let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
        let (hour, minute, second) = (digits(11, 13)?, digits(14, 16)?, digits(17, 19)?);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            2 => 28 + i64::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return Err(NotATime),
        };
        if year < 1 || day < 1 || day > last || hour > 23 || minute > 59 || second > 60 {
            return Err(NotATime);
        }
        let mut at = 19;
        let mut millis = 0;
        if b.get(at) == Some(&b'.') {
            at += 1;
            let from = at;
            let mut unit = 100;
            while let Some(c @ b'0'..=b'9') = b.get(at) {
                millis += i64::from(c - b'0') * unit;
                unit /= 10;
                at += 1;
            }
            if at == from {
                return Err(NotATime);
            }
        }
        let offset = match b.get(at) {
            Some(b'Z' | b'z') if b.len() == at + 1 => 0,
            Some(sign @ (b'+' | b'-')) if b.len() == at + 6 => {
                mark(at + 3, b":")?;
                let (h, m) = (digits(at + 1, at + 3)?, digits(at + 4, at + 6)?);
                if h > 23 || m > 59 {
                    return Err(NotATime);
                }
                (h * 60 + m) * if *sign == b'-' { -1 } else { 1 }
            }
            _ => return Err(NotATime),
        };
        let minutes = days(year, month, day) * 1440 + hour * 60 + minute - offset;
        // A leap second is the last second of its minute: no clock of ours shows a 61st.
        let ms = minutes * 60_000 + second.min(59) * 1000 + millis;
        if (MIN_MS..=MAX_MS).contains(&ms) { Ok(Timestamp(ms)) } else { Err(NotATime) }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Timestamp;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an RFC 3339 time")
            }
            fn visit_str<E: de::Error>(self, s: &str) -> Result<Timestamp, E> {
                s.parse().map_err(E::custom)
            }
        }
        d.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_jiff(ms in MIN_MS..=MAX_MS) {
            let ours = Timestamp(ms).to_string();
            let theirs: jiff::Timestamp = ours.parse().unwrap();
            prop_assert_eq!(theirs.as_millisecond(), ms);
            prop_assert_eq!(ours.parse::<Timestamp>().unwrap(), Timestamp(ms));
            prop_assert_eq!(format!("{:.3}", jiff::Timestamp::from_millisecond(ms).unwrap()), ours);
        }

        #[test]
        fn never_panics_on_any_text(s in "\\PC{0,30}") {
            let _ = s.parse::<Timestamp>();
        }
    }

    #[test]
    fn reads_offsets_and_refuses_what_is_no_time() {
        let at = |s: &str| s.parse::<Timestamp>().map(|t| t.to_string());
        assert_eq!(at("2026-11-22T18:03:11.4829+02:00").unwrap(), "2026-11-22T16:03:11.482Z");
        for bad in
            ["", "2026-11-22", "2026-02-30T00:00:00Z", "2026-11-22T25:00:00Z", "2026-11-22T18:03:11", "2026-11-22T18:03:11.Z"]
        {
            assert!(at(bad).is_err(), "{bad}");
        }
    }
}
