//! Pieces of screens, drawn from an id or plain props.

pub mod advice;
pub mod bar;
pub mod batch;
pub mod dish;
pub mod order_card;
pub mod order_sheet;
pub mod panel;
pub mod ready;
pub mod recall;
pub mod row;
pub mod settings;
pub mod sheet;
pub mod ticket;
pub mod words;

use std::cell::{Cell, RefCell};

use client_kit::keys;
use client_kit::platform::{page, sound};
use dioxus::prelude::*;

use crate::store::Screen;

thread_local! {
    static LISTENING: Cell<bool> = const { Cell::new(false) };
    static PRESENT: RefCell<Option<(Screen, Callback<()>)>> = const { RefCell::new(None) };
}

/// Keys and changes of size go to the screen that is mounted now. The browser calls from outside
/// of Dioxus; a callback brings its runtime along.
pub fn use_listening(screen: Screen) {
    let key = use_callback(move |key: String| crate::keys::press(screen, &key));
    let size = use_callback(move |()| screen.resize());
    use_hook(|| {
        PRESENT.set(Some((screen, size)));
        keys::listen(move |name| screen.is_mounted() && key.call(name.to_owned()));
        // The browser's listener is made once and stays.
        if !LISTENING.replace(true) {
            // A touch is what browsers wait for before they let a page be heard; some, for its end.
            page::on_touch(|down| {
                if down {
                    return;
                }
                if let Some((screen, _)) = PRESENT.with_borrow(|p| *p).filter(|(screen, _)| screen.is_mounted())
                    && screen.silent.try_peek().is_ok_and(|silent| *silent)
                {
                    sound::unlock_soon();
                }
            });
            page::on_resize(|| {
                if let Some((_, size)) = PRESENT.with_borrow(|p| *p).filter(|(screen, _)| screen.is_mounted()) {
                    size.call(());
                }
            });
        }
    });
}
