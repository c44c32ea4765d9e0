// What each page is there for: it comes up into an evening, and follows it. The rest of its code may
// come later. `cargo xtask trace` notes what runs meanwhile (xtask/src/web/late/), and a test sees
// that it is enough.

import { pace } from "./lib.mjs";
import { atTable, caller, dish, office, pass, place, station, till } from "./people.mjs";

const line = (id, quantity = 1, more = {}) => ({ menu_item_id: id, quantity, ...more });

/** Enough has waited for too long, and enough is calm. */
export const ages = pace("warn_seconds = 60\nlate_seconds = 90\ntakeaway = { warn_seconds = 1, late_seconds = 90 }\ndelivery = { warn_seconds = 1, late_seconds = 2 }");

/** Orders with options, notes, allergies, courses and channels; a rush, and what others change. */
async function evening({ call, boss }) {
  const orders = [];
  const put = async (items, rest) => orders.push(await place(call, items, rest));
  await put([line("margherita"), line("diavola", 2, { modifiers: ["extra-nduja", "no-olives"] }), line("cola")], { table: "7", covers: 3 });
  await put([line("four-cheese"), line("calzone", 1, { note: "cut in four" })], { channel: "takeaway", table: undefined, guest: { name: "Ines" } });
  await put([line("marinara", 1, { seat: 3 }), line("caesar", 1, { seat: 1 })], { table: "2", allergies: [{ seat: 3, allergen: "gluten" }] });
  await put([line("margherita", 2), line("focaccia", 3, { course: 2 }), line("tiramisu", 4, { course: 2 })], { table: "12", covers: 4, hold_courses: [2] });
  await put([line("napoli", 1, { modifiers: ["no-onion"] })], { channel: "delivery", table: undefined, guest: { name: "Ada" } });
  const [first, takeaway, allergy, courses] = orders;
  await boss("POST", `/orders/${allergy.id}/priority`, { priority: "rush" });
  for (const change of ["prepared", "recall", "prepared"]) await boss("POST", `/orders/${first.id}/items/${first.items[0].id}/${change}`, {});
  await boss("POST", `/orders/${takeaway.id}/bump`, { station: "oven" });
  await boss("POST", `/orders/${courses.id}/fire`, { course: 2 });
  await boss("POST", `/orders/${courses.id}/items/${courses.items[0].id}/void`, { reason: "guest left", approver_pin: "9000" });
  return orders;
}

/** A full house with all that the menu has: lists of sixty are kept by code that lists of six never run. */
async function crowd({ call }) {
  const { body: menu } = await call("GET", "/menu");
  const plain = (dish) => dish.available && !dish.modifier_groups?.some((group) => group.min > 0);
  const dishes = menu.categories.flatMap((category) => category.items).filter(plain).map((dish) => dish.id);
  for (let n = 0; n < 52; n++) {
    const items = [line(dishes[n % dishes.length], 1 + (n % 3)), line(dishes[(3 * n) % dishes.length])];
    await place(call, items, { table: String(20 + n), covers: 2 });
  }
  // More is to be made than a list has room for.
  const oven = ["ham-mushroom", "capricciosa", "tuna-onion", "prosciutto-rocket", "garden-pizza", "nduja-pizza"];
  const wishes = ["extra-mozzarella", "extra-rocket", "extra-salami", "no-onion", "no-basil"];
  await place(call, oven.map((id) => line(id, 1, { modifiers: wishes })), { table: "90" });
  for (const table of ["91", "92", "93"]) {
    await place(call, [line("diavola", 1, { modifiers: ["extra-nduja", "no-olives"] })], { table });
    await place(call, ["margherita", "funghi", "calzone", "napoli", "marinara", "four-cheese", "focaccia"].map((id) => line(id)), { table });
  }
}

/** Where the page's work stands. */
const work = { kds: "main [data-ticket]", expo: "main [data-order]", board: ".col.now span", pos: "[data-dish]", manage: "[data-room]" };

/** A page that somebody signed in at before, started again into an evening that has begun. */
async function begun(house, name, open) {
  const people = { call: await caller(house, "2001"), boss: await caller(house, "9000") };
  const page = await open(house);
  await evening(people);
  await crowd(people);
  // As a device that was switched on comes up: signed in, and in a new tab.
  await page.evaluate(() => sessionStorage.clear());
  await page.reload();
  await page.locator('[data-link="live"]').waitFor();
  await page.locator(work[name]).first().waitFor({ state: "attached" });
  return { page, ...people };
}

/** A till as its last hand left it: a check that was begun, one that was parked, favourites, a card charged. */
async function inHand(house) {
  const page = await till(house, "2001");
  await atTable(page, "30");
  await dish(page, "Drinks", "cola");
  await page.locator("[data-send]").click();
  await page.locator("[data-line]").waitFor({ state: "detached" });
  await atTable(page, "31");
  await dish(page, "Pizza", "diavola");
  await page.locator("[data-park]").click();
  await page.locator("[data-parked]").waitFor();
  await dish(page, "Pizza", "margherita");
  await page.locator("[data-line]").first().waitFor();
  await page.evaluate(() => localStorage.setItem("passline.till.charged", '["01890000-0000-7000-8000-000000000001 0"]'));
  return page;
}

/** Every page as far as it has to come with its first part alone: it stands, and those without hands follow. */
export const jobs = {
  async kds(house) {
    return (await begun(house, "kds", () => station(house, "oven", "1001"))).page;
  },
  async expo(house) {
    return (await begun(house, "expo", () => pass(house, "3001"))).page;
  },
  async board(house) {
    const { page, ...people } = await begun(house, "board", async () => {
      const boss = await caller(house, "9000");
      const { body } = await boss("POST", "/devices", { name: "Window", role: "board" });
      const url = new URL(body.pairing_url);
      const page = await house.page(url.pathname + url.hash);
      await page.locator('[data-link="live"]').waitFor();
      return page;
    });
    const [, takeaway] = await evening(people);
    await page.locator(".col.now span", { hasText: new RegExp(`^${takeaway.number}$`) }).waitFor();
    return page;
  },
  async pos(house) {
    return (await begun(house, "pos", () => inHand(house))).page;
  },
  async manage(house) {
    const { page, ...people } = await begun(house, "manage", () => office(house, "alerts"));
    await evening(people);
    return page;
  },
};
