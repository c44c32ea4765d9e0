// A page's WebAssembly comes in two parts (xtask/src/web/split.rs): the first is enough for the main job, the
// second comes by itself, and what is asked for sooner is there all the same.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./lib.mjs";
import { ages, jobs } from "./main_job.mjs";
import { noKnock, signIn, station, tap, until } from "./people.mjs";

const marks = (page, name) => page.evaluate((name) => performance.getEntriesByName(name).length, `passline:${name}`);
/** The second part never comes by itself. */
const alone = (page) => page.addInitScript(() => (window.requestIdleCallback = () => 0));

/** Whether the first part was enough to come up. */
async function isEnough(t, job) {
  const house = await open(t, { demo: ages });
  const half = {
    ...house,
    async page(path, context) {
      const page = await house.page(null, context);
      await alone(page);
      await page.goto(path);
      return page;
    },
  };
  const page = await job(half);
  const asked = await marks(page, "asked");
  assert.equal(await marks(page, "late"), asked, "what came, came because it was asked for");
  return asked === 0;
}

for (const [name, job] of Object.entries(jobs)) {
  test(`/${name} comes up, and does its main job, with the first part alone`, async (t) => {
    // A machine that is so busy that the page loses its link on the way shows that, with code that comes late. A list
    // that has grown old asks at every start.
    let starts = 1;
    while (!(await isEnough(t, job))) assert.ok(starts++ < 3, "three starts asked for late code: run `cargo xtask trace`");
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

/** Which WebAssembly the page itself has asked for: `kds`, `kds.fr`. */
function asked(page) {
  const names = [];
  page.on("request", (request) => names.push(...(request.url().match(/([a-z.]+)\.wasm$/)?.slice(1) ?? [])));
  return names;
}

for (const [locale, words, code] of [["fr-CA", ["kds", "kds.fr"], "4 à 8 chiffres"], ["en-GB", ["kds"], "4 to 8 digits"], ["it-IT", ["kds"], "4 to 8 digits"]]) {
  test(`a screen of ${locale} loads the words that it says, and no others`, async (t) => {
    const house = await open(t);
    const page = await house.page(null, { locale });
    const names = asked(page);
    await page.goto("/kds");
    await page.getByText(code, { exact: true }).waitFor();
    assert.deepEqual(names.filter((name) => name !== "kds.late").sort(), words);
  });
}

test("without its words a page does not start: it says so and tries again", async (t) => {
  const house = await open(t, { expected: /ERR_FAILED|Failed to fetch/ });
  const page = await house.page(null, { locale: "de" });
  let fails = 1;
  await page.route(/\/kds\.de\.wasm$/, (route) => (fails-- > 0 ? route.abort() : route.continue()));
  await page.goto("/kds");
  await page.getByText(/could not start/).waitFor();
  await page.getByText("4 bis 8 Ziffern", { exact: true }).waitFor();
});

/** A kitchen's screen that somebody has signed in at, started again; every live connection that it opens. */
async function again(t, before) {
  const house = await open(t, { expected: /404/ });
  const page = await station(house, "oven", "1001", { serviceWorkers: "block" });
  const sockets = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  await before(page, sockets);
  await page.reload();
  await page.locator('[data-link="live"]').waitFor();
  return sockets;
}

test("the live connection opens while the page's code is on its way, and the page takes it over with all it heard", async (t) => {
  const heard = [];
  const sockets = await again(t, (page, sockets) => {
    page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => heard.push(JSON.parse(payload).type)));
    return page.route(/\/kds\.wasm$/, async (route) => {
      await until(() => sockets.length + heard.length, (count) => count >= 2);
      await route.continue();
    });
  });
  assert.equal(sockets.length, 1);
  assert.equal(heard.filter((type) => type === "welcome").length, 1, "the welcome came once, before the page's code");
});

test("a page whose connection was not opened beforehand opens it itself", async (t) => {
  const sockets = await again(t, noKnock);
  assert.equal(sockets.length, 1);
});

test("a page that would have said something else opens its own connection", async (t) => {
  const [closed, said] = [[], []];
  const sockets = await again(t, async (page) => {
    page.on("websocket", (socket) => {
      socket.on("framesent", ({ payload }) => said.push(payload));
      socket.on("close", () => closed.push(socket.url()));
    });
    // One that has not said anything yet is taken over as it is.
    await page.route(/\/kds\.wasm$/, async (route) => {
      await until(() => said.length, (count) => count >= 1);
      await route.continue();
    });
    await page.route(/\/page-[0-9a-f]+\.js$/, async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace("stations: stations()", 'stations: ["grill"]');
      await route.fulfill({ response: answer, body });
    });
  });
  assert.equal(sockets.length, 2);
  assert.match(said[0], /"grill"/);
  await until(() => closed.length, (count) => count === 1);
});

test("a connection that no page takes over is given up", async (t) => {
  const house = await open(t, { expected: /ERR_FAILED|Failed to fetch/ });
  const page = await station(house, "oven", "1001", { serviceWorkers: "block" });
  await page.clock.install();
  const living = [];
  page.on("websocket", (socket) => {
    living.push(socket);
    socket.on("close", () => living.splice(living.indexOf(socket), 1));
  });
  await page.route(/\/kds\.wasm$/, () => {});
  await page.reload({ waitUntil: "commit" });
  await until(() => living.length, (count) => count === 1);
  await page.clock.fastForward(15_000);
  await until(() => living.length, (count) => count === 0);
});
