//! Stop 3 of the line: an order, a command and the time give the events that follow, or the
//! reason why not. Calls nobody and changes nothing.

use super::apply::{covering, stations_of};
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

    fn at(&self, status: Status) -> StatusAt {
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

type Decision = Result<Vec<EventData>, Rejection>;

fn illegal<T>(order: &Order, what: &str) -> Result<T, Rejection> {
    Err(Rejection::Illegal(format!("order {} is {}: {what}", order.number, order.status.as_str())))
}

/// Decides a command on an order that exists. No events: a repeat, nothing to do.
pub fn decide(order: &Order, command: &Command, ctx: &mut Ctx) -> Decision {
    let mut draft = Draft::of(order, ctx);
    match command {
        Command::Fire { course } => fire(&mut draft, *course)?,
        Command::Prioritise { priority } => prioritise(&mut draft, *priority)?,
        Command::Complete => complete(&mut draft)?,
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
        Command::PaymentCaptured { payment, amount, attempts, method } => {
            captured(&mut draft, PaymentTaken { payment_id: *payment, amount: *amount, attempts: *attempts, method: *method, tendered: None })?
        }
        Command::PaymentFailed { payment, reason } => payment_failed(&mut draft, *payment, reason)?,
        Command::RetryPayment => retry_payment(&mut draft)?,
    }
    Ok(draft.events)
}

/// Decides a new order. The menu has accepted it; the writer has given it its number.
pub fn place(placement: Placement, ctx: &mut Ctx) -> Result<(Order, Vec<EventData>), Rejection> {
    if placement.items.is_empty() {
        return Err(Rejection::invalid("/items", "an order needs at least one item"));
    }
    if placement.redeem_points > 0 && placement.customer_id.is_none() {
        return Err(Rejection::invalid("/redeem_points", "points need a customer"));
    }
    let items = send(placement.items, &placement.allergies, |course| placement.hold_courses.contains(&course), 1, ctx);
    let tickets = stations_of(&items, 1).into_iter();
    let tickets = tickets.map(|station| Ticket { station, chit: 1, due_at: None, shown_at: None }).collect();
    let PaymentTerms { method, when } = placement.payment;
    let subtotal = subtotal(&items);
    if placement.redeem_points > subtotal {
        return Err(Rejection::invalid("/redeem_points", format!("at most {subtotal} points can be redeemed on this order")));
    }
    let status = match (method, when) {
        (PaymentMethod::None, _) => PaymentStatus::None,
        // Nothing is left to charge, and no processor takes a charge of nothing.
        (_, PayWhen::Now) if subtotal == placement.redeem_points => PaymentStatus::None,
        (PaymentMethod::Card, PayWhen::Now) => PaymentStatus::Pending,
        _ => PaymentStatus::Open,
    };
    let mut bill = Bill {
        subtotal: 0,
        discount: placement.redeem_points,
        tax: 0,
        total: 0,
        currency: placement.currency,
        tax_percent: placement.tax_percent,
        tax_included: placement.tax_included,
        payment: Payment { method, status, attempts: 0, captured: 0, tendered: None },
        customer_id: placement.customer_id,
        points_redeemed: placement.redeem_points,
        points_earned: 0,
    };
    let totals = add_up(&bill, subtotal);
    (bill.subtotal, bill.tax, bill.total) = (totals.subtotal, totals.tax, totals.total);
    let order = Order::new(OrderState {
        id: placement.id,
        number: placement.number,
        location: placement.location,
        status: Status::Pending,
        version: 0,
        channel: placement.channel,
        table: placement.table,
        covers: placement.covers,
        note: placement.note,
        priority: Priority::Normal,
        guest: placement.guest,
        allergies: placement.allergies,
        placed_at: ctx.now,
        confirmed_at: None,
        ready_at: None,
        completed_at: None,
        cancelled_at: None,
        promised_at: None,
        due_at: placement.due_at,
        external_id: placement.external_id,
        items,
        tickets,
        bill: Some(bill),
    });
    let mut draft = Draft::of(&order, ctx);
    draft.events.push(EventData::Placed(Placed { order: Box::new(order) }));
    if (method, when) == (PaymentMethod::Cash, PayWhen::Now) && totals.total > 0 {
        let payment_id = PaymentId((ctx.fresh)());
        draft.emit(EventData::PaymentCaptured(PaymentTaken { payment_id, amount: totals.total, attempts: 1, method, tendered: None }));
    }
    if status != PaymentStatus::Pending {
        draft.emit(EventData::Confirmed(draft.at(Status::Confirmed)));
    }
    Ok((draft.order, draft.events))
}

/// Decides a further chit on an order in the kitchen.
pub fn add_items(order: &Order, items: Vec<NewItem>, allergies: &[Allergy], hold_courses: &[u16], ctx: &mut Ctx) -> Decision {
    if !order.status.is_cooking() {
        return illegal(order, "items can be added to CONFIRMED, IN_PROGRESS and READY orders");
    }
    if items.is_empty() {
        return Err(Rejection::invalid("/items", "name at least one item"));
    }
    let mut all = order.allergies.clone();
    all.extend(allergies.iter().filter(|new| !order.allergies.contains(new)).cloned());
    if order.items.len() + items.len() > ORDER_LINES_MAX {
        return Err(Rejection::invalid("/items", format!("an order has at most {ORDER_LINES_MAX} lines")));
    }
    if all.len() > ORDER_ALLERGIES_MAX {
        return Err(Rejection::invalid("/allergies", format!("an order has at most {ORDER_ALLERGIES_MAX} allergies")));
    }
    // What joins a course that still waits, waits with it.
    let waiting = |course| order.items.iter().any(|i| i.course == course && i.status == ItemStatus::Held);
    let next = order.next_chit();
    let items = send(items, &all, |course| hold_courses.contains(&course) || waiting(course), next, ctx);
    let chit = items.iter().any(|i| i.chit.is_some()).then_some(next);
    let mut draft = Draft::of(order, ctx);
    let totals = draft.order.bill.as_ref().map(|bill| {
        let added: Minor = items.iter().map(Item::line_total).sum();
        add_up(bill, subtotal(&order.items) + added)
    });
    draft.emit(EventData::ItemsAdded(ItemsAdded { chit, items, allergies: all, totals }));
    draft.settle();
    Ok(draft.events)
}

/// Decides a payment that is made at the till, in cash.
pub fn pay(order: &Order, payment: PaymentId, tendered: Option<Minor>, ctx: &Ctx) -> Decision {
    if matches!(order.status, Status::Cancelled) {
        return illegal(order, "a cancelled order cannot be paid");
    }
    let Some(bill) = &order.bill else { return illegal(order, "this view has no bill") };
    if bill.payment.status == PaymentStatus::Pending {
        // Taking cash now could take the money twice.
        return illegal(order, "a card payment is under way");
    }
    let owed = bill.total - bill.payment.captured;
    if owed <= 0 {
        return illegal(order, "it is paid already");
    }
    if let Some(tendered) = tendered.filter(|t| *t < owed) {
        return Err(Rejection::invalid("/tendered", format!("{tendered} is less than the {owed} that is owed")));
    }
    let mut draft = Draft::of(order, ctx);
    let attempts = bill.payment.attempts + 1;
    captured(&mut draft, PaymentTaken { payment_id: payment, amount: owed, attempts, method: PaymentMethod::Cash, tendered })?;
    Ok(draft.events)
}

fn send(items: Vec<NewItem>, allergies: &[Allergy], held: impl Fn(u16) -> bool, chit: u32, ctx: &mut Ctx) -> Vec<Item> {
    let now = ctx.now;
    let make = |new: NewItem| {
        let held = held(new.course);
        Item {
            id: ItemId((ctx.fresh)()),
            menu_item_id: new.menu_item_id,
            name: new.name,
            kitchen_name: new.kitchen_name,
            quantity: new.quantity,
            modifiers: new.modifiers,
            note: new.note,
            allergens: new.allergens,
            allergies: covering(allergies, new.seat),
            allergy_acknowledged_at: None,
            allergy_acknowledged_by: None,
            seat: new.seat,
            course: new.course,
            chit: (!held).then_some(chit),
            station: new.station,
            prep_seconds: new.prep_seconds,
            status: if held { ItemStatus::Held } else { ItemStatus::Queued },
            unit_price: Some(new.unit_price),
            fired_at: (!held).then_some(now),
            started_at: None,
            prepared_at: None,
            voided_at: None,
        }
    };
    items.into_iter().map(make).collect()
}

pub(super) fn subtotal(items: &[Item]) -> Minor {
    items.iter().filter(|i| !i.is_voided()).map(Item::line_total).sum()
}

/// What a bill comes to with this subtotal. Where less is left than comes off, first the
/// discount is cut, then the points.
pub(super) fn add_up(bill: &Bill, subtotal: Minor) -> Totals {
    let points_redeemed = bill.points_redeemed.min(subtotal);
    let given = (bill.discount - bill.points_redeemed).min(subtotal - points_redeemed);
    let discount = points_redeemed + given;
    let base = subtotal - discount;
    let (tax, total) = if bill.tax_included {
        (bill.tax_percent.within(base), base)
    } else {
        let tax = bill.tax_percent.on_top_of(base);
        (tax, base + tax)
    };
    Totals { subtotal, discount, tax, total, points_redeemed }
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

fn complete(draft: &mut Draft) -> Result<(), Rejection> {
    match draft.order.status {
        Status::Completed => {}
        Status::Ready => draft.emit(EventData::Completed(draft.at(Status::Completed))),
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

fn discount(draft: &mut Draft, amount: Minor, reason: &str) -> Result<(), Rejection> {
    if draft.order.status.is_over() {
        return illegal(&draft.order, "its bill is closed");
    }
    let Some(bill) = draft.order.bill.clone() else { return illegal(&draft.order, "this view has no bill") };
    if bill.payment.captured > 0 || bill.payment.status == PaymentStatus::Pending {
        return illegal(&draft.order, "it is paid already, or about to be");
    }
    let most = bill.subtotal - bill.discount;
    if amount < 1 || amount > most {
        return Err(Rejection::invalid("/amount", format!("a discount here is between 1 and {most}")));
    }
    let totals = add_up(&Bill { discount: bill.discount + amount, ..bill.clone() }, bill.subtotal);
    draft.emit(EventData::Discounted(Discounted { amount, reason: reason.to_owned(), totals }));
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

fn captured(draft: &mut Draft, taken: PaymentTaken) -> Result<(), Rejection> {
    if draft.order.status == Status::PaymentFailed {
        // Another attempt, or a charge that was given up and landed after all.
        draft.emit(EventData::Pending(draft.at(Status::Pending)));
    }
    draft.emit(EventData::PaymentCaptured(taken));
    if draft.order.status == Status::Pending {
        draft.emit(EventData::Confirmed(draft.at(Status::Confirmed)));
    }
    Ok(())
}

fn payment_failed(draft: &mut Draft, payment: PaymentId, reason: &str) -> Result<(), Rejection> {
    draft.emit(EventData::PaymentFailed(PaymentFailed { payment_id: payment, reason: reason.to_owned() }));
    if draft.order.status == Status::Pending {
        draft.emit(EventData::OrderPaymentFailed(Reason { reason: Some(reason.to_owned()) }));
    }
    Ok(())
}

fn retry_payment(draft: &mut Draft) -> Result<(), Rejection> {
    match draft.order.status {
        Status::PaymentFailed => {
            draft.emit(EventData::Pending(draft.at(Status::Pending)));
            Ok(())
        }
        _ => illegal(&draft.order, "only a PAYMENT_FAILED order goes back to PENDING"),
    }
}
