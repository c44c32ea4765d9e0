// The cook's half hour at the oven.

import assert from "node:assert/strict";
import { signIn, strike, tap, until } from "../people.mjs";
import { press, turnTo } from "./hands.mjs";

/** A cook leaves a ticket on the rail for so many minutes. */
const TAKES = 1.5;
const STALE_WITHIN_MS = 3_250;
/** What is left on the rail, ticket by ticket. */
const CLEARS_WITHIN_MS = 180_000;

export async function cook(story) {
  const page = await story.house.page("/kds?station=oven");
  const sheet = page.locator(".sheet");
  const ticket = (number) => page.locator("main article").filter({ has: page.locator(`[data-bar="${number}"]`) });
  const row = (item) => page.locator(`main [data-item="${item.id}"]`);
  const fresh = async (order) => (await story.boss("GET", `/orders/${order.id}`)).body;
  const states = async (order) => (await fresh(order)).items.filter((i) => i.station === "oven").map((i) => i.status).join();
  const seen = new Map();

  const find = (order) => turnTo(page, ticket(order.number));
  const bar = (order) => page.locator(`[data-bar="${order.number}"]`);
  const bump = (order, wanted) => press(bar(order), async () => (await states(order)) === wanted);

  /** A finger that rests on a dish. */
  async function hold(item) {
    const box = await row(item).boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await sheet.waitFor();
    await page.mouse.up();
  }

  /** What a cook does all evening: the oldest ticket that has had its time in the oven. */
  async function work(takes = TAKES) {
    for (const key of await page.locator("main article:not(.gone) [data-bar]").all()) {
      const number = Number(await key.getAttribute("data-bar", { timeout: 500 }).catch(() => NaN));
      if (!number || story.kept.has(number)) continue;
      if (!seen.has(number)) seen.set(number, story.minute());
      if (story.minute() - seen.get(number) < takes) continue;
      const card = ticket(number);
      // Read aloud, then confirmed.
      for (const item of await card.locator("[data-item].allergic, [data-item]:has(.allergy:not(.seen))").all()) await tap(item).catch(() => {});
      await tap(key).catch(() => {});
      seen.delete(number);
      return;
    }
  }

  const steps = {
    "0:00": async () => {
      await signIn(page, "1001");
      await page.locator("main .calm", { hasText: "Oven" }).waitFor();
      story.openDoors();
    },
    "1:00": async () => {
      const order = await story.keep([{ menu_item_id: "margherita", quantity: 2 }, "funghi", "cola"], { table: "61" });
      await find(order);
      assert.equal(await ticket(order.number).locator("[data-item]").count(), 2, "the cola is the bar's");
      await press(row(order.items[0]), async () => (await states(order)) === "PREPARED,QUEUED");
      story.one = order;
    },
    "2:00": async () => {
      const order = story.one;
      await find(order);
      await bump(order, "PREPARED,PREPARED");
      await bump(order, "PREPARED,QUEUED");
      await bump(order, "PREPARED,PREPARED");
      story.release(order);
    },
    "4:00": async () => {
      const order = await story.keep([{ menu_item_id: "diavola", quantity: 1, modifiers: ["extra-nduja", "no-olives"], note: "cut in four" }], { table: "62" });
      await find(order);
      const words = await ticket(order.number).textContent();
      for (const part of [/nduja/i, /NO\s*olives/i, /cut in four/, /Table 62/]) assert.match(words, part);
      await bump(order, "PREPARED");
      story.release(order);
    },
    "6:00": async () => {
      const order = await story.keep([{ menu_item_id: "marinara", quantity: 1, seat: 2 }], { table: "63", allergies: [{ seat: 2, allergen: "nuts" }] });
      await find(order);
      await press(bar(order), async () => (await page.locator("article.urge").count()) > 0);
      assert.equal(await states(order), "QUEUED");
      await press(row(order.items[0]), async () => (await ticket(order.number).getByText("confirmed").count()) > 0);
      const read = await until(() => fresh(order), (o) => o.items[0].allergy_acknowledged_at);
      assert.ok(read.items[0].allergy_acknowledged_by.person);
      await bump(order, "PREPARED");
      story.release(order);
    },
    "8:00": async () => {
      const order = await story.keep(["margherita", "calzone"], { table: "64" });
      await find(order);
      await story.boss("POST", `/orders/${order.id}/items/${order.items[1].id}/void`, { reason: "guest changed their mind" });
      const framed = ticket(order.number).locator(".row.fresh");
      await framed.waitFor();
      await press(ticket(order.number).locator(".rows .row").nth(1), async () => (await framed.count()) === 0);
      await bump(order, "PREPARED,VOIDED");
      story.release(order);
    },
    "10:00": async () => {
      const order = await story.keep(["four-cheese"], { table: "65" });
      await find(order);
      await page.waitForTimeout(700);
      await hold(order.items[0]);
      await sheet.getByText(/Contains.*MILK/s).waitFor();
      await sheet.locator('[data-left="3"]').click();
      const dish = async () => (await story.boss("GET", "/menu")).body.categories.flatMap((c) => c.items).find((i) => i.id === "four-cheese");
      await until(dish, (d) => d.remaining === 3);
      await sheet.locator("[data-off]").click();
      await until(dish, (d) => !d.available);
      await sheet.locator("[data-on]").click();
      await until(dish, (d) => d.available);
      await page.keyboard.press("Escape");
      await sheet.waitFor({ state: "detached" });
      await bump(order, "PREPARED");
      story.release(order);
    },
    "13:00": async () => {
      for (let k = 0; k < 12; k++) await story.order(["margherita", "funghi"], { table: String(90 + k) });
      await page.locator(".pages").waitFor();
      for (const [key, there] of [["ArrowRight", /2 \/ \d/], ["ArrowLeft", /1 \/ \d/]]) {
        const wanted = page.locator(".pages", { hasText: there });
        for (let presses = 0; presses < 5 && (await wanted.count()) === 0; presses++) {
          await strike(page, key);
          await wanted.waitFor({ timeout: 1_000 }).catch(() => {});
        }
        await wanted.waitFor();
      }
    },
    "15:00": async () => {
      const order = await story.keep(["napoli"], { table: "66" });
      await story.boss("POST", `/orders/${order.id}/priority`, { priority: "rush" });
      await page.locator("main article.rush, main article", { hasText: "RUSH" }).first().waitFor();
      await find(order);
      await bump(order, "PREPARED");
      story.release(order);
    },
    "17:00": async () => {
      const [one, two] = [await story.keep(["ham-mushroom"], { table: "67" }), await story.keep([{ menu_item_id: "ham-mushroom", quantity: 2 }], { table: "68" })];
      await page.keyboard.press("p");
      const bar = page.locator("[data-batch]").filter({ has: page.locator(`[data-item="${two.items[0].id}"]`) }).locator("[data-all]");
      await turnTo(page, bar);
      await press(bar, async () => `${await states(one)} ${await states(two)}` === "PREPARED PREPARED");
      await page.keyboard.press("p");
      await page.locator("main [data-batch]").first().waitFor({ state: "detached" });
      story.release(one, two);
    },
    "19:00": async () => {
      const order = await story.keep(["tuna-onion"], { table: "60" });
      await find(order);
      await bump(order, "PREPARED");
      await strike(page, "u");
      await until(() => states(order), (s) => s === "QUEUED");
      await bump(order, "PREPARED");
      await strike(page, "r");
      const last = sheet.locator(".pick", { hasText: "Table 60" }).first();
      await tap(last);
      await until(() => states(order), (s) => s === "QUEUED");
      await find(order);
      await bump(order, "PREPARED");
      story.release(order);
    },
    "21:00": async () => {
      const order = await story.keep(["calzone"], { table: "69" });
      await find(order);
      const since = Date.now();
      await page.context().setOffline(true);
      await page.waitForFunction(() => document.querySelector(".screen.stale .since"), null, { polling: "raf" });
      assert.ok(Date.now() - since < STALE_WITHIN_MS, `stale only after ${Date.now() - since} ms`);
      await tap(page.locator(`[data-bar="${order.number}"]`));
      assert.equal(await states(order), "QUEUED", "nobody can know yet");
      await page.context().setOffline(false);
      await until(() => states(order), (s) => s === "PREPARED", 20_000);
      await page.locator('[data-link="live"]').waitFor();
      await page.locator(".screen:not(.stale)").waitFor();
      story.release(order);
    },
    "24:00": async () => {
      await page.keyboard.press("s");
      await sheet.locator('[data-set="day"]').click();
      await sheet.locator('[data-set="hand-glove"]').click();
      await page.keyboard.press("Escape");
      await sheet.waitFor({ state: "detached" });
      const heights = await page.locator("main :is(.foot .key, .row)").evaluateAll((all) => all.map((e) => e.getBoundingClientRect().height));
      assert.ok(heights.every((height) => height >= 76), `targets of ${heights}`);
      await page.keyboard.press("s");
      await sheet.locator('[data-set="night"]').click();
      await sheet.locator('[data-set="hand-finger"], [data-set="hand-fingers"]').first().click();
      await page.keyboard.press("Escape");
      await sheet.waitFor({ state: "detached" });
    },
    "26:00": async () => {
      const order = await story.keep(["margherita"], { table: "70" });
      await story.boss("POST", `/orders/${order.id}/priority`, { priority: "rush" });
      await find(order);
      // What stands where may change while a hand is on its way: then it looks once more.
      const picked = page.locator("article.picked", { has: page.locator(`[data-bar="${order.number}"]`) });
      for (let looks = 0; looks < 8 && (await picked.count()) === 0; looks++) {
        await strike(page, "Escape");
        await find(order);
        // A long ticket stands in several parts and is one.
        const tickets = await page.locator("main article").evaluateAll((cards) => [...new Set(cards.map((card) => card.dataset.ticket))]);
        const place = tickets.indexOf(await ticket(order.number).getAttribute("data-ticket")) + 1;
        if (place < 1 || place > 9) continue;
        await page.keyboard.press(String(place));
        await picked.waitFor({ timeout: 1_000 }).catch(() => {});
      }
      await strike(page, "Enter");
      await until(() => states(order), (s) => s === "PREPARED");
      story.release(order);
    },
    "28:00": async () => {
      await page.keyboard.press("s");
      await sheet.locator('[data-set="volume-1"]').click();
      await sheet.locator('[data-set="volume-1"][aria-pressed="true"]').waitFor();
      await page.keyboard.press("Escape");
      await sheet.waitFor({ state: "detached" });
    },
    "30:00": async () => {
      const left = async () => (await story.open()).filter((o) => o.items.some((i) => i.station === "oven" && ["QUEUED", "PREPARING"].includes(i.status))).length;
      for (const end = Date.now() + CLEARS_WITHIN_MS; Date.now() < end && (await left()) > 0; ) {
        // What was bumped stands in its place until the hand is away; the rest comes up after that.
        await page.locator("main article:not(.gone) [data-bar]").first().waitFor({ timeout: 5_000 }).catch(() => {});
        await work(0);
      }
      await page.locator("main .calm", { hasText: "Oven" }).waitFor();
    },
  };
  return { page, steps, between: () => work() };
}
