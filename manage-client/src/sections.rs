//! The sections of the back office, and the way from one to another. One section a file.

use client_kit::platform::page;
use client_kit::text::manage::{self as words, Word, say};
use dioxus::prelude::*;

use crate::alerts::{AlertList, use_alerts};
use crate::{
    alerts, customers, devices, floor, keys, menu, payments, people, record, replay, reports, settings, stock, webhooks,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Floor,
    Alerts,
    Stock,
    Menu,
    Customers,
    Payments,
    People,
    Devices,
    Keys,
    Webhooks,
    Replay,
    Reports,
    Record,
    Settings,
}

impl Section {
    const ALL: [(Section, &'static str, Word); 14] = [
        (Section::Alerts, "alerts", Word::Alerts),
        (Section::Floor, "floor", Word::Floor),
        (Section::Stock, "stock", Word::Stock),
        (Section::Menu, "menu", Word::Menu),
        (Section::Customers, "customers", Word::Customers),
        (Section::Payments, "payments", Word::FailedPayments),
        (Section::People, "people", Word::People),
        (Section::Devices, "devices", Word::Devices),
        (Section::Keys, "keys", Word::Keys),
        (Section::Webhooks, "webhooks", Word::Webhooks),
        (Section::Replay, "replay", Word::Replay),
        (Section::Reports, "reports", Word::Reports),
        (Section::Record, "record", Word::Record),
        (Section::Settings, "settings", Word::Settings),
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

    fn slug(self) -> &'static str {
        Section::ALL.iter().find(|(section, ..)| *section == self).map_or("alerts", |(_, slug, _)| slug)
    }
}

#[component]
pub fn Sections() -> Element {
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
            section { class: "room", "aria-label": say(at.word()), "data-room": at.slug(),
                match at {
                    Section::Alerts => rsx! { alerts::Alerts {} },
                    Section::Floor => rsx! { floor::Floor {} },
                    Section::Stock => rsx! { stock::Stock {} },
                    Section::Menu => rsx! { menu::Menu {} },
                    Section::Customers => rsx! { customers::Customers {} },
                    Section::Payments => rsx! { payments::Payments {} },
                    Section::People => rsx! { people::People {} },
                    Section::Devices => rsx! { devices::Devices {} },
                    Section::Keys => rsx! { keys::Keys {} },
                    Section::Webhooks => rsx! { webhooks::Webhooks {} },
                    Section::Replay => rsx! { replay::Replay {} },
                    Section::Reports => rsx! { reports::Reports {} },
                    Section::Record => rsx! { record::Record {} },
                    Section::Settings => rsx! { settings::Settings {} },
                }
            }
        }
    }
}
