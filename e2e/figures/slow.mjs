// A slow device with much to do: from an event to its paint, and from a tap to its paint.

import { FLOOR, PRODUCT, open } from "./stage.mjs";
import { device, quantile, sleep } from "./browser.mjs";

const CALM_MS = 3_000;
/** Between two taps: a quick hand, and more than what the product takes for a bounce. */
const HAND_MS = 400;
/** Messages a second while it is tapped. */
const BESIDE = 5;

/** One page for one round: its events, then its taps among further events. */
async function round(browser, pages, path, { tickets, events, rate, taps, cpu }, seed) {
  const stage = await open(pages, tickets, seed);
  const one = await device(browser, { cpu });
  try {
    await one.open(stage.url + path);
    await sleep(CALM_MS);
    await one.probe(() => (window.probe.timing = true));
    await stage.play(events, rate);
    await one.caughtUp(stage);
    await one.probe(() => (window.probe.timing = false));
    const news = await one.probe(() => window.probe.news);
    if (news.length !== events) throw new Error(`${news.length} of ${events} messages were painted ${one.wrong}`);
    const beside = stage.play(Math.ceil((taps * (HAND_MS + 150) * BESIDE) / 1000), BESIDE);
    for (let k = 0; k < taps; k++) await tap(one, k);
    await beside;
    const tapped = await one.probe(() => window.probe.taps);
    return { events: news.map(([to, painted]) => painted - stage.sent.get(to)), taps: tapped, slips: taps - tapped.length };
  } finally {
    await one.close();
    await stage.close();
  }
}

/** A row of an open ticket, a different one each time. */
async function tap({ page, probe }, k) {
  await sleep(HAND_MS);
  const place = await probe(`(() => {
    const rows = [...document.querySelectorAll("article:not(.gone) .row")].map((row) => row.getBoundingClientRect());
    const whole = rows.filter((r) => r.height > 0 && r.bottom < innerHeight);
    const r = whole[${k * 5} % whole.length];
    return r && [r.x + r.width / 2, r.y + r.height / 2];
  })()`);
  if (place) await page.touchscreen.tap(...place);
}

export async function slow(browser, pages, { rounds = 8, tickets = 200, events = 1000, rate = 8, taps = 344, cpu = 6 } = {}) {
  const part = { tickets, rate, cpu, events: Math.ceil(events / rounds), taps: Math.ceil(taps / rounds) };
  const all = { product: [], floor: [] };
  for (let k = 0; k < rounds; k++) {
    // Each begins as often as the other.
    const both = [["product", PRODUCT], ["floor", FLOOR]];
    for (const [name, path] of k % 2 === 0 ? both : both.reverse()) all[name].push(await round(browser, pages, path, part, 42 + k));
  }
  const sum = (times) => ({ count: times.length, p50: quantile(times), p95: quantile(times, 0.95) });
  const figures = (all) => ({
    event: sum(all.flatMap(({ events }) => events)),
    tap: sum(all.flatMap(({ taps }) => taps)),
    slips: all.reduce((sum, { slips }) => sum + slips, 0),
  });
  // A shared machine is for minutes half as fast: each is compared with the one that ran right beside it.
  const p95 = (one, kind) => quantile(one[kind], 0.95);
  const beside = (kind) => all.product.map((one, k) => p95(one, kind) / p95(all.floor[k], kind));
  const [product, floor] = [figures(all.product), figures(all.floor)];
  return {
    tickets, rate, cpu, product, floor,
    beside: { event: beside("events"), tap: beside("taps") },
    ratio: { event: middle(beside("events")), tap: middle(beside("taps")) },
    together: { event: product.event.p95 / floor.event.p95, tap: product.tap.p95 / floor.tap.p95 },
  };
}

/** The middle one, or what lies between the middle two. */
function middle(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}
