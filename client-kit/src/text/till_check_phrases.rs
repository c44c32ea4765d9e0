//! Phrases of the till's check and orders: what has a number or a name in it.

use super::allergens::allergen;
use super::till_check::{Word, say};
use crate::platform::upper;

phrases! {
    pub fn add_to(number: u32) =
        "Add to {number}",
        "Añadir a {number}",
        "Auf {number} nachbuchen",
        "Ajouter à {number}",
        "加到 {number}";

    pub fn left(count: u32) = "{count} left", "quedan {count}", "noch {count}", "reste {count}", "剩 {count}";

    pub fn choose_of(group: &str) =
        "choose: {group}",
        "elegir: {group}",
        "wählen: {group}",
        "choisir : {group}",
        "请选：{group}";

    pub fn progress(prepared: u32, of: u32) =
        "{prepared} of {of} prepared",
        "{prepared} de {of} hechos",
        "{prepared} von {of} fertig",
        "{prepared} sur {of} prêts",
        "已做好 {prepared} / {of}";

    /// In a row of the list, where the mark beside it says what is counted.
    pub fn of(done: u32, all: u32) =
        "{done} of {all}",
        "{done} de {all}",
        "{done} von {all}",
        "{done} sur {all}",
        "{done} / {all}";

    pub fn items(count: u32) =
        "1 item¦{count} items",
        "1 plato¦{count} platos",
        "{count} Artikel",
        "{count} article¦{count} articles",
        "{count} 份";

    pub fn fire(course: u16) =
        "Fire course {course}",
        "Marchar pase {course}",
        "Gang {course} abrufen",
        "Envoyer service {course}",
        "起第 {course} 道";

    pub fn take_cash(amount: &str) =
        "Take {amount} in cash",
        "Cobrar {amount} en efectivo",
        "{amount} bar kassieren",
        "Encaisser {amount} en espèces",
        "收现金 {amount}";

    pub fn minutes_from_now(minutes: i64) =
        "in {minutes} min",
        "en {minutes} min",
        "in {minutes} min",
        "dans {minutes} min",
        "{minutes} 分钟后";

    pub fn send_items(count: u32) =
        "Send 1 item¦Send {count} items",
        "Enviar 1 plato¦Enviar {count} platos",
        "{count} Artikel senden",
        "Envoyer {count} article¦Envoyer {count} articles",
        "下单 {count} 份";

    fn up_to(max: u32) = "up to {max}", "hasta {max}", "bis zu {max}", "jusqu'à {max}", "最多 {max}";

    fn exactly(min: u32) = "choose {min}", "elegir {min}", "wählen: {min}", "choisir {min}", "选 {min}";

    fn at_least(min: u32) = "choose at least {min}", "elegir al menos {min}", "mindestens {min}", "au moins {min}", "至少选 {min}";

    fn from_to(min: u32, max: u32) =
        "choose {min} to {max}",
        "elegir {min} a {max}",
        "wählen: {min} bis {max}",
        "choisir {min} à {max}",
        "选 {min} 到 {max}";

    fn of_seat(seat: u16) = "Seat {seat}", "Asiento {seat}", "Platz {seat}", "Place {seat}", "{seat} 号位";

    /// In the middle of a line.
    fn at_this_seat(seat: u16) = "seat {seat}", "asiento {seat}", "Platz {seat}", "place {seat}", "{seat} 号位";

    pub fn course(course: u16) = "Course {course}", "Pase {course}", "Gang {course}", "Service {course}", "第 {course} 道";

    /// In the middle of a line: `course 2 held`.
    pub fn course_held(held: u16) =
        "course {held} held",
        "pase {held} en espera",
        "Gang {held} wartet",
        "service {held} en attente",
        "第 {held} 道 等叫";

    fn dish_has(whose: &str) =
        "{whose}: the dish contains it",
        "{whose}: el plato lo contiene",
        "{whose}: ist in dem Gericht",
        "{whose} : le plat en contient",
        "{whose}：此菜含有";

    pub fn still_to_come(count: u32) =
        "Complete: 1 item to come¦Complete: {count} items to come",
        "Entregar: falta 1 plato¦Entregar: faltan {count} platos",
        "Ausgeben: noch {count} Artikel",
        "Servir : encore {count} article¦Servir : encore {count} articles",
        "完成：还差 {count} 份";
}

pub fn choose(min: u32, max: Option<u32>) -> String {
    match (min, max) {
        (0, None) => say(Word::AsMany).into(),
        (0, Some(max)) => up_to(max),
        (min, Some(max)) if min == max => exactly(min),
        (min, Some(max)) => from_to(min, max),
        (min, None) => at_least(min),
    }
}

pub fn seat(seat: Option<u16>) -> String {
    seat.map_or_else(|| say(Word::NoSeat).into(), of_seat)
}

pub fn at_seat(seat: Option<u16>) -> String {
    seat.map_or_else(|| say(Word::Everybody).into(), at_this_seat)
}

pub fn clash(name: &str, seat: Option<u16>) -> String {
    dish_has(&format!("{} · {}", upper(allergen(name)), at_seat(seat)))
}

/// Why an item or an order is taken off; the first that come to a server's mind.
pub fn reasons(whole_order: bool) -> [&'static str; 5] {
    let reasons = if whole_order {
        [Word::GuestLeft, Word::SentTwice, Word::WrongTable, Word::TookTooLong, Word::TryingOut]
    } else {
        [Word::ChangedMind, Word::RungWrong, Word::SentTwice, Word::SoldOut, Word::TookTooLong]
    };
    reasons.map(say)
}
