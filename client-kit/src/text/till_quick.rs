//! Words of what makes a till quick: favourites, rounds, parked checks; and of this device's own ways.

words! {
    Favourites = "Favourites", "Favoritos", "Favoriten", "Favoris", "常点";
    NoFavourites = "Hold a dish to keep it here. What this till sells most joins by itself.",
        "Mantén pulsado un plato para tenerlo aquí. Lo más vendido en esta caja llega solo.",
        "Ein Gericht gedrückt halten, dann steht es hier. Was diese Kasse oft verkauft, kommt von selbst.",
        "Restez appuyé sur un plat pour le garder ici. Ce que cette caisse vend le plus s'y ajoute.",
        "长按菜品即可放在这里。本机卖得最多的会自动加入。";
    Pin = "Keep in favourites", "Tener en favoritos", "Zu den Favoriten", "Garder en favori", "加入常点";
    Unpin = "Out of favourites", "Fuera de favoritos", "Aus den Favoriten", "Retirer des favoris", "移出常点";
    Park = "Park", "Aparcar", "Parken", "Garer", "挂单";
    Parked = "Parked checks", "Cuentas aparcadas", "Geparkte Rechnungen", "Additions garées", "已挂账单";
    ParkedFull = "Too many are parked: take one up, or throw one away",
        "Hay demasiadas aparcadas: retoma o tira una",
        "Zu viele sind geparkt: eine aufnehmen oder wegwerfen",
        "Trop d'additions garées : reprenez-en une ou jetez-en une",
        "挂单太多：请先取回或丢弃一张";
    ThrowAway = "Throw away", "Tirar", "Wegwerfen", "Jeter", "丢弃";
    SameAgain = "Same again", "Otra igual", "Nochmal dasselbe", "La même chose", "再来一轮";
    NoRound = "There is no round to repeat yet", "Aún no hay ronda que repetir", "Noch keine Runde zum Wiederholen", "Aucune tournée à refaire", "还没有可重复的一轮";
    OnceMore = "Once more", "Otro igual", "Nochmal", "Encore un", "再来一份";
    NextDish = "How many of the next dish", "Cuántos del próximo plato", "Wie viele vom nächsten Gericht", "Combien du prochain plat", "下一道菜的份数";
    Kept = "No link: orders are kept here, and sent when it is back",
        "Sin red: los pedidos se guardan aquí y se envían cuando vuelva",
        "Keine Verbindung: Bestellungen bleiben hier und gehen ab, sobald sie wieder da ist",
        "Hors ligne : les commandes restent ici et partent dès que le réseau revient",
        "无连接：订单保存在本机，恢复后自动发送";
    OldMenu = "The menu is the last known one: the new one is on its way",
        "La carta es la última conocida: la nueva está en camino",
        "Die Karte ist die zuletzt bekannte: die neue kommt gleich",
        "La carte est la dernière connue : la nouvelle arrive",
        "显示的是上次的菜单：新菜单正在获取";
    LastMenu = "Last known menu", "Última carta conocida", "Letzte bekannte Karte", "Dernière carte connue", "上次的菜单";
    NoQuote = "No link: how long it takes is not known",
        "Sin red: no se sabe cuánto tardará",
        "Keine Verbindung: Dauer unbekannt",
        "Hors ligne : durée inconnue",
        "无连接：无法预估时间";
    Seen = "Seen", "Visto", "Gesehen", "Vu", "已知";
    ThisTill = "This till", "Esta caja", "Diese Kasse", "Cette caisse", "本机";
    Sound = "Sound", "Sonido", "Ton", "Son", "声音";
    SoundOff = "Off", "Apagado", "Aus", "Coupé", "关";
    Soft = "Soft", "Bajo", "Leise", "Faible", "小";
    Middle = "Middle", "Medio", "Mittel", "Moyen", "中";
    Loud = "Loud", "Alto", "Laut", "Fort", "大";
    Light = "Light", "Luz", "Licht", "Lumière", "明暗";
    Day = "Day", "Día", "Tag", "Jour", "白天";
    Night = "Night", "Noche", "Nacht", "Nuit", "夜间";
    Size = "Size of the letters", "Tamaño de letra", "Schriftgröße", "Taille du texte", "字号";
    SizePlain = "Normal", "Normal", "Normal", "Normale", "标准";
    SizeBig = "Large", "Grande", "Groß", "Grande", "大";
    SizeBigger = "Larger", "Mayor", "Größer", "Très grande", "特大";
    TapForSound = "Touch the screen for sound", "Toca la pantalla para oír", "Für Ton den Schirm berühren", "Touchez l'écran pour le son", "触摸屏幕以启用声音";
    Muted = "the sound is off", "sin sonido", "Ton ist aus", "son coupé", "已静音";
}

/// What a hand did to the favourites.
pub fn pinned(dish: &str, kept: bool) -> String {
    let word = say(if kept { Word::Favourites } else { Word::Unpin });
    format!("{word} · {dish}")
}

phrases! {
    pub fn parked(count: usize) =
        "{count} parked",
        "1 aparcada¦{count} aparcadas",
        "{count} geparkt",
        "{count} garée¦{count} garées",
        "已挂 {count} 单";

    /// A line once more, for the guest beside: `Same for seat 3`.
    pub fn same_for(seat: u16) =
        "Same for seat {seat}",
        "Igual, asiento {seat}",
        "Gleich, Platz {seat}",
        "Pareil, place {seat}",
        "{seat} 号位同样";

    /// Dishes of a round that cannot be had any more.
    pub fn left_out(dishes: &str) =
        "Left out, 86: {dishes}",
        "Sin incluir, agotado: {dishes}",
        "Weggelassen, aus: {dishes}",
        "Laissé de côté, rupture : {dishes}",
        "未加入，已沽清：{dishes}";

    /// Above what was known when the link broke.
    pub fn as_of(clock: &str) =
        "No link: this is how it was at {clock}",
        "Sin red: así estaba a las {clock}",
        "Keine Verbindung: Stand von {clock}",
        "Hors ligne : état de {clock}",
        "无连接：显示 {clock} 的状态";

    /// In place of whom a further chit is for: its order takes nothing more.
    pub fn order_closed(number: u32) =
        "Order {number} is closed",
        "El pedido {number} está cerrado",
        "Bestellung {number} ist zu",
        "La commande {number} est close",
        "{number} 号单已结";

    /// Why something cannot be had now: `not with: Note`.
    pub fn not_with(what: &str) =
        "not with: {what}",
        "no con: {what}",
        "nicht mit: {what}",
        "pas avec : {what}",
        "不能带：{what}";

    /// The table that is being typed has an order already.
    pub fn add_to_open(number: u32) =
        "This table has order {number}: add to it",
        "Esta mesa tiene el pedido {number}: añadir",
        "Der Tisch hat Bestellung {number}: nachbuchen",
        "Cette table a la commande {number} : y ajouter",
        "此桌已有 {number}：加到该单";
}
