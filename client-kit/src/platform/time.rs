//! The browser's clocks and timers.

use std::cell::RefCell;

use futures_channel::oneshot::{Sender, channel};
use shared::time::Timestamp;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// A page that has always something to do waits no longer for a pause.
const PAUSE_MS: u32 = 250;

/// The device's wall clock. It may be wrong: what is shown runs on server time.
pub fn now() -> Timestamp {
    Timestamp(js_sys::Date::now() as i64)
}

thread_local! {
    /// Asked for with every message: the way to it is longer than the answer.
    static PERFORMANCE: Option<web_sys::Performance> = web_sys::window().and_then(|w| w.performance());
    /// Asks for a pause. Safari knows none.
    static ASK_PAUSE: Option<(web_sys::Window, js_sys::Function, JsValue)> = web_sys::window().and_then(|window| {
        let ask = js_sys::Reflect::get(&window, &"requestIdleCallback".into()).ok()?.dyn_into().ok()?;
        let options = js_sys::Object::new();
        js_sys::Reflect::set(&options, &"timeout".into(), &PAUSE_MS.into()).ok()?;
        Some((window, ask, options.into()))
    });
    /// Who waits for it. Made once: what JavaScript is told anew takes longer than what is waited for.
    static PAUSING: RefCell<Vec<Sender<()>>> = const { RefCell::new(Vec::new()) };
    static PAUSED: JsValue = Closure::<dyn FnMut()>::new(|| {
        for waiting in PAUSING.take() {
            let _ = waiting.send(());
        }
    })
    .into_js_value();
}

/// Milliseconds that never jump, for measuring how long ago something was.
pub fn ticks() -> i64 {
    PERFORMANCE.with(|p| p.as_ref().map_or_else(js_sys::Date::now, web_sys::Performance::now)) as i64
}

pub async fn sleep(millis: u32) {
    gloo_timers::future::TimeoutFuture::new(millis).await;
}

/// Until the page has nothing to draw and nobody taps, but no longer than a quarter of a second. A browser that
/// does not tell has always time.
pub async fn pause() {
    let (waiting, paused) = channel();
    let asked = ASK_PAUSE.with(|ask| match ask {
        Some((window, ask, options)) => PAUSED.with(|then| ask.call2(window, then, options).is_ok()),
        None => false,
    });
    if asked {
        PAUSING.with_borrow_mut(|all| all.push(waiting));
        let _ = paused.await;
    }
}

/// Month, from 1, and day of an instant in the device's time zone.
pub fn local_day(at: Timestamp) -> (u32, u32) {
    let date = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
    (date.get_month() + 1, date.get_date())
}

/// `2026-11-22` in the device's time zone, as a field for days wants it.
pub fn day(at: Timestamp) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
    format!("{:04}-{:02}-{:02}", date.get_full_year(), date.get_month() + 1, date.get_date())
}

/// Hours, minutes and seconds of an instant in the device's time zone.
pub fn local(at: Timestamp) -> (u32, u32, u32) {
    let date = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
    (date.get_hours(), date.get_minutes(), date.get_seconds())
}

/// When a day such as `2026-11-22` begins in the device's time zone.
pub fn start_of_day(day: &str) -> Option<Timestamp> {
    let mut parts = day.split('-').map(str::parse::<u32>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let date = js_sys::Date::new_with_year_month_day(year, month.checked_sub(1)? as i32, day as i32);
    Some(Timestamp(date.get_time() as i64))
}
