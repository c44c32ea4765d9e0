// The shift replay: any minute of the day as the screens showed it, and what each order waited for.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, go, office, place, station, until } from "./people.mjs";

const expected = /status of (401|404)/;

test("a day is scrubbed: what stood where, when a screen showed it, and what was waited for", async (t) => {
  const house = await open(t, { expected });
  const [call, boss] = [await caller(house, "2001"), await caller(house, "9000")];
  const oven = await station(house, "oven");
  const pizza = await place(call, ["margherita"], { table: "12" });
  const drinks = await place(call, [{ menu_item_id: "margherita", quantity: 2 }], { channel: "takeaway", table: null, guest: { name: "Ada" } });
  await oven.locator("main article", { hasText: "Table 12" }).waitFor();
  const shown = async () => (await boss("GET", `/orders/${pizza.id}`)).body.tickets.every((ticket) => ticket.shown_at);
  await until(shown, Boolean);

  const page = await office(house, "replay");
  const slips = (post) => page.locator(`[data-post="${post}"] [data-slip]`).evaluateAll((all) => all.map((one) => Number(one.dataset.slip)).sort());
  const slider = page.locator("[data-scrub]");
  await slider.waitFor();
  // It opens where something stands; by the keyboard alone: to the end, where both do, at the oven and at the pass.
  assert.deepEqual(await slips("oven"), [1, 2]);
  await slider.focus();
  await page.keyboard.press("End");
  await until(() => slips("oven"), (all) => all.length === 2);
  assert.deepEqual(await slips("pass"), [1, 2]);
  const slip = page.locator('[data-post="oven"] [data-slip="1"]');
  assert.match(await slip.innerText(), /Table 12[\s\S]*MARG[\s\S]*shown after \d+\.\d s/);
  // The last moment is now, not the end of this minute.
  const moment = Date.parse(await page.locator("[data-minute]").getAttribute("data-minute"));
  assert.ok(moment <= Date.now() && Date.parse(pizza.placed_at) <= moment, `${new Date(moment).toISOString()} has not been yet`);
  assert.match(await slider.getAttribute("aria-valuetext"), /^\d\d:\d\d, 2 tickets$/);
  await shot(page, "replay");
  // At the first minute nobody had ordered yet.
  await page.keyboard.press("Home");
  await until(() => slips("oven"), (all) => all.length === 0);
  await page.keyboard.press("End");
  await until(() => slips("oven"), (all) => all.length === 2);

  // One goes out; the day as it is now has it neither at the oven nor at the pass.
  await boss("POST", `/orders/${pizza.id}/bump`, { station: "oven" });
  await boss("POST", `/orders/${pizza.id}/complete`, {});
  await page.getByRole("button", { name: "Newest" }).click();
  await slider.waitFor();
  await until(async () => {
    await slider.focus();
    await page.keyboard.press("End");
    return slips("pass");
  }, (all) => all.length === 1 && all[0] === 2);

  // What took longest, in words; a tap goes to its minute and tells all that it waited for.
  const worst = page.locator(`[data-worst="${drinks.number}"]`);
  assert.match(await worst.innerText(), /waiting for Oven · 0:\d\d/, "seconds are told in seconds, and 0 of 0 min by nobody");
  await worst.click();
  await page.locator(`[data-pieces="${drinks.number}"]`, { hasText: "waiting for Oven" }).waitFor();
  assert.equal(await worst.getAttribute("aria-pressed"), "true");
  await shot(page, "replay-worst");

  // Played, the minutes go by on their own, and stand when they are stopped.
  await slider.focus();
  await page.keyboard.press("Home");
  const minute = () => page.locator("[data-minute]").getAttribute("data-minute");
  const first = await minute();
  await page.locator("[data-play]").click();
  await until(minute, (now) => now !== first);
  await until(() => page.locator("[data-play]").getAttribute("data-play"), (playing) => playing === "false");
});

test("a minute shows what stood on the glass: a rush on top, changes, notes, allergies, and what the pass held", async (t) => {
  const house = await open(t, { expected });
  const [call, boss] = [await caller(house, "2001"), await caller(house, "9000")];
  await place(call, ["margherita"], { table: "12" });
  await place(call, [{ menu_item_id: "margherita", quantity: 2, modifiers: ["extra-nduja", "no-olives"], note: "well done" }], { table: "4", allergies: [{ allergen: "fish" }] });
  const ada = await place(call, ["margherita"], { channel: "takeaway", table: null, guest: { name: "Ada" } });
  const late = await place(call, ["margherita"], { table: "8" });
  await boss("POST", `/orders/${late.id}/priority`, { priority: "rush" });
  await boss("POST", `/orders/${ada.id}/hold`, { held: true });
  const page = await office(house, "replay", { viewport: { width: 1024, height: 768 } });
  const slips = page.locator('[data-post="oven"] [data-slip]');
  await slips.nth(3).waitFor();
  assert.deepEqual(await slips.evaluateAll((all) => all.map((one) => Number(one.dataset.slip))), [4, 1, 2, 3]);
  assert.match(await slips.nth(2).innerText(), /Table 4[\s\S]*2 × MARG[\s\S]*NO olives[\s\S]*\+ Extra nduja[\s\S]*“well done”[\s\S]*FISH/);
  assert.match(await slips.nth(3).innerText(), /Takeaway · Ada[\s\S]*Held by the pass/);
  await shot(page, "replay-glass");
  // The pass puts the rush behind table 12: from then on it stands there.
  await boss("PUT", "/board/sequence", { orders: (await boss("GET", "/orders")).body.items.filter((o) => o.number !== 3).map((o) => o.id).reverse() });
  await page.getByRole("button", { name: "Newest" }).click();
  await until(() => slips.evaluateAll((all) => all.map((one) => Number(one.dataset.slip)).join()), (all) => all === "1,2,4,3");
});

test("a day that is known is told in its real minutes, and any ticket of it can be asked", async (t) => {
  const house = await open(t, { expected });
  const day = JSON.parse(readFileSync(new URL("../manage-client/src/replay_example.json", import.meta.url), "utf8"));
  // Twenty more that took longer than both.
  for (let k = 0; k < 20; k++) day.orders.push({ ...day.orders[0], id: `019a0000-0000-7000-8000-0000000001${10 + k}`, number: 200 + k });
  const page = await office(house, "alerts", { viewport: { width: 1024, height: 768 } });
  await page.route("**/api/v1/replay*", (route) => route.fulfill({ json: day }));
  await go(page, "replay");
  await page.locator('[data-worst="118"]', { hasText: "8 of 19 min waiting for Oven" }).waitFor();
  // 119 is none of the twenty: its own ticket is asked for, on the board.
  assert.equal(await page.locator('[data-worst="119"]').count(), 0);
  const slider = page.locator("[data-scrub]");
  await slider.focus();
  await page.keyboard.press("Home");
  for (let k = 0; k < 3; k++) await page.keyboard.press("ArrowRight");
  const ticket = page.locator('[data-post="grill"] [data-slip="119"]');
  await ticket.click();
  assert.equal(await ticket.getAttribute("aria-pressed"), "true");
  await page.locator('[data-worst="119"]', { hasText: "5 of 6 min on no screen of Grill" }).waitFor();
  const pieces = page.locator('[data-pieces="119"] li');
  assert.deepEqual(await pieces.allInnerTexts().then((all) => all.map((one) => one.replace(/\s+/g, " "))), ["on no screen of Grill 5:00", "ready at the pass 1:00"]);
  await shot(page, "replay-picked");
});

test("a ticket that no screen showed says so, and a day without orders is empty", async (t) => {
  const house = await open(t, { expected });
  const call = await caller(house, "2001");
  await place(call, ["margherita"], { table: "3" });
  const page = await office(house, "replay", { viewport: { width: 1024, height: 768 } });
  await page.locator("[data-scrub]").focus();
  await page.keyboard.press("End");
  await page.locator('[data-post="oven"] [data-slip="1"] .mark.bad', { hasText: "NOT SHOWN YET" }).waitFor();
  await page.locator('[data-worst="1"]', { hasText: "on no screen of Oven" }).waitFor();
  await shot(page, "replay-unseen");
  await page.locator("[data-day]").fill("2020-02-02");
  await page.locator(".none:not([data-wait])").waitFor();
});
