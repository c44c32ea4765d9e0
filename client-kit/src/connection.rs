//! The one task that owns the WebSocket. It feeds `shared::sync` and runs its effects; what the
//! page has to know comes out as `News`, and where the link stands as a signal.

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;

use dioxus::prelude::*;
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::{FutureExt, StreamExt, select};
use serde::de::DeserializeOwned;
use shared::board::Snapshot;
use shared::ids::{CommandId, ScreenId, StationId};
use shared::order::Event;
use shared::outbox::Unsent;
use shared::protocol::{Ask, Close, CommandFrame, SUBPROTOCOL};
use shared::sync::{Effect, Input, Link, STALE_MS, Seq, Sync};
use shared::time::Timestamp;

use crate::platform::socket::{Happened, Socket};
use crate::platform::{self, page, storage, time};
use crate::renewal::{Renewal, Todo};
use crate::unsent::Drawer;
use crate::{hand, session};

/// How often the machine looks at the clock.
const TICK_MS: u32 = 250;
/// So long a command is on its way: each tap's count would come and go in the corner of an eye.
const ANSWER_MS: i64 = 1_000;
/// A page of another build reloads when nobody has touched it for so long.
const UNTOUCHED_MS: i64 = 30_000;
/// Where a tab keeps which build it was loaded anew for.
const LOADED_FOR: &str = "passline.reloaded-for";
/// The protocol this page speaks.
const PROTOCOL: u32 = 1;

/// What a page is told, in this order.
#[derive(Debug)]
pub enum News<S = Snapshot, E = Event> {
    /// Taps of an earlier life of this page that were never answered; they will be sent again.
    /// Comes before the first state.
    Restored { unsent: Vec<Unsent> },
    /// All state anew, as of `seq`.
    Replace { snapshot: Box<S>, seq: u64 },
    /// Whole commits; all that has happened up to `to`.
    Apply { events: Vec<E>, to: u64 },
    /// Accepted. Its events are there once `seq` is reached, perhaps already.
    Acked { unsent: Unsent, seq: u64 },
    /// Refused: take the tap back and say why.
    Nacked { unsent: Unsent, code: String, detail: String },
    /// Too old to be sent: say so.
    Expired { unsent: Unsent },
}

/// Where the link stands, for the corner of the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkView {
    pub link: Link,
    /// What is shown may be out of date.
    pub stale: bool,
    /// Seconds since the server was last heard.
    pub age: i64,
    /// When it was last heard, in server time.
    pub heard: Timestamp,
    /// Commands that wait for an answer longer than one takes.
    pub unsent: usize,
}

struct Inner<S, E> {
    sync: Sync,
    drawer: Drawer,
    /// Answered, and still in the drawer: taken out when the clock is looked at the next time, after the tap
    /// has been drawn. One that comes back after all is known to the server by its id.
    answered: Vec<CommandId>,
    restored: bool,
    socket: Option<Socket>,
    /// What taps ask for: done when they are drawn. No more than a hand taps in a moment.
    drawn_first: Vec<Later>,
    number: u32,
    happened: UnboundedSender<Happened>,
    news: Box<dyn FnMut(News<S, E>)>,
    renewal: Renewal,
}

/// What is left to do for a tap. Both take a slow tablet longer than the drawing.
enum Later {
    Keep(Unsent),
    /// To the socket of this number.
    Send(u32, String),
}

/// A handle on the connection: `Copy`, for contexts and closures.
pub struct Connection<S: 'static = Snapshot, E: 'static = Event> {
    inner: CopyValue<Rc<RefCell<Inner<S, E>>>>,
    link: Signal<LinkView>,
    since: CopyValue<(i64, i64)>,
}

impl<S, E> Clone for Connection<S, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, E> Copy for Connection<S, E> {}

impl<S, E> PartialEq for Connection<S, E> {
    fn eq(&self, other: &Self) -> bool {
        self.inner == other.inner
    }
}

/// Connects for as long as the calling component is mounted: put it below the PIN pad's gate.
/// `page` names the drawer for unsent commands. News comes to `news` from the task, never while
/// something is drawn.
pub fn use_connection<S, E>(
    page: &'static str,
    stations: Option<Vec<StationId>>,
    news: impl FnMut(News<S, E>) + 'static,
) -> Connection<S, E>
where
    S: DeserializeOwned + 'static,
    E: DeserializeOwned + Seq + 'static,
{
    let (connection, inner) = use_hook(move || {
        hand::watch();
        let (happened, mut rx) = unbounded();
        let inner = Rc::new(RefCell::new(Inner {
            sync: Sync::new(Some(screen_id()), stations),
            drawer: Drawer::new(page, &session::location()),
            answered: Vec::new(),
            restored: false,
            socket: None,
            drawn_first: Vec::new(),
            number: 0,
            happened,
            news: Box::new(news),
            renewal: Renewal::No,
        }));
        // A page that is left draws nothing more.
        let leaving = Rc::downgrade(&inner);
        page::on_leaving(move || leaving.upgrade().into_iter().for_each(|inner| inner.borrow_mut().settle()));
        let now = time::now();
        let link = Signal::new(LinkView { link: Link::Offline, stale: true, age: 0, heard: now, unsent: 0 });
        let connection = Connection { inner: CopyValue::new(inner.clone()), link, since: CopyValue::new((now.0, time::ticks())) };
        // The first words are said before anything is drawn: the answer comes while that is done.
        if let Some(token) = session::token() {
            connection.drive(connection.now(), Input::Start { token });
            if let Ok(Happened::Opened(_)) = rx.try_recv() {
                connection.drive(connection.now(), Input::Opened);
            }
        }
        spawn(async move {
            // The component's own hooks have to be there before the first news.
            time::sleep(0).await;
            connection.show_link(&connection.inner.peek().clone());
            connection.run(rx).await;
        });
        (connection, inner)
    });
    // What was answered does not wait for the next sign-in.
    use_drop(move || inner.borrow_mut().settle());
    connection
}

/// One id a tab, kept over its reloads.
fn screen_id() -> ScreenId {
    const KEY: &str = "passline.screen";
    storage::tab_get(KEY).and_then(|id| id.parse().ok()).unwrap_or_else(|| {
        let id = ScreenId(platform::fresh_id());
        storage::tab_set(KEY, &id.to_string());
        id
    })
}

impl<S, E> Connection<S, E>
where
    S: DeserializeOwned + 'static,
    E: DeserializeOwned + Seq + 'static,
{
    /// Where the link stands; reading it subscribes.
    pub fn link(&self) -> Signal<LinkView> {
        self.link
    }

    /// The server's time now. Monotonic between welcomes, whatever the device's clock does.
    pub fn server_time(&self) -> Timestamp {
        self.inner.peek().borrow().sync.server_time(self.now())
    }

    /// Takes a tap: who asks draws it; when it is on the glass it is kept, then sent as soon as the link
    /// allows. `None`: not a command that travels this way.
    pub fn submit(&self, ask: &Ask) -> Option<Unsent> {
        let since = self.server_time();
        let frame = CommandFrame::new(CommandId(platform::fresh_id()), since, ask)?;
        let unsent = Unsent { frame, since };
        let now = self.now();
        let inner = self.inner.peek().clone();
        inner.when_drawn(Later::Keep(unsent.clone()));
        let effects = inner.borrow_mut().sync.step(now, platform::random(), Input::Submit(unsent.clone()));
        for effect in effects {
            match effect {
                Effect::Send(text) => {
                    let number = inner.borrow().number;
                    inner.when_drawn(Later::Send(number, text));
                }
                other => self.perform(&inner, other),
            }
        }
        self.show_link(&inner);
        Some(unsent)
    }

    /// A frame that needs no answer and may be lost, such as `shown`. False where nothing is live.
    pub fn tell(&self, text: &str) -> bool {
        let inner = self.inner.peek();
        let inner = inner.borrow();
        inner.sync.link() == Link::Live && inner.socket.as_ref().is_some_and(|s| s.send(text))
    }

    /// Connects with the session's token; also the way back from `Refused`.
    pub fn start(&self) {
        if let Some(token) = session::token() {
            self.step(Input::Start { token });
        }
    }

    /// The page is about to show what it knew of at `at`, by the device's clock, before the server
    /// has been heard: its age is told, and what was tapped on it is taken up.
    pub fn shows_last_known(&self, at: Timestamp) {
        let inner = self.inner.peek().clone();
        inner.borrow_mut().sync.known_at(at.0, self.now());
        self.restore(&inner);
        self.show_link(&inner);
    }

    async fn run(self, mut rx: UnboundedReceiver<Happened>) {
        let mut ticks = 0u32;
        // Armed anew when it has rung and not with every message: what it waits for only grows later
        // by those.
        let mut look = pin!(time::sleep(self.next_look()).fuse());
        loop {
            let happened = select! {
                happened = rx.next() => happened,
                () = look => None,
            };
            let rung = happened.is_none();
            // All that has arrived is applied before the screen is drawn again.
            let mut next = happened;
            while let Some(happened) = next {
                self.happened(happened);
                next = rx.try_recv().ok();
            }
            if !rung {
                continue;
            }
            self.step(Input::Tick);
            // A page that is not shown draws nothing.
            self.inner.peek().borrow_mut().settle();
            self.reload_if_due();
            look.set(time::sleep(self.next_look()).fuse());
            ticks = ticks.wrapping_add(1);
            if ticks.is_multiple_of(240) {
                session::refresh_if_due().await;
            }
        }
    }

    /// How long until the machine has to look at the clock again.
    fn next_look(&self) -> u32 {
        let inner = self.inner.peek();
        let sync = &inner.borrow().sync;
        let now = self.now();
        next_look(sync.age_ms(now), sync.is_stale(now))
    }

    fn now(&self) -> i64 {
        self.at(time::ticks())
    }

    fn at(&self, ticks: i64) -> i64 {
        let (wall, since) = *self.since.peek();
        wall + ticks - since
    }

    fn happened(&self, happened: Happened) {
        let present = self.inner.peek().borrow().number;
        match happened {
            Happened::Opened(n) if n == present => self.step(Input::Opened),
            // When it came counts, not when this code was there to read it.
            Happened::Text(n, text, at) if n == present => self.step_at(self.at(at), Input::Text(&text)),
            Happened::Closed(n, code) if n == present => {
                self.inner.peek().borrow_mut().socket = None;
                self.step(Input::Closed { code });
            }
            // Late news of a socket that was given up.
            _ => {}
        }
    }

    fn step(&self, input: Input) {
        self.step_at(self.now(), input);
    }

    fn step_at(&self, now: i64, input: Input) {
        let inner = self.drive(now, input);
        self.show_link(&inner);
    }

    fn drive(&self, now: i64, input: Input) -> Rc<RefCell<Inner<S, E>>> {
        let inner = self.inner.peek().clone();
        let effects = inner.borrow_mut().sync.step(now, platform::random(), input);
        for effect in effects {
            self.perform(&inner, effect);
        }
        inner
    }

    fn perform(&self, inner: &Rc<RefCell<Inner<S, E>>>, effect: Effect<S, E>) {
        match effect {
            Effect::Connect => inner.borrow_mut().connect(),
            Effect::Disconnect => inner.borrow_mut().disconnect(),
            Effect::Send(text) => {
                // A socket that cannot send is about to report its end; the outbox sends again.
                if let Some(socket) = &inner.borrow().socket {
                    socket.send(&text);
                }
            }
            Effect::Replace { snapshot, seq } => inner.tell(News::Replace { snapshot, seq }),
            Effect::Apply { events, to } => inner.tell(News::Apply { events, to }),
            Effect::Build { build, min_protocol } => self.built(inner, build, min_protocol),
            Effect::Token(token) => session::renewed(token.token, token.expires_at),
            answer => self.answered(inner, answer),
        }
    }

    /// What became of a command. Apart: a page that starts has sent none.
    #[inline(never)]
    fn answered(&self, inner: &Rc<RefCell<Inner<S, E>>>, answer: Effect<S, E>) {
        match answer {
            Effect::Acked { unsent, seq } => {
                inner.forget(&unsent);
                inner.tell(News::Acked { unsent, seq });
            }
            Effect::Nacked { unsent, code, detail } => {
                inner.forget(&unsent);
                inner.tell(News::Nacked { unsent, code, detail });
            }
            Effect::Expired(unsent) => {
                inner.forget(&unsent);
                inner.tell(News::Expired { unsent });
            }
            _ => {}
        }
    }

    /// Takes up what was kept, once.
    fn restore(&self, inner: &Rc<RefCell<Inner<S, E>>>) {
        if !std::mem::replace(&mut inner.borrow_mut().restored, true) {
            let unsent = inner.borrow().drawer.all();
            for unsent in &unsent {
                inner.borrow_mut().sync.outbox.push(unsent.clone());
            }
            if !unsent.is_empty() {
                inner.tell(News::Restored { unsent });
            }
        }
    }

    /// Every welcome: the server's clock is known, so what was kept can be judged and taken up;
    /// and a page of another build notes that it should reload.
    fn built(&self, inner: &Rc<RefCell<Inner<S, E>>>, build: String, min_protocol: u32) {
        self.restore(inner);
        let mut inner = inner.borrow_mut();
        let other = page::build().is_some_and(|mine| mine != build);
        // Once a build and tab: a server that serves old pages must not make screens spin.
        if (other || min_protocol > PROTOCOL) && storage::tab_get(LOADED_FOR).as_deref() != Some(&build) {
            inner.outdated(build, min_protocol);
        }
    }

    fn reload_if_due(&self) {
        let inner = self.inner.peek().clone();
        if !inner.borrow().sync.outbox.is_empty() || hand::away_ms() <= UNTOUCHED_MS {
            return;
        }
        let todo = inner.borrow_mut().renewal.next();
        match todo {
            Todo::Nothing => {}
            Todo::Fetch => page::renew(move || inner.borrow_mut().renewal.fetched()),
            Todo::Load(build) => {
                storage::tab_set(LOADED_FOR, &build);
                page::reload();
            }
        }
    }

    fn show_link(&self, inner: &Rc<RefCell<Inner<S, E>>>) {
        let now = self.now();
        let view = {
            let sync = &inner.borrow().sync;
            let age_ms = sync.age_ms(now);
            let (live, time) = (sync.link() == Link::Live, sync.server_time(now));
            let on_its_way = |unsent: &Unsent| live && time.millis_since(unsent.since) < ANSWER_MS;
            LinkView {
                link: sync.link(),
                stale: sync.is_stale(now),
                age: age_ms / 1000,
                heard: Timestamp(time.0 - age_ms),
                unsent: sync.outbox.commands().filter(|unsent| !on_its_way(unsent)).count(),
            }
        };
        let mut link = self.link;
        // The moment it was heard moves all the time; only while stale does anybody read it.
        let differs = {
            let old = link.peek();
            (old.link, old.stale, old.age, old.unsent) != (view.link, view.stale, view.age, view.unsent)
        };
        if differs {
            let ended = view.link == Link::Refused(Close::BadToken);
            link.set(view);
            if ended {
                session::ended();
            }
        }
    }
}

/// A few times a second, but to the millisecond when what is shown grows stale: the words come no
/// later than promised.
fn next_look(age_ms: i64, stale: bool) -> u32 {
    if stale {
        return TICK_MS;
    }
    u32::try_from(STALE_MS + 1 - age_ms).unwrap_or(0).clamp(1, TICK_MS)
}

impl<S, E> Inner<S, E> {
    fn connect(&mut self) {
        self.disconnect();
        let hello = self.sync.hello_frame();
        self.socket = Socket::open(self.number, &page::live_url(), SUBPROTOCOL, &hello, self.happened.clone());
    }

    /// A server of another build: now, where it does not speak with this page, else when there is time.
    #[inline(never)]
    fn outdated(&mut self, build: String, min_protocol: u32) {
        if min_protocol > PROTOCOL {
            storage::tab_set(LOADED_FOR, &build);
            page::renew(page::reload);
        } else {
            self.renewal.want(build);
        }
    }

    /// What taps ask for, in their order: nothing is sent that is not kept.
    fn catch_up(&mut self) {
        for later in self.drawn_first.drain(..) {
            match later {
                Later::Keep(unsent) => drop(self.drawer.keep(&unsent)),
                // What was for a socket that is gone, the outbox sends again.
                Later::Send(number, text) => {
                    if let Some(socket) = self.socket.as_ref().filter(|_| number == self.number) {
                        socket.send(&text);
                    }
                }
            }
        }
    }

    fn settle(&mut self) {
        self.catch_up();
        for id in self.answered.drain(..) {
            self.drawer.forget(id);
        }
    }

    fn disconnect(&mut self) {
        self.socket = None;
        self.number = self.number.wrapping_add(1);
    }
}

/// What is told to the page may tap back (`submit`), so nothing may be borrowed meanwhile.
trait Tell<S, E> {
    fn tell(&self, news: News<S, E>);
    fn when_drawn(&self, later: Later);
    fn forget(&self, unsent: &Unsent);
}

impl<S: 'static, E: 'static> Tell<S, E> for Rc<RefCell<Inner<S, E>>> {
    fn tell(&self, news: News<S, E>) {
        let mut handler = std::mem::replace(&mut self.borrow_mut().news, Box::new(|_| {}));
        handler(news);
        self.borrow_mut().news = handler;
    }

    fn when_drawn(&self, later: Later) {
        let first = {
            let drawn_first = &mut self.borrow_mut().drawn_first;
            drawn_first.push(later);
            drawn_first.len() == 1
        };
        if first {
            let inner = Rc::downgrade(self);
            page::when_painted(move || {
                if let Some(inner) = inner.upgrade() {
                    inner.borrow_mut().catch_up();
                }
            });
        }
    }

    fn forget(&self, unsent: &Unsent) {
        self.borrow_mut().answered.push(unsent.frame.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_looked_at_in_the_millisecond_in_which_the_screen_grows_stale() {
        let mut age = 20;
        while age <= STALE_MS {
            let wait = next_look(age, false);
            assert!((1..=TICK_MS).contains(&wait));
            age += i64::from(wait);
        }
        assert_eq!(age, STALE_MS + 1);
        assert_eq!(next_look(age, true), TICK_MS);
        // A timer that fired early looks again at once instead of missing it.
        assert_eq!(next_look(STALE_MS, false), 1);
    }
}
