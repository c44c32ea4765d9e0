// Money has as many places as its currency: none for yen, three for dinars, at the till and in the office.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, dish, office, place, showOrder, till } from "./people.mjs";

/** The demo restaurant in another country. */
const abroad = (t, currency) => open(t, { demo: (text) => text.replace(/^currency = ".*"$/m, `currency = "${currency}"`) });

for (const [currency, sum] of [["JPY", (n) => String(n)], ["KWD", (n) => `${Math.floor(n / 1000)}.${String(n % 1000).padStart(3, "0")}`]]) {
  test(`prices, sums and change in ${currency}`, async (t) => {
    const house = await abroad(t, currency);
    const [server, call] = [await till(house), await caller(house, "2001")];
    const { body: menu } = await call("GET", "/menu");
    const cola = menu.categories.flatMap((c) => c.items).find((i) => i.id === "cola");
    await dish(server, "Drinks", "cola");
    assert.equal(await server.locator('[data-dish="cola"] .price').innerText(), sum(cola.price));
    const total = await server.locator("[data-total]").last();
    assert.equal(await total.innerText(), sum(Number(await total.getAttribute("data-total"))));
    await shot(server, `till-${currency}`);

    const order = await place(call, ["cola", "margherita"], { table: "3" });
    await showOrder(server, 1);
    await server.getByRole("button", { name: /^Cash/ }).click();
    const offered = await server.locator(".notes button").nth(1).innerText();
    assert.match(offered, currency === "JPY" ? /^\d+$/ : /^\d+\.\d{3}$/);
    await server.locator(".notes button").nth(1).click();
    const given = Math.round(Number(offered) * (currency === "JPY" ? 1 : 1000));
    assert.equal(await server.locator("[data-change]").innerText(), sum(given - order.total));
    await shot(server, `till-cash-${currency}`);
    await server.locator("[data-take]").click();
    await server.locator('.money [data-paid="true"]', { hasText: sum(order.total) }).waitFor();

    const page = await office(house, "menu");
    await page.getByText(sum(cola.price), { exact: true }).first().waitFor();
  });
}
