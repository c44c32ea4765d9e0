//! Stop 1 of the line: REST, one resource a file. Reads what a call brings, asks the writer, and
//! says what came of it.

pub mod alerts;
pub mod audit;
pub mod auth;
pub mod customers;
pub mod devices;
pub mod floor;
pub mod incoming;
pub mod inventory;
pub mod machine;
pub mod menu;
mod menu_csv;
pub mod names;
pub mod orders;
pub mod payments;
pub mod people;
pub mod prep_times;
pub mod replay;
pub mod reports;
pub mod settings;
pub mod tables;
pub mod webhooks;

use crate::orders::Refusal;
use crate::problem::Problem;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let detail = refusal.detail();
        match refusal {
            Refusal::Rejected(rejection) => rejection.into(),
            Refusal::Fields(faults) => Problem::invalid_fields(faults),
            Refusal::NoSuchOrder
            | Refusal::NoSuchDish
            | Refusal::NoSuchIngredient
            | Refusal::NoSuchPayment
            | Refusal::NoSuch(_)
            | Refusal::NoSuchLocation => Problem::not_found(detail),
            Refusal::UnknownCommand(_) => Problem::not_found(detail),
            Refusal::Forbidden(_) => Problem::forbidden(detail),
            Refusal::KeyReused => Problem::idempotency_key_reused(),
            Refusal::VersionConflict { version } => Problem::version_conflict(version),
            Refusal::OutOfStock(dishes) => Problem::conflict("out_of_stock", detail)
                .with("items", dishes.iter().map(|dish| dish.as_str().to_owned()).collect()),
            Refusal::InsufficientPoints { points } => {
                Problem::conflict("insufficient_points", detail).with("points", points.into())
            }
            Refusal::NotFound(_) => Problem::not_found(detail),
            Refusal::Conflict(code, _) => Problem::conflict(code, detail),
            Refusal::LostPlace | Refusal::OutcomeUnknown | Refusal::Poisoned | Refusal::Unavailable => {
                Problem::unavailable(detail)
            }
        }
    }
}
