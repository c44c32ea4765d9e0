//! What the till knows: the menu, the check, the open orders (the kit's board), its news.
//! Components get it by context and draw from it; only `actions` and `sending` change it.

use client_kit::platform::{storage, time};
use client_kit::text::till::card_reason;
use client_kit::{Connection, LastKnown, session};
use dioxus::prelude::*;
use serde::{Deserialize, Serialize};
use shared::board::{Board, Snapshot, Tax};
use shared::ids::{CommandId, ItemId, OrderId, StationId};
use shared::menu::MenuCard;
use shared::order::{ItemStatus, Order, PaymentStatus, Status};
use shared::outbox::Unsent;
use shared::time::Timestamp;

use crate::bell::Bell;
use crate::cart::{self, Cart};
use crate::charged::Charged;
use crate::device::Device;
use crate::favourites::Favourites;
use crate::parked::{self, Parked};
use crate::sending::Sending;
use crate::words;

const CART: &str = "passline.till.cart";
const TOUCHED: &str = "passline.till.touched";
const TAX: &str = "passline.till.tax";
/// The name of the category that is none of the menu's.
pub const FAVOURITES: &str = "\u{2605}";
/// Touched marks that are remembered: a few evenings' worth.
const TOUCHED_MAX: usize = 400;
/// How long `Sent 118` stays.
const TOLD_MS: i64 = 12_000;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Page {
    Menu,
    /// Only different from `Menu` on a phone.
    Check,
    Orders,
}

/// What stands in place of the dishes.
#[derive(Clone, Debug, PartialEq)]
pub enum Panel {
    None,
    Line(u32),
    Whom,
    Allergy,
    Note,
    Clash,
    Member,
    Pay,
    /// This till itself: its sound, its light, its language.
    Device,
}

/// What stands in place of one order.
#[derive(Clone, Debug, PartialEq)]
pub enum Sheet {
    None,
    Cash,
    Card,
    Cancel,
    Void(ItemId),
    /// What is done more seldom.
    More,
    Transfer,
    Split,
    Merge,
    Discount,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Picked {
    None,
    Order(OrderId),
    Unsent(CommandId),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Filter {
    All,
    Ready,
    Held,
    Closed,
}

/// How loud. In this order they come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// Nobody in the kitchen sees an order: until somebody has touched it, all else can wait.
    Alarm,
    Bad,
    Ready,
    /// A card that was charged from here.
    Paid,
    Told,
}

/// Something that has happened and stands in the header until it is touched.
#[derive(Clone, Debug, PartialEq)]
pub struct News {
    pub tone: Tone,
    pub text: String,
    pub order: Option<OrderId>,
    /// Of what follows from the board: the mark that keeps it away once it was touched.
    pub mark: Option<String>,
    /// The quiet kind goes by itself, at this moment of the device's own clock.
    pub until: Option<i64>,
}

impl News {
    pub fn new(tone: Tone, text: String, order: Option<OrderId>) -> News {
        let until = (tone == Tone::Told).then(|| time::ticks() + TOLD_MS);
        News { tone, text, order, mark: None, until }
    }
}

#[derive(Clone, Copy, PartialEq)]
pub struct Till {
    pub menu: Signal<Option<MenuCard>>,
    /// The menu is one that was known before the last welcome; a newer one is being fetched.
    pub menu_old: Signal<bool>,
    /// The open orders, as the live connection tells them; `None` before the first welcome.
    pub board: Signal<Option<Board>>,
    /// The server's time, once a second.
    pub now: Signal<Timestamp>,
    /// There while somebody is logged in.
    pub connection: Signal<Option<Connection>>,
    /// Learnt from the bills that come by; `None` before the first.
    pub tax: Signal<Option<Tax>>,
    pub cart: Signal<Cart>,
    /// Checks that were put aside.
    pub parked: Signal<Vec<Parked>>,
    pub favourites: Signal<Favourites>,
    /// Whether the browser has kept the parked checks; else this page's list is the only one.
    parked_kept: CopyValue<bool>,
    /// Until then the lines of the check have just moved.
    pub lines_rest_at: CopyValue<i64>,
    /// How many of the next dish are taken with one tap.
    pub times: Signal<u32>,
    /// The check that was cleared last, until something new is begun.
    pub cleared: Signal<Option<Cart>>,
    pub page: Signal<Page>,
    pub panel: Signal<Panel>,
    pub sheet: Signal<Sheet>,
    pub picked: Signal<Picked>,
    pub filter: Signal<Filter>,
    pub category: Signal<Option<String>>,
    pub search: Signal<String>,
    /// Told once: answers and refusals. What follows from the board is not kept here.
    pub told: Signal<Vec<News>>,
    pub touched: Signal<Vec<String>>,
    pub sending: Sending,
    /// Taps that travel on the live connection and have no answer yet.
    pub asked: Signal<Vec<Unsent>>,
    /// Tickets that no screen has shown in time, as the server told it.
    pub given_up: Signal<Vec<GivenUp>>,
    /// Orders whose card was charged from here: that it came through is told until it is touched.
    pub charged: Signal<Charged>,
    /// The order that was cancelled last: the board has forgotten it when its money goes back.
    pub gone: CopyValue<Option<Order>>,
    pub device: Signal<Device>,
    pub bell: CopyValue<Bell>,
    /// Sound is wanted, and the browser holds it back.
    pub silent: Signal<bool>,
    last_known: CopyValue<LastKnown>,
}

/// What a start without a network shows: the orders and the menu as they were.
#[derive(Serialize, Deserialize)]
struct Known {
    board: Snapshot,
    menu: MenuCard,
}

/// A ticket that no screen of its station has shown in time.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenUp {
    pub order: OrderId,
    pub station: Option<StationId>,
    pub chit: u32,
    /// Where it stands now.
    pub backup: Option<StationId>,
}

impl Till {
    pub fn new() -> Till {
        let favourites = Favourites::stored();
        // Before a hand has chosen: the favourites, where there are some.
        let category = (!favourites.is_empty()).then(|| FAVOURITES.to_owned());
        Till {
            menu: Signal::new(None),
            menu_old: Signal::new(false),
            board: Signal::new(None),
            now: Signal::new(time::now()),
            connection: Signal::new(None),
            tax: Signal::new(storage::get_json(TAX)),
            cart: Signal::new(storage::get_json(CART).unwrap_or_default()),
            parked: Signal::new(parked::stored().unwrap_or_default()),
            parked_kept: CopyValue::new(true),
            lines_rest_at: CopyValue::new(0),
            favourites: Signal::new(favourites),
            times: Signal::new(1),
            cleared: Signal::new(None),
            page: Signal::new(Page::Menu),
            panel: Signal::new(Panel::None),
            sheet: Signal::new(Sheet::None),
            picked: Signal::new(Picked::None),
            filter: Signal::new(Filter::All),
            category: Signal::new(category),
            search: Signal::new(String::new()),
            told: Signal::new(Vec::new()),
            touched: Signal::new(storage::get_json(TOUCHED).unwrap_or_default()),
            sending: Sending::new(),
            asked: Signal::new(Vec::new()),
            given_up: Signal::new(Vec::new()),
            charged: Signal::new(Charged::stored()),
            gone: CopyValue::new(None),
            device: Signal::new(Device::stored()),
            bell: CopyValue::new(Bell::default()),
            silent: Signal::new(false),
            last_known: CopyValue::new(LastKnown::new("till", &session::location())),
        }
    }

    /// What this till knew last, until the server has been heard. Call it when all is mounted.
    pub fn show_last_known(&mut self) {
        let (Some(connection), Some((at, known))) = (*self.connection.peek(), self.last_known.peek().read::<Known>()) else {
            return;
        };
        connection.shows_last_known(at);
        self.board.set(Some(Board::from_snapshot(known.board)));
        self.menu.set(Some(known.menu));
        self.menu_old.set(true);
    }

    /// Anything may have happened to the menu while the link was down: it is the last known one until
    /// it has been fetched. What is off and what is left is in the welcome.
    pub fn doubt_menu(&mut self) {
        self.menu_old.set(true);
        if let (Some(menu), Some(board)) = (self.menu.write().as_mut(), self.board.peek().as_ref()) {
            cart::lay_over(menu, board.availability());
        }
    }

    /// Whether the menu that is drawn is an old one.
    pub fn draws_old_menu(&self) -> bool {
        *self.menu_old.read() && self.menu.read().is_some()
    }

    /// Writes down what is known, as long as it can be vouched for: an old menu with a new time would
    /// be a lie.
    pub fn keep_last_known(&mut self) {
        if self.is_live() && !*self.menu_old.peek() {
            let known = || {
                let (board, menu) = (self.board.peek(), self.menu.peek());
                Some(Known { board: board.as_ref()?.snapshot(), menu: menu.clone()? })
            };
            let mut last_known = self.last_known;
            last_known.write().keep(known);
        }
    }

    /// What is known is no longer what is kept.
    pub fn know_more(&mut self) {
        self.last_known.write().changed();
    }

    /// Whether what is shown can be vouched for at this moment; does not subscribe.
    pub fn is_live(&self) -> bool {
        self.connection.peek().is_some_and(|c| !c.link().peek().stale)
    }

    /// The same for what is drawn.
    pub fn reads_live(&self) -> bool {
        self.connection.read().is_some_and(|c| !c.link().read().stale)
    }

    /// Says something once. Of the quiet kind only the last stays.
    pub fn tell(&mut self, news: News) {
        let mut told = self.told.write();
        if news.tone == Tone::Told {
            told.retain(|old| old.tone != Tone::Told);
        }
        told.push(news);
    }

    /// Lets the quiet kind go when its time is over.
    pub fn quieten(&mut self) {
        let over = |news: &News| news.until.is_some_and(|until| until < time::ticks());
        if self.told.peek().iter().any(over) {
            self.told.write().retain(|news| !over(news));
        }
    }

    /// Somebody has seen it.
    pub fn touch(&mut self, news: &News) {
        match &news.mark {
            Some(mark) => {
                let mut touched = self.touched.write();
                touched.push(mark.clone());
                let surplus = touched.len().saturating_sub(TOUCHED_MAX);
                touched.drain(..surplus);
                storage::set_json(TOUCHED, &*touched);
            }
            None => self.told.write().retain(|old| old != news),
        }
    }

    /// A card is being charged from here, after so much had been taken.
    pub fn charges(&mut self, order: OrderId, before: shared::money::Minor) {
        let mut charged = self.charged.write();
        charged.add(order, before);
        charged.keep();
    }

    /// Nobody has to be told of these any more.
    pub fn forget_given_up(&mut self, which: impl Fn(&GivenUp) -> bool) {
        if self.given_up.peek().iter().any(&which) {
            self.given_up.write().retain(|given_up| !which(given_up));
        }
    }

    /// Changes the check, and keeps it for after a reload.
    pub fn change(&mut self, change: impl FnOnce(&mut Cart)) {
        let mut cart = self.cart.write();
        change(&mut cart);
        storage::set_json(CART, &*cart);
    }

    /// Changes the parked checks, as they are by now, and keeps them for after a reload: other tabs
    /// write the same list.
    pub fn change_parked<T>(&mut self, change: impl FnOnce(&mut Vec<Parked>) -> T) -> T {
        let stored = if *self.parked_kept.peek() { parked::stored() } else { None };
        let mut all = stored.unwrap_or_else(|| self.parked.peek().clone());
        let before = all.clone();
        let changed = change(&mut all);
        if all != before {
            let kept = parked::keep(&all);
            self.parked_kept.set(kept);
            if !kept {
                self.tell(News::new(Tone::Bad, words::say(words::Word::NoStorage).into(), None));
            }
        }
        self.parked.set(all);
        changed
    }

    /// The house's tax, as the last welcome told it; kept for a start without a network.
    pub fn set_tax(&mut self, tax: Option<Tax>) {
        if *self.tax.peek() != tax {
            storage::set_json(TAX, &tax);
            self.tax.set(tax);
        }
    }
}

/// What of an order the till has to be told, with the mark that a touch leaves.
pub fn news_of(
    order: &Order,
    now: Timestamp,
    place: &str,
    given_up: &[GivenUp],
    charged: &Charged,
    station_name: impl Fn(&StationId) -> String,
) -> Vec<News> {
    let (id, number) = (order.id, order.number);
    let mut news = Vec::new();
    // The order itself knows that its last card was refused, and forgets it when it is paid.
    let payment = order.bill.as_ref().map(|bill| &bill.payment).filter(|payment| payment.status != PaymentStatus::Pending);
    if let Some((payment, why)) = payment.and_then(|payment| Some((payment, payment.reason.as_deref()?))) {
        let mark = format!("p{id}{}", payment.attempts);
        let text = words::card_failed(number, place, card_reason(why));
        news.push(News { mark: Some(mark), ..News::new(Tone::Bad, text, Some(id)) });
    }
    if let Some(took) = order.bill.as_ref().and_then(|bill| charged.took(id, &bill.payment)) {
        let mark = format!("k{id}{took}");
        let text = words::paid(number, place, &client_kit::money::short(took));
        news.push(News { mark: Some(mark), ..News::new(Tone::Paid, text, Some(id)) });
    }
    if order.status == Status::Ready {
        let mark = format!("r{id}{}", order.ready_at.map_or(0, |at| at.0));
        news.push(News { mark: Some(mark), ..News::new(Tone::Ready, words::ready(number, place), Some(id)) });
    }
    if order.status == Status::InProgress {
        for (course, at) in ready_courses(order) {
            let mark = format!("c{course}{id}{}", at.0);
            let text = words::course_ready(course, number, place);
            news.push(News { mark: Some(mark), ..News::new(Tone::Ready, text, Some(id)) });
        }
    }
    for ticket in &order.tickets {
        let told = given_up.iter().find(|g| g.order == id && g.station == ticket.station && g.chit == ticket.chit);
        let late = told.is_some() || ticket.due_at.is_some_and(|due| now.millis_since(due) > UNSEEN_AFTER_MS);
        let open =
            || order.ticket_items(ticket.station.as_ref(), Some(ticket.chit)).any(|item| item.status == ItemStatus::Queued);
        if ticket.shown_at.is_none() && late && order.status.is_cooking() && open() {
            let slug = ticket.station.as_ref().map_or("", |s| s.as_str());
            let mark = format!("u{id}{slug}{}", ticket.chit);
            let station = ticket.station.as_ref().map(&station_name).unwrap_or_default();
            let backup = told.and_then(|told| told.backup.as_ref()).map(&station_name);
            let text = words::unseen(number, place, &station, backup.as_deref());
            news.push(News { mark: Some(mark), ..News::new(Tone::Alarm, text, Some(id)) });
        }
    }
    news
}

/// The server gives the screens 10 s; the till waits a little longer before it worries people.
const UNSEEN_AFTER_MS: i64 = 15_000;

/// Courses that are all prepared while others of the order are not, and since when: one that was taken
/// back, or added to, is ready once more.
fn ready_courses(order: &Order) -> Vec<(u16, Timestamp)> {
    let open = order.items.iter().filter(|item| !item.is_voided());
    let mut courses: Vec<u16> = open.clone().map(|item| item.course).collect();
    shared::lean::sort_by_key(&mut courses, |course| *course);
    courses.dedup();
    if courses.len() < 2 {
        return Vec::new();
    }
    let since = |course: u16| {
        let mut items = open.clone().filter(|item| item.course == course);
        items.try_fold(Timestamp(0), |at, item| Some(at.max(item.prepared_at?)))
    };
    courses.into_iter().filter_map(|course| Some((course, since(course)?))).collect()
}
