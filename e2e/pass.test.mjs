// The pass: what each station owes, the fire plan in words and as a hold, the rail put in another order
// by finger and by keys, orders held back, dishes done and recalled, and handing over by table and runner.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, listening, pass, place, signIn, station, strike, tap, tapTwice, until } from "./people.mjs";

const card = (page, number) => page.locator("main article").filter({ has: page.locator(".no", { hasText: new RegExp(`^${number}`) }) });
const order = async (call, id) => (await call("GET", `/orders/${id}`)).body;
const rail = (page) => page.locator("main article .no").evaluateAll((all) => all.map((no) => parseInt(no.textContent, 10)));

/** The demo restaurant with something else in the description of the location. */
function houseWith(t, line, dishes = (text) => text) {
  return open(t, { demo: (text) => dishes(text.replace(/^business_day_starts.*$/m, (kept) => `${kept}\n${line}`)) });
}

test("the pass says for each station what is missing and since when, and marks the one waited for longest", async (t) => {
  const house = await open(t);
  const call = await caller(house, "9000");
  const one = await place(call, ["diavola", "margherita", "caesar"], { table: "12" });
  const expo = await pass(house);
  const owes = card(expo, one.number).locator("[data-owes]");
  await owes.nth(1).waitFor();
  assert.deepEqual(await owes.evaluateAll((all) => all.map((st) => st.dataset.owes)), ["Oven", "Cold & salads"]);
  await call("POST", `/orders/${one.id}/items/${one.items[0].id}/prepared`, {});
  await owes.first().getByText("1 of 2").waitFor();
  const since = async () => (await owes.first().locator(".since").innerText()).trim();
  const before = await since();
  await until(since, (now) => now !== before && /^\d+:\d\d$/.test(now));
  assert.equal(await owes.locator('[aria-label="waits longest"]').count(), 0, "both wait since the same moment");
  await call("POST", `/orders/${one.id}/bump`, { station: "cold" });
  await card(expo, one.number).locator(".st.done .tick").waitFor();
  await owes.first().locator('[aria-label="waits longest"]').waitFor();
});

test("the plan is told in words at the stations and at the pass, and anew when somebody starts", async (t) => {
  const house = await open(t);
  const call = await caller(house, "9000");
  const one = await place(call, ["diavola", "caesar"], { channel: "takeaway", table: undefined, guest: { name: "Ines" } });
  await place(call, ["margherita"], { table: "3" });
  const [oven, cold, expo] = [await station(house, "oven"), await station(house, "cold"), await pass(house)];
  const told = (page) => page.locator(`[data-start="${one.number}"]`);
  await told(cold).getByText(/Start in 3:10/).waitFor();
  await told(cold).getByText("to meet DIAVOLA (Oven)").waitFor();
  await told(oven).getByText("Start now").waitFor();
  await told(oven).getByText("the others wait for it").waitFor();
  const atPass = card(expo, one.number).locator("[data-advice]");
  await atPass.filter({ hasText: "Start in 3:10 to meet DIAVOLA (Oven)" }).waitFor();
  await atPass.filter({ hasText: "Start now" }).waitFor();
  assert.equal(await oven.locator("[data-start]").count(), 1, "of an order of one station nothing has to be said");
  await shot(cold, "plan-cold");
  await shot(expo, "plan-pass");

  // Nobody has started it, so the salad's time stands still; once the pizza is in, it runs.
  await tap(told(oven));
  await told(oven).getByText(/Started 0:/).waitFor();
  await until(() => order(call, one.id), (o) => o.items[0].status === "PREPARING");
  await told(cold).getByText(/Start in 3:0[0-8]/).waitFor();
  await atPass.filter({ hasText: /Started 0:/ }).waitFor();
  await shot(oven, "plan-started");
  // A start is a tap like others: undone by the same key.
  await strike(oven, "u");
  await until(() => order(call, one.id), (o) => o.items[0].status === "QUEUED");
});

test("where the house has the plan hold, a ticket waits in sight and goes at its time, or when a cook begins", async (t) => {
  const quick = (text) => text.replace(/(id = "diavola"[^]*?prep_seconds = )\d+/, "$1250");
  const house = await houseWith(t, 'fire_plan = "hold"', quick);
  const call = await caller(house, "9000");
  const cold = await station(house, "cold");
  await cold.evaluate(listening);
  // Ten seconds apart are nothing to hold; forty are.
  const one = await place(call, ["diavola", "rocket-walnut"], { table: "1" });
  const first = card(cold, one.number);
  await first.and(cold.locator(".waits")).waitFor();
  await cold.getByText("COMING").waitFor();
  await cold.getByText(/^\s*0\s+tickets/).first().waitFor();
  assert.equal(await cold.evaluate(() => window.tones.length), 0);
  await until(() => order(call, one.id), (o) => o.tickets.every((ticket) => ticket.station !== "cold" || ticket.shown_at));
  await shot(cold, "plan-hold");
  // A cook may begin it all the same.
  await tap(first.locator("[data-start]"));
  await cold.locator(`main article.waits`).waitFor({ state: "detached" });
  await until(() => order(call, one.id), (o) => o.items[1].status === "PREPARING");

  // What the oven has before it would be waited for as well.
  await call("POST", `/orders/${one.id}/bump`, { station: "oven" });
  const two = await place(call, [{ menu_item_id: "diavola", quantity: 1 }, { menu_item_id: "caesar", quantity: 1 }], { table: "2" });
  await card(cold, two.number).waitFor();
  assert.equal(await cold.locator("main article.waits").count(), 0, "ten seconds apart are started together");
  assert.ok(await cold.evaluate(() => window.tones.length) > 0);
});

test("a ticket that the plan holds goes by itself, with its sound", async (t) => {
  const quick = (text) => text.replace(/(id = "diavola"[^]*?prep_seconds = )\d+/, "$135").replace(/(id = "olive-bowl"[^]*?prep_seconds = )\d+/, "$12");
  const house = await houseWith(t, 'fire_plan = "hold"', quick);
  const call = await caller(house, "9000");
  const cold = await station(house, "cold");
  await cold.evaluate(listening);
  const one = await place(call, ["diavola", "olive-bowl"], { table: "1" });
  await card(cold, one.number).and(cold.locator(".waits")).waitFor();
  assert.equal(await cold.evaluate(() => window.tones.length), 0);
  await cold.locator("main article.waits").waitFor({ state: "detached", timeout: 45_000 });
  await until(() => cold.evaluate(() => window.tones.length), (tones) => tones > 0);
});

test("the pass holds an order back at every station, and lets it go", async (t) => {
  const house = await open(t);
  const call = await caller(house, "9000");
  const one = await place(call, ["margherita"], { table: "1" });
  const two = await place(call, ["marinara"], { table: "2" });
  const [oven, expo] = [await station(house, "oven"), await pass(house)];
  await tap(card(expo, one.number).locator(".head"));
  await tap(expo.locator(`.sheet [data-hold="${one.number}"]`));
  await card(oven, one.number).and(oven.locator(".waits")).waitFor();
  await card(oven, one.number).getByText("Held by the pass").waitFor();
  await oven.getByText(/^\s*1\s+ticket/).first().waitFor();
  await expo.keyboard.press("Escape");
  await shot(oven, "held-oven");
  await shot(expo, "held-pass");
  // A second tap with the same movement meets the key that has come into its place, and is none.
  await tapTwice(card(expo, one.number).locator("[data-hold]"));
  await oven.locator("main article.waits").waitFor({ state: "detached" });
  assert.equal((await order(call, one.id)).priority, "normal");
  const { body } = await call("GET", `/orders/${one.id}/history`);
  assert.deepEqual(body.events.filter((e) => e.type === "order.held").map((e) => e.data.held), [true, false]);
  // The same with keys, and taken back.
  await expo.keyboard.press("2");
  await strike(expo, "h");
  await card(oven, two.number).and(oven.locator(".waits")).waitFor();
  await strike(expo, "u");
  await oven.locator("main article.waits").waitFor({ state: "detached" });
});

test("orders are put in another order by finger and by keys, for every screen, and back to that of time", async (t) => {
  const house = await open(t);
  const call = await caller(house, "9000");
  for (let k = 1; k <= 4; k++) await place(call, ["margherita"], { table: String(k) });
  const [oven, expo] = [await station(house, "oven"), await pass(house)];
  await until(() => rail(expo), (now) => now.join() === "1,2,3,4");
  const middle = async (number) => {
    const { x, y, width, height } = await card(expo, number).locator(".head").boundingBox();
    return [x + width / 2, y + height / 2];
  };
  // A slip is too short to be a drag.
  await expo.mouse.move(...(await middle(4)));
  await expo.mouse.down();
  await expo.mouse.move(...(await middle(1)));
  await expo.mouse.up();
  await expo.keyboard.press("Escape");
  assert.deepEqual(await rail(expo), [1, 2, 3, 4]);
  // A finger that rests takes the card up.
  await expo.mouse.move(...(await middle(4)));
  await expo.mouse.down();
  await expo.locator(".ghost.on", { hasText: "4" }).waitFor();
  await expo.mouse.move(...(await middle(1)), { steps: 8 });
  await card(expo, 1).and(expo.locator(".over")).waitFor();
  await shot(expo, "pass-drag");
  await expo.mouse.up();
  await until(() => rail(expo), (now) => now.join() === "4,1,2,3");
  assert.equal(await expo.locator(".sheet").count(), 0, "the end of a drag opens nothing");
  await until(() => rail(oven), (now) => now.join() === "4,1,2,3");

  await expo.keyboard.press("3");
  await strike(expo, "[");
  await until(() => rail(oven), (now) => now.join() === "4,2,1,3");
  await strike(expo, "u");
  await until(() => rail(oven), (now) => now.join() === "4,1,2,3");
  await shot(expo, "pass-sequence");
  await tap(expo.locator("[data-by-time]"));
  await until(() => rail(oven), (now) => now.join() === "1,2,3,4");
  await expo.locator("[data-by-time]").waitFor({ state: "detached" });
  // Without a drag: from the order's own sheet.
  await tap(card(expo, 1).locator(".head"));
  await tap(expo.locator('.sheet [data-move="later"]'));
  await until(() => rail(oven), (now) => now.join() === "2,1,3,4");
});

test("a course is fired, an order is rushed and no longer, and one that has left is recalled, by finger and by keys", async (t) => {
  const house = await open(t);
  const call = await caller(house, "9000");
  const meal = [{ menu_item_id: "margherita", quantity: 1 }, { menu_item_id: "tiramisu", quantity: 2, course: 2 }];
  const orders = [];
  for (const table of ["1", "2"]) orders.push(await place(call, meal, { table, hold_courses: [2] }));
  const [expo, oven, sweets] = [await pass(house), await station(house, "oven"), await station(house, "dessert")];
  const courses = async ({ id }) => (await order(call, id)).items.map((item) => item.status).join();

  await card(expo, 1).locator("[data-fire]").waitFor();
  assert.equal(await card(sweets, 1).count(), 0, "the second course is held");
  await tap(card(expo, 1).locator("[data-fire]"));
  await card(sweets, 1).waitFor();
  assert.equal(await courses(orders[0]), "QUEUED,QUEUED");
  assert.equal(await courses(orders[1]), "QUEUED,HELD");
  await card(expo, 1).locator("[data-fire]").waitFor({ state: "detached" });
  await strike(expo, "2");
  await strike(expo, "f");
  await card(sweets, 2).waitFor();
  assert.equal(await courses(orders[1]), "QUEUED,QUEUED");
  await shot(expo, "pass-fired");

  await tap(card(expo, 2).locator("[data-rush]"));
  await card(oven, 2).locator(".rush").waitFor();
  await until(() => rail(oven), (now) => now.join() === "2,1");
  await until(() => rail(expo), (now) => now.join() === "2,1");
  await shot(expo, "pass-rush");
  await strike(expo, "Escape");
  await strike(expo, "1");
  await strike(expo, "x");
  await card(oven, 2).locator(".rush").waitFor({ state: "detached" });
  await until(() => rail(oven), (now) => now.join() === "1,2");
  assert.equal((await order(call, orders[1].id)).priority, "normal");

  for (const station of ["oven", "dessert"]) await call("POST", `/orders/${orders[0].id}/bump`, { station });
  const gone = async (number) => (await order(call, orders[number - 1].id)).status;
  await until(() => gone(1), (status) => status === "READY");
  const ready = expo.locator(".ready article", { hasText: "Table 1" });
  await tap(ready.locator("[data-bar]"));
  await until(() => gone(1), (status) => status === "COMPLETED");
  await strike(expo, "r");
  await tap(expo.locator(".sheet .pick", { hasText: "Table 1" }).first());
  await until(() => gone(1), (status) => status === "READY");
  await ready.waitFor();
});

test("a dish is prepared and recalled at the pass, from the kitchen and from what is ready", async (t) => {
  const house = await open(t);
  const call = await caller(house, "9000");
  const one = await place(call, ["margherita", "caesar"], { table: "5" });
  const expo = await pass(house);
  const states = async () => (await order(call, one.id)).items.map((i) => i.status).join();
  const line = (k) => card(expo, one.number).locator(`[data-item="${one.items[k].id}"]`);
  await tap(line(0));
  await until(states, (s) => s === "PREPARED,QUEUED");
  await tap(line(0));
  await until(states, (s) => s === "QUEUED,QUEUED");
  await strike(expo, "u");
  await until(states, (s) => s === "PREPARED,QUEUED");
  await tap(card(expo, one.number).locator(".head"));
  await tap(expo.locator("[data-all]"));
  await until(states, (s) => s === "PREPARED,PREPARED");
  const ready = expo.locator(`[data-ready="${one.number}"]`);
  await ready.waitFor();
  await tap(ready.locator(".head"));
  await shot(expo, "pass-ready-sheet");
  await tap(expo.locator(`.sheet [data-tap="${one.items[1].id}"]`));
  await until(states, (s) => s === "PREPARED,QUEUED");
  assert.equal((await order(call, one.id)).status, "IN_PROGRESS");
});

test("what is ready is handed over by table and by runner, and the record says who carried it", async (t) => {
  const house = await open(t);
  const call = await caller(house, "9000");
  const placed = [];
  for (const table of ["12", "3", "12"]) placed.push(await place(call, ["margherita"], { table }));
  for (const { id } of placed) await call("POST", `/orders/${id}/bump`, { station: "oven" });
  const expo = await pass(house);
  const { body: people } = await call("GET", "/people");
  const name = people.items.find((person) => person.role === "pos").name;
  await tap(expo.locator("[data-runner]"));
  await shot(expo, "pass-runners");
  await tap(expo.locator(`[data-carries="${name}"]`));
  await expo.locator(`[data-runner="${name}"]`).waitFor();
  const numbers = () => expo.locator("[data-ready]").evaluateAll((all) => all.map((one) => Number(one.dataset.ready)));
  await until(numbers, (all) => all.join() === "1,3,2");
  await shot(expo, "pass-ready");
  await tap(expo.locator('[data-party="Table 12"]'));
  const carried = async (id) => (await call("GET", `/orders/${id}/history`)).body.events.filter((e) => e.type === "order.completed").map((e) => e.data.runner);
  for (const k of [0, 2]) await until(() => carried(placed[k].id), (all) => all.join() === name);
  assert.equal((await order(call, placed[1].id)).status, "READY", "another table waits");
  // By keys, and without a name.
  await strike(expo, "w");
  await tap(expo.locator('[data-carries=""]'));
  await strike(expo, "c");
  await until(() => order(call, placed[1].id), (o) => o.status === "COMPLETED");
  assert.deepEqual(await carried(placed[1].id), [undefined]);
  await strike(expo, "u");
  await until(() => order(call, placed[1].id), (o) => o.status === "READY");
  // Keys reach every one of them, not the first alone.
  const last = await place(call, ["margherita"], { table: "8" });
  await call("POST", `/orders/${last.id}/bump`, { station: "oven" });
  await expo.locator(`[data-ready="${last.number}"]`).waitFor();
  await strike(expo, "n");
  await expo.locator('[data-ready="2"].picked').waitFor();
  await strike(expo, "n");
  await expo.locator(`[data-ready="${last.number}"].picked`).waitFor();
  await shot(expo, "pass-ready-picked");
  await strike(expo, "c");
  await until(() => order(call, last.id), (o) => o.status === "COMPLETED");
  assert.equal((await order(call, placed[1].id)).status, "READY", "what was not picked stays");
});

test("a cook of one station is not asked which one it is", async (t) => {
  const house = await open(t);
  const boss = await caller(house, "9000");
  const { status } = await boss("POST", "/people", { name: "Nina", role: "kitchen", pin: "83927", stations: ["grill"] });
  assert.equal(status, 201);
  const page = await house.page("/kds");
  await signIn(page, "83927");
  await page.locator(".bar .place", { hasText: "Grill & pans" }).waitFor();
});
