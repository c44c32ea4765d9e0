// What the four shifts share: the house with its other cooks and its evening, the clock, and the
// script in docs/SHIFTS.md, row by row.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { caller, place } from "../people.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
export const MINUTES = 30;
/** The half hour of the demo's Friday that comes in beside what the people do: its second hump. */
const EVENING = ["20:20:00", "20:50:00"];
/** Minutes that the cooks of the other stations take. */
const OTHERS_TAKE = 2;

/** One evening: `speed` times as fast as the clock on the wall. */
export async function story(house, speed) {
  const boss = await caller(house, "9000");
  const started = Date.now();
  const minute = () => ((Date.now() - started) / 60_000) * speed;
  let over = false;
  let open;
  const opened = new Promise((done) => (open = done));
  const wait = (minutes) => new Promise((done) => setTimeout(done, (minutes * 60_000) / speed));
  return {
    house,
    boss,
    speed,
    /** The cook has seen the empty rail: guests may come. */
    opened,
    openDoors: open,
    minute,
    /** Orders that a row of the script is about: nobody else touches them meanwhile. */
    kept: new Set(),
    /** All that was placed, by number. */
    placed: new Map(),
    async reach(at) {
      while (minute() < at && !over) await wait(Math.min(at - minute(), 0.5));
    },
    async order(items, rest = {}) {
      const order = await place(boss, items, rest);
      this.placed.set(order.number, order.id);
      return order;
    },
    /** An order that its own row looks after. (Nobody touches an order in its first minute.) */
    async keep(items, rest = {}) {
      const order = await this.order(items, rest);
      this.kept.add(order.number);
      return order;
    },
    release(...orders) {
      for (const order of orders) this.kept.delete(order.number);
    },
    open: async () => (await boss("GET", "/orders?limit=500")).body.items.filter((o) => !["COMPLETED", "CANCELLED"].includes(o.status)),
    end: () => (over = true),
    isOver: () => over,
    wait,
  };
}

/** The evening's other orders, as they come. */
export async function guests(story) {
  const lines = (await readFile(`${root}demo/rush.jsonl`, "utf8")).trim().split("\n").map((line) => JSON.parse(line));
  const second = (at) => at.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  const [from, to] = EVENING.map(second);
  await story.opened;
  for (const { at, order, due_in_minutes: due } of lines) {
    if (second(at) < from || second(at) >= to) continue;
    await story.reach((second(at) - from) / 60);
    if (story.isOver()) return;
    const { items, ...rest } = order;
    // A guest who comes later comes later than the shift.
    if (due === undefined || due < 5) await story.order(items, rest);
  }
}

/** The cooks of all stations but the one that is walked. */
export async function cooks(story, but) {
  const seen = new Map();
  while (!story.isOver()) {
    await story.wait(0.25);
    for (const order of await story.open()) {
      if (story.kept.has(order.number)) continue;
      for (const { station, chit } of order.tickets.filter((t) => t.station !== but && t.due_at)) {
        const key = `${order.id} ${station} ${chit}`;
        const items = order.items.filter((i) => i.station === station && i.chit === chit && ["QUEUED", "PREPARING"].includes(i.status));
        if (items.length === 0) continue;
        if (!seen.has(key)) seen.set(key, story.minute());
        if (story.minute() - seen.get(key) < OTHERS_TAKE) continue;
        for (const item of items.filter((i) => i.allergies.length > 0 && !i.allergy_acknowledged_at)) {
          await story.boss("POST", `/orders/${order.id}/items/${item.id}/acknowledge-allergy`, {});
        }
        await story.boss("POST", `/orders/${order.id}/bump`, { station, chit });
      }
      // What was held goes to the kitchen when the course before it is done.
      const held = order.items.filter((i) => i.status === "HELD").map((i) => i.course);
      if (held.length > 0 && order.items.every((i) => ["HELD", "PREPARED", "VOIDED"].includes(i.status))) {
        await story.boss("POST", `/orders/${order.id}/fire`, { course: Math.min(...held) });
      }
    }
  }
}

/** The rows of one person's shift as docs/SHIFTS.md tells them: `[{at: "4:00", does, sees}, …]`. */
export async function script(person) {
  const text = await readFile(`${root}docs/SHIFTS.md`, "utf8");
  const part = text.split(/^## /m).find((part) => part.startsWith(person));
  if (!part) throw new Error(`docs/SHIFTS.md has no shift of the ${person}`);
  const rows = part.split("\n").map((line) => line.match(/^\| *(\d+:\d\d) *\| *(.*?) *\| *(.*?) *\|$/));
  return rows.filter(Boolean).map(([, at, does, sees]) => ({ at, does, sees }));
}

/** Walks one person's shift: each row of the script at its minute. `steps`: what its hands do. */
export async function walk(story, person, steps, between, report) {
  const rows = await script(person);
  const missing = rows.filter((row) => !steps[row.at]).map((row) => row.at);
  const unwritten = Object.keys(steps).filter((at) => !rows.some((row) => row.at === at));
  if (missing.length + unwritten.length > 0) throw new Error(`${person}: not walked: ${missing}; not written down: ${unwritten}`);
  for (const row of rows) {
    const [minutes, seconds] = row.at.split(":").map(Number);
    const due = minutes + seconds / 60;
    while (story.minute() < due && !story.isOver()) {
      await between?.();
      await story.reach(Math.min(due, story.minute() + 0.25));
    }
    const began = story.minute();
    try {
      await steps[row.at]();
    } catch (cause) {
      throw new Error(`${person} at ${row.at}, "${row.does}": ${cause.message}`, { cause });
    }
    report?.({ person, at: row.at, does: row.does, began, ended: story.minute() });
  }
}
