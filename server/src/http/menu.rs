//! `/api/v1/menu`: the card as tills read it, what is off, and a new menu as a whole.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::Value;
use shared::ids::MenuItemId;
use shared::menu::FieldError;
use shared::menu_file::MenuFile;
use shared::order::Availability;
use shared::protocol::Ask;

use super::incoming::Incoming;
use super::menu_csv;
use super::orders::{Answered, submit};
use crate::auth::{Action, Actor, may};
use crate::orders::{NewMenu, What};
use crate::problem::{self, Params, Problem, Query};
use crate::state::App;

/// The largest menu that is taken, in bytes: some thousand dishes.
const MENU_BYTES_MAX: usize = 2 * 1024 * 1024;

pub async fn read(State(app): State<App>, actor: Actor) -> Answered {
    may(&actor, &Action::ReadMenu)?;
    let row = app.store.location(&actor.location).await?.ok_or_else(|| Problem::not_found("no such location"))?;
    let rows = app.store.availability(&actor.location).await?.into_iter();
    let off: BTreeMap<MenuItemId, Availability> = rows.map(|row| (row.menu_item_id.clone(), row.into())).collect();
    Ok(Json(row.menu.card(&off)).into_response())
}

/// The whole menu anew, in the words of the location file.
pub async fn replace(State(app): State<App>, actor: Actor, request: Request) -> Answered {
    may(&actor, &Action::Manage)?;
    let (parts, bytes) = take(request).await?;
    if !problem::is_json(&parts.headers) {
        return Err(Problem::unsupported_media_type());
    }
    whole(&app, &actor, &parts, &bytes).await
}

/// The same from a file: JSON, or a table of the dishes.
pub async fn import(State(app): State<App>, actor: Actor, request: Request) -> Answered {
    may(&actor, &Action::Manage)?;
    let (parts, bytes) = take(request).await?;
    if problem::is_json(&parts.headers) {
        return whole(&app, &actor, &parts, &bytes).await;
    }
    if !is_csv(&parts.headers) {
        let detail = "send the menu as text/csv or as application/json";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| Problem::malformed("the table is not UTF-8"))?;
    let incoming = Incoming::of(&parts, Value::String(text.to_owned()));
    put(&app, &actor, &incoming, menu_csv::read(text).map(NewMenu::Dishes)).await
}

async fn take(request: Request) -> Result<(Parts, Bytes), Problem> {
    let (parts, body) = request.into_parts();
    Ok((parts, problem::read(body, MENU_BYTES_MAX).await?))
}

fn is_csv(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("text/csv")
}

async fn whole(app: &App, actor: &Actor, parts: &Parts, bytes: &[u8]) -> Answered {
    let incoming = Incoming::of(parts, problem::json(bytes)?);
    put(app, actor, &incoming, incoming.read::<MenuFile>().map(NewMenu::Whole)).await
}

async fn put(app: &App, actor: &Actor, incoming: &Incoming, menu: Result<NewMenu, Vec<FieldError>>) -> Answered {
    let what = match menu {
        Ok(menu) => What::Menu(Box::new(menu)),
        Err(faults) => What::Unreadable { order_id: None, faults },
    };
    submit(app, actor, incoming, what).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportQuery {
    #[serde(default)]
    format: Format,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Json,
    Csv,
}

/// What `import` takes back.
pub async fn export(State(app): State<App>, actor: Actor, Query(query): Query<ExportQuery>) -> Answered {
    may(&actor, &Action::Manage)?;
    let row = app.store.location(&actor.location).await?.ok_or_else(|| Problem::not_found("no such location"))?;
    let (kind, name, text) = match query.format {
        Format::Json => {
            let text = serde_json::to_string_pretty(&MenuFile::of(&row.menu)).map_err(|e| Problem::internal(e.into()))?;
            ("application/json", "menu.json", text)
        }
        Format::Csv => ("text/csv; charset=utf-8", "menu.csv", menu_csv::write(&row.menu.items).map_err(Problem::internal)?),
    };
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], text).into_response())
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
