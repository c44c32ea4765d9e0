// The pictures of the docs: `PASSLINE_BIN=… node e2e/pictures.mjs` writes docs/pictures/: one for the
// README, and the gallery of docs/SCREENS.md: every screen in each theme, on three glasses. With names, as
// `pictures.mjs pass stock`, only those of the gallery.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { open, pace } from "./lib.mjs";
import { atTable, caller, dish, go, place, showOrder, signIn, station, tap, till } from "./people.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const pictures = join(root, "docs/pictures");
const ends = [];
const t = { after: (end) => ends.push(end) };

// Every age is in every picture, however long the taking of them lasts: by what is fetched amber comes
// at once, by what is delivered red does, and a table is waited for with patience.
const AGES = `warn_seconds = 600
late_seconds = 900
takeaway = { warn_seconds = 5, late_seconds = 900 }
delivery = { warn_seconds = 5, late_seconds = 15 }`;

const house = await open(t, { demo: pace(AGES), expected: /ERR_INTERNET_DISCONNECTED/ });
const only = process.argv.slice(2);
const STATIONS = ["grill", "fryer", "cold", "bar", "dessert"];
const call = await caller(house, "2001");
const boss = await caller(house, "9000");
const line = (id, quantity = 1, more = {}) => ({ menu_item_id: id, quantity, ...more });
let newest;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

try {
  // Every station has its screen: else the till is right to be alarmed, and never looks as it does all evening.
  const others = [];
  for (const id of STATIONS) others.push(await station(house, id));
  const [oven, server] = [await station(house, "oven"), await till(house)];
  const first = await place(call, [line("margherita"), line("diavola", 2, { modifiers: ["extra-nduja", "no-olives"] })], { table: "7", covers: 3 });
  await place(call, [line("four-cheese"), line("calzone", 1, { note: "cut in four" })], { channel: "takeaway", table: null, guest: { name: "Ines" } });
  await wait(25_000);
  await place(call, [line("funghi"), line("chips"), line("lager-pint", 2)], { table: "3", covers: 2 });
  const rush = await place(call, [line("marinara", 1, { seat: 3 }), line("caesar", 1, { seat: 1 })], { table: "2", allergies: [{ seat: 3, allergen: "gluten" }] });
  await boss("POST", `/orders/${rush.id}/priority`, { priority: "rush" });
  await wait(20_000);
  await place(call, [line("margherita", 2), line("nduja-pizza"), line("focaccia", 3, { course: 2 }), line("tiramisu", 4, { course: 2 })], { table: "12", covers: 4, hold_courses: [2] });
  await place(call, [line("napoli", 1, { modifiers: ["no-onion", "no-olives"] })], { channel: "delivery", table: null, guest: { name: "Ada" } });
  const half = await place(call, [line("ham-mushroom"), line("garden-pizza", 1, { modifiers: ["no-mushrooms"] }), line("cola", 2)], { table: "5" });
  await boss("POST", `/orders/${half.id}/items/${half.items[0].id}/prepared`, {});
  await boss("POST", `/orders/${half.id}/bump`, { station: "bar" });
  const done = await place(call, [line("green-salad"), line("espresso", 2)], { table: "9" });
  for (const at of ["cold", "bar"]) await boss("POST", `/orders/${done.id}/bump`, { station: at });
  await fetched("Bo");

  await atTable(server, "8");
  await dish(server, "Pizza", "diavola");
  await server.locator("[data-line]").first().click();
  for (const option of ["extra-nduja", "no-basil"]) await server.locator(`[data-option="${option}"]`).click();
  await server.getByRole("button", { name: "Done", exact: true }).click();
  await dish(server, "Drinks", "spritz");
  await dish(server, "Pizza", "margherita");
  await oven.getByText(/\b6\s+tickets|\b7\s+tickets/).first().waitFor();
  for (const age of ["late", "warn"]) await oven.locator(`main .head.age-${age}`).first().waitFor();

  await mkdir(pictures, { recursive: true });
  if (only.length === 0) await oven.screenshot({ path: join(pictures, "station.png") });
  // The manager finds one dark.
  await gallery({ recall: bumped, alerts: () => others.at(-1).context().close(), reports: () => served(first) });
} finally {
  for (const end of ends.reverse()) await end();
}

/** Every screen, by night and by day, on a wall, on a tablet and on a phone. */
async function gallery(before) {
  const glasses = { wall: [1920, 1080], tablet: [1024, 768], phone: [390, 844] };
  const { body: window } = await boss("POST", "/devices", { name: "Window", role: "board" });
  const guests = new URL(window.pairing_url);
  const sections = [
    "alerts", "floor", "stock", "menu", "customers", "payments", "people", "devices", "keys", "webhooks", "replay", "reports", "record", "settings",
  ];
  const kitchen = { path: "/kds?station=oven", pin: "1001", ready: "main [data-ticket]" };
  const screens = {
    signin: { path: "/kds?station=oven", ready: "[data-digit]" },
    station: kitchen,
    dishes: { ...kitchen, then: byDish, until: "main [data-batch]" },
    recall: { ...kitchen, then: (page) => page.keyboard.press("r"), until: ".sheet" },
    look: { ...kitchen, then: (page) => page.keyboard.press("s"), until: ".sheet [data-set]" },
    about: { ...kitchen, then: (page) => tap(page.locator("main .head").first()), until: ".sheet" },
    stale: { ...kitchen, then: (page) => page.context().setOffline(true), until: ".screen.stale" },
    pass: { path: "/expo", pin: "3001", ready: "main [data-order]" },
    board: { path: guests.pathname + guests.hash, paired: true, ready: "main .now > span", then: getsReady, until: "main .fresh" },
    check: { path: "/pos", pin: "2001", ready: "[data-dish]", then: fill, until: "[data-line]" },
    whom: { path: "/pos", pin: "2001", ready: "[data-dish]", then: whom, until: ".pad" },
    orders: { path: "/pos", pin: "2001", ready: "[data-dish]", then: look, until: ".one .num" },
    ...Object.fromEntries(sections.map((section) => [section, {
      path: "/manage", pin: "9000", ready: "[data-room]", themes: ["day"], then: (page) => go(page, section), until: ".main, [data-room]",
    }])),
  };
  let session;
  for (const [name, { path, pin, paired = false, ready, then, until, themes = ["night", "day"] }] of Object.entries(screens)) {
    await before[name]?.();
    if (only.length > 0 && !only.includes(name)) continue;
    for (const theme of themes) {
      for (const [glass, [width, height]] of Object.entries(glasses)) {
        const page = await house.page(null, { viewport: { width, height }, ...(session && paired ? { storageState: session } : {}) });
        await page.addInitScript((light) => { for (const key of ["passline.light", "passline.till.light"]) localStorage.setItem(key, light); }, theme);
        await page.goto(paired && session ? guests.pathname : path);
        if (pin) await signIn(page, pin);
        await page.locator(ready).first().waitFor({ state: "attached" });
        // A code pairs once: the other boards are the same device.
        if (paired) session ??= await page.context().storageState();
        if (then) {
          await then(page);
          await page.locator(until).first().waitFor({ state: "attached" });
        }
        await wait(1_200);
        await page.screenshot({ path: join(pictures, `${name}-${theme}-${glass}.png`) });
        await page.context().close();
      }
    }
  }
}

/** A salad to fetch, that is ready. */
async function fetched(name) {
  const order = await place(call, [line("green-salad")], { channel: "takeaway", table: null, guest: { name } });
  await boss("POST", `/orders/${order.id}/bump`, { station: "cold" });
  return order;
}

/** The oven has done three, and may take them back. */
async function bumped() {
  for (const table of ["15", "16", "17"]) {
    const order = await place(call, [line("margherita"), line("diavola")], { table });
    await boss("POST", `/orders/${order.id}/bump`, { station: "oven" });
  }
}

/** Made and handed out: the reports have something to count. */
async function served(order) {
  await boss("POST", `/orders/${order.id}/bump`, { station: "oven" });
  await boss("POST", `/orders/${order.id}/complete`, {});
}

/** One more gets ready while the guests look; the one before it has been fetched. */
async function getsReady() {
  if (newest) await boss("POST", `/orders/${newest.id}/complete`, {});
  newest = await fetched("Cleo");
}

/** The rail by dish, by taps: a small glass has the key for it among its settings. */
async function byDish(page) {
  const key = page.locator("[data-view]");
  if (await key.isVisible()) return tap(key);
  await tap(page.locator(".bar .place"));
  await tap(page.locator(".sheet").getByRole("button", { name: "By dish", exact: true }));
  await tap(page.locator(".sheet").getByRole("button", { name: "Close", exact: true }));
}

/** The first open order; a phone has the way to it below. */
async function look(page) {
  const below = page.locator(".thumb").getByRole("button", { name: /Orders/ });
  if (!(await below.isVisible())) return showOrder(page, 1);
  await below.click();
  await page.locator('[data-order="1"]').click();
}

/** Whom a check is for, with a table's name half typed. */
async function whom(page) {
  await dish(page, "Pizza", "diavola");
  const check = page.locator(".thumb").getByRole("button", { name: /Check/ });
  if (await check.isVisible()) await check.click();
  await page.getByRole("button", { name: /Dine in/ }).click();
  for (const digit of "12") await page.locator(".pad").getByRole("button", { name: digit, exact: true }).click();
}

/** A check that is being made; on a phone it stands behind the menu. */
async function fill(page) {
  await dish(page, "Pizza", "diavola");
  await dish(page, "Drinks", "spritz");
  const check = page.locator(".thumb").getByRole("button", { name: /Check/ });
  if (await check.isVisible()) await check.click();
  await atTable(page, "8");
  if (await check.isVisible()) await check.click();
}
