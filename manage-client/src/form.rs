//! The one form of the back office: fields by kind, what is wrong beside each, one large key.

use client_kit::doing::Doing;
use client_kit::text::manage::{Word, say};
use dioxus::prelude::*;
use serde_json::{Map, Value};

#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Text,
    /// The same where an empty one is none.
    Maybe,
    /// A whole number.
    Number,
    Phone,
    /// Digits that nobody looking over the shoulder should read.
    Pin,
    Url,
    /// The same, with what was written elsewhere to choose from.
    Listed(&'static str),
    /// Minutes, `8` or `8:30`; the API has seconds.
    Minutes,
    /// Money, `12.95`, with so many minor units to the major one.
    Price(i64),
    /// Yes or no.
    Flag,
    /// One of these: value and word.
    One(Vec<(String, String)>),
    /// Any of these; none chosen may mean all, which the hint says.
    Many(Vec<(String, String)>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// As the API calls it: faults come back under this name.
    pub name: &'static str,
    pub label: String,
    pub kind: Kind,
    /// What stands in it at first; of `Many` the values with commas.
    pub value: String,
    pub hint: Option<&'static str>,
}

impl Field {
    pub fn new(name: &'static str, label: Word, kind: Kind) -> Field {
        Field::said(name, say(label), kind)
    }

    /// The same in words of another part.
    pub fn said(name: &'static str, label: impl Into<String>, kind: Kind) -> Field {
        Field { name, label: label.into(), kind, value: String::new(), hint: None }
    }

    pub fn with(self, value: impl Into<String>) -> Field {
        Field { value: value.into(), ..self }
    }

    pub fn hint(self, hint: Word) -> Field {
        self.noted(say(hint))
    }

    pub fn noted(self, hint: &'static str) -> Field {
        Field { hint: Some(hint), ..self }
    }
}

/// What was filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Filled(Vec<(Field, String)>);

impl Filled {
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field.name == name).map_or("", |(_, value)| value.trim())
    }

    pub fn number(&self, name: &str) -> Option<i64> {
        self.get(name).parse().ok()
    }

    /// As the API wants it; what is empty is left out.
    pub fn json(&self) -> Map<String, Value> {
        let mut map = Map::new();
        for (field, value) in &self.0 {
            let value = value.trim();
            let json = match field.kind {
                Kind::Many(_) => Value::from(value.split(',').filter(|v| !v.is_empty()).collect::<Vec<_>>()),
                _ if value.is_empty() => continue,
                Kind::Number => match value.parse::<i64>() {
                    Ok(number) => Value::from(number),
                    // The server says what is wrong with it.
                    Err(_) => Value::from(value),
                },
                _ => Value::from(value),
            };
            map.insert(field.name.to_owned(), json);
        }
        map
    }
}

/// Give it a key of the record it is about: its first values are taken once.
#[component]
pub fn Form(
    fields: Vec<Field>,
    submit: Word,
    doing: Doing,
    on_submit: EventHandler<Filled>,
    /// Names the form for those who look for it.
    #[props(default)]
    name: Option<&'static str>,
    #[props(default)] children: Element,
) -> Element {
    let mut values = use_signal(|| fields.iter().map(|field| field.value.clone()).collect::<Vec<_>>());
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let words = doing.words(&names);
    let filled = fields.clone();
    rsx! {
        form {
            class: "form",
            "data-form": name,
            onsubmit: move |event| {
                event.prevent_default();
                let values = values.peek().clone();
                on_submit.call(Filled(filled.clone().into_iter().zip(values).collect()));
            },
            for (k , field) in fields.into_iter().enumerate() {
                Input {
                    key: "{field.name}",
                    value: values.read().get(k).cloned().unwrap_or_default(),
                    fault: doing.fault_of(field.name),
                    on_value: move |value: String| {
                        if let Some(place) = values.write().get_mut(k) {
                            *place = value;
                        }
                    },
                    field,
                }
            }
            if let Some(words) = words {
                p { class: "why", role: "alert", "{words}" }
            }
            div { class: "keys",
                button { class: "btn main", r#type: "submit", disabled: doing.busy(), {say(submit)} }
                {children}
            }
        }
    }
}

#[component]
pub fn Input(field: Field, value: String, fault: Option<String>, on_value: EventHandler<String>) -> Element {
    let (kind, mode) = match field.kind {
        Kind::Number | Kind::Minutes => ("text", "numeric"),
        Kind::Price(_) => ("text", "decimal"),
        Kind::Phone => ("tel", "tel"),
        Kind::Pin => ("password", "numeric"),
        Kind::Url => ("url", "url"),
        _ => ("text", "text"),
    };
    let bad = fault.is_some();
    let below = fault.or_else(|| field.hint.map(str::to_owned));
    let list = if let Kind::Listed(list) = field.kind { Some(list) } else { None };
    rsx! {
        match field.kind.clone() {
            Kind::Flag => {
                let on = !value.is_empty();
                rsx! {
                    div { class: "field", "data-field": field.name,
                        button { class: if on { "btn choice on" } else { "btn choice" }, r#type: "button", role: "switch", "aria-checked": on, onclick: move |_| on_value.call(if on { String::new() } else { "true".into() }), "{field.label}" }
                        Below { bad, below }
                    }
                }
            }
            Kind::One(choices) => rsx! {
                fieldset { class: "field", "data-field": field.name,
                    legend { "{field.label}" }
                    div { class: "choices",
                        for (choice , word) in choices {
                            {
                                let on = choice == value;
                                rsx! {
                                    button { key: "{choice}", r#type: "button", class: if on { "btn choice on" } else { "btn choice" }, "aria-pressed": on, "data-choice": "{choice}", onclick: move |_| on_value.call(choice.clone()), "{word}" }
                                }
                            }
                        }
                    }
                    Below { bad, below }
                }
            },
            Kind::Many(choices) => rsx! {
                fieldset { class: "field", "data-field": field.name,
                    legend { "{field.label}" }
                    div { class: "choices",
                        for (choice , word) in choices {
                            {
                                let on = value.split(',').any(|chosen| chosen == choice);
                                let value = value.clone();
                                rsx! {
                                    button { key: "{choice}", r#type: "button", class: if on { "btn choice on" } else { "btn choice" }, "aria-pressed": on, "data-choice": "{choice}", onclick: move |_| on_value.call(toggled(&value, &choice)), "{word}" }
                                }
                            }
                        }
                    }
                    Below { bad, below }
                }
            },
            _ => rsx! {
                label { class: "field",
                    "{field.label}"
                    input {
                        r#type: kind,
                        inputmode: mode,
                        name: field.name,
                        list,
                        autocomplete: if kind == "password" { "new-password" } else { "off" },
                        "aria-invalid": bad,
                        value: "{value}",
                        oninput: move |event| on_value.call(event.value()),
                    }
                    Below { bad, below }
                }
            },
        }
    }
}

#[component]
fn Below(bad: bool, below: Option<String>) -> Element {
    let Some(below) = below else { return rsx! {} };
    rsx! {
        small { class: if bad { "fault" }, "{below}" }
    }
}

fn toggled(value: &str, choice: &str) -> String {
    let mut all: Vec<&str> = value.split(',').filter(|v| !v.is_empty()).collect();
    match all.iter().position(|v| *v == choice) {
        Some(place) => {
            all.remove(place);
        }
        None => all.push(choice),
    }
    all.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_left_out_and_numbers_are_numbers() {
        let filled = Filled(vec![
            (Field::new("name", Word::Name, Kind::Text), " Ines ".into()),
            (Field::new("note", Word::Note, Kind::Text), "  ".into()),
            (Field::new("quantity", Word::Quantity, Kind::Number), "250".into()),
            (Field::new("stations", Word::Stations, Kind::Many(vec![])), "oven,bar".into()),
        ]);
        let json = Value::Object(filled.json());
        assert_eq!(json, serde_json::json!({ "name": "Ines", "quantity": 250, "stations": ["oven", "bar"] }));
        assert_eq!((toggled("oven,bar", "oven"), toggled("", "oven")), ("bar".into(), "oven".into()));
    }
}
