//! How long the check would take, asked of the server while it is being tapped together.

use client_kit::api::{self, Failure};
use client_kit::platform::time;
use dioxus::prelude::*;
use serde::Deserialize;
use shared::ids::StationId;

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

/// The last answer for the check as it stands; nothing while there is none.
pub fn use_quote() -> Resource<Option<Quote>> {
    let till: Till = use_context();
    let mut later = use_signal(|| false);
    use_resource(move || {
        let body = {
            let cart = till.cart.read();
            let wanted = !cart.is_empty() && cart.target.is_none();
            wanted.then(|| serde_json::to_string(&cart.quote_body()).ok()).flatten()
        };
        async move {
            let body = body.filter(|_| !*later.peek())?;
            time::sleep(REST_MS).await;
            match api::call::<Quote>("POST", "/quotes", Some(&body), None).await {
                Ok(quote) => Some(quote),
                Err(failure) => {
                    // A server that has no quotes is not asked again.
                    if failure.comes_later() || matches!(&failure, Failure::Refused(problem) if problem.status == 404) {
                        later.set(true);
                    }
                    None
                }
            }
        }
    })
}
