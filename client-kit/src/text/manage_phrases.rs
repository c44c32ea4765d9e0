//! Phrases of the back office: what has a number, a name or a code in it. A table of a code's words
//! has them as the languages stand in `Lang`.

use super::numbers::amount;
use super::{Lang, lang};

pub fn open_alerts(count: usize) -> String {
    match lang() {
        Lang::En if count == 1 => "1 alert to look at".into(),
        Lang::En => format!("{count} alerts to look at"),
        Lang::Es if count == 1 => "1 aviso por ver".into(),
        Lang::Es => format!("{count} avisos por ver"),
        Lang::De if count == 1 => "1 Warnung zu beachten".into(),
        Lang::De => format!("{count} Warnungen zu beachten"),
        Lang::Fr if count < 2 => format!("{count} alerte à voir"),
        Lang::Fr => format!("{count} alertes à voir"),
        Lang::Zh => format!("{count} 条提醒待看"),
    }
}

pub fn alert_kind(kind: &str) -> &str {
    let words = match kind {
        "low_stock" => &["Low stock", "Existencias bajas", "Lager knapp", "Stock bas", "库存不足"],
        "failed_payment" => &["Failed payment", "Pago fallido", "Zahlung gescheitert", "Paiement échoué", "付款失败"],
        "undelivered_ticket" => &["On no screen", "En ninguna pantalla", "Auf keinem Schirm", "Sur aucun écran", "未上屏"],
        "screens_offline" => &["No screen there", "Sin pantalla", "Kein Bildschirm da", "Aucun écran", "无屏幕在线"],
        "late_ticket" => &["Late", "Tarde", "Verspätet", "En retard", "超时"],
        other => return other,
    };
    words[lang() as usize]
}

/// `12 low`, for the key that shows only those.
pub fn low(count: usize) -> String {
    match lang() {
        Lang::En => format!("Only what is low ({count})"),
        Lang::Es => format!("Solo lo que está bajo ({count})"),
        Lang::De => format!("Nur was knapp ist ({count})"),
        Lang::Fr => format!("Seulement le stock bas ({count})"),
        Lang::Zh => format!("仅看不足 ({count})"),
    }
}

pub fn cause(cause: &str) -> &str {
    let words = match cause {
        "order" => &["Order", "Pedido", "Bestellung", "Commande", "订单"],
        "cancelled" => &["Cancelled", "Anulado", "Storniert", "Annulé", "已取消"],
        "voided" => &["Voided", "Plato anulado", "Artikel storniert", "Article retiré", "退菜"],
        "restock" => &["Restock", "Reposición", "Auffüllung", "Réassort", "补货"],
        "count" => &["Count", "Recuento", "Zählung", "Inventaire", "盘点"],
        "waste" => &["Waste", "Merma", "Schwund", "Pertes", "损耗"],
        "redeemed" => &["Redeemed", "Canjeado", "Eingelöst", "Utilisé", "已兑换"],
        "earned" => &["Earned", "Ganado", "Gesammelt", "Gagné", "获得"],
        "recalled" => &["Order reopened", "Pedido reabierto", "Bestellung wieder offen", "Commande rouverte", "订单重开"],
        "opening" => &["At the start", "Al inicio", "Am Anfang", "Au départ", "期初"],
        other => return other,
    };
    words[lang() as usize]
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

pub fn points(points: i64) -> String {
    let points = amount(points, "");
    match lang() {
        Lang::En | Lang::Fr => format!("{points} points"),
        Lang::Es => format!("{points} puntos"),
        Lang::De => format!("{points} Punkte"),
        Lang::Zh => format!("{points} 积分"),
    }
}

pub fn role(role: &str) -> &str {
    let words = match role {
        "pos" => &["Till", "Caja", "Kasse", "Caisse", "收银"],
        "kitchen" => &["Kitchen", "Cocina", "Küche", "Cuisine", "厨房"],
        "expo" => &["Pass", "Pase", "Pass", "Passe", "传菜口"],
        "manager" => &["Manager", "Encargado", "Leitung", "Responsable", "经理"],
        "board" => &["Guests' board", "Tablón de clientes", "Gästetafel", "Tableau des clients", "顾客叫号屏"],
        "integration" => &["Integration", "Integración", "Anbindung", "Intégration", "外部接口"],
        other => return other,
    };
    words[lang() as usize]
}

pub fn imported(file: &str) -> String {
    match lang() {
        Lang::En => format!("{file} is the menu now"),
        Lang::Es => format!("{file} es ahora la carta"),
        Lang::De => format!("{file} ist jetzt die Karte"),
        Lang::Fr => format!("{file} est maintenant la carte"),
        Lang::Zh => format!("{file} 已成为当前菜单"),
    }
}

pub fn faults(count: usize) -> String {
    match lang() {
        Lang::En if count == 1 => "1 fault, so nothing was changed".into(),
        Lang::En => format!("{count} faults, so nothing was changed"),
        Lang::Es if count == 1 => "1 error; no se ha cambiado nada".into(),
        Lang::Es => format!("{count} errores; no se ha cambiado nada"),
        Lang::De => format!("{count} Fehler, darum wurde nichts geändert"),
        Lang::Fr if count < 2 => format!("{count} erreur, rien n'a été changé"),
        Lang::Fr => format!("{count} erreurs, rien n'a été changé"),
        Lang::Zh => format!("{count} 处错误，未作任何更改"),
    }
}

pub fn good_until(clock: &str) -> String {
    match lang() {
        Lang::En => format!("Good until {clock}"),
        Lang::Es => format!("Vale hasta las {clock}"),
        Lang::De => format!("Gilt bis {clock}"),
        Lang::Fr => format!("Valable jusqu'à {clock}"),
        Lang::Zh => format!("有效至 {clock}"),
    }
}

/// How many screens of a station are there.
pub fn screens(count: u32) -> String {
    match lang() {
        Lang::En if count == 1 => "1 screen".into(),
        Lang::En => format!("{count} screens"),
        Lang::Es if count == 1 => "1 pantalla".into(),
        Lang::Es => format!("{count} pantallas"),
        Lang::De if count == 1 => "1 Bildschirm".into(),
        Lang::De => format!("{count} Bildschirme"),
        Lang::Fr if count < 2 => format!("{count} écran"),
        Lang::Fr => format!("{count} écrans"),
        Lang::Zh => format!("{count} 块屏幕"),
    }
}

/// Nobody sees a station: since when.
pub fn dark_since(clock: &str) -> String {
    match lang() {
        Lang::En => format!("DARK since {clock}"),
        Lang::Es => format!("A OSCURAS desde las {clock}"),
        Lang::De => format!("DUNKEL seit {clock}"),
        Lang::Fr => format!("ÉTEINT depuis {clock}"),
        Lang::Zh => format!("{clock} 起无屏幕"),
    }
}

/// Of the key that signs tokens.
pub fn signs_since(when: &str) -> String {
    match lang() {
        Lang::En => format!("A new key signs since {when}"),
        Lang::Es => format!("Firma una clave nueva desde {when}"),
        Lang::De => format!("Ein neuer Schlüssel signiert seit {when}"),
        Lang::Fr => format!("Une nouvelle clé signe depuis {when}"),
        Lang::Zh => format!("新密钥自 {when} 起签名"),
    }
}

pub fn delivery(state: &str) -> &str {
    let words = match state {
        "set_aside" => &["given up", "abandonado", "aufgegeben", "abandonné", "已放弃"],
        "waiting" => &["waits", "espera", "wartet", "attend", "等待中"],
        other => return other,
    };
    words[lang() as usize]
}

/// What a webhook may be sent.
pub fn event(kind: &str) -> &str {
    let words = match kind {
        "alert.raised" => &["Alerts", "Avisos", "Warnungen", "Alertes", "提醒"],
        "order.placed" => &["Orders placed", "Pedidos hechos", "Bestellungen neu", "Commandes passées", "新订单"],
        "order.ready" => &["Orders ready", "Pedidos listos", "Bestellungen fertig", "Commandes prêtes", "订单已好"],
        "order.completed" => {
            &["Orders completed", "Pedidos entregados", "Bestellungen ausgegeben", "Commandes servies", "订单完成"]
        }
        "inventory.low" => &["Low stock", "Existencias bajas", "Lager knapp", "Stock bas", "库存不足"],
        "*" => &["Everything", "Todo", "Alles", "Tout", "全部"],
        other => return other,
    };
    words[lang() as usize]
}

/// `22 Nov 18:03`: month from 1, day; hours, minutes, seconds.
pub fn when((month, day): (u32, u32), (hours, minutes, _): (u32, u32, u32)) -> String {
    let months: [&str; 12] = match lang() {
        Lang::En => ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        Lang::Es => ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
        Lang::De => ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.", "Dez."],
        Lang::Fr => ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
        Lang::Zh => return format!("{month}月{day}日 {hours:02}:{minutes:02}"),
    };
    let name = months.get(month.saturating_sub(1) as usize).unwrap_or(&"");
    match lang() {
        Lang::De => format!("{day}. {name} {hours:02}:{minutes:02}"),
        _ => format!("{day} {name} {hours:02}:{minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_by_day_and_clock() {
        assert_eq!(when((11, 22), (18, 3, 0)), "22 Nov 18:03");
    }
}
