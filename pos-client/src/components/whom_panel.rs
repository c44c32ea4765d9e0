//! Whom the order is for: table and covers, or name, phone and time.

use client_kit::platform::time;
use client_kit::text::till::{Word as W, say as t};
use client_kit::text::till_quick::{add_to_open, not_with};
use dioxus::prelude::*;
use shared::menu::NAME_MAX;
use shared::order::{Channel, Order};
use shared::time::Timestamp;

use crate::actions;
use crate::cart::OnlyNew;
use crate::components::panel::Frame;
use crate::components::table_pad::TablePad;
use crate::money;
use crate::store::{Panel, Till};
use crate::words::{self, Word, say};

const COVERS: u16 = 12;
/// Minutes from now that guests ask for.
const LATER: [i64; 7] = [15, 20, 30, 40, 45, 60, 90];

#[component]
pub fn WhomPanel() -> Element {
    let mut till: Till = use_context();
    let channel = till.cart.read().channel;
    rsx! {
        Frame {
            title: say(Word::Whom),
            on_close: move |()| till.panel.set(Panel::None),
            footer: rsx! {
                button { class: "btn main", onclick: move |_| till.panel.set(Panel::None), {say(Word::Done)} }
            },
            div { class: "seg",
                for (way , word) in [(Channel::DineIn, Word::DineIn), (Channel::Takeaway, Word::Takeaway), (Channel::Delivery, Word::Delivery)] {
                    button {
                        key: "{word:?}",
                        class: if way == channel { "btn big on" } else { "btn big" },
                        "aria-pressed": way == channel,
                        onclick: move |_| till.change(|cart| cart.channel = way),
                        {say(word)}
                    }
                }
            }
            if channel == Channel::DineIn {
                AtTable {}
            } else {
                ToFetch {}
            }
        }
    }
}

/// The typed table has an open order: what comes now most likely belongs to it. A further chit has no
/// place for a note, a customer or a payment: with those it stands there, and says why it cannot be had.
#[component]
fn OpenOrder() -> Element {
    let till: Till = use_context();
    let order = use_memo(move || {
        let (cart, board) = (till.cart.read(), till.board.read());
        let at = |order: &&Order| order.status.is_cooking() && order.table.as_deref() == Some(&*cart.table);
        board.as_ref().filter(|_| !cart.table.is_empty()).and_then(|board| board.orders().filter(at).last().cloned())
    });
    let hindrance = till.cart.read().only_new().map(|what| match what {
        OnlyNew::Payment => t(W::Pay),
        OnlyNew::Customer => t(W::Customer),
        OnlyNew::Note => say(Word::Note),
    });
    let Some(order) = order() else { return rsx! {} };
    rsx! {
        button {
            class: "btn choice open",
            "data-open-order": "{order.number}",
            disabled: hindrance.is_some(),
            onclick: move |_| actions::move_to(till, &order),
            {add_to_open(order.number)}
            if let Some(word) = hindrance {
                small { {not_with(word)} }
            }
        }
    }
}

#[component]
fn AtTable() -> Element {
    let mut till: Till = use_context();
    let (table, covers) = {
        let cart = till.cart.read();
        (cart.table.clone(), cart.covers)
    };
    rsx! {
        div { class: "cash at-table",
            div { class: "group",
                TablePad { title: say(Word::Table), table, on_name: move |name| till.change(|cart| cart.table = name) }
            }
            OpenOrder {}
            div { class: "group",
                h3 { {say(Word::Covers)} }
                div { class: "choices covers",
                    for n in 1..=COVERS {
                        button {
                            key: "{n}",
                            class: if covers == Some(n) { "btn big on" } else { "btn big" },
                            "aria-pressed": covers == Some(n),
                            onclick: move |_| till.change(|cart| cart.covers = if cart.covers == Some(n) { None } else { Some(n) }),
                            "{n}"
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn ToFetch() -> Element {
    let mut till: Till = use_context();
    let (name, phone, due) = {
        let cart = till.cart.read();
        (cart.name.clone(), cart.phone.clone(), cart.due_at)
    };
    // Whole minutes from when the panel opened, so that the choices do not wander.
    let base = use_hook(|| Timestamp(till.now.peek().0.max(time::now().0) / 60_000 * 60_000));
    rsx! {
        div { class: "two",
            label { class: "field",
                span { {say(Word::Name)} " " small { {say(Word::NameHint)} } }
                input {
                    r#type: "text",
                    autocomplete: "off",
                    maxlength: "{NAME_MAX}",
                    value: "{name}",
                    oninput: move |event| till.change(|cart| cart.name = event.value()),
                }
            }
            label { class: "field",
                span { {say(Word::Phone)} " " small { {say(Word::PhoneHint)} } }
                input {
                    r#type: "tel",
                    autocomplete: "off",
                    maxlength: "{NAME_MAX}",
                    value: "{phone}",
                    oninput: move |event| till.change(|cart| cart.phone = event.value()),
                }
            }
        }
        div { class: "group", role: "group", "aria-label": say(Word::When),
            h3 { {say(Word::When)} }
            div { class: "choices",
                button {
                    class: if due.is_none() { "btn choice on" } else { "btn choice" },
                    "aria-pressed": due.is_none(),
                    onclick: move |_| till.change(|cart| cart.due_at = None),
                    {say(Word::Asap)}
                }
                for minutes in LATER {
                    {
                        let at = base.plus_seconds(minutes * 60);
                        rsx! {
                            button {
                                key: "{minutes}",
                                class: if due == Some(at) { "btn choice on" } else { "btn choice" },
                                "aria-pressed": due == Some(at),
                                onclick: move |_| till.change(|cart| cart.due_at = Some(at)),
                                span { {money::clock(at)} }
                                span { class: "p", {words::minutes_from_now(minutes)} }
                            }
                        }
                    }
                }
            }
        }
    }
}
