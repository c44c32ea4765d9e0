//! Words of the till's money, tables and guests.

use super::english_only::{Lang, lang};
use super::numbers::amount;

words! {
    Add = "Add them";
    All = "All of them";
    AmountOff = "Amount off";
    AnotherTable = "Another table";
    AnyToken = "Another token";
    Card = "Card";
    CardHint = "Card numbers never come here: a card reader hands over a token. These are the processor's own, for trying out.";
    CardNow = "Card, now";
    Charged = "charged";
    Charging = "the card is being charged";
    ChargeNow = "Charge the card";
    Customer = "Customer";
    CustomerHint = "By phone; points are earned when the order is completed.";
    Declined = "not charged";
    Discount = "Discount";
    Find = "Find";
    Forget = "No customer";
    Later = "Later";
    LaterHint = "Cash or card, when they leave";
    Merge = "Merge";
    MergeHint = "Everything of the order you pick comes to this one. Nothing is cooked again.";
    More = "More";
    Name = "Name";
    NewCustomer = "Nobody with that number. Add them?";
    NoOther = "No other order is open";
    NoPoints = "None";
    NotOnScreen = "on no screen";
    OnScreen = "on screen";
    Pay = "Pay";
    PayWhen = "When is it paid?";
    Phone = "Phone";
    Points = "Points";
    PointsToUse = "Points to use";
    Refunded = "refunded";
    Screens = "Screens";
    Split = "Split";
    SplitHint = "What goes to a check of its own. Nothing is cooked again.";
    SplitNow = "Make a second check";
    Transfer = "To another table";
    WithoutStation = "all screens";
}

pub fn points_off(points: i64) -> String {
    match lang() {
        Lang::En => format!("{} points", amount(points, "")),
    }
}

/// The card processor's codes in the words of the house; what is not known stays as it is.
pub fn card_reason(reason: &str) -> &str {
    // The second code says more than the first: `card_declined: insufficient_funds`.
    let code = reason.rsplit(": ").next().unwrap_or(reason);
    match lang() {
        Lang::En => match code {
            "insufficient_funds" => "there is not enough money on the card",
            "card_declined" | "generic_decline" | "do_not_honor" => "the bank refused the card",
            "expired_card" => "the card has expired",
            "lost_card" | "stolen_card" => "the bank wants this card kept",
            "authentication_required" => "the bank wants to ask the guest: take it at a reader",
            "timeout" | "no connection to the processor" => "the card processor does not answer",
            _ if reason.starts_with(['4', '5']) => "the card processor has a fault",
            _ => reason,
        },
    }
}

/// `Adds about 14 min · Oven is the limit`
pub fn quote(minutes: u64, station: &str) -> String {
    match lang() {
        Lang::En if station.is_empty() => format!("Adds about {minutes} min"),
        Lang::En => format!("Adds about {minutes} min · {station} is the limit"),
    }
}

pub fn move_to(table: &str) -> String {
    match lang() {
        Lang::En if table.is_empty() => "Move".into(),
        Lang::En => format!("Move to table {table}"),
    }
}

pub fn split_items(count: u32) -> String {
    match lang() {
        Lang::En if count == 1 => "1 item goes".into(),
        Lang::En => format!("{count} items go"),
    }
}

/// Tokens of the card processor's test mode, and what becomes of each.
pub fn test_cards() -> [(&'static str, &'static str); 4] {
    match lang() {
        Lang::En => [
            ("pm_card_visa", "Visa: goes through"),
            ("pm_card_mastercard", "Mastercard: goes through"),
            ("pm_card_chargeDeclined", "Refused"),
            ("pm_card_chargeDeclinedInsufficientFunds", "Not enough money"),
        ],
    }
}

/// Why something comes off a bill.
pub fn discount_reasons() -> &'static [&'static str] {
    match lang() {
        Lang::En => &["Took too long", "Not as ordered", "Regular guest", "Staff meal", "Voucher"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_card_is_told_in_the_words_of_the_house() {
        assert_eq!(card_reason("card_declined: insufficient_funds"), "there is not enough money on the card");
        assert_eq!(card_reason("500 api_error"), "the card processor has a fault");
        assert_eq!(card_reason("something new"), "something new");
    }
}
