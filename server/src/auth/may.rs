//! The table of roles: who may do what. What is not in it is 403.
//!
//! What depends on the order's state besides (cancel before READY, void before PREPARED) is judged
//! by the order machine, which is told whether the sender is a manager.

use shared::ids::StationId;
use shared::location::Role;

use super::Actor;
use crate::problem::Problem;

/// What somebody wants to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The live connection, in the role's own view.
    Live,
    /// Orders and their history, in the role's own view.
    ReadOrders,
    ReadMenu,
    /// How long dishes take.
    ReadPrepTimes,
    /// The log itself.
    ReadEvents,
    Place,
    AddItems,
    Fire,
    Prioritise,
    Complete,
    Cancel,
    RecallOrder,
    Transfer,
    Split,
    Merge,
    Discount,
    Pay,
    Quote,
    Void,
    /// Start, prepare, recall or acknowledge an item; `None`: the item has no station.
    ItemCommand(Option<StationId>),
    Bump(Option<StationId>),
    RecallTicket(Option<StationId>),
    /// Tell which tickets are on a visible page.
    Shown,
    SetAvailability,
    /// The names of people and devices, without what they may do.
    ReadNames,
    /// The pass's own order of the rail.
    Sequence,
    /// Create and look up customers, read their ledgers.
    Customers,
    /// Stock, menu, people, devices, failed payments, webhooks, reports.
    Manage,
}

/// Whether the role of the caller, at its stations, may do it.
pub fn may(actor: &Actor, action: &Action) -> Result<(), Problem> {
    if !role_may(actor.role, action) {
        return Err(Problem::forbidden(format!("the role {} may not do this", actor.role.as_str())));
    }
    match action {
        Action::ItemCommand(station) | Action::Bump(station) | Action::RecallTicket(station)
            if !actor.works_at(station.as_ref()) =>
        {
            Err(Problem::forbidden("this belongs to another station"))
        }
        _ => Ok(()),
    }
}

fn role_may(role: Role, action: &Action) -> bool {
    use Action::*;
    match role {
        Role::Board => matches!(action, Live),
        Role::Kitchen => {
            matches!(
                action,
                Live | ReadOrders
                    | ReadNames
                    | ReadPrepTimes
                    | ItemCommand(_)
                    | Bump(_)
                    | RecallTicket(_)
                    | Shown
                    | SetAvailability
            )
        }
        Role::Expo => role_may(Role::Kitchen, action) || matches!(action, Fire | Prioritise | Sequence | Complete | RecallOrder),
        Role::Pos => matches!(
            action,
            Live | ReadOrders
                | ReadNames
                | ReadMenu
                | ReadPrepTimes
                | Place
                | AddItems
                | Fire
                | Prioritise
                | Complete
                | Cancel
                | Transfer
                | Split
                | Merge
                | Discount
                | Pay
                | Quote
                | Void
                | SetAvailability
                | Customers
        ),
        Role::Integration => matches!(action, Live | ReadOrders | ReadMenu | ReadEvents | Place),
        Role::Manager => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::ids::{LocationId, Uuid};
    use shared::time::Timestamp;

    /// Who may, one letter a role: Board, Kitchen, Expo, Pos, Integration, Manager.
    #[test]
    fn the_table_of_roles() {
        use Action::*;
        for (action, who) in [
            (Live, "bkepim"),
            (ReadOrders, "kepim"),
            (ReadMenu, "pim"),
            (ReadPrepTimes, "kepm"),
            (ReadEvents, "im"),
            (Place, "pim"),
            (AddItems, "pm"),
            (Fire, "epm"),
            (Prioritise, "epm"),
            (Complete, "epm"),
            (Cancel, "pm"),
            (RecallOrder, "em"),
            (Transfer, "pm"),
            (Split, "pm"),
            (Merge, "pm"),
            (Discount, "pm"),
            (Pay, "pm"),
            (Quote, "pm"),
            (Void, "pm"),
            (ItemCommand(None), "kem"),
            (Bump(None), "kem"),
            (RecallTicket(None), "kem"),
            (Shown, "kem"),
            (ReadNames, "kepm"),
            (SetAvailability, "kepm"),
            (Sequence, "em"),
            (Customers, "pm"),
            (Manage, "m"),
        ] {
            let roles = [Role::Board, Role::Kitchen, Role::Expo, Role::Pos, Role::Integration, Role::Manager];
            let allowed: String =
                roles.iter().zip("bkepim".chars()).filter(|(r, _)| role_may(**r, &action)).map(|(_, c)| c).collect();
            assert_eq!(allowed, who, "{action:?}");
        }
    }

    #[test]
    fn a_cook_works_at_their_own_stations() {
        let at = |stations: &[&str], role| Actor {
            person: None,
            device: None,
            role,
            location: LocationId::from("main"),
            stations: stations.iter().map(|s| StationId::from(*s)).collect(),
            token: Uuid::nil(),
            expires_at: Timestamp(0),
        };
        let bump = |station: &str| Action::Bump(Some(StationId::from(station)));
        let oven = at(&["oven"], Role::Kitchen);
        assert!(may(&oven, &bump("oven")).is_ok());
        assert_eq!(may(&oven, &bump("grill")).unwrap_err().status(), 403);
        assert!(may(&oven, &Action::ItemCommand(None)).is_ok(), "what has no station is everybody's");
        assert!(may(&at(&[], Role::Kitchen), &bump("grill")).is_ok(), "none named = all");
        assert!(may(&at(&["oven"], Role::Expo), &bump("grill")).is_ok());
    }
}
