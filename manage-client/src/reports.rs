//! Reports of a business day: how long tickets took, by station, dish and hour, and what was sold;
//! CSV to take away.

use client_kit::api;
use client_kit::doing::use_doing;
use client_kit::load::{gate, use_load};
use client_kit::platform::{files, time};
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
    by_station: Vec<Line>,
    by_item: Vec<Line>,
    by_hour: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Sales {
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

#[component]
pub fn Reports() -> Element {
    let mut day = use_signal(|| time::day(time::now()));
    let mut by = use_signal(|| By::Station);
    // Every tap reads anew: the day goes on.
    let mut round = use_signal(|| 0u32);
    let saving = use_doing();
    let path = move || {
        let name = if by() == By::Sales { "sales" } else { "tickets" };
        format!("/reports/{name}?from={day}&to={day}", day = day())
    };
    rsx! {
        Room {
            title: Word::Reports,
            tools: rsx! {
                label { class: "day",
                    {say(Word::Day)}
                    input { r#type: "date", "data-day": "true", value: "{day}", onchange: move |event| day.set(event.value()) }
                }
                button {
                    class: "btn",
                    "data-csv": "true",
                    disabled: saving.busy(),
                    onclick: move |_| {
                        let name = format!("{}-{}.csv", if *by.peek() == By::Sales { "sales" } else { "tickets" }, day.peek());
                        saving.go("GET", format!("{}&format=csv", path()), None, move |text| files::save(&name, api::CSV, &text));
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
                DaySales { day: day(), round: round() }
            } else {
                DayTimes { day: day(), by: by(), round: round() }
            }
        }
    }
}

#[component]
fn DayTimes(day: ReadSignal<String>, by: By, round: ReadSignal<u32>) -> Element {
    let office: Office = use_context();
    let times = use_load::<Times>(move || {
        round.read();
        Some(format!("/reports/tickets?from={day}&to={day}"))
    });
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
fn DaySales(day: ReadSignal<String>, round: ReadSignal<u32>) -> Element {
    let sales = use_load::<Sales>(move || {
        round.read();
        Some(format!("/reports/sales?from={day}&to={day}"))
    });
    gate(sales, |sales| {
        let figures = [
            (Word::Orders, sales.orders.to_string()),
            (Word::Revenue, money::short(sales.revenue)),
            (Word::Tax, money::short(sales.tax)),
            (Word::Discounts, money::short(sales.discount)),
            (Word::LateTickets, sales.late_tickets.to_string()),
            (Word::Recalls, sales.recalls.to_string()),
            (Word::VoidedItems, sales.voided_items.to_string()),
            (Word::CancelledOrders, sales.cancelled_orders.to_string()),
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
                for (word , figure) in figures {
                    div { key: "{word:?}", dt { {say(word)} } dd { "data-figure": "{word:?}", "{figure}" } }
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
