// A dead network, a dead server: screens say so, keep what was tapped, and send it once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, dish, place, station, tap, till } from "./people.mjs";

const row = (page) => page.locator("article [data-item]").first();

test("a tap on a station whose server died shows at once, survives a reload, and counts once", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const order = await place(call, ["marinara", "funghi"]);
  const oven = await station(house, "oven");
  await row(oven).waitFor();

  await house.stop("SIGKILL");
  // Within the contract's 3 s, and a little for a busy machine: the screen says that it is stale.
  await oven.locator('[data-link]:not([data-link="live"])').first().waitFor({ timeout: 6_000 });
  await tap(row(oven));
  await row(oven).locator(".tick").waitFor();
  await shot(oven, "oven-stale");

  await house.again();
  await oven.reload();
  await oven.locator('[data-link="live"]').waitFor();
  await row(oven).locator(".tick").waitFor();
  const item = async () => (await call("GET", `/orders/${order.id}`)).body.items[0];
  let now = await item();
  for (let tries = 0; now.status !== "PREPARED" && tries < 200; tries++) now = await item();
  assert.equal(now.status, "PREPARED");
  const { body } = await call("GET", `/orders/${order.id}/history`);
  assert.equal(body.events.filter((e) => e.type === "item.prepared").length, 1);
});

test("an order that could not be sent is kept, said to be unsent, and placed once", async (t) => {
  const house = await open(t);
  const server = await till(house);
  const call = await caller(house, "2001");
  await server.getByRole("button", { name: /Takeaway/ }).click();
  await server.locator(".panel input").first().fill("Ines");
  await server.getByRole("button", { name: "Done", exact: true }).click();
  await dish(server, "Drinks", "cola");
  await server.context().setOffline(true);
  await server.locator("[data-send]").click();
  await shot(server, "till-unsent");
  await server.getByText(/not sent/i).first().waitFor();
  await shot(server, "till-unsent");
  await server.context().setOffline(false);
  await server.locator('[data-link="live"]').waitFor();
  await server.getByText(/Sent 1\b/).first().waitFor();
  const { body } = await call("GET", "/orders");
  assert.equal(body.items.length, 1);
  assert.equal(body.items[0].items[0].menu_item_id, "cola");
});
