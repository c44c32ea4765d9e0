//! What every Passline page needs. A page's root looks like this:
//!
//! ```ignore
//! fn App() -> Element {
//!     let session = use_session_root();              // once, in the root
//!     match session.read().as_ref() {
//!         None => rsx! { PinPad { title: "Till" } }, // logs in, keeps the token
//!         Some(_) => rsx! { Till {} },
//!     }
//! }
//! fn Till() -> Element {
//!     let c: Connection = use_connection("pos", None, move |news: News| { /* fold into a store */ });
//!     // c.link() for `LinkBadge`, c.submit(&Ask::Order { .. }) for a tap, c.server_time() for clocks
//! }
//! ```
//!
//! | module | purpose |
//! |---|---|
//! | `connection` | the task that owns the WebSocket and runs `shared::sync` |
//! | `unsent` | commands kept in the browser until they are answered |
//! | `last_known` | what a screen showed last, for a start without a network |
//! | `renewal` | how a page becomes one of the server's build |
//! | `session` | login, token, renewal, logout |
//! | `api` | REST: `get`, `post`, `put` with JSON, bearer and `Idempotency-Key` |
//! | `load`, `doing` | reading what a page shows, and changing it, with what to show meanwhile |
//! | `member`, `money` | customers; sums and clocks as people read them |
//! | `pin_pad`, `pairing`, `link_badge`, `device_panel` | the components that all pages share |
//! | `text` | every word a person reads, by language |
//! | `theme`, `hand`, `keys` | size and light of this device; where the hand is; its keys |
//! | `platform` | the browser: sole user of `web_sys` and `js_sys` |
//!
//! Colours and sizes stand in `static/theme.css`; `static/early.js` catches what breaks.

pub mod api;
pub mod connection;
pub mod device_panel;
pub mod doing;
pub mod hand;
pub mod keys;
pub mod last_known;
pub mod link_badge;
pub mod load;
pub mod member;
pub mod money;
pub mod pairing;
pub mod pin_pad;
pub mod platform;
mod renewal;
pub mod session;
pub mod text;
pub mod theme;
pub mod unsent;

pub use connection::{Connection, LinkView, News, use_connection};
pub use device_panel::DevicePanel;
pub use last_known::LastKnown;
pub use link_badge::LinkBadge;
pub use pin_pad::PinPad;
pub use session::{Session, use_session, use_session_root};
