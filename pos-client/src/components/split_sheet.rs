//! A check is divided: what goes to the second one.

use client_kit::text::till::{self as text, Word as W, say as t};
use dioxus::prelude::*;
use serde_json::json;
use shared::ids::{ItemId, OrderId};

use crate::actions;
use crate::components::panel::Frame;
use crate::components::stepper::Stepper;
use crate::store::{Sheet, Till};
use crate::view;
use crate::words;

/// Items, and how many of each.
type Goes = Vec<(ItemId, u32)>;

#[component]
pub fn SplitSheet(id: OrderId) -> Element {
    let mut till: Till = use_context();
    let mut going = use_signal(Goes::new);
    let order = use_memo(move || till.board.read().as_ref().and_then(|board| board.order(id).cloned()));
    let Some(order) = order() else { return rsx! {} };
    let lines: Vec<_> = order.items.iter().filter(|item| !item.is_voided()).cloned().collect();
    let all: u32 = lines.iter().map(|item| item.quantity).sum();
    let count: u32 = going.read().iter().map(|(_, quantity)| quantity).sum();
    let mut seats: Vec<u16> = lines.iter().filter_map(|item| item.seat).collect();
    shared::lean::sort_by_key(&mut seats, |seat| *seat);
    seats.dedup();
    let of_seat = |seat: u16| lines.iter().filter(move |item| item.seat == Some(seat)).map(|item| (item.id, item.quantity));
    let whole = |seat: u16| of_seat(seat).all(|line| going.read().contains(&line));
    // A guest who pays alone: all of a seat with one tap, and back with another.
    let by_seat: Vec<(u16, bool, Goes)> = seats.into_iter().map(|seat| (seat, whole(seat), of_seat(seat).collect())).collect();
    let send = {
        let order = order.clone();
        move |_| {
            let items: Vec<_> =
                going.peek().iter().map(|(item, quantity)| json!({ "item_id": item, "quantity": quantity })).collect();
            actions::on_order(till, &order, t(W::Split), "split", &json!({ "items": items }));
        }
    };
    rsx! {
        Frame {
            title: "{t(W::Split)} · {order.number} · {view::place(&order)}",
            on_close: move |()| till.sheet.set(Sheet::None),
            footer: rsx! {
                button { class: "btn main", "data-split": "true", disabled: count == 0 || count >= all, onclick: send,
                    {t(W::SplitNow)}
                    if count > 0 {
                        " · {text::split_items(count)}"
                    }
                }
            },
            p { class: "hint", {t(W::SplitHint)} }
            if !by_seat.is_empty() {
                div { class: "choices seats", role: "group", "aria-label": words::say(words::Word::Seat),
                    for (seat , on , theirs) in by_seat {
                        button {
                            key: "{seat}",
                            class: if on { "btn choice on" } else { "btn choice" },
                            "aria-pressed": on,
                            "data-seat": "{seat}",
                            onclick: move |_| {
                                let mut going = going.write();
                                going.retain(|(item, _)| theirs.iter().all(|(other, _)| other != item));
                                going.extend(theirs.iter().copied().filter(|_| !on));
                            },
                            {words::seat(Some(seat))}
                        }
                    }
                }
            }
            ul {
                for item in lines {
                    {
                        let (at, most) = (going.read().iter().find(|(id, _)| *id == item.id).map_or(0, |(_, quantity)| *quantity), item.quantity);
                        let id = item.id;
                        rsx! {
                            li { key: "{item.id}", class: "item splitting", "data-item": "{item.name}",
                                span { class: "q", "{item.quantity}" }
                                span { class: "m", "{item.name} "
                                    if item.seat.is_some() {
                                        span { class: "seat", {words::at_seat(item.seat)} }
                                    }
                                }
                                Stepper {
                                    label: "{at}",
                                    name: "{item.name}",
                                    can_less: at > 0,
                                    can_more: at < most,
                                    on_step: move |step: i32| {
                                        let next = at.saturating_add_signed(step).min(most);
                                        let mut going = going.write();
                                        going.retain(|(item, _)| *item != id);
                                        going.extend((next > 0).then_some((id, next)));
                                    },
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
