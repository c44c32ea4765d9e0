//! A ticket's dishes, and one dish: what is in it, whether it is on the menu, and which open
//! tickets it is on. A cook takes it off here, with the hand that found the box empty.

use std::collections::HashMap;

use client_kit::api;
use client_kit::platform::time;
use client_kit::text::{self, allergens, kitchen as words, kitchen::Word, kitchen::say};
use dioxus::prelude::*;
use serde::Deserialize;
use shared::ids::{ItemId, OrderId};
use shared::order::{Item, ItemStatus};

use super::row::Details;
use crate::actions;
use crate::affected;
use crate::model::*;
use crate::store::{Screen, Sheet};

/// What a cook counts to; more is not worth counting.
const LEFT: [u32; 8] = [1, 2, 3, 4, 5, 6, 8, 10];

pub fn title(screen: Screen, sheet: Sheet) -> String {
    match sheet {
        Sheet::Ticket(card) => screen.kitchen(|k| k.card(card).map(|c| format!("{} · {}", c.head.number, c.head.place))),
        Sheet::Dish(order, item) => find(screen, order, item).map(|item| item.name),
        _ => None,
    }
    .unwrap_or_else(|| say(Word::GoneNow).to_owned())
}

fn find(screen: Screen, order: OrderId, item: ItemId) -> Option<Item> {
    screen.kitchen(|k| k.shown(order)?.item(item).cloned())
}

#[component]
pub fn Ticket(card: CardId) -> Element {
    let mut screen = use_context::<Screen>();
    let Some(lens) = lens(screen.cards, card) else { return rsx! {} };
    let order = lens.head().read().key.order;
    let lines = lens.lines().cloned();
    let contains = |item: ItemId| find(screen, order, item).map(|i| allergens::listed(&i.allergens)).unwrap_or_default();
    let lines: Vec<(Line, String)> = lines.into_iter().map(|line| (line.clone(), contains(line.item))).collect();
    rsx! {
        for (line , contains) in lines {
            button { key: "{line.item}", class: "pick", "data-about": "{line.item}", onclick: move |_| screen.sheet.set(Sheet::Dish(order, line.item)),
                b { "{line.quantity}" }
                span {
                    "{line.dish}"
                    if !contains.is_empty() {
                        small { {say(Word::Contains)} " {contains}" }
                    }
                    Details { line: line.clone(), here: false }
                }
                i { class: "sign next" }
            }
        }
    }
}

#[component]
pub fn Dish(order: OrderId, item: ItemId) -> Element {
    let screen = use_context::<Screen>();
    let _ = screen.news.read();
    let found = find(screen, order, item);
    let by = found
        .as_ref()
        .and_then(|item| item.allergy_acknowledged_by.as_ref())
        .and_then(|by| by.person.map(|p| p.to_string()).or(by.device.map(|d| d.to_string())));
    let who = use_who(by);
    let Some(item) = found else { return rsx! {} };
    let read = item.allergy_acknowledged_at.map(|at| words::read_at(&text::clock(time::local(at)), &who));
    let contains = allergens::allergens(&item.allergens);
    rsx! {
        if !item.allergies.is_empty() {
            p { class: "row", span { class: if item.allergy_acknowledged_at.is_some() { "allergy seen" } else { "allergy" },
                i { class: "sign up" }
                span { {say(Word::AllergyOf)} " " {allergens::allergens(&item.allergies)} }
                em { {read.unwrap_or_else(|| say(Word::Unread).to_owned())} }
            } }
        }
        p { class: "contains",
            {if contains.is_empty() { say(Word::NoAllergens) } else { say(Word::Contains) }}
            " "
            b { "{contains}" }
        }
        Availability { item: item.clone() }
        Affected { item }
    }
}

#[derive(Deserialize)]
struct Names {
    names: HashMap<String, String>,
}

/// The name of whoever did something; empty until it is known, and where it cannot be.
fn use_who(id: Option<String>) -> String {
    let mut name = use_signal(|| (None, String::new()));
    if name.peek().0 != id && id.is_some() {
        spawn(async move {
            let names = api::get::<Names>("/names").await.map(|n| n.names).unwrap_or_default();
            let found = id.as_ref().and_then(|id| names.get(id)).cloned().unwrap_or_default();
            name.set((id, found));
        });
    }
    name().1
}

#[component]
fn Availability(item: Item) -> Element {
    let screen = use_context::<Screen>();
    let _ = screen.news.read();
    let (dish, name) = (item.menu_item_id.clone(), item.name.clone());
    let (now, sending) = screen.kitchen(|k| k.availability(&dish));
    let (on, left) = now.as_ref().map_or((true, None), |a| (a.available, a.remaining));
    let why = now.and_then(|a| a.why).unwrap_or_default();
    let set = {
        let dish = dish.clone();
        use_callback(move |(available, remaining): (bool, Option<u32>)| {
            actions::availability(screen, &dish, &name, available, remaining)
        })
    };
    rsx! {
        h3 { class: "state", "data-state": "{dish}",
            if on && left.is_none() {
                {say(Word::OnMenu)}
            } else {
                b { class: "tag", {words::left(left, on)} }
                " {why}"
            }
            if sending {
                " · " {say(Word::Sending)}
            }
        }
        div { class: "group",
            button { class: if on { "key" } else { "key on" }, "data-off": "{dish}", disabled: !on, onclick: move |_| set.call((false, None)), {say(Word::TakeOff)} }
            button { class: "key", "data-on": "{dish}", disabled: on && left.is_none(), onclick: move |_| set.call((true, None)), {say(Word::PutBack)} }
        }
        h3 { {say(Word::CountLeft)} }
        div { class: "group counts",
            for count in LEFT {
                button { key: "{count}", class: if left == Some(count) && on { "key on" } else { "key" }, "data-left": "{count}", onclick: move |_| set.call((true, Some(count))), "{count}" }
            }
        }
    }
}

/// Who waits for it: a cook who takes a dish off knows at once whom to talk to.
#[component]
fn Affected(item: Item) -> Element {
    let screen = use_context::<Screen>();
    let _ = screen.news.read();
    let found = screen.kitchen(|k| affected::tickets(k, &item.menu_item_id));
    let total: u32 = found.iter().map(|t| t.quantity).sum();
    rsx! {
        h3 {
            if found.is_empty() {
                {say(Word::NotAffected)}
            } else {
                {say(Word::Affected)} " · {total}"
            }
        }
        for ticket in found {
            div { class: "pick still", key: "{ticket.key}", "data-affected": "{ticket.number}",
                b { "{ticket.number}" }
                span { "{ticket.place}" if ticket.held { small { {say(Word::Coming)} } } }
                b { "{ticket.quantity}" }
            }
        }
    }
}

/// What can be tapped on a card: held and voided lines cannot.
pub fn is_tappable(status: ItemStatus) -> bool {
    matches!(status, ItemStatus::Queued | ItemStatus::Preparing | ItemStatus::Prepared)
}
