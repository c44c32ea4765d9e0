//! The pass, read by order: what stands ready to hand out on the left, who is missing what on
//! the right.

use client_kit::text::kitchen::{Word, say};
use dioxus::prelude::*;

use super::station::{Frame, Nothing, places};
use crate::components::bar::TopBar;
use crate::components::order_card::OrderCard;
use crate::components::ready::Ready;
use crate::drag;
use crate::model::*;
use crate::store::Screen;

#[component]
pub fn Expo() -> Element {
    let screen = use_context::<Screen>();
    let columns = screen.glass.read().columns;
    let cells = screen.cells.read();
    rsx! {
        Frame {
            TopBar { title: say(Word::Expo) }
            div { class: "work pass",
                Ready {}
                main {
                    class: "grid cols-{columns}",
                    onpointermove: move |e| drag::follow(screen, &e),
                    onpointerup: move |_| drag::drop(screen),
                    onpointercancel: move |_| drag::give_up(screen),
                    for (cell , place) in cells.iter().zip(places(&cells)) {
                        OrderCard { key: "{cell.card.0}.{cell.part}", cell: *cell, place }
                    }
                    if cells.is_empty() && screen.ready.read().is_empty() {
                        Nothing { words: say(Word::NothingAtPass) }
                    }
                }
            }
            Ghost {}
        }
    }
}

/// The card in the hand. It is there always, so that it can be put below the finger at once.
#[component]
fn Ghost() -> Element {
    let screen = use_context::<Screen>();
    let number = screen.drag.read().and_then(|drag| Some(lens(screen.cards, drag.card)?.head().read().number));
    rsx! {
        div { class: if number.is_some() { "ghost on" } else { "ghost" }, "aria-hidden": "true",
            if let Some(number) = number {
                "{number}"
            }
        }
    }
}
