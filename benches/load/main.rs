//! Open-loop load for a kitchen display's hub: Passline and its peers, alike. One run, one JSON line.
//!
//! Latency runs from each order's *scheduled* moment to the moment a screen has read the event;
//! every screen's reading is one sample. A *delivery* is one event read by one screen, however
//! many share a frame; only `order.placed`, `item.prepared` and `order.ready` are counted as
//! such, what a server sends beside them is `other_events`.

mod adapter;
mod args;
mod own;
mod proc;
mod run;
mod screen;
mod sender;

use std::collections::HashMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use adapter::{Adapter, Resume};
use args::Args;
use futures_util::StreamExt;
use run::Run;
use screen::{Seen, Ws};
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Screens that connect at a time.
const CONNECTING_MAX: usize = 64;
/// Nothing new for so long, and the rest is not coming.
const QUIET_NS: u64 = 2_000_000_000;

struct Chance(u64);

impl Chance {
    fn unit(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

fn schedule(a: &Args) -> Vec<u64> {
    let mut chance = Chance(a.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    for _ in 0..8 {
        chance.unit();
    }
    let (mut moments, mut t) = (vec![], 0.0);
    loop {
        t += match a.poisson {
            true => -(1.0 - chance.unit()).ln() / a.rate,
            false => 1.0 / a.rate,
        };
        if t >= a.warm + a.secs {
            return moments;
        }
        moments.push((t * 1e9) as u64);
    }
}

async fn adapter(a: &Args) -> Result<Box<dyn Adapter>, String> {
    Ok(match a.adapter.as_str() {
        "ws-node" => Box::new(adapter::WsNode),
        "floor" => Box::new(adapter::Floor),
        "socketio-node" => Box::new(adapter::SocketIo),
        "own" => {
            let login = |pin| sender::login(&a.host, a.port, &a.location, pin);
            let (till, kitchen) = match &a.token {
                Some(token) => (token.clone(), token.clone()),
                None => (login(&a.pin_pos).await?, login(&a.pin_kitchen).await?),
            };
            let now = SystemTime::now().duration_since(UNIX_EPOCH);
            let salt = now.map_or(0, |d| d.as_millis() as u64);
            let dishes = a.dishes.clone();
            Box::new(own::Own { till, kitchen, dishes, salt })
        }
        other => {
            return Err(format!("no adapter {other}: own, ws-node, socketio-node, floor"));
        }
    })
}

/// What was measured of the processes at one moment.
struct Gauge {
    server: proc::Usage,
    load: proc::Usage,
    side: Vec<proc::Usage>,
    machine: (f64, f64),
}

fn gauge(a: &Args) -> Gauge {
    Gauge {
        server: proc::tree(a.pid),
        load: proc::tree(std::process::id()),
        side: a.side.iter().map(|(_, pid)| proc::tree(*pid)).collect(),
        machine: proc::machine(),
    }
}

async fn connect_all(run: &Run) -> (Vec<(usize, Ws, Resume)>, Vec<String>) {
    let stalled_from = run.a.screens - run.a.stall;
    let mut opening = futures_util::stream::iter(0..run.a.screens)
        .map(|i| async move {
            let mut resume = Resume::default();
            let ws = screen::join(run, i, &mut resume, i >= stalled_from).await;
            (i, ws, resume)
        })
        .buffer_unordered(CONNECTING_MAX);
    let (mut open, mut failed) = (Vec::with_capacity(run.a.screens), vec![]);
    while let Some((i, ws, resume)) = opening.next().await {
        match ws {
            Ok(ws) => open.push((i, ws, resume)),
            Err(e) => failed.push(format!("{i}: {e}")),
        }
    }
    (open, failed)
}

/// So many screens a second drop their connection and come back.
fn churn(run: &Arc<Run>, screens: Vec<mpsc::UnboundedSender<()>>) -> Option<JoinHandle<Vec<mpsc::UnboundedSender<()>>>> {
    if run.a.churn == 0 || screens.is_empty() {
        return None;
    }
    let run = run.clone();
    Some(tokio::spawn(async move {
        let gap = Duration::from_secs_f64(1.0 / run.a.churn as f64);
        let until = (run.a.warm + run.a.secs - run.a.churn_down - 1.0).max(0.0);
        for j in 0usize.. {
            if run.now() as f64 >= until * 1e9 {
                break;
            }
            tokio::time::sleep(gap).await;
            let _ = screens[(j * 7919) % screens.len()].send(());
        }
        screens
    }))
}

/// Until everything that is owed has come, or nothing has come for a while.
async fn drain(run: &Run) {
    let began = Instant::now();
    let readers: Vec<u64> = (0..run.a.locations).map(|l| run.readers(l)).collect();
    let items = run.a.items as u64;
    loop {
        let known = run.accepted.iter().all(|x| x.load(Relaxed) != 0);
        let taken = (0..run.sched.len()).filter(|k| run.is_accepted(*k));
        let owed: u64 = taken.map(|k| readers[run.location_of_order(k)]).sum();
        let whole = run.does_the_whole_job();
        let prepared = !(whole && run.ad.tells_prepared()) || run.prepared.load(Relaxed) >= owed * items;
        let ready = !whole || run.ready.load(Relaxed) >= owed;
        let done = known && run.placed.load(Relaxed) >= owed && prepared && ready;
        let quiet = run.now().saturating_sub(run.last_delivery.load(Relaxed)) > QUIET_NS;
        if done || began.elapsed().as_secs_f64() > run.a.drain || (known && quiet) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// What the screens have missed.
#[derive(Default)]
struct Missed {
    placed: u64,
    prepared: u64,
    ready: u64,
    /// Seen, though the sender was never told that it was accepted.
    phantom: u64,
    screens: u64,
    /// How many different sequences of orders the screens of one location saw.
    sequences: usize,
}

async fn missed(run: &Run, handles: Vec<(usize, JoinHandle<Seen>)>) -> Missed {
    let mut missed = Missed::default();
    let mut sequences: Vec<HashMap<u64, u64>> = vec![HashMap::new(); run.a.locations];
    for (i, handle) in handles {
        let Ok(Ok(seen)) = tokio::time::timeout(Duration::from_secs(5), handle).await else {
            missed.screens += 1;
            continue;
        };
        let before = missed.placed + missed.prepared + missed.ready;
        let location = run.location_of_screen(i);
        for k in (0..run.sched.len()).filter(|k| run.location_of_order(*k) == location) {
            if !run.is_accepted(k) {
                missed.phantom += u64::from(seen.has_placed(k));
                continue;
            }
            missed.placed += u64::from(!seen.has_placed(k));
            if run.does_the_whole_job() && run.is_prepared(k) {
                missed.ready += u64::from(!seen.has_ready(k));
                if run.ad.tells_prepared() {
                    missed.prepared += run.a.items.saturating_sub(seen.prepared[k].into()) as u64;
                }
            }
        }
        missed.screens += u64::from(missed.placed + missed.prepared + missed.ready > before);
        *sequences[location].entry(seen.order_hash).or_default() += 1;
    }
    missed.sequences = sequences.iter().map(HashMap::len).max().unwrap_or(0);
    missed
}

async fn go(a: Args) -> Result<bool, String> {
    let ad = adapter(&a).await?;
    let sched = schedule(&a);
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let id = format!("{:x}", now.map_or(0, |d| d.as_micros() as u64 & 0xff_ffff_ffff));
    let mut run = Run::new(a, ad, id, sched);

    // Every screen first, before the clock starts.
    let idle = proc::tree(run.a.pid);
    let began = Instant::now();
    let (open, failed) = connect_all(&run).await;
    let connect_s = began.elapsed().as_secs_f64();
    if let Some(first) = failed.first() {
        eprintln!("{} screens failed to connect, e.g. {first}", failed.len());
    }
    tokio::time::sleep(Duration::from_millis(700)).await;
    let connected = proc::tree(run.a.pid);
    let connections = open.len();

    run.t0 = Instant::now() + Duration::from_millis(50);
    let run = Arc::new(run);
    let (mut handles, mut switches, mut parked) = (vec![], vec![], vec![]);
    for (i, ws, resume) in open {
        if i >= run.a.screens - run.a.stall {
            parked.push(ws); // connected, and never reads
            continue;
        }
        let (switch, order) = mpsc::unbounded_channel();
        switches.push(switch);
        let task = screen::screen(run.clone(), i, ws, resume, order);
        handles.push((i, tokio::spawn(task)));
    }
    let churning = churn(&run, switches.clone());
    let before = gauge(&run.a);
    sender::send_all(&run).await?;
    let at_end = proc::tree(run.a.pid);
    drain(&run).await;
    let after = gauge(&run.a);
    run.over.store(true, Relaxed);
    if let Some(task) = churning {
        task.abort();
        let _ = task.await;
    }
    drop(switches);
    let missed = missed(&run, handles).await;
    drop(parked);
    let clean = missed.placed + missed.prepared + missed.ready + run.doubled.load(Relaxed) == 0;
    let mut line = counts(&run, &missed);
    line.extend(machine(&run, &before, &after, [idle, connected, at_end], connections));
    line.insert("connect_failed".into(), failed.len().into());
    line.insert("connect_s".into(), round(connect_s));
    println!("{}", Value::Object(line));
    Ok(clean && failed.is_empty())
}

fn round(x: f64) -> Value {
    ((x * 100.0).round() / 100.0).into()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn counts(run: &Run, missed: &Missed) -> Map<String, Value> {
    let a = &run.a;
    let orders = run.sched.len();
    let accepted = (0..orders).filter(|k| run.is_accepted(*k)).count();
    let span = (run.last_delivery.load(Relaxed) as f64 / 1e9).max(0.001);
    let get = |counter: &std::sync::atomic::AtomicU64| counter.load(Relaxed);
    let deliveries = get(&run.placed) + get(&run.prepared) + get(&run.ready);
    object(json!({
        "peer": run.ad.name(), "tag": a.tag, "rate": a.rate, "secs": a.secs, "warm": a.warm,
        "locations": a.locations, "items": a.items, "prepare": a.prepare,
        "orders": orders, "accepted": accepted, "failed": orders - accepted,
        "placed_ms": run.placed_ns.quantiles(), "ready_ms": run.ready_ns.quantiles(),
        "ack_ms": run.ack_ns.quantiles(), "pacer_ms": run.pacer_ns.quantiles(),
        "deliveries": deliveries, "other_events": get(&run.other), "frames": get(&run.frames),
        "deliveries_per_s": (deliveries as f64 / span).round(),
        "frames_per_s": (get(&run.frames) as f64 / span).round(),
        "orders_per_s": round(accepted as f64 / span), "span_s": round(span),
        "mb_in": round(get(&run.bytes) as f64 / 1e6),
        "lost_placed": missed.placed, "lost_prepared": missed.prepared, "lost_ready": missed.ready,
        "screens_with_loss": missed.screens, "phantom": missed.phantom,
        "distinct_orders": missed.sequences,
        "duplicates": get(&run.doubled), "stray": get(&run.stray),
        "inversions": get(&run.inversions), "drops": get(&run.drops),
        "reconnects": get(&run.reconnects),
    }))
}

fn machine(
    run: &Run,
    before: &Gauge,
    after: &Gauge,
    [idle, connected, at_end]: [proc::Usage; 3],
    connections: usize,
) -> Map<String, Value> {
    let mb = |kb: u64| round(kb as f64 / 1024.0);
    let cpu = after.server.cpu_s - before.server.cpu_s;
    let load = after.load.cpu_s - before.load.cpu_s;
    let beside: Vec<f64> = (after.side.iter().zip(&before.side)).map(|(after, before)| after.cpu_s - before.cpu_s).collect();
    let ours = cpu + load + beside.iter().sum::<f64>();
    let busy = after.machine.0 - before.machine.0;
    let deliveries: u64 = [&run.placed, &run.prepared, &run.ready].iter().map(|c| c.load(Relaxed)).sum();
    let per = |n: u64| round(cpu * 1e6 / n.max(1) as f64);
    let grown = connected.rss_kb as f64 - idle.rss_kb as f64;
    let side: Map<String, Value> = (run.a.side.iter().enumerate())
        .map(|(i, (name, _))| {
            let mb = after.side[i].pss_kb / 1024;
            (name.clone(), json!({ "cpu_s": round(beside[i]), "pss_mb": mb }))
        })
        .collect();
    object(json!({
        "screens": connections,
        "server": {
            "rss_idle_mb": mb(idle.rss_kb), "rss_connected_mb": mb(connected.rss_kb),
            "rss_end_mb": mb(at_end.rss_kb), "rss_peak_mb": mb(after.server.peak_kb),
            "kb_per_conn": round(grown / connections.max(1) as f64), "cpu_s": round(cpu),
            "us_per_delivery": per(deliveries), "us_per_frame": per(run.frames.load(Relaxed)),
            "procs": after.server.processes,
        },
        "side": side, "load_cpu_s": round(load),
        "foreign_cpu_s": round((busy - ours).max(0.0)),
        "steal_s": round(after.machine.1 - before.machine.1),
    }))
}

fn main() -> ExitCode {
    let a = match Args::read(std::env::args().skip(1)) {
        Ok(a) => a,
        Err(e) => {
            eprintln!("{e}");
            return ExitCode::from(2);
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(a.threads).enable_all().build();
    match runtime.map_err(|e| e.to_string()).and_then(|rt| rt.block_on(go(a))) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::from(2)
        }
    }
}
