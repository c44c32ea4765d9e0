// The glass: the product's own elements and classes, made from templates once and then changed where
// they differ.

let countsDirty = true;
const AGE = ["", "age-warn", "age-late"];
const template = (html) => Object.assign(document.createElement("template"), { innerHTML: html }).content.firstElementChild;
const make_ = (from) => from.cloneNode(true);

const SCREEN = template(`<div class="screen"><header class="bar"><button class="key place">Oven</button>
<span class="facts"><span><b></b> tickets</span><span class="oldest">oldest <b></b></span></span><span class="space"></span>
<span class="pages"><button class="key" disabled="true"><i class="sign back" role="img" aria-label="back"></i><b class="">0</b></button><span></span>
<button class="key"><b></b><span class="word">more</span><i class="sign next"></i></button></span>
<button class="key view" data-view="true"><kbd>P</kbd>By dish</button><button class="key"><kbd>R</kbd>Recall</button>
<span class="link" data-link="live"><i class="sign dot"></i><span role="status">live</span><small>now</small></span><span class="clock"></span></header>
<div class="work"><main></main><aside class="panel"><h2>ALL DAY</h2></aside></div></div>`.replaceAll("\n", ""));
const CARD = template(`<article><button aria-haspopup="dialog"><span class="no"></span><span class="time"></span><span class="where"><span></span><i class="sign dots"></i></span></button>
<div class="rows"></div></article>`.replaceAll("\n", ""));
const FOOT = template('<div class="foot"><button class="key"></button></div>');
const ROW = template('<button><span class="qty"></span><span class="dish"></span></button>');
const LINE = template('<button class="line"><span></span><b></b></button>');
const REST = template('<button class="rest"><span></span><i class="sign next"></i></button>');
const SUB = template('<div class="line sub"><span></span><b></b></div>');
function small(name, text, kind = "span") {
  const el = document.createElement(kind);
  if (name) el.className = name;
  if (text !== "") el.textContent = text;
  return el;
}
const sign = (name) => small(`sign ${name}`, "", "i");
/** A sign that is read aloud as these words. */
function spoken(name, words) {
  const el = sign(name);
  el.setAttribute("role", "img");
  el.setAttribute("aria-label", words);
  return el;
}
/** As many as it is old. */
const late = (age) => Array.from({ length: age }, (_, k) => (k === 0 ? spoken("up", age === 2 ? "late" : "getting late") : sign("up")));

const pad = (n) => (n < 10 ? `0${n}` : n);
function duration(seconds) {
  const s = Math.max(seconds, 0);
  const hours = Math.floor(s / 3600);
  const minutes = Math.floor(s / 60);
  return hours ? `${hours}:${pad(minutes % 60)}:${pad(s % 60)}` : `${minutes}:${pad(s % 60)}`;
}

/** Puts exactly these nodes into `parent`, from `first` on, and moves as few as it can. */
let stamp = 0;
function settle(parent, nodes, first) {
  stamp += 1;
  for (const node of nodes) node.stamp = stamp;
  const next = (node) => {
    while (node && node.stamp !== stamp) {
      const after = node.nextSibling;
      node.remove();
      node = after;
    }
    return node;
  };
  let at = next(first);
  for (const node of nodes) {
    if (node === at) at = next(at.nextSibling);
    else parent.insertBefore(node, at);
  }
}

/** Changes a text where it stands. */
function set(node, text) {
  if (node.shown === text) return;
  node.shown = text;
  const inside = node.nodeType === Node.TEXT_NODE ? node : (node.firstChild ?? node.appendChild(document.createTextNode("")));
  inside.data = text;
}

let glass;
function mount() {
  const screen = make_(SCREEN);
  const find = (what) => screen.querySelector(what);
  const [before, numbers, after] = find(".pages").children;
  glass = {
    before, numbers, after, grid: find("main"), panel: find("aside"), pages: find(".pages"), space: find(".space"), open: find(".facts b"), unit: find(".facts span").lastChild,
    oldest: find(".oldest b"), small: find("small"), clock: find(".clock"), cells: new Map(), lines: new Map(), rest: make_(REST),
  };
  glass.grid.className = `grid cols-${columns}`;
  document.querySelector("#main").replaceChildren(screen);
}

function drawRow(view, item) {
  const open = isOpen(item);
  if (view.open === open) return;
  view.open = open;
  view.el.className = `row${item.quantity > 1 ? " many" : ""}${open ? "" : " done"}`;
  const [qty, dish] = view.el.children;
  if (open) qty.textContent = item.quantity;
  else qty.replaceChildren(spoken("tick", item.quantity > 1 ? "Done" : "Done 1"));
  set(dish, !open && item.quantity > 1 ? `${item.quantity} ${item.kitchen_name}` : item.kitchen_name);
}

function newRow(item) {
  const el = make_(ROW);
  el.dataset.item = item.id;
  if (item.modifiers.length > 0 || item.note) {
    const mods = small("mods", "");
    for (const { name } of item.modifiers.filter((m) => m.removes)) {
      const without = small("without", "");
      without.append(small("tag", "NO"), ` ${name}`);
      mods.append(without);
    }
    for (const { name } of item.modifiers.filter((m) => !m.removes)) mods.append(small("add", name));
    if (item.note) mods.append(small("note", item.note));
    el.append(mods);
  }
  const view = { el };
  drawRow(view, item);
  return view;
}

function newCell(card, part) {
  const { order, chit, parts } = card;
  const el = make_(CARD);
  const [head, rows] = el.children;
  const [no, time, where] = head.children;
  el.dataset.ticket = card.id;
  no.append(order.number);
  if (chit > 1) no.append(small("", `chit ${chit}`, "small"));
  if (parts.length > 1) no.append(small("", `${part + 1}/${parts.length}`, "small"));
  where.firstChild.textContent = whereTo(order);
  if (order.note && part === 0) head.after(small("say", order.note, "div"));
  const { from, to } = parts[part];
  const views = card.items.slice(from, to).map(newRow);
  rows.append(...views.map((view) => view.el));
  const view = { el, head, time, where, views, card, part, bar: null, version: -1, place: -1, age: -1 };
  if (part + 1 === parts.length) {
    const foot = make_(FOOT);
    view.bar = foot.firstChild;
    view.bar.dataset.bar = order.number;
    el.append(foot);
  } else {
    const more = small("more", "", "div");
    more.append(sign("next"), `${order.number} goes on`);
    el.append(more);
  }
  return view;
}

function whereTo({ channel, table, guest, covers }) {
  const parts = [channel === "dine_in" ? `Table ${table}` : "Takeaway"];
  if (guest) parts.push(guest.name);
  if (covers > 1) parts.push(`${covers} covers`);
  return parts.join(" · ");
}

function drawCell(view, place, now) {
  const { card } = view;
  if (view.version !== card.version || view.place !== place) {
    view.version = card.version;
    view.place = place;
    const { from, units } = card.parts[view.part];
    view.el.className = `ticket span-${units}${card.gone ? " gone" : ""}`;
    view.views.forEach((row, k) => drawRow(row, card.items[from + k]));
    const tag = view.where.querySelector(".tag");
    const isNew = card.isNew && !card.gone;
    if (isNew && !tag) view.where.lastChild.before(small("tag", "NEW", "b"));
    if (!isNew && tag) tag.remove();
    if (view.bar) {
      const kbd = place < 9 ? [small("", place + 1, "kbd")] : [];
      const words = card.gone ? [sign("tick"), "Bumped · Undo"] : [`Bump ${card.order.number}`];
      view.bar.replaceChildren(...kbd, ...words);
    }
    view.age = -1;
  }
  drawTime(view, now);
}

function drawTime(view, now) {
  const { card } = view;
  const age = card.gone ? 0 : ageOf(card.since, now);
  const text = duration(now - card.since);
  if (view.age !== age) {
    view.age = age;
    view.head.className = `head ${AGE[age]}`;
    view.time.replaceChildren(text, ...late(age));
  } else if (view.time.firstChild.data !== text) view.time.firstChild.data = text;
}

function drawHeap(now) {
  const age = ageOf(glass.layout.beyondSince, now);
  const heap = glass.after.firstChild;
  set(heap, glass.layout.beyond);
  if (heap.age === age) return;
  heap.age = age;
  heap.className = AGE[age];
  heap.replaceChildren(heap.firstChild, ...late(age));
}

function drawGrid(now) {
  const { cells, pages, open } = (glass.layout = layOut());
  let place = 0;
  const shown = new Map();
  const nodes = cells.map(({ card, part }) => {
    const key = `${card.id}.${part}`;
    const view = glass.cells.get(key) ?? newCell(card, part);
    place += part === 0 ? 1 : 0;
    drawCell(view, Math.max(place - 1, 0), now);
    shown.set(key, view);
    return view.el;
  });
  glass.cells = shown;
  settle(glass.grid, nodes, glass.grid.firstChild);
  set(glass.open, open);
  set(glass.unit, open === 1 ? " ticket" : " tickets");
  if (pages > 1 && !glass.pages.isConnected) glass.space.after(glass.pages);
  if (pages === 1) glass.pages.remove();
  set(glass.numbers, `1 / ${pages}`);
  drawHeap(now);
}

function drawPanel() {
  const [list, rest] = allDay();
  const lines = new Map();
  const line = (key, from, text, quantity, dish) => {
    let el = glass.lines.get(key);
    if (!el) {
      el = make_(from);
      el.firstChild.textContent = text;
      if (dish) el.dataset.dish = dish;
    }
    set(el.lastChild, quantity);
    lines.set(key, el);
    return el;
  };
  const nodes = [];
  for (const dish of list) {
    nodes.push(line(dish.name, LINE, dish.name, dish.quantity, dish.menu));
    dish.list ??= [...dish.changes.keys()].sort();
    for (const key of dish.list) {
      const text = (key[0] === "1" ? "NO " : "+ ") + key.slice(1);
      nodes.push(line(dish.name + key, SUB, text, dish.changes.get(key)));
    }
  }
  if (rest > 0) {
    glass.rest.dataset.rest = rest;
    set(glass.rest.firstChild, rest === 1 ? "and 1 more dish" : `and ${rest} more dishes`);
    nodes.push(glass.rest);
  }
  glass.lines = lines;
  settle(glass.panel, nodes, glass.panel.firstChild.nextSibling);
}

/** Each second: what grows older. */
function drawTimes(now) {
  for (const view of glass.cells.values()) drawTime(view, now);
  drawOldest(now);
  drawHeap(now);
  const date = new Date(now * 1000);
  set(glass.clock, `${pad(date.getHours())}:${pad(date.getMinutes())}`);
}

const drawOldest = (now) => set(glass.oldest, duration(now - glass.layout.oldest));

function draw(now) {
  drawGrid(now);
  drawOldest(now);
  if (countsDirty) drawPanel();
  countsDirty = false;
}
