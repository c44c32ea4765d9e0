//! The corner that tells the truth: where the link stands, how old what is shown is, and what
//! has not been sent. Always the same place, always the same width.

use dioxus::prelude::*;
use shared::sync::Link;

use crate::connection::LinkView;
use crate::text::common::{self, Word, say};

#[component]
pub fn LinkBadge(link: Signal<LinkView>) -> Element {
    let view = link.read();
    // What the page says of it to programs is the same in every language.
    let (class, state, word) = match view.link {
        Link::Live if view.stale => ("link off", "no link", Word::NoLink),
        Link::Live => ("link", "live", Word::Live),
        Link::CatchingUp => ("link wait", "catching up", Word::CatchingUp),
        Link::Connecting if view.age < 3 => ("link wait", "connecting", Word::Connecting),
        Link::Connecting | Link::Offline | Link::Refused(_) => ("link off", "no link", Word::NoLink),
    };
    let below = if view.unsent > 0 { common::unsent(view.unsent) } else { common::age(view.age) };
    rsx! {
        span { class, "data-link": state,
            i { class: "sign dot" }
            // What changes each second is not read aloud each second.
            span { role: "status", {say(word)} }
            small { "{below}" }
        }
    }
}
