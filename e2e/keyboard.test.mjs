// A bump bar is a keyboard: a station can be worked without ever touching the glass.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, place, strike, until } from "./people.mjs";

const card = (page, number) => page.locator("main article").filter({ has: page.locator(`[data-bar="${number}"]`) });

async function signInByKeys(page, pin) {
  await page.locator("[data-digit]").first().waitFor();
  await page.keyboard.type(pin);
  await page.keyboard.press("Enter");
  await page.locator('[data-link="live"]').waitFor();
}

test("a station is worked with keys: signed in, picked, bumped, taken back, recalled", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const first = await place(call, ["margherita", "diavola"]);
  const second = await place(call, ["calzone"]);
  const oven = await house.page("/kds?station=oven");
  await signInByKeys(oven, "1001");
  await card(oven, second.number).waitFor();
  const states = async (order) => (await call("GET", `/orders/${order.id}`)).body.items.map((i) => i.status);

  // The second card is picked and bumped; the first one is left alone.
  await oven.keyboard.press("2");
  await oven.locator("article.picked").waitFor();
  assert.match(await oven.locator("article.picked").innerText(), /CALZONE/);
  await shot(oven, "oven-keys");
  assert.ok(await oven.locator("article kbd").first().isVisible(), "who works with keys is shown them");
  await oven.keyboard.press("Enter");
  await until(() => states(second), ([calzone]) => calzone === "PREPARED");
  assert.deepEqual(await states(first), ["QUEUED", "QUEUED"]);
  assert.match(await card(oven, second.number).innerText(), /Bumped[\s\S]*Undo/);

  // The same key in the same place takes it back.
  await strike(oven, "Enter");
  await until(() => states(second), ([calzone]) => calzone === "QUEUED");

  // The number of a picked card bumps as well.
  await oven.keyboard.press("1");
  await oven.locator("article.picked", { hasText: "MARG" }).waitFor();
  await strike(oven, "1");
  await until(() => states(first), (all) => all.every((state) => state === "PREPARED"));

  // The last tickets open and close.
  await oven.keyboard.press("r");
  await oven.locator(".sheet .pick").first().waitFor();
  await oven.keyboard.press("Escape");
  await oven.locator(".sheet").waitFor({ state: "detached" });
});

test("an allergy cannot be bumped away with keys", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const order = await place(call, [{ menu_item_id: "marinara", quantity: 1, seat: 1 }], { allergies: [{ seat: 1, allergen: "nuts" }] });
  const oven = await house.page("/kds?station=oven");
  await signInByKeys(oven, "1001");
  await card(oven, 1).waitFor();
  await oven.keyboard.press("1");
  await oven.locator("article.picked").waitFor();
  await oven.keyboard.press("Enter");
  await oven.locator("article.urge").waitFor();
  const { body } = await call("GET", `/orders/${order.id}`);
  assert.equal(body.items[0].status, "QUEUED");
  assert.equal(body.items[0].allergy_acknowledged_at, null);
});

test("the pages of a full station are turned with keys", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  for (let k = 0; k < 20; k++) await place(call, ["margherita", "funghi"]);
  const oven = await house.page("/kds?station=oven");
  await signInByKeys(oven, "1001");
  await oven.locator(".pages").waitFor();
  await oven.keyboard.press("ArrowRight");
  await oven.locator(".pages", { hasText: /2 \/ \d/ }).waitFor();
  assert.equal(await card(oven, 1).count(), 0);
  await oven.keyboard.press("ArrowLeft");
  await card(oven, 1).waitFor();
});

test("what needs a finger can be reached with Tab and pressed with Space", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const order = await place(call, ["margherita", "funghi"]);
  const oven = await house.page("/kds?station=oven");
  await signInByKeys(oven, "1001");
  await card(oven, 1).waitFor();
  const here = () => oven.evaluate(() => document.activeElement?.closest("[data-item]")?.dataset.item ?? null);
  let item = null;
  for (let presses = 0; item === null && presses < 20; presses++) {
    await oven.keyboard.press("Tab");
    item = await here();
  }
  assert.equal(item, order.items[0].id, "Tab reaches the first dish");
  const outline = await oven.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.notEqual(outline, "none", "the focus can be seen");
  await oven.keyboard.press("Space");
  await until(async () => (await call("GET", `/orders/${order.id}`)).body.items.map((i) => i.status), ([one, two]) => one === "PREPARED" && two === "QUEUED");
});

test("the page is turned: Enter does nothing to what was picked on the other one", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const orders = [];
  for (let k = 0; k < 20; k++) orders.push(await place(call, ["margherita", "funghi"]));
  const states = async (order) => (await call("GET", `/orders/${order.id}`)).body.items.map((i) => i.status).join();
  const oven = await house.page("/kds?station=oven");
  await signInByKeys(oven, "1001");
  await oven.locator(".pages").waitFor();
  await oven.keyboard.press("2");
  await card(oven, 2).and(oven.locator(".picked")).waitFor();
  await oven.keyboard.press("ArrowDown");
  await oven.keyboard.press("ArrowRight");
  await oven.locator(".pages", { hasText: /2 \/ \d/ }).waitFor();
  await oven.keyboard.press("Enter");
  // The key of a card that stands here still works, and goes on with that card alone.
  const here = await oven.locator("main article [data-bar]").first().getAttribute("data-bar");
  await oven.keyboard.press("1");
  await card(oven, here).and(oven.locator(".picked")).waitFor();
  await strike(oven, "Enter");
  await until(() => states(orders[here - 1]), (s) => s === "PREPARED,PREPARED");
  assert.equal(await states(orders[1]), "QUEUED,QUEUED");
});

test("with a card picked, Enter and Space belong to the button that Tab went to", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const order = await place(call, ["margherita", "funghi"]);
  const other = await place(call, ["calzone"]);
  const states = async (order) => (await call("GET", `/orders/${order.id}`)).body.items.map((i) => i.status).join();
  const oven = await house.page("/kds?station=oven");
  await signInByKeys(oven, "1001");
  await card(oven, 2).waitFor();
  const tabTo = async (selector) => {
    for (let presses = 0; presses < 30; presses++) {
      await oven.keyboard.press("Tab");
      if (await oven.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
    }
    assert.fail(`Tab does not reach ${selector}`);
  };
  await oven.keyboard.press("1");
  await card(oven, 1).and(oven.locator(".picked")).waitFor();
  await tabTo('[data-bar="2"]');
  await strike(oven, "Enter");
  await until(() => states(other), (s) => s === "PREPARED");
  await tabTo("[data-view]");
  await oven.keyboard.press("Space");
  await oven.locator("[data-batch]").first().waitFor();
  assert.equal(await states(order), "QUEUED,QUEUED");

  // A card that is picked after that has Enter again.
  await oven.keyboard.press("p");
  await card(oven, 1).waitFor();
  await oven.keyboard.press("1");
  await card(oven, 1).and(oven.locator(".picked")).waitFor();
  await strike(oven, "Enter");
  await until(() => states(order), (s) => s === "PREPARED,PREPARED");
});

test("an order that the pass moves past its page is followed there, and the next key moves it on", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  for (let k = 1; k <= 12; k++) await place(call, ["margherita", "funghi"], { table: String(k) });
  const expo = await house.page("/expo", { viewport: { width: 1024, height: 768 } });
  await signInByKeys(expo, "3001");
  await expo.locator(".pages").waitFor();
  const numbers = () => expo.locator("main article .no").evaluateAll((all) => all.map((no) => parseInt(no.textContent, 10)));
  const page = await numbers();
  const last = page.at(-1);
  await expo.keyboard.press(String(page.length));
  const picked = expo.locator("article.picked .no", { hasText: new RegExp(`^${last}\\D`) });
  await picked.waitFor();
  await strike(expo, "]");
  await expo.locator(".pages", { hasText: /2 \/ \d/ }).waitFor();
  await picked.waitFor();
  const moved = async () => (await numbers()).indexOf(last);
  await until(moved, (at) => at === 0);
  await strike(expo, "]");
  await until(moved, (at) => at === 1);
  await strike(expo, "[");
  await until(moved, (at) => at === 0);
  await strike(expo, "[");
  await expo.locator(".pages", { hasText: /1 \/ \d/ }).waitFor();
  await until(numbers, (now) => now.join() === page.join());
});

test("single keys can be turned off: what walks and presses remains, and the device remembers", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const order = await place(call, ["margherita"]);
  const oven = await house.page("/kds?station=oven");
  await signInByKeys(oven, "1001");
  await card(oven, 1).waitFor();
  await oven.keyboard.press("s");
  await oven.locator('[data-set="keys-off"]').click();
  await oven.locator('[data-set="keys-off"][aria-pressed="true"]').waitFor();
  await oven.locator(".keylist").waitFor({ state: "hidden" });
  await oven.keyboard.press("Escape");
  await oven.locator(".sheet").waitFor({ state: "detached" });
  for (const life of ["at once", "after a reload"]) {
    const before = await oven.locator(".screen").getAttribute("class");
    for (const key of ["r", "S", "i", "p", "u", "t", "1", "1", "Backspace"]) await oven.keyboard.press(key);
    assert.equal(await oven.locator(".sheet, .picked, [data-batch]").count(), 0, life);
    assert.equal(await oven.locator(".screen").getAttribute("class"), before, "no key is shown that does nothing");
    assert.equal((await call("GET", `/orders/${order.id}`)).body.items[0].status, "QUEUED");
    if (life === "at once") {
      await oven.reload();
      await card(oven, 1).waitFor();
    }
  }
  // The arrows pick, Enter does.
  await oven.keyboard.press("ArrowDown");
  await oven.locator(".row.at").waitFor();
  await strike(oven, "Enter");
  await until(async () => (await call("GET", `/orders/${order.id}`)).body.items[0].status, (status) => status === "PREPARED");
  // And on again.
  await oven.locator("button.place").click();
  await oven.locator('[data-set="keys-on"]').click();
  await oven.keyboard.press("Escape");
  await oven.locator(".sheet").waitFor({ state: "detached" });
  await oven.keyboard.press("r");
  await oven.locator(".sheet").waitFor();
});
