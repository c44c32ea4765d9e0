// A dead network, a dead server: screens say so, keep what was tapped, and send it once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, dish, installed, office, onGlass, onServer, place, signIn, station, till, until } from "./people.mjs";

const card = (page, number) => page.locator("main article").filter({ has: page.locator(`[data-bar="${number}"]`) });
const row = (page, number, n = 0) => card(page, number).locator("[data-item]").nth(n);
// The contract says 3 s after the last frame; to that comes the way of the signal that cuts it off.
const STALE_WITHIN_MS = 3_250;
/** What the browser writes when nobody answers it. */
const expected = /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_FAILED|ERR_EMPTY_RESPONSE|WebSocket connection to/;

/** Waits until the screen says that it is stale; says how long that took. */
async function stale(t, page, since) {
  // Looked at with every frame of the browser; a locator looks twice a second.
  await page.waitForFunction(() => document.querySelector(".screen.stale .since"), null, { polling: "raf" });
  const took = Date.now() - since;
  t.diagnostic(`stale after ${took} ms`);
  assert.ok(took < STALE_WITHIN_MS, `stale only after ${took} ms`);
}

async function live(page, all = ".screen") {
  await page.locator('[data-link="live"]').waitFor();
  await page.locator(`${all}:not(.stale)`).waitFor();
}

/** The commands that the browser keeps until they are answered. */
const kept = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("passline.unsent.")).length);

/** Each of these happened once. */
async function once(call, order, type, times) {
  const { body } = await call("GET", `/orders/${order.id}/history`);
  assert.equal(body.events.filter((e) => e.type === type).length, times, `${type} of order ${order.number}`);
}

test("a station without its network says so, keeps taps, and then shows what the server has", async (t) => {
  const house = await open(t, { expected });
  const call = await caller(house, "2001");
  const first = await place(call, ["marinara", "funghi"]);
  const second = await place(call, ["calzone", { menu_item_id: "diavola", quantity: 2 }]);
  const oven = await station(house, "oven");
  await row(oven, 2).waitFor();

  const gone = Date.now();
  await oven.context().setOffline(true);
  await stale(t, oven, gone);
  // Somebody else goes on meanwhile: this screen cannot know.
  const cook = await caller(house, "1000");
  assert.equal((await cook("POST", `/orders/${first.id}/items/${first.items[1].id}/prepared`, {})).status, 200);
  const third = await place(call, ["napoli"]);
  // Taps show at once, and what is unsent is counted.
  await row(oven, 1, 0).click();
  await row(oven, 1, 0).locator(".tick").waitFor();
  await card(oven, 2).locator("[data-bar]").click();
  await card(oven, 2).getByText(/Bumped/).waitFor();
  await oven.locator("[data-link]", { hasText: /2 unsent/ }).waitFor();
  assert.equal(await kept(oven), 2);
  await shot(oven, "oven-offline");

  await oven.context().setOffline(false);
  await live(oven);
  await card(oven, third.number).waitFor();
  await until(() => kept(oven), (count) => count === 0);
  await until(() => onServer(call, "oven"), (board) => board.length === 1);
  await until(() => onGlass(oven), (glass) => glass.length === 1);
  assert.deepEqual(await onGlass(oven), await onServer(call, "oven"));
  await once(call, first, "item.prepared", 2);
  await once(call, second, "item.prepared", 2);
});

/** Notes in the page when the last frame came, and when the words appeared after it. */
function watchStaleness() {
  const seen = (window.seen = { heard: 0, stale: 0 });
  window.WebSocket = class extends window.WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", () => (seen.heard = performance.now()));
    }
  };
  const look = () => {
    const stale = document.querySelector(".screen.stale .since") !== null;
    seen.stale = stale ? seen.stale || performance.now() : 0;
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
}

test("the words come 3.0 s after the last frame, not when somebody happens to look", async (t) => {
  const house = await open(t, { expected });
  const call = await caller(house, "2001");
  await place(call, ["marinara"]);
  const oven = await house.page(null);
  await oven.addInitScript(watchStaleness);
  await oven.goto("/kds?station=oven");
  await signIn(oven, "1000");
  await row(oven, 1).waitFor();
  for (let hang = 0; hang < 3; hang++) {
    house.child.kill("SIGSTOP");
    await oven.locator(".screen.stale .since").waitFor();
    const { heard, stale } = await oven.evaluate(() => window.seen);
    house.child.kill("SIGCONT");
    const after = stale - heard;
    t.diagnostic(`stale ${after.toFixed(0)} ms after the last frame`);
    assert.ok(after >= 3_000 && after <= 3_100, `stale ${after} ms after the last frame`);
    await live(oven);
  }
});

test("a station whose server hangs without a word is stale as soon, and heals by itself", async (t) => {
  const house = await open(t, { expected });
  const call = await caller(house, "2001");
  await place(call, ["marinara"]);
  const oven = await station(house, "oven");
  await row(oven, 1).waitFor();
  const hung = Date.now();
  house.child.kill("SIGSTOP");
  await stale(t, oven, hung);
  house.child.kill("SIGCONT");
  await live(oven);
  assert.deepEqual(await onGlass(oven), await onServer(call, "oven"));
});

test("a tap on a station whose server died shows at once, survives a reload, and counts once", async (t) => {
  const house = await open(t, { expected });
  const call = await caller(house, "2001");
  const order = await place(call, ["marinara", "funghi"]);
  await place(call, ["napoli"]);
  const oven = await station(house, "oven");
  await row(oven, 2).waitFor();

  await installed(oven);
  const died = Date.now();
  await house.stop("SIGKILL");
  await stale(t, oven, died);
  await row(oven, 1).click();
  await row(oven, 1).locator(".tick").waitFor();
  await shot(oven, "oven-stale");
  assert.equal(await kept(oven), 1);

  // The page itself comes from the server; the tap has to come from the browser.
  await house.again();
  await oven.reload();
  await live(oven);
  await row(oven, 1).locator(".tick").waitFor();
  await until(() => kept(oven), (count) => count === 0);
  const { body } = await call("GET", `/orders/${order.id}`);
  assert.deepEqual(body.items.map((i) => i.status), ["PREPARED", "QUEUED"]);
  await once(call, order, "item.prepared", 1);
  assert.deepEqual(await onGlass(oven), await onServer(call, "oven"));
});

/** Taps a takeaway for Ines: one cola. */
async function cola(server) {
  await server.getByRole("button", { name: /Takeaway/ }).click();
  await server.locator(".panel input").first().fill("Ines");
  await server.getByRole("button", { name: "Done", exact: true }).click();
  await dish(server, "Drinks", "cola");
}

async function oneCola(call) {
  const { body } = await call("GET", "/orders");
  assert.deepEqual(body.items.map((order) => order.items.map((i) => i.menu_item_id)), [["cola"]]);
}

test("an order that could not be sent is kept through a reload, said to be unsent, and placed once", async (t) => {
  const house = await open(t, { expected });
  const server = await till(house);
  const call = await caller(house, "2001");
  await cola(server);
  await installed(server);
  await house.stop("SIGKILL");
  await server.locator("[data-send]").click();
  await server.getByText(/not sent/i).first().waitFor();
  await server.locator('[data-link="no link"]').waitFor();
  await shot(server, "till-unsent");

  // The server is back, but what the till sends still gets no answer: the order lives in the browser.
  const placing = (url) => url.pathname === "/api/v1/orders";
  await server.context().route(placing, (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await house.again();
  await server.reload();
  await server.locator('[data-link="live"]').waitFor();
  await server.getByText(/not sent/i).first().waitFor();
  assert.equal((await call("GET", "/orders")).body.items.length, 0);

  await server.context().unroute(placing);
  await server.getByText(/Sent 1\b/).first().waitFor();
  await server.getByText(/not sent/i).first().waitFor({ state: "detached" });
  await oneCola(call);
});

test("an order whose answer was lost is not placed twice", async (t) => {
  const house = await open(t, { expected });
  const server = await till(house);
  const call = await caller(house, "2001");
  await cola(server);
  let lost = 0;
  await server.context().route((url) => url.pathname === "/api/v1/orders", async (route) => {
    if (route.request().method() !== "POST" || lost > 0) return route.continue();
    lost += 1;
    await route.fetch(); // the server has it; the till never hears
    await route.abort();
  });
  await server.locator("[data-send]").click();
  await server.getByText(/Sent 1\b/).first().waitFor();
  assert.equal(lost, 1);
  await oneCola(call);
});

test("a back office that hears nothing says since when, and greys what it shows, as clear as before", async (t) => {
  const house = await open(t, { expected });
  const page = await office(house, "stock");
  await page.locator('[data-table="stock"] [data-row]').first().waitFor();
  const look = () => page.locator(".split").evaluate((split) => getComputedStyle(split).filter);
  assert.equal(await look(), "none");
  await page.context().setOffline(true);
  await page.locator(".stale .top [role=alert]", { hasText: /No news since \d\d:\d\d:\d\d/ }).waitFor();
  assert.match(await look(), /grayscale\(1\)/);
  await page.locator('[data-link="no link"]').waitFor();
  await shot(page, "manage-stale");
  await page.context().setOffline(false);
  await live(page, ".desk");
  assert.equal(await look(), "none");
});
