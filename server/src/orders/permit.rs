//! Which right a command needs. The table of rights itself stands in `auth`.

use shared::order::{Command, Order};
use shared::protocol::Ask;

use super::{Refusal, What};
use crate::auth::{Action, Actor, may};

/// Judged before the key, so that a repeat by somebody else gives nothing away.
pub fn permits(actor: &Actor, what: &What, order: Option<&Order>) -> Result<(), Refusal> {
    // Fields that could not be read: the way in has looked at the role, and nothing will be done.
    let Some(action) = action(what, order) else { return Ok(()) };
    may(actor, &action).map_err(|problem| Refusal::Forbidden(problem.detail().to_owned()))
}

fn action(what: &What, order: Option<&Order>) -> Option<Action> {
    Some(match what {
        What::Place(_) => Action::Place,
        What::AddItems { .. } => Action::AddItems,
        What::Pay { .. } => Action::Pay,
        What::Split { .. } => Action::Split,
        What::Merge { .. } => Action::Merge,
        What::Discount { .. } => Action::Discount,
        What::Ask(ask) => of(ask, order),
        What::Stock(_) | What::Menu(_) => Action::Manage,
        What::Customer(_) => Action::Customers,
        // Only the server itself.
        What::Step(_) => Action::Manage,
        What::Unreadable { .. } => return None,
    })
}

/// The right that a command needs; an item's station is the order's to tell.
pub fn of(ask: &Ask, order: Option<&Order>) -> Action {
    match ask {
        Ask::Availability { .. } => Action::SetAvailability,
        Ask::Sequence { .. } => Action::Sequence,
        Ask::Order { command, .. } => match command {
            Command::Fire { .. } => Action::Fire,
            Command::Prioritise { .. } => Action::Prioritise,
            Command::Complete => Action::Complete,
            Command::Cancel { .. } => Action::Cancel,
            Command::Recall => Action::RecallOrder,
            Command::Transfer { .. } => Action::Transfer,
            Command::Discount { .. } => Action::Discount,
            Command::Void { .. } => Action::Void,
            Command::Start { item }
            | Command::Prepare { item }
            | Command::RecallItem { item }
            | Command::AcknowledgeAllergy { item } => {
                Action::ItemCommand(order.and_then(|order| order.item(*item)?.station.clone()))
            }
            Command::Bump { station, .. } => Action::Bump(station.clone()),
            Command::RecallTicket { station, .. } => Action::RecallTicket(station.clone()),
            Command::Shown { .. } => Action::Shown,
            // Only the server itself says so.
            _ => Action::Manage,
        },
    }
}
