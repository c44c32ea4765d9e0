// What stands on a station's glass and where: a rush first, a recalled ticket at its place with its
// clock, what changed until it is seen, what comes; and what undo can take back and what it cannot.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, pass, place, station, strike, tap, until } from "./people.mjs";

const row = (page, item) => page.locator(`main [data-item="${item.id}"]`);
const numbers = (page) => page.locator("main article:not(.gone) .no").evaluateAll((all) => all.map((no) => parseInt(no.textContent, 10)));
const states = (call, order) => async () => (await call("GET", `/orders/${order.id}`)).body.items.map((i) => i.status).join();
const words = (page, text) => page.locator(".words button", { hasText: text });

test("a rush goes to the first place on the glass", async (t) => {
  const house = await open(t);
  const boss = await caller(house, "9000");
  const orders = [];
  for (const table of ["1", "2", "3"]) orders.push(await place(boss, ["margherita"], { table }));
  const oven = await station(house, "oven", "1001");
  await until(() => numbers(oven), (now) => now.join() === "1,2,3");
  await boss("POST", `/orders/${orders[2].id}/priority`, { priority: "rush" });
  await until(() => numbers(oven), (now) => now.join() === "3,1,2");
  await oven.locator("main article .rush", { hasText: "RUSH" }).waitFor();
  const places = await oven.locator("main article").evaluateAll((all) => all.map((card) => [card.getBoundingClientRect().x, card.getBoundingClientRect().y]));
  for (const [x, y] of places.slice(1)) assert.ok(places[0][0] < x || (places[0][0] === x && places[0][1] < y), `${places}`);
});

test("what was completed is not called cancelled, however much is completed at once", async (t) => {
  const house = await open(t);
  const call = await caller(house, "9000");
  const orders = [];
  // More than the board remembers of the completed ones.
  for (let k = 0; k < 60; k++) orders.push(await place(call, ["margherita"], { channel: "takeaway", table: null, guest: { name: "Ines" } }));
  const oven = await station(house, "oven", "1001");
  await oven.getByText(/\b60\s+tickets/).first().waitFor();
  for (const what of ["bump", "complete"]) await Promise.all(orders.map(({ id }) => call("POST", `/orders/${id}/${what}`, what === "bump" ? { station: "oven" } : {})));
  const last = await place(call, ["funghi"], { table: "1" });
  await row(oven, last.items[0]).waitFor();
  await until(() => numbers(oven), (now) => now.join() === "61");
  await oven.locator("main article.gone").first().waitFor({ state: "detached" });
  assert.equal(await oven.getByText(/cancelled/i).count(), 0);
});

test("a recalled ticket comes back at its place and with its clock, and undo bumps it again", async (t) => {
  const house = await open(t);
  const call = await caller(house, "1001");
  const server = await caller(house, "2001");
  const orders = [];
  for (const table of ["1", "2", "3"]) orders.push(await place(server, ["margherita"], { table }));
  await call("POST", `/orders/${orders[0].id}/bump`, { station: "oven" });
  const oven = await station(house, "oven", "1001");
  await until(() => numbers(oven), (now) => now.join() === "2,3");
  // A tap before it: undo must not take that one back instead.
  await tap(row(oven, orders[2].items[0]));
  await until(states(call, orders[2]), (s) => s === "PREPARED");
  await oven.keyboard.press("r");
  await tap(oven.locator(".sheet .pick", { hasText: "Table 1" }));
  await until(states(call, orders[0]), (s) => s === "QUEUED");
  await until(() => numbers(oven), (now) => now[0] === 1);
  const clock = await oven.locator("main article", { hasText: "Table 1" }).locator(".time").innerText();
  const [minutes, seconds] = clock.split(":").map(Number);
  const since = (Date.now() - Date.parse(orders[0].placed_at)) / 1000;
  assert.ok(since > 2 && Math.abs(minutes * 60 + seconds - since) <= 2, `${clock} after ${since} s`);

  await strike(oven, "u");
  await words(oven, "1 · Recall").waitFor();
  await until(states(call, orders[0]), (s) => s === "PREPARED");
  assert.equal(await states(call, orders[2])(), "PREPARED");
});

test("what cannot be taken back says so, and the tap before it stays as it is", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const one = await place(call, ["funghi", "margherita"], { table: "1" });
  const nut = await place(call, [{ menu_item_id: "calzone", quantity: 1, seat: 1 }], { table: "2", allergies: [{ seat: 1, allergen: "nuts" }] });
  const oven = await station(house, "oven", "1001");
  await oven.locator(`[data-bar="${nut.number}"]`, { hasText: "Read allergy first" }).waitFor();
  await tap(row(oven, one.items[0]));
  await until(states(call, one), (s) => s === "PREPARED,QUEUED");
  await tap(row(oven, nut.items[0]));
  await until(async () => (await call("GET", `/orders/${nut.id}`)).body.items[0].allergy_acknowledged_at, Boolean);
  await strike(oven, "u");
  await words(oven, /cannot be taken back: 2 · CALZONE/).waitFor();
  await shot(oven, "oven-not-undone");
  assert.equal(await states(call, one)(), "PREPARED,QUEUED");
  await strike(oven, "u");
  await until(states(call, one), (s) => s === "QUEUED,QUEUED");

  // A course that was fired has been read by the cooks.
  const boss = await caller(house, "9000");
  const later = await place(boss, ["margherita", { menu_item_id: "tiramisu", quantity: 1, course: 2 }], { table: "3", hold_courses: [2] });
  const expo = await pass(house, "3001");
  await tap(expo.locator(`[data-rush="${later.number}"]`));
  const order = async () => (await boss("GET", `/orders/${later.id}`)).body;
  await until(order, (o) => o.priority === "rush");
  await tap(expo.locator(`[data-fire="${later.number}"]`));
  await until(order, (o) => o.items[1].status === "QUEUED");
  await strike(expo, "u");
  await words(expo, /cannot be taken back: 3 · Fire 2/).waitFor();
  assert.equal((await order()).priority, "rush");
  await strike(expo, "u");
  await until(order, (o) => o.priority === "normal");

  // Nor does what was cleared come back.
  await boss("POST", `/orders/${nut.id}/cancel`, { reason: "left" });
  await oven.locator("main article", { hasText: "CANCELLED" }).waitFor();
  await tap(oven.locator(`[data-bar="${nut.number}"]`));
  await oven.locator(`[data-bar="${nut.number}"]`).waitFor({ state: "detached" });
  await strike(oven, "u");
  await words(oven, /cannot be taken back: Clear · 2/).waitFor();
});

test("a line with fewer of a dish is framed with its new quantity until the card is touched", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const order = await place(call, [{ menu_item_id: "margherita", quantity: 3 }, "funghi"]);
  const oven = await station(house, "oven", "1001");
  const line = row(oven, order.items[0]);
  await line.locator(".qty", { hasText: /^3$/ }).waitFor();
  await call("POST", `/orders/${order.id}/items/${order.items[0].id}/void`, { quantity: 1, reason: "mistake" });
  await line.and(oven.locator(".fresh")).locator(".qty", { hasText: /^2\s*$/ }).waitFor();
  await oven.locator("main article .tag", { hasText: "CHANGED" }).waitFor();
  await oven.locator('.panel [data-dish="margherita"] b', { hasText: /^2$/ }).waitFor();
  await tap(row(oven, order.items[1]));
  await oven.locator("main .row.fresh").waitFor({ state: "detached" });
  await oven.locator("main article .tag", { hasText: "CHANGED" }).waitFor({ state: "detached" });
});

test("by dish, one item that was voided stands crossed out until it is tapped, and its ticket goes on", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const one = await place(call, ["margherita", "funghi"], { table: "1" });
  const two = await place(call, ["margherita"], { table: "2" });
  const oven = await station(house, "oven", "1001");
  await row(oven, two.items[0]).waitFor();
  await oven.locator("[data-view]").click();
  const voided = row(oven, one.items[0]);
  await voided.waitFor();
  await call("POST", `/orders/${one.id}/items/${one.items[0].id}/void`, { reason: "mistake" });
  await voided.locator(".tag", { hasText: "VOID" }).waitFor();
  assert.match(await oven.locator('[data-batch="MARG"] .no').innerText(), /^1/);
  await shot(oven, "oven-by-dish-void");
  // Another dish of the same ticket is tapped: that says nothing of this one.
  await tap(row(oven, one.items[1]));
  await until(states(call, one), (s) => s === "VOIDED,PREPARED");
  await tap(row(oven, one.items[1]));
  await until(states(call, one), (s) => s === "VOIDED,QUEUED");
  assert.equal(await voided.locator(".tag", { hasText: "VOID" }).count(), 1);
  await tap(voided);
  await voided.waitFor({ state: "detached" });
  await row(oven, two.items[0]).waitFor();
  await oven.keyboard.press("p");
  await until(() => numbers(oven), (now) => now.join() === "1,2");
  assert.equal(await states(call, one)(), "VOIDED,QUEUED");
});

test("a held course is seen as coming at its station, also where nothing else is to be done and the list is off", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const sweets = [{ menu_item_id: "tiramisu", quantity: 3, course: 2 }, { menu_item_id: "panna-cotta", quantity: 2, course: 2 }];
  await place(call, ["margherita", ...sweets], { hold_courses: [2] });
  const second = await place(call, ["margherita", { menu_item_id: "tiramisu", quantity: 1, course: 2 }], { table: "8", hold_courses: [2] });
  const soon = (page) => page.locator(".calm [data-soon]").evaluateAll((all) => all.map((line) => `${line.querySelector("b").textContent} ${line.dataset.soon}`).join());
  const phone = await station(house, "dessert", "1000", { viewport: { width: 390, height: 844 } });
  assert.equal(await until(() => soon(phone), Boolean), "2 panna-cotta,4 tiramisu");
  assert.equal(await phone.locator(".panel").count(), 0);
  await shot(phone, "dessert-coming-phone");

  const dessert = await station(house, "dessert", "1000", { viewport: { width: 1024, height: 768 } });
  assert.equal(await until(() => soon(dessert), Boolean), "2 panna-cotta,4 tiramisu");
  const listed = () => dessert.locator(".panel .line.coming").evaluateAll((all) => all.map((line) => `${line.querySelector("b").textContent} ${line.dataset.dish}`).join());
  assert.equal(await listed(), "2 panna-cotta,4 tiramisu");
  await shot(dessert, "dessert-coming");
  await call("POST", `/orders/${second.id}/fire`, { course: 2 });
  await until(() => numbers(dessert), (now) => now.join() === "2");
  assert.equal(await until(listed, (now) => now.includes("3 tiramisu")), "2 panna-cotta,3 tiramisu");
});

test("the all-day list says how many of each dish and of each change, part by part where it is long", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const menu = (await call("GET", "/menu")).body.categories.flatMap((category) => category.items);
  const others = (item) => item.station && !["margherita", "tiramisu"].includes(item.id);
  const plain = menu.filter((item) => others(item) && item.modifier_groups.every((group) => group.min === 0)).slice(0, 26);
  const expected = new Map(plain.map((item, k) => [item.id, (k % 4) + 1]));
  await place(call, plain.map((item) => ({ menu_item_id: item.id, quantity: expected.get(item.id) })));
  await place(call, [{ menu_item_id: "margherita", quantity: 2, modifiers: ["no-basil", "extra-nduja"] }], { table: "1" });
  await place(call, [{ menu_item_id: "margherita", quantity: 3, modifiers: ["no-basil"] }, { menu_item_id: "tiramisu", quantity: 4, course: 2 }], { table: "2", hold_courses: [2] });
  expected.set("margherita", 5);
  const all = await station(house, "all", "1000", { viewport: { width: 1024, height: 768 } });
  const rest = all.locator(".panel .rest");
  await rest.waitFor();
  await shot(all, "all-day-long");

  const box = await rest.boundingBox();
  assert.ok(box.height >= 75.5, `a target of 20 mm: ${box.height}`);
  const part = () =>
    all.locator(".panel .line").evaluateAll((lines) => lines.map((line) => [line.dataset.dish ?? line.querySelector("span").textContent.trim(), line.classList.contains("coming"), Number(line.querySelector("b").textContent)]));
  const seen = [];
  const first = JSON.stringify(await part());
  for (let parts = 0; parts < 9; parts++) {
    const now = await part();
    seen.push(...now);
    assert.ok((await all.locator(".panel").evaluate((panel) => panel.scrollHeight - panel.clientHeight)) <= 1, "nothing is cut off");
    await tap(rest);
    await until(part, (next) => JSON.stringify(next) !== JSON.stringify(now));
    assert.deepEqual(await rest.boundingBox(), box, "it stays under the finger");
    if (JSON.stringify(await part()) === first) break;
  }
  assert.equal(JSON.stringify(await part()), first, "round again");
  const changes = seen.filter(([name]) => /^(NO|\+)/.test(name));
  assert.deepEqual(changes.map(([name, , quantity]) => [name.toLowerCase(), quantity]), [["+ extra nduja", 2], ["no basil", 5]]);
  const dishes = seen.filter(([name, coming]) => !coming && !/^(NO|\+)/.test(name)).map(([name, , quantity]) => [name, quantity]);
  assert.deepEqual(dishes.sort(), [...expected].sort());
  assert.deepEqual(seen.filter(([, coming]) => coming), [["tiramisu", true, 4]]);
});
