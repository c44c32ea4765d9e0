//! The check as the server wants it: an order, items for an open one, a question how long it would take.

use shared::menu::{AddItems, Line, PaymentWish, PlaceOrder};
use shared::order::{Channel, Guest, PayWhen, PaymentMethod};

use crate::cart::{Cart, CartLine};

impl Cart {
    fn wire_lines(&self) -> Vec<Line> {
        let line = |line: &CartLine| Line {
            menu_item_id: line.dish.clone(),
            quantity: line.quantity,
            modifiers: line.options.clone(),
            note: said(&line.note),
            seat: line.seat,
            course: Some(line.course),
        };
        self.lines.iter().map(line).collect()
    }

    /// Only the courses that have something to hold.
    fn wire_held(&self) -> Vec<u16> {
        let mut held: Vec<u16> = self.held.iter().copied().filter(|c| self.lines.iter().any(|line| line.course == *c)).collect();
        shared::lean::sort_by_key(&mut held, |course| *course);
        held
    }

    pub fn place_body(&self) -> PlaceOrder {
        let dine_in = self.channel == Channel::DineIn;
        PlaceOrder {
            channel: self.channel,
            table: said(&self.table).filter(|_| dine_in),
            covers: self.covers.filter(|_| dine_in),
            note: said(&self.note),
            guest: said(&self.name).filter(|_| !dine_in).map(|name| Guest { name, phone: said(&self.phone) }),
            due_at: self.due_at.filter(|_| !dine_in),
            external_id: None,
            customer_id: self.member.as_ref().map(|member| member.id),
            redeem_points: Some(self.redeem).filter(|points| *points > 0 && self.member.is_some()),
            payment: self.card.clone().map(|token| PaymentWish {
                method: PaymentMethod::Card,
                token: Some(token),
                when: PayWhen::Now,
            }),
            items: self.wire_lines(),
            allergies: self.allergies.clone(),
            hold_courses: self.wire_held(),
        }
    }

    /// What the kitchen's time depends on, and nothing else: not asked again for a name.
    pub fn quote_body(&self) -> PlaceOrder {
        let bare = Cart { channel: self.channel, lines: self.lines.clone(), ..Cart::default() };
        bare.place_body()
    }

    pub fn add_body(&self) -> AddItems {
        AddItems { items: self.wire_lines(), allergies: self.allergies.clone(), hold_courses: self.wire_held() }
    }
}

fn said(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
