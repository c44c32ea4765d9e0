//! Words of the record: what each type of event means to a manager, and the groups of them.

use super::english_only::{Lang, lang};

/// What was done; a type that is not known here stays as it is.
pub fn did(kind: &str) -> &str {
    match lang() {
        Lang::En => match kind {
            "order.placed" => "Order placed",
            "order.items_added" => "Items added",
            "order.confirmed" => "Order sent to the kitchen",
            "order.pending" => "Order waits for payment",
            "order.in_progress" => "Cooking begun",
            "order.ready" => "Order ready",
            "order.completed" => "Order completed",
            "order.recalled" => "Order reopened",
            "order.payment_failed" => "Payment failed",
            "order.cancelled" => "Order cancelled",
            "order.fired" => "Course fired",
            "order.prioritised" => "Rush changed",
            "order.transferred" => "Moved to another table",
            "order.split" => "Order split",
            "order.merged" => "Orders merged",
            "order.discounted" => "Discount given",
            "course.ready" => "Course ready",
            "board.sequenced" => "The pass put in order",
            "item.started" => "Item started",
            "item.prepared" => "Item prepared",
            "item.recalled" => "Item brought back",
            "item.voided" => "Item voided",
            "item.allergy_acknowledged" => "Allergy confirmed",
            "ticket.shown" => "Ticket on screen",
            "ticket.undelivered" => "Ticket on no screen",
            "menu.availability" => "Dish put on or off sale",
            "menu.replaced" => "Menu replaced",
            "payment.captured" => "Payment taken",
            "payment.refunded" => "Payment given back",
            "payment.failed" => "Card refused",
            "payment.started" => "Card payment begun",
            "payments.failed" => "Payment given up",
            "payments.resolved" => "Payment settled",
            "loyalty.redeemed" => "Points used",
            "loyalty.earned" => "Points earned",
            "loyalty.reversed" => "Points taken back",
            "inventory.low" => "Stock low",
            "inventory.adjusted" => "Stock changed by hand",
            "access.changed" => "People and devices changed",
            "access.revoked" => "Shut out",
            "alert.raised" => "Alert raised",
            "alert.acknowledged" => "Alert acknowledged",
            "webhooks.changed" => "Webhooks changed",
            other => other,
        },
    }
}

/// What can be asked for: the first part of the types, and its name.
pub fn kinds() -> &'static [(&'static str, &'static str)] {
    match lang() {
        Lang::En => &[
            ("order", "Orders"),
            ("item", "Items"),
            ("ticket", "Tickets"),
            ("payment", "Payments"),
            ("payments", "Failed payments"),
            ("loyalty", "Points"),
            ("menu", "Menu"),
            ("inventory", "Stock"),
            ("access", "People and devices"),
            ("alert", "Alerts"),
            ("webhooks", "Webhooks"),
        ],
    }
}

/// How a change of people and devices is called: `what` of `access.changed`.
pub fn access(what: &str) -> &str {
    match lang() {
        Lang::En => match what {
            "added" => "added",
            "changed" => "changed",
            "pin" => "new PIN",
            "code" => "new pairing code",
            "paired" => "paired",
            "keys" => "new signing key",
            other => other,
        },
    }
}

/// Of a fact in an event's data, the name.
pub fn fact(name: &str) -> &str {
    match lang() {
        Lang::En => match name {
            "menu_item_id" => "dish",
            "why" | "reason" => "why",
            "remaining" => "left",
            "available" => "on sale",
            "url" => "address",
            other => other,
        },
    }
}
