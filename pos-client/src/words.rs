//! The words of the check, the orders and the headline, as the kit has them.

pub use client_kit::text::till_check::*;
pub use client_kit::text::till_news::*;
