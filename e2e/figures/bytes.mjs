// What each page weighs on the wire, and how the product's own server sends it.

import { get } from "node:http";
import { serve } from "../lib.mjs";

const PAGES = ["kds", "expo", "board", "pos", "manage"];

export async function bytes() {
  const ends = [];
  const server = await serve({ after: (end) => ends.push(end) });
  try {
    const figures = {};
    for (const page of PAGES) {
      const html = await (await fetch(`${server.url}/${page}`)).text();
      const first = /href="([^"]+\.wasm)"/.exec(html)?.[1];
      const late = /name="passline-late" content="([^"]+)"/.exec(html)?.[1];
      if (!first || !late) throw new Error(`/${page} does not name both parts of its WebAssembly`);
      figures[page] = { ...(await head(server.url + first)), late: (await head(server.url + late)).brotli };
    }
    return figures;
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** As it goes over the wire: `fetch` would unpack it. */
function head(url) {
  return new Promise((done, failed) => {
    get(url, { headers: { "accept-encoding": "br" } }, (answer) => {
      let size = 0;
      answer.on("data", (chunk) => (size += chunk.length));
      answer.on("end", () => done({ brotli: size, encoding: answer.headers["content-encoding"], cache: answer.headers["cache-control"] }));
    }).on("error", failed);
  });
}
