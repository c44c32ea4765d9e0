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

/** Does the job as far as the first part should carry it; whether it was enough. */
async function isEnough(t, name, job) {
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
  const there = Symbol("there");
  let asked;
  await job(half, async (page, what) => {
    asked = await marks(page, "asked");
    assert.equal(await marks(page, "late"), asked, "what came, came because it was asked for");
    if (what === upTo[name]) throw there;
  }).catch((error) => {
    if (error !== there) throw error;
  });
  return asked === 0;
}

for (const [name, job] of Object.entries(jobs)) {
  test(`/${name} comes up, and does its main job, with the first part alone`, async (t) => {
    // A machine that is so busy that the page loses its link on the way shows that, with code that comes late. A list
    // that has grown old asks at every start.
    let starts = 1;
    while (!(await isEnough(t, name, job))) assert.ok(starts++ < 3, "three starts asked for late code: run `cargo xtask trace`");
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
