//! This device's own settings, the same on every page: language, full screen, and what the browser
//! allows it.

use dioxus::prelude::*;

use crate::platform::page;
use crate::text::common::{Word, say};
use crate::text::{self, Lang};

#[component]
pub fn DevicePanel() -> Element {
    let chosen = text::lang();
    let facts = match (page::is_secure(), page::has("data-offline"), page::has("data-awake")) {
        (false, ..) => vec![say(Word::NeedsHttps)],
        (true, offline, awake) => vec![
            say(if offline { Word::StartsAlone } else { Word::StartsNotAlone }),
            say(if awake { Word::StaysOn } else { Word::StaysNotOn }),
        ],
    };
    rsx! {
        div { class: "group languages",
            for lang in Lang::ALL {
                button {
                    key: "{lang.tag()}",
                    class: if lang == chosen { "key on" } else { "key" },
                    lang: lang.tag(),
                    "aria-pressed": if lang == chosen { "true" } else { "false" },
                    onclick: move |_| text::choose_lang(lang),
                    {lang.name()}
                }
            }
        }
        div { class: "group",
            button { class: "key", onclick: move |_| page::toggle_full_screen(), {say(Word::FullScreen)} }
        }
        for fact in facts {
            p { key: "{fact}", class: "fact", "{fact}" }
        }
    }
}
