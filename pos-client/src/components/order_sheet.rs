//! One order: how far its items are, and everything that can be done with it.

use client_kit::platform::upper;
use client_kit::text::till::{Word as W, say as t};
use client_kit::text::till_quick::{Word as Quick, say as q};
use dioxus::prelude::*;
use shared::ids::{ItemId, OrderId};
use shared::order::{Item, ItemStatus, Order, PaymentStatus, Priority, Status};

use crate::actions;
use crate::components::order_row::Age;
use crate::components::screens_row::ScreensRow;
use crate::money;
use crate::store::{Picked, Sheet, Till};
use crate::view;
use crate::words::{self, Word, say};

fn order_of(till: Till, id: OrderId) -> Option<Order> {
    till.board.read().as_ref().and_then(|board| board.order(id).cloned())
}

#[component]
pub fn OrderSheet(id: OrderId) -> Element {
    let till: Till = use_context();
    let order = use_memo(move || order_of(till, id));
    let Some(order) = order() else {
        return rsx! {
            div { class: "pick", {say(Word::PickOrder)} }
        };
    };
    let mut courses: Vec<u16> = order.items.iter().map(|item| item.course).collect();
    shared::lean::sort_by_key(&mut courses, |course| *course);
    courses.dedup();
    let headed = courses.len() > 1;
    rsx! {
        section { class: "one", "aria-label": "{order.number}",
            Head { id }
            div { class: "body",
                for course in courses {
                    section { key: "{course}", "aria-label": words::course(course),
                        if headed || order.items.iter().any(|i| i.course == course && i.status == ItemStatus::Held) {
                            CourseRow { id, course }
                        }
                        ul {
                            for item in order.items.iter().filter(|item| item.course == course) {
                                ItemRow { key: "{item.id}", order: id, item: item.id }
                            }
                        }
                    }
                }
                if let Some(note) = &order.note {
                    p { class: "checknote", "“{note}”" }
                }
            }
            ScreensRow { id }
            Money { id }
            Acts { id }
        }
    }
}

#[component]
fn Head(id: OrderId) -> Element {
    let mut till: Till = use_context();
    let order = use_memo(move || order_of(till, id));
    let Some(order) = order() else { return rsx! {} };
    let (done, all) = view::progress(&order);
    let ready = order.status == Status::Ready;
    // With a live link the answer is here before anybody could read that it is awaited.
    let waits = use_memo(move || !till.reads_live() && view::unsent(till, id).0);
    rsx! {
        header {
            button { class: "btn back", "aria-label": say(Word::Back), onclick: move |_| till.picked.set(Picked::None), i { class: "sign back" } }
            span { class: "num", "{order.number}" }
            span { class: "who", {view::place(&order)} }
            Age { id }
            div { class: "how",
                if order.priority == Priority::Rush {
                    span { class: "rush", {say(Word::Rush)} }
                }
                span { class: if ready { "state ready" } else { "state" },
                    if ready {
                        i { class: "sign tick" }
                    }
                    {view::status_word(order.status)}
                }
                span { {words::progress(done, all)} }
                span { {money::clock(order.placed_at)} }
                if let Some(points) = order.bill.as_ref().map(|bill| bill.points_earned).filter(|points| *points > 0) {
                    span { {client_kit::text::till::points_off(points)} }
                }
                if let Some(phone) = order.guest.as_ref().and_then(|g| g.phone.as_ref()) {
                    span { "{phone}" }
                }
                for (k , allergy) in order.allergies.iter().enumerate() {
                    span { key: "{k}", class: "allergy", {upper(words::allergen(&allergy.allergen))} " · " {words::at_seat(allergy.seat)} }
                }
                if waits() {
                    span { class: "state", "data-waits": "true", i { class: "mk" } {say(Word::NotSentYet)} }
                }
            }
        }
    }
}

#[component]
fn CourseRow(id: OrderId, course: u16) -> Element {
    let till: Till = use_context();
    let held = use_memo(move || order_of(till, id).is_some_and(|order| view::held_courses(&order).contains(&course)));
    rsx! {
        div { class: "sect",
            span {
                {words::course(course)}
                if held() {
                    " · "
                    {say(Word::Held)}
                }
            }
            if held() {
                button { class: "btn", "data-fire": "{course}", onclick: move |_| actions::fire(till, id, course), {words::fire(course)} }
            }
        }
    }
}

/// Mark and word of an item's state, and what else there is to say about it.
fn state(item: &Item, order: &Order, station: &str) -> (&'static str, Word, String) {
    let shown = order.tickets.iter().any(|t| t.station == item.station && Some(t.chit) == item.chit && t.shown_at.is_some());
    match item.status {
        ItemStatus::Held => ("mk pause", Word::HeldState, station.to_owned()),
        ItemStatus::Queued => {
            let seen = say(if shown { Word::OnScreen } else { Word::NotOnScreen });
            ("mk", Word::Waiting, format!("{station} · {seen}"))
        }
        ItemStatus::Preparing => ("mk half", Word::BeingMade, station.to_owned()),
        ItemStatus::Prepared => ("sign tick", Word::Prepared, station.to_owned()),
        ItemStatus::Voided => ("sign cross", Word::Void, String::new()),
    }
}

#[component]
fn ItemRow(order: OrderId, item: ItemId) -> Element {
    let mut till: Till = use_context();
    let found = use_memo(move || {
        let board = till.board.read();
        let (board, order) = (board.as_ref()?, board.as_ref()?.order(order)?);
        let item = order.item(item)?;
        let station = view::station_name(board, item.station.as_ref());
        let may_void = actions::may_void(order, item);
        Some((item.clone(), state(item, order, &station), may_void))
    });
    let Some((it, (mark, word, more), may_void)) = found() else {
        return rsx! {};
    };
    let class = match it.status {
        ItemStatus::Prepared => "item done",
        ItemStatus::Voided => "item void",
        ItemStatus::Held => "item held",
        _ => "item",
    };
    rsx! {
        li { class, "data-item": "{it.name}", "data-status": it.status.as_str(),
            span { class: "q", "{it.quantity}" }
            span { class: "m",
                "{it.name} "
                if it.seat.is_some() {
                    span { class: "seat", {words::at_seat(it.seat)} }
                }
                for modifier in &it.modifiers {
                    span { key: "{modifier.id}", class: if modifier.removes { "sub no" } else { "sub add" }, "{modifier.name}" }
                }
                if let Some(note) = &it.note {
                    span { class: "note", "“{note}”" }
                }
                if !it.allergies.is_empty() && it.status != ItemStatus::Voided {
                    span { class: "allergy",
                        {words::allergens(&it.allergies)} " · "
                        {say(if view::unconfirmed(&it) { Word::NotConfirmed } else { Word::Confirmed })}
                    }
                }
            }
            span { class: "st",
                i { class: mark }
                {say(word)}
                small { "{more}" }
            }
            if may_void {
                button { class: "btn", "aria-label": "{say(Word::VoidAct)} {it.name}", onclick: move |_| till.sheet.set(Sheet::Void(item)), {say(Word::VoidAct)} }
            } else {
                span {}
            }
        }
    }
}

#[component]
fn Money(id: OrderId) -> Element {
    let till: Till = use_context();
    let order = use_memo(move || order_of(till, id));
    let order = order();
    let Some((order, bill)) = order.as_ref().and_then(|order| Some((order, order.bill.as_ref()?))) else {
        return rsx! {};
    };
    let (paid, owed) = (view::is_paid(order), view::owed(order));
    rsx! {
        div { class: "money",
            if let Some((class, sign, words)) = view::card_state(&bill.payment) {
                span { class, "data-payment": "{bill.payment.status:?}", i { class: sign } "{words}" }
            }
            span { class: "parts",
                "{say(Word::Subtotal)} {money::short(bill.subtotal)} · {say(Word::Tax)} {money::short(bill.tax)}"
                if bill.discount > 0 {
                    " · −{money::short(bill.discount)}"
                }
            }
            span { class: "total", "data-paid": paid,
                if paid {
                    "{money::short(bill.total)} "
                    i { class: "sign tick" }
                    {say(Word::Paid)}
                } else {
                    "{money::short(owed)} {say(Word::ToPay)}"
                }
            }
        }
    }
}

#[component]
fn Acts(id: OrderId) -> Element {
    let mut till: Till = use_context();
    let order = use_memo(move || order_of(till, id));
    let Some(order) = order() else { return rsx! {} };
    let (done, all) = view::progress(&order);
    let (status, paid) = (order.status, view::is_paid(&order));
    let pending =
        view::unsent(till, id).1 || order.bill.as_ref().is_some_and(|bill| bill.payment.status == PaymentStatus::Pending);
    let may_cancel = actions::may_cancel(&order);
    let rush = order.priority == Priority::Rush;
    let next = if rush { Priority::Normal } else { Priority::Rush };
    rsx! {
        div { class: "acts",
            button {
                class: "btn main",
                "data-complete": "true",
                disabled: status != Status::Ready,
                onclick: move |_| actions::complete(till, id),
                match status {
                    Status::Ready => say(Word::Complete).to_owned(),
                    Status::Completed => say(Word::Completed).to_owned(),
                    _ => words::still_to_come(all - done),
                }
            }
            button { class: "btn big", disabled: paid || pending, onclick: move |_| till.sheet.set(Sheet::Cash), {say(Word::Cash)} "…" }
            button { class: "btn big", disabled: paid || pending || status == Status::Cancelled, "data-card": "true", onclick: move |_| till.sheet.set(Sheet::Card), {t(W::Card)} "…" }
            // Reopening is not where completing was: a double tap must not undo it.
            if status == Status::Completed {
                button { class: "btn", onclick: move |_| actions::recall(till, id), {say(Word::Reopen)} }
            } else {
                button {
                    class: "btn",
                    disabled: !status.is_cooking(),
                    onclick: move |_| {
                        if let Some(order) = order_of(till, id) {
                            actions::add_to(till, &order);
                        }
                    },
                    {say(Word::AddItems)}
                }
                button {
                    class: "btn",
                    "data-again": "true",
                    disabled: !status.is_cooking(),
                    onclick: move |_| {
                        if let Some(order) = order_of(till, id) {
                            actions::repeat_round(till, &order);
                        }
                    },
                    {q(Quick::SameAgain)}
                }
            }
            button {
                class: "btn",
                disabled: status.is_over(),
                "aria-pressed": rush,
                onclick: move |_| actions::prioritise(till, id, next),
                {say(if rush { Word::NoRush } else { Word::Rush })}
            }
            button { class: "btn", disabled: status.is_over() && !may_cancel, "data-more": "true", onclick: move |_| till.sheet.set(Sheet::More), {t(W::More)} "…" }
        }
    }
}
