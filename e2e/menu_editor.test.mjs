// The menu editor: what a manager changes is on every till at once, and nothing is lost by accident.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, dish, go, office, place, row, till, until } from "./people.mjs";

const expected = /status of (401|404|409|422)/;

const pick = async (page, table, name) => {
  await page.locator(`[data-table="${table}"] tr`, { hasText: name }).first().locator(".pickit").click();
};
const saved = (page) => until(() => page.locator("[data-unsaved]").getAttribute("data-unsaved"), (count) => count === "0");

test("a price, a station and a new dish with options are on the till at once", async (t) => {
  const house = await open(t, { expected });
  const [page, server, call] = [await office(house, "menu"), await till(house), await caller(house, "2001")];
  await page.locator('[data-view="dishes"]').click();
  await pick(page, "dishes", "Margherita");
  await page.locator('.sidebody input[name="price"]').fill("13,50");
  await page.locator('.sidebody [data-field="station"] [data-choice="grill"]').click();
  await page.locator('[data-table="dishes"] tr.on .mark.warn', { hasText: "changed" }).waitFor();
  assert.equal(await page.locator("[data-unsaved]").getAttribute("data-unsaved"), "1");

  // A group of options, and a dish that offers it.
  await page.locator('[data-view="options"]').click();
  await page.locator('[data-add="group"]').click();
  await page.locator('.sidebody input[name="name"]').first().fill("Broth");
  await page.locator('.sidebody input[name="min"]').fill("1");
  await page.locator('[data-table="options"] .pickit').first().click();
  await page.locator('[data-option] input[name="name"]').fill("Miso");
  await page.locator('[data-option] input[name="price"]').fill("1.20");
  await page.locator("[data-add-option]").click();
  await page.locator('[data-option="1"] input[name="name"]').fill("Clear");
  await shot(page, "menu-editor-options");
  await page.locator('[data-view="dishes"]').click();
  await page.locator('[data-add="dish"]').click();
  await page.locator('.sidebody input[name="name"]').fill("Ramen");
  await page.locator('.sidebody input[name="category"]').fill("Soups");
  await page.locator('.sidebody input[name="price"]').fill("11.90");
  await page.locator('.sidebody input[name="prep_seconds"]').fill("6:30");
  await page.locator('.sidebody [data-field="modifier_groups"] [data-choice="broth"]').click();
  await page.locator('.sidebody [data-field="station"] [data-choice="grill"]').click();
  await shot(page, "menu-editor-dish");
  await page.locator("[data-save]").click();
  await saved(page);

  // The till has it without a reload, the order has its price and goes to the grill.
  await dish(server, "Soups", "ramen");
  await server.locator(".panel", { hasText: "Miso" }).waitFor();
  await shot(server, "menu-editor-till");
  const order = await place(call, [{ menu_item_id: "ramen", quantity: 1, modifiers: ["miso"] }, "margherita"]);
  assert.deepEqual(order.items.map((item) => [item.unit_price, item.station, item.prep_seconds]), [[1190, "grill", 390], [1350, "grill", order.items[1].prep_seconds]]);
  assert.equal(order.subtotal, 1190 + 120 + 1350);
});

test("what is wrong stands at its field, and what is not saved is marked, kept and thrown away", async (t) => {
  const house = await open(t, { expected });
  const page = await office(house, "menu", { viewport: { width: 1024, height: 768 } });
  const boss = await caller(house, "9000");
  const priceOf = async () => (await boss("GET", "/menu")).body.categories.flatMap((c) => c.items).find((d) => d.id === "margherita").price;
  const before = await priceOf();
  await page.locator('[data-view="dishes"]').click();
  await pick(page, "dishes", "Margherita");
  await page.locator('.sidebody input[name="price"]').fill("a lot");
  await page.locator("[data-save]").click();
  const price = page.locator('.sidebody label', { has: page.locator('input[name="price"]') });
  await price.locator(".fault").waitFor();
  assert.equal(await price.locator("input").getAttribute("aria-invalid"), "true");
  await shot(page, "menu-editor-fault");
  assert.equal(await priceOf(), before);

  // Another section, and back: it is still there. Leaving the page is asked about.
  await page.locator('.sidebody input[name="price"]').fill("14");
  await go(page, "stock");
  await go(page, "menu");
  await page.locator('[data-view="dishes"]').click();
  assert.equal(await page.locator("[data-unsaved]").getAttribute("data-unsaved"), "1");
  const asked = page.waitForEvent("dialog");
  const left = page.close({ runBeforeUnload: true });
  const dialog = await asked;
  assert.equal(dialog.type(), "beforeunload");
  await dialog.dismiss();
  await left;
  await page.locator("[data-throw]").click();
  await page.locator("[data-throw-sure]").click();
  await saved(page);
  await pick(page, "dishes", "Margherita");
  assert.equal(await page.locator('.sidebody input[name="price"]').inputValue(), (before / 100).toFixed(2));
  assert.equal(await priceOf(), before);
});

test("of two managers at once the second is told, and overwrites only when they say so", async (t) => {
  const house = await open(t, { expected });
  const [one, two] = [await office(house, "menu"), await office(house, "menu")];
  const boss = await caller(house, "9000");
  const margherita = async () => (await boss("GET", "/menu")).body.categories.flatMap((c) => c.items).find((d) => d.id === "margherita");
  for (const [page, name] of [[one, "Margherita one"], [two, "Margherita two"]]) {
    await page.locator('[data-view="dishes"]').click();
    await pick(page, "dishes", "Margherita");
    await page.locator('.sidebody input[name="name"]').fill(name);
  }
  await one.locator("[data-save]").click();
  await saved(one);
  await two.locator("[data-behind]").waitFor();
  assert.equal(await two.locator("[data-save]").count(), 0);
  await shot(two, "menu-editor-behind");
  assert.equal((await margherita()).name, "Margherita one");
  await two.locator("[data-overwrite]").click();
  await saved(two);
  assert.equal((await margherita()).name, "Margherita two");
  // The first one changes nothing now, and sees the other's at once.
  await one.locator('[data-table="dishes"] tr', { hasText: "Margherita two" }).waitFor();
});

test("dishes and categories are put in another order, and taken away", async (t) => {
  const house = await open(t, { expected });
  const page = await office(house, "menu");
  const boss = await caller(house, "9000");
  const menu = async () => (await boss("GET", "/menu")).body.categories.map((c) => [c.name, c.items.map((d) => d.id)]);
  const before = await menu();
  const [first, second] = before;
  await page.locator('[data-view="categories"]').click();
  await row(page, "categories", second[0]).locator(".pickit").click();
  await page.locator('[data-move="up"]').click();
  await page.locator('[data-view="dishes"]').click();
  await page.locator('[data-table="dishes"] .pickit').first().click();
  await page.locator('[data-move="down"]').focus();
  await page.keyboard.press("Enter");
  await page.locator("[data-save]").click();
  await saved(page);
  const after = await menu();
  assert.deepEqual(after.slice(0, 2).map(([name]) => name), [second[0], first[0]]);
  assert.deepEqual(after[0][1].slice(0, 2), [second[1][1], second[1][0]]);
  await page.locator('[data-table="dishes"] .pickit').first().click();
  await page.getByRole("button", { name: /^Delete/ }).click();
  await page.locator("[data-sure]").click();
  await page.locator("[data-save]").click();
  await saved(page);
  assert.equal((await menu())[0][1].length, second[1].length - 1);
});
