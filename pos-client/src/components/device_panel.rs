//! This till itself: how loud, how light, how large, in which language; what the browser allows it;
//! the way out.

use client_kit::DevicePanel;
use client_kit::platform::{sound, time};
use client_kit::text::till_quick::{Word as Quick, say as q};
use dioxus::prelude::*;

use crate::bell;
use crate::components::panel::Frame;
use crate::device::{Device, SIZES};
use crate::store::{Panel, Till, Tone};
use crate::words::{Word, say};

#[component]
pub fn DevicePage() -> Element {
    let mut till: Till = use_context();
    let now = *till.device.read();
    let mut set = move |device: Device| {
        device.keep();
        till.device.set(device);
    };
    // The tap is the touch that the browser waited for; it lets go of the sound a moment later.
    let mut hear = move |volume: u8| {
        set(Device { volume, ..now });
        sound::unlock();
        spawn(async move {
            time::sleep(60).await;
            bell::play(Tone::Ready, volume);
        });
    };
    let volumes = [(0, Quick::SoundOff), (1, Quick::Soft), (2, Quick::Middle), (4, Quick::Loud)];
    let sizes = [Quick::SizePlain, Quick::SizeBig, Quick::SizeBigger];
    rsx! {
        Frame {
            title: q(Quick::ThisTill),
            on_close: move |()| till.panel.set(Panel::None),
            footer: rsx! {
                button { class: "btn big", "data-logout": "true", onclick: move |_| client_kit::session::logout(), {say(Word::LogOut)} }
                button { class: "btn main", onclick: move |_| till.panel.set(Panel::None), {say(Word::Done)} }
            },
            Choices { title: q(Quick::Sound),
                for (volume , word) in volumes {
                    Choice { key: "{volume}", name: "volume-{volume}", on: now.volume == volume || (volume == 2 && now.volume == 3), word: q(word), on_pick: move |()| hear(volume) }
                }
            }
            Choices { title: q(Quick::Light),
                for (night , word) in [(false, Quick::Day), (true, Quick::Night)] {
                    Choice { key: "{night}", name: if night { "night" } else { "day" }, on: now.night == night, word: q(word), on_pick: move |()| set(Device { night, ..now }) }
                }
            }
            Choices { title: q(Quick::Size),
                for size in 0..SIZES {
                    Choice { key: "{size}", name: "size-{size}", on: now.size == size, word: q(sizes[usize::from(size)]), on_pick: move |()| set(Device { size, ..now }) }
                }
            }
            div { class: "device", DevicePanel {} }
        }
    }
}

#[component]
fn Choices(title: &'static str, children: Element) -> Element {
    rsx! {
        div { class: "group", role: "group", "aria-label": title,
            h3 { {title} }
            div { class: "choices few", {children} }
        }
    }
}

#[component]
fn Choice(name: String, on: bool, word: &'static str, on_pick: EventHandler<()>) -> Element {
    rsx! {
        button { class: if on { "btn choice on" } else { "btn choice" }, "data-device": "{name}", "aria-pressed": on, onclick: move |_| on_pick.call(()), {word} }
    }
}
