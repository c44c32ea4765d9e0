//! Stock: what is there, what is promised, what is low; live by the news of the house.

use client_kit::load::use_pages;
use client_kit::text::manage::{self as words, Word, say};
use dioxus::prelude::*;
use serde::Deserialize;

use crate::frame::Room;
use crate::live::Topic;
use crate::stock_one::One;
use crate::store::Office;
use crate::table::{Cell, Row, Table, Tone, number, text};

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Ingredient {
    pub id: String,
    pub name: String,
    pub unit: String,
    pub stock: i64,
    pub reserved: i64,
    pub available: i64,
    pub threshold: i64,
    #[serde(default)]
    pub par: Option<i64>,
}

impl Ingredient {
    /// Colour, sign and word of how it stands.
    fn state(&self) -> (Tone, Word) {
        if self.available <= 0 {
            (Tone::Bad, Word::Out)
        } else if self.stock <= self.threshold {
            (Tone::Warn, Word::Low)
        } else {
            (Tone::Good, Word::Enough)
        }
    }

    fn is_low(&self) -> bool {
        self.state().1 != Word::Enough
    }
}

#[component]
pub fn Stock() -> Element {
    let office: Office = use_context();
    let list = use_pages::<Ingredient>(move || {
        office.stamps.of(Topic::Stock);
        "/inventory?limit=500".to_owned()
    });
    let mut picked = use_signal(|| None::<String>);
    let mut low_only = use_signal(|| false);
    let one = picked().and_then(|id| list.items().into_iter().find(|i| i.id == id));
    let side = one.map(|one| {
        rsx! {
            One { key: "{one.id}", one, on_close: move |()| picked.set(None) }
        }
    });
    let low = list.items().iter().filter(|i| i.is_low()).count();
    rsx! {
        Room {
            title: Word::Stock,
            tools: rsx! {
                button { class: if low_only() { "btn on" } else { "btn" }, "aria-pressed": low_only(), onclick: move |_| low_only.toggle(), {words::low(low)} }
            },
            side,
            {list.show(|list| {
                let shown = list.iter().filter(|i| !low_only() || i.is_low());
                let rows = shown.map(|i| {
                    let (tone, word) = i.state();
                    Row {
                        key: i.id.clone(),
                        cells: vec![
                            text(&i.name),
                            Cell::Mark(tone, say(word).to_owned()),
                            number(words::amount(i.stock, &i.unit)),
                            number(words::amount(i.reserved, "")),
                            number(words::amount(i.available, &i.unit)),
                            number(words::amount(i.threshold, &i.unit)),
                        ],
                    }
                });
                rsx! {
                    Table {
                        name: "stock",
                        heads: vec![
                            (say(Word::Ingredient), false),
                            (say(Word::State), false),
                            (say(Word::InStock), true),
                            (say(Word::Reserved), true),
                            (say(Word::Available), true),
                            (say(Word::WarnAt), true),
                        ],
                        rows: rows.collect::<Vec<_>>(),
                        empty: if low_only() { Word::NothingLow } else { Word::Nothing },
                        picked: picked(),
                        on_pick: move |id| picked.set(Some(id)),
                    }
                }
            })}
        }
    }
}
