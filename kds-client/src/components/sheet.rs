//! What lies over the board: the last tickets, a ticket, a dish, this screen's own settings.

use client_kit::platform::page;
use client_kit::text::{common, kitchen::Word, kitchen::say};
use dioxus::prelude::*;

use super::dish::{Dish, Ticket, title};
use super::order_sheet::{OrderSheet, Runners};
use super::recall::Recall;
use super::settings::Settings;
use crate::route::Place;
use crate::store::{Screen, Sheet};

/// While it is there the board below is out of reach, and the focus is in the sheet; then it goes
/// back to where it was.
#[component]
fn Covers() -> Element {
    use_effect(|| page::cover(".work", ".sheet > [role=dialog]"));
    use_drop(|| page::uncover(".work"));
    rsx! {}
}

#[component]
pub fn Sheets() -> Element {
    let mut screen = use_context::<Screen>();
    let sheet = *screen.sheet.read();
    if sheet == Sheet::None {
        return rsx! {};
    }
    let expo = screen.kitchen(|k| *k.place() == Place::Expo);
    let title = match sheet {
        Sheet::Recall => say(Word::LastTickets).to_owned(),
        Sheet::Ticket(_) | Sheet::Dish(..) => title(screen, sheet),
        Sheet::Runner => say(Word::Runner).to_owned(),
        _ => say(Word::Settings).to_owned(),
    };
    rsx! {
        div { class: "sheet", onclick: move |_| screen.sheet.set(Sheet::None),
            Covers {}
            div { role: "dialog", "aria-modal": "true", "aria-label": "{title}", tabindex: "-1", onclick: move |e| e.stop_propagation(),
                h2 {
                    span { "{title}" }
                    button { class: "key", onclick: move |_| screen.sheet.set(Sheet::None), {common::say(common::Word::Close)} }
                }
                match sheet {
                    Sheet::Recall => rsx! { Recall {} },
                    Sheet::Ticket(card) if expo => rsx! { OrderSheet { card } },
                    Sheet::Ticket(card) => rsx! { Ticket { card } },
                    Sheet::Runner => rsx! { Runners {} },
                    Sheet::Dish(order, item) => rsx! { Dish { order, item } },
                    _ => rsx! { Settings {} },
                }
            }
        }
    }
}
