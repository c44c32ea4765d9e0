//! Words of the record: what each type of event means to a manager, and the groups of them.

codes! {
    /// What was done; a type that is not known here stays as it is.
    pub fn did(kind) =
        "order.placed" => "Order placed", "Pedido hecho", "Bestellung aufgegeben", "Commande passée", "已下单";
        "order.items_added" => "Items added", "Platos añadidos", "Artikel nachgebucht", "Articles ajoutés", "加菜";
        "order.confirmed" =>
            "Order sent to the kitchen",
            "Pedido enviado a cocina",
            "Bestellung an die Küche gesendet",
            "Commande envoyée en cuisine",
            "订单已发往厨房";
        "order.pending" =>
            "Order waits for payment",
            "Pedido espera el pago",
            "Bestellung wartet auf Zahlung",
            "Commande en attente de paiement",
            "订单等待付款";
        "order.in_progress" => "Cooking begun", "Empezado en cocina", "Zubereitung begonnen", "Préparation commencée", "开始制作";
        "order.ready" => "Order ready", "Pedido listo", "Bestellung fertig", "Commande prête", "订单已好";
        "order.completed" => "Order completed", "Pedido entregado", "Bestellung ausgegeben", "Commande servie", "订单完成";
        "order.recalled" => "Order reopened", "Pedido reabierto", "Bestellung wieder offen", "Commande rouverte", "订单重开";
        "order.payment_failed" => "Payment failed", "Pago fallido", "Zahlung gescheitert", "Paiement échoué", "付款失败";
        "order.cancelled" => "Order cancelled", "Pedido anulado", "Bestellung storniert", "Commande annulée", "订单取消";
        "order.fired" => "Course fired", "Pase marchado", "Gang abgerufen", "Service envoyé", "起菜";
        "order.prioritised" => "Rush changed", "Urgencia cambiada", "Eile geändert", "Urgence modifiée", "催菜变更";
        "order.held" => "Held back or let go", "Retenido o soltado", "Angehalten oder freigegeben", "Retenue ou relâchée", "压单或放行";
        "order.transferred" => "Moved to another table", "Pasado a otra mesa", "An anderen Tisch", "Changé de table", "换桌";
        "order.split" => "Order split", "Pedido dividido", "Bestellung getrennt", "Commande séparée", "拆单";
        "order.merged" => "Orders merged", "Pedidos juntados", "Bestellungen zusammengelegt", "Commandes réunies", "并单";
        "order.discounted" => "Discount given", "Descuento hecho", "Rabatt gegeben", "Remise accordée", "已打折";
        "course.ready" => "Course ready", "Pase listo", "Gang fertig", "Service prêt", "该道菜已好";
        "board.sequenced" => "The pass put in order", "Pase ordenado", "Pass sortiert", "Passe mis en ordre", "传菜口已排序";
        "item.started" => "Item started", "Plato empezado", "Artikel begonnen", "Article commencé", "菜品开始制作";
        "item.prepared" => "Item prepared", "Plato hecho", "Artikel fertig", "Article prêt", "菜品做好";
        "item.recalled" => "Item brought back", "Plato recuperado", "Artikel zurückgeholt", "Article rappelé", "菜品召回";
        "item.voided" => "Item voided", "Plato anulado", "Artikel storniert", "Article retiré", "退菜";
        "item.allergy_acknowledged" =>
            "Allergy confirmed",
            "Alergia confirmada",
            "Allergie bestätigt",
            "Allergie confirmée",
            "过敏已确认";
        "ticket.shown" => "Ticket on screen", "Comanda en pantalla", "Bon auf Schirm", "Bon à l'écran", "单已上屏";
        "ticket.undelivered" =>
            "Ticket on no screen",
            "Comanda en ninguna pantalla",
            "Bon auf keinem Schirm",
            "Bon sur aucun écran",
            "单未上屏";
        "payment.captured" => "Payment taken", "Pago cobrado", "Zahlung erhalten", "Paiement encaissé", "已收款";
        "payment.refunded" => "Payment given back", "Pago devuelto", "Zahlung erstattet", "Paiement remboursé", "已退款";
        "payment.failed" => "Card refused", "Tarjeta rechazada", "Karte abgelehnt", "Carte refusée", "卡被拒";
        "payment.started" =>
            "Card payment begun",
            "Pago con tarjeta iniciado",
            "Kartenzahlung begonnen",
            "Paiement par carte commencé",
            "开始刷卡";
        "payments.failed" => "Payment given up", "Pago abandonado", "Zahlung aufgegeben", "Paiement abandonné", "放弃付款";
        "payments.resolved" => "Payment settled", "Pago resuelto", "Zahlung erledigt", "Paiement réglé", "付款已处理";
        "loyalty.redeemed" => "Points used", "Puntos usados", "Punkte eingelöst", "Points utilisés", "使用积分";
        "loyalty.earned" => "Points earned", "Puntos ganados", "Punkte gesammelt", "Points gagnés", "获得积分";
        "loyalty.reversed" => "Points taken back", "Puntos retirados", "Punkte zurückgenommen", "Points repris", "收回积分";
        "menu.availability" =>
            "Dish put on or off sale",
            "Plato disponible o agotado",
            "Gericht an oder aus",
            "Plat en vente ou en rupture",
            "菜品上架或沽清";
        "location.changed" => "Settings changed", "Ajustes cambiados", "Einstellungen geändert", "Réglages modifiés", "设置已更改";
        "menu.replaced" => "Menu replaced", "Carta sustituida", "Karte ersetzt", "Carte remplacée", "菜单已替换";
        "inventory.low" => "Stock low", "Existencias bajas", "Lager knapp", "Stock bas", "库存不足";
        "inventory.adjusted" =>
            "Stock changed by hand",
            "Existencias cambiadas a mano",
            "Lager von Hand geändert",
            "Stock modifié à la main",
            "手动调整库存";
        "access.changed" =>
            "People and devices changed",
            "Personas y dispositivos cambiados",
            "Personen und Geräte geändert",
            "Personnes et appareils modifiés",
            "人员和设备变更";
        "access.revoked" => "Shut out", "Acceso retirado", "Ausgesperrt", "Accès retiré", "取消权限";
        "alert.raised" => "Alert raised", "Aviso dado", "Warnung ausgelöst", "Alerte levée", "发出提醒";
        "alert.acknowledged" => "Alert acknowledged", "Aviso visto", "Warnung gesehen", "Alerte vue", "提醒已知晓";
        "webhooks.changed" => "Webhooks changed", "Webhooks cambiados", "Webhooks geändert", "Webhooks modifiés", "Webhook 变更";
}

const KINDS: [&str; 11] =
    ["order", "item", "ticket", "payment", "payments", "loyalty", "menu", "inventory", "access", "alert", "webhooks"];

codes! {
    fn kind(kind) =
        "order" => "Orders", "Pedidos", "Bestellungen", "Commandes", "订单";
        "item" => "Items", "Platos", "Artikel", "Articles", "菜品";
        "ticket" => "Tickets", "Comandas", "Bons", "Bons", "单";
        "payment" => "Payments", "Pagos", "Zahlungen", "Paiements", "付款";
        "payments" => "Failed payments", "Pagos fallidos", "Gescheiterte Zahlungen", "Paiements échoués", "失败的付款";
        "loyalty" => "Points", "Puntos", "Punkte", "Points", "积分";
        "menu" => "Menu", "Carta", "Karte", "Carte", "菜单";
        "inventory" => "Stock", "Existencias", "Lager", "Stock", "库存";
        "access" => "People and devices", "Personas y dispositivos", "Personen und Geräte", "Personnes et appareils", "人员和设备";
        "alert" => "Alerts", "Avisos", "Warnungen", "Alertes", "提醒";
        "webhooks" => "Webhooks", "Webhooks", "Webhooks", "Webhooks", "Webhook";
}

/// What can be asked for: the first part of the types, and its name.
pub fn kinds() -> [(&'static str, &'static str); 11] {
    KINDS.map(|name| (name, kind(name)))
}

codes! {
    /// How a change of people and devices is called: `what` of `access.changed`.
    pub fn access(what) =
        "added" => "added", "añadido", "hinzugefügt", "ajouté", "已添加";
        "changed" => "changed", "cambiado", "geändert", "modifié", "已修改";
        "pin" => "new PIN", "PIN nuevo", "neue PIN", "nouveau code PIN", "新 PIN";
        "code" => "new pairing code", "código nuevo", "neuer Kopplungscode", "nouveau code d'association", "新配对码";
        "paired" => "paired", "vinculado", "gekoppelt", "associé", "已配对";
        "keys" => "new signing key", "clave de firma nueva", "neuer Signaturschlüssel", "nouvelle clé de signature", "新签名密钥";
}

codes! {
    /// Of a fact in an event's data, the name.
    pub fn fact(name) =
        "menu_item_id" => "dish", "plato", "Gericht", "plat", "菜品";
        "why" | "reason" => "why", "por qué", "warum", "pourquoi", "原因";
        "remaining" => "left", "quedan", "übrig", "reste", "剩余";
        "available" => "on sale", "a la venta", "im Verkauf", "en vente", "在售";
        "url" => "address", "dirección", "Adresse", "adresse", "地址";
}
