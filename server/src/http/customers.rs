//! `/api/v1/customers`: who collects points, and what came and went.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::Value;
use shared::ids::CustomerId;
use shared::menu::{Faults, FieldError, NAME_MAX};
use shared::points::{Customer, phone_digits};

use super::incoming::Incoming;
use super::orders::{Answered, LIST_DEFAULT, LIST_MAX, List, submit, within};
use crate::auth::{Action, Actor, may};
use crate::orders::{NewCustomer, What, points_account};
use crate::problem::{Params, Problem, Query};
use crate::state::App;
use crate::store::{Kind, LedgerRow, RecordFilter};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CustomerBody {
    name: String,
    #[serde(default)]
    phone: Option<String>,
}

impl CustomerBody {
    fn read(self) -> Result<NewCustomer, Vec<FieldError>> {
        let mut faults = Faults::default();
        faults.required("/name", &self.name, NAME_MAX);
        let phone = self.phone.map(|phone| phone.trim().to_owned()).filter(|phone| !phone.is_empty());
        faults.text("/phone", phone.as_deref(), NAME_MAX);
        if phone.as_deref().is_some_and(|phone| phone_digits(phone).is_empty()) {
            faults.add("/phone", "a phone number has digits");
        }
        faults.done(NewCustomer { name: self.name.trim().to_owned(), phone })
    }
}

pub async fn create(State(app): State<App>, actor: Actor, incoming: Incoming) -> Answered {
    may(&actor, &Action::Customers)?;
    let what = match incoming.read::<CustomerBody>().and_then(CustomerBody::read) {
        Ok(new) => What::Customer(new),
        Err(faults) => What::Unreadable { order_id: None, faults },
    };
    submit(&app, &actor, &incoming, what).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    phone: Option<String>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// All, newest first, or those with a phone number, in whatever way it is written.
pub async fn list(State(app): State<App>, actor: Actor, Query(query): Query<ListQuery>) -> Answered {
    may(&actor, &Action::Customers)?;
    let limit = within("limit", query.limit.unwrap_or(LIST_DEFAULT), LIST_MAX)?;
    // One more than asked for tells whether there is a next page.
    let mut filter = RecordFilter::of(Kind::Customer, limit + 1);
    if let Some(phone) = &query.phone {
        let digits = phone_digits(phone);
        if digits.is_empty() {
            return Err(Problem::invalid("/phone", "a phone number has digits"));
        }
        filter = filter.called(digits);
    }
    filter.before = query.cursor.as_deref().map(cursor::<i64, CustomerId>).transpose()?.map(|(rank, id)| (rank, id.to_string()));
    let mut rows = app.store.records(&actor.location, &filter).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_cursor = rows.last().filter(|_| more).map(|row| format!("{}.{}", row.rank, row.id));
    let items = rows.iter().map(|row| read(&row.json)).collect::<Result<Vec<_>, _>>()?;
    Ok(Json(List { items, next_cursor }).into_response())
}

pub async fn one(State(app): State<App>, actor: Actor, Params(id): Params<CustomerId>) -> Answered {
    may(&actor, &Action::Customers)?;
    Ok(Json(customer(&app, &actor, id).await?).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerQuery {
    limit: Option<u32>,
    cursor: Option<String>,
}

/// What came and went, newest first.
pub async fn ledger(
    State(app): State<App>,
    actor: Actor,
    Params(id): Params<CustomerId>,
    Query(query): Query<LedgerQuery>,
) -> Answered {
    may(&actor, &Action::Customers)?;
    let limit = within("limit", query.limit.unwrap_or(LIST_DEFAULT), LIST_MAX)?;
    let before = query.cursor.as_deref().map(cursor::<u64, u32>).transpose()?;
    let before = before.map(|(seq, line)| (seq.min(i64::MAX as u64), line));
    customer(&app, &actor, id).await?;
    let mut rows = app.store.ledger(&actor.location, &points_account(id), before, limit + 1).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_cursor = rows.last().filter(|_| more).map(|row| format!("{}.{}", row.seq, row.line));
    let items = rows.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
    Ok(Json(List { items, next_cursor }).into_response())
}

async fn customer(app: &App, actor: &Actor, id: CustomerId) -> Result<Customer, Problem> {
    let json = app.store.record(&actor.location, Kind::Customer, &id.to_string()).await?;
    read(&json.ok_or_else(|| Problem::not_found("no such customer"))?)
}

fn read(json: &str) -> Result<Customer, Problem> {
    let wrong = |cause| anyhow::Error::from(cause).context("a customer that was stored cannot be read");
    serde_json::from_str(json).map_err(|cause| Problem::internal(wrong(cause)))
}

/// `{seq, points, cause, order_id, balance, at}`
fn entry(row: &LedgerRow) -> Result<Value, Problem> {
    let wrong = |cause| anyhow::Error::from(cause).context("a line of a ledger cannot be read");
    let mut entry: Value = serde_json::from_str(&row.json).map_err(|cause| Problem::internal(wrong(cause)))?;
    entry["seq"] = row.seq.into();
    entry["points"] = row.amount.into();
    Ok(entry)
}

fn cursor<A: std::str::FromStr, B: std::str::FromStr>(text: &str) -> Result<(A, B), Problem> {
    let parts = text.split_once('.').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    parts.ok_or_else(|| Problem::invalid("/cursor", "not a cursor of ours: take next_cursor of the page before"))
}
