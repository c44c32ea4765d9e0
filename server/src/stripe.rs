//! The card processor: three calls of Stripe's API, over a connection of their own each. What an
//! answer means stands here; what is done about it, in `jobs/payments`.

mod wire;

use std::time::Duration;

use serde_json::Value;
use shared::ids::{PaymentId, Uuid};
use shared::money::Minor;
use shared::time::Timestamp;

use crate::config::Secret;
use wire::Wire;

/// How far before an attempt's start its charge is looked for: clocks differ.
const LOOK_BACK_SECONDS: i64 = 600;
/// Pages of a look-up: the charges of a very long outage; more would never end.
const PAGES_MAX: usize = 500;

/// Why there is no success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The same may work in a moment, or may have worked.
    Passing(String),
    /// The processor has decided.
    Definite(String),
    /// It has decided about the card itself.
    Declined(String),
}

/// What is asked for.
pub struct Charge<'a> {
    pub payment: PaymentId,
    pub amount: Minor,
    pub currency: &'a str,
    pub token: &'a str,
}

/// One charge of the processor's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub payment: PaymentId,
    pub intent: String,
    /// Otherwise it may still become one.
    pub succeeded: bool,
}

pub struct Stripe(Wire);

impl Stripe {
    pub fn new(key: &Secret, base: &str, limit: Duration) -> anyhow::Result<Stripe> {
        Ok(Stripe(Wire::new(key.clone(), base, limit)?))
    }

    /// Takes the money; the processor's name for it. The same payment never pays twice.
    pub async fn charge(&self, charge: &Charge<'_>) -> Result<String, Fault> {
        let payment = charge.payment.to_string();
        let form = form(&[
            ("amount", &charge.amount.to_string()),
            ("currency", &charge.currency.to_lowercase()),
            ("payment_method", charge.token),
            ("confirm", "true"),
            ("metadata[attempt_id]", &payment),
        ]);
        let (status, body) = self.0.post("/v1/payment_intents", &payment, form).await.map_err(Fault::Passing)?;
        if status != 200 {
            return Err(fault(status, &body));
        }
        match (body["status"].as_str(), body["id"].as_str()) {
            (Some("succeeded"), Some(id)) => Ok(id.to_owned()),
            (Some("processing"), _) => Err(Fault::Passing("processing".into())),
            // Nobody is there who could answer the bank's question.
            (Some("requires_action"), _) => Err(Fault::Declined("authentication_required".into())),
            (Some(other), _) => Err(Fault::Declined(other.to_owned())),
            _ => Err(Fault::Passing("an answer that cannot be read".into())),
        }
    }

    /// Which of these payments' charges there are since the first of them began.
    pub async fn find(&self, payments: &[PaymentId], since: Timestamp) -> Result<Vec<Found>, String> {
        let from = since.0.div_euclid(1000) - LOOK_BACK_SECONDS;
        let mut found = Vec::new();
        self.pages(&format!("/v1/payment_intents?created%5Bgte%5D={from}&limit=100"), |intent| {
            let attempt = intent["metadata"]["attempt_id"].as_str().and_then(|id| id.parse::<PaymentId>().ok());
            let (Some(payment), Some(id)) = (attempt.filter(|id| payments.contains(id)), intent["id"].as_str()) else { return };
            let status = intent["status"].as_str().unwrap_or_default();
            if matches!(status, "succeeded" | "processing") {
                found.push(Found { payment, intent: id.to_owned(), succeeded: status == "succeeded" });
            }
        })
        .await?;
        Ok(found)
    }

    /// Gives money back; `key` makes it count once.
    pub async fn refund(&self, refund: Uuid, key: &str, intent: &str, amount: Minor) -> Result<(), Fault> {
        let form =
            form(&[("payment_intent", intent), ("amount", &amount.to_string()), ("metadata[refund_id]", &refund.to_string())]);
        let (status, body) = self.0.post("/v1/refunds", key, form).await.map_err(Fault::Passing)?;
        match (status, body["status"].as_str(), body["error"]["code"].as_str()) {
            (200, Some("failed" | "canceled"), _) => Err(Fault::Definite("the processor could not give it back".into())),
            // Somebody gave it back by hand.
            (200, ..) | (400, _, Some("charge_already_refunded")) => Ok(()),
            _ => Err(fault(status, &body)),
        }
    }

    /// Whether a refund of ours is among those of a charge.
    pub async fn is_refunded(&self, refund: Uuid, intent: &str) -> Result<bool, String> {
        let (id, mut there) = (refund.to_string(), false);
        self.pages(&format!("/v1/refunds?payment_intent={}&limit=100", encode(intent)), |refund| {
            let live = !matches!(refund["status"].as_str(), Some("failed" | "canceled"));
            there |= live && refund["metadata"]["refund_id"].as_str() == Some(&id);
        })
        .await?;
        Ok(there)
    }

    /// Reads a list to its end. An answer that cannot be read is no answer.
    async fn pages(&self, path: &str, mut each: impl FnMut(&Value)) -> Result<(), String> {
        let mut after = String::new();
        for _ in 0..PAGES_MAX {
            let (status, body) = self.0.get(&format!("{path}{after}")).await?;
            let Some(data) = body["data"].as_array().filter(|_| status == 200) else {
                return Err(format!("the processor's list: {status}"));
            };
            data.iter().for_each(&mut each);
            match data.last().and_then(|last| last["id"].as_str()) {
                Some(last) if body["has_more"] == true => after = format!("&starting_after={}", encode(last)),
                _ => return Ok(()),
            }
        }
        Err("the processor's list does not end".into())
    }
}

/// What an answer that is no success means. The processor's own words may hold part of the key or
/// of the card: only its codes are passed on.
fn fault(status: u16, body: &Value) -> Fault {
    let error = &body["error"];
    let word = |name: &str| error[name].as_str().map(|word| word.chars().take(100).collect::<String>());
    let reason = match (word("code"), word("decline_code")) {
        (Some(code), Some(why)) if code != why => format!("{code}: {why}"),
        (Some(code), _) => code,
        (None, why) => why.or_else(|| word("type")).unwrap_or_else(|| format!("the processor answered {status}")),
    };
    match status {
        402 => Fault::Declined(reason),
        // Under this key something else was asked: what became of it, the list tells.
        400 if error["type"] == "idempotency_error" => Fault::Passing(reason),
        408 | 409 | 429 | 500.. => Fault::Passing(format!("{status} {reason}")),
        400..500 => Fault::Definite(reason),
        _ => Fault::Passing(format!("the processor answered {status}")),
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{}={}", encode(name), encode(value));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte.into()),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_may_pass_is_told_from_what_is_decided() {
        let card = json!({"error": {"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds"}});
        assert_eq!(fault(402, &card), Fault::Declined("card_declined: insufficient_funds".into()));
        assert_eq!(
            fault(401, &json!({"error": {"type": "invalid_request_error", "message": "sk_live_…"}})),
            Fault::Definite("invalid_request_error".into())
        );
        assert_eq!(fault(404, &json!(null)), Fault::Definite("the processor answered 404".into()));
        for status in [409, 429, 500, 502, 503] {
            assert!(matches!(fault(status, &card), Fault::Passing(_)), "{status}");
        }
        assert!(matches!(fault(400, &json!({"error": {"type": "idempotency_error"}})), Fault::Passing(_)));
        assert!(matches!(fault(302, &json!(null)), Fault::Passing(_)), "a proxy in between decides nothing");
    }

    #[test]
    fn a_form_says_its_fields_safely() {
        assert_eq!(form(&[("metadata[attempt_id]", "a b&c=ü"), ("x", "1")]), "metadata%5Battempt_id%5D=a%20b%26c%3D%C3%BC&x=1");
    }
}
