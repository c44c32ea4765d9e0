//! Charges, look-ups and refunds at the card processor, and what has its time around them. Each
//! step is written down before the next, so that a crash resumes; what came of it is judged by the
//! location's writer.

mod policy;

use std::time::Duration;

use async_trait::async_trait;
use shared::ids::*;
use shared::time::Timestamp;

use self::policy::{Next, Seen};
use super::Worker;
use crate::auth::Actor;
use crate::bus::letters;
use crate::config::StripeSettings;
use crate::orders::tab::*;
use crate::orders::tasks::*;
use crate::orders::{Key, Outcome, PaymentAsk, Request, What};
use crate::state::App;
use crate::store::{JobChange, JobRow, Kind};
use crate::stripe::{self, Fault, Stripe};

/// Without a processor nothing can be charged: somebody has to set one up again.
const WITHOUT_STRIPE_SECONDS: i64 = 10;
/// Between two tries to reach Redis.
const TELL_AGAIN_SECONDS: i64 = 5;

pub struct Payments {
    stripe: Option<Stripe>,
    redis_url: Option<String>,
}

/// `None`: the writer has settled the job.
type Worked = anyhow::Result<Option<JobChange>>;

impl Payments {
    pub fn new(settings: &StripeSettings, redis_url: Option<String>) -> anyhow::Result<Payments> {
        let limit = Duration::from_millis(settings.stripe_timeout_ms.into());
        let open = |key| Stripe::new(key, &settings.stripe_api_base, limit);
        Ok(Payments { stripe: settings.stripe_secret_key.as_ref().map(open).transpose()?, redis_url })
    }
}

#[async_trait]
impl Worker for Payments {
    fn kind(&self) -> &'static str {
        JOB
    }

    async fn work(&self, app: &App, job: &JobRow) -> Worked {
        match (serde_json::from_str(&job.json)?, &self.stripe) {
            (Task::Charge(charge), Some(stripe)) => charge_card(app, job, stripe, charge).await,
            (Task::Watch(watch), Some(stripe)) => look_again(app, job, stripe, watch).await,
            (Task::Refund(refund), Some(stripe)) => give_back(app, job, stripe, refund).await,
            (Task::Charge(_) | Task::Watch(_) | Task::Refund(_), None) => {
                tracing::warn!(job.id = %job.id, "a payment waits for a card processor: STRIPE_SECRET_KEY is not set");
                Ok(Some(JobChange::Again { id: job.id, due_at: seconds(app, WITHOUT_STRIPE_SECONDS), json: job.json.clone() }))
            }
            (Task::Unpaid(Unpaid { order_id, payment_id }), _) => {
                let ask = PaymentAsk::Unpaid { payment: payment_id, job: job.id };
                submit(app, job, order_id, ask).await
            }
            (Task::Tell(letter), _) => self.tell(app, job, &letter).await,
        }
    }
}

impl Payments {
    /// A dead letter for whoever listens at Redis. It may be told twice.
    async fn tell(&self, app: &App, job: &JobRow, letter: &DeadLetter) -> Worked {
        let Some(url) = &self.redis_url else { return Ok(Some(JobChange::Done(job.id))) };
        let fields = [
            ("id", letter.id.to_string()),
            ("kind", letter.kind.clone()),
            ("location", job.location.to_string()),
            ("payment_id", letter.payment_id.to_string()),
            ("order_id", letter.order_id.to_string()),
            ("amount", letter.amount.to_string()),
            ("currency", letter.currency.clone()),
            ("attempts", letter.attempts.to_string()),
            ("reason", letter.reason.clone()),
            ("outcome", letter.outcome.clone()),
            ("at", letter.at.to_string()),
        ];
        match letters::append(url, letters::PAYMENTS_FAILED, &fields).await {
            Ok(()) => Ok(Some(JobChange::Done(job.id))),
            Err(cause) => {
                tracing::warn!(job.id = %job.id, cause = format!("{cause:#}"), "a dead letter could not be told to Redis");
                Ok(Some(JobChange::Again { id: job.id, due_at: seconds(app, TELL_AGAIN_SECONDS), json: job.json.clone() }))
            }
        }
    }
}

/// In so many seconds of the payments' own clock.
fn seconds(app: &App, seconds: i64) -> Timestamp {
    Timestamp(app.clock.now().0 + seconds * app.orders.terms().second_ms)
}

fn again(app: &App, job: &JobRow, pause: i64, task: &Task) -> Worked {
    Ok(Some(JobChange::Again { id: job.id, due_at: seconds(app, pause), json: serde_json::to_string(task)? }))
}

/// Hands what came of it to the location's writer, which settles the job with it.
async fn submit(app: &App, job: &JobRow, order_id: OrderId, ask: PaymentAsk) -> Worked {
    let request = Request {
        actor: Actor::system(&job.location),
        key: Key { id: CommandId(app.ids.fresh()), fingerprint: Vec::new() },
        if_match: None,
        tapped_at: None,
        what: What::Payment { order_id, ask },
    };
    match app.orders.submit(&job.location, request).await {
        Ok(_) => Ok(None),
        Err(refusal) => anyhow::bail!("not written down: {}", refusal.detail()),
    }
}

/// The attempt as it stands: a hint, which saves calls that nobody wants.
async fn attempt(app: &App, job: &JobRow, order_id: OrderId, payment: PaymentId) -> anyhow::Result<Option<Attempt>> {
    let json = app.store.record(&job.location, Kind::Tab, &order_id.to_string()).await?;
    let tab: Option<Tab> = json.as_deref().map(serde_json::from_str).transpose()?;
    Ok(tab.and_then(|tab| tab.get(payment).cloned()))
}

async fn charge_card(app: &App, job: &JobRow, stripe: &Stripe, mut charge: Charge) -> Worked {
    // Taken up once more than was written down: somebody was lost on the way.
    charge.resumed |= job.tries > charge.taken_up + 1;
    charge.taken_up = job.tries;
    loop {
        let Some(attempt) = attempt(app, job, charge.order_id, charge.payment_id).await? else {
            return Ok(Some(JobChange::Done(job.id)));
        };
        if attempt.state != State::Pending {
            return Ok(Some(JobChange::Done(job.id)));
        }
        let next = match policy::may_try(&charge, attempt.unwanted, app.clock.now()) {
            Some(next) => next,
            None => act(stripe, &charge).await,
        };
        match next {
            Next::Go(0, phase) => charge.phase = phase,
            Next::Go(pause, phase) => {
                charge.phase = phase;
                return again(app, job, pause, &Task::Charge(charge));
            }
            Next::End(tries, outcome) => {
                let ask = PaymentAsk::Charged { payment: charge.payment_id, job: Some(job.id), tries, outcome };
                return submit(app, job, charge.order_id, ask).await;
            }
        }
    }
}

async fn act(stripe: &Stripe, charge: &Charge) -> Next {
    match &charge.phase {
        Phase::Try { .. } => {
            let (payment, amount) = (charge.payment_id, charge.amount);
            let ask = stripe::Charge { payment, amount, currency: &charge.currency, token: &charge.token.0 };
            policy::tried(charge, stripe.charge(&ask).await)
        }
        Phase::LookFirst { .. } => policy::looked(charge, &stripe.find(&charge.earlier, charge.since).await),
        Phase::LookLast { .. } => policy::looked(charge, &stripe.find(&[charge.payment_id], charge.started_at).await),
    }
}

async fn look_again(app: &App, job: &JobRow, stripe: &Stripe, watch: Watch) -> Worked {
    let (order_id, payment) = (watch.order_id, watch.payment_id);
    let attempt = attempt(app, job, order_id, payment).await?;
    let Some(attempt) = attempt.filter(|attempt| attempt.state == State::Dead) else {
        return Ok(Some(JobChange::Done(job.id)));
    };
    let seen = policy::landed(&stripe.find(&[payment], watch.since).await);
    if let Seen::Landed(by, intent) = seen {
        let outcome = Outcome::Captured { by, intent };
        let ask = PaymentAsk::Charged { payment, job: Some(job.id), tries: attempt.tries, outcome };
        return submit(app, job, order_id, ask).await;
    }
    let answered = seen == Seen::Nothing;
    if answered && attempt.unknown {
        let ask = PaymentAsk::Charged { payment, job: None, tries: attempt.tries, outcome: Outcome::NotFound };
        submit(app, job, order_id, ask).await?;
    }
    match policy::watch_on(&watch, answered) {
        Some((pause, watch)) => again(app, job, pause, &Task::Watch(watch)),
        None => Ok(Some(JobChange::Done(job.id))),
    }
}

async fn give_back(app: &App, job: &JobRow, stripe: &Stripe, refund: Return) -> Worked {
    let id = refund.refund_id;
    let returned = |refused| submit(app, job, refund.order_id, PaymentAsk::Returned { refund: id, refused });
    if refund.failed > policy::RETRIES {
        // The processor repeats a first answer under its key: a new one, once the list says no.
        return match stripe.is_refunded(id, &refund.intent).await {
            Ok(true) => returned(None).await,
            answer => {
                let (pause, refund) = policy::refund_round(&refund, answer.is_ok());
                again(app, job, pause, &Task::Refund(refund))
            }
        };
    }
    // An answer that never came may still have been a refund: a new key would give back twice.
    if refund.round > 0 && refund.failed == 0 {
        match stripe.is_refunded(id, &refund.intent).await {
            Ok(true) => return returned(None).await,
            Ok(false) => {}
            Err(_) => {
                let (pause, refund) = policy::refund_round(&refund, false);
                return again(app, job, pause, &Task::Refund(refund));
            }
        }
    }
    let key = if refund.round == 0 { id.to_string() } else { format!("{id}-{}", refund.round) };
    match stripe.refund(id, &key, &refund.intent, refund.amount).await {
        Ok(()) => returned(None).await,
        Err(Fault::Definite(reason) | Fault::Declined(reason)) => returned(Some(reason)).await,
        Err(Fault::Passing(_)) => {
            let (pause, next) =
                policy::refund_again(&refund).unwrap_or_else(|| (0, Return { failed: refund.failed + 1, ..refund.clone() }));
            again(app, job, pause, &Task::Refund(next))
        }
    }
}

#[cfg(test)]
mod policy_tests;
