//! Alerts: what somebody has to look at. The list follows the live connection; the number of those
//! that nobody has acknowledged stands in the navigation of every section.

use client_kit::doing::{Doing, use_doing};
use client_kit::load::{Pages, use_pages};
use client_kit::text::manage::{self as words, Word, say};
use dioxus::prelude::*;
use serde::Deserialize;
use shared::time::Timestamp;

use crate::frame::{Room, when};
use crate::live::Topic;
use crate::store::Office;
use crate::table::{Mark, Tone};

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Alert {
    pub id: String,
    pub kind: String,
    #[serde(default)]
    pub severity: String,
    pub at: Timestamp,
    pub text: String,
    #[serde(default)]
    pub acknowledged_at: Option<Timestamp>,
}

#[derive(Clone, Copy, PartialEq)]
pub struct AlertList(Pages<Alert>);

/// Once, in the root of the back office.
pub fn use_alerts() -> AlertList {
    let office: Office = use_context();
    AlertList(use_pages(move || {
        office.stamps.of(Topic::Alerts);
        "/alerts?open=true&limit=100".to_owned()
    }))
}

impl AlertList {
    pub fn open(&self) -> usize {
        self.0.items().len()
    }
}

#[component]
pub fn Alerts() -> Element {
    let office: Office = use_context();
    let alerts: AlertList = use_context();
    let doing = use_doing();
    let all = use_pages::<Alert>(move || {
        office.stamps.of(Topic::Alerts);
        "/alerts?limit=50".to_owned()
    });
    rsx! {
        Room { title: Word::Alerts,
            if let Some(words) = doing.words(&[]) {
                p { class: "why", role: "alert", "{words}" }
            }
            {alerts.0.show(|open| rsx! {
                if open.is_empty() {
                    p { class: "none", {say(Word::NoAlerts)} }
                }
                ul { class: "alerts", "data-open": "{open.len()}",
                    for alert in open.iter().cloned() {
                        Row { key: "{alert.id}", alert, doing }
                    }
                }
            })}
            {all.show(|all| {
                let old: Vec<Alert> = all.iter().filter(|alert| alert.acknowledged_at.is_some()).cloned().collect();
                rsx! {
                    if !old.is_empty() {
                        h3 { class: "sub", {say(Word::Acknowledged)} }
                        ul { class: "alerts old",
                            for alert in old {
                                Row { key: "{alert.id}", alert, doing }
                            }
                        }
                    }
                }
            })}
        }
    }
}

#[component]
fn Row(alert: Alert, doing: Doing) -> Element {
    let office: Office = use_context();
    let open = alert.acknowledged_at.is_none();
    let tone = match (open, &*alert.severity) {
        (false, _) => Tone::Plain,
        (true, "critical") => Tone::Bad,
        (true, _) => Tone::Warn,
    };
    let id = alert.id.clone();
    rsx! {
        li { class: "alert", "data-alert": "{alert.kind}",
            Mark { tone, text: words::alert_kind(&alert.kind).to_owned() }
            span { class: "what", "{alert.text}" }
            time { {when(alert.at)} }
            if open {
                button {
                    class: "btn",
                    "data-acknowledge": "true",
                    disabled: doing.busy(),
                    onclick: move |_| doing.go("POST", format!("/alerts/{id}/acknowledge"), None, move |_| office.stamps.mark(Topic::Alerts)),
                    {say(Word::Acknowledge)}
                }
            }
        }
    }
}
