//! What the pass can do with an order, beside what stands on its card; and who carries.

use client_kit::text::kitchen::{Word, say};
use dioxus::prelude::*;
use shared::order::ItemStatus;

use super::row::Details;
use crate::actions;
use crate::model::*;
use crate::store::Screen;

#[component]
pub fn OrderSheet(card: CardId) -> Element {
    let screen = use_context::<Screen>();
    let id = card;
    let Some(card) = lens(screen.cards, id) else { return rsx! {} };
    let head = card.head().cloned();
    let lines = card.lines().cloned();
    if !card.phase().read().eq(&Phase::Open) {
        return rsx! {
            p { {say(Word::GoneNow)} }
        };
    }
    let open = lines.iter().any(|line| is_open(line.status));
    rsx! {
        // They stay when it gets ready: what is below does not come under the finger.
        div { class: "group",
            button { class: "key", "data-move": "earlier", disabled: head.ready, onclick: move |_| actions::shift(screen, id, -1),
                i { class: "sign back" }
                {say(Word::Earlier)}
                kbd { "[" }
            }
            button { class: "key", "data-move": "later", disabled: head.ready, onclick: move |_| actions::shift(screen, id, 1),
                kbd { "]" }
                {say(Word::Later)}
                i { class: "sign next" }
            }
        }
        div { class: "group",
            button { class: if head.held { "key on" } else { "key" }, "data-hold": "{head.number}", "aria-pressed": "{head.held}", disabled: head.ready, onclick: move |_| actions::hold(screen, id, !head.held),
                kbd { "H" }
                {say(if head.held { Word::LetGo } else { Word::Hold })}
            }
            button { class: if head.rush { "key on" } else { "key" }, "aria-pressed": "{head.rush}", disabled: head.ready, onclick: move |_| actions::rush(screen, id, !head.rush),
                kbd { "X" }
                {say(if head.rush { Word::UnRush } else { Word::MakeRush })}
            }
            button { class: "key", "data-all": "{head.number}", disabled: !open, onclick: move |_| actions::all_prepared(screen, id), {say(Word::AllPrepared)} }
        }
        for line in lines {
            button { key: "{line.item}", class: "pick", "data-tap": "{line.item}", disabled: !super::dish::is_tappable(line.status), onclick: move |_| actions::item(screen, id, line.item),
                b { "{line.quantity}" }
                span {
                    "{line.dish}"
                    Details { line: line.clone(), here: true }
                }
                span { class: "when",
                    if line.status == ItemStatus::Prepared {
                        {say(Word::Recall)}
                    } else if is_open(line.status) {
                        {say(Word::Done)}
                    }
                }
            }
        }
    }
}

/// Who works here now; whoever is chosen carries what is handed over from this screen.
#[component]
pub fn Runners() -> Element {
    let screen = use_context::<Screen>();
    let people = use_signal(Vec::<String>::new);
    use_hook(|| spawn(async move { actions::load_people(screen, people).await }));
    let chosen = screen.runner.read().clone();
    let mut all = vec![String::new()];
    all.extend(people.read().iter().cloned());
    if !all.contains(&chosen) {
        all.push(chosen.clone());
    }
    rsx! {
        div { class: "stations",
            for name in all {
                button {
                    key: "{name}",
                    class: if name == chosen { "pick on" } else { "pick" },
                    "data-carries": "{name}",
                    "aria-pressed": "{name == chosen}",
                    onclick: {
                        let name = name.clone();
                        move |_| actions::choose_runner(screen, &name)
                    },
                    span {}
                    span { if name.is_empty() { {say(Word::NoRunner)} } else { "{name}" } }
                }
            }
        }
    }
}
