// A browser for measuring, and what is asked of it.

import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const PROBE = readFileSync(new URL("probe.js", import.meta.url), "utf8");
const GLASS = { width: 1920, height: 1080 };
const READY_WITHIN_MS = 120_000;
const SESSION = {
  token: "figures", expires_at: "2099-01-01T00:00:00.000Z", role: "kitchen", location: "main", stations: [],
};

export const launch = () =>
  chromium.launch({
    executablePath: process.env.PASSLINE_CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  });

/**
 * A device of its own with the page open, signed in, silent. `cpu`: slowed so many times. `ticks`:
 * the browser counts the main thread's CPU time and not the wall clock. `net`: as CDP wants it.
 */
export async function device(browser, { cpu = 1, ticks = false, net, workers = false } = {}) {
  const context = await browser.newContext({ viewport: GLASS, hasTouch: true, locale: "en-US", serviceWorkers: workers ? "allow" : "block" });
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  const cdp = await context.newCDPSession(page);
  await cdp.send("Performance.enable", ticks ? { timeDomain: "threadTicks" } : {});
  if (cpu > 1) await cdp.send("Emulation.setCPUThrottlingRate", { rate: cpu });
  if (net) {
    await cdp.send("Network.enable");
    await cdp.send("Network.emulateNetworkConditions", { offline: false, ...net });
  }
  await page.addInitScript(PROBE);
  await page.addInitScript((session) => {
    localStorage.setItem("passline.session", JSON.stringify(session));
    localStorage.setItem("passline.volume", "0");
  }, SESSION);
  return {
    page, cdp, wrong,
    async open(url) {
      const first = page.waitForEvent("console", { predicate: (said) => said.text() === "probe: first", timeout: READY_WITHIN_MS });
      await page.goto(url, { waitUntil: "commit" });
      await first;
    },
    probe: (what) => page.evaluate(what),
    async metrics() {
      const { metrics } = await cdp.send("Performance.getMetrics");
      return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    },
    /** All that was sent has arrived and is painted. */
    async caughtUp(stage) {
      await page.waitForFunction((seq) => window.probe.last >= seq, stage.house.seq, { timeout: READY_WITHIN_MS });
      await page.evaluate(() => new Promise((done) => window.probe.painted(() => done())));
    },
    close: () => context.close(),
  };
}

/** The middle one, or the `part` of the way to the last. */
export function quantile(values, part = 0.5) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

export const sleep = (millis) => new Promise((done) => setTimeout(done, millis));
