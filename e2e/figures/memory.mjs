// Whether anything grows while thousands of tickets come and go.

import { FLOOR, PRODUCT, open } from "./stage.mjs";
import { device, sleep } from "./browser.mjs";

const PARTS = 5;
/** So many tickets at once, then both pages catch up. */
const WAVE = 10;
/** Between two waves. What is done can be taken back for seconds: at this pace the first part holds as many such cards as the last. */
const PACE_MS = 200;
/** Until what has gone has left the glass. */
const SETTLED_MS = 8_000;

async function weigh({ cdp, metrics, probe }) {
  for (let k = 0; k < 2; k++) await cdp.send("HeapProfiler.collectGarbage");
  const { JSHeapUsedSize } = await metrics();
  const { nodes, jsEventListeners } = await cdp.send("Memory.getDOMCounters");
  const wasm = await probe(() => window.probe.memory?.buffer.byteLength ?? 0);
  const cards = await probe(() => document.querySelectorAll("article").length);
  return { js: JSHeapUsedSize / 1e6, wasm: wasm / 1e6, nodes, listeners: jsEventListeners, cards };
}

/** Each ticket: a new order, three dishes, a bump. Both pages live the same evening side by side. */
export async function memory(browser, pages, { tickets = 60, total = 5000 } = {}) {
  const stage = await open(pages, tickets);
  const both = [await device(browser), await device(browser)];
  const figures = { tickets, total, product: [], floor: [] };
  const note = async () => {
    await sleep(SETTLED_MS);
    figures.product.push(await weigh(both[0]));
    figures.floor.push(await weigh(both[1]));
  };
  try {
    for (const [k, path] of [PRODUCT, FLOOR].entries()) await both[k].open(stage.url + path);
    await note();
    for (let part = 0; part < PARTS; part++) {
      for (let wave = 0; wave < total / PARTS / WAVE; wave++) {
        for (let k = 0; k < WAVE; k++) for (const kind of ["new", "item", "item", "item", "bump"]) stage.step(kind);
        for (const one of both) await one.caughtUp(stage);
        await sleep(PACE_MS);
      }
      await note();
    }
    return { ...figures, ...growth(figures.product) };
  } finally {
    for (const one of both) await one.close();
    await stage.close();
  }
}

/** From the first thousand to the last: what was needed once stays, and is no growth. */
function growth(weights) {
  const [first, last] = [weights[1], weights.at(-1)];
  return { grown: { js: last.js / first.js, wasm: last.wasm / first.wasm, nodes: last.nodes / first.nodes } };
}
