//! Words of the replay: what stood on the screens, and what each order waited for.

use super::{Lang, lang};

words! {
    Dark = "no screen", "sin pantalla", "kein Bildschirm", "aucun écran", "无屏幕";
    Incomplete = "This day is too long to be shown whole: its end is missing.",
        "Este día es demasiado largo para mostrarlo entero: falta el final.",
        "Dieser Tag ist zu lang, um ihn ganz zu zeigen: das Ende fehlt.",
        "Cette journée est trop longue pour être montrée en entier : la fin manque.",
        "当天记录过长，无法完整显示：缺少结尾。";
    Minute = "Time of day", "Hora", "Uhrzeit", "Heure", "时间";
    NothingStood = "Nothing stood here", "Aquí no había nada", "Hier stand nichts", "Rien ici", "当时没有单";
    NotShown = "NOT SHOWN YET", "AÚN SIN MOSTRAR", "NOCH NICHT GEZEIGT", "PAS ENCORE AFFICHÉ", "尚未上屏";
    Pass = "Pass", "Pase", "Pass", "Passe", "传菜口";
    Play = "Play, a minute a second", "Reproducir, un minuto por segundo", "Abspielen, eine Minute je Sekunde", "Lire, une minute par seconde", "播放（每秒一分钟）";
    Ready = "ready", "listo", "fertig", "prêt", "已好";
    Stop = "Stop", "Parar", "Anhalten", "Arrêter", "停止";
    Worst = "What took longest", "Lo que más tardó", "Was am längsten dauerte", "Le plus long", "耗时最长";
}

/// What an order waited for: `waiting for Oven`. `wait` as the server calls it.
pub fn piece(wait: &str, station: &str) -> String {
    let what = match wait {
        "paying" => {
            &["waiting for the payment", "esperando el pago", "auf die Zahlung gewartet", "à attendre le paiement", "等待付款"]
        }
        "unseen" => {
            &["on no screen of ", "en ninguna pantalla de ", "auf keinem Bildschirm von ", "sur aucun écran de ", "未上屏："]
        }
        "waiting" => &["waiting for ", "esperando a ", "gewartet auf ", "à attendre ", "等待"],
        "cooking" => &["being made at ", "preparándose en ", "in Arbeit bei ", "en préparation à ", "制作于"],
        "held" => &["held", "retenido", "gehalten", "retenu", "已保留"],
        _ => &["ready at the pass", "listo en el pase", "fertig am Pass", "prêt au passe", "在传菜口待取"],
    };
    let at_a_station = ["unseen", "waiting", "cooking"].contains(&wait);
    format!("{}{}", what[lang() as usize], if at_a_station { station } else { "" })
}

/// `8 of 19 min waiting for Oven`: what took longest of an order's way.
pub fn waited(wait: &str, minutes: i64, of: i64, station: &str) -> String {
    let what = piece(wait, station);
    match lang() {
        Lang::En => format!("{minutes} of {of} min {what}"),
        Lang::Es => format!("{minutes} de {of} min {what}"),
        Lang::De => format!("{minutes} von {of} Min. {what}"),
        Lang::Fr => format!("{minutes} min sur {of} {what}"),
        Lang::Zh => format!("{of} 分钟中 {minutes} 分钟{what}"),
    }
}

/// All else of the same sending was ready so long before.
pub fn stood(minutes: i64) -> String {
    match lang() {
        Lang::En => format!("the rest stood for {minutes} min"),
        Lang::Es => format!("lo demás esperó {minutes} min"),
        Lang::De => format!("der Rest stand {minutes} Min."),
        Lang::Fr => format!("le reste a attendu {minutes} min"),
        Lang::Zh => format!("其余菜品等了 {minutes} 分钟"),
    }
}

/// Of a ticket: how long after it was due a screen showed it, `0.4 s`.
pub fn shown_after(seconds: &str) -> String {
    match lang() {
        Lang::En => format!("shown after {seconds} s"),
        Lang::Es => format!("mostrada a los {seconds} s"),
        Lang::De => format!("gezeigt nach {seconds} s"),
        Lang::Fr => format!("affiché après {seconds} s"),
        Lang::Zh => format!("{seconds} 秒后上屏"),
    }
}

/// Which screen of a station showed a ticket last, and when: `Oven left, 19:31`.
pub fn last_shown(screen: &str, clock: &str) -> String {
    let screen = if screen.is_empty() { String::new() } else { format!("{screen}, ") };
    match lang() {
        Lang::En => format!("showed last: {screen}{clock}"),
        Lang::Es => format!("mostró por última vez: {screen}{clock}"),
        Lang::De => format!("zeigte zuletzt: {screen}{clock}"),
        Lang::Fr => format!("dernier affichage : {screen}{clock}"),
        Lang::Zh => format!("最近显示：{screen}{clock}"),
    }
}

/// Of a moment of the day, for whoever hears it: `19:31, 12 tickets`.
pub fn moment(clock: &str, tickets: usize) -> String {
    match lang() {
        Lang::En if tickets == 1 => format!("{clock}, 1 ticket"),
        Lang::En => format!("{clock}, {tickets} tickets"),
        Lang::Es => format!("{clock}, comandas: {tickets}"),
        Lang::De => format!("{clock}, Bons: {tickets}"),
        Lang::Fr => format!("{clock}, bons : {tickets}"),
        Lang::Zh => format!("{clock}，{tickets} 单"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_says_what_it_waited_for() {
        assert_eq!(waited("waiting", 8, 19, "Oven"), "8 of 19 min waiting for Oven");
        assert_eq!(waited("pass", 6, 19, "Oven"), "6 of 19 min ready at the pass");
    }
}
