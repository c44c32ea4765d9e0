//! The client's connection against a model of the server, on a network that loses, repeats, cuts
//! and reorders: in the end the boards are equal and each command was answered once. And the
//! timings of the contract, one by one.

mod common;

use std::collections::{BTreeMap, VecDeque};

use common::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use shared::board::{Board, Snapshot};
use shared::ids::*;
use shared::order::*;
use shared::outbox::{KEEP_SECONDS, Unsent};
use shared::protocol::*;
use shared::sync::*;
use shared::time::Timestamp;

type Effects = Vec<Effect<Snapshot, Event>>;

const SERVER_AHEAD_MS: i64 = 77_000;

/// A server of one location, seen from outside: its log, the keys it remembers, one session a
/// connection. What it sends waits in the connection until the network delivers it.
struct Server {
    epoch: Epoch,
    log: Vec<Event>,
    /// Events that are no longer in the log.
    pruned: u64,
    board: Board,
    keys: BTreeMap<CommandId, u64>,
    restored: bool,
    now: i64,
    /// Answers `unavailable` to this many commands.
    unavailable: u32,
    most_unanswered: usize,
}

#[derive(Default)]
struct Session {
    to_client: VecDeque<String>,
    to_server: VecDeque<String>,
    /// The next `seq` this session has to be told of; none before its hello.
    next: Option<u64>,
    unanswered: usize,
}

impl Server {
    fn new() -> Server {
        let board = Board::new(location());
        Server {
            epoch: Epoch(id(50)),
            log: vec![],
            pruned: 0,
            board,
            keys: BTreeMap::new(),
            restored: false,
            now: 0,
            unavailable: 0,
            most_unanswered: 0,
        }
    }

    fn head(&self) -> u64 {
        self.log.len() as u64
    }

    fn commit(&mut self, order_id: Option<OrderId>, data: EventData) {
        let event = Event { seq: self.head() + 1, at: Timestamp(self.now), order_id, by: By::default(), tapped_at: None, data };
        self.board.apply(&event);
        self.log.push(event);
    }

    fn snapshot(&self) -> String {
        self.welcome(Some(self.board.snapshot()))
    }

    fn welcome(&self, snapshot: Option<Snapshot>) -> String {
        let welcome = Welcome {
            epoch: self.epoch,
            seq: self.head(),
            server_time: Timestamp(self.now + SERVER_AHEAD_MS),
            heartbeat_s: 1,
            build: "b1".into(),
            min_protocol: 1,
            resumed: snapshot.is_none(),
            snapshot,
        };
        ServerFrame::<Snapshot, Event>::Welcome(Box::new(welcome)).to_json()
    }

    fn events(&self, from: u64, to: u64) -> String {
        let events = self.log[from as usize - 1..to as usize].to_vec();
        ServerFrame::<Snapshot, Event>::Events(Events { from, to, events }).to_json()
    }

    fn receive(&mut self, session: &mut Session, text: &str, ack_first: bool) {
        match ClientFrame::from_json(text).expect("what the client sends can be read") {
            ClientFrame::Hello(hello) => {
                assert_eq!(session.next, None, "one hello a connection");
                let resume = hello.resume.filter(|p| p.epoch == self.epoch && p.seq >= self.pruned && p.seq <= self.head());
                session.to_client.push_back(self.welcome(resume.is_none().then(|| self.board.snapshot())));
                session.next = Some(resume.map_or(self.head(), |p| p.seq) + 1);
            }
            ClientFrame::Command(frame) => {
                session.unanswered += 1;
                self.most_unanswered = self.most_unanswered.max(session.unanswered);
                let answer = self.answer(&frame);
                if !ack_first {
                    self.tell(session);
                }
                session.to_client.push_back(answer);
            }
            ClientFrame::Shown(_) => {}
        }
    }

    fn answer(&mut self, frame: &CommandFrame) -> String {
        let id = frame.id;
        let seq = match (self.keys.get(&id), frame.ask().expect("a command")) {
            (Some(seq), _) => *seq,
            _ if self.unavailable > 0 => {
                self.unavailable -= 1;
                let nack = Nack { id, code: "unavailable".into(), detail: "try again in a moment".into() };
                return ServerFrame::<Snapshot, Event>::Nack(nack).to_json();
            }
            (None, Ask::Availability { menu_item_id, available, remaining }) => {
                self.commit(None, EventData::Availability(Availability { menu_item_id, available, remaining, why: None }));
                self.keys.insert(id, self.head());
                self.head()
            }
            (None, _) => {
                let nack = Nack { id, code: "illegal_transition".into(), detail: "no".into() };
                return ServerFrame::<Snapshot, Event>::Nack(nack).to_json();
            }
        };
        ServerFrame::<Snapshot, Event>::Ack(Ack { id, seq }).to_json()
    }

    /// News or a heartbeat, from where the session stands.
    fn tell(&self, session: &mut Session) {
        if let Some(next) = &mut session.next {
            session.to_client.push_back(self.events(*next, self.head()));
            *next = self.head() + 1;
        }
    }

    /// A backup: the log ends earlier, under a new name.
    fn restore(&mut self, keep: usize) {
        self.log.truncate(keep);
        self.board = Board::new(location());
        for event in &self.log {
            self.board.apply(event);
        }
        let head = self.head();
        self.keys.retain(|_, seq| *seq <= head);
        self.pruned = 0;
        self.epoch = Epoch(id(51 + self.epoch.0.as_u128() % 1000));
        self.restored = true;
    }
}

/// One tab and the network between it and the server.
struct Net {
    server: Server,
    sync: Sync,
    /// The page's picture, made by effects alone.
    picture: Board,
    /// Connections, the present one last; old ones may still deliver to the server.
    sessions: Vec<Session>,
    connected: bool,
    now: i64,
    taps: u128,
    answered: BTreeMap<CommandId, u32>,
    nacked: u32,
    steps: u64,
    /// Events told by effects since the last picture: each `seq` once, in order.
    applied: u64,
}

impl Net {
    fn new() -> Net {
        let mut net = Net {
            server: Server::new(),
            sync: Sync::new(Some(ScreenId(id(40))), Some(vec!["oven".into()])),
            picture: Board::new(location()),
            sessions: vec![],
            connected: false,
            now: 1_000,
            taps: 0,
            answered: BTreeMap::new(),
            nacked: 0,
            steps: 0,
            applied: 0,
        };
        net.step(Input::Start { token: "token".into() });
        net
    }

    fn step(&mut self, input: Input) {
        self.steps += 1;
        let random = (self.steps % 7) as f64 / 7.0;
        let effects: Effects = self.sync.step(self.now, random, input);
        let mut connect = false;
        for effect in effects {
            match effect {
                Effect::Connect => connect = true,
                Effect::Disconnect => self.connected = false,
                Effect::Send(text) => {
                    if self.connected {
                        self.sessions.last_mut().unwrap().to_server.push_back(text);
                    }
                }
                Effect::Replace { snapshot, seq } => {
                    self.picture = Board::from_snapshot(*snapshot);
                    self.applied = seq;
                }
                Effect::Apply { events, to } => {
                    for event in &events {
                        assert!(event.seq > self.applied, "event {} a second time", event.seq);
                        self.applied = event.seq;
                        self.picture.apply(event);
                    }
                    self.applied = to;
                }
                Effect::Acked { unsent, .. } => *self.answered.entry(unsent.frame.id).or_default() += 1,
                Effect::Nacked { unsent, .. } => {
                    *self.answered.entry(unsent.frame.id).or_default() += 1;
                    self.nacked += 1;
                }
                Effect::Expired(unsent) => panic!("{:?} expired", unsent.frame.id),
                Effect::Token(_) | Effect::Build { .. } => {}
            }
        }
        if connect {
            self.sessions.push(Session::default());
            self.connected = true;
            self.step(Input::Opened);
        }
    }

    fn pass(&mut self, ms: i64) {
        self.now += ms;
        self.server.now = self.now;
        self.step(Input::Tick);
    }

    fn tap(&mut self, legal: bool) {
        self.taps += 1;
        let ask = if legal {
            Ask::Availability { menu_item_id: MenuItemId(format!("tap-{}", self.taps)), available: false, remaining: None }
        } else {
            Ask::Order { order_id: OrderId(id(5)), command: Command::Complete { runner: None } }
        };
        let since = self.sync.server_time(self.now);
        let frame = CommandFrame::new(CommandId(id(10_000 + self.taps)), since, &ask).unwrap();
        self.step(Input::Submit(Unsent { frame, since }));
    }

    fn deliver_to_client(&mut self) -> bool {
        let text = self.sessions.last_mut().filter(|_| self.connected).and_then(|s| s.to_client.pop_front());
        let Some(text) = text else { return false };
        if text.contains("\"type\":\"ack\"") || text.contains("\"type\":\"nack\"") {
            let session = self.sessions.last_mut().unwrap();
            session.unanswered = session.unanswered.saturating_sub(1);
        }
        self.step(Input::Text(&text));
        true
    }

    fn deliver_to_server(&mut self, which: usize, ack_first: bool) -> bool {
        let Some(session) = self.sessions.get_mut(which) else { return false };
        let Some(text) = session.to_server.pop_front() else { return false };
        self.server.receive(session, &text, ack_first);
        true
    }

    fn cut(&mut self, code: u16) {
        if self.connected {
            self.connected = false;
            self.step(Input::Closed { code });
        }
    }

    fn trouble(&mut self, what: u8, n: u8) {
        let last = self.sessions.len().saturating_sub(1);
        let n64 = u64::from(n);
        match what {
            0..=6 => drop(self.deliver_to_client()),
            7..=11 => drop(self.deliver_to_server(last, n.is_multiple_of(2))),
            // Late frames of a connection that the client has given up.
            12 => drop(self.deliver_to_server(usize::from(n) % self.sessions.len().max(1), true)),
            13..=15 => self.tap(!n.is_multiple_of(5)),
            16 | 17 => self.pass(i64::from(n) * 100),
            18 => self.pass(4_000),
            19 => self.cut([1006, 1012, 1013, 4408, 4429][usize::from(n) % 5]),
            // A dead network: nobody says that it is gone.
            20 => {
                if let Some(session) = self.sessions.last_mut() {
                    (session.next, session.to_client, session.to_server) = (None, VecDeque::new(), VecDeque::new());
                }
            }
            // A stream cut short: the last frames are lost on the way.
            21 => {
                if let Some(session) = self.sessions.last_mut() {
                    let keep = session.to_client.len().saturating_sub(usize::from(n) % 4);
                    session.to_client.truncate(keep);
                }
                self.cut(1006);
            }
            22..=25 => {
                let dish = MenuItemId(format!("dish-{}", n % 5));
                for k in 0..=n % 3 {
                    let data = Availability {
                        menu_item_id: dish.clone(),
                        available: n.is_multiple_of(2),
                        remaining: Some(u32::from(k)),
                        why: None,
                    };
                    self.server.commit(None, EventData::Availability(data));
                }
            }
            26..=29 => {
                if let Some(session) = self.sessions.get_mut(last) {
                    self.server.tell(session);
                }
            }
            // A frame of news is lost inside the server: a gap.
            30 => {
                if let Some(session) = self.sessions.get_mut(last) {
                    session.to_client.retain(|text| !text.starts_with("{\"type\":\"events\""));
                }
            }
            // News again, whole or from a little earlier.
            31 => {
                if let Some(session) = self.sessions.get_mut(last).filter(|s| s.next.is_some()) {
                    let next = session.next.unwrap();
                    let from = next.saturating_sub(1 + n64 % 4).max(1);
                    if from <= self.server.head() {
                        session.to_client.push_back(self.server.events(from, self.server.head()));
                        session.next = Some(self.server.head() + 1);
                    }
                }
            }
            // Too slow: the queue is thrown away, answers too, and a new welcome comes.
            32 => {
                if let Some(session) = self.sessions.get_mut(last).filter(|s| s.next.is_some()) {
                    session.to_client.clear();
                    session.unanswered = 0;
                    session.to_client.push_back(self.server.snapshot());
                    session.next = Some(self.server.head() + 1);
                }
            }
            33 => self.server.pruned = self.server.head().saturating_sub(n64),
            34 if n == 0 => {
                self.server.restore(self.server.log.len().saturating_sub(3));
                self.sessions.iter_mut().for_each(|s| *s = Session::default());
                self.cut(1012);
            }
            35 => self.server.unavailable += u32::from(n % 3),
            36 => {
                if let Some(session) = self.sessions.last_mut() {
                    session.to_client.push_back("{\"type\":\"tomorrow\",\"x\":1}".into());
                }
            }
            37 if n == 0 => {
                if let Some(session) = self.sessions.last_mut() {
                    session.to_client.push_back("{\"type\":\"events\",".into());
                }
            }
            _ => {}
        }
    }

    /// The network is well again: everything comes to rest.
    fn heal(&mut self) {
        self.server.unavailable = 0;
        for _ in 0..200 {
            self.pass(500);
            let last = self.sessions.len() - 1;
            while self.deliver_to_server(last, true) {}
            self.server.tell(self.sessions.last_mut().unwrap());
            while self.deliver_to_client() {}
            if self.sync.link() == Link::Live && self.sync.outbox.is_empty() && self.applied == self.server.head() {
                return;
            }
        }
        panic!("does not come to rest: {:?}, {} unsent", self.sync.link(), self.sync.outbox.len());
    }
}

proptest! {
    #![proptest_config(Config { cases: 400, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..Config::default() })]

    #[test]
    fn whatever_the_network_does_the_screen_ends_up_right(troubles in prop::collection::vec((0u8..38, 0u8..30), 1..150)) {
        let mut net = Net::new();
        for (what, n) in troubles {
            net.trouble(what, n);
        }
        net.heal();
        prop_assert_eq!(&net.picture, &net.server.board);
        prop_assert_eq!(net.sync.position(), Some(Position { epoch: net.server.epoch, seq: net.server.head() }));
        prop_assert_eq!(net.answered.len() as u128, net.taps, "each command was answered");
        prop_assert!(net.answered.values().all(|n| *n == 1), "and once");
        prop_assert!(net.server.most_unanswered <= UNANSWERED_MAX);
        let mut made = BTreeMap::new();
        for event in &net.server.log {
            if let EventData::Availability(a) = &event.data && a.menu_item_id.as_str().starts_with("tap-") {
                *made.entry(a.menu_item_id.clone()).or_insert(0) += 1;
            }
        }
        prop_assert!(made.values().all(|n| *n == 1), "nothing doubled");
        if !net.server.restored {
            prop_assert_eq!(made.len() as u128, net.taps - u128::from(net.nacked), "nothing lost");
        }
    }
}

/// A client that is live at `seq`.
fn live(server: &mut Server) -> Sync {
    let mut sync = Sync::new(None, None);
    step(&mut sync, 0, Input::Start { token: "t".into() });
    step(&mut sync, 0, Input::Opened);
    step(&mut sync, 0, Input::Text(&server.snapshot()));
    assert_eq!(sync.link(), Link::Live);
    sync
}

fn step(sync: &mut Sync, now: i64, input: Input) -> Effects {
    sync.step(now, 0.5, input)
}

fn unsent(n: u128, since: Timestamp) -> Unsent {
    let ask = Ask::Order { order_id: OrderId(id(5)), command: Command::Complete { runner: None } };
    Unsent { frame: CommandFrame::new(CommandId(id(n)), since, &ask).unwrap(), since }
}

fn sent(effects: &Effects) -> Vec<CommandId> {
    let frames = effects.iter().filter_map(|e| if let Effect::Send(text) = e { ClientFrame::from_json(text).ok() } else { None });
    frames.filter_map(|f| if let ClientFrame::Command(c) = f { Some(c.id) } else { None }).collect()
}

fn nack(id: CommandId, code: &str) -> String {
    ServerFrame::<Snapshot, Event>::Nack(Nack { id, code: code.into(), detail: String::new() }).to_json()
}

#[test]
fn silence_is_told_after_3_s_and_ended_after_6() {
    let mut server = Server::new();
    let mut sync = live(&mut server);
    assert!(!sync.is_stale(3_000) && sync.is_stale(3_001));
    assert_eq!(step(&mut sync, 5_999, Input::Tick), []);
    assert_eq!(step(&mut sync, 6_000, Input::Tick), [Effect::Disconnect]);
    assert_eq!(sync.link(), Link::Offline);
    // A heartbeat without events is enough.
    let mut sync = live(&mut server);
    step(&mut sync, 5_000, Input::Text(&server.events(1, 0)));
    assert!(!sync.is_stale(8_000));
    assert_eq!(step(&mut sync, 10_999, Input::Tick), []);
}

#[test]
fn a_break_of_a_moment_is_not_worth_a_word() {
    let server = Server::new();
    let mut sync = live(&mut Server::new());
    step(&mut sync, 1_000, Input::Text(&server.events(1, 0)));
    step(&mut sync, 1_100, Input::Closed { code: 1012 });
    assert!(!sync.is_stale(1_200), "nothing flashes");
    step(&mut sync, 1_400, Input::Tick);
    assert!(sync.is_stale(4_001), "but connecting is not being told");
}

#[test]
fn what_was_kept_is_never_fresh_before_the_server_has_been_heard_whatever_the_clocks_say() {
    const NOW: i64 = 1_790_000_000_000;
    // Right; ten minutes slow; a minute ago; a device that starts at 1970.
    for (kept_at, now) in [(NOW, NOW), (NOW + 600_000, NOW), (NOW - 60_000, NOW), (NOW, 0)] {
        let mut sync = Sync::new(None, None);
        sync.known_at(kept_at, now);
        step(&mut sync, now, Input::Start { token: "t".into() });
        step(&mut sync, now, Input::Opened);
        assert!(sync.is_stale(now) && sync.is_stale(now + 1) && sync.is_stale(now + 10_000), "{kept_at} {now}");
        assert_eq!(sync.age_ms(now), (now - kept_at).max(STALE_MS + 1));
        step(&mut sync, now + 1, Input::Text(&Server::new().snapshot()));
        assert!(!sync.is_stale(now + 1), "now it has been heard");
    }
}

#[test]
fn a_connection_that_never_opens_or_never_welcomes_is_given_up() {
    let mut sync = Sync::new(None, None);
    assert!(sync.is_stale(1), "nothing was shown yet");
    assert_eq!(step(&mut sync, 1, Input::Start { token: "t".into() }), [Effect::Connect]);
    assert_eq!(step(&mut sync, 6_000, Input::Tick), []);
    assert_eq!(step(&mut sync, 6_001, Input::Tick), [Effect::Disconnect]);
    step(&mut sync, 7_000, Input::Tick);
    step(&mut sync, 7_000, Input::Opened);
    assert_eq!(sync.link(), Link::CatchingUp);
    assert_eq!(step(&mut sync, 12_999, Input::Tick), []);
    assert_eq!(step(&mut sync, 13_000, Input::Tick), [Effect::Disconnect]);
}

#[test]
fn waits_double_with_jitter_up_to_5_s_and_start_small_again_after_a_steady_while() {
    let longest = |sync: &mut Sync, now: &mut i64| {
        let mut at = None;
        let _: Effects = sync.step(*now, 1.0, Input::Closed { code: 1006 });
        for ms in 0..=6_000 {
            if step(sync, *now + ms, Input::Tick).contains(&Effect::Connect) {
                at = Some(ms);
                break;
            }
        }
        *now += at.unwrap();
        at.unwrap()
    };
    let (mut sync, mut now) = (live(&mut Server::new()), 10_000);
    let waits: Vec<i64> = (0..7).map(|_| longest(&mut sync, &mut now)).collect();
    assert_eq!(waits, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
    // Full jitter: none at all is possible too.
    let _: Effects = sync.step(now, 0.0, Input::Closed { code: 1006 });
    assert_eq!(step(&mut sync, now, Input::Tick), [Effect::Connect]);
    // A welcome alone proves nothing; 10 s do.
    let server = Server::new();
    step(&mut sync, now, Input::Opened);
    step(&mut sync, now, Input::Text(&server.snapshot()));
    now += 9_000;
    assert_eq!(longest(&mut sync, &mut now), 5_000);
    step(&mut sync, now, Input::Opened);
    step(&mut sync, now, Input::Text(&server.snapshot()));
    now += 10_000;
    assert_eq!(longest(&mut sync, &mut now), 250);
}

#[test]
fn each_close_code_is_followed_or_not() {
    for close in Close::ALL {
        let mut sync = live(&mut Server::new());
        step(&mut sync, 10_000, Input::Closed { code: close.code() });
        let back = step(&mut sync, 20_000, Input::Tick).contains(&Effect::Connect);
        let stays_away = [4401, 4403, 4409].contains(&close.code());
        assert_eq!(back, !stays_away, "{close:?}");
        assert_eq!(sync.link() == Link::Refused(close), stays_away);
        assert_eq!(step(&mut sync, 20_000, Input::Start { token: "new".into() }), [Effect::Connect], "a person may");
    }
    // Asked to wait: not at once.
    let mut sync = live(&mut Server::new());
    step(&mut sync, 10_000, Input::Closed { code: 1013 });
    assert_eq!(step(&mut sync, 10_499, Input::Tick), []);
}

#[test]
fn a_gap_is_resumed_from_where_it_opened() {
    let mut server = Server::new();
    for k in 0..5 {
        server.commit(None, EventData::MenuReplaced(MenuReplaced { version: k }));
    }
    let mut sync = live(&mut server);
    for k in 0..4 {
        server.commit(None, EventData::MenuReplaced(MenuReplaced { version: k }));
    }
    assert_eq!(step(&mut sync, 10, Input::Text(&server.events(7, 9))), [Effect::Disconnect]);
    step(&mut sync, 300, Input::Tick);
    let hello = step(&mut sync, 300, Input::Opened);
    let [Effect::Send(hello)] = &hello[..] else { panic!("{hello:?}") };
    let ClientFrame::Hello(hello) = ClientFrame::from_json(hello).unwrap() else { panic!() };
    assert_eq!(hello.resume, Some(Position { epoch: server.epoch, seq: 5 }));
    // News before the welcome cannot be placed; after it, exactly what was missing, once.
    assert_eq!(step(&mut sync, 300, Input::Text(&server.events(6, 7))), []);
    step(&mut sync, 300, Input::Text(&server.welcome(None)));
    assert_eq!(sync.link(), Link::CatchingUp);
    let applied = step(&mut sync, 300, Input::Text(&server.events(4, 9)));
    let [Effect::Apply { events, to: 9 }] = &applied[..] else { panic!("{applied:?}") };
    assert_eq!(events.iter().map(|e| e.seq).collect::<Vec<_>>(), [6, 7, 8, 9]);
    assert_eq!(sync.link(), Link::Live);
    assert_eq!(step(&mut sync, 300, Input::Text(&server.events(8, 9))), [], "a repeat is no news");
}

#[test]
fn resume_from_0_reads_the_log_from_its_beginning() {
    let mut server = Server::new();
    server.commit(None, EventData::MenuReplaced(MenuReplaced { version: 1 }));
    let mut sync = Sync::new(None, None);
    sync.resume_from(Position { epoch: server.epoch, seq: 0 });
    step(&mut sync, 0, Input::Start { token: "t".into() });
    let hello = step(&mut sync, 0, Input::Opened);
    assert!(matches!(&hello[..], [Effect::Send(text)] if text.contains("\"seq\":0")));
    step(&mut sync, 0, Input::Text(&server.welcome(None)));
    assert!(matches!(&step(&mut sync, 0, Input::Text(&server.events(1, 1)))[..], [Effect::Apply { to: 1, .. }]));
}

#[test]
fn a_resume_into_another_epoch_starts_over() {
    let mut server = Server::new();
    let mut sync = live(&mut server);
    step(&mut sync, 10, Input::Closed { code: 1012 });
    step(&mut sync, 3_000, Input::Tick);
    step(&mut sync, 3_000, Input::Opened);
    server.epoch = Epoch(id(77));
    let effects = step(&mut sync, 3_000, Input::Text(&server.welcome(None)));
    assert_eq!(effects.last(), Some(&Effect::Disconnect), "it cannot be followed");
    assert_eq!(sync.position(), None);
}

#[test]
fn at_most_32_commands_wait_for_an_answer_and_their_order_is_kept() {
    let mut server = Server::new();
    let mut sync = live(&mut server);
    let now = sync.server_time(0);
    let mut out = Vec::new();
    for n in 0..40 {
        out.extend(sent(&step(&mut sync, 0, Input::Submit(unsent(n, now)))));
    }
    assert_eq!(sent(&step(&mut sync, 0, Input::Submit(unsent(39, now)))), [], "the same tap twice is one");
    assert_eq!(sync.outbox.len(), 40);
    assert_eq!(out, (0..32).map(|n| CommandId(id(n))).collect::<Vec<_>>());
    let ack = |n: u128| ServerFrame::<Snapshot, Event>::Ack(Ack { id: CommandId(id(n)), seq: 1 }).to_json();
    assert_eq!(sent(&step(&mut sync, 0, Input::Text(&ack(3)))), [CommandId(id(32))]);
    assert_eq!(sent(&step(&mut sync, 0, Input::Text(&ack(3)))), [], "an answer counts once");
    // After a break all that is unanswered is said again, in the order of the taps.
    step(&mut sync, 10, Input::Closed { code: 1006 });
    step(&mut sync, 500, Input::Tick);
    assert_eq!(sent(&step(&mut sync, 500, Input::Opened)), [], "not before it is live");
    let again = sent(&step(&mut sync, 500, Input::Text(&server.welcome(None))));
    assert_eq!(again, (0..33).filter(|n| *n != 3).map(|n| CommandId(id(n))).collect::<Vec<_>>());
    assert_eq!(sync.outbox.len(), 39);
    server.now = 600;
    let lost = sent(&step(&mut sync, 600, Input::Text(&server.snapshot())));
    assert_eq!(lost.len(), 32, "one that fell behind may have lost its answers");
}

#[test]
fn a_command_the_server_could_not_take_is_said_again_and_not_overtaken() {
    let mut sync = live(&mut Server::new());
    let now = sync.server_time(0);
    step(&mut sync, 0, Input::Submit(unsent(1, now)));
    assert_eq!(step(&mut sync, 100, Input::Text(&nack(CommandId(id(1)), "unavailable"))), []);
    assert_eq!(sent(&step(&mut sync, 200, Input::Submit(unsent(2, now)))), [], "it waits behind the first");
    assert_eq!(sent(&step(&mut sync, 1_099, Input::Tick)), []);
    assert_eq!(sent(&step(&mut sync, 1_100, Input::Tick)), [CommandId(id(1)), CommandId(id(2))]);
    let refused = step(&mut sync, 1_200, Input::Text(&nack(CommandId(id(2)), "illegal_transition")));
    assert!(matches!(&refused[..], [Effect::Nacked { code, .. }] if code == "illegal_transition"));
}

#[test]
fn what_is_older_than_23_hours_is_dropped_and_told() {
    let mut sync = Sync::new(None, None);
    let old = unsent(1, Timestamp(SERVER_AHEAD_MS - KEEP_SECONDS * 1000 - 1));
    let young = unsent(2, Timestamp(SERVER_AHEAD_MS - KEEP_SECONDS * 1000));
    // Before a welcome the device's own clock is not to be believed.
    for unsent in [&old, &young] {
        assert_eq!(step(&mut sync, 90_000_000_000, Input::Submit(unsent.clone())), []);
    }
    step(&mut sync, 0, Input::Start { token: "t".into() });
    step(&mut sync, 0, Input::Opened);
    let effects = step(&mut sync, 0, Input::Text(&Server::new().snapshot()));
    assert!(effects.contains(&Effect::Expired(old)));
    assert_eq!(sent(&effects), [young.frame.id]);
}

#[test]
fn a_renewed_token_is_used_for_the_next_hello() {
    let mut sync = live(&mut Server::new());
    let token = Token { token: "fresh".into(), expires_at: NOON };
    let frame = ServerFrame::<Snapshot, Event>::Token(token.clone()).to_json();
    assert_eq!(step(&mut sync, 10, Input::Text(&frame)), [Effect::Token(token)]);
    step(&mut sync, 20, Input::Closed { code: 1012 });
    step(&mut sync, 1_000, Input::Tick);
    assert!(matches!(&step(&mut sync, 1_000, Input::Opened)[..], [Effect::Send(hello)] if hello.contains("\"fresh\"")));
}

#[test]
fn types_and_fields_of_a_newer_server_are_passed_over() {
    let mut server = Server::new();
    let mut world = World::default();
    world.place(placement("a")).unwrap();
    for event in &world.log {
        server.commit(event.order_id, event.data.clone());
    }
    let mut newer: serde_json::Value = serde_json::from_str(&server.snapshot()).unwrap();
    let future = serde_json::json!({ "x": [1] });
    for at in [
        "",
        "/snapshot",
        "/snapshot/location",
        "/snapshot/location/stations/0",
        "/snapshot/location/thresholds",
        "/snapshot/orders/0",
        "/snapshot/orders/0/guest",
        "/snapshot/orders/0/items/0",
        "/snapshot/orders/0/tickets/0",
        "/snapshot/orders/0/payment",
    ] {
        newer.pointer_mut(at).unwrap_or_else(|| panic!("no {at}"))["of_the_future"] = future.clone();
    }
    let mut sync = Sync::new(None, None);
    step(&mut sync, 0, Input::Start { token: "t".into() });
    step(&mut sync, 0, Input::Opened);
    let effects = step(&mut sync, 0, Input::Text(&newer.to_string()));
    let snapshot = effects.into_iter().find_map(|e| if let Effect::Replace { snapshot, .. } = e { Some(snapshot) } else { None });
    assert_eq!(Board::from_snapshot(*snapshot.unwrap()), server.board);
    let seq = server.head() + 1;
    let news = format!(
        r#"{{"type":"events","from":{seq},"to":{},"of_the_future":1,"events":[
            {{"seq":{seq},"type":"order.sung_for","at":"2026-11-22T18:00:00.000Z","order_id":null,"by":{{}},"data":{{"song":[]}}}},
            {{"seq":{},"type":"menu.replaced","at":"2026-11-22T18:00:00.000Z","order_id":null,"by":{{"robot":1}},"data":{{"version":2,"x":{{}}}}}}]}}"#,
        seq + 1,
        seq + 1
    );
    assert!(matches!(&step(&mut sync, 0, Input::Text(&news))[..], [Effect::Apply { events, .. }] if events.len() == 2));
    assert_eq!(step(&mut sync, 0, Input::Text(r#"{"type":"of_the_future"}"#)), []);
    assert_eq!(sync.link(), Link::Live);
}
