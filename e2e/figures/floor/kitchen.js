// What the station has to make: orders folded from events, their tickets in the order of the rail,
// and what is to be made of each dish, counted as it changes.

const orders = new Map();
const items = new Map();
const dishes = new Map();
let rail = [];
let [nextCard, goneCards, sorted, dishNames] = [0, 0, true, null];
let thresholds;

const [UNDO_MS, AWAY_MS] = [6000, 2000];
const isOpen = (item) => item.status === "QUEUED";
const secondsOf = (iso) => Math.floor(Date.parse(iso) / 1000);

function load(snapshot) {
  orders.clear();
  items.clear();
  dishes.clear();
  rail = [];
  thresholds = snapshot.location.thresholds;
  for (const order of snapshot.orders) place(order, false);
  rail.sort(byRank);
}

function place(order, isNew) {
  orders.set(order.id, order);
  for (const ticket of order.tickets) send(order, ticket, order.items.filter((item) => item.chit === ticket.chit), isNew);
}

/** A ticket comes. */
function send(order, { chit, due_at }, lines, isNew) {
  const card = { order, chit, items: lines, due: Date.parse(due_at), since: secondsOf(due_at), left: 0, parts: cut(lines, order.note), version: 0 };
  for (const item of lines) {
    items.set(item.id, { item, card });
    if (!isOpen(item)) continue;
    card.left += 1;
    tally(item, 1);
  }
  if (card.left > 0) stand(card, isNew);
}

function stand(card, isNew) {
  Object.assign(card, { id: nextCard++, gone: 0, isNew, stands: true });
  const last = rail[rail.length - 1];
  if (last && byRank(last, card) > 0) sorted = false;
  rail.push(card);
}

function byRank(a, b) {
  return a.due - b.due || a.order.number - b.order.number || a.chit - b.chit || a.id - b.id;
}

function apply({ type, order_id, data }) {
  const order = orders.get(order_id);
  switch (type) {
    case "item.prepared": return make(data.item_id, true);
    case "item.recalled": return make(data.item_id, false);
    // What is sent is due when it is confirmed, in the same commit.
    case "order.placed": return void orders.set(order_id, data.order);
    case "order.confirmed":
      for (const ticket of order.tickets) ticket.due_at = data.at;
      return place(order, true);
    case "order.items_added":
      return send(order, { chit: data.chit, due_at: data.items[0].fired_at }, data.items, true);
    case "order.completed":
      for (const item of order.items) items.delete(item.id);
      orders.delete(order_id);
  }
}

/** A dish is made, or taken back. */
function make(id, prepared) {
  const found = items.get(id);
  if (!found || isOpen(found.item) !== prepared) return;
  const { item, card } = found;
  item.status = prepared ? "PREPARED" : "QUEUED";
  tally(item, prepared ? -1 : 1);
  card.left += prepared ? -1 : 1;
  card.version += 1;
  if (card.left === 0) {
    card.gone = performance.now();
    goneCards += 1;
  } else if (!card.stands) stand(card, true);
  else if (card.gone) {
    goneCards -= 1;
    card.gone = 0;
  }
}

/** The hand has been away: what is done goes, everything to its right place. True: something moved. */
function tend(away, pageDone) {
  if (away < AWAY_MS || (goneCards === 0 && sorted)) return false;
  const now = performance.now();
  const goes = (card) => card.gone && (pageDone || now - card.gone >= UNDO_MS);
  const before = rail.length;
  rail = rail.filter((card) => !goes(card) || (card.stands = false));
  goneCards -= before - rail.length;
  const moved = before !== rail.length || !sorted;
  if (!sorted) rail.sort(byRank);
  sorted = true;
  return moved;
}

function tally(item, sign) {
  let dish = dishes.get(item.kitchen_name);
  if (!dish) {
    dishes.set(item.kitchen_name, (dish = { name: item.kitchen_name, menu: item.menu_item_id, quantity: 0, changes: new Map(), list: null }));
    dishNames = null;
  }
  dish.quantity += sign * item.quantity;
  for (const { name, removes } of item.modifiers) {
    const key = (removes ? "1" : "0") + name;
    const sum = (dish.changes.get(key) ?? 0) + sign * item.quantity;
    if (sum > 0) dish.changes.set(key, sum);
    else dish.changes.delete(key);
    dish.list = null;
  }
  if (dish.quantity === 0) {
    dishes.delete(dish.name);
    dishNames = null;
  }
  countsDirty = true;
}

/** The all-day list, as much of it as has room, and how many dishes have none. */
function allDay() {
  dishNames ??= [...dishes.keys()].sort();
  const list = dishNames.map((name) => dishes.get(name));
  const height = (dish) => 2.95 + 1.9 * dish.changes.size;
  const whole = list.reduce((sum, dish) => sum + height(dish), 3.9);
  if (whole <= tall) return [list, 0];
  // What leads on to the rest is a target.
  let [used, fits] = [3.9 + TOUCH / REM, 0];
  while (fits < list.length && (used += height(list[fits])) <= tall) fits += 1;
  return [list.slice(0, fits), list.length - fits];
}

/** The first page, and what stands beyond it: columns fill from the top, strictly in order. */
function layOut() {
  const view = { cells: [], pages: 1, open: 0, oldest: Infinity, beyond: 0, beyondSince: Infinity };
  let [at, used] = [0, 0];
  for (const card of rail) {
    if (!card.gone) {
      view.open += 1;
      if (card.since < view.oldest) view.oldest = card.since;
    }
    for (let part = 0; part < card.parts.length; part++) {
      const { units } = card.parts[part];
      if (used + units > UNITS) [at, used] = [at + 1, 0];
      if (at >= columns) {
        view.pages += 1;
        [at, used] = [0, 0];
      }
      used += units;
      if (view.pages === 1) view.cells.push({ card, part });
      else if (part === 0 && !card.gone) {
        view.beyond += 1;
        if (card.since < view.beyondSince) view.beyondSince = card.since;
      }
    }
  }
  return view;
}

/** 0 in time, 1 to warn of, 2 late. */
const ageOf = (since, now) => (now >= since + thresholds.late_seconds ? 2 : now >= since + thresholds.warn_seconds ? 1 : 0);
