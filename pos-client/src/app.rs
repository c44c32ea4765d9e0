//! The root: what is kept while the page lives, the PIN gate, and below it the live connection.

use client_kit::platform::{page, sound, time};
use client_kit::{Connection, News as Told, PinPad, use_connection, use_session_root};
use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use shared::board::Board;
use shared::menu::MenuCard;
use shared::order::{Event, EventData, PaymentMethod};
use shared::outbox::Unsent;

use crate::components::header::{self, Header};
use crate::money;
use crate::screens::orders::OrdersScreen;
use crate::screens::till::TillScreen;
use crate::sending;
use crate::store::{GivenUp, News, Page, Till, Tone};
use crate::view;
use crate::words::{self, Word, say};

#[component]
pub fn App() -> Element {
    let session = use_session_root();
    let till = use_context_provider(Till::new);
    // A callback brings the runtime along: the browser calls from outside of it.
    let online = use_callback(move |()| sending::kick(till));
    use_hook(|| {
        page::on_online(move || online.call(()));
        // Browsers hold sound back until somebody has touched the page.
        page::on_touch(|_| sound::unlock());
        spawn(clock(till));
    });
    let role = session.read().as_ref().map(|s| s.role.clone());
    match role.as_deref() {
        None => rsx! {
            PinPad { title: say(Word::Till) }
        },
        Some("manager" | "pos") => rsx! {
            Shell {}
        },
        Some(_) => rsx! {
            div { class: "notice",
                h1 { {client_kit::text::common::say(client_kit::text::common::Word::WrongRole)} }
                button { class: "key", onclick: move |_| client_kit::session::logout(), {say(Word::LogOut)} }
            }
        },
    }
}

/// Once a second: the server's time, and whether something is due to be sent.
async fn clock(mut till: Till) {
    loop {
        time::sleep(1000).await;
        let now = till.connection.peek().map_or_else(time::now, |c| c.server_time());
        till.now.set(now);
        till.quieten();
        sending::tick(till);
        till.keep_last_known();
        if till.connection.peek().is_some() {
            let (news, volume) = (header::untouched(till), till.device.peek().volume);
            till.bell.write().ring(&news, volume);
            let silent = volume > 0 && !sound::is_ready();
            if *till.silent.peek() != silent {
                till.silent.set(silent);
            }
        }
    }
}

#[component]
fn Shell() -> Element {
    let mut till: Till = use_context();
    let connection: Connection = use_connection("pos", None, move |told| hear(till, told));
    use_hook(|| {
        till.connection.set(Some(connection));
        sending::kick(till);
    });
    // After the first drawing: whoever shows it has to be there.
    use_effect(move || till.show_last_known());
    use_drop(move || till.connection.set(None));
    let stale = connection.link().read().stale;
    let at_orders = *till.page.read() == Page::Orders;
    let alarm = use_memo(move || header::untouched(till).iter().any(|news| news.tone == Tone::Alarm));
    rsx! {
        div { class: shell_class(stale, alarm()),
            Header { link: connection.link() }
            if at_orders {
                OrdersScreen {}
            } else {
                TillScreen {}
            }
        }
    }
}

/// An alarm frames the whole glass: nothing moves for it, and nobody can miss it.
fn shell_class(stale: bool, alarm: bool) -> &'static str {
    match (stale, alarm) {
        (false, false) => "desk",
        (true, false) => "desk stale",
        (false, true) => "desk alarm",
        (true, true) => "desk stale alarm",
    }
}

/// News of the live connection, folded into the store.
fn hear(mut till: Till, told: Told) {
    match told {
        Told::Replace { snapshot, .. } => {
            till.set_tax(snapshot.location.tax);
            client_kit::money::set_currency(&snapshot.location.currency);
            till.know_more();
            till.board.set(Some(Board::from_snapshot(*snapshot)));
            till.doubt_menu();
            spawn_forever(fetch_menu(till));
            sending::kick(till);
        }
        Told::Apply { events, .. } if events.is_empty() => {}
        told => follow(till, told),
    }
}

/// What happens after the start, by code that may come after it.
#[inline(never)]
fn follow(mut till: Till, told: Told) {
    match told {
        Told::Apply { events, .. } => {
            till.know_more();
            for event in &events {
                note(till, event);
            }
            if let Some(board) = till.board.write().as_mut() {
                for event in &events {
                    board.apply(event);
                }
            }
        }
        Told::Nacked { unsent, code, detail } => {
            answered(till, &unsent);
            let why = client_kit::text::common::refusal(&code);
            till.tell(News::new(Tone::Bad, format!("{why}: {detail}"), None));
        }
        Told::Expired { unsent } => {
            answered(till, &unsent);
            till.tell(News::new(Tone::Bad, client_kit::text::common::too_old(1), None));
        }
        Told::Acked { unsent, .. } => answered(till, &unsent),
        Told::Restored { unsent } => till.asked.set(unsent),
        Told::Replace { .. } => {}
    }
}

fn answered(mut till: Till, unsent: &Unsent) {
    till.asked.write().retain(|asked| asked.frame.id != unsent.frame.id);
}

/// What an event means beyond the board.
fn note(mut till: Till, event: &Event) {
    match &event.data {
        EventData::MenuReplaced(_) => {
            till.menu_old.set(true);
            spawn_forever(fetch_menu(till));
        }
        EventData::Availability(now) => {
            if let Some(menu) = till.menu.write().as_mut() {
                let dishes = menu.categories.iter_mut().flat_map(|category| &mut category.items);
                for dish in dishes.filter(|dish| dish.id == now.menu_item_id) {
                    (dish.available, dish.remaining, dish.why) = (now.available, now.remaining, now.why.clone());
                }
            }
        }
        EventData::Cancelled(cancelled) => {
            till.forget_given_up(|g| Some(g.order) == event.order_id);
            let order = till.board.peek().as_ref().and_then(|board| board.order(event.order_id?).cloned());
            if let Some(order) = order {
                let why = cancelled.reason.clone().unwrap_or_default();
                till.tell(News::new(Tone::Told, words::cancelled(order.number, &why), None));
                till.gone.set(Some(order));
            }
        }
        _ => money_and_screens(till, event),
    }
}

/// Points, cards, and tickets that nobody sees.
fn money_and_screens(mut till: Till, event: &Event) {
    let order = event.order_id;
    let (board, gone) = (till.board, till.gone);
    let named = || {
        let (board, gone) = (board.peek(), gone.peek());
        let open = board.as_ref().and_then(|board| board.order(order?));
        let order = open.or_else(|| gone.as_ref().filter(|gone| Some(gone.id) == order));
        order.map(|o| (o.number, view::place_short(o))).unwrap_or_default()
    };
    let number = || named().0;
    match &event.data {
        EventData::PointsEarned(earned) => {
            till.tell(News::new(Tone::Told, words::earned(earned.points, number()), order));
        }
        // Of one that was charged from here the order itself says it, until it is touched.
        EventData::PaymentCaptured(taken)
            if taken.method == PaymentMethod::Card && !order.is_some_and(|order| till.charged.peek().has(order)) =>
        {
            let (number, place) = named();
            till.tell(News::new(Tone::Told, words::paid(number, &place, &money::short(taken.amount)), order));
        }
        EventData::PaymentRefunded(back) => {
            let (number, place) = named();
            let words = format!(
                "{number} · {place} · {} {}",
                client_kit::text::till::say(client_kit::text::till::Word::Refunded),
                money::short(back.amount)
            );
            till.tell(News::new(Tone::Told, words, order));
        }
        EventData::TicketUndelivered(ticket) => {
            if let Some(order) = order {
                let (station, backup) = (ticket.station.clone(), ticket.backup.clone());
                till.given_up.write().push(GivenUp { order, station, chit: ticket.chit, backup });
            }
        }
        // Only what is still open matters.
        EventData::TicketShown(shown) => {
            till.forget_given_up(|g| Some(g.order) == order && g.station == shown.station && g.chit == shown.chit);
        }
        EventData::Completed(_) => till.forget_given_up(|g| Some(g.order) == order),
        _ => {}
    }
}

async fn fetch_menu(mut till: Till) {
    loop {
        match client_kit::api::get::<MenuCard>("/menu").await {
            Ok(menu) => {
                till.know_more();
                till.menu.set(Some(menu));
                return till.menu_old.set(false);
            }
            Err(client_kit::api::Failure::LoggedOut) => return,
            Err(_) => time::sleep(2000).await,
        }
    }
}
