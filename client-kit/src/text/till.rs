//! Words of the till's money, tables and guests.

use super::numbers::amount;

words! {
    Add = "Add them", "Añadir", "Anlegen", "Ajouter", "添加";
    All = "All of them", "Todos", "Alle", "Tous", "全部";
    AmountOff = "Amount off", "Importe", "Betrag", "Montant", "减额";
    AnotherTable = "Another table", "Otra mesa", "Anderer Tisch", "Autre table", "其他桌";
    AnyToken = "Another token", "Otro token", "Anderes Token", "Autre jeton", "其他令牌";
    Card = "Card", "Tarjeta", "Karte", "Carte", "刷卡";
    CardHint = "Card numbers never come here: a card reader hands over a token. These are the processor's own, for trying out.",
        "Aquí nunca llegan números de tarjeta: el lector entrega un token. Estos son los de prueba del procesador.",
        "Kartennummern kommen nie hierher: Ein Kartenleser übergibt ein Token. Diese sind die Test-Token des Anbieters.",
        "Aucun numéro de carte n'arrive ici : le lecteur remet un jeton. Ceux-ci sont les jetons d'essai du prestataire.",
        "此处从不接收卡号：读卡器只提供令牌。以下是支付平台的测试令牌。";
    CardNow = "Card, now", "Tarjeta, ahora", "Karte, jetzt", "Carte, tout de suite", "立即刷卡";
    CashNow = "Cash, now", "Efectivo, ahora", "Bar, jetzt", "Espèces, tout de suite", "立即付现";
    CashNowHint = "What is given and the change come as soon as it is sent.",
        "Lo recibido y el cambio, en cuanto se envíe.",
        "Gegeben und Rückgeld kommen, sobald gesendet ist.",
        "Reçu et rendu s'affichent dès l'envoi.",
        "下单后立即输入实收并找零。";
    CardFault =
        "the card processor has a fault",
        "el procesador de tarjetas tiene un fallo",
        "beim Kartenanbieter ist ein Fehler",
        "le prestataire de carte a une panne",
        "支付平台故障";
    Charged = "charged", "cobrado", "abgebucht", "débité", "已扣款";
    Charging = "the card is being charged", "se está cobrando la tarjeta", "Karte wird belastet", "débit de la carte en cours", "正在扣款";
    ChargeNow = "Charge the card", "Cobrar la tarjeta", "Karte belasten", "Débiter la carte", "刷卡扣款";
    Customer = "Customer", "Cliente", "Kunde", "Client", "会员";
    CustomerHint = "By phone; points are earned when the order is completed.",
        "Por teléfono; los puntos se ganan al entregar el pedido.",
        "Per Telefonnummer; Punkte gibt es, wenn die Bestellung ausgegeben ist.",
        "Par téléphone ; les points sont gagnés quand la commande est servie.",
        "按电话查找；订单完成时获得积分。";
    Declined = "not charged", "no cobrado", "nicht abgebucht", "non débité", "未扣款";
    Discount = "Discount", "Descuento", "Rabatt", "Remise", "折扣";
    Find = "Find", "Buscar", "Suchen", "Chercher", "查找";
    Forget = "No customer", "Sin cliente", "Kein Kunde", "Sans client", "不用会员";
    Later = "Later", "Después", "Später", "Plus tard", "稍后";
    LaterHint = "Cash or card, when they leave", "Efectivo o tarjeta, al irse", "Bar oder Karte, beim Gehen", "Espèces ou carte, au départ", "离店时付现金或刷卡";
    MastercardGoes = "Mastercard: goes through", "Mastercard: se cobra", "Mastercard: geht durch", "Mastercard : acceptée", "Mastercard：成功";
    Merge = "Merge", "Juntar", "Zusammenlegen", "Réunir", "并单";
    MergeHint = "Everything of the order you pick comes to this one. Nothing is cooked again.",
        "Todo lo del pedido elegido pasa a este. Nada se cocina otra vez.",
        "Alles aus der gewählten Bestellung kommt zu dieser. Nichts wird nochmal gekocht.",
        "Tout ce que contient la commande choisie passe dans celle-ci. Rien n'est refait.",
        "所选订单的全部内容并入此单，不会重新制作。";
    More = "More", "Más", "Mehr", "Plus", "更多";
    Move = "Move", "Mover", "Umsetzen", "Déplacer", "换桌";
    Name = "Name", "Nombre", "Name", "Nom", "姓名";
    NewCustomer = "Nobody with that number. Add them?", "Nadie con ese número. ¿Añadir?", "Niemand mit dieser Nummer. Anlegen?", "Personne à ce numéro. Ajouter ?", "没有此号码的会员，是否添加？";
    NoOther = "No other order is open", "No hay otro pedido abierto", "Keine andere Bestellung ist offen", "Aucune autre commande en cours", "没有其他未结订单";
    NoPoints = "None", "Ninguno", "Keine", "Aucun", "不用";
    NotAsOrdered = "Not as ordered", "No era lo pedido", "Nicht wie bestellt", "Pas comme commandé", "与所点不符";
    NotEnoughMoney = "Not enough money", "Sin saldo", "Nicht genug Geld", "Solde insuffisant", "余额不足";
    NotOnScreen = "on no screen", "en ninguna pantalla", "auf keinem Schirm", "sur aucun écran", "未上屏";
    OnScreen = "on screen", "en pantalla", "auf Schirm", "à l'écran", "已上屏";
    Pay = "Pay", "Pago", "Zahlung", "Paiement", "付款";
    PayWhen = "When is it paid?", "¿Cuándo se paga?", "Wann wird bezahlt?", "Quand payer ?", "何时付款？";
    Phone = "Phone", "Teléfono", "Telefon", "Téléphone", "电话";
    Points = "Points", "Puntos", "Punkte", "Points", "积分";
    PointsToUse = "Points to use", "Puntos a usar", "Punkte einlösen", "Points à utiliser", "使用积分";
    Refunded = "refunded", "devuelto", "erstattet", "remboursé", "已退款";
    RefusedCard = "Refused", "Rechazada", "Abgelehnt", "Refusée", "被拒绝";
    RegularGuest = "Regular guest", "Cliente habitual", "Stammgast", "Habitué", "熟客";
    Screens = "Screens", "Pantallas", "Bildschirme", "Écrans", "屏幕";
    Split = "Split", "Dividir", "Trennen", "Séparer", "拆单";
    SplitHint = "What goes to a check of its own. Nothing is cooked again.",
        "Lo que va a otra cuenta. Nada se cocina otra vez.",
        "Was auf eine eigene Rechnung kommt. Nichts wird nochmal gekocht.",
        "Ce qui passe sur une addition à part. Rien n'est refait.",
        "移到另一张账单的菜，不会重新制作。";
    SplitNow = "Make a second check", "Hacer otra cuenta", "Zweite Rechnung", "Faire une autre addition", "另开账单";
    StaffMeal = "Staff meal", "Comida de personal", "Personalessen", "Repas du personnel", "员工餐";
    TookTooLong = "Took too long", "Tardó demasiado", "Zu lange gedauert", "Trop long", "等太久";
    Transfer = "To another table", "A otra mesa", "Anderer Tisch", "Changer de table", "换桌";
    VisaGoes = "Visa: goes through", "Visa: se cobra", "Visa: geht durch", "Visa : acceptée", "Visa：成功";
    Voucher = "Voucher", "Vale", "Gutschein", "Bon d'achat", "优惠券";
    WithoutStation = "all screens", "todas las pantallas", "alle Bildschirme", "tous les écrans", "所有屏幕";
}

phrases! {
    fn so_many_points(points: &str) = "{points} points", "{points} puntos", "{points} Punkte", "{points} points", "{points} 积分";

    fn adds(minutes: u64) =
        "Adds about {minutes} min",
        "Unos {minutes} min más",
        "Dauert etwa {minutes} min",
        "Environ {minutes} min de plus",
        "约需 {minutes} 分钟";

    fn limit(station: &str) = "{station} is the limit", "limita {station}", "Engpass {station}", "{station} limite", "{station} 最忙";

    fn move_to_table(table: &str) =
        "Move to table {table}",
        "Mover a la mesa {table}",
        "An Tisch {table} umsetzen",
        "Vers la table {table}",
        "换到 {table} 桌";

    pub fn split_items(count: u32) =
        "1 item goes¦{count} items go",
        "1 plato¦{count} platos",
        "{count} Artikel",
        "{count} article¦{count} articles",
        "{count} 份";
}

pub fn points_off(points: i64) -> String {
    so_many_points(&amount(points, ""))
}

codes! {
    /// The card processor's codes in the words of the house.
    fn known_reason(code) =
        "insufficient_funds" =>
            "there is not enough money on the card",
            "no hay saldo suficiente en la tarjeta",
            "auf der Karte ist nicht genug Geld",
            "il n'y a pas assez d'argent sur la carte",
            "卡内余额不足";
        "card_declined" | "generic_decline" | "do_not_honor" =>
            "the bank refused the card",
            "el banco rechazó la tarjeta",
            "die Bank lehnt die Karte ab",
            "la banque a refusé la carte",
            "银行拒绝此卡";
        "expired_card" =>
            "the card has expired",
            "la tarjeta ha caducado",
            "die Karte ist abgelaufen",
            "la carte est périmée",
            "卡已过期";
        "lost_card" | "stolen_card" =>
            "the bank wants this card kept",
            "el banco pide retener la tarjeta",
            "die Bank will die Karte einbehalten",
            "la banque demande de garder la carte",
            "银行要求扣留此卡";
        "authentication_required" =>
            "the bank wants to ask the guest: take it at a reader",
            "el banco quiere preguntar al cliente: cobrar con lector",
            "die Bank will den Gast fragen: am Kartenleser zahlen",
            "la banque veut l'accord du client : passez par un lecteur",
            "银行需客人确认：请用读卡器收款";
        "timeout" | "no connection to the processor" =>
            "the card processor does not answer",
            "el procesador de tarjetas no responde",
            "der Kartenanbieter antwortet nicht",
            "le prestataire de carte ne répond pas",
            "支付平台无应答";
}

/// Why a card was not charged; what is not known stays as it is.
pub fn card_reason(reason: &str) -> &str {
    // The second code says more than the first: `card_declined: insufficient_funds`.
    let code = reason.rsplit(": ").next().unwrap_or(reason);
    match known_reason(code) {
        known if known != code => known,
        _ if reason.starts_with(['4', '5']) => say(Word::CardFault),
        _ => reason,
    }
}

/// `Adds about 14 min · Oven is the limit`
pub fn quote(minutes: u64, station: &str) -> String {
    let time = adds(minutes);
    if station.is_empty() { time } else { format!("{time} · {}", limit(station)) }
}

pub fn move_to(table: &str) -> String {
    if table.is_empty() { say(Word::Move).into() } else { move_to_table(table) }
}

/// Tokens of the card processor's test mode, and what becomes of each.
pub fn test_cards() -> [(&'static str, &'static str); 4] {
    [
        ("pm_card_visa", say(Word::VisaGoes)),
        ("pm_card_mastercard", say(Word::MastercardGoes)),
        ("pm_card_chargeDeclined", say(Word::RefusedCard)),
        ("pm_card_chargeDeclinedInsufficientFunds", say(Word::NotEnoughMoney)),
    ]
}

/// Why something comes off a bill.
pub fn discount_reasons() -> [&'static str; 5] {
    [Word::TookTooLong, Word::NotAsOrdered, Word::RegularGuest, Word::StaffMeal, Word::Voucher].map(say)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_card_is_told_in_the_words_of_the_house() {
        assert_eq!(card_reason("card_declined: insufficient_funds"), "there is not enough money on the card");
        assert_eq!(card_reason("500 api_error"), "the card processor has a fault");
        assert_eq!(card_reason("something new"), "something new");
    }
}
