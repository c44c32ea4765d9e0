//! Keys of a keyboard or a bump bar, for whatever is on the screen now.

use std::cell::{Cell, RefCell};

use crate::platform::page;

type Listener = Box<dyn FnMut(&str) -> bool>;

thread_local! {
    static LISTENING: Cell<bool> = const { Cell::new(false) };
    static PRESENT: RefCell<Option<Listener>> = const { RefCell::new(None) };
}

/// From now on keys go here, and no longer to whoever had them. The listener says whether the
/// key was its own, and must cope with outliving its component. Names are the browser's: `"1"`,
/// `" "`, `"Enter"`, `"ArrowLeft"`.
pub fn listen(listener: impl FnMut(&str) -> bool + 'static) {
    PRESENT.set(Some(Box::new(listener)));
    if LISTENING.replace(true) {
        return;
    }
    // One listener of the browser's for the life of the page.
    page::on_key(|key| {
        // Taken out while it works: what it does may put another one in its place.
        let Some(mut listener) = PRESENT.take() else { return false };
        let ours = listener(key);
        PRESENT.with_borrow_mut(|present| {
            present.get_or_insert(listener);
        });
        ours
    });
}
