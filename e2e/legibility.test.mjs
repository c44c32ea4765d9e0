// The published standard of legibility (docs/LEGIBILITY.md), measured on the real pages: how high
// letters stand in the eye from where the screen is read, and how they stand out from what is behind.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./lib.mjs";
import { caller, place, signIn } from "./people.mjs";

/** A full-HD panel of 21.5 inches: millimetres of a pixel. */
const PIXEL_MM = 0.248;
/** What each step of the setting is read from, in metres. */
const METRES = [0.7, 1, 1.5, 2];
/** Least height of a capital in minutes of arc, and least contrast, by what it is for. */
const STANDARD = [
  { what: "number", css: ".ticket .no", arc: 20, contrast: 7 },
  { what: "time", css: ".ticket .time", arc: 17, contrast: 7 },
  { what: "dish", css: ".row .dish", arc: 17, contrast: 7 },
  { what: "quantity", css: ".row .qty", arc: 17, contrast: 4.5 },
  { what: "change", css: ".row .mods", arc: 13, contrast: 7 },
  { what: "NO before a removal", css: ".row .mods .tag", arc: 11.5, contrast: 7 },
  { what: "allergy", css: ".row .allergy", arc: 11.5, contrast: 7 },
  { what: "bump bar", css: ".foot .key", arc: 14, contrast: 7 },
  { what: "anything else", css: ".where, small, .row .meta, .panel .line, header.bar", arc: 9.5, contrast: 4.5 },
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
        if (textContent.trim() && node.innerText.trim() && !node.closest("[disabled]") && width > 1 && height > 1 && !node.closest(".void, .done, kbd") && ["small", ".tag"].every((part) => css.includes(part) || !node.closest(part))) found.push(node);
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

const arc = (pixels, metres) => (Math.atan((pixels * PIXEL_MM) / (metres * 1000)) * 180 * 60) / Math.PI;

test("letters are as high and as clear as the standard says, from every distance, by day and by night", async (t) => {
  const house = await open(t);
  const call = await caller(house, "2001");
  for (let n = 1; n <= 6; n++) {
    const items = [
      { menu_item_id: "margherita", quantity: 2, note: "well done", modifiers: ["extra-nduja", "no-basil"], seat: 1 },
      { menu_item_id: "diavola", quantity: 1 },
    ];
    await place(call, items, { table: String(n), allergies: [{ seat: 1, allergen: "milk" }] });
  }
  const table = [];
  for (const [step, metres] of METRES.entries()) {
    const page = await house.page(null);
    await page.addInitScript((far) => localStorage.setItem("passline.distance", far), String(step));
    await page.goto("/kds?station=oven");
    await signIn(page, "1000");
    await page.locator("main article .allergy").first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    for (const theme of ["night", "day"]) {
      await page.evaluate((day) => document.documentElement.classList.toggle("day", day), theme === "day");
      const found = await page.evaluate(measured, STANDARD);
      for (const [k, { what, capital, contrast }] of found.entries()) {
        assert.ok(Number.isFinite(capital), `${what} is not on the glass`);
        const minutes = arc(capital, metres);
        table.push({ metres, theme, what, minutes: minutes.toFixed(1), contrast: contrast.toFixed(1) });
        const least = STANDARD[k];
        assert.ok(minutes >= least.arc, `${what} from ${metres} m: ${minutes.toFixed(1)} minutes of arc, not ${least.arc} (${found[k].lowest})`);
        assert.ok(contrast >= least.contrast, `${what} by ${theme}: contrast ${contrast.toFixed(2)} (${found[k].node}), not ${least.contrast}`);
      }
    }
    await page.close();
  }
  t.diagnostic(JSON.stringify(table));
});
