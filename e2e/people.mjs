// The people of the demo restaurant, and what they do with their hands.

/** Signs in at whatever screen shows the PIN pad, by tapping. */
export async function signIn(page, pin) {
  await page.locator("[data-digit]").first().waitFor();
  for (const digit of pin) await page.locator(`[data-digit="${digit}"]`).click();
  const enter = page.locator("[data-enter]");
  if (await enter.isEnabled().catch(() => false)) await enter.click().catch(() => {});
  await page.locator('[data-link="live"]').waitFor();
}

/** Its worker has all that it wants of the server: a browser says so on the console where that dies before. */
export const installed = (page) => page.locator('html[data-offline="on"]').waitFor();

// A hand's next tap comes no sooner; the screens take quicker ones for a bounce of the first.
const HAND_MS = 700;

/** Taps as a person does: not twice at the same instant. */
export async function tap(locator) {
  await locator.page().waitForTimeout(HAND_MS);
  await locator.click();
}

/** A slip: the second tap comes before anybody could have read what the first one did. */
export async function tapTwice(locator) {
  await locator.page().waitForTimeout(HAND_MS);
  await locator.dblclick();
}

/** A tap, on a key. */
export async function strike(page, key) {
  await page.waitForTimeout(HAND_MS);
  await page.keyboard.press(key);
}

/** The till of a server. */
export async function till(house, pin = "2001", context = { viewport: { width: 1024, height: 768 } }) {
  const page = await house.page("/pos", context);
  await signIn(page, pin);
  await page.locator("[data-dish]").first().waitFor({ state: "attached" });
  return page;
}

/** A station's screen. */
export async function station(house, id, pin = "1000", context = {}) {
  const page = await house.page(`/kds?station=${id}`, context);
  await signIn(page, pin);
  return page;
}

/** The pass. */
export async function pass(house, pin = "3001", context = {}) {
  const page = await house.page("/expo", context);
  await signIn(page, pin);
  return page;
}

/** The back office of the manager. */
export async function office(house, section = "alerts", context = {}) {
  const page = await house.page(`/manage/${section}`, context);
  await signIn(page, "9000");
  await page.locator("[data-room]").waitFor();
  return page;
}

/** To another section of the back office. */
export async function go(page, section) {
  await page.locator(`[data-section="${section}"]`).click();
  await page.waitForURL(`**/manage/${section}`);
}

/** A row of one of its tables. */
export const row = (page, table, key) => page.locator(`[data-table="${table}"] [data-row="${key}"]`);

/** Taps a dish, wherever on the menu it stands. */
export async function dish(page, category, id) {
  await page.locator("nav.cats").getByRole("button", { name: category, exact: true }).click();
  await page.locator(`.section:not(.off) [data-dish="${id}"]`).click();
}

/** The check of a till is for that table. */
export async function atTable(page, number) {
  await page.getByRole("button", { name: /Dine in/ }).click();
  for (const digit of number) await page.locator(".pad").getByRole("button", { name: digit, exact: true }).click();
  await page.getByRole("button", { name: "Done", exact: true }).click();
}

/** Among the open orders of a till, that one. */
export async function showOrder(page, number) {
  await page.locator("nav.tabs").getByRole("button", { name: /Orders/ }).click();
  await page.locator(`[data-order="${number}"]`).click();
  await page.locator(".one .num", { hasText: new RegExp(`^${number}$`) }).waitFor();
}

/** What stands at the head of a till. */
export const headline = (page, words) => page.locator(".slot .news", { hasText: words });

/** A caller of the API, for what is not under test. */
export async function caller(house, pin) {
  const login = await fetch(`${house.url}/api/v1/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ location: "main", pin }),
  });
  const { token } = await login.json();
  return async (method, path, body) => {
    const answer = await fetch(`${house.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body ? { "content-type": "application/json", "idempotency-key": crypto.randomUUID() } : {}),
      },
      body: body && JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  };
}

/** Places an order by the API. */
export async function place(call, items, rest = {}) {
  const lines = items.map((item) => (typeof item === "string" ? { menu_item_id: item, quantity: 1 } : item));
  const { status, body } = await call("POST", "/orders", { channel: "dine_in", table: "7", items: lines, ...rest });
  if (status !== 201) throw new Error(`placing: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Reads until it is what it should be; what the server is told by a tap arrives a moment later. */
export async function until(read, wanted, within = 10_000) {
  const end = Date.now() + within;
  for (;;) {
    const seen = await read();
    if (wanted(seen)) return seen;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(seen)} after ${within} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** An init script: `window.tones`, `pitches` and `shakes` are what the page made heard and felt. */
export function listening() {
  Object.assign(window, { tones: [], pitches: [], shakes: [], contexts: [] });
  const Context = window.AudioContext;
  window.AudioContext = class extends Context {
    constructor(...options) {
      super(...options);
      window.contexts.push(this);
    }
  };
  const at = AudioParam.prototype.setValueAtTime;
  AudioParam.prototype.setValueAtTime = function (value, when) {
    this.asked = value;
    return at.call(this, value, when);
  };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) {
    window.tones.push(this.type);
    window.pitches.push(this.frequency.asked);
    return start.call(this, at);
  };
  navigator.vibrate = (millis) => window.shakes.push(millis) > 0;
}

/** After a touch the browser takes its time to let a page that is `listening` be heard. */
export const audible = (page) => page.waitForFunction(() => window.contexts.some((context) => context.state === "running"));

/** What a station's screen says: `[[1, ["MARG", "1"], ["FUNGHI", "done"]], …]`, by number. */
export function onGlass(page) {
  return page.locator("main article:not(.gone)").evaluateAll((cards) =>
    cards
      .map((card) => [
        parseInt(card.querySelector(".no").textContent, 10),
        ...[...card.querySelectorAll("[data-item]")].map((row) => [
          [...row.querySelector(".dish").childNodes].findLast((node) => node.nodeType === Node.TEXT_NODE).data.trim(),
          row.classList.contains("done") ? "done" : row.querySelector(".qty").textContent.trim(),
        ]),
      ])
      .sort(([one], [other]) => one - other),
  );
}

/** The same as the server has it. */
export async function onServer(call, station) {
  const { body } = await call("GET", "/orders?limit=500");
  return body.items
    .map((order) => [order.number, ...order.items.filter((i) => i.station === station && i.status !== "VOIDED")])
    .filter(([, ...items]) => items.some((i) => i.status === "QUEUED" || i.status === "PREPARING"))
    .map(([number, ...items]) => [number, ...items.map((i) => [i.kitchen_name, i.status === "PREPARED" ? "done" : String(i.quantity)])])
    .sort(([one], [other]) => one - other);
}

/** A browser that does not let the page's first script open the live connection; the page itself may. */
export const noKnock = (page) =>
  page.addInitScript(() => {
    const Real = WebSocket;
    let knocked = false;
    window.WebSocket = class extends Real {
      constructor(...address) {
        if (!knocked) {
          knocked = true;
          throw new Error("not yet");
        }
        super(...address);
      }
    };
  });
