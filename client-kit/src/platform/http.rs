//! `fetch`, as far as REST needs it.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, Request, RequestCache, RequestInit, Response};

/// A call that hangs is a call that failed: the till must be able to say so.
const TIMEOUT_MS: u32 = 12_000;

pub struct Reply {
    pub status: u16,
    pub text: String,
}

/// `None`: no answer (no network, time out, refused by the browser).
pub async fn fetch(method: &str, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> Option<Reply> {
    let abort = AbortController::new().ok()?;
    let signal = abort.signal();
    let guard = gloo_timers::callback::Timeout::new(TIMEOUT_MS, move || abort.abort());
    let reply = exchange(method, path, headers, body, &signal).await.ok();
    guard.cancel();
    reply
}

async fn exchange(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&str>,
    signal: &web_sys::AbortSignal,
) -> Result<Reply, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let all = Headers::new()?;
    for (name, value) in headers {
        all.set(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(method);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(signal));
    if let Some(body) = body {
        if !all.has("content-type")? {
            all.set("content-type", "application/json")?;
        }
        init.set_body(&JsValue::from_str(body));
    }
    init.set_headers(&all);
    let request = Request::new_with_str_and_init(path, &init)?;
    let response: Response = JsFuture::from(window.fetch_with_request(&request)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    Ok(Reply { status: response.status(), text })
}

/// A value as it may stand in an address.
pub fn encoded(value: &str) -> String {
    String::from(js_sys::encode_uri_component(value))
}
