// What a station's screen offers beside its tickets: dishes off and counted from the line, the last
// tickets and the last tap taken back, sound, and this device's own look.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, pace, shot } from "./lib.mjs";
import { audible, caller, listening, place, signIn, station, strike, tap, until } from "./people.mjs";

const row = (page, item) => page.locator(`main [data-item="${item.id}"]`);
const sheet = (page) => page.locator(".sheet");

/** A finger that rests on something. */
async function hold(page, locator) {
  const box = await locator.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await sheet(page).waitFor();
  await page.mouse.up();
}

test("a cook takes a dish off from its line and sees whom that hits", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const first = await place(call, [{ menu_item_id: "margherita", quantity: 2 }], { table: "3" });
  await place(call, ["margherita", "funghi"], { table: "4" });
  await place(call, [{ menu_item_id: "margherita", quantity: 1, course: 2 }, "funghi"], { table: "5", hold_courses: [2] });
  const oven = await station(house, "oven", "1001");
  const dish = async () => (await call("GET", "/menu")).body.categories.flatMap((c) => c.items).find((i) => i.id === "margherita");

  // The line is held down: the dish opens, and nothing was prepared by that.
  await hold(oven, row(oven, first.items[0]));
  await sheet(oven).getByText(/Contains.*MILK/s).waitFor();
  await sheet(oven).getByText("On the menu").waitFor();
  assert.equal(await sheet(oven).locator("[data-affected]").count(), 3);
  assert.deepEqual(await sheet(oven).locator("[data-affected]").evaluateAll((all) => all.map((a) => a.dataset.affected)), ["1", "2", "3"]);
  assert.equal((await call("GET", `/orders/${first.id}`)).body.items[0].status, "QUEUED");
  await shot(oven, "oven-dish");

  await sheet(oven).locator('[data-left="3"]').click();
  await until(dish, (d) => d.remaining === 3);
  await sheet(oven).locator("[data-state]", { hasText: "3 left" }).waitFor();
  await sheet(oven).locator("[data-off]").click();
  assert.equal((await until(dish, (d) => !d.available)).why, "by hand");
  await sheet(oven).locator("[data-state]", { hasText: "86" }).waitFor();
  await shot(oven, "oven-dish-off");
  await sheet(oven).getByRole("button", { name: "Close" }).click();
  await oven.locator('.panel [data-dish="margherita"]', { hasText: "86" }).first().waitFor();

  // From the list beside the board, and back on.
  await oven.locator('.panel [data-dish="margherita"]').first().click();
  await sheet(oven).locator("[data-on]").click();
  await until(dish, (d) => d.available && d.remaining === null);
  await sheet(oven).locator("[data-state]", { hasText: "On the menu" }).waitFor();

  // Undo takes back what was said of the dish, too.
  await oven.keyboard.press("u");
  await until(dish, (d) => !d.available);
  await oven.keyboard.press("Backspace");
  await until(dish, (d) => d.remaining === 3);
});

test("a ticket's head opens its dishes, each with what is in it", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const order = await place(call, [{ menu_item_id: "margherita", quantity: 1, seat: 2 }, "marinara"]);
  const oven = await station(house, "oven", "1001");
  await row(oven, order.items[0]).getByText("seat 2").waitFor();
  await oven.locator("main article .head").first().click();
  await sheet(oven).locator("[data-about]", { hasText: "Contains gluten, milk" }).waitFor();
  await shot(oven, "oven-ticket");
  await sheet(oven).locator(`[data-about="${order.items[1].id}"]`).click();
  await sheet(oven).getByText(/Contains.*GLUTEN/s).waitFor();
});

test("the last taps are undone one after the other, and old tickets come back with their clock", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const one = await place(call, ["margherita", "funghi"]);
  const two = await place(call, ["calzone"], { table: "9" });
  const oven = await station(house, "oven", "1001");
  const states = async (order) => (await call("GET", `/orders/${order.id}`)).body.items.map((i) => i.status).join();
  await row(oven, one.items[0]).click();
  await until(() => states(one), (s) => s === "PREPARED,QUEUED");
  await tap(oven.locator(`[data-bar="${two.number}"]`));
  await until(() => states(two), (s) => s === "PREPARED");

  await oven.getByRole("button", { name: "Recall" }).click();
  await sheet(oven).locator("[data-undo]", { hasText: `Bump ${two.number}` }).waitFor();
  const past = sheet(oven).locator(".pick", { hasText: "Table 9" });
  assert.match(await past.innerText(), /\d\d:\d\d/, "when it was done");
  await shot(oven, "oven-recall");
  await sheet(oven).locator("[data-undo]").click();
  await until(() => states(two), (s) => s === "QUEUED");
  await oven.keyboard.press("u");
  await until(() => states(one), (s) => s === "QUEUED,QUEUED");

  // What the pass has handed out is listed, and stays with the pass.
  await call("POST", `/orders/${two.id}/bump`, { station: "oven" });
  await call("POST", `/orders/${two.id}/complete`, {});
  const boss = await caller(house, "9000");
  await boss("POST", `/orders/${two.id}/bump`, { station: "oven" });
  await boss("POST", `/orders/${two.id}/complete`, {});
  await oven.keyboard.press("r");
  await sheet(oven).locator(".pick[disabled]", { hasText: "handed out" }).waitFor();
});

test("what others change is framed until the card is touched", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const order = await place(call, ["margherita", "funghi"]);
  const oven = await station(house, "oven", "1001");
  await row(oven, order.items[1]).waitFor();
  await call("POST", `/orders/${order.id}/items/${order.items[1].id}/void`, { reason: "mistake" });
  const fresh = oven.locator("main .row.fresh");
  await fresh.waitFor();
  assert.equal(await fresh.getAttribute("data-item"), order.items[1].id);
  await oven.locator("main article", { hasText: "CHANGED" }).waitFor();
  await shot(oven, "oven-changed");
  await oven.locator("main article .rows .row").nth(1).click();
  await fresh.waitFor({ state: "detached" });
});

test("dishes are picked, done and looked up with keys alone", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const order = await place(call, ["margherita", "funghi"]);
  const oven = await station(house, "oven", "1001");
  await row(oven, order.items[1]).waitFor();
  const states = async () => (await call("GET", `/orders/${order.id}`)).body.items.map((i) => i.status).join();
  await oven.keyboard.press("ArrowDown");
  await oven.keyboard.press("ArrowDown");
  await oven.locator(`.row.at[data-item="${order.items[1].id}"]`).waitFor();
  await shot(oven, "oven-keys-line");
  await oven.keyboard.press("Enter");
  await until(states, (s) => s === "QUEUED,PREPARED");
  await strike(oven, "Enter");
  await until(states, (s) => s === "QUEUED,QUEUED");
  await oven.keyboard.press("i");
  await sheet(oven).locator('[data-state="funghi"]').waitFor();
  await oven.keyboard.press("Escape");
  await oven.keyboard.press("s");
  await sheet(oven).getByText("This screen is read from").waitFor();
  await sheet(oven).locator(".keylist span", { hasText: /^Tstart the ticket$/ }).waitFor();
  await oven.keyboard.press("ArrowDown");
  assert.equal(await oven.evaluate(() => document.activeElement.closest(".sheet") !== null), true);
  await oven.keyboard.press("Escape");
  await sheet(oven).waitFor({ state: "detached" });
});

test("a new ticket, a changed one and a rush are heard; off is off, on this device for good", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const oven = await house.page(null);
  await oven.addInitScript(listening);
  await oven.goto("/kds?station=oven");
  await signIn(oven, "1001");
  await audible(oven);
  const tones = () => oven.evaluate(() => window.tones.splice(0));
  const order = await place(call, ["margherita", "funghi"]);
  await until(tones, (heard) => heard.length === 2);
  await tap(row(oven, order.items[0]));
  assert.deepEqual(await tones(), [], "a cook's own tap makes no sound");
  await oven.waitForTimeout(1_600); // a wave rings once
  await call("POST", `/orders/${order.id}/priority`, { priority: "rush" });
  await until(tones, (heard) => heard.length === 4);

  await oven.locator(".bar .place").click();
  await oven.locator('[data-set="tone-2"]').click();
  await until(tones, (heard) => heard.length > 0 && heard.every((type) => type === "square"));
  await shot(oven, "oven-settings");
  await oven.locator('[data-set="volume-0"]').click();
  await oven.locator('[data-set="volume-0"][aria-pressed="true"]').waitFor();
  await oven.reload();
  await row(oven, order.items[1]).waitFor();
  const second = await place(call, ["calzone"]);
  await row(oven, second.items[0]).waitFor();
  assert.deepEqual(await tones(), []);
  assert.equal(await oven.locator("[data-silent]").count(), 0, "what is off is not missed");
});

test("what the till takes off a ticket sounds as a change, and what it adds as something new", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const order = await place(call, ["margherita", "funghi"]);
  const oven = await house.page(null);
  await oven.addInitScript(listening);
  await oven.goto("/kds?station=oven");
  await signIn(oven, "1001");
  await audible(oven);
  await row(oven, order.items[1]).waitFor();
  const pitches = () => oven.evaluate(() => window.pitches.splice(0));
  assert.deepEqual(await pitches(), [], "what stands there at the start makes no sound");
  await call("POST", `/orders/${order.id}/items/${order.items[1].id}/void`, { reason: "mistake" });
  assert.deepEqual(await until(pitches, (heard) => heard.length > 0), [587, 587]);
  assert.equal((await call("POST", `/orders/${order.id}/items`, { items: [{ menu_item_id: "calzone", quantity: 1 }] })).status, 200);
  assert.deepEqual(await until(pitches, (heard) => heard.length > 0), [659, 880]);
});

test("a browser that holds sound back is said so until somebody touches the screen", async (t) => {
  const house = await open(t);
  const oven = await house.page(null);
  // As a browser does before the first touch.
  await oven.addInitScript(() => {
    const state = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, "state");
    let touched = false;
    const resume = AudioContext.prototype.resume;
    AudioContext.prototype.resume = function () {
      touched = window.mayRing === true;
      return resume.call(this);
    };
    Object.defineProperty(BaseAudioContext.prototype, "state", { get() { return touched ? state.get.call(this) : "suspended"; } });
  });
  await oven.goto("/kds?station=oven");
  await signIn(oven, "1001");
  await oven.locator("[data-silent]", { hasText: "Tap for sound" }).waitFor();
  await shot(oven, "oven-silent");
  await oven.evaluate(() => (window.mayRing = true));
  await oven.locator("[data-silent]").click();
  await oven.locator("[data-silent]").waitFor({ state: "detached" });
});

test("day and night, gloves and bump bars are this device's own and outlive a reload", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  for (let k = 0; k < 12; k++) await place(call, ["margherita", "funghi"], { table: String(k + 1) });
  const rush = await place(call, [{ menu_item_id: "marinara", quantity: 1, seat: 3 }], { allergies: [{ seat: 3, allergen: "gluten" }] });
  const boss = await caller(house, "9000");
  await boss("POST", `/orders/${rush.id}/priority`, { priority: "rush" });
  const oven = await station(house, "oven", "1001");
  await row(oven, rush.items[0]).waitFor();
  const heights = () => oven.locator("main .row, main .foot .key").evaluateAll((all) => all.map((e) => e.getBoundingClientRect().height));
  const shown = () => oven.locator("main article").count();
  const usual = await shown();
  await oven.locator(".bar .place").click();
  await oven.locator('[data-set="day"]').click();
  await oven.locator('[data-set="hand-glove"]').click();
  await oven.keyboard.press("Escape");
  await oven.reload();
  await row(oven, rush.items[0]).waitFor();
  assert.ok(Math.min(...(await heights())) >= 103.5, "20 mm on a tablet of 10 inches");
  assert.match(await oven.evaluate(() => document.documentElement.className), /\bday\b/);
  await shot(oven, "oven-day-gloves");
  await oven.locator(".bar .place").click();
  await oven.locator('[data-set="hand-bar"]').click();
  await oven.keyboard.press("Escape");
  await until(shown, (count) => count > usual);
  const cut = await oven.locator("main .rows").evaluateAll((all) => all.filter((r) => r.scrollHeight > r.clientHeight + 1).length);
  assert.equal(cut, 0, "nothing is cut off");
  await shot(oven, "oven-day-bar");
});

test("letters are as large as the screen is far, on this device for good", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const order = await place(call, ["margherita", "funghi"]);
  const oven = await station(house, "oven", "1001");
  const letters = () => row(oven, order.items[0]).locator(".dish").evaluate((dish) => parseFloat(getComputedStyle(dish).fontSize));
  await row(oven, order.items[0]).waitFor();
  await oven.locator(".bar .place").click();
  const sizes = [];
  for (const far of [0, 1, 2, 3]) {
    await oven.locator(`[data-set="far-${far}"]`).click();
    await oven.locator(`[data-set="far-${far}"][aria-pressed="true"]`).waitFor();
    sizes.push(await letters());
  }
  for (const [k, size] of sizes.slice(1).entries()) assert.ok(size > sizes[k] * 1.1, `${sizes}`);
  await oven.keyboard.press("Escape");
  await oven.reload();
  await row(oven, order.items[0]).waitFor();
  assert.equal(await letters(), sizes[3]);
});

test("the same work stands by dish, and is done there", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const one = await place(call, [{ menu_item_id: "margherita", quantity: 2 }, "funghi"], { table: "1" });
  const two = await place(call, [{ menu_item_id: "margherita", quantity: 1, modifiers: ["no-basil"] }, "calzone"], { table: "2" });
  const nut = await place(call, [{ menu_item_id: "calzone", quantity: 1, seat: 1 }], { table: "3", allergies: [{ seat: 1, allergen: "nuts" }] });
  const oven = await station(house, "oven", "1001");
  const states = async (order) => (await call("GET", `/orders/${order.id}`)).body.items.map((i) => i.status).join();
  const batch = (dish) => oven.locator(`[data-batch="${dish}"]`);
  await row(oven, nut.items[0]).waitFor();
  await oven.locator("[data-view]").click();
  await batch("MARG").locator("[data-item]").nth(1).waitFor();
  await shot(oven, "oven-by-dish");
  assert.match(await batch("MARG").locator(".no").innerText(), /^3/);
  assert.match(await batch("MARG").innerText(), /1 · Table 1[\s\S]*2 · Table 2[\s\S]*basil/i);

  // One line, then all of a dish; each taken back in its place. (A tap on what has just moved is none.)
  await tap(row(oven, two.items[0]));
  await until(() => states(two), (s) => s === "PREPARED,QUEUED");
  assert.match(await batch("MARG").locator(".no").innerText(), /^2/);
  await tap(row(oven, two.items[0]));
  await until(() => states(two), (s) => s === "QUEUED,QUEUED");
  await tap(oven.locator('[data-all="MARG"]'));
  await until(async () => `${await states(one)} ${await states(two)}`, (s) => s === "PREPARED,QUEUED PREPARED,QUEUED");
  await tap(oven.locator('[data-all="MARG"]'));
  await until(async () => `${await states(one)} ${await states(two)}`, (s) => s === "QUEUED,QUEUED QUEUED,QUEUED");

  // An allergy holds the whole dish until its line was read.
  await tap(oven.locator('[data-all="CALZONE"]'));
  assert.equal(await states(nut), "QUEUED");
  await tap(row(oven, nut.items[0]));
  await batch("CALZONE").getByText("confirmed").waitFor();
  await hold(oven, row(oven, nut.items[0]));
  await sheet(oven).getByText(/NUTS[\s\S]*confirmed \d\d:\d\d · Paolo/).first().waitFor();
  await shot(oven, "oven-dish-allergy");
  await oven.keyboard.press("Escape");
  await tap(oven.locator('[data-all="CALZONE"]'));
  await until(async () => `${await states(nut)} ${await states(two)}`, (s) => s === "PREPARED QUEUED,PREPARED");

  // It outlives a reload; keys work it, and turn it over again.
  await oven.reload();
  await batch("FUNGHI").waitFor();
  await oven.keyboard.press("ArrowDown");
  await oven.locator(".row.at").waitFor();
  await oven.keyboard.press("i");
  await sheet(oven).locator("[data-state]").waitFor();
  await oven.keyboard.press("Escape");
  await oven.keyboard.press("p");
  await oven.locator("[data-ticket]").first().waitFor();
});

test("by dish, the bar takes back its own last tap alone, and what is off stands until it was seen", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const orders = [];
  for (const table of ["1", "2", "3"]) orders.push(await place(call, ["margherita"], { table }));
  const oven = await station(house, "oven", "1001");
  const states = async () => (await Promise.all(orders.map((o) => call("GET", `/orders/${o.id}`)))).map((o) => o.body.items[0].status).join();
  const [first, second, third] = orders.map((order) => row(oven, order.items[0]));
  const bar = oven.locator('[data-all="MARG"]');
  await third.waitFor();
  await oven.locator("[data-view]").click();
  await bar.waitFor();
  await tap(first);
  await until(states, (s) => s === "PREPARED,QUEUED,QUEUED");
  await tap(bar);
  await until(states, (s) => s === "PREPARED,PREPARED,PREPARED");
  await tap(bar);
  await until(states, (s) => s === "PREPARED,QUEUED,QUEUED");
  // Undo goes on with the tap before it.
  await oven.keyboard.press("u");
  await until(states, (s) => s === "QUEUED,QUEUED,QUEUED");

  const boss = await caller(house, "9000");
  const cancel = async (order) => assert.equal((await boss("POST", `/orders/${order.id}/cancel`, { reason: "left" })).status, 200);
  await cancel(orders[1]);
  await second.locator(".tag", { hasText: "CANCELLED" }).waitFor();
  assert.match(await oven.locator('[data-batch="MARG"] .no').innerText(), /^2/);
  await shot(oven, "oven-by-dish-cancelled");
  await tap(second);
  await second.waitFor({ state: "detached" });
  // Nothing left to make: the bar clears it.
  await cancel(orders[0]);
  await cancel(orders[2]);
  await bar.getByText("Clear").waitFor();
  await tap(bar);
  await bar.waitFor({ state: "detached" });
  await oven.keyboard.press("p");
  await oven.locator("main .calm").waitFor();
});

test("only a finger that rests opens the dish: one that went up does not, and none is swallowed", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const one = await place(call, ["margherita", "funghi"]);
  const two = await place(call, ["calzone"], { table: "9" });
  const oven = await station(house, "oven", "1001");
  const states = async (order) => (await call("GET", `/orders/${order.id}`)).body.items.map((i) => i.status).join();
  await row(oven, two.items[0]).waitFor();

  // A quick tap, and the next finger rests while the first one would have counted as held.
  const bar = await oven.locator(`[data-bar="${two.number}"]`).boundingBox();
  await row(oven, one.items[0]).click();
  await oven.mouse.move(bar.x + bar.width / 2, bar.y + bar.height / 2);
  await oven.mouse.down();
  const down = await oven.evaluate(() => performance.now());
  await oven.waitForFunction((down) => performance.now() - down > 1_000, down);
  await oven.mouse.up();
  await until(() => states(two), (s) => s === "PREPARED");
  assert.equal(await sheet(oven).count(), 0);

  // What was looked up by resting on it is done by the next key.
  await hold(oven, row(oven, one.items[1]));
  await oven.keyboard.press("Escape");
  await sheet(oven).waitFor({ state: "detached" });
  await oven.keyboard.press("ArrowDown");
  await oven.keyboard.press("ArrowDown");
  await oven.locator(`.row.at[data-item="${one.items[1].id}"]`).waitFor();
  await oven.keyboard.press("Enter");
  await until(() => states(one), (s) => s === "PREPARED,PREPARED");
  // A touch screen would lay its own menu over that.
  const menu = await row(oven, one.items[0]).evaluate((line) => {
    const event = new MouseEvent("contextmenu", { bubbles: true, cancelable: true });
    line.dispatchEvent(event);
    return event.defaultPrevented ? "none" : "the browser's";
  });
  assert.equal(menu, "none");
});

/** Notes what the page does by itself as if somebody had touched it: what, and on which ticket. */
function tryouts() {
  window.tried = [];
  for (const kind of ["pointerdown", "contextmenu"]) {
    addEventListener(kind, (event) => event.isTrusted || window.tried.push([kind, event.target.dataset.ticket ?? null]), true);
  }
}

test("a screen tries out a tap by itself, and nothing comes of it", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const first = await place(call, ["margherita", "funghi"]);
  const oven = await house.page(null);
  const sent = [];
  oven.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(JSON.parse(payload).type)));
  await oven.addInitScript(tryouts);
  await oven.goto("/kds?station=oven");
  await signIn(oven, "1000");
  await tap(row(oven, first.items[0]));
  await row(oven, first.items[0]).locator(".tick").waitFor();
  const second = await place(call, ["marinara"]);
  const card = ({ items }) => oven.locator("main article", { has: oven.locator(`[data-item="${items[0].id}"]`) });
  await card(second).locator(".tag", { hasText: "NEW" }).waitFor();
  const [calm, fresh] = await Promise.all([first, second].map((order) => card(order).getAttribute("data-ticket")));

  await oven.waitForFunction(() => window.tried.length >= 2, null, { timeout: 30_000 });
  assert.deepEqual(await oven.evaluate(() => window.tried), [["contextmenu", null], ["pointerdown", calm]]);
  assert.notEqual(calm, fresh);
  // By the ticket's own clock longer than a finger has to rest to be told more of a dish.
  const seconds = () => oven.locator(`article[data-ticket="${fresh}"] .time`).innerText();
  for (let beats = 0; beats < 2; beats++) {
    const shown = await seconds();
    await until(seconds, (now) => now !== shown);
  }
  assert.equal(await sheet(oven).count(), 0);
  await card(second).locator(".tag", { hasText: "NEW" }).waitFor();
  assert.deepEqual(sent.filter((kind) => kind.startsWith("item.")), ["item.prepared"]);
  assert.deepEqual((await call("GET", `/orders/${first.id}`)).body.items.map((item) => item.status), ["PREPARED", "QUEUED"]);
  assert.equal((await call("GET", `/orders/${second.id}`)).body.items[0].status, "QUEUED");
});

test("a channel has a pace of its own: the courier's order is late while the table's is calm", async (t) => {
  const demo = pace("warn_seconds = 600\nlate_seconds = 900\ndelivery = { warn_seconds = 1, late_seconds = 2 }");
  const house = await open(t, { demo });
  const call = await caller(house, "2001");
  await place(call, ["margherita"], { table: "1" });
  await place(call, ["margherita"], { channel: "delivery", table: null, guest: { name: "Ada" } });
  const oven = await station(house, "oven", "1001");
  const head = (words) => oven.locator("main article .head", { hasText: words });
  await oven.locator("main article .head.age-late", { hasText: "Ada" }).waitFor();
  assert.doesNotMatch(await head("Table 1").getAttribute("class"), /age/);
});

/** What the screen has written down for its next start. */
const kept = (page) => page.evaluate(() => localStorage.getItem(Object.keys(localStorage).find((key) => /^passline\.last\.kds\..*[^t]$/.test(key))) ?? "");

test("what was called off and nobody has seen stands there after a reload as well, until it is cleared", async (t) => {
  const house = await open(t);
  const boss = await caller(house, "9000");
  const oven = await station(house, "oven");
  const off = await place(boss, ["margherita", "diavola"], { table: "4" });
  const on = await place(boss, ["funghi"], { table: "5" });
  await oven.locator("main article").nth(1).waitFor();
  await boss("POST", `/orders/${off.id}/cancel`, { reason: "guest left" });
  const called = oven.locator("main article").filter({ hasText: "CANCELLED" });
  await called.waitFor();
  await until(() => kept(oven), (text) => text.includes(off.id) && text.includes(on.id));
  for (const view of ["ticket", "dish"]) {
    await oven.evaluate((view) => localStorage.setItem("passline.view", view), view);
    await oven.reload();
    await oven.locator('[data-link="live"]').waitFor();
    await called.first().waitFor();
    assert.equal(await called.count(), view === "ticket" ? 1 : 2, "both of its dishes are crossed out");
  }
  await shot(oven, "station-off-after-reload");
  await oven.evaluate(() => localStorage.setItem("passline.view", "ticket"));
  await oven.reload();
  await tap(called.locator("[data-bar]"));
  await called.waitFor({ state: "detached" });
  await until(() => kept(oven), (text) => !text.includes(off.id) && text.includes(on.id));
  await oven.reload();
  await oven.locator("main article").filter({ hasText: "Table 5" }).waitFor();
  assert.equal(await called.count(), 0, "seen is seen");
});
