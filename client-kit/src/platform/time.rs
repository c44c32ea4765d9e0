//! The browser's clocks and timers.

use shared::time::Timestamp;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// The device's wall clock. It may be wrong: what is shown runs on server time.
pub fn now() -> Timestamp {
    Timestamp(js_sys::Date::now() as i64)
}

thread_local! {
    /// Asked for with every message: the way to it is longer than the answer.
    static PERFORMANCE: Option<web_sys::Performance> = web_sys::window().and_then(|w| w.performance());
    /// Safari has none.
    static PAUSE: Option<(web_sys::Window, js_sys::Function)> = web_sys::window().and_then(|window| {
        let ask = js_sys::Reflect::get(&window, &"requestIdleCallback".into()).ok()?.dyn_into().ok()?;
        Some((window, ask))
    });
}

/// Milliseconds that never jump, for measuring how long ago something was.
pub fn ticks() -> i64 {
    PERFORMANCE.with(|p| p.as_ref().map_or_else(js_sys::Date::now, web_sys::Performance::now)) as i64
}

pub async fn sleep(millis: u32) {
    gloo_timers::future::TimeoutFuture::new(millis).await;
}

/// Until the page has nothing to draw and nobody taps, but no longer than that. A browser that does not tell has
/// always time.
pub async fn pause(at_most: u32) {
    let (done, paused) = futures_channel::oneshot::channel();
    let then = Closure::once_into_js(move || {
        let _ = done.send(());
    });
    PAUSE.with(|pause| match pause {
        Some((window, ask)) => {
            let options = js_sys::Object::new();
            let _ = js_sys::Reflect::set(&options, &"timeout".into(), &at_most.into());
            let _ = ask.call2(window, &then, &options);
        }
        None => {
            let _ = then.unchecked_ref::<js_sys::Function>().call0(&JsValue::NULL);
        }
    });
    let _ = paused.await;
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
