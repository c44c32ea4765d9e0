//! `/api/v1/people`: who works here. For managers.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::json;
use shared::ids::{PersonId, StationId};
use shared::location::Role;
use shared::menu::FieldError;

use super::incoming::Incoming;
use super::orders::{Answered, answer};
use crate::auth::{Action, Actor, PinFor, is_pin, may};
use crate::orders::{AccessAsk, PersonChange, Receipt, Request, What, person_json};
use crate::problem::{Params, Problem};
use crate::state::App;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewBody {
    name: String,
    role: Role,
    pin: String,
    #[serde(default)]
    stations: Vec<StationId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeBody {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    role: Option<Role>,
    #[serde(default)]
    pin: Option<String>,
    #[serde(default)]
    stations: Option<Vec<StationId>>,
}

/// No fields: no body, or `{}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// Asks the location's writer for a change of who may do what.
pub(super) async fn ask(
    app: &App,
    actor: &Actor,
    incoming: &Incoming,
    asked: Result<AccessAsk, Vec<FieldError>>,
) -> Result<Receipt, Problem> {
    let mut key = incoming.key(app)?;
    // A body may hold a PIN, and of a PIN with a known name there are only so many.
    key.fingerprint = app.auth.pins().sealed(&key.fingerprint).map_err(Problem::internal)?;
    let what = match asked {
        Ok(ask) => What::Access(ask),
        Err(faults) => What::Unreadable { order_id: None, faults },
    };
    let request = Request { actor: actor.clone(), key, if_match: None, tapped_at: None, what };
    let receipt = app.orders.submit(&actor.location, request).await?;
    app.auth.access().forget(&actor.location);
    Ok(receipt)
}

/// A PIN as it is kept, which takes a moment of a core.
async fn kept(app: &App, actor: &Actor, pin: String) -> Result<Result<PinFor, Vec<FieldError>>, Problem> {
    if !is_pin(&pin) {
        return Ok(Err(vec![FieldError { pointer: "/pin".into(), detail: "a PIN has 4 to 8 digits".into() }]));
    }
    let pins = app.auth.pins();
    let lookup = pins.lookup(&actor.location, &pin).map_err(Problem::internal)?;
    let hash = pins.hash_apart(pin, app.ids.clone()).await.map_err(Problem::internal)?;
    Ok(Ok(PinFor { lookup, hash }))
}

/// `GET /api/v1/people`: by name.
pub async fn list(State(app): State<App>, actor: Actor) -> Answered {
    may(&actor, &Action::Manage)?;
    let people = app.store.people(&actor.location).await?;
    let items: Vec<_> = people.iter().map(person_json).collect();
    Ok(Json(json!({ "items": items, "next_cursor": null })).into_response())
}

/// `POST /api/v1/people`
pub async fn add(State(app): State<App>, actor: Actor, incoming: Incoming) -> Answered {
    may(&actor, &Action::Manage)?;
    let asked = match incoming.read::<NewBody>() {
        Ok(NewBody { name, role, pin, stations }) => {
            kept(&app, &actor, pin).await?.map(|pin| AccessAsk::AddPerson { name, role, stations, pin })
        }
        Err(faults) => Err(faults),
    };
    let receipt = ask(&app, &actor, &incoming, asked).await?;
    answer(&app, &actor, &receipt).await
}

/// `PATCH /api/v1/people/{id}`: what is left out stays. A new role counts from the next token on.
pub async fn change(State(app): State<App>, actor: Actor, Params(id): Params<PersonId>, incoming: Incoming) -> Answered {
    may(&actor, &Action::Manage)?;
    let asked = match incoming.read::<ChangeBody>() {
        Ok(ChangeBody { name, role, pin: None, stations }) => Ok(PersonChange { name, role, stations, pin: None }),
        Ok(ChangeBody { name, role, pin: Some(pin), stations }) => {
            kept(&app, &actor, pin).await?.map(|pin| PersonChange { name, role, stations, pin: Some(pin) })
        }
        Err(faults) => Err(faults),
    };
    let asked = asked.map(|change| AccessAsk::ChangePerson { id, change });
    let receipt = ask(&app, &actor, &incoming, asked).await?;
    answer(&app, &actor, &receipt).await
}

/// `DELETE /api/v1/people/{id}`: ends their tokens and live connections on every node.
pub async fn remove(State(app): State<App>, actor: Actor, Params(id): Params<PersonId>, incoming: Incoming) -> Answered {
    may(&actor, &Action::Manage)?;
    let asked = incoming.read::<Nothing>().map(|_| AccessAsk::RemovePerson(id));
    let receipt = ask(&app, &actor, &incoming, asked).await?;
    answer(&app, &actor, &receipt).await
}
