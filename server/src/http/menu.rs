//! `/api/v1/menu`: the card as tills read it, and what is off.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde::Deserialize;
use shared::ids::MenuItemId;
use shared::order::PaymentMethod;
use shared::protocol::Ask;

use super::incoming::Incoming;
use super::orders::{Answered, submit};
use crate::auth::{Action, Actor, may};
use crate::orders::What;
use crate::problem::{Params, Problem};
use crate::state::App;

pub async fn read(State(app): State<App>, actor: Actor) -> Answered {
    may(&actor, &Action::ReadMenu)?;
    let no_such_location = || Problem::not_found("no such location");
    let row = app.store.location(&actor.location).await?.ok_or_else(no_such_location)?;
    let room = app.catch_up.room(&actor.location).await?.ok_or_else(no_such_location)?;
    let mut card = room.with_board(|board| row.menu.card(board.availability()));
    if app.orders.terms().cards {
        card.payments.insert(0, PaymentMethod::Card);
    }
    Ok(Json(card).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AvailabilityBody {
    available: bool,
    #[serde(default)]
    remaining: Option<u32>,
}

/// 86 by hand, or "3 left".
pub async fn availability(
    State(app): State<App>,
    actor: Actor,
    Params(menu_item_id): Params<MenuItemId>,
    incoming: Incoming,
) -> Answered {
    may(&actor, &Action::SetAvailability)?;
    let what = match incoming.read::<AvailabilityBody>() {
        Ok(AvailabilityBody { available, remaining }) => What::Ask(Ask::Availability { menu_item_id, available, remaining }),
        Err(faults) => What::Unreadable { order_id: None, faults },
    };
    submit(&app, &actor, &incoming, what).await
}
