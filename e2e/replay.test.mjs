// The shift replay: any minute of the day as the screens showed it, and what each order waited for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, office, place, station, until } from "./people.mjs";

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
  assert.match(await slip.innerText(), /12[\s\S]*MARG[\s\S]*shown after \d+\.\d s/);
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
  assert.match(await worst.innerText(), /\d+ of \d+ min waiting for Oven/);
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
