//! How long the check would take, asked of the server while it is being tapped together.

use client_kit::api::{self, Failure};
use client_kit::platform::time;
use dioxus::prelude::*;
use serde::Deserialize;
use shared::ids::StationId;

use crate::cart::Missing;
use crate::store::Till;

/// Taps come in bursts: the server is asked when the hand rests.
const REST_MS: u32 = 600;

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Quote {
    pub minutes: u64,
    /// The station that is the limit.
    #[serde(default)]
    pub station: Option<StationId>,
}

/// What is known of how long the check takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    /// Nothing was asked, or the answer is on its way.
    Not,
    Quote(Quote),
    /// Nobody answers.
    NoLink,
}

/// The last answer for the check as it stands, a further chit for an open order as well.
pub fn use_quote() -> Resource<Known> {
    let till: Till = use_context();
    let mut later = use_signal(|| false);
    let live = use_memo(move || till.reads_live());
    use_resource(move || {
        let body = {
            let cart = till.cart.read();
            // Of half a check nobody can say how long it takes.
            let missing = till.menu.peek().as_ref().and_then(|menu| cart.missing(menu));
            let whole = !cart.is_empty() && matches!(missing, None | Some(Missing::Table | Missing::Name));
            whole.then(|| serde_json::to_string(&cart.quote_body()).ok()).flatten()
        };
        let live = live();
        async move {
            let Some(body) = body.filter(|_| !*later.peek()) else { return Known::Not };
            if !live {
                return Known::NoLink;
            }
            time::sleep(REST_MS).await;
            match api::call::<Quote>("POST", "/quotes", Some(&body), None).await {
                Ok(quote) => Known::Quote(quote),
                Err(Failure::NoAnswer) => Known::NoLink,
                Err(failure) => {
                    // A server that has no quotes is not asked again.
                    if failure.comes_later() || matches!(&failure, Failure::Refused(problem) if problem.status == 404) {
                        later.set(true);
                    }
                    Known::Not
                }
            }
        }
    })
}
