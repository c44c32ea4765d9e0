//! Phrases of the kitchen screens: what has a number or a name in it.

use shared::order::Channel;

use super::is_one;
use super::kitchen::{Word, say};

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

/// The sign says `NO` already, in the language of the screen; the option is named in that of the menu.
pub fn without(name: &str) -> &str {
    const SAYS_SO: [&str; 8] = ["no ", "without ", "hold ", "sin ", "ohne ", "sans ", "不要", "不加"];
    let starts = |prefix: &str| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    SAYS_SO.iter().find(|p| starts(p)).map_or(name, |p| name[p.len()..].trim_start())
}

phrases! {
    pub fn table(table: &str) = "Table {table}", "Mesa {table}", "Tisch {table}", "Table {table}", "{table} 桌";

    fn of_covers(covers: u16) = "{covers} covers", "{covers} pax", "{covers} Pers.", "{covers} couverts", "{covers} 位";

    pub fn bump(number: u32) = "Bump {number}", "{number} lista", "{number} fertig", "{number} prêt", "{number} 出餐";

    pub fn course(course: u16) =
        "COURSE {course}",
        "PASE {course}",
        "GANG {course}",
        "SERVICE {course}",
        "第 {course} 道";

    /// On half a bar: as short as it is called across the kitchen.
    pub fn fire(course: u16) = "Fire {course}", "Marcha {course}", "Abruf {course}", "Envoi {course}", "起第 {course} 道";

    pub fn chit(chit: u32) = "chit {chit}", "vale {chit}", "Bon {chit}", "bon {chit}", "单 {chit}";

    /// Never on two lines.
    pub fn seat(seat: u16) =
        "seat\u{a0}{seat}",
        "asiento\u{a0}{seat}",
        "Platz\u{a0}{seat}",
        "place\u{a0}{seat}",
        "{seat}\u{a0}号位";

    /// Below the all-day list: what it has no room for.
    pub fn more_dishes(count: usize) =
        "and 1 more dish¦and {count} more dishes",
        "y 1 plato más¦y {count} platos más",
        "und 1 weiteres Gericht¦und {count} weitere Gerichte",
        "et 1 autre plat¦et {count} autres plats",
        "还有 {count} 道菜";

    /// Read aloud to who cannot see them come: their numbers.
    pub fn new_tickets(numbers: &str) =
        "New: {numbers}",
        "Nuevas: {numbers}",
        "Neu: {numbers}",
        "Nouveaux : {numbers}",
        "新单：{numbers}";

    pub fn nothing_for(station: &str) =
        "No tickets for {station}",
        "No hay comandas para {station}",
        "Keine Bons für {station}",
        "Aucun bon pour {station}",
        "{station} 没有单";

    /// The bar of a batch: all of it is done.
    pub fn all_done(count: u32) =
        "Done¦All {count} done",
        "Hecho¦{count} hechos",
        "Fertig¦Alle {count} fertig",
        "Prêt¦Les {count} prêts",
        "{count} 份全部完成";

    pub fn undone(what: &str) =
        "Undone: {what}",
        "Deshecho: {what}",
        "Zurückgenommen: {what}",
        "Remis : {what}",
        "已撤销：{what}";

    pub fn not_undone(what: &str) =
        "That cannot be taken back: {what}",
        "Eso no se puede deshacer: {what}",
        "Das lässt sich nicht zurücknehmen: {what}",
        "Cela ne peut pas être annulé : {what}",
        "此操作无法撤销：{what}";

    pub fn more_of(number: u32) =
        "{number} goes on",
        "{number} continúa",
        "{number} geht weiter",
        "{number} continue",
        "{number} 续";

    pub fn course_held(held: u16) =
        "COURSE {held} · held",
        "PASE {held} · en espera",
        "GANG {held} · wartet",
        "SERVICE {held} · en attente",
        "第 {held} 道 · 等叫";

    fn so_many_left(left: u32) = "{left} left", "quedan {left}", "noch {left}", "reste {left}", "剩 {left}";

    fn refused_of(number: u32, why: &str) = "{number}: {why}", "{number}: {why}", "{number}: {why}", "{number} : {why}", "{number}：{why}";

    fn refused_here(why: &str) = "Refused: {why}", "Rechazado: {why}", "Abgelehnt: {why}", "Refusé : {why}", "被拒绝：{why}";
}

pub fn tickets(count: usize) -> &'static str {
    say(if is_one(count) { Word::OneTicket } else { Word::ManyTickets })
}

pub fn orders(count: usize) -> &'static str {
    say(if is_one(count) { Word::OneOrder } else { Word::ManyOrders })
}

/// `3 left`, `86`: a dish that is off or counted.
pub fn left(remaining: Option<u32>, available: bool) -> String {
    remaining.filter(|_| available).map_or_else(|| say(Word::NoneLeft).into(), so_many_left)
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

/// A tap that the server refused.
pub fn refused(number: Option<u32>, why: &str) -> String {
    number.map_or_else(|| refused_here(why), |number| refused_of(number, why))
}

pub fn part(part: usize, of: usize) -> String {
    format!("{part}/{of}")
}
