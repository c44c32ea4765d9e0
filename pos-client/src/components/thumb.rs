//! On a phone: the three pages under the thumb, always in the same place.

use client_kit::text::till_quick::parked as parked_words;
use dioxus::prelude::*;

use crate::money;
use crate::store::{Page, Panel, Till};
use crate::words::{Word, say};

#[component]
pub fn Thumb() -> Element {
    let mut till: Till = use_context();
    let page = *till.page.read();
    let sums = use_memo(move || {
        let (cart, menu) = (till.cart.read(), till.menu.read());
        let subtotal = menu.as_ref().map_or(0, |menu| cart.subtotal(menu));
        (cart.count(), money::with_tax(subtotal, *till.tax.read()).1)
    });
    let open = use_memo(move || till.board.read().as_ref().map_or(0, |board| board.orders().count()));
    let (count, total) = sums();
    let parked = till.parked.read().len();
    let mut go = move |to| {
        till.panel.set(Panel::None);
        till.page.set(to);
    };
    let class = |at| if page == at { "btn on" } else { "btn" };
    rsx! {
        nav { class: "thumb", "aria-label": say(Word::Pages),
            button { class: class(Page::Menu), "aria-current": page == Page::Menu, onclick: move |_| go(Page::Menu), {say(Word::Menu)} }
            button { class: class(Page::Check), "aria-current": page == Page::Check, onclick: move |_| go(Page::Check),
                {say(Word::Check)}
                if count > 0 {
                    " {count}"
                    br {}
                    {money::short(total)}
                } else if parked > 0 {
                    br {}
                    small { {parked_words(parked)} }
                }
            }
            button { class: class(Page::Orders), "aria-current": page == Page::Orders, onclick: move |_| go(Page::Orders), {say(Word::Orders)} " {open}" }
        }
    }
}
