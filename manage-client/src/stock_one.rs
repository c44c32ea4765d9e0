//! One ingredient: what came in, what was counted, what went to waste, and how it came to this.

use client_kit::doing::use_doing;
use client_kit::load::use_pages;
use client_kit::text::manage::{self as words, Word, say};
use dioxus::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use shared::time::Timestamp;

use crate::form::{Field, Filled, Form, Kind};
use crate::frame::{SideHead, when};
use crate::live::Topic;
use crate::stock::Ingredient;
use crate::store::Office;
use crate::table::{Cell, Row, Table, number, text};

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Line {
    at: Timestamp,
    change: i64,
    cause: String,
    #[serde(default)]
    note: Option<String>,
}

/// What is done to the stock by hand.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Act {
    Restock,
    Count,
    Waste,
}

impl Act {
    const ALL: [(Act, Word, &'static str); 3] =
        [(Act::Restock, Word::Restock, "restock"), (Act::Count, Word::Count, "count"), (Act::Waste, Word::Waste, "waste")];

    fn fields(self) -> Vec<Field> {
        match self {
            Act::Restock => vec![Field::new("quantity", Word::CameIn, Kind::Number), Field::new("note", Word::Note, Kind::Text)],
            Act::Waste => vec![
                Field::new("quantity", Word::WentToWaste, Kind::Number),
                Field::new("note", Word::Note, Kind::Text).hint(Word::WasteHint),
            ],
            Act::Count => vec![Field::new("stock", Word::Counted, Kind::Number).hint(Word::CountHint)],
        }
    }
}

#[component]
pub fn One(one: Ingredient, on_close: EventHandler<()>) -> Element {
    let office: Office = use_context();
    let mut act = use_signal(|| Act::Restock);
    let mut round = use_signal(|| 0u32);
    let doing = use_doing();
    let id = one.id.clone();
    let ledger = {
        let id = id.clone();
        use_pages::<Line>(move || {
            office.stamps.of(Topic::Stock);
            format!("/inventory/{id}/ledger?limit=50")
        })
    };
    let submit = move |filled: Filled| {
        let (_, _, path) = Act::ALL[*act.peek() as usize];
        let body = Value::Object(filled.json()).to_string();
        doing.go("POST", format!("/inventory/{id}/{path}"), Some(body), move |_| {
            office.stamps.mark(Topic::Stock);
            // An empty form again.
            *round.write() += 1;
        });
    };
    rsx! {
        SideHead { title: "{one.name}", more: words::amount(one.stock, &one.unit), on_close }
        div { class: "sidebody",
            div { class: "seg", role: "group",
                for (each , word , slug) in Act::ALL {
                    button {
                        key: "{slug}",
                        class: if each == act() { "btn on" } else { "btn" },
                        "aria-pressed": each == act(),
                        "data-act": slug,
                        onclick: move |_| { doing.forget(); act.set(each) },
                        {say(word)}
                    }
                }
            }
            for now in [act()] {
                Form {
                    key: "{now:?}{round}",
                    name: "stock",
                    fields: now.fields(),
                    submit: Act::ALL[now as usize].1,
                    doing,
                    on_submit: submit.clone(),
                }
            }
            h3 { class: "sub", {say(Word::Ledger)} }
            {ledger.show(|lines| {
                let rows = lines.iter().enumerate().map(|(k, line)| Row {
                    key: k.to_string(),
                    cells: vec![
                        Cell::Two(words::cause(&line.cause).to_owned(), line.note.clone().unwrap_or_default()),
                        number(words::signed(line.change)),
                        text(when(line.at)),
                    ],
                });
                rsx! {
                    Table {
                        name: "ledger",
                        heads: vec![(say(Word::Cause), false), (say(Word::Change), true), (say(Word::When), false)],
                        rows: rows.collect::<Vec<_>>(),
                    }
                }
            })}
        }
    }
}
