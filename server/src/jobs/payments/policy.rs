//! What follows from what the processor said: pure, so that a whole evening of failures is a table.

use shared::ids::PaymentId;
use shared::time::Timestamp;

use crate::orders::Outcome;
use crate::orders::tasks::{Charge, Phase, Return, Verdict, Watch};
use crate::stripe::{Fault, Found};

/// Tries after the first.
pub const RETRIES: u32 = 3;
/// The processor forgets a key after 24 hours: from then on only the list tells.
const KEY_SECONDS: i64 = 20 * 3600;
/// A charge that was given up is looked for so long after it is known that it had not landed.
const LOOK_AGAIN_SECONDS: [i64; 4] = [60, 300, 1_200, 3_600];
/// The longest pause between two look-ups, and between two rounds of a refund.
const PAUSE_MAX_SECONDS: i64 = 60;
const ROUND_MAX_SECONDS: i64 = 600;

/// What an attempt does next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Goes on in so many seconds; 0: at once.
    Go(i64, Phase),
    /// It is over, after so many tries.
    End(u32, Outcome),
}

/// Before a try: whether it may still be made.
pub fn may_try(charge: &Charge, unwanted: bool, now: Timestamp) -> Option<Next> {
    let Phase::Try { failed } = charge.phase else { return None };
    let asked = failed > 0 || charge.resumed;
    let verdict = if unwanted { Verdict::Declined } else { Verdict::GivenUp };
    let old = now.0 - charge.started_at.0 > KEY_SECONDS * 1000;
    let reason = if unwanted { "no longer wanted" } else { "too late" };
    match (unwanted || (old && asked), asked) {
        (false, _) => None,
        (true, true) => Some(Next::Go(0, last(failed, reason, verdict))),
        (true, false) => Some(Next::End(0, Outcome::Declined { reason: reason.into() })),
    }
}

/// After a try.
pub fn tried(charge: &Charge, said: Result<String, Fault>) -> Next {
    let Phase::Try { failed } = charge.phase else { return Next::Go(0, charge.phase.clone()) };
    let tries = failed + 1;
    match said {
        Ok(intent) => Next::End(tries, Outcome::Captured { by: charge.payment_id, intent }),
        Err(Fault::Declined(reason)) => Next::End(tries, Outcome::Declined { reason }),
        // An earlier try may have been heard although this one was turned away.
        Err(Fault::Definite(reason)) if failed > 0 || charge.resumed => Next::Go(0, last(tries, &reason, Verdict::Declined)),
        Err(Fault::Definite(reason)) => Next::End(tries, Outcome::Declined { reason }),
        Err(Fault::Passing(_)) if failed < RETRIES => Next::Go(1 << failed, Phase::Try { failed: tries }),
        Err(Fault::Passing(reason)) => Next::Go(0, last(tries, &reason, Verdict::GivenUp)),
    }
}

fn last(tries: u32, reason: &str, verdict: Verdict) -> Phase {
    Phase::LookLast { tries, failed: 0, reason: reason.to_owned(), verdict }
}

/// After a look-up.
pub fn looked(charge: &Charge, said: &Result<Vec<Found>, String>) -> Next {
    let seen = landed(said);
    match (&charge.phase, seen) {
        (Phase::LookFirst { .. }, Seen::Landed(by, intent)) => Next::End(0, Outcome::Captured { by, intent }),
        (Phase::LookFirst { .. }, Seen::Nothing) => Next::Go(0, Phase::Try { failed: 0 }),
        (Phase::LookFirst { failed: 0 }, Seen::Unknown) => Next::Go(1, Phase::LookFirst { failed: 1 }),
        // It was never asked for: the earlier ones stay what they are.
        (Phase::LookFirst { .. }, Seen::Unknown) => {
            Next::End(0, Outcome::GivenUp { reason: "the processor does not answer".into(), unknown: false })
        }
        (Phase::LookLast { tries, .. }, Seen::Landed(by, intent)) => Next::End(*tries, Outcome::Captured { by, intent }),
        (Phase::LookLast { tries, reason, verdict, .. }, Seen::Nothing) => {
            let reason = reason.clone();
            Next::End(
                *tries,
                match verdict {
                    Verdict::Declined => Outcome::Declined { reason },
                    Verdict::GivenUp => Outcome::GivenUp { reason, unknown: false },
                },
            )
        }
        (Phase::LookLast { tries, failed: 0, reason, verdict }, Seen::Unknown) => {
            let (tries, verdict, reason) = (*tries, *verdict, reason.clone());
            Next::Go(1, Phase::LookLast { tries, failed: 1, reason, verdict })
        }
        (Phase::LookLast { tries, reason, .. }, Seen::Unknown) => {
            Next::End(*tries, Outcome::GivenUp { reason: reason.clone(), unknown: true })
        }
        (Phase::Try { .. }, _) => Next::Go(0, charge.phase.clone()),
    }
}

/// What a look-up says of a charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    Landed(PaymentId, String),
    Nothing,
    /// No answer, or one that is not decided yet.
    Unknown,
}

pub fn landed(said: &Result<Vec<Found>, String>) -> Seen {
    let Ok(found) = said else { return Seen::Unknown };
    match found.iter().find(|found| found.succeeded) {
        Some(found) => Seen::Landed(found.payment, found.intent.clone()),
        None if found.is_empty() => Seen::Nothing,
        None => Seen::Unknown,
    }
}

/// When a charge that was given up is looked for again; `None`: never.
pub fn watch_on(watch: &Watch, answered: bool) -> Option<(i64, Watch)> {
    let mut next = watch.clone();
    if !answered {
        next.failed += 1;
        return Some(((1 << next.failed.min(10)).min(PAUSE_MAX_SECONDS), next));
    }
    let pause = LOOK_AGAIN_SECONDS.get(watch.answered as usize)?;
    (next.answered, next.failed) = (watch.answered + 1, 0);
    Some((*pause, next))
}

/// What a refund does after a try that failed in passing: `None`: looks whether it is there.
pub fn refund_again(refund: &Return) -> Option<(i64, Return)> {
    let again = Return { failed: refund.failed + 1, ..refund.clone() };
    (refund.failed < RETRIES).then_some((1 << refund.failed, again))
}

/// After that look: a new round where it is not there, the same look again where nobody answered.
pub fn refund_round(refund: &Return, answered: bool) -> (i64, Return) {
    if !answered {
        return (PAUSE_MAX_SECONDS, refund.clone());
    }
    let pause = (30 << refund.round.min(5)).min(ROUND_MAX_SECONDS);
    (pause, Return { round: refund.round + 1, failed: 0, ..refund.clone() })
}
