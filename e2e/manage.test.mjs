// The back office by hand: every section, and what it does to the house.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, go, office, place, row, signIn, station, till, until } from "./people.mjs";
import { processor } from "./stripe.mjs";

const expected = /status of (401|402|403|404|409|422)/;

test("stock falls with an order, warns, is acknowledged, and rises by a restock", async (t) => {
  const house = await open(t, { expected });
  const [page, boss] = [await office(house, "stock"), await caller(house, "9000")];
  const stockOf = async (id) => (await boss("GET", "/inventory?limit=500")).body.items.find((i) => i.id === id);
  const before = await stockOf("mozzarella");

  // Counted down to just above its threshold.
  await row(page, "stock", "mozzarella").click();
  await page.locator('[data-act="count"]').click();
  await page.locator('[data-form="stock"] input[name="stock"]').fill(String(before.threshold + 50));
  await page.locator('[data-form="stock"] button[type="submit"]').click();
  await until(() => stockOf("mozzarella"), (i) => i.stock === before.threshold + 50);
  await shot(page, "manage-stock");

  // An order takes it below: low by word and sign, live, and an alert with a number in the navigation.
  await place(boss, [{ menu_item_id: "margherita", quantity: 2 }]);
  await row(page, "stock", "mozzarella").locator(".mark.warn", { hasText: "low" }).waitFor();
  await page.locator("[data-alerts]").waitFor();
  await shot(page, "manage-low");
  await go(page, "alerts");
  const alert = page.locator('[data-alert="low_stock"]', { hasText: /Mozzarella/i });
  await alert.waitFor();
  await shot(page, "manage-alerts");
  await alert.locator("[data-acknowledge]").click();
  await page.locator('.alerts.old [data-alert="low_stock"]').waitFor();
  await page.locator("[data-alerts]").waitFor({ state: "detached" });

  // Restocked, wasted, and both in the ledger.
  await go(page, "stock");
  await row(page, "stock", "mozzarella").click();
  await page.locator('[data-form="stock"] input[name="quantity"]').fill("5000");
  await page.locator('[data-form="stock"] input[name="note"]').fill("Tuesday's delivery");
  await page.locator('[data-form="stock"] button[type="submit"]').click();
  await page.locator('[data-table="ledger"]', { hasText: /Restock[\s\S]*Tuesday's delivery/ }).waitFor();
  await row(page, "stock", "mozzarella").locator(".mark.good").waitFor();
  await page.locator('[data-act="waste"]').click();
  await page.locator('[data-form="stock"] input[name="quantity"]').fill("none");
  await page.locator('[data-form="stock"] button[type="submit"]').click();
  await page.locator('[data-form="stock"] .fault, [data-form="stock"] .why').first().waitFor();
  await page.locator('[data-form="stock"] input[name="quantity"]').fill("120");
  await page.locator('[data-form="stock"] button[type="submit"]').click();
  await page.locator('[data-table="ledger"]', { hasText: "Waste" }).waitFor();
  await shot(page, "manage-ledger");
});

test("alerts are acknowledged one after the other, also where the news are quicker than the answer", async (t) => {
  const house = await open(t, { expected });
  const boss = await caller(house, "9000");
  for (const { id, threshold } of (await boss("GET", "/inventory?limit=500")).body.items) {
    if (["dough", "tomato-sauce", "mozzarella"].includes(id)) await boss("POST", `/inventory/${id}/count`, { stock: threshold + 1 });
  }
  await place(boss, [{ menu_item_id: "margherita", quantity: 2 }]);
  const page = await office(house);
  const left = (count) => page.locator(`.alerts:not(.old)[data-open="${count}"]`).waitFor();
  await left(3);

  // The server has done it, and the row is gone, while the answer is still on its way.
  let letGo;
  const held = new Promise((done) => (letGo = done));
  const answers = [];
  await page.context().route("**/api/v1/alerts/*/acknowledge", async (route) => {
    const response = await route.fetch();
    answers.push(response.status());
    if (answers.length === 1) await held;
    await route.fulfill({ response });
  });
  const next = page.locator(".alerts:not(.old) [data-acknowledge]:enabled").first();
  await next.click();
  await left(2);
  await next.click({ timeout: 5_000 });
  await left(1);
  letGo();
  await next.click({ timeout: 5_000 });
  await page.locator("[data-alerts]").waitFor({ state: "detached" });
  assert.equal(await page.locator(".alerts.old [data-alert]").count(), 3);
  assert.deepEqual(answers, [200, 200, 200]);
});

test("a dish is taken off and put back for every till, and a menu is carried out and in", async (t) => {
  const house = await open(t, { expected });
  const [page, server] = [await office(house, "menu"), await till(house)];
  await row(page, "menu", "margherita").getByRole("switch").click();
  await server.locator('[data-dish="margherita"][aria-disabled="true"]').waitFor({ state: "attached" });
  await shot(page, "manage-menu");
  await row(page, "menu", "margherita").getByRole("switch").click();
  await server.locator('[data-dish="margherita"]:not([aria-disabled="true"])').waitFor({ state: "attached" });
  await row(page, "menu", "diavola").locator(".pickit").click();
  await page.locator('[data-form="left"] input').fill("3");
  await page.locator('[data-form="left"] button[type="submit"]').click();
  await server.locator('[data-dish="diavola"] .left', { hasText: "3 left" }).waitFor({ state: "attached" });

  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export CSV" }).click()]);
  const csv = await readFile(await download.path(), "utf8");
  assert.match(csv, /^id,name/);

  // What is wrong is told by row and column, and nothing changes.
  const folder = await download.path();
  const bad = `${folder}-bad.csv`;
  const lines = csv.trimEnd().split(/\r?\n/);
  const price = lines[0].split(",").indexOf("price");
  const broken = lines[1].split(",");
  broken[price] = "a lot";
  await writeFile(bad, [lines[0], broken.join(","), ...lines.slice(2)].join("\n"));
  await page.locator("[data-import]").click();
  await page.locator("#menu-file").setInputFiles(bad);
  await page.locator("[data-import-now]").click();
  const fault = page.locator('[data-table="faults"] [data-row="0"]');
  await fault.waitFor();
  assert.match(await fault.innerText(), /1\s+price/);
  await shot(page, "manage-import-fault");
  const good = `${folder}-good.csv`;
  await writeFile(good, csv.replace("Margherita", "Margherita nuova"));
  await page.locator("#menu-file").setInputFiles(good);
  await page.locator("[data-import-now]").click();
  await page.locator("[data-imported]").waitFor();
  await server.locator("[data-dish]", { hasText: "Margherita nuova" }).waitFor({ state: "attached" });
});

test("a customer is made and found, with points and how they came", async (t) => {
  const house = await open(t, { expected });
  const [page, boss] = [await office(house, "customers"), await caller(house, "9000")];
  await page.locator("[data-new]").click();
  await page.locator('[data-form="customer"] input[name="name"]').fill("Ines");
  await page.locator('[data-form="customer"] input[name="phone"]').fill("+1 555 000 1111");
  await page.locator('[data-form="customer"] button[type="submit"]').click();
  await page.locator('[data-points="0"]').waitFor();
  const customer = (await boss("GET", "/customers?phone=15550001111")).body.items[0];
  const order = await place(boss, ["margherita", "diavola"], { customer_id: customer.id });
  await boss("POST", `/orders/${order.id}/bump`, { station: "oven" });
  await boss("POST", `/orders/${order.id}/complete`, {});
  await page.locator(`[data-points="${Math.floor(order.subtotal / 100)}"]`).waitFor();
  await page.locator('[data-table="points"]', { hasText: "Earned" }).waitFor();
  await page.locator('[data-form="find"] input').fill("15550001111");
  await page.locator('[data-form="find"] button[type="submit"]').click();
  await row(page, "customers", customer.id).waitFor();
  await shot(page, "manage-customers");
});

test("a payment that was given up is alerted, tried again, and paid", async (t) => {
  const bank = await processor(t);
  const house = await open(t, { env: bank.env, expected });
  const [page, call] = [await office(house, "payments"), await caller(house, "2001")];
  const order = await place(call, ["margherita"], { payment: { method: "card", token: "pm_card_down", when: "now" } });
  await page.locator('[data-table="payments"] [data-row]').waitFor({ timeout: 40_000 });
  await page.locator("[data-alerts]").waitFor();
  assert.equal((await call("GET", `/orders/${order.id}`)).body.status, "PAYMENT_FAILED");
  assert.equal(bank.calls.length, 4, "once and three times more");
  await page.locator('[data-table="payments"] .pickit').first().click();
  await shot(page, "manage-payments");
  bank.up();
  await page.locator("[data-retry]").click();
  await until(async () => (await call("GET", `/orders/${order.id}`)).body, (o) => o.status === "CONFIRMED" && o.payment.status === "captured");
  await page.locator('[data-table="payments"]').waitFor({ state: "detached" });
});

test("a person is added, works, is changed and removed", async (t) => {
  const house = await open(t, { expected });
  const page = await office(house, "people");
  await page.locator("[data-new]").click();
  await page.locator('[data-form="person"] input[name="name"]').fill("Nadia");
  await page.locator('[data-form="person"] [data-choice="kitchen"]').click();
  await page.locator('[data-form="person"] [data-choice="oven"]').click();
  await page.locator('[data-form="person"] input[name="pin"]').fill("12");
  await page.locator('[data-form="person"] button[type="submit"]').click();
  await page.locator('[data-form="person"] .fault').waitFor();
  await page.locator('[data-form="person"] input[name="pin"]').fill("7345");
  await page.locator('[data-form="person"] button[type="submit"]').click();
  const nadia = page.locator('[data-table="people"] [data-row]', { hasText: "Nadia" });
  await nadia.waitFor();
  assert.match(await nadia.innerText(), /Kitchen\s+Oven/);
  const oven = await house.page("/kds?station=oven");
  await signIn(oven, "7345");

  await nadia.locator(".pickit").click();
  await page.locator('[data-form="person"] input[name="name"]').fill("Nadja");
  await page.locator('[data-form="person"] button[type="submit"]').click();
  const changed = page.locator('[data-table="people"] [data-row]', { hasText: "Nadja" });
  await changed.locator(".pickit").click();
  await shot(page, "manage-people");
  await page.getByRole("button", { name: /^Remove/ }).click();
  await page.locator("[data-sure]").click();
  await changed.waitFor({ state: "detached" });
  await oven.locator("[data-digit]").first().waitFor();
});

test("a screen is paired by its square, works by itself, and goes dark when it is revoked", async (t) => {
  const house = await open(t, { expected });
  const page = await office(house, "devices");
  const pair = async (name, role, stations = []) => {
    await page.locator("[data-new]").click();
    await page.locator('[data-form="device"] input[name="name"]').fill(name);
    await page.locator(`[data-form="device"] [data-choice="${role}"]`).click();
    for (const at of stations) await page.locator(`[data-form="device"] [data-choice="${at}"]`).click();
    await page.locator('[data-form="device"] button[type="submit"]').click();
    const code = page.locator(".pairing [data-code]");
    await code.waitFor();
    const told = { code: await code.getAttribute("data-code"), url: await page.locator("[data-qr]").getAttribute("data-qr") };
    return told;
  };
  const left = await pair("Oven left", "kitchen", ["oven"]);
  await shot(page, "manage-pairing");
  assert.ok(left.url.endsWith(`/kds?station=oven#pair=${left.code}`), left.url);

  // The square is opened: the screen is signed in, and the code is out of the address.
  const oven = await house.page(left.url.replace(house.url, ""));
  await oven.locator('[data-link="live"]').waitFor();
  assert.doesNotMatch(oven.url(), /pair=/);
  await oven.reload();
  await oven.locator('[data-link="live"]').waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.locator('[data-table="devices"] [data-row]', { hasText: /Oven left[\s\S]*paired/ }).waitFor();

  // A code is good for one use; typed by hand it pairs a till, which still asks for a PIN.
  const window = await pair("Window", "pos");
  const shop = await house.page("/pos");
  await shop.locator("[data-pair]").click();
  await shop.locator("[data-code]").fill(left.code);
  await shop.keyboard.press("Enter");
  await shop.locator(".say.bad").waitFor();
  await shop.locator("[data-code]").fill(window.code.toLowerCase());
  await shop.keyboard.press("Enter");
  await signIn(shop, "2001");
  await shot(shop, "till-paired");

  await page.getByRole("button", { name: "Close" }).click();
  await page.locator('[data-table="devices"] [data-row]', { hasText: "Oven left" }).locator(".pickit").click();
  await page.getByRole("button", { name: /^End the pairing/ }).click();
  await page.locator("[data-sure]").click();
  await oven.locator("[data-digit]").first().waitFor();
  await shot(page, "manage-devices");
});

test("a webhook gets alerts, and what was not delivered is shown and sent again", async (t) => {
  const got = [];
  let status = 500;
  const receiver = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    got.push({ headers: request.headers, body: JSON.parse(text) });
    response.writeHead(status).end();
  });
  await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  t.after(() => receiver.close());
  const house = await open(t, { expected, args: ["--webhooks-allow-private"] });
  const [page, boss] = [await office(house, "webhooks"), await caller(house, "9000")];
  await page.locator("[data-new]").click();
  await page.locator('[data-form="webhook"] input[name="url"]').fill("ftp://nowhere");
  await page.locator('[data-form="webhook"] button[type="submit"]').click();
  await page.locator('[data-form="webhook"] .fault').waitFor();
  await page.locator('[data-form="webhook"] input[name="url"]').fill(`http://127.0.0.1:${receiver.address().port}/hook`);
  await page.locator('[data-form="webhook"] [data-choice="order.placed"]').click();
  await page.locator('[data-form="webhook"] button[type="submit"]').click();
  await page.locator("[data-secret]", { hasText: /^whsec_/ }).waitFor();
  await place(boss, ["margherita"]);
  await until(async () => got.length, (n) => n > 0);
  await go(page, "alerts");
  await go(page, "webhooks");
  await page.locator('[data-table="webhooks"] .pickit').click();
  const waiting = page.locator('[data-table="deliveries"] [data-row]').first();
  await waiting.waitFor();
  await shot(page, "manage-webhooks");
  status = 200;
  await waiting.getByRole("button", { name: "Try again" }).click();
  await page.locator('[data-table="deliveries"]').waitFor({ state: "detached" });
  assert.equal(got.at(-1).body.specversion, "1.0");
  await page.getByRole("button", { name: /^Delete/ }).click();
  await page.locator("[data-sure]").click();
  await page.locator('[data-table="webhooks"]').waitFor({ state: "detached" });
});

test("reports show the day by station, dish and hour, and give it as CSV", async (t) => {
  const house = await open(t);
  const [page, boss] = [await office(house, "reports"), await caller(house, "9000")];
  for (const dishes of [["margherita", "cola"], ["diavola"], ["caesar"]]) {
    const order = await place(boss, dishes);
    for (const at of ["oven", "bar", "cold"]) await boss("POST", `/orders/${order.id}/bump`, { station: at });
    await boss("POST", `/orders/${order.id}/complete`, {});
  }
  await page.locator('[data-by="item"]').click();
  await page.locator('[data-by="station"]').click();
  await page.locator('[data-table="times"]', { hasText: "Oven" }).waitFor();
  await shot(page, "manage-times");
  await page.locator('[data-by="hour"]').click();
  await page.locator('[data-table="times"]', { hasText: /\d+:00/ }).waitFor();
  await page.locator('[data-by="sales"]').click();
  await page.locator('[data-figure="Orders"]', { hasText: "3" }).waitFor();
  await shot(page, "manage-sales");
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("[data-csv]").click()]);
  assert.match(await readFile(await download.path(), "utf8"), /^what,id,name,count,amount/);
});

test("only managers get into the back office, and every section fits a tablet", async (t) => {
  const house = await open(t, { expected });
  const server = await house.page("/manage");
  for (const digit of "2001") await server.locator(`[data-digit="${digit}"]`).click();
  await server.locator("[data-enter]").click();
  await server.getByText("This PIN may not use this screen").waitFor();
  const page = await office(house, "alerts", { viewport: { width: 1024, height: 768 } });
  for (const section of ["stock", "menu", "customers", "payments", "people", "devices", "keys", "webhooks", "reports", "record"]) {
    await go(page, section);
    await page.locator('.split .main table, .split .main .none:not([data-wait])').first().waitFor();
    await shot(page, `tablet-${section}`);
    const wide = await page.evaluate(() => {
      const main = document.querySelector(".split .main");
      return main.scrollWidth - main.clientWidth;
    });
    assert.ok(wide <= 1, `${section} is ${wide} px too wide`);
    assert.equal(await page.locator("[data-later]").count(), 0, `${section} is there`);
  }
  const oven = await station(house, "oven");
  await oven.locator('[data-link="live"]').waitFor();
});
