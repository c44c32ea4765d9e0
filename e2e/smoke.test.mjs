// The screens are inside the binary: listed, served, guarded, and they start in a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shot } from "./lib.mjs";

const screens = ["/kds", "/expo", "/board", "/pos", "/manage"];

test("the first page lists every screen", async (t) => {
  const house = await open(t);
  const page = await house.page("/", { viewport: { width: 1280, height: 800 } });
  const links = await page.locator("nav a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  assert.deepEqual(links.sort(), [...screens].sort());
  await shot(page, "home");
});

test("every screen is served under a strict policy", async (t) => {
  const house = await open(t);
  for (const path of [...screens, "/kds/oven"]) {
    const answer = await fetch(house.url + path);
    assert.equal(answer.status, 200, path);
    assert.match(answer.headers.get("content-type"), /^text\/html/, path);
    const policy = answer.headers.get("content-security-policy");
    assert.match(policy, /script-src 'self' 'wasm-unsafe-eval';/, path);
    assert.match(policy, /frame-ancestors 'none'/, path);
    assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'/, path);
    assert.equal(answer.headers.get("cache-control"), "no-cache", path);
    const again = await fetch(house.url + path, {
      headers: { "if-none-match": answer.headers.get("etag") },
    });
    assert.equal(again.status, 304, path);
  }
});

test("what a screen loads is there, compressed, and kept for ever", async (t) => {
  const house = await open(t);
  const html = await (await fetch(`${house.url}/kds`)).text();
  const files = [...html.matchAll(/(?:src|href)="(\/static\/[^"]+)"/g)].map((match) => match[1]);
  assert.ok(files.some((file) => file.endsWith(".wasm")), "no WebAssembly in the page");
  for (const file of files) {
    const answer = await fetch(house.url + file, { headers: { "accept-encoding": "br" } });
    assert.equal(answer.status, 200, file);
    assert.match(answer.headers.get("cache-control"), /immutable/, file);
    if (/\.(wasm|js|css)$/.test(file)) {
      assert.equal(answer.headers.get("content-encoding"), "br", file);
    }
    const plain = await fetch(house.url + file, { headers: { "accept-encoding": "identity" } });
    assert.equal(plain.headers.get("content-encoding"), null, file);
    assert.deepEqual(await plain.arrayBuffer(), await answer.arrayBuffer(), file);
  }
});

for (const path of screens) {
  test(`${path} starts in a browser`, async (t) => {
    const house = await open(t);
    const page = await house.page(path);
    await page.waitForFunction(() => document.querySelector("#main")?.childElementCount > 0);
    await shot(page, `start-${path.slice(1)}`);
  });
}
