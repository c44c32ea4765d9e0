// `node trace.mjs DIR`: each page does its main job with the WebAssembly of DIR, which marks what runs;
// writes `DIR/<page>.ran`, the numbers of those functions. See `cargo xtask trace`.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { open } from "./lib.mjs";
import { ages, jobs } from "./main_job.mjs";
import { noKnock } from "./people.mjs";

const dir = process.argv[2];
/**
 * What a page does first is not quite the same each time, nor on a tablet that is slow. Its live connection
 * has said and heard all before its code is there, or is opened by it.
 */
const STARTS = [
  { slower: 1, heard: true },
  { slower: 3, heard: false },
  { slower: 3, heard: true },
  { slower: 1, heard: false },
];
/** Where nobody is signed in nothing is heard. */
const HEARD_WITHIN = 500;
const client = { kds: "kds", expo: "kds", board: "kds", pos: "pos", manage: "manage" };
const all = Object.fromEntries(Object.keys(jobs).map((name) => [name, new Set()]));
const rounds = STARTS.flatMap((start) => Object.entries(jobs).map(([name, job]) => [name, job, start]));
for (const [name, job, { slower, heard }] of rounds) {
  const ends = [];
  try {
    const house = await open({ after: (end) => ends.push(end) }, { demo: ages, expected: /404/ });
    const body = await readFile(join(dir, `${client[name]}.wasm`));
    const traced = {
      ...house,
      async page(path, context = {}) {
        const page = await house.page(null, { serviceWorkers: "block", ...context });
        let welcome = Promise.resolve();
        page.on("websocket", (socket) => (welcome = socket.waitForEvent("framereceived")));
        await page.route(/\.wasm$/, async (route) => {
          if (heard) await Promise.race([page.waitForTimeout(HEARD_WITHIN), welcome.catch(() => {})]);
          await route.fulfill({ body, contentType: "application/wasm" });
        });
        await page.addInitScript(() => {
          const real = WebAssembly.instantiate;
          WebAssembly.instantiate = async (...what) => (window.traced = await real(...what));
        });
        // The slower the machine, the slower its clock: what a page does by and by is no part of a slow start.
        await page.addInitScript((slower) => {
          const now = performance.now.bind(performance);
          performance.now = () => now() / slower;
        }, slower);
        const session = await page.context().newCDPSession(page);
        await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
        // A screen of the kitchen comes up by its live connection alone, whatever else is refused.
        if (slower > 1) await page.route(/\/api\/v1\/(prep-times|names)/, (route) => route.fulfill({ status: 404 }));
        if (!heard) await noKnock(page);
        if (path !== null) await page.goto(path);
        return page;
      },
    };
    const page = await job(traced);
    // What it does by itself right after, with the clock's first ticks, it does before the second part is there.
    await page.waitForTimeout(1_600);
    await page.evaluate(() => new Promise((done) => requestIdleCallback(done)));
    const ran = await page.evaluate(() =>
      Object.entries(window.traced.exports).filter(([key, mark]) => /^ran\d+$/.test(key) && mark.value).map(([key]) => Number(key.slice(3))),
    );
    for (const one of ran) all[name].add(one);
  } finally {
    for (const end of ends) await end();
  }
}
for (const [name, ran] of Object.entries(all)) {
  await writeFile(join(dir, `${name}.ran`), [...ran].sort((one, other) => one - other).join(" "));
}
