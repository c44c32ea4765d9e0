//! The kitchen and the signals that the screens read. Everything that happens, news or taps or
//! time, goes through here: the kitchen changes first, then only what differs is handed to Dioxus.

use client_kit::platform::{page, time};
use client_kit::text::{common, kitchen as text};
use client_kit::{Connection, LastKnown, News, hand, session};
use dioxus::prelude::*;
use shared::board::{Board, LocationView, Snapshot};
use shared::protocol::Ask;
use shared::sync::Link;
use shared::time::Timestamp;

use crate::counts::Counts;
use crate::glass::{Cell, Glass};
use crate::kitchen::{Clock, Kitchen};
use crate::model::*;
use crate::receipts::Receipts;
use crate::route::Place;

/// After that without a touch, the first page comes back by itself.
const FIRST_PAGE_AFTER_MS: i64 = 20_000;
/// A message stays so long, or until it is touched.
const WORDS_MS: i64 = 8_000;
/// What stands beside the grid, in rem on wide and narrow screens: see kds.css.
const PANEL: (f64, f64) = (18.0, 14.0);
const READY: (f64, f64) = (19.0, 15.0);

/// What lies over the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    None,
    Recall,
    Settings,
}

/// Which page is shown, and what the others hold.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Pages {
    pub page: usize,
    pub count: usize,
    /// What stands on the pages before and after.
    pub before: Beyond,
    pub after: Beyond,
    /// Cards with something to do, and since when the first of them waits.
    pub open: usize,
    pub oldest: Option<Timestamp>,
}

/// Cards that are not on this page: how many, and since when the first of them waits.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Beyond {
    pub cards: usize,
    pub oldest: Option<Timestamp>,
}

/// A message for the cook: a refused tap.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    pub id: u32,
    pub text: String,
    until: i64,
}

/// A handle, `Copy`, given by context.
#[derive(Clone, Copy, PartialEq)]
pub struct Screen {
    kitchen: CopyValue<Kitchen>,
    receipts: CopyValue<Receipts>,
    moved_at: CopyValue<i64>,
    connection: CopyValue<Option<Connection>>,
    last_known: CopyValue<LastKnown>,
    pub cards: Store<Cards>,
    pub cells: Signal<Vec<Cell>>,
    pub ready: Signal<Vec<CardId>>,
    pub pages: Signal<Pages>,
    pub counts: Signal<Counts>,
    pub location: Signal<Option<LocationView>>,
    pub words: Signal<Vec<Words>>,
    pub sheet: Signal<Sheet>,
    pub picked: Signal<Option<CardId>>,
    /// Somebody works with keys: the cards show theirs.
    pub keys: Signal<bool>,
    pub panel: Signal<bool>,
    pub glass: Signal<Glass>,
    /// Server time in whole seconds.
    pub now: Signal<i64>,
}

impl Screen {
    /// Call it in `use_hook`: the signals belong to the component that calls.
    pub fn new(place: Place) -> Screen {
        let panel = Signal::new(client_kit::platform::storage::get("passline.panel").as_deref() != Some("off"));
        let glass = glass(&place, *panel.peek());
        let last_known = LastKnown::new(place.page(), &session::location());
        Screen {
            last_known: CopyValue::new(last_known),
            kitchen: CopyValue::new(Kitchen::new(place, glass)),
            receipts: CopyValue::new(Receipts::default()),
            moved_at: CopyValue::new(0),
            connection: CopyValue::new(None),
            cards: Store::new(Cards::default()),
            cells: Signal::new(Vec::new()),
            ready: Signal::new(Vec::new()),
            pages: Signal::new(Pages::default()),
            counts: Signal::new(Counts::default()),
            location: Signal::new(None),
            words: Signal::new(Vec::new()),
            sheet: Signal::new(Sheet::None),
            picked: Signal::new(None),
            keys: Signal::new(false),
            panel,
            glass: Signal::new(glass),
            now: Signal::new(time::now().0 / 1000),
        }
    }

    /// Whether the component that made it is still there.
    pub fn is_mounted(&self) -> bool {
        self.now.try_peek().is_ok()
    }

    pub fn connect(mut self, connection: Connection) {
        self.connection.set(Some(connection));
    }

    pub fn kitchen<T>(&self, read: impl FnOnce(&Kitchen) -> T) -> T {
        read(&self.kitchen.peek())
    }

    /// Changes the kitchen, then hands on what differs.
    pub fn change<T>(mut self, change: impl FnOnce(&mut Kitchen) -> T) -> T {
        let result = change(&mut self.kitchen.write());
        self.hand_on();
        result
    }

    pub fn clock(&self) -> Clock {
        let now = self.connection.peek().map_or_else(time::now, |c| c.server_time());
        Clock { now, ticks: time::ticks() }
    }

    /// What this screen showed last, until the server has been heard. Call it when all is mounted.
    pub fn show_last_known(self) {
        let (Some(connection), Some((at, snapshot))) = (*self.connection.peek(), self.last_known.peek().read::<Snapshot>())
        else {
            return;
        };
        connection.shows_last_known(at);
        let clock = self.clock();
        self.change(|k| k.replace(snapshot, 0, clock));
        self.tell_location();
    }

    fn tell_location(mut self) {
        let location = self.kitchen(|k| k.board().map(|b| b.location.clone()));
        set(&mut self.location, location);
    }

    /// Writes down what is shown, as long as it can be vouched for.
    fn keep(self, now: Timestamp) {
        let mut last_known = self.last_known;
        let whole = self.connection.peek().is_some_and(|c| !c.link().peek().stale);
        if whole {
            last_known.write().keep(now, || self.kitchen(|k| k.board().map(Board::snapshot)));
        }
    }

    /// News from the connection.
    pub fn take(mut self, news: News) {
        let clock = self.clock();
        match news {
            News::Restored { unsent } => self.change(|k| k.restored(&unsent)),
            News::Replace { snapshot, seq } => {
                self.receipts.write().forget();
                self.change(|k| k.replace(*snapshot, seq, clock));
                self.last_known.write().changed();
                self.tell_location();
            }
            News::Apply { events, to } => {
                if !events.is_empty() {
                    self.last_known.write().changed();
                }
                self.change(|k| k.apply(&events, to, clock));
            }
            News::Acked { unsent, seq } => self.change(|k| k.acked(unsent.frame.id, seq, clock)),
            News::Nacked { unsent, code, .. } => {
                let number = self.change(|k| k.taken_back(unsent.frame.id, clock));
                self.say(text::refused(number, common::refusal(&code)));
            }
            News::Expired { unsent } => {
                self.change(|k| k.taken_back(unsent.frame.id, clock));
                self.say(common::too_old(1));
            }
        }
    }

    /// A tap: shown at once, kept, sent.
    pub fn ask(self, ask: &Ask) {
        let connection = *self.connection.peek();
        if let Some(unsent) = connection.and_then(|c| c.submit(ask)) {
            let clock = self.clock();
            self.change(|k| k.tapped(&unsent, clock));
        }
    }

    /// Some times a second: what falls due, what may move, what has been seen.
    pub fn tick(mut self) {
        let clock = self.clock();
        set(&mut self.now, clock.now.0.div_euclid(1000));
        let away = hand::away_ms();
        // What falls due joins at the end and moves nothing: it shows below an open sheet too.
        let due = self.kitchen.write().fall_due(clock);
        let moved = *self.sheet.peek() == Sheet::None && {
            let page: Vec<CardId> = self.cells.peek().iter().map(|c| c.card).collect();
            self.kitchen.write().tend(clock.ticks, away, &page)
        };
        if moved {
            self.moved_at.set(clock.ticks);
        }
        if moved || due {
            self.hand_on();
        }
        if away > FIRST_PAGE_AFTER_MS && self.pages.peek().page > 0 {
            self.turn_to(0);
        }
        if self.words.peek().iter().any(|w| w.until < clock.ticks) {
            self.words.write().retain(|w| w.until >= clock.ticks);
        }
        self.tell_shown(clock);
        self.keep(clock.now);
    }

    /// A tap on what has just moved under the finger was meant for something else.
    pub fn just_moved(&self) -> bool {
        time::ticks() - *self.moved_at.peek() < 300
    }

    pub fn turn(self, by: isize) {
        let page = self.pages.peek().page.saturating_add_signed(by);
        self.turn_to(page);
    }

    fn turn_to(mut self, page: usize) {
        self.pages.write().page = page;
        self.hand_on();
    }

    pub fn say(mut self, text: String) {
        let until = time::ticks() + WORDS_MS;
        let id = self.words.peek().last().map_or(0, |w| w.id + 1);
        let mut words = self.words.write();
        if words.len() >= 3 {
            words.remove(0);
        }
        words.push(Words { id, text, until });
    }

    pub fn resize(mut self) {
        let glass = self.kitchen(|k| glass(k.place(), *self.panel.peek()));
        if *self.glass.peek() != glass {
            self.glass.set(glass);
            self.change(|k| k.set_glass(glass));
        }
    }

    /// Gives Dioxus what differs, through the narrowest lenses.
    fn hand_on(mut self) {
        let dirty = self.kitchen.write().take_dirty();
        if !dirty.is_empty() {
            let kitchen = self.kitchen.peek();
            for id in dirty {
                put_card(self.cards, id, kitchen.card(id));
            }
            let counts = kitchen.counts(self.clock().now);
            drop(kitchen);
            set(&mut self.counts, counts);
        }
        self.lay_out();
    }

    fn lay_out(mut self) {
        let (mut all, ready) = self.kitchen(|k| (k.pages(), k.ready()));
        let page = self.pages.peek().page.min(all.len().saturating_sub(1));
        let pages = self.kitchen(|k| {
            let open = |id: CardId| k.card(id).filter(|c| c.is_open());
            let due = |id: CardId| open(id).map(|c| c.head.due);
            let beyond = |pages: &[Vec<Cell>]| {
                let cards = || pages.iter().flatten().filter(|c| c.part == 0).filter_map(|c| due(c.card));
                Beyond { cards: cards().count(), oldest: cards().min() }
            };
            Pages {
                page,
                count: all.len(),
                before: beyond(&all[..page]),
                after: beyond(all.get(page + 1..).unwrap_or_default()),
                open: k.cards().filter(|(_, c)| c.is_open()).count(),
                oldest: k.cards().filter_map(|(id, _)| due(id)).min(),
            }
        });
        let cells = if all.is_empty() { Vec::new() } else { all.swap_remove(page) };
        if *self.cells.peek() != cells {
            // What only joins at the end moves nothing.
            let old = self.cells.peek().len();
            if !cells.starts_with(&self.cells.peek()[..old]) {
                self.moved_at.set(time::ticks());
            }
            self.cells.set(cells);
        }
        set(&mut self.pages, pages);
        set(&mut self.ready, ready);
    }

    fn tell_shown(mut self, clock: Clock) {
        let Some(connection) = *self.connection.peek() else { return };
        // The pass is no station: what it shows proves nothing about the grill.
        let owes = self.kitchen(|k| *k.place() != Place::Expo);
        if !owes || !page::is_visible() || connection.link().peek().link != Link::Live || connection.link().peek().stale {
            return;
        }
        let (seq, visible) = self.kitchen(|k| {
            let unseen = |card: &Card| {
                let key = &card.head.key;
                let order = k.board()?.order(key.order)?;
                let ticket = order.tickets.iter().find(|t| t.station == key.station && t.chit == key.chit)?;
                ticket.shown_at.is_none().then_some((key.order, key.chit))
            };
            let mut tickets: Vec<_> = self.cells.peek().iter().filter_map(|c| unseen(k.card(c.card)?)).collect();
            tickets.dedup();
            (k.seq(), tickets)
        });
        let frame = self.receipts.write().frame(clock.ticks, seq, &visible);
        if let Some(frame) = frame
            && !connection.tell(&frame)
        {
            self.receipts.write().forget();
        }
    }
}

fn glass(place: &Place, panel: bool) -> Glass {
    let side = match place {
        Place::Expo => READY,
        _ if panel => PANEL,
        _ => (0.0, 0.0),
    };
    Glass::new(page::size(), side)
}

/// Sets a signal only where that changes something: a write alone would draw its readers anew.
fn set<T: PartialEq + 'static>(signal: &mut Signal<T>, value: T) {
    if *signal.peek() != value {
        signal.set(value);
    }
}
