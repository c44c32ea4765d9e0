//! Phrases of the pass and of the fire plan.

use super::{Lang, lang};

/// `1 of 3`: what a station has done of an order.
pub fn progress(done: u32, total: u32) -> String {
    match lang() {
        Lang::En => format!("{done} of {total}"),
        Lang::Es => format!("{done} de {total}"),
        Lang::De => format!("{done} von {total}"),
        Lang::Fr => format!("{done} sur {total}"),
        Lang::Zh => format!("{done}/{total}"),
    }
}

pub fn start_in(time: &str) -> String {
    match lang() {
        Lang::En => format!("Start in {time}"),
        Lang::Es => format!("Empezar en {time}"),
        Lang::De => format!("Beginnen in {time}"),
        Lang::Fr => format!("Commencer dans {time}"),
        Lang::Zh => format!("{time} 后开始"),
    }
}

/// Why it is not started yet.
pub fn to_meet(dish: &str, station: &str) -> String {
    match lang() {
        Lang::En => format!("to meet {dish} ({station})"),
        Lang::Es => format!("para salir con {dish} ({station})"),
        Lang::De => format!("zugleich mit {dish} ({station})"),
        Lang::Fr => format!("pour sortir avec {dish} ({station})"),
        Lang::Zh => format!("与 {dish}（{station}）同时好"),
    }
}

pub fn late_by(time: &str) -> String {
    match lang() {
        Lang::En => format!("late by {time}"),
        Lang::Es => format!("{time} de retraso"),
        Lang::De => format!("{time} zu spät"),
        Lang::Fr => format!("{time} de retard"),
        Lang::Zh => format!("已晚 {time}"),
    }
}

/// The station has other work before it.
pub fn behind(time: &str) -> String {
    match lang() {
        Lang::En => format!("{time} of work before it"),
        Lang::Es => format!("antes, {time} de trabajo"),
        Lang::De => format!("davor noch {time} Arbeit"),
        Lang::Fr => format!("{time} de travail avant"),
        Lang::Zh => format!("前面还有 {time} 的活"),
    }
}

pub fn started(time: &str) -> String {
    match lang() {
        Lang::En => format!("Started {time} ago"),
        Lang::Es => format!("Empezado hace {time}"),
        Lang::De => format!("Seit {time} begonnen"),
        Lang::Fr => format!("Commencé depuis {time}"),
        Lang::Zh => format!("已开始 {time}"),
    }
}

/// Several orders of one table, or of one guest, with one tap.
pub fn hand_over(to: &str) -> String {
    match lang() {
        Lang::En => format!("Hand over {to}"),
        Lang::Es => format!("Entregar {to}"),
        Lang::De => format!("{to} ausgeben"),
        Lang::Fr => format!("Servir {to}"),
        Lang::Zh => format!("{to} 一起传菜"),
    }
}

/// What can be undone: an order that was handed over.
pub fn handed_over(number: u32) -> String {
    match lang() {
        Lang::En => format!("{number} handed over"),
        Lang::Es => format!("{number} entregado"),
        Lang::De => format!("{number} ausgegeben"),
        Lang::Fr => format!("{number} servi"),
        Lang::Zh => format!("{number} 已传菜"),
    }
}

/// What can be undone: an order that stands in another place.
pub fn moved(number: u32) -> String {
    match lang() {
        Lang::En => format!("{number} moved"),
        Lang::Es => format!("{number} movido"),
        Lang::De => format!("{number} verschoben"),
        Lang::Fr => format!("{number} déplacé"),
        Lang::Zh => format!("{number} 已移动"),
    }
}

const KEYS: [&str; 13] = ["1–9", "↑ ↓", "Enter", "I", "[ ]", "O", "F", "H", "X", "C", "W", "← →", "R U S"];

/// The keys of the pass, and what they do.
pub fn pass_keys() -> [(&'static str, &'static str); 13] {
    let means = match lang() {
        Lang::En => [
            "pick an order; again: open it",
            "pick a dish on it",
            "the dish is prepared, or not",
            "open the order",
            "earlier, later",
            "order of time",
            "fire the next course",
            "hold, or let go",
            "rush, or not",
            "hand over the first ready",
            "runner",
            "pages",
            "recall · undo · this screen",
        ],
        Lang::Es => [
            "elegir pedido; otra vez: abrir",
            "elegir un plato",
            "plato listo, o no",
            "abrir el pedido",
            "antes, después",
            "orden de llegada",
            "marchar el pase siguiente",
            "retener o soltar",
            "urge, o no",
            "entregar el primero listo",
            "quién lo lleva",
            "páginas",
            "recuperar · deshacer · pantalla",
        ],
        Lang::De => [
            "Bestellung wählen; nochmal: öffnen",
            "Gericht darauf wählen",
            "Gericht fertig, oder nicht",
            "Bestellung öffnen",
            "früher, später",
            "nach der Zeit",
            "nächsten Gang abrufen",
            "anhalten oder freigeben",
            "eilt, oder nicht",
            "die erste fertige ausgeben",
            "wer trägt",
            "Seiten",
            "rückholen · zurück · Bildschirm",
        ],
        Lang::Fr => [
            "choisir une commande ; encore : ouvrir",
            "choisir un plat",
            "plat prêt, ou non",
            "ouvrir la commande",
            "plus tôt, plus tard",
            "ordre d'arrivée",
            "envoyer le service suivant",
            "retenir ou relâcher",
            "urgent, ou non",
            "servir la première prête",
            "qui porte",
            "pages",
            "rappeler · annuler · écran",
        ],
        Lang::Zh => [
            "选订单；再按：打开",
            "选单上的菜",
            "菜已好，或未好",
            "打开订单",
            "提前、推后",
            "按时间排",
            "起下一道",
            "压单或放行",
            "催菜或取消",
            "传最早好的单",
            "传菜员",
            "翻页",
            "召回 · 撤销 · 本屏",
        ],
    };
    std::array::from_fn(|k| (KEYS[k], means[k]))
}
