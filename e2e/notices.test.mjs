// What nobody may miss at a till: it stays until somebody has touched it, says which order and where,
// is heard and felt, and has words for those who see no colour.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { atTable, audible, caller, dish, headline, listening, place, showOrder, signIn, station, till, until } from "./people.mjs";
import { processor } from "./stripe.mjs";

const expected = /status of 402/;

async function listeningTill(house) {
  const page = await house.page(null, { viewport: { width: 1024, height: 768 } });
  await page.addInitScript(listening);
  await page.goto("/pos");
  await signIn(page, "2001");
  await page.locator("[data-dish]").first().waitFor({ state: "attached" });
  await audible(page);
  return page;
}

test("an order that is ready is heard, felt and read until somebody has seen it", async (t) => {
  const house = await open(t);
  await Promise.all(["oven", "bar"].map((id) => station(house, id)));
  const [server, call] = [await listeningTill(house), await caller(house, "9000")];
  const tones = () => server.evaluate(() => window.tones.splice(0).length);
  const one = await place(call, ["margherita"], { table: "12" });
  const two = await place(call, ["cola"], { channel: "takeaway", table: null, guest: { name: "Ines" } });
  assert.equal(await tones(), 0, "an order alone makes no sound at the till");
  await call("POST", `/orders/${one.id}/bump`, { station: "oven" });
  await headline(server, "READY 1 · Table 12").waitFor();
  await until(tones, (heard) => heard > 0);
  assert.ok((await server.evaluate(() => window.shakes)).length > 0);
  await call("POST", `/orders/${two.id}/bump`, { station: "bar" });
  await headline(server, /\+1$/).waitFor();
  await until(tones, (heard) => heard > 0);
  await shot(server, "till-ready");

  // A reload does not make it seen; neither does time.
  await server.reload();
  await headline(server, "READY 1 · Table 12").waitFor();
  // Seen beside the words: the next one stands there, and what is being tapped stays where it is.
  await server.locator("[data-seen]").click();
  await headline(server, /READY 2 · Takeaway · Ines/).waitFor();
  assert.equal(await server.locator("[data-favourites]").isVisible(), true);
  await headline(server, /READY 2/).click();
  await server.locator(".one .num", { hasText: /^2$/ }).waitFor();
  await server.locator(".slot .news").waitFor({ state: "detached" });
  await server.reload();
  await server.locator('[data-link="live"]').waitFor();
  assert.equal(await server.locator(".slot .news.ready").count(), 0);
});

test("that a card went through is told where it was taken, and stays until it is seen", async (t) => {
  const bank = await processor(t);
  const house = await open(t, { env: bank.env, expected });
  await station(house, "oven");
  const [server, other] = [await listeningTill(house), await till(house, "2002")];
  await atTable(server, "4");
  await dish(server, "Pizza", "margherita");
  await server.locator("[data-pay]").click();
  await server.locator('[data-when="card"]').click();
  await server.getByRole("button", { name: "Done", exact: true }).click();
  await server.locator("[data-send]").click();
  const paid = headline(server, /PAID 1 · Table 4 · card \d+\.\d\d/);
  await paid.waitFor();
  assert.equal(await paid.getAttribute("data-tone"), "Paid");
  await until(() => server.evaluate(() => window.tones.length), (heard) => heard > 0);
  await shot(server, "till-paid");
  // The others are told, and not bothered.
  assert.equal(await other.locator('[data-tone="Paid"]').count(), 0);
  // Nobody has seen it: the page that comes up again says it.
  await server.reload();
  await paid.waitFor();
  assert.equal(await paid.getAttribute("data-tone"), "Paid");
  await server.locator("[data-seen]").click();
  await paid.waitFor({ state: "detached" });
  await server.reload();
  await server.locator('[data-link="live"]').waitFor();
  assert.equal(await paid.count(), 0, "seen is seen");
});

test("a card that goes through while the till comes up again is told there all the same, and once", async (t) => {
  const bank = await processor(t);
  const house = await open(t, { env: bank.env, expected });
  await station(house, "oven");
  const [server, call] = [await listeningTill(house), await caller(house, "9000")];
  const order = await place(call, ["margherita"], { table: "4" });
  await showOrder(server, order.number);
  await server.locator(".acts [data-card]").click();
  await server.locator('input[name="token"]').fill("pm_card_down");
  await server.locator("[data-charge]").click();
  await server.locator('[data-payment="Pending"]').waitFor();
  assert.equal(await server.locator('[data-tone="Paid"]').count(), 0);
  await server.goto("about:blank");
  bank.up();
  await until(async () => (await call("GET", `/orders/${order.id}`)).body.payment.status, (status) => status === "captured", 60_000);
  // Gone from the open orders as well by then.
  await call("POST", `/orders/${order.id}/bump`, { station: "oven" });
  await call("POST", `/orders/${order.id}/complete`, {});
  await server.goto("/pos");
  const paid = headline(server, /PAID 1 · Table 4 · card \d+\.\d\d/);
  await paid.waitFor();
  await paid.click();
  await paid.waitFor({ state: "detached" });
});

test("that money went back is told with its sum, though the order is gone by then", async (t) => {
  const bank = await processor(t);
  const house = await open(t, { env: bank.env, expected });
  const [server, boss] = [await listeningTill(house), await caller(house, "9000")];
  const order = await place(boss, ["margherita"], { table: "4" });
  await boss("POST", `/orders/${order.id}/payments`, { method: "card", token: "pm_card_visa" });
  await showOrder(server, order.number);
  await server.locator('.money [data-paid="true"]').waitFor();
  await boss("POST", `/orders/${order.id}/cancel`, { reason: "guest left" });
  await headline(server, /^1 · Table 4 · refunded \d+\.\d\d$/).waitFor();
  await shot(server, "till-refunded");
  assert.equal(bank.refunds.length, 1);
});

test("a card that was refused is told again after a reload, until somebody has seen it or it is paid", async (t) => {
  const bank = await processor(t);
  const house = await open(t, { env: bank.env, expected });
  const [server, boss] = [await listeningTill(house), await caller(house, "9000")];
  await atTable(server, "4");
  await dish(server, "Pizza", "margherita");
  await server.locator("[data-pay]").click();
  await server.locator('[data-when="card"]').click();
  await server.locator('[data-token="pm_card_chargeDeclinedInsufficientFunds"]').click();
  await server.getByRole("button", { name: "Done", exact: true }).click();
  await server.locator("[data-send]").click();
  const refused = headline(server, /NOT CHARGED 1 · Table 4 · there is not enough money/);
  await refused.waitFor();
  // Nobody has seen it: the page that comes up again says it, and rings.
  await server.reload();
  await refused.waitFor();
  assert.equal(await refused.getAttribute("data-tone"), "Bad");
  await server.locator("nav.cats button").first().click(); // a browser lets itself be heard once it was touched
  await until(() => server.evaluate(() => window.tones.length), (heard) => heard > 0);
  await server.locator("[data-seen]").click();
  await refused.waitFor({ state: "detached" });
  await server.reload();
  await server.locator('[data-link="live"]').waitFor();
  assert.equal(await refused.count(), 0, "seen is seen");
  // The next card is refused as well: that is news; and it is over when the order is paid.
  const [order] = (await boss("GET", "/orders?limit=1")).body.items;
  await boss("POST", `/orders/${order.id}/payments`, { method: "card", token: "pm_card_chargeDeclined" });
  const again = headline(server, /NOT CHARGED 1 · Table 4/);
  await again.waitFor();
  await boss("POST", `/orders/${order.id}/payments`, { method: "card", token: "pm_card_visa" });
  await again.waitFor({ state: "detached" });
});

test("a course that was taken back and is ready once more is told once more", async (t) => {
  const house = await open(t);
  await Promise.all(["oven", "bar"].map((id) => station(house, id)));
  const [server, call] = [await listeningTill(house), await caller(house, "9000")];
  const items = [{ menu_item_id: "margherita", quantity: 1, course: 1 }, { menu_item_id: "cola", quantity: 1, course: 2 }];
  const order = await place(call, items, { table: "12" });
  const tones = () => server.evaluate(() => window.tones.splice(0).length);
  const ready = headline(server, "COURSE 1 READY 1 · Table 12");
  await call("POST", `/orders/${order.id}/bump`, { station: "oven" });
  await ready.waitFor();
  await server.locator("[data-seen]").click();
  await ready.waitFor({ state: "detached" });
  await tones();
  const [pizza] = (await call("GET", `/orders/${order.id}`)).body.items.filter((item) => item.course === 1);
  await call("POST", `/orders/${order.id}/items/${pizza.id}/recall`, {});
  await call("POST", `/orders/${order.id}/bump`, { station: "oven" });
  await ready.waitFor();
  await until(tones, (heard) => heard > 0);
});

test("on a phone the loudest news is read whole", async (t) => {
  const house = await open(t);
  const server = await till(house, "2001", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await place(await caller(house, "2001"), ["margherita"], { table: "12" });
  await headline(server, /NOBODY AT OVEN SEES 1/).waitFor({ timeout: 40_000 });
  await shot(server, "phone-alarm");
  const cut = await server.locator(".news .what").evaluate((e) => [e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth]);
  // A line that is not there is 16 px; the letters of the last one reach 2 px below it.
  assert.ok(cut.every((px) => px < 5), `cut off by ${cut}`);
});

test("sound is this till's own: off is off, and the settings have light, size and language too", async (t) => {
  const house = await open(t);
  await station(house, "bar");
  const [server, call] = [await listeningTill(house), await caller(house, "9000")];
  await server.locator("header [data-device]").click();
  await server.locator('[data-device="volume-4"]').click();
  await until(() => server.evaluate(() => window.tones.splice(0).length), (heard) => heard > 0);
  await shot(server, "till-device");
  await server.locator('[data-device="volume-0"]').click();
  await server.locator('[data-device="night"]').click();
  await server.locator('[data-device="size-1"]').click();
  await server.getByRole("button", { name: "Done", exact: true }).click();
  assert.deepEqual(await server.evaluate(() => [document.documentElement.classList.contains("day"), getComputedStyle(document.documentElement).fontSize]), [false, "18px"]);
  await server.reload();
  await server.locator('[data-link="live"]').waitFor();
  assert.equal(await server.evaluate(() => document.documentElement.classList.contains("day")), false);
  await server.getByRole("button", { name: /This till: the sound is off/ }).waitFor();
  const order = await place(call, ["cola"], { table: "1" });
  await call("POST", `/orders/${order.id}/bump`, { station: "bar" });
  await headline(server, /READY 1/).waitFor();
  await server.locator("[data-seen]").click();
  assert.equal(await server.evaluate(() => window.tones.length), 0);
  await shot(server, "till-night");
  await server.locator("header [data-device]").click();
  await server.locator('[data-lang="de"]').click();
  await server.locator("header [data-device]").click();
  await server.getByText("Diese Kasse").waitFor();
});
