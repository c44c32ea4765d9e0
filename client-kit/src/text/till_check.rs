//! Words of the till: the check that is tapped together, the list of orders, one order.

use super::english_only::{Lang, lang};

words! {
    Till = "Till";
    Pages = "Pages";
    Orders = "Orders";
    Menu = "Menu";
    Check = "Check";
    Categories = "Categories";
    FindDish = "Find a dish";
    ClearSearch = "Clear the search";
    NoDish = "No dish of that name";
    MenuComing = "The menu has not arrived yet";
    Off = "86";
    NewOrder = "New order";
    DineIn = "Dine in";
    Takeaway = "Takeaway";
    Delivery = "Delivery";
    OrTapDishes = "or tap dishes first";
    BringBack = "Bring back what was cleared";
    Change = "change";
    ChooseTable = "choose a table";
    Whom = "Who is it for?";
    Table = "Table";
    NoTable = "none yet";
    Covers = "Covers";
    Name = "Name";
    Phone = "Phone";
    PhoneHint = "not needed";
    NameHint = "needed: it is called out";
    When = "When";
    Asap = "As soon as it is done";
    Allergy = "Allergy";
    Allergies = "Allergies";
    AllergyHint = "It covers the dishes of its seat and those without a seat. The kitchen must confirm it.";
    WholeTable = "Everybody";
    Note = "Note";
    OrderNote = "Note on the order";
    NoteHint = "The kitchen reads it";
    Clear = "Clear";
    Subtotal = "Subtotal";
    Tax = "tax";
    PlusTax = "plus tax";
    TaxWithin = "tax within";
    Total = "Total";
    BeforeTax = "Before tax";
    NothingToSend = "Nothing to send";
    SendAnyway = "Send all the same";
    BackToCheck = "Back to the check";
    ClashTitle = "Allergy: look again";
    ClashHint = "These dishes contain what a guest must not get. If the kitchen can leave it out, say so in a note.";
    Done = "Done";
    Close = "Close";
    Back = "Back to the list";
    Remove = "Remove";
    Seat = "Seat";
    Course = "Course";
    SeatAndCourse = "Seat and course";
    Less = "Less";
    More = "More";
    Hold = "Hold";
    Held = "held";
    HeldState = "Held";
    CookedNow = "cooked at once";
    All = "All";
    Ready = "Ready";
    Closed = "Closed";
    NotSent = "Not sent";
    NotSentYet = "Not sent yet";
    TryingAgain = "is tried again by itself";
    RefusedMark = "Refused";
    Sent = "Sent";
    Cooking = "Cooking";
    Completed = "Completed";
    Cancelled = "Cancelled";
    PaymentFailed = "Payment failed";
    Pending = "Waiting for payment";
    Rush = "Rush";
    NoRush = "No rush";
    Prepared = "Prepared";
    BeingMade = "Being made";
    Waiting = "Waiting";
    Void = "Void";
    VoidAct = "Void";
    OnScreen = "on screen";
    NotOnScreen = "on no screen yet";
    NotConfirmed = "not confirmed yet";
    Confirmed = "confirmed";
    Paid = "paid";
    Complete = "Complete";
    Cash = "Cash";
    AddItems = "Add items";
    Cancel = "Cancel";
    CancelOrder = "Cancel the order";
    Reopen = "Reopen";
    AskManager = "ask a manager";
    PickOrder = "Pick an order";
    NoOrders = "No open orders";
    NoReady = "Nothing is ready";
    NoHeld = "No course is held";
    NoClosed = "Nothing closed lately";
    WaitingForServer = "Waiting for the server";
    Reason = "Why?";
    OwnReason = "Another reason";
    ToPay = "to pay";
    Given = "Given";
    ChangeBack = "Change";
    Exact = "Exact";
    NotEnough = "not enough";
    Delete = "Delete the last digit";
    Discard = "Discard";
    ToCheck = "Back into the check";
    TryNow = "Try now";
    FinishFirst = "Send or clear the present check first";
    LogOut = "Log out";
    NoStorage = "This browser keeps nothing: an unsent order would not survive a reload";
}

pub fn send_items(count: u32) -> String {
    match lang() {
        Lang::En if count == 1 => "Send 1 item".into(),
        Lang::En => format!("Send {count} items"),
    }
}

pub fn add_to(number: u32) -> String {
    match lang() {
        Lang::En => format!("Add to {number}"),
    }
}

pub fn left(count: u32) -> String {
    match lang() {
        Lang::En => format!("{count} left"),
    }
}

pub fn choose(min: u32, max: Option<u32>) -> String {
    match lang() {
        Lang::En => match (min, max) {
            (0, None) => "as many as you like".into(),
            (0, Some(max)) => format!("up to {max}"),
            (min, Some(max)) if min == max => format!("choose {min}"),
            (min, Some(max)) => format!("choose {min} to {max}"),
            (min, None) => format!("choose at least {min}"),
        },
    }
}

pub fn choose_of(group: &str) -> String {
    match lang() {
        Lang::En => format!("choose: {group}"),
    }
}

pub fn seat(seat: Option<u16>) -> String {
    match lang() {
        Lang::En => seat.map_or_else(|| "No seat".into(), |seat| format!("Seat {seat}")),
    }
}

pub fn at_seat(seat: Option<u16>) -> String {
    match lang() {
        Lang::En => seat.map_or_else(|| "everybody".into(), |seat| format!("seat {seat}")),
    }
}

pub fn course(course: u16) -> String {
    match lang() {
        Lang::En => format!("Course {course}"),
    }
}

pub fn clash(allergen: &str, seat: Option<u16>) -> String {
    match lang() {
        Lang::En => format!("{} · {}: the dish contains it", allergen.to_uppercase(), at_seat(seat)),
    }
}

pub fn progress(prepared: u32, of: u32) -> String {
    match lang() {
        Lang::En => format!("{prepared} of {of} prepared"),
    }
}

/// In a row of the list, where the mark beside it says what is counted.
pub fn of(done: u32, all: u32) -> String {
    match lang() {
        Lang::En => format!("{done} of {all}"),
    }
}

pub fn still_to_come(count: u32) -> String {
    match lang() {
        Lang::En if count == 1 => "Complete: 1 item to come".into(),
        Lang::En => format!("Complete: {count} items to come"),
    }
}

pub fn items(count: u32) -> String {
    match lang() {
        Lang::En if count == 1 => "1 item".into(),
        Lang::En => format!("{count} items"),
    }
}

pub fn fire(course: u16) -> String {
    match lang() {
        Lang::En => format!("Fire course {course}"),
    }
}

pub fn take_cash(amount: &str) -> String {
    match lang() {
        Lang::En => format!("Take {amount} in cash"),
    }
}

pub fn minutes_from_now(minutes: i64) -> String {
    match lang() {
        Lang::En => format!("in {minutes} min"),
    }
}

/// Why an item or an order is taken off; the first that come to a server's mind.
pub fn reasons(whole_order: bool) -> &'static [&'static str] {
    match lang() {
        Lang::En if whole_order => &["Guest left", "Sent twice", "Wrong table", "Took too long", "Trying out"],
        Lang::En => &["Guest changed their mind", "Rung up wrong", "Sent twice", "Sold out", "Took too long"],
    }
}

/// The fourteen that the European Union wants named.
pub const ALLERGENS: [&str; 14] = [
    "gluten",
    "milk",
    "eggs",
    "nuts",
    "peanuts",
    "fish",
    "crustaceans",
    "molluscs",
    "soy",
    "sesame",
    "celery",
    "mustard",
    "sulphites",
    "lupin",
];
