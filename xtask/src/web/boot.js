// Starts the page's WebAssembly. If that fails, says so and tries again: nobody in a kitchen presses
// reload. Stands in one script with wasm-bindgen's `init` and `parts`, and behind early.js (bundle.rs).
//
// It comes in two parts. The first is all that the page needs to stand and work. The second is
// fetched when the page stands; what asks for it sooner waits for it there and then. The words of
// every language but English are a file of their own: it has to be there before the page says anything.
const tries = "passline.boot-tries";
const first = document.getElementById("first").href;
const late = document.querySelector('meta[name="passline-late"]')?.content;

/** What makes an app of a page comes after its first screen, or when it is asked for. */
const install = () => import("{{file:install.js}}");
globalThis.passlineRenew = () => install().then(() => globalThis.passlineRenew());

/** What was chosen on this device, else the browser's own. What we do not speak is English. */
function language() {
  let chosen = null;
  try {
    chosen = localStorage.getItem("passline.lang");
  } catch {
    // A browser that keeps nothing speaks its own language.
  }
  const tag = (chosen ?? navigator.language ?? "").slice(0, 2).toLowerCase();
  const words = document.querySelector(`meta[name="passline-words"][lang="${CSS.escape(tag)}"]`)?.content;
  return { tag: words ? tag : "en", words };
}

/** The page's own place: this script may be there before it. */
const place = () =>
  document.getElementById("main") ?? new Promise((there) => document.addEventListener("DOMContentLoaded", there, { once: true }));

/** The first part, with the words of the language beside it. */
async function bySpeech() {
  const { tag, words } = language();
  document.documentElement.lang = tag;
  const wanted = words ? [first, words] : [first];
  const [page, speech] = await Promise.all(wanted.map((url) => WebAssembly.compileStreaming(fetch(url))));
  if (speech) parts.speak = () => new WebAssembly.Instance(speech, { first: parts.first });
  await place();
  // A live connection that has opened meanwhile says hello first, and is answered while the page's code runs.
  await Promise.race([passlineOpens, new Promise((then) => setTimeout(then))]);
  return page;
}

/** The second part fills the first one's table of late functions, and says that it is there. */
const there = () => parts.first.there.value === 1;
const join = () => {
  parts.first.there.value = 1;
  performance.mark("passline:late");
};
const wants = () => ({ first: parts.first, page: parts, "./{{short}}_bg.js": parts.own });

parts.load = () => {
  if (there()) return;
  performance.mark("passline:asked");
  const ask = new XMLHttpRequest();
  ask.open("GET", late, false);
  // A request that is waited for gives text only: the low half of each character is a byte.
  ask.overrideMimeType("text/plain; charset=x-user-defined");
  ask.send();
  if (ask.status !== 200) throw new Error(`${late}: ${ask.status}`);
  const text = ask.responseText;
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  new WebAssembly.Instance(new WebAssembly.Module(bytes), wants());
  join();
};

/** By itself, and again until the network gives it. */
function loadLate(pause = 1000) {
  if (there()) return;
  WebAssembly.compileStreaming(fetch(late)).then(
    async (module) => {
      const instance = await WebAssembly.instantiate(module, wants());
      if (instance && !there()) join();
    },
  ).catch(() => setTimeout(loadLate, pause, Math.min(2 * pause, 30000)));
}

function loadInstall(pause = 1000) {
  install().catch(() => setTimeout(loadInstall, pause, Math.min(2 * pause, 30000)));
}

/** The page stands when it has its link, or asks who is there; a page without a network stands all the same. */
function follow(looks = 20) {
  if (looks > 0 && !document.querySelector('[data-link="live"], .pin')) return setTimeout(follow, 250, looks - 1);
  (window.requestIdleCallback ?? setTimeout)(() => {
    if (late && parts.first.there) loadLate();
    loadInstall();
  });
}

init({ module_or_path: bySpeech() }).then(
  () => {
    sessionStorage.removeItem(tries);
    follow();
  },
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
