// What runs before the page's own code, which is still on its way.

// Catches what breaks outside of the page's own care: a panic in the WebAssembly kills the page,
// and nobody in a kitchen presses reload. Says so, reloads after 2 s, and gives up the hurry
// after five times in ten minutes.
(function () {
  const key = "passline.trouble";
  // As the page's own words, which are gone with it.
  const words = {
    en: "This screen has a fault and starts again in {} s.",
    es: "Esta pantalla ha fallado y arranca de nuevo en {} s.",
    de: "Dieser Bildschirm hat einen Fehler und startet in {} s neu.",
    fr: "Cet écran a un défaut et redémarre dans {} s.",
    zh: "屏幕出错，{} 秒后重新启动。",
  };
  let pending = false;

  function trouble(what) {
    console.error(what);
    if (pending) return;
    pending = true;
    const now = Date.now();
    let times = [];
    try {
      times = JSON.parse(sessionStorage.getItem(key) || "[]").filter((t) => now - t < 600000);
    } catch (e) { /* begin again */ }
    times.push(now);
    try { sessionStorage.setItem(key, JSON.stringify(times)); } catch (e) { /* no storage */ }
    const wait = times.length <= 5 ? 2000 : 60000;
    const line = document.createElement("div");
    line.id = "trouble";
    line.className = "on";
    line.textContent = (words[document.documentElement.lang] || words.en).replace("{}", wait / 1000);
    document.body.appendChild(line);
    setTimeout(function () { location.reload(); }, wait);
  }

  // Failing images and the like have no message and are no fault of the program.
  window.addEventListener("error", function (e) { if (e.message) trouble(e.message); });
  window.addEventListener("unhandledrejection", function (e) { trouble(String(e.reason)); });
})();

// Where somebody is signed in, the live connection opens meanwhile, and says what the page would say
// (`Hello` in shared/src/protocol). The page takes it over with all that came (client-kit/src/platform/socket.rs);
// where it would say something else it opens its own.
(function () {
  // A page that does not come, or shows something else, leaves no screen behind that nobody sees.
  const TAKEN_WITHIN = 15000;

  function kept(key) {
    const session = JSON.parse(localStorage.getItem(key));
    return session && Date.parse(session.expires_at) > Date.now() ? session : null;
  }

  // As client-kit/src/session.rs: the person who signed in last, else the device where it needs nobody.
  function session() {
    if (location.hash.startsWith("#pair=")) return null;
    const device = kept("passline.device");
    return kept("passline.session") || (device && device.role !== "pos" ? device : null);
  }

  // As client-kit/src/connection.rs: one id a tab.
  function screen() {
    let id = sessionStorage.getItem("passline.screen");
    if (!id) {
      const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
      id = [hex.slice(0, 8), hex.slice(8, 12), "4" + hex.slice(13, 16), "8" + hex.slice(17, 20), hex.slice(20)].join("-");
      sessionStorage.setItem("passline.screen", id);
    }
    return id;
  }

  // As kds-client/src/route.rs: what a station's screen owes receipts for.
  function stations() {
    if (location.pathname.replace(/\/$/, "") !== "/kds") return undefined;
    const station = new URLSearchParams(location.search).get("station") || localStorage.getItem("passline.station");
    return station && station !== "all" ? [station] : undefined;
  }

  let socket = null;
  let opened;
  globalThis.passlineOpens = new Promise(function (resolve) { opened = resolve; });
  function give() {
    const given = socket;
    socket = null;
    return given;
  }
  try {
    const who = session();
    if (who) {
      const hello = JSON.stringify({ type: "hello", token: who.token, screen: screen(), stations: stations() });
      socket = new WebSocket(new URL("/api/v1/live", location.href.replace(/^http/, "ws")), "passline.v1");
      socket.heard = [];
      socket.onmessage = function (event) { socket.heard.push(event.data, performance.now()); };
      socket.onopen = function () {
        socket.said = hello;
        socket.send(hello);
        opened();
      };
      setTimeout(function () {
        const left = give();
        if (left) left.close();
      }, TAKEN_WITHIN);
    }
  } catch (e) { /* no storage, no socket: the page will say so */ }

  globalThis.passlineKnock = function (hello) {
    const knocked = give();
    if (!knocked || knocked.readyState > WebSocket.OPEN) return null;
    if (knocked.said === undefined || knocked.said === hello) return knocked;
    knocked.close();
    return null;
  };
})();
