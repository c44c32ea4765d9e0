//! The one table of the back office: plain cells, a row to pick, keys in a row.

use client_kit::text::manage::{Word, say};
use dioxus::prelude::*;

/// How much something matters. Colour never stands alone: each has its sign, and a word beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Plain,
    Good,
    Warn,
    Bad,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Tone::Plain => "mark",
            Tone::Good => "mark good",
            Tone::Warn => "mark warn",
            Tone::Bad => "mark bad",
        }
    }

    fn sign(self) -> Option<&'static str> {
        match self {
            Tone::Plain => None,
            Tone::Good => Some("sign tick"),
            Tone::Warn => Some("sign up"),
            Tone::Bad => Some("sign cross"),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    /// With what else there is to say of it, below.
    Two(String, String),
    Number(String),
    Mark(Tone, String),
    /// On or off; tapping tells `on_act`.
    Switch(bool),
    /// A key; tapping tells `on_act`.
    Key(&'static str),
    /// A bar of that many thousandths.
    Bar(u32),
}

pub fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

pub fn number(number: impl ToString) -> Cell {
    Cell::Number(number.to_string())
}

#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub key: String,
    pub cells: Vec<Cell>,
}

/// A head: its word, and whether what stands below is numbers.
pub type Head = (&'static str, bool);

#[component]
pub fn Table(
    name: &'static str,
    heads: Vec<Head>,
    rows: Vec<Row>,
    /// Where there is nothing.
    #[props(default)]
    empty: Option<Word>,
    #[props(default)] picked: Option<String>,
    #[props(default)] on_pick: Option<EventHandler<String>>,
    /// A switch or a key: of which row, in which column.
    #[props(default)]
    on_act: Option<EventHandler<(String, usize)>>,
) -> Element {
    if rows.is_empty() {
        return rsx! {
            p { class: "none", {say(empty.unwrap_or(Word::Nothing))} }
        };
    }
    rsx! {
        table { class: if on_pick.is_some() { "table picks" } else { "table" }, "data-table": name,
            thead {
                tr {
                    for (k , (head , numbers)) in heads.into_iter().enumerate() {
                        th { key: "{k}", scope: "col", class: if numbers { "num" }, "{head}" }
                    }
                }
            }
            tbody {
                for row in rows {
                    Line {
                        key: "{row.key}",
                        picked: picked.as_ref() == Some(&row.key),
                        row,
                        on_pick,
                        on_act,
                    }
                }
            }
        }
    }
}

#[component]
fn Line(row: Row, picked: bool, on_pick: Option<EventHandler<String>>, on_act: Option<EventHandler<(String, usize)>>) -> Element {
    let Row { key, cells } = row;
    rsx! {
        tr {
            "data-row": "{key}",
            class: if picked { "on" },
            onclick: { let key = key.clone(); move |_| {
                if let Some(pick) = on_pick {
                    pick.call(key.clone());
                }
            } },
            for (k , cell) in cells.into_iter().enumerate() {
                td { key: "{k}", class: if matches!(cell, Cell::Number(_)) { "num" },
                    match cell.clone() {
                        // The first cell is a button, so that Tab and Enter pick a row as a finger does.
                        Cell::Text(text) if k == 0 && on_pick.is_some() => rsx! {
                            button { class: "pickit", "aria-pressed": picked, "{text}" }
                        },
                        Cell::Two(text, more) if k == 0 && on_pick.is_some() => rsx! {
                            button { class: "pickit", "aria-pressed": picked, "{text}" }
                            small { "{more}" }
                        },
                        Cell::Text(text) | Cell::Number(text) => rsx! {
                            "{text}"
                        },
                        Cell::Two(text, more) => rsx! {
                            "{text}"
                            small { "{more}" }
                        },
                        Cell::Mark(tone, text) => rsx! {
                            Mark { tone, text }
                        },
                        Cell::Switch(on) => rsx! {
                            button {
                                class: if on { "switch on" } else { "switch" },
                                role: "switch",
                                "aria-checked": on,
                                onclick: act(on_act, &key, k),
                                i {}
                                {say(if on { Word::On } else { Word::Off })}
                            }
                        },
                        Cell::Key(label) => rsx! {
                            button { class: "btn", onclick: act(on_act, &key, k), "{label}" }
                        },
                        Cell::Bar(thousandths) => rsx! {
                            crate::chart::Bar { thousandths }
                        },
                    }
                }
            }
        }
    }
}

/// A tap on a key in a row is no tap on the row.
fn act(on_act: Option<EventHandler<(String, usize)>>, key: &str, column: usize) -> impl FnMut(MouseEvent) + 'static {
    let key = key.to_owned();
    move |event| {
        event.stop_propagation();
        if let Some(act) = on_act {
            act.call((key.clone(), column));
        }
    }
}

#[component]
pub fn Mark(tone: Tone, text: String) -> Element {
    rsx! {
        span { class: tone.class(),
            if let Some(sign) = tone.sign() {
                i { class: sign }
            }
            "{text}"
        }
    }
}
