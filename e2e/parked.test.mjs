// A check that is put aside comes back as it was; a round is repeated; a table that has an order is
// not given a second one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { atTable, caller, dish, headline, place, showOrder, till, until } from "./people.mjs";

/** What the browser writes when nobody answers it. */
const expected = /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_FAILED|ERR_EMPTY_RESPONSE|WebSocket connection to/;
const lines = (page) => page.locator("[data-line]").evaluateAll((all) => all.map((line) => line.innerText.replaceAll(/\s+/g, " ").trim()));
const parked = (page) => page.locator("[data-parked]").evaluateAll((all) => all.map((one) => one.dataset.parked));
const park = (page) => page.locator("[data-park]").click();

test("checks are parked with all that was said, outlive a reload and a dead network, and are taken up again", async (t) => {
  const house = await open(t, { expected });
  const [server, call] = [await till(house), await caller(house, "2001")];
  await atTable(server, "12");
  await server.locator(".check .stepper").first().getByRole("button", { name: /More/ }).click();
  await dish(server, "Pizza", "margherita");
  await server.getByRole("button", { name: /Allergy/ }).click();
  await server.locator('[data-allergen="milk"]').click();
  await server.getByRole("button", { name: "Done", exact: true }).click();
  await server.getByRole("button", { name: /Note…/ }).click();
  await server.locator(".panel input").fill("birthday");
  await server.getByRole("button", { name: "Done", exact: true }).click();
  const before = await lines(server);
  await park(server);
  assert.deepEqual(await parked(server), ["12"]);
  await server.locator("[data-parked]", { hasText: /Table 12[\s\S]*1 item · \d\d:\d\d[\s\S]*Milk/i }).waitFor();

  await server.getByRole("button", { name: /Takeaway/ }).click();
  await server.locator(".panel input").first().fill("Ines");
  await server.getByRole("button", { name: "Done", exact: true }).click();
  await dish(server, "Drinks", "cola");
  await server.locator('[data-park="1"]', { hasText: "1 parked" }).waitFor();
  await park(server);
  await shot(server, "till-parked");
  assert.deepEqual(await parked(server), ["Ines", "12"], "the newest first");
  assert.equal((await call("GET", "/orders")).body.items.length, 0, "what is parked is nobody else's");

  // It is kept on this device, network or not.
  await server.context().setOffline(true);
  await server.locator('[data-link="no link"]').waitFor();
  await server.context().setOffline(false);
  await server.reload();
  await server.locator('[data-link="live"]').waitFor();
  assert.deepEqual(await parked(server), ["Ines", "12"]);
  await server.locator('[data-parked="12"]').click();
  assert.deepEqual(await lines(server), before);
  await server.locator(".whom", { hasText: "Table 12" }).waitFor();
  await server.locator("[data-send]").click();
  // Margherita has milk: the till warns of the allergy that was parked with it.
  await server.locator("[data-anyway]").click();
  await headline(server, /Sent 1/).waitFor();
  const order = (await call("GET", "/orders")).body.items[0];
  assert.deepEqual([order.table, order.note, order.items[0].seat, order.allergies], ["12", "birthday", 1, [{ seat: 1, allergen: "milk" }]]);

  // Thrown away, and brought back while there is nothing new.
  await server.locator("[data-throw]").click();
  assert.deepEqual(await parked(server), []);
  await server.getByRole("button", { name: /Bring back/ }).click();
  await server.locator(".whom", { hasText: "Ines" }).waitFor();
  assert.equal((await lines(server)).length, 1);
});

test("a half-made check is parked when an open order is taken up", async (t) => {
  const house = await open(t);
  const [server, call] = [await till(house), await caller(house, "2001")];
  await place(call, ["cola"], { table: "3" });
  await atTable(server, "9");
  await dish(server, "Pizza", "funghi");
  await showOrder(server, 1);
  await server.getByRole("button", { name: "Add items" }).click();
  await server.locator(".whom", { hasText: "Add to 1" }).waitFor();
  assert.deepEqual(await parked(server), ["9"]);
});

test("a round is repeated with its wishes, less what is not wanted", async (t) => {
  const house = await open(t);
  const [server, boss, call] = [await till(house), await caller(house, "9000"), await caller(house, "2001")];
  const order = await place(call, ["bruschetta"], { table: "4" }).catch(() => place(call, ["focaccia"], { table: "4" }));
  const round = [
    { menu_item_id: "cola", quantity: 2, seat: 2, note: "no ice" },
    { menu_item_id: "margherita", quantity: 1, modifiers: ["no-basil", "extra-nduja"] },
    { menu_item_id: "tiramisu", quantity: 1 },
  ];
  assert.equal((await call("POST", `/orders/${order.id}/items`, { items: round })).status, 200);
  await boss("PUT", "/menu/items/tiramisu/availability", { available: false });
  await server.locator('[data-dish="tiramisu"][aria-disabled="true"]').waitFor({ state: "attached" });
  await showOrder(server, 1);
  await server.locator(".one [data-again]").click();
  await headline(server, /Left out, 86: Tiramisu/).waitFor();
  await until(() => lines(server), (all) => all.length === 2);
  await shot(server, "till-round");
  // The pizza is not wanted again.
  await server.locator("[data-less]").nth(1).click();
  await server.locator("[data-send]").click();
  const items = await until(async () => (await call("GET", `/orders/${order.id}`)).body.items, (all) => all.length === 5);
  const { menu_item_id, quantity, seat, note } = items[4];
  assert.deepEqual({ menu_item_id, quantity, seat, note }, { menu_item_id: "cola", quantity: 2, seat: 2, note: "no ice" });

  // From the check: the last round is the colas now.
  await showOrder(server, 1);
  await server.getByRole("button", { name: "Add items" }).click();
  await server.locator(".check [data-again]", { hasText: "2 Cola" }).click();
  await until(() => lines(server), (all) => all.length === 1 && /2 Cola seat 2/.test(all[0]));
});

test("a line is given to the next seat with all its wishes", async (t) => {
  const house = await open(t);
  const server = await till(house);
  await atTable(server, "2");
  await server.locator(".check .stepper").first().getByRole("button", { name: /More/ }).click();
  await dish(server, "Pizza", "margherita");
  await server.locator("[data-line]").click();
  await server.locator('[data-option="no-basil"]').click();
  await server.locator("[data-once-more]", { hasText: "Same for seat 2" }).click();
  await server.locator("[data-once-more]", { hasText: "Same for seat 3" }).waitFor();
  await shot(server, "till-line");
  assert.deepEqual((await lines(server)).map((line) => /seat \d/.exec(line)[0]), ["seat 1", "seat 2"]);
  assert.ok((await lines(server)).every((line) => /basil/i.test(line)));
});

test("a table that has an order already gets its dishes on that", async (t) => {
  const house = await open(t);
  const [server, call] = [await till(house), await caller(house, "2001")];
  const order = await place(call, ["funghi"], { table: "14" });
  await dish(server, "Drinks", "cola");
  await server.locator(".whom").click();
  for (const digit of "14") await server.locator(".pad").getByRole("button", { name: digit, exact: true }).click();
  await shot(server, "till-table-open");
  await server.locator('[data-open-order="1"]').click();
  await server.locator(".whom", { hasText: "Add to 1" }).waitFor();
  await server.locator("[data-send]").click();
  await until(async () => (await call("GET", `/orders/${order.id}`)).body.items.length, (count) => count === 2);
});
