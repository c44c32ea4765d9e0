// The till's flows by hand: points, cards, stock that ends, tables, screens that show nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { atTable, caller, dish, headline, onGlass, place, showOrder, station, till, until } from "./people.mjs";
import { processor } from "./stripe.mjs";

/** Some steps are refused by the server on purpose, and the browser writes that down. */
const expected = /status of (402|404|409|422)/;

const more = async (page, sheet) => {
  await page.locator("[data-more]").click();
  await page.locator(`[data-sheet="${sheet}"]`).click();
};

/** The tickets on a station's glass with what is marked on them: `1, 2 NEW`. */
const tagged = async (page) => {
  const cards = await page.locator("main article:not(.gone)").evaluateAll((all) =>
    all.map((card) => `${parseInt(card.querySelector(".no").textContent, 10)} ${card.querySelector(".where .tag")?.innerText ?? ""}`.trim()),
  );
  return cards.sort().join(", ");
};

test("a guest pays with points and is told what the meal earned", async (t) => {
  const house = await open(t);
  const [server, boss] = [await till(house), await caller(house, "9000")];
  const { body: ines } = await boss("POST", "/customers", { name: "Ines", phone: "+1 555 000 1111" });

  // Somebody the house does not know yet is added on the spot.
  await atTable(server, "5");
  await server.locator("[data-customer]").click();
  await server.locator('input[name="member-phone"]').fill("+15550002222");
  await server.locator("[data-find]").click();
  await server.locator('input[name="member-name"]').fill("Omar");
  await server.locator("[data-add]").click();
  await server.locator('[data-member="Omar"]').waitFor();
  await server.getByRole("button", { name: "No customer" }).click();

  // Ines earns by a first meal.
  await server.locator('input[name="member-phone"]').fill("15550001111");
  await server.locator("[data-find]").click();
  await server.locator('[data-member="Ines"]').waitFor();
  await server.getByRole("button", { name: "Done", exact: true }).click();
  for (let k = 0; k < 3; k++) await dish(server, "Pizza", "margherita");
  await server.locator("[data-quote]").waitFor();
  assert.match(await server.locator("[data-quote]").innerText(), /about \d+ min · Oven is the limit/);
  await shot(server, "till-customer");
  await server.locator("[data-send]").click();
  await headline(server, /Sent 1/).waitFor();
  const { body: orders } = await boss("GET", "/orders?limit=1");
  assert.equal(orders.items[0].customer_id, ines.id);
  await boss("POST", `/orders/${orders.items[0].id}/bump`, { station: "oven" });
  await showOrder(server, 1);
  await server.locator("[data-complete]").click();
  await headline(server, /\d+ points earned · 1/).waitFor();
  await shot(server, "till-earned");
  const earned = (await boss("GET", `/customers/${ines.id}`)).body.points;
  assert.equal(earned, Math.floor(orders.items[0].subtotal / 100));

  // The second meal is cheaper by them.
  await server.locator("nav.tabs").getByRole("button", { name: "Till" }).click();
  await atTable(server, "6");
  await dish(server, "Pizza", "diavola");
  await server.locator("[data-customer]").click();
  await server.locator('input[name="member-phone"]').fill("+15550001111");
  await server.locator("[data-find]").click();
  await server.locator(`[data-redeem="${earned}"]`).click();
  await shot(server, "till-redeem");
  await server.getByRole("button", { name: "Done", exact: true }).click();
  await server.locator("[data-send]").click();
  await headline(server, /Sent 2/).waitFor();
  const second = (await boss("GET", "/orders?limit=1")).body.items[0];
  assert.equal(second.points_redeemed, earned);
  assert.equal((await boss("GET", `/customers/${ines.id}`)).body.points, 0);
});

test("a card that is refused says why, and another one is taken", async (t) => {
  const bank = await processor(t);
  const house = await open(t, { env: bank.env, expected });
  const [server, oven] = [await till(house), await station(house, "oven")];
  await atTable(server, "4");
  await dish(server, "Pizza", "margherita");
  await server.locator("[data-pay]").click();
  await server.locator('[data-when="card"]').click();
  await server.locator('[data-token="pm_card_chargeDeclinedInsufficientFunds"]').click();
  await shot(server, "till-card-now");
  await server.getByRole("button", { name: "Done", exact: true }).click();
  await server.locator("[data-send]").click();
  await headline(server, /NOT CHARGED 1/).waitFor();
  await shot(server, "till-card-refused");
  await showOrder(server, 1);
  await server.locator('[data-payment="Failed"]', { hasText: /not enough money/ }).waitFor();
  // It is the order that knows, not this page.
  await server.reload();
  await showOrder(server, 1);
  await server.locator('[data-payment="Failed"]', { hasText: /not enough money/ }).waitFor();
  assert.equal(await oven.locator("main article").count(), 0, "the kitchen does not cook what is not paid");

  await server.locator("[data-card]").click();
  await server.locator('[data-token="pm_card_visa"]').click();
  await server.locator("[data-charge]").click();
  await oven.locator("main article").waitFor();
  await server.locator('.money [data-paid="true"]').waitFor();
  await shot(server, "till-card-paid");
  assert.equal(bank.intents.length, 1);
});

test("a card's states are seen while they last: being charged, and paid", async (t) => {
  const bank = await processor(t);
  const house = await open(t, { env: bank.env, expected });
  const [server, call] = [await till(house), await caller(house, "2001")];
  const order = await place(call, ["margherita"]);
  await showOrder(server, 1);
  // The processor has a fault: the card is asked for again until there is an answer.
  await call("POST", `/orders/${order.id}/payments`, { method: "card", token: "pm_card_down" });
  await server.locator('[data-payment="Pending"]', { hasText: "the card is being charged" }).waitFor();
  assert.equal(await server.locator(".acts [data-card]").isDisabled(), true, "no second card meanwhile");
  assert.equal(await server.getByRole("button", { name: /^Cash/ }).isDisabled(), true, "nor cash");
  await shot(server, "till-card-charging");
  bank.up();
  await server.locator('.money [data-paid="true"]').waitFor({ timeout: 60_000 });
  assert.equal(await server.locator('[data-payment="Pending"]').count(), 0);
  assert.equal(bank.intents.length, 1, "charged once");
});

test("a dish wants its least of choices before it goes, and takes no more than its most", async (t) => {
  const house = await open(t);
  const [server, boss] = [await till(house), await caller(house, "9000")];
  await atTable(server, "4");
  await dish(server, "Sweet", "gelato-cup");
  const group = server.getByRole("group", { name: "Flavours" });
  const [done, option] = [server.getByRole("button", { name: "Done", exact: true }), (id) => server.locator(`[data-option="${id}"]`)];
  await group.waitFor();
  assert.equal(await done.isDisabled(), true, "none is too few");
  const flavours = await group.locator("[data-option]").evaluateAll((all) => all.map((one) => one.dataset.option));
  await option(flavours[0]).click();
  assert.equal(await done.isDisabled(), false);
  await option(flavours[0]).click();
  await shot(server, "till-least");
  // Left without a choice: the check says what it wants, and nothing is sent.
  assert.equal(await done.isDisabled(), true);
  await server.locator(".sub.short", { hasText: "choose: Flavours" }).waitFor();
  await server.locator("[data-send]").click();
  await group.waitFor();
  assert.deepEqual((await boss("GET", "/orders")).body.items, []);
  for (const flavour of flavours.slice(0, 3)) await option(flavour).click();
  assert.equal(await option(flavours[3]).isDisabled(), true, "three is the most");
  assert.equal(await option(flavours[0]).isDisabled(), false, "one of the three can be taken back");
  await done.click();
  await server.locator("[data-send]").click();
  await headline(server, /Sent 1/).waitFor();
  const [order] = (await boss("GET", "/orders")).body.items;
  assert.deepEqual(order.items[0].modifiers.map((one) => one.id).sort(), flavours.slice(0, 3).sort());
});

test("more off the bill than a server may give is refused in words, and nothing comes off", async (t) => {
  const house = await open(t, { expected: /status of 403/ });
  const [server, call] = [await till(house), await caller(house, "2001")];
  const order = await place(call, ["margherita"]);
  await showOrder(server, 1);
  await more(server, "Discount");
  await server.locator('[data-percent="100"]').click();
  await server.getByRole("button", { name: "Took too long" }).click();
  await server.locator("[data-discount]").click();
  await headline(server, /only a manager gives more than \d+ %/).waitFor();
  await shot(server, "till-discount-refused");
  assert.equal((await call("GET", `/orders/${order.id}`)).body.discount, 0);
});

test("an open order is paid by card at the end, and one in cash with change", async (t) => {
  const bank = await processor(t);
  const house = await open(t, { env: bank.env });
  const [server, call] = [await till(house), await caller(house, "2001")];
  await place(call, ["margherita"]);
  await place(call, ["cola"]);
  await showOrder(server, 1);
  await server.locator("[data-card]").click();
  await server.locator("[data-charge]").click();
  await server.locator('.money [data-paid="true"]').waitFor();
  assert.equal(bank.intents[0].amount, (await call("GET", "/orders?limit=2")).body.items[1].total);
  await showOrder(server, 2);
  await server.getByRole("button", { name: /^Cash/ }).click();
  await server.locator(".notes button").nth(1).click();
  await shot(server, "till-cash");
  await server.locator("[data-take]").click();
  await server.locator('.money [data-paid="true"]').waitFor();
});

test("at a counter cash is taken at once: the sum comes up as soon as the order is there", async (t) => {
  const house = await open(t);
  const [server, call] = [await till(house), await caller(house, "2001")];
  await atTable(server, "1");
  await dish(server, "Drinks", "cola");
  await server.locator("[data-pay]").click();
  await server.locator('[data-when="cash"]').click();
  await shot(server, "till-pay-when");
  await server.getByRole("button", { name: "Done", exact: true }).click();
  await server.locator("[data-send]").click();
  await server.locator(".panel .change").waitFor();
  await server.locator(".notes button").nth(1).click();
  await server.locator("[data-take]").click();
  await server.locator('.money [data-paid="true"]').waitFor();
  const { payment, total } = (await call("GET", "/orders")).body.items[0];
  assert.deepEqual([payment.method, payment.captured], ["cash", total]);
});

test("without a card processor the till says so", async (t) => {
  const house = await open(t, { expected });
  const [server, call] = [await till(house), await caller(house, "2001")];
  await place(call, ["margherita"]);
  await showOrder(server, 1);
  await server.locator("[data-card]").click();
  await server.locator("[data-charge]").click();
  await server.locator(".why", { hasText: /card/ }).waitFor();
});

test("a dish that runs out goes off at every till at once", async (t) => {
  const house = await open(t);
  const [one, other, boss] = [await till(house), await till(house, "2002"), await caller(house, "9000")];
  const { body } = await boss("GET", "/menu");
  assert.ok(body.categories.length > 0);
  await boss("PUT", "/menu/items/margherita/availability", { available: true, remaining: 1 });
  await one.locator('[data-dish="margherita"] .left', { hasText: "1 left" }).waitFor({ state: "attached" });
  await atTable(one, "9");
  await dish(one, "Pizza", "margherita");
  await one.locator("[data-send]").click();
  for (const page of [one, other]) await page.locator('[data-dish="margherita"][aria-disabled="true"]').waitFor({ state: "attached" });
  await shot(other, "till-sold-out");
});

test("an order is moved, divided, joined and made cheaper", async (t) => {
  const house = await open(t);
  const [server, boss, call] = [await till(house, "9000"), await caller(house, "9000"), await caller(house, "2001")];
  await place(call, [{ menu_item_id: "margherita", quantity: 2 }, "cola"], { table: "1" });
  await place(call, ["funghi"], { table: "2" });
  const oven = await station(house, "oven");
  await until(() => onGlass(oven), (now) => now.length === 2);
  await showOrder(server, 1);

  await more(server, "Transfer");
  await server.locator(".pad").getByRole("button", { name: "8", exact: true }).click();
  await shot(server, "till-transfer");
  await server.locator("[data-move]").click();
  await server.locator(".one .who", { hasText: "Table 8" }).waitFor();

  await more(server, "Split");
  await server.locator('[data-item="Margherita"]').getByRole("button", { name: /More/ }).click();
  await shot(server, "till-split");
  await server.locator("[data-split]").click();
  await server.locator('[data-order="3"]').waitFor();
  // In the kitchen that is a change of what is known, and nothing to be cooked once more.
  await until(() => tagged(oven), (now) => now === "1 CHANGED, 2, 3 CHANGED");
  await shot(oven, "oven-split");

  await showOrder(server, 3);
  await more(server, "Merge");
  await server.locator('[data-other="2"]').click();
  await shot(server, "till-merge");
  await server.locator("[data-merge]").click();
  await server.locator('[data-order="2"]').waitFor({ state: "detached" });
  await server.locator('[data-item="Funghi"]').waitFor();
  await until(() => tagged(oven), (now) => now === "1 CHANGED, 3 CHANGED, 3 CHANGED");
  assert.deepEqual((await onGlass(oven)).map(([, ...lines]) => lines.join()).sort(), ["FUNGHI,1", "MARG,1", "MARG,1"]);
  await shot(oven, "oven-merged");

  await more(server, "Discount");
  await server.locator('[data-percent="10"]').click();
  await server.getByRole("button", { name: "Took too long" }).click();
  await shot(server, "till-discount");
  await server.locator("[data-discount]").click();
  const off = await until(async () => (await boss("GET", "/orders?limit=10")).body.items.find((o) => o.number === 3), (o) => o.discount > 0);
  assert.equal(off.discount, Math.round(off.subtotal / 10));
});

test("a guest who pays alone gets all of a seat on a check of its own", async (t) => {
  const house = await open(t);
  const [server, call] = [await till(house), await caller(house, "2001")];
  const items = [
    { menu_item_id: "margherita", quantity: 2, seat: 1 },
    { menu_item_id: "cola", quantity: 1, seat: 2 },
    { menu_item_id: "diavola", quantity: 1, seat: 2 },
  ];
  const order = await place(call, items, { table: "3" });
  await showOrder(server, 1);
  await more(server, "Split");
  await server.locator('[data-seat="1"]').click();
  await server.locator('[data-seat="2"]').click();
  await server.locator("[data-split]:disabled").waitFor();
  await server.locator('[data-seat="1"]').click();
  await shot(server, "till-split-seat");
  await server.locator("[data-split]", { hasText: "2 items go" }).click();
  await server.locator('[data-order="2"]').waitFor();
  const { body } = await call("GET", "/orders");
  const ids = (number) => body.items.find((o) => o.number === number).items.map((i) => i.id);
  assert.deepEqual(ids(2), order.items.slice(1).map((i) => i.id), "the same items, so nothing is cooked again");
  assert.deepEqual(ids(1), [order.items[0].id]);
});

test("an order that no screen shows cannot be overlooked at the till", async (t) => {
  const house = await open(t);
  const [server, call] = [await till(house), await caller(house, "2001")];
  const order = await place(call, ["margherita"]);
  await headline(server, /NOBODY AT OVEN SEES 1/).waitFor({ timeout: 30_000 });
  await server.locator(".desk.alarm").waitFor();
  await shot(server, "till-alarm");
  await headline(server, /NOBODY/).click();
  await server.locator(".desk:not(.alarm)").waitFor();
  await server.locator('.screens [data-shown="false"]', { hasText: "Oven" }).waitFor();

  // A screen comes, and the till knows it.
  await station(house, "oven");
  await server.locator('.screens [data-shown="true"]', { hasText: /Oven: on screen/ }).waitFor();
  await shot(server, "till-on-screen");
  const ticket = (await call("GET", `/orders/${order.id}`)).body.tickets[0];
  assert.ok(ticket.shown_at);
});

test("a table may have any name: what the pad does not make is typed", async (t) => {
  const house = await open(t);
  const [server, boss] = [await till(house), await caller(house, "9000")];
  await server.getByRole("button", { name: /Dine in/ }).click();
  const name = server.locator("[data-table-name]");
  await name.fill("Terrace A");
  await server.locator(".pad").getByRole("button", { name: "1", exact: true }).click();
  assert.equal(await name.inputValue(), "Terrace A", "what is longer than the pad makes is not the pad's");
  await name.fill("A");
  for (const digit of "12") await server.locator(".pad").getByRole("button", { name: digit, exact: true }).click();
  assert.equal(await name.inputValue(), "A12");
  await shot(server, "till-table-name");
  await server.getByRole("button", { name: "Done", exact: true }).click();
  await dish(server, "Pizza", "margherita");
  await server.locator("[data-send]").click();
  await headline(server, /Sent 1/).waitFor();
  const table = async () => (await boss("GET", "/orders?limit=1")).body.items[0].table;
  assert.equal(await table(), "A12");

  await showOrder(server, 1);
  await more(server, "Transfer");
  await name.fill("   ");
  assert.ok(await server.locator("[data-move]").isDisabled(), "blanks are no name");
  await name.fill(" Terrace 4 ");
  await server.locator("[data-move]").click();
  await until(table, (now) => now === "Terrace 4");
});
