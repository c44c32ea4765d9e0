// The server's half hour at the till.

import assert from "node:assert/strict";
import { dish, signIn, station, tap, until } from "../people.mjs";
import { turnTo } from "./hands.mjs";

export async function server(story) {
  const page = await story.house.page("/pos", { viewport: { width: 1024, height: 768 } });
  const headline = (words) => page.locator(".slot .news, .slot button", { hasText: words });
  const last = async (table) => until(
    async () => (await story.boss("GET", "/orders?limit=50")).body.items.find((order) => order.table === table && !["COMPLETED", "CANCELLED"].includes(order.status)),
    (order) => order,
  );
  const fresh = async (order) => (await story.boss("GET", `/orders/${order.id}`)).body;

  const toTill = () => page.locator("nav.tabs").getByRole("button", { name: "Till" }).click();
  async function atTable(number) {
    await toTill();
    await page.getByRole("button", { name: /Dine in/ }).click();
    for (const digit of number) await page.locator(".pad").getByRole("button", { name: digit, exact: true }).click();
    await page.getByRole("button", { name: "Done", exact: true }).click();
  }
  async function send(table) {
    await page.locator("[data-send]").click();
    const order = await last(table);
    story.placed.set(order.number, order.id);
    story.kept.add(order.number);
    return order;
  }
  async function show(number) {
    await page.locator("nav.tabs").getByRole("button", { name: /Orders/ }).click();
    await page.locator(`[data-order="${number}"]`).click();
    await page.locator(".one .num", { hasText: new RegExp(`^${number}$`) }).waitFor();
  }
  async function more(sheet) {
    await page.locator("[data-more]").click();
    await page.locator(`[data-sheet="${sheet}"]`).click();
  }
  /** What the kitchen does with it, so that the story can go on. */
  async function cooked(order) {
    for (const station of new Set((await fresh(order)).items.map((item) => item.station))) await story.boss("POST", `/orders/${order.id}/bump`, { station });
  }

  /** Reads the news, one after the other, until they tell this; and touches that as well, if asked to. */
  async function called(words, touched = false) {
    for (const end = Date.now() + 40_000; Date.now() < end; ) {
      // Read and touched in one go: what comes in between is not touched unread.
      const heard = await page.evaluate(([words, touched]) => {
        const news = document.querySelector(".slot button.news");
        const heard = Boolean(news && new RegExp(words).test(news.innerText));
        if (!heard || touched) news?.click();
        return heard;
      }, [words.source, touched]);
      if (heard) return;
      await page.waitForTimeout(200);
    }
    throw new Error(`nobody said ${words}`);
  }

  let twelve, fifteen, round;
  const steps = {
    "0:00": async () => {
      await signIn(page, "2001");
      await page.locator("[data-dish]").first().waitFor({ state: "attached" });
    },
    "1:00": async () => {
      await story.opened;
      await atTable("72");
      await dish(page, "Pizza", "margherita");
      await page.locator("[data-line]").first().click();
      await page.locator('[data-option="extra-nduja"]').click();
      await page.locator('[data-option="no-basil"]').click();
      await page.getByLabel("Note", { exact: true }).fill("cut in four");
      await page.locator(".panel").getByRole("button", { name: "Seat: More" }).click();
      await page.getByRole("button", { name: "Done", exact: true }).click();
      await dish(page, "Drinks", "cola");
      await page.locator("[data-quote]", { hasText: /about \d+ min/ }).waitFor();
      twelve = await send("72");
      await called(new RegExp(`Sent ${twelve.number}`));
      const margherita = twelve.items.find((item) => item.menu_item_id === "margherita");
      assert.deepEqual([margherita.seat, margherita.note, margherita.modifiers.length], [1, "cut in four", 2]);
    },
    "3:00": async () => {
      await show(twelve.number);
      await page.locator('.screens [data-shown="true"]', { hasText: /Oven: on screen/ }).waitFor();
    },
    "4:00": async () => {
      await atTable("74");
      await page.getByRole("button", { name: "Seat: More" }).click();
      await page.getByRole("button", { name: /^Allergy/ }).click();
      await page.locator('[data-allergen="milk"]').click();
      await page.getByRole("button", { name: "Done", exact: true }).click();
      await dish(page, "Pizza", "margherita");
      await page.locator("[data-send]").click();
      await page.locator("[data-anyway]").click();
      const order = await last("74");
      story.placed.set(order.number, order.id);
      assert.deepEqual(order.items[0].allergies, ["milk"]);
    },
    "6:00": async () => {
      await atTable("75");
      await dish(page, "Pizza", "diavola");
      await page.getByRole("button", { name: /Course.*More|Course.*more/ }).click();
      await dish(page, "Sweet", "tiramisu");
      fifteen = await send("75");
      assert.equal(fifteen.items.find((item) => item.menu_item_id === "tiramisu").status, "HELD");
    },
    "8:00": async () => {
      await show(fifteen.number);
      await page.locator('[data-fire="2"]').click();
      await until(() => fresh(fifteen), (o) => o.items.every((item) => item.status !== "HELD"));
      await cooked(fifteen);
      await called(new RegExp(`READY ${fifteen.number} · Table 75`));
      await toTill();
      // It is still told; other news may have come before it meanwhile. Touched, it shows its order, and is told no more.
      await called(new RegExp(`READY ${fifteen.number} · Table 75`), true);
      await page.locator(".one .num", { hasText: new RegExp(`^${fifteen.number}$`) }).waitFor();
      await headline(new RegExp(`READY ${fifteen.number} · Table 75`)).waitFor({ state: "detached" });
      await page.locator("[data-complete]").click();
      await until(() => fresh(fifteen), (o) => o.status === "COMPLETED");
      story.release(fifteen);
    },
    "11:00": async () => {
      await show(twelve.number);
      await more("Transfer");
      for (const digit of "78") await page.locator(".pad").getByRole("button", { name: digit, exact: true }).click();
      await page.locator("[data-move]").click();
      const moved = await until(() => fresh(twelve), (o) => o.table === "78");
      assert.deepEqual(moved.items.map((item) => item.id), twelve.items.map((item) => item.id));
    },
    "12:00": async () => {
      await show(twelve.number);
      await more("Split");
      await page.locator('[data-item="Cola"]').getByRole("button", { name: /More/ }).click();
      await page.locator("[data-split]").click();
      await until(() => fresh(twelve), (o) => o.items.length === 1);
      const other = (await story.open()).find((o) => o.table === "78" && o.number !== twelve.number);
      story.placed.set(other.number, other.id);
      story.kept.add(other.number);
      await show(twelve.number);
      await more("Merge");
      await page.locator(`[data-other="${other.number}"]`).click();
      await page.locator("[data-merge]").click();
      const joined = await until(() => fresh(twelve), (o) => o.items.length === 2);
      assert.deepEqual(joined.items.map((item) => item.id).sort(), twelve.items.map((item) => item.id).sort(), "nothing is cooked twice");
    },
    "14:00": async () => {
      await show(twelve.number);
      await more("Discount");
      await page.locator('[data-percent="10"]').click();
      await page.getByRole("button", { name: "Took too long" }).click();
      await page.locator("[data-discount]").click();
      await until(() => fresh(twelve), (o) => o.discount > 0);
    },
    "15:00": async () => {
      await show(twelve.number);
      await page.getByRole("button", { name: /^Cash/ }).click();
      await page.locator(".notes button").nth(1).click();
      await page.locator("[data-take]").click();
      await page.locator('.money [data-paid="true"]').waitFor();
      await cooked(twelve);
      story.release(twelve);
    },
    "16:00": async () => {
      await atTable("76");
      await dish(page, "Pizza", "funghi");
      await page.locator("[data-pay]").click();
      await page.locator(`[data-when="card"]`).click();
      await page.locator('[data-token="pm_card_chargeDeclinedInsufficientFunds"]').click();
      await page.getByRole("button", { name: "Done", exact: true }).click();
      const order = await send("76");
      await called(new RegExp(`NOT CHARGED ${order.number}`));
      await show(order.number);
      await page.locator('[data-payment="Failed"]', { hasText: /not enough money/ }).waitFor();
      await page.locator("[data-card]").click();
      await page.locator('[data-token="pm_card_visa"]').click();
      await page.locator("[data-charge]").click();
      await page.locator('.money [data-paid="true"]').waitFor();
      story.release(order);
    },
    "18:00": async () => {
      await toTill();
      await atTable("77");
      await page.locator("[data-customer]").click();
      await page.locator('input[name="member-phone"]').fill("+15550002222");
      await page.locator("[data-find]").click();
      await page.locator('input[name="member-name"]').fill("Omar");
      await page.locator("[data-add]").click();
      await page.locator('[data-member="Omar"]').waitFor();
      await page.getByRole("button", { name: "Done", exact: true }).click();
      for (let k = 0; k < 2; k++) await dish(page, "Pizza", "margherita");
      const order = await send("77");
      await cooked(order);
      await show(order.number);
      await page.locator("[data-complete]").click();
      await called(new RegExp(`\\d+ points earned · ${order.number}`));
      story.release(order);
    },
    "20:00": async () => {
      await atTable("79");
      await dish(page, "Pizza", "calzone");
      await page.context().setOffline(true);
      await page.waitForFunction(() => document.querySelector(".stale .since, .stale"), null, { polling: "raf" });
      await page.locator("[data-send]").click();
      await page.waitForTimeout(1_000);
      assert.equal((await story.open()).some((o) => o.table === "79"), false);
      await page.context().setOffline(false);
      const order = await until(async () => (await story.open()).find((o) => o.table === "79"), (o) => o, 20_000);
      story.placed.set(order.number, order.id);
      await page.locator('[data-link="live"]').waitFor();
      assert.equal((await story.open()).filter((o) => o.table === "79").length, 1, "sent once");
    },
    "22:00": async () => {
      await atTable("71");
      await page.locator("[data-favourites]").click();
      const first = page.locator(".section:not(.off) [data-favourite]").first();
      await first.click();
      await first.click();
      round = await send("71");
      assert.equal(round.items.reduce((sum, item) => sum + item.quantity, 0), 2);
    },
    "24:00": async () => {
      await show(round.number);
      await page.locator(".one [data-again]").click();
      await page.locator("[data-line]").first().waitFor();
      await page.locator("[data-send]").click();
      const twice = await until(() => fresh(round), (o) => o.items.reduce((sum, item) => sum + item.quantity, 0) === 4);
      assert.equal(new Set(twice.items.map((item) => item.menu_item_id)).size, 1);
      await cooked(round);
      story.release(round);
    },
    "26:00": async () => {
      await atTable("73");
      await dish(page, "Pizza", "margherita");
      const lines = () => page.locator("[data-line]").evaluateAll((all) => all.map((line) => line.innerText));
      const before = await lines();
      await page.locator("[data-park]").click();
      await page.getByRole("button", { name: /Takeaway/ }).click();
      await page.locator(".panel input").first().fill("Uma");
      await page.getByRole("button", { name: "Done", exact: true }).click();
      await dish(page, "Drinks", "cola");
      await page.locator("[data-send]").click();
      const uma = await until(async () => (await story.open()).find((o) => o.guest?.name === "Uma" && o.channel === "takeaway" && o.items.length === 1), (o) => o);
      story.placed.set(uma.number, uma.id);
      // What is parked stands on the empty check: there is nothing to put aside first.
      await page.locator('[data-parked="73"]').click();
      await page.locator(".whom", { hasText: "Table 73" }).waitFor();
      assert.deepEqual(await lines(), before, "as it was");
      const order = await send("73");
      assert.equal(order.items[0].menu_item_id, "margherita");
      story.release(order);
    },
    "28:00": async () => {
      await atTable("80");
      await dish(page, "Pizza", "napoli");
      const order = await send("80");
      // Another screen of the oven: nobody has the cook's own one turned under his hands.
      const oven = await station(story.house, "oven", "1001");
      const ticket = oven.locator("main article").filter({ has: oven.locator(`[data-bar="${order.number}"]`) });
      await turnTo(oven, ticket);
      await show(order.number);
      await page.locator("[data-more]").click();
      await page.locator("[data-cancel]").click();
      await page.locator(".choices button").first().click();
      await page.locator("[data-reasoned]").click();
      await until(() => fresh(order), (o) => o.status === "CANCELLED");
      await page.locator(`[data-order="${order.number}"]`).waitFor({ state: "detached" });
      await turnTo(oven, ticket.filter({ hasText: "CANCELLED" }));
      await oven.context().close();
      story.release(order);
    },
  };
  /** What a server does between two tables: reads what stands at the head, and touches it. */
  async function between() {
    const news = page.locator(".slot button").first();
    const words = await news.innerText({ timeout: 100 }).catch(() => "");
    const number = Number(words.match(/\b(\d+)\b/)?.[1]);
    if (words && !story.kept.has(number)) await tap(news).catch(() => {});
  }
  return { page, steps, between };
}
