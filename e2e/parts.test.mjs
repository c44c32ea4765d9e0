// A page's WebAssembly comes in two parts (xtask/src/web/split.rs): the first is enough for the main job, the
// second comes by itself, and what is asked for sooner is there all the same.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./lib.mjs";
import { jobs, until as upTo } from "./main_job.mjs";
import { signIn, station, tap, until } from "./people.mjs";

const marks = (page, name) => page.evaluate((name) => performance.getEntriesByName(name).length, `passline:${name}`);
/** The second part never comes by itself. */
const alone = (page) => page.addInitScript(() => (window.requestIdleCallback = () => 0));

for (const [name, job] of Object.entries(jobs)) {
  test(`/${name} does its main job with the first part alone`, async (t) => {
    const house = await open(t);
    const half = {
      ...house,
      async page(path, context) {
        const page = await house.page(null, context);
        await alone(page);
        await page.goto(path);
        return page;
      },
    };
    const seen = [];
    const enough = Symbol("enough");
    await job(half, async (page, what) => {
      seen.push(what);
      assert.deepEqual([await marks(page, "late"), await marks(page, "asked")], [0, 0], what);
      if (what === upTo[name]) throw enough;
    }).catch((error) => {
      if (error !== enough) throw error;
    });
    assert.equal(seen.at(-1), upTo[name]);
  });
}

test("the second part comes by itself, once the page stands", async (t) => {
  const house = await open(t);
  const page = await station(house, "oven", "1001");
  await until(() => marks(page, "late"), (count) => count === 1);
});

test("what is asked for before the second part came is there, and works", async (t) => {
  const house = await open(t);
  const page = await house.page(null);
  await alone(page);
  await page.goto("/kds?station=oven");
  await signIn(page, "1001");
  assert.equal(await marks(page, "late"), await marks(page, "asked"), "what came, came because it was asked for");
  await tap(page.locator(".bar .key.place"));
  await page.locator("[data-set]").first().waitFor();
  assert.deepEqual([await marks(page, "asked"), await marks(page, "late")], [1, 1]);
});
