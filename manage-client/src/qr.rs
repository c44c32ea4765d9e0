//! A QR code as SVG: dark squares on white, with the quiet border that cameras want.

use dioxus::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

const BORDER: i32 = 4;

#[component]
pub fn Qr(text: String) -> Element {
    // Too long for a code: then the words below have to do.
    let Ok(code) = QrCode::encode_text(&text, QrCodeEcc::Medium) else {
        return rsx! {};
    };
    let side = code.size() + 2 * BORDER;
    let path = squares(&code);
    rsx! {
        svg { class: "qr", view_box: "0 0 {side} {side}", shape_rendering: "crispEdges", role: "img", "aria-label": "{text}", "data-qr": "{text}",
            rect { fill: "#fff", width: "{side}", height: "{side}" }
            path { fill: "#000", d: "{path}" }
        }
    }
}

/// A run of dark squares is one rectangle.
fn squares(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let from = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if x > from {
                path.push_str(&format!("M{} {}h{}v1h-{}z", from + BORDER, y + BORDER, x - from, x - from));
            }
            x += 1;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawing_has_every_dark_square_and_no_other() {
        let code = QrCode::encode_text("http://127.0.0.1:8080/kds#pair=ABCD2345", QrCodeEcc::Medium).unwrap();
        let mut dark = 0;
        for part in squares(&code).split('z').filter(|part| !part.is_empty()) {
            dark += part.split_once('h').and_then(|(_, rest)| rest.split_once('v')).unwrap().0.parse::<i32>().unwrap();
        }
        let all = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        assert_eq!(dark, all.filter(|(x, y)| code.get_module(*x, *y)).count() as i32);
    }
}
