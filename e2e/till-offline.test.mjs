// A till without a network: it starts, shows what it knew and how old that is, takes orders, sends
// them when the network is back, and does not claim to know what it cannot.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { atTable, caller, dish, installed, place, showOrder, tap, till, until } from "./people.mjs";

/** What the browser writes when nobody answers it. */
const expected = /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_FAILED|ERR_EMPTY_RESPONSE|WebSocket connection to/;
// The contract says 3 s after the last frame; to that comes the way of the signal that cuts it off.
const STALE_WITHIN_MS = 3_250;

/** Waits until the browser keeps the menu and this order. */
async function known(page, number) {
  await page.waitForFunction((number) => {
    const key = Object.keys(localStorage).find((key) => key.startsWith("passline.last.till.") && !key.endsWith(".at"));
    const kept = key !== undefined && localStorage.getItem(key + ".at") !== null && JSON.parse(localStorage[key]);
    return kept && kept.menu.categories.length > 0 && kept.board.orders.some((order) => order.number === number);
  }, number);
}

test("a till starts without a network with its orders and its menu, and sends what was taken later", async (t) => {
  const house = await open(t, { expected });
  const [server, call] = [await till(house), await caller(house, "2001")];
  const order = await place(call, ["marinara"], { table: "3" });
  await installed(server);
  await known(server, order.number);
  await house.stop();
  await server.context().setOffline(true);

  await server.goto("/pos");
  await showOrder(server, 1);
  await server.locator('[data-link="no link"]').waitFor();
  await server.locator(".asof", { hasText: /No link: this is how it was at \d\d:\d\d/ }).waitFor();
  await server.locator(".one [data-item]", { hasText: "Marinara" }).waitFor();
  await shot(server, "till-offline-orders");

  await server.locator("nav.tabs").getByRole("button", { name: "Till" }).click();
  await atTable(server, "8");
  await dish(server, "Drinks", "cola");
  await server.locator('[data-quote="unknown"]').waitFor();
  await server.locator(".slot", { hasText: "orders are kept here" }).waitFor();
  await shot(server, "till-offline");
  await server.locator("[data-send]").click();
  // A further chit for the order that is only known from before.
  await showOrder(server, 1);
  await server.locator(".one [data-again]").click();
  await server.locator("[data-send]").click();
  await server.getByText(/Not sent 2/).waitFor();
  // And once more from the start: nothing of it is lost.
  await server.reload();
  await server.getByText(/Not sent 2/).waitFor();

  await house.again();
  await server.context().setOffline(false);
  await server.locator('[data-link="live"]').waitFor();
  await server.getByText(/Not sent/).waitFor({ state: "detached" });
  const { body } = await call("GET", "/orders");
  const dishes = body.items.map((o) => [o.table, ...o.items.map((i) => i.menu_item_id)]).sort();
  assert.deepEqual(dishes, [["3", "marinara", "marinara"], ["8", "cola"]]);
});

test("what is tapped on an order without a network waits on that order, and cash is not taken twice", async (t) => {
  const house = await open(t, { expected });
  const [server, call] = [await till(house), await caller(house, "2001")];
  const order = await place(call, ["marinara", { menu_item_id: "margherita", quantity: 1, course: 2 }], { table: "3", hold_courses: [2] });
  await place(call, ["cola"], { table: "4" });
  await known(server, 2);
  await installed(server);
  await showOrder(server, 1);
  assert.equal(await server.locator("[data-waits]").count(), 0);
  await house.stop();
  await server.locator(".desk.stale").waitFor();
  await tap(server.locator('[data-fire="2"]'));
  const waits = server.locator(".one [data-waits]", { hasText: "Not sent yet" });
  await waits.waitFor();
  await shot(server, "till-offline-fired");
  // Only on its own order; and it still waits after a reload.
  await showOrder(server, 2);
  assert.equal(await waits.count(), 0);
  await server.reload();
  await showOrder(server, 1);
  await waits.waitFor();
  const cash = server.locator(".acts").getByRole("button", { name: /^Cash/ });
  await tap(cash);
  await tap(server.locator("[data-take]"));
  await server.getByText(/Not sent 1/).waitFor();
  await showOrder(server, 1);
  assert.equal(await cash.isDisabled(), true, "the money is in the drawer");

  await house.again();
  await server.locator('[data-link="live"]').waitFor();
  await server.locator('.money [data-paid="true"]').waitFor();
  await waits.waitFor({ state: "detached" });
  const { body } = await call("GET", `/orders/${order.id}`);
  assert.deepEqual(body.items.map((item) => item.status), ["QUEUED", "QUEUED"]);
});

test("a till is stale within three seconds, says so in words, and vouches for nothing meanwhile", async (t) => {
  const house = await open(t, { expected });
  const [server, call] = [await till(house), await caller(house, "2001")];
  await place(call, ["marinara"], { table: "3" });
  await showOrder(server, 1);
  const hung = Date.now();
  house.child.kill("SIGSTOP");
  await server.waitForFunction(() => document.querySelector(".desk.stale .asof"), null, { polling: "raf" });
  const took = Date.now() - hung;
  house.child.kill("SIGCONT");
  t.diagnostic(`stale after ${took} ms`);
  assert.ok(took < STALE_WITHIN_MS, `stale only after ${took} ms`);
  await server.locator(".desk:not(.stale)").waitFor();
  await server.locator(".asof").waitFor({ state: "detached" });
});

test("who logs out leaves no orders on the device", async (t) => {
  const house = await open(t, { expected });
  const [server, call] = [await till(house), await caller(house, "2001")];
  await place(call, ["marinara"], { table: "3" });
  await known(server, 1);
  await server.getByRole("button", { name: "Log out" }).click();
  await server.locator("[data-digit]").first().waitFor();
  await until(() => server.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("passline.last.")).length), (count) => count === 0);
});
