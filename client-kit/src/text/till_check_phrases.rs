//! Phrases of the till's check and orders: what has a number or a name in it.

use super::allergens::allergen;
use super::till_check::{Word, say};
use super::{Lang, lang};
use crate::platform::upper;

pub fn send_items(count: u32) -> String {
    let items = items(count);
    match lang() {
        Lang::En => format!("Send {items}"),
        Lang::Es => format!("Enviar {items}"),
        Lang::De => format!("{items} senden"),
        Lang::Fr => format!("Envoyer {items}"),
        Lang::Zh => format!("下单 {items}"),
    }
}

pub fn add_to(number: u32) -> String {
    match lang() {
        Lang::En => format!("Add to {number}"),
        Lang::Es => format!("Añadir a {number}"),
        Lang::De => format!("Auf {number} nachbuchen"),
        Lang::Fr => format!("Ajouter à {number}"),
        Lang::Zh => format!("加到 {number}"),
    }
}

pub fn left(count: u32) -> String {
    match lang() {
        Lang::En => format!("{count} left"),
        Lang::Es => format!("quedan {count}"),
        Lang::De => format!("noch {count}"),
        Lang::Fr => format!("reste {count}"),
        Lang::Zh => format!("剩 {count}"),
    }
}

pub fn choose(min: u32, max: Option<u32>) -> String {
    let as_many = ["as many as you like", "los que quieras", "beliebig viele", "autant que voulu", "任选"];
    let up_to = ["up to", "hasta", "bis zu", "jusqu'à", "最多"];
    let exactly = ["choose", "elegir", "wählen:", "choisir", "选"];
    let least = ["choose at least", "elegir al menos", "mindestens", "au moins", "至少选"];
    let to = ["to", "a", "bis", "à", "到"];
    let k = lang() as usize;
    match (min, max) {
        (0, None) => as_many[k].into(),
        (0, Some(max)) => format!("{} {max}", up_to[k]),
        (min, Some(max)) if min == max => format!("{} {min}", exactly[k]),
        (min, Some(max)) => format!("{} {min} {} {max}", exactly[k], to[k]),
        (min, None) => format!("{} {min}", least[k]),
    }
}

pub fn choose_of(group: &str) -> String {
    match lang() {
        Lang::En => format!("choose: {group}"),
        Lang::Es => format!("elegir: {group}"),
        Lang::De => format!("wählen: {group}"),
        Lang::Fr => format!("choisir : {group}"),
        Lang::Zh => format!("请选：{group}"),
    }
}

pub fn seat(seat: Option<u16>) -> String {
    match (lang(), seat) {
        (Lang::En, None) => "No seat".into(),
        (Lang::Es, None) => "Sin asiento".into(),
        (Lang::De, None) => "Ohne Platz".into(),
        (Lang::Fr, None) => "Sans place".into(),
        (Lang::Zh, None) => "不分座".into(),
        (Lang::Zh, Some(seat)) => format!("{seat} 号位"),
        (_, Some(seat)) => format!("{} {seat}", say(Word::Seat)),
    }
}

pub fn at_seat(seat: Option<u16>) -> String {
    match (lang(), seat) {
        (Lang::En, None) => "everybody".into(),
        (Lang::En, Some(seat)) => format!("seat {seat}"),
        (Lang::Es, None) => "todos".into(),
        (Lang::Es, Some(seat)) => format!("asiento {seat}"),
        (Lang::De, None) => "alle".into(),
        (Lang::De, Some(seat)) => format!("Platz {seat}"),
        (Lang::Fr, None) => "tous".into(),
        (Lang::Fr, Some(seat)) => format!("place {seat}"),
        (Lang::Zh, None) => "全桌".into(),
        (Lang::Zh, Some(seat)) => format!("{seat} 号位"),
    }
}

pub fn course(course: u16) -> String {
    match lang() {
        Lang::Zh => format!("第 {course} 道"),
        _ => format!("{} {course}", say(Word::Course)),
    }
}

/// In the middle of a line: `course 2 held`.
pub fn course_held(held: u16) -> String {
    let held_word = say(Word::Held);
    match lang() {
        Lang::En => format!("course {held} {held_word}"),
        Lang::Es => format!("pase {held} {held_word}"),
        Lang::Fr => format!("service {held} {held_word}"),
        Lang::De | Lang::Zh => format!("{} {held_word}", course(held)),
    }
}

pub fn clash(name: &str, seat: Option<u16>) -> String {
    let whose = format!("{} · {}", upper(allergen(name)), at_seat(seat));
    match lang() {
        Lang::En => format!("{whose}: the dish contains it"),
        Lang::Es => format!("{whose}: el plato lo contiene"),
        Lang::De => format!("{whose}: ist in dem Gericht"),
        Lang::Fr => format!("{whose} : le plat en contient"),
        Lang::Zh => format!("{whose}：此菜含有"),
    }
}

pub fn progress(prepared: u32, of: u32) -> String {
    match lang() {
        Lang::En => format!("{prepared} of {of} prepared"),
        Lang::Es => format!("{prepared} de {of} hechos"),
        Lang::De => format!("{prepared} von {of} fertig"),
        Lang::Fr => format!("{prepared} sur {of} prêts"),
        Lang::Zh => format!("已做好 {prepared} / {of}"),
    }
}

/// In a row of the list, where the mark beside it says what is counted.
pub fn of(done: u32, all: u32) -> String {
    match lang() {
        Lang::En => format!("{done} of {all}"),
        Lang::Es => format!("{done} de {all}"),
        Lang::De => format!("{done} von {all}"),
        Lang::Fr => format!("{done} sur {all}"),
        Lang::Zh => format!("{done} / {all}"),
    }
}

pub fn still_to_come(count: u32) -> String {
    let (complete, items) = (say(Word::Complete), items(count));
    match lang() {
        Lang::En => format!("{complete}: {items} to come"),
        Lang::Es => format!("{complete}: {} {items}", if count == 1 { "falta" } else { "faltan" }),
        Lang::De => format!("{complete}: noch {items}"),
        Lang::Fr => format!("{complete} : encore {items}"),
        Lang::Zh => format!("{complete}：还差 {items}"),
    }
}

pub fn items(count: u32) -> String {
    match lang() {
        Lang::En if count == 1 => "1 item".into(),
        Lang::En => format!("{count} items"),
        Lang::Es if count == 1 => "1 plato".into(),
        Lang::Es => format!("{count} platos"),
        Lang::De => format!("{count} Artikel"),
        // French has the singular for none, too.
        Lang::Fr if count < 2 => format!("{count} article"),
        Lang::Fr => format!("{count} articles"),
        Lang::Zh => format!("{count} 份"),
    }
}

pub fn fire(course: u16) -> String {
    match lang() {
        Lang::En => format!("Fire course {course}"),
        Lang::Es => format!("Marchar pase {course}"),
        Lang::De => format!("Gang {course} abrufen"),
        Lang::Fr => format!("Envoyer service {course}"),
        Lang::Zh => format!("起第 {course} 道"),
    }
}

pub fn take_cash(amount: &str) -> String {
    match lang() {
        Lang::En => format!("Take {amount} in cash"),
        Lang::Es => format!("Cobrar {amount} en efectivo"),
        Lang::De => format!("{amount} bar kassieren"),
        Lang::Fr => format!("Encaisser {amount} en espèces"),
        Lang::Zh => format!("收现金 {amount}"),
    }
}

pub fn minutes_from_now(minutes: i64) -> String {
    match lang() {
        Lang::En => format!("in {minutes} min"),
        Lang::Es => format!("en {minutes} min"),
        Lang::De => format!("in {minutes} min"),
        Lang::Fr => format!("dans {minutes} min"),
        Lang::Zh => format!("{minutes} 分钟后"),
    }
}

/// Why an item or an order is taken off; the first that come to a server's mind.
pub fn reasons(whole_order: bool) -> &'static [&'static str] {
    match (lang(), whole_order) {
        (Lang::En, true) => &["Guest left", "Sent twice", "Wrong table", "Took too long", "Trying out"],
        (Lang::En, false) => &["Guest changed their mind", "Rung up wrong", "Sent twice", "Sold out", "Took too long"],
        (Lang::Es, true) => &["El cliente se fue", "Enviado dos veces", "Mesa equivocada", "Tardó demasiado", "Prueba"],
        (Lang::Es, false) => &["El cliente cambió de idea", "Mal marcado", "Enviado dos veces", "Agotado", "Tardó demasiado"],
        (Lang::De, true) => &["Gast gegangen", "Doppelt gesendet", "Falscher Tisch", "Zu lange gedauert", "Probe"],
        (Lang::De, false) => {
            &["Gast hat sich umentschieden", "Falsch gebucht", "Doppelt gesendet", "Ausverkauft", "Zu lange gedauert"]
        }
        (Lang::Fr, true) => &["Client parti", "Envoyé deux fois", "Mauvaise table", "Trop long", "Essai"],
        (Lang::Fr, false) => &["Le client a changé d'avis", "Erreur de saisie", "Envoyé deux fois", "En rupture", "Trop long"],
        (Lang::Zh, true) => &["客人已离开", "重复下单", "桌号错误", "等太久", "测试"],
        (Lang::Zh, false) => &["客人改主意", "点错", "重复下单", "售罄", "等太久"],
    }
}
