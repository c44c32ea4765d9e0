// What makes an app of a page, as far as the browser lets it: a worker that starts it without a
// network, a screen that does not go dark. Both need HTTPS or localhost; without, all else works.
// The first screen comes first: boot.js fetches this when it stands.
"use strict";
(function () {
  const page = "/" + location.pathname.split("/")[1];
  const workers = window.isSecureContext ? navigator.serviceWorker : undefined;
  const root = document.documentElement;
  let lock = null;

  // Taken again whenever the page is seen again: the browser lets go of it when it is hidden.
  async function stayAwake() {
    if (!navigator.wakeLock || document.visibilityState !== "visible" || (lock && !lock.released)) return;
    try {
      lock = await navigator.wakeLock.request("screen");
      root.dataset.awake = "on";
      lock.addEventListener("release", function () { root.dataset.awake = "off"; });
    } catch (e) { /* battery low, or not allowed: the device's own setting rules */ }
  }
  document.addEventListener("visibilitychange", stayAwake);
  // Some browsers want a touch first.
  document.addEventListener("pointerdown", stayAwake, { passive: true });
  stayAwake();

  async function register() {
    try {
      // The browser looks for a new build by itself when the page is opened.
      await workers.register("/{{short}}/sw.js", { scope: page, updateViaCache: "none" });
      await workers.ready;
      root.dataset.offline = "on";
    } catch (e) {
      // The server was away, or the browser will not: it stays a page, which needs the network to start, and asks again.
      setTimeout(register, 60000);
    }
  }
  if (workers) register();

  function settled(worker) {
    return new Promise(function (resolve) {
      const look = function () {
        if (worker.state !== "installing") resolve();
      };
      worker.addEventListener("statechange", look);
      look();
    });
  }

  // Fetches the new build beside the old one. Where that fails the old worker is taken away, so
  // that the page comes from the server; a new one that another page let take over is not.
  async function renew() {
    const registration = await workers.getRegistration(page);
    if (!registration) return;
    const old = registration.active;
    await registration.update();
    if (registration.installing) await settled(registration.installing);
    if (!registration.waiting) {
      if (registration.active === old) await registration.unregister();
      return;
    }
    const taken = new Promise(function (resolve) {
      workers.addEventListener("controllerchange", resolve, { once: true });
    });
    registration.waiting.postMessage("take over");
    await taken;
  }

  // Called by the page when it is of another build than the server. Once a page: whoever calls
  // again waits for the same. What follows is a load, and when that may be the page knows.
  let renewal = null;
  window.passlineRenew = function () {
    const late = new Promise(function (resolve) { setTimeout(resolve, 20000); });
    renewal = renewal || (workers ? Promise.race([renew(), late]) : Promise.resolve());
    return renewal;
  };
})();
