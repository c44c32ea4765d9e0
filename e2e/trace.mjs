// `node trace.mjs DIR`: each page does its main job with the WebAssembly of DIR, which marks what runs;
// writes `DIR/<page>.ran`, the numbers of those functions. See `cargo xtask trace`.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { open } from "./lib.mjs";
import { jobs } from "./main_job.mjs";

const dir = process.argv[2];
const client = { kds: "kds", expo: "kds", board: "kds", pos: "pos", manage: "manage" };

for (const [name, job] of Object.entries(jobs)) {
  const ends = [];
  try {
    const house = await open({ after: (end) => ends.push(end) });
    const body = await readFile(join(dir, `${client[name]}.wasm`));
    const traced = {
      ...house,
      async page(path, context = {}) {
        const page = await house.page(null, { serviceWorkers: "block", ...context });
        await page.route(/\.wasm$/, (route) => route.fulfill({ body, contentType: "application/wasm" }));
        if (path !== null) await page.goto(path);
        return page;
      },
    };
    await job(traced, async (page, what) => {
      const ran = await page.evaluate(async () => {
        const { parts } = await import(document.querySelector('link[rel="modulepreload"]').href);
        return Object.keys(parts.first).filter((key) => /^ran\d+$/.test(key) && parts.first[key].value).map((key) => Number(key.slice(3)));
      });
      ran.sort((one, other) => one - other);
      await writeFile(join(dir, `${name}.${what}.ran`), ran.join(" "));
      await writeFile(join(dir, `${name}.ran`), ran.join(" "));
      console.log(`    /${name} ${what}: ${ran.length} functions ran`);
    });
  } finally {
    for (const end of ends) await end();
  }
}
