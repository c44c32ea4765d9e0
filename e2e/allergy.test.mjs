// A guest's allergy, from the till's warning to the cook's hand: nobody passes it by.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, dish, pass, place, station, tap, till, until } from "./people.mjs";

test("an allergy warns at the till and holds the dish until the cook has confirmed it", async (t) => {
  const house = await open(t);
  const [server, oven, expo] = [await till(house), await station(house, "oven"), await pass(house)];
  const cook = await caller(house, "1000");

  await server.getByRole("button", { name: /Dine in/ }).click();
  await server.locator(".pad").getByRole("button", { name: "4", exact: true }).click();
  await server.getByRole("button", { name: "Done", exact: true }).click();
  await server.getByRole("button", { name: "Seat: More" }).click();
  await server.getByRole("button", { name: /^Allergy/ }).click();
  await server.locator('[data-allergen="milk"]').click();
  await shot(server, "till-allergy");
  await server.getByRole("button", { name: "Done", exact: true }).click();
  await dish(server, "Pizza", "margherita");

  // The line says so at once; sending asks first, and going back sends nothing.
  await server.locator("[data-line] .allergy", { hasText: /milk/i }).waitFor();
  await server.locator("[data-send]").click();
  await server.locator("[data-anyway]").waitFor();
  await shot(server, "till-clash");
  await server.locator(".panel .btn.main").click();
  await server.locator("[data-anyway]").waitFor({ state: "detached" });
  assert.equal((await cook("GET", "/orders")).body.items.length, 0);
  await server.locator("[data-send]").click();
  await server.locator("[data-anyway]").click();

  // The kitchen reads it; neither the bar nor the service lets the dish pass before that.
  const card = oven.locator("main article");
  await card.getByText(/MILK/).waitFor();
  const order = (await cook("GET", "/orders")).body.items[0];
  const item = async () => (await cook("GET", `/orders/${order.id}`)).body.items[0];
  const refused = await cook("POST", `/orders/${order.id}/items/${order.items[0].id}/prepared`, {});
  assert.ok(refused.status >= 400, `prepared without a look: ${refused.status}`);
  await expo.getByText(/not read yet/).waitFor();
  // In the sheet of the order too it is a box, and not words among words.
  await tap(expo.locator("main article .head"));
  const boxed = expo.locator(".sheet [data-tap] .allergy", { hasText: "MILK" });
  await boxed.waitFor();
  assert.ok((await boxed.evaluate((box) => parseFloat(getComputedStyle(box).borderTopWidth))) >= 2, "a box around the allergy");
  await shot(expo, "pass-allergy-sheet");
  await tap(expo.locator(".sheet h2 .key"));
  await card.locator("[data-bar]").click();
  await oven.locator("article.urge").waitFor();
  await shot(oven, "oven-allergy-urged");
  assert.equal((await item()).status, "QUEUED");

  await card.locator("[data-item]").click();
  await card.getByText("confirmed").waitFor();
  assert.equal((await until(item, (i) => i.allergy_acknowledged_at)).status, "QUEUED");
  await expo.getByText(/not read yet/).waitFor({ state: "detached" });
  await tap(card.locator("[data-item]"));
  await until(item, (i) => i.status === "PREPARED");
});

test("an allergy of one seat is confirmed and kept with the time before the dish is done", async (t) => {
  const house = await open(t);
  const oven = await station(house, "oven");
  const call = await caller(house, "2001");
  const order = await place(call, [{ menu_item_id: "margherita", quantity: 1, seat: 3 }], { allergies: [{ seat: 3, allergen: "nuts" }] });
  const row = oven.locator("main article [data-item]").first();
  await row.waitFor();
  await oven.getByText(/NUTS/).first().waitFor();
  await shot(oven, "oven-allergy");
  await row.click(); // the first tap reads the allergy
  await oven.getByText(/confirmed/).first().waitFor();
  const read = (await call("GET", `/orders/${order.id}`)).body.items[0];
  assert.equal(read.status, "QUEUED");
  await tap(row);
  await oven.getByText(/confirmed/).first().waitFor();
  const item = await until(async () => (await call("GET", `/orders/${order.id}`)).body.items[0], ({ status }) => status === "PREPARED");
  assert.ok(item.allergy_acknowledged_at <= item.prepared_at);
});

test("the bar says what it wants, and a held dish asks for nothing that a tap on it does not do", async (t) => {
  const house = await open(t);
  const oven = await station(house, "oven", "1000", { viewport: { width: 1024, height: 768 } });
  const call = await caller(house, "2001");
  const seat = (course) => ({ menu_item_id: "margherita", quantity: 1, seat: 3, course });
  const order = await place(call, [seat(1), seat(2)], { hold_courses: [2], allergies: [{ seat: 3, allergen: "nuts" }] });
  const row = (k) => oven.locator(`main [data-item="${order.items[k].id}"]`);
  await oven.locator("main [data-bar]", { hasText: "Read allergy first" }).waitFor();
  await row(0).locator(".allergy em", { hasText: "confirm" }).waitFor();
  await row(1).and(oven.locator(".held")).locator(".allergy em", { hasText: "not read yet" }).waitFor();
  const cut = await oven.locator("main .rows").evaluateAll((all) => all.filter((r) => r.scrollHeight > r.clientHeight + 1).length);
  assert.equal(cut, 0, "nothing is cut off");
  await shot(oven, "oven-allergy-held");
  // Once its course is fired it is read like any other.
  await call("POST", `/orders/${order.id}/fire`, { course: 2 });
  await row(1).locator(".allergy em", { hasText: "confirm" }).waitFor();
});
