//! A document of the API that is changed in place: each field is bound to its JSON pointer, and what
//! the server finds wrong comes back under the same pointer.

use client_kit::api::FieldProblem;
use dioxus::prelude::*;
use serde_json::{Map, Value};

use crate::form::{Field, Input, Kind};

/// What stands there, as text for a field.
pub fn shown(kind: &Kind, value: Option<&Value>) -> String {
    match (kind, value) {
        (_, None | Some(Value::Null) | Some(Value::Bool(false))) => String::new(),
        (Kind::Minutes, Some(Value::Number(seconds))) => minutes(seconds.as_i64().unwrap_or(0)),
        (Kind::Price(unit), Some(Value::Number(amount))) => price(amount.as_i64().unwrap_or(0), *unit),
        (Kind::Many(_), Some(Value::Array(all))) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
        (_, Some(Value::String(text))) => text.clone(),
        (_, Some(other)) => other.to_string(),
    }
}

/// What a field says, as the API wants it. What makes no sense stays as it was written: the server says
/// what is wrong with it. `None`: nothing is in it.
pub fn read(kind: &Kind, text: &str) -> Option<Value> {
    let text = text.trim();
    if text.is_empty() {
        return matches!(kind, Kind::Many(_)).then(|| Value::Array(Vec::new()));
    }
    let number = match kind {
        Kind::Number => text.parse().ok(),
        Kind::Minutes => seconds(text),
        Kind::Price(unit) => amount(text, *unit),
        _ => None,
    };
    Some(match kind {
        Kind::Flag => Value::Bool(true),
        Kind::Many(_) => Value::from(text.split(',').collect::<Vec<_>>()),
        _ => number.map_or_else(|| Value::from(text), Value::from),
    })
}

/// Sets what a pointer says, with the objects on the way; nothing takes it away.
pub fn put(doc: &mut Value, at: &str, value: Option<Value>) {
    let (parent, name) = at.rsplit_once('/').unwrap_or_default();
    if doc.pointer(parent).is_none() {
        put(doc, parent, Some(Value::Object(Map::new())));
    }
    if let Some(Value::Object(map)) = doc.pointer_mut(parent) {
        match value {
            Some(value) => map.insert(name.to_owned(), value),
            None => map.remove(name),
        };
    }
}

/// Nothing said and null are the same.
pub fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, value| !value.is_null());
            map.values_mut().for_each(without_nulls);
        }
        Value::Array(all) => all.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

/// `8`, or `8:30`.
fn minutes(seconds: i64) -> String {
    match seconds % 60 {
        0 => (seconds / 60).to_string(),
        rest => format!("{}:{rest:02}", seconds / 60),
    }
}

fn seconds(text: &str) -> Option<i64> {
    let (minutes, seconds) = text.split_once(':').unwrap_or((text, "0"));
    let (minutes, seconds): (u32, u32) = (minutes.trim().parse().ok()?, seconds.trim().parse().ok()?);
    (seconds < 60).then_some(i64::from(minutes) * 60 + i64::from(seconds))
}

/// As `amount` reads it.
pub fn price(amount: i64, unit: i64) -> String {
    let (sign, places) = (if amount < 0 { "-" } else { "" }, places(unit));
    let amount = amount.abs();
    if places == 0 { format!("{sign}{amount}") } else { format!("{sign}{}.{:0places$}", amount / unit, amount % unit) }
}

/// `12.95`, `12,95` or `12`, in minor units.
fn amount(text: &str, unit: i64) -> Option<i64> {
    let (negative, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let places = places(unit);
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > places {
        return None;
    }
    let part: i64 = format!("{part:0<places$}0").parse::<i64>().ok()? / 10;
    let amount = whole.parse::<i64>().ok()?.checked_mul(unit)?.checked_add(part)?;
    Some(if negative { -amount } else { amount })
}

fn places(unit: i64) -> usize {
    unit.max(1).ilog10() as usize
}

/// A field of the document at this pointer. Its text is taken once: give it a key.
#[component]
pub fn Bound(doc: Signal<Value>, at: String, field: Field, faults: Vec<FieldProblem>) -> Element {
    let mut doc = doc;
    let mut text = use_signal(|| shown(&field.kind, doc.peek().pointer(&at)));
    let fault = faults.iter().find(|fault| concerns(&fault.pointer, &at)).map(|fault| fault.detail.clone());
    let (value, kind, always) = (text(), field.kind.clone(), matches!(field.kind, Kind::Text | Kind::Listed(_)));
    rsx! {
        Input {
            field,
            value,
            fault,
            on_value: move |value: String| {
                let said = read(&kind, &value).or_else(|| always.then(|| Value::from("")));
                put(&mut doc.write(), &at, said);
                text.set(value);
            },
        }
    }
}

/// `/items/3/recipe/dough` is about `/items/3/recipe`.
pub fn concerns(pointer: &str, at: &str) -> bool {
    pointer.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_shown_reads_as_it_was() {
        for (kind, value, text) in [
            (Kind::Minutes, json!(510), "8:30"),
            (Kind::Minutes, json!(480), "8"),
            (Kind::Price(100), json!(1295), "12.95"),
            (Kind::Price(100), json!(-5), "-0.05"),
            (Kind::Price(1), json!(1295), "1295"),
            (Kind::Price(1000), json!(1500), "1.500"),
            (Kind::Number, json!(3), "3"),
            (Kind::Flag, json!(true), "true"),
            (Kind::Many(vec![]), json!(["a", "b"]), "a,b"),
            (Kind::Text, json!("Pizza"), "Pizza"),
        ] {
            assert_eq!(shown(&kind, Some(&value)), text);
            assert_eq!(read(&kind, text), Some(value), "{text}");
        }
        assert_eq!(read(&Kind::Price(100), "12,5"), Some(json!(1250)));
        assert_eq!(read(&Kind::Price(100), "12.345"), Some(json!("12.345")), "the server says no");
        assert_eq!(read(&Kind::Minutes, "8:75"), Some(json!("8:75")));
        assert_eq!((read(&Kind::Number, " "), read(&Kind::Flag, "")), (None, None));
    }

    #[test]
    fn a_field_is_set_with_what_is_above_it_and_taken_away() {
        let mut doc = json!({ "thresholds": { "late_seconds": 780 } });
        put(&mut doc, "/thresholds/delivery/late_seconds", Some(json!(420)));
        assert_eq!(doc["thresholds"]["delivery"], json!({ "late_seconds": 420 }));
        put(&mut doc, "/thresholds/late_seconds", None);
        assert_eq!(doc, json!({ "thresholds": { "delivery": { "late_seconds": 420 } } }));
    }

    #[test]
    fn a_fault_below_a_field_is_the_fields() {
        assert!(concerns("/items/3/recipe/dough", "/items/3/recipe") && concerns("/items/3", "/items/3"));
        assert!(!concerns("/items/30/price", "/items/3"));
    }
}
