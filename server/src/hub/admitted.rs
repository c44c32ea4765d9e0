//! The sessions of a room by whose they are, so that a revocation in the log closes them at once, on
//! every node that reads it.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shared::ids::{DeviceId, PersonId};
use shared::order::{AccessRevoked, Event, EventData};
use tokio_util::sync::CancellationToken;

/// Revocations remembered for sessions that were let in by what was known a moment before.
const GONE_MAX: usize = 256;

#[derive(Default)]
pub struct Admitted(Mutex<State>);

#[derive(Default)]
struct State {
    next: u64,
    sessions: HashMap<u64, Session>,
    gone: VecDeque<AccessRevoked>,
}

struct Session {
    person: Option<PersonId>,
    device: Option<DeviceId>,
    revoked: CancellationToken,
}

/// A session's place in the room, until it is dropped.
pub struct Pass {
    admitted: Arc<Admitted>,
    id: u64,
    /// Cancelled when its person or device may no longer.
    pub revoked: CancellationToken,
}

impl Admitted {
    pub fn enter(self: &Arc<Self>, person: Option<PersonId>, device: Option<DeviceId>) -> Pass {
        let mut state = self.state();
        state.next += 1;
        let (id, session) = (state.next, Session { person, device, revoked: CancellationToken::new() });
        let revoked = session.revoked.clone();
        if state.gone.iter().any(|gone| concerns(gone, &session)) {
            revoked.cancel();
        }
        state.sessions.insert(id, session);
        Pass { admitted: self.clone(), id, revoked }
    }

    /// Takes note of an event of the log.
    pub fn hear(&self, event: &Event) {
        let EventData::AccessRevoked(gone) = &event.data else { return };
        let mut state = self.state();
        for session in state.sessions.values().filter(|session| concerns(gone, session)) {
            session.revoked.cancel();
        }
        if state.gone.len() >= GONE_MAX {
            state.gone.pop_front();
        }
        state.gone.push_back(gone.clone());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.admitted.state().sessions.remove(&self.id);
    }
}

fn concerns(gone: &AccessRevoked, session: &Session) -> bool {
    let person = gone.person.is_some() && gone.person == session.person;
    person || (gone.device.is_some() && gone.device == session.device)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::ids::Uuid;
    use shared::order::By;
    use shared::time::Timestamp;

    fn person(n: u128) -> Option<PersonId> {
        Some(PersonId(Uuid::from_u128(n)))
    }

    fn device(n: u128) -> Option<DeviceId> {
        Some(DeviceId(Uuid::from_u128(n)))
    }

    fn revoke(admitted: &Admitted, person: Option<PersonId>, device: Option<DeviceId>) {
        let data = EventData::AccessRevoked(AccessRevoked { person, device, name: "Tom".into() });
        admitted.hear(&Event { seq: 1, at: Timestamp(0), order_id: None, by: By::default(), tapped_at: None, data });
    }

    #[test]
    fn a_revocation_ends_the_sessions_of_its_person_or_device_and_no_other() {
        let admitted = Arc::new(Admitted::default());
        let passes = [(person(1), None), (person(1), device(9)), (person(2), device(9)), (None, device(8)), (None, None)]
            .map(|(person, device)| admitted.enter(person, device));
        let ended = || passes.iter().map(|p| p.revoked.is_cancelled()).collect::<Vec<_>>();
        revoke(&admitted, person(1), None);
        assert_eq!(ended(), [true, true, false, false, false]);
        revoke(&admitted, None, device(9));
        assert_eq!(ended(), [true, true, true, false, false]);
        // Let in by what was known a moment before.
        assert!(admitted.enter(person(3), device(9)).revoked.is_cancelled());
        assert!(!admitted.enter(person(3), device(8)).revoked.is_cancelled());
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let admitted = Arc::new(Admitted::default());
        for n in 0..GONE_MAX as u128 + 10 {
            revoke(&admitted, person(n), None);
            drop(admitted.enter(None, None));
        }
        let state = admitted.state();
        assert_eq!((state.gone.len(), state.sessions.len()), (GONE_MAX, 0));
    }
}
