// What each page is there for: it comes up into an evening, and follows it. The rest of its code may
// come later. `cargo xtask trace` notes what runs meanwhile (xtask/src/web/late/), and a test sees
// that it is enough.

import { atTable, caller, dish, office, pass, place, station, tap, till, until as seen } from "./people.mjs";

const line = (id, quantity = 1, more = {}) => ({ menu_item_id: id, quantity, ...more });

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
  for (const table of ["91", "92", "93"]) {
    await place(call, [line("diavola", 1, { modifiers: ["extra-nduja", "no-olives"] })], { table });
    await place(call, ["margherita", "funghi", "calzone", "napoli", "marinara", "four-cheese", "focaccia"].map((id) => line(id)), { table });
  }
}

/** How far each page comes with its first part alone. */
export const until = { kds: "stands", expo: "stands", board: "follows", pos: "stands", manage: "follows" };

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

/** Every page at its work; `at(page, what)` is told of each step: "stands", "follows", "used". */
export const jobs = {
  async kds(house, at) {
    const { page, ...people } = await begun(house, "kds", () => station(house, "oven", "1001"));
    await at(page, "stands");
    const open = page.locator(".facts b").first();
    const before = Number(await open.innerText());
    await evening(people);
    await seen(() => open.innerText(), (now) => Number(now) === before + 4);
    await at(page, "follows");
    await tap(page.locator("article", { has: page.locator('[data-bar="1"]') }).locator("[data-item]").last());
    await tap(page.locator('[data-bar="5"]'));
    await page.getByRole("button", { name: /Undo/ }).first().waitFor();
    await at(page, "used");
  },
  async expo(house, at) {
    const { page, ...people } = await begun(house, "expo", () => pass(house, "3001"));
    await at(page, "stands");
    const [, takeaway] = await evening(people);
    await page.locator(`[data-ready="${takeaway.number}"]`).waitFor();
    await at(page, "follows");
    await tap(page.locator(`[data-bar="${takeaway.number}"]`));
    await seen(async () => (await people.call("GET", `/orders/${takeaway.id}`)).body.status, (status) => status === "COMPLETED");
    await at(page, "used");
  },
  async board(house, at) {
    const { page, ...people } = await begun(house, "board", async () => {
      const boss = await caller(house, "9000");
      const { body } = await boss("POST", "/devices", { name: "Window", role: "board" });
      const url = new URL(body.pairing_url);
      const page = await house.page(url.pathname + url.hash);
      await page.locator('[data-link="live"]').waitFor();
      return page;
    });
    await at(page, "stands");
    const [, takeaway] = await evening(people);
    await page.locator(".col.now span", { hasText: new RegExp(`^${takeaway.number}$`) }).waitFor();
    await at(page, "follows");
  },
  async pos(house, at) {
    const { page, call } = await begun(house, "pos", () => till(house, "2001"));
    await at(page, "stands");
    const newest = async () => (await call("GET", "/orders?limit=1")).body.items[0].number;
    const before = await newest();
    await atTable(page, "8");
    await dish(page, "Pizza", "diavola");
    await dish(page, "Drinks", "cola");
    await at(page, "follows");
    await page.locator("[data-line]").first().click();
    await page.locator('[data-option="extra-nduja"]').click();
    await page.getByRole("button", { name: "Done", exact: true }).click();
    await page.locator("[data-send]").click();
    await seen(newest, (number) => number > before);
    await at(page, "used");
  },
  async manage(house, at) {
    const { page, ...people } = await begun(house, "manage", () => office(house, "alerts"));
    await at(page, "stands");
    await evening(people);
    await at(page, "follows");
  },
};
