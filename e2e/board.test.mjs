// The guests' board: numbers that fill the room whatever their count, a sound and a mark for what has just
// become ready, and the truth about how old it all is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { audible, caller, installed, listening, place, until } from "./people.mjs";

/** A screen paired as a board. */
async function board(house, context = {}) {
  const boss = await caller(house, "9000");
  const { body } = await boss("POST", "/devices", { name: "Window", role: "board" });
  const url = new URL(body.pairing_url);
  const page = await house.page(null, context);
  await page.addInitScript(listening);
  await page.goto(url.pathname + url.hash);
  await page.locator('[data-link="live"]').waitFor();
  return page;
}

const takeaway = (call) => place(call, ["margherita"], { channel: "takeaway", table: undefined, guest: { name: "Ines", phone: "+15550001111" } });
const numbers = (page, column) => page.locator(`.col${column} span:not(.rest)`).allInnerTexts();

test("what gets ready is heard and pointed out, and no guest is named", async (t) => {
  const house = await open(t);
  const call = await caller(house, "9000");
  const [one, two] = [await takeaway(call), await takeaway(call)];
  await place(call, ["margherita"], { table: "9" });
  await call("POST", `/orders/${one.id}/bump`, { station: "oven" });
  const page = await board(house);
  await page.locator(".col.now span", { hasText: /^1$/ }).waitFor();
  assert.equal(await page.locator(".fresh").count(), 0, "what was there before is no news");
  await page.mouse.click(500, 500); // a browser lets itself be heard once it was touched
  await audible(page);
  await call("POST", `/orders/${two.id}/bump`, { station: "oven" });
  await page.locator(".col.now .fresh", { hasText: /^2$/ }).waitFor();
  await until(() => page.evaluate(() => window.tones.length), (tones) => tones > 0);
  assert.deepEqual([await numbers(page, ":not(.now)"), await numbers(page, ".now")], [[], ["1", "2"]]);
  await shot(page, "board-few");
  const text = await page.locator("body").innerText();
  assert.ok(!/Ines|555|Table|MARG/i.test(text), text);

  // Off is off, on this device.
  await page.evaluate(() => (window.tones = []));
  // (As long as the browser holds sound back, the same key frees it.)
  await page.locator('[data-sound="on"]:not(.silent)').click();
  await page.locator('[data-sound="off"]').waitFor();
  const three = await takeaway(call);
  await call("POST", `/orders/${three.id}/bump`, { station: "oven" });
  await page.locator(".col.now .fresh", { hasText: String(three.number) }).waitFor();
  assert.equal(await page.evaluate(() => window.tones.length), 0);
  await page.reload();
  await page.locator('[data-sound="off"]').waitFor();
  await call("POST", `/orders/${one.id}/complete`, {});
  await until(() => numbers(page, ".now"), (now) => now.join() === "2,4");
});

test("two that get ready one after the other are both pointed out, and what is ready is not the smaller", async (t) => {
  const house = await open(t);
  const call = await caller(house, "9000");
  const orders = [];
  while (orders.length < 6) orders.push(await takeaway(call));
  for (const context of [{ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, { viewport: { width: 1920, height: 1080 } }]) {
    const page = await board(house, context);
    await until(() => page.locator(".col span:not(.rest)").count(), (count) => count === 6);
    const [one, two] = orders.splice(0, 2);
    await call("POST", `/orders/${one.id}/bump`, { station: "oven" });
    await page.locator(".col.now .fresh", { hasText: new RegExp(`^${one.number}$`) }).waitFor();
    await call("POST", `/orders/${two.id}/bump`, { station: "oven" });
    await page.locator(".col.now .fresh", { hasText: new RegExp(`^${two.number}$`) }).waitFor();
    assert.deepEqual(await page.locator(".col.now .fresh").allInnerTexts(), [one.number, two.number].map(String));
    const size = (column) => page.locator(`.col${column} span`).first().evaluate((span) => parseFloat(getComputedStyle(span).fontSize));
    const [making, ready] = [await size(":not(.now)"), await size(".now")];
    assert.ok(ready >= making, `${ready} px of what is ready, ${making} px of what is being made`);
    await shot(page, `board-two-${context.viewport.width}`);
  }
  // Many ready ones, a few in the making: not even then.
  const page = await board(house, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  while (orders.length < 16) orders.push(await takeaway(call));
  for (const { id } of orders.splice(0, 15)) await call("POST", `/orders/${id}/bump`, { station: "oven" });
  await until(() => page.locator(".col.now span:not(.rest)").count(), (count) => count === 19);
  const sizes = await page.locator(".col span").evaluateAll((all) => all.map((span) => [span.parentElement.classList.contains("now"), parseFloat(getComputedStyle(span).fontSize)]));
  const of = (now) => sizes.filter(([is]) => is === now).map(([, px]) => px);
  assert.ok(Math.min(...of(true)) >= Math.max(...of(false)), sizes.join());
});

for (const viewport of [{ width: 1920, height: 1080 }, { width: 1024, height: 768 }]) {
  test(`1, 10 and 40 numbers fill a board of ${viewport.width}x${viewport.height}, and none is cut off`, async (t) => {
    const house = await open(t);
    const call = await caller(house, "9000");
    const page = await board(house, { viewport });
    const sizes = [];
    let placed = 0;
    for (const upTo of [1, 10, 40]) {
      const fresh = [];
      for (; placed < upTo; placed++) fresh.push(await takeaway(call));
      for (const { id } of fresh.slice(fresh.length / 2)) await call("POST", `/orders/${id}/bump`, { station: "oven" });
      await until(() => page.locator(".col span:not(.rest)").count(), (count) => count === upTo);
      await shot(page, `board-${viewport.width}-${upTo}`);
      const { least, cut } = await page.evaluate(() => {
        const spans = [...document.querySelectorAll(".col span")];
        const inside = (span) => {
          const [box, column] = [span.getBoundingClientRect(), span.parentElement.getBoundingClientRect()];
          return box.bottom <= column.bottom + 1 && box.right <= column.right + 1;
        };
        return { least: Math.min(...spans.map((span) => parseFloat(getComputedStyle(span).fontSize))), cut: spans.filter((s) => !inside(s)).length };
      });
      assert.equal(cut, 0);
      sizes.push(least);
    }
    assert.ok(sizes[0] > sizes[1] && sizes[1] > sizes[2], sizes.join());
    assert.ok(sizes[2] >= 50, `${sizes[2]} px are not read across a room`);
  });
}

test("a board that hears nothing says since when, and one that people keep still does not move", async (t) => {
  const house = await open(t, { expected: /WebSocket|ERR_CONNECTION|Failed to load resource/ });
  const call = await caller(house, "9000");
  const one = await takeaway(call);
  const page = await board(house, { reducedMotion: "reduce" });
  await page.locator(".col span", { hasText: "1" }).waitFor();
  await call("POST", `/orders/${one.id}/bump`, { station: "oven" });
  const fresh = page.locator(".col.now .fresh");
  await fresh.waitFor();
  assert.equal(await fresh.evaluate((span) => getComputedStyle(span).animationName), "none");
  await installed(page);
  await house.stop("SIGKILL");
  await page.locator('[role="alert"]', { hasText: /\d\d:\d\d:\d\d/ }).waitFor();
  assert.equal(await page.locator(".guests.stale").count(), 1);
  await shot(page, "board-stale");
});
