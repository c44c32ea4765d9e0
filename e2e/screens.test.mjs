// The station screen with nothing, a little and a lot on it: all of it is on the glass, large
// enough for a glove, and nothing is said in colour alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { open, pace, shot } from "./lib.mjs";
import { caller, place, signIn, station, until } from "./people.mjs";

const GLASSES = [
  { name: "1920x1080", viewport: { width: 1920, height: 1080 } },
  { name: "1920x1080 read from 2 m", viewport: { width: 1920, height: 1080 }, distance: 3 },
  { name: "1024x768", viewport: { width: 1024, height: 768 } },
  { name: "1024x768 read from 1 m", viewport: { width: 1024, height: 768 }, distance: 1 },
];
const PIZZAS = ["margherita", "marinara", "diavola", "funghi", "calzone", "napoli", "four-cheese"];
/** 20 mm and 8 mm on a full-HD panel of 21 inches. */
const SIZES = { touch: 76, apart: 30 };
/** About eight tickets can be taken in at a glance. */
const GLANCE = 9;

/** What sticks out of the glass or of its ticket, is too small to be hit, or too near to a bar. */
function faults({ touch, apart }) {
  const found = [];
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
  if (scrollWidth > clientWidth || scrollHeight > clientHeight) found.push("the page scrolls");
  const box = (node) => node.getBoundingClientRect();
  const slack = 0.5; // the browser's rounding
  for (const ticket of document.querySelectorAll("main article")) {
    const name = ticket.innerText.slice(0, 20);
    const { left, top, right, bottom } = box(ticket);
    if (left < 0 || top < 0 || right > innerWidth + 1 || bottom > innerHeight + 1) found.push(`${name} leaves the glass`);
    if (ticket.scrollWidth > ticket.clientWidth + 1) found.push(`${name} is cut off`);
    const rows = ticket.querySelector(".rows");
    if (rows.scrollHeight > rows.clientHeight + 1) found.push(`${name}: its last lines are cut off`);
    const last = ticket.querySelector(".rows").lastElementChild;
    const keys = [...ticket.querySelectorAll(".foot .key")];
    for (const key of keys) {
      const gap = box(key).top - box(last).bottom;
      if (gap < apart - slack) found.push(`${name}: a bar ${gap} px below the last dish`);
    }
  }
  for (const target of document.querySelectorAll("main article .row, .advice, .runner, .foot .key, header.bar button")) {
    const { width, height } = box(target);
    if (width < touch - slack || height < touch - slack) found.push(`a target of ${width} × ${height} px: ${target.innerText}`);
  }
  const bars = [...document.querySelectorAll("main .foot .key")].map(box);
  for (const [k, one] of bars.entries()) {
    for (const other of bars.slice(k + 1)) {
      const across = Math.max(one.left - other.right, other.left - one.right);
      const down = Math.max(one.top - other.bottom, other.top - one.bottom);
      if (Math.max(across, down) < apart - slack) found.push(`bars ${across} px beside and ${down} px above each other`);
    }
  }
  for (const word of document.querySelectorAll("header.bar > *, .dish, .where span, .head .time, .foot .key")) {
    const style = getComputedStyle(word);
    if (style.display !== "none" && word.scrollWidth > word.clientWidth + 1 && word.clientWidth > 0) found.push(`cut off: ${word.textContent}`);
  }
  const list = document.querySelector(".panel");
  if (list && list.scrollHeight > list.clientHeight) found.push("the all-day list is cut off");
  return found;
}

/** One to four dishes. */
function meal(k) {
  const dish = (n) => ({ menu_item_id: PIZZAS[(k + n) % PIZZAS.length], quantity: 1 + (n % 3), note: n === 2 ? "well done, please" : null });
  return Array.from({ length: 1 + (k % 4) }, (_, n) => dish(n));
}

/** Places orders until there are so many. */
async function fill(call, upTo) {
  const { body } = await call("GET", "/orders?limit=500");
  for (let k = body.items.length; k < upTo; k++) await place(call, meal(k), { table: String(k + 1) });
}

/** The list beside the board follows the tickets by a second: waits until each dish has its sum. */
async function summed(oven, upTo) {
  const sums = {};
  const dishes = Array.from({ length: upTo }, (_, k) => meal(k)).flat();
  for (const { menu_item_id, quantity } of dishes) sums[menu_item_id] = (sums[menu_item_id] ?? 0) + quantity;
  await oven.waitForFunction((sums) => {
    const lines = [...document.querySelectorAll(".panel [data-dish]")];
    return lines.length > 0 && lines.every((line) => Number(line.querySelector("b").textContent) === sums[line.dataset.dish]);
  }, sums);
}

/** A screen on a glass of that size, read from there. */
async function screen(house, path, pin, { viewport, distance, hand }) {
  const page = await house.page(null, { viewport });
  if (hand) await page.addInitScript((name) => localStorage.setItem("passline.hand", name), hand);
  if (distance !== undefined) await page.addInitScript((step) => localStorage.setItem("passline.distance", step), String(distance));
  await page.goto(path);
  await signIn(page, pin);
  return page;
}

/** The tickets of the page that is shown, in their order. */
const onPage = (screen) => screen.locator("main [data-bar]").evaluateAll((bars) => bars.map((bar) => Number(bar.dataset.bar)));

/** Reads page after page: what stands there, in order; on each, what the others hold is counted. */
async function everyPage(screen, total, look) {
  const numbers = [];
  const pages = screen.locator(".pages");
  const where = pages.locator("> span");
  const count = Number((await where.innerText()).split("/")[1]);
  for (let at = 1; at <= count; at++) {
    await where.filter({ hasText: new RegExp(`^${at} / ${count}$`) }).waitFor();
    const here = await onPage(screen);
    const beyond = (await pages.locator("b").allInnerTexts()).map((text) => parseInt(text, 10) || 0);
    assert.deepEqual(beyond, [numbers.length, total - numbers.length - here.length], `what stands beside page ${at}`);
    await look(here);
    numbers.push(...here);
    if (at < count) await screen.keyboard.press("ArrowRight");
  }
  return numbers;
}

const oneTo = (last) => Array.from({ length: last }, (_, k) => k + 1);

const HANDS = [
  { hand: "glove", sizes: { touch: 104, apart: 40 } },
  { hand: "bar", sizes: { touch: 58, apart: 16 } },
];
for (const { hand, sizes } of HANDS) {
  for (const viewport of [GLASSES[0].viewport, GLASSES[2].viewport]) {
    const name = `${viewport.width}x${viewport.height}`;

    test(`40 tickets stand on a glass of ${name} that is worked by a ${hand}, and by dish too`, async (t) => {
      const house = await open(t);
      const oven = await screen(house, "/kds?station=oven", "1000", { viewport, hand });
      await fill(await caller(house, "2001"), 40);
      await oven.getByText(/^\s*40\s+tickets/).first().waitFor();
      await shot(oven, `station-${name}-${hand}`);
      const numbers = await everyPage(oven, 40, async () => assert.deepEqual(await oven.evaluate(faults, sizes), []));
      assert.deepEqual(numbers, oneTo(40));
      await oven.keyboard.press("p");
      await oven.locator("main [data-batch]").first().waitFor();
      await shot(oven, `dishes-${name}-${hand}`);
      const pages = oven.locator(".pages > span");
      for (let at = 1; ; at++) {
        assert.deepEqual(await oven.evaluate(faults, sizes), [], `by dish, page ${at}`);
        const [here, count] = (await pages.innerText()).split("/").map(Number);
        if (here === count) break;
        await oven.keyboard.press("ArrowRight");
        await pages.filter({ hasText: new RegExp(`^${here + 1} / `) }).waitFor();
      }
    });
  }
}

for (const glass of GLASSES) {
  const { name } = glass;
  const picture = name.replaceAll(" ", "-");

  test(`0, 5 and 40 tickets stand on a glass of ${name}`, async (t) => {
    const house = await open(t);
    const oven = await screen(house, "/kds?station=oven", "1000", glass);
    const call = await caller(house, "2001");
    await oven.getByText("No tickets for Oven").waitFor();
    await shot(oven, `station-${picture}-0`);
    assert.deepEqual(await oven.evaluate(faults, SIZES), []);
    for (const upTo of [5, 40]) {
      await fill(call, upTo);
      await oven.getByText(new RegExp(`^\\s*${upTo}\\s+tickets?`)).first().waitFor();
      await summed(oven, upTo);
      await shot(oven, `station-${picture}-${upTo}`);
      assert.deepEqual(await oven.evaluate(faults, SIZES), []);
    }
    const numbers = await everyPage(oven, 40, async (here) => {
      assert.ok(here.length <= GLANCE, `${here.length} tickets on a page`);
      assert.deepEqual(await oven.evaluate(faults, SIZES), []);
    });
    assert.deepEqual(numbers, oneTo(40));
  });

  test(`0, 5 and 40 orders stand on the pass of ${name}`, async (t) => {
    const house = await open(t);
    const expo = await screen(house, "/expo", "3001", glass);
    const call = await caller(house, "2001");
    await expo.getByText("No orders at the pass").waitFor();
    await shot(expo, `pass-${picture}-0`);
    for (const upTo of [5, 40]) {
      await fill(call, upTo);
      await expo.getByText(new RegExp(`^\\s*${upTo}\\s+orders?`)).first().waitFor();
      await shot(expo, `pass-${picture}-${upTo}`);
      assert.deepEqual(await expo.evaluate(faults, SIZES), []);
    }
  });
}

/** A network on which the welcome took so long: the screen's idea of the server's clock is behind. */
async function slowNetwork(page, millis) {
  const late = (text) => {
    const frame = JSON.parse(text);
    if (frame.type === "welcome") frame.server_time = new Date(Date.parse(frame.server_time) - millis).toISOString();
    return JSON.stringify(frame);
  };
  await page.routeWebSocket(/\/live/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((text) => socket.send(late(text)));
  });
}

test("40 orders placed at once join the rail in the order of their numbers, and nothing moves", async (t) => {
  const house = await open(t);
  const oven = await house.page(null);
  await slowNetwork(oven, 200);
  await oven.goto("/kds?station=oven");
  await signIn(oven, "1000");
  const call = await caller(house, "2001");
  await oven.getByText("No tickets for Oven").waitFor();
  // A finger stays down: nothing is sorted afterwards, so what joins has to join in its place.
  await oven.mouse.move(900, 30);
  await oven.mouse.down();
  await oven.evaluate(() => {
    window.moves = [];
    let before = [];
    new MutationObserver(() => {
      const now = [...document.querySelectorAll("main [data-bar]")].map((bar) => Number(bar.dataset.bar));
      if (before.some((number, k) => now[k] !== number)) window.moves.push([before, now]);
      before = now;
    }).observe(document.querySelector("main"), { childList: true, subtree: true });
  });
  await Promise.all(oneTo(40).map(() => place(call, ["margherita"])));
  await oven.getByText(/^\s*40\s+tickets/).first().waitFor();
  assert.deepEqual(await oven.evaluate(() => window.moves), []);
  assert.deepEqual(await everyPage(oven, 40, () => {}), oneTo(40));
  await oven.mouse.up();
});

test("the longest ticket is cut into parts, and none of its lines is lost", async (t) => {
  const house = await open(t);
  const oven = await station(house, "oven");
  const call = await caller(house, "2001");
  const words = "no garlic, no chilli, cut in eight and in two boxes, for the children at the window";
  const lines = Array.from({ length: 14 }, (_, n) => ({ menu_item_id: PIZZAS[n % PIZZAS.length], quantity: 1 + n, note: n % 2 ? words : null }));
  const order = await place(call, lines, { note: "Birthday: all at once, please, with the candles" });
  await oven.locator("article").nth(1).waitFor();
  await shot(oven, "station-long");
  assert.deepEqual(await oven.evaluate(faults, SIZES), []);
  const shown = await oven.locator("article [data-item]").evaluateAll((rows) => rows.map((row) => row.dataset.item));
  assert.deepEqual(shown, order.items.map((item) => item.id));
});

/** A house whose tickets age in seconds instead of minutes, so that nobody has to wait. */
const quick = (t) => open(t, { demo: pace("warn_seconds = 2\nlate_seconds = 6") });

test("age is said by a sign as well as by a colour", async (t) => {
  const house = await quick(t);
  const oven = await station(house, "oven");
  await place(await caller(house, "2001"), ["margherita"]);
  await oven.locator("article .head").waitFor();
  const look = () =>
    oven.locator("article .head").evaluate((head) => ({
      age: /age-\w+/.exec(head.className)?.[0] ?? "calm",
      signs: head.querySelectorAll(".time .sign.up").length,
      colour: getComputedStyle(head).backgroundColor,
    }));
  const seen = [];
  for (const age of ["calm", "age-warn", "age-late"]) seen.push(await until(look, (now) => now.age === age));
  assert.deepEqual(seen.map(({ signs }) => signs), [0, 1, 2]);
  assert.equal(new Set(seen.map(({ colour }) => colour)).size, 3);
});

test("late tickets of other pages are said to be late, and the bar has room for that", async (t) => {
  const house = await quick(t);
  const call = await caller(house, "2001");
  const boss = await caller(house, "9000");
  for (let k = 0; k < 30; k++) await place(call, [PIZZAS[k % PIZZAS.length], "chips"], { table: String(k), covers: 4 });
  const urgent = await place(call, [{ menu_item_id: "marinara", quantity: 1, seat: 3 }], { allergies: [{ seat: 3, allergen: "gluten" }] });
  await boss("POST", `/orders/${urgent.id}/priority`, { priority: "rush" });
  for (const glass of GLASSES) {
    for (const [path, pin] of [["/kds?station=oven", "1000"], ["/expo", "3001"]]) {
      const page = await screen(house, path, pin, glass);
      await page.locator(".pages .age-late").waitFor();
      assert.equal(await page.locator(".pages .age-late .sign.up").count(), 2);
      await shot(page, `late-${path.slice(1, 4)}-${glass.name.replaceAll(" ", "-")}`);
      assert.deepEqual(await page.evaluate(faults, SIZES), [], `${path} on ${glass.name}`);
      await page.context().close();
    }
  }
});

test("an all-day list that is longer than the glass says how much it leaves out", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const dishes = (await call("GET", "/menu")).body.categories.flatMap((category) => category.items);
  const plain = dishes.filter((dish) => dish.modifier_groups.every((group) => !group.min));
  assert.ok(plain.length > 20, `${plain.length} dishes without a choice`);
  for (const { id } of plain) await place(call, [id]);
  const all = await screen(house, "/kds?station=all", "1000", GLASSES[0]);
  const rest = await all.locator(".panel .rest").innerText();
  const shown = await all.locator(".panel .line:not(.sub)").count();
  assert.equal(shown + parseInt(/\d+/.exec(rest)[0], 10), plain.length);
  await shot(all, "all-day");
  assert.deepEqual(await all.evaluate(faults, SIZES), []);
});
