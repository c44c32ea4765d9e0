//! One call that has not gone through: what it is, why, and what can be done about it.

use dioxus::prelude::*;
use shared::ids::CommandId;

use crate::actions;
use crate::components::panel::Frame;
use crate::sending;
use crate::store::{Picked, Till};
use crate::words::{self, Word, say};

#[component]
pub fn UnsentSheet(command: CommandId) -> Element {
    let mut till: Till = use_context();
    let call = till.sending.list.read().iter().find(|call| call.key == command).cloned();
    let Some(call) = call else {
        return rsx! {
            div { class: "pick", {say(Word::PickOrder)} }
        };
    };
    let names: Vec<(u32, String)> = {
        let menu = till.menu.read();
        let name = |dish| {
            menu.as_ref().and_then(|menu| crate::cart::find(menu, dish)).map_or_else(|| dish.to_string(), |d| d.name.clone())
        };
        call.cart.iter().flat_map(|cart| &cart.lines).map(|line| (line.quantity, name(&line.dish))).collect()
    };
    let refused = call.refused.clone();
    let title = match refused {
        Some(_) => format!("{} · {}", say(Word::RefusedMark), call.about),
        None => words::not_sent_yet(&call.about),
    };
    rsx! {
        Frame {
            title,
            on_close: move |()| till.picked.set(Picked::None),
            footer: rsx! {
                if refused.is_some() {
                    button { class: "btn big grave", onclick: move |_| sending::forget(till, command), {say(Word::Discard)} }
                    if call.cart.is_some() {
                        button { class: "btn main", onclick: { let call = call.clone(); move |_| actions::mend(till, &call) }, {say(Word::ToCheck)} }
                    }
                } else {
                    button { class: "btn main", onclick: move |_| sending::kick(till), {say(Word::TryNow)} }
                }
            },
            if let Some(why) = refused.clone() {
                p { class: "why", "{why}" }
            } else {
                p { class: "hint", {say(Word::NotSentYet)} ": " {say(Word::TryingAgain)} }
            }
            ul {
                for (k , (quantity , name)) in names.into_iter().enumerate() {
                    li { key: "{k}", class: "item", span { class: "q", "{quantity}" } span { class: "m", "{name}" } }
                }
            }
        }
    }
}
