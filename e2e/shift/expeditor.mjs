// The expeditor's half hour at the pass.

import assert from "node:assert/strict";
import { signIn, strike, tap, until } from "../people.mjs";
import { press, turnTo } from "./hands.mjs";

/** What is ready stands on the pass for so many minutes. */
const STANDS = 0.5;
/** The kitchen has to be done first. */
const CLEARS_WITHIN_MS = 300_000;

export async function expeditor(story) {
  const page = await story.house.page("/expo");
  const sheet = page.locator(".sheet");
  const card = (order) => page.locator("main article").filter({ has: page.locator(".no", { hasText: new RegExp(`^\\s*${order.number}(?!\\d)`) }) });
  const ready = (order) => page.locator(`[data-ready="${order.number}"]`);
  const fresh = async (order) => (await story.boss("GET", `/orders/${order.id}`)).body;
  const states = async (order) => (await fresh(order)).items.map((i) => i.status).join();
  const seen = new Map();

  const find = (order) => turnTo(page, card(order).first());
  const opened = async (order) => {
    await find(order);
    await press(card(order).first().locator(".head"), async () => (await sheet.count()) > 0);
  };
  const close = async () => {
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
  };
  /** The kitchen's part of it. */
  async function cooked(order) {
    for (const station of new Set((await fresh(order)).items.map((item) => item.station))) await story.boss("POST", `/orders/${order.id}/bump`, { station });
    await ready(order).waitFor();
  }

  /** What an expeditor does all evening: hands out what is ready, and clears what was called off. */
  async function work() {
    const off = page.locator("main article.off [data-bar]").first();
    if ((await off.count()) > 0) return tap(off).catch(() => {});
    // What was handed out stands in its place until the hand is away, and its key takes it back by then.
    const stands = "article[data-ready]:not(.gone)";
    const numbers = await page.locator(stands).evaluateAll((cards) => cards.map((card) => Number(card.dataset.ready)));
    for (const number of numbers) {
      if (story.kept.has(number)) continue;
      if (!seen.has(number)) seen.set(number, story.minute());
      if (story.minute() - seen.get(number) < STANDS) continue;
      seen.delete(number);
      return tap(page.locator(`${stands}[data-ready="${number}"] [data-bar]`)).catch(() => {});
    }
  }

  const steps = {
    "0:00": async () => {
      await signIn(page, "3001");
      await page.locator("main").waitFor();
    },
    "2:00": async () => {
      await story.opened;
      const order = await story.keep(["diavola", "margherita", "caesar"], { table: "51" });
      await find(order);
      const owes = card(order).locator("[data-owes]");
      assert.deepEqual(await owes.evaluateAll((all) => all.map((one) => one.dataset.owes)), ["Oven", "Cold & salads"]);
      await story.boss("POST", `/orders/${order.id}/items/${order.items[0].id}/prepared`, {});
      await owes.first().getByText("1 of 2").waitFor();
      story.release(order);
    },
    "4:00": async () => {
      const order = await story.keep(["diavola", "caesar"], { channel: "takeaway", table: undefined, guest: { name: "Ines" } });
      await find(order);
      await card(order).locator("[data-advice]").filter({ hasText: /Start in \d+:\d\d to meet DIAVOLA/ }).waitFor();
      await story.boss("POST", `/orders/${order.id}/items/${order.items[0].id}/start`, {});
      await card(order).locator("[data-advice]").filter({ hasText: /Started 0:/ }).waitFor();
      story.release(order);
    },
    "6:00": async () => {
      const order = await story.keep(["margherita", { menu_item_id: "tiramisu", quantity: 2, course: 2 }], { table: "52", hold_courses: [2] });
      await find(order);
      assert.equal(await states(order), "QUEUED,HELD");
      await press(card(order).locator("[data-fire]"), async () => (await states(order)) === "QUEUED,QUEUED");
      story.release(order);
    },
    "8:00": async () => {
      const order = await story.keep(["marinara"], { table: "53" });
      await find(order);
      await press(card(order).locator("[data-rush]"), async () => (await fresh(order)).priority === "rush");
      await find(order);
      await press(card(order).locator("[data-rush]"), async () => (await fresh(order)).priority === "normal");
      story.release(order);
    },
    "10:00": async () => {
      const order = await story.keep(["funghi"], { table: "54" });
      await opened(order);
      await press(sheet.locator(`[data-hold="${order.number}"]`), async () => (await story.boss("GET", `/orders/${order.id}/history`)).body.events.some((e) => e.type === "order.held"));
      await close();
      await find(order);
      const told = async () => (await story.boss("GET", `/orders/${order.id}/history`)).body.events.filter((e) => e.type === "order.held").map((e) => e.data.held).join();
      await press(card(order).locator("[data-hold]"), async () => (await told()) === "true,false");
      story.release(order);
    },
    "12:00": async () => {
      const order = await story.keep(["napoli"], { table: "55" });
      await opened(order);
      await tap(sheet.locator('[data-move="earlier"]'));
      await page.locator("[data-by-time]").waitFor();
      if ((await sheet.count()) > 0) await close();
      await press(page.locator("[data-by-time]"), async () => (await page.locator("[data-by-time]").count()) === 0);
      story.release(order);
    },
    "14:00": async () => {
      const order = await story.keep(["margherita", "caesar"], { table: "56" });
      await find(order);
      const line = card(order).locator(`[data-item="${order.items[1].id}"]`);
      await press(line, async () => (await states(order)) === "QUEUED,PREPARED");
      await press(line, async () => (await states(order)) === "QUEUED,QUEUED");
      await strike(page, "u");
      await until(() => states(order), (now) => now === "QUEUED,PREPARED");
      story.release(order);
    },
    "16:00": async () => {
      const orders = [await story.keep(["cola"], { table: "57" }), await story.keep(["lemonade"], { table: "57" })];
      for (const order of orders) await cooked(order);
      await press(page.locator('[data-party="Table 57"]'), async () => (await Promise.all(orders.map(fresh))).every((o) => o.status === "COMPLETED"));
      story.release(...orders);
    },
    "18:00": async () => {
      const order = await story.keep(["cola"], { table: "58" });
      await cooked(order);
      await tap(page.locator("[data-runner]"));
      await tap(page.locator('[data-carries="Lena"]'));
      await press(ready(order).locator("[data-bar]"), async () => (await fresh(order)).status === "COMPLETED");
      const { body } = await story.boss("GET", `/orders/${order.id}/history`);
      assert.equal(body.events.find((event) => event.type === "order.completed").data.runner, "Lena");
      story.release(order);
    },
    "20:00": async () => {
      const order = await story.keep(["lemonade"], { table: "59" });
      await cooked(order);
      await press(ready(order).locator("[data-bar]"), async () => (await fresh(order)).status === "COMPLETED");
      await strike(page, "r");
      await tap(sheet.locator(".pick", { hasText: "Table 59" }).first());
      await until(() => fresh(order), (o) => o.status === "READY");
      await press(ready(order).locator("[data-bar]"), async () => (await fresh(order)).status === "COMPLETED");
      story.release(order);
    },
    "23:00": async () => {
      const order = await story.keep(["calzone"], { table: "50" });
      await find(order);
      await story.boss("POST", `/orders/${order.id}/cancel`, { reason: "left" });
      await card(order).locator("[data-bar]").waitFor();
      await press(card(order).locator("[data-bar]"), async () => (await card(order).count()) === 0);
      story.release(order);
    },
    "26:00": async () => {
      const since = Date.now();
      await page.context().setOffline(true);
      await page.waitForFunction(() => document.querySelector(".screen.stale .since"), null, { polling: "raf" });
      assert.ok(Date.now() - since < 3_250, `stale only after ${Date.now() - since} ms`);
      await page.context().setOffline(false);
      await page.locator('[data-link="live"]').waitFor();
      await page.locator(".screen:not(.stale)").waitFor();
    },
    "30:00": async () => {
      story.kept.clear();
      for (const end = Date.now() + CLEARS_WITHIN_MS; Date.now() < end && (await story.open()).length > 0; ) {
        await work();
        await page.waitForTimeout(100);
      }
      await page.locator("main .calm").waitFor();
    },
  };
  return { page, steps, between: work };
}
