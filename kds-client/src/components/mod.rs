//! Pieces of screens, drawn from an id or plain props.

pub mod bar;
pub mod panel;
pub mod row;
pub mod sheet;
pub mod ticket;
pub mod words;

use std::cell::{Cell, RefCell};

use client_kit::platform::page;

use crate::store::Screen;

thread_local! {
    static LISTENING: Cell<bool> = const { Cell::new(false) };
    static PRESENT: RefCell<Option<Screen>> = const { RefCell::new(None) };
}

/// Keys and changes of size go to the screen that is mounted now. The browser's listeners are
/// made once and stay.
pub fn listen(screen: Screen) {
    PRESENT.set(Some(screen));
    if LISTENING.replace(true) {
        return;
    }
    page::on_key(|key| {
        let screen = PRESENT.with_borrow(|s| *s);
        screen.is_some_and(|screen| screen.is_mounted() && crate::actions::key(screen, key))
    });
    page::on_resize(|| {
        if let Some(screen) = PRESENT.with_borrow(|s| *s).filter(Screen::is_mounted) {
            screen.resize();
        }
    });
}
