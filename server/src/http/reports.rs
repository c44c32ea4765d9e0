//! `/api/v1/reports`: how long tickets take, and what was sold, for business days, as JSON or CSV.

mod tally;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use shared::ids::{OrderId, Uuid};
use shared::location::Location;
use shared::order::Order;
use shared::time::Timestamp;

use super::orders::{Answered, read_order};
use crate::auth::{Action, Actor, may};
use crate::location_file::{business_day, day_began, hour_of};
use crate::problem::{Problem, Query};
use crate::state::App;
use crate::store::OrderFilter;
use tally::{Sales, SalesReport, Summary, TicketReport, TicketTimes};

/// Days that one report may span: a quarter.
const DAYS_MAX: i32 = 92;
/// Orders read at a time: a bounded piece of memory.
const PAGE: u32 = 500;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportQuery {
    from: Option<String>,
    to: Option<String>,
    format: Option<Format>,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Format {
    Json,
    Csv,
}

/// The business days that are asked for.
struct Days {
    location: Location,
    from: Date,
    to: Date,
    began: Timestamp,
    ended: Timestamp,
}

/// A report with what it is of.
#[derive(Serialize)]
struct Told<T> {
    from: String,
    to: String,
    #[serde(flatten)]
    report: T,
}

impl Days {
    /// Today where nothing is said; one day where only one end is.
    async fn read(app: &App, actor: &Actor, query: &ReportQuery) -> Result<Days, Problem> {
        let row = app.store.location(&actor.location).await?.ok_or_else(|| Problem::not_found("no such location"))?;
        let location = row.location;
        let (today, _) = business_day(&location, app.clock.now()).map_err(Problem::internal)?;
        let from = query.from.as_deref().or(query.to.as_deref()).unwrap_or(&today);
        let to = query.to.as_deref().unwrap_or(from);
        let (from, to) = (date("/from", from)?, date("/to", to)?);
        let days = (to - from).get_days();
        if !(0..DAYS_MAX).contains(&days) {
            return Err(Problem::invalid("/to", format!("not before /from, and at most {DAYS_MAX} days in all")));
        }
        let beyond = to.checked_add(1.day()).map_err(|_| Problem::invalid("/to", "no day that a calendar has"))?;
        let began = |date| day_began(&location, date).map_err(|_| Problem::invalid("/from", "no day that a calendar has"));
        let (began, ended) = (began(from)?, began(beyond)?);
        Ok(Days { location, from, to, began, ended })
    }

    async fn each(&self, app: &App, mut take: impl FnMut(&Order)) -> Result<(), Problem> {
        let mut before = (self.ended, OrderId(Uuid::nil()));
        loop {
            let filter = OrderFilter { statuses: Vec::new(), placed_since: Some(self.began), before: Some(before), limit: PAGE };
            let rows = app.store.orders(&self.location.id, &filter).await?;
            for json in &rows {
                let order = read_order(json)?;
                before = (order.placed_at, order.id);
                take(&order);
            }
            if rows.len() < PAGE as usize {
                return Ok(());
            }
        }
    }

    fn answer<T: Serialize>(&self, query: &ReportQuery, report: T, csv: impl FnOnce(&T) -> String) -> Response {
        if query.format == Some(Format::Csv) {
            return ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], csv(&report)).into_response();
        }
        Json(Told { from: self.from.to_string(), to: self.to.to_string(), report }).into_response()
    }
}

pub(super) fn date(pointer: &str, text: &str) -> Result<Date, Problem> {
    let date = if text.len() == 10 { text.parse().ok() } else { None };
    date.ok_or_else(|| Problem::invalid(pointer, "a business day, such as 2026-11-22"))
}

pub async fn tickets(State(app): State<App>, actor: Actor, Query(query): Query<ReportQuery>) -> Answered {
    may(&actor, &Action::Manage)?;
    let days = Days::read(&app, &actor, &query).await?;
    let zone = TimeZone::get(&days.location.timezone).map_err(|e| Problem::internal(e.into()))?;
    let mut times = TicketTimes::default();
    days.each(&app, |order| times.add(order, |at| hour_of(&zone, at))).await?;
    Ok(days.answer(&query, times.report(), tickets_csv))
}

pub async fn sales(State(app): State<App>, actor: Actor, Query(query): Query<ReportQuery>) -> Answered {
    may(&actor, &Action::Manage)?;
    let days = Days::read(&app, &actor, &query).await?;
    let (late, now) = (days.location.thresholds, app.clock.now());
    let mut sales = Sales::default();
    days.each(&app, |order| sales.add(order, late, now)).await?;
    Ok(days.answer(&query, sales.report(), sales_csv))
}

fn tickets_csv(report: &TicketReport) -> String {
    let mut csv = Csv::headed(&["by", "id", "name", "count", "median_seconds", "p90_seconds"]);
    let mut line = |by: &str, id: &str, name: &str, times: &Summary| {
        let numbers = [times.count.to_string(), times.median_seconds.to_string(), times.p90_seconds.to_string()];
        csv.line(&[by, id, name, &numbers[0], &numbers[1], &numbers[2]]);
    };
    line("all", "", "", &report.all);
    for row in &report.by_station {
        line("station", row.key.station.as_ref().map_or("", |s| s.as_str()), "", &row.times);
    }
    for row in &report.by_item {
        line("item", row.key.menu_item_id.as_str(), &row.key.name, &row.times);
    }
    for row in &report.by_hour {
        line("hour", &row.key.hour.to_string(), "", &row.times);
    }
    csv.0
}

fn sales_csv(report: &SalesReport) -> String {
    let mut csv = Csv::headed(&["what", "id", "name", "count", "amount"]);
    let total = |what: &str, count: u64, amount: String, csv: &mut Csv| csv.line(&[what, "", "", &count.to_string(), &amount]);
    total("orders", report.orders, report.revenue.to_string(), &mut csv);
    csv.line(&["discount", "", "", "", &report.discount.to_string()]);
    csv.line(&["tax", "", "", "", &report.tax.to_string()]);
    for (what, count) in [
        ("cancelled_orders", report.cancelled_orders),
        ("voided_items", report.voided_items),
        ("late_tickets", report.late_tickets),
        ("recalls", report.recalls),
    ] {
        total(what, count, String::new(), &mut csv);
    }
    for row in &report.items {
        let (quantity, revenue) = (row.sold.quantity.to_string(), row.sold.revenue.to_string());
        csv.line(&["item", row.item.menu_item_id.as_str(), &row.item.name, &quantity, &revenue]);
    }
    csv.0
}

/// RFC 4180.
struct Csv(String);

impl Csv {
    fn headed(names: &[&str]) -> Csv {
        let mut csv = Csv(String::new());
        csv.line(names);
        csv
    }

    fn line(&mut self, fields: &[&str]) {
        let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
        self.0.push_str(&fields.join(","));
        self.0.push_str("\r\n");
    }
}

/// A spreadsheet takes a text that begins like a formula for one: the quote keeps it a text.
fn quoted(field: &str) -> String {
    let number = field.parse::<i64>().is_ok();
    let guard = if !number && field.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if guard.is_empty() && !field.contains(['"', ',', '\n', '\r']) {
        return field.to_owned();
    }
    format!("\"{guard}{}\"", field.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_stays_one_field_and_no_formula() {
        for (field, told) in [
            ("Margherita", "Margherita"),
            ("Salt, pepper", "\"Salt, pepper\""),
            ("12\" pan", "\"12\"\" pan\""),
            ("=HYPERLINK(1)", "\"'=HYPERLINK(1)\""),
            ("-1250", "-1250"),
            ("-x", "\"'-x\""),
        ] {
            assert_eq!(quoted(field), told);
        }
    }
}
