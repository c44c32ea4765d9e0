//! The kitchen and the signals that the screens read. Everything that happens, news or taps or
//! time, goes through here: the kitchen changes first, then only what differs is handed to Dioxus.

mod pages;
mod prep;
mod shown;
mod told;

use client_kit::platform::{page, sound, storage, time};
use client_kit::text::{common, kitchen as text};
use client_kit::{Connection, LastKnown, News, hand, session};
use dioxus::prelude::*;
use shared::board::{LocationView, Snapshot};
use shared::ids::{ItemId, OrderId, Uuid};
use shared::protocol::Ask;

use crate::actions;
use crate::chime;
use crate::counts::Counts;
use crate::drag::{self, Drag};
use crate::glass::{Cell, Glass};
use crate::kitchen::batches::{Batch, Batches};
use crate::kitchen::{Clock, Kitchen};
use crate::look::Look;
use crate::model::*;
use crate::rail::AWAY_MS;
use crate::receipts::Receipts;
use crate::route::Place;

/// After that without a touch, the first page comes back by itself.
const FIRST_PAGE_AFTER_MS: i64 = 20_000;
/// How often it is looked at what falls due.
const TICK_MS: u32 = 250;
/// In a rush the sums beside the grid are drawn no more often.
const SUMS_MS: i64 = 1_000;
/// As many ticks without a board, and the screen says so.
const UP_AFTER: usize = 4;
/// After so many ticks all of the page's code is there, and a tap is tried out when nobody taps.
const REHEARSE_AT: u32 = 40;
/// A message stays so long, or until it is touched.
const WORDS_MS: i64 = 8_000;
/// As many taps can be undone, one after the other.
const UNDO_MAX: usize = 50;
/// Where it is kept whether the work stands by dish.
const VIEW: &str = "passline.view";
/// Where it is kept who carries. With what was shown last, so that a logout forgets it.
pub const RUNNER: &str = "passline.last.runner";
/// What stands beside the grid, in rem on wide and narrow screens: see kds.css.
const PANEL: (f64, f64) = (18.0, 14.0);
const READY: (f64, f64) = (19.0, 15.0);
/// Glasses narrower than this, in px, are phones; kds.css knows the same.
const PHONE: f64 = 600.0;

pub use pages::{Beyond, Pages};

/// What lies over the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    None,
    Recall,
    Settings,
    /// The pass: who carries out what is ready.
    Runner,
    Ticket(CardId),
    Dish(OrderId, ItemId),
}

/// What takes the last tap back, and the words for it. No asks: it cannot be taken back.
#[derive(Clone, Debug, PartialEq)]
pub struct Undo {
    pub words: String,
    pub asks: Vec<Ask>,
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
    told: CopyValue<told::Told>,
    connection: CopyValue<Option<Connection>>,
    last_known: CopyValue<LastKnown>,
    /// There is something to draw, or has not been for a second. A slow device that draws an empty board
    /// first shows its tickets a quarter of a second later.
    pub up: Signal<bool>,
    pub cards: Store<Cards>,
    pub cells: Signal<Vec<Cell>>,
    /// The work by dish instead of by ticket.
    pub by_dish: Signal<bool>,
    pub batches: CopyValue<Batches>,
    /// Those of the page that is shown.
    pub dishes: Signal<Vec<Batch>>,
    pub ready: Signal<Vec<CardId>>,
    pub pages: Signal<Pages>,
    pub counts: Signal<Counts>,
    /// When those changed last.
    summed: CopyValue<i64>,
    /// Counts up with whatever changes on the board, for what lies over it.
    pub news: Signal<u32>,
    pub location: Signal<Option<LocationView>>,
    pub words: Signal<Vec<Words>>,
    pub sheet: Signal<Sheet>,
    pub picked: Signal<Option<CardId>>,
    /// Which line of the picked card the keys are at.
    pub line: Signal<Option<usize>>,
    /// What was tapped here, newest last.
    pub undo: CopyValue<Vec<Undo>>,
    /// Somebody works with keys: the cards show theirs.
    pub keys: Signal<bool>,
    pub panel: Signal<bool>,
    /// From which dish on the list beside the board is shown, where it has no room as a whole.
    pub listed: Signal<usize>,
    pub glass: Signal<Glass>,
    pub look: Signal<Look>,
    /// Sound is wanted, and the browser holds it back.
    pub silent: Signal<bool>,
    /// Server time in whole seconds.
    pub now: Signal<i64>,
    /// The pass: a card in the hand, where the finger was last, and the order of the rail.
    pub drag: Signal<Option<Drag>>,
    pub finger: CopyValue<(f64, f64)>,
    pub sequence: Signal<Vec<OrderId>>,
    /// Who carries what is handed over here; empty: nobody is named.
    pub runner: Signal<String>,
}

impl Screen {
    /// Call it in `use_hook`: the signals belong to the component that calls.
    pub fn new(place: Place) -> Screen {
        // A phone has no room for the list beside the tickets.
        let panel = Signal::new(storage::get("passline.panel").as_deref() != Some("off") && page::size().0 >= PHONE);
        let look = Look::stored();
        let by_dish = place != Place::Expo && storage::get(VIEW).as_deref() == Some("dish");
        let glass = glass(&place, *panel.peek(), look);
        let last_known = LastKnown::new(place.page(), &session::location());
        Screen {
            last_known: CopyValue::new(last_known),
            kitchen: CopyValue::new(Kitchen::new(place, glass)),
            receipts: CopyValue::new(Receipts::default()),
            moved_at: CopyValue::new(0),
            told: CopyValue::new((CardId(0), 0)),
            connection: CopyValue::new(None),
            up: Signal::new(false),
            cards: Store::new(Cards::default()),
            cells: Signal::new(Vec::new()),
            by_dish: Signal::new(by_dish),
            batches: CopyValue::new(Batches::default()),
            dishes: Signal::new(Vec::new()),
            ready: Signal::new(Vec::new()),
            pages: Signal::new(Pages::default()),
            counts: Signal::new(Counts::default()),
            summed: CopyValue::new(0),
            news: Signal::new(0),
            location: Signal::new(None),
            words: Signal::new(Vec::new()),
            sheet: Signal::new(Sheet::None),
            picked: Signal::new(None),
            line: Signal::new(None),
            undo: CopyValue::new(Vec::new()),
            keys: Signal::new(false),
            panel,
            listed: Signal::new(0),
            glass: Signal::new(glass),
            look: Signal::new(look),
            silent: Signal::new(false),
            now: Signal::new(time::now().0 / 1000),
            drag: Signal::new(None),
            finger: CopyValue::new((0.0, 0.0)),
            sequence: Signal::new(Vec::new()),
            runner: Signal::new(storage::get(RUNNER).unwrap_or_default()),
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

    /// What this screen showed last, until the server has been heard.
    fn show_last_known(self) {
        let (Some(connection), Some((at, snapshot))) = (*self.connection.peek(), self.last_known.peek().read::<Snapshot>())
        else {
            return;
        };
        connection.shows_last_known(at);
        let clock = self.clock();
        self.change(|k| k.bring_back(snapshot, clock));
        self.come_up();
    }

    fn come_up(mut self) {
        let second = self.clock().now.0.div_euclid(1000);
        set(&mut self.now, second);
        let location = self.kitchen(|k| k.board().map(|b| b.location.clone()));
        set(&mut self.location, location);
        // A whole board comes with its sums.
        self.sum_up();
        set(&mut self.up, true);
    }

    /// Writes down what is shown, as long as it can be vouched for.
    fn keep(self) {
        let mut last_known = self.last_known;
        let whole = self.connection.peek().is_some_and(|c| !c.link().peek().stale);
        if whole {
            last_known.write().keep(|| self.kitchen(Kitchen::known));
        }
    }

    /// News from the connection.
    pub fn take(mut self, news: News) {
        let clock = self.clock();
        if !matches!(&news, News::Apply { events, .. } if events.is_empty()) {
            self.stir();
        }
        match news {
            News::Replace { snapshot, seq } => {
                self.receipts.write().forget();
                self.change(|k| k.replace(*snapshot, seq, clock));
                self.last_known.write().changed();
                self.come_up();
            }
            News::Apply { events, to } => {
                if !events.is_empty() {
                    self.last_known.write().changed();
                }
                self.change(|k| k.apply(&events, to, clock));
            }
            answer => self.answered(answer, clock),
        }
    }

    /// What became of taps. Apart: a screen that starts has none.
    #[inline(never)]
    fn answered(self, news: News, clock: Clock) {
        match news {
            News::Restored { unsent } => self.change(|k| k.restored(&unsent)),
            News::Acked { unsent, seq } => self.change(|k| k.acked(unsent.frame.id, seq, clock)),
            News::Nacked { unsent, code, .. } => {
                let number = self.change(|k| k.taken_back(unsent.frame.id, clock));
                self.say(text::refused(number, common::refusal(&code)));
            }
            News::Expired { unsent } => {
                self.change(|k| k.taken_back(unsent.frame.id, clock));
                self.say(common::too_old(1));
            }
            News::Replace { .. } | News::Apply { .. } => {}
        }
    }

    /// Says to what lies over the board that it may have changed. Called before the change: drawing
    /// comes after both.
    fn stir(mut self) {
        let news = self.news.peek().wrapping_add(1);
        self.news.set(news);
    }

    /// A tap: shown at once, kept, sent.
    pub fn ask(mut self, ask: &Ask) {
        let connection = *self.connection.peek();
        if let Some(unsent) = connection.and_then(|c| c.submit(ask)) {
            let clock = self.clock();
            self.stir();
            self.kitchen.write().tapped(&unsent, clock);
            self.hand_on();
        }
    }

    /// Remembers what takes a tap back.
    pub fn note_undo(self, words: String, asks: Vec<Ask>) {
        if !asks.is_empty() {
            self.remember(Undo { words, asks });
        }
    }

    /// Remembers a tap that cannot be taken back, so that undo says so and leaves the one before alone.
    pub fn note_final(self, words: String) {
        self.remember(Undo { words, asks: Vec::new() });
    }

    #[inline(never)]
    fn remember(mut self, tap: Undo) {
        let mut undo = self.undo.write();
        if undo.len() >= UNDO_MAX {
            undo.remove(0);
        }
        undo.push(tap);
    }

    /// For as long as the screen is there. Nothing comes between the first board and its painting.
    pub async fn run(mut self) {
        self.show_last_known();
        for _ in 0..UP_AFTER {
            if *self.up.peek() {
                break;
            }
            time::sleep(TICK_MS).await;
        }
        set(&mut self.up, true);
        time::sleep(4 * TICK_MS).await;
        let mut rehearsed = false;
        for ticks in 1u32.. {
            self.tick();
            if !rehearsed && ticks >= REHEARSE_AT && hand::away_ms() >= AWAY_MS {
                rehearsed = true;
                self.rehearse();
            }
            time::sleep(TICK_MS).await;
            // What came or was tapped is drawn first: all that the clock brings has a moment's time.
            time::pause().await;
        }
    }

    /// The first tap of an evening before anybody taps, from the browser to its drawing: nothing of the board
    /// is touched by it, and a line is drawn as it stands.
    #[inline(never)]
    fn rehearse(self) {
        page::rehearse("contextmenu", ".screen");
        // What is new stays new, and at the pass a finger takes a card in the hand.
        let cooks = self.kitchen(|k| *k.place() != Place::Expo);
        let is_calm = |cell: &&Cell| cooks && self.kitchen(|k| k.card(cell.card).is_some_and(|card| !card.is_marked()));
        // Nothing is held while what listens runs.
        let calm = self.cells.peek().iter().find(is_calm).map(|cell| cell.card);
        if let Some(card) = calm {
            page::rehearse("pointerdown", &format!("[data-ticket='{}']", card.0));
        }
        let (nowhere, nothing) = (CardId(u32::MAX), ItemId(Uuid::from_u128(0)));
        actions::press(self, nowhere, nothing);
        actions::item(self, nowhere, nothing);
        self.kitchen(|k| k.rehearse(self.clock()));
        let first = self.cells.peek().first().and_then(|cell| lens(self.cards, cell.card));
        if let Some(lines) = first.map(|card| card.lines()).filter(|lines| !lines.peek().is_empty()) {
            let mut line = lines.index(0);
            let same = line.peek().clone();
            line.set(same);
        }
    }

    /// Some times a second: what falls due, what may move, what has been seen.
    // Apart: a screen that starts has no tick yet.
    #[inline(never)]
    fn tick(mut self) {
        let clock = self.clock();
        let second = clock.now.0.div_euclid(1000);
        let passed = *self.now.peek() != second;
        // The plan goes on with the clock, a second at a time, and takes in what has happened since.
        let goes = passed && self.kitchen.write().plan_on(clock);
        set(&mut self.now, second);
        let away = hand::away_ms();
        if away > 0 {
            drag::give_up(self);
        }
        // What falls due joins at the end and moves nothing: it shows below an open sheet too.
        let due = self.kitchen.write().fall_due(clock);
        let moved = *self.sheet.peek() == Sheet::None && {
            let by_dish = *self.by_dish.peek();
            let page: Vec<CardId> = self.cells.peek().iter().filter(|_| !by_dish).map(|c| c.card).collect();
            self.kitchen.write().tend(clock.ticks, away, &page)
        };
        if moved {
            self.moved_at.set(clock.ticks);
        }
        if moved || due || goes {
            self.hand_on();
        }
        // Not in one drawing with the ages: the longer one takes, the longer a tap may wait for it.
        let since = clock.ticks - *self.summed.peek();
        if since >= SUMS_MS && (!passed || since >= 2 * SUMS_MS) && self.sum_up() {
            self.summed.set(clock.ticks);
        }
        if *self.by_dish.peek() && away >= AWAY_MS && *self.sheet.peek() == Sheet::None && self.batches.peek().is_stirred() {
            self.follow(true);
            self.lay_out();
        }
        if away > FIRST_PAGE_AFTER_MS {
            set(&mut self.listed, 0);
            if self.pages.peek().page > 0 {
                self.turn_to(0);
            }
        }
        if self.words.peek().iter().any(|w| w.until < clock.ticks) {
            self.forget_words(clock);
        }
        let loud = self.look.peek().volume > 0 && self.kitchen(|k| *k.place() != Place::Expo);
        set(&mut self.silent, loud && !sound::is_ready());
        self.tell_shown(clock);
        self.tell_news(clock);
        self.keep();
    }

    #[inline(never)]
    fn forget_words(mut self, clock: Clock) {
        self.words.write().retain(|w| w.until >= clock.ticks);
    }

    /// What this device looks and sounds like from now on.
    pub fn set_look(mut self, look: Look) {
        look.keep();
        self.look.set(look);
        self.resize();
    }

    /// A tap on what has just moved under the finger was meant for something else.
    pub fn just_moved(&self) -> bool {
        time::ticks() - *self.moved_at.peek() < 300
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
        let glass = self.kitchen(|k| glass(k.place(), *self.panel.peek(), *self.look.peek()));
        if *self.glass.peek() != glass {
            self.glass.set(glass);
            self.change(|k| k.set_glass(glass));
        }
    }

    /// What is to be made beside the grid. It follows with the clock: it would be drawn for every event of a rush.
    /// True: something changed.
    fn sum_up(mut self) -> bool {
        let recounted = self.kitchen.write().take_recount();
        if recounted {
            let counts = self.kitchen(Kitchen::counts);
            set(&mut self.counts, counts);
        }
        recounted
    }

    /// Gives Dioxus what differs, through the narrowest lenses.
    fn hand_on(mut self) {
        if self.kitchen.write().take_shifted() {
            self.moved_at.set(time::ticks());
        }
        let (dirty, heard) = {
            let mut kitchen = self.kitchen.write();
            (kitchen.take_dirty(), kitchen.take_heard())
        };
        // The pass hears nothing: it has people.
        if let Some(chime) = heard.filter(|_| self.kitchen(|k| *k.place() != Place::Expo)) {
            chime::ring(*self.look.peek(), chime);
        }
        if !dirty.is_empty() {
            for id in dirty {
                self.kitchen(|k| put_card(self.cards, id, k.card(id)));
            }
            if *self.by_dish.peek() {
                self.follow(false);
            }
        }
        let sequence = self.kitchen(|k| k.sequence().to_vec());
        set(&mut self.sequence, sequence);
        // A dish that is made moves nothing.
        if self.kitchen.write().take_restood() || *self.by_dish.peek() {
            self.lay_out();
        }
    }
}

fn glass(place: &Place, panel: bool, look: Look) -> Glass {
    let side = match place {
        Place::Expo => READY,
        _ if panel => PANEL,
        _ => (0.0, 0.0),
    };
    Glass::new(page::size(), side, look.hand.needs())
}

/// Sets a signal only where that changes something: a write alone would draw its readers anew.
fn set<T: PartialEq + 'static>(signal: &mut Signal<T>, value: T) {
    if *signal.peek() != value {
        signal.set(value);
    }
}
