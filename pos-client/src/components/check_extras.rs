//! The keys below the lines of a check: allergy, note, customer, payment, clear.

use client_kit::platform::upper;
use client_kit::text::till::{Word as W, say as t};
use client_kit::text::till_quick::{self as quick, Word as Quick, say as q};
use dioxus::prelude::*;

use crate::actions;
use crate::store::{Panel, Till};
use crate::words::{self, Word, say};

#[component]
pub fn Extras() -> Element {
    let mut till: Till = use_context();
    let cart = till.cart.read();
    let allergies = &cart.allergies;
    let noted = !cart.note.is_empty();
    let blank = cart.is_blank();
    let worth = cart.is_worth_keeping();
    let adding = cart.target.is_some();
    let member = cart.member.as_ref().map(|member| member.name.clone());
    let now = if cart.cash { Some(W::CashNow) } else { cart.card.is_some().then_some(W::CardNow) };
    let parked = till.parked.read().len();
    rsx! {
        div { class: "extras",
            button {
                class: if allergies.is_empty() { "btn" } else { "btn allergy" },
                onclick: move |_| till.panel.set(Panel::Allergy),
                if allergies.is_empty() {
                    {say(Word::Allergy)} "…"
                } else {
                    Allergies {}
                }
            }
            button { class: if noted { "btn on" } else { "btn" }, disabled: adding, onclick: move |_| till.panel.set(Panel::Note), {say(Word::Note)} "…" }
            button { class: "btn", "data-park": "{parked}", disabled: !worth, onclick: move |_| { actions::park(till); },
                {q(Quick::Park)}
                if parked > 0 {
                    small { {quick::parked(parked)} }
                }
            }
            button { class: "btn", disabled: blank, onclick: move |_| actions::clear(till), {say(Word::Clear)} }
            button {
                class: if member.is_some() { "btn on" } else { "btn" },
                "data-customer": "true",
                disabled: adding,
                onclick: move |_| till.panel.set(Panel::Member),
                if let Some(name) = &member {
                    "{name}"
                } else {
                    {t(W::Customer)} "…"
                }
            }
            button {
                class: if now.is_some() { "btn on" } else { "btn" },
                "data-pay": "true",
                disabled: adding,
                onclick: move |_| till.panel.set(Panel::Pay),
                if let Some(now) = now {
                    {t(now)}
                } else {
                    {t(W::Pay)} ": " {t(W::Later)}
                }
            }
        }
    }
}

/// Few checks have any: this may come late.
#[component]
fn Allergies() -> Element {
    let till: Till = use_context();
    let cart = till.cart.read();
    let all = cart.allergies.iter().map(|a| format!("{} {}", upper(words::allergen(&a.allergen)), words::at_seat(a.seat)));
    rsx! {
        {all.collect::<Vec<_>>().join(", ")}
    }
}
