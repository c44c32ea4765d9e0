//! Logging in by PIN: large keys, the keyboard too, and plain words when it fails. Beside it the
//! way in for a screen: a pairing code, from the address or by hand.

use dioxus::prelude::*;

use crate::api::Failure;
use crate::device_panel::Languages;
use crate::keys;
use crate::pairing::PairPanel;
use crate::session;
use crate::text::common::{self, Word, say};

const MAX: usize = 8;
const MIN: usize = 4;

/// `title` says which page this is: `Kitchen`, `Till`.
#[component]
pub fn PinPad(title: String) -> Element {
    let from_address = use_hook(crate::pairing::from_address);
    let mut pairing = use_signal(|| from_address.is_some());
    if pairing() {
        return rsx! {
            PairPanel { title, code: from_address, on_done: move |()| pairing.set(false) }
        };
    }
    rsx! {
        Pad { title, on_pair: move |()| pairing.set(true) }
    }
}

#[component]
fn Pad(title: String, on_pair: EventHandler<()>) -> Element {
    let mut pin = use_signal(String::new);
    let mut busy = use_signal(|| false);
    let mut words = use_signal(|| None::<String>);

    let enter = use_callback(move |()| {
        if *busy.peek() || pin.peek().len() < MIN {
            return;
        }
        busy.set(true);
        words.set(None);
        spawn(async move {
            let tried = pin.peek().clone();
            if let Err(failure) = session::login(&tried).await {
                words.set(Some(explain(&failure)));
                pin.set(String::new());
            }
            busy.set(false);
        });
    });
    let press = use_callback(move |digit: char| {
        if !*busy.peek() && pin.peek().len() < MAX {
            words.set(None);
            pin.write().push(digit);
        }
    });
    let back = use_callback(move |()| {
        pin.write().pop();
    });
    use_hook(|| {
        keys::listen(move |key| {
            // Once the pad is gone, another screen has the keys or nobody.
            if busy.try_peek().is_err() {
                return false;
            }
            match key {
                "Enter" => enter.call(()),
                "Backspace" => back.call(()),
                _ => match key.chars().next().filter(|c| c.is_ascii_digit() && key.len() == 1) {
                    Some(digit) => press.call(digit),
                    None => return false,
                },
            }
            true
        });
    });

    let length = pin.read().len();
    let bad = words.read().is_some();
    let paired = session::unattended().is_some();
    rsx! {
        div { class: "pin", role: "main",
            h1 { "{title}" }
            div { class: "dots", role: "img", "aria-label": "{length}",
                for k in 0..length.max(MIN) {
                    i { key: "{k}", class: if k < length { "on" } }
                }
            }
            div { class: "pad",
                for digit in "123456789".chars() {
                    button { key: "{digit}", class: "key", "data-digit": "{digit}", onclick: move |_| press.call(digit), "{digit}" }
                }
                button { class: "key", "aria-label": say(Word::Clear), onclick: move |_| back.call(()), i { class: "sign back" } }
                button { class: "key", "data-digit": "0", onclick: move |_| press.call('0'), "0" }
                button {
                    class: "key strong",
                    "data-enter": "true",
                    "aria-label": say(Word::SignIn),
                    disabled: length < MIN || busy(),
                    onclick: move |_| enter.call(()),
                    i { class: "sign next" }
                }
            }
            div { class: if bad { "say bad" } else { "say" }, "aria-live": "polite",
                if busy() {
                    {say(Word::Checking)}
                } else if let Some(words) = words() {
                    "{words}"
                } else {
                    {say(Word::PinHint)}
                }
            }
            if paired {
                button { class: "quiet", onclick: move |_| session::resume_device(), {say(Word::UseDevice)} }
            } else {
                button { class: "quiet", "data-pair": "true", onclick: move |_| on_pair.call(()), {say(Word::Pair)} }
            }
            Languages { class: "tongues" }
        }
    }
}

fn explain(failure: &Failure) -> String {
    match failure {
        Failure::Refused(problem) if problem.status == 429 => common::wait_seconds(60),
        Failure::Refused(problem) if problem.status == 401 => say(Word::WrongPin).into(),
        Failure::Refused(problem) if !problem.detail.is_empty() => problem.detail.clone(),
        Failure::Refused(_) | Failure::LoggedOut => say(Word::WrongPin).into(),
        Failure::NoAnswer | Failure::Unreadable => say(Word::NoServer).into(),
    }
}
