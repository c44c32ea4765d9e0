// The socket, the taps and the clock; one drawing a frame.

const TICK_MS = 250;
let [known, offset, unsent, wanted, second, hand, live] = [0, 0, 0, false, 0, 0, false];
const waiting = new Map();
const serverNow = () => performance.now() + offset;
const seconds = () => Math.floor(serverNow() / 1000);

function want() {
  if (wanted) return;
  wanted = true;
  requestAnimationFrame(() => {
    wanted = false;
    draw(seconds());
  });
}

const socket = new WebSocket(`ws://${location.host}/api/v1/live`, "passline.v1");
const token = () => JSON.parse(localStorage.getItem("passline.session") ?? "{}").token ?? "";
socket.onopen = () => socket.send(JSON.stringify({ type: "hello", token: token(), stations: [new URLSearchParams(location.search).get("station")] }));
socket.onmessage = ({ data }) => {
  const frame = JSON.parse(data);
  switch (frame.type) {
    case "welcome":
      offset = Date.parse(frame.server_time) - performance.now();
      known = frame.seq;
      load(frame.snapshot);
      mount();
      live = true;
      draw(seconds());
      drawTimes(seconds());
      break;
    case "events":
      if (frame.to <= known) return;
      for (const event of frame.events) if (event.seq > known) apply(event);
      known = frame.to;
      want();
      break;
    case "ack":
    case "nack":
      if (frame.type === "nack") waiting.get(frame.id)?.();
      waiting.delete(frame.id);
      tellUnsent();
      want();
  }
};

const tellUnsent = () => set(glass.small, waiting.size > 0 ? `${waiting.size} unsent` : "now");

function ask(type, data, back) {
  const id = crypto.randomUUID();
  waiting.set(id, back);
  socket.send(JSON.stringify({ type, id, at: new Date(serverNow()).toISOString(), data }));
  tellUnsent();
}

// A finger came down on a ticket: what was new has been noticed.
addEventListener("pointerdown", (event) => {
  hand = Infinity;
  const id = event.target.closest?.("article")?.dataset.ticket;
  const card = id && rail.find((card) => card.id === Number(id));
  if (!card?.isNew) return;
  card.isNew = false;
  card.version += 1;
  want();
});
addEventListener("pointerup", () => (hand = performance.now()));
addEventListener("click", (event) => {
  const id = event.target.closest?.("[data-item]")?.dataset.item;
  const found = items.get(id);
  if (!found) return;
  const prepared = isOpen(found.item);
  make(id, prepared);
  ask(prepared ? "item.prepared" : "item.recalled", { order_id: found.card.order.id, item_id: id }, () => make(id, !prepared));
  want();
});

setInterval(() => {
  if (!live) return;
  const away = hand === Infinity ? 0 : performance.now() - hand;
  if (tend(away, glass.layout.cells.every(({ card }) => card.gone))) want();
  if (second === seconds()) return;
  second = seconds();
  drawTimes(second);
}, TICK_MS);
