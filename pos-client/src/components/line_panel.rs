//! One line of the check: its options by group, note, quantity, seat and course.

use client_kit::text::till_quick::{self as quick, Word as Quick, say as q};
use dioxus::prelude::*;
use shared::menu::CardGroup;
use shared::order::Channel;

use crate::actions;
use crate::cart::{self, COURSES_MAX, SEATS_MAX};
use crate::components::panel::Frame;
use crate::components::stepper::Stepper;
use crate::money;
use crate::round;
use crate::store::{Panel, Till};
use crate::words::{self, Word, say};

#[component]
pub fn LinePanel(line: u32) -> Element {
    let mut till: Till = use_context();
    let found = use_memo(move || {
        let (cart, menu) = (till.cart.read(), till.menu.read());
        let line = cart.line(line)?.clone();
        let dish = menu.as_ref().and_then(|menu| cart::find(menu, &line.dish).cloned());
        Some((line, dish, cart.channel))
    });
    let close = move |()| till.panel.set(Panel::None);
    let Some((at, dish, channel)) = found() else {
        return rsx! {};
    };
    let title = dish.as_ref().map_or_else(|| at.dish.to_string(), |dish| dish.name.clone());
    let groups = dish.as_ref().map(|dish| dish.modifier_groups.clone()).unwrap_or_default();
    let (seat, course, quantity) = (at.seat.unwrap_or(0), at.course, at.quantity);
    let pinned = till.favourites.read().is_pinned(&at.dish);
    let missing = dish.as_ref().is_some_and(|dish| cart::short(dish, &at).is_some());
    rsx! {
        Frame {
            title,
            on_close: close,
            footer: rsx! {
                button {
                    class: "btn big grave",
                    onclick: move |_| {
                        till.change(|cart| cart.set_quantity(line, 0));
                        till.panel.set(Panel::None);
                    },
                    {say(Word::Remove)}
                }
                Stepper {
                    label: "{quantity}",
                    name: "{quantity}",
                    can_less: quantity > 1,
                    can_more: true,
                    on_step: move |step: i32| till.change(|cart| cart.set_quantity(line, quantity.saturating_add_signed(step))),
                }
                button { class: "btn main", disabled: missing, onclick: move |_| till.panel.set(Panel::None), {say(Word::Done)} }
            },
            for group in groups {
                Choices { key: "{group.id}", line, group }
            }
            div { class: "choices",
                button {
                    class: "btn choice",
                    "data-once-more": "true",
                    onclick: move |_| {
                        let mut copy = None;
                        till.change(|cart| copy = cart.repeat_line(line));
                        if let Some(copy) = copy {
                            till.panel.set(Panel::Line(copy));
                        }
                    },
                    if let Some(seat) = at.seat { {quick::same_for(round::next_seat(seat))} } else { {q(Quick::OnceMore)} }
                }
                button {
                    class: if pinned { "btn choice on" } else { "btn choice" },
                    "data-pin": "true",
                    "aria-pressed": pinned,
                    onclick: move |_| actions::pin(till, &at.dish),
                    i { class: "sign star" }
                    {q(Quick::Pin)}
                }
            }
            div { class: "group",
                h3 { {say(Word::Note)} span { class: "rule", {say(Word::NoteHint)} } }
                div { class: "field",
                    input {
                        r#type: "text",
                        autocomplete: "off",
                        maxlength: "{shared::menu::NOTE_MAX}",
                        "aria-label": say(Word::Note),
                        value: "{at.note}",
                        oninput: move |event| till.change(|cart| {
                            if let Some(line) = cart.line_mut(line) {
                                line.note = event.value();
                            }
                        }),
                    }
                }
            }
            if channel == Channel::DineIn {
                div { class: "group",
                    h3 { {say(Word::SeatAndCourse)} }
                    div { class: "steppers",
                        Stepper {
                            label: words::seat(at.seat),
                            name: say(Word::Seat),
                            can_less: seat > 0,
                            can_more: seat < SEATS_MAX,
                            on_step: move |step: i32| till.change(|cart| {
                                if let Some(line) = cart.line_mut(line) {
                                    line.seat = Some(seat.saturating_add_signed(step as i16)).filter(|s| *s > 0);
                                }
                            }),
                        }
                        Stepper {
                            label: words::course(course),
                            name: say(Word::Course),
                            can_less: course > 1,
                            can_more: course < COURSES_MAX,
                            on_step: move |step: i32| till.change(|cart| {
                                if let Some(line) = cart.line_mut(line) {
                                    line.course = course.saturating_add_signed(step as i16);
                                }
                            }),
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn Choices(line: u32, group: CardGroup) -> Element {
    let mut till: Till = use_context();
    let chosen = till.cart.read().line(line).map(|line| line.options.clone()).unwrap_or_default();
    let taken = group.options.iter().filter(|o| chosen.contains(&o.id)).count();
    let short = taken < group.min as usize;
    let full = group.max.is_some_and(|max| max > 1 && taken >= max as usize);
    let class = if short { "rule short" } else { "rule" };
    rsx! {
        div { class: "group", role: "group", "aria-label": "{group.name}",
            h3 { "{group.name}" span { class, {words::choose(group.min, group.max)} } }
            div { class: "choices",
                for option in group.options.clone() {
                    {
                        let on = chosen.contains(&option.id);
                        let (group, id) = (group.clone(), option.id.clone());
                        rsx! {
                            button {
                                key: "{option.id}",
                                class: if on { "btn choice on" } else { "btn choice" },
                                "data-option": "{option.id}",
                                "aria-pressed": on,
                                disabled: full && !on,
                                onclick: move |_| till.change(|cart| cart.toggle(line, &group, &id)),
                                span { class: if option.removes { "no" }, "{option.name}" }
                                span { class: "p", {money::extra(option.price)} }
                            }
                        }
                    }
                }
            }
        }
    }
}
