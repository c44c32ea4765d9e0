//! `/api/v1/orders/{id}/transfer`, `/split`, `/merge`, `/discount`, `/api/v1/quotes` and
//! `/api/v1/board/sequence`: what the floor does with whole orders.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde::Deserialize;
use shared::ids::*;
use shared::menu::{Faults, FieldError, NAME_MAX, PlaceOrder};
use shared::money::{Minor, Percent};
use shared::order::Command;
use shared::protocol::Ask;
use shared::quote;
use shared::view::Audience;

use super::incoming::Incoming;
use super::orders::{Answered, ask, reason, send, submit};
use super::prep_times::learned_lately;
use crate::auth::{Action, Actor, may};
use crate::orders::{Off, What};
use crate::problem::{Params, Problem};
use crate::state::App;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TransferBody {
    /// Has to be named; null: it stands at no table any more.
    #[serde(deserialize_with = "Option::deserialize")]
    table: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SplitBody {
    items: Vec<SplitItem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SplitItem {
    item_id: ItemId,
    #[serde(default)]
    quantity: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MergeBody {
    order_id: OrderId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DiscountBody {
    #[serde(default)]
    amount: Option<Minor>,
    #[serde(default)]
    percent: Option<PercentText>,
    reason: String,
}

/// A number of JSON, or the same as text; never reckoned with as a float.
#[derive(Deserialize)]
#[serde(untagged)]
enum PercentText {
    Number(serde_json::Number),
    Text(String),
}

impl DiscountBody {
    fn read(self) -> Result<(Off, String), Vec<FieldError>> {
        let mut faults = Faults::default();
        let off = match (self.amount, self.percent) {
            (Some(amount), None) => Some(Off::Amount(amount)),
            (None, Some(percent)) => {
                let text = match percent {
                    PercentText::Number(number) => number.to_string(),
                    PercentText::Text(text) => text,
                };
                let read = text.parse::<Percent>().map_err(|fault| faults.add("/percent", fault)).ok();
                read.map(Off::Percent)
            }
            _ => {
                faults.add("/amount", "name either amount or percent");
                None
            }
        };
        let reason = reason(self.reason).map_err(|more| faults.0.extend(more)).unwrap_or_default();
        let off = off.ok_or_else(|| std::mem::take(&mut faults.0))?;
        faults.done((off, reason))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SequenceBody {
    orders: Vec<OrderId>,
}

pub async fn transfer(State(app): State<App>, actor: Actor, Params(order_id): Params<OrderId>, incoming: Incoming) -> Answered {
    let command = |b: TransferBody| {
        let mut faults = Faults::default();
        if let Some(table) = &b.table {
            faults.required("/table", table, NAME_MAX);
        }
        faults.done(Command::Transfer { table: b.table.map(|table| table.trim().to_owned()) })
    };
    ask(&app, &actor, order_id, &incoming, Action::Transfer, command).await
}

/// Answers the order, and beside its fields `new_order`: what went.
pub async fn split(State(app): State<App>, actor: Actor, Params(order_id): Params<OrderId>, incoming: Incoming) -> Answered {
    may(&actor, &Action::Split)?;
    let what = match incoming.read::<SplitBody>() {
        Ok(b) => What::Split { order_id, items: b.items.into_iter().map(|i| (i.item_id, i.quantity)).collect() },
        Err(faults) => What::Unreadable { order_id: Some(order_id), faults },
    };
    let receipt = send(&app, &actor, &incoming, what).await?;
    let first = app.orders.answer(&actor.location, &receipt).await?;
    let second = app.orders.split_off(&actor.location, order_id, receipt.seq).await?;
    let (Some(first), Some(second)) = (first, second) else {
        return Err(Problem::unavailable("the first answer can no longer be shown"));
    };
    let audience = Audience::of(actor.role);
    let told = |order| serde_json::to_value(audience.order(order)).map_err(|cause| Problem::internal(cause.into()));
    let mut answer = told(&first)?;
    answer["new_order"] = told(&second)?;
    Ok(Json(answer).into_response())
}

pub async fn merge(State(app): State<App>, actor: Actor, Params(order_id): Params<OrderId>, incoming: Incoming) -> Answered {
    may(&actor, &Action::Merge)?;
    let what = match incoming.read::<MergeBody>() {
        Ok(MergeBody { order_id: from }) => What::Merge { order_id, from },
        Err(faults) => What::Unreadable { order_id: Some(order_id), faults },
    };
    submit(&app, &actor, &incoming, what).await
}

pub async fn discount(State(app): State<App>, actor: Actor, Params(order_id): Params<OrderId>, incoming: Incoming) -> Answered {
    may(&actor, &Action::Discount)?;
    let what = match incoming.read::<DiscountBody>().and_then(DiscountBody::read) {
        Ok((off, reason)) => What::Discount { order_id, off, reason },
        Err(faults) => What::Unreadable { order_id: Some(order_id), faults },
    };
    submit(&app, &actor, &incoming, what).await
}

/// The pass's own order of the rail.
pub async fn sequence(State(app): State<App>, actor: Actor, incoming: Incoming) -> Answered {
    may(&actor, &Action::Sequence)?;
    let what = match incoming.read::<SequenceBody>() {
        Ok(SequenceBody { orders }) => What::Ask(Ask::Sequence { orders }),
        Err(faults) => What::Unreadable { order_id: None, faults },
    };
    submit(&app, &actor, &incoming, what).await
}

/// How long the order would take. Changes nothing, so it needs no key and asks no writer.
pub async fn quote(State(app): State<App>, actor: Actor, incoming: Incoming) -> Answered {
    may(&actor, &Action::Quote)?;
    let body: PlaceOrder = incoming.read().map_err(Problem::invalid_fields)?;
    let no_such_location = || Problem::not_found("no such location");
    let row = app.store.location(&actor.location).await?.ok_or_else(no_such_location)?;
    let mut faults = body.faults();
    let items = row.menu.items(&body.items, &mut faults);
    faults.done(()).map_err(Problem::invalid_fields)?;
    let room = app.catch_up.room(&actor.location).await?.ok_or_else(no_such_location)?;
    let (now, at_once) = (app.clock.now(), app.rules.portions_at_once);
    let times = learned_lately(&app, &actor.location).await?;
    let told = room.with_board(|board| quote::quote(board.orders(), &items, now, at_once, &times));
    Ok(Json(told).into_response())
}
