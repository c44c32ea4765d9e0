// The pages in each language: words where a cook and a server look for them, and room for all of
// them. What is data stays as the house wrote it.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, dish, pass, place, signIn, station, till, until } from "./people.mjs";

/** By language: table, without, milk, bump and fire on the kitchen's bars; send and void at the till. */
const WORDS = {
  en: { table: "Table 12", without: "NO", milk: "MILK", bump: "Bump 2", fire: "Fire 2", confirm: "Read allergy first", send: "Send 1 item", tabs: "Till", void: "Void" },
  es: { table: "Mesa 12", without: "SIN", milk: "LECHE", bump: "2 lista", fire: "Marcha 2", confirm: "Lee antes la alergia", send: "Enviar 1 plato", tabs: "Caja", void: "Anular" },
  de: { table: "Tisch 12", without: "OHNE", milk: "MILCH", bump: "2 fertig", fire: "Abruf 2", confirm: "Erst Allergie lesen", send: "1 Artikel senden", tabs: "Kasse", void: "Storno" },
  fr: { table: "Table 12", without: "SANS", milk: "LAIT", bump: "2 prêt", fire: "Envoi 2", confirm: "Lire l'allergie d'abord", send: "Envoyer 1 article", tabs: "Caisse", void: "Retirer" },
  zh: { table: "12 桌", without: "不要", milk: "牛奶", bump: "2 出餐", fire: "起第 2 道", confirm: "先看过敏", send: "下单 1 份", tabs: "收银", void: "退菜" },
};

/** Buttons and what stands in them that is wider or taller than its place, by what they say. */
const cutOff = (page) =>
  page.evaluate(() => {
    // Names of dishes and tables may be shortened: they are the house's, and read whole elsewhere.
    const data = ".panel .line span, .dish .name, .order .who, .ready .where span";
    const own = [...document.querySelectorAll("button, button *, .row, .bar, .bar .facts, .tag, .top, .check, .one, .stepper, .panel")];
    return own
      .filter((e) => e.offsetParent !== null && e.clientWidth > 1 && !e.matches(data))
      .filter((e) => e.scrollWidth > e.clientWidth + 1 || (e.tagName === "BUTTON" && e.scrollHeight > e.clientHeight + 1))
      .map((e) => `${e.tagName}.${e.className} ${e.scrollWidth}x${e.scrollHeight} in ${e.clientWidth}x${e.clientHeight}: ${e.innerText}`);
  });

const whole = async (page, where) => assert.deepEqual(await cutOff(page), [], where);

/** A card that is taller than its place hides its bar. */
const cards = (page) =>
  page.locator("main article").evaluateAll((all) => all.filter((card) => card.scrollHeight > card.clientHeight + 1).map((card) => card.innerText));

/** A removal, an allergy of a seat, a rush, a course that waits: all that a ticket can say. */
async function meals(house) {
  const [call, boss] = [await caller(house, "2001"), await caller(house, "9000")];
  await place(
    call,
    [
      { menu_item_id: "margherita", quantity: 2, seat: 3, modifiers: ["no-basil", "extra-nduja"] },
      { menu_item_id: "funghi", quantity: 1, modifiers: ["no-mushrooms"] },
      { menu_item_id: "focaccia", quantity: 1, course: 2 },
    ],
    { table: "12", covers: 4, hold_courses: [2], allergies: [{ seat: 3, allergen: "milk" }, { seat: 3, allergen: "nuts" }] },
  );
  const two = await place(call, ["marinara"], { channel: "takeaway", table: null, guest: { name: "Ines" } });
  await boss("POST", `/orders/${two.id}/priority`, { priority: "rush" });
}

test("a station, the pass and its settings speak each language, and nothing is cut off", async (t) => {
  const house = await open(t);
  await meals(house);
  for (const [lang, words] of Object.entries(WORDS)) {
    for (const viewport of [{ width: 1920, height: 1080 }, { width: 1024, height: 768 }]) {
      const device = { locale: lang, viewport };
      const where = `${lang} at ${viewport.width}`;
      const oven = await station(house, "oven", "1000", device);
      // On a small glass the ticket goes on in a second column.
      const first = oven.locator("main");
      await first.getByText(words.table).first().waitFor();
      await first.locator(".without .tag", { hasText: words.without }).first().waitFor();
      await first.locator(".allergy", { hasText: words.milk }).first().waitFor();
      assert.match(await first.locator('[data-bar="1"]').innerText(), new RegExp(words.confirm, "i"));
      assert.match(await oven.locator('[data-bar="2"]').innerText(), new RegExp(words.bump));
      await whole(oven, `station, ${where}`);
      assert.deepEqual(await cards(oven), [], where);
      await shot(oven, `station-${lang}-${viewport.width}`);

      await oven.locator("button.place").click();
      await oven.locator(`[data-lang="${lang}"][aria-pressed="true"]`).waitFor();
      await whole(oven, `settings, ${where}`);
      await oven.context().close();
    }
    const expo = await pass(house, "3001", { locale: lang });
    await expo.locator('[data-fire="1"]', { hasText: words.fire }).waitFor();
    await whole(expo, `pass, ${lang}`);
    assert.deepEqual(await cards(expo), [], `pass, ${lang}`);
    await shot(expo, `pass-${lang}`);
    await expo.context().close();
  }
});

test("the till speaks each language, and nothing is cut off", async (t) => {
  const house = await open(t);
  await meals(house);
  for (const [lang, words] of Object.entries(WORDS)) {
    const server = await till(house, "2001", { locale: lang, viewport: { width: 1024, height: 768 } });
    await server.locator("nav.tabs .tab", { hasText: words.tabs }).waitFor();
    // The longest that is ever said there: nobody sees the tickets.
    await server.locator(".slot .news.alarm").waitFor();
    await whole(server, `till, ${lang}`);
    await dish(server, "Pizza", "margherita");
    await server.locator("[data-send]", { hasText: words.send }).waitFor();
    await whole(server, `check, ${lang}`);
    await server.locator("[data-line]").click();
    await whole(server, `a line, ${lang}`);
    await shot(server, `till-${lang}`);

    await server.locator("nav.tabs .tab").nth(1).click();
    await server.locator('[data-order="1"]').click();
    await server.locator(".one [data-item]").first().getByRole("button", { name: words.void }).waitFor();
    await whole(server, `an order, ${lang}`);
    await shot(server, `order-${lang}`);
    await server.locator("[data-more]").click();
    await server.locator('[data-sheet="Split"]').waitFor();
    await whole(server, `more, ${lang}`);
    await server.context().close();
  }
});

test("a language is chosen where one signs in, and holds for all pages of the device", async (t) => {
  const house = await open(t);
  const page = await house.page("/pos");
  await page.locator('[data-lang="de"]').click();
  await page.locator('html[lang="de"]').waitFor();
  await page.locator('.tongues [data-lang="de"][aria-pressed="true"]').waitFor();
  await page.goto("/kds?station=oven");
  await until(() => page.evaluate(() => document.documentElement.lang), (lang) => lang === "de");
});

const TEXT = new URL("../client-kit/src/text/", import.meta.url);

/** What the tables say in English and otherwise in German, as patterns of a whole text: a number or a name for each `{name}`. */
async function english() {
  const files = (await readdir(TEXT)).filter((name) => /^(common|kitchen|manage|table|allergens|numbers)/.test(name) && name !== "table.rs");
  const source = (await Promise.all(files.map((name) => readFile(new URL(name, TEXT), "utf8")))).join("\n");
  const five = /(?:=|=>)\s*"((?:[^"\\]|\\.)*)",\s*"(?:[^"\\]|\\.)*",\s*"((?:[^"\\]|\\.)*)",\s*"(?:[^"\\]|\\.)*",\s*"(?:[^"\\]|\\.)*"/g;
  const found = [...source.matchAll(five)].map(([, en, de]) => [en, de]);
  // "{count} of {all}" is told by nothing that a dish could not be called.
  const says = (words) => words.replace(/\{\w+\}|[^\p{L}]/gu, "").length >= (words.includes("{") ? 4 : 2);
  const german = new Set(found.flatMap(([, de]) => de.split("¦")));
  const only = found.flatMap(([en]) => en.split("¦")).filter((words) => !german.has(words) && says(words));
  assert.ok(only.length > 400, `${only.length} texts were found`);
  const escaped = (words) => words.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/g, ".+");
  return new RegExp(`^(?:${[...new Set(only)].map(escaped).join("|")})$`);
}

/** Each text on the page, and what it says to who hears it. */
const texts = (page) =>
  page.evaluate(() => {
    const walk = document.createTreeWalker(document.querySelector("#main"), NodeFilter.SHOW_TEXT);
    const all = [];
    while (walk.nextNode()) all.push(walk.currentNode.data.trim());
    for (const one of document.querySelectorAll("#main [aria-label], #main [placeholder], #main [title]"))
      all.push(...["aria-label", "placeholder", "title"].map((name) => one.getAttribute(name) ?? ""));
    return all.filter(Boolean);
  });

test("the back office and the guests' board speak German: no text is left in English", async (t) => {
  const house = await open(t);
  const [boss, left] = [await caller(house, "9000"), await english()];
  await meals(house);
  const first = (await boss("GET", "/orders?limit=5")).body.items.find((order) => order.number === 2);
  await boss("POST", `/orders/${first.id}/bump`, { station: "oven" });
  const { body } = await boss("POST", "/devices", { name: "Fenster", role: "board" });
  const device = { locale: "de" };
  const board = await house.page(new URL(body.pairing_url).pathname + new URL(body.pairing_url).hash, device);
  await board.locator(".col.now", { hasText: "2" }).waitFor();
  assert.deepEqual(await board.locator("h1").allInnerTexts(), ["In der Küche", "Fertig"]);
  // What the house has named itself is data: a cook who is called Kitchen is so in every language.
  const demo = await readFile(new URL("../demo/passline.toml", import.meta.url), "utf8");
  const names = new Set([...demo.matchAll(/name = "(.*?)"/g)].map(([, name]) => name));
  const inEnglish = async (page) => (await texts(page)).filter((text) => left.test(text) && !names.has(text));
  assert.deepEqual(await inEnglish(board), [], "the guests' board");

  const page = await house.page("/manage", device);
  await page.locator("[data-digit]").first().waitFor();
  assert.deepEqual(await inEnglish(page), [], "signing in");
  await signIn(page, "9000");
  const sections = await until(
    () => page.locator("[data-section]").evaluateAll((all) => all.map((one) => one.dataset.section)),
    (all) => all.length > 5,
  );
  for (const section of sections) {
    await page.locator(`[data-section="${section}"]`).click();
    await page.locator(".main table, .main .none:not([data-wait]), .main form, .main [data-scrub], .main .alerts").first().waitFor();
    assert.deepEqual(await inEnglish(page), [], section);
    await shot(page, `manage-de-${section}`);
  }
});
