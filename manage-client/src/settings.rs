//! What the house goes by: when a ticket turns old, the fire plan, when a manager is told. A change holds
//! on every screen at once.

use client_kit::doing::{Doing, use_doing};
use client_kit::load::{gate, use_load};
use client_kit::text::manage::{self, Word as Common};
use client_kit::text::manage_settings::{Word, say};
use dioxus::prelude::*;
use serde_json::Value;

use crate::doc::{Bound, without_nulls};
use crate::form::{Field, Kind};
use crate::frame::Room;

/// `/thresholds/delivery`, and whose pace it is.
const CHANNELS: [(&str, Word); 4] =
    [("", Word::AllChannels), ("/dine_in", Word::DineIn), ("/takeaway", Word::Takeaway), ("/delivery", Word::Delivery)];

#[component]
pub fn Settings() -> Element {
    let now = use_load::<Value>(|| Some("/settings".to_owned()));
    rsx! {
        Room { title: Common::Settings,
            {gate(now, |now| rsx! {
                Edit { now: now.clone() }
            })}
        }
    }
}

#[component]
fn Edit(now: Value) -> Element {
    let doc = use_signal(|| now);
    let doing = use_doing();
    let mut saved = use_signal(|| None::<Value>);
    let clean = saved.read().as_ref() == Some(&*doc.read());
    let save = move |event: FormEvent| {
        event.prevent_default();
        let sent = doc.peek().clone();
        doing.go("PUT", "/settings".to_owned(), Some(body(&sent).to_string()), move |_| saved.set(Some(sent)));
    };
    let plan = vec![("advise".into(), say(Word::Advise).into()), ("hold".into(), say(Word::Hold).into())];
    let plan = Field::said("fire_plan", say(Word::FirePlan), Kind::One(plan)).noted(say(Word::FirePlanHint));
    rsx! {
        form { class: "form settings", "data-form": "settings", onsubmit: save,
            h3 { class: "sub", {say(Word::Ages)} }
            p { class: "hint", {say(Word::AgesHint)} }
            div { class: "paces",
                for (slug , channel) in CHANNELS {
                    fieldset { key: "{slug}", class: "field pace", "data-pace": if slug.is_empty() { "all" } else { &slug[1..] },
                        legend { {say(channel)} }
                        Bound { doc, at: format!("/thresholds{slug}/warn_seconds"), field: Field::said("warn_seconds", say(Word::WarnAfter), Kind::Minutes), faults: doing.faults() }
                        Bound { doc, at: format!("/thresholds{slug}/late_seconds"), field: Field::said("late_seconds", say(Word::LateAfter), Kind::Minutes), faults: doing.faults() }
                    }
                }
            }
            Bound { doc, at: "/fire_plan", field: plan, faults: doing.faults() }
            h3 { class: "sub", {say(Word::Alarms)} }
            div { class: "two",
                Bound { doc, at: "/display_deadline_s", field: Field::said("display_deadline_s", say(Word::UnseenAfter), Kind::Number), faults: doing.faults() }
                Bound { doc, at: "/screen_offline_s", field: Field::said("screen_offline_s", say(Word::NoScreenAfter), Kind::Number), faults: doing.faults() }
            }
            Told { doing, saved: clean }
            div { class: "keys",
                button { class: "btn main", r#type: "submit", disabled: doing.busy(), {manage::say(Common::Save)} }
            }
        }
    }
}

/// What is wrong stands at its field; all of it here too, since one may be out of sight.
#[component]
fn Told(doing: Doing, saved: bool) -> Element {
    if let Some(words) = doing.words(&[]) {
        return rsx! {
            p { class: "why", role: "alert", "{words}" }
        };
    }
    rsx! {
        p { class: "state", role: "status", "data-saved": saved,
            if saved {
                i { class: "sign tick" }
                {say(Word::Saved)}
            }
        }
    }
}

/// A channel with nothing in it has no pace of its own.
fn body(doc: &Value) -> Value {
    let mut body = doc.clone();
    without_nulls(&mut body);
    if let Some(Value::Object(thresholds)) = body.get_mut("thresholds") {
        thresholds.retain(|_, pace| pace.as_object().is_none_or(|pace| !pace.is_empty()));
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_empty_channel_is_left_out() {
        let doc = json!({ "thresholds": { "warn_seconds": 1, "takeaway": {}, "delivery": { "late_seconds": 2 } } });
        assert_eq!(body(&doc)["thresholds"], json!({ "warn_seconds": 1, "delivery": { "late_seconds": 2 } }));
    }
}
