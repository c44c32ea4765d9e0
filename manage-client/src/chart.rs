//! Bars, drawn as SVG: the policy of the pages allows no style in an attribute.

use dioxus::prelude::*;

/// One lying bar of so many thousandths of its room.
#[component]
pub fn Bar(thousandths: u32) -> Element {
    rsx! {
        svg { class: "bar", view_box: "0 0 1000 10", preserve_aspect_ratio: "none", "aria-hidden": "true",
            rect { class: "ground", width: "1000", height: "10" }
            rect { class: "part", width: "{thousandths.min(1000)}", height: "10" }
        }
    }
}

/// What part of the largest each is, in thousandths.
pub fn parts(values: &[i64]) -> Vec<u32> {
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    values.iter().map(|value| u32::try_from(value.max(&0) * 1000 / most).unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_fills_its_room_and_nothing_is_no_bar() {
        assert_eq!(parts(&[200, 50, 0, -3]), vec![1000, 250, 0, 0]);
        assert_eq!(parts(&[0, 0]), vec![0, 0]);
        assert_eq!(parts(&[]), Vec::<u32>::new());
    }
}
