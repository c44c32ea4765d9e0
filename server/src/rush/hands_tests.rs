//! An evening in one process: the workers against the order machine itself, on virtual time.

use shared::board::LocationView;
use shared::ids::{CommandId, Uuid};
use shared::location::LocationFile;
use shared::menu::{Faults, Menu, PlaceOrder};
use shared::order::{By, Command, Ctx, Event, EventData, PaymentTerms, Placement, decide, place};
use shared::protocol::{Ask, CommandFrame};

use super::*;
use crate::rush::formats::demo;

const NOW: Timestamp = Timestamp(1_795_804_200_000);

struct Evening {
    file: LocationFile,
    board: Board,
    seq: u64,
    ids: u128,
    workers: Vec<Worker>,
    acknowledged: usize,
    fired: usize,
}

impl Evening {
    fn new(pace: &Pace) -> Evening {
        let file: LocationFile = toml::from_str(include_str!("../../../demo/passline.toml")).unwrap();
        let location = LocationView {
            id: file.location.id.clone(),
            name: file.location.name.clone(),
            currency: file.location.currency.clone(),
            stations: file.stations.clone(),
            thresholds: file.location.thresholds,
            fire_plan: file.location.fire_plan,
            tax: None,
        };
        let cook =
            |(k, station): (usize, &shared::location::Station)| Job::Cook { station: station.id.0.clone(), strays: k == 0 };
        let mut jobs: Vec<Job> = file.stations.iter().enumerate().map(cook).collect();
        jobs.extend([Job::Pass, Job::Till, Job::Watch]);
        let workers = jobs.into_iter().map(|job| Worker::new(job, pace.clone())).collect();
        Evening { board: Board::new(location), file, seq: 0, ids: 0, workers, acknowledged: 0, fired: 0 }
    }

    fn with_ctx<T>(&mut self, run: impl FnOnce(&mut Ctx) -> T) -> T {
        let ids = &mut self.ids;
        let mut fresh = || {
            *ids += 1;
            Uuid::from_u128(*ids)
        };
        run(&mut Ctx { now: NOW, business_day_start: NOW, by: By::default(), is_manager: false, fresh: &mut fresh })
    }

    fn record(&mut self, id: OrderId, events: Vec<EventData>, now: Instant) {
        for data in events {
            self.seq += 1;
            self.fired += usize::from(matches!(data, EventData::Fired(_)));
            let event = Event { seq: self.seq, at: NOW, order_id: Some(id), by: By::default(), tapped_at: None, data };
            self.board.apply(&event);
        }
        let Some(order) = self.board.order(id).cloned() else { return };
        self.workers.iter_mut().for_each(|worker| worker.look(&order, now, NOW));
    }

    fn place(&mut self, wish: PlaceOrder, number: u32, now: Instant) {
        let menu = Menu { version: 1, items: self.file.items.clone(), groups: self.file.modifier_groups.clone() };
        let mut faults = Faults::default();
        let items = menu.items(&wish.items, &mut faults);
        assert_eq!(faults.0, []);
        let id = OrderId(self.with_ctx(|ctx| (ctx.fresh)()));
        let location = &self.file.location;
        let placement = Placement {
            id,
            number,
            location: location.id.clone(),
            channel: wish.channel,
            table: wish.table,
            covers: wish.covers,
            note: wish.note,
            guest: wish.guest,
            due_at: None,
            external_id: wish.external_id,
            customer_id: None,
            redeem_points: 0,
            payment: PaymentTerms::default(),
            items,
            allergies: wish.allergies,
            hold_courses: wish.hold_courses,
            currency: location.currency.clone(),
            tax_percent: location.tax_percent,
            tax_included: location.tax_included,
        };
        let (_, events) = self.with_ctx(|ctx| place(placement, ctx)).unwrap();
        self.record(id, events, now);
    }

    /// Everybody does what is due; false where nobody has anything left to do.
    fn step(&mut self) -> bool {
        let Some(now) = self.workers.iter().filter_map(Worker::next_due).min() else { return false };
        for k in 0..self.workers.len() {
            while let Some(due) = self.workers[k].take_due(&self.board, now, NOW) {
                self.acknowledged += usize::from(matches!(due.deed, Deed::Acknowledge(_)));
                let order = self.board.order(due.order).unwrap().clone();
                let command = command(&due.call);
                let events = self.with_ctx(|ctx| decide(&order, &command, ctx));
                self.record(due.order, events.unwrap_or_else(|e| panic!("{command:?}: {e:?}")), now);
            }
        }
        true
    }
}

/// What the server would read.
fn command(call: &Call) -> Command {
    match call {
        Call::Live { kind, data } => {
            let frame = CommandFrame { kind: kind.to_string(), id: CommandId(Uuid::nil()), data: data.clone(), at: None };
            match frame.ask() {
                Ok(Ask::Order { command, .. }) => command,
                other => panic!("{kind} {data}: {other:?}"),
            }
        }
        Call::Rest { path, .. } => match path.rsplit('/').collect::<Vec<_>>()[..] {
            ["complete", ..] => Command::Complete { runner: None },
            ["cancel", ..] => Command::Cancel { reason: "test".into() },
            ["void", item, "items", ..] => Command::Void { item: item.parse().unwrap(), quantity: None, reason: "test".into() },
            _ => panic!("{path}"),
        },
    }
}

#[test]
fn every_order_of_the_evening_is_cooked_fired_called_and_served() {
    let pace = Pace { speed: 60.0, cooks: 1.0, mishaps: 0.0, hands: HANDS, seed: 1, run: "rush-".into() };
    let mut evening = Evening::new(&pace);
    let base = Instant::now();
    let orders = demo::load().unwrap().orders;
    let held = orders.iter().filter(|planned| !planned.order.hold_courses.is_empty()).count();
    let guests = orders.iter().filter(|planned| !planned.order.allergies.is_empty()).count();
    for (k, planned) in orders.into_iter().enumerate() {
        let mut wish: PlaceOrder = serde_json::from_value(json!(planned.order)).unwrap();
        wish.external_id = Some(format!("rush-{k}"));
        evening.place(wish, k as u32 + 1, base + pace.real(planned.at_ms as f64 / 1000.0));
    }
    let mut steps = 0;
    while evening.step() {
        steps += 1;
        assert!(steps < 100_000, "somebody goes round in circles");
    }
    let left: Vec<_> = evening.board.orders().map(|o| (o.number, o.status)).collect();
    assert_eq!(left, []);
    assert!(evening.fired >= held && evening.acknowledged >= guests);
}

#[test]
fn orders_of_somebody_else_are_left_alone() {
    let pace = Pace { speed: 60.0, cooks: 1.0, mishaps: 0.0, hands: HANDS, seed: 1, run: "rush-1-".into() };
    let mut evening = Evening::new(&pace);
    let mut wish: PlaceOrder = serde_json::from_value(json!(demo::load().unwrap().orders.remove(0).order)).unwrap();
    wish.external_id = Some("rush-2-0".into());
    evening.place(wish, 1, Instant::now());
    assert!(!evening.step());
}
