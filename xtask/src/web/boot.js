// Starts the page's WebAssembly. If that fails, says so and tries again: nobody in a kitchen
// presses reload.
import init from "{{glue}}";

const tries = "passline.boot-tries";

init({ module_or_path: "{{wasm}}" }).then(
  () => sessionStorage.removeItem(tries),
  (error) => {
    console.error(error);
    const count = Number(sessionStorage.getItem(tries) || 0) + 1;
    sessionStorage.setItem(tries, String(count));
    const place = document.getElementById("main") || document.body;
    place.textContent = "This screen could not start. Trying again. (" + error + ")";
    const again = () => location.reload();
    setTimeout(() => {
      // What is kept for the time without a network may be what is broken.
      if (count < 3 || !navigator.onLine || !navigator.serviceWorker) return again();
      navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((one) => one.unregister()))).then(again, again);
    }, Math.min(2000 * count, 30000));
  },
);
