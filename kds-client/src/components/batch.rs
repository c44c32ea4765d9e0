//! The work by dish: a card a dish, a line for each ticket that wants it, a bar for all of it.

use client_kit::text::kitchen as words;
use client_kit::text::kitchen::{Word, say};
use dioxus::prelude::*;

use super::dish::is_tappable;
use super::row::{Details, Seat, amount, class};
use super::ticket::{Age, Time};
use crate::actions;
use crate::glass::Cell;
use crate::kitchen::batches::{Batch, Share};
use crate::model::*;
use crate::store::{Screen, Sheet};

#[component]
pub fn BatchCard(batch: Batch, cell: Cell, place: usize) -> Element {
    let mut screen = use_context::<Screen>();
    let id = batch.id;
    let since = batch.since().map_or(0, |at| at.0 / 1000);
    let ages = batch.ages();
    let age = use_memo(use_reactive!(|ages| Age::of(ages, *screen.now.read())));
    let open = batch.since().is_some();
    let waits = batch.waits();
    let quantity = if waits { batch.coming() } else { batch.quantity() };
    let unread = batch.open().any(|s| s.line.allergy.as_ref().is_some_and(|a| !a.seen));
    let picked = if *screen.picked.read() == Some(id) { " picked" } else { "" };
    let off = batch.to_clear().next().is_some();
    let undo = batch.undo().next().is_some();
    // What is off keeps its colour: somebody has to see it.
    let state = match (open || off, waits) {
        (true, _) => "",
        (_, true) => " waits",
        _ => " gone",
    };
    let last = cell.part + 1 == cell.parts;
    let about = batch.shares.first().map(|s| (s.order, s.line.item));
    rsx! {
        article { class: "ticket batch span-{cell.units}{picked}{state}", "data-batch": "{batch.dish}",
            if batch.rush() && cell.part == 0 {
                div { class: "rush", {say(Word::Rush)} }
            }
            button {
                class: if open { "head {age().class()}" } else { "head" },
                "aria-haspopup": "dialog",
                onclick: move |_| {
                    if let Some((order, item)) = about {
                        screen.sheet.set(Sheet::Dish(order, item));
                    }
                },
                span { class: "no", "{quantity}" small { "×" } }
                if open {
                    Time { since, age: age() }
                }
                span { class: "where",
                    span { "{batch.dish}" }
                    i { class: "sign dots" }
                }
            }
            div { class: "rows",
                for (index , share) in batch.shares.iter().enumerate().skip(cell.from).take(cell.to - cell.from) {
                    ShareRow { key: "{share.line.item}", batch: id, index, share: share.clone() }
                }
            }
            if last {
                div { class: "foot",
                    button { class: "key", "data-all": "{batch.dish}", onclick: move |_| actions::batch_bar(screen, id),
                        if place < 9 {
                            kbd { "{place + 1}" }
                        }
                        if !open && off {
                            {say(Word::Clear)}
                        } else if !open && undo {
                            i { class: "sign tick" }
                            {say(Word::Undo)}
                        } else if waits {
                            {say(Word::Coming)}
                        } else if !open {
                            {say(Word::Done)}
                        } else if unread {
                            {say(Word::ReadAllergyFirst)}
                        } else {
                            {words::all_done(quantity)}
                        }
                    }
                }
            } else {
                div { class: "more", i { class: "sign next" } "{batch.dish}" }
            }
        }
    }
}

#[component]
fn ShareRow(batch: CardId, index: usize, share: Share) -> Element {
    let screen = use_context::<Screen>();
    let at = use_memo(move || *screen.line.read() == Some(index) && *screen.picked.read() == Some(batch));
    let (ticket, item) = (share.ticket, share.line.item);
    let at = if at() { " at" } else { "" };
    let off = share.off.is_some();
    let held = if share.waits && is_open(share.line.status) { " held" } else { "" };
    rsx! {
        button {
            class: "{class(&share.line)}{held}{at}",
            "data-item": "{item}",
            onpointerdown: move |_| {
                // What is off is seen when it is cleared.
                if !off {
                    actions::touch_line(screen, ticket, item);
                }
                actions::press(screen, ticket, item);
            },
            onclick: move |_| actions::item(screen, ticket, item),
            span { class: "qty", {amount(&share.line)} }
            span { class: "dish",
                if let Some(off) = share.off {
                    span { class: "tag", "{off}" }
                }
                "{share.words}"
                Seat { seat: share.line.seat }
            }
            Details { line: share.line.clone(), here: is_tappable(share.line.status) }
        }
    }
}
