//! The fire plan where it is wanted: below a ticket's head, where a tap starts it, and below a
//! station's head at the pass. Drawn anew only when its words change.

use client_kit::text::kitchen::{Word, say};
use dioxus::prelude::*;

use crate::actions;
use crate::kitchen::advice::Advice;
use crate::model::*;
use crate::store::Screen;

/// What is told of a ticket now.
fn use_advice(key: TicketKey) -> Memo<Option<Advice>> {
    let screen = use_context::<Screen>();
    use_memo(use_reactive!(|key| {
        let now = *screen.now.read();
        // A tap of our own changes it at once.
        let _ = screen.news.read();
        screen.kitchen(|k| k.advice(&key, now))
    }))
}

/// On a station's ticket: the whole line is a target.
#[component]
pub fn TicketAdvice(card: CardId, head: ReadSignal<Head>) -> Element {
    let screen = use_context::<Screen>();
    let head = head.read();
    let advice = use_advice(head.key.clone())();
    let held = head.held.then(|| Advice {
        lead: say(Word::HeldByPass).to_owned(),
        why: say(Word::TapToStart).to_owned(),
        late: false,
        now: false,
        begun: false,
    });
    let Some(Advice { lead, why, late, begun, .. }) = held.or(advice) else {
        return rsx! { div { class: "advice" } };
    };
    rsx! {
        button {
            class: if late { "advice late" } else { "advice" },
            "data-start": "{head.number}",
            disabled: begun,
            onclick: move |_| actions::start(screen, card),
            i { class: if begun { "sign tick" } else if late { "sign up" } else { "sign clock" } }
            span { b { "{lead}" } " " small { "{why}" } }
            if !begun {
                kbd { "T" }
            }
        }
    }
}

/// At the pass: read, not tapped.
#[component]
pub fn StationAdvice(group: Group) -> Element {
    let advice = use_advice(group.key)();
    let Some(Advice { lead, why, late, now, .. }) = advice else {
        return rsx! { div { class: "told" } };
    };
    rsx! {
        div { class: if late { "told late" } else { "told" }, "data-advice": "true",
            i { class: if late { "sign up" } else { "sign clock" } }
            span { b { "{lead}" } if now { ": " } else { " " } "{why}" }
        }
    }
}
