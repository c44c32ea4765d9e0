// The manager's half hour in the back office.

import assert from "node:assert/strict";
import { go, row, signIn, station, till, until } from "../people.mjs";

/** What every screen has to know at once is there before anybody has turned round to it. */
const AT_ONCE_MS = 3_000;

export async function manager(story) {
  const page = await story.house.page("/manage/alerts", { viewport: { width: 1280, height: 900 } });
  const stockOf = async (id) => (await story.boss("GET", "/inventory?limit=500")).body.items.find((i) => i.id === id);
  const dishOf = async (id) => (await story.boss("GET", "/menu")).body.categories.flatMap((c) => c.items).find((i) => i.id === id);
  const fill = (form, name, value) => page.locator(`[data-form="${form}"] [name="${name}"]`).fill(value);
  const submit = (form) => page.locator(`[data-form="${form}"] button[type="submit"]`).click();

  const steps = {
    "0:00": async () => {
      await signIn(page, "9000");
      await page.locator("[data-room]").waitFor();
    },
    "1:00": async () => {
      await go(page, "floor");
      await page.locator('[data-stand="oven"][data-live="1"] .mark.good').waitFor();
      await page.locator('[data-stand="bar"][data-live="1"] .mark.good').waitFor();
    },
    "3:00": async () => {
      const before = await stockOf("gorgonzola");
      await go(page, "stock");
      await row(page, "stock", "gorgonzola").click();
      await page.locator('[data-act="count"]').click();
      await fill("stock", "stock", String(before.threshold + 20 + before.reserved));
      await submit("stock");
      await until(() => stockOf("gorgonzola"), (i) => i.stock < before.stock);
      await story.order([{ menu_item_id: "four-cheese", quantity: 1 }], { table: "81" });
      await row(page, "stock", "gorgonzola").locator(".mark.warn", { hasText: "low" }).waitFor();
      await go(page, "alerts");
      const alert = page.locator('.alerts:not(.old) [data-alert="low_stock"]', { hasText: /Gorgonzola/i });
      await alert.locator("[data-acknowledge]").click();
      await page.locator('.alerts.old [data-alert="low_stock"]', { hasText: /Gorgonzola/i }).waitFor();
    },
    "5:00": async () => {
      await go(page, "stock");
      await row(page, "stock", "gorgonzola").click();
      await page.locator('[data-act="restock"]').click();
      await fill("stock", "quantity", "5000");
      await fill("stock", "note", "from the cellar");
      await submit("stock");
      await page.locator('[data-table="ledger"]', { hasText: /Restock[\s\S]*from the cellar/ }).waitFor();
      await row(page, "stock", "gorgonzola").locator(".mark.good").waitFor();
    },
    "7:00": async () => {
      // Lena's till: whoever stands at one sees it.
      const lena = await till(story.house, "2002");
      const caesar = (state) => lena.locator(`[data-dish="caesar"]${state}`).waitFor({ state: "attached", timeout: AT_ONCE_MS });
      await caesar(':not([aria-disabled="true"])');
      await go(page, "menu");
      await row(page, "menu", "caesar").getByRole("switch").click();
      await caesar('[aria-disabled="true"]');
      await row(page, "menu", "caesar").getByRole("switch").click();
      await caesar(':not([aria-disabled="true"])');
      await lena.context().close();
    },
    "9:00": async () => {
      const lena = await till(story.house, "2002");
      await go(page, "menu");
      await page.locator('[data-view="dishes"]').click();
      await page.locator('[data-table="dishes"] tr', { hasText: "Espresso" }).first().locator(".pickit").click();
      const price = page.locator('.sidebody input[name="price"]');
      const dearer = (Number((await price.inputValue()).replace(",", ".")) + 0.1).toFixed(2);
      await price.fill(dearer);
      await page.locator("[data-save]").click();
      await lena.locator('[data-dish="espresso"] .price', { hasText: dearer }).waitFor({ state: "attached", timeout: AT_ONCE_MS });
      await lena.context().close();
    },
    "11:00": async () => {
      await go(page, "settings");
      const field = (name) => page.locator(`[data-pace="delivery"] input[name="${name}"]`);
      await field("warn_seconds").fill("12:00");
      await field("late_seconds").fill("20:00");
      await page.locator('[data-form="settings"] button[type="submit"]').click();
      await until(async () => (await story.boss("GET", "/settings")).body.thresholds.delivery?.late_seconds, (late) => late === 1200);
    },
    "13:00": async () => {
      await go(page, "people");
      await page.locator("[data-new]").click();
      await fill("person", "name", "Nadia");
      await page.locator('[data-form="person"] [data-choice="kitchen"]').click();
      await page.locator('[data-form="person"] [data-choice="oven"]').click();
      await fill("person", "pin", "7345");
      await submit("person");
      const nadia = page.locator('[data-table="people"] [data-row]', { hasText: "Nadia" });
      await nadia.waitFor();
      const oven = await station(story.house, "oven", "7345");
      await nadia.locator(".pickit").click();
      await page.getByRole("button", { name: /^Remove/ }).click();
      await page.locator("[data-sure]").click();
      await nadia.waitFor({ state: "detached" });
      // The screen that she stands at asks who is there, and does not know her any more.
      await oven.locator("[data-digit]").first().waitFor({ timeout: AT_ONCE_MS });
      for (const digit of "7345") await oven.locator(`[data-digit="${digit}"]`).click();
      await oven.locator("[data-enter]").click();
      await oven.locator(".say.bad").waitFor();
      await oven.context().close();
    },
    "15:00": async () => {
      await go(page, "devices");
      await page.locator("[data-new]").click();
      await fill("device", "name", "Window");
      await page.locator('[data-form="device"] [data-choice="board"]').click();
      await submit("device");
      const link = await page.locator("[data-qr]").getAttribute("data-qr");
      const board = await story.house.page(link.replace(story.house.url, ""));
      await board.locator('[data-link="live"], main').first().waitFor();
      await page.getByRole("button", { name: "Close" }).click();
      await page.locator('[data-table="devices"] [data-row]', { hasText: /Window[\s\S]*paired/ }).waitFor();
    },
    "17:00": async () => {
      const order = await story.order(["napoli"], { table: "82", payment: { method: "card", token: "pm_card_down", when: "now" } });
      await go(page, "payments");
      const failed = page.locator('[data-table="payments"] [data-row]', { hasText: "the card processor has a fault" });
      await failed.waitFor({ timeout: 60_000 });
      await failed.locator(".pickit").click();
      story.bank.up();
      await page.locator("[data-retry]").click();
      await until(async () => (await story.boss("GET", `/orders/${order.id}`)).body.payment.status, (status) => status === "captured", 30_000);
      await failed.waitFor({ state: "detached" });
    },
    "20:00": async () => {
      await go(page, "customers");
      await page.locator("[data-new]").click();
      await fill("customer", "name", "Ines");
      await fill("customer", "phone", "+1 555 000 1111");
      await submit("customer");
      await page.locator('[data-points="0"]').waitFor();
    },
    "22:00": async () => {
      await go(page, "reports");
      await page.locator('[data-by="station"]').click();
      await page.locator('[data-table="times"]', { hasText: "Oven" }).waitFor();
      await page.locator('[data-by="sales"]').click();
      await page.locator('[data-figure="Orders"]').waitFor();
    },
    "24:00": async () => {
      await go(page, "record");
      await page.locator('.filters [name="type"]').selectOption("payment");
      await page.locator('[data-table="record"] [data-row]').first().waitFor();
      await page.locator('.filters [name="type"]').selectOption("");
      await page.locator('[data-table="record"] [data-row] .pickit').first().click();
    },
    "27:00": async () => {
      await go(page, "replay");
      const slider = page.locator("[data-scrub]");
      await slider.waitFor();
      await slider.focus();
      await page.keyboard.press("End");
      await page.locator("[data-slip]").first().waitFor();
      const worst = page.locator("[data-worst]").first();
      assert.match(await worst.innerText(), /min/);
      await worst.click();
      await page.locator("[data-pieces]").first().waitFor();
    },
    "30:00": async () => {
      await go(page, "alerts");
      while ((await page.locator("[data-alerts]").count()) > 0) {
        const next = await page.locator(".alerts:not(.old) [data-acknowledge]").first().elementHandle();
        await next.click();
        await next.waitForElementState("hidden");
      }
    },
  };
  return { page, steps };
}
