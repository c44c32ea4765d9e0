//! Orders told in a line: `placed a b, bump oven, complete`. What each step did is written down,
//! for an `expect!` to hold.

use std::fmt::Write;

use shared::ids::*;
use shared::order::*;

use super::*;

/// Runs the steps on an order of the first; `#2` before a step means the second order.
pub fn story(placement: Placement, steps: &str) -> String {
    let mut world = World::default();
    let mut out = String::new();
    let mut ids = Vec::new();
    let first = world.log.len();
    match world.place(placement) {
        Ok(id) => ids.push(id),
        Err(rejection) => return format!("refused: {} {}", rejection.code(), rejection.detail()),
    }
    tell(&mut out, "placed", &world, first, None, &ids[..1]);
    for step in steps.split(',').map(str::trim).filter(|s| !s.is_empty()) {
        world.now = world.now.plus_seconds(60);
        let (which, verb) = match step.strip_prefix('#').and_then(|s| s.split_once(' ')) {
            Some((n, verb)) => (n.parse::<usize>().unwrap() - 1, verb),
            None => (0, step),
        };
        let first = world.log.len();
        let refused = run(&mut world, &mut ids, which, verb).err();
        let reshaped = verb.starts_with("split") || verb.starts_with("merge") || verb.starts_with("placed");
        let shown = if reshaped { ids.clone() } else { vec![ids[which]] };
        tell(&mut out, step, &world, first, refused, &shown);
    }
    out
}

fn tell(out: &mut String, step: &str, world: &World, first: usize, refused: Option<Rejection>, shown: &[OrderId]) {
    let events: Vec<String> = world.log[first..].iter().map(|e| name(world, e)).collect();
    let what = match refused {
        Some(rejection) => format!("REFUSED {}: {}", rejection.code(), rejection.detail()),
        None if events.is_empty() => "(repeat)".to_owned(),
        None => events.join(", "),
    };
    writeln!(out, "{step}: {what}").unwrap();
    for id in shown {
        writeln!(out, "    {}", line(&world.orders[id])).unwrap();
    }
}

fn name(world: &World, event: &Event) -> String {
    let called = |id: &ItemId| world.orders.values().find_map(|o| o.item(*id)).map_or("?".into(), |i| i.name.clone());
    let kind = event.data.kind();
    match &event.data {
        EventData::ItemStarted(i)
        | EventData::ItemPrepared(i)
        | EventData::ItemRecalled(i)
        | EventData::AllergyAcknowledged(i) => {
            format!("{kind} {}", called(&i.item_id))
        }
        EventData::ItemVoided(v) => format!("{kind} {}×{}", v.quantity, called(&v.item_id)),
        EventData::CourseReady(c) => format!("{kind} {}", c.course),
        EventData::Fired(f) => format!("{kind} {} as chit {}", f.course, f.chit),
        EventData::ItemsAdded(a) => format!("{kind} chit {}", a.chit.map_or("-".into(), |c| c.to_string())),
        _ => kind.to_owned(),
    }
}

/// `IN_PROGRESS a:PREPARED/1 b:QUEUED/1!gluten`: name, quantity where not one, status, chit, and
/// what nobody has acknowledged yet.
pub fn line(order: &Order) -> String {
    let mut text = format!("#{} {}", order.number, order.status.as_str());
    for item in &order.items {
        let quantity = if item.quantity == 1 { String::new() } else { format!("{}×", item.quantity) };
        let chit = item.chit.map_or(String::new(), |c| format!("/{c}"));
        let unread = if item.needs_acknowledgement() { format!("!{}", item.allergies.join("+")) } else { String::new() };
        write!(text, " {quantity}{}:{}{chit}{unread}", item.name, item.status.as_str()).unwrap();
    }
    text
}

fn run(world: &mut World, ids: &mut Vec<OrderId>, which: usize, verb: &str) -> Result<(), Rejection> {
    let id = ids[which];
    let (verb, is_manager) = verb.strip_prefix("manager ").map_or((verb, false), |v| (v, true));
    let words: Vec<&str> = verb.split_whitespace().collect();
    let item = |name: &str| {
        let order = &world.orders[&id];
        order.items.iter().find(|i| i.name == name).unwrap_or_else(|| panic!("no item {name}")).id
    };
    let number = |k: usize| words.get(k).and_then(|w| w.parse::<u32>().ok());
    let station = || words.get(1).filter(|w| **w != "-").map(|w| StationId::from(*w));
    let reason = || "told so".to_owned();
    let command = match words[0] {
        "start" => Command::Start { item: item(words[1]) },
        "prepare" => Command::Prepare { item: item(words[1]) },
        "recall" if words.len() > 1 => Command::RecallItem { item: item(words[1]) },
        "recall" => Command::Recall,
        "void" => Command::Void { item: item(words[1]), quantity: number(2), reason: reason() },
        "ack" => Command::AcknowledgeAllergy { item: item(words[1]) },
        "bump" => Command::Bump { station: station(), chit: number(2) },
        "recall-ticket" => Command::RecallTicket { station: station(), chit: number(2) },
        "shown" => Command::Shown { station: station(), chit: number(2).unwrap_or(1), device: None },
        "fire" => Command::Fire { course: number(1).unwrap_or(2) as u16 },
        "rush" => Command::Prioritise { priority: Priority::Rush },
        "complete" => Command::Complete { runner: None },
        "cancel" => Command::Cancel { reason: reason() },
        "table" => Command::Transfer { table: words.get(1).map(|w| (*w).to_owned()) },
        "discount" => Command::Discount { amount: number(1).unwrap_or(100).into(), reason: reason() },
        "captured" => {
            let amount = world.orders[&id].bill.as_ref().map_or(0, |b| b.total);
            Command::PaymentCaptured { payment: PaymentId(super::id(800)), amount, attempts: 1, method: PaymentMethod::Card }
        }
        "failed" => Command::PaymentFailed { payment: PaymentId(super::id(800)), reason: "declined".into(), attempts: 0 },
        "retry" => Command::RetryPayment,
        "add" | "hold" => {
            let (items, seats): (Vec<&str>, Vec<&str>) = words[1..].iter().partition(|w| !w.starts_with('!'));
            let allergies: Vec<Allergy> = seats.iter().map(|s| allergy(None, &s[1..])).collect();
            let items: Vec<NewItem> = items.into_iter().map(dish).collect();
            let hold: Vec<u16> = if words[0] == "hold" { items.iter().map(|i| i.course).collect() } else { vec![] };
            return world.add(id, items, &allergies, &hold).map(drop);
        }
        "pay" => return world.pay(id, number(1).map(i64::from)).map(drop),
        "split" => {
            let moved = words[1..].iter().map(|w| {
                let (name, quantity) = w.split_once('×').map_or((*w, None), |(n, q)| (n, q.parse().ok()));
                (item(name), quantity)
            });
            let moved: Vec<_> = moved.collect();
            let new = world.split(id, &moved)?;
            ids.push(new);
            return Ok(());
        }
        "merge" => return world.merge(id, ids[number(1).unwrap() as usize - 1]).map(drop),
        "placed" => {
            let new = world.place(placement(&words[1..].join(" ")))?;
            ids.push(new);
            return Ok(());
        }
        other => panic!("no verb {other}"),
    };
    world.decide(id, &command, is_manager).map(drop)
}
