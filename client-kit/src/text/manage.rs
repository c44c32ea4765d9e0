//! Words of the back office.

use super::english_only::{Lang, lang};

words! {
    Acknowledge = "Acknowledge";
    Acknowledged = "Acknowledged";
    Add = "Add";
    Address = "Address";
    Alerts = "Alerts";
    AllStations = "all stations";
    Amount = "Amount";
    Attempts = "Tries";
    Available = "Available";
    Balance = "Balance";
    ByHour = "By hour";
    ByItem = "By dish";
    ByStation = "By station";
    CancelledOrders = "Cancelled orders";
    CameIn = "How much came in";
    Category = "Category";
    Cause = "Why";
    Change = "Change";
    ChooseFile = "Choose a file first";
    Close = "Close";
    Column = "Column";
    Contains = "Contains";
    Count = "Count";
    CountHint = "What is really there now";
    Counted = "Counted";
    Customers = "Customers";
    Day = "Day";
    Delete = "Delete";
    DeleteSure = "Delete it";
    Deliveries = "Not delivered yet";
    DeviceIs = "It is";
    DeviceNameHint = "As you would call it: Oven left, Window";
    Devices = "Devices";
    Discounts = "Discounts";
    Dish = "Dish";
    Enough = "enough";
    ExportCsv = "Export CSV";
    ExportJson = "Export JSON";
    FailedPayments = "Failed payments";
    Fault = "What is wrong";
    File = "File";
    Find = "Find";
    HowManyLeft = "How many are left";
    Import = "Import";
    ImportHint = "JSON or CSV. The whole menu is replaced, or nothing where anything is wrong. Orders that are placed keep their dishes and prices.";
    ImportNow = "Replace the menu";
    ImportTitle = "A menu from a file";
    InStock = "In stock";
    Ingredient = "Ingredient";
    IsOff = "Not on sale.";
    IsOn = "On sale.";
    LastSeen = "Last seen";
    LateTickets = "Late tickets";
    Ledger = "What came and went";
    Left = "Left";
    LeftHint = "Counts down with every order; at 0 it goes off at every till. Empty: not counted.";
    Loading = "Waiting for the server";
    Low = "low";
    MakeCode = "Make a code";
    Median = "Median";
    Menu = "Menu";
    Name = "Name";
    NewCode = "A new code for it";
    NewCustomer = "New customer";
    NewDevice = "Pair a screen";
    NewPerson = "New person";
    NewWebhook = "New webhook";
    NineOfTen = "9 of 10 within";
    No = "No";
    NoAlerts = "Nothing to look at";
    NoCustomer = "Nobody with that number";
    NoDelivery = "Nothing waits: all was delivered";
    NoDevice = "No screen is paired";
    NoFailed = "No payment waits for anybody";
    NoTickets = "No tickets on this day";
    NoWebhook = "Nothing is sent anywhere";
    NotPaired = "not paired yet";
    Note = "Note";
    Nothing = "Nothing here";
    NothingLow = "Nothing is low";
    Off = "off";
    On = "on";
    OnSale = "On sale";
    OnlyHere = "This page was opened by an address that only this machine knows. Open the back office by the server's name or number on your network, then make a code.";
    Order = "Order";
    Orders = "Orders";
    Out = "out";
    OutcomeUnknown = "Whether the card was charged is not known yet. The server goes on asking the card processor.";
    Paired = "paired";
    PairingCode = "Pairing code";
    PairingHint = "Scan it with the new screen, or open the page there and type the code. It works once.";
    People = "People";
    Phone = "Phone";
    Pin = "PIN";
    PinHint = "4 to 8 digits, nobody else's";
    PinKept = "Empty: it stays as it is";
    Points = "Points";
    Price = "Price";
    Quantity = "Quantity";
    Recalls = "Recalls";
    Refund = "refund";
    RemoveHint = "They are signed out everywhere within a second. What they did stays in the books.";
    RemovePerson = "Remove";
    RemoveSure = "Remove now";
    Reports = "Reports";
    Reserved = "Promised";
    Resolve = "Settled otherwise";
    ResolveHint = "Settled: paid in another way, or given up. Nothing is charged.";
    ResolveSure = "It is settled";
    Restock = "Restock";
    Revenue = "Revenue";
    Revoke = "End the pairing";
    RevokeHint = "The screen goes dark within a second, and has to be paired again.";
    RevokeSure = "End it now";
    Role = "Role";
    Row = "Row";
    Save = "Save";
    Secret = "Secret";
    SecretHint = "The receiver checks signatures with it. It is shown this once.";
    Sections = "Sections";
    SentWhat = "What is sent";
    Sold = "Sold";
    State = "State";
    Stations = "Stations";
    StationsHint = "For the kitchen. None chosen: all.";
    Stock = "Stock";
    Tax = "Tax";
    Tickets = "Tickets";
    ToTill = "To the till";
    TryAgain = "Try again";
    VoidedItems = "Voided items";
    WantsNumber = "A whole number, please";
    WarnAt = "Warn at";
    Waste = "Waste";
    WasteHint = "What happened";
    Webhook = "Webhook";
    WebhookHint = "Signed, one call an event, as CloudEvents";
    Webhooks = "Webhooks";
    WentToWaste = "How much was lost";
    What = "What";
    When = "When";
    Why = "Why";
}

pub fn open_alerts(count: usize) -> String {
    match lang() {
        Lang::En if count == 1 => "1 alert to look at".into(),
        Lang::En => format!("{count} alerts to look at"),
    }
}

pub fn alert_kind(kind: &str) -> &str {
    match lang() {
        Lang::En => match kind {
            "low_stock" => "Low stock",
            "failed_payment" => "Failed payment",
            "undelivered_ticket" => "On no screen",
            "screens_offline" => "No screen there",
            "late_ticket" => "Late",
            other => other,
        },
    }
}

/// `12 low`, for the key that shows only those.
pub fn low(count: usize) -> String {
    match lang() {
        Lang::En => format!("Only what is low ({count})"),
    }
}

/// `50 000 g`: the thousands apart, so that nobody counts zeros.
pub fn amount(amount: i64, unit: &str) -> String {
    let digits = amount.unsigned_abs().to_string();
    let mut text = String::from(if amount < 0 { "−" } else { "" });
    for (k, digit) in digits.chars().enumerate() {
        if k > 0 && (digits.len() - k).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    if !unit.is_empty() {
        text.push('\u{a0}');
        text.push_str(unit);
    }
    text
}

/// `+250`, `−30`.
pub fn signed(change: i64) -> String {
    format!("{}{}", if change > 0 { "+" } else { "" }, amount(change, ""))
}

pub fn cause(cause: &str) -> &str {
    match lang() {
        Lang::En => match cause {
            "order" => "Order",
            "cancelled" => "Cancelled",
            "voided" => "Voided",
            "restock" => "Restock",
            "count" => "Count",
            "waste" => "Waste",
            "redeemed" => "Redeemed",
            "earned" => "Earned",
            "recalled" => "Order reopened",
            "opening" => "At the start",
            other => other,
        },
    }
}

pub fn left(count: u32) -> String {
    match lang() {
        Lang::En => format!("{count} left"),
    }
}

pub fn points(points: i64) -> String {
    match lang() {
        Lang::En => format!("{} points", amount(points, "")),
    }
}

pub fn role(role: &str) -> &str {
    match lang() {
        Lang::En => match role {
            "pos" => "Till",
            "kitchen" => "Kitchen",
            "expo" => "Pass",
            "manager" => "Manager",
            "board" => "Guests' board",
            "integration" => "Integration",
            other => other,
        },
    }
}

pub fn imported(file: &str) -> String {
    match lang() {
        Lang::En => format!("{file} is the menu now"),
    }
}

pub fn faults(count: usize) -> String {
    match lang() {
        Lang::En if count == 1 => "1 fault, so nothing was changed".into(),
        Lang::En => format!("{count} faults, so nothing was changed"),
    }
}

pub fn good_until(clock: &str) -> String {
    match lang() {
        Lang::En => format!("Good until {clock}"),
    }
}

pub fn delivery(state: &str) -> &str {
    match lang() {
        Lang::En => match state {
            "set_aside" => "given up",
            "waiting" => "waits",
            other => other,
        },
    }
}

/// What a webhook may be sent.
pub fn event(kind: &str) -> &str {
    match lang() {
        Lang::En => match kind {
            "alert.raised" => "Alerts",
            "order.placed" => "Orders placed",
            "order.ready" => "Orders ready",
            "order.completed" => "Orders completed",
            "inventory.low" => "Low stock",
            "*" => "Everything",
            other => other,
        },
    }
}

/// `22 Nov 18:03`: month from 1, day; hours, minutes, seconds.
pub fn when((month, day): (u32, u32), (hours, minutes, _): (u32, u32, u32)) -> String {
    match lang() {
        Lang::En => {
            const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
            let month = MONTHS.get(month.saturating_sub(1) as usize).unwrap_or(&"");
            format!("{day} {month} {hours:02}:{minutes:02}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_amounts_are_read_in_threes() {
        assert_eq!(amount(50_000, "g"), "50\u{a0}000\u{a0}g");
        assert_eq!(amount(999, ""), "999");
        assert_eq!((signed(-1_234_567), signed(30), signed(0)), ("−1\u{a0}234\u{a0}567".into(), "+30".into(), "0".into()));
        assert_eq!(when((11, 22), (18, 3, 0)), "22 Nov 18:03");
    }
}
