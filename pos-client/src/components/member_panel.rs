//! Whose points: the customer is found by phone or added, and says how many to use.

use client_kit::api::encoded;
use client_kit::doing::use_doing;
use client_kit::load::List;
use client_kit::member::Member;
use client_kit::text::till::{self as text, Word as W, say as t};
use dioxus::prelude::*;
use serde_json::json;
use shared::menu::NAME_MAX;

use crate::components::panel::Frame;
use crate::store::{Panel, Till};
use crate::words::{Word, say};

#[component]
pub fn MemberPanel() -> Element {
    let mut till: Till = use_context();
    let chosen = till.cart.read().member.is_some();
    rsx! {
        Frame {
            title: t(W::Customer),
            on_close: move |()| till.panel.set(Panel::None),
            footer: rsx! {
                if chosen {
                    button {
                        class: "btn big grave",
                        onclick: move |_| till.change(|cart| {
                            cart.member = None;
                            cart.redeem = 0;
                        }),
                        {t(W::Forget)}
                    }
                }
                button { class: "btn main", onclick: move |_| till.panel.set(Panel::None), {say(Word::Done)} }
            },
            if chosen {
                Chosen {}
            } else {
                Search {}
            }
        }
    }
}

#[component]
fn Search() -> Element {
    let mut till: Till = use_context();
    let doing = use_doing();
    let start = till.cart.peek().phone.clone();
    let mut phone = use_signal(|| start);
    let mut name = use_signal(|| till.cart.peek().name.clone());
    let mut found = use_signal(|| None::<Vec<Member>>);
    let take = use_callback(move |member: Member| {
        till.change(|cart| {
            if cart.name.is_empty() {
                cart.name = member.name.clone();
            }
            cart.member = Some(member);
        });
    });
    let find = move || {
        let asked = encoded(phone.peek().trim());
        doing.go("GET", format!("/customers?phone={asked}"), None, move |answer| {
            let list = shared::lean::from_str::<List<Member>>(&answer).map(|list| list.items).unwrap_or_default();
            match &list[..] {
                [one] => take.call(one.clone()),
                _ => found.set(Some(list)),
            }
        });
    };
    let add = move |_| {
        let body = json!({ "name": name.peek().trim(), "phone": phone.peek().trim() }).to_string();
        doing.go("POST", "/customers".to_owned(), Some(body), move |answer| {
            if let Ok(member) = shared::lean::from_str(&answer) {
                take.call(member);
            }
        });
    };
    let none = found.read().as_ref().is_some_and(Vec::is_empty);
    rsx! {
        p { class: "hint", {t(W::CustomerHint)} }
        form {
            class: "findform",
            onsubmit: move |event| {
                event.prevent_default();
                find();
            },
            label { class: "field",
                {t(W::Phone)}
                input {
                    r#type: "tel",
                    name: "member-phone",
                    autocomplete: "off",
                    maxlength: "{NAME_MAX}",
                    value: "{phone}",
                    oninput: move |event| {
                        found.set(None);
                        doing.forget();
                        phone.set(event.value());
                    },
                }
            }
            button { class: "btn big", r#type: "submit", disabled: doing.busy() || phone.read().trim().is_empty(), "data-find": "true", {t(W::Find)} }
        }
        if let Some(words) = doing.words(&[]) {
            p { class: "why", role: "alert", "{words}" }
        }
        if none {
            p { {t(W::NewCustomer)} }
            div { class: "findform",
                label { class: "field",
                    {t(W::Name)}
                    input {
                        r#type: "text",
                        name: "member-name",
                        autocomplete: "off",
                        maxlength: "{NAME_MAX}",
                        value: "{name}",
                        oninput: move |event| name.set(event.value()),
                    }
                }
                button { class: "btn big", "data-add": "true", disabled: doing.busy() || name.read().trim().is_empty(), onclick: add, {t(W::Add)} }
            }
        }
        div { class: "choices",
            for member in found().unwrap_or_default() {
                button {
                    key: "{member.id}",
                    class: "btn choice",
                    onclick: { let member = member.clone(); move |_| take.call(member.clone()) },
                    span { "{member.name}" }
                    span { class: "p", {text::points_off(member.points)} }
                }
            }
        }
    }
}

#[component]
fn Chosen() -> Element {
    let mut till: Till = use_context();
    let (member, redeem, most) = {
        let (cart, menu) = (till.cart.read(), till.menu.read());
        let subtotal = menu.as_ref().map_or(0, |menu| cart.subtotal(menu));
        let Some(member) = cart.member.clone() else { return rsx! {} };
        let most = member.points.min(subtotal).max(0);
        (member, cart.redeem, most)
    };
    let mut offers: Vec<i64> = [100, 500, 1000].into_iter().filter(|offer| *offer < most).collect();
    offers.extend((most > 0).then_some(most));
    rsx! {
        p { class: "figure", "data-member": "{member.name}",
            "{member.name} · "
            {text::points_off(member.points)}
        }
        if member.points > 0 {
            div { class: "group", role: "group", "aria-label": t(W::PointsToUse),
                h3 { {t(W::PointsToUse)} }
                div { class: "choices",
                    button {
                        class: if redeem == 0 { "btn choice on" } else { "btn choice" },
                        "aria-pressed": redeem == 0,
                        onclick: move |_| till.change(|cart| cart.redeem = 0),
                        {t(W::NoPoints)}
                    }
                    for offer in offers {
                        button {
                            key: "{offer}",
                            class: if redeem == offer { "btn choice on" } else { "btn choice" },
                            "aria-pressed": redeem == offer,
                            "data-redeem": "{offer}",
                            onclick: move |_| till.change(|cart| cart.redeem = offer),
                            span { if offer == most { {t(W::All)} } else { "{offer}" } }
                            span { class: "p", "−" {crate::money::short(offer)} }
                        }
                    }
                }
            }
            label { class: "field",
                {t(W::PointsToUse)}
                input {
                    r#type: "text",
                    inputmode: "numeric",
                    name: "redeem",
                    autocomplete: "off",
                    value: if redeem == 0 { String::new() } else { redeem.to_string() },
                    oninput: move |event| {
                        let points = event.value().trim().parse::<i64>().unwrap_or(0).clamp(0, most);
                        till.change(|cart| cart.redeem = points);
                    },
                }
            }
        }
    }
}
