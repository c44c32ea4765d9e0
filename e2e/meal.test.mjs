// A meal, by hand: the order is tapped at a till, cooked item by item, called, and completed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, dish, pass, place, signIn, station, tap, till } from "./people.mjs";

const ticket = (page, number) => page.locator("article").filter({ has: page.locator(".no", { hasText: new RegExp(`^\\s*${number}(?!\\d)`) }) });
const bar = (page, number) => page.locator(`[data-bar="${number}"]`);

test("an order goes from the till to the kitchen, through the pass, and back", async (t) => {
  const house = await open(t);
  const [server, oven, bars, expo] = [await till(house), await station(house, "oven"), await station(house, "bar"), await pass(house)];

  await server.getByRole("button", { name: /Dine in/ }).click();
  for (const digit of "12") await server.locator(".pad").getByRole("button", { name: digit, exact: true }).click();
  await server.getByRole("button", { name: "Done" }).click();
  // A pizza with an extra, without something, with a note and for a seat.
  await dish(server, "Pizza", "margherita");
  await server.locator("[data-line]").first().click();
  await server.locator('[data-option="extra-nduja"]').click();
  await server.locator('[data-option="no-basil"]').click();
  await server.getByLabel("Note", { exact: true }).fill("cut in four");
  await server.locator(".panel").getByRole("button", { name: "Seat: More" }).click();
  await server.locator(".panel").getByRole("button", { name: "Seat: More" }).click();
  await shot(server, "till-options");
  await server.getByRole("button", { name: "Done" }).click();
  await dish(server, "Drinks", "cola");
  // The tiramisu is for later: course 2 starts held.
  await server.getByRole("button", { name: /Course.*More|Course.*more/ }).click();
  await dish(server, "Sweet", "tiramisu");
  await shot(server, "till-check");
  await server.locator("[data-send]").click();

  // On the right screens, and on no other.
  await ticket(oven, 1).waitFor();
  await ticket(bars, 1).waitFor();
  const ordered = await ticket(oven, 1).innerText();
  for (const words of [/Table 12/, /MARG/, /nduja/i, /NO[\s\S]*basil/, /cut in four/]) assert.match(ordered, words);
  assert.doesNotMatch(ordered, /COLA|TIRAMISU/i);
  // Its plan may name what it meets; its lines are its own.
  assert.doesNotMatch(await ticket(bars, 1).locator(".rows").innerText(), /MARG|TIRAMISU/i);
  await shot(oven, "oven-ticket");
  const dessert = await station(house, "dessert");
  await dessert.getByText("No tickets for Dessert").waitFor(); // the course is held
  const till1 = await caller(house, "2001");
  const { body: placed } = await till1("GET", "/orders?limit=1");
  const items = Object.fromEntries(placed.items[0].items.map((i) => [i.menu_item_id, i]));
  assert.equal(items.margherita.seat, 2);
  assert.deepEqual([items.margherita.course, items.tiramisu.course, items.tiramisu.status], [1, 2, "HELD"]);

  // The pass sees who owes what, and each dish done as it is tapped.
  const owed = (name) => expo.locator("[data-order] .row", { hasText: name });
  await owed("MARG").waitFor();
  for (const [name, who] of [["MARG", "Oven"], ["COLA", "Bar"], ["TIRAMISU", "Dessert"]]) {
    await expo.locator(`[data-order] [data-owes="${who}"]`).waitFor();
    assert.equal(await owed(name).locator(".tick").count(), 0);
  }
  assert.match(await expo.locator("[data-order]").innerText(), /COURSE 2 · held/);
  await ticket(oven, 1).locator("[data-item]").first().click();
  await owed("MARG").locator(".tick").waitFor();
  assert.equal(await owed("COLA").locator(".tick").count(), 0);
  await shot(expo, "pass-course-held");

  // A bump can be taken back in the same place.
  await bar(bars, 1).click();
  await owed("COLA").locator(".tick").waitFor();
  await tap(bars.getByRole("button", { name: /Undo/ }));
  await bars.getByRole("button", { name: /Bump 1\b/ }).waitFor();
  await owed("COLA").locator(".tick").waitFor({ state: "detached" });
  await tap(bar(bars, 1));
  await owed("COLA").locator(".tick").waitFor();

  // The till fires the second course.
  await server.locator("nav.tabs").getByRole("button", { name: /Orders/ }).click();
  await server.locator('[data-order="1"]').click();
  await server.locator('[data-fire="2"]').click();
  await ticket(dessert, 1).waitFor();
  await bar(dessert, 1).click();

  // Called: the till is told, and it stays until it is touched.
  const news = server.locator(".slot button", { hasText: /READY 1 · Table 12/ });
  await news.waitFor();
  await server.locator('[data-item="Tiramisu"][data-status="PREPARED"]').waitFor();
  await server.locator("nav.tabs").getByRole("button", { name: "Till", exact: false }).click();
  await news.waitFor();
  await server.locator("nav.tabs").getByRole("button", { name: /Orders/ }).click();
  await server.locator('[data-order="1"]').click();
  await shot(server, "till-ready");
  await server.locator("[data-complete]").click();
  await expo.locator('[data-ready], [data-bar="1"]').first().waitFor({ state: "detached" });

  const manager = await caller(house, "9000");
  const { body } = await manager("GET", "/orders?limit=1");
  assert.equal(body.items[0].status, "COMPLETED");
  const { body: log } = await manager("GET", "/events?limit=1000");
  const kinds = log.events.filter((e) => e.order_id === body.items[0].id).map((e) => e.type);
  assert.deepEqual(
    kinds.filter((k) => /^order\.(placed|confirmed|in_progress|fired|ready|completed)$/.test(k)),
    ["order.placed", "order.confirmed", "order.in_progress", "order.fired", "order.ready", "order.completed"],
  );
  assert.equal(log.events.filter((e) => e.type === "ticket.shown").length >= 2, true, "screens tell what they show");
});

test("a cancelled order is crossed out in the kitchen until somebody clears it", async (t) => {
  const house = await open(t);
  const [server, oven] = [await till(house), await station(house, "oven")];
  const call = await caller(house, "2001");
  await place(call, ["diavola"]);
  await ticket(oven, 1).waitFor();
  await server.locator("nav.tabs").getByRole("button", { name: /Orders/ }).click();
  await server.locator('[data-order="1"]').click();
  await server.locator("[data-more]").click();
  await server.locator("[data-cancel]").click();
  await server.locator(".choices button").first().click();
  await server.locator("[data-reasoned]").click();
  await oven.getByText(/CANCELLED/i).first().waitFor();
  await shot(oven, "oven-cancelled");
  await bar(oven, 1).click();
  await ticket(oven, 1).waitFor({ state: "detached" });
});

test("a wrong PIN is said to be wrong, and the right one lets in", async (t) => {
  const house = await open(t, { expected: /401 \(Unauthorized\)/ });
  const page = await house.page("/kds?station=oven");
  await page.locator("[data-digit]").first().waitFor();
  for (const digit of "0000") await page.locator(`[data-digit="${digit}"]`).click();
  await page.locator("[data-enter]").click();
  await page.locator(".say.bad").waitFor();
  await shot(page, "wrong-pin");
  await signIn(page, "1001");
});
