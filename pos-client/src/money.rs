//! Money at the till: what a bill comes to, and what guests hand over.

use shared::board::Tax;
use shared::money::Minor;

use crate::words::{Word, say};

pub use client_kit::money::{clock, short, unit};

/// `+1.50` beside an option; nothing where it is free.
pub fn extra(amount: Minor) -> String {
    match amount {
        0 => String::new(),
        1.. => format!("+{}", short(amount)),
        _ => short(amount),
    }
}

/// The words about the tax, and the total; as the server will reckon it.
pub fn with_tax(subtotal: Minor, tax: Option<Tax>) -> (String, Minor) {
    match tax {
        None => (say(Word::PlusTax).into(), subtotal),
        Some(tax) if tax.included => (format!("{} {}", say(Word::TaxWithin), short(tax.percent.within(subtotal))), subtotal),
        Some(tax) => {
            let tax = tax.percent.on_top_of(subtotal);
            (format!("{} {}", say(Word::Tax), short(tax)), subtotal + tax)
        }
    }
}

/// What guests hand over for such an amount: the next round sums above it. Steps in hundredths of a
/// currency that has some, in its own units where it has none: the smallest note of those is large.
pub fn likely_notes(amount: Minor, unit: Minor) -> Vec<Minor> {
    let scale = (unit / 100).max(1);
    let mut notes = Vec::new();
    for step in [100, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 100_000, 500_000] {
        let step = step * scale;
        let up = (amount + step - 1).div_euclid(step) * step;
        if up > amount && !notes.contains(&up) {
            notes.push(up);
        }
    }
    notes.truncate(5);
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bill_of_the_contract_is_previewed_to_the_cent() {
        let tax = Tax { percent: "8.875".parse().unwrap(), included: false };
        assert_eq!(with_tax(2790, Some(tax)).1, 3038);
        assert_eq!(with_tax(2790, Some(Tax { included: true, ..tax })).1, 2790);
    }

    #[test]
    fn likely_notes_are_round_and_enough() {
        assert_eq!(likely_notes(8617, 100)[..3], [8700, 9000, 10_000]);
        assert_eq!(likely_notes(1000, 100)[..3], [2000, 5000, 10_000]);
        assert_eq!(likely_notes(2_480, 1)[..4], [2500, 3000, 4000, 5000], "yen");
        assert_eq!(likely_notes(7_250, 1_000)[..3], [8_000, 10_000, 20_000], "fils");
    }
}
