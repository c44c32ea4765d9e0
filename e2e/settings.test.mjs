// The settings of the house: what a manager changes, every screen goes by at once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, office, place, station } from "./people.mjs";

const expected = /status of (401|404|422)/;

test("a channel gets a pace of its own, and the screens go by it without a reload", async (t) => {
  const house = await open(t, { expected });
  const call = await caller(house, "2001");
  await place(call, ["margherita"], { table: "1" });
  await place(call, ["margherita"], { channel: "delivery", table: null, guest: { name: "Ada" } });
  const oven = await station(house, "oven", "1001");
  await oven.locator("main article .head", { hasText: "Ada" }).waitFor();
  const page = await office(house, "settings");
  const field = (pace, name) => page.locator(`[data-pace="${pace}"] input[name="${name}"]`);
  await field("all", "warn_seconds").waitFor();
  await shot(page, "settings");

  // Late before amber: said at its field, and nothing is changed.
  await field("delivery", "warn_seconds").fill("0:03");
  await field("delivery", "late_seconds").fill("0:02");
  await page.locator('[data-form="settings"] button[type="submit"]').click();
  await page.locator('[data-pace="delivery"] .fault').waitFor();
  await shot(page, "settings-fault");
  assert.equal(await oven.locator(".head.age-late").count(), 0);

  await field("delivery", "warn_seconds").fill("0:01");
  await page.locator('[data-field="fire_plan"] [data-choice="hold"]').click();
  await page.locator('[data-form="settings"] button[type="submit"]').click();
  await page.locator('[data-saved="true"]').waitFor();
  await oven.locator("main article .head.age-late", { hasText: "Ada" }).waitFor();
  assert.doesNotMatch(await oven.locator("main article .head", { hasText: "Table 1" }).getAttribute("class"), /age/);
  const kept = (await (await caller(house, "9000"))("GET", "/settings")).body;
  assert.deepEqual(kept.thresholds.delivery, { warn_seconds: 1, late_seconds: 2 });
  assert.equal(kept.fire_plan, "hold");

  // Emptied, the channel goes by all again.
  for (const name of ["warn_seconds", "late_seconds"]) await field("delivery", name).fill("");
  await page.locator('[data-form="settings"] button[type="submit"]').click();
  await oven.locator("main article .head.age-late").waitFor({ state: "detached" });
});
