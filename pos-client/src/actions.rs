//! What a tap means: a domain verb becomes a command on the live connection, or a call over
//! REST that is kept until it is answered.

use client_kit::platform::time;
use client_kit::text::till_quick::{self as quick, Word as Quick, say as q};
use dioxus::prelude::*;
use serde_json::json;
use shared::ids::{ItemId, MenuItemId, OrderId};
use shared::money::Minor;
use shared::order::{Channel, Command, Item, ItemStatus, Order, Priority, Status};
use shared::protocol::Ask;
use shared::time::Timestamp;

use crate::cart::{self, Cart, Missing, Target};
use crate::components::check::addressee;
use crate::parked;
use crate::round;
use crate::sending::{self, Kind, Unsent};
use crate::store::{News, Page, Panel, Picked, Sheet, Till, Tone};
use crate::view;
use crate::words::{self, Word, say};

/// How long a finger takes to notice that the lines have moved.
const LINES_MOVED_MS: i64 = 400;

/// A dish was tapped. One that wants a choice opens at once.
pub fn add_dish(mut till: Till, id: &MenuItemId) {
    let dish = till.menu.peek().as_ref().and_then(|menu| cart::find(menu, id).cloned());
    let Some(dish) = dish.filter(|dish| dish.available) else {
        return;
    };
    let times = till.times.replace(1);
    let mut key = 0;
    till.change(|cart| key = cart.add(&dish, times));
    till.cleared.set(None);
    if dish.modifier_groups.iter().any(|group| group.min > 0) {
        till.panel.set(Panel::Line(key));
    }
}

/// Keeps a dish among the favourites, or no longer.
pub fn pin(mut till: Till, id: &MenuItemId) {
    let kept = {
        let mut favourites = till.favourites.write();
        favourites.toggle(id);
        favourites.keep();
        favourites.is_pinned(id)
    };
    let name = till.menu.peek().as_ref().and_then(|menu| cart::find(menu, id).map(|dish| dish.name.clone()));
    till.tell(News::new(Tone::Told, quick::pinned(&name.unwrap_or_default(), kept), None));
}

/// A new order for the table, or for somebody who comes to fetch it.
pub fn begin(mut till: Till, channel: Channel) {
    till.change(|cart| cart.channel = channel);
    till.panel.set(Panel::Whom);
}

/// Empties the check; it can be brought back until something new is begun.
pub fn clear(mut till: Till) {
    let old = till.cart.peek().clone();
    till.change(|cart| *cart = Cart::default());
    till.cleared.set(Some(old));
    till.times.set(1);
    till.panel.set(Panel::None);
}

pub fn bring_back(mut till: Till) {
    let old = till.cleared.peek().clone();
    if let Some(old) = old.filter(|_| park(till)) {
        till.change(|cart| *cart = old);
        till.cleared.set(None);
    }
}

/// Puts the present check aside, so that another one can begin; one that says nothing is let go. False:
/// there is no room for it.
pub fn park(mut till: Till) -> bool {
    till.times.set(1);
    let cart = till.cart.peek().clone();
    if cart.is_blank() {
        return true;
    }
    if cart.is_worth_keeping() && !till.change_parked(|all| parked::put(all, cart, time::now())) {
        till.tell(News::new(Tone::Bad, q(Quick::ParkedFull).into(), None));
        return false;
    }
    till.change(|cart| *cart = Cart::default());
    till.cleared.set(None);
    till.panel.set(Panel::None);
    true
}

/// Takes a parked check up again; the present one is parked in its stead.
pub fn resume(mut till: Till, at: Timestamp) {
    let present = till.cart.peek().clone();
    if let Some(cart) = till.change_parked(|all| parked::swap(all, at, present, time::now())) {
        till.change(|present| *present = cart);
        till.cleared.set(None);
        till.times.set(1);
        till.page.set(Page::Check);
    }
}

/// Throws a parked check away; it can be brought back until something new is begun.
pub fn throw_away(mut till: Till, at: Timestamp) {
    if let Some(cart) = till.change_parked(|all| parked::take(all, at)) {
        till.cleared.set(Some(cart));
    }
}

/// One less of a line. Where a line goes the next one moves under the finger: a hurried second tap is
/// not meant for that.
pub fn less(mut till: Till, key: u32) {
    let now = time::ticks();
    if now < *till.lines_rest_at.peek() {
        return;
    }
    let Some(quantity) = till.cart.peek().line(key).map(|line| line.quantity) else { return };
    till.change(|cart| cart.set_quantity(key, quantity - 1));
    if quantity == 1 {
        till.lines_rest_at.set(now + LINES_MOVED_MS);
        if *till.panel.peek() == Panel::Line(key) {
            till.panel.set(Panel::None);
        }
    }
}

/// The large key: says what is missing, warns of allergies, or sends.
pub fn send_check(mut till: Till) {
    let (missing, clashes) = {
        let (cart, menu) = (till.cart.peek(), till.menu.peek());
        let Some(menu) = menu.as_ref() else { return };
        (cart.missing(menu), cart.lines.iter().any(|line| !cart.clashes(line, menu).is_empty()))
    };
    match missing {
        Some(Missing::Items) => {}
        Some(Missing::Table | Missing::Name) => till.panel.set(Panel::Whom),
        Some(Missing::Choice { key, .. } | Missing::NotOnMenu { key }) => till.panel.set(Panel::Line(key)),
        None if clashes => till.panel.set(Panel::Clash),
        None => send_now(till),
    }
}

/// Sends the check as it stands and starts a new one.
pub fn send_now(mut till: Till) {
    let mut cart = till.cart.peek().clone();
    if let Some(menu) = till.menu.peek().as_ref() {
        cart.redeem = cart.points_off(menu);
    }
    let (kind, path, body, about, order) = match &cart.target {
        Some(target) => {
            let about = words::add_to(target.number);
            (Kind::Add, format!("/orders/{}/items", target.id), serde_json::to_string(&cart.add_body()), about, Some(target.id))
        }
        None => (Kind::Place, "/orders".to_owned(), serde_json::to_string(&cart.place_body()), addressee(&cart), None),
    };
    let Ok(body) = body else { return };
    {
        let mut favourites = till.favourites.write();
        cart.lines.iter().for_each(|line| favourites.sold(&line.dish, line.quantity));
        favourites.keep();
    }
    sending::send(till, kind, path, body, about, order, Some(cart));
    till.change(|cart| *cart = Cart::default());
    till.cleared.set(None);
    till.times.set(1);
    till.search.set(String::new());
    till.panel.set(Panel::None);
    till.page.set(Page::Menu);
}

/// A refused order goes back into the check, to be mended. What is there meanwhile is parked.
pub fn mend(mut till: Till, call: &Unsent) {
    if let Some(old) = call.cart.clone().filter(|_| park(till)) {
        till.change(|cart| *cart = old);
        sending::forget(till, call.key);
        till.picked.set(Picked::None);
        till.page.set(Page::Check);
    }
}

/// The next dishes go to this order. A check for anybody else that is not finished is parked. False:
/// there is no room for it.
pub fn add_to(mut till: Till, order: &Order) -> bool {
    let already = till.cart.peek().target.as_ref().is_some_and(|target| target.id == order.id);
    if !already {
        if !park(till) {
            return false;
        }
        let target = Target { id: order.id, number: order.number, allergies: order.allergies.clone() };
        till.change(|cart| *cart = Cart::adding_to(target, order.channel));
    }
    till.times.set(1);
    till.panel.set(Panel::None);
    till.page.set(Page::Menu);
    true
}

/// Asks whom the check is for. A further chit, whose order takes nothing more, becomes a new order.
pub fn whom(mut till: Till) {
    let table = {
        let (cart, board) = (till.cart.peek(), till.board.peek());
        cart.target.as_ref().and_then(|target| board.as_ref()?.order(target.id)?.table.clone())
    };
    till.change(|cart| cart.drop_target(table.as_deref()));
    till.panel.set(Panel::Whom);
}

/// What is on the check goes to an open order instead of to a new one.
pub fn move_to(mut till: Till, order: &Order) {
    if till.cart.peek().only_new().is_some() {
        return;
    }
    let target = Target { id: order.id, number: order.number, allergies: order.allergies.clone() };
    till.change(|cart| {
        let Cart { lines, allergies, held, seat, course, next_key, .. } = std::mem::take(cart);
        *cart = Cart { lines, allergies, held, seat, course, next_key, ..Cart::adding_to(target, order.channel) };
    });
    till.panel.set(Panel::None);
}

/// The order's last round once more, on the check for it, to take away what is not wanted.
pub fn repeat_round(mut till: Till, order: &Order) {
    if !add_to(till, order) {
        return;
    }
    let left_out = {
        let menu = till.menu;
        let menu = menu.peek();
        let Some(menu) = menu.as_ref() else { return };
        let mut left_out = Vec::new();
        till.change(|cart| left_out = cart.repeat(order, menu));
        left_out
    };
    till.page.set(Page::Check);
    if !left_out.is_empty() {
        till.tell(News::new(Tone::Bad, quick::left_out(&left_out.join(", ")), Some(order.id)));
    } else if round::in_words(order).is_empty() {
        till.tell(News::new(Tone::Told, q(Quick::NoRound).into(), None));
    }
}

/// A command that travels on the live connection.
fn ask(mut till: Till, order_id: OrderId, command: Command) {
    let connection = *till.connection.peek();
    let asked = connection.and_then(|connection| connection.submit(&Ask::Order { order_id, command }));
    till.asked.write().extend(asked);
}

pub fn fire(till: Till, order: OrderId, course: u16) {
    ask(till, order, Command::Fire { course });
}

pub fn prioritise(till: Till, order: OrderId, priority: Priority) {
    ask(till, order, Command::Prioritise { priority });
}

pub fn complete(till: Till, order: OrderId) {
    ask(till, order, Command::Complete { runner: None });
}

pub fn recall(till: Till, order: OrderId) {
    ask(till, order, Command::Recall);
}

fn is_manager() -> bool {
    client_kit::session::current().is_some_and(|session| session.role == "manager")
}

/// Before READY a server may; after that a manager. The server has the last word.
pub fn may_cancel(order: &Order) -> bool {
    match order.status {
        Status::Pending | Status::PaymentFailed | Status::Confirmed | Status::InProgress => true,
        Status::Ready | Status::Completed => is_manager(),
        Status::Cancelled => false,
    }
}

/// Before PREPARED a server may; after that a manager.
pub fn may_void(order: &Order, item: &Item) -> bool {
    match item.status {
        ItemStatus::Voided => false,
        ItemStatus::Prepared => is_manager() && !order.status.is_over(),
        ItemStatus::Held | ItemStatus::Queued | ItemStatus::Preparing => !order.status.is_over(),
    }
}

pub fn cancel(mut till: Till, order: &Order, reason: &str) {
    let about = format!("{} {}", say(Word::Cancel), order.number);
    let body = json!({ "reason": reason }).to_string();
    sending::send(till, Kind::Other, format!("/orders/{}/cancel", order.id), body, about, Some(order.id), None);
    till.sheet.set(Sheet::None);
}

pub fn void(mut till: Till, order: &Order, item: ItemId, quantity: u32, reason: &str) {
    let Some(found) = order.item(item) else {
        return;
    };
    let about = format!("{} {quantity} {} · {}", say(Word::VoidAct), found.name, order.number);
    let body = json!({ "quantity": quantity, "reason": reason }).to_string();
    let path = format!("/orders/{}/items/{item}/void", order.id);
    sending::send(till, Kind::Other, path, body, about, Some(order.id), None);
    till.sheet.set(Sheet::None);
}

/// Something is done with a whole order: kept and sent like everything that must not be lost.
pub fn on_order(mut till: Till, order: &Order, what: &str, verb: &str, body: &serde_json::Value) {
    let about = format!("{what} {}", order.number);
    sending::send(till, Kind::Other, format!("/orders/{}/{verb}", order.id), body.to_string(), about, Some(order.id), None);
    till.sheet.set(Sheet::None);
}

/// Money is in the drawer: that must reach the server, now or later.
pub fn take_cash(mut till: Till, order: &Order, tendered: Minor) {
    let about = format!("{} {}", say(Word::Cash), order.number);
    let body = json!({ "method": "cash", "tendered": tendered }).to_string();
    sending::send(till, Kind::Other, format!("/orders/{}/payments", order.id), body, about, Some(order.id), None);
    till.sheet.set(Sheet::None);
}

/// A headline was touched: it goes, and its order is shown.
pub fn touch_news(mut till: Till, news: &News) {
    till.touch(news);
    if let Some(id) = news.order {
        show_order(till, id);
    } else if news.tone == Tone::Bad && till.sending.list.peek().iter().any(|call| call.refused.is_some()) {
        till.page.set(Page::Orders);
    }
}

pub fn show_order(mut till: Till, id: OrderId) {
    let known = till.board.peek().as_ref().is_some_and(|board| board.order(id).is_some());
    if known {
        till.sheet.set(Sheet::None);
        till.picked.set(Picked::Order(id));
        till.page.set(Page::Orders);
        view::seen(till, id);
    }
}
