//! Stop 3 of the line: an order, a command and the time give the events that follow, or the
//! reason why not. Calls nobody and changes nothing.

use super::payment::{add_up, captured, discount, payment_failed, retry_payment, subtotal};
use super::*;

/// What deciding needs from outside.
pub struct Ctx<'a> {
    pub now: Timestamp,
    /// When the location's present business day began: an order completed before it stays so.
    pub business_day_start: Timestamp,
    pub by: By,
    /// The sender may undo what is READY or COMPLETED, and void what is PREPARED.
    pub is_manager: bool,
    /// Makes ids for new items.
    pub fresh: &'a mut dyn FnMut() -> Uuid,
}

/// An order on its way: each event is folded in at once, so that what follows sees it.
pub(super) struct Draft {
    pub order: Order,
    pub events: Vec<EventData>,
    now: Timestamp,
    by: By,
}

impl Draft {
    pub fn of(order: &Order, ctx: &Ctx) -> Draft {
        Draft { order: order.clone(), events: Vec::new(), now: ctx.now, by: ctx.by }
    }

    pub fn emit(&mut self, event: EventData) {
        self.order.fold(&event, self.now, self.by);
        self.events.push(event);
    }

    pub fn at(&self, status: Status) -> StatusAt {
        StatusAt { status, at: self.now }
    }

    /// Brings the order's status in line with its items, one event for each step.
    pub fn settle(&mut self) {
        if self.order.status == Status::Confirmed && self.order.items.iter().any(|i| is_under_way(i.status)) {
            self.emit(EventData::InProgress(self.at(Status::InProgress)));
        }
        let open: Vec<ItemStatus> = self.order.items.iter().filter(|i| !i.is_voided()).map(|i| i.status).collect();
        let all_prepared = !open.is_empty() && open.iter().all(|s| *s == ItemStatus::Prepared);
        match self.order.status {
            Status::InProgress if all_prepared => self.emit(EventData::Ready(self.at(Status::Ready))),
            Status::Ready if !all_prepared && !open.is_empty() => self.emit(EventData::InProgress(self.at(Status::InProgress))),
            _ => {}
        }
    }

    /// Says that a course is ready, where this was the last of it.
    pub fn finish_course(&mut self, course: u16) {
        if self.order.course_is_ready(course) {
            let of_course = self.order.items.iter().filter(|i| i.course == course && !i.is_voided());
            let item_ids = of_course.map(|i| i.id).collect();
            self.emit(EventData::CourseReady(CourseReady { course, item_ids }));
        }
    }

    fn prepare(&mut self, item: ItemId) {
        let Some((at, course)) = self.order.item(item).map(|i| (item_at(i), i.course)) else { return };
        self.emit(EventData::ItemPrepared(at));
        if self.order.status == Status::Confirmed {
            self.emit(EventData::InProgress(self.at(Status::InProgress)));
        }
        self.finish_course(course);
        self.settle();
    }

    fn recall(&mut self, item: ItemId) {
        if let Some(at) = self.order.item(item).map(item_at) {
            self.emit(EventData::ItemRecalled(at));
            self.settle();
        }
    }
}

fn is_under_way(status: ItemStatus) -> bool {
    matches!(status, ItemStatus::Preparing | ItemStatus::Prepared)
}

fn item_at(item: &Item) -> ItemAt {
    ItemAt { item_id: item.id, station: item.station.clone(), chit: item.chit }
}

pub(super) type Decision = Result<Vec<EventData>, Rejection>;

pub(super) fn illegal<T>(order: &Order, what: &str) -> Result<T, Rejection> {
    Err(Rejection::Illegal(format!("order {} is {}: {what}", order.number, order.status.as_str())))
}

/// Decides a command on an order that exists. No events: a repeat, nothing to do.
pub fn decide(order: &Order, command: &Command, ctx: &mut Ctx) -> Decision {
    let mut draft = Draft::of(order, ctx);
    match command {
        Command::Fire { course } => fire(&mut draft, *course)?,
        Command::Prioritise { priority } => prioritise(&mut draft, *priority)?,
        Command::Hold { held } => hold(&mut draft, *held)?,
        Command::Complete { runner } => complete(&mut draft, runner.as_deref())?,
        Command::Cancel { reason } => cancel(&mut draft, reason, ctx)?,
        Command::Recall => recall(&mut draft, ctx)?,
        Command::Transfer { table } => transfer(&mut draft, table)?,
        Command::Discount { amount, reason } => discount(&mut draft, *amount, reason)?,
        Command::Start { item } => start(&mut draft, *item)?,
        Command::Prepare { item } => prepare(&mut draft, *item)?,
        Command::RecallItem { item } => recall_item(&mut draft, *item)?,
        Command::Void { item, quantity, reason } => void(&mut draft, *item, *quantity, reason, ctx)?,
        Command::AcknowledgeAllergy { item } => acknowledge(&mut draft, *item)?,
        Command::Bump { station, chit } => bump(&mut draft, station, *chit)?,
        Command::RecallTicket { station, chit } => recall_ticket(&mut draft, station, *chit)?,
        Command::Shown { station, chit, device } => shown(&mut draft, station, *chit, *device)?,
        Command::Undelivered { station, chit, backup, after_seconds } => {
            undelivered(&mut draft, station, *chit, backup, *after_seconds)?
        }
        Command::PaymentCaptured { payment, amount, attempts, method } => captured(
            &mut draft,
            PaymentTaken { payment_id: *payment, amount: *amount, attempts: *attempts, method: *method, tendered: None },
        )?,
        Command::PaymentFailed { payment, reason, attempts } => payment_failed(&mut draft, *payment, reason, *attempts)?,
        Command::RetryPayment => retry_payment(&mut draft)?,
    }
    Ok(draft.events)
}

fn find(draft: &Draft, item: ItemId) -> Result<Item, Rejection> {
    let found = draft.order.item(item).cloned();
    found.ok_or_else(|| Rejection::NotFound(format!("order {} has no item {item}", draft.order.number)))
}

/// The items of a ticket that was sent; none is a 404.
fn ticket(draft: &Draft, station: &Option<StationId>, chit: Option<u32>) -> Result<Vec<Item>, Rejection> {
    let items: Vec<Item> = draft.order.ticket_items(station.as_ref(), chit).cloned().collect();
    if items.is_empty() {
        let station = station.as_ref().map_or("no station", |s| s.as_str());
        return Err(Rejection::NotFound(format!("order {} has no such ticket at {station}", draft.order.number)));
    }
    Ok(items)
}

fn fire(draft: &mut Draft, course: u16) -> Result<(), Rejection> {
    let held = draft.order.items.iter().filter(|i| i.course == course && i.status == ItemStatus::Held);
    let item_ids: Vec<ItemId> = held.map(|i| i.id).collect();
    if item_ids.is_empty() {
        return Ok(());
    }
    if !draft.order.status.is_cooking() {
        return illegal(&draft.order, "a course can be fired once the order is CONFIRMED");
    }
    let chit = draft.order.next_chit();
    draft.emit(EventData::Fired(Fired { course, chit, item_ids }));
    Ok(())
}

fn prioritise(draft: &mut Draft, priority: Priority) -> Result<(), Rejection> {
    if draft.order.priority == priority {
        return Ok(());
    }
    if draft.order.status.is_over() {
        return illegal(&draft.order, "its priority no longer matters");
    }
    draft.emit(EventData::Prioritised(Prioritised { priority }));
    Ok(())
}

fn hold(draft: &mut Draft, held: bool) -> Result<(), Rejection> {
    if draft.order.held == held {
        return Ok(());
    }
    if draft.order.status.is_over() {
        return illegal(&draft.order, "there is nothing to hold");
    }
    draft.emit(EventData::Held(OrderHeld { held }));
    Ok(())
}

fn complete(draft: &mut Draft, runner: Option<&str>) -> Result<(), Rejection> {
    if let Some(name) = runner
        && (name.trim().is_empty() || name.chars().count() > RUNNER_MAX || name.chars().any(char::is_control))
    {
        return Err(Rejection::invalid("/runner", format!("1 to {RUNNER_MAX} characters, none of them a control character")));
    }
    match draft.order.status {
        Status::Completed => {}
        Status::Ready => {
            let StatusAt { status, at } = draft.at(Status::Completed);
            draft.emit(EventData::Completed(Completed { status, at, runner: runner.map(str::to_owned) }));
        }
        _ => return illegal(&draft.order, "only a READY order can be completed"),
    }
    Ok(())
}

fn cancel(draft: &mut Draft, reason: &str, ctx: &Ctx) -> Result<(), Rejection> {
    match draft.order.status {
        Status::Cancelled => return Ok(()),
        Status::Ready | Status::Completed if !ctx.is_manager => {
            return Err(Rejection::Forbidden("only a manager cancels an order that is READY or COMPLETED".into()));
        }
        _ => draft.emit(EventData::Cancelled(Reason { reason: Some(reason.to_owned()) })),
    }
    Ok(())
}

fn recall(draft: &mut Draft, ctx: &Ctx) -> Result<(), Rejection> {
    match draft.order.status {
        Status::Ready => Ok(()),
        Status::Completed if draft.order.completed_at.is_some_and(|at| at < ctx.business_day_start) => {
            illegal(&draft.order, "it was completed on an earlier business day")
        }
        Status::Completed => {
            let StatusAt { status, at } = draft.at(Status::Ready);
            let mut order = draft.order.clone();
            order.fold(&EventData::Recalled(Recalled { status, at, order: None }), draft.now, draft.by);
            draft.emit(EventData::Recalled(Recalled { status, at, order: Some(Box::new(order)) }));
            Ok(())
        }
        _ => illegal(&draft.order, "only a COMPLETED order can be recalled"),
    }
}

fn transfer(draft: &mut Draft, table: &Option<String>) -> Result<(), Rejection> {
    if draft.order.table == *table {
        return Ok(());
    }
    if draft.order.status.is_over() {
        return illegal(&draft.order, "it can no longer change tables");
    }
    draft.emit(EventData::Transferred(Transferred { table: table.clone() }));
    Ok(())
}

fn start(draft: &mut Draft, item: ItemId) -> Result<(), Rejection> {
    let item = find(draft, item)?;
    match item.status {
        ItemStatus::Preparing => Ok(()),
        ItemStatus::Queued if draft.order.status.is_cooking() => {
            draft.emit(EventData::ItemStarted(item_at(&item)));
            draft.settle();
            Ok(())
        }
        _ => illegal(&draft.order, &format!("an item that is {} cannot be started", item.status.as_str())),
    }
}

fn prepare(draft: &mut Draft, item: ItemId) -> Result<(), Rejection> {
    let item = find(draft, item)?;
    match item.status {
        ItemStatus::Prepared => Ok(()),
        ItemStatus::Queued | ItemStatus::Preparing if draft.order.status.is_cooking() => {
            if item.needs_acknowledgement() {
                return Err(Rejection::AllergyUnacknowledged(vec![item.id]));
            }
            draft.prepare(item.id);
            Ok(())
        }
        _ => illegal(&draft.order, &format!("an item that is {} cannot be prepared", item.status.as_str())),
    }
}

fn recall_item(draft: &mut Draft, item: ItemId) -> Result<(), Rejection> {
    let item = find(draft, item)?;
    match item.status {
        ItemStatus::Queued => Ok(()),
        status if is_under_way(status) && draft.order.status.is_cooking() => {
            draft.recall(item.id);
            Ok(())
        }
        _ => illegal(&draft.order, &format!("an item that is {} cannot be recalled", item.status.as_str())),
    }
}

fn void(draft: &mut Draft, item: ItemId, quantity: Option<u32>, reason: &str, ctx: &Ctx) -> Result<(), Rejection> {
    let item = find(draft, item)?;
    if item.is_voided() {
        return Ok(());
    }
    if !draft.order.status.is_cooking() {
        return illegal(&draft.order, "its items can no longer be voided");
    }
    if item.status == ItemStatus::Prepared && !ctx.is_manager {
        return Err(Rejection::Forbidden("only a manager voids an item that is PREPARED".into()));
    }
    let quantity = quantity.unwrap_or(item.quantity);
    if quantity < 1 || quantity > item.quantity {
        return Err(Rejection::invalid("/quantity", format!("between 1 and {} of them can be voided", item.quantity)));
    }
    let one = item.line_total() / Minor::from(item.quantity.max(1));
    let left = subtotal(&draft.order.items) - one * Minor::from(quantity);
    let totals = draft.order.bill.as_ref().map(|bill| add_up(bill, left));
    let ItemAt { item_id, station, chit } = item_at(&item);
    draft.emit(EventData::ItemVoided(ItemVoided { item_id, station, chit, quantity, reason: reason.to_owned(), totals }));
    if draft.order.items.iter().all(Item::is_voided) {
        draft.emit(EventData::Cancelled(Reason { reason: Some(reason.to_owned()) }));
    } else {
        if item.status != ItemStatus::Prepared && quantity == item.quantity {
            draft.finish_course(item.course);
        }
        draft.settle();
    }
    Ok(())
}

fn acknowledge(draft: &mut Draft, item: ItemId) -> Result<(), Rejection> {
    let item = find(draft, item)?;
    if !item.needs_acknowledgement() {
        return Ok(());
    }
    if item.is_voided() || !draft.order.status.is_cooking() {
        return illegal(&draft.order, "nobody will cook this item");
    }
    draft.emit(EventData::AllergyAcknowledged(item_at(&item)));
    Ok(())
}

fn bump(draft: &mut Draft, station: &Option<StationId>, chit: Option<u32>) -> Result<(), Rejection> {
    let items = ticket(draft, station, chit)?;
    let open: Vec<&Item> = items.iter().filter(|i| matches!(i.status, ItemStatus::Queued | ItemStatus::Preparing)).collect();
    if open.is_empty() {
        return Ok(());
    }
    if !draft.order.status.is_cooking() {
        return illegal(&draft.order, "its tickets cannot be bumped");
    }
    let unread: Vec<ItemId> = open.iter().filter(|i| i.needs_acknowledgement()).map(|i| i.id).collect();
    if !unread.is_empty() {
        return Err(Rejection::AllergyUnacknowledged(unread));
    }
    for item in open {
        draft.prepare(item.id);
    }
    Ok(())
}

fn recall_ticket(draft: &mut Draft, station: &Option<StationId>, chit: Option<u32>) -> Result<(), Rejection> {
    let items = ticket(draft, station, chit)?;
    let done: Vec<&Item> = items.iter().filter(|i| i.status == ItemStatus::Prepared).collect();
    if done.is_empty() {
        return Ok(());
    }
    if !draft.order.status.is_cooking() {
        return illegal(&draft.order, "recall the order first");
    }
    for item in done {
        draft.recall(item.id);
    }
    Ok(())
}

fn shown(draft: &mut Draft, station: &Option<StationId>, chit: u32, device: Option<DeviceId>) -> Result<(), Rejection> {
    ticket(draft, station, Some(chit))?;
    let known = draft.order.tickets.iter().find(|t| t.station == *station && t.chit == chit);
    let due = known.is_some_and(|t| t.shown_at.is_none() && t.due_at.is_some_and(|due| due <= draft.now));
    if due && draft.order.status.is_cooking() {
        draft.emit(EventData::TicketShown(TicketShown { station: station.clone(), chit, device }));
    }
    Ok(())
}

fn undelivered(
    draft: &mut Draft,
    station: &Option<StationId>,
    chit: u32,
    backup: &Option<StationId>,
    after_seconds: u32,
) -> Result<(), Rejection> {
    ticket(draft, station, Some(chit))?;
    let after = i64::from(after_seconds);
    let overdue = |t: &Ticket| {
        let unseen = t.shown_at.is_none() && t.undelivered_at.is_none();
        unseen && t.due_at.is_some_and(|due| due.plus_seconds(after) <= draft.now)
    };
    let known = draft.order.tickets.iter().find(|t| t.station == *station && t.chit == chit);
    // What is prepared already has been seen by somebody.
    if known.is_some_and(overdue) && draft.order.is_ticket_open(station.as_ref(), chit) {
        draft.emit(EventData::TicketUndelivered(TicketUndelivered { station: station.clone(), chit, backup: backup.clone() }));
    }
    Ok(())
}
