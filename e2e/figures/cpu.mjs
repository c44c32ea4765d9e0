// The main thread's CPU time for each message, product and floor in turn on the same evening.

import { FLOOR, PRODUCT, open } from "./stage.mjs";
import { device, quantile, sleep } from "./browser.mjs";

const KINDS = ["TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration"];
/** After the start, until nothing of it is left to do. */
const CALM_MS = 2_000;

async function pass(browser, pages, path, { tickets, count, rate }) {
  const stage = await open(pages, tickets);
  const one = await device(browser, { ticks: true });
  try {
    await one.open(stage.url + path);
    await sleep(CALM_MS);
    const before = await one.metrics();
    await stage.play(count, rate);
    await one.caughtUp(stage);
    const after = await one.metrics();
    const frames = await one.probe(() => window.probe.frames);
    if (frames !== count) throw new Error(`${frames} of ${count} messages arrived`);
    return Object.fromEntries(KINDS.map((kind) => [kind, ((after[kind] - before[kind]) * 1000) / count]));
  } finally {
    await one.close();
    await stage.close();
  }
}

/** Medians in ms a message, and the ratio of the two. */
export async function cpu(browser, pages, { passes = 5, tickets = 60, count = 400, rate = 40 } = {}) {
  const [product, floor] = [[], []];
  for (let k = 0; k < passes; k++) {
    product.push(await pass(browser, pages, PRODUCT, { tickets, count, rate }));
    floor.push(await pass(browser, pages, FLOOR, { tickets, count, rate }));
  }
  const middle = (all) => Object.fromEntries(KINDS.map((kind) => [kind, quantile(all.map((one) => one[kind]))]));
  const [mine, theirs] = [middle(product), middle(floor)];
  return { tickets, count, rate, passes, product: mine, floor: theirs, ratio: mine.TaskDuration / theirs.TaskDuration };
}
