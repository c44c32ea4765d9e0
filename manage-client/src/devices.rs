//! Devices: the screens of the house, each paired once with a code; a pairing can be ended.

use client_kit::doing::use_doing;
use client_kit::load::use_pages;
use client_kit::platform::page;
use client_kit::text::manage::{self as words, Word, say};
use dioxus::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use shared::time::Timestamp;

use crate::form::{Field, Filled, Form, Kind};
use crate::frame::{Room, SideHead, Sure, when};
use crate::live::Topic;
use crate::people::{at, roles};
use crate::qr::Qr;
use crate::store::Office;
use crate::table::{Cell, Row, Table, Tone, text};

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Device {
    pub id: String,
    pub name: String,
    pub role: String,
    #[serde(default)]
    pub stations: Vec<String>,
    pub created_at: Timestamp,
    #[serde(default)]
    pub paired_at: Option<Timestamp>,
    /// When this node heard of it last.
    #[serde(default)]
    pub last_seen: Option<Timestamp>,
    #[serde(default)]
    pub revoked: bool,
    #[serde(default)]
    pub revoked_at: Option<Timestamp>,
}

/// How it stands with a screen or a key.
pub fn state(device: &Device) -> Cell {
    let at = |word: Word, at: Timestamp| format!("{} {}", say(word), when(at));
    match (device.revoked_at, device.paired_at) {
        (Some(ended), _) => Cell::Mark(Tone::Bad, at(Word::EndedAt, ended)),
        _ if device.role == INTEGRATION => Cell::Mark(Tone::Good, at(Word::MadeAt, device.created_at)),
        (_, Some(paired)) => Cell::Mark(Tone::Good, at(Word::Paired, paired)),
        _ => Cell::Mark(Tone::Plain, say(Word::NotPaired).to_owned()),
    }
}

/// The key that shows what has ended too; the list has it last.
#[component]
pub fn Ended(ended: Signal<bool>) -> Element {
    rsx! {
        button {
            class: if ended() { "btn on" } else { "btn" },
            "aria-pressed": ended(),
            "data-ended": "true",
            onclick: move |_| ended.toggle(),
            {say(Word::EndedToo)}
        }
    }
}

/// What making a device answers: the code is told this once.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Made {
    code: String,
    #[serde(default)]
    expires_at: Option<Timestamp>,
}

/// No screen: a program of somebody else, with a key.
pub const INTEGRATION: &str = "integration";
const ROLES: [&str; 4] = ["kitchen", "expo", "board", "pos"];

#[derive(Clone, Debug, PartialEq)]
enum Side {
    None,
    New,
    Code { name: String, made: Made, url: String },
    One(Device),
}

#[component]
pub fn Devices() -> Element {
    let office: Office = use_context();
    let mut side = use_signal(|| Side::None);
    let ended = use_signal(|| false);
    let (making, ending) = (use_doing(), use_doing());
    let list = use_pages::<Device>(move || {
        office.stamps.of(Topic::Access);
        "/devices?limit=50".to_owned()
    });
    let at_side = side();
    let show_code = use_callback(move |(name, role, stations, answer): (String, String, String, String)| {
        match serde_json::from_str::<Made>(&answer) {
            Ok(made) => {
                let url = address(&role, &stations, &made.code);
                side.set(Side::Code { name, made, url });
                list.again();
            }
            Err(_) => making.refuse(&client_kit::api::Failure::Unreadable.words()),
        }
    });
    // For a screen that was paired before: whoever takes the code is it from then on.
    let make_code = move |device: Device| {
        let Device { id, name, role, stations, .. } = device;
        making.go("POST", format!("/devices/{id}/code"), None, move |answer| {
            show_code.call((name, role, stations.join(","), answer));
        });
    };
    let close = move |()| {
        side.set(Side::None);
        list.again();
    };
    let beside = match at_side.clone() {
        Side::None => None,
        Side::New => Some(rsx! {
            SideHead { title: say(Word::NewDevice), on_close: close }
            div { class: "sidebody",
                Form {
                    name: "device",
                    fields: vec![
                        Field::new("name", Word::Name, Kind::Text).hint(Word::DeviceNameHint),
                        Field::new("role", Word::DeviceIs, roles(&ROLES)).with("kitchen"),
                        Field::new("stations", Word::Stations, Kind::Many(office.stations())).hint(Word::StationsHint),
                    ],
                    submit: Word::MakeCode,
                    doing: making,
                    on_submit: move |filled: Filled| {
                        let mut body = filled.json();
                        let role = filled.get("role").to_owned();
                        if role != "kitchen" {
                            body.remove("stations");
                        }
                        let name = filled.get("name").to_owned();
                        let station = filled.get("stations").to_owned();
                        making.go("POST", "/devices".to_owned(), Some(Value::Object(body).to_string()), move |answer| {
                            show_code.call((name, role, station, answer));
                        });
                    },
                }
            }
        }),
        Side::Code { name, made, url } => Some(rsx! {
            SideHead { title: "{name}", more: say(Word::PairingCode), on_close: close }
            div { class: "sidebody pairing",
                p { class: "code", "data-code": "{made.code}", "{made.code}" }
                Qr { text: url.clone() }
                p { class: "address", "{url}" }
                if let Some(until) = made.expires_at {
                    p { {words::good_until(&client_kit::money::clock(until))} }
                }
                p { class: "hint", {say(if is_only_here() { Word::OnlyHere } else { Word::PairingHint })} }
            }
        }),
        Side::One(device) => {
            let id = device.id.clone();
            let again = device.clone();
            Some(rsx! {
                SideHead { title: "{device.name}", more: words::role(&device.role), on_close: close }
                div { class: "sidebody",
                    p { {at(office, &device.role, &device.stations)} }
                    if let Some(words) = ending.words(&[]) {
                        p { class: "why", role: "alert", "{words}" }
                    }
                    if !device.revoked {
                    button {
                        class: "btn big",
                        "data-again": "true",
                        disabled: making.busy(),
                        onclick: move |_| make_code(again.clone()),
                        {say(Word::NewCode)}
                    }
                    if let Some(words) = making.words(&[]) {
                        p { class: "why", role: "alert", "{words}" }
                    }
                    Sure {
                        label: Word::Revoke,
                        sure: Word::RevokeSure,
                        busy: ending.busy(),
                        on_sure: move |()| ending.go("DELETE", format!("/devices/{id}"), None, move |_| {
                            side.set(Side::None);
                            list.again();
                        }),
                    }
                    p { class: "hint", {say(Word::RevokeHint)} }
                    }
                }
            })
        }
    };
    rsx! {
        Room {
            title: Word::Devices,
            tools: rsx! {
                Ended { ended }
                button { class: "btn", "data-new": "true", onclick: move |_| side.set(Side::New), {say(Word::NewDevice)} "…" }
            },
            side: beside,
            {list.show_while(move |all| ended() || all.last().is_none_or(|last| !last.revoked), |list| {
                let shown = list.iter().filter(|device| device.role != INTEGRATION && (ended() || !device.revoked));
                let rows = shown.map(|device| Row {
                    key: device.id.clone(),
                    cells: vec![
                        text(&device.name),
                        Cell::Two(words::role(&device.role).to_owned(), at(office, &device.role, &device.stations)),
                        state(device),
                        text(device.last_seen.map(when).unwrap_or_default()),
                    ],
                });
                let devices = list.to_vec();
                rsx! {
                    Table {
                        name: "devices",
                        heads: vec![(say(Word::Name), false), (say(Word::DeviceIs), false), (say(Word::State), false), (say(Word::LastSeen), false)],
                        rows: rows.collect::<Vec<_>>(),
                        empty: Word::NoDevice,
                        picked: if let Side::One(device) = &at_side { Some(device.id.clone()) } else { None },
                        on_pick: move |id: String| {
                            if let Some(device) = devices.iter().find(|device| device.id == id) {
                                side.set(Side::One(device.clone()));
                            }
                        },
                    }
                }
            })}
        }
    }
}

/// Where the new screen goes: its page with the code behind the `#`, which no server's log sees.
fn address(role: &str, stations: &str, code: &str) -> String {
    format!("{}{}#pair={code}", page::origin(), page_of(role, stations))
}

fn page_of(role: &str, stations: &str) -> String {
    match role {
        "expo" => "/expo".to_owned(),
        "board" => "/board".to_owned(),
        "pos" => "/pos".to_owned(),
        // One station is the screen's own; of several it asks.
        _ if !stations.is_empty() && !stations.contains(',') => format!("/kds?station={stations}"),
        _ => "/kds".to_owned(),
    }
}

/// No other device reaches the server by the name that this page was opened with.
fn is_only_here() -> bool {
    let origin = page::origin();
    let host = origin.split_once("//").map_or("", |(_, host)| host);
    ["localhost", "127.", "[::1]"].iter().any(|own| host.starts_with(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_of_one_station_goes_there_at_once() {
        assert_eq!(page_of("kitchen", "oven"), "/kds?station=oven");
        assert_eq!(page_of("kitchen", "oven,bar"), "/kds");
        assert_eq!(page_of("kitchen", ""), "/kds");
        assert_eq!(page_of("pos", ""), "/pos");
    }
}
