//! Words of every page: the link, logging in, what went wrong, the device's own settings.

words! {
    Live = "live", "en línea", "live", "en ligne", "在线";
    Connecting = "connecting", "conectando", "verbindet", "connexion", "连接中";
    CatchingUp = "catching up", "actualizando", "holt auf", "rattrapage", "同步中";
    NoLink = "no link", "sin red", "getrennt", "hors ligne", "无连接";
    Elsewhere = "This screen is open somewhere else",
        "Esta pantalla está abierta en otro sitio",
        "Dieser Bildschirm ist woanders offen",
        "Cet écran est ouvert ailleurs",
        "此屏幕已在别处打开";
    ElsewhereMore = "The same screen connected in another tab or window. Only one of them is fed, so this one has stopped.",
        "La misma pantalla se ha conectado en otra pestaña o ventana. Solo una recibe datos; esta se ha detenido.",
        "Derselbe Bildschirm hat sich in einem anderen Tab oder Fenster verbunden. Nur einer bekommt Daten, darum hält dieser an.",
        "Le même écran s'est connecté dans un autre onglet ou une autre fenêtre. Un seul est alimenté : celui-ci s'est arrêté.",
        "同一屏幕已在另一个标签页或窗口连接。只有一个会更新，因此这里已停止。";
    UseHere = "Use it here", "Usarla aquí", "Hier benutzen", "L'utiliser ici", "在此使用";
    NotAllowed = "This login may not use this screen",
        "Este acceso no puede usar esta pantalla",
        "Diese Anmeldung darf diesen Bildschirm nicht benutzen",
        "Cet accès ne permet pas d'utiliser cet écran",
        "此登录无权使用此屏幕";
    PinTitle = "Your PIN", "Tu PIN", "Deine PIN", "Votre code PIN", "您的 PIN";
    PinHint = "4 to 8 digits", "de 4 a 8 cifras", "4 bis 8 Ziffern", "4 à 8 chiffres", "4 到 8 位数字";
    Checking = "Checking", "Comprobando", "Wird geprüft", "Vérification", "正在核对";
    WrongPin = "Not a PIN we know", "PIN desconocido", "Diese PIN kennen wir nicht", "Code PIN inconnu", "PIN 不正确";
    NoServer = "No answer from the server. Check the network.",
        "El servidor no responde. Revisa la red.",
        "Der Server antwortet nicht. Netz prüfen.",
        "Le serveur ne répond pas. Vérifiez le réseau.",
        "服务器无应答，请检查网络。";
    Clear = "Clear", "Borrar", "Löschen", "Effacer", "清除";
    LogOut = "Log out", "Salir", "Abmelden", "Quitter", "退出";
    Close = "Close", "Cerrar", "Schließen", "Fermer", "关闭";
    Starting = "Starting", "Iniciando", "Startet", "Démarrage", "启动中";
    WrongRole = "This PIN may not use this screen",
        "Este PIN no puede usar esta pantalla",
        "Diese PIN darf diesen Bildschirm nicht benutzen",
        "Ce code PIN ne permet pas d'utiliser cet écran",
        "此 PIN 无权使用此屏幕";
    TryAgain = "Try again", "Reintentar", "Nochmal versuchen", "Réessayer", "重试";
    SignIn = "Sign in", "Entrar", "Anmelden", "Entrer", "登录";
    SignedOut = "Signed out", "Sesión cerrada", "Abgemeldet", "Déconnecté", "已退出";
    Unreadable = "The server's answer could not be read. Load the page again.",
        "No se entiende la respuesta del servidor. Vuelve a cargar la página.",
        "Die Antwort des Servers war nicht lesbar. Seite neu laden.",
        "La réponse du serveur est illisible. Rechargez la page.",
        "无法读取服务器的应答，请重新加载页面。";
    ComesLater = "This part comes later: the server does not have it yet.",
        "Esta parte aún no existe en el servidor.",
        "Das kommt später: Der Server kann es noch nicht.",
        "Cette partie viendra plus tard : le serveur ne l'a pas encore.",
        "服务器暂不支持此功能。";
    Pair = "Pair this screen", "Vincular esta pantalla", "Bildschirm koppeln", "Associer cet écran", "配对此屏幕";
    PairTitle = "Code from the back office",
        "Código de la oficina",
        "Code aus dem Büro",
        "Code du bureau",
        "后台提供的配对码";
    PairHint = "A manager makes one under Devices. It is good for 10 minutes.",
        "El encargado lo crea en Dispositivos. Vale 10 minutos.",
        "Die Leitung erstellt ihn unter Geräte. Er gilt 10 Minuten.",
        "Le responsable en crée un sous Appareils. Il est valable 10 minutes.",
        "由经理在“设备”中生成，10 分钟内有效。";
    Pairing = "Pairing", "Vinculando", "Wird gekoppelt", "Association", "配对中";
    BadCode = "Not a code we know, or no longer. Ask for a new one.",
        "Código desconocido o caducado. Pide otro.",
        "Code unbekannt oder abgelaufen. Einen neuen holen.",
        "Code inconnu ou expiré. Demandez-en un autre.",
        "配对码无效或已过期，请重新获取。";
    UsePin = "Sign in with a PIN", "Entrar con PIN", "Mit PIN anmelden", "Entrer avec un code PIN", "用 PIN 登录";
    UseDevice = "Use it as the paired screen",
        "Usar como pantalla vinculada",
        "Als gekoppelten Bildschirm benutzen",
        "Utiliser comme écran associé",
        "作为已配对屏幕使用";
    FullScreen = "Full screen", "Pantalla completa", "Vollbild", "Plein écran", "全屏";
    StartsAlone = "Starts without a network too, with what it showed last.",
        "También arranca sin red, con lo último que mostró.",
        "Startet auch ohne Netz, mit dem zuletzt gezeigten Stand.",
        "Démarre aussi sans réseau, avec le dernier état affiché.",
        "无网络时也能启动，并显示上次的内容。";
    StartsNotAlone = "Needs the network to start.",
        "Necesita la red para arrancar.",
        "Braucht zum Starten das Netz.",
        "A besoin du réseau pour démarrer.",
        "启动需要网络。";
    StaysOn = "The screen stays on.",
        "La pantalla permanece encendida.",
        "Der Bildschirm bleibt an.",
        "L'écran reste allumé.",
        "屏幕保持常亮。";
    StaysNotOn = "Whether the screen stays on is up to the device's own settings.",
        "Que la pantalla siga encendida depende de los ajustes del dispositivo.",
        "Ob der Bildschirm anbleibt, bestimmen die Einstellungen des Geräts.",
        "Les réglages de l'appareil décident si l'écran reste allumé.",
        "屏幕是否常亮取决于设备设置。";
    NeedsHttps = "Opened without HTTPS: this screen needs the network to start, and may go dark.",
        "Abierta sin HTTPS: necesita la red para arrancar y puede apagarse.",
        "Ohne HTTPS geöffnet: braucht zum Starten das Netz und kann dunkel werden.",
        "Ouvert sans HTTPS : il faut le réseau pour démarrer, et l'écran peut s'éteindre.",
        "未使用 HTTPS：启动需要网络，屏幕可能熄灭。";
    BackOffice = "Back office", "Oficina", "Büro", "Bureau", "后台";
    Now = "now", "ahora", "jetzt", "à l'instant", "刚刚";
    Refused = "refused", "rechazado", "abgelehnt", "refusé", "被拒绝";
    Loading = "Waiting for the server", "Esperando al servidor", "Warten auf den Server", "En attente du serveur", "等待服务器";
    ShowMore = "Show more", "Ver más", "Mehr zeigen", "Afficher plus", "显示更多";
}

/// Beside the link state: how old is what the screen shows.
pub fn age(seconds: i64) -> String {
    match seconds {
        ..=1 => say(Word::Now).into(),
        2..=59 => seconds_old(seconds),
        _ => minutes_old(seconds / 60),
    }
}

phrases! {
    /// Commands that the server has not answered yet.
    pub fn unsent(count: usize) =
        "{count} unsent",
        "{count} sin enviar",
        "{count} ungesendet",
        "{count} non envoyés",
        "{count} 条未发送";

    pub fn no_news_since(clock: &str) =
        "No news since {clock}",
        "Sin noticias desde las {clock}",
        "Nichts Neues seit {clock}",
        "Sans nouvelles depuis {clock}",
        "{clock} 起无更新";

    pub fn wait_seconds(seconds: u64) =
        "Too many tries. Wait {seconds} s.",
        "Demasiados intentos. Espera {seconds} s.",
        "Zu viele Versuche. {seconds} s warten.",
        "Trop d'essais. Attendez {seconds} s.",
        "尝试次数过多，请等待 {seconds} 秒。";

    /// Commands dropped because they were too old to send.
    pub fn too_old(count: usize) =
        "1 tap from yesterday was never sent and is dropped¦{count} taps from yesterday were never sent and are dropped",
        "1 toque de ayer no se envió y se descarta¦{count} toques de ayer no se enviaron y se descartan",
        "1 Tippen von gestern ging nie ab und verfällt¦{count} Tippen von gestern gingen nie ab und verfallen",
        "1 geste d'hier n'est jamais parti et est abandonné¦{count} gestes d'hier ne sont jamais partis et sont abandonnés",
        "昨天的 {count} 次操作未发送，已作废";

    fn seconds_old(seconds: i64) = "{seconds} s old", "hace {seconds} s", "{seconds} s alt", "il y a {seconds} s", "{seconds} 秒前";

    fn minutes_old(minutes: i64) = "{minutes} min old", "hace {minutes} min", "{minutes} min alt", "il y a {minutes} min", "{minutes} 分钟前";
}

codes! {
    fn known_refusal(code) =
        "illegal_transition" => "not possible any more", "ya no es posible", "geht nicht mehr", "plus possible", "已无法操作";
        "allergy_unacknowledged" =>
            "confirm the allergy first",
            "confirma primero la alergia",
            "erst die Allergie bestätigen",
            "confirmez d'abord l'allergie",
            "请先确认过敏信息";
        "version_conflict" => "changed meanwhile", "ha cambiado entretanto", "inzwischen geändert", "modifié entre-temps", "内容已变更";
        "forbidden" =>
            "not allowed on this screen",
            "no permitido en esta pantalla",
            "an diesem Bildschirm nicht erlaubt",
            "interdit sur cet écran",
            "此屏幕无权操作";
        "not_found" => "it is gone", "ya no existe", "gibt es nicht mehr", "n'existe plus", "已不存在";
        "out_of_stock" => "sold out", "agotado", "ausverkauft", "épuisé", "已售罄";
        "insufficient_points" => "not that many points", "no hay tantos puntos", "nicht genug Punkte", "pas assez de points", "积分不足";
}

/// What a refusal's code means to the person who tapped; a code is nobody's word.
pub fn refusal(code: &str) -> &str {
    match known_refusal(code) {
        unknown if unknown == code => say(Word::Refused),
        known => known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_minutes_from_the_first_one_on() {
        assert_eq!([0, 2, 59, 60, 105, 120].map(age), ["now", "2 s old", "59 s old", "1 min old", "1 min old", "2 min old"]);
    }
}
