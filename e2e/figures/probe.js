// Runs in the page before anything of it: times what arrives and what is tapped to after the next
// painted frame, without touching the page. Product and floor carry the same.

(() => {
  const painted = (then) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = then;
      channel.port2.postMessage(0);
    });
  const probe = (window.probe = { timing: false, frames: 0, last: 0, first: 0, news: [], taps: [], slips: 0, memory: null, painted });
  window.WebSocket = class extends WebSocket {
    constructor(...address) {
      super(...address);
      this.addEventListener("message", ({ data }) => {
        const to = /^\{"type":"events","from":\d+,"to":(\d+),"events":\[\{/.exec(data)?.[1];
        if (!to) return;
        probe.frames += 1;
        probe.last = Number(to);
        if (probe.timing) painted(() => probe.news.push([Number(to), performance.timeOrigin + performance.now()]));
      });
    }
  };
  // A tap counts once its row shows it; one that the page takes for a slip never does.
  addEventListener(
    "click",
    ({ timeStamp, target }) => {
      const row = target.closest?.("[data-item]");
      if (!row) return;
      const before = row.className;
      const seen = () => {
        const waited = performance.now() - timeStamp;
        if (row.className !== before) probe.taps.push(waited);
        else if (waited < 1000) painted(seen);
        else probe.slips += 1;
      };
      painted(seen);
    },
    true,
  );
  // The first board with tickets on it, painted. It is told and not asked for: a browser that is asked takes
  // a third of a megabyte of script for that, on a slow device a tenth of a second.
  const look = () => {
    if (document.querySelector("article")) painted(() => {
        probe.first = performance.now();
        console.debug("probe: first");
      });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...what) => {
      const made = await real(...what);
      // The later parts of a page work in the memory of the first.
      probe.memory ??= (made.instance ?? made).exports.memory;
      return made;
    };
  }
})();
