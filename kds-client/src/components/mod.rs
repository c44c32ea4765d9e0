//! Pieces of screens, drawn from an id or plain props.

pub mod bar;
pub mod panel;
pub mod row;
pub mod sheet;
pub mod ticket;
pub mod words;

use std::cell::{Cell, RefCell};

use client_kit::keys;
use client_kit::platform::page;

use crate::store::Screen;

thread_local! {
    static LISTENING: Cell<bool> = const { Cell::new(false) };
    static PRESENT: RefCell<Option<Screen>> = const { RefCell::new(None) };
}

/// Keys and changes of size go to the screen that is mounted now.
pub fn listen(screen: Screen) {
    PRESENT.set(Some(screen));
    keys::listen(move |key| screen.is_mounted() && crate::actions::key(screen, key));
    // The browser's listener is made once and stays.
    if LISTENING.replace(true) {
        return;
    }
    page::on_resize(|| {
        if let Some(screen) = PRESENT.with_borrow(|s| *s).filter(Screen::is_mounted) {
            screen.resize();
        }
    });
}
