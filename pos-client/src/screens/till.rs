//! Taking an order: categories, dishes, the check; a panel takes the place of the dishes.

use dioxus::prelude::*;

use crate::components::allergy_panel::AllergyPanel;
use crate::components::card::PayPanel;
use crate::components::check::Check;
use crate::components::clash_panel::ClashPanel;
use crate::components::device_panel::DevicePage;
use crate::components::dishes::{Categories, Dishes};
use crate::components::line_panel::LinePanel;
use crate::components::member_panel::MemberPanel;
use crate::components::note_panel::NotePanel;
use crate::components::thumb::Thumb;
use crate::components::whom_panel::WhomPanel;
use crate::store::{Page, Panel, Till};

#[component]
pub fn TillScreen() -> Element {
    let till: Till = use_context();
    let panel = till.panel.read().clone();
    let class = match (&panel, *till.page.read()) {
        (Panel::None, Page::Check) => "till at-check",
        (Panel::None, _) => "till",
        _ => "till at-panel",
    };
    rsx! {
        main { class,
            match panel {
                Panel::None => rsx! {
                    Categories {}
                    Dishes {}
                },
                Panel::Line(line) => rsx! {
                    LinePanel { key: "{line}", line }
                },
                Panel::Whom => rsx! {
                    WhomPanel {}
                },
                Panel::Allergy => rsx! {
                    AllergyPanel {}
                },
                Panel::Note => rsx! {
                    NotePanel {}
                },
                Panel::Clash => rsx! {
                    ClashPanel {}
                },
                Panel::Member => rsx! {
                    MemberPanel {}
                },
                Panel::Pay => rsx! {
                    PayPanel {}
                },
                Panel::Device => rsx! {
                    DevicePage {}
                },
            }
            Check {}
            Thumb {}
        }
    }
}
