// From nothing to a painted board: over a slow network on a slow device, and from the page's worker.

import { FLOOR, PRODUCT, open } from "./stage.mjs";
import { device, quantile, sleep } from "./browser.mjs";

/** 10 Mbit/s, 20 ms there and back. */
const NET = { latency: 20, downloadThroughput: 1.25e6, uploadThroughput: 1.25e6 };
/** After that the screen has written down what it shows. */
const KEPT_MS = 3_000;

async function first(browser, url, options) {
  const one = await device(browser, options);
  try {
    await one.open(url);
    return await one.probe(() => window.probe.first);
  } finally {
    await one.close();
  }
}

/** Medians in ms of cold starts, in turn. */
export async function cold(browser, pages, { starts = 9, tickets = 60, cpu = 6 } = {}) {
  const stage = await open(pages, tickets);
  const [product, floor] = [[], []];
  try {
    for (let k = 0; k < starts; k++) {
      product.push(await first(browser, stage.url + PRODUCT, { cpu, net: NET }));
      floor.push(await first(browser, stage.url + FLOOR, { cpu, net: NET }));
    }
  } finally {
    await stage.close();
  }
  const [mine, theirs] = [quantile(product), quantile(floor)];
  return { tickets, cpu, starts, product: mine, floor: theirs, more: mine - theirs };
}

/** Medians in ms of further starts, while the server answers and when nothing does. */
export async function worker(browser, pages, { starts = 9, tickets = 60 } = {}) {
  const stage = await open(pages, tickets);
  const one = await device(browser, { workers: true });
  const again = async () => {
    const times = [];
    for (let k = 0; k < starts; k++) {
      await one.page.goto("about:blank");
      await one.open(stage.url + PRODUCT);
      times.push(await one.probe(() => window.probe.first));
    }
    return quantile(times);
  };
  try {
    await one.open(stage.url + PRODUCT);
    await one.page.waitForFunction(() => document.documentElement.dataset.offline === "on");
    const online = await again();
    await sleep(KEPT_MS);
    await stage.close();
    return { tickets, starts, online, dead: await again() };
  } finally {
    await one.close();
    await stage.close();
  }
}
