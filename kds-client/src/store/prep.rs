//! What dishes take, as the server has learnt it: read every few minutes, and what was known last is kept.

use client_kit::api;
use client_kit::platform::{storage, time};
use serde::Deserialize;
use shared::ids::MenuItemId;
use shared::lean;

use super::Screen;

const KEY: &str = "passline.prep";
const EVERY_MS: u32 = 4 * 60_000;
const AGAIN_MS: u32 = 15_000;
const FIRST_MS: u32 = 1_000;

#[derive(Deserialize)]
struct Dish {
    menu_item_id: MenuItemId,
    seconds: u32,
}

#[derive(Deserialize)]
struct Answer {
    items: Vec<Dish>,
    #[serde(default)]
    portions_at_once: Option<u32>,
}

impl Screen {
    /// For as long as the screen is there.
    pub async fn follow_prep_times(self) {
        let mut known = storage::get(KEY).unwrap_or_default();
        if !known.is_empty() {
            self.learn(&known);
        }
        // The first board comes first.
        time::sleep(FIRST_MS).await;
        loop {
            let wait = match api::text("GET", "/prep-times", None, None, api::JSON).await {
                Ok(text) => {
                    if text != known {
                        self.learn(&text);
                        storage::set(KEY, &text);
                        known = text;
                    }
                    EVERY_MS
                }
                Err(_) => AGAIN_MS,
            };
            time::sleep(wait).await;
        }
    }

    fn learn(self, text: &str) {
        if let Ok(Answer { items, portions_at_once }) = lean::from_str(text) {
            let clock = self.clock();
            let seconds = items.into_iter().map(|dish| (dish.menu_item_id, dish.seconds)).collect();
            self.change(|k| k.learn(seconds, portions_at_once, clock));
        }
    }
}
