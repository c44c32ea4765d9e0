//! The floor: which screens are connected to this node, and by what every node says, to all. Sessions
//! leave their marks without a lock; whoever writes them down looks every few seconds.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use shared::ids::*;
use shared::location::{Role, Station};
use shared::time::Timestamp;

use super::Room;
use crate::store::{ScreenRow, Store, StoreError};

/// Screens that left and were not written down yet. Beyond that one is taken for lost when its time
/// is over, which is said of every screen.
const GONE_MAX: usize = 1_024;
/// Screens told of a location: those that connected last.
const SCREENS_MAX: u32 = 1_000;

/// A screen of the house, connected or gone.
#[derive(Clone, Debug, PartialEq)]
pub struct Screen {
    pub id: ScreenId,
    pub connected_at: Timestamp,
    /// When it was last heard.
    pub seen_at: Timestamp,
    /// It is connected until then, unless its node says so again.
    pub until: Timestamp,
    pub about: About,
}

/// What is told of a screen beside its times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct About {
    pub person: Option<PersonId>,
    pub device: Option<DeviceId>,
    pub role: Role,
    /// `None`: all of them.
    pub stations: Option<Vec<StationId>>,
    /// How far it was sent the log.
    pub seq: u64,
    /// When it last said what it shows.
    pub shown_at: Option<Timestamp>,
    /// It said good-bye: the page was closed, or somebody logged out.
    pub closed: bool,
}

impl Screen {
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.until > now
    }

    /// Whether it owes the receipts of this station: the rule of `Room::claim_shown`.
    fn is_of(&self, station: &StationId) -> bool {
        let named = self.about.stations.as_ref().map(|own| own.contains(station));
        match self.about.role {
            Role::Kitchen | Role::Manager => named.unwrap_or(true),
            Role::Expo => named.unwrap_or(false),
            Role::Board | Role::Pos | Role::Integration => false,
        }
    }

    pub fn to_row(&self) -> ScreenRow {
        ScreenRow {
            screen: self.id,
            connected_at: self.connected_at,
            seen_at: self.seen_at,
            until: self.until,
            // Writing our own types into memory cannot fail.
            json: serde_json::to_string(&self.about).unwrap_or_default(),
        }
    }

    /// A later build may say what this one cannot read: it is passed over.
    fn of_row(row: &ScreenRow) -> Option<Screen> {
        let about = serde_json::from_str(&row.json).ok()?;
        Some(Screen { id: row.screen, connected_at: row.connected_at, seen_at: row.seen_at, until: row.until, about })
    }
}

/// The screens of a location, at all nodes, that connected last first: those that are live at `now` or
/// were seen since.
pub async fn screens(store: &dyn Store, room: &Room, since: Timestamp, now: Timestamp) -> Result<Vec<Screen>, StoreError> {
    let rows = store.screens(&room.location, since, now, SCREENS_MAX).await?;
    let mut all: BTreeMap<ScreenId, Screen> = rows.iter().filter_map(Screen::of_row).map(|s| (s.id, s)).collect();
    // Of its own this node knows more than it has written down.
    for own in room.floor.here(now) {
        if all.get(&own.id).is_none_or(|known| known.connected_at <= own.connected_at) {
            all.insert(own.id, own);
        }
    }
    let mut all: Vec<Screen> = all.into_values().collect();
    all.sort_by_key(|screen| std::cmp::Reverse((screen.connected_at, screen.id)));
    Ok(all)
}

/// How a station stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub station: StationId,
    /// Screens of its own that are connected.
    pub live: usize,
    /// None is, and one was.
    pub dark: Option<Dark>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dark {
    pub since: Timestamp,
    /// The last of its screens went without a word.
    pub lost: bool,
}

pub fn standing(stations: &[Station], screens: &[Screen], now: Timestamp) -> Vec<Standing> {
    let of = |station: &Station| {
        let own: Vec<&Screen> = screens.iter().filter(|screen| screen.is_of(&station.id)).collect();
        let live = own.iter().filter(|screen| screen.is_live(now)).count();
        let last = own.iter().max_by_key(|screen| screen.seen_at).filter(|_| live == 0);
        let dark = last.map(|screen| Dark { since: screen.seen_at, lost: !screen.about.closed });
        Standing { station: station.id.clone(), live, dark }
    };
    stations.iter().map(of).collect()
}

/// The screens of one location that are connected to this node.
#[derive(Default)]
pub struct Floor(Mutex<State>);

#[derive(Default)]
struct State {
    next: u64,
    here: HashMap<u64, Here>,
    gone: BTreeMap<ScreenId, Screen>,
    /// One has come or gone since it was last written down.
    changed: bool,
    /// The last session that is written down.
    told: u64,
}

struct Here {
    screen: Screen,
    marks: Arc<Marks>,
}

/// What a session says of itself as it goes.
struct Marks {
    seen_at: AtomicI64,
    seq: AtomicU64,
    /// `i64::MIN`: never.
    shown_at: AtomicI64,
    closed: AtomicBool,
}

/// A screen's place on the floor, until it is dropped.
pub struct Place {
    floor: Arc<Floor>,
    session: u64,
    marks: Arc<Marks>,
}

impl Here {
    fn now(&self, until: Timestamp) -> Screen {
        let mut screen = self.screen.clone();
        (screen.seen_at, screen.until) = (Timestamp(self.marks.seen_at.load(Relaxed)), until);
        screen.about.seq = self.marks.seq.load(Relaxed);
        screen.about.shown_at = Some(self.marks.shown_at.load(Relaxed)).filter(|at| *at != i64::MIN).map(Timestamp);
        screen.about.closed = self.marks.closed.load(Relaxed);
        screen
    }
}

impl Floor {
    pub fn enter(self: &Arc<Self>, id: ScreenId, about: About, now: Timestamp) -> Place {
        let marks = Arc::new(Marks {
            seen_at: AtomicI64::new(now.0),
            seq: AtomicU64::new(about.seq),
            shown_at: AtomicI64::new(i64::MIN),
            closed: AtomicBool::new(false),
        });
        let screen = Screen { id, connected_at: now, seen_at: now, until: now, about };
        let mut state = self.state();
        state.next += 1;
        let session = state.next;
        state.here.insert(session, Here { screen, marks: marks.clone() });
        state.gone.remove(&id);
        state.changed = true;
        Place { floor: self.clone(), session, marks }
    }

    /// Whether a screen has come or gone since the last `take`.
    pub fn has_changed(&self) -> bool {
        self.state().changed
    }

    /// What is to be written down: who has come, good until then, and who has gone since last time;
    /// where `all` are asked for, everybody who is here.
    pub fn take(&self, until: Timestamp, all: bool) -> Vec<Screen> {
        let mut state = self.state();
        state.changed = false;
        let next = state.next;
        let told = std::mem::replace(&mut state.told, next);
        let gone = std::mem::take(&mut state.gone);
        let mut news = state.live(until, if all { 0 } else { told });
        news.extend(gone.into_values());
        news
    }

    /// It could not be written down: everybody who is here, and who has gone, is told again next time.
    pub fn put_back(&self, screens: Vec<Screen>, now: Timestamp) {
        let mut state = self.state();
        for screen in screens.into_iter().filter(|screen| !screen.is_live(now)) {
            if !state.has(screen.id) && state.gone.len() < GONE_MAX {
                state.gone.entry(screen.id).or_insert(screen);
            }
        }
        (state.changed, state.told) = (true, 0);
    }

    /// Who is here, and who has gone and is not written down.
    fn here(&self, now: Timestamp) -> Vec<Screen> {
        let state = self.state();
        let mut all = state.live(Timestamp(now.0 + 1), 0);
        all.extend(state.gone.values().cloned());
        all
    }

    fn leave(&self, session: u64) {
        let mut state = self.state();
        let Some(here) = state.here.remove(&session) else { return };
        let screen = here.now(Timestamp(here.marks.seen_at.load(Relaxed)));
        // Another session of the same screen has taken its place.
        if !state.has(screen.id) && state.gone.len() < GONE_MAX {
            state.gone.insert(screen.id, screen);
        }
        state.changed = true;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn has(&self, id: ScreenId) -> bool {
        self.here.values().any(|here| here.screen.id == id)
    }

    /// Each screen once, as its latest session after this one says.
    fn live(&self, until: Timestamp, after: u64) -> Vec<Screen> {
        let mut sessions: Vec<(&u64, &Here)> = self.here.iter().filter(|(session, _)| **session > after).collect();
        sessions.sort_by_key(|(session, _)| **session);
        let latest: BTreeMap<ScreenId, &Here> = sessions.into_iter().map(|(_, here)| (here.screen.id, here)).collect();
        latest.into_values().map(|here| here.now(until)).collect()
    }
}

impl Place {
    /// It was last heard then, and has been sent the log so far.
    pub fn heard(&self, at: Timestamp, seq: u64) {
        self.marks.seen_at.store(at.0, Relaxed);
        self.marks.seq.store(seq, Relaxed);
    }

    /// It said what it shows.
    pub fn shown(&self, at: Timestamp) {
        self.marks.shown_at.store(at.0, Relaxed);
    }

    /// It says good-bye.
    pub fn closed(&self) {
        self.marks.closed.store(true, Relaxed);
    }

    /// It goes, and was there until then.
    pub fn leave(self, at: Timestamp) {
        self.marks.seen_at.store(at.0, Relaxed);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.floor.leave(self.session);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(role: Role, stations: Option<&[&str]>) -> About {
        let stations = stations.map(|ids| ids.iter().map(|id| StationId::from(*id)).collect());
        About { person: None, device: None, role, stations, seq: 7, shown_at: None, closed: false }
    }

    fn id(n: u128) -> ScreenId {
        ScreenId(Uuid::from_u128(n))
    }

    fn house() -> Vec<Station> {
        ["oven", "grill"].map(|id| Station { id: id.into(), name: id.into(), backup: None, at_once: false }).into()
    }

    fn seen(role: Role, stations: Option<&[&str]>, seen_at: i64, until: i64, closed: bool) -> Screen {
        let about = About { closed, ..about(role, stations) };
        Screen { id: id(1), connected_at: Timestamp(1), seen_at: Timestamp(seen_at), until: Timestamp(until), about }
    }

    fn stands(screens: &[Screen]) -> Vec<(usize, Option<(i64, bool)>)> {
        let all = standing(&house(), screens, Timestamp(100));
        all.iter().map(|s| (s.live, s.dark.map(|dark| (dark.since.0, dark.lost)))).collect()
    }

    #[test]
    fn a_station_is_dark_that_had_a_screen_of_its_own_and_has_none() {
        assert_eq!(stands(&[]), [(0, None), (0, None)], "it never had one");
        let all = seen(Role::Kitchen, None, 90, 101, false);
        assert_eq!(stands(std::slice::from_ref(&all)), [(1, None), (1, None)]);
        let oven = seen(Role::Kitchen, Some(&["oven"]), 40, 50, false);
        assert_eq!(stands(std::slice::from_ref(&oven)), [(0, Some((40, true))), (0, None)]);
        assert_eq!(stands(&[oven.clone(), all]), [(1, None), (1, None)], "one of all stations is one of its own");
        // Neither the guests' board nor a pass that names no station is.
        let others = [seen(Role::Board, None, 90, 101, false), seen(Role::Expo, None, 90, 101, false)];
        assert_eq!(stands(&others), [(0, None), (0, None)]);
        let pass = seen(Role::Expo, Some(&["grill"]), 90, 101, false);
        assert_eq!(stands(&[oven, pass]), [(0, Some((40, true))), (1, None)]);
    }

    #[test]
    fn the_last_screen_to_go_says_how_a_station_went_dark() {
        let lost = seen(Role::Kitchen, Some(&["oven"]), 40, 50, false);
        let closed = seen(Role::Kitchen, Some(&["oven"]), 60, 60, true);
        assert_eq!(stands(&[lost.clone(), closed.clone()])[0], (0, Some((60, false))));
        let later = Screen { seen_at: Timestamp(70), ..lost };
        assert_eq!(stands(&[closed, later])[0], (0, Some((70, true))));
    }

    #[test]
    fn who_comes_and_goes_is_written_down_once() {
        let floor = Arc::new(Floor::default());
        assert!(!floor.has_changed());
        let place = floor.enter(id(1), about(Role::Kitchen, None), Timestamp(10));
        assert!(floor.has_changed());
        place.heard(Timestamp(20), 9);
        place.shown(Timestamp(19));
        let told = floor.take(Timestamp(99), true);
        assert_eq!((told.len(), told[0].seen_at, told[0].until), (1, Timestamp(20), Timestamp(99)));
        assert_eq!((told[0].about.seq, told[0].about.shown_at), (9, Some(Timestamp(19))));
        assert!(!floor.has_changed());
        place.closed();
        place.leave(Timestamp(30));
        assert!(floor.has_changed());
        let told = floor.take(Timestamp(99), true);
        assert_eq!((told[0].seen_at, told[0].until, told[0].about.closed), (Timestamp(30), Timestamp(30), true));
        assert_eq!(floor.take(Timestamp(99), true), []);
        floor.put_back(told.clone(), Timestamp(31));
        assert_eq!(floor.take(Timestamp(99), true), told);
    }

    #[test]
    fn between_two_tellings_of_all_only_what_is_new_is_told() {
        let floor = Arc::new(Floor::default());
        let ids = |told: Vec<Screen>| told.into_iter().map(|screen| screen.id).collect::<Vec<_>>();
        let _first = floor.enter(id(1), about(Role::Kitchen, None), Timestamp(10));
        assert_eq!(ids(floor.take(Timestamp(99), false)), [id(1)]);
        let second = floor.enter(id(2), about(Role::Kitchen, None), Timestamp(11));
        let told = floor.take(Timestamp(99), false);
        assert_eq!(told.iter().map(|screen| screen.id).collect::<Vec<_>>(), [id(2)]);
        floor.put_back(told, Timestamp(12));
        assert_eq!(ids(floor.take(Timestamp(99), false)), [id(1), id(2)], "what could not be written is told again");
        drop(second);
        assert_eq!(ids(floor.take(Timestamp(99), false)), [id(2)]);
        assert_eq!(ids(floor.take(Timestamp(99), true)), [id(1)]);
    }

    #[test]
    fn a_session_that_was_replaced_does_not_take_its_screen_along() {
        let floor = Arc::new(Floor::default());
        let first = floor.enter(id(1), about(Role::Kitchen, None), Timestamp(10));
        let second = floor.enter(id(1), about(Role::Kitchen, None), Timestamp(11));
        drop(first);
        let told = floor.take(Timestamp(99), true);
        assert_eq!((told.len(), told[0].connected_at, told[0].until), (1, Timestamp(11), Timestamp(99)));
        drop(second);
        let told = floor.take(Timestamp(99), true);
        assert_eq!((told.len(), told[0].until, told[0].about.closed), (1, Timestamp(11), false), "lost as it was last heard");
        floor.put_back(told, Timestamp(50));
        let _back = floor.enter(id(1), about(Role::Kitchen, None), Timestamp(60));
        assert_eq!(floor.take(Timestamp(99), true).len(), 1, "it is back: that it was gone is no news");
    }

    #[test]
    fn those_that_are_not_written_down_are_bounded() {
        let floor = Arc::new(Floor::default());
        for n in 0..GONE_MAX as u128 + 10 {
            drop(floor.enter(id(n), about(Role::Kitchen, None), Timestamp(1)));
        }
        assert_eq!(floor.take(Timestamp(9), true).len(), GONE_MAX);
    }
}
