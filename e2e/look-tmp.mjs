import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { atTable, caller, dish, headline, place, showOrder, station, till } from "./people.mjs";
test("look", async (t) => {
  const house = await open(t, { expected: /./ });
  const call = await caller(house, "2001");
  await Promise.all(["oven", "bar"].map((id) => station(house, id)));
  await place(call, [{ menu_item_id: "margherita", quantity: 2, seat: 3, modifiers: ["no-basil", "extra-nduja"] }, { menu_item_id: "funghi", quantity: 1 }, { menu_item_id: "focaccia", quantity: 1, course: 2 }, "cola"], { table: "12", covers: 4, hold_courses: [2], allergies: [{ seat: 3, allergen: "milk" }] });
  for (let k = 2; k < 9; k++) await place(call, ["marinara", "cola"], { table: String(k) });
  for (const [w, h] of [[1024, 768], [1920, 1080]]) {
    const s = await till(house, "2001", { viewport: { width: w, height: h } });
    const snap = (n) => shot(s, `look-${w}-${n}`);
    await s.evaluate(() => localStorage.setItem("passline.till.favourites", JSON.stringify({ pinned: ["margherita", "tiramisu"], sold: [["cola", 9], ["marinara", 5], ["diavola", 3]] })));
    await s.reload();
    await s.locator('[data-link="live"]').waitFor();
    await s.locator("[data-favourite]").first().waitFor();
    await snap("fav");
    await atTable(s, "9");
    await s.locator("[data-favourite=cola]").click();
    await s.locator(".check .stepper").first().getByRole("button", { name: /More/ }).click();
    await dish(s, "Pizza", "margherita");
    await s.locator("[data-line]").nth(1).click();
    await s.locator('[data-option="no-basil"]').click();
    await s.waitForTimeout(900);
    await snap("line");
    await s.locator("[data-once-more]").click();
    await s.getByRole("button", { name: "Done", exact: true }).click();
    await dish(s, "Pizza", "diavola");
    await s.waitForTimeout(900);
    await snap("check");
    await s.locator("[data-pay]").click(); await snap("pay");
    await s.getByRole("button", { name: "Done", exact: true }).click();
    await s.locator("[data-park]").click();
    await snap("parked");
    await s.locator(".typed input").fill("ma"); await snap("search");
    await s.locator(".typed input").fill("");
    await s.locator("header [data-device]").click(); await snap("device");
    await s.locator('[data-device="night"]').click(); await snap("device-night");
    await s.getByRole("button", { name: "Done", exact: true }).click();
    await snap("night");
    await showOrder(s, 1); await snap("order-night");
    await s.evaluate(() => { document.documentElement.classList.add("day"); localStorage.setItem("passline.till.light", "day"); });
    await snap("order");
    await s.getByRole("button", { name: /^Cash/ }).click(); await snap("cash");
    await s.getByRole("button", { name: "Close", exact: true }).click();
    await s.locator("[data-card]").first().click(); await snap("card");
    await s.getByRole("button", { name: "Close", exact: true }).click();
    for (const sheet of ["Transfer", "Split", "Merge", "Discount"]) {
      await s.locator("[data-more]").click();
      await s.locator(`[data-sheet="${sheet}"]`).click(); await snap(sheet);
      await s.getByRole("button", { name: "Close", exact: true }).click();
    }
    await s.locator('.one [data-again]').first().click(); await s.waitForTimeout(900); await snap("round");
    await s.context().close();
  }
});
