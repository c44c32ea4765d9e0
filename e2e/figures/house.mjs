// A made-up evening at one station, as the log of the product's protocol: the same seed makes the
// same orders, in the same order, with the same ids.

export const STATION = "oven";

const DISHES = [
  ["margherita-m", "MARG M"], ["margherita-l", "MARG L"], ["diavola", "DIAVOLA"], ["funghi", "FUNGHI"],
  ["quattro-formaggi", "4 CHEESE"], ["prosciutto", "PROSCIUTTO"], ["capricciosa", "CAPRICCIOSA"], ["ortolana", "ORTOLANA"],
  ["calzone", "CALZONE"], ["marinara", "MARINARA"], ["nduja-burrata", "NDUJA BURRATA"], ["tonno", "TONNO E CIPOLLA"],
];
const OPTIONS = [
  ["extra-cheese", "Extra mozzarella", false], ["extra-nduja", "Extra nduja", false], ["gluten-free", "Gluten-free base", false],
  ["no-olives", "olives", true], ["no-onion", "red onion", true],
];
const NOTES = ["well done", "cut in eight", "half without garlic please"];
const NAMES = ["Ines", "Omar", "Birgit", "Luca", "Mei"];
const PREP_SECONDS = 420;
/** What dishes take, as `GET /prep-times` tells it: every dish of the menu. */
export const prepTimes = () => ({ items: DISHES.map(prepTime), portions_at_once: 4, next_cursor: null });
const prepTime = ([id, name]) => ({ menu_item_id: id, name, station: STATION, seconds: PREP_SECONDS, target_seconds: PREP_SECONDS, count: 0 });
/** So many seconds old the first tickets are at the most; late is late after 13 minutes. */
const OLDEST_S = 840;
/** Orders that wait at the pass before they are handed out. */
const AT_PASS = 8;

const LOCATION = {
  id: "main",
  name: "Passline Pizzeria",
  currency: "USD",
  stations: [{ id: STATION, name: "Oven", backup: "grill" }, { id: "grill", name: "Grill & pans", backup: "oven" }],
  thresholds: { warn_seconds: 480, late_seconds: 780 },
};

/** Numbers from 0 to 1 that a seed makes. */
export function dice(seed) {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

const isOpen = (item) => item.status === "QUEUED";
const on = (order, chit) => order.items.filter((item) => item.chit === chit);

export class House {
  /**
   * `tickets` of the station are open at first, and kept about level by `step`. `build`: the pages' own,
   * since a page of another one loads itself anew.
   */
  constructor(tickets, build, seed = 42) {
    this.build = build;
    this.random = dice(seed);
    this.wanted = tickets;
    this.open = [];
    this.passed = [];
    this.ids = 0;
    this.numbers = 100;
    this.seq = 1;
    this.made = 0;
    while (this.made < tickets) {
      const at = Date.now() - OLDEST_S * 1000 * (1 - this.made / tickets);
      const order = this.order(at);
      this.open.push(order);
      while (this.made < tickets && this.random() < 0.45) this.add(order, at + 20_000);
    }
  }

  pick(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  id() {
    return `019a0000-0000-7000-8000-${(++this.ids).toString(16).padStart(12, "0")}`;
  }

  /** How many tickets have something to be made. */
  tickets() {
    const open = (order) => order.tickets.filter((ticket) => on(order, ticket.chit).some(isOpen)).length;
    return this.open.reduce((sum, order) => sum + open(order), 0);
  }

  line(chit, at) {
    const [id, name] = this.pick(DISHES);
    const options = OPTIONS.filter(() => this.random() < 0.13);
    return {
      id: this.id(), menu_item_id: id, name, kitchen_name: name, quantity: this.random() < 0.75 ? 1 : 2 + Math.floor(this.random() * 3),
      modifiers: options.map(([id, name, removes]) => (removes ? { id, name, removes } : { id, name })),
      note: this.random() < 0.08 ? this.pick(NOTES) : null,
      allergens: ["milk", "gluten"], allergies: [], allergy_acknowledged_at: null, seat: null, course: 1, chit, station: STATION,
      prep_seconds: PREP_SECONDS, status: "QUEUED", fired_at: at, started_at: null, prepared_at: null,
    };
  }

  order(millis) {
    const at = new Date(millis).toISOString();
    const inside = this.random() < 0.7;
    const order = {
      id: this.id(), number: ++this.numbers, location: "main", channel: inside ? "dine_in" : "takeaway",
      table: inside ? String(1 + Math.floor(this.random() * 40)) : null, covers: inside ? 2 + Math.floor(this.random() * 5) : null,
      guest: inside ? null : { name: this.pick(NAMES) }, note: this.random() < 0.06 ? "birthday" : null, allergies: [], status: "CONFIRMED",
      priority: "normal", external_id: null, due_at: null, placed_at: at, confirmed_at: at, ready_at: null, completed_at: null,
      cancelled_at: null, promised_at: null, items: [], tickets: [], version: this.seq,
    };
    this.add(order, millis, 1 + Math.floor(this.random() * 5));
    return order;
  }

  /** A further sending of an order: a ticket of its own. Another screen of the station has shown it
   * already, so that nobody owes a receipt while it is measured. */
  add(order, millis, lines = 1 + Math.floor(this.random() * 2)) {
    const at = new Date(millis).toISOString();
    const chit = order.tickets.length + 1;
    const items = Array.from({ length: lines }, () => this.line(chit, at));
    order.items.push(...items);
    order.tickets.push({ station: STATION, chit, due_at: at, shown_at: at });
    this.made += 1;
    return { chit, items, allergies: [] };
  }

  welcome() {
    const orders = [...this.open, ...this.passed].sort((a, b) => (a.id < b.id ? -1 : 1));
    return JSON.stringify({
      type: "welcome", epoch: "019a0000-0000-7000-8000-0000000000e0", seq: this.seq, server_time: new Date().toISOString(),
      heartbeat_s: 1, build: this.build, min_protocol: 1, snapshot: { orders, recent: [], sequence: [], availability: [], location: LOCATION },
    });
  }

  heartbeat() {
    return JSON.stringify({ type: "events", from: this.seq + 1, to: this.seq, events: [] });
  }

  /**
   * The next thing that happens: half of it a dish made or taken back, a fifth a table that orders
   * more, 15 % new orders, 15 % orders that are bumped whole. `kind` forces one.
   */
  step(kind) {
    const roll = this.random();
    kind ??= roll < 0.5 ? "item" : roll < 0.7 ? "more" : roll < 0.85 ? "new" : "bump";
    if (this.open.length === 0) kind = "new";
    return { kind, ...this.frame(this[kind]()) };
  }

  /** What is written to the log, as the frame that tells it. */
  frame(happened) {
    const from = this.seq + 1;
    const by = { person: "019a0000-0000-7000-8000-0000000dbba1", device: null };
    const at = new Date().toISOString();
    const events = happened.map(([type, order, data]) => ({ seq: ++this.seq, type, at, order_id: order.id, by, data }));
    return { to: this.seq, text: JSON.stringify({ type: "events", from, to: this.seq, events }) };
  }

  item() {
    for (;;) {
      const order = this.pick(this.open);
      const item = this.pick(order.items);
      // No ticket is finished by the way: that is what bumps are for.
      const last = isOpen(item) && on(order, item.chit).filter(isOpen).length === 1;
      if (!last) return this.turn(order, item, isOpen(item));
      if (this.random() < 0.02) return this.more();
    }
  }

  /** A dish is made, or taken back. */
  turn(order, item, prepared) {
    const at = new Date().toISOString();
    Object.assign(item, { status: prepared ? "PREPARED" : "QUEUED", prepared_at: prepared ? at : null });
    const happened = [[prepared ? "item.prepared" : "item.recalled", order, { item_id: item.id, station: STATION, chit: item.chit }]];
    const status = prepared && !order.items.some(isOpen) ? "READY" : "IN_PROGRESS";
    if (order.status === status) return happened;
    order.status = status;
    if (status === "READY") order.ready_at = at;
    return [...happened, [status === "READY" ? "order.ready" : "order.in_progress", order, { status, at }]];
  }

  more() {
    const few = this.open.filter((order) => order.tickets.length < 3);
    const order = this.pick(few.length > 0 ? few : this.open);
    return [["order.items_added", order, this.add(order, Date.now())]];
  }

  new() {
    const order = this.order(Date.now());
    const placed = structuredClone({ ...order, status: "PENDING", confirmed_at: null });
    for (const ticket of placed.tickets) ticket.due_at = null;
    this.open.push(order);
    return [["order.placed", order, { order: placed }], ["order.confirmed", order, { status: "CONFIRMED", at: order.confirmed_at }]];
  }

  /** All tickets of an order at once; what has waited longest at the pass is handed out meanwhile. */
  bump() {
    const some = [this.pick(this.open), this.pick(this.open), this.pick(this.open)];
    some.sort((a, b) => a.tickets.length - b.tickets.length);
    const order = this.tickets() > this.wanted ? some[2] : some[0];
    const happened = order.items.filter(isOpen).flatMap((item) => this.turn(order, item, true));
    this.open.splice(this.open.indexOf(order), 1);
    this.passed.push(order);
    if (this.passed.length <= AT_PASS) return happened;
    const done = this.passed.shift();
    return [...happened, ["order.completed", done, { status: "COMPLETED", at: new Date().toISOString() }]];
  }

  /** A tap: what it does, as the frames that the screen is told, the answer last. */
  command({ type, id, data }) {
    const order = [...this.open, ...this.passed].find((order) => order.id === data.order_id);
    const item = order?.items.find((item) => item.id === data.item_id);
    const prepared = type === "item.prepared";
    if (!item || (!prepared && type !== "item.recalled")) {
      return [JSON.stringify({ type: "nack", id, code: "not_found", detail: "no such dish here" })];
    }
    const frames = isOpen(item) === prepared ? [this.frame(this.turn(order, item, prepared)).text] : [];
    this.settle(order);
    return [...frames, JSON.stringify({ type: "ack", id, seq: this.seq })];
  }

  /** A tap may finish an order, or bring one back. */
  settle(order) {
    const [from, to] = order.items.some(isOpen) ? [this.passed, this.open] : [this.open, this.passed];
    if (!from.includes(order)) return;
    from.splice(from.indexOf(order), 1);
    to.push(order);
  }
}
