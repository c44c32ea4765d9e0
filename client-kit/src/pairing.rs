//! Making this browser a paired screen: a code from the back office, scanned or typed.

use std::cell::Cell;

use dioxus::prelude::*;

use crate::api::Failure;
use crate::platform::{self, page};
use crate::session;
use crate::text::common::{self, Word, say};

thread_local! {
    static CODE: Cell<Option<String>> = const { Cell::new(None) };
}

/// `/kds#pair=CODE`, as the square of the back office says it. The code goes out of the address
/// at once: it is good for one use, and no history needs it. True: there was one. Called before
/// anything else changes the address.
pub fn note_address() -> bool {
    let fragment = page::fragment();
    let Some(code) = fragment.strip_prefix("pair=").filter(|code| !code.is_empty()) else { return false };
    page::forget_fragment();
    CODE.set(Some(code.to_owned()));
    true
}

/// The code that the page was opened with, once.
pub fn from_address() -> Option<String> {
    CODE.take()
}

#[component]
pub fn PairPanel(title: String, code: Option<String>, on_done: EventHandler<()>) -> Element {
    let mut typed = use_signal(|| code.clone().unwrap_or_default());
    let mut busy = use_signal(|| false);
    let mut words = use_signal(|| None::<String>);
    let enter = use_callback(move |()| {
        let code = platform::upper(typed.peek().trim());
        if *busy.peek() || code.is_empty() {
            return;
        }
        busy.set(true);
        words.set(None);
        spawn(async move {
            match session::pair(&code).await {
                // A till asks for a PIN now; every other screen is signed in, and this is gone.
                Ok(_) => on_done.call(()),
                Err(failure) => {
                    words.set(Some(explain(&failure)));
                    busy.set(false);
                }
            }
        });
    });
    use_hook(|| {
        if code.is_some() {
            enter.call(());
        }
    });
    let bad = words.read().is_some();
    rsx! {
        form {
            class: "pin",
            onsubmit: move |event| {
                event.prevent_default();
                enter.call(());
            },
            h1 { "{title}" }
            label { class: "code",
                {say(Word::PairTitle)}
                input {
                    r#type: "text",
                    name: "code",
                    autocomplete: "off",
                    autocapitalize: "characters",
                    spellcheck: "false",
                    maxlength: "32",
                    "data-code": "true",
                    value: "{typed}",
                    oninput: move |event| typed.set(event.value()),
                }
            }
            button { class: "key strong", r#type: "submit", disabled: busy() || typed.read().trim().is_empty(), {say(Word::Pair)} }
            div { class: if bad { "say bad" } else { "say" }, "aria-live": "polite",
                if busy() {
                    {say(Word::Pairing)}
                } else if let Some(words) = words() {
                    "{words}"
                } else {
                    {say(Word::PairHint)}
                }
            }
            button { class: "quiet", r#type: "button", onclick: move |_| on_done.call(()), {say(Word::UsePin)} }
        }
    }
}

fn explain(failure: &Failure) -> String {
    match failure {
        Failure::Refused(problem) if problem.status == 429 => common::wait_seconds(60),
        Failure::Refused(problem) if matches!(problem.status, 401 | 404 | 409 | 422) => say(Word::BadCode).into(),
        failure => failure.words(),
    }
}
