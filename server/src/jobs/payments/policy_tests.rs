//! The policy, played through in virtual time.

use shared::ids::*;
use shared::time::Timestamp;

use super::policy::*;
use crate::clock::{Clock, FakeClock};
use crate::orders::Outcome;
use crate::orders::tab::Token;
use crate::orders::tasks::{Charge, Phase, Return, Watch};
use crate::stripe::{Fault, Found};

fn payment(n: u128) -> PaymentId {
    PaymentId(Uuid::from_u128(n))
}

fn charge(phase: Phase) -> Charge {
    Charge {
        order_id: OrderId(Uuid::from_u128(1)),
        payment_id: payment(2),
        amount: 1905,
        currency: "USD".into(),
        token: Token("pm_card_visa".into()),
        started_at: Timestamp(0),
        earlier: vec![payment(3)],
        since: Timestamp(0),
        phase,
        taken_up: 0,
        resumed: false,
    }
}

type Said = Result<String, Fault>;
type Looked = Result<Vec<Found>, String>;

/// Plays an attempt against these answers; when each call was made, and how it ended.
fn play(mut charge: Charge, mut tries: Vec<Said>, mut looks: Vec<Looked>) -> (Vec<(&'static str, i64)>, Outcome, u32) {
    let clock = FakeClock::at(Timestamp(0));
    let mut calls = Vec::new();
    loop {
        let next = match charge.phase {
            Phase::Try { .. } => {
                calls.push(("charge", clock.now().0 / 1000));
                tried(&charge, tries.remove(0))
            }
            _ => {
                calls.push(("list", clock.now().0 / 1000));
                looked(&charge, &looks.remove(0))
            }
        };
        match next {
            Next::Go(pause, phase) => {
                clock.advance_seconds(pause);
                charge.phase = phase;
            }
            Next::End(count, outcome) => {
                assert!(tries.is_empty() && looks.is_empty(), "calls that were not made: {tries:?} {looks:?}");
                return (calls, outcome, count);
            }
        }
    }
}

fn passing() -> Said {
    Err(Fault::Passing("500 api_error".into()))
}

fn down() -> Looked {
    Err("timeout".into())
}

fn found(n: u128, succeeded: bool) -> Looked {
    Ok(vec![Found { payment: payment(n), intent: "pi_1".into(), succeeded }])
}

fn first_try() -> Charge {
    charge(Phase::Try { failed: 0 })
}

#[test]
fn a_failure_that_may_pass_is_tried_again_after_1_2_and_4_seconds_then_looked_for() {
    let (calls, outcome, tries) = play(first_try(), vec![passing(), passing(), passing(), passing()], vec![Ok(vec![])]);
    assert_eq!(calls, [("charge", 0), ("charge", 1), ("charge", 3), ("charge", 7), ("list", 7)]);
    assert_eq!((outcome, tries), (Outcome::GivenUp { reason: "500 api_error".into(), unknown: false }, 4));
}

#[test]
fn a_charge_that_landed_unheard_is_adopted() {
    let (_, outcome, tries) = play(first_try(), vec![passing(); 4], vec![found(2, true)]);
    assert_eq!((outcome, tries), (Outcome::Captured { by: payment(2), intent: "pi_1".into() }, 4));
}

#[test]
fn a_look_up_is_tried_once_more_after_a_second_and_then_the_outcome_is_unknown() {
    let (calls, outcome, _) = play(first_try(), vec![passing(); 4], vec![down(), down()]);
    assert_eq!(calls[4..], [("list", 7), ("list", 8)]);
    assert_eq!(outcome, Outcome::GivenUp { reason: "500 api_error".into(), unknown: true });
    let (_, outcome, _) = play(first_try(), vec![passing(); 4], vec![down(), found(2, true)]);
    assert!(matches!(outcome, Outcome::Captured { .. }));
    // A charge that is not decided yet is no answer.
    let (_, outcome, _) = play(first_try(), vec![passing(); 4], vec![found(2, false), found(2, false)]);
    assert!(matches!(outcome, Outcome::GivenUp { unknown: true, .. }));
}

#[test]
fn a_decline_is_not_hammered() {
    let declined = || Err(Fault::Declined("card_declined".into()));
    let (calls, outcome, tries) = play(first_try(), vec![declined()], vec![]);
    assert_eq!((calls.len(), tries), (1, 1));
    assert_eq!(outcome, Outcome::Declined { reason: "card_declined".into() });
    let (calls, ..) = play(first_try(), vec![passing(), declined()], vec![]);
    assert_eq!(calls, [("charge", 0), ("charge", 1)]);
}

#[test]
fn who_is_turned_away_after_a_try_that_may_have_landed_looks_first() {
    let refused = || Err(Fault::Definite("invalid_request_error".into()));
    assert_eq!(play(first_try(), vec![refused()], vec![]).0.len(), 1);
    let (_, outcome, _) = play(first_try(), vec![passing(), refused()], vec![found(2, true)]);
    assert!(matches!(outcome, Outcome::Captured { .. }));
    let resumed = Charge { resumed: true, ..first_try() };
    let (_, outcome, _) = play(resumed, vec![refused()], vec![Ok(vec![])]);
    assert_eq!(outcome, Outcome::Declined { reason: "invalid_request_error".into() });
}

#[test]
fn before_a_further_attempt_the_earlier_ones_are_looked_for() {
    let further = || charge(Phase::LookFirst { failed: 0 });
    let (calls, outcome, _) = play(further(), vec![Ok("pi_2".into())], vec![Ok(vec![])]);
    assert_eq!(calls, [("list", 0), ("charge", 0)]);
    assert_eq!(outcome, Outcome::Captured { by: payment(2), intent: "pi_2".into() });
    let (_, outcome, tries) = play(further(), vec![], vec![found(3, true)]);
    assert_eq!((outcome, tries), (Outcome::Captured { by: payment(3), intent: "pi_1".into() }, 0));
    // Nothing is charged while nobody can say what became of the earlier ones.
    let (calls, outcome, tries) = play(further(), vec![], vec![down(), down()]);
    assert_eq!(calls, [("list", 0), ("list", 1)]);
    assert!(matches!(outcome, Outcome::GivenUp { unknown: false, .. }));
    assert_eq!(tries, 0);
}

#[test]
fn what_nobody_wants_any_more_is_not_charged() {
    let now = Timestamp(5_000);
    assert_eq!(may_try(&first_try(), false, now), None);
    assert!(matches!(may_try(&first_try(), true, now), Some(Next::End(0, Outcome::Declined { .. }))));
    for charge in [charge(Phase::Try { failed: 2 }), Charge { resumed: true, ..first_try() }] {
        assert!(matches!(may_try(&charge, true, now), Some(Next::Go(0, Phase::LookLast { .. }))), "it may have landed");
    }
}

#[test]
fn a_key_that_the_processor_may_have_forgotten_is_not_used_again() {
    let day = Timestamp(24 * 3600 * 1000);
    assert!(matches!(may_try(&charge(Phase::Try { failed: 1 }), false, day), Some(Next::Go(0, Phase::LookLast { .. }))));
    assert_eq!(may_try(&first_try(), false, day), None, "one that was never asked for may begin late");
}

#[test]
fn a_charge_that_was_given_up_is_looked_for_until_it_is_known_and_for_a_while_after() {
    let mut watch = Watch { order_id: OrderId(Uuid::nil()), payment_id: payment(2), since: Timestamp(0), answered: 0, failed: 0 };
    let mut pauses = vec![];
    for answered in [false, false, false, false, false, false, false, true, true, true, true] {
        let (pause, next) = watch_on(&watch, answered).unwrap();
        pauses.push(pause);
        watch = next;
    }
    assert_eq!(pauses, [2, 4, 8, 16, 32, 60, 60, 60, 300, 1200, 3600]);
    assert_eq!(watch_on(&watch, true), None);
    assert!(watch_on(&watch, false).is_some());
}

#[test]
fn a_refund_goes_on_until_it_is_decided_under_a_new_key_each_round() {
    let (order_id, payment_id, refund_id) = (OrderId(Uuid::nil()), payment(2), Uuid::from_u128(9));
    let mut refund = Return { order_id, payment_id, refund_id, amount: 5, intent: "pi_1".into(), round: 0, failed: 0 };
    let mut pauses = vec![];
    while let Some((pause, next)) = refund_again(&refund) {
        pauses.push(pause);
        refund = next;
    }
    assert_eq!((pauses, refund.failed), (vec![1, 2, 4], 3));
    let (_, same) = refund_round(&refund, false);
    assert_eq!(same, refund, "nobody answered: no new key");
    let (_, next) = refund_round(&refund, true);
    assert_eq!((next.round, next.failed), (1, 0));
}
