//! `localStorage`: what has to outlive a reload and a power cut.

use serde::Serialize;
use serde::de::DeserializeOwned;

thread_local! {
    // Asking the window for it takes as long as writing something small.
    static STORAGE: Option<web_sys::Storage> = web_sys::window().and_then(|w| w.local_storage().ok().flatten());
}

fn storage() -> Option<web_sys::Storage> {
    STORAGE.with(Clone::clone)
}

pub fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// False where the browser keeps nothing (private window, full): the caller says so.
pub fn set(key: &str, value: &str) -> bool {
    storage().is_some_and(|s| s.set_item(key, value).is_ok())
}

pub fn remove(key: &str) {
    if let Some(s) = storage() {
        let _ = s.remove_item(key);
    }
}

/// All keys that begin with `prefix`, sorted.
pub fn keys(prefix: &str) -> Vec<String> {
    let Some(s) = storage() else { return Vec::new() };
    let count = s.length().unwrap_or(0);
    let mut keys: Vec<String> = (0..count).filter_map(|k| s.key(k).ok().flatten()).filter(|k| k.starts_with(prefix)).collect();
    shared::lean::sort_by_key(&mut keys, String::clone);
    keys
}

pub fn get_json<T: DeserializeOwned>(key: &str) -> Option<T> {
    read(&get(key)?)
}

/// Apart, so that what a device has not kept is not read by code that a start has to load.
#[inline(never)]
fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    shared::lean::from_str(text).ok()
}

pub fn set_json<T: Serialize>(key: &str, value: &T) -> bool {
    serde_json::to_string(value).is_ok_and(|text| set(key, &text))
}

/// `sessionStorage`: what belongs to this tab and outlives only its reloads.
pub fn tab_get(key: &str) -> Option<String> {
    web_sys::window()?.session_storage().ok().flatten()?.get_item(key).ok().flatten()
}

pub fn tab_set(key: &str, value: &str) {
    if let Some(s) = web_sys::window().and_then(|w| w.session_storage().ok().flatten()) {
        let _ = s.set_item(key, value);
    }
}
