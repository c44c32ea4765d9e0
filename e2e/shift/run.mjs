// Walks the shifts of docs/SHIFTS.md in a browser: the cook, the expeditor, the server and the manager
// of one house, side by side, while an evening's other guests come. `cargo xtask shifts` takes half an
// hour by the clock on the wall; `node e2e/shift/run.mjs 20` is 20 times as fast.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { open, shot } from "../lib.mjs";
import { processor } from "../stripe.mjs";
import { station, until } from "../people.mjs";
import { MINUTES, cooks, guests, story as begin, walk } from "./story.mjs";
import { cook } from "./cook.mjs";
import { expeditor } from "./expeditor.mjs";
import { manager } from "./manager.mjs";
import { server } from "./server.mjs";

const PEOPLE = { Cook: cook, Expeditor: expeditor, Server: server, Manager: manager };
const OTHERS = [["grill", "1002"], ["fryer", "1003"], ["cold", "1004"], ["bar", "1005"], ["dessert", "1006"]];
/** What the browser writes down where the script takes the network away or is refused on purpose. */
const expected = /ERR_INTERNET_DISCONNECTED|WebSocket connection to|status of (401|402|404|409|422)/;

export async function shift(t, speed, report) {
  const folder = await mkdtemp(join(tmpdir(), "passline-shift-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const database = `sqlite://${join(folder, "house.sqlite")}`;
  const bank = await processor(t);
  const house = await open(t, { database, env: bank.env, expected });
  const story = await begin(house, speed);
  story.bank = bank;
  // The other stations have their screens as well: what nobody sees is an alarm at the till.
  for (const [at, pin] of OTHERS) await station(house, at, pin);
  const people = {};
  for (const [person, start] of Object.entries(PEOPLE)) people[person] = await start(story);
  // Nobody reloads a page, and no page has to: at the end the documents are the ones that were opened.
  for (const { page } of Object.values(people)) await page.evaluate(() => (window.openedForTheShift = true));
  const others = Promise.all([guests(story), cooks(story, "oven")]);
  try {
    await Promise.all(Object.entries(people).map(([person, { steps, between }]) => walk(story, person, steps, between, report)));
  } catch (error) {
    for (const [person, { page }] of Object.entries(people)) await shot(page, `shift-${person.toLowerCase()}`).catch(() => {});
    story.end();
    story.openDoors();
    await others.catch(() => {});
    throw error;
  }
  story.end();
  await others;
  for (const [person, { page }] of Object.entries(people)) {
    await shot(page, `shift-${person.toLowerCase()}-end`);
    assert.ok(await page.evaluate(() => window.openedForTheShift), `the ${person}'s page was loaded again`);
  }
  // What was placed is there, once, under its number.
  const { body } = await story.boss("GET", "/orders?limit=500");
  const numbers = body.items.map((order) => order.number);
  assert.equal(new Set(numbers).size, numbers.length, "a number twice");
  for (const [number, id] of story.placed) assert.equal(body.items.find((order) => order.id === id)?.number, number, `order ${number}`);
  await until(() => story.open(), (open) => open.length === 0, 30_000);
  await house.stop();
  const { stdout } = await promisify(execFile)(process.env.PASSLINE_BIN, ["check", "--data", "--database-url", database]);
  return { orders: numbers.length, check: stdout.trim().split("\n").at(-1) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const ends = [];
  const t = { after: (end) => ends.push(end) };
  const speed = Number(process.argv[2] ?? 1);
  try {
    console.log(`${MINUTES} minutes of a Friday, ${speed} times as fast as the clock`);
    const told = await shift(t, speed, ({ person, at, does, began, ended }) =>
      console.log(`${at.padStart(5)} ${person.padEnd(10)} ${does} (from ${began.toFixed(1)} to ${ended.toFixed(1)} min)`));
    console.log(`${told.orders} orders; ${told.check}`);
  } finally {
    // The pages' own complaints come out here.
    for (const end of ends.reverse()) await end();
  }
}
