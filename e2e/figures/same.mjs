// Whether floor and product show the same: one feed to both, then their elements side by side.

import { FLOOR, PRODUCT, open } from "./stage.mjs";
import { device, sleep } from "./browser.mjs";

/** Until what has gone has left, and all stands in its right place. */
const SETTLED_MS = 8_000;

/** The elements without what belongs to the moment or to a framework: times, comments, its marks. */
const ELEMENTS = () => {
  const text = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    const names = [...node.attributes].filter((a) => !a.name.startsWith("data-dioxus")).map((a) => `${a.name}="${a.value.trim()}"`);
    const timed = node.matches(".time, .oldest b, .clock, .link small");
    const inside = timed ? [...node.children].map(text).join("") : [...node.childNodes].map(text).join("");
    return `\n<${[node.localName, ...names.sort()].join(" ")}>${inside}`;
  };
  return text(document.querySelector("#main .screen"));
};

/** Plays some evening to both and compares; throws at the first difference. */
export async function same(browser, pages, { tickets = 60, count = 400, rate = 40, taps = 6 } = {}) {
  const stage = await open(pages, tickets);
  const both = [await device(browser), await device(browser)];
  try {
    for (const [k, path] of [PRODUCT, FLOOR].entries()) await both[k].open(stage.url + path);
    await compare(both, "at the start");
    await stage.play(count, rate);
    for (let k = 0; k < taps; k++) await tapOn(both[k % 2], k);
    await sleep(SETTLED_MS);
    for (const one of both) await one.caughtUp(stage);
    await compare(both, `after ${count} messages and ${stage.commands} taps`);
    const open_ = await both[0].probe(() => Number(document.querySelector(".facts b").textContent));
    if (open_ !== stage.house.tickets()) throw new Error(`${open_} open tickets are shown, there are ${stage.house.tickets()}`);
    const wrong = both.flatMap((one) => one.wrong);
    if (wrong.length > 0) throw new Error(wrong.join("\n"));
    return { messages: count, tickets: open_, taps: stage.commands };
  } finally {
    for (const one of both) await one.close();
    await stage.close();
  }
}

/** As a hand does: not twice at once, never on what has just moved, and on no card that is new: the other screen, which nobody touches, says so on. */
async function tapOn({ page }, k) {
  await sleep(500);
  const rows = page.locator("article:not(.gone):not(:has(.head .tag)) .row");
  await rows.first().waitFor();
  await rows.nth((k * 3) % (await rows.count())).tap();
}

async function compare(both, when) {
  const [product, floor] = await Promise.all(both.map((one) => one.probe(ELEMENTS)));
  if (product === floor) return;
  const [a, b] = [product.split("\n"), floor.split("\n")];
  const at = a.findIndex((line, k) => line !== b[k]);
  const some = (lines) => lines.slice(Math.max(at - 2, 0), at + 4).join("\n  ");
  throw new Error(`${when} the floor shows something else than the product:\nproduct\n  ${some(a)}\nfloor\n  ${some(b)}`);
}
