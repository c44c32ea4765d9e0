//! Words of the replay: what stood on the screens, and what each order waited for.

words! {
    AtPass = "ready at the pass", "listo en el pase", "fertig am Pass", "prêt au passe", "在传菜口待取";
    Dark = "no screen", "sin pantalla", "kein Bildschirm", "aucun écran", "无屏幕";
    Held = "held", "retenido", "gehalten", "retenu", "已保留";
    Incomplete = "This day is too long to be shown whole: its end is missing.",
        "Este día es demasiado largo para mostrarlo entero: falta el final.",
        "Dieser Tag ist zu lang, um ihn ganz zu zeigen: das Ende fehlt.",
        "Cette journée est trop longue pour être montrée en entier : la fin manque.",
        "当天记录过长，无法完整显示：缺少结尾。";
    Minute = "Time of day", "Hora", "Uhrzeit", "Heure", "时间";
    NothingStood = "Nothing stood here", "Aquí no había nada", "Hier stand nichts", "Rien ici", "当时没有单";
    NotShown = "NOT SHOWN YET", "AÚN SIN MOSTRAR", "NOCH NICHT GEZEIGT", "PAS ENCORE AFFICHÉ", "尚未上屏";
    Pass = "Pass", "Pase", "Pass", "Passe", "传菜口";
    Paying = "waiting for the payment", "esperando el pago", "auf die Zahlung gewartet", "à attendre le paiement", "等待付款";
    Play = "Play, a minute a second", "Reproducir, un minuto por segundo", "Abspielen, eine Minute je Sekunde", "Lire, une minute par seconde", "播放（每秒一分钟）";
    Ready = "ready", "listo", "fertig", "prêt", "已好";
    Stop = "Stop", "Parar", "Anhalten", "Arrêter", "停止";
    Worst = "What took longest", "Lo que más tardó", "Was am längsten dauerte", "Le plus long", "耗时最长";
}

/// What an order waited for: `waiting for Oven`. `wait` as the server calls it.
pub fn piece(wait: &str, station: &str) -> String {
    match wait {
        "paying" => say(Word::Paying).into(),
        "held" => say(Word::Held).into(),
        "unseen" => on_no_screen_of(station),
        "waiting" => waiting_for(station),
        "cooking" => made_at(station),
        _ => say(Word::AtPass).into(),
    }
}

/// `8 of 19 min waiting for Oven`: what took longest of an order's way.
pub fn waited(wait: &str, minutes: i64, of: i64, station: &str) -> String {
    minutes_of(minutes, of, &piece(wait, station))
}

phrases! {
    /// All else of the same sending was ready so long before.
    pub fn stood(minutes: i64) =
        "the rest stood for {minutes} min",
        "lo demás esperó {minutes} min",
        "der Rest stand {minutes} Min.",
        "le reste a attendu {minutes} min",
        "其余菜品等了 {minutes} 分钟";

    /// Of a ticket: how long after it was due a screen showed it, `0.4 s`.
    pub fn shown_after(seconds: &str) =
        "shown after {seconds} s",
        "mostrada a los {seconds} s",
        "gezeigt nach {seconds} s",
        "affiché après {seconds} s",
        "{seconds} 秒后上屏";

    fn on_no_screen_of(station: &str) =
        "on no screen of {station}",
        "en ninguna pantalla de {station}",
        "auf keinem Bildschirm von {station}",
        "sur aucun écran de {station}",
        "未上屏：{station}";

    fn waiting_for(station: &str) =
        "waiting for {station}",
        "esperando a {station}",
        "gewartet auf {station}",
        "à attendre {station}",
        "等待{station}";

    fn made_at(station: &str) =
        "being made at {station}",
        "preparándose en {station}",
        "in Arbeit bei {station}",
        "en préparation à {station}",
        "制作于{station}";

    fn minutes_of(minutes: i64, of: i64, what: &str) =
        "{minutes} of {of} min {what}",
        "{minutes} de {of} min {what}",
        "{minutes} von {of} Min. {what}",
        "{minutes} min sur {of} {what}",
        "{of} 分钟中 {minutes} 分钟{what}";

    fn last_at(where_and_when: &str) =
        "showed last: {where_and_when}",
        "mostró por última vez: {where_and_when}",
        "zeigte zuletzt: {where_and_when}",
        "dernier affichage : {where_and_when}",
        "最近显示：{where_and_when}";

    fn moment_of(tickets: usize, clock: &str) =
        "{clock}, 1 ticket¦{clock}, {tickets} tickets",
        "{clock}, comandas: {tickets}",
        "{clock}, Bons: {tickets}",
        "{clock}, bons : {tickets}",
        "{clock}，{tickets} 单";
}

/// Which screen of a station showed a ticket last, and when: `Oven left, 19:31`.
pub fn last_shown(screen: &str, clock: &str) -> String {
    if screen.is_empty() { last_at(clock) } else { last_at(&format!("{screen}, {clock}")) }
}

/// Of a moment of the day, for whoever hears it: `19:31, 12 tickets`.
pub fn moment(clock: &str, tickets: usize) -> String {
    moment_of(tickets, clock)
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
