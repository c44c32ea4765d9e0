// Every page and every state that people work in, held against WCAG 2.2 AA by axe: no findings.

import assert from "node:assert/strict";
import { test } from "node:test";
import axe from "axe-core";
import { open } from "./lib.mjs";
import { caller, dish, place, signIn, station, tap, till, until } from "./people.mjs";

const RULES = { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } };

/** What axe finds on the page as it stands, a line each. */
async function findings(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate((rules) => window.axe.run(document, rules), RULES);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.any[0]?.message ?? node.failureSummary}`));
}

async function clean(page, state) {
  assert.deepEqual(await findings(page), [], state);
}

test("the kitchen's screens have no barrier that axe knows", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const oven = await house.page("/kds?station=oven");
  await oven.locator("[data-digit]").first().waitFor();
  await clean(oven, "the PIN pad");
  await signIn(oven, "1000");
  await clean(oven, "no tickets");
  for (let n = 1; n <= 12; n++) {
    const items = [
      { menu_item_id: "margherita", quantity: 2, note: "well done", modifiers: ["extra-nduja", "no-basil"], seat: 1 },
      { menu_item_id: "diavola", quantity: 1 },
    ];
    await place(call, items, { table: String(n), allergies: n === 2 ? [{ seat: 1, allergen: "milk" }] : [] });
  }
  await oven.getByText(/^\s*12\s+tickets/).first().waitFor();
  for (const theme of ["night", "day"]) {
    await oven.evaluate((day) => document.documentElement.classList.toggle("day", day), theme === "day");
    await clean(oven, `12 tickets by ${theme}`);
    await oven.keyboard.press("p");
    await oven.locator("main [data-batch]").first().waitFor();
    await clean(oven, `by dish, by ${theme}`);
    await oven.keyboard.press("p");
    await oven.locator("main [data-bar]").first().waitFor();
    for (const key of ["s", "r", "i"]) {
      // What is told of a dish is told of the one that is picked.
      if (key === "i") await oven.keyboard.press("ArrowDown");
      await oven.keyboard.press(key);
      await oven.locator(".sheet").waitFor();
      await clean(oven, `the sheet of ${key} by ${theme}`);
      await oven.keyboard.press("Escape");
      await oven.locator(".sheet").waitFor({ state: "detached" });
    }
  }
  const expo = await house.page("/expo");
  await signIn(expo, "3001");
  await expo.locator("[data-order]").first().waitFor();
  await clean(expo, "the pass");
  // What it says of times, of what is held, and of what is ready.
  const boss = await caller(house, "9000");
  const shared = await place(call, ["diavola", "caesar"], { table: "20" });
  const held = await place(call, ["diavola", "caesar"], { table: "21" });
  const ready = await place(call, ["cola"], { table: "22" });
  await boss("POST", `/orders/${held.id}/hold`, { held: true });
  await boss("POST", `/orders/${shared.id}/priority`, { priority: "rush" });
  await boss("POST", `/orders/${ready.id}/bump`, { station: "bar" });
  await expo.locator(`[data-ready="${ready.number}"]`).waitFor();
  const cold = await house.page("/kds?station=cold");
  await signIn(cold, "1000");
  await cold.locator("[data-start]").nth(1).waitFor();
  for (const theme of ["night", "day"]) {
    for (const page of [expo, cold]) await page.evaluate((day) => document.documentElement.classList.toggle("day", day), theme === "day");
    await clean(cold, `a plan and a held order by ${theme}`);
    await clean(expo, `the pass with a plan by ${theme}`);
    for (const key of ["w", "s"]) {
      await expo.keyboard.press(key);
      await expo.locator(".sheet").waitFor();
      await clean(expo, `the pass's sheet of ${key} by ${theme}`);
      await expo.keyboard.press("Escape");
      await expo.locator(".sheet").waitFor({ state: "detached" });
    }
    await tap(expo.locator("main article .head").first());
    await expo.locator(".sheet").waitFor();
    await clean(expo, `an order's sheet by ${theme}`);
    await expo.keyboard.press("Escape");
    await expo.locator(".sheet").waitFor({ state: "detached" });
  }
  const { body } = await (await caller(house, "9000"))("POST", "/devices", { name: "Window", role: "board" });
  const board = await house.page(new URL(body.pairing_url).pathname + new URL(body.pairing_url).hash);
  await board.locator('[data-link="live"], main').first().waitFor();
  await clean(board, "the guests' board");
});

/** By night and by day, each. */
async function cleanInBoth(page, state) {
  for (const theme of ["night", "day"]) {
    await page.evaluate((day) => document.documentElement.classList.toggle("day", day), theme === "day");
    await clean(page, `${state}, by ${theme}`);
  }
}

test("what has happened to a ticket leaves no barrier: done, gone, cancelled, urged, changed, stale", async (t) => {
  const house = await open(t, { expected: /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_FAILED|WebSocket connection to/ });
  const [call, boss] = [await caller(house, "2001"), await caller(house, "9000")];
  const choose = await house.page("/kds");
  await choose.locator("[data-digit]").first().waitFor();
  await choose.keyboard.type("1000");
  await choose.keyboard.press("Enter");
  await choose.locator("[data-station]").first().waitFor();
  await cleanInBoth(choose, "which station");
  await choose.context().close();

  const oven = await station(house, "oven");
  const modifiers = ["extra-nduja", "no-basil"];
  const pizza = { menu_item_id: "margherita", quantity: 2, note: "well done", modifiers, seat: 1 };
  const [done, gone, off, urged] = [
    await place(call, [pizza, "diavola"], { table: "1" }),
    await place(call, [pizza, "funghi"], { table: "2", note: "birthday" }),
    await place(call, [pizza, "diavola"], { table: "3" }),
    await place(call, [pizza], { table: "4", allergies: [{ seat: 1, allergen: "milk" }] }),
  ];
  const read = await place(call, [pizza, "diavola"], { table: "5", allergies: [{ seat: 1, allergen: "nuts" }] });
  const card = (order) => oven.locator("main article").filter({ has: oven.locator(`[data-bar="${order.number}"]`) });
  const states = async (order) => (await call("GET", `/orders/${order.id}`)).body.items.map((item) => item.status);
  await card(read).waitFor();
  for (const times of [1, 2]) {
    await tap(card(read).locator("[data-item]").first());
    if (times === 1) await card(read).locator(".allergy.seen").waitFor();
  }
  await card(read).locator(".row.done .allergy").waitFor();
  await cleanInBoth(oven, "a dish with an allergy is done");
  await tap(card(done).locator("[data-item]").first());
  await card(done).locator(".row.done").waitFor();
  await boss("POST", `/orders/${done.id}/items`, { items: [{ menu_item_id: "calzone", quantity: 1 }] });
  assert.equal((await boss("POST", `/orders/${off.id}/cancel`, { reason: "guest left" })).status, 200);
  await card(off).and(oven.locator(".off")).waitFor();
  await tap(card(urged).locator("[data-bar]"));
  await oven.locator("article.urge").waitFor();
  await tap(card(gone).locator("[data-bar]"));
  await card(gone).and(oven.locator(".gone")).waitFor();
  await cleanInBoth(oven, "done, gone, cancelled and urged");
  await until(() => states(gone), (all) => all.every((state) => state === "PREPARED"));
  // What has gone keeps its letters readable: it is a button that takes back.
  await oven.context().setOffline(true);
  await oven.locator(".screen.stale .since").waitFor();
  await cleanInBoth(oven, "no network");
  // Then the rest moves up, and what has just moved takes no tap.
  await card(gone).waitFor({ state: "detached" });
  await tap(oven.locator("main article:not(.gone) .head").first());
  await oven.getByRole("dialog").waitFor();
  await cleanInBoth(oven, "a sheet without a network");
});

test("the till has no barrier that axe knows", async (t) => {
  const house = await open(t);
  const server = await till(house);
  await clean(server, "an empty check");
  await dish(server, "Pizza", "margherita");
  await clean(server, "a dish on the check");
  await server.locator("[data-line]").first().click();
  await server.locator(".panel").waitFor();
  await clean(server, "a line");
  for (const open of ["[data-customer]", "[data-pay]", "header [data-device]"]) {
    await server.locator(open).click();
    await clean(server, open);
  }
  await server.locator('[data-device="night"]').click();
  await clean(server, "this till by night");
  await server.getByRole("button", { name: "Done", exact: true }).click();
  await clean(server, "a check by night");
  await server.locator("[data-park]").click();
  await clean(server, "what is parked, by night");
  await server.locator("[data-favourites]").click();
  await clean(server, "no favourites");
  await server.locator(".typed input").fill("ma");
  await clean(server, "what is found");
  const call = await caller(house, "2001");
  await place(call, [{ menu_item_id: "margherita", quantity: 2 }], { table: "4" });
  await server.locator("nav.tabs").getByRole("button", { name: /Orders/ }).click();
  await server.locator('[data-order="1"]').click();
  await server.locator("[data-more]").waitFor();
  await clean(server, "an order by night");
  await server.evaluate(() => document.documentElement.classList.add("day"));
  await clean(server, "an order");
  await server.locator("[data-more]").click();
  for (const sheet of await server.locator("[data-sheet]").evaluateAll((all) => all.map((one) => one.dataset.sheet))) {
    await server.locator(`[data-sheet="${sheet}"]`).click();
    await clean(server, `the sheet ${sheet}`);
    await server.locator(".panel, .sheet, section").getByRole("button", { name: "Close" }).first().click();
    await server.locator("[data-more]").click();
  }
});

test("the back office has no barrier that axe knows", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  await place(call, [{ menu_item_id: "margherita", quantity: 2 }], { table: "4" });
  const page = await house.page("/manage");
  await signIn(page, "9000");
  const sections = await until(
    () => page.locator("[data-section]").evaluateAll((all) => all.map((one) => one.dataset.section)),
    (all) => all.length > 5,
  );
  for (const section of sections) {
    await page.locator(`[data-section="${section}"]`).click();
    await page.locator(".main table, .main .none:not([data-wait]), .main form, .main [data-scrub]").first().waitFor();
    await clean(page, section);
  }
  await page.locator('[data-section="menu"]').click();
  for (const [view, table] of [["dishes", "dishes"], ["categories", "categories"], ["options", "groups"]]) {
    await page.locator(`[data-view="${view}"]`).click();
    await page.locator(`[data-table="${table}"] .pickit`).first().click();
    await page.locator(".sidebody").waitFor();
    await clean(page, `the menu's ${view}`);
  }
  await page.locator('[data-table="options"] .pickit').first().click();
  await page.locator("[data-option]").waitFor();
  await clean(page, "an option");
  await page.locator('[data-section="replay"]').click();
  await page.locator("[data-worst]").first().click();
  await page.locator("[data-pieces]").waitFor();
  await clean(page, "the replay of an order");
});

test("the first page and a page before its login have none", async (t) => {
  const house = await open(t);
  for (const path of ["/", "/expo", "/pos", "/manage", "/board"]) {
    const page = await house.page(path);
    await page.locator("[data-digit], [data-code], main, a").first().waitFor();
    await clean(page, path);
  }
});
