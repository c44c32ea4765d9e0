//! The row that finds a dish by its name, and says how many of the next one are wanted.

use client_kit::text::till_quick::{Word as Quick, say as q};
use client_kit::{keys, platform};
use dioxus::prelude::*;

use crate::actions;
use crate::search;
use crate::store::{Page, Panel, Till};
use crate::words::{Word, say};

/// With one tap; more are counted up on the line.
const TIMES: [u32; 4] = [2, 3, 4, 5];

/// Keys of a keyboard: `/` goes to the search, a digit says how many.
fn listen(mut till: Till) {
    keys::listen(move |key| {
        // The screen may be gone when a key comes.
        let Ok(panel) = till.panel.try_peek().map(|panel| panel.clone()) else { return false };
        if *till.page.peek() == Page::Orders || panel != Panel::None {
            return false;
        }
        match key.parse::<u32>() {
            _ if key == "/" => platform::page::focus(".find input"),
            // Only what its keys show, and back to one.
            Ok(times) if times == 1 || TIMES.contains(&times) => till.times.set(times),
            _ => return false,
        }
        true
    });
}

#[component]
pub fn Find() -> Element {
    let mut till: Till = use_context();
    use_hook(|| listen(till));
    let typed = till.search.read().clone();
    let times = *till.times.read();
    let old_menu = use_memo(move || till.draws_old_menu());
    rsx! {
        div { class: "find",
            div { class: "typed", role: "search",
                input {
                    r#type: "text",
                    inputmode: "search",
                    enterkeyhint: "done",
                    autocomplete: "off",
                    placeholder: if old_menu() { q(Quick::LastMenu) } else { say(Word::FindDish) },
                    "aria-label": say(Word::FindDish),
                    "aria-keyshortcuts": "/",
                    value: "{typed}",
                    oninput: move |event| till.search.set(event.value()),
                    // Enter takes the first that is found, Escape gives up.
                    onkeydown: move |event| match event.key() {
                        Key::Enter => {
                            let first = {
                                let (menu, typed) = (till.menu.peek(), till.search.peek());
                                let mut found = menu.iter().flat_map(|menu| search::found(menu, &typed));
                                found.find(|dish| dish.available).map(|dish| dish.id.clone())
                            };
                            if let Some(first) = first {
                                till.search.set(String::new());
                                actions::add_dish(till, &first);
                            }
                        }
                        Key::Escape => till.search.set(String::new()),
                        _ => {}
                    },
                }
                if !typed.is_empty() {
                    button { class: "btn plain", "aria-label": say(Word::ClearSearch), onclick: move |_| till.search.set(String::new()), i { class: "sign cross" } }
                }
            }
            div { class: "times", role: "group", "aria-label": q(Quick::NextDish),
                for n in TIMES {
                    button {
                        key: "{n}",
                        class: if times == n { "btn on" } else { "btn" },
                        "aria-pressed": times == n,
                        "data-times": "{n}",
                        onclick: move |_| till.times.set(if times == n { 1 } else { n }),
                        "×{n}"
                    }
                }
            }
        }
    }
}
