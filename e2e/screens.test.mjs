// The station screen with nothing, a little and a lot on it: all of it is on the glass, large
// enough for a glove, and nothing is said in colour alone.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { open, shot } from "./lib.mjs";
import { caller, place, station, until } from "./people.mjs";

const GLASSES = [
  { name: "1920x1080", viewport: { width: 1920, height: 1080 } },
  { name: "1024x768", viewport: { width: 1024, height: 768 } },
];
const PIZZAS = ["margherita", "marinara", "diavola", "funghi", "calzone", "napoli", "four-cheese"];
/** 20 mm on a full-HD panel of 21 inches. */
const TOUCH = 76;

/** What sticks out of the glass or of its ticket, and what is too small to be hit. */
function faults(touch) {
  const found = [];
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
  if (scrollWidth > clientWidth || scrollHeight > clientHeight) found.push("the page scrolls");
  for (const ticket of document.querySelectorAll("article")) {
    const name = ticket.innerText.slice(0, 20);
    const box = ticket.getBoundingClientRect();
    if (box.left < 0 || box.top < 0 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1) found.push(`${name} leaves the glass`);
    if (ticket.scrollWidth > ticket.clientWidth + 1) found.push(`${name} is cut off`);
    const rows = ticket.querySelector(".rows");
    if (rows.scrollHeight > rows.clientHeight + 1) found.push(`${name}: its last lines are cut off`);
  }
  for (const target of document.querySelectorAll("article [data-item], article [data-bar]")) {
    const { width, height } = target.getBoundingClientRect();
    if (width < touch || height < touch - 0.5) found.push(`a target of ${width} × ${height} px`);
  }
  for (const row of document.querySelectorAll("article .row:not(.done):not(.void)")) {
    const edge = (part) => {
      const words = document.createRange();
      words.selectNodeContents(row.querySelector(part));
      return words.getBoundingClientRect();
    };
    const apart = edge(".dish").left - edge(".qty").right;
    // Less could be read as one number: 14 of "4 CHEESE".
    if (apart < 14) found.push(`${row.innerText.replace(/\s+/g, " ")}: ${apart} px between quantity and dish`);
  }
  for (const word of document.querySelectorAll("header.bar > *, .dish, .where span")) {
    const style = getComputedStyle(word);
    if (style.display !== "none" && word.scrollWidth > word.clientWidth + 1 && word.clientWidth > 0) found.push(`cut off: ${word.textContent}`);
  }
  return found;
}

/** Places orders of one to four dishes until there are so many. */
async function fill(call, upTo) {
  const { body } = await call("GET", "/orders?limit=500");
  for (let k = body.items.length; k < upTo; k++) {
    const dish = (n) => ({ menu_item_id: PIZZAS[(k + n) % PIZZAS.length], quantity: 1 + (n % 3), note: n === 2 ? "well done, please" : null });
    await place(call, Array.from({ length: 1 + (k % 4) }, (_, n) => dish(n)), { table: String(k + 1) });
  }
}

for (const { name, viewport } of GLASSES) {
  test(`0, 5 and 40 tickets stand on a glass of ${name}`, async (t) => {
    const house = await open(t);
    const oven = await station(house, "oven", "1000", { viewport });
    const call = await caller(house, "2001");
    await oven.getByText("No tickets for Oven").waitFor();
    await shot(oven, `station-${name}-0`);
    assert.deepEqual(await oven.evaluate(faults, TOUCH), []);
    for (const upTo of [5, 40]) {
      await fill(call, upTo);
      await oven.getByText(new RegExp(`^\\s*${upTo}\\s+tickets?`)).first().waitFor();
      await shot(oven, `station-${name}-${upTo}`);
      assert.deepEqual(await oven.evaluate(faults, TOUCH), []);
    }

    // More than fits: page by page, each ticket is on the glass once, in the order of the rail,
    // and what stands on the other pages is counted.
    const numbers = [];
    const pages = oven.locator(".pages");
    const where = pages.locator("> span");
    const count = Number((await where.innerText()).split("/")[1]);
    for (let at = 1; at <= count; at++) {
      await where.filter({ hasText: new RegExp(`^${at} / ${count}$`) }).waitFor();
      const here = await oven.locator("main [data-bar]").evaluateAll((bars) => bars.map((bar) => Number(bar.dataset.bar)));
      const beyond = (await pages.locator("b").allInnerTexts()).map((text) => parseInt(text, 10) || 0);
      assert.deepEqual(beyond, [numbers.length, 40 - numbers.length - here.length], `what stands beside page ${at}`);
      assert.deepEqual(await oven.evaluate(faults, TOUCH), []);
      numbers.push(...here);
      if (at < count) await pages.locator("button").last().click();
    }
    assert.deepEqual(numbers, Array.from({ length: 40 }, (_, k) => k + 1));
  });
}

test("the longest ticket is cut into parts, and none of its lines is lost", async (t) => {
  const house = await open(t);
  const oven = await station(house, "oven");
  const call = await caller(house, "2001");
  const words = "no garlic, no chilli, cut in eight and in two boxes, for the children at the window";
  const lines = Array.from({ length: 14 }, (_, n) => ({ menu_item_id: PIZZAS[n % PIZZAS.length], quantity: 1 + n, note: n % 2 ? words : null }));
  const order = await place(call, lines, { note: "Birthday: all at once, please, with the candles" });
  await oven.locator("article").nth(1).waitFor();
  await shot(oven, "station-long");
  assert.deepEqual(await oven.evaluate(faults, TOUCH), []);
  const shown = await oven.locator("article [data-item]").evaluateAll((rows) => rows.map((row) => row.dataset.item));
  assert.deepEqual(shown, order.items.map((item) => item.id));
});

test("age is said by a sign as well as by a colour", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "passline-quick-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const demo = await readFile(fileURLToPath(new URL("../demo/passline.toml", import.meta.url)), "utf8");
  // Seconds instead of minutes, so that nobody has to wait.
  const location = join(folder, "quick.toml");
  await writeFile(location, demo.replace(/^\[\[stations\]\]/m, "[location.thresholds]\nwarn_seconds = 2\nlate_seconds = 6\n\n[[stations]]"));
  const house = await open(t, { location });
  const oven = await station(house, "oven");
  await place(await caller(house, "2001"), ["margherita"]);
  await oven.locator("article .head").waitFor();
  const look = () =>
    oven.locator("article .head").evaluate((head) => ({
      age: /age-\w+/.exec(head.className)?.[0] ?? "calm",
      signs: head.querySelectorAll(".time .sign.up").length,
      colour: getComputedStyle(head).backgroundColor,
    }));
  const seen = [];
  for (const age of ["calm", "age-warn", "age-late"]) seen.push(await until(look, (now) => now.age === age));
  assert.deepEqual(seen.map(({ signs }) => signs), [0, 1, 2]);
  assert.equal(new Set(seen.map(({ colour }) => colour)).size, 3);
});
