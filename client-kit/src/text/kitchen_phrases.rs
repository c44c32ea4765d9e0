//! Phrases of the kitchen screens: what has a number or a name in it.

use shared::order::Channel;

use super::kitchen::{Word, say};
use super::{Lang, lang};

/// Where an order goes: `Table 12 · 4 covers`, `Takeaway · Ines`.
pub fn place(channel: Channel, at: Option<&str>, guest: Option<&str>, covers: Option<u16>) -> String {
    let mut parts: Vec<String> = Vec::new();
    match (channel, at) {
        (Channel::DineIn, Some(at)) => parts.push(table(at)),
        (Channel::DineIn, None) => parts.push(say(Word::DineIn).into()),
        (Channel::Takeaway, _) => parts.push(say(Word::Takeaway).into()),
        (Channel::Delivery, _) => parts.push(say(Word::Delivery).into()),
    }
    if let (Channel::Takeaway | Channel::Delivery, Some(at)) = (channel, at) {
        parts.push(table(at));
    }
    parts.extend(guest.map(str::to_owned));
    parts.extend(covers.filter(|c| *c > 1).map(of_covers));
    parts.join(" · ")
}

pub fn table(table: &str) -> String {
    match lang() {
        Lang::En => format!("Table {table}"),
        Lang::Es => format!("Mesa {table}"),
        Lang::De => format!("Tisch {table}"),
        Lang::Fr => format!("Table {table}"),
        Lang::Zh => format!("{table} 桌"),
    }
}

fn of_covers(covers: u16) -> String {
    match lang() {
        Lang::En => format!("{covers} covers"),
        Lang::Es => format!("{covers} pax"),
        Lang::De => format!("{covers} Pers."),
        Lang::Fr => format!("{covers} couverts"),
        Lang::Zh => format!("{covers} 位"),
    }
}

pub fn bump(number: u32) -> String {
    match lang() {
        Lang::En => format!("Bump {number}"),
        Lang::Es => format!("{number} lista"),
        Lang::De => format!("{number} fertig"),
        Lang::Fr => format!("{number} prêt"),
        Lang::Zh => format!("{number} 出餐"),
    }
}

pub fn course(course: u16) -> String {
    match lang() {
        Lang::En => format!("COURSE {course}"),
        Lang::Es => format!("PASE {course}"),
        Lang::De => format!("GANG {course}"),
        Lang::Fr => format!("SERVICE {course}"),
        Lang::Zh => format!("第 {course} 道"),
    }
}

pub fn course_held(held: u16) -> String {
    let course = course(held);
    match lang() {
        Lang::En => format!("{course} · held"),
        Lang::Es => format!("{course} · en espera"),
        Lang::De => format!("{course} · wartet"),
        Lang::Fr => format!("{course} · en attente"),
        Lang::Zh => format!("{course} · 等叫"),
    }
}

/// On half a bar: as short as it is called across the kitchen.
pub fn fire(course: u16) -> String {
    match lang() {
        Lang::En => format!("Fire {course}"),
        Lang::Es => format!("Marcha {course}"),
        Lang::De => format!("Abruf {course}"),
        Lang::Fr => format!("Envoi {course}"),
        Lang::Zh => format!("起第 {course} 道"),
    }
}

pub fn chit(chit: u32) -> String {
    match lang() {
        Lang::En => format!("chit {chit}"),
        Lang::Es => format!("vale {chit}"),
        Lang::De => format!("Bon {chit}"),
        Lang::Fr => format!("bon {chit}"),
        Lang::Zh => format!("单 {chit}"),
    }
}

/// Never on two lines.
pub fn seat(seat: u16) -> String {
    match lang() {
        Lang::En => format!("seat\u{a0}{seat}"),
        Lang::Es => format!("asiento\u{a0}{seat}"),
        Lang::De => format!("Platz\u{a0}{seat}"),
        Lang::Fr => format!("place\u{a0}{seat}"),
        Lang::Zh => format!("{seat}\u{a0}号位"),
    }
}

pub fn tickets(count: usize) -> &'static str {
    match lang() {
        Lang::En if count == 1 => "ticket",
        Lang::En => "tickets",
        Lang::Es if count == 1 => "comanda",
        Lang::Es => "comandas",
        Lang::De if count == 1 => "Bon",
        Lang::De => "Bons",
        // French has the singular for none, too.
        Lang::Fr if count < 2 => "bon",
        Lang::Fr => "bons",
        Lang::Zh => "单",
    }
}

pub fn orders(count: usize) -> &'static str {
    match lang() {
        Lang::En if count == 1 => "order",
        Lang::En => "orders",
        Lang::Es if count == 1 => "pedido",
        Lang::Es => "pedidos",
        Lang::De if count == 1 => "Bestellung",
        Lang::De => "Bestellungen",
        Lang::Fr if count < 2 => "commande",
        Lang::Fr => "commandes",
        Lang::Zh => "个订单",
    }
}

/// Below the all-day list: what it has no room for.
pub fn more_dishes(count: usize) -> String {
    match lang() {
        Lang::En if count == 1 => "and 1 more dish".into(),
        Lang::En => format!("and {count} more dishes"),
        Lang::Es if count == 1 => "y 1 plato más".into(),
        Lang::Es => format!("y {count} platos más"),
        Lang::De if count == 1 => "und 1 weiteres Gericht".into(),
        Lang::De => format!("und {count} weitere Gerichte"),
        Lang::Fr if count == 1 => "et 1 autre plat".into(),
        Lang::Fr => format!("et {count} autres plats"),
        Lang::Zh => format!("还有 {count} 道菜"),
    }
}

pub fn nothing_for(station: &str) -> String {
    match lang() {
        Lang::En => format!("No tickets for {station}"),
        Lang::Es => format!("No hay comandas para {station}"),
        Lang::De => format!("Keine Bons für {station}"),
        Lang::Fr => format!("Aucun bon pour {station}"),
        Lang::Zh => format!("{station} 没有单"),
    }
}

/// `3 left`, `86`: a dish that is off or counted.
pub fn left(remaining: Option<u32>, available: bool) -> String {
    match (lang(), remaining.filter(|_| available)) {
        (Lang::En, Some(left)) => format!("{left} left"),
        (Lang::En, None) => "86".into(),
        (Lang::Es, Some(left)) => format!("quedan {left}"),
        (Lang::Es, None) => "agotado".into(),
        (Lang::De, Some(left)) => format!("noch {left}"),
        (Lang::De, None) => "aus".into(),
        (Lang::Fr, Some(left)) => format!("reste {left}"),
        (Lang::Fr, None) => "rupture".into(),
        (Lang::Zh, Some(left)) => format!("剩 {left}"),
        (Lang::Zh, None) => "沽清".into(),
    }
}

/// The bar of a batch: all of it is done.
pub fn all_done(count: u32) -> String {
    match lang() {
        Lang::En => format!("All {count} done"),
        Lang::Es => format!("{count} hechos"),
        Lang::De => format!("Alle {count} fertig"),
        Lang::Fr => format!("Les {count} prêts"),
        Lang::Zh => format!("{count} 份全部完成"),
    }
}

/// When an allergy was read, and by whom where that is known.
pub fn read_at(clock: &str, who: &str) -> String {
    let at = format!("{} {clock}", say(Word::Confirmed));
    if who.is_empty() { at } else { format!("{at} · {who}") }
}

/// What can be undone: `12 · MARG`.
pub fn tap_on(number: u32, dish: &str) -> String {
    format!("{number} · {dish}")
}

pub fn undone(what: &str) -> String {
    match lang() {
        Lang::En => format!("Undone: {what}"),
        Lang::Es => format!("Deshecho: {what}"),
        Lang::De => format!("Zurückgenommen: {what}"),
        Lang::Fr => format!("Remis : {what}"),
        Lang::Zh => format!("已撤销：{what}"),
    }
}

/// A tap that the server refused.
pub fn refused(number: Option<u32>, why: &str) -> String {
    match (lang(), number) {
        (Lang::Fr, Some(number)) => format!("{number} : {why}"),
        (Lang::Zh, Some(number)) => format!("{number}：{why}"),
        (_, Some(number)) => format!("{number}: {why}"),
        (Lang::En, None) => format!("Refused: {why}"),
        (Lang::Es, None) => format!("Rechazado: {why}"),
        (Lang::De, None) => format!("Abgelehnt: {why}"),
        (Lang::Fr, None) => format!("Refusé : {why}"),
        (Lang::Zh, None) => format!("被拒绝：{why}"),
    }
}

pub fn part(part: usize, of: usize) -> String {
    format!("{part}/{of}")
}

pub fn more_of(number: u32) -> String {
    match lang() {
        Lang::En => format!("{number} goes on"),
        Lang::Es => format!("{number} continúa"),
        Lang::De => format!("{number} geht weiter"),
        Lang::Fr => format!("{number} continue"),
        Lang::Zh => format!("{number} 续"),
    }
}
