//! A menu from a file, JSON or CSV: all of it or nothing, and what is wrong by row and column.

use client_kit::api;
use client_kit::doing::use_doing;
use client_kit::platform::files;
use client_kit::text::manage::{self as words, Word, say};
use dioxus::prelude::*;

use crate::frame::SideHead;
use crate::table::{Row, Table, number, text};

const INPUT: &str = "menu-file";

#[component]
pub fn Import(on_close: EventHandler<()>) -> Element {
    let doing = use_doing();
    let mut done = use_signal(|| None::<String>);
    let mut name = use_signal(|| None::<String>);
    let send = move |_| {
        done.set(None);
        spawn(async move {
            let Some((file, text)) = files::chosen(INPUT).await else {
                return doing.refuse(say(Word::ChooseFile));
            };
            let csv = file.to_lowercase().ends_with(".csv");
            let kind = if csv { api::CSV } else { api::JSON };
            name.set(Some(file.clone()));
            doing.go_as("POST", "/menu/import".to_owned(), Some(text), kind, move |_| done.set(Some(file)));
        });
    };
    let faults = doing.faults();
    rsx! {
        SideHead { title: say(Word::ImportTitle), on_close }
        div { class: "sidebody",
            p { class: "hint", {say(Word::ImportHint)} }
            label { class: "field",
                {say(Word::File)}
                input { id: INPUT, r#type: "file", accept: ".csv,.json,text/csv,application/json", onchange: move |_| { doing.forget(); done.set(None); } }
            }
            div { class: "keys",
                button { class: "btn main", "data-import-now": "true", disabled: doing.busy(), onclick: send, {say(Word::ImportNow)} }
            }
            if let Some(file) = done() {
                p { class: "state", role: "status", "data-imported": "true", i { class: "sign tick" } {words::imported(&file)} }
            }
            if let Some(words) = doing.words(&faults.iter().map(|f| f.pointer.trim_start_matches('/')).collect::<Vec<_>>()) {
                p { class: "why", role: "alert", "{words}" }
            }
            if !faults.is_empty() {
                p { class: "why", role: "alert", {words::faults(faults.len())} }
                Table {
                    name: "faults",
                    heads: vec![(say(Word::Row), true), (say(Word::Column), false), (say(Word::Fault), false)],
                    rows: faults.iter().enumerate().map(|(k, fault)| {
                        let (row, column) = place(&fault.pointer);
                        Row { key: k.to_string(), cells: vec![number(row), text(column), text(&fault.detail)] }
                    }).collect::<Vec<_>>(),
                }
            }
        }
    }
}

/// `/rows/12/price` is the 13th dish, column price; of JSON the pointer says where.
fn place(pointer: &str) -> (String, String) {
    let mut parts = pointer.trim_start_matches('/').split('/').skip_while(|part| part.parse::<u32>().is_err());
    match parts.next() {
        Some(row) => {
            (row.parse::<u32>().map_or_else(|_| row.to_owned(), |row| (row + 1).to_string()), parts.collect::<Vec<_>>().join(" "))
        }
        None => (String::new(), pointer.trim_start_matches('/').replace('/', " ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_is_read_as_row_and_column() {
        assert_eq!(place("/rows/12/price"), ("13".into(), "price".into()));
        assert_eq!(place("/items/3/modifier_groups/1"), ("4".into(), "modifier_groups 1".into()));
        assert_eq!(place("/currency"), (String::new(), "currency".into()));
    }
}
