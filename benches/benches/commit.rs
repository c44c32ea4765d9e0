//! Stops 2 to 4: commands of one location, from the inbox to the receipt, 1 to 64 at a time.
//! SQLite always, with `synchronous=FULL`; PostgreSQL where `DATABASE_URL` names an empty database.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use passline::auth::Actor;
use passline::clock::{Clock, Ids, SystemClock, SystemIds};
use passline::metrics::Metrics;
use passline::orders::{Key, Orders, Parts, Request, What};
use passline::store::{self, NewLocation};
use passline_benches::{file, wishes};
use shared::ids::{CommandId, Epoch};
use shared::location::Role;
use shared::menu::PlaceOrder;
use shared::time::Timestamp;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

const CONNECTIONS: u32 = 8;

struct House {
    orders: Orders,
    location: shared::ids::LocationId,
    _tracker: TaskTracker,
}

async fn house(url: &str) -> House {
    let store = store::open(url, CONNECTIONS).await.expect("the database opens");
    let mut file = file();
    // A house of its own for each run: the database may have been used before.
    file.location.id = shared::ids::LocationId(format!("bench-{}", SystemIds.fresh().simple()));
    let location = file.location.id.clone();
    let new = NewLocation { file, epoch: Epoch(SystemIds.fresh()), people: vec![], now: SystemClock.now() };
    store.create_location(&new).await.expect("the location is made");
    let (committed, mut relay) = mpsc::channel(1024);
    let tracker = TaskTracker::new();
    // Nobody listens to these commits, and nobody must make the writer wait.
    tracker.spawn(async move { while relay.recv().await.is_some() {} });
    let orders = Orders::new(Parts {
        store,
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
        metrics: Metrics::new(),
        committed,
        tracker: tracker.clone(),
        stop: CancellationToken::new(),
        jobs_waiting: Arc::default(),
        terms: passline::orders::Terms { cards: false, second_ms: 1_000, unpaid_after_seconds: 900 },
        discount_max: shared::money::Percent::default(),
        inbox_max: 1_024,
        batch_max: 64,
    });
    House { orders, location, _tracker: tracker }
}

fn request(house: &House, wish: &PlaceOrder) -> Request {
    let id = SystemIds.fresh();
    Request {
        actor: Actor {
            person: None,
            device: None,
            role: Role::Pos,
            location: house.location.clone(),
            stations: vec![],
            token: id,
            expires_at: Timestamp(i64::MAX),
        },
        key: Key { id: CommandId(id), fingerprint: id.as_bytes().to_vec() },
        if_match: None,
        tapped_at: None,
        what: What::Place(Box::new(wish.clone())),
    }
}

/// All at once into the inbox, so that they share a commit, and then all receipts.
async fn place(house: &House, wishes: &[PlaceOrder]) {
    let pending: Vec<_> = wishes
        .iter()
        .map(|wish| house.orders.enqueue(&house.location, request(house, wish)).expect("room in the inbox"))
        .collect();
    for receipt in pending {
        black_box(receipt.await.expect("an answer").expect("accepted"));
    }
}

fn committing(c: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let mut databases = vec![("sqlite", format!("sqlite://{}", folder.path().join("bench.sqlite").display()))];
    databases.extend(std::env::var("DATABASE_URL").ok().map(|url| ("postgres", url)));
    let evening = wishes(64);
    for (name, url) in databases {
        let house = runtime.block_on(house(&url));
        let mut group = c.benchmark_group(format!("place and commit, {name}"));
        group.sample_size(20).measurement_time(Duration::from_secs(4));
        for n in [1usize, 4, 16, 64] {
            group.throughput(Throughput::Elements(n as u64));
            group.bench_function(BenchmarkId::from_parameter(n), |b| {
                b.to_async(&runtime).iter_custom(|rounds| {
                    let (house, evening) = (&house, &evening);
                    async move {
                        let began = Instant::now();
                        for _ in 0..rounds {
                            place(house, &evening[..n]).await;
                        }
                        began.elapsed()
                    }
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, committing);
criterion_main!(benches);
