//! Stop 7: one commit through the hub to 1 to 2,000 sessions, until each holds its frame.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use passline::hub::{Room, Seat};
use passline::log::{Logged, Stretch};
use passline::metrics::Metrics;
use passline_benches::{World, record, wishes};
use shared::ids::Epoch;
use shared::order::Event;
use shared::view::Audience;
use tokio::runtime::Runtime;

fn fanning_out(c: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let mut world = World::default();
    let wish = wishes(1).remove(0);
    let (order, placed) = world.place(&wish, 1);
    let mut commit: Vec<Event> = Vec::new();
    record(&mut commit, order.id, placed);

    let mut group = c.benchmark_group("one order through the hub");
    for sessions in [1usize, 10, 100, 500, 2_000] {
        let location = world.file.location.id.clone();
        let room = Room::new(location, Epoch(shared::ids::Uuid::nil()), 0, world.empty_board(), 256, Metrics::new());
        let mut seats: Vec<Seat> = (0..sessions).map(|_| room.join(Audience::Kitchen, None)).collect();
        let mut head = 0;
        group.throughput(Throughput::Elements(sessions as u64));
        group.bench_function(BenchmarkId::from_parameter(sessions), |b| {
            b.iter(|| {
                let stretch = renumber(&commit, head);
                head = stretch.to;
                assert!(room.deliver(stretch));
                runtime.block_on(async {
                    for seat in &mut seats {
                        black_box(seat.news.recv().await.expect("the frame").text.len());
                    }
                });
            });
        });
    }
    group.finish();
}

fn renumber(events: &[Event], head: u64) -> Stretch {
    let events = events.iter().zip(head + 1..).map(|(event, seq)| Logged::new(Event { seq, ..event.clone() }));
    let events: Vec<Logged> = events.collect();
    Stretch { from: head + 1, to: head + events.len() as u64, events }
}

criterion_group!(benches, fanning_out);
criterion_main!(benches);
