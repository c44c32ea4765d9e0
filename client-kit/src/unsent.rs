//! Commands that the server has not answered, kept in `localStorage`: one key each, written when
//! the tap is on the glass and before the command is sent, removed once it is answered. So a tap
//! outlives a reload, a dead network and a power cut.

use shared::ids::CommandId;
use shared::outbox::Unsent;

use crate::platform::storage;

/// The drawer of one page and location: a station's taps must not go out with a till's token.
#[derive(Clone, Debug)]
pub struct Drawer {
    prefix: String,
}

impl Drawer {
    pub fn new(page: &str, location: &str) -> Drawer {
        Drawer { prefix: format!("passline.unsent.{page}.{location}.") }
    }

    /// False: the browser keeps nothing, and the tap lives only as long as the page.
    pub fn keep(&self, unsent: &Unsent) -> bool {
        storage::set_json(&self.key(unsent.frame.id), unsent)
    }

    pub fn forget(&self, id: CommandId) {
        storage::remove(&self.key(id));
    }

    /// All that is kept, in the order of the taps (ids are made in the order of time). What
    /// cannot be read is of another build and removed.
    pub fn all(&self) -> Vec<Unsent> {
        let read = |key: &String| {
            let unsent = storage::get_json(key);
            if unsent.is_none() {
                storage::remove(key);
            }
            unsent
        };
        storage::keys(&self.prefix).iter().filter_map(read).collect()
    }

    fn key(&self, id: CommandId) -> String {
        format!("{}{id}", self.prefix)
    }
}
