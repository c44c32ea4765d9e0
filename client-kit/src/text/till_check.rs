//! Words of the till: the check that is tapped together, the list of orders, one order.

pub use super::allergens::{ALLERGENS, allergen, allergens};
pub use super::till_check_phrases::*;

words! {
    AsMany = "as many as you like", "los que quieras", "beliebig viele", "autant que voulu", "任选";
    ChangedMind = "Guest changed their mind", "El cliente cambió de idea", "Gast hat sich umentschieden", "Le client a changé d'avis", "客人改主意";
    Everybody = "everybody", "todos", "alle", "tous", "全桌";
    GuestLeft = "Guest left", "El cliente se fue", "Gast gegangen", "Client parti", "客人已离开";
    NoSeat = "No seat", "Sin asiento", "Ohne Platz", "Sans place", "不分座";
    RungWrong = "Rung up wrong", "Mal marcado", "Falsch gebucht", "Erreur de saisie", "点错";
    SentTwice = "Sent twice", "Enviado dos veces", "Doppelt gesendet", "Envoyé deux fois", "重复下单";
    SoldOut = "Sold out", "Agotado", "Ausverkauft", "En rupture", "售罄";
    TookTooLong = "Took too long", "Tardó demasiado", "Zu lange gedauert", "Trop long", "等太久";
    TryingOut = "Trying out", "Prueba", "Probe", "Essai", "测试";
    WrongTable = "Wrong table", "Mesa equivocada", "Falscher Tisch", "Mauvaise table", "桌号错误";
    Till = "Till", "Caja", "Kasse", "Caisse", "收银";
    Pages = "Pages", "Páginas", "Seiten", "Pages", "页面";
    Orders = "Orders", "Pedidos", "Bestellungen", "Commandes", "订单";
    Menu = "Menu", "Carta", "Karte", "Carte", "菜单";
    Check = "Check", "Cuenta", "Rechnung", "Addition", "账单";
    Categories = "Categories", "Categorías", "Gruppen", "Catégories", "分类";
    FindDish = "Find a dish", "Buscar plato", "Gericht suchen", "Chercher un plat", "查找菜品";
    ClearSearch = "Clear the search", "Borrar la búsqueda", "Suche leeren", "Effacer la recherche", "清空查找";
    NoDish = "No dish of that name", "Ningún plato se llama así", "Kein Gericht heißt so", "Aucun plat de ce nom", "没有此名称的菜品";
    MenuComing = "The menu has not arrived yet",
        "La carta aún no ha llegado",
        "Die Karte ist noch nicht da",
        "La carte n'est pas encore arrivée",
        "菜单尚未送达";
    Off = "86", "agotado", "aus", "rupture", "沽清";
    NewOrder = "New order", "Nuevo pedido", "Neue Bestellung", "Nouvelle commande", "新订单";
    DineIn = "Dine in", "En sala", "Im Haus", "Sur place", "堂食";
    Takeaway = "Takeaway", "Para llevar", "Abholung", "À emporter", "外带";
    Delivery = "Delivery", "A domicilio", "Lieferung", "Livraison", "外卖";
    OrTapDishes = "or tap dishes first", "o toca antes los platos", "oder erst Gerichte tippen", "ou touchez d'abord les plats", "或先点菜";
    BringBack = "Bring back what was cleared", "Recuperar lo borrado", "Gelöschtes zurückholen", "Reprendre ce qui a été effacé", "恢复已清空内容";
    Change = "change", "cambiar", "ändern", "changer", "更改";
    ChooseTable = "choose a table", "elegir mesa", "Tisch wählen", "table ?", "选择桌号";
    Whom = "Who is it for?", "¿Para quién es?", "Für wen ist es?", "C'est pour qui ?", "给谁点的？";
    Table = "Table", "Mesa", "Tisch", "Table", "桌号";
    NoTable = "none yet", "aún ninguna", "noch keiner", "aucune", "未选";
    Covers = "Covers", "Comensales", "Gäste", "Couverts", "人数";
    Name = "Name", "Nombre", "Name", "Nom", "姓名";
    Phone = "Phone", "Teléfono", "Telefon", "Téléphone", "电话";
    PhoneHint = "not needed", "no hace falta", "nicht nötig", "facultatif", "选填";
    NameHint = "needed: it is called out", "hace falta: se llama en voz alta", "nötig: wird aufgerufen", "obligatoire : il sera appelé", "必填：用于叫号";
    When = "When", "Cuándo", "Wann", "Quand", "时间";
    Asap = "As soon as it is done", "En cuanto esté", "Sobald es fertig ist", "Dès que c'est prêt", "做好即取";
    Allergy = "Allergy", "Alergia", "Allergie", "Allergie", "过敏";
    Allergies = "Allergies", "Alergias", "Allergien", "Allergies", "过敏";
    AllergyHint = "It covers the dishes of its seat and those without a seat. The kitchen must confirm it.",
        "Vale para los platos de su asiento y los que no tienen asiento. La cocina debe confirmarla.",
        "Gilt für die Gerichte des Platzes und die ohne Platz. Die Küche muss sie bestätigen.",
        "Elle vaut pour les plats de sa place et ceux sans place. La cuisine doit la confirmer.",
        "适用于该座位及未分座位的菜品，后厨必须确认。";
    WholeTable = "Everybody", "Todos", "Alle", "Tous", "全桌";
    Note = "Note", "Nota", "Notiz", "Note", "备注";
    OrderNote = "Note on the order", "Nota del pedido", "Notiz zur Bestellung", "Note sur la commande", "订单备注";
    NoteHint = "The kitchen reads it", "La lee la cocina", "Die Küche liest sie", "La cuisine la lit", "后厨可见";
    Clear = "Clear", "Borrar", "Leeren", "Effacer", "清空";
    Subtotal = "Subtotal", "Subtotal", "Zwischensumme", "Sous-total", "小计";
    Tax = "tax", "impuestos", "Steuer", "taxe", "税";
    PlusTax = "plus tax", "más impuestos", "zzgl. Steuer", "plus taxe", "另加税";
    TaxWithin = "tax within", "impuestos incl.", "inkl. Steuer", "dont taxe", "含税";
    Total = "Total", "Total", "Summe", "Total", "合计";
    BeforeTax = "Before tax", "Sin impuestos", "Vor Steuer", "Hors taxe", "税前";
    NothingToSend = "Nothing to send", "Nada que enviar", "Nichts zu senden", "Rien à envoyer", "没有可下单的";
    SendAnyway = "Send all the same", "Enviar igualmente", "Trotzdem senden", "Envoyer quand même", "仍要下单";
    BackToCheck = "Back to the check", "Volver a la cuenta", "Zurück zur Rechnung", "Retour à l'addition", "返回账单";
    ClashTitle = "Allergy: look again", "Alergia: revisar", "Allergie: nochmal prüfen", "Allergie : à revoir", "过敏：请再核对";
    ClashHint = "These dishes contain what a guest must not get. If the kitchen can leave it out, say so in a note.",
        "Estos platos llevan lo que un cliente no puede tomar. Si la cocina puede quitarlo, ponlo en una nota.",
        "Diese Gerichte enthalten, was ein Gast nicht haben darf. Kann die Küche es weglassen, bitte als Notiz dazu.",
        "Ces plats contiennent ce qu'un client ne doit pas avoir. Si la cuisine peut s'en passer, dites-le en note.",
        "这些菜含有客人不能吃的成分。如后厨可以去掉，请写在备注里。";
    Done = "Done", "Listo", "Fertig", "Terminé", "完成";
    Close = "Close", "Cerrar", "Schließen", "Fermer", "关闭";
    Back = "Back to the list", "Volver a la lista", "Zurück zur Liste", "Retour à la liste", "返回列表";
    Remove = "Remove", "Quitar", "Entfernen", "Enlever", "删除";
    Seat = "Seat", "Asiento", "Platz", "Place", "座位";
    Course = "Course", "Pase", "Gang", "Service", "上菜顺序";
    SeatAndCourse = "Seat and course", "Asiento y pase", "Platz und Gang", "Place et service", "座位与顺序";
    Less = "Less", "Menos", "Weniger", "Moins", "减";
    More = "More", "Más", "Mehr", "Plus", "加";
    Hold = "Hold", "Retener", "Warten", "Retenir", "等叫";
    Held = "held", "en espera", "wartet", "en attente", "等叫";
    HeldState = "Held", "En espera", "Wartet", "En attente", "等叫";
    CookedNow = "cooked at once", "marcha ya", "sofort kochen", "tout de suite", "即起";
    All = "All", "Todos", "Alle", "Toutes", "全部";
    Ready = "Ready", "Listo", "Fertig", "Prêt", "已好";
    Closed = "Closed", "Cerrados", "Zu", "Closes", "已结";
    NotSent = "Not sent", "Sin enviar", "Nicht gesendet", "Non envoyé", "未发送";
    NotSentYet = "Not sent yet", "Aún sin enviar", "Noch nicht gesendet", "Pas encore envoyé", "尚未发送";
    TryingAgain = "is tried again by itself", "se reintenta solo", "wird von selbst wiederholt", "nouvel essai automatique", "会自动重试";
    RefusedMark = "Refused", "Rechazado", "Abgelehnt", "Refusé", "被拒绝";
    Sent = "Sent", "Enviado", "Gesendet", "Envoyé", "已下单";
    Cooking = "Cooking", "En cocina", "In Arbeit", "En cuisine", "制作中";
    Completed = "Completed", "Entregado", "Ausgegeben", "Servi", "已完成";
    Cancelled = "Cancelled", "Anulado", "Storniert", "Annulé", "已取消";
    PaymentFailed = "Payment failed", "Pago fallido", "Zahlung gescheitert", "Paiement échoué", "支付失败";
    Pending = "Waiting for payment", "Esperando el pago", "Wartet auf Zahlung", "En attente du paiement", "等待付款";
    Rush = "Rush", "Urge", "Eilt", "Urgent", "催菜";
    NoRush = "End rush", "Quitar urgencia", "Eile aufheben", "Annuler l'urgence", "取消催菜";
    Prepared = "Prepared", "Hecho", "Fertig", "Prêt", "已做好";
    BeingMade = "Being made", "Haciéndose", "In Arbeit", "En préparation", "制作中";
    Waiting = "Waiting", "En cola", "Wartet", "En file", "排队中";
    Void = "Void", "Anulado", "Storniert", "Retiré", "已退";
    VoidAct = "Void", "Anular", "Storno", "Retirer", "退菜";
    OnScreen = "on screen", "en pantalla", "auf Schirm", "à l'écran", "已上屏";
    NotOnScreen = "on no screen yet", "en ninguna pantalla", "auf keinem Schirm", "sur aucun écran", "尚未上屏";
    NotConfirmed = "not confirmed yet", "sin confirmar", "unbestätigt", "non confirmée", "未确认";
    Confirmed = "confirmed", "confirmada", "bestätigt", "confirmée", "已确认";
    Paid = "paid", "pagado", "bezahlt", "payé", "已付";
    Complete = "Complete", "Entregar", "Ausgeben", "Servir", "完成";
    Cash = "Cash", "Efectivo", "Bar", "Espèces", "现金";
    AddItems = "Add items", "Añadir", "Nachbuchen", "Ajouter", "加菜";
    Cancel = "Cancel", "Anular", "Storno", "Annuler", "取消";
    CancelOrder = "Cancel the order", "Anular el pedido", "Bestellung stornieren", "Annuler la commande", "取消订单";
    Reopen = "Reopen", "Reabrir", "Öffnen", "Rouvrir", "重开";
    AskManager = "ask a manager", "pide al encargado", "Leitung fragen", "voir le responsable", "请找经理";
    PickOrder = "Pick an order", "Elige un pedido", "Bestellung wählen", "Choisissez une commande", "请选择订单";
    NoOrders = "No open orders", "No hay pedidos abiertos", "Keine offenen Bestellungen", "Aucune commande en cours", "没有未结订单";
    NoReady = "Nothing is ready", "Nada está listo", "Nichts ist fertig", "Rien n'est prêt", "没有已做好的";
    NoHeld = "No course is held", "Ningún pase en espera", "Kein Gang wartet", "Aucun service en attente", "没有等叫的菜";
    NoClosed = "Nothing closed lately", "Nada cerrado últimamente", "Zuletzt nichts geschlossen", "Rien de clos récemment", "最近没有已结订单";
    WaitingForServer = "Waiting for the server", "Esperando al servidor", "Warten auf den Server", "En attente du serveur", "等待服务器";
    Reason = "Why?", "¿Por qué?", "Warum?", "Pourquoi ?", "原因？";
    OwnReason = "Another reason", "Otro motivo", "Anderer Grund", "Autre raison", "其他原因";
    ToPay = "to pay", "a pagar", "zu zahlen", "à payer", "应付";
    Given = "Given", "Recibido", "Gegeben", "Reçu", "实收";
    ChangeBack = "Change", "Cambio", "Rückgeld", "Rendu", "找零";
    Exact = "Exact", "Justo", "Passend", "Exact", "正好";
    NotEnough = "not enough", "no alcanza", "zu wenig", "pas assez", "不足";
    Delete = "Delete the last digit", "Borrar la última cifra", "Letzte Ziffer löschen", "Effacer le dernier chiffre", "删除末位";
    Discard = "Discard", "Descartar", "Verwerfen", "Jeter", "丢弃";
    ToCheck = "Back into the check", "Volver a la cuenta", "Zurück in die Rechnung", "Remettre dans l'addition", "放回账单";
    TryNow = "Try now", "Probar ya", "Jetzt senden", "Essayer", "立即重试";
    LogOut = "Log out", "Salir", "Abmelden", "Quitter", "退出";
    NoStorage = "This browser keeps nothing: an unsent order would not survive a reload",
        "Este navegador no guarda nada: un pedido sin enviar se perdería al recargar",
        "Dieser Browser behält nichts: Ungesendetes ginge beim Neuladen verloren",
        "Ce navigateur ne garde rien : une commande non envoyée serait perdue au rechargement",
        "此浏览器不保存数据：未发送的订单刷新后会丢失";
}
