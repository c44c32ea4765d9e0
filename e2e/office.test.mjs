// The back office as a manager walks it: who did what, keys, what has ended, lists that go on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, go, office, place, row, till } from "./people.mjs";

const expected = /status of (401|402|403|404|409|422)/;
const tablet = { viewport: { width: 1024, height: 768 } };
const phone = { viewport: { width: 390, height: 844 } };

test("the record says who did what, and is looked through by person, kind and day", async (t) => {
  const house = await open(t, { expected });
  const [boss, tom] = [await caller(house, "9000"), await caller(house, "2001")];
  const page = await office(house, "record", tablet);
  // More than a page of it, by two people.
  const order = await place(tom, ["margherita"]);
  for (let k = 0; k < 30; k += 1) await boss("PUT", "/menu/items/cola/availability", { available: k % 2 === 1 });
  for (let k = 0; k < 12; k += 1) await place(tom, ["cola"]);
  await page.locator("[data-again]").click();
  const rows = page.locator('[data-table="record"] [data-row]');
  await page.locator('[data-table="record"]', { hasText: "Order placed" }).waitFor();
  assert.equal(await rows.count(), 50);
  await shot(page, "office-record");
  await page.locator("[data-more]").click();
  await page.locator(`[data-table="record"] [data-row="1"]`).waitFor();
  assert.ok((await rows.count()) > 50);
  assert.equal(await page.locator("[data-more]").count(), 0, "that is all there is");

  // Looked through by what, by whom, and by day.
  const choose = (name, option) => page.locator(`.filters [name="${name}"]`).selectOption(option);
  await choose("type", "menu");
  await page.locator('[data-table="record"]:not(:has-text("Order placed"))').waitFor();
  assert.equal(await rows.count(), 30);
  assert.match(await rows.first().innerText(), /cola · on/);
  const people = (await boss("GET", "/people")).body.items;
  const { id, name } = people.find((person) => person.name === "Jonas");
  await choose("person", id);
  await page.getByText("Nothing of the kind").waitFor();
  await choose("type", "");
  await page.locator('[data-table="record"]', { hasText: name }).waitFor();
  await page.locator('.filters [name="since"]').fill("2099-01-01");
  await page.locator('.filters [name="since"]').blur();
  await page.getByText("Nothing of the kind").waitFor();
  await page.locator('.filters [name="since"]').fill("2020-01-01");
  await page.locator('.filters [name="since"]').blur();

  // One of them: the order it is of, with all that happened to it.
  await page.locator('[data-table="record"] [data-row="1"] .pickit').click();
  await page.locator(`[data-order="${order.number}"]`).waitFor();
  await page.locator('[data-table="history"]', { hasText: "Order sent to the kitchen" }).waitFor();
  await shot(page, "office-record-one");
});

test("a program of somebody else gets a key, works with it, and is shut out", async (t) => {
  const house = await open(t, { expected });
  const page = await office(house, "keys", tablet);
  await page.getByText("No program of others has a key").waitFor();
  await page.locator("[data-new]").click();
  await page.locator('[data-form="key"] button[type="submit"]').click();
  await page.locator('[data-form="key"] .fault').waitFor();
  await page.locator('[data-form="key"] input[name="name"]').fill("Webshop");
  await page.locator('[data-form="key"] button[type="submit"]').click();
  const secret = page.locator("[data-secret]");
  await secret.waitFor();
  const token = await secret.innerText();
  await shot(page, "office-key");
  const status = async () => (await fetch(`${house.url}/api/v1/menu`, { headers: { authorization: `Bearer ${token}` } })).status;
  assert.equal(await status(), 200);

  // Once closed it is told nobody any more; it ends after a question.
  const key = page.locator('[data-table="keys"] [data-row]', { hasText: "Webshop" });
  await key.locator(".pickit").click();
  await page.getByRole("button", { name: /^End this key/ }).waitFor();
  assert.equal(await page.locator("[data-secret]").count(), 0);
  await page.getByRole("button", { name: /^End this key/ }).click();
  await page.getByText("It cannot be brought back").waitFor();
  await shot(page, "office-key-end");
  await page.locator("[data-sure]").click();
  await page.getByText("No program of others has a key").waitFor();
  assert.equal(await status(), 401);
  await page.locator("[data-ended]").click();
  await key.locator(".mark.bad", { hasText: "ended" }).waitFor();
  // Keys are no screens.
  await go(page, "devices");
  await page.locator("[data-ended]").click();
  await page.getByText("No screen is paired").waitFor();
});

test("the signing key is changed after a question, and nobody is signed out", async (t) => {
  const house = await open(t, { expected });
  const [page, server] = [await office(house, "keys", tablet), await till(house)];
  await page.locator("[data-signing]").click();
  await page.getByRole("button", { name: /^A new signing key/ }).click();
  await page.getByText("Sign with a new key from now on?").waitFor();
  await page.getByRole("button", { name: "No", exact: true }).click();
  await page.getByRole("button", { name: /^A new signing key/ }).click();
  await shot(page, "office-signing");
  await page.locator("[data-sure]").click();
  await page.locator("[data-rotated]").waitFor();
  await server.reload();
  await server.locator('[data-link="live"]').waitFor();
  await go(page, "record");
  await page.locator('[data-table="record"]', { hasText: "new signing key" }).waitFor();
});

test("an ended pairing is out of the list until it is asked for", async (t) => {
  const house = await open(t, { expected });
  const boss = await caller(house, "9000");
  for (let k = 1; k <= 55; k += 1) await boss("POST", "/devices", { name: `Till ${k}`, role: "pos" });
  const page = await office(house, "devices", tablet);
  const rows = page.locator('[data-table="devices"] [data-row]');
  await rows.first().waitFor();
  assert.equal(await rows.count(), 50);
  await page.locator("[data-more]").click();
  const first = rows.filter({ has: page.getByText("Till 1", { exact: true }) });
  await first.waitFor();
  await first.locator(".pickit").click();
  await page.getByRole("button", { name: /^End the pairing/ }).click();
  await page.locator("[data-sure]").click();
  await first.waitFor({ state: "detached" });
  assert.equal(await rows.count(), 54);
  await page.locator("[data-ended]").click();
  await first.locator(".mark.bad", { hasText: "ended" }).waitFor();
  await first.locator(".pickit").click();
  assert.equal(await page.getByRole("button", { name: /^End the pairing/ }).count(), 0, "it has ended already");
  await shot(page, "office-ended");
});

test("lists go on where a page ends", async (t) => {
  const house = await open(t, { expected });
  const boss = await caller(house, "9000");
  for (let k = 1; k <= 60; k += 1) await boss("POST", "/customers", { name: `Guest ${k}`, phone: `555${1000 + k}` });
  for (let k = 1; k <= 55; k += 1) await boss("POST", "/inventory/mozzarella/restock", { quantity: k, note: `delivery ${k}` });
  const page = await office(house, "customers", tablet);
  const guests = page.locator('[data-table="customers"] [data-row]');
  await guests.first().waitFor();
  assert.equal(await guests.count(), 50);
  await page.locator("[data-more]").click();
  await guests.filter({ has: page.getByText("Guest 1", { exact: true }) }).waitFor();
  assert.equal(await guests.count(), 60);
  await page.locator('[data-form="find"] input').fill("5551007");
  await page.locator('[data-form="find"] button[type="submit"]').click();
  await guests.filter({ has: page.getByText("Guest 60", { exact: true }) }).waitFor({ state: "detached" });
  assert.equal(await guests.count(), 1);

  await go(page, "stock");
  await row(page, "stock", "mozzarella").click();
  const lines = page.locator('[data-table="ledger"] [data-row]');
  await lines.first().waitFor();
  assert.equal(await lines.count(), 50);
  await page.locator(".side [data-more]").click();
  await lines.filter({ hasText: /delivery 1\b/ }).waitFor();
});

test("the back office is usable on a phone", async (t) => {
  const house = await open(t, { expected });
  const page = await office(house, "record", phone);
  for (const section of ["alerts", "stock", "menu", "customers", "payments", "people", "devices", "keys", "webhooks", "reports", "record"]) {
    await go(page, section);
    await page.locator(".split .main :is(table, .none:not([data-wait]))").first().waitFor();
    await shot(page, `phone-${section}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 1, `${section} is ${wide} px wider than the glass`);
  }
  await go(page, "keys");
  await page.locator("[data-signing]").click();
  await page.getByRole("button", { name: /^A new signing key/ }).waitFor();
  await shot(page, "phone-signing");
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByText("No program of others has a key").waitFor();
});

test("on a phone the manager finds the way out, and reads whole that the link is dead", async (t) => {
  const house = await open(t, { expected: /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_FAILED|WebSocket connection to/ });
  const page = await office(house, "alerts", phone);
  const whole = (box) => box.x >= 0 && box.x + box.width <= 390 && box.y >= 0 && box.y + box.height <= 844;
  await page.context().setOffline(true);
  const words = page.locator(".top .news", { hasText: "No news since" });
  await words.waitFor();
  assert.ok(whole(await words.boundingBox()), "the words are whole");
  await page.context().setOffline(false);
  await words.waitFor({ state: "detached" });
  const out = page.getByRole("button", { name: "Log out" });
  assert.ok(whole(await out.boundingBox()), "the key is whole");
  await out.click();
  await page.locator("[data-digit]").first().waitFor();
});
