//! The file that describes a location: read, judged, and made into what the store loads. Also the
//! location's business day, which needs its time zone.

use std::path::Path;

use anyhow::{Context, anyhow, bail};
use jiff::ToSpan;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use shared::ids::{Epoch, PersonId};
use shared::location::{Location, LocationFile, Person};
use shared::time::Timestamp;

use crate::auth::Pins;
use crate::clock::{Clock, Ids};
use crate::store::{NewLocation, NewPerson};

/// The largest file that is read, in bytes: some thousand dishes.
const FILE_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// Reads and judges the file. An error is one line that names the line or field.
pub fn read(path: &Path) -> anyhow::Result<LocationFile> {
    let shown = path.display();
    let size = std::fs::metadata(path).with_context(|| format!("{shown}"))?.len();
    if size > FILE_BYTES_MAX {
        bail!("{shown}: larger than {FILE_BYTES_MAX} bytes");
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("{shown}"))?;
    parse(&text).map_err(|e| anyhow!("{shown}: {e}"))
}

/// Reads and judges the text of such a file.
pub fn parse(text: &str) -> anyhow::Result<LocationFile> {
    let file: LocationFile = toml::from_str(text).map_err(|e| {
        let line = e.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        let words = e.message().replace('\n', " ");
        line.map_or_else(|| anyhow!("{words}"), |line| anyhow!("line {line}: {words}"))
    })?;
    let mut faults = file.faults();
    faults.extend(own_faults(&file.location));
    match faults.split_first() {
        None => Ok(file),
        Some((first, [])) => bail!("{first}"),
        Some((first, more)) => bail!("{first} (and {} more)", more.len()),
    }
}

/// What `shared` cannot judge: time zone, time of day and currency.
fn own_faults(location: &Location) -> Vec<String> {
    let mut faults = Vec::new();
    if TimeZone::get(&location.timezone).is_err() {
        faults.push(format!("location.timezone {:?} is no IANA name, such as America/New_York", location.timezone));
    }
    if day_start(location).is_none() {
        faults.push(format!("location.business_day_starts {:?} is no time of day, such as 04:00", location.business_day_starts));
    }
    if location.currency.len() != 3 || !location.currency.bytes().all(|b| b.is_ascii_uppercase()) {
        faults.push(format!("location.currency {:?} is no ISO 4217 code, such as USD", location.currency));
    }
    faults
}

fn day_start(location: &Location) -> Option<Time> {
    let (hours, minutes) = location.business_day_starts.split_once(':')?;
    let two_digits = |s: &str| (s.len() == 2 && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<i8>().ok())?;
    Time::new(two_digits(hours)?, two_digits(minutes)?, 0, 0).ok()
}

/// The business day that `now` belongs to, as `YYYY-MM-DD`, and when it began. A start that the
/// clocks skip in spring begins the day where they go on.
pub fn business_day(location: &Location, now: Timestamp) -> anyhow::Result<(String, Timestamp)> {
    let zone = TimeZone::get(&location.timezone).with_context(|| format!("time zone {:?}", location.timezone))?;
    let start = day_start(location).with_context(|| format!("business_day_starts {:?}", location.business_day_starts))?;
    let now = jiff::Timestamp::from_millisecond(now.0).context("a time that no calendar has")?;
    let today = now.to_zoned(zone.clone()).date();
    let began = |date: Date| date.to_datetime(start).to_zoned(zone.clone());
    let mut date = today;
    let mut at = began(date)?;
    if at.timestamp() > now {
        date = today.checked_sub(1.day())?;
        at = began(date)?;
    }
    Ok((date.to_string(), Timestamp(at.timestamp().as_millisecond())))
}

/// When a business day begins.
pub fn day_began(location: &Location, date: Date) -> anyhow::Result<Timestamp> {
    let zone = TimeZone::get(&location.timezone).with_context(|| format!("time zone {:?}", location.timezone))?;
    let start = day_start(location).with_context(|| format!("business_day_starts {:?}", location.business_day_starts))?;
    Ok(Timestamp(date.to_datetime(start).to_zoned(zone)?.timestamp().as_millisecond()))
}

/// The hour of the day, as the house's clock shows it.
pub fn hour_of(zone: &TimeZone, at: Timestamp) -> i8 {
    jiff::Timestamp::from_millisecond(at.0).map_or(0, |at| at.to_zoned(zone.clone()).hour())
}

/// The time of day, as the house's clock shows it: `19:32`.
pub fn clock_of(location: &Location, at: Timestamp) -> String {
    let zone = TimeZone::get(&location.timezone).unwrap_or(TimeZone::UTC);
    let shown = jiff::Timestamp::from_millisecond(at.0).map(|at| at.to_zoned(zone));
    shown.map_or_else(|_| at.to_string(), |at| format!("{:02}:{:02}", at.hour(), at.minute()))
}

/// What the store loads: people with their PINs hashed, which takes a moment each.
pub fn new_location(file: LocationFile, pins: &Pins, ids: &dyn Ids, clock: &dyn Clock) -> anyhow::Result<NewLocation> {
    let hashed = |person: &Person| -> anyhow::Result<NewPerson> {
        Ok(NewPerson {
            id: PersonId(ids.fresh()),
            name: person.name.clone(),
            role: person.role,
            stations: person.stations.clone(),
            pin_lookup: pins.lookup(&file.location.id, &person.pin)?,
            pin_hash: pins.hash(&person.pin, ids)?,
        })
    };
    let people = file.people.iter().map(hashed).collect::<anyhow::Result<_>>()?;
    Ok(NewLocation { epoch: Epoch(ids.fresh()), people, now: clock.now(), file })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
[location]
id = "main"
name = "Small"
timezone = "Europe/Berlin"
currency = "EUR"
tax_percent = "19"
business_day_starts = "02:30"

[[stations]]
id = "grill"
name = "Grill"
"#;

    fn day(now: &str) -> String {
        let location = parse(SMALL).unwrap().location;
        let (day, start) = business_day(&location, now.parse().unwrap()).unwrap();
        format!("{day} since {start}")
    }

    #[test]
    fn a_day_begins_when_the_house_says_so() {
        assert_eq!(day("2026-11-22T01:29:59.999Z"), "2026-11-21 since 2026-11-21T01:30:00.000Z");
        assert_eq!(day("2026-11-22T01:30:00Z"), "2026-11-22 since 2026-11-22T01:30:00.000Z");
        // 29 March 2026: 02:00 to 03:00 does not exist in Berlin.
        assert_eq!(day("2026-03-29T01:29:59Z"), "2026-03-28 since 2026-03-28T01:30:00.000Z");
        assert_eq!(day("2026-03-29T01:30:00Z"), "2026-03-29 since 2026-03-29T01:30:00.000Z");
        // 25 October 2026: 02:30 comes twice; the day begins at the first.
        assert_eq!(day("2026-10-25T00:30:00Z"), "2026-10-25 since 2026-10-25T00:30:00.000Z");
        assert_eq!(day("2026-10-25T01:45:00Z"), "2026-10-25 since 2026-10-25T00:30:00.000Z");
    }

    #[test]
    fn a_day_begins_where_the_one_before_ends() {
        let location = parse(SMALL).unwrap().location;
        for date in ["2026-11-22", "2026-03-29", "2026-10-25"] {
            let began = day_began(&location, date.parse().unwrap()).unwrap();
            assert_eq!(business_day(&location, began).unwrap(), (date.to_owned(), began));
            assert_ne!(business_day(&location, Timestamp(began.0 - 1)).unwrap().0, date);
        }
        let zone = TimeZone::get(&location.timezone).unwrap();
        assert_eq!(hour_of(&zone, "2026-11-22T23:30:00Z".parse().unwrap()), 0);
    }

    #[test]
    fn a_fault_is_one_line_with_its_place() {
        let fault = |from: &str, to: &str| parse(&SMALL.replace(from, to)).unwrap_err().to_string();
        assert_eq!(
            fault("Europe/Berlin", "Europe/Bärlin"),
            r#"location.timezone "Europe/Bärlin" is no IANA name, such as America/New_York"#
        );
        assert_eq!(fault("02:30", "2:30"), r#"location.business_day_starts "2:30" is no time of day, such as 04:00"#);
        assert_eq!(fault("02:30", "25:00"), r#"location.business_day_starts "25:00" is no time of day, such as 04:00"#);
        assert_eq!(fault("EUR", "euro"), r#"location.currency "euro" is no ISO 4217 code, such as USD"#);
        assert!(fault("id = \"grill\"", "colour = \"red\"").starts_with("line 11: unknown field `colour`"));
        assert!(fault("id = \"grill\"", "id = grill").starts_with("line 11: "));
        assert!(fault("id = \"main\"", "id = \"Main\"").starts_with("location id \"Main\""));
    }

    #[test]
    fn the_demo_restaurant_can_be_loaded() {
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/passline.toml");
        let file = read(&demo).unwrap();
        assert_eq!(file.location.id.as_str(), "main");
    }
}
