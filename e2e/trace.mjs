// `node trace.mjs DIR`: each page does its main job with the WebAssembly of DIR, which marks what runs;
// writes `DIR/<page>.ran`, the numbers of those functions. See `cargo xtask trace`.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { open } from "./lib.mjs";
import { jobs } from "./main_job.mjs";

const dir = process.argv[2];
/** What a page does first is not quite the same each time, nor on a tablet that is slow. */
const SPEEDS = [1, 3, 1, 3];
const client = { kds: "kds", expo: "kds", board: "kds", pos: "pos", manage: "manage" };
const all = Object.fromEntries(Object.keys(jobs).map((name) => [name, new Set()]));
const rounds = SPEEDS.flatMap((slower) => Object.entries(jobs).map(([name, job]) => [name, job, slower]));
for (const [name, job, slower] of rounds) {
  const ends = [];
  try {
    const house = await open({ after: (end) => ends.push(end) }, { expected: /404/ });
    const body = await readFile(join(dir, `${client[name]}.wasm`));
    const traced = {
      ...house,
      async page(path, context = {}) {
        const page = await house.page(null, { serviceWorkers: "block", ...context });
        await page.route(/\.wasm$/, (route) => route.fulfill({ body, contentType: "application/wasm" }));
        const session = await page.context().newCDPSession(page);
        await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
        // A screen of the kitchen comes up by its live connection alone, whatever else is refused.
        // Nor is its connection always open already when its code comes.
        if (slower > 1) await page.route(/\/api\/v1\/(prep-times|names)|\/knock-/, (route) => route.fulfill({ status: 404 }));
        if (path !== null) await page.goto(path);
        return page;
      },
    };
    const page = await job(traced);
    // What it does by itself right after, with the clock's first tick, it does before the second part is there.
    await page.waitForTimeout(1_000);
    await page.evaluate(() => new Promise((done) => requestIdleCallback(done)));
    const ran = await page.evaluate(async () => {
      const { parts } = await import(document.querySelector('link[rel="modulepreload"]').href);
      return Object.keys(parts.first).filter((key) => /^ran\d+$/.test(key) && parts.first[key].value).map((key) => Number(key.slice(3)));
    });
    for (const one of ran) all[name].add(one);
  } finally {
    for (const end of ends) await end();
  }
}
for (const [name, ran] of Object.entries(all)) {
  await writeFile(join(dir, `${name}.ran`), [...ran].sort((one, other) => one - other).join(" "));
}
