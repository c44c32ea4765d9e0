// The stage on which product and floor stand: one small server that gives both the product's own
// built files, as the product's server does (brotli, immutable), and one feed to both.

import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { House, STATION, prepTimes } from "./house.mjs";
import { accept } from "./ws.mjs";

const HEARTBEAT_MS = 1000;
const IMMUTABLE = "public, max-age=31536000, immutable";
export const PRODUCT = `/kds?station=${STATION}`;
export const FLOOR = `/floor?station=${STATION}`;

/** Wall clock with the milliseconds' fractions, the same that pages have. */
export const wall = () => performance.timeOrigin + performance.now();

/** Opens a stage over the pages that `cargo xtask build` has made. */
export async function open(pages, tickets, seed) {
  const files = new Map([...product(pages), ...floor(pages)]);
  files.set("/api/v1/prep-times", { mime: "application/json", etag: "prep", body: Buffer.from(JSON.stringify(prepTimes())) });
  const unknown = new Set();
  const server = createServer((request, response) => {
    const file = files.get(new URL(request.url, "http://stage").pathname);
    if (!file) {
      unknown.add(`${request.method} ${request.url}`);
      return response.writeHead(404).end();
    }
    const br = file.br && /\bbr\b/.test(request.headers["accept-encoding"] ?? "");
    response.writeHead(200, {
      "content-type": file.mime,
      "cache-control": file.immutable ? IMMUTABLE : "no-cache",
      vary: "accept-encoding",
      etag: `"${file.etag}${br ? "-br" : ""}"`,
      ...(br && { "content-encoding": "br" }),
      ...(request.url.endsWith("/sw.js") && { "service-worker-allowed": "/" }),
    });
    response.end(br ? file.br : file.body);
  });
  const stage = new Stage(server, new House(tickets, manifest(pages)[0], seed), unknown);
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  stage.url = `http://127.0.0.1:${server.address().port}`;
  return stage;
}

class Stage {
  constructor(server, house, unknown) {
    Object.assign(this, { server, house, unknown, screens: new Set(), commands: 0, sent: new Map() });
    server.on("upgrade", (request, socket) => this.connect(request, socket));
    this.beat = setInterval(() => this.tell(this.house.heartbeat()), HEARTBEAT_MS);
  }

  connect(request, socket) {
    const screen = accept(request, socket, (text) => {
      const frame = JSON.parse(text);
      if (frame.type === "hello") {
        screen.send(this.house.welcome());
        this.screens.add(screen);
      } else if (frame.data) {
        this.commands += 1;
        const frames = this.house.command(frame);
        const answer = frames.pop();
        frames.forEach((text) => this.tell(text));
        screen.send(answer);
      }
    });
    socket.on("close", () => this.screens.delete(screen));
  }

  tell(text) {
    for (const screen of this.screens) screen.send(text);
  }

  /** The next message to all screens; when it was sent is kept under its place in the log. */
  step(kind) {
    const { text, to } = this.house.step(kind);
    this.sent.set(to, wall());
    this.tell(text);
  }

  /** `count` messages, evenly at `rate` a second with a little jitter. */
  async play(count, rate) {
    const start = wall();
    for (let k = 0; k < count; k++) {
      const due = start + (k * 1000 + this.house.random() * 200) / rate;
      const wait = due - wall();
      if (wait > 0) await new Promise((done) => setTimeout(done, wait));
      this.step();
    }
  }

  close() {
    clearInterval(this.beat);
    for (const screen of this.screens) screen.end();
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(() => done()));
  }
}

const manifest = (pages) => readFileSync(join(pages, "manifest.tsv"), "utf8").trim().split("\n");

/** What stands in the pages' own list. */
function product(pages) {
  const read = (name) => readFileSync(join(pages, name));
  const rows = manifest(pages).slice(1).map((row) => row.split("\t"));
  return rows.map(([url, mime, cache, etag, file, br]) => [
    url,
    { mime, etag, immutable: cache === "immutable", body: read(file), br: br === "-" ? null : read(br) },
  ]);
}

/** The floor: its page and one script, with the product's own style sheets and font. */
function floor(pages) {
  const folder = new URL("floor/", import.meta.url);
  const names = ["glass.js", "kitchen.js", "draw.js", "main.js"];
  const script = `"use strict";(() => {\n${names.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n")}\n})();`;
  const urls = [...new Map(product(pages)).keys()];
  const hashed = (name, end) => urls.find((url) => new RegExp(`^/static/${name}-[0-9a-f]+\\.${end}$`).test(url));
  const html = readFileSync(new URL("index.html", folder), "utf8").replace(/\{\{(\w+):([\w-]+)\.(\w+)\}\}/g, (_, __, name, end) => hashed(name, end));
  const asset = (text, mime, immutable) => {
    const body = Buffer.from(text);
    return { mime: `${mime}; charset=utf-8`, etag: "floor", immutable, body, br: brotliCompressSync(body) };
  };
  return [["/floor", asset(html, "text/html", false)], ["/static/floor.js", asset(script, "text/javascript", true)]];
}
