//! `/api/v1/inventory`: what is in the house, what comes and goes, and the ledger of it.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Value, json};
use shared::ids::{IngredientId, is_slug};
use shared::menu::{Faults, FieldError, NOTE_MAX};
use shared::stock::{AMOUNT_MAX, Ingredient};

use super::incoming::Incoming;
use super::orders::{Answered, List, submit, within};
use crate::auth::{Action, Actor, may};
use crate::orders::{StockAsk, What, ingredient_shown};
use crate::problem::{Params, Problem, Query};
use crate::state::App;
use crate::store::{Kind, LedgerRow, RecordFilter};

/// Ingredients are few: all of them, unless less is asked for.
const LIST_MAX: u32 = 500;
const LEDGER_DEFAULT: u32 = 50;
const LEDGER_MAX: u32 = 500;
/// Records read at a time.
const PAGE: u32 = 500;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    limit: Option<u32>,
    cursor: Option<String>,
}

/// By id, which no change of stock moves.
pub async fn list(State(app): State<App>, actor: Actor, Query(page): Query<Page>) -> Answered {
    may(&actor, &Action::Manage)?;
    let limit = within("limit", page.limit.unwrap_or(LIST_MAX), LIST_MAX)? as usize;
    let mut all = ingredients(&app, &actor).await?;
    all.retain(|i| page.cursor.as_ref().is_none_or(|after| i.id.as_str() > after.as_str()));
    all.sort_by(|a, b| a.id.cmp(&b.id));
    let more = all.len() > limit;
    all.truncate(limit);
    let next_cursor = all.last().filter(|_| more).map(|i| i.id.to_string());
    let items: Vec<Value> = all.iter().map(ingredient_shown).collect();
    Ok(Json(List { items, next_cursor }).into_response())
}

async fn ingredients(app: &App, actor: &Actor) -> Result<Vec<Ingredient>, Problem> {
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let filter = RecordFilter { before, ..RecordFilter::of(Kind::Ingredient, PAGE) };
        let rows = app.store.records(&actor.location, &filter).await?;
        for row in &rows {
            all.push(read(&row.json)?);
        }
        match rows.last() {
            Some(last) if rows.len() == PAGE as usize => before = Some((last.rank, last.id.clone())),
            _ => return Ok(all),
        }
    }
}

fn read(json: &str) -> Result<Ingredient, Problem> {
    serde_json::from_str(json)
        .map_err(|cause| Problem::internal(anyhow::Error::from(cause).context("an ingredient that was stored cannot be read")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Quantity {
    quantity: i64,
    #[serde(default)]
    note: Option<String>,
}

impl Quantity {
    fn judged(self) -> Result<(i64, Option<String>), Vec<FieldError>> {
        let mut faults = Faults::default();
        if !(1..=AMOUNT_MAX).contains(&self.quantity) {
            faults.add("/quantity", format!("between 1 and {AMOUNT_MAX}"));
        }
        faults.text("/note", self.note.as_deref(), NOTE_MAX);
        faults.done((self.quantity, written(self.note)))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Counted {
    stock: i64,
    #[serde(default)]
    note: Option<String>,
}

impl Counted {
    fn judged(self) -> Result<(i64, Option<String>), Vec<FieldError>> {
        let mut faults = Faults::default();
        if !(0..=AMOUNT_MAX).contains(&self.stock) {
            faults.add("/stock", format!("between 0 and {AMOUNT_MAX}"));
        }
        faults.text("/note", self.note.as_deref(), NOTE_MAX);
        faults.done((self.stock, written(self.note)))
    }
}

/// Blank text is no text.
fn written(note: Option<String>) -> Option<String> {
    note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty())
}

async fn ask(app: &App, actor: &Actor, incoming: &Incoming, what: Result<StockAsk, Vec<FieldError>>) -> Answered {
    may(actor, &Action::Manage)?;
    let what = match what {
        Ok(ask) => What::Stock(ask),
        Err(faults) => What::Unreadable { order_id: None, faults },
    };
    submit(app, actor, incoming, what).await
}

pub async fn restock(
    State(app): State<App>,
    actor: Actor,
    Params(ingredient): Params<IngredientId>,
    incoming: Incoming,
) -> Answered {
    let what = incoming.read::<Quantity>().and_then(Quantity::judged);
    let what = what.map(|(quantity, note)| StockAsk::Restock { ingredient, quantity, note });
    ask(&app, &actor, &incoming, what).await
}

pub async fn waste(
    State(app): State<App>,
    actor: Actor,
    Params(ingredient): Params<IngredientId>,
    incoming: Incoming,
) -> Answered {
    let what = incoming.read::<Quantity>().and_then(Quantity::judged);
    let what = what.map(|(quantity, note)| StockAsk::Waste { ingredient, quantity, note });
    ask(&app, &actor, &incoming, what).await
}

pub async fn count(
    State(app): State<App>,
    actor: Actor,
    Params(ingredient): Params<IngredientId>,
    incoming: Incoming,
) -> Answered {
    let what = incoming.read::<Counted>().and_then(Counted::judged);
    let what = what.map(|(stock, note)| StockAsk::Count { ingredient, stock, note });
    ask(&app, &actor, &incoming, what).await
}

/// Newest first.
pub async fn ledger(
    State(app): State<App>,
    actor: Actor,
    Params(ingredient): Params<IngredientId>,
    Query(page): Query<Page>,
) -> Answered {
    may(&actor, &Action::Manage)?;
    let limit = within("limit", page.limit.unwrap_or(LEDGER_DEFAULT), LEDGER_MAX)?;
    let before = page.cursor.as_deref().map(cursor).transpose()?;
    // What is no slug could not even be asked for.
    let known =
        is_slug(ingredient.as_str()) && app.store.record(&actor.location, Kind::Ingredient, ingredient.as_str()).await?.is_some();
    if !known {
        return Err(Problem::not_found("no such ingredient"));
    }
    // One more than asked for tells whether there is a next page.
    let account = format!("stock/{ingredient}");
    let mut rows = app.store.ledger(&actor.location, &account, before, limit + 1).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_cursor = rows.last().filter(|_| more).map(|row| format!("{}.{}", row.seq, row.line));
    let items = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    Ok(Json(List { items, next_cursor }).into_response())
}

fn line(row: &LedgerRow) -> Result<Value, Problem> {
    let mut line: Value = serde_json::from_str(&row.json).map_err(|cause| Problem::internal(cause.into()))?;
    line["seq"] = json!(row.seq);
    line["change"] = json!(row.amount);
    Ok(line)
}

fn cursor(text: &str) -> Result<(u64, u32), Problem> {
    let parts = text.split_once('.').and_then(|(seq, line)| Some((seq.parse().ok()?, line.parse().ok()?)));
    let ours = parts.filter(|(seq, _)| i64::try_from(*seq).is_ok());
    ours.ok_or_else(|| Problem::invalid("/cursor", "not a cursor of ours: take next_cursor of the page before"))
}
