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
    setTimeout(() => location.reload(), Math.min(2000 * count, 30000));
  },
);
