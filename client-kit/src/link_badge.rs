//! The corner that tells the truth: where the link stands, how old what is shown is, and what
//! has not been sent. Always the same place, always the same width.

use dioxus::prelude::*;
use shared::sync::Link;

use crate::connection::LinkView;
use crate::text::common::{self, Word, say};

#[component]
pub fn LinkBadge(link: Signal<LinkView>) -> Element {
    let view = link.read();
    let (class, words) = match view.link {
        Link::Live if view.stale => ("link off", say(Word::NoLink)),
        Link::Live => ("link", say(Word::Live)),
        Link::CatchingUp => ("link wait", say(Word::CatchingUp)),
        Link::Connecting if view.age < 3 => ("link wait", say(Word::Connecting)),
        Link::Connecting | Link::Offline | Link::Refused(_) => ("link off", say(Word::NoLink)),
    };
    let below = if view.unsent > 0 { common::unsent(view.unsent) } else { common::age(view.age) };
    rsx! {
        span { class, role: "status", "data-link": "{words}",
            i { class: "sign dot" }
            span { "{words}" }
            small { "{below}" }
        }
    }
}
