//! The check: whom it is for, its lines by course, what it comes to, and the key that sends it.

use client_kit::text::till_quick::{Word as Quick, order_closed, say as q};
use dioxus::html::{ScrollBehavior, ScrollLogicalPosition, ScrollToOptions};
use dioxus::prelude::*;
use shared::order::Channel;

use crate::actions;
use crate::cart::{self, COURSES_MAX, Cart, CartLine, SEATS_MAX};
use crate::components::check_extras::Extras;
use crate::components::parked_list::ParkedList;
use crate::components::quote_line::QuoteLine;
use crate::components::stepper::Stepper;
use crate::money;
use crate::store::{Panel, Till};
use crate::view;
use crate::words::{self, Word, say};

#[component]
pub fn Check() -> Element {
    let till: Till = use_context();
    let (empty, has_seats) = {
        let cart = till.cart.read();
        (cart.is_empty(), cart.channel == Channel::DineIn && (cart.is_addressed() || !cart.is_empty()))
    };
    rsx! {
        section { class: "check", "aria-label": say(Word::Check),
            Addressee {}
            if has_seats {
                Steppers {}
            } else {
                span {}
            }
            if empty {
                Start {}
            } else {
                Lines {}
            }
            Extras {}
            Sums {}
            SendKey {}
        }
    }
}

#[component]
fn Addressee() -> Element {
    let till: Till = use_context();
    let live = use_memo(move || till.reads_live());
    let cart = till.cart.read();
    // `fixed`: an open order is not chosen anew; one that has gone is, once a live board says so.
    let (text, missing, fixed) = match &cart.target {
        Some(target) => {
            let board = till.board.read();
            let order = board.as_ref().and_then(|board| board.order(target.id));
            let gone = live() && board.is_some() && !order.is_some_and(|order| order.status.is_cooking());
            let place = order.map(view::place_short).unwrap_or_default();
            let text = if gone { order_closed(target.number) } else { format!("{} · {place}", words::add_to(target.number)) };
            (text, gone, !gone)
        }
        None if cart.is_blank() => (say(Word::NewOrder).to_owned(), false, false),
        None => (addressee(&cart), !cart.is_addressed(), false),
    };
    rsx! {
        button {
            class: if missing { "whom missing" } else { "whom" },
            title: say(Word::Whom),
            onclick: move |_| {
                if !fixed {
                    actions::whom(till);
                }
            },
            span { class: "to", "{text}" }
            if !fixed {
                span { class: "edit", {say(Word::Change)} }
            }
        }
    }
}

/// `Table 12 · 4 covers`, `Takeaway · Ines · 19:30`.
pub fn addressee(cart: &Cart) -> String {
    if cart.channel == Channel::DineIn && cart.table.is_empty() {
        return format!("{} · {}", say(Word::DineIn), say(Word::ChooseTable));
    }
    let table = (cart.channel == Channel::DineIn).then_some(cart.table.as_str());
    let guest = (cart.channel != Channel::DineIn && !cart.name.is_empty()).then_some(cart.name.as_str());
    let covers = cart.covers.filter(|_| cart.channel == Channel::DineIn);
    let mut text = client_kit::text::kitchen::place(cart.channel, table, guest, covers);
    if let Some(due) = cart.due_at.filter(|_| cart.channel != Channel::DineIn) {
        text.push_str(&format!(" · {}", money::clock(due)));
    }
    text
}

#[component]
fn Steppers() -> Element {
    let mut till: Till = use_context();
    let (seat, course) = {
        let cart = till.cart.read();
        (cart.seat, cart.course)
    };
    let at = seat.unwrap_or(0);
    rsx! {
        div { class: "steppers",
            Stepper {
                label: words::seat(seat),
                name: say(Word::Seat),
                can_less: at > 0,
                can_more: at < SEATS_MAX,
                on_step: move |step: i32| till.change(|cart| cart.seat = Some(at.saturating_add_signed(step as i16)).filter(|s| *s > 0)),
            }
            Stepper {
                label: words::course(course),
                name: say(Word::Course),
                can_less: course > 1,
                can_more: course < COURSES_MAX,
                on_step: move |step: i32| till.change(|cart| cart.set_course(course.saturating_add_signed(step as i16))),
            }
        }
    }
}

/// An empty check asks whom it is for, and shows what was put aside.
#[component]
fn Start() -> Element {
    let till: Till = use_context();
    let addressed = till.cart.read().is_addressed() && !till.cart.read().is_blank();
    let cleared = till.cleared.read().is_some();
    rsx! {
        div { class: "lines start",
            if !addressed {
                for (channel , word) in [(Channel::DineIn, Word::DineIn), (Channel::Takeaway, Word::Takeaway), (Channel::Delivery, Word::Delivery)] {
                    button { key: "{word:?}", class: "btn big", onclick: move |_| actions::begin(till, channel), {say(word)} "…" }
                }
                if till.parked.read().is_empty() {
                    p { {say(Word::OrTapDishes)} }
                }
            }
            SameAgain {}
            if cleared {
                button { class: "btn", onclick: move |_| actions::bring_back(till), {say(Word::BringBack)} }
            }
            ParkedList {}
        }
    }
}

/// Where something is added to an open order: its last round once more.
#[component]
fn SameAgain() -> Element {
    let till: Till = use_context();
    let order = use_memo(move || {
        let (cart, board) = (till.cart.read(), till.board.read());
        board.as_ref()?.order(cart.target.as_ref()?.id).cloned()
    });
    let Some(order) = order() else { return rsx! {} };
    let words = crate::round::in_words(&order);
    if words.is_empty() {
        return rsx! {};
    }
    rsx! {
        button { class: "btn big again", "data-again": "true", onclick: move |_| actions::repeat_round(till, &order),
            {q(Quick::SameAgain)}
            small { "{words}" }
        }
    }
}

#[component]
fn Lines() -> Element {
    let till: Till = use_context();
    let cart = till.cart.read();
    let courses = cart.courses();
    let dine_in = cart.channel == Channel::DineIn;
    let headed = dine_in && (courses.len() > 1 || courses.first().is_some_and(|c| *c > 1) || !cart.held.is_empty());
    rsx! {
        div { class: "lines",
            for course in courses {
                if headed {
                    CourseHead { key: "c{course}", course }
                }
                for line in cart.lines.iter().filter(|line| line.course == course) {
                    Line { key: "{line.key}", line: line.key }
                }
            }
        }
    }
}

#[component]
fn CourseHead(course: u16) -> Element {
    let mut till: Till = use_context();
    let held = till.cart.read().held.contains(&course);
    rsx! {
        div { class: "coursehead",
            span {
                {words::course(course)} " · "
                {say(if held { Word::Held } else { Word::CookedNow })}
            }
            button {
                class: if held { "btn on" } else { "btn" },
                "aria-pressed": held,
                onclick: move |_| till.change(|cart| cart.toggle_hold(course)),
                {say(Word::Hold)}
            }
        }
    }
}

/// One line as it is drawn, so that a tap elsewhere does not draw it again.
#[derive(Clone, PartialEq)]
struct Drawn {
    line: CartLine,
    name: String,
    adds: Vec<(String, bool)>,
    price: String,
    missing: Option<String>,
    clashes: Vec<String>,
    held: bool,
}

fn drawn(till: Till, key: u32) -> Option<Drawn> {
    let (cart, menu) = (till.cart.read(), till.menu.read());
    let (line, menu) = (cart.line(key)?, menu.as_ref()?);
    let dish = cart::find(menu, &line.dish);
    Some(Drawn {
        line: line.clone(),
        name: dish.map_or_else(|| line.dish.to_string(), |d| d.name.clone()),
        adds: dish.map(|d| cart::chosen(d, line).iter().map(|o| (o.name.clone(), o.removes)).collect()).unwrap_or_default(),
        price: money::short(cart::line_total(line, menu)),
        missing: dish.and_then(|d| cart::short(d, line)).map(|group| words::choose_of(&group.name)),
        clashes: cart.clashes(line, menu).iter().map(|a| words::clash(&a.allergen, a.seat)).collect(),
        held: cart.held.contains(&line.course),
    })
}

#[component]
fn Line(line: u32) -> Element {
    let mut till: Till = use_context();
    let drawn = use_memo(move || drawn(till, line));
    let open = use_memo(move || *till.panel.read() == Panel::Line(line));
    let Some(drawn) = drawn() else { return rsx! {} };
    let mut class = String::from("line");
    if open() {
        class.push_str(" now");
    }
    if drawn.held {
        class.push_str(" held");
    }
    let quantity = drawn.line.quantity;
    rsx! {
        div {
            class,
            // A new line comes into sight by itself.
            onmounted: move |event| {
                spawn(async move {
                    let how = ScrollToOptions {
                        behavior: ScrollBehavior::Instant,
                        vertical: ScrollLogicalPosition::Nearest,
                        horizontal: ScrollLogicalPosition::Nearest,
                    };
                    let _ = event.scroll_to_with_options(how).await;
                });
            },
            button { class: "btn plain", "aria-label": "{say(Word::Less)}: {drawn.name}", "data-less": "{line}", onclick: move |_| actions::less(till, line), "−" }
            button { class: "about", "data-line": "{line}", "aria-expanded": open(), onclick: move |_| till.panel.set(Panel::Line(line)),
                span { class: "q", "{quantity}" }
                span { class: "m",
                    "{drawn.name} "
                    if drawn.line.seat.is_some() {
                        span { class: "seat", {words::at_seat(drawn.line.seat)} }
                    }
                }
                span { class: "p", "{drawn.price}" }
                for (name , removes) in drawn.adds {
                    span { key: "{name}", class: if removes { "sub no" } else { "sub add" }, "{name}" }
                }
                if !drawn.line.note.is_empty() {
                    span { class: "note", "“{drawn.line.note}”" }
                }
                if let Some(missing) = drawn.missing {
                    span { class: "sub short", "{missing}" }
                }
                for clash in drawn.clashes {
                    span { key: "{clash}", class: "allergy", "{clash}" }
                }
            }
        }
    }
}

#[component]
fn Sums() -> Element {
    let till: Till = use_context();
    let sums = use_memo(move || {
        let (cart, menu) = (till.cart.read(), till.menu.read());
        let subtotal = menu.as_ref().map_or(0, |menu| cart.subtotal(menu));
        let points = menu.as_ref().map_or(0, |menu| cart.points_off(menu));
        (subtotal, points, money::with_tax(subtotal - points, *till.tax.read()))
    });
    let (subtotal, points, (tax, total)) = sums();
    rsx! {
        dl { class: "sums",
            dt { "{say(Word::Subtotal)} {money::short(subtotal)} · {tax}" }
            dd {}
            if points > 0 {
                dt { {client_kit::text::till::points_off(points)} }
                dd { "−" {money::short(points)} }
            }
            dt { class: "total", {say(if till.tax.read().is_some() { Word::Total } else { Word::BeforeTax })} }
            dd { class: "total", "data-total": "{total}", {money::short(total)} }
        }
    }
}

#[component]
fn SendKey() -> Element {
    let till: Till = use_context();
    let count = till.cart.read().count();
    rsx! {
        div { class: "send",
            QuoteLine {}
            button {
                class: "btn main",
                disabled: count == 0,
                "data-send": "true",
                onclick: move |_| actions::send_check(till),
                if count == 0 {
                    {say(Word::NothingToSend)}
                } else {
                    {words::send_items(count)}
                }
            }
        }
    }
}
