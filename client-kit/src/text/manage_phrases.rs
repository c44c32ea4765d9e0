//! Phrases of the back office: what has a number, a name or a code in it.

use super::clock;
use super::manage::{Word, say};
use super::numbers::amount;

phrases! {
    pub fn open_alerts(count: usize) =
        "1 alert to look at¦{count} alerts to look at",
        "1 aviso por ver¦{count} avisos por ver",
        "1 Warnung zu beachten¦{count} Warnungen zu beachten",
        "{count} alerte à voir¦{count} alertes à voir",
        "{count} 条提醒待看";

    /// `12 low`, for the key that shows only those.
    pub fn low(count: usize) =
        "Only what is low ({count})",
        "Solo lo que está bajo ({count})",
        "Nur was knapp ist ({count})",
        "Seulement le stock bas ({count})",
        "仅看不足 ({count})";

    pub fn left(count: u32) = "{count} left", "quedan {count}", "noch {count}", "reste {count}", "剩 {count}";

    pub fn imported(file: &str) =
        "{file} is the menu now",
        "{file} es ahora la carta",
        "{file} ist jetzt die Karte",
        "{file} est maintenant la carte",
        "{file} 已成为当前菜单";

    pub fn faults(count: usize) =
        "1 fault, so nothing was changed¦{count} faults, so nothing was changed",
        "1 error; no se ha cambiado nada¦{count} errores; no se ha cambiado nada",
        "{count} Fehler, darum wurde nichts geändert",
        "{count} erreur, rien n'a été changé¦{count} erreurs, rien n'a été changé",
        "{count} 处错误，未作任何更改";

    pub fn good_until(clock: &str) =
        "Good until {clock}",
        "Vale hasta las {clock}",
        "Gilt bis {clock}",
        "Valable jusqu'à {clock}",
        "有效至 {clock}";

    /// How many screens of a station are there.
    pub fn screens(count: u32) =
        "1 screen¦{count} screens",
        "1 pantalla¦{count} pantallas",
        "1 Bildschirm¦{count} Bildschirme",
        "{count} écran¦{count} écrans",
        "{count} 块屏幕";

    /// Of a screen: how often it was gone and is there once more.
    pub fn came_back(count: u32) =
        "came back once¦came back {count} times",
        "volvió una vez¦volvió {count} veces",
        "kam einmal wieder¦kam {count}-mal wieder",
        "revenu une fois¦revenu {count} fois",
        "重新连接 {count} 次";

    /// Nobody sees a station: since when.
    pub fn dark_since(clock: &str) =
        "DARK since {clock}",
        "A OSCURAS desde las {clock}",
        "DUNKEL seit {clock}",
        "ÉTEINT depuis {clock}",
        "{clock} 起无屏幕";

    /// Of the key that signs tokens.
    pub fn signs_since(when: &str) =
        "A new key signs since {when}",
        "Firma una clave nueva desde {when}",
        "Ein neuer Schlüssel signiert seit {when}",
        "Une nouvelle clé signe depuis {when}",
        "新密钥自 {when} 起签名";

    fn so_many_points(points: &str) = "{points} points", "{points} puntos", "{points} Punkte", "{points} points", "{points} 积分";

    fn day_and_clock(day: u32, month: &str, clock: &str) =
        "{day} {month} {clock}",
        "{day} {month} {clock}",
        "{day}. {month} {clock}",
        "{day} {month} {clock}",
        "{month}月{day}日 {clock}";
}

codes! {
    pub fn alert_kind(kind) =
        "low_stock" => "Low stock", "Existencias bajas", "Lager knapp", "Stock bas", "库存不足";
        "failed_payment" => "Failed payment", "Pago fallido", "Zahlung gescheitert", "Paiement échoué", "付款失败";
        "undelivered_ticket" => "On no screen", "En ninguna pantalla", "Auf keinem Schirm", "Sur aucun écran", "未上屏";
        "screens_offline" => "No screen there", "Sin pantalla", "Kein Bildschirm da", "Aucun écran", "无屏幕在线";
        "late_ticket" => "Late", "Tarde", "Verspätet", "En retard", "超时";
}

codes! {
    pub fn cause(cause) =
        "order" => "Order", "Pedido", "Bestellung", "Commande", "订单";
        "cancelled" => "Cancelled", "Anulado", "Storniert", "Annulé", "已取消";
        "voided" => "Voided", "Plato anulado", "Artikel storniert", "Article retiré", "退菜";
        "restock" => "Restock", "Reposición", "Auffüllung", "Réassort", "补货";
        "count" => "Count", "Recuento", "Zählung", "Inventaire", "盘点";
        "waste" => "Waste", "Merma", "Schwund", "Pertes", "损耗";
        "redeemed" => "Redeemed", "Canjeado", "Eingelöst", "Utilisé", "已兑换";
        "earned" => "Earned", "Ganado", "Gesammelt", "Gagné", "获得";
        "recalled" => "Order reopened", "Pedido reabierto", "Bestellung wieder offen", "Commande rouverte", "订单重开";
        "opening" => "At the start", "Al inicio", "Am Anfang", "Au départ", "期初";
}

pub fn points(points: i64) -> String {
    so_many_points(&amount(points, ""))
}

codes! {
    pub fn role(role) =
        "pos" => "Till", "Caja", "Kasse", "Caisse", "收银";
        "kitchen" => "Kitchen", "Cocina", "Küche", "Cuisine", "厨房";
        "expo" => "Pass", "Pase", "Pass", "Passe", "传菜口";
        "manager" => "Manager", "Encargado", "Leitung", "Responsable", "经理";
        "board" => "Guests' board", "Tablón de clientes", "Gästetafel", "Tableau des clients", "顾客叫号屏";
        "integration" => "Integration", "Integración", "Anbindung", "Intégration", "外部接口";
}

codes! {
    pub fn delivery(state) =
        "set_aside" => "given up", "abandonado", "aufgegeben", "abandonné", "已放弃";
        "waiting" => "waits", "espera", "wartet", "attend", "等待中";
}

codes! {
    /// What a webhook may be sent.
    pub fn event(kind) =
        "alert.raised" => "Alerts", "Avisos", "Warnungen", "Alertes", "提醒";
        "order.placed" => "Orders placed", "Pedidos hechos", "Bestellungen neu", "Commandes passées", "新订单";
        "order.ready" => "Orders ready", "Pedidos listos", "Bestellungen fertig", "Commandes prêtes", "订单已好";
        "order.completed" => "Orders completed", "Pedidos entregados", "Bestellungen ausgegeben", "Commandes servies", "订单完成";
        "inventory.low" => "Low stock", "Existencias bajas", "Lager knapp", "Stock bas", "库存不足";
        "*" => "Everything", "Todo", "Alles", "Tout", "全部";
}

/// `22 Nov 18:03`: month from 1, day; hours, minutes, seconds.
pub fn when((month, day): (u32, u32), time: (u32, u32, u32)) -> String {
    let name = say(Word::Months).split(' ').nth(month.saturating_sub(1) as usize).unwrap_or_default();
    day_and_clock(day, name, &clock(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_by_day_and_clock() {
        assert_eq!(when((11, 22), (18, 3, 0)), "22 Nov 18:03");
    }
}
