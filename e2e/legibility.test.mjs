// The published standard of legibility (docs/LEGIBILITY.md), measured on the real pages: how high
// letters stand in the eye from where the screen is read, and how they stand out from what is behind.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { caller, dish, place, signIn, tap, till } from "./people.mjs";

/** 26 mm: what a glove hits. */
const GLOVE = 104;
/** What stands in a row of others may be as wide as a finger needs: 20 mm; it is as tall as a glove does. */
const FINGER = 76;
const wide = (key) => {
  const [width, height] = key.split(": ").at(-1).split(" × ").map(Number);
  return width >= FINGER && height >= GLOVE;
};

/** A full-HD panel of 21.5 inches: millimetres of a pixel. */
const PIXEL_MM = 0.248;
/** What each step of the setting is read from, in metres. */
const METRES = [0.7, 1, 1.5, 2];
/** Least height of a capital in minutes of arc, and least contrast, by what it is for. */
const STANDARD = [
  { what: "number", css: ".ticket .no", arc: 20, contrast: 7 },
  { what: "time", css: ".ticket .time", arc: 17, contrast: 7 },
  { what: "dish", css: ".row:not(.done) .dish", arc: 17, contrast: 7 },
  { what: "quantity", css: ".row .qty", arc: 17, contrast: 4.5 },
  { what: "change", css: ".row:not(.done) .mods", arc: 13, contrast: 7 },
  { what: "NO before a removal", css: ".row:not(.done) .mods .tag", arc: 11.5, contrast: 7 },
  { what: "allergy", css: ".row:not(.done) .allergy", arc: 11.5, contrast: 7 },
  { what: "a dish that is done", css: ".row.done .dish", arc: 17, contrast: 4.5 },
  { what: "a change to one that is done", css: ".row.done .mods", arc: 13, contrast: 4.5 },
  { what: "bump bar", css: ".foot .key", arc: 14, contrast: 7 },
  { what: "anything else", css: ".where, small, .row .meta, .panel .line, header.bar", arc: 9.5, contrast: 4.5 },
];

/** By dish: the dish is the head, its tickets are the lines. */
const BY_DISH = [
  { what: "dish", css: ".batch .where", arc: 14.5, contrast: 7 },
  { what: "how many", css: ".batch .no", arc: 17, contrast: 7 },
  { what: "ticket", css: ".batch .row:not(.done) .dish", arc: 14, contrast: 7 },
  { what: "a ticket that is done", css: ".batch .row.done .dish", arc: 14, contrast: 4.5 },
  { what: "allergy", css: ".batch .row:not(.done) .allergy", arc: 11.5, contrast: 7 },
];
/** On the pass a whole order stands together: its lines are smaller, never below what is read all day. */
const PASS = [
  { what: "number", css: ".ticket .no", arc: 20, contrast: 7 },
  { what: "time", css: ".ticket .time", arc: 17, contrast: 7 },
  { what: "dish", css: ".row:not(.done) .dish", arc: 16, contrast: 7 },
  { what: "a dish that is done", css: ".row.done .dish", arc: 16, contrast: 4.5 },
  { what: "change", css: ".row:not(.done) .mods", arc: 12, contrast: 7 },
  { what: "allergy", css: ".row:not(.done) .allergy", arc: 11.5, contrast: 7 },
  { what: "station", css: ".st b", arc: 12, contrast: 4.5 },
  { what: "bar", css: ".foot .key", arc: 14, contrast: 7 },
  { what: "anything else", css: ".where, .st span, header.bar", arc: 9.5, contrast: 4.5 },
];
/** A glass of 1024 × 768 is a tablet of 10 inches in the hand or on an arm. */
const TABLET = { viewport: { width: 1024, height: 768 } };
const TABLET_MM = 0.198;
/** A till is held, a board of numbers hangs across the room on a panel of 43 inches. */
const TILL_METRES = 0.5;
const BOARD_METRES = 6;
const BOARD_MM = 0.496;
const TILL = [
  { what: "dish on the menu", css: ".dish .name", arc: 16, contrast: 7 },
  { what: "line of the check", css: "[data-line]", arc: 12, contrast: 4.5 },
  { what: "anything else", css: "nav button, .check button, .top", arc: 9.5, contrast: 4.5 },
];
const BOARD = [
  { what: "number", css: ".col span", arc: 20, contrast: 7 },
  { what: "heading", css: "h1", arc: 9.5, contrast: 4.5 },
];

/** Of each kind the least there is: pixels of a capital, and contrast to what is behind it. */
function measured(standard) {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [r2, g2, b2]) => [r * a + r2 * (1 - a), g * a + g2 * (1 - a), b * a + b2 * (1 - a), 1];
  const behind = (node) => (node ? over(rgba(getComputedStyle(node).backgroundColor), behind(node.parentElement)) : [0, 0, 0, 1]);
  const light = ([r, g, b]) => {
    const part = (c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const opacity = (node) => (node ? Number(getComputedStyle(node).opacity) * opacity(node.parentElement) : 1);
  const leaves = (css) => {
    const found = [];
    for (const root of document.querySelectorAll(css)) {
      const words = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (words.nextNode()) {
        const { parentElement: node, textContent } = words.currentNode;
        const { width, height } = node.getBoundingClientRect();
        if (textContent.trim() && node.innerText.trim() && !node.closest("[disabled]") && width > 1 && height > 1 && !node.closest(".void, kbd") && ["small", ".tag"].every((part) => css.includes(part) || !node.closest(part))) found.push(node);
      }
    }
    return found;
  };
  return standard.map(({ css, what }) => {
    let [capital, contrast, least, lowest] = [Infinity, Infinity, "", ""];
    for (const node of leaves(css)) {
      const style = getComputedStyle(node);
      context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      const high = context.measureText("H").actualBoundingBoxAscent;
      if (high < capital) [capital, lowest] = [high, `${node.className}: ${node.innerText}`];
      const back = behind(node);
      const ink = rgba(style.color);
      const [a, b] = [light(over([...ink.slice(0, 3), ink[3] * opacity(node)], back)), light(back)].sort((x, y) => y - x);
      const here = (a + 0.05) / (b + 0.05);
      if (here < contrast) [contrast, least] = [here, `${node.className}: ${node.innerText}`];
    }
    return { what, capital, contrast, node: least, lowest };
  });
}

const arc = (pixels, metres, mm = PIXEL_MM) => (Math.atan((pixels * mm) / (metres * 1000)) * 180 * 60) / Math.PI;

/** By day and by night, what there is of each kind keeps the standard. */
async function keeps(page, standard, { metres, mm, themes = ["night", "day"] }) {
  await page.evaluate(() => document.fonts.ready);
  const table = [];
  for (const theme of themes) {
    await page.evaluate((day) => document.documentElement.classList.toggle("day", day), theme === "day");
    const found = await page.evaluate(measured, standard);
    for (const [k, { what, capital, contrast, node, lowest }] of found.entries()) {
      assert.ok(Number.isFinite(capital), `${what} is not on the glass`);
      const minutes = arc(capital, metres, mm);
      table.push({ metres, theme, what, minutes: minutes.toFixed(1), contrast: contrast.toFixed(1) });
      const least = standard[k];
      assert.ok(minutes >= least.arc, `${what} from ${metres} m: ${minutes.toFixed(1)} minutes of arc, not ${least.arc} (${lowest})`);
      assert.ok(contrast >= least.contrast, `${what} by ${theme}: contrast ${contrast.toFixed(2)} (${node}), not ${least.contrast}`);
    }
  }
  return table;
}

/** All that a ticket can say, six times; of each, the second dish is done. */
async function evening(house) {
  const [call, cook] = [await caller(house, "2001"), await caller(house, "1000")];
  for (let n = 1; n <= 6; n++) {
    const changed = { note: "well done", modifiers: ["extra-nduja", "no-basil"], seat: 1 };
    const items = [
      { menu_item_id: "margherita", quantity: 2, ...changed },
      { menu_item_id: "margherita", quantity: 1, ...changed, seat: 2 },
      { menu_item_id: "diavola", quantity: 1 },
    ];
    const order = await place(call, items, { table: String(n), allergies: [{ seat: 1, allergen: "milk" }] });
    assert.equal((await cook("POST", `/orders/${order.id}/items/${order.items[1].id}/prepared`, {})).status, 200);
  }
}

/** A page that is read from so far, signed in. */
async function from(house, path, pin, step, device = {}) {
  const page = await house.page(null, device);
  await page.addInitScript((far) => localStorage.setItem("passline.distance", far), String(step));
  await page.goto(path);
  await signIn(page, pin);
  return page;
}

test("letters are as high and as clear as the standard says, from every distance, by day and by night", async (t) => {
  const house = await open(t);
  await evening(house);
  const table = [];
  for (const [step, metres] of METRES.entries()) {
    const page = await from(house, "/kds?station=oven", "1000", step);
    await page.locator("main article .allergy").first().waitFor();
    table.push(...(await keeps(page, STANDARD, { metres })));
    // A head of each age, too: the number and the time stand on its colour.
    for (const age of ["age-warn", "age-late"]) {
      await page.locator("main .head").evaluateAll((heads, age) => heads.forEach((head) => (head.className = `head ${age}`)), age);
      table.push(...(await keeps(page, STANDARD.slice(0, 2), { metres })));
    }
    await page.keyboard.press("p");
    await page.locator("main [data-batch] .allergy").first().waitFor();
    const line = page.locator(`[data-item="${await page.locator("main [data-batch] .row:not(.done)").first().getAttribute("data-item")}"]`);
    if ((await line.locator(".allergy:not(.seen)").count()) > 0) {
      await tap(line);
      await line.locator(".allergy.seen").waitFor();
    }
    await tap(line);
    await line.and(page.locator(".done")).waitFor();
    table.push(...(await keeps(page, BY_DISH, { metres })));
    await tap(line);
    await line.and(page.locator(":not(.done)")).waitFor();
    await page.context().close();

    const expo = await from(house, "/expo", "3001", step);
    await expo.locator("main [data-order] .allergy").first().waitFor();
    table.push(...(await keeps(expo, PASS, { metres })));
    await expo.context().close();
  }
  t.diagnostic(JSON.stringify(table));
});

test("on a tablet the letters are as high, from where a tablet is read", async (t) => {
  const house = await open(t);
  await evening(house);
  for (const [path, pin, standard] of [["/kds?station=oven", "1000", STANDARD], ["/expo", "3001", PASS]]) {
    const page = await from(house, path, pin, 0, TABLET);
    await page.locator("main article .allergy").first().waitFor();
    await keeps(page, standard, { metres: 0.55, mm: TABLET_MM });
    await page.context().close();
  }
});

test("the till and the guests' board are as high and as clear, from where they are read", async (t) => {
  const house = await open(t);
  const server = await till(house);
  await dish(server, "Pizza", "margherita");
  await keeps(server, TILL, { metres: TILL_METRES, mm: TABLET_MM });
  const boss = await caller(house, "9000");
  const takeaway = () => place(boss, ["margherita"], { channel: "takeaway", table: undefined, guest: { name: "Ines" } });
  const ready = await takeaway();
  await takeaway();
  const { body } = await boss("POST", "/devices", { name: "Window", role: "board" });
  const board = await house.page(new URL(body.pairing_url).pathname + new URL(body.pairing_url).hash);
  await board.locator(".col span").nth(1).waitFor();
  await boss("POST", `/orders/${ready.id}/bump`, { station: "oven" });
  await board.locator(".col.now .fresh").waitFor();
  await keeps(board, BOARD, { metres: BOARD_METRES, mm: BOARD_MM });
});

/** What a glove has to hit and cannot: keys of what lies over the board, and those of the PIN pad. */
const small = (page, css, least) =>
  page.locator(css).evaluateAll(
    (all, least) =>
      all
        .map((one) => [one, one.getBoundingClientRect()])
        .filter(([, { width, height }]) => height > 0 && (width < least - 0.5 || height < least - 0.5))
        .map(([one, { width, height }]) => `${one.innerText || one.ariaLabel}: ${width.toFixed(0)} × ${height.toFixed(0)}`),
    least,
  );

test("a glove hits the keys of every sheet and of the PIN pad, and all of them are on the glass", async (t) => {
  const house = await open(t);
  await evening(house);
  for (const viewport of [{ width: 1920, height: 1080 }, TABLET.viewport]) {
    for (const [path, pin, keys] of [["/kds?station=oven", "1000", ["s", "r", "i"]], ["/expo", "3001", ["s", "r", "i", "w"]]]) {
      const page = await house.page(null, { viewport });
      await page.addInitScript(() => localStorage.setItem("passline.hand", "glove"));
      await page.goto(path);
      await page.locator("[data-digit]").first().waitFor();
      assert.deepEqual(await small(page, ".pin .pad .key", GLOVE), [], "the PIN pad");
      assert.deepEqual((await small(page, ".pin .tongues .key, .pin .quiet", GLOVE)).filter((one) => !wide(one)), [], "languages, pairing");
      const out = await page.locator(".pin button").evaluateAll((all) => {
        const boxes = all.map((one) => one.getBoundingClientRect());
        const over = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
        const off = boxes.filter((box) => box.top < 0 || box.bottom > innerHeight + 0.5);
        return off.length + boxes.filter((a, k) => boxes.some((b, l) => l > k && over(a, b))).length;
      });
      assert.equal(out, 0, `keys off the glass of ${viewport.width}, or over each other`);
      await shot(page, `pin-glove-${viewport.width}`);
      await signIn(page, pin);
      await page.locator("main article").first().waitFor();
      for (const key of keys) {
        // What is told of a dish is told of the one that is picked.
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press(key);
        await page.locator(".sheet").waitFor();
        assert.deepEqual((await small(page, ".sheet button", GLOVE)).filter((one) => !wide(one)), [], `${path}, the sheet of ${key}`);
        await page.keyboard.press("Escape");
        await page.locator(".sheet").waitFor({ state: "detached" });
      }
      await page.context().close();
    }
  }
});
