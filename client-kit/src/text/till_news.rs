//! What the till says at its head: what was sent, refused, is ready, was paid, or is seen by nobody.

use super::numbers::amount;
use super::till_check::{Word, say};
use crate::platform::upper;

pub fn sent(number: u32, place: &str) -> String {
    format!("{} {number} · {place}", say(Word::Sent))
}

phrases! {
    pub fn added(number: u32) =
        "Added to {number}",
        "Añadido a {number}",
        "Auf {number} nachgebucht",
        "Ajouté à {number}",
        "已加到 {number}";

    pub fn ready(number: u32, place: &str) =
        "READY {number} · {place}",
        "LISTO {number} · {place}",
        "FERTIG {number} · {place}",
        "PRÊT {number} · {place}",
        "已好 {number} · {place}";

    pub fn course_ready(course: u16, number: u32, place: &str) =
        "COURSE {course} READY {number} · {place}",
        "PASE {course} LISTO {number} · {place}",
        "GANG {course} FERTIG {number} · {place}",
        "SERVICE {course} PRÊT {number} · {place}",
        "第 {course} 道已好 {number} · {place}";

    pub fn paid(number: u32, place: &str, sum: &str) =
        "PAID {number} · {place} · card {sum}",
        "PAGADO {number} · {place} · tarjeta {sum}",
        "BEZAHLT {number} · {place} · Karte {sum}",
        "PAYÉ {number} · {place} · carte {sum}",
        "已付 {number} · {place} · 刷卡 {sum}";

    pub fn card_failed(number: u32, place: &str, why: &str) =
        "NOT CHARGED {number} · {place} · {why}",
        "NO COBRADO {number} · {place} · {why}",
        "NICHT ABGEBUCHT {number} · {place} · {why}",
        "NON DÉBITÉ {number} · {place} · {why}",
        "未扣款 {number} · {place} · {why}";

    fn refused_of(refused: &str, about: &str, why: &str) =
        "{refused} · {about}: {why}",
        "{refused} · {about}: {why}",
        "{refused} · {about}: {why}",
        "{refused} · {about} : {why}",
        "{refused} · {about}：{why}";

    fn nobody_sees(station: &str, order: &str) =
        "NOBODY AT {station} SEES {order}. Tell them!",
        "NADIE EN {station} VE EL {order}. ¡Avísales!",
        "NIEMAND AN {station} SIEHT {order}. Bescheid sagen!",
        "PERSONNE À {station} NE VOIT {order}. Prévenez-les !",
        "{station} 无人看到 {order}，请告知！";

    fn also_at(shout: &str, backup: &str) =
        "{shout} It is on {backup} too",
        "{shout} También está en {backup}",
        "{shout} Steht auch bei {backup}",
        "{shout} Aussi affiché à {backup}",
        "{shout}{backup} 也已显示";

    fn points_earned(points: &str, number: u32) =
        "{points} points earned · {number}",
        "{points} puntos ganados · {number}",
        "{points} Punkte gesammelt · {number}",
        "{points} points gagnés · {number}",
        "获得 {points} 积分 · {number}";
}

pub fn not_sent_yet(about: &str) -> String {
    format!("{} · {about}", say(Word::NotSentYet))
}

pub fn refused(about: &str, why: &str) -> String {
    refused_of(say(Word::RefusedMark), about, why)
}

pub fn cancelled(number: u32, why: &str) -> String {
    format!("{} {number} · {why}", say(Word::Cancelled))
}

/// Nobody in the kitchen sees it: what the till shouts. `backup`: where it stands meanwhile.
pub fn unseen(number: u32, place: &str, station: &str, backup: Option<&str>) -> String {
    let order = if place.is_empty() { number.to_string() } else { format!("{number} ({place})") };
    let shout = nobody_sees(&upper(station), &order);
    match backup {
        Some(backup) => also_at(&shout, backup),
        None => shout,
    }
}

/// The contract's own: `40 points earned`.
pub fn earned(points: i64, number: u32) -> String {
    points_earned(&amount(points, ""), number)
}
