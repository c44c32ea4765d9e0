// The station screen with nothing, a little and a lot on it: all of it is on the glass, and large
// enough for a glove.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, place, station } from "./people.mjs";

const GLASSES = [
  { name: "1920x1080", viewport: { width: 1920, height: 1080 }, least: 60 },
  { name: "1024x768", viewport: { width: 1024, height: 768 }, least: 44 },
];
const PIZZAS = ["margherita", "marinara", "diavola", "funghi", "calzone", "napoli", "four-cheese"];

/** What sticks out of the glass or of its ticket, and what is too small to be hit. */
function faults({ least, bars }) {
  const found = [];
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
  if (scrollWidth > clientWidth || scrollHeight > clientHeight) found.push("the page scrolls");
  for (const ticket of document.querySelectorAll("article")) {
    const box = ticket.getBoundingClientRect();
    if (box.right > innerWidth + 1 || box.bottom > innerHeight + 1) found.push(`${ticket.innerText.slice(0, 20)} leaves the glass`);
    if (ticket.scrollWidth > ticket.clientWidth + 1) found.push(`${ticket.innerText.slice(0, 20)} is cut off`);
  }
  for (const row of document.querySelectorAll("article [data-item]")) {
    if (row.getBoundingClientRect().height < least) found.push(`a row of ${row.getBoundingClientRect().height} px`);
  }
  for (const bar of document.querySelectorAll("article [data-bar]")) {
    if (bar.getBoundingClientRect().height < bars) found.push(`a bar of ${bar.getBoundingClientRect().height} px`);
  }
  return found;
}

for (const { name, viewport, least } of GLASSES) {
  test(`0, 5 and 40 tickets stand on a glass of ${name}`, async (t) => {
    const house = await open(t);
    const oven = await station(house, "oven", "1000", { viewport });
    const call = await caller(house, "2001");
    await shot(oven, `station-${name}-0`);
    assert.deepEqual(await oven.evaluate(faults, { least, bars: 48 }), []);
    for (const [upTo, picture] of [[5, 5], [40, 40]]) {
      const { body } = await call("GET", "/orders?limit=500");
      for (let k = body.items.length; k < upTo; k++) {
        const dish = (n) => ({ menu_item_id: PIZZAS[(k + n) % PIZZAS.length], quantity: 1 + (n % 3), note: n === 2 ? "well done, please" : null });
        await place(call, Array.from({ length: 1 + (k % 4) }, (_, n) => dish(n)), { table: String(k + 1) });
      }
      await oven.getByText(new RegExp(`^\\s*${upTo}\\s+tickets?`)).first().waitFor();
      await shot(oven, `station-${name}-${picture}`);
      assert.deepEqual(await oven.evaluate(faults, { least, bars: 48 }), []);
    }
    // More than fits: the count of pages is on the glass, and the next page is a tap away.
    await oven.locator(".pages").waitFor();
    const first = await oven.locator("article").first().innerText();
    await oven.locator(".pages button").last().click();
    await oven.waitForFunction((text) => document.querySelector("article")?.innerText.slice(0, 4) !== text.slice(0, 4), first);
    assert.deepEqual(await oven.evaluate(faults, { least, bars: 48 }), []);
  });
}
