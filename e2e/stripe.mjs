// A card processor for the browser tests and for trying out: succeeds, declines or fails by the token it
// is given, honours idempotency keys, and lists what was charged. By itself: `node e2e/stripe.mjs 8421`.

import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

/** Tokens as the real one has them; `pm_card_down` is answered 500 until `up()`. */
const DECLINES = { pm_card_chargeDeclined: "generic_decline", pm_card_chargeDeclinedInsufficientFunds: "insufficient_funds" };

export async function processor(t, port = 0) {
  const intents = [];
  const refunds = [];
  const calls = [];
  const seen = new Map();
  let down = true;
  const charge = (form) => {
    const token = form.get("payment_method");
    if (token === "pm_card_down" && down) return [500, { error: { type: "api_error" } }];
    const decline = DECLINES[token];
    if (decline) return [402, { error: { type: "card_error", code: "card_declined", decline_code: decline } }];
    const intent = {
      id: `pi_${intents.length + 1}`,
      object: "payment_intent",
      amount: Number(form.get("amount")),
      status: "succeeded",
      created: Math.floor(Date.now() / 1000),
      metadata: { attempt_id: form.get("metadata[attempt_id]") },
    };
    intents.unshift(intent);
    return [200, intent];
  };
  const refund = (form) => {
    const made = { id: `re_${refunds.length + 1}`, object: "refund", amount: Number(form.get("amount")), status: "succeeded", payment_intent: form.get("payment_intent"), metadata: { refund_id: form.get("metadata[refund_id]") } };
    refunds.unshift(made);
    return [200, made];
  };
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    const path = new URL(request.url, "http://x").pathname;
    const key = request.headers["idempotency-key"];
    let answer = [200, { object: "list", has_more: false, data: path.endsWith("refunds") ? refunds : intents }];
    if (request.method === "POST") {
      calls.push({ path, key });
      answer = seen.get(key) ?? (path.endsWith("refunds") ? refund : charge)(new URLSearchParams(text));
      if (answer[0] < 500) seen.set(key, answer);
    }
    response.writeHead(answer[0], { "content-type": "application/json" });
    response.end(JSON.stringify(answer[1]));
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${server.address().port}`;
  return { url, intents, refunds, calls, up: () => (down = false), env: { STRIPE_SECRET_KEY: "sk_test_passline", STRIPE_API_BASE: url } };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url, up } = await processor({ after: () => {} }, Number(process.argv[2] ?? 8421));
  console.log(`the card processor answers at ${url}; pm_card_down fails until you press Enter`);
  process.stdin.once("data", up);
}
