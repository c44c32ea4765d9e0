//! The rush itself: orders go out at their moments whether or not the last one was answered,
//! the sessions work, and at the end everything is held against the log.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use futures_util::StreamExt;
use serde_json::json;
use shared::location::Role;
use shared::time::Timestamp;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::audit::{self, Entry, Ledger, Seen};
use super::chance::Chance;
use super::client::Api;
use super::formats::{Planned, Source};
use super::hands::{HANDS, Job, Pace, Worker};
use super::report::{Latencies, Report};
use super::session::Session;
use super::wire::now_ms;
use super::{Args, menu};

/// Calls in flight; only protects this machine, a wait here still counts as latency.
const IN_FLIGHT_MAX: usize = 1024;
/// One page of the log.
const LOG_PAGE: usize = 1000;
const POLL: Duration = Duration::from_millis(50);

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Phase {
    /// Orders come, hands work.
    Work,
    /// Nothing new is begun; what was begun is finished.
    Settle,
    Over,
}

/// How far a session has come, for whoever waits for it.
#[derive(Default)]
pub struct State {
    pub busy: AtomicUsize,
    pub to: AtomicU64,
    pub welcomed: AtomicBool,
}

/// What all sessions share.
pub struct Run {
    pub api: Api,
    pub ledger: Ledger,
    pub pace: Pace,
    pub states: Vec<State>,
    /// The session whose board says which orders are closed.
    pub bookkeeper: usize,
    pub receipts: bool,
}

struct Staff {
    role: Role,
    station: Option<String>,
    job: Job,
    token: String,
}

pub async fn replay(args: &Args, source: Source) -> anyhow::Result<Report> {
    let run_name = format!("rush-{:x}-", now_ms());
    let api = Api::new(&args.url)?;
    let till = api.login(&args.location, &args.pin_pos).await?.token;
    let manager = api.login(&args.location, &args.pin_manager).await?.token;
    let card = menu::Card::read(&api.get("/api/v1/menu", &till).await?)?;
    let mut orders = source.orders;
    orders.truncate(args.orders.unwrap_or(usize::MAX));
    card.fit(&mut orders, args.any_menu, args.seed)?;
    let staff = staff(args, &api, &card, &till, &manager).await?;
    let pace = Pace {
        speed: args.speed,
        cooks: args.cooks_speed,
        mishaps: args.mishaps,
        // As many kitchens at work as evenings are laid over each other.
        hands: HANDS * args.busiest.unwrap_or(1).max(1),
        seed: args.seed,
        run: run_name.clone(),
    };
    let run = Arc::new(Run {
        api,
        ledger: Ledger::default(),
        pace,
        states: staff.iter().map(|_| State::default()).collect(),
        bookkeeper: staff.iter().position(|s| s.job == Job::Till).context("a rush needs a till")?,
        receipts: !args.no_receipts,
    });

    let (phase, watching) = watch::channel(Phase::Work);
    let cuts: Vec<Arc<Notify>> = staff.iter().map(|_| Arc::new(Notify::new())).collect();
    let mut sessions = JoinSet::new();
    for (i, s) in staff.into_iter().enumerate() {
        let worker = Worker::new(s.job, run.pace.clone());
        let session = Session::new(run.clone(), i, s.role, s.station, s.token, worker, cuts[i].clone());
        sessions.spawn(session.live(watching.clone()));
    }
    drop(watching);
    if !until(Duration::from_secs(30), || run.states.iter().all(|state| state.welcomed.load(Relaxed))).await {
        bail!("not every session was welcomed within 30 s");
    }

    let began = Instant::now();
    let cutting = tokio::spawn(cut(cuts, args.cuts, run.pace.real(length_s(&orders)), args.seed));
    let accepted = place(&run, &orders, &till).await;
    cutting.abort();
    let drained = until(Duration::from_secs(args.drain_s), || run.ledger.open() == 0 && busy(&run) == 0).await;
    if !drained {
        tracing::warn!(open = run.ledger.open(), busy = busy(&run), "not everything was finished in time");
    }
    phase.send_replace(Phase::Settle);
    until(Duration::from_secs(10), || busy(&run) == 0).await;
    let seconds = began.elapsed().as_secs_f64();
    let head = run.states.iter().map(|state| state.to.load(Relaxed)).max().unwrap_or(0);
    until(Duration::from_secs(10), || run.states.iter().all(|state| state.to.load(Relaxed) >= head)).await;
    phase.send_replace(Phase::Over);
    let mut ended = Vec::new();
    while let Some(session) = sessions.join_next().await {
        ended.push(session.context("a session broke down")?);
    }
    ended.sort_by_key(|session| session.i);

    let mut report = Report {
        title: source.title,
        speed: args.speed,
        nodes: args.url.clone(),
        seconds,
        late_ms: args.late_ms,
        ..Default::default()
    };
    report.orders = orders.len() as u64;
    report.latencies.add(&accepted);
    boards(&mut report, &mut ended).await;
    let base = ended.iter().map(|session| session.seen.base).min().unwrap_or(0);
    let log = read_log(&run.api, &manager, base).await?;
    settle(&mut report, &run, &ended, &log, &run_name);
    Ok(report)
}

/// Who works tonight: a till, the pass, a manager who looks on, and the kitchen's screens.
async fn staff(args: &Args, api: &Api, card: &menu::Card, till: &str, manager: &str) -> anyhow::Result<Vec<Staff>> {
    let kitchen = api.login(&args.location, &args.pin_kitchen).await?.token;
    let expo = api.login(&args.location, &args.pin_expo).await?.token;
    let one = |role, job, token: &str| Staff { role, station: None, job, token: token.to_owned() };
    let mut staff =
        vec![one(Role::Pos, Job::Till, till), one(Role::Expo, Job::Pass, &expo), one(Role::Manager, Job::Watch, manager)];
    let stations: Vec<&String> = card.stations.iter().collect();
    if stations.is_empty() {
        bail!("no dish of the menu has a station");
    }
    for i in 0..args.screens.unwrap_or(stations.len()).max(stations.len()) {
        let station = stations[i % stations.len()].clone();
        // One cook a station; further screens hang beside the first and only show.
        let job = if i < stations.len() { Job::Cook { station: station.clone(), strays: i == 0 } } else { Job::Watch };
        staff.push(Staff { role: Role::Kitchen, station: Some(station), job, token: kitchen.clone() });
    }
    Ok(staff)
}

fn busy(run: &Run) -> usize {
    run.states.iter().map(|state| state.busy.load(Relaxed)).sum()
}

/// Waits until it is so, and stays so for a moment; false where that took too long.
async fn until(most: Duration, is_so: impl Fn() -> bool) -> bool {
    let end = Instant::now() + most;
    let mut steady = 0;
    while steady < 6 {
        if Instant::now() > end {
            return false;
        }
        steady = if is_so() { steady + 1 } else { 0 };
        tokio::time::sleep(POLL).await;
    }
    true
}

/// Open loop: each order at its moment, answered or not.
async fn place(run: &Arc<Run>, orders: &[Planned], token: &str) -> Latencies {
    let start = Instant::now() + Duration::from_millis(100);
    let gate = Arc::new(Semaphore::new(IN_FLIGHT_MAX));
    let mut calls = JoinSet::new();
    let mut latencies = Latencies::default();
    for (k, planned) in orders.iter().enumerate() {
        let scheduled = start + run.pace.real(planned.at_ms as f64 / 1000.0);
        tokio::time::sleep_until(scheduled.into()).await;
        calls.spawn(place_one(run.clone(), k as u64, planned.clone(), scheduled, token.to_owned(), gate.clone()));
        while let Some(done) = calls.try_join_next() {
            if let Ok(Some(took)) = done {
                latencies.accepted(took);
            }
        }
    }
    while let Some(done) = calls.join_next().await {
        if let Ok(Some(took)) = done {
            latencies.accepted(took);
        }
    }
    latencies
}

async fn place_one(
    run: Arc<Run>,
    k: u64,
    planned: Planned,
    scheduled: Instant,
    token: String,
    gate: Arc<Semaphore>,
) -> Option<Duration> {
    let _permit = gate.acquire().await.ok()?;
    let mut chance = Chance::new(run.pace.seed, "key", k);
    let mut order = planned.order;
    order.external_id = Some(format!("{}{k}", run.pace.run));
    order.due_at = planned.due_in_ms.map(|ms| {
        let wait = run.pace.real(ms as f64 / 1000.0).as_millis() as i64;
        Timestamp(now_ms() + wait).to_string()
    });
    let answer = match run.api.post("/api/v1/orders", &token, chance.uuid(now_ms() as u64), &json!(order)).await {
        Ok(answer) => answer,
        Err(e) => {
            tracing::warn!(error = %e, "an order was given up");
            run.ledger.refuse("no_answer".into());
            return None;
        }
    };
    let took = scheduled.elapsed();
    let Some(id) = answer.body["id"].as_str().and_then(|id| id.parse::<Uuid>().ok()).filter(|_| answer.is_success()) else {
        tracing::debug!(status = answer.status, body = %answer.body, "an order was refused");
        run.ledger.refuse(answer.code());
        return None;
    };
    run.ledger.accept(id, scheduled);
    if planned.rush {
        let path = format!("/api/v1/orders/{id}/priority");
        match run.api.post(&path, &token, chance.uuid(now_ms() as u64), &json!({ "priority": "rush" })).await {
            Ok(answer) if answer.is_success() => {}
            Ok(answer) => run.ledger.nack(&answer.code()),
            Err(_) => run.ledger.nack("no_answer"),
        }
    }
    Some(took)
}

fn length_s(orders: &[Planned]) -> f64 {
    orders.last().map_or(0.0, |last| last.at_ms as f64 / 1000.0)
}

/// Cuts connections by chance, spread over the rush.
async fn cut(sessions: Vec<Arc<Notify>>, cuts: u32, length: Duration, seed: u64) {
    let mut chance = Chance::new(seed, "cut", 0);
    for _ in 0..cuts {
        tokio::time::sleep(length / (cuts + 1)).await;
        if let Some(session) = sessions.get(chance.below(sessions.len())) {
            session.notify_one();
        }
    }
}

/// Every session's board against a fresh snapshot.
async fn boards(report: &mut Report, sessions: &mut [Session]) {
    let mut checks = futures_util::stream::iter(sessions.iter_mut())
        .map(|session| async move {
            let found = session.compare().await;
            (session.name.clone(), found)
        })
        .buffer_unordered(8);
    while let Some((name, found)) = checks.next().await {
        report.boards += 1;
        match found {
            Ok(None) => {}
            Ok(Some(difference)) => report.boards_differ.push(format!("{name}: {difference}")),
            Err(e) => report.boards_differ.push(format!("{name}: {e:#}")),
        }
    }
}

/// The log after `base`, as the manager may read it.
async fn read_log(api: &Api, token: &str, base: u64) -> anyhow::Result<Vec<Entry>> {
    let mut log: Vec<Entry> = Vec::new();
    loop {
        let after = log.last().map_or(base, |entry| entry.seq);
        let page = api.get(&format!("/api/v1/events?after={after}&limit={LOG_PAGE}"), token).await?;
        let events = page["events"].as_array().context("the log has no events")?;
        if events.is_empty() {
            return Ok(log);
        }
        for event in events {
            log.push(Entry {
                seq: event["seq"].as_u64().context("an event without seq")?,
                kind: event["type"].as_str().context("an event without type")?.to_owned(),
                order: event["order_id"].as_str().and_then(|id| id.parse().ok()),
                external_id: event["data"]["order"]["external_id"].as_str().map(str::to_owned),
            });
        }
        if log.last().is_none_or(|entry| entry.seq <= after) {
            bail!("the log does not go on after {after}");
        }
    }
}

fn settle(report: &mut Report, run: &Run, sessions: &[Session], log: &[Entry], run_name: &str) {
    let accepted = run.ledger.accepted();
    let books = audit::books(log, &accepted, run_name);
    report.accepted = accepted.len() as u64;
    report.refused = run.ledger.refused();
    report.nacks = run.ledger.nacks();
    report.open = run.ledger.open() as u64;
    report.retries = run.api.retries.load(Relaxed);
    report.sessions = sessions.len();
    report.events = log.len() as u64;
    (report.missing, report.placed_twice, report.unanswered, report.log_gaps) =
        (books.missing, books.doubled, books.unanswered, books.gaps);
    let taps = run.ledger.taps();
    for session in sessions {
        let seen = &session.seen;
        let verdict = audit::judge(log, seen, session.role);
        report.lost += verdict.lost;
        report.lost_placed += verdict.lost_placed;
        report.foreign += verdict.foreign;
        report.doubled += seen.doubled;
        report.out_of_order += seen.out_of_order;
        report.frames += seen.frames;
        report.deliveries += seen.events();
        report.megabytes += seen.bytes as f64 / 1e6;
        report.gaps += seen.gaps;
        report.reconnects += seen.reconnects;
        report.resumed += seen.resumed;
        report.snapshots += seen.snapshots;
        report.commands += session.commands;
        report.latencies.add(&session.latencies);
        delays(report, seen, &accepted, &taps);
    }
}

/// From when it was meant to happen to when this session had read it.
fn delays(report: &mut Report, seen: &Seen, accepted: &HashMap<Uuid, audit::Accepted>, taps: &HashMap<Uuid, Vec<Instant>>) {
    let late = Duration::from_millis(report.late_ms);
    for (id, at) in &seen.placed {
        let Some(order) = accepted.get(id) else { continue };
        let took = at.saturating_duration_since(order.scheduled);
        report.latencies.placed(took);
        report.late += u64::from(took > late);
    }
    for (id, at) in &seen.ready {
        // An order is ready more than once when it was recalled: its last tap before counts.
        let last = taps.get(id).into_iter().flatten().filter(|tap| *tap <= at).max();
        if let Some(tap) = last {
            report.latencies.ready(at.duration_since(*tap));
        }
    }
}
