//! Files of the person at the screen: one to read, one to save.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlInputElement, Url};

/// Name and text of the file that was chosen in `<input type="file" id=…>`. `None`: none, or none
/// that can be read.
pub async fn chosen(input: &str) -> Option<(String, String)> {
    let element = web_sys::window()?.document()?.get_element_by_id(input)?;
    let file = element.dyn_into::<HtmlInputElement>().ok()?.files()?.get(0)?;
    let text = JsFuture::from(file.text()).await.ok()?.as_string()?;
    Some((file.name(), text))
}

/// Hands a text to the person as a file. It was fetched with the token, which an address in a link
/// could not carry.
pub fn save(name: &str, kind: &str, text: &str) {
    // Nothing to be done where the browser has no files.
    let _ = try_save(name, kind, text);
}

fn try_save(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|w| w.document()).ok_or(JsValue::NULL)?;
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&text.into()), &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}
