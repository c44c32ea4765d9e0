//! Every route, on one screen.

use std::time::Duration;

use axum::Router;
use axum::extract::{MatchedPath, State};
use axum::http::{HeaderName, Method, Request};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{delete, get, patch, post, put};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

use crate::http::{
    alerts, audit, auth, customers, devices, floor, inventory, machine, menu, names, orders, payments, people, prep_times,
    replay, reports, settings, tables, webhooks,
};
use crate::live;
use crate::problem;
use crate::screens;
use crate::state::App;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub fn router(app: App) -> Router {
    let api = Router::new()
        .route("/auth/login", post(auth::login))
        .route("/auth/refresh", post(auth::refresh))
        .route("/auth/pair", post(auth::pair))
        .route("/auth/keys/rotate", post(auth::rotate_keys))
        .route("/people", get(people::list).post(people::add))
        .route("/people/{id}", patch(people::change).delete(people::remove))
        .route("/names", get(names::read))
        .route("/devices", get(devices::list).post(devices::add))
        .route("/devices/{id}", delete(devices::revoke))
        .route("/devices/{id}/code", post(devices::code))
        .route("/audit", get(audit::read))
        .route("/live", get(live::upgrade))
        .route("/orders", get(orders::list).post(orders::place))
        .route("/orders/{id}", get(orders::one))
        .route("/orders/{id}/history", get(orders::history))
        .route("/orders/{id}/items", post(orders::add_items))
        .route("/orders/{id}/fire", post(orders::fire))
        .route("/orders/{id}/priority", post(orders::priority))
        .route("/orders/{id}/hold", post(orders::hold))
        .route("/orders/{id}/complete", post(orders::complete))
        .route("/orders/{id}/cancel", post(orders::cancel))
        .route("/orders/{id}/recall", post(orders::recall))
        .route("/orders/{id}/payments", post(payments::pay))
        .route("/orders/{id}/bump", post(orders::bump))
        .route("/orders/{id}/recall-ticket", post(orders::recall_ticket))
        .route("/orders/{id}/items/{item}/start", post(orders::start))
        .route("/orders/{id}/items/{item}/prepared", post(orders::prepared))
        .route("/orders/{id}/items/{item}/recall", post(orders::recall_item))
        .route("/orders/{id}/items/{item}/void", post(orders::void))
        .route("/orders/{id}/items/{item}/acknowledge-allergy", post(orders::acknowledge))
        .route("/orders/{id}/transfer", post(tables::transfer))
        .route("/orders/{id}/split", post(tables::split))
        .route("/orders/{id}/merge", post(tables::merge))
        .route("/orders/{id}/discount", post(tables::discount))
        .route("/quotes", post(tables::quote))
        .route("/board/sequence", put(tables::sequence))
        .route("/customers", get(customers::list).post(customers::create))
        .route("/customers/{id}", get(customers::one))
        .route("/customers/{id}/ledger", get(customers::ledger))
        .route("/events", get(orders::events))
        .route("/prep-times", get(prep_times::list))
        .route("/screens", get(floor::list))
        .route("/alerts", get(alerts::list))
        .route("/alerts/{id}/acknowledge", post(alerts::acknowledge))
        .route("/webhooks", get(webhooks::list).post(webhooks::create))
        .route("/webhooks/{id}", get(webhooks::one).delete(webhooks::remove))
        .route("/webhooks/{id}/deliveries", get(webhooks::deliveries))
        .route("/webhooks/{id}/deliveries/{delivery}/retry", post(webhooks::retry))
        .route("/replay", get(replay::read))
        .route("/reports/tickets", get(reports::tickets))
        .route("/reports/sales", get(reports::sales))
        .route("/menu", get(menu::read).put(menu::replace))
        .route("/menu/import", post(menu::import))
        .route("/menu/export", get(menu::export))
        .route("/menu/items/{id}/availability", put(menu::availability))
        .route("/settings", get(settings::read).put(settings::change))
        .route("/inventory", get(inventory::list))
        .route("/inventory/{id}/restock", post(inventory::restock))
        .route("/inventory/{id}/waste", post(inventory::waste))
        .route("/inventory/{id}/count", post(inventory::count))
        .route("/inventory/{id}/ledger", get(inventory::ledger))
        .route("/payments/failed", get(payments::failed))
        .route("/payments/failed/{id}/retry", post(payments::retry))
        .route("/payments/failed/{id}/resolve", post(payments::resolve))
        .route("/openapi.json", get(machine::openapi))
        .route("/asyncapi.json", get(machine::asyncapi))
        .fallback(problem::no_such_address)
        .method_not_allowed_fallback(problem::wrong_method);
    let machine_room = Router::new()
        .route("/healthz", get(machine::health))
        .route("/readyz", get(machine::ready))
        .route("/metrics", get(machine::metrics));
    // Outermost first: an id, a span with it, and a panic that becomes a problem inside both.
    let layers = ServiceBuilder::new()
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_response(answered).on_request(()).on_failure(()))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(middleware::from_fn_with_state(app.clone(), count))
        .layer(CatchPanicLayer::custom(problem::panicked));
    Router::new()
        .nest("/api/v1", api)
        .merge(machine_room)
        .merge(screens::routes())
        .fallback(problem::no_such_address)
        .method_not_allowed_fallback(problem::wrong_method)
        .layer(layers)
        .with_state(app)
}

/// No names, no tokens, no query: what a log line may say of a call.
fn span<B>(request: &Request<B>) -> tracing::Span {
    let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("call", request.id = id, http.method = %request.method(), http.path = request.uri().path())
}

/// Counts by the route as it is written above: the number of series stays bounded.
async fn count(State(app): State<App>, request: axum::extract::Request, next: Next) -> Response {
    let started = tokio::time::Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = match *request.method() {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        _ => "other",
    };
    let response = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    app.metrics.call(method, route, response.status().as_u16(), started.elapsed());
    response
}

fn answered<B>(response: &axum::http::Response<B>, took: Duration, _: &tracing::Span) {
    tracing::debug!(http.status = response.status().as_u16(), duration_ms = took.as_millis(), "answered");
}
