// The page without a network. Each page (/kds, /pos, ...) has a worker of its own over its own
// addresses, and the worker has one build: page, script and WebAssembly are fetched together at
// install, checked to be of that build, and served from there alone. So no mixed build is ever
// shown. A newer worker waits until its page says that nobody is working (install.js).
"use strict";
const build = "{{build}}";
const page = new URL(self.registration.scope).pathname.replace(/\/$/, "");
const mine = "passline:" + page + ":";
const cacheName = mine + build;
const pages = /^\/(kds|expo|board|pos|manage)$/;
// Of what its client has, a page takes its own address and its own WebAssembly.
const others = (url) => pages.test(url) ? url !== page : url.endsWith(".wasm") && !url.split("/").pop().startsWith(page.slice(1) + ".");
const files = {{precache}}.filter((url) => !others(url));

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(cacheName);
    // What carries its content's hash may come from the browser's own store, the page may not.
    await Promise.all(files.map(async (url) => {
      const answer = await fetch(url, { cache: url === page ? "reload" : "default" });
      if (!answer.ok) throw new Error(url + ": " + answer.status);
      if (url === page && !(await answer.clone().text()).includes('content="' + build + '"')) {
        throw new Error(url + " is of another build");
      }
      await cache.put(url, answer);
    }));
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(mine) && name !== cacheName) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  const kept = event.request.mode === "navigate" ? page : url.pathname;
  if (!files.includes(kept)) return;
  event.respondWith((async () => {
    const cache = await caches.open(cacheName);
    return (await cache.match(kept)) ?? fetch(event.request);
  })());
});
