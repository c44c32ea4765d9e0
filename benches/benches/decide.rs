//! Stop 3 of the line: what it costs to decide, and to fold what was decided.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use passline_benches::{World, record, wishes};
use shared::order::{Command, ItemStatus};
use std::hint::black_box;

fn deciding(c: &mut Criterion) {
    let mut world = World::default();
    // A table of six in one course: ten items at three stations.
    let wish = wishes(1).remove(0);
    let (order, placed) = world.place(&wish, 1);
    let item = order.items.iter().find(|i| i.status == ItemStatus::Queued).expect("a queued item");
    let station = item.station.clone();
    let mut log = Vec::new();
    record(&mut log, order.id, placed);

    let mut group = c.benchmark_group("decide");
    group.bench_function("place", |b| b.iter(|| world.place(black_box(&wish), 1)));
    group.bench_function("prepare", |b| b.iter(|| world.decide(black_box(&order), &Command::Prepare { item: item.id })));
    group.bench_function("bump", |b| {
        let bump = Command::Bump { station: station.clone(), chit: None };
        b.iter(|| world.decide(black_box(&order), &bump));
    });
    group.finish();

    let log = world.log(180);
    let mut group = c.benchmark_group("fold");
    group.throughput(criterion::Throughput::Elements(log.len() as u64));
    group.bench_function("the log of an evening", |b| {
        b.iter_batched(
            || world.empty_board(),
            |mut board| {
                for event in &log {
                    board.apply(event);
                }
                board
            },
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

criterion_group!(benches, deciding);
criterion_main!(benches);
