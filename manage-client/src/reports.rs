//! Reports of a business day: how long tickets took, by station, dish and hour, and what was sold;
//! CSV to take away.

use client_kit::api;
use client_kit::doing::use_doing;
use client_kit::load::{Loaded, gate, use_load};
use client_kit::platform::files;
use client_kit::text::duration;
use client_kit::text::manage::{self as words, Word, say};
use dioxus::prelude::*;
use serde::Deserialize;

use crate::chart;
use crate::frame::Room;
use crate::store::Office;
use crate::table::{Cell, Row, Table, number, text};
use client_kit::money;

/// One line of ticket times, whatever it is of: only its own name is there.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Line {
    #[serde(default)]
    station: Option<shared::ids::StationId>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    hour: Option<u32>,
    count: u64,
    median_seconds: i64,
    p90_seconds: i64,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Times {
    from: String,
    by_station: Vec<Line>,
    by_item: Vec<Line>,
    by_hour: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Sales {
    from: String,
    orders: u64,
    revenue: i64,
    discount: i64,
    tax: i64,
    cancelled_orders: u64,
    voided_items: u64,
    late_tickets: u64,
    recalls: u64,
    items: Vec<Sold>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Sold {
    menu_item_id: String,
    name: String,
    quantity: u64,
    revenue: i64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum By {
    Station,
    Item,
    Hour,
    Sales,
}

impl By {
    const ALL: [(By, Word, &'static str); 4] = [
        (By::Station, Word::ByStation, "station"),
        (By::Item, Word::ByItem, "item"),
        (By::Hour, Word::ByHour, "hour"),
        (By::Sales, Word::Sold, "sales"),
    ];
}

/// Of which days the reports are asked for.
#[derive(Clone, Copy, PartialEq)]
struct Days {
    /// `None`: today, as the house counts its days: at midnight on a Friday that is still Friday.
    chosen: Signal<Option<String>>,
    /// The day that the last answer is of.
    told: Signal<String>,
}

impl Days {
    fn path(self, report: &str) -> String {
        match &*self.chosen.read() {
            Some(day) => format!("/reports/{report}?from={day}&to={day}"),
            None => format!("/reports/{report}"),
        }
    }

    fn shown(self) -> String {
        self.chosen.read().clone().unwrap_or_else(|| self.told.read().clone())
    }
}

/// Keeps in mind which day an answer is of.
fn use_told<T: 'static>(days: Days, loaded: Loaded<T>, from: fn(&T) -> &String) {
    let mut told = days.told;
    use_effect(move || {
        if let Some(day) = loaded.part(|there| from(there).clone()).filter(|day| *day != *told.peek()) {
            told.set(day);
        }
    });
}

#[component]
pub fn Reports() -> Element {
    let (chosen, told) = (use_signal(|| None), use_signal(String::new));
    let days = Days { chosen, told };
    let mut day = chosen;
    let mut by = use_signal(|| By::Station);
    // Every tap reads anew: the day goes on.
    let mut round = use_signal(|| 0u32);
    let saving = use_doing();
    let name = move || if *by.peek() == By::Sales { "sales" } else { "tickets" };
    rsx! {
        Room {
            title: Word::Reports,
            tools: rsx! {
                label { class: "day",
                    {say(Word::Day)}
                    input { r#type: "date", "data-day": "true", value: days.shown(), onchange: move |event| day.set(Some(event.value()).filter(|day| !day.is_empty())) }
                }
                button {
                    class: "btn",
                    "data-csv": "true",
                    disabled: saving.busy(),
                    onclick: move |_| {
                        let (path, file) = (days.path(name()), format!("{}-{}.csv", name(), days.shown()));
                        let more = if path.contains('?') { '&' } else { '?' };
                        saving.go("GET", format!("{path}{more}format=csv"), None, move |text| files::save(&file, api::CSV, &text));
                    },
                    "CSV"
                }
            },
            if let Some(words) = saving.words(&[]) {
                p { class: "why", role: "alert", "{words}" }
            }
            div { class: "seg", role: "group",
                for (each , word , slug) in By::ALL {
                    button { key: "{slug}", class: if each == by() { "btn on" } else { "btn" }, "aria-pressed": each == by(), "data-by": slug, onclick: move |_| { by.set(each); *round.write() += 1; }, {say(word)} }
                }
            }
            if by() == By::Sales {
                DaySales { days, round: round() }
            } else {
                DayTimes { days, by: by(), round: round() }
            }
        }
    }
}

#[component]
fn DayTimes(days: Days, by: By, round: ReadSignal<u32>) -> Element {
    let office: Office = use_context();
    let times = use_load::<Times>(move || {
        round.read();
        Some(days.path("tickets"))
    });
    use_told(days, times, |times| &times.from);
    let name = move |line: &Line| match (by, line.hour) {
        (By::Hour, Some(hour)) => format!("{hour}:00"),
        (By::Item, _) => line.name.clone().unwrap_or_default(),
        _ => office.station_name(line.station.as_ref()),
    };
    gate(times, |times| {
        let lines = match by {
            By::Station => &times.by_station,
            By::Item => &times.by_item,
            By::Hour | By::Sales => &times.by_hour,
        };
        let bars = chart::parts(&lines.iter().map(|line| line.p90_seconds).collect::<Vec<_>>());
        let rows = lines.iter().zip(bars).enumerate().map(|(k, (line, bar))| Row {
            key: k.to_string(),
            cells: vec![
                text(name(line)),
                number(line.count),
                number(duration(line.median_seconds)),
                number(duration(line.p90_seconds)),
                Cell::Bar(bar),
            ],
        });
        rsx! {
            Table {
                name: "times",
                heads: vec![
                    (say(By::ALL[by as usize].1), false),
                    (say(if by == By::Item { Word::Sold } else { Word::Tickets }), true),
                    (say(Word::Median), true),
                    (say(Word::NineOfTen), true),
                    ("", false),
                ],
                rows: rows.collect::<Vec<_>>(),
                empty: Word::NoTickets,
            }
        }
    })
}

#[component]
fn DaySales(days: Days, round: ReadSignal<u32>) -> Element {
    let sales = use_load::<Sales>(move || {
        round.read();
        Some(days.path("sales"))
    });
    use_told(days, sales, |sales| &sales.from);
    gate(sales, |sales| {
        let figures = [
            ("Orders", Word::Orders, sales.orders.to_string()),
            ("Revenue", Word::Revenue, money::short(sales.revenue)),
            ("Tax", Word::Tax, money::short(sales.tax)),
            ("Discounts", Word::Discounts, money::short(sales.discount)),
            ("LateTickets", Word::LateTickets, sales.late_tickets.to_string()),
            ("Recalls", Word::Recalls, sales.recalls.to_string()),
            ("VoidedItems", Word::VoidedItems, sales.voided_items.to_string()),
            ("CancelledOrders", Word::CancelledOrders, sales.cancelled_orders.to_string()),
        ];
        let bars = chart::parts(&sales.items.iter().map(|sold| sold.revenue).collect::<Vec<_>>());
        let rows = sales.items.iter().zip(bars).map(|(sold, bar)| Row {
            key: sold.menu_item_id.clone(),
            cells: vec![
                text(&sold.name),
                number(words::amount(sold.quantity as i64, "")),
                number(money::short(sold.revenue)),
                Cell::Bar(bar),
            ],
        });
        rsx! {
            dl { class: "figures",
                for (name , word , figure) in figures {
                    div { key: "{name}", dt { {say(word)} } dd { "data-figure": name, "{figure}" } }
                }
            }
            Table {
                name: "sales",
                heads: vec![(say(Word::Dish), false), (say(Word::Sold), true), (say(Word::Revenue), true), ("", false)],
                rows: rows.collect::<Vec<_>>(),
                empty: Word::NoTickets,
            }
        }
    })
}
