// Catches what breaks outside of the page's own care: a panic in the WebAssembly kills the page,
// and nobody in a kitchen presses reload. Says so, reloads after 2 s, and gives up the hurry
// after five times in ten minutes.
"use strict";
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
