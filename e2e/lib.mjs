// A server of its own for a browser test, a browser, and pictures; all of it gone afterwards.
//
//   const house = await open(t);            // t: node's test context
//   const page = await house.page("/kds");  // fails the test on errors in the page and its console
//   await shot(page, "station");            // e2e/artefacts/station.png

import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("..", import.meta.url));
const artefacts = fileURLToPath(new URL("artefacts/", import.meta.url));
const READY_WITHIN_MS = 20_000;
const GONE_WITHIN_MS = 12_000;

// The test runner ends this process by a signal when it is interrupted; without these, node
// would end at once and leave the server running.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

/**
 * Opens a house for one test: a server with an empty SQLite file, and a browser when asked for.
 * `expected`: console errors that belong to the test, such as those of a dead network.
 */
export async function open(t, options = {}) {
  let browser;
  // First of all ends: a page that sees its server go says so in its console.
  t.after(async () => (await browser)?.close());
  const server = await serve(t, options);
  return {
    ...server,
    /** A page in a context of its own (another device, as it were). */
    async page(path = "/", context = {}) {
      // One browser, also where two pages are opened at once.
      browser ??= browse();
      const device = await (await browser).newContext({
        viewport: { width: 1920, height: 1080 },
        baseURL: server.url,
        ...context,
      });
      const page = await device.newPage();
      watch(t, page, options.expected);
      if (path !== null) await page.goto(path);
      return page;
    },
  };
}

/** The demo restaurant with ages of its own, for `demo`: tickets are late in seconds, and nobody has to wait. */
export const pace = (thresholds) => (text) => text.replace(/^\[\[stations\]\]/m, `[location.thresholds]\n${thresholds}\n\n[[stations]]`);

/**
 * Starts `passline serve` on a free port; it ends with the test. `demo` changes what is written of the demo
 * restaurant.
 */
export async function serve(t, { database, port, demo, args = [], env = {} } = {}) {
  const binary = process.env.PASSLINE_BIN;
  if (!binary) throw new Error("PASSLINE_BIN is not set: run `cargo xtask test`");
  const folder = await mkdtemp(join(tmpdir(), "passline-e2e-"));
  let location = join(root, "demo/passline.toml");
  if (demo) {
    const own = demo(await readFile(location, "utf8"));
    await writeFile((location = join(folder, "location.toml")), own);
  }
  port ??= await freePort();
  database ??= `sqlite://${join(folder, "house.sqlite")}`;
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    binary,
    [
      "serve",
      "--listen", `127.0.0.1:${port}`,
      "--database-url", database,
      "--location-file", location,
      ...args,
    ],
    { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (log = (log + text).slice(-20_000)));
  }
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.once("error", (error) => (log += error));
  const leave = () => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", leave);
  const stop = async (signal = "SIGTERM") => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      const timer = setTimeout(() => child.kill("SIGKILL"), GONE_WITHIN_MS);
      await ended;
      clearTimeout(timer);
    }
  };
  t.after(async () => {
    await stop();
    process.off("exit", leave);
    await rm(folder, { recursive: true, force: true });
  });
  await ready(url, child, () => log);
  /** The same house again after a `stop`: same address, same database. */
  const again = () => serve(t, { database, port, demo, args, env });
  return { url, port, child, stop, again, log: () => log };
}

async function ready(url, child, log) {
  const end = Date.now() + READY_WITHIN_MS;
  while (Date.now() < end) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the server did not get ready:\n${log()}`);
}

async function browse() {
  return chromium.launch({
    executablePath: process.env.PASSLINE_CHROMIUM ?? findChromium(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}

function findChromium() {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  if (!found) throw new Error("no Chromium in PATH; set PASSLINE_CHROMIUM");
  return found;
}

/** What a page must never do: throw, or write an error to its console. */
function watch(t, page, expected) {
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(String(error.stack ?? error)));
  page.on("console", (message) => {
    const never = /Content Security Policy|panicked/.test(message.text());
    if (message.type() === "error" && (never || !expected?.test(message.text()))) wrong.push(message.text());
  });
  t.after(() => {
    if (wrong.length > 0) throw new Error(`in the page ${page.url()}:\n${wrong.join("\n")}`);
  });
}

/** A picture for people to look at: `e2e/artefacts/<name>.png`. */
export async function shot(page, name) {
  await mkdir(artefacts, { recursive: true });
  const path = join(artefacts, `${name}.png`);
  await page.screenshot({ path });
  return path;
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
