//! The page: its address, whether anybody can see it, its size, its root's classes, its keys.

use std::cell::{Cell, RefCell};

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

fn location() -> Option<web_sys::Location> {
    web_sys::window().map(|w| w.location())
}

pub fn path() -> String {
    location().and_then(|l| l.pathname().ok()).unwrap_or_default()
}

/// One parameter of the address, percent-decoded.
pub fn query(name: &str) -> Option<String> {
    let search = location()?.search().ok()?;
    let raw = search.trim_start_matches('?').split('&').find_map(|kv| kv.strip_prefix(name)?.strip_prefix('='))?;
    let decoded = js_sys::decode_uri_component(&raw.replace('+', " ")).ok()?;
    decoded.as_string()
}

/// What stands behind the `#` of the address: it never leaves the browser, so no log has it.
pub fn fragment() -> String {
    location().and_then(|l| l.hash().ok()).unwrap_or_default().trim_start_matches('#').to_owned()
}

/// Takes the fragment out of the address, so that neither a reload nor the history has it again.
pub fn forget_fragment() {
    let search = location().and_then(|l| l.search().ok()).unwrap_or_default();
    replace_url(&format!("{}{search}", path()));
}

/// `https://passline.local:8080`: how this device reaches the server.
pub fn origin() -> String {
    location().and_then(|l| l.origin().ok()).unwrap_or_default()
}

/// The address of the live connection, beside this page.
pub fn live_url() -> String {
    let secure = is_https();
    let host = location().and_then(|l| l.host().ok()).unwrap_or_default();
    format!("{}://{host}/api/v1/live", if secure { "wss" } else { "ws" })
}

pub fn is_https() -> bool {
    location().and_then(|l| l.protocol().ok()).as_deref() == Some("https:")
}

pub fn reload() {
    if let Some(l) = location() {
        let _ = l.reload();
    }
}

/// Has `install.js` fetch the server's build whole, beside what is kept for the time without a
/// network. Then the next load brings it, or where that failed comes from the server.
pub fn renew(then: impl FnOnce() + 'static) {
    let renew = web_sys::window().and_then(|w| js_sys::Reflect::get(&w, &"passlineRenew".into()).ok());
    let renew = renew.and_then(|f| f.dyn_into::<js_sys::Function>().ok());
    let fetched = renew.and_then(|f| f.call0(&wasm_bindgen::JsValue::NULL).ok()?.dyn_into::<js_sys::Promise>().ok());
    wasm_bindgen_futures::spawn_local(async move {
        if let Some(fetched) = fetched {
            let _ = wasm_bindgen_futures::JsFuture::from(fetched).await;
        }
        then();
    });
}

/// HTTPS or this very machine: elsewhere browsers neither start a page without a network nor keep
/// the screen on.
pub fn is_secure() -> bool {
    web_sys::window().is_some_and(|w| w.is_secure_context())
}

/// Whether `install.js` has got something: `data-offline`, `data-awake`.
pub fn has(what: &str) -> bool {
    let root = web_sys::window().and_then(|w| w.document()).and_then(|d| d.document_element());
    root.and_then(|r| r.get_attribute(what)).as_deref() == Some("on")
}

/// Must be called by a touch.
pub fn toggle_full_screen() {
    let Some(document) = web_sys::window().and_then(|w| w.document()) else { return };
    match (document.fullscreen_element(), document.document_element()) {
        (Some(_), _) => document.exit_fullscreen(),
        // Where the browser will not, the person sees it.
        (None, Some(root)) => drop(root.request_fullscreen()),
        _ => {}
    }
}

/// Changes the address without loading anything, so that a reload comes back to the same place.
pub fn replace_url(url: &str) {
    if let Some(history) = web_sys::window().and_then(|w| w.history().ok()) {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(url));
    }
}

/// What `<meta name="passline-build">` says: the build this page belongs to.
pub fn build() -> Option<String> {
    let document = web_sys::window()?.document()?;
    document.query_selector("meta[name=passline-build]").ok()??.get_attribute("content")
}

pub fn is_visible() -> bool {
    thread_local! {
        // Asked some times a second: the way to it is longer than the answer.
        static DOCUMENT: Option<web_sys::Document> = web_sys::window().and_then(|w| w.document());
    }
    DOCUMENT.with(|d| d.as_ref().is_some_and(|d| d.visibility_state() == web_sys::VisibilityState::Visible))
}

/// What the page says its language is.
pub fn language() -> String {
    let root = web_sys::window().and_then(|w| w.document()).and_then(|d| d.document_element());
    root.and_then(|root| root.get_attribute("lang")).unwrap_or_default()
}

/// Width, height and root text size in px: what a layout has to work with.
pub fn size() -> (f64, f64, f64) {
    let Some(window) = web_sys::window() else { return (1024.0, 768.0, 16.0) };
    let number = |v: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| v.ok().and_then(|v| v.as_f64());
    let root = window.document().and_then(|d| d.document_element());
    let style = root.and_then(|r| window.get_computed_style(&r).ok().flatten());
    let text = style.and_then(|s| s.get_property_value("font-size").ok());
    let rem = text.and_then(|t| Some(js_sys::parse_float(&t)).filter(|px| px.is_finite())).unwrap_or(16.0);
    (number(window.inner_width()).unwrap_or(1024.0), number(window.inner_height()).unwrap_or(768.0), rem)
}

/// Puts exactly one class of a family on the root: `far-2` instead of any other `far-…`.
pub fn set_root_class(family: &str, class: &str) {
    let root = web_sys::window().and_then(|w| w.document()).and_then(|d| d.document_element());
    let Some(root) = root else { return };
    let kept = root.class_name();
    let kept = kept.split_whitespace().filter(|c| !c.starts_with(family));
    let all: Vec<&str> = kept.chain((!class.is_empty()).then_some(class)).collect();
    root.set_class_name(&all.join(" "));
}

/// Calls back for as long as the page lives. The closure is given to the browser for good, so
/// this is for the root of the application, once each.
fn listen<E: JsCast + wasm_bindgen::convert::FromWasmAbi + 'static>(
    target: &web_sys::EventTarget,
    kind: &str,
    f: impl FnMut(E) + 'static,
) {
    let closure = Closure::<dyn FnMut(E)>::new(f);
    let _ = target.add_event_listener_with_callback_and_bool(kind, closure.as_ref().unchecked_ref(), true);
    closure.forget();
}

pub fn on_resize(mut f: impl FnMut() + 'static) {
    if let Some(window) = web_sys::window() {
        listen::<web_sys::Event>(&window, "resize", move |_| f());
    }
}

thread_local! {
    /// Whether something would be lost; `None`: nobody has asked yet.
    static HELD: Cell<Option<bool>> = const { Cell::new(None) };
}

/// Has the browser ask before it leaves the page, from now on or no longer.
pub fn ask_before_leaving(ask: bool) {
    let Some(window) = web_sys::window() else { return };
    if HELD.replace(Some(ask)).is_none() {
        listen::<web_sys::Event>(&window, "beforeunload", move |event| {
            if HELD.get() == Some(true) {
                event.prevent_default();
            }
        });
    }
}

/// The browser says that a network came back: a reason to try now rather than later.
pub fn on_online(mut f: impl FnMut() + 'static) {
    if let Some(window) = web_sys::window() {
        listen::<web_sys::Event>(&window, "online", move |_| f());
    }
}

/// A finger or a mouse button went down or up anywhere (true = down). What a page does by itself is no touch.
pub fn on_touch(f: impl FnMut(bool) + Clone + 'static) {
    if let Some(window) = web_sys::window() {
        let (mut down, mut up, mut cancelled) = (f.clone(), f.clone(), f);
        listen::<web_sys::Event>(&window, "pointerdown", move |event| {
            if event.is_trusted() {
                down(true);
            }
        });
        listen::<web_sys::Event>(&window, "pointerup", move |_| up(false));
        listen::<web_sys::Event>(&window, "pointercancel", move |_| cancelled(false));
    }
}

/// Lets what listens there hear of a touch that nobody made.
pub fn rehearse(kind: &str, selector: &str) {
    let found = web_sys::window().and_then(|w| w.document()).and_then(|d| d.query_selector(selector).ok().flatten());
    let how = web_sys::PointerEventInit::new();
    how.set_bubbles(true);
    if let (Some(found), Ok(touch)) = (found, web_sys::PointerEvent::new_with_event_init_dict(kind, &how)) {
        // It asks for nothing, so nothing can be prevented.
        let _ = found.dispatch_event(&touch);
    }
}

/// A key went down; its name as the browser has it (`"1"`, `" "`, `"Enter"`, `"ArrowLeft"`).
/// Held keys do not repeat, keys with Ctrl, Alt or Meta are the browser's. True: it is ours.
pub fn on_key(mut f: impl FnMut(&str) -> bool + 'static) {
    if let Some(window) = web_sys::window() {
        listen::<web_sys::KeyboardEvent>(&window, "keydown", move |e| {
            let typing = e.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
            let typing = typing.is_some_and(|t| matches!(t.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
            if !(e.repeat() || e.ctrl_key() || e.alt_key() || e.meta_key() || typing) && f(&e.key()) {
                e.prevent_default();
            }
        });
    }
}

/// Moves the focus by so many among what the selector finds, and round again at the ends.
pub fn move_focus(selector: &str, by: i32) {
    let Some(document) = web_sys::window().and_then(|w| w.document()) else { return };
    let Ok(found) = document.query_selector_all(selector) else { return };
    let all: Vec<web_sys::Element> = (0..found.length()).filter_map(|k| found.get(k)?.dyn_into().ok()).collect();
    let now = document.active_element().and_then(|active| all.iter().position(|e| *e == active));
    let next = match now {
        Some(now) => now as i32 + by,
        None if by > 0 => 0,
        None => -1,
    };
    let place = next.rem_euclid((all.len() as i32).max(1)) as usize;
    if let Some(element) = all.get(place).and_then(|e| e.dyn_ref::<web_sys::HtmlElement>()) {
        let _ = element.focus();
    }
}

/// Puts the focus on the first that the selector finds.
pub fn focus(selector: &str) {
    let found = web_sys::window().and_then(|w| w.document()).and_then(|d| d.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Whether a button, a link or a field is shown to have the focus: Enter and Space are its own.
pub fn shows_focus() -> bool {
    let document = web_sys::window().and_then(|w| w.document());
    document.is_some_and(|d| d.query_selector(":is(button, a, input):focus-visible").is_ok_and(|found| found.is_some()))
}

/// Takes the focus from whatever has it.
pub fn blur() {
    let active = web_sys::window().and_then(|w| w.document()).and_then(|d| d.active_element());
    if let Some(element) = active.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.blur();
    }
}

thread_local! {
    /// What had the focus before something came to lie over it.
    static BEFORE: RefCell<Option<web_sys::Element>> = const { RefCell::new(None) };
}

/// What the one selector finds can neither be touched nor walked; the focus goes to the other.
pub fn cover(below: &str, above: &str) {
    let Some(document) = web_sys::window().and_then(|w| w.document()) else { return };
    BEFORE.set(document.active_element());
    if let Ok(Some(below)) = document.query_selector(below) {
        let _ = below.set_attribute("inert", "");
    }
    focus(above);
}

/// The same taken back, with the focus where it was.
pub fn uncover(below: &str) {
    let found = web_sys::window().and_then(|w| w.document()).and_then(|d| d.query_selector(below).ok().flatten());
    if let Some(below) = found {
        let _ = below.remove_attribute("inert");
    }
    if let Some(before) = BEFORE.take().and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = before.focus();
    }
}

thread_local! {
    /// What is to run, and the function that the browser calls for it: made once, since a tap waits meanwhile.
    static PAINTING: RefCell<Vec<Box<dyn FnOnce()>>> = const { RefCell::new(Vec::new()) };
    static PAINTED: Option<(web_sys::Window, js_sys::Function)> = web_sys::window().map(|window| {
        let then = Closure::<dyn FnMut()>::new(|| PAINTING.take().into_iter().for_each(|then| then())).into_js_value();
        let frame = Closure::<dyn FnMut()>::new({
            let window = window.clone();
            move || drop(window.set_timeout_with_callback(then.unchecked_ref()))
        });
        (window, frame.into_js_value().unchecked_into())
    });
}

/// Runs it when what is drawn now is on the glass; for a page that is not shown, when it is shown again.
pub fn when_painted(then: impl FnOnce() + 'static) {
    PAINTED.with(|painted| {
        let Some((window, frame)) = painted else { return };
        PAINTING.with_borrow_mut(|all| all.push(Box::new(then)));
        let _ = window.request_animation_frame(frame);
    });
}

thread_local! {
    static LEAVING: RefCell<Option<Box<dyn FnMut()>>> = const { RefCell::new(None) };
}

/// The page is left or loaded anew: what it has still to keep is kept now. One at a time.
pub fn on_leaving(f: impl FnMut() + 'static) {
    let Some(window) = web_sys::window() else { return };
    if LEAVING.replace(Some(Box::new(f))).is_none() {
        listen::<web_sys::Event>(&window, "pagehide", |_| {
            LEAVING.with_borrow_mut(|f| f.as_mut().map(|f| f()));
        });
    }
}

/// Has it read aloud to who works by ear, when nothing else is being said. The page has a place for it.
pub fn announce(text: &str) {
    let found = web_sys::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id("said"));
    if let Some(said) = found {
        said.set_text_content(Some(text));
    }
}

/// Shakes the device where it can; a browser that cannot has no such function.
pub fn vibrate(millis: u32) {
    let Some(navigator) = web_sys::window().map(|w| w.navigator()) else { return };
    let shake = js_sys::Reflect::get(&navigator, &"vibrate".into()).ok().and_then(|f| f.dyn_into::<js_sys::Function>().ok());
    if let Some(shake) = shake {
        let _ = shake.call1(&navigator, &millis.into());
    }
}

pub fn log(text: &str) {
    web_sys::console::log_1(&text.into());
}

/// What an attribute says of whatever is drawn there, or of what that stands in.
pub fn attribute_at(x: f64, y: f64, name: &str) -> Option<String> {
    let document = web_sys::window()?.document()?;
    let there = document.element_from_point(x as f32, y as f32)?;
    there.closest(&format!("[{name}]")).ok()??.get_attribute(name)
}

/// Puts what the selector finds beside a point. By script and not by an attribute: the page allows none.
pub fn place_at(selector: &str, x: f64, y: f64) {
    let found = web_sys::window().and_then(|w| w.document()).and_then(|d| d.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.style().set_property("translate", &format!("{x}px {y}px"));
    }
}
