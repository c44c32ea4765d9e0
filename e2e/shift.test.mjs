// The four shifts of docs/SHIFTS.md, as fast as hands can do them. By the clock on the wall:
// `cargo xtask shifts`.

import { test } from "node:test";
import { shift } from "./shift/run.mjs";

const SPEED = 15;

test("cook, expeditor, server and manager walk half an hour side by side", async (t) => {
  const { orders, check } = await shift(t, SPEED, ({ person, at, began, ended }) => t.diagnostic(`${person} ${at}: ${began.toFixed(1)} to ${ended.toFixed(1)}`));
  t.diagnostic(`${orders} orders; ${check}`);
});
