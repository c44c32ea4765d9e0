//! What the till says at its head: what was sent, refused, is ready, was paid, or is seen by nobody.

use super::numbers::amount;
use super::till_check::{Word, say};
use super::{Lang, lang};
use crate::platform::upper;

pub fn sent(number: u32, place: &str) -> String {
    format!("{} {number} · {place}", say(Word::Sent))
}

pub fn added(number: u32) -> String {
    match lang() {
        Lang::En => format!("Added to {number}"),
        Lang::Es => format!("Añadido a {number}"),
        Lang::De => format!("Auf {number} nachgebucht"),
        Lang::Fr => format!("Ajouté à {number}"),
        Lang::Zh => format!("已加到 {number}"),
    }
}

pub fn not_sent_yet(about: &str) -> String {
    format!("{} · {about}", say(Word::NotSentYet))
}

pub fn refused(about: &str, why: &str) -> String {
    let refused = say(Word::RefusedMark);
    match lang() {
        Lang::Fr => format!("{refused} · {about} : {why}"),
        Lang::Zh => format!("{refused} · {about}：{why}"),
        _ => format!("{refused} · {about}: {why}"),
    }
}

pub fn ready(number: u32, place: &str) -> String {
    match lang() {
        Lang::En => format!("READY {number} · {place}"),
        Lang::Es => format!("LISTO {number} · {place}"),
        Lang::De => format!("FERTIG {number} · {place}"),
        Lang::Fr => format!("PRÊT {number} · {place}"),
        Lang::Zh => format!("已好 {number} · {place}"),
    }
}

pub fn course_ready(course: u16, number: u32, place: &str) -> String {
    match lang() {
        Lang::En => format!("COURSE {course} READY {number} · {place}"),
        Lang::Es => format!("PASE {course} LISTO {number} · {place}"),
        Lang::De => format!("GANG {course} FERTIG {number} · {place}"),
        Lang::Fr => format!("SERVICE {course} PRÊT {number} · {place}"),
        Lang::Zh => format!("第 {course} 道已好 {number} · {place}"),
    }
}

pub fn cancelled(number: u32, why: &str) -> String {
    format!("{} {number} · {why}", say(Word::Cancelled))
}

/// Nobody in the kitchen sees it: what the till shouts. `backup`: where it stands meanwhile.
pub fn unseen(number: u32, place: &str, station: &str, backup: Option<&str>) -> String {
    let place = if place.is_empty() { String::new() } else { format!(" ({place})") };
    let station = upper(station);
    let shout = match lang() {
        Lang::En => format!("NOBODY AT {station} SEES {number}{place}. Tell them!"),
        Lang::Es => format!("NADIE EN {station} VE EL {number}{place}. ¡Avísales!"),
        Lang::De => format!("NIEMAND AN {station} SIEHT {number}{place}. Bescheid sagen!"),
        Lang::Fr => format!("PERSONNE À {station} NE VOIT {number}{place}. Prévenez-les !"),
        Lang::Zh => format!("{station} 无人看到 {number}{place}，请告知！"),
    };
    let Some(backup) = backup else { return shout };
    match lang() {
        Lang::En => format!("{shout} It is on {backup} too"),
        Lang::Es => format!("{shout} También está en {backup}"),
        Lang::De => format!("{shout} Steht auch bei {backup}"),
        Lang::Fr => format!("{shout} Aussi affiché à {backup}"),
        Lang::Zh => format!("{shout}{backup} 也已显示"),
    }
}

/// The contract's own: `40 points earned`.
pub fn earned(points: i64, number: u32) -> String {
    let points = amount(points, "");
    match lang() {
        Lang::En => format!("{points} points earned · {number}"),
        Lang::Es => format!("{points} puntos ganados · {number}"),
        Lang::De => format!("{points} Punkte gesammelt · {number}"),
        Lang::Fr => format!("{points} points gagnés · {number}"),
        Lang::Zh => format!("获得 {points} 积分 · {number}"),
    }
}

pub fn paid(number: u32, place: &str, sum: &str) -> String {
    match lang() {
        Lang::En => format!("PAID {number} · {place} · card {sum}"),
        Lang::Es => format!("PAGADO {number} · {place} · tarjeta {sum}"),
        Lang::De => format!("BEZAHLT {number} · {place} · Karte {sum}"),
        Lang::Fr => format!("PAYÉ {number} · {place} · carte {sum}"),
        Lang::Zh => format!("已付 {number} · {place} · 刷卡 {sum}"),
    }
}

pub fn card_failed(number: u32, place: &str, why: &str) -> String {
    match lang() {
        Lang::En => format!("NOT CHARGED {number} · {place} · {why}"),
        Lang::Es => format!("NO COBRADO {number} · {place} · {why}"),
        Lang::De => format!("NICHT ABGEBUCHT {number} · {place} · {why}"),
        Lang::Fr => format!("NON DÉBITÉ {number} · {place} · {why}"),
        Lang::Zh => format!("未扣款 {number} · {place} · {why}"),
    }
}
