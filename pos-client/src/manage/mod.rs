//! The back office: its sections, and the frame around them. One section a file; lists, tables and
//! forms are shared.

mod alerts;
mod chart;
mod customers;
mod devices;
mod form;
pub mod load;
mod menu;
mod menu_import;
mod payments;
mod people;
mod qr;
mod reports;
mod stock;
mod stock_one;
mod table;
mod webhooks;

use client_kit::platform::page;
use client_kit::text::manage::{self as words, Word, say};
use dioxus::prelude::*;

use alerts::{AlertList, use_alerts};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Alerts,
    Stock,
    Menu,
    Customers,
    Payments,
    People,
    Devices,
    Webhooks,
    Reports,
}

impl Section {
    const ALL: [(Section, &'static str, Word); 9] = [
        (Section::Alerts, "alerts", Word::Alerts),
        (Section::Stock, "stock", Word::Stock),
        (Section::Menu, "menu", Word::Menu),
        (Section::Customers, "customers", Word::Customers),
        (Section::Payments, "payments", Word::FailedPayments),
        (Section::People, "people", Word::People),
        (Section::Devices, "devices", Word::Devices),
        (Section::Webhooks, "webhooks", Word::Webhooks),
        (Section::Reports, "reports", Word::Reports),
    ];

    /// `/manage/stock`
    fn here() -> Section {
        let path = page::path();
        let name = path.trim_matches('/').split('/').nth(1).unwrap_or_default().to_owned();
        Section::ALL.iter().find(|(_, slug, _)| *slug == name).map_or(Section::Alerts, |(section, ..)| *section)
    }

    fn word(self) -> Word {
        Section::ALL.iter().find(|(section, ..)| *section == self).map_or(Word::Alerts, |(.., word)| *word)
    }
}

#[component]
pub fn ManageScreen() -> Element {
    let mut section = use_signal(Section::here);
    let alerts: AlertList = use_alerts();
    use_context_provider(|| alerts);
    let open = alerts.open();
    let at = section();
    rsx! {
        main { class: "manage",
            nav { class: "sections", "aria-label": say(Word::Sections),
                for (to , slug , word) in Section::ALL {
                    button {
                        key: "{slug}",
                        class: if to == at { "btn on" } else { "btn" },
                        "data-section": slug,
                        "aria-current": if to == at { "page" },
                        onclick: move |_| {
                            page::replace_url(&format!("/manage/{slug}"));
                            section.set(to);
                        },
                        span { {say(word)} }
                        if to == Section::Alerts && open > 0 {
                            span { class: "n", "data-alerts": "{open}", "aria-label": words::open_alerts(open), "{open}" }
                        }
                    }
                }
                a { class: "btn", href: "/pos", {say(Word::ToTill)} }
            }
            section { class: "room", "aria-label": say(at.word()), "data-room": say(at.word()),
                match at {
                    Section::Alerts => rsx! { alerts::Alerts {} },
                    Section::Stock => rsx! { stock::Stock {} },
                    Section::Menu => rsx! { menu::Menu {} },
                    Section::Customers => rsx! { customers::Customers {} },
                    Section::Payments => rsx! { payments::Payments {} },
                    Section::People => rsx! { people::People {} },
                    Section::Devices => rsx! { devices::Devices {} },
                    Section::Webhooks => rsx! { webhooks::Webhooks {} },
                    Section::Reports => rsx! { reports::Reports {} },
                }
            }
        }
    }
}

/// A section's head with what can be done at once, its list, and beside it what was picked.
#[component]
fn Room(
    title: Word,
    #[props(default)] tools: Option<Element>,
    #[props(default)] side: Option<Element>,
    children: Element,
) -> Element {
    rsx! {
        header { class: "head",
            h2 { {say(title)} }
            if let Some(tools) = &tools {
                div { class: "tools", {tools} }
            }
        }
        div { class: if side.is_some() { "split" } else { "split alone" },
            div { class: "main", {children} }
            if let Some(side) = &side {
                aside { class: "side", {side} }
            }
        }
    }
}

/// The head of what was picked, with the way back.
#[component]
fn SideHead(title: String, #[props(default)] more: Option<String>, on_close: EventHandler<()>) -> Element {
    rsx! {
        header { class: "sidehead",
            h3 {
                "{title}"
                if let Some(more) = more {
                    small { "{more}" }
                }
            }
            button { class: "btn plain", "aria-label": say(Word::Close), onclick: move |_| on_close.call(()), i { class: "sign cross" } }
        }
    }
}

/// A key that asks once more before it does what cannot be taken back.
#[component]
fn Sure(label: Word, sure: Word, busy: bool, on_sure: EventHandler<()>) -> Element {
    let mut asked = use_signal(|| false);
    rsx! {
        if asked() {
            div { class: "sure", role: "group",
                button { class: "btn", onclick: move |_| asked.set(false), {say(Word::No)} }
                button { class: "btn grave", disabled: busy, "data-sure": "true", onclick: move |_| { asked.set(false); on_sure.call(()); }, {say(sure)} }
            }
        } else {
            button { class: "btn grave", r#type: "button", disabled: busy, onclick: move |_| asked.set(true), {say(label)} "…" }
        }
    }
}

/// `22 Nov 18:03`.
fn when(at: shared::time::Timestamp) -> String {
    words::when(client_kit::platform::time::local_day(at), client_kit::platform::time::local(at))
}
