//! Alerts: what somebody has to look at. The list follows the live connection; the number of those
//! that nobody has acknowledged stands in the navigation of every section.

use client_kit::doing::{Doing, use_doing};
use client_kit::load::{List, Loaded, gate, use_load};
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
pub struct AlertList(Loaded<List<Alert>>);

/// Once, in the root of the back office.
pub fn use_alerts() -> AlertList {
    let office: Office = use_context();
    AlertList(use_load(move || {
        office.stamps.of(Topic::Alerts);
        Some("/alerts?limit=200".to_owned())
    }))
}

impl AlertList {
    pub fn open(&self) -> usize {
        match &*self.0.read() {
            Some(Some(Ok(list))) => list.items.iter().filter(|alert| alert.acknowledged_at.is_none()).count(),
            _ => 0,
        }
    }
}

#[component]
pub fn Alerts() -> Element {
    let alerts: AlertList = use_context();
    let doing = use_doing();
    rsx! {
        Room { title: Word::Alerts,
            if let Some(words) = doing.words(&[]) {
                p { class: "why", role: "alert", "{words}" }
            }
            {gate(alerts.0, |list| {
                let (old, open): (Vec<_>, Vec<_>) = list.items.iter().cloned().partition(|alert| alert.acknowledged_at.is_some());
                let count = open.len();
                rsx! {
                    if count == 0 {
                        p { class: "none", {say(Word::NoAlerts)} }
                    }
                    ul { class: "alerts", "data-open": "{count}",
                        for alert in open {
                            Row { key: "{alert.id}", alert, doing }
                        }
                    }
                    if !old.is_empty() {
                        h3 { class: "sub", {say(Word::Acknowledged)} }
                        ul { class: "alerts old",
                            for alert in old.into_iter().take(50) {
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
