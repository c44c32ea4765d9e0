// What a server taps most stands first; a dish is found by any part of its name; one tap takes several.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { atTable, caller, dish, headline, till, until } from "./people.mjs";

const star = (page) => page.locator("[data-favourites]");
const favourites = (page) => page.locator("[data-favourite]").evaluateAll((all) => all.map((one) => one.dataset.favourite));
const lines = (page) =>
  page.locator("[data-line]").evaluateAll((all) => all.map((line) => `${line.querySelector(".q").textContent} ${line.querySelector(".m").childNodes[0].textContent.trim()}`));

test("what a till sells most stands first, behind what a hand has put there", async (t) => {
  const house = await open(t);
  const server = await till(house);
  await star(server).click();
  await server.locator(".section:not(.off) .none", { hasText: "Hold a dish" }).waitFor();
  await shot(server, "till-favourites-none");
  await atTable(server, "5");
  await dish(server, "Drinks", "cola");
  await dish(server, "Pizza", "margherita");
  await dish(server, "Pizza", "margherita");
  await server.locator("[data-send]").click();
  await headline(server, /Sent 1/).waitFor();
  // In the order they were tapped: what is there does not move while somebody works.
  assert.deepEqual(await favourites(server), ["cola", "margherita"]);

  // A finger that rests on a dish keeps it, and orders nothing.
  await server.locator("nav.cats").getByRole("button", { name: "Pizza", exact: true }).click();
  await server.locator('.section:not(.off) [data-dish="diavola"]').click({ delay: 700 });
  await headline(server, /Favourites · Diavola/).waitFor();
  assert.deepEqual(await lines(server), []);
  await star(server).click();
  assert.deepEqual(await favourites(server), ["diavola", "cola", "margherita"]);
  await shot(server, "till-favourites");

  // The next time the page starts they are there at once, the most sold first.
  await server.reload();
  await server.locator('[data-favourite="diavola"]').waitFor();
  assert.deepEqual(await favourites(server), ["diavola", "margherita", "cola"]);
  await server.locator('[data-favourite="cola"]').click();
  assert.deepEqual(await lines(server), ["1 Cola"]);
  // The other button of a mouse, or the key for menus, does the same as a long press.
  await server.locator('[data-favourite="diavola"]').click({ button: "right" });
  await until(() => favourites(server), (all) => !all.includes("diavola"));
  // And for whoever cannot hold: a key on the line.
  await server.locator("[data-line]").click();
  await server.locator("[data-pin]").click();
  await server.locator('[data-pin][aria-pressed="true"]').waitFor();
});

test("a dish is found by any part of its name, and a keyboard is enough", async (t) => {
  const house = await open(t);
  const boss = await caller(house, "9000");
  await boss("PUT", "/menu/items/margherita/availability", { available: false });
  const server = await till(house);
  await server.locator('[data-dish="margherita"][aria-disabled="true"]').waitFor({ state: "attached" });
  const found = () => server.locator(".found [data-dish]").evaluateAll((all) => all.map((one) => one.dataset.dish));
  await server.keyboard.press("/");
  await server.keyboard.type("MISÙ");
  await until(found, (all) => all.length === 1 && all[0] === "tiramisu");
  await shot(server, "till-search");
  await server.keyboard.press("Enter");
  await until(() => lines(server), (all) => all.length === 1 && all[0] === "1 Tiramisu");
  assert.equal(await server.locator(".typed input").inputValue(), "", "ready for the next");
  // What is off is passed over.
  await server.keyboard.type("mar");
  await until(found, (all) => all[0] === "margherita");
  await server.keyboard.press("Enter");
  await until(() => lines(server), (all) => all.length === 2 && all[1] === "1 Marinara");
  await server.keyboard.type("nothing like it");
  await server.getByText("No dish of that name").waitFor();
  await server.keyboard.press("Escape");
  await server.locator(".found").waitFor({ state: "detached" });
});

test("one tap takes three, and the next one again", async (t) => {
  const house = await open(t);
  const server = await till(house);
  await server.locator('[data-times="3"]').click();
  await shot(server, "till-times");
  await dish(server, "Drinks", "cola");
  assert.deepEqual(await lines(server), ["3 Cola"]);
  await dish(server, "Drinks", "cola");
  assert.deepEqual(await lines(server), ["4 Cola"]);
  await server.keyboard.press("2");
  await server.locator('[data-times="2"][aria-pressed="true"]').waitFor();
  await dish(server, "Pizza", "margherita");
  assert.deepEqual(await lines(server), ["4 Cola", "2 Margherita"]);
  // What was one too many goes by a tap beside it.
  await server.locator("[data-less]").nth(1).click();
  await server.locator("[data-less]").nth(1).click();
  assert.deepEqual(await lines(server), ["4 Cola"]);
});
