// The kitchen's screens for who does not see them: each state has a word, each sheet is a dialog, what
// comes is said, and what says itself each second is not.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, pace } from "./lib.mjs";
import { caller, pass, place, station, tap, until } from "./people.mjs";

const card = (page, number) => page.locator("main article").filter({ has: page.locator(`[data-bar="${number}"]`) });
/** How a reader names what has such a role below there. */
const named = async (locator, role = "button") =>
  [...(await locator.ariaSnapshot()).matchAll(new RegExp(`- ${role} "(.*?)"`, "g"))].map(([, name]) => name);

test("what the eye sees of a dish has a word: how many, begun, changed, done, void", async (t) => {
  const house = await open(t);
  const [call, boss] = [await caller(house, "2001"), await caller(house, "9000")];
  const order = await place(call, ["margherita", { menu_item_id: "diavola", quantity: 2 }, "calzone", "funghi"]);
  const oven = await station(house, "oven");
  await card(oven, order.number).waitFor();
  const rows = () => named(card(oven, order.number).locator(".rows"));
  assert.deepEqual(await rows(), ["1 MARG", "2 DIAVOLA", "1 CALZONE", "1 FUNGHI"]);
  for (const item of [order.items[0], order.items[1]]) await tap(oven.locator(`[data-item="${item.id}"]`));
  assert.equal((await boss("POST", `/orders/${order.id}/items/${order.items[2].id}/start`, {})).status, 200);
  assert.equal((await boss("POST", `/orders/${order.id}/items/${order.items[3].id}/void`, { reason: "mistake" })).status, 200);
  await until(rows, (all) => /VOID/.test(all[3]));
  assert.deepEqual(await rows(), ["Done 1 MARG", "Done 2 DIAVOLA", "1 started CALZONE", "VOID 1 FUNGHI"]);
});

/** A house whose tickets are late after so many seconds. */
const impatient = (t, late) => open(t, { demo: pace(`warn_seconds = 1\nlate_seconds = ${late}`) });

test("an age that has signs has a word, on a ticket and for the pages that are not shown", async (t) => {
  const house = await impatient(t, 4);
  const call = await caller(house, "2001");
  for (let k = 0; k < 30; k++) await place(call, ["margherita", "diavola"], { table: "4" });
  const oven = await station(house, "oven");
  await oven.locator("main .head.age-late").first().waitFor();
  assert.match((await named(oven.locator("main article").first()))[0], /^1 \d+:\d\d late Table 4$/);
  await until(() => named(oven.locator(".pages")), ([back, more]) => back === "back" && /^\d+ late more$/.test(more));
  // What is before is counted as well, and read with its sign.
  await oven.keyboard.press("ArrowRight");
  await until(() => named(oven.locator(".pages")), ([back]) => /^back \d+ late$/.test(back));
});

test("a ticket's head is a button: Tab and Enter open what is on it, Escape leads back", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  await place(call, ["margherita", "diavola"], { table: "4" });
  await place(call, ["calzone"], { table: "5" });
  for (const [screen, title] of [[await station(house, "oven"), /^1 · Table 4$/], [await pass(house), /^1 · Table 4$/]]) {
    const head = screen.locator("main article .head").first();
    await head.waitFor();
    const focused = () => screen.evaluate(() => document.activeElement.className);
    for (let presses = 0; !/head/.test(await focused()) && presses < 20; presses++) await screen.keyboard.press("Tab");
    await screen.keyboard.press("Enter");
    const dialog = screen.getByRole("dialog");
    await dialog.waitFor();
    assert.match(await dialog.getAttribute("aria-label"), title);
    assert.ok(await dialog.evaluate((sheet) => sheet === document.activeElement), "the focus is in the sheet");
    // The board below is not walked: all that Tab reaches is the sheet's, or the bar's above it.
    for (let presses = 0; presses < 12; presses++) {
      await screen.keyboard.press("Tab");
      assert.equal(await screen.evaluate(() => document.activeElement.closest(".work") === null), true);
    }
    await screen.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.ok(await head.evaluate((button) => button === document.activeElement), "the focus is where it was");
    assert.equal(await screen.locator("[inert]").count(), 0);
  }
});

test("Enter presses what Tab has led to, though a ticket was picked before", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const [one, two] = [await place(call, ["margherita"]), await place(call, ["diavola", "calzone"])];
  const oven = await station(house, "oven");
  await card(oven, two.number).waitFor();
  await oven.keyboard.press("1");
  await oven.locator("article.picked").waitFor();
  const here = () => oven.evaluate(() => document.activeElement?.dataset.item);
  for (let presses = 0; (await here()) !== two.items[1].id && presses < 30; presses++) await oven.keyboard.press("Tab");
  await oven.keyboard.press("Enter");
  const states = async (order) => (await call("GET", `/orders/${order.id}`)).body.items.map((item) => item.status);
  await until(() => states(two), ([, calzone]) => calzone === "PREPARED");
  assert.deepEqual(await states(one), ["QUEUED"]);
});

test("new tickets are said once, together, and not what stood there at the start", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  await place(call, ["margherita"]);
  const oven = await station(house, "oven");
  await card(oven, 1).waitFor();
  const said = oven.locator("#said");
  assert.equal(await said.getAttribute("role"), "status");
  await oven.evaluate(() => {
    window.said = [];
    new MutationObserver(() => window.said.push(document.querySelector("#said").textContent)).observe(document.querySelector("#said"), { childList: true });
  });
  const second = await place(call, ["diavola"]);
  await until(() => oven.evaluate(() => window.said), (all) => all.length > 0);
  for (const dish of ["calzone", "funghi"]) await place(call, [dish]);
  const all = await until(() => oven.evaluate(() => window.said), (all) => all.length > 1);
  assert.deepEqual(all, [`New: ${second.number}`, `New: ${second.number + 1}, ${second.number + 2}`]);
});

test("what others change, rush or call off is said with the word that stands on its ticket", async (t) => {
  const house = await open(t);
  const [call, boss] = [await caller(house, "2001"), await caller(house, "9000")];
  const orders = [];
  for (const dishes of [["margherita"], ["diavola", "calzone"], ["funghi"], ["margherita"]]) orders.push(await place(call, dishes));
  const oven = await station(house, "oven");
  await card(oven, 4).waitFor();
  const said = oven.locator("#said");
  const did = async (path, body) => assert.ok((await boss("POST", path, body)).status < 300, path);
  const off = (order, k) => did(`/orders/${order.id}/items/${order.items[k].id}/void`, { reason: "mistake" });
  // What its own cook does is no news.
  await tap(oven.locator(`[data-item="${orders[1].items[0].id}"]`));
  await off(orders[1], 1);
  await until(() => said.textContent(), (words) => words === "VOID: 2");
  await did(`/orders/${orders[0].id}/cancel`, { reason: "guest_left" });
  await until(() => said.textContent(), (words) => words === "CANCELLED: 1");
  await did(`/orders/${orders[2].id}/priority`, { priority: "rush" });
  await until(() => said.textContent(), (words) => words === "RUSH: 3");
  // With its last item an order is cancelled.
  await off(orders[3], 0);
  await until(() => said.textContent(), (words) => words === "CANCELLED: 4");
});

test("what is said of the link is its state, not its age", async (t) => {
  const house = await open(t, { expected: /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_FAILED|WebSocket connection to/ });
  const oven = await station(house, "oven");
  await oven.context().setOffline(true);
  await oven.locator('[data-link="no link"]').waitFor();
  const words = await oven.locator(".link [role=status]").evaluateAll((all) => all.map((one) => one.textContent));
  assert.deepEqual(words, ["no link"]);
  assert.match(await oven.locator(".link small").innerText(), /\d/);
  assert.equal(await oven.locator(".link small").evaluate((age) => age.closest("[role=status], [role=alert], [aria-live]")), null);
});
