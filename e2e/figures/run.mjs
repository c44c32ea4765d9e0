// `cargo xtask figures`: the kitchen screen's figures beside a hand-written floor, in one run.
//
//   node run.mjs PAGES OUT [--quick] [part...]
//
// PAGES is what `cargo xtask build` has made, OUT where the figures go as JSON. Ends with 1 where a
// limit is broken. PASSLINE_BIN is the server, PASSLINE_CHROMIUM the browser.

import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { launch } from "./browser.mjs";
import { bytes } from "./bytes.mjs";
import { cpu } from "./cpu.mjs";
import { judge, table } from "./limits.mjs";
import { memory } from "./memory.mjs";
import { same } from "./same.mjs";
import { slow } from "./slow.mjs";
import { cold, worker } from "./start.mjs";

const PARTS = { same, cpu, slow, memory, bytes, cold, worker };
/** What a machine that is busy with other things can still tell: whether it all works. */
const QUICK = {
  same: { count: 200 },
  cpu: { passes: 1, count: 40 },
  slow: { rounds: 1, tickets: 60, events: 16, taps: 2, cpu: 2 },
  memory: null,
  bytes: {},
  cold: null,
  worker: { starts: 1 },
};

const [pages, out, ...rest] = process.argv.slice(2);
const quick = rest.includes("--quick");
const only = rest.filter((word) => !word.startsWith("-"));
const unknown = only.filter((name) => !(name in PARTS));
if (!out || unknown.length > 0) {
  console.error(`node run.mjs PAGES OUT [--quick] [${Object.keys(PARTS).join("|")}...]`);
  process.exit(2);
}

const load = () => loadavg().map((n) => Number(n.toFixed(1)));
const figures = { quick, machine: `${cpus().length} x ${cpus()[0].model}`, load: { start: load() } };
const browser = await launch();
try {
  figures.browser = `Chromium ${browser.version()}`;
  for (const [name, measure] of Object.entries(PARTS)) {
    const options = quick ? QUICK[name] : {};
    if (!options || (only.length > 0 && !only.includes(name))) continue;
    process.stderr.write(`  ${name} ...\n`);
    figures[name] = name === "bytes" ? await bytes() : await measure(browser, pages, options);
  }
} finally {
  await browser.close();
}
figures.load.end = load();
figures.limits = judge(figures);
writeFileSync(out, JSON.stringify(figures, null, 2));
console.log(table(figures));
const broken = figures.limits.filter((limit) => !limit.kept);
if (quick) console.log("--quick: so few events hold no limit");
else if (broken.length > 0) {
  console.error(`broken: ${broken.map((limit) => limit.what).join("; ")}`);
  process.exitCode = 1;
}
