//! What it costs to write and read what travels on the live connection.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use passline_benches::World;
use shared::board::Snapshot;
use shared::order::Event;
use shared::protocol::{Events, ServerFrame};
use shared::view::Audience;
use std::hint::black_box;

type Frame = ServerFrame<Snapshot, Event>;

fn frames(c: &mut Criterion) {
    let log = World::default().log(40);
    let mut group = c.benchmark_group("events frame");
    for n in [1, 10, 64] {
        let events: Vec<Event> = log[..n].to_vec();
        let frame: Frame = ServerFrame::Events(Events { from: 1, to: n as u64, events: events.clone() });
        let text = frame.to_json();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("encode", n), &frame, |b, frame| b.iter(|| black_box(frame).to_json()));
        group.bench_with_input(BenchmarkId::new("decode", n), &text, |b, text| {
            b.iter(|| Frame::from_json(black_box(text)).expect("our own frame"));
        });
        group.bench_with_input(BenchmarkId::new("kitchen view and encode", n), &events, |b, events| {
            b.iter(|| {
                let views = events.iter().filter_map(|e| Audience::Kitchen.event(e));
                views.map(|view| serde_json::to_string(&view).expect("our own event").len()).sum::<usize>()
            });
        });
    }
    group.finish();
}

fn snapshots(c: &mut Criterion) {
    let board = World::default().board(200);
    let text = serde_json::to_string(&board.snapshot()).expect("our own board");
    let mut group = c.benchmark_group("snapshot of 200 orders");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("encode", |b| b.iter(|| serde_json::to_string(&black_box(&board).snapshot()).expect("our own board")));
    group.bench_function("encode for the kitchen", |b| {
        b.iter(|| serde_json::to_string(&black_box(&board).kitchen_view()).expect("our own board"))
    });
    group.bench_function("decode", |b| b.iter(|| serde_json::from_str::<Snapshot>(black_box(&text)).expect("our own board")));
    group.finish();
}

criterion_group!(benches, frames, snapshots);
criterion_main!(benches);
