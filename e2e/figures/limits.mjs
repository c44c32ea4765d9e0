// What the figures have to keep, and how they are told.

const ms = (n) => `${n.toFixed(n < 10 ? 2 : 0)} ms`;
const kb = (n) => `${(n / 1024).toFixed(0)} KB`;
const times = (n) => `${n.toFixed(2)} x`;

/** Each: what, from which part, the product's and the floor's figure, what is compared with the most it may be. */
export const LIMITS = [
  {
    what: "main thread's CPU a message, 60 tickets", part: "cpu", most: 1.15, tell: times,
    of: ({ product, floor, ratio }) => [ms(product.TaskDuration), ms(floor.TaskDuration), ratio],
  },
  {
    what: "event to paint p95, 200 tickets, CPU / 6", part: "slow", most: 1.1, tell: times,
    of: ({ product, floor, ratio }) => [ms(product.event.p95), ms(floor.event.p95), ratio.event],
  },
  {
    what: "tap to paint p95, 200 tickets, CPU / 6", part: "slow", most: 1.1, tell: times,
    of: ({ product, floor, ratio }) => [ms(product.tap.p95), ms(floor.tap.p95), ratio.tap],
  },
  {
    what: "JS heap, 5,000th ticket to 1,000th", part: "memory", most: 1.1, tell: times,
    of: ({ product, floor, grown }) => [`${product.at(-1).js.toFixed(2)} MB`, `${floor.at(-1).js.toFixed(2)} MB`, grown.js],
  },
  {
    what: "WebAssembly memory, the same", part: "memory", most: 1.05, tell: times,
    of: ({ product, grown }) => [`${product.at(-1).wasm.toFixed(2)} MB`, "", grown.wasm],
  },
  {
    what: "DOM nodes alive, the same", part: "memory", most: 1.5, tell: times,
    of: ({ product, floor, grown }) => [product.at(-1).nodes, floor.at(-1).nodes, grown.nodes],
  },
  ...["kds", "expo", "board", "pos", "manage"].map((page) => ({
    what: `/${page}: WebAssembly on the wire until it is up`, part: "bytes", most: 200 * 1024, tell: kb,
    of: (pages) => [`${kb(pages[page].brotli)}, later ${kb(pages[page].late)}`, "", pages[page].brotli],
  })),
  {
    what: "answers that are not brotli and immutable", part: "bytes", most: 0, tell: String,
    of: (pages) => {
      const bad = Object.values(pages).filter(({ encoding, cache }) => encoding !== "br" || !cache?.includes("immutable"));
      return [bad.length, "", bad.length];
    },
  },
  {
    what: "cold start, CPU / 6, 10 Mbit/s: more than the floor", part: "cold", most: 600, tell: ms,
    of: ({ product, floor, more }) => [ms(product), ms(floor), more],
  },
  {
    what: "start from the worker", part: "worker", most: 300, tell: ms,
    of: ({ online }) => [ms(online), "", online],
  },
  {
    what: "start from the worker, network dead", part: "worker", most: 300, tell: ms,
    of: ({ dead }) => [ms(dead), "", dead],
  },
];

export function judge(figures) {
  return LIMITS.filter(({ part }) => figures[part]).map(({ what, part, most, tell, of }) => {
    const [product, floor, value] = of(figures[part]);
    return { what, product: String(product), floor: String(floor), value, tells: tell(value), most: tell(most), kept: value <= most };
  });
}

export function table({ quick, machine, browser, load, same, slow, limits }) {
  const rows = limits.map(({ what, product, floor, tells, most, kept }) => [what, product, floor, tells, most, quick ? "" : kept ? "kept" : "BROKEN"]);
  const all = [["", "product", "floor", "compared", "at most", ""], ...rows];
  const wide = all[0].map((_, k) => Math.max(...all.map((row) => row[k].length)));
  const lines = all.map((row) => row.map((cell, k) => (k === 0 ? cell.padEnd(wide[k]) : cell.padStart(wide[k]))).join("  ").trimEnd());
  const said = [`${machine}, ${browser}; load ${load.start.join(" ")} at the start, ${load.end.join(" ")} at the end`];
  if (same) said.push(`floor and product show the same elements after ${same.messages} messages and ${same.taps} taps, nothing lost`);
  if (slow) {
    const { product, floor } = slow;
    said.push(`${product.event.count} events and ${product.tap.count} taps (floor ${floor.tap.count}); p50 ${ms(product.event.p50)} and ${ms(product.tap.p50)} (floor ${ms(floor.event.p50)} and ${ms(floor.tap.p50)})`);
    const each = (ratios) => ratios.map((ratio) => ratio.toFixed(2)).join(" ");
    said.push(`p95 round by round: events ${each(slow.beside.event)}, taps ${each(slow.beside.tap)}; all rounds together ${times(slow.together.event)} and ${times(slow.together.tap)}`);
  }
  return [...lines, "", ...said].join("\n");
}
