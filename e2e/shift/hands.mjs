// What hands do at a kitchen's screen, whoever they are.

import { tap, until } from "../people.mjs";

/** Turns the pages until something is on the glass. */
export async function turnTo(page, wanted) {
  await wanted.waitFor({ timeout: 1_500 }).catch(() => {});
  for (let turns = 0; turns < 12 && (await wanted.count()) === 0; turns++) {
    const shown = () => page.locator(".pages").innerText({ timeout: 200 }).catch(() => "");
    const before = await shown();
    await page.keyboard.press(/(\d+) \/ \1|^$/.test(before) ? "ArrowLeft" : "ArrowRight");
    // Where there is one page only, it may be that what is wanted is still to come.
    await until(async () => (await shown()) !== before || (await wanted.count()) > 0, (turned) => turned, 1_000).catch(() => {});
  }
  await wanted.waitFor();
}

/** A tap that was none, because something moved under the finger, is made again, as anybody would. */
export async function press(locator, done) {
  for (let taps = 0; taps < 5; taps++) {
    await tap(locator);
    if (await until(done, (seen) => seen, 2_000).catch(() => false)) return;
  }
  throw new Error("tapped five times and nothing came of it");
}
