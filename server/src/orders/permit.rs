//! Which right a command needs. The table of rights itself stands in `auth`.

use shared::location::Role;
use shared::order::{Command, Order, Ticket};
use shared::protocol::Ask;

use super::{Refusal, What};
use crate::auth::{Action, Actor, may};

/// Judged before the key, so that a repeat by somebody else gives nothing away.
pub fn permits(actor: &Actor, what: &What, order: Option<&Order>) -> Result<(), Refusal> {
    // Fields that could not be read: the way in has looked at the role, and nothing will be done.
    let Some(action) = action(what, order) else { return Ok(()) };
    match may(actor, &action) {
        Err(_) if order.is_some_and(|order| stands_in(actor, &action, what, order)) => Ok(()),
        verdict => verdict.map_err(|problem| Refusal::Forbidden(problem.detail().to_owned())),
    }
}

/// A cook does at the backup what is to be done to a ticket that no screen of its own station shows.
fn stands_in(actor: &Actor, action: &Action, what: &What, order: &Order) -> bool {
    if !matches!(action, Action::ItemCommand(_) | Action::Bump(_) | Action::RecallTicket(_)) || actor.role != Role::Kitchen {
        return false;
    }
    let What::Ask(Ask::Order { command, .. }) = what else { return false };
    let (station, chit) = match command {
        Command::Bump { station, chit } | Command::RecallTicket { station, chit } => (station.as_ref(), *chit),
        command => {
            let item = command.item().and_then(|id| order.item(id));
            (item.and_then(|i| i.station.as_ref()), item.and_then(|i| i.chit))
        }
    };
    // Without a chit it would be every ticket of the other station.
    let ticket = order.tickets.iter().find(|t| t.station.as_ref() == station && Some(t.chit) == chit);
    ticket.and_then(Ticket::stand_in).is_some_and(|backup| actor.works_at(Some(backup)))
}

/// What the door asks of a command: the role alone. Whose ticket it is, the order tells the writer.
pub fn at_the_door(ask: &Ask) -> Action {
    match of(ask, None) {
        Action::Bump(_) => Action::Bump(None),
        Action::RecallTicket(_) => Action::RecallTicket(None),
        action => action,
    }
}

fn action(what: &What, order: Option<&Order>) -> Option<Action> {
    Some(match what {
        What::Place(_) => Action::Place,
        What::AddItems { .. } => Action::AddItems,
        What::Pay { .. } => Action::Pay,
        What::Split { .. } => Action::Split,
        What::Merge { .. } => Action::Merge,
        What::Discount { .. } => Action::Discount,
        What::Payment { ask, .. } if ask.is_tills() => Action::Pay,
        What::Payment { .. } => Action::Manage,
        What::Ask(ask) => of(ask, order),
        What::Stock(_) | What::Menu(_) | What::Settings(_) => Action::Manage,
        What::Customer(_) => Action::Customers,
        // Pairing is asked for by the server itself, with the code in hand.
        What::Access(_) => Action::Manage,
        // Only the server itself.
        What::Step(_) | What::Overdue(_) => Action::Manage,
        What::Alert(_) | What::Webhook(_) => Action::Manage,
        What::Unreadable { .. } => return None,
    })
}

/// The right that a command needs; an item's station is the order's to tell.
fn of(ask: &Ask, order: Option<&Order>) -> Action {
    match ask {
        Ask::Availability { .. } => Action::SetAvailability,
        Ask::Sequence { .. } => Action::Sequence,
        Ask::Order { command, .. } => match command {
            Command::Fire { .. } => Action::Fire,
            Command::Prioritise { .. } | Command::Hold { .. } => Action::Prioritise,
            Command::Complete { .. } => Action::Complete,
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
