//! Paying by card: before an order is sent, and for one that is open. All that there is of a card
//! is a token.

use client_kit::doing::use_doing;
use client_kit::text::till::{self as text, Word as W, say as t};
use dioxus::prelude::*;
use serde_json::json;
use shared::ids::OrderId;
use shared::order::PaymentStatus;

use crate::components::panel::Frame;
use crate::money;
use crate::store::{Panel, Sheet, Till};
use crate::view;
use crate::words::{Word, say};

/// The tokens to try with, and a field for any other.
#[component]
fn Tokens(chosen: Option<String>, on_choose: EventHandler<String>) -> Element {
    let cards = text::test_cards();
    let other = chosen.clone().filter(|token| cards.iter().all(|(known, _)| known != token)).unwrap_or_default();
    rsx! {
        div { class: "group", role: "group", "aria-label": t(W::Card),
            div { class: "choices",
                for (token , words) in cards {
                    {
                        let on = chosen.as_deref() == Some(token);
                        rsx! {
                            button {
                                key: "{token}",
                                class: if on { "btn choice on" } else { "btn choice" },
                                "aria-pressed": on,
                                "data-token": token,
                                onclick: move |_| on_choose.call(token.to_owned()),
                                "{words}"
                            }
                        }
                    }
                }
            }
        }
        label { class: "field",
            {t(W::AnyToken)}
            input { r#type: "text", name: "token", autocomplete: "off", spellcheck: "false", value: "{other}", oninput: move |event| on_choose.call(event.value()) }
        }
        p { class: "hint", {t(W::CardHint)} }
    }
}

/// Of the check that is being made: later, or now in cash or by card.
#[component]
pub fn PayPanel() -> Element {
    let mut till: Till = use_context();
    let (card, cash) = {
        let cart = till.cart.read();
        (cart.card.clone(), cart.cash)
    };
    let first = || text::test_cards()[0].0.to_owned();
    let ways = [("later", W::Later, card.is_none() && !cash), ("cash", W::CashNow, cash), ("card", W::CardNow, card.is_some())];
    let chosen = card.clone();
    let choose = move |way: &str| {
        let card = (way == "card").then(|| chosen.clone().unwrap_or_else(first));
        let cash = way == "cash";
        till.change(|cart| (cart.card, cart.cash) = (card, cash));
    };
    rsx! {
        Frame {
            title: t(W::PayWhen),
            on_close: move |()| till.panel.set(Panel::None),
            footer: rsx! {
                button { class: "btn main", onclick: move |_| till.panel.set(Panel::None), {say(Word::Done)} }
            },
            div { class: "seg",
                for (way , word , on) in ways {
                    button {
                        key: "{way}",
                        class: if on { "btn big on" } else { "btn big" },
                        "aria-pressed": on,
                        "data-when": way,
                        onclick: { let mut choose = choose.clone(); move |_| choose(way) },
                        {t(word)}
                    }
                }
            }
            if card.is_some() {
                Tokens { chosen: card.clone(), on_choose: move |token: String| till.change(|cart| cart.card = Some(token)) }
            } else {
                p { class: "hint", {t(if cash { W::CashNowHint } else { W::LaterHint })} }
            }
        }
    }
}

/// Of an order that is open: also the second card after one that was refused.
#[component]
pub fn CardSheet(id: OrderId) -> Element {
    let mut till: Till = use_context();
    let doing = use_doing();
    let mut token = use_signal(|| text::test_cards()[0].0.to_owned());
    let order = use_memo(move || till.board.read().as_ref().and_then(|board| board.order(id).cloned()));
    let Some(order) = order() else { return rsx! {} };
    let Some(bill) = order.bill.clone() else { return rsx! {} };
    let owed = view::owed(&order);
    let captured = bill.payment.captured;
    let pending = bill.payment.status == PaymentStatus::Pending;
    let charge = move |_| {
        till.charges(id, captured);
        let body = json!({ "method": "card", "token": token.peek().trim() }).to_string();
        // Not kept for later like cash: nobody charges a card whose guest has left.
        doing.go("POST", format!("/orders/{id}/payments"), Some(body), move |_| till.sheet.set(Sheet::None));
    };
    rsx! {
        Frame {
            title: "{t(W::Card)} · {order.number} · {view::place(&order)}",
            on_close: move |()| till.sheet.set(Sheet::None),
            footer: rsx! {
                button {
                    class: "btn main",
                    "data-charge": "true",
                    disabled: doing.busy() || pending || view::is_paid(&order) || token.read().trim().is_empty(),
                    onclick: charge,
                    "{t(W::ChargeNow)} · {money::short(owed)}"
                }
            },
            if let Some(why) = &bill.payment.reason {
                p { class: "why", "{t(W::Declined)}: {text::card_reason(why)}" }
            }
            if let Some(words) = doing.words(&[]) {
                p { class: "why", role: "alert", "{words}" }
            }
            Tokens { chosen: token(), on_choose: move |chosen| token.set(chosen) }
        }
    }
}
