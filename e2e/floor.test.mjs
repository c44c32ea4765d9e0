// The floor in the back office: which screens are there, and a station that nobody sees.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";
import { go, office, station, until } from "./people.mjs";

const expected = /status of (401|404)/;

test("the floor tells which screens are there, and when a station goes dark", async (t) => {
  const house = await open(t, { expected });
  const page = await office(house, "alerts", { viewport: { width: 1024, height: 768 } });
  await go(page, "floor");
  await page.locator('[data-stand="oven"][data-live="0"]').waitFor();
  const oven = await station(house, "oven");
  await page.locator('[data-stand="oven"][data-live="1"] .mark.good').waitFor();
  const screen = page.locator('[data-table="screens"] [data-row]', { hasText: "Oven" });
  await screen.locator(".mark.good", { hasText: "there" }).waitFor();
  // Whoever is there was heard just now, or some seconds ago: a screen with nothing to say is asked each 10 s.
  const age = screen.first().locator("td").nth(2);
  assert.match(await age.innerText(), /^(now|\d s old|1\d s old)$/);
  await shot(page, "office-floor");
  await oven.close();
  await page.locator('[data-stand="oven"][data-live="0"]').waitFor();
  await screen.locator(".mark.good").waitFor({ state: "detached" });
  // Closed on purpose: no loss, and its age goes on.
  await screen.locator(".mark:not(.bad)", { hasText: "closed" }).waitFor();
  await page.locator('[data-stand="oven"] .mark.warn', { hasText: "closed" }).waitFor();
  const seconds = async () => Number(/^(\d+) s old$/.exec(await age.innerText())?.[1] ?? 0);
  const was = await until(seconds, (old) => old >= 2);
  await until(seconds, (old) => old > was);
  await shot(page, "office-floor-dark");
  // Opened anew it is the same screen, that came twice; one beside it is another.
  const again = await station(house, "oven");
  await screen.locator("td", { hasText: "came back once" }).waitFor();
  assert.equal(await screen.count(), 1);
  await station(house, "oven");
  await page.locator('[data-stand="oven"][data-live="2"]').waitFor();
  await screen.nth(1).waitFor();
  await again.close();
  await page.locator('[data-stand="oven"][data-live="1"]').waitFor();
  await screen.locator(".mark:not(.bad)", { hasText: "closed" }).waitFor();
  assert.equal(await screen.count(), 2);
});
