// The till under one thumb: what is tapped is large enough and, on a phone, where a thumb reaches.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, place, till } from "./people.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const LEAST = 48;
/** 20 mm on a panel of 21 inches: what is tapped all evening. */
const MAIN = 76;

/** Buttons that are smaller than they have to be, or stand beyond the glass. */
const small = (page, css, width, height) =>
  page.evaluate(
    ([css, width, height]) => {
      const seen = [...document.querySelectorAll(css)].filter((e) => e.offsetParent !== null);
      const wrong = seen.map((e) => [e, e.getBoundingClientRect()]);
      return wrong
        .filter(([, at]) => at.width < width - 0.5 || at.height < height - 0.5 || at.right > innerWidth + 0.5 || at.left < -0.5)
        .map(([e, at]) => `${e.className} ${Math.round(at.width)}x${Math.round(at.height)} at ${Math.round(at.left)}: ${e.innerText || e.ariaLabel}`);
    },
    [css, width, height],
  );

const fits = async (page, where) => {
  assert.deepEqual(await small(page, "button, .stepper, input", LEAST, LEAST), [], where);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${where}: ${wide} px too wide`);
};

const below = async (locator) => (await locator.boundingBox()).y;
const sheets = (page) => page.locator("[data-sheet]").evaluateAll((all) => all.filter((one) => !one.disabled).map((one) => one.dataset.sheet));

test("on a phone all that is tapped is 48 px at least, and what is tapped often is below the middle", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  const round = [{ menu_item_id: "margherita", quantity: 2, seat: 1, modifiers: ["no-basil"] }, "cola", { menu_item_id: "tiramisu", quantity: 1, course: 2 }];
  await place(call, round, { table: "4", hold_courses: [2] });
  await place(call, ["funghi"], { table: "5" });
  const server = await till(house, "2001", PHONE);
  await fits(server, "the menu");
  await shot(server, "phone-menu");
  const middle = PHONE.viewport.height / 2;
  for (const css of [".thumb", ".cats", ".times", ".typed"]) assert.ok((await below(server.locator(css))) > middle, css);
  await server.locator("nav.cats").getByRole("button", { name: "Pizza", exact: true }).click();
  await server.locator('[data-times="2"]').click();
  await server.locator('.section:not(.off) [data-dish="margherita"]').click();
  await server.locator('.section:not(.off) [data-dish="diavola"]').click();
  await server.locator(".thumb").getByRole("button", { name: /Check/ }).click();
  await fits(server, "the check");
  await shot(server, "phone-check");
  assert.ok((await below(server.locator("[data-send]"))) > middle);
  await server.locator("[data-line]").first().click();
  await fits(server, "a line");
  await shot(server, "phone-line");
  await server.getByRole("button", { name: "Done", exact: true }).click();
  for (const [open, name] of [[".whom", "whom"], ["[data-customer]", "customer"], ["[data-pay]", "pay"], ["header [data-device]", "device"]]) {
    await server.locator(open).click();
    await server.locator(".panel").waitFor();
    await fits(server, name);
    await shot(server, `phone-${name}`);
    await server.getByRole("button", { name: "Done", exact: true }).click();
    await server.locator(".thumb").getByRole("button", { name: /Check/ }).click();
  }
  await server.locator("[data-park]").click();
  await fits(server, "what is parked");
  await shot(server, "phone-parked");
  await server.locator(".thumb").getByRole("button", { name: /Orders/ }).click();
  await fits(server, "the orders");
  await shot(server, "phone-orders");
  await server.locator('[data-order="1"]').click();
  await fits(server, "an order");
  assert.deepEqual(await small(server, ".item .btn", MAIN, MAIN), [], "the key of a line");
  await shot(server, "phone-order");
  await server.locator("[data-more]").click();
  for (const sheet of await sheets(server)) {
    await server.locator(`[data-sheet="${sheet}"]`).click();
    await fits(server, sheet);
    await shot(server, `phone-${sheet}`);
    await server.getByRole("button", { name: "Close", exact: true }).click();
    await server.locator("[data-more]").click();
  }
});

test("on a tablet the keys of every evening are 20 mm", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  await place(call, ["margherita", "cola"], { table: "4" });
  const server = await till(house);
  await fits(server, "the till");
  assert.deepEqual(await small(server, ".dish, .check .main, .start .big", LEAST, MAIN), []);
  await server.locator("nav.tabs").getByRole("button", { name: /Orders/ }).click();
  assert.deepEqual(await small(server, ".order", LEAST, MAIN), []);
  await server.locator('[data-order="1"]').click();
  await fits(server, "an order");
  assert.equal(await server.locator(".item .btn").count(), 2, "both lines can be void");
  assert.deepEqual(await small(server, ".item .btn", MAIN, MAIN), [], "the key of a line");
  assert.deepEqual(await small(server, ".acts .main, .acts .big", LEAST, MAIN), []);
});
