//! Stop 2 of the line: every change goes to its location's writer, and comes back as a receipt.
//! The new state reaches every screen, the sender's too, by the log alone.

mod access;
mod alerts;
mod changes;
mod dishes;
mod handle;
mod letters;
mod menu;
mod payments;
mod permit;
mod points;
mod refunds;
mod settings;
mod steps;
mod stock;
pub mod tab;
mod tables;
mod target;
pub mod tasks;
mod webhooks;
mod writer;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

pub use access::{AccessAsk, PersonChange, person_json};
pub use alerts::{AlertAsk, OPEN as OPEN_ALERT, Overdue, OverdueKind};
pub use menu::NewMenu;
pub use payments::{Outcome, PaymentAsk, Terms};
pub use permit::at_the_door;
pub use points::account as points_account;
use shared::ids::*;
use shared::menu::{AddItems, FieldError, PlaceOrder};
use shared::money::{Minor, Percent};
use shared::order::{EventData, Order, Rejection};
use shared::protocol::Ask;
use shared::settings::Settings;
use shared::time::Timestamp;
pub use stock::{StockAsk, shown as ingredient_shown};
pub use target::{Target, is_public};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
pub use webhooks::{Attempt, Delivery, SECRET_PREFIX, Webhook, WebhookAsk, deliveries_of, delivery_id};

use crate::auth::Actor;
use crate::clock::{Clock, Ids};
use crate::log::{Committed, Logged};
use crate::metrics::Metrics;
use crate::store::{JobRow, LocationRow, Store, StoreError};

/// How long a key is remembered.
pub const KEY_SECONDS: i64 = 24 * 3600;

/// The id under which a command counts once, and what it said.
#[derive(Clone, Debug)]
pub struct Key {
    pub id: CommandId,
    pub fingerprint: Vec<u8>,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub enum What {
    Place(Box<PlaceOrder>),
    AddItems {
        order_id: OrderId,
        body: AddItems,
    },
    Pay {
        order_id: OrderId,
        tendered: Option<Minor>,
    },
    /// Cards, dead letters, and what the processor said.
    Payment {
        order_id: OrderId,
        ask: PaymentAsk,
    },
    Split {
        order_id: OrderId,
        items: Vec<(ItemId, Option<u32>)>,
    },
    Merge {
        order_id: OrderId,
        from: OrderId,
    },
    Discount {
        order_id: OrderId,
        off: Off,
        reason: String,
    },
    Ask(Ask),
    Customer(NewCustomer),
    /// People and devices.
    Access(AccessAsk),
    /// A ticket waits longer than it should.
    Overdue(Overdue),
    Alert(AlertAsk),
    Webhook(WebhookAsk),
    /// A consumer's step through the log.
    Step(Step),
    /// Goods that come, go or are counted.
    Stock(StockAsk),
    /// The menu is replaced.
    Menu(Box<NewMenu>),
    /// What the location goes by is changed.
    Settings(Settings),
    /// Fields that could not be read. Its key is judged first, as for any other.
    Unreadable {
        order_id: Option<OrderId>,
        faults: Vec<FieldError>,
    },
}

/// What a discount takes off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Off {
    Amount(Minor),
    /// Of the subtotal, at most what is left of it.
    Percent(Percent),
}

/// Somebody who is to collect points; the fields are fine.
#[derive(Clone, Debug)]
pub struct NewCustomer {
    pub name: String,
    pub phone: Option<String>,
}

/// A consumer has read the log up to `to`, and this is what follows. It counts once: only where
/// the consumer still stands at `expected`.
#[derive(Clone, Debug)]
pub struct Step {
    pub consumer: &'static str,
    pub expected: u64,
    pub to: u64,
    pub effects: Vec<Effect>,
}

/// What a consumer makes of an event; applied under the location's lock.
#[derive(Clone, Debug)]
pub enum Effect {
    /// What was reserved for these items is taken out of stock.
    Take { order_id: OrderId, uses: Vec<(IngredientId, i64)> },
    /// The order was completed: its customer earns points.
    Earn { order_id: OrderId },
    /// Somebody has to look at what this event tells.
    Alert { seq: u64, at: Timestamp, order_id: Option<OrderId>, cause: Box<EventData> },
    /// Something to be done outside.
    Job(JobRow),
    /// An event that could not be digested is passed by, visibly.
    SetAside { seq: u64, cause: String },
}

#[derive(Clone, Debug)]
pub struct Request {
    pub actor: Actor,
    pub key: Key,
    pub if_match: Option<u64>,
    pub tapped_at: Option<Timestamp>,
    pub what: What,
}

/// Accepted: it is in the log.
#[derive(Clone, Debug)]
pub struct Receipt {
    pub status: u16,
    /// The last `seq` it made; with no event, the head.
    pub seq: u64,
    pub answer: Answer,
}

#[derive(Clone, Debug)]
pub enum Answer {
    Order(Arc<Order>),
    /// The first answer showed this order, as of the receipt's `seq`.
    OrderAsOf(OrderId),
    Body(serde_json::Value),
}

/// Refused: nothing has changed.
#[derive(Clone, Debug)]
pub enum Refusal {
    Rejected(Rejection),
    Fields(Vec<FieldError>),
    NoSuchOrder,
    NoSuchDish,
    NoSuchIngredient,
    NoSuchPayment,
    /// An alert, a webhook, a delivery.
    NoSuch(&'static str),
    Forbidden(String),
    KeyReused,
    VersionConflict {
        version: u64,
    },
    OutOfStock(Vec<MenuItemId>),
    /// The customer has only so many.
    InsufficientPoints {
        points: Minor,
    },
    /// The live connection knows no such command.
    UnknownCommand(String),
    NoSuchLocation,
    /// What it is about, in words.
    NotFound(&'static str),
    /// It does not go with what is: a stable code, and words.
    Conflict(&'static str, &'static str),
    /// The consumer no longer stands where it thinks: another node has taken over.
    LostPlace,
    /// Nobody knows yet whether an earlier card was charged.
    OutcomeUnknown,
    /// It cannot be stored, or would break an order: a fault of ours. Callers are told to try again.
    Poisoned,
    /// Nothing is wrong with the command; the same may work in a moment.
    Unavailable,
}

impl Refusal {
    /// The stable code of REST problems and of nacks.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Rejected(rejection) => rejection.code(),
            Refusal::Fields(_) => "invalid",
            Refusal::NoSuchOrder
            | Refusal::NoSuchDish
            | Refusal::NoSuchIngredient
            | Refusal::NoSuchPayment
            | Refusal::NoSuch(_)
            | Refusal::NoSuchLocation
            | Refusal::NotFound(_) => "not_found",
            Refusal::Conflict(code, _) => code,
            Refusal::Forbidden(_) => "forbidden",
            Refusal::KeyReused => "idempotency_key_reused",
            Refusal::VersionConflict { .. } => "version_conflict",
            Refusal::OutOfStock(_) => "out_of_stock",
            Refusal::InsufficientPoints { .. } => "insufficient_points",
            Refusal::UnknownCommand(_) => "unknown_command",
            Refusal::LostPlace | Refusal::OutcomeUnknown | Refusal::Poisoned | Refusal::Unavailable => "unavailable",
        }
    }

    /// One line that tells the caller what to mend.
    pub fn detail(&self) -> String {
        match self {
            Refusal::Rejected(rejection) => rejection.detail(),
            Refusal::Fields(faults) => {
                let lines: Vec<String> = faults.iter().map(|f| format!("{}: {}", f.pointer, f.detail)).collect();
                lines.join("; ")
            }
            Refusal::NoSuchOrder => "no such order".into(),
            Refusal::NoSuchDish => "no such dish on the menu".into(),
            Refusal::NoSuchIngredient => "no such ingredient".into(),
            Refusal::NoSuchPayment => "no such failed payment".into(),
            Refusal::NoSuch(what) => format!("no such {what}"),
            Refusal::NoSuchLocation => "no such location".into(),
            Refusal::Forbidden(detail) => detail.clone(),
            Refusal::KeyReused => "this key was used for something else: make a new one".into(),
            Refusal::VersionConflict { version } => format!("it is at version {version} now: read it again"),
            Refusal::OutOfStock(dishes) => {
                let names: Vec<&str> = dishes.iter().map(|d| d.as_str()).collect();
                format!("not available: {}", names.join(", "))
            }
            Refusal::InsufficientPoints { points } => format!("the customer has {points} points"),
            Refusal::UnknownCommand(kind) => format!("there is no command {kind}"),
            Refusal::NotFound(detail) | Refusal::Conflict(_, detail) => (*detail).to_owned(),
            Refusal::LostPlace => "somebody else has gone on from there".into(),
            Refusal::OutcomeUnknown => {
                "whether the last card was charged is not known yet: the processor is asked until it answers".into()
            }
            Refusal::Poisoned | Refusal::Unavailable => "try again in a moment".into(),
        }
    }
}

/// The line to the writers. Cheap to clone.
#[derive(Clone)]
pub struct Orders(Arc<Inner>);

struct Inner {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    metrics: Arc<Metrics>,
    committed: mpsc::Sender<Committed>,
    tracker: TaskTracker,
    stop: CancellationToken,
    /// Told when a commit leaves jobs to be done.
    jobs_waiting: Arc<Notify>,
    terms: Terms,
    /// Commands that may wait: about a second of work; more would only be answered too late.
    inbox_max: usize,
    /// Commands in one commit: enough that the disk no longer counts, few enough that the first
    /// of them does not wait for the last.
    batch_max: usize,
    /// How much of a bill anybody but a manager may take off.
    discount_max: Percent,
    /// A writer for each location that somebody works at; they live as long as the server.
    writers: Mutex<HashMap<LocationId, mpsc::Sender<Entry>>>,
}

struct Entry {
    request: Request,
    since: tokio::time::Instant,
    answer: oneshot::Sender<Result<Receipt, Refusal>>,
}

/// A command on its way: await it for the receipt.
pub type Pending = oneshot::Receiver<Result<Receipt, Refusal>>;

pub struct Parts {
    pub store: Arc<dyn Store>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
    pub metrics: Arc<Metrics>,
    /// What was committed goes to the relay this way.
    pub committed: mpsc::Sender<Committed>,
    pub tracker: TaskTracker,
    pub stop: CancellationToken,
    pub jobs_waiting: Arc<Notify>,
    pub terms: Terms,
    pub inbox_max: usize,
    pub batch_max: usize,
    pub discount_max: Percent,
}

impl Orders {
    pub fn new(parts: Parts) -> Orders {
        let Parts { store, clock, ids, metrics, committed, tracker, stop, jobs_waiting, .. } = parts;
        let Parts { terms, inbox_max, batch_max, discount_max, .. } = parts;
        let writers = Mutex::default();
        Orders(Arc::new(Inner {
            store,
            clock,
            ids,
            metrics,
            committed,
            tracker,
            stop,
            jobs_waiting,
            terms,
            inbox_max,
            batch_max,
            discount_max,
            writers,
        }))
    }

    /// How cards are taken here.
    pub fn terms(&self) -> Terms {
        self.0.terms
    }

    /// Puts a command into the writer's inbox. Commands of one caller are decided in the order
    /// in which they came.
    pub fn enqueue(&self, location: &LocationId, request: Request) -> Result<Pending, Refusal> {
        let (answer, pending) = oneshot::channel();
        let entry = Entry { request, since: tokio::time::Instant::now(), answer };
        self.writer(location).try_send(entry).map_err(|_| Refusal::Unavailable)?;
        self.0.metrics.waiting("writer", 1);
        Ok(pending)
    }

    pub async fn submit(&self, location: &LocationId, request: Request) -> Result<Receipt, Refusal> {
        // A writer that is gone has answered nobody: the caller may ask again.
        self.enqueue(location, request)?.await.unwrap_or(Err(Refusal::Unavailable))
    }

    fn writer(&self, location: &LocationId) -> mpsc::Sender<Entry> {
        let mut writers = self.0.writers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(writer) = writers.get(location).filter(|w| !w.is_closed()) {
            return writer.clone();
        }
        let (tx, rx) = mpsc::channel(self.0.inbox_max);
        let writer = writer::Writer::new(self.0.clone(), location.clone());
        self.0.tracker.spawn(writer.run(rx));
        writers.insert(location.clone(), tx.clone());
        tx
    }

    /// The order as it was when the log had reached `seq`: the first answer again, word for word.
    pub async fn as_of(&self, location: &LocationId, id: OrderId, seq: u64) -> Result<Option<Order>, StoreError> {
        let rows = self.0.store.order_events(location, id, seq).await?;
        let mut order: Option<Order> = None;
        for row in rows {
            let Ok(Logged { event, .. }) = Logged::parse(&row.json) else { continue };
            match &mut order {
                Some(order) => order.apply(&event),
                None => order = handle::first_of(&event, id),
            }
        }
        Ok(order)
    }

    /// The receipt's order, whole, in the front of house's view.
    pub async fn answer(&self, location: &LocationId, receipt: &Receipt) -> Result<Option<Arc<Order>>, StoreError> {
        match &receipt.answer {
            Answer::Order(order) => Ok(Some(order.clone())),
            Answer::OrderAsOf(id) => Ok(self.as_of(location, *id, receipt.seq).await?.map(Arc::new)),
            Answer::Body(_) => Ok(None),
        }
    }
}

/// What a writer knows of its location besides its orders.
pub(crate) type House = Arc<LocationRow>;
