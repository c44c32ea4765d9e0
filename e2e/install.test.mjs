// The pages as apps: they start without a network and say how old what they show is, a new build
// comes whole and when nobody works, the screen stays on, each device has its language.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, installed, onGlass, pass, place, signIn, station, tap, until } from "./people.mjs";

/** What the browser writes when nobody answers it. */
const expected = /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_FAILED|ERR_EMPTY_RESPONSE|WebSocket connection to/;
const row = (page, number) => page.locator("main article").filter({ has: page.locator(`[data-bar="${number}"]`) }).locator("[data-item]");
const kept = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("passline.last.")).length);
const settings = (page) => page.locator("button.place").click();

/** Waits until the browser keeps what is on the glass. */
async function keptBoard(page, number) {
  await page.waitForFunction((number) => {
    const key = Object.keys(localStorage).find((key) => key.startsWith("passline.last.kds.") && !key.endsWith(".at"));
    return key !== undefined && localStorage.getItem(key + ".at") !== null && JSON.parse(localStorage[key]).orders.some((o) => o.number === number);
  }, number);
}

test("a station starts without a network, shows its last board and how old it is, and takes taps", async (t) => {
  const house = await open(t, { expected });
  const call = await caller(house, "2001");
  const order = await place(call, ["marinara", "funghi"]);
  const oven = await station(house, "oven");
  await row(oven, order.number).first().waitFor();
  await installed(oven);
  await keptBoard(oven, order.number);
  const before = await onGlass(oven);
  await house.stop();
  await oven.context().setOffline(true);

  const asked = Date.now();
  await oven.goto("/kds?station=oven");
  await row(oven, order.number).first().waitFor();
  t.diagnostic(`the board is there after ${Date.now() - asked} ms`);
  await oven.locator(".screen.stale .since", { hasText: /No news since \d\d:\d\d:\d\d/ }).waitFor();
  await oven.locator('[data-link="no link"]').waitFor();
  assert.deepEqual(await onGlass(oven), before);
  await tap(row(oven, order.number).first());
  await row(oven, order.number).first().locator(".tick").waitFor();
  await shot(oven, "installed-offline");
  // What was tapped is still there when the screen starts once more.
  await oven.reload();
  await row(oven, order.number).first().locator(".tick").waitFor();
  await oven.locator("[data-link]", { hasText: /1 unsent/ }).waitFor();

  await house.again();
  await oven.context().setOffline(false);
  await oven.locator(".screen:not(.stale)").waitFor();
  await until(async () => (await call("GET", `/orders/${order.id}`)).body.items[0].status, (status) => status === "PREPARED");
});

/** A device whose clock is behind by so many milliseconds. */
function slowClock() {
  const now = Date.now.bind(Date);
  const behind = Number(localStorage.getItem("test.behind") ?? 600_000);
  Date.now = () => now() - behind;
}

test("a station whose clock is behind never takes what it kept for what the server says now", async (t) => {
  const house = await open(t, { expected });
  const call = await caller(house, "2001");
  const order = await place(call, ["marinara"]);
  const oven = await house.page(null);
  await oven.addInitScript(slowClock);
  await oven.goto("/kds?station=oven");
  await signIn(oven, "1000");
  await row(oven, order.number).first().waitFor();
  await installed(oven);
  await keptBoard(oven, order.number);
  await house.stop();
  await oven.context().setOffline(true);

  await oven.goto("/kds?station=oven");
  await row(oven, order.number).first().waitFor();
  await oven.locator(".screen.stale .since").waitFor();
  // Worse: it has forgotten what year it is. What is of unknown age is not shown.
  await oven.evaluate(() => localStorage.setItem("test.behind", String(Date.now() + 600_000)));
  await oven.reload();
  await oven.locator(".screen.stale .calm").waitFor();
  assert.equal(await row(oven, order.number).count(), 0);

  await house.again();
  await oven.context().setOffline(false);
  await oven.locator(".screen:not(.stale)").waitFor();
  await row(oven, order.number).first().waitFor();
});

/** A page of another build in its first life, whose ticks can be put on. */
function otherBuild() {
  window.ahead = 0;
  const now = performance.now.bind(performance);
  performance.now = () => now() + window.ahead;
  if (sessionStorage.getItem("test.loaded")) return;
  sessionStorage.setItem("test.loaded", "once");
  document.addEventListener("DOMContentLoaded", () => (document.querySelector("meta[name=passline-build]").content = "other"));
}

test("a page of another build has the server's fetched once, and loads it when nobody works by then", async (t) => {
  const house = await open(t, { expected });
  const oven = await house.page(null);
  let frames = 0;
  oven.on("websocket", (socket) => socket.on("framereceived", () => (frames += 1)));
  const beats = async (wanted = frames + 3) => until(() => frames, (seen) => seen >= wanted);
  await oven.addInitScript(otherBuild);
  await oven.goto("/kds?station=oven");
  await signIn(oven, "1000");
  await installed(oven);
  await oven.evaluate(() => {
    window.asked = 0;
    window.passlineRenew = () => {
      window.asked += 1;
      return new Promise((resolve) => (window.fetched = resolve));
    };
    window.ahead += 31_000;
  });
  await oven.waitForFunction(() => window.asked > 0);
  await beats();
  assert.equal(await oven.evaluate(() => window.asked), 1, "it was on its way all the time");

  // Somebody has begun to work before it was there.
  await oven.locator("main").click({ position: { x: 5, y: 5 } });
  await oven.evaluate(() => window.fetched());
  await beats();
  assert.equal(await oven.evaluate(() => window.asked), 1, "still the same page");
  const loaded = oven.waitForEvent("load");
  await oven.evaluate(() => void (window.ahead += 31_000));
  await loaded;
  await oven.locator('[data-link="live"]').waitFor();
});

/** A worker that a page could have: whether an update brings another one in its place. */
async function renewed(page, replaced) {
  return page.evaluate(async (replaced) => {
    const seen = { updates: 0, taken: 0 };
    const registration = { active: {}, installing: null, waiting: null };
    registration.update = async () => {
      seen.updates += 1;
      if (replaced) registration.active = {};
    };
    registration.unregister = async () => (seen.taken += 1);
    navigator.serviceWorker.getRegistration = async () => registration;
    await Promise.all([window.passlineRenew(), window.passlineRenew()]);
    return seen;
  }, replaced);
}

test("a new build is fetched once whoever asks, and only a worker that stayed old is taken away", async (t) => {
  const house = await open(t);
  const page = await house.page("/kds");
  await installed(page);
  assert.deepEqual(await renewed(page, true), { updates: 1, taken: 0 });
  await page.reload();
  assert.deepEqual(await renewed(page, false), { updates: 1, taken: 1 });
});

/** The server is away in the moment in which the page asks for its worker. */
function refuseWorkerOnce() {
  const real = navigator.serviceWorker.register.bind(navigator.serviceWorker);
  window.asked = 0;
  navigator.serviceWorker.register = async (...what) => {
    window.asked += 1;
    if (window.asked === 1) throw new TypeError("Failed to fetch");
    return real(...what);
  };
}

test("a page whose worker could not be fetched asks for it again by itself", async (t) => {
  const house = await open(t);
  const oven = await house.page(null);
  await oven.clock.install();
  await oven.addInitScript(refuseWorkerOnce);
  await oven.goto("/kds?station=oven");
  await oven.waitForFunction(() => window.asked === 1);
  assert.equal(await oven.locator('html[data-offline="on"]').count(), 0);
  await oven.clock.fastForward(60_000);
  await installed(oven);
});

test("every page starts without a network", async (t) => {
  const house = await open(t, { expected });
  for (const path of ["/kds", "/expo", "/board", "/pos", "/manage"]) {
    const page = await house.page(path);
    await installed(page);
    await page.context().setOffline(true);
    await page.reload();
    await page.locator(".pin").waitFor();
    const manifest = await page.locator('link[rel="manifest"]').getAttribute("href");
    await page.context().setOffline(false);
    const { scope, icons } = await (await fetch(house.url + manifest)).json();
    assert.equal(scope, path);
    for (const { src } of icons) assert.equal((await fetch(house.url + src)).status, 200, src);
    await page.context().close();
  }
});

/** Waits until the browser keeps such an order of a page's board. */
const keeps = (page, screen, number) =>
  page.waitForFunction(([screen, number]) => {
    const key = Object.keys(localStorage).find((key) => key.startsWith(`passline.last.${screen}.`) && !key.endsWith(".at"));
    return key !== undefined && localStorage.getItem(key + ".at") !== null && localStorage[key].includes(`"number":${number}`);
  }, [screen, number]);

test("the pass and the guests' board start without a network too: the last orders, and since when nothing came", async (t) => {
  const house = await open(t, { expected });
  const boss = await caller(house, "9000");
  const order = await place(boss, ["marinara", "caesar"], { channel: "takeaway", table: undefined, guest: { name: "Ines" } });
  const expo = await pass(house);
  const { body } = await boss("POST", "/devices", { name: "Window", role: "board" });
  const board = await house.page(new URL(body.pairing_url).pathname + new URL(body.pairing_url).hash);
  const number = new RegExp(`^${order.number}$`);
  const shown = [
    [expo, "expo", expo.locator("main [data-order] .head .no", { hasText: `${order.number}` }), ".screen.stale .since"],
    [board, "board", board.locator(".col span", { hasText: number }), ".guests.stale .since"],
  ];
  for (const [page, screen, there] of shown) {
    await there.waitFor();
    await installed(page);
    await keeps(page, screen, order.number);
  }
  await house.stop();
  for (const [page, screen, there, since] of shown) {
    await page.context().setOffline(true);
    await page.goto(`/${screen}`);
    await there.waitFor();
    await page.locator(since, { hasText: /\d\d:\d\d:\d\d/ }).waitFor();
    await page.locator('[data-link="no link"]', { hasText: /\d/ }).waitFor();
    await shot(page, `offline-${screen}`);
  }
  await house.again();
  for (const [page, , , since] of shown) {
    await page.context().setOffline(false);
    await page.locator('[data-link="live"]').waitFor();
    await page.locator(since).waitFor({ state: "detached" });
  }
});

test("who logs out leaves no board on the device", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const order = await place(call, ["marinara"]);
  const oven = await station(house, "oven");
  await row(oven, order.number).first().waitFor();
  await keptBoard(oven, order.number);
  await settings(oven);
  await oven.getByRole("button", { name: "Log out" }).click();
  await oven.locator(".pin").waitFor();
  assert.equal(await kept(oven), 0);
});

/** A wake lock that the test can see: the browser of a test has no screen to keep on. */
function countLocks() {
  window.locks = [];
  const request = async () => {
    const lock = new EventTarget();
    lock.released = false;
    window.locks.push(lock);
    return lock;
  };
  Object.defineProperty(navigator, "wakeLock", { value: { request } });
}

test("the screen stays on, and is asked for again when the page is seen again", async (t) => {
  const house = await open(t);
  const oven = await house.page(null);
  await oven.addInitScript(countLocks);
  await oven.goto("/kds?station=oven");
  await oven.locator('html[data-awake="on"]').waitFor();
  // What a browser does with a page that is hidden.
  await oven.evaluate(() => {
    window.locks[0].released = true;
    window.locks[0].dispatchEvent(new Event("release"));
  });
  await oven.locator('html[data-awake="off"]').waitFor({ state: "attached" });
  await oven.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await oven.locator('html[data-awake="on"]').waitFor();
  assert.equal(await oven.evaluate(() => window.locks.length), 2);
});

test("a device keeps its language, and the page says which it is", async (t) => {
  const house = await open(t);
  const german = await house.page("/kds?station=oven", { locale: "de-AT" });
  await german.locator('html[lang="de"]').waitFor();
  await german.getByText("4 bis 8 Ziffern").waitFor();
  await signIn(german, "1000");
  await settings(german);
  await german.getByRole("button", { name: "Vollbild" }).click();
  await german.waitForFunction(() => document.fullscreenElement !== null);
  await shot(german, "device-german");
  for (const [name, tag, word] of [["Español", "es", "Salir"], ["Français", "fr", "Quitter"], ["中文", "zh", "退出"], ["English", "en", "Log out"]]) {
    await german.getByRole("button", { name }).click();
    await german.locator(`html[lang="${tag}"]`).waitFor();
    await settings(german);
    await german.getByRole("button", { name: word, exact: true }).waitFor();
    if (tag === "zh") await shot(german, "device-chinese");
  }
  await german.reload();
  await german.locator('html[lang="en"]').waitFor();
});
