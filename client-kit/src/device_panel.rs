//! This device's own settings, the same on every page: language, full screen, and what the browser
//! allows it.

use dioxus::prelude::*;

use crate::platform::page;
use crate::text::common::{Word, say};
use crate::text::{self, Lang};

/// Who cannot read a page has to find this: each language stands in its own.
#[component]
pub fn Languages(class: &'static str) -> Element {
    let chosen = text::lang();
    rsx! {
        div { class,
            for lang in Lang::ALL {
                button {
                    key: "{lang.tag()}",
                    class: if lang == chosen { "key on" } else { "key" },
                    lang: lang.tag(),
                    "data-lang": lang.tag(),
                    "aria-pressed": if lang == chosen { "true" } else { "false" },
                    onclick: move |_| text::choose_lang(lang),
                    {lang.name()}
                }
            }
        }
    }
}

#[component]
pub fn DevicePanel() -> Element {
    let facts = match (page::is_secure(), page::has("data-offline"), page::has("data-awake")) {
        (false, ..) => vec![say(Word::NeedsHttps)],
        (true, offline, awake) => vec![
            say(if offline { Word::StartsAlone } else { Word::StartsNotAlone }),
            say(if awake { Word::StaysOn } else { Word::StaysNotOn }),
        ],
    };
    rsx! {
        Languages { class: "group languages" }
        div { class: "group",
            button { class: "key", onclick: move |_| page::toggle_full_screen(), {say(Word::FullScreen)} }
        }
        for fact in facts {
            p { key: "{fact}", class: "fact", "{fact}" }
        }
    }
}
